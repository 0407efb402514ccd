//! `--set KEY=VALUE`: values of a scenario changed from outside.

use std::ops::Range;

use monazite_model::nearest;

use super::Sources;
use super::node::{At, Entry, Node, Value};
use super::parse::parse_value;
use crate::source::Source;
use crate::{Diagnostic, Diagnostics};

/// Name that overrides are printed under; each is one line of it.
pub(crate) const OVERRIDES: &str = "--set";

/// Applies overrides such as `run.horizon="2 years"` or
/// `hazard[id=mine-stops].arrival.poisson_per_year=0.5` in order. A value is TOML; what is not TOML is
/// taken as text, so that quotes may be left out. Keys that the schema does not know are found out
/// with the rest of the document.
pub(crate) fn apply(
    root: &mut Node,
    overrides: &[String],
    sources: &mut Sources,
) -> Result<(), Diagnostics> {
    if overrides.is_empty() {
        return Ok(());
    }
    // A line break would shift the lines that errors are told at; TOML values need none.
    let lines: Vec<String> = overrides
        .iter()
        .map(|line| line.replace(['\n', '\r'], " "))
        .collect();
    let file = sources.add(Source::new(OVERRIDES, lines.join("\n")));
    let mut found = Diagnostics::new();
    let mut start = 0;
    for line in &lines {
        let result = set(root, sources.get(file), file, start..start + line.len());
        found.extend(result.err());
        start += line.len() + 1;
    }
    found.or(())
}

fn set(
    root: &mut Node,
    source: &Source,
    file: usize,
    line: Range<usize>,
) -> Result<(), Diagnostic> {
    let text = &source.text[line.clone()];
    let refuse = |span: Range<usize>, message: String| {
        source.error(
            line.start + span.start..line.start + span.end,
            "override",
            message,
        )
    };
    // The first equals sign outside brackets parts key and value.
    let mut depth = 0_usize;
    let equals = text.char_indices().find(|&(_, c)| {
        depth = match c {
            '[' => depth + 1,
            ']' => depth.saturating_sub(1),
            _ => depth,
        };
        c == '=' && depth == 0
    });
    let Some((equals, _)) = equals else {
        return Err(refuse(
            0..text.len(),
            format!("`{text}` is no override: expected KEY=VALUE"),
        ));
    };
    let value = value(source, line.start + equals + 1..line.end, file);
    let mut node = root;
    let mut parts = parts(&text[..equals]).peekable();
    if parts.peek().is_none() {
        return Err(refuse(
            0..equals.max(1),
            "an override needs a key before `=`".to_owned(),
        ));
    }
    while let Some((part, span)) = parts.next() {
        let at = At {
            file,
            start: line.start + span.start,
            end: line.start + span.end,
        };
        let next = if let Some(choice) = part.strip_prefix('[') {
            element(node, choice.trim_end_matches(']'))
        } else {
            key(node, part, at)
        };
        node = next.map_err(|(message, hint)| refuse(span, message).hint(hint))?;
        if parts.peek().is_none() {
            *node = value;
            return Ok(());
        }
    }
    Ok(())
}

fn value(source: &Source, span: Range<usize>, file: usize) -> Node {
    let at = At {
        file,
        start: span.start,
        end: span.end,
    };
    let text = &source.text[span];
    let alone = Source::new(OVERRIDES, text.trim().to_owned());
    let value = parse_value(&alone, 0, file)
        .map_or_else(|| Value::String(text.trim().to_owned()), |node| node.value);
    let mut node = Node { value, at };
    node.put(at);
    node
}

/// Splits `hazard[id=x].arrival` into `hazard`, `[id=x]`, `arrival`, with their places.
fn parts(key: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    let mut bounds = vec![0];
    let mut depth = 0_usize;
    for (at, c) in key.char_indices() {
        match c {
            '[' => {
                bounds.push(at);
                depth += 1;
            }
            ']' => depth = depth.saturating_sub(1),
            '.' if depth == 0 => bounds.push(at),
            _ => {}
        }
    }
    bounds.push(key.len());
    bounds
        .windows(2)
        .map(|pair| {
            let whole = &key[pair[0]..pair[1]];
            let part = whole.trim_start_matches('.').trim();
            let start = pair[0] + whole.find(part).unwrap_or(0);
            (part, start..start + part.len())
        })
        .collect::<Vec<_>>()
        .into_iter()
        .filter(|(part, _)| !part.is_empty())
}

type Miss = (String, String);

fn key<'a>(node: &'a mut Node, key: &str, at: At) -> Result<&'a mut Node, Miss> {
    let kind = node.kind();
    let Value::Table(entries) = &mut node.value else {
        return Err((
            format!("`{key}` is looked for in {kind}, which has no keys"),
            String::new(),
        ));
    };
    let place = entries
        .iter()
        .position(|entry| entry.key == key)
        .unwrap_or_else(|| {
            let node = Node {
                value: Value::Table(Vec::new()),
                at,
            };
            entries.push(Entry {
                key: key.to_owned(),
                at,
                node,
            });
            entries.len() - 1
        });
    Ok(&mut entries[place].node)
}

fn element<'a>(node: &'a mut Node, choice: &str) -> Result<&'a mut Node, Miss> {
    let kind = node.kind();
    let Value::Array(items) = &mut node.value else {
        return Err((
            format!("`[{choice}]` is looked for in {kind}, not in a list"),
            String::new(),
        ));
    };
    let count = items.len();
    let place = if let Some((key, wanted)) = choice.split_once('=') {
        let (key, wanted) = (key.trim(), wanted.trim().trim_matches(['"', '\'']));
        let names = items
            .iter()
            .filter_map(|item| item.get(key).and_then(Node::text));
        let known: Vec<String> = names.map(str::to_owned).collect();
        let hint = nearest(wanted, known.iter().map(String::as_str))
            .map_or(String::new(), |name| format!("did you mean `{name}`?"));
        items
            .iter()
            .position(|item| item.get(key).and_then(Node::text) == Some(wanted))
            .ok_or((format!("no element has {key} = \"{wanted}\""), hint))?
    } else {
        choice.trim().parse().map_err(|_| {
            let hint = "write a position from 0, or a key and value as in `[id=x]`".to_owned();
            (format!("`[{choice}]` chooses nothing"), hint)
        })?
    };
    items.get_mut(place).ok_or((
        format!("there is no element {place}: the list has {count}"),
        String::new(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;

    const BASE: &str =
        "[run]\nstep = '7 days'\n[[hazard]]\nid = 'a'\narrival = { poisson_per_year = 0.1 }\n";

    fn with(overrides: &[&str]) -> Result<toml::Value, Diagnostics> {
        let mut sources = Sources::default();
        let mut root = parse(&Source::new("x", BASE.to_owned()), 0).unwrap();
        let overrides: Vec<String> = overrides.iter().map(ToString::to_string).collect();
        apply(&mut root, &overrides, &mut sources).map(|()| root.plain())
    }

    #[test]
    fn values_are_toml_or_else_text() {
        let value = with(&[
            "run.step=\"14 days\"",
            "run.seed = 7",
            "run.horizon=2 years",
        ])
        .unwrap();
        assert_eq!(value["run"]["step"].as_str(), Some("14 days"));
        assert_eq!(value["run"]["seed"].as_integer(), Some(7));
        assert_eq!(value["run"]["horizon"].as_str(), Some("2 years"));
    }

    #[test]
    fn elements_are_chosen_by_key_or_position() {
        for key in [
            "hazard[id=a].arrival.poisson_per_year=0.5",
            "hazard[0].arrival={poisson_per_year=0.5}",
        ] {
            let value = with(&[key]).unwrap();
            let rate = value["hazard"][0]["arrival"]["poisson_per_year"].as_float();
            assert_eq!(rate, Some(0.5), "{key}");
        }
    }

    #[test]
    fn what_cannot_be_found_is_told_at_its_place_in_the_argument() {
        let found = with(&[
            "run.seed=1",
            "hazard[id=aa].text=x",
            "hazard[7].text=x",
            "noequals",
        ])
        .unwrap_err();
        let told: Vec<_> = found
            .iter()
            .map(|d| (d.line, d.column, d.hint.as_str()))
            .collect();
        assert_eq!(told, [(2, 7, "did you mean `a`?"), (3, 7, ""), (4, 1, "")]);
        assert!(
            found
                .iter()
                .all(|d| d.file == OVERRIDES && d.exit_code() == 2)
        );
    }
}

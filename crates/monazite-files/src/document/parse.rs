//! From text to tree.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::node::{At, Entry, Node, Value};
use super::scan;
use crate::diagnostic::Related;
use crate::quantity::share_of_percent;
use crate::source::Source;
use crate::{Diagnostic, Diagnostics, calendar};

/// Values that are none, by the byte at which they begin.
type Flaws = BTreeMap<usize, Diagnostic>;

/// Parses a text; `file` is the number that places get. All syntax errors are told. A single value
/// that is wrong in a way that leaves the rest readable stands in the tree as [`Value::Wrong`].
pub(crate) fn parse(source: &Source, file: usize) -> Result<Node, Diagnostics> {
    let text = source.text.as_str();
    if let Some(refusal) = scan::refusal(text) {
        return Err(source
            .error(refusal.span, refusal.code, refusal.message)
            .into());
    }
    let (document, errors) = DeTable::parse_recoverable(text);
    let at = At {
        file,
        start: 0,
        end: 0,
    };
    let mut flaws: Flaws = errors
        .iter()
        .filter_map(|error| Some((error.span()?.start, flaw(source, &error.span()?)?)))
        .collect();
    let readable = flaws.len() == errors.len();
    let value = table(document.get_ref(), file, source, &mut flaws);
    let root = Node { value, at };
    if !readable || !flaws.is_empty() {
        let told = errors.iter().map(|error| syntax(source, error, &root));
        let mut found = Diagnostics::new();
        found.extend(told);
        return Err(found.sorted());
    }
    if root.entries().is_empty() {
        let message = "this file is empty: expected at least `format = 1`";
        return Err(Diagnostic::whole(&source.file, "empty", message).into());
    }
    Ok(root)
}

/// What is wrong with a date or a percentage that is not TOML, without quotes.
fn flaw(source: &Source, span: &Range<usize>) -> Option<Diagnostic> {
    let text = source.text.get(span.clone())?.trim();
    if let Some(message) = calendar::flaw(text) {
        return Some(source.error(span.clone(), "date", message));
    }
    let share = share_of_percent(text)?;
    let told = source.error(span.clone(), "number", format!("`{text}` is no number"));
    Some(told.hint(format!("write {share}")))
}

fn syntax(source: &Source, error: &toml::de::Error, root: &Node) -> Diagnostic {
    let end = source.text.len();
    let span = error.span().unwrap_or(end..end);
    if let Some(told) = flaw(source, &span) {
        return told;
    }
    if error.message().contains("duplicate key") {
        let name = source
            .text
            .get(span.clone())
            .unwrap_or_default()
            .trim_matches(['"', '\'']);
        let message = format!("`{name}` is given twice");
        let first = first_use(root, name, span.start);
        let mut told = source.error(span, "duplicate-key", message);
        told.related = first.map(|at| Related {
            file: source.file.clone(),
            line: source.position(at.start).0,
            message: "first given".to_owned(),
        });
        if let Some(first) = &told.related {
            told.message = format!("{}, first on line {}", told.message, first.line);
        }
        return told;
    }
    source.error(
        span,
        "syntax",
        format!("this is not TOML: {}", error.message()),
    )
}

/// The last key of this name before a place.
fn first_use(node: &Node, name: &str, before: usize) -> Option<At> {
    let below = node
        .entries()
        .iter()
        .map(|entry| &entry.node)
        .chain(node.items());
    let here = node
        .entries()
        .iter()
        .filter(|entry| entry.key == name && entry.at.start < before);
    here.map(|entry| entry.at)
        .chain(below.filter_map(|child| first_use(child, name, before)))
        .max_by_key(|at| at.start)
}

fn node(value: &Spanned<DeValue<'_>>, file: usize, source: &Source, flaws: &mut Flaws) -> Node {
    let span = value.span();
    let at = At {
        file,
        start: span.start,
        end: span.end,
    };
    if let Some(flaw) = flaws.remove(&at.start) {
        let value = Value::Wrong(Box::new(flaw));
        return Node { value, at };
    }
    let value = match value.get_ref() {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => {
            let read = i64::from_str_radix(number.as_str(), number.radix());
            read.map_or_else(
                |_| {
                    let text = number.as_str();
                    let (low, high) = (i64::MIN, i64::MAX);
                    let message = format!("{text} is no whole number between {low} and {high}");
                    Value::Wrong(Box::new(source.error(span, "range", message)))
                },
                Value::Integer,
            )
        }
        DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(truth) => Value::Bool(*truth),
        DeValue::Datetime(date) => Value::Date(*date),
        DeValue::Array(items) => Value::Array(
            items
                .iter()
                .map(|item| node(item, file, source, flaws))
                .collect(),
        ),
        DeValue::Table(entries) => table(entries, file, source, flaws),
    };
    Node { value, at }
}

fn table(entries: &DeTable<'_>, file: usize, source: &Source, flaws: &mut Flaws) -> Value {
    let mut list: Vec<Entry> = entries
        .iter()
        .map(|(key, value)| {
            let span = key.span();
            Entry {
                key: key.get_ref().to_string(),
                at: At {
                    file,
                    start: span.start,
                    end: span.end,
                },
                node: node(value, file, source, flaws),
            }
        })
        .collect();
    list.sort_by_key(|entry| entry.at.start);
    Value::Table(list)
}

/// Parses one value, as `--set` gives it.
pub(super) fn parse_value(source: &Source, start: usize, file: usize) -> Option<Node> {
    let text = &source.text[start..];
    if scan::refusal(text).is_some() {
        return None;
    }
    let value = DeValue::parse(text).ok()?;
    let node = node(&value, file, source, &mut Flaws::new());
    let is_wrong = matches!(node.value, Value::Wrong(_));
    (!is_wrong).then_some(node)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::node::{step, steps};

    fn errors(text: &str) -> Vec<Diagnostic> {
        let found = parse(&Source::new("x.toml", text.to_owned()), 0).unwrap_err();
        found.iter().cloned().collect()
    }

    #[test]
    fn every_part_knows_where_it_was_written() {
        let text = "a = 1\n[run]\nstep = \"7 days\"\n[[hazard]]\nid = 'x'\n";
        let root = parse(&Source::new("x", text.to_owned()), 0).unwrap();
        let of = |path| {
            let (at, found) = root.locate(path);
            (&text[at.start..at.end], found)
        };
        assert_eq!(of("run.step"), ("\"7 days\"", 2));
        assert_eq!(of("hazard[0].id"), ("'x'", 3));
        assert_eq!(of("hazard[0].nothing"), ("[[hazard]]", 2));
    }

    #[test]
    fn a_key_given_twice_names_both_lines() {
        let found = errors("[run]\nstep = 5\n\nstep = 7\n");
        assert_eq!((found[0].code, found[0].line), ("duplicate-key", 4));
        assert!(found[0].message.contains("first on line 2"), "{found:?}");
    }

    #[test]
    fn all_syntax_errors_are_told_at_once() {
        let found = errors("a = \nb = 1\nc = ]\nd = 01\n");
        let lines: Vec<_> = found.iter().map(|d| d.line).collect();
        assert!(
            lines.contains(&1) && lines.contains(&3) && lines.contains(&4),
            "{found:?}"
        );
    }

    #[test]
    fn an_empty_file_says_what_is_expected() {
        for text in ["", "\n", "# only a comment\n"] {
            assert!(
                errors(text)[0].message.contains("empty: expected"),
                "{text:?}"
            );
        }
    }

    #[test]
    fn numbers_beyond_64_bits_are_refused_not_wrapped() {
        assert_eq!(
            told("[run]\nseed = 1180591620717411303424\n", "run.seed"),
            "range"
        );
    }

    #[test]
    fn a_date_or_percentage_that_is_none_leaves_the_rest_readable() {
        assert_eq!(
            told("[run]\nstart = 2026-02-30\nstep = 1\n", "run.start"),
            "date"
        );
        assert_eq!(told("x = { p = 60%, q = 1 }\n", "x.p"), "number");
        assert_eq!(errors("a = 2026-02-30\nb = \n").len(), 2);
    }

    /// Code of what is wrong with the value at a path of a text that is readable otherwise.
    fn told(text: &str, path: &str) -> &'static str {
        let root = parse(&Source::new("x.toml", text.to_owned()), 0).unwrap();
        let node = steps(path).try_fold(&root, step).unwrap();
        let Value::Wrong(told) = &node.value else {
            panic!("{node:?}");
        };
        told.code
    }
}

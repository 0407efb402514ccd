//! From problems of the model to places in the file.

use std::collections::BTreeSet;

use monazite_model::{Problem, Table};

use crate::diagnostic::Related;
use crate::document::{At, Node, Sources, Value, extend, parse, steps};
use crate::pack::Pack;
use crate::source::Source;
use crate::{Diagnostic, Severity};

/// Path of the row of a problem in the document.
fn row_path(table: Table, row: usize) -> String {
    match table {
        Table::Run => "run".to_owned(),
        Table::Behaviour => "behaviour".to_owned(),
        Table::Hazards => format!("hazard[{row}]"),
        Table::Correlations => format!("correlation[{row}]"),
        Table::Strategies => format!("strategy[{row}]"),
        _ => String::new(),
    }
}

/// Where a path of the model stands. Lists may be written for short: what a selector takes without
/// its `any`, and one pattern without a list.
fn place(path: &str, root: &Node) -> At {
    let (at, found) = root.locate(path);
    match path.split_once(".any[") {
        Some((before, after)) if found < steps(path).count() => {
            root.locate(&format!("{before}[{after}")).0
        }
        _ => at,
    }
}

pub(super) fn diagnostic(
    problem: &Problem,
    severity: Severity,
    root: &Node,
    sources: &Sources,
) -> Diagnostic {
    let path = format!("{}.{}", row_path(problem.table, problem.row), problem.field);
    let at = place(&path, root);
    let mut told = sources
        .error(&at, problem.code, &problem.message)
        .hint(&problem.hint);
    told.severity = severity;
    told.related = problem.also.map(|(table, row)| {
        let (at, _) = root.locate(&row_path(table, row));
        let source = sources.get(at.file);
        Related {
            file: source.file.clone(),
            line: source.position(at.start).0,
            message: "the other one is".to_owned(),
        }
    });
    told
}

/// Sources of the scenario whose ids the pack, or the scenario itself, already uses.
pub(super) fn repeated_sources(pack: &Pack, root: &Node, sources: &Sources) -> Vec<Diagnostic> {
    let mut known: BTreeSet<&str> = pack.world.sources[..pack.own_sources]
        .iter()
        .map(|source| source.id.as_str())
        .collect();
    let mut told = Vec::new();
    for item in root.get("source").map_or(&[][..], Node::items) {
        let Some(id) = item.get("id") else { continue };
        let Some(text) = id.text() else { continue };
        if !known.insert(text) {
            let message = format!("the source `{text}` is already known");
            told.push(sources.error(&id.at, "duplicate", message));
        }
    }
    told
}

/// What stands in for a required key that is wrong or missing: values that cannot be wrong themselves,
/// whatever the rest says.
const PLACEHOLDERS: &str = "\
format = 1
title = ''
pack = ''
[run]
start = 2026-01-01
horizon = '1 years'
";

/// The document without the parts at `paths`, so that the rest can be checked for its meaning: a
/// wrong hazard goes as a whole, a wrong key of `[run]` alone. Placeholders take the place of what a
/// scenario must have.
pub(super) fn prune(root: &Node, paths: &[String]) -> Node {
    let root = without(root, paths);
    match parse(&Source::new("", PLACEHOLDERS.to_owned()), root.at.file) {
        Ok(mut placeholders) => {
            placeholders.put(root.at);
            extend(placeholders, root)
        }
        Err(_) => root,
    }
}

/// The document without the rows and keys that `paths` lead into.
pub(crate) fn without(root: &Node, paths: &[String]) -> Node {
    let mut root = root.clone();
    let Value::Table(entries) = &mut root.value else {
        return root;
    };
    let bad: BTreeSet<(&str, &str)> = paths
        .iter()
        .map(|path| {
            let mut steps = steps(path);
            (
                steps.next().unwrap_or_default(),
                steps.next().unwrap_or_default(),
            )
        })
        .collect();
    entries.retain_mut(|entry| {
        let is_bad = |below: &str| bad.contains(&(entry.key.as_str(), below));
        match &mut entry.node.value {
            Value::Array(items) => {
                let mut at = 0..;
                items.retain(|_| !is_bad(&at.next().unwrap_or(0_usize).to_string()));
            }
            Value::Table(keys) => keys.retain(|key| !is_bad(&key.key)),
            _ => {}
        }
        !is_bad("")
    });
    root
}

/// Whether a problem of a pruned document is one of the whole document too: a name that is not found
/// may belong to a part that was taken out.
pub(super) fn is_certain(problem: &Problem) -> bool {
    let by_name = problem.field.starts_with("arrival.after")
        || problem.field == "strategy"
        || problem.field == "source";
    problem.table != Table::Correlations && !(problem.code == "reference" && by_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_found_in_every_spelling_of_a_selector() {
        let text =
            "a = 'x'\nb = ['x', 'y']\nc = { any = ['x', 'y'], not = 'z' }\nd = { not = ['z'] }\n";
        let mut sources = Sources::default();
        let root = sources
            .parse(Source::new("x.toml", text.to_owned()))
            .unwrap();
        let of = |path| {
            let at = place(path, &root);
            &text[at.start..at.end]
        };
        assert_eq!(of("a.any[0]"), "'x'");
        assert_eq!(of("b.any[1]"), "'y'");
        assert_eq!(of("c.any[1]"), "'y'");
        assert_eq!(of("c.not[0]"), "'z'");
        assert_eq!(of("d.not[0]"), "'z'");
    }

    #[test]
    fn a_wrong_part_is_taken_out_and_the_rest_stays() {
        let text = "title = 'x'\n[run]\nhorizon = 3\nseed = 4\n[[hazard]]\nid = 'a'\n[[hazard]]\nid = 'b'\n";
        let mut sources = Sources::default();
        let root = sources
            .parse(Source::new("x.toml", text.to_owned()))
            .unwrap();
        let paths = ["run.horizon", "hazard[0].duration"].map(str::to_owned);
        let rest = prune(&root, &paths).plain();
        assert_eq!(rest["title"].as_str(), Some("x"));
        assert_eq!(rest["run"]["seed"].as_integer(), Some(4));
        assert_eq!(rest["run"]["horizon"].as_str(), Some("1 years"));
        let hazards: Vec<_> = rest["hazard"].as_array().unwrap().iter().collect();
        assert_eq!((hazards.len(), hazards[0]["id"].as_str()), (1, Some("b")));
    }
}

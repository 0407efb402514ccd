//! From problems of the model to places in the file.

use std::collections::BTreeSet;

use monazite_model::{Problem, Table};

use crate::diagnostic::Related;
use crate::document::{At, Node, Sources, steps};
use crate::pack::Pack;
use crate::{Diagnostic, Severity};

/// Path of the row of a problem in the document.
fn row_path(table: Table, row: usize) -> String {
    match table {
        Table::Run => "run".to_owned(),
        Table::Behaviour => "behaviour".to_owned(),
        Table::Market => "market".to_owned(),
        Table::Uncertain => format!("uncertain[{row}]"),
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

/// Where a problem of the model stands.
pub(super) fn at(problem: &Problem, root: &Node) -> At {
    let path = format!("{}.{}", row_path(problem.table, problem.row), problem.field);
    place(&path, root)
}

/// A problem of the model as a finding in the document.
pub(crate) fn diagnostic(
    problem: &Problem,
    severity: Severity,
    root: &Node,
    sources: &Sources,
) -> Diagnostic {
    let at = at(problem, root);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

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
}

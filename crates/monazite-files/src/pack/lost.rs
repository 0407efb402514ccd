//! What a pack may hold although it could not be read.

use std::collections::BTreeSet;

use monazite_model::{Problem, Table, Unknown};

use super::text::Text;

/// Names of rows that could not be read. Whoever refers to them is not wrong for it.
#[derive(Debug, Default)]
pub(crate) struct Lost {
    /// Every cell of such rows: which one is the name is not known.
    pub(super) names: BTreeSet<String>,
    /// Tables that may hold any name.
    pub(super) tables: BTreeSet<Table>,
}

/// Words for what is looked for, and the tables that hold it.
const KINDS: [(&str, Table); 10] = [
    ("source", Table::Sources),
    ("economy", Table::Economies),
    ("bloc", Table::Blocs),
    ("material", Table::Materials),
    ("recipe", Table::Recipes),
    ("site", Table::Sites),
    ("demand", Table::Demands),
    ("sector", Table::Demands),
    ("reserve", Table::Reserves),
    ("choke", Table::ChokePoints),
];

impl Lost {
    pub(super) fn of(text: &Text) -> Self {
        let mut lost = Self::default();
        for file in &text.tables {
            lost.names.extend(file.lost.iter().cloned());
            let names: &[&str] = match file.table {
                Table::Recipes => &["recipe"],
                Table::Contents => &["material"],
                Table::Demands => &["id", "sector"],
                _ => &["id"],
            };
            let nameless = names
                .iter()
                .any(|column| file.tainted.iter().any(|(_, wrong)| wrong == column));
            if file.broken || nameless {
                lost.tables.insert(file.table);
            }
        }
        lost
    }

    /// Whether a name that was not found may be one that could not be read.
    pub(crate) fn may_hold(&self, unknown: &Unknown) -> bool {
        let is_pattern = unknown.name.contains('*') && !self.names.is_empty();
        let mut words = unknown.what.split([' ', ',']);
        is_pattern
            || self.names.contains(&unknown.name)
            || words.any(|word| {
                let table = KINDS.iter().find(|(kind, _)| *kind == word);
                table.is_some_and(|(_, table)| self.tables.contains(table))
            })
    }

    /// Whether a problem of names, of a world with placeholders in it, is one of the files too.
    pub(super) fn is_certain(&self, problem: &Problem, text: &Text) -> bool {
        let read = |table: Table, row: usize, field: Option<&str>| {
            text.file(table).is_some_and(|file| {
                !file
                    .tainted
                    .iter()
                    .any(|(at, column)| *at == row && field.is_none_or(|field| field == column))
            })
        };
        match (problem.code, &problem.unknown) {
            ("reference", Some(unknown)) => {
                !self.may_hold(unknown) && read(problem.table, problem.row, Some(&problem.field))
            }
            ("id", _) => read(problem.table, problem.row, Some(&problem.field)),
            ("duplicate", _) => {
                read(problem.table, problem.row, None)
                    && problem
                        .also
                        .is_none_or(|(table, row)| read(table, row, None))
            }
            _ => false,
        }
    }
}

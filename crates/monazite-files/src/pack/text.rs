//! Where the rows of a pack are written.

use monazite_model::{Problem, Table};

use super::table::TableFile;
use crate::diagnostic::Related;
use crate::document::{Node, Sources};
use crate::place::Place;
use crate::{Diagnostic, Severity, raw};

/// `pack.toml`.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) raw: raw::Pack,
    pub(super) root: Node,
    pub(super) sources: Sources,
}

/// The files of a pack: what turns rows and fields into lines and columns.
#[derive(Debug)]
pub(crate) struct Text {
    /// `None` if it could not be read.
    pub(super) head: Option<Head>,
    pub(super) tables: Vec<TableFile>,
    pub(super) folder: Place,
}

impl Text {
    /// The file of a table.
    pub(super) fn file(&self, table: Table) -> Option<&TableFile> {
        self.tables.iter().find(|file| file.table == table)
    }

    /// A problem of the world as a finding in its file.
    pub(crate) fn diagnostic(&self, problem: &Problem, severity: Severity) -> Diagnostic {
        let mut told = match (self.file(problem.table), &self.head) {
            (Some(file), _) => file
                .error(problem.row, &problem.field, problem.code, &problem.message)
                .unwrap_or_else(|| self.whole(problem)),
            (None, Some(head)) => {
                let path = match problem.table {
                    Table::Behaviour => format!("behaviour.{}", problem.field),
                    Table::Market => format!("market.{}", problem.field),
                    _ => problem.field.clone(),
                };
                let (at, _) = head.root.locate(&path);
                head.sources.error(&at, problem.code, &problem.message)
            }
            (None, None) => self.whole(problem),
        };
        told.severity = severity;
        told.related = problem.also.and_then(|(table, row)| {
            let other = self.file(table)?.error(row, "", "", "")?;
            Some(Related {
                file: other.file,
                line: other.line,
                message: "the other row is".to_owned(),
            })
        });
        told.hint(&problem.hint)
    }

    fn whole(&self, problem: &Problem) -> Diagnostic {
        Diagnostic::whole(&self.folder.name(), problem.code, &problem.message)
    }
}

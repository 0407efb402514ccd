//! Where the parts of a scenario and of its pack are written.

use std::fmt;
use std::sync::Arc;

use monazite_model::{Problem, Table};

use crate::document::{Node, Sources};
use crate::load::diagnostic;
use crate::pack::Text;
use crate::{Diagnostic, Diagnostics, Severity};

/// The texts that a scenario and its world were read from: what turns problems that are found after
/// loading into findings with file, line and column.
#[derive(Clone)]
pub struct Written(Arc<Texts>);

struct Texts {
    document: Option<(Node, Sources)>,
    pack: Option<Text>,
}

impl Written {
    pub(crate) fn new(document: Option<(Node, Sources)>, pack: Option<Text>) -> Self {
        Self(Arc::new(Texts { document, pack }))
    }

    /// Problems as errors in their places. Rows are those of the scenario and world that were loaded
    /// from these texts.
    pub fn errors(&self, problems: &[Problem]) -> Diagnostics {
        let mut found = Diagnostics::new();
        found.extend(problems.iter().map(|problem| self.error(problem)));
        found.sorted()
    }

    fn error(&self, problem: &Problem) -> Diagnostic {
        let of_scenario = matches!(
            problem.table,
            Table::Run
                | Table::Hazards
                | Table::Correlations
                | Table::Strategies
                | Table::Behaviour
                | Table::Market
                | Table::Uncertain
        );
        match (&self.0.document, &self.0.pack) {
            (Some((root, sources)), _) if of_scenario => {
                diagnostic(problem, Severity::Error, root, sources)
            }
            (_, Some(pack)) => pack.diagnostic(problem, Severity::Error),
            (Some((_, sources)), None) => {
                Diagnostic::whole(&sources.get(0).file, problem.code, &problem.message)
                    .hint(&problem.hint)
            }
            (None, None) => {
                Diagnostic::whole("", problem.code, &problem.message).hint(&problem.hint)
            }
        }
    }
}

impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Written").finish_non_exhaustive()
    }
}

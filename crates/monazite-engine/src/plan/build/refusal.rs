//! Why a scenario cannot be compiled, and which part of it is to blame.

use monazite_model::{Problem, Scenario, Table, World, nearest};
use monazite_stats::LawError;

/// Why a scenario cannot be compiled.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CompileError {
    /// The scenario has problems that its check reports.
    #[error("the scenario has problems, {} in all; the first: {}", .0.len(), .0[0].message)]
    Problems(Vec<Problem>),
    /// No strategy has this id.
    #[error("the scenario has no strategy `{0}`")]
    UnknownStrategy(String),
    /// A law that the statistics refuse.
    #[error("`{field}` of `{id}`: {error}")]
    Law {
        /// Hazards or sites.
        table: Table,
        /// The hazard or site whose law it is.
        id: String,
        /// Where the law stands in its row.
        field: String,
        /// What is wrong.
        error: LawError,
    },
    /// Correlations that no random numbers can have.
    #[error("the correlations contradict each other: smallest eigenvalue {0:.3}")]
    Correlations(f64),
}

impl CompileError {
    /// The same as problems of the parts of `scenario` and the rows of `world`, the world that was
    /// balanced.
    pub fn problems(&self, scenario: &Scenario, world: &World) -> Vec<Problem> {
        let one = match self {
            Self::Problems(problems) => return problems.clone(),
            Self::UnknownStrategy(name) => {
                let known = scenario.strategies.iter().map(|strategy| &*strategy.id);
                let message = format!("there is no strategy `{name}` in this scenario");
                Problem::new(Table::Run, 0, "strategy", "reference", message).hint(
                    nearest(name, known)
                        .map_or(String::new(), |near| format!("did you mean `{near}`?")),
                )
            }
            Self::Law {
                table, id, field, ..
            } => {
                let row = match table {
                    Table::Sites => world.sites.iter().position(|site| site.id == *id),
                    Table::Uncertain => {
                        let mut targets = scenario.uncertain.iter();
                        targets.position(|uncertain| uncertain.target == *id)
                    }
                    _ => scenario.hazards.iter().position(|hazard| hazard.id == *id),
                };
                Problem::new(*table, row.unwrap_or(0), field, "law", self.to_string())
            }
            Self::Correlations(_) => {
                Problem::new(Table::Correlations, 0, "", "correlation", self.to_string())
            }
        };
        vec![one]
    }
}

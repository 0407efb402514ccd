//! Why a world has no balanced baseline, and which rows are to blame.

use monazite_model::{Problem, Table, World};

use super::Residual;

/// Why a world has no balanced baseline.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BalanceError {
    /// The constraints admit no flows at all.
    #[error("no flows satisfy mass balance, recipes and capacities: {reason}")]
    Infeasible {
        /// What the solver reported.
        reason: String,
    },
    /// Figures contradict each other beyond their grades.
    #[error(
        "the figures contradict each other; tightest conflicts:\n{}",
        listed(conflicts)
    )]
    Conflict {
        /// The figures that would have to move furthest, worst first.
        conflicts: Vec<Residual>,
    },
}

impl BalanceError {
    /// The same as problems of rows of `world`, the world that was to be balanced: one for each of the
    /// tightest conflicts, or one for the pack as a whole.
    pub fn problems(&self, world: &World) -> Vec<Problem> {
        match self {
            Self::Infeasible { .. } => {
                let message = format!("the pack cannot be balanced: {self}");
                vec![Problem::new(Table::Pack, 0, "", "infeasible", message)]
            }
            Self::Conflict { conflicts } => conflicts
                .iter()
                .map(|residual| conflict(residual, world))
                .collect(),
        }
    }
}

fn conflict(residual: &Residual, world: &World) -> Problem {
    let is_it = |id: &str| id == residual.id;
    let (table, row, field) = match residual.table {
        "trade" => (
            Table::Trade,
            world.trade.iter().position(|row| is_it(&row.id)),
            "flow_t_per_yr",
        ),
        "activities" => (
            Table::Activities,
            world
                .activities
                .iter()
                .position(|row| is_it(&format!("{}/{}", row.site, row.recipe))),
            "throughput_t_per_yr",
        ),
        _ => (
            Table::Demands,
            world.demands.iter().position(|row| is_it(&row.id)),
            "demand_t_per_yr",
        ),
    };
    let message = format!(
        "the pack cannot be balanced: the {} of `{}`, {} {} (grade {}), contradicts the other figures; the \
         nearest balance has {:.4}, which is {:+.1} standard deviations away",
        residual.quantity,
        residual.id,
        residual.published,
        residual.unit,
        residual.grade.letter(),
        residual.reconciled,
        residual.standardised()
    );
    let hint = "compare the figure with what its neighbours make, ship and use; correct the one that is \
                wrong, or give it the grade that it deserves";
    Problem::new(table, row.unwrap_or(0), field, "conflict", message).hint(hint)
}

fn listed(conflicts: &[Residual]) -> String {
    let lines = conflicts.iter().map(|row| {
        format!(
            "  {} {} {}: published {:.4} {} (grade {}), nearest balance {:.4}: {:+.1} standard deviations",
            row.table,
            row.id,
            row.quantity,
            row.published,
            row.unit,
            row.grade.letter(),
            row.reconciled,
            row.standardised()
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

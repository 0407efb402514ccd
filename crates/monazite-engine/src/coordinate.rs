//! Perfect foresight: the least unmet demand that any plan could reach in a given future.
//!
//! A linear programme over the whole horizon decides every shipment, every throughput and every
//! release at once, knowing all disruptions beforehand. It keeps what is physical (stocks, recipes,
//! capacities, lead times, what borders let through) and drops what is behaviour (orders, shares,
//! reliability, rationing). Whatever the simulation does is therefore open to it too, so its unmet
//! demand is a lower bound; the gap to the simulation is the **value of coordination**: what
//! sharing information and goods could still save.

mod foresee;
mod program;

use crate::plan::Plan;

use foresee::Future;

/// Largest programme that is attempted, in unknowns: the simplex method of the library takes
/// minutes beyond it.
const LARGEST: usize = 20_000;

/// The least unmet demand of one replication beside what the simulation had.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Foresight {
    /// Unmet demand of the simulation, t REO.
    pub simulated: f64,
    /// Least unmet demand under perfect foresight, t REO.
    pub bound: f64,
}

impl Foresight {
    /// What coordination could still save, t REO.
    pub fn value_of_coordination(&self) -> f64 {
        self.simulated - self.bound
    }
}

/// Why there is no bound.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ForesightError {
    /// The programme is larger than what the solver finishes in useful time.
    #[error(
        "the linear programme would have {unknowns} unknowns, more than {LARGEST}: shorten the horizon or take a smaller world"
    )]
    TooLarge {
        /// Its size.
        unknowns: usize,
    },
    /// The solver gave up.
    #[error("the linear programme was not solved: {reason}")]
    Unsolved {
        /// What the solver reported.
        reason: String,
    },
}

/// Bounds the unmet demand of replication `replication` of `seed` from below.
///
/// # Errors
/// When the programme is too large or the solver fails; never for a bound that is merely loose.
pub fn perfect_foresight(
    plan: &Plan,
    seed: u64,
    replication: u64,
) -> Result<Foresight, ForesightError> {
    let per_step = plan.lanes.len()
        + plan.activities.len()
        + plan.stocks.len()
        + plan.demands.len()
        + plan
            .reserves
            .iter()
            .map(|reserve| reserve.customers.len())
            .sum::<usize>();
    let unknowns = per_step * plan.steps as usize;
    if unknowns > LARGEST {
        return Err(ForesightError::TooLarge { unknowns });
    }
    let future = Future::of(plan, seed, replication);
    let bound = program::solve(plan, &future)?;
    Ok(Foresight {
        simulated: future.unmet,
        bound,
    })
}

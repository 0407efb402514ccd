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
use crate::run::{RunOptions, each, pool};

use foresee::Future;

/// Largest programme that is attempted, in unknowns. A larger one is made smaller by planning for longer
/// periods than a step.
const LARGEST: usize = 40_000;
/// Longest period, days.
const LONGEST_DAYS: f64 = 366.0;

/// The least unmet demand of one replication beside what the simulation had.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Foresight {
    /// Unmet demand of the simulation, t REO.
    pub simulated: f64,
    /// What was wanted, t REO.
    pub wanted: f64,
    /// Least unmet demand under perfect foresight, t REO.
    pub bound: f64,
    /// Days that are planned at once: a step, or more in a large world, where the bound is lower.
    pub period_days: f64,
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
        "the linear programme would have {unknowns} unknowns even if it planned year by year, more than {LARGEST}: \
         shorten the horizon or take a smaller world"
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
    let length = period(plan)?;
    foresight_by(plan, seed, replication, length)
}

/// The shortest period that leaves a programme of a size that can be solved, steps.
fn period(plan: &Plan) -> Result<usize, ForesightError> {
    let (per_period, steps) = (program::unknowns(plan), plan.steps as usize);
    if per_period * steps <= program::LARGEST_SIMPLEX {
        return Ok(1);
    }
    let most = (LARGEST / per_period.max(1)).max(1);
    let length = steps.div_ceil(most);
    if length as f64 * plan.step_days > LONGEST_DAYS {
        let year = (LONGEST_DAYS / plan.step_days).max(1.0) as usize;
        return Err(ForesightError::TooLarge {
            unknowns: per_period * steps.div_ceil(year),
        });
    }
    Ok(length)
}

/// What looks with perfect foresight take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ForesightCost {
    /// Seconds of all threads together.
    pub seconds: f64,
    /// Memory, bytes.
    pub bytes: u64,
}

/// Seconds and bytes per unknown, measured on the default pack (39,000 unknowns by interior points: 6 s
/// on a busy AMD EPYC 7003, 79 MB).
const SECONDS_PER_UNKNOWN: f64 = 6.0 / 39_000.0;
const BYTES_PER_UNKNOWN: u64 = 2_000;

/// What [`foresee`] will take for `each_kind` futures of each kind. A world that is too large takes nothing.
pub fn foresight_cost(plan: &Plan, each_kind: usize, threads: usize) -> ForesightCost {
    let periods = period(plan).map(|length| (plan.steps as usize).div_ceil(length));
    let unknowns = (program::unknowns(plan) * periods.unwrap_or(0)) as u64;
    let looks = KINDS.len() * each_kind;
    ForesightCost {
        seconds: looks as f64 * unknowns as f64 * SECONDS_PER_UNKNOWN,
        bytes: looks.min(threads) as u64 * unknowns * BYTES_PER_UNKNOWN,
    }
}

/// Kinds of futures by the rank of their loss, the smallest first: shares of all.
const KINDS: [(f64, f64); 3] = [(0.0, 0.5), (0.5, 0.95), (0.95, 1.0)];

/// A future with what perfect foresight could have saved of it, and the kind that it was taken from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Foreseen {
    /// The kind: shares of all futures, ranked by loss, the smallest first.
    pub ranks: (f64, f64),
    /// Number of the future.
    pub replication: u64,
    /// Its bound.
    pub foresight: Foresight,
}

/// Looks with perfect foresight at futures of a run: of the half with the smaller losses, of what lies
/// between it and the worst 5 %, and of those, `each` futures that are evenly spread by rank. `losses`
/// are those of the run's futures in their order, in any unit. `None` when `going` says no before one of them.
///
/// # Errors
/// As [`perfect_foresight`].
pub fn foresee(
    plan: &Plan,
    options: &RunOptions,
    losses: &[f64],
    each_kind: usize,
    going: &(dyn Fn() -> bool + Sync),
) -> Result<Option<Vec<Foreseen>>, ForesightError> {
    let mut ranked: Vec<usize> = (0..losses.len()).collect();
    ranked.sort_by(|&a, &b| losses[a].total_cmp(&losses[b]).then(a.cmp(&b)));
    let mut chosen = Vec::new();
    for (from, to) in KINDS {
        for at in 0..each_kind {
            let share = from + (to - from) * (at as f64 + 0.5) / each_kind as f64;
            let rank = (share * losses.len() as f64) as usize;
            // Few futures have few ranks: none is looked at twice.
            let Some(&future) = ranked.get(rank) else {
                continue;
            };
            let row = ((from, to), options.first + future as u64);
            if !chosen.contains(&row) {
                chosen.push(row);
            }
        }
    }
    let pool = pool(options);
    let look = |&(ranks, replication): &((f64, f64), u64)| {
        going().then(|| {
            perfect_foresight(plan, options.seed, replication).map(|foresight| Foreseen {
                ranks,
                replication,
                foresight,
            })
        })
    };
    // One that was not looked at is the end of all.
    let looked: Option<Vec<_>> = each(pool.as_ref(), &chosen, look).into_iter().collect();
    looked
        .map(|looked| looked.into_iter().collect())
        .transpose()
}

/// As [`perfect_foresight`], planned by periods of `length` steps, 1 at least.
pub fn foresight_by(
    plan: &Plan,
    seed: u64,
    replication: u64,
    length: usize,
) -> Result<Foresight, ForesightError> {
    let future = Future::of(plan, seed, replication);
    let bound = program::solve(plan, &future, length.max(1))?;
    Ok(Foresight {
        simulated: future.unmet,
        wanted: future.asked,
        bound,
        period_days: length.max(1) as f64 * plan.step_days,
    })
}

//! What a run will cost, before it starts.

use monazite_stats::Moments;

use super::Plan;
use crate::block::WIDTH;
use crate::run::BATCH;
use crate::tally::{DETAILS, PRICE_BINS, SERIES_BINS, extras, headlines};

/// Estimate of a run's memory and work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CostEstimate {
    /// Memory of plan, working state of all threads, columns and tallies, bytes.
    pub bytes: u64,
    /// Lanes times steps times replications, twins included.
    pub lane_steps: u64,
}

/// Estimates the cost of `replications` futures on `threads` threads.
pub fn estimate_cost(plan: &Plan, replications: u64, threads: usize) -> CostEstimate {
    let number = size_of::<f64>() as u64;
    let columns = (plan.scopes.headlines * headlines(plan).len() + extras(plan).len()) as u64
        + plan.hazards.len() as u64 * 2;
    let kept = columns * replications * number;
    let state =
        (plan.lanes.len() as u64 * 6 + plan.pipe_slots as u64 + plan.stocks.len() as u64 * 12)
            * number
            * WIDTH as u64;
    let world = &plan.world;
    let origins = (world.materials.len() + world.economies.len() + world.blocs.len())
        * world.economies.len()
        * WIDTH;
    let series = (plan.scopes.series.len() * (SERIES_BINS * 8 + 24)
        + plan.scopes.prices.len() * (PRICE_BINS * 8 + 24)) as u64
        * u64::from(plan.steps)
        * 2;
    let structure = (plan.lanes.len() * size_of::<super::LanePlan>()
        + plan.stocks.len() * size_of::<super::StockPlan>()) as u64;
    let batches = threads as u64 * 8 * (series / 4 + columns * BATCH * number);
    // Sums are kept once for each power of two in the number of batches, and once in the total.
    let tallies = (plan.scopes.list.len() - plan.scopes.headlines) as u64 * DETAILS.len() as u64
        + plan.scopes.series.len() as u64 * u64::from(plan.steps);
    let levels = u64::from(replications.div_ceil(BATCH).max(1).ilog2()) + 2;
    let sums = levels * (tallies * size_of::<Moments>() as u64 + plan.lanes.len() as u64 * number);
    let twins = if plan.twin_is_random() && !plan.scopes.narrow {
        2
    } else {
        1
    };
    CostEstimate {
        bytes: kept
            + (state + series + origins as u64 * number) * threads as u64
            + batches
            + series
            + sums
            + structure * 4,
        lane_steps: plan.lanes.len() as u64 * u64::from(plan.steps) * replications * twins,
    }
}

impl Plan {
    /// Whether the undisrupted twin differs between replications, so that it must run each time.
    pub(crate) fn twin_is_random(&self) -> bool {
        !self.planned.is_empty() || !self.uncertain.is_empty()
    }
}

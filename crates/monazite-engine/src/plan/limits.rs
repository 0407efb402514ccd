//! What a run will cost, before it starts.

use monazite_model::World;
use monazite_stats::{Histogram, Moments};

use super::{LanePlan, Level, Plan, Route, StockPlan};
use crate::block::WIDTH;
use crate::network::count_lanes;
use crate::record::window;
use crate::run::{AHEAD, BATCH, tail_blocks};
use crate::tally::{
    DETAIL_BINS, DETAILS, PRICE_BINS, SERIES_BINS, counts_steps, extras, headlines,
};

/// What a process holds before it has a world: program, allocator, threads.
const PROGRAM: u64 = 12 << 20;
/// What the rows of a world come to for each lane, bytes; measured (`cargo bench --bench growth`).
const ROWS_PER_LANE: u64 = 1400;
/// What the quadratic programme that reconciles flows takes for each lane, bytes; measured likewise.
const BALANCE_PER_LANE: u64 = 1600;
/// What a row of trade and a lane take from the files to the plan, bytes; measured with `monazite check`.
const LAID_PER_ROW: u64 = 3500;
const LAID_PER_LANE: u64 = 1300;
const NUMBER: u64 = size_of::<f64>() as u64;

/// Estimate of a run's memory and work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CostEstimate {
    /// Memory of the plan with its world, bytes.
    pub plan: u64,
    /// Memory that is needed while the world is balanced and the futures run, bytes: program, state of
    /// all threads, tallies.
    pub working: u64,
    /// Memory that their results take, bytes: grows with the replications.
    pub kept: u64,
    /// Lanes times steps times replications, twins included.
    pub lane_steps: u64,
}

impl CostEstimate {
    /// Most memory that the process will hold, bytes. Right within a factor of 1.5.
    pub fn bytes(&self) -> u64 {
        self.plan + self.working + self.kept
    }
}

/// Lanes of a world, and the memory that it takes to read, balance and compile them, bytes. Right within a factor
/// of 1.5 for packs of a million rows of trade and for one row that makes a million lanes.
pub fn estimate_lanes(world: &World) -> (u64, u64) {
    let (lanes, rows) = (count_lanes(world), world.trade.len() as u64);
    let laid = lanes.saturating_mul(LAID_PER_LANE);
    (lanes, laid.saturating_add(PROGRAM + rows * LAID_PER_ROW))
}

/// Estimates the cost of `replications` futures on `threads` threads.
pub fn estimate_cost(plan: &Plan, replications: u64, threads: usize) -> CostEstimate {
    let batches = replications.div_ceil(BATCH).max(1);
    let waiting = batches.min((threads * AHEAD) as u64);
    let working = batches.min(threads as u64);
    let columns = columns(plan);
    let kept = columns * (replications * NUMBER + size_of::<Vec<f64>>() as u64);
    // A batch that waits to be merged, and the part that all are merged into.
    let tallies = tallies(plan);
    let waits =
        tallies + columns * (BATCH.min(replications) * NUMBER + size_of::<Vec<f64>>() as u64);
    // Sums are kept once for each power of two in the number of batches.
    let sums = u64::from(batches.ilog2() + 1) * sums(plan);
    let lanes = plan.lanes.len() as u64;
    let again = if plan.scopes.narrow {
        0
    } else {
        tail_blocks(replications)
    };
    let plan_bytes = lanes * (ROWS_PER_LANE + size_of::<LanePlan>() as u64)
        + lanes * plan.phases.len() as u64 * (size_of::<Route>() + size_of::<usize>()) as u64
        + (plan.stocks.len() * size_of::<StockPlan>()) as u64;
    let twins = if plan.twin_is_random() && !plan.scopes.narrow {
        2
    } else {
        1
    };
    CostEstimate {
        plan: plan_bytes,
        working: PROGRAM
            + lanes * BALANCE_PER_LANE
            + working * state(plan)
            + waiting * (waits + lanes * NUMBER)
            + again * lanes * NUMBER * WIDTH as u64
            + tallies
            + sums,
        kept,
        lane_steps: lanes * u64::from(plan.steps) * replications * twins,
    }
}

/// Numbers that are kept of each replication.
fn columns(plan: &Plan) -> u64 {
    let headlines = plan.scopes.headlines * headlines(plan).len();
    (headlines + extras(plan).len() + plan.hazards.len() * 2) as u64
}

/// Histograms and moments of a batch, bytes.
fn tallies(plan: &Plan) -> u64 {
    let steps = plan.steps as usize;
    let tally = |bins: usize| size_of::<(Moments, Histogram)>() + (bins + 2) * size_of::<u32>();
    let detail = |&indicator| {
        tally(if counts_steps(indicator) {
            steps
        } else {
            DETAIL_BINS
        })
    };
    let scopes = &plan.scopes;
    let details =
        (scopes.list.len() - scopes.headlines) * DETAILS.iter().map(detail).sum::<usize>();
    let series = scopes.series.len() * tally(SERIES_BINS) + scopes.prices.len() * tally(PRICE_BINS);
    (details + series * steps) as u64
}

/// What of a batch is added along the tree, bytes.
fn sums(plan: &Plan) -> u64 {
    let scopes = &plan.scopes;
    let moments = (scopes.list.len() - scopes.headlines) * DETAILS.len()
        + (scopes.series.len() + scopes.prices.len()) * plan.steps as usize;
    (moments * size_of::<Moments>()) as u64 + plan.lanes.len() as u64 * NUMBER
}

/// Everything that changes while a block runs, and its records, bytes.
fn state(plan: &Plan) -> u64 {
    let scopes = &plan.scopes;
    let most = |of: fn(&Level) -> usize| plan.levels.iter().map(of).max().unwrap_or(0);
    let signatures = &plan.signatures;
    let numbers = plan.stocks.len() * 8
        + plan.memories.len()
        + most(|level| level.lanes.len()) * 2
        + most(|level| level.suppliers.len()) * 5
        + most(|level| level.customers.len())
        + if scopes.narrow { 0 } else { plan.lanes.len() }
        + plan.pipe_slots
        + plan.pipes.len()
        + plan.queues * 2
        + plan.activities.len()
        + plan.sites.len() * 6
        + plan.demands.len() * 9
        + plan.market.cells.len() * 10
        + plan.market.borders.len()
        + scopes.list.len() * 9
        + scopes.headlines * window(plan) * 2
        + plan.effects.len() * 4
        + signatures.available.len()
        + signatures.open.len()
        + signatures.order.len()
        + signatures.demand.len()
        + signatures.licence.len() * 2
        + plan.borders.len();
    (numbers * WIDTH) as u64 * NUMBER + (plan.lanes.len() * size_of::<Route>()) as u64
}

impl Plan {
    /// Whether the undisrupted twin differs between replications, so that it must run each time.
    pub(crate) fn twin_is_random(&self) -> bool {
        !self.planned.is_empty() || !self.uncertain.is_empty()
    }
}

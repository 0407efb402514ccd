//! Fixed batches of replications, run in any order, merged in batch order.

mod crew;
mod finish;
mod part;
mod precision;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::ThreadPool;

use crate::block::{
    self, Drawn, Instructions, OutcomesOnly, Ran, Shipments, Unwatched, WIDTH, consecutive,
};
use crate::hazards::steer::Steer;
use crate::lanes::Lanes;
use crate::plan::Plan;
use crate::record::Outcome;
use crate::result::{Indicator, RunResult};
use crate::tally::{Batch, ExtraColumns, HEADLINES, SeriesWatch};
use crew::in_order;
use finish::finish;

pub(crate) use crew::{each, pool_of};

pub use part::{NotNext, Part};
pub use precision::{FIRST_LOOK_REPLICATIONS, Precision, Width, next_look};

/// Replications per batch. A run stops only at batch boundaries, so that stopping is reproducible.
pub const BATCH: u64 = 64;

/// Batches per thread that may be done before those that are merged first.
pub(crate) const AHEAD: usize = 4;
/// At most this many of the worst futures are run again to see their flows.
const TAIL_RERUNS: usize = 256;
/// Share of futures that makes the tail.
const TAIL: f64 = 0.05;

/// Which futures to run and how.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// Master seed.
    pub seed: u64,
    /// First replication.
    pub first: u64,
    /// Number of replications.
    pub replications: u64,
    /// Worker threads, at least 1.
    pub threads: usize,
    /// Instruction set; `None` takes the widest of the machine. The results do not depend on it.
    pub instructions: Option<Instructions>,
    /// Replications side by side: 1, or 16 for anything else. The results do not depend on it.
    pub width: Option<usize>,
    /// Draws that come from another seed, if any do.
    pub resample: Option<Resample>,
    /// How draws are steered, if they are: results then have to be weighed ([`crate::rare`]).
    pub steer: Option<Steer>,
}

/// Draws of a run that are those of another seed: what is not known and what may happen are drawn apart,
/// so that either can be drawn anew while the other stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Resample {
    /// The other seed.
    pub seed: u64,
    /// Positions of the uncertain parameters that it draws.
    pub parameters: Vec<usize>,
    /// Whether it draws disruptions and the delays of projects.
    pub events: bool,
}

impl RunOptions {
    /// Replications `0..replications` on one thread.
    pub fn new(seed: u64, replications: u64) -> Self {
        Self {
            seed,
            first: 0,
            replications,
            threads: 1,
            instructions: None,
            width: None,
            resample: None,
            steer: None,
        }
    }
}

/// Why [`advance`] came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// All batches that were asked for are there.
    Complete,
    /// The headline statistics are known as well as wanted.
    Precise,
    /// `progress` said no.
    Interrupted,
}

/// Runs futures. `progress` hears after each batch how many are done, from any thread, and says
/// whether to go on; on a no the run ends with the batches that are complete without a gap.
pub fn simulate(
    plan: &Plan,
    options: &RunOptions,
    progress: &(dyn Fn(u64) -> bool + Sync),
) -> RunResult {
    let mut part = Part::empty(plan, 0);
    let all = options.replications.div_ceil(BATCH);
    advance(plan, options, &mut part, all, None, progress);
    conclude(plan, options, part)
}

/// Goes on with a part of a run up to batch `until`, or until the half-widths of the headline statistics
/// are below `precision` of their value, which is looked at after fixed numbers of batches only.
/// `progress` is that of [`simulate`]; it hears of the replications of this part.
pub fn advance(
    plan: &Plan,
    options: &RunOptions,
    part: &mut Part,
    until: u64,
    precision: Option<f64>,
    progress: &(dyn Fn(u64) -> bool + Sync),
) -> Stop {
    let instructions = chosen(options);
    let runner = Runner {
        plan,
        options,
        instructions,
        twin: shared_twin(plan, options, instructions),
        extra: ExtraColumns::of(plan),
    };
    let threads = options.threads.max(1);
    let pool = pool(options);
    let (done, going) = (AtomicU64::new(part.replications()), AtomicBool::new(true));
    let until = until.min(options.replications.div_ceil(BATCH));
    loop {
        let next = part.batches().end;
        let looks = next > 0 && (next >= until || next_look(next - 1) == next);
        let precise = precision.filter(|_| looks);
        if precise.is_some_and(|target| Precision::so_far(part.tallies(), target).reached()) {
            return Stop::Precise;
        }
        if next >= until {
            return Stop::Complete;
        }
        if !going.load(Ordering::Relaxed) {
            return Stop::Interrupted;
        }
        let look = precision.map_or(until, |_| next_look(next));
        let run = |at: u64| {
            if !going.load(Ordering::Relaxed) {
                return None;
            }
            let from = at * BATCH;
            let count = BATCH.min(options.replications - from);
            let batch = runner.batch(options.first + from, count as usize);
            let done = done.fetch_add(count, Ordering::Relaxed) + count;
            if !progress(done) {
                going.store(false, Ordering::Relaxed);
            }
            Some(batch)
        };
        // What is kept has no gap: batches after the first that did not run are given up.
        in_order(
            pool.as_ref(),
            next..until.min(look),
            (threads * AHEAD) as u64,
            run,
            |batch| part.push(batch),
        );
    }
}

/// What a part of a run comes to. The worst of its futures run again for their flows.
pub fn conclude(plan: &Plan, options: &RunOptions, part: Part) -> RunResult {
    let first = options.first + part.batches().start * BATCH;
    let total = part.whole();
    let tail = if plan.scopes.narrow {
        Vec::new()
    } else {
        tail_flows(plan, options, first, &total)
    };
    finish(plan, first, total, &tail)
}

fn chosen(options: &RunOptions) -> Instructions {
    options
        .instructions
        .unwrap_or_else(|| Instructions::available()[0])
}

/// A machine that cannot start threads still runs: batches then go one by one.
pub(crate) fn pool(options: &RunOptions) -> Option<ThreadPool> {
    pool_of(options.threads)
}

struct Runner<'a> {
    plan: &'a Plan,
    options: &'a RunOptions,
    instructions: Instructions,
    /// Outcomes of the undisrupted twin when it is the same for all replications.
    twin: Option<Vec<Outcome>>,
    extra: ExtraColumns,
}

fn outcomes<const W: usize>(plan: &Plan, ran: &Ran<W>, w: usize) -> Vec<Outcome> {
    (0..plan.scopes.list.len())
        .map(|scope| ran.record.outcome(plan, scope, w))
        .collect()
}

fn shared_twin(
    plan: &Plan,
    options: &RunOptions,
    instructions: Instructions,
) -> Option<Vec<Outcome>> {
    if plan.scopes.narrow || plan.twin_is_random() {
        return None;
    }
    let drawn = Drawn::with(plan, options, [0]);
    let ran = block::run(plan, &drawn, false, instructions, &mut OutcomesOnly);
    Some(outcomes(plan, &ran, 0))
}

impl Runner<'_> {
    fn batch(&self, first: u64, count: usize) -> Batch {
        match self.options.width.unwrap_or(WIDTH) {
            1 => self.blocks::<1>(first, count),
            _ => self.blocks::<WIDTH>(first, count),
        }
    }

    fn blocks<const W: usize>(&self, first: u64, count: usize) -> Batch {
        let plan = self.plan;
        let mut batch = Batch::empty(plan);
        for from in (0..count).step_by(W) {
            let replication = first + from as u64;
            let counted = W.min(count - from);
            let drawn = Drawn::with(plan, self.options, consecutive::<W>(replication));
            let mut twin: Vec<Vec<Outcome>> = Vec::new();
            if self.twin.is_none() && !plan.scopes.narrow {
                let ran = block::run(plan, &drawn, false, self.instructions, &mut OutcomesOnly);
                twin.extend((0..counted).map(|w| outcomes(plan, &ran, w)));
            }
            let mut watch = SeriesWatch {
                series: &mut batch.series,
                steps: plan.steps as usize,
                count: counted,
                shipments: if plan.scopes.narrow {
                    Shipments::Nothing
                } else {
                    Shipments::Sums
                },
            };
            let ran = block::run(plan, &drawn, true, self.instructions, &mut watch);
            batch.take(plan, &self.extra, &ran, counted, |scope, w| {
                match (&self.twin, twin.get(w)) {
                    (Some(shared), _) => shared[scope],
                    (None, Some(own)) => own[scope],
                    // A narrowed plan keeps nothing that a twin is needed for.
                    (None, None) => Outcome::default(),
                }
            });
        }
        batch
    }
}

/// Number of the worst futures that run again.
fn tail_size(replications: usize) -> usize {
    ((replications as f64 * TAIL).ceil() as usize).min(TAIL_RERUNS)
}

/// Blocks that the worst futures run again in.
pub(crate) fn tail_blocks(replications: u64) -> u64 {
    tail_size(replications as usize).div_ceil(WIDTH) as u64
}

/// Mean shipments per lane of the worst futures, t: they are run again, each the same as before.
fn tail_flows(plan: &Plan, options: &RunOptions, first: u64, total: &Batch) -> Vec<f64> {
    let instructions = chosen(options);
    let value = HEADLINES
        .iter()
        .position(|&i| i == Indicator::ValueAtRisk)
        .unwrap_or(0);
    let Some(losses) = total.columns.get(value) else {
        return Vec::new();
    };
    let mut worst: Vec<usize> = (0..losses.len()).collect();
    worst.sort_by(|&a, &b| losses[b].total_cmp(&losses[a]).then(a.cmp(&b)));
    worst.truncate(tail_size(losses.len()));
    let shipments = |ranks: &[usize]| -> Vec<Lanes<WIDTH>> {
        // A block that is not full runs its last replication more than once.
        let replications = std::array::from_fn(|w| first + ranks[w.min(ranks.len() - 1)] as u64);
        let drawn = Drawn::with(plan, options, replications);
        block::run(plan, &drawn, true, instructions, &mut Unwatched)
            .state
            .shipped
    };
    let blocks: Vec<&[usize]> = worst.chunks(WIDTH).collect();
    let mut sum = vec![0.0; plan.lanes.len()];
    for (shipped, ranks) in each(pool(options).as_ref(), &blocks, |ranks| shipments(ranks))
        .iter()
        .zip(&blocks)
    {
        for (sum, shipped) in sum.iter_mut().zip(shipped) {
            for w in 0..ranks.len() {
                *sum += shipped[w];
            }
        }
    }
    let count = worst.len().max(1) as f64;
    sum.into_iter().map(|tonnes| tonnes / count).collect()
}

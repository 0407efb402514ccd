//! Fixed batches of replications, run in any order, merged in batch order.

use monazite_model::World;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::ThreadPool;
use rayon::prelude::*;

use crate::block::{self, Drawn, Instructions, OutcomesOnly, Ran, Unwatched, consecutive};
use crate::lanes::Lanes;
use crate::plan::Plan;
use crate::record::Outcome;
use crate::result::{
    Column, Detail, Flow, HazardTally, Indicator, RunResult, Scope, Series, SeriesStep,
};
use crate::tally::{Batch, DETAILS, HEADLINES, SeriesWatch, extra_columns};

/// Replications per batch. A run stops only at batch boundaries, so that stopping is reproducible.
pub const BATCH: u64 = 64;
/// Replications side by side in a block.
const WIDTH: usize = 8;
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
    /// Replications side by side: 1, 2, 4 or 8; `None` takes 8. The results do not depend on it.
    pub width: Option<usize>,
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
        }
    }
}

/// Runs futures. `progress` hears after each batch how many are done, from any thread, and says
/// whether to go on; on a no the run ends with the batches that are complete without a gap.
pub fn simulate(
    plan: &Plan,
    options: &RunOptions,
    progress: &(dyn Fn(u64) -> bool + Sync),
) -> RunResult {
    let instructions = options
        .instructions
        .unwrap_or_else(|| Instructions::available()[0]);
    let runner = Runner {
        plan,
        options,
        instructions,
        twin: shared_twin(plan, options, instructions),
    };
    let mut total = Batch::empty(plan);
    let threads = options.threads.max(1);
    // A machine that cannot start threads still runs: batches then go one by one.
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .ok();
    let batches: Vec<(u64, u64)> = (0..options.replications.div_ceil(BATCH))
        .map(|at| (at * BATCH, BATCH.min(options.replications - at * BATCH)))
        .collect();
    let (done, going) = (AtomicU64::new(0), AtomicBool::new(true));
    for wave in batches.chunks(threads * 4) {
        let run = |&(from, count): &(u64, u64)| {
            if !going.load(Ordering::Relaxed) {
                return None;
            }
            let batch = runner.batch(options.first + from, count as usize);
            let done = done.fetch_add(count, Ordering::Relaxed) + count;
            if !progress(done) {
                going.store(false, Ordering::Relaxed);
            }
            Some(batch)
        };
        // What is kept has no gap: batches after the first that did not run are given up.
        for batch in each(pool.as_ref(), wave, run)
            .into_iter()
            .map_while(|batch| batch)
        {
            total.merge(batch);
        }
        if !going.load(Ordering::Relaxed) {
            break;
        }
    }
    let tail = runner.tail_flows(&total, pool.as_ref());
    finish(plan, options, total, &tail)
}

/// Applies `work` to every item, on the threads of the pool where there is one; results keep the order
/// of the items.
fn each<T: Sync, R: Send>(
    pool: Option<&ThreadPool>,
    items: &[T],
    work: impl Fn(&T) -> R + Sync + Send,
) -> Vec<R> {
    match pool {
        Some(pool) => pool.install(|| items.par_iter().map(work).collect()),
        None => items.iter().map(work).collect(),
    }
}

struct Runner<'a> {
    plan: &'a Plan,
    options: &'a RunOptions,
    instructions: Instructions,
    /// Outcomes of the undisrupted twin when it is the same for all replications.
    twin: Option<Vec<Outcome>>,
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
    if plan.twin_is_random() {
        return None;
    }
    let drawn = Drawn::of(plan, options.seed, [0]);
    let ran = block::run(plan, &drawn, false, instructions, &mut OutcomesOnly);
    Some(outcomes(plan, &ran, 0))
}

impl Runner<'_> {
    fn batch(&self, first: u64, count: usize) -> Batch {
        match self.options.width.unwrap_or(WIDTH) {
            1 => self.blocks::<1>(first, count),
            2 => self.blocks::<2>(first, count),
            4 => self.blocks::<4>(first, count),
            _ => self.blocks::<WIDTH>(first, count),
        }
    }

    fn blocks<const W: usize>(&self, first: u64, count: usize) -> Batch {
        let (plan, seed) = (self.plan, self.options.seed);
        let mut batch = Batch::empty(plan);
        for from in (0..count).step_by(W) {
            let replication = first + from as u64;
            let counted = W.min(count - from);
            let drawn = Drawn::of(plan, seed, consecutive::<W>(replication));
            let mut twin: Vec<Vec<Outcome>> = Vec::new();
            if self.twin.is_none() {
                let ran = block::run(plan, &drawn, false, self.instructions, &mut OutcomesOnly);
                twin.extend((0..counted).map(|w| outcomes(plan, &ran, w)));
            }
            let mut watch = SeriesWatch {
                series: &mut batch.series,
                steps: plan.steps as usize,
                count: counted,
            };
            let ran = block::run(plan, &drawn, true, self.instructions, &mut watch);
            batch.take(plan, &ran, counted, |scope, w| match &self.twin {
                Some(shared) => shared[scope],
                None => twin[w][scope],
            });
        }
        batch
    }

    /// Mean shipments per lane of the worst futures, t: they are run again, each the same as before.
    fn tail_flows(&self, total: &Batch, pool: Option<&ThreadPool>) -> Vec<f64> {
        let plan = self.plan;
        let value = HEADLINES
            .iter()
            .position(|&i| i == Indicator::ValueAtRisk)
            .unwrap_or(0);
        let Some(losses) = total.columns.get(value) else {
            return Vec::new();
        };
        let mut worst: Vec<usize> = (0..losses.len()).collect();
        worst.sort_by(|&a, &b| losses[b].total_cmp(&losses[a]).then(a.cmp(&b)));
        worst.truncate(((losses.len() as f64 * TAIL).ceil() as usize).min(TAIL_RERUNS));
        let shipments = |ranks: &[usize]| -> Vec<Lanes<WIDTH>> {
            // A block that is not full runs its last replication more than once.
            let replications =
                std::array::from_fn(|w| self.options.first + ranks[w.min(ranks.len() - 1)] as u64);
            let drawn = Drawn::of(plan, self.options.seed, replications);
            block::run(plan, &drawn, true, self.instructions, &mut Unwatched)
                .state
                .shipped
        };
        let blocks: Vec<&[usize]> = worst.chunks(WIDTH).collect();
        let mut sum = vec![0.0; plan.lanes.len()];
        for (shipped, ranks) in each(pool, &blocks, |ranks| shipments(ranks))
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
}

/// Restores names and units.
fn finish(plan: &Plan, options: &RunOptions, total: Batch, tail: &[f64]) -> RunResult {
    let scopes = &plan.scopes;
    let mut values = total.columns.into_iter();
    let mut columns = Vec::new();
    for scope in &scopes.list[..scopes.headlines] {
        for indicator in HEADLINES {
            columns.push(Column {
                scope: scope.scope.clone(),
                indicator,
                unit: unit(indicator, scope.unit),
                values: values.next().unwrap_or_default(),
            });
        }
    }
    for (material, indicator) in extra_columns(plan) {
        let material = plan.world.materials.get(material).map(|m| m.id.clone());
        columns.push(Column {
            scope: Scope {
                material: material.unwrap_or_default(),
                ..Scope::default()
            },
            indicator,
            unit: unit(indicator, "t REO"),
            values: values.next().unwrap_or_default(),
        });
    }
    let mut tallies = total.details.into_iter();
    let mut details = Vec::new();
    for scope in &scopes.list[scopes.headlines..] {
        for indicator in DETAILS {
            if let Some((moments, histogram)) = tallies.next() {
                details.push(Detail {
                    scope: scope.scope.clone(),
                    indicator,
                    unit: unit(indicator, scope.unit),
                    moments,
                    histogram,
                });
            }
        }
    }
    let mut steps = total.series.into_iter();
    let series = scopes
        .series
        .iter()
        .map(|&at| Series {
            scope: scopes.list[at].scope.clone(),
            name: "fill_rate",
            unit: "share",
            steps: steps
                .by_ref()
                .take(plan.steps as usize)
                .map(|(moments, histogram)| SeriesStep { moments, histogram })
                .collect(),
        })
        .collect();
    let hazards = plan
        .hazards
        .iter()
        .zip(total.occurrences.into_iter().zip(total.weeks))
        .map(|(hazard, (occurrences, weeks))| HazardTally {
            hazard: hazard.id.clone(),
            family: hazard.family.clone(),
            occurrences,
            weeks,
        })
        .collect();
    RunResult {
        strategy: plan.strategy.clone(),
        first_replication: options.first,
        replications: total.replications,
        steps: plan.steps,
        step_days: plan.step_days,
        columns,
        details,
        series,
        hazards,
        flows: flows(plan, &plan.world, &total.shipped, total.replications, tail),
        conservation_residual: total.residual,
        undisrupted: total.undisrupted,
    }
}

fn unit(indicator: Indicator, mass: &'static str) -> &'static str {
    match indicator {
        Indicator::UnmetDemand
        | Indicator::NetUnmetDemand
        | Indicator::Surplus
        | Indicator::ReserveUse => mass,
        Indicator::WeeksShort | Indicator::TimeToShortage | Indicator::TimeToRecover => "weeks",
        Indicator::ValueAtRisk | Indicator::NetValueAtRisk => "USD",
        Indicator::MinimumCover => "days",
        Indicator::UnmetShare
        | Indicator::FillRate
        | Indicator::WorstQuarter
        | Indicator::NetUnmetShare
        | Indicator::LargestOrigin
        | Indicator::SupplyHhi => "share",
    }
}

/// Lanes summed by material, origin and destination; t/yr.
fn flows(
    plan: &Plan,
    world: &World,
    shipped: &[f64],
    replications: u64,
    tail: &[f64],
) -> Vec<Flow> {
    let years = f64::from(plan.steps) * plan.step_days / monazite_model::DAYS_PER_YEAR;
    let per_year = plan.step_days / monazite_model::DAYS_PER_YEAR;
    let mut sums: std::collections::BTreeMap<(usize, usize, usize), [f64; 3]> =
        std::collections::BTreeMap::new();
    for (at, lane) in plan.lanes.iter().enumerate() {
        let (from, to) = (&plan.stocks[lane.from], &plan.stocks[lane.to]);
        let entry = sums
            .entry((from.material, from.economy, to.economy))
            .or_default();
        entry[0] += lane.baseline / per_year;
        entry[1] += shipped[at] / (replications.max(1) as f64 * years);
        entry[2] += tail.get(at).copied().unwrap_or(0.0) / years;
    }
    sums.into_iter()
        .map(
            |((material, origin, destination), [baseline, mean, tail_mean])| Flow {
                material: world.materials[material].id.clone(),
                origin: world.economies[origin].id.clone(),
                destination: world.economies[destination].id.clone(),
                baseline,
                mean,
                tail_mean,
            },
        )
        .collect()
}

//! A block: `W` replications through the whole horizon, on whatever instructions the machine has.
//!
//! The loop is compiled three times, for AVX-512, AVX2 and any machine, and chosen at run time. All
//! three do the same IEEE operations in the same order, so they give the same bits.

use std::sync::Arc;

use crate::hazards::{Occurrence, calendar};
use crate::lanes::Lanes;
use crate::plan::market::Turn;
use crate::plan::{Plan, PlannedSite, UncertainPlan};
use crate::random::Purpose;
use crate::record::Record;
use crate::run::RunOptions;
use crate::state::{Calendars, State};
use crate::step;
use monazite_stats::StreamKey;

/// Replications side by side in a block: two vectors of the widest instruction set. What is looked up
/// once for a block is then shared by many, and its state still fits the caches of a core.
pub(crate) const WIDTH: usize = 16;

/// Instruction set of the block loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instructions {
    /// 512-bit vectors.
    Avx512,
    /// 256-bit vectors.
    Avx2,
    /// Whatever the target has.
    Portable,
}

impl Instructions {
    /// Instruction sets of this machine, widest first.
    pub fn available() -> Vec<Self> {
        #[cfg_attr(not(target_arch = "x86_64"), allow(unused_mut))]
        let mut list = vec![Self::Portable];
        #[cfg(target_arch = "x86_64")]
        {
            if std::arch::is_x86_feature_detected!("avx2") {
                list.insert(0, Self::Avx2);
            }
            if std::arch::is_x86_feature_detected!("avx512f")
                && std::arch::is_x86_feature_detected!("avx512dq")
                && std::arch::is_x86_feature_detected!("avx512vl")
            {
                list.insert(0, Self::Avx512);
            }
        }
        list
    }
}

/// A block that has run.
pub(crate) struct Ran<const W: usize> {
    pub(crate) state: State<W>,
    pub(crate) record: Record<W>,
    pub(crate) calendars: Calendars,
}

/// What is kept of the shipments on each lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
pub(crate) enum Shipments {
    Nothing,
    /// Their sums since the start.
    Sums,
    /// The sums, and those of the last step.
    Steps,
}

/// Called after each step with its number.
pub(crate) trait Watch<const W: usize> {
    /// What it, or whoever looks at the block afterwards, wants of the shipments on lanes.
    fn shipments(&self) -> Shipments {
        Shipments::Sums
    }

    /// Sees the world as step `t` left it.
    fn after(
        &mut self,
        plan: &Plan,
        state: &State<W>,
        record: &Record<W>,
        calendars: &Calendars,
        t: u32,
    );
}

/// Watches nothing.
pub(crate) struct Unwatched;

impl<const W: usize> Watch<W> for Unwatched {
    fn after(&mut self, _: &Plan, _: &State<W>, _: &Record<W>, _: &Calendars, _: u32) {}
}

/// Watches nothing, and wants nothing but what demands come to.
pub(crate) struct OutcomesOnly;

impl<const W: usize> Watch<W> for OutcomesOnly {
    fn shipments(&self) -> Shipments {
        Shipments::Nothing
    }

    fn after(&mut self, _: &Plan, _: &State<W>, _: &Record<W>, _: &Calendars, _: u32) {}
}

/// What chance has decided for the replications of a block before their first step.
pub(crate) struct Drawn<const W: usize> {
    /// Disruptions of each replication, by start.
    futures: Arc<Vec<Vec<Occurrence>>>,
    /// Day on which the disruption in question begins.
    begins: Lanes<W>,
    /// Day on which each planned site starts; never, for one that waits for a price.
    pub(crate) start_days: Vec<Lanes<W>>,
    /// Days that each planned site takes beyond its announced start or its trigger.
    pub(crate) construction: Vec<Lanes<W>>,
    /// Uncertain parameters; the first is 1.
    pub(crate) parameters: Vec<Lanes<W>>,
}

impl<const W: usize> Drawn<W> {
    /// Draws for these replications, in any order and combination.
    pub(crate) fn of(plan: &Plan, seed: u64, replications: [u64; W]) -> Self {
        Self::with(plan, &RunOptions::new(seed, 0), replications)
    }

    /// Draws for these replications, some of them perhaps from another seed.
    pub(crate) fn with(plan: &Plan, options: &RunOptions, replications: [u64; W]) -> Self {
        let (own, anew) = (options.seed, options.resample.as_ref());
        let seed = anew
            .filter(|anew| anew.events)
            .map_or(own, |anew| anew.seed);
        let drawn = replications.map(|replication| {
            let mut drawn = parameters(plan, own, replication);
            if let Some(anew) = anew.filter(|anew| !anew.parameters.is_empty()) {
                let others = parameters(plan, anew.seed, replication);
                for &at in &anew.parameters {
                    // The first is 1 and stands for what is known.
                    drawn[at + 1] = others[at + 1];
                }
            }
            drawn
        });
        let futures: [Vec<Occurrence>; W] = std::array::from_fn(|w| {
            calendar(
                plan,
                seed,
                replications[w],
                &drawn[w],
                options.steer.as_ref(),
            )
        });
        let construction = construction(plan, seed, replications);
        let starts = plan.planned.iter().zip(&construction);
        Self {
            begins: Lanes(std::array::from_fn(|w| beginning(plan, &futures[w]))),
            start_days: starts
                .map(|(site, delay)| delay.map(|delay| site.starts(delay)))
                .collect(),
            construction,
            parameters: (0..=plan.uncertain.len())
                .map(|at| Lanes(std::array::from_fn(|w| drawn[w][at])))
                .collect(),
            futures: Arc::new(futures.into()),
        }
    }
}

impl<const W: usize> Drawn<W> {
    /// Disruptions that are given rather than drawn; everything else is at its median.
    pub(crate) fn given(plan: &Plan, futures: Vec<Vec<Occurrence>>) -> Self {
        let median = |site: &PlannedSite| site.delay.quantile(0.5);
        let construction: Vec<f64> = plan.planned.iter().map(median).collect();
        let starts = plan.planned.iter().zip(&construction);
        let parameters = plan.uncertain.iter().map(|row| row.quantile(0.5));
        Self {
            begins: Lanes(std::array::from_fn(|w| beginning(plan, &futures[w]))),
            start_days: starts
                .map(|(site, delay)| Lanes::splat(site.starts(*delay)))
                .collect(),
            construction: construction.into_iter().map(Lanes::splat).collect(),
            parameters: std::iter::once(1.0)
                .chain(parameters)
                .map(Lanes::splat)
                .collect(),
            futures: Arc::new(futures),
        }
    }
}

/// `W` replications on end.
pub(crate) fn consecutive<const W: usize>(first: u64) -> [u64; W] {
    std::array::from_fn(|w| first + w as u64)
}

/// Runs a block; without disruptions for the twin.
pub(crate) fn run<const W: usize>(
    plan: &Plan,
    drawn: &Drawn<W>,
    disrupted: bool,
    instructions: Instructions,
    watch: &mut dyn Watch<W>,
) -> Ran<W> {
    let futures = if disrupted {
        Arc::clone(&drawn.futures)
    } else {
        Arc::new(vec![Vec::new(); W])
    };
    let mut ran = Ran {
        state: State::new(plan, drawn, watch.shipments()),
        record: Record::new(plan, drawn.begins),
        calendars: Calendars::new(futures),
    };
    dispatch(plan, &mut ran, instructions, watch);
    ran
}

/// Day on which the disruption in question begins: the first dated one, else the first of any.
/// One of severity zero is none.
pub(crate) fn beginning(plan: &Plan, future: &[Occurrence]) -> f64 {
    let strikes = || future.iter().filter(|occurrence| occurrence.severity > 0.0);
    let dated = strikes().find(|occurrence| plan.hazards[occurrence.hazard].dated);
    dated
        .or(strikes().next())
        .map_or(0.0, |occurrence| occurrence.start.max(0.0))
}

/// Days that each planned site takes beyond its announced start or its trigger, by replication.
pub(crate) fn construction<const W: usize>(
    plan: &Plan,
    seed: u64,
    replications: [u64; W],
) -> Vec<Lanes<W>> {
    let days = |site: &PlannedSite, replication: u64| {
        let key = StreamKey {
            seed,
            replication,
            purpose: Purpose::Project as u64,
            entity: site.key,
        };
        site.delay.quantile(key.open().uniform())
    };
    plan.planned
        .iter()
        .map(|site| Lanes(replications.map(|replication| days(site, replication))))
        .collect()
}

/// An uncertain parameter in a replication, in the unit of its law.
fn parameter(uncertain: &UncertainPlan, seed: u64, replication: u64) -> f64 {
    let key = StreamKey {
        seed,
        replication,
        purpose: Purpose::Parameter as u64,
        entity: uncertain.key,
    };
    uncertain.quantile(key.open().uniform())
}

/// The uncertain parameters of a plan in the replications of a run: name and values, in the unit of
/// their laws. They are drawn anew, the same as in the run.
pub fn drawn_parameters(plan: &Plan, options: &RunOptions) -> Vec<(String, Vec<f64>)> {
    let replications = options.first..options.first + options.replications;
    let drawn = |uncertain: &UncertainPlan| {
        let values = replications
            .clone()
            .map(|k| parameter(uncertain, options.seed, k));
        (uncertain.target.clone(), values.collect())
    };
    plan.uncertain.iter().map(drawn).collect()
}

/// Uncertain parameters of a replication, in the unit of their use; the first is 1.
pub(crate) fn parameters(plan: &Plan, seed: u64, replication: u64) -> Vec<f64> {
    let draw = |uncertain: &UncertainPlan| {
        let value = parameter(uncertain, seed, replication);
        match uncertain.turn {
            Turn::Plain => value,
            Turn::Rate if value > plan.step_days => plan.step_days / value,
            Turn::Rate => 1.0,
        }
    };
    std::iter::once(1.0)
        .chain(plan.uncertain.iter().map(draw))
        .collect()
}

#[inline(always)]
fn horizon<const W: usize>(plan: &Plan, ran: &mut Ran<W>, watch: &mut dyn Watch<W>) {
    for t in 0..plan.steps {
        step::advance(plan, &mut ran.state, &mut ran.calendars, t);
        ran.record.record(plan, &ran.state, t);
        watch.after(plan, &ran.state, &ran.record, &ran.calendars, t);
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl")]
fn horizon_avx512<const W: usize>(plan: &Plan, ran: &mut Ran<W>, watch: &mut dyn Watch<W>) {
    horizon(plan, ran, watch);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn horizon_avx2<const W: usize>(plan: &Plan, ran: &mut Ran<W>, watch: &mut dyn Watch<W>) {
    horizon(plan, ran, watch);
}

#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)] // entering code compiled for instructions that were found on this machine
fn dispatch<const W: usize>(
    plan: &Plan,
    ran: &mut Ran<W>,
    instructions: Instructions,
    watch: &mut dyn Watch<W>,
) {
    if !Instructions::available().contains(&instructions) {
        return horizon(plan, ran, watch);
    }
    match instructions {
        // SAFETY: `available` has just found the features that each function is compiled for.
        Instructions::Avx512 => unsafe { horizon_avx512(plan, ran, watch) },
        // SAFETY: as above.
        Instructions::Avx2 => unsafe { horizon_avx2(plan, ran, watch) },
        Instructions::Portable => horizon(plan, ran, watch),
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn dispatch<const W: usize>(
    plan: &Plan,
    ran: &mut Ran<W>,
    _: Instructions,
    watch: &mut dyn Watch<W>,
) {
    horizon(plan, ran, watch);
}

//! A block: `W` replications through the whole horizon, on whatever instructions the machine has.
//!
//! The loop is compiled three times, for AVX-512, AVX2 and any machine, and chosen at run time. All
//! three do the same IEEE operations in the same order, so they give the same bits.

use crate::hazards::{Occurrence, calendar};
use crate::lanes::Lanes;
use crate::plan::{Plan, PlannedSite};
use crate::random::Purpose;
use crate::record::Record;
use crate::state::{Calendars, State};
use crate::step;
use monazite_stats::StreamKey;

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

/// Called after each step with its number.
pub(crate) trait Watch<const W: usize> {
    /// Whether it, or whoever looks at the block afterwards, wants the sums of shipments.
    fn wants_shipments(&self) -> bool {
        true
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
    fn wants_shipments(&self) -> bool {
        false
    }

    fn after(&mut self, _: &Plan, _: &State<W>, _: &Record<W>, _: &Calendars, _: u32) {}
}

/// What chance has decided for the replications of a block before their first step.
pub(crate) struct Drawn<const W: usize> {
    /// Disruptions of each replication, by start.
    futures: Vec<Vec<Occurrence>>,
    /// Day on which the disruption in question begins.
    begins: Lanes<W>,
    /// Day on which each planned site starts.
    start_days: Vec<Lanes<W>>,
}

impl<const W: usize> Drawn<W> {
    /// Draws for these replications, in any order and combination.
    pub(crate) fn of(plan: &Plan, seed: u64, replications: [u64; W]) -> Self {
        let futures = replications.map(|replication| calendar(plan, seed, replication));
        Self {
            begins: Lanes(std::array::from_fn(|w| beginning(plan, &futures[w]))),
            start_days: start_days(plan, seed, replications),
            futures: futures.into(),
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
        drawn.futures.clone()
    } else {
        vec![Vec::new(); W]
    };
    let mut ran = Ran {
        state: State::new(plan, drawn.start_days.clone(), watch.wants_shipments()),
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

/// Day on which each planned site starts, by replication.
pub(crate) fn start_days<const W: usize>(
    plan: &Plan,
    seed: u64,
    replications: [u64; W],
) -> Vec<Lanes<W>> {
    let day = |site: &PlannedSite, replication: u64| {
        let purpose = Purpose::Project as u64;
        let key = StreamKey {
            seed,
            replication,
            purpose,
            entity: site.key,
        };
        site.start_day + site.delay.quantile(key.open().uniform())
    };
    plan.planned
        .iter()
        .map(|site| Lanes(replications.map(|replication| day(site, replication))))
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

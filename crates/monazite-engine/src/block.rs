//! A block: `W` replications through the whole horizon, on whatever instructions the machine has.
//!
//! The loop is compiled three times, for AVX-512, AVX2 and any machine, and chosen at run time. All
//! three do the same IEEE operations in the same order, so they give the same bits.

use crate::hazards::{Occurrence, calendar};
use crate::lanes::Lanes;
use crate::plan::Plan;
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
    /// Sees the world as step `t` left it.
    fn after(&mut self, plan: &Plan, state: &State<W>, record: &Record<W>, calendars: &Calendars, t: u32);
}

/// Watches nothing.
pub(crate) struct Unwatched;

impl<const W: usize> Watch<W> for Unwatched {
    #[inline(always)]
    fn after(&mut self, _: &Plan, _: &State<W>, _: &Record<W>, _: &Calendars, _: u32) {}
}

/// Runs replications `first..first + W`; without disruptions for the twin.
pub(crate) fn run<const W: usize, V: Watch<W>>(
    plan: &Plan,
    seed: u64,
    first: u64,
    disrupted: bool,
    instructions: Instructions,
    watch: &mut V,
) -> Ran<W> {
    let futures: Vec<Vec<Occurrence>> = (0..W as u64)
        .map(|w| calendar(plan, seed, first + w))
        .collect();
    let mut begins = Lanes::ZERO;
    for (w, future) in futures.iter().enumerate() {
        begins[w] = beginning(plan, future);
    }
    let futures = if disrupted { futures } else { vec![Vec::new(); W] };
    let mut ran = Ran {
        state: State::new(plan, start_days(plan, seed, first)),
        record: Record::new(plan, begins),
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
    dated.or(strikes().next()).map_or(0.0, |occurrence| occurrence.start.max(0.0))
}

/// Day on which each planned site starts, by replication.
pub(crate) fn start_days<const W: usize>(plan: &Plan, seed: u64, first: u64) -> Vec<Lanes<W>> {
    plan.planned
        .iter()
        .map(|site| {
            let mut days = Lanes::ZERO;
            for w in 0..W {
                let key = StreamKey {
                    seed,
                    replication: first + w as u64,
                    purpose: Purpose::Project as u64,
                    entity: site.key,
                };
                days[w] = site.start_day + site.delay.quantile(key.open().uniform());
            }
            days
        })
        .collect()
}

#[inline(always)]
fn horizon<const W: usize, V: Watch<W>>(plan: &Plan, ran: &mut Ran<W>, watch: &mut V) {
    for t in 0..plan.steps {
        step::advance(plan, &mut ran.state, &mut ran.calendars, t);
        ran.record.record(plan, &ran.state, t);
        watch.after(plan, &ran.state, &ran.record, &ran.calendars, t);
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl")]
fn horizon_avx512<const W: usize, V: Watch<W>>(plan: &Plan, ran: &mut Ran<W>, watch: &mut V) {
    horizon(plan, ran, watch);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn horizon_avx2<const W: usize, V: Watch<W>>(plan: &Plan, ran: &mut Ran<W>, watch: &mut V) {
    horizon(plan, ran, watch);
}

#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)] // entering code compiled for instructions that were found on this machine
fn dispatch<const W: usize, V: Watch<W>>(
    plan: &Plan,
    ran: &mut Ran<W>,
    instructions: Instructions,
    watch: &mut V,
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
fn dispatch<const W: usize, V: Watch<W>>(
    plan: &Plan,
    ran: &mut Ran<W>,
    _: Instructions,
    watch: &mut V,
) {
    horizon(plan, ran, watch);
}

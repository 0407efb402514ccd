//! Both engines on one replication, compared to the bit.

use super::run;
use super::trace::{Snapshot, Trace};
use crate::block::{self, Drawn, Instructions, WIDTH, Watch, consecutive};
use crate::plan::Plan;
use crate::record::Record;
use crate::state::{Calendars, State};

/// The first number in which the block engine and its literal twin differ.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error(
    "replication {replication} {}, step {step}: {quantity} of {thing} is {twin:?} by the literal \
     twin and {other:?} by {engine}",
    if *.disrupted { "with its disruptions" } else { "without disruptions" }
)]
pub struct Divergence {
    /// Which future.
    pub replication: u64,
    /// Whether it ran with its disruptions.
    pub disrupted: bool,
    /// The step, from 0.
    pub step: usize,
    /// What differs, in words, with its unit.
    pub quantity: &'static str,
    /// What it belongs to, with the ids of the pack.
    pub thing: String,
    /// Its value by the literal twin.
    pub twin: f64,
    /// The engine that it was compared with, in words.
    pub engine: &'static str,
    /// Its value by that engine.
    pub other: f64,
}

/// Runs one replication by the literal twin and by the block engine, with and without its
/// disruptions, and compares every number of every step to the bit. With its disruptions it also
/// runs among eight, whose disruptions differ.
pub fn verify(plan: &Plan, seed: u64, replication: u64) -> Result<(), Divergence> {
    let calm = run(plan, seed, replication, false);
    against::<1>(
        plan,
        seed,
        replication,
        false,
        &calm,
        "the block engine, alone",
    )?;
    let twin = run(plan, seed, replication, true);
    against::<1>(
        plan,
        seed,
        replication,
        true,
        &twin,
        "the block engine, alone",
    )?;
    against::<WIDTH>(
        plan,
        seed,
        replication,
        true,
        &twin,
        "the block engine, among others",
    )
}

/// Compares the twin with the block of `W` replications that holds this one.
fn against<const W: usize>(
    plan: &Plan,
    seed: u64,
    replication: u64,
    disrupted: bool,
    twin: &Trace,
    engine: &'static str,
) -> Result<(), Divergence> {
    let w = replication % W as u64;
    let mut comparison = Comparison {
        twin,
        engine,
        w: w as usize,
        found: Ok(()),
    };
    let widest = Instructions::available()[0];
    let drawn = Drawn::of(plan, seed, consecutive::<W>(replication - w));
    block::run(plan, &drawn, disrupted, widest, &mut comparison);
    comparison.found
}

/// Watches a block and compares each step of one of its replications until one differs.
struct Comparison<'a> {
    twin: &'a Trace,
    engine: &'static str,
    w: usize,
    found: Result<(), Divergence>,
}

impl<const W: usize> Watch<W> for Comparison<'_> {
    fn after(&mut self, plan: &Plan, state: &State<W>, _: &Record<W>, _: &Calendars, t: u32) {
        if self.found.is_ok() {
            let step = Snapshot::of_block(plan, state, self.w);
            self.found = self.twin.compare_step(plan, t as usize, &step, self.engine);
        }
    }
}

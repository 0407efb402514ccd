//! A slow and literal twin of the step, for verification.
//!
//! One replication, plain numbers, one function per rule of `docs/model.md`, in the order of that
//! document. Nothing here is shared with the fast engine but the plan, the sampled calendar and the
//! start days: [`verify`] runs both and compares them to the bit, step by step.
//!
//! Equality to the bit asks for the same operations in the same order, and floating-point addition
//! is not associative. Three orders are therefore part of the contract between the twins:
//!
//! - Sums over lanes run in the order of the plan: by buyer, then by seller.
//! - What is due at a stock in a step is a running sum in the order of dispatch ([`world::Pipe`]).
//! - Factors multiply first over the occurrences of an effect, by start, then over the effects that
//!   a thing feels, in the order of the plan ([`effects::Today`]).

mod allocation;
mod arrivals;
mod consumption;
mod decisions;
mod dispatch;
mod effects;
mod licences;
mod max_min;
mod names;
mod orders;
mod prices;
mod production;
mod quotas;
mod reserves;
mod spot;
mod trace;
mod verify;
mod world;

pub use trace::Trace;
pub use verify::{Divergence, verify};

use crate::plan::Plan;
use world::Twin;

/// Runs one replication literally, with its disruptions or without any.
pub fn run(plan: &Plan, seed: u64, replication: u64, disrupted: bool) -> Trace {
    let mut twin = Twin::on_the_first_day(plan, seed, replication, disrupted);
    let mut trace = Trace::new(replication, disrupted);
    for t in 0..plan.steps {
        twin.step(t);
        trace.push(twin.snapshot());
    }
    trace
}

impl Twin<'_> {
    /// One step of the world, in the order of the contract.
    fn step(&mut self, t: u32) {
        self.now = t;
        self.hazards(t);
        self.arrivals(t);
        self.production(t);
        self.consumption();
        for level in &self.plan.levels {
            if level.pushed {
                self.pass_on(level, t);
                continue;
            }
            self.orders(level, t);
            self.allocation(level);
            self.quotas(level);
            self.remember(level);
            self.promises(level);
            if self.plan.spot {
                self.spot_pass(level, t);
            }
            self.reserve_releases(level, t);
            self.dispatch(level, t);
        }
        self.surplus();
        if let Some(rules) = &self.plan.market.rules {
            self.prices(rules);
            self.decisions(rules, t);
        }
    }
}

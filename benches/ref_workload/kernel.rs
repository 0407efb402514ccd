//! REF as fast as it goes: one replication per SIMD lane, eight at a time.
//!
//! What makes it fast, in the order of what it brings:
//!
//! 1. *Factorised allocation.* The shares of a stage pair are a matrix, the same in all replications. Orders,
//!    fill, slack and re-routing are products of that matrix with vectors; no quantity is kept per lane.
//! 2. *An arrival calendar per buyer* instead of a queue per lane: nine weekly slots hold all that is under way,
//!    and a block of eight replications of REF-1 fits into the first-level cache.
//! 3. *Replications in SIMD lanes.* All eight do the same arithmetic; shares are broadcast scalars. The ban
//!    differs by replication, but it only splits suppliers and buyers into home and foreign, so two copies of
//!    each vector (as seen from an open lane and from one that a ban closes) replace a mask per lane.
//! 4. *Dense loops of constant length* over all lanes of a stage pair, with a table that says in which calendar
//!    slot each lane's shipment falls. Nothing in the loops depends on the data.
//! 5. *A block runs through the whole horizon* before the next one starts, so its state stays in the cache.
//!
//! The arithmetic is written once, over the traits of [`simd`]. Multiplications and additions are never fused
//! and divisions are true divisions, so every instruction set gives the same bits.

mod block;
mod simd;
mod stage;
mod state;
mod tables;
mod toggles;
#[cfg(target_arch = "x86_64")]
mod x86;

use std::ops::Range;

use super::Outcome;
use super::network::{Network, Variant};
use simd::{Portable, Simd, WIDTH};
use state::State;
use tables::Tables;
use toggles::Toggles;

/// An instruction set this machine has. Values come from [`Path::available`] only.
#[derive(Debug, Clone, Copy)]
pub struct Path(Set);

#[derive(Debug, Clone, Copy)]
enum Set {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2(x86::Avx2),
    #[cfg(target_arch = "x86_64")]
    Avx512(x86::Avx512),
}

impl Path {
    /// The instruction sets of this machine, slowest first; never empty.
    pub fn available() -> Vec<Self> {
        let mut paths = vec![Self(Set::Portable)];
        #[cfg(target_arch = "x86_64")]
        {
            paths.extend(x86::Avx2::detect().map(|simd| Self(Set::Avx2(simd))));
            paths.extend(x86::Avx512::detect().map(|simd| Self(Set::Avx512(simd))));
        }
        paths
    }

    /// Name of the instruction set, for reports.
    pub fn name(self) -> &'static str {
        match self.0 {
            Set::Portable => "portable",
            #[cfg(target_arch = "x86_64")]
            Set::Avx2(_) => "avx2",
            #[cfg(target_arch = "x86_64")]
            Set::Avx512(_) => "avx512",
        }
    }
}

/// A network laid out for the kernel.
#[derive(Debug, Clone)]
pub struct Kernel(Layout);

#[derive(Debug, Clone)]
enum Layout {
    One(Box<Tables<1>>),
    Six(Box<Tables<6>>),
}

impl Kernel {
    /// Lays out `network`.
    pub fn new(network: &Network) -> Self {
        Self(match network.variant {
            Variant::One => Layout::One(Box::new(Tables::new(network))),
            Variant::Six => Layout::Six(Box::new(Tables::new(network))),
        })
    }

    /// Simulates the given replications on one thread. The outcome of a replication does not depend on the
    /// range it is computed in, nor on the instruction set.
    pub fn simulate(&self, path: Path, seed: u64, replications: Range<u64>) -> Vec<Outcome> {
        match path.0 {
            Set::Portable => self.simulate_with(Portable, seed, replications),
            #[cfg(target_arch = "x86_64")]
            Set::Avx2(simd) => self.simulate_with(simd, seed, replications),
            #[cfg(target_arch = "x86_64")]
            Set::Avx512(simd) => self.simulate_with(simd, seed, replications),
        }
    }

    fn simulate_with(&self, simd: impl Simd, seed: u64, replications: Range<u64>) -> Vec<Outcome> {
        match &self.0 {
            Layout::One(tables) => blocks(tables, simd, seed, replications),
            Layout::Six(tables) => blocks(tables, simd, seed, replications),
        }
    }
}

/// Block after block. The last one may compute replications nobody asked for.
fn blocks<const C: usize>(
    tables: &Tables<C>,
    simd: impl Simd,
    seed: u64,
    replications: Range<u64>,
) -> Vec<Outcome> {
    let wanted = replications.end.saturating_sub(replications.start) as usize;
    let mut outcomes = Vec::with_capacity(wanted.next_multiple_of(WIDTH));
    let mut state = State::<C>::new();
    let mut toggles = Toggles::default();
    for first in replications.step_by(WIDTH) {
        toggles.draw(&tables.laws, seed, first);
        state.reset(tables);
        let sums = simd.block(tables, &toggles, &mut state);
        for lane in 0..WIDTH {
            outcomes.push(Outcome {
                unmet_share: sums.unmet.0[lane] / tables.demand_total,
                longest_shortage_weeks: sums.longest_run.0[lane] as u32,
            });
        }
    }
    outcomes.truncate(wanted);
    outcomes
}

//! The state of a block of eight replications.

use super::simd::Block;
use super::tables::Tables;
use crate::ref_workload::events::DRIVERS;
use crate::ref_workload::network::{LEAD_WEEKS_MAX, NODES, REGIONS};

/// Nodes that order: all but the mines.
pub(super) const BUYERS: usize = 36;
/// Weekly slots of the arrival calendar: the current week and the longest lead time.
pub(super) const SLOTS: usize = LEAD_WEEKS_MAX + 1;

/// Stock, pipeline and counters; `C` commodities. 29 KiB for one commodity, 156 KiB for six.
pub(super) struct State<const C: usize> {
    /// Tonnes, `[commodity][node]`.
    pub(super) stock: Box<[[Block; NODES]; C]>,
    /// Tonnes under way to a buyer, `[commodity][buyer]`.
    pub(super) in_transit: Box<[[Block; BUYERS]; C]>,
    /// Tonnes that arrive at a buyer in the weeks congruent to the slot, `[commodity][slot][buyer]`.
    pub(super) calendar: Box<[[[Block; BUYERS]; SLOTS]; C]>,
    /// 1 where a driver is up, else 0.
    pub(super) up: [Block; DRIVERS],
    /// Consecutive short weeks up to now, by region.
    pub(super) run: [Block; REGIONS],
}

impl<const C: usize> State<C> {
    /// An empty state, to be reset before use.
    #[allow(clippy::large_stack_arrays)] // once per call, and at most 124 KiB on the way to the heap
    pub(super) fn new() -> Self {
        Self {
            stock: Box::new([[Block::ZERO; NODES]; C]),
            in_transit: Box::new([[Block::ZERO; BUYERS]; C]),
            calendar: Box::new([[[Block::ZERO; BUYERS]; SLOTS]; C]),
            up: [Block::ONE; DRIVERS],
            run: [Block::ZERO; REGIONS],
        }
    }

    /// Puts every replication into the undisturbed steady state.
    pub(super) fn reset(&mut self, tables: &Tables<C>) {
        self.up = [Block::ONE; DRIVERS];
        self.run = [Block::ZERO; REGIONS];
        for k in 0..C {
            fill(&mut self.stock[k], &tables.stock[k]);
            fill(&mut self.in_transit[k], &tables.in_transit[k]);
            for (slot, arrivals) in self.calendar[k].iter_mut().zip(&tables.calendar[k]) {
                fill(slot, arrivals);
            }
        }
    }
}

/// The same figure in every replication.
fn fill(blocks: &mut [Block], figures: &[f64]) {
    for (block, &figure) in blocks.iter_mut().zip(figures) {
        *block = Block([figure; super::simd::WIDTH]);
    }
}

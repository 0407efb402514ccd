//! Prices and import bills of a block while it runs.

use crate::lanes::{Lanes, one_by_one};
use crate::plan::Plan;
use crate::state::State;

/// Running sums of prices and import bills.
pub(crate) struct MarketRecord<const W: usize> {
    /// Highest index so far, per cell.
    pub(crate) peak: Vec<Lanes<W>>,
    /// Sum of the index over steps, per cell.
    pub(crate) sum: Vec<Lanes<W>>,
    /// Paid for goods from other economies since the start, USD, per economy.
    pub(crate) imports: Vec<Lanes<W>>,
}

impl<const W: usize> MarketRecord<W> {
    pub(super) fn new(plan: &Plan) -> Self {
        let cells = plan.market.cells.len();
        Self {
            peak: vec![Lanes::ONE; cells],
            sum: vec![Lanes::ZERO; cells],
            imports: vec![Lanes::ZERO; plan.world.economies.len()],
        }
    }

    #[inline(always)]
    pub(super) fn record(&mut self, plan: &Plan, state: &State<W>) {
        for (at, cell) in one_by_one(state.cells.iter().enumerate()) {
            self.peak[at] = self.peak[at].max(cell.index);
            self.sum[at] += cell.index;
        }
        for (import, tonnes) in plan.imports.iter().zip(&state.imported) {
            let index = import
                .cell
                .map_or(Lanes::ONE, |cell| state.cells[cell].index);
            self.imports[import.economy] += *tonnes * index * import.price;
        }
    }
}

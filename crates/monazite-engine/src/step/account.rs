//! Accounts of the strategy: what it costs as it goes.

use crate::lanes::Lanes;
use crate::plan::Plan;
use crate::state::State;

#[inline(always)]
pub(super) fn account<const W: usize>(plan: &Plan, state: &mut State<W>, t: u32) {
    let worth = plan.discount[t as usize];
    for toll in &plan.accounts.tolls {
        state.spent_industry += state.throughput[toll.activity] * (toll.usd * worth);
    }
    for (at, traded) in plan.accounts.traded.iter().enumerate() {
        let index = traded
            .cell
            .map_or(Lanes::ONE, |cell| state.cells[cell].index);
        // Bought when it is ordered and promised; sold when it is released.
        let bought = state.moved[plan.reserves[traded.reserve].stock];
        let sold = state.released[traded.reserve] - state.sold[at];
        state.sold[at] = state.released[traded.reserve];
        state.spent_public += (bought - sold) * index * (traded.price * worth);
        state.spent_public += bought * (traded.handling * worth);
    }
}

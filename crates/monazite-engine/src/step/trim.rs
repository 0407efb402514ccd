//! Surplus: output that stocks cannot hold leaves the system.

use crate::lanes::Lanes;
use crate::plan::{Plan, StockKind};
use crate::state::State;

#[inline(always)]
pub(super) fn trim<const W: usize>(plan: &Plan, state: &mut State<W>) {
    for level in &plan.levels {
        for stock in level.suppliers.clone() {
            debug_assert_eq!(plan.stocks[stock].kind, StockKind::Output);
            let kept = state.stock[stock].min(Lanes::splat(plan.stocks[stock].limit));
            state.books[level.material].surplus += state.stock[stock] - kept;
            state.stock[stock] = kept;
        }
    }
}

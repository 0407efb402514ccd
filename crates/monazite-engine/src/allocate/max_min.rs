//! Max-min fairness by progressive filling.

use crate::lanes::Lanes;
use crate::plan::{Level, Plan};
use crate::state::State;

/// Largest amount that any lane of a supplier gets: the smallest orders are filled, the rest get
/// this. Infinite where the stock covers all orders. Exact after as many rounds as lanes at most.
#[inline(always)]
pub(super) fn cap<const W: usize>(
    plan: &Plan,
    state: &State<W>,
    level: &Level,
    supplier: usize,
) -> Lanes<W> {
    let endless = Lanes::splat(f64::MAX);
    let mine = |at: &usize| plan.lanes[*at].from == supplier;
    let stock = state.stock[supplier];
    let mut cap = Lanes::ZERO;
    for _ in level.lanes.clone().filter(mine) {
        let (mut small, mut open) = (Lanes::ZERO, Lanes::ZERO);
        for at in level.lanes.clone().filter(mine) {
            let asked = state.flow[at - level.lanes.start];
            small += asked.select_above(cap, Lanes::ZERO, asked);
            open += asked.select_above(cap, Lanes::ONE, Lanes::ZERO);
        }
        let next = open.select_above(Lanes::ZERO, (stock - small) / open, cap);
        if next == cap {
            break;
        }
        cap = next;
    }
    state.order[supplier].select_above(stock, cap, endless)
}

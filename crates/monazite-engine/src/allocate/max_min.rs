//! Max-min fairness by progressive filling.

use crate::lanes::Lanes;
use crate::plan::Level;
use crate::state::State;

/// Largest amount that any lane of a seller gets: the smallest orders are filled, the rest get
/// this. Infinite where the stock covers all orders. Exact after as many rounds as lanes at most.
#[inline(always)]
pub(super) fn cap<const W: usize>(state: &State<W>, level: &Level, seller: usize) -> Lanes<W> {
    let endless = Lanes::splat(f64::MAX);
    let asked = |customer: usize| {
        let (routes, span) = state.awake.to(customer, level);
        let rows = routes.iter().zip(&state.flow[span]);
        rows.filter(|(route, _)| route.seller as usize == seller)
            .map(|(_, flow)| *flow)
    };
    let lanes = || level.customers.clone().flat_map(asked);
    let stock = state.stock[level.suppliers.start + seller];
    let mut cap = Lanes::ZERO;
    for _ in lanes() {
        let (mut small, mut open) = (Lanes::ZERO, Lanes::ZERO);
        for asked in lanes() {
            small += asked.select_above(cap, Lanes::ZERO, asked);
            open += asked.select_above(cap, Lanes::ONE, Lanes::ZERO);
        }
        let next = open.select_above(Lanes::ZERO, (stock - small) / open, cap);
        if next == cap {
            break;
        }
        cap = next;
    }
    state.sellers[seller]
        .asked
        .select_above(stock, cap, endless)
}

//! Consumption: end users take what they want, or what there is.

use crate::plan::Plan;
use crate::state::State;

#[inline(always)]
pub(super) fn consume<const W: usize>(plan: &Plan, state: &mut State<W>, t: u32) {
    for (at, demand) in plan.demands.iter().enumerate() {
        let growth = plan.growth[plan.stocks[demand.stock].growth][t as usize];
        let wanted = state.factors.demand[demand.factor] * (demand.rate * growth);
        let asked = wanted + state.backlog[at];
        let served = asked.min(state.stock[demand.stock]);
        state.stock[demand.stock] -= served;
        state.books[plan.stocks[demand.stock].material].served += served;
        if demand.backlog {
            state.backlog[at] = asked - served;
        }
        state.wanted[at] = wanted;
        // Late service of a backlog does not make up for this step's want.
        state.served[at] = served.min(wanted);
        state.order[demand.stock] = asked;
    }
}

//! Consumption: end users take what they want, or what there is.

use crate::plan::Plan;
use crate::state::State;

#[inline(always)]
pub(super) fn consume<const W: usize>(plan: &Plan, state: &mut State<W>) {
    for (at, demand) in plan.demands.iter().enumerate() {
        let growth = state.growth[plan.stocks[demand.stock].growth as usize];
        let whole = state.factors.demand[demand.factor] * (growth * demand.rate);
        let wanted = whole * state.responses[demand.response];
        state.forgone[at] = whole - wanted;
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
        state.smooth[demand.stock] = wanted;
    }
}

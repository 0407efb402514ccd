//! The spot pass: what stays unfilled is offered once more.

use super::order::Clocks;
use crate::lanes::Lanes;
use crate::plan::{Level, Plan, Route};
use crate::state::State;

/// An unfilled order below this share of the order is rounding, not shortage, and an offer below
/// this share of what is unfilled is no offer: quotients by the dregs of a stock could overflow.
const ROUNDING: f64 = 1e-9;

/// Offers unfilled orders once to unrestricted and qualified lanes whose supplier has stock left.
/// A lane that anything restricts takes no part: what its border refused would otherwise pass on
/// the second asking.
#[inline(always)]
pub(crate) fn spot<const W: usize>(plan: &Plan, state: &mut State<W>, level: &Level, t: u32) {
    if !plan.spot {
        return;
    }
    let mut any = false;
    for at in level.customers.clone() {
        let (order, moved) = (state.order[at], state.moved[at]);
        let missing = order - moved;
        let missing = missing.select_above(order * ROUNDING, missing, Lanes::ZERO);
        state.work[at] = missing;
        any |= missing.any_positive();
    }
    if !any {
        return;
    }
    // Per supplier what is left, then what is given per unit of request; and what is requested per
    // tonne that is left.
    for at in level.suppliers.clone() {
        state.work[at] = (state.stock[at] - state.moved[at]).max(Lanes::ZERO);
        state.request[at] = Lanes::ZERO;
    }
    // Customers that miss nothing in any replication would only add zeros.
    for customer in level.customers.clone() {
        let missing = state.work[customer];
        if !missing.any_positive() {
            continue;
        }
        let mut offered = Lanes::ZERO;
        let span = state.awake.span(customer, level);
        for (route, at) in state.awake.to(customer).iter().zip(span.clone()) {
            let access = access(plan, state, (level, customer), route, t);
            offered += access * state.work[route.from as usize];
            state.access[at] = access;
        }
        let enough = missing * ROUNDING;
        let part = offered.select_above(enough, missing / offered, Lanes::ZERO);
        state.work[customer] = part;
        let (request, access) = (state.request.as_mut_slice(), &state.access[span]);
        for (route, access) in state.awake.to(customer).iter().zip(access) {
            request[route.from as usize] += *access * part;
        }
    }
    for at in level.suppliers.clone() {
        let requests = state.request[at].max(Lanes::ONE);
        state.work[at] = state.work[at] / requests;
    }
    for customer in level.customers.clone() {
        let part = state.work[customer];
        if !part.any_positive() {
            continue;
        }
        let State {
            flow,
            access,
            work,
            moved,
            order,
            awake,
            ..
        } = &mut *state;
        let (work, moved, order) = (work.as_slice(), moved.as_mut_slice(), order.as_mut_slice());
        let span = awake.span(customer, level);
        let rows = flow[span.clone()].iter_mut().zip(&access[span]);
        let mut received = moved[customer];
        for (route, (flow, access)) in awake.to(customer).iter().zip(rows) {
            let from = route.from as usize;
            let given = *access * part * work[from];
            *flow += given;
            received += given;
            moved[from] += given;
            // Producers plan by what they could sell, spot sales included.
            order[from] += given;
        }
        moved[customer] = received;
    }
}

/// Weight of a lane in the spot pass: its share where nothing restricts it and it is qualified.
#[inline(always)]
fn access<const W: usize>(
    plan: &Plan,
    state: &State<W>,
    (level, customer): (&Level, usize),
    route: &Route,
    t: u32,
) -> Lanes<W> {
    let mut weight = state.factors.free[route.border as usize] * route.share;
    if !route.plain {
        let gate = &plan.gates[route.gate as usize];
        let clocks = Clocks {
            looking: state.qualifying.as_slice(),
            waits: state.waits.as_slice(),
            start_day: state.start_day.as_slice(),
            t,
        };
        weight *= clocks.qualified(plan, customer, gate);
        if !level.quotas.is_empty() {
            for &quota in &plan.lanes[route.lane as usize].quotas {
                weight *= state.factors.effect[plan.quotas[quota].effect];
            }
        }
    }
    weight
}

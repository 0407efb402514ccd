//! The spot pass: what stays unfilled is offered once more.

use super::order::Clocks;
use crate::lanes::{Lanes, one_by_one};
use crate::plan::{Level, Plan, Route};
use crate::state::{Factors, State};

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
    let State {
        stock,
        order,
        moved,
        work,
        request,
        flow,
        access,
        factors,
        qualifying,
        waits,
        start_day,
        awake,
        ..
    } = state;
    let (order, moved) = (order.as_mut_slice(), moved.as_mut_slice());
    let (work, request) = (work.as_mut_slice(), request.as_mut_slice());
    // Per supplier what is left, then what is given per unit of request; and what is requested per
    // tonne that is left.
    for at in one_by_one(level.suppliers.clone()) {
        work[at] = (stock[at] - moved[at]).max(Lanes::ZERO);
        request[at] = Lanes::ZERO;
    }
    let clocks = Clocks {
        looking: qualifying.as_slice(),
        waits: waits.as_slice(),
        start_day: start_day.as_slice(),
        t,
    };
    // Customers that miss nothing in any replication would only add zeros.
    for customer in level.customers.clone() {
        let missing = work[customer];
        if !missing.any_positive() {
            continue;
        }
        let (routes, span) = awake.to(customer, level);
        let access = &mut access[span];
        let mut offered = Lanes::ZERO;
        for (route, access) in routes.iter().zip(access.iter_mut()) {
            let mut weight = factors.free[route.border as usize] * route.share;
            if !route.plain {
                weight = gated(plan, factors, (level, customer), route, &clocks, weight);
            }
            offered += weight * work[route.from as usize];
            *access = weight;
        }
        let enough = missing * ROUNDING;
        let part = offered.select_above(enough, missing / offered, Lanes::ZERO);
        work[customer] = part;
        for (route, access) in routes.iter().zip(access.iter()) {
            request[route.from as usize] += *access * part;
        }
    }
    for at in one_by_one(level.suppliers.clone()) {
        let asked = request[at];
        work[at] = asked.quotient_above(Lanes::ONE, (work[at], asked), work[at]);
    }
    for customer in level.customers.clone() {
        let part = work[customer];
        if !part.any_positive() {
            continue;
        }
        let (routes, span) = awake.to(customer, level);
        let rows = flow[span.clone()].iter_mut().zip(&access[span]);
        let mut received = moved[customer];
        for (route, (flow, access)) in routes.iter().zip(rows) {
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

/// What the gate of a lane that is not plain leaves of its weight in the spot pass.
#[inline(always)]
fn gated<const W: usize>(
    plan: &Plan,
    factors: &Factors<W>,
    (level, customer): (&Level, usize),
    route: &Route,
    clocks: &Clocks<'_, W>,
    mut weight: Lanes<W>,
) -> Lanes<W> {
    weight *= clocks.qualified(plan, customer, &plan.gates[route.gate as usize]);
    if !level.quotas.is_empty() {
        for &quota in &plan.lanes[route.lane as usize].quotas {
            weight *= factors.effect[plan.quotas[quota].effect];
        }
    }
    weight
}

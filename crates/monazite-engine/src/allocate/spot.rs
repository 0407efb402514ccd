//! The spot pass: what stays unfilled is offered once more.

use super::order::Clocks;
use super::ration::ROUNDING;
use crate::lanes::{Lanes, one_by_one};
use crate::plan::{Level, Plan, Route};
use crate::state::{Factors, State};

/// Offers what is `missing` once to unrestricted and qualified lanes whose supplier has stock left; what
/// comes of it is still to be given ([`give`]).
/// A lane that anything restricts takes no part: what its border refused would otherwise pass on
/// the second asking.
#[inline(always)]
pub(crate) fn spot<const W: usize>(plan: &Plan, state: &mut State<W>, level: &Level, t: u32) {
    let State {
        stock,
        sellers,
        missing,
        access,
        factors,
        qualifying,
        waits,
        start_day,
        awake,
        ..
    } = state;
    let free = factors.free.as_slice();
    let (sellers, missing) = (
        &mut sellers[..level.suppliers.len()],
        missing.as_mut_slice(),
    );
    for (seller, stock) in one_by_one(sellers.iter_mut().zip(&stock[level.suppliers.clone()])) {
        seller.left = (*stock - seller.given).max(Lanes::ZERO);
        seller.request = Lanes::ZERO;
    }
    let clocks = Clocks {
        looking: qualifying.as_slice(),
        waits: waits.as_slice(),
        start_day: start_day.as_slice(),
        t,
    };
    // Customers that miss nothing in any replication would only add zeros.
    for (missing, customer) in missing.iter_mut().zip(level.customers.clone()) {
        if !missing.any_positive() {
            continue;
        }
        let (routes, span) = awake.to(customer, level);
        let access = &mut access[span];
        let mut offered = Lanes::ZERO;
        for (route, access) in routes.iter().zip(access.iter_mut()) {
            let mut weight = free[route.border as usize] * route.share;
            if !route.plain {
                weight = gated(plan, factors, (level, customer), route, &clocks, weight);
            }
            offered += weight * sellers[route.seller as usize].left;
            *access = weight;
        }
        let enough = *missing * ROUNDING;
        let part = offered.quotient_above(enough, (*missing, offered), Lanes::ZERO);
        *missing = part;
        if !part.any_positive() {
            continue;
        }
        for (route, access) in routes.iter().zip(access.iter()) {
            sellers[route.seller as usize].request += *access * part;
        }
    }
    for seller in one_by_one(sellers.iter_mut()) {
        let (left, request) = (seller.left, seller.request);
        seller.left = request.quotient_above(Lanes::ONE, (left, request), left);
    }
}

/// Gives a customer what its request in the spot pass has come to.
#[inline(always)]
pub(crate) fn give<const W: usize>(state: &mut State<W>, level: &Level, customer: usize) {
    let State {
        moved,
        sellers,
        missing,
        flow,
        access,
        awake,
        ..
    } = state;
    let part = missing[customer - level.customers.start];
    if !part.any_positive() {
        return;
    }
    let (routes, span) = awake.to(customer, level);
    let rows = flow[span.clone()].iter_mut().zip(&access[span]);
    let sellers = sellers.as_mut_slice();
    let mut received = moved[customer];
    for (route, (flow, access)) in routes.iter().zip(rows) {
        let seller = &mut sellers[route.seller as usize];
        let given = *access * part * seller.left;
        *flow += given;
        received += given;
        seller.given += given;
        // Producers plan by what they could sell, spot sales included.
        seller.asked += given;
    }
    moved[customer] = received;
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

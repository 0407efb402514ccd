//! Rationing: sellers share out what they have by the declared rule, and lanes remember it.

use monazite_model::AllocationRule;

use super::{max_min, quota};
use crate::lanes::{Lanes, one_by_one};
use crate::plan::{Level, Plan, Route};
use crate::state::{Factors, Queue, Seller, State};

/// Rations what suppliers have; turns the orders in `flow` into shipments. Says whether anything is
/// missing, and leaves it in `missing`.
#[inline(always)]
pub(crate) fn ration<const W: usize>(plan: &Plan, state: &mut State<W>, level: &Level) -> bool {
    let missing = match plan.allocation {
        AllocationRule::ProRata => {
            let stocks = &state.stock[level.suppliers.clone()];
            for (seller, stock) in one_by_one(state.sellers.iter_mut().zip(stocks)) {
                seller.fill = fill(seller.asked, *stock);
            }
            settle(plan, state, level, |seller, _, _, _| seller.fill)
        }
        AllocationRule::Priority => {
            fill_by_class(plan, state, level);
            settle(plan, state, level, |_, classes, route, _| {
                classes[route.class as usize]
            })
        }
        AllocationRule::MaxMin => {
            for at in 0..level.suppliers.len() {
                state.sellers[at].fill = max_min::cap(state, level, at);
            }
            settle(plan, state, level, |seller, _, _, asked| {
                asked.quotient_above(seller.fill, (seller.fill, asked), Lanes::ONE)
            })
        }
    };
    if level.quotas.is_empty() {
        return missing;
    }
    for &row in &level.quotas {
        quota::apply(plan, state, level, row);
    }
    for &row in &level.quotas {
        quota::charge(plan, state, level, row);
    }
    for at in level.lanes.clone() {
        let served = state.access[at - level.lanes.start];
        remember(plan, state, at, served);
    }
    promise(state, level)
}

/// An unfilled order below this share of the order is rounding, not shortage, and an offer below
/// this share of what is unfilled is no offer: quotients by the dregs of a stock could overflow.
pub(super) const ROUNDING: f64 = 1e-9;

/// What is unfilled of an order.
#[inline(always)]
fn unfilled<const W: usize>(order: Lanes<W>, promised: Lanes<W>) -> Lanes<W> {
    let lacking = order - promised;
    lacking.select_above(order * ROUNDING, lacking, Lanes::ZERO)
}

/// Adds up what both ends of the lanes of a level are promised. Says whether anything is missing, and
/// leaves it in `missing`.
fn promise<const W: usize>(state: &mut State<W>, level: &Level) -> bool {
    let mut any = false;
    let (awake, sellers) = (&state.awake, state.sellers.as_mut_slice());
    for customer in level.customers.clone() {
        let mut promised = Lanes::ZERO;
        let (routes, span) = awake.to(customer, level);
        for (route, flow) in routes.iter().zip(&state.flow[span]) {
            sellers[route.seller as usize].given += *flow;
            promised += *flow;
        }
        state.moved[customer] = promised;
        let missing = unfilled(state.order[customer], promised);
        any |= missing.any_positive();
        state.missing[customer - level.customers.start] = missing;
    }
    any
}

/// Share of orders that a stock can fill.
#[inline(always)]
pub(super) fn fill<const W: usize>(orders: Lanes<W>, stock: Lanes<W>) -> Lanes<W> {
    orders.quotient_above(stock, (stock, orders), Lanes::ONE)
}

/// Turns what each class of each supplier is asked for into its fill: classes are served one after the
/// other.
#[inline(always)]
fn fill_by_class<const W: usize>(plan: &Plan, state: &mut State<W>, level: &Level) {
    let first = level.suppliers.start;
    for at in level.suppliers.clone() {
        let mut left = state.stock[at];
        for tier in 0..plan.tiers {
            let row = (at - first) * plan.tiers + tier;
            let orders = state.fill[row];
            state.fill[row] = fill(orders, left);
            left = (left - orders).max(Lanes::ZERO);
        }
    }
}

/// Promises the filled part of each lane's order to both of its ends and remembers how reliable the lane
/// was. Says whether anything is missing, and leaves it in `missing`. Where quotas may still scale it,
/// leaves the filled share in `access` and all else for later.
/// `filled` is given the seller, the fills of all classes of all sellers, the route of the lane and its order.
#[inline(always)]
fn settle<const W: usize>(
    plan: &Plan,
    state: &mut State<W>,
    level: &Level,
    filled: impl Fn(&Seller<W>, &[Lanes<W>], &Route, Lanes<W>) -> Lanes<W>,
) -> bool {
    let later = !level.quotas.is_empty();
    let State {
        reliability,
        flow,
        access,
        factors,
        sellers,
        fill,
        queues,
        awake,
        order,
        moved,
        missing,
        phase,
        ..
    } = state;
    let (reliability, flow) = (reliability.as_mut_slice(), flow.as_mut_slice());
    let sellers = sellers.as_mut_slice();
    let mut any = false;
    let (classes, moved) = (fill.as_slice(), moved.as_mut_slice());
    let routes = plan.phases[*phase].routes.as_slice();
    for memory in level.shared.clone() {
        let route = &routes[plan.memories[memory] as usize];
        // No order is asked for: what differs by order is remembered apart.
        let filled = filled(&sellers[route.seller as usize], classes, route, Lanes::ZERO);
        let passed = passed(route, factors, filled);
        reliability[memory] = remembered(plan, reliability[memory], passed);
    }
    for customer in level.customers.clone() {
        let (routes, span) = awake.to(customer, level);
        if later {
            let rows = flow[span.clone()].iter_mut().zip(&mut access[span]);
            for (route, (flow, access)) in routes.iter().zip(rows) {
                *access = filled(&sellers[route.seller as usize], classes, route, *flow);
                *flow *= *access;
            }
            continue;
        }
        let mut promised = Lanes::ZERO;
        for (route, flow) in routes.iter().zip(&mut flow[span]) {
            let seller = &mut sellers[route.seller as usize];
            let filled = filled(seller, classes, route, *flow);
            let given = *flow * filled;
            *flow = given;
            seller.given += given;
            promised += given;
            if route.apart {
                let reliability = &mut reliability[route.memory as usize];
                let kept = passed(route, factors, filled) * granted(plan, queues, route);
                *reliability = remembered(plan, *reliability, kept);
            }
        }
        moved[customer] = promised;
        let lacking = unfilled(order[customer], promised);
        any |= lacking.any_positive();
        missing[customer - level.customers.start] = lacking;
    }
    any
}

/// What of a served share the border of a lane let pass.
#[inline(always)]
fn passed<const W: usize>(route: &Route, factors: &Factors<W>, served: Lanes<W>) -> Lanes<W> {
    if factors.shut[route.open as usize] {
        served * factors.open[route.open as usize]
    } else {
        served
    }
}

/// Share of the applications on a lane that was granted; 1 where none is needed.
#[inline(always)]
fn granted<const W: usize>(plan: &Plan, queues: &[Queue<W>], route: &Route) -> Lanes<W> {
    if route.plain {
        return Lanes::ONE;
    }
    let gate = &plan.gates[route.gate as usize];
    if gate.licence == 0 {
        Lanes::ONE
    } else {
        queues[gate.queue as usize].served
    }
}

/// The exponential average of a lane's service; never below a floor, so that a source that failed is
/// asked again.
#[inline(always)]
pub(crate) fn remembered<const W: usize>(
    plan: &Plan,
    before: Lanes<W>,
    kept: Lanes<W>,
) -> Lanes<W> {
    let newer = before + (kept - before) * plan.rates.reliability;
    newer.max(Lanes::splat(plan.rates.reliability_floor))
}

/// Remembers that a share `served` of what a lane was asked has left.
#[inline(always)]
fn remember<const W: usize>(plan: &Plan, state: &mut State<W>, at: usize, served: Lanes<W>) {
    let route = &plan.phases[state.phase].routes[at];
    let passed = passed(route, &state.factors, served);
    let kept = passed * granted(plan, &state.queues, route);
    let reliability = &mut state.reliability[route.memory as usize];
    *reliability = remembered(plan, *reliability, kept);
}

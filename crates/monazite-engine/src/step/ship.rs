//! Dispatch: what was allocated leaves and joins the calendar of its destination.

use crate::allocate;
use crate::block::Shipments;
use crate::lanes::{Lanes, one_by_one};
use crate::plan::{Level, Plan};
use crate::state::State;

/// Sends what the allocation left in `flow`, first giving what was offered on the spot where that is still
/// to be done; settles both ends.
#[inline(always)]
pub(super) fn dispatch<const W: usize>(
    plan: &Plan,
    state: &mut State<W>,
    level: &Level,
    to_give: bool,
) {
    let trigger = Lanes::splat(plan.rates.trigger);
    for customer in level.customers.clone() {
        if to_give {
            allocate::give(state, level, customer);
        }
        send(plan, state, level, customer);
        let (order, moved) = (state.order[customer], state.moved[customer]);
        state.transit[customer] += moved;
        // Licences that waited may bring more than was ordered this step.
        let lacking = (order - moved).max(Lanes::ZERO);
        // Nothing lacks of an order of nothing.
        let missing = lacking.quotient_above(Lanes::ZERO, (lacking, order), Lanes::ZERO);
        let unfilled = &mut state.unfilled[customer];
        *unfilled += (missing - *unfilled) * plan.rates.reliability;
        let counting = &mut state.qualifying[customer];
        let begun = counting.select_above(Lanes::ZERO, Lanes::ONE, Lanes::ZERO);
        *counting += unfilled.select_above(trigger, Lanes::ONE, begun);
    }
    let State {
        stock,
        smooth,
        sellers,
        ..
    } = state;
    for (seller, at) in one_by_one(sellers.iter().zip(level.suppliers.clone())) {
        stock[at] = (stock[at] - seller.given).max(Lanes::ZERO);
        let smooth = &mut smooth[at];
        *smooth += (seller.asked - *smooth) * plan.rates.smoothing;
    }
}

/// Sends pushed material on by its baseline shares, whatever anybody ordered.
#[inline(always)]
pub(super) fn push<const W: usize>(plan: &Plan, state: &mut State<W>, level: &Level) {
    let first = level.suppliers.start;
    for seller in &mut state.sellers[..level.suppliers.len()] {
        seller.given = Lanes::ZERO;
    }
    let awake = &state.awake;
    for customer in level.customers.clone() {
        let (routes, span) = awake.to(customer, level);
        for (route, flow) in routes.iter().zip(&mut state.flow[span]) {
            let from = route.seller as usize;
            let sent =
                state.stock[first + from] * route.share * state.factors.open[route.open as usize];
            *flow = sent;
            state.sellers[from].given += sent;
            state.transit[customer] += sent;
        }
    }
    for customer in level.customers.clone() {
        send(plan, state, level, customer);
    }
    for (stock, seller) in state.stock[level.suppliers.clone()]
        .iter_mut()
        .zip(&state.sellers)
    {
        *stock = (*stock - seller.given).max(Lanes::ZERO);
    }
}

/// Books the shipments to a customer into its calendars.
#[inline(always)]
fn send<const W: usize>(plan: &Plan, state: &mut State<W>, level: &Level, customer: usize) {
    let State {
        flow,
        calendar,
        ahead,
        now,
        factors,
        shipped,
        sent,
        shipments,
        imported,
        awake,
        ..
    } = state;
    let (calendar, ahead) = (calendar.as_mut_slice(), ahead.as_slice());
    let (routes, span) = awake.to(customer, level);
    let flow = &flow[span];
    for (route, flow) in routes.iter().zip(flow) {
        if route.delay == 0 || factors.late[route.delay as usize].is_empty() {
            calendar[(route.pipe + ahead[route.lead as usize]) as usize] += *flow;
            continue;
        }
        let lane = &plan.lanes[route.lane as usize];
        let pipe = &plan.pipes[lane.pipe];
        for (steps, these) in &factors.late[route.delay as usize] {
            let ahead = lane.lead as usize + delay(lane.lead, pipe.slots, *steps);
            calendar[pipe.slot(now[pipe.length], ahead)] += *flow * *these;
        }
    }
    if let Some(import) = plan.stocks[customer].import {
        let mut abroad = Lanes::ZERO;
        for (_, flow) in routes.iter().zip(flow).filter(|(route, _)| route.import) {
            abroad += *flow;
        }
        imported[import as usize] = abroad;
    }
    if *shipments == Shipments::Nothing {
        return;
    }
    for (route, flow) in routes.iter().zip(flow) {
        shipped[route.lane as usize] += *flow;
        if *shipments == Shipments::Steps {
            sent[route.lane as usize] = *flow;
        }
    }
}

/// Extra steps, at most what the calendar can hold.
pub(crate) fn delay(lead: u32, slots: usize, steps: f64) -> usize {
    (steps as usize).min(slots - 2 - lead as usize)
}

//! Dispatch: what was allocated leaves and joins the calendar of its destination.

use crate::block::Shipments;
use crate::lanes::Lanes;
use crate::plan::{Level, Plan};
use crate::state::State;

/// Sends what the allocation left in `flow`; settles both ends.
#[inline(always)]
pub(super) fn dispatch<const W: usize>(plan: &Plan, state: &mut State<W>, level: &Level) {
    send(plan, state, level);
    for stock in level.suppliers.clone() {
        state.stock[stock] = (state.stock[stock] - state.moved[stock]).max(Lanes::ZERO);
        let smooth = state.smooth[stock];
        state.smooth[stock] = smooth + (state.order[stock] - smooth) * plan.rates.smoothing;
    }
    let trigger = Lanes::splat(plan.rates.trigger);
    for stock in level.customers.clone() {
        let (order, moved) = (state.order[stock], state.moved[stock]);
        state.transit[stock] += moved;
        // Licences that waited may bring more than was ordered this step.
        let lacking = (order - moved).max(Lanes::ZERO);
        let missing = order.select_above(Lanes::ZERO, lacking / order, Lanes::ZERO);
        let unfilled = state.unfilled[stock];
        let unfilled = unfilled + (missing - unfilled) * plan.rates.reliability;
        state.unfilled[stock] = unfilled;
        let counting = state.qualifying[stock];
        let begun = counting.select_above(Lanes::ZERO, Lanes::ONE, Lanes::ZERO);
        state.qualifying[stock] = counting + unfilled.select_above(trigger, Lanes::ONE, begun);
    }
}

/// Sends pushed material on by its baseline shares, whatever anybody ordered.
#[inline(always)]
pub(super) fn push<const W: usize>(plan: &Plan, state: &mut State<W>, level: &Level) {
    for stock in level.suppliers.clone() {
        state.moved[stock] = Lanes::ZERO;
    }
    for route in state.awake.to_any(level.customers.clone()) {
        let at = route.lane as usize;
        let lane = &plan.lanes[at];
        let sent = state.stock[lane.from] * route.share * state.factors.open[lane.open];
        state.flow[at - level.lanes.start] = sent;
        state.moved[lane.from] += sent;
        state.transit[lane.to] += sent;
    }
    send(plan, state, level);
    for stock in level.suppliers.clone() {
        state.stock[stock] = (state.stock[stock] - state.moved[stock]).max(Lanes::ZERO);
    }
}

/// Books the shipments of a level into the calendars.
#[inline(always)]
fn send<const W: usize>(plan: &Plan, state: &mut State<W>, level: &Level) {
    let State {
        flow,
        calendar,
        now,
        factors,
        shipped,
        sent,
        shipments,
        imported,
        awake,
        ..
    } = &mut *state;
    let (flow, calendar) = (flow.as_slice(), calendar.as_mut_slice());
    let first = level.lanes.start;
    for customer in level.customers.clone() {
        let mut abroad = Lanes::ZERO;
        for route in awake.to(customer) {
            let at = route.lane as usize;
            let flow = flow[at - first];
            let (pipe, now) = (&plan.pipes[route.pipe as usize], now[route.pipe as usize]);
            let late = &factors.delay[route.delay as usize];
            if route.delay == 0 || !late.any_positive() {
                calendar[pipe.slot(now, route.lead as usize)] += flow;
            } else {
                for w in 0..W {
                    let ahead = route.lead as usize + delay(route.lead, pipe.slots, late[w]);
                    calendar[pipe.slot(now, ahead)][w] += flow[w];
                }
            }
            if route.import {
                abroad += flow;
            }
            if *shipments != Shipments::Nothing {
                shipped[at] += flow;
            }
            if *shipments == Shipments::Steps {
                sent[at] = flow;
            }
        }
        if let Some(import) = plan.stocks[customer].import {
            imported[import] = abroad;
        }
    }
}

/// Extra steps, at most what the calendar can hold.
pub(crate) fn delay(lead: u32, slots: usize, steps: f64) -> usize {
    (steps as usize).min(slots - 2 - lead as usize)
}

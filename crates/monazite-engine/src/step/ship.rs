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
    let awake = &state.awake;
    for customer in level.customers.clone() {
        let flow = &mut state.flow[awake.span(customer, level)];
        for (route, flow) in awake.to(customer).iter().zip(flow) {
            let from = route.from as usize;
            let sent = state.stock[from] * route.share * state.factors.open[route.open as usize];
            *flow = sent;
            state.moved[from] += sent;
            state.transit[customer] += sent;
        }
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
        due,
        now,
        factors,
        shipped,
        sent,
        shipments,
        imported,
        awake,
        ..
    } = &mut *state;
    let (calendar, due) = (calendar.as_mut_slice(), due.as_slice());
    for customer in level.customers.clone() {
        let mut abroad = Lanes::ZERO;
        let flow = &flow[awake.span(customer, level)];
        for (route, flow) in awake.to(customer).iter().zip(flow) {
            let late = factors.late[route.delay as usize].as_slice();
            if late.is_empty() {
                calendar[due[route.due as usize] as usize] += *flow;
            } else {
                let lane = &plan.lanes[route.lane as usize];
                let (pipe, now) = (&plan.pipes[lane.pipe], now[lane.pipe]);
                for (steps, these) in late {
                    let ahead = lane.lead as usize + delay(lane.lead, pipe.slots, *steps);
                    calendar[pipe.slot(now, ahead)] += *flow * *these;
                }
            }
            if route.import {
                abroad += *flow;
            }
            if *shipments != Shipments::Nothing {
                shipped[route.lane as usize] += *flow;
            }
            if *shipments == Shipments::Steps {
                sent[route.lane as usize] = *flow;
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

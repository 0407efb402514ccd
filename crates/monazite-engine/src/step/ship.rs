//! Dispatch: what was allocated leaves and joins the calendar of its destination.

use crate::lanes::Lanes;
use crate::plan::{LanePlan, Level, Plan};
use crate::state::State;

/// Sends what the allocation left in `flow`; settles both ends.
#[inline(always)]
pub(super) fn dispatch<const W: usize>(plan: &Plan, state: &mut State<W>, level: &Level, t: u32) {
    for at in level.lanes.clone() {
        send(plan, state, at, t);
    }
    for stock in level.suppliers.clone() {
        state.stock[stock] = (state.stock[stock] - state.moved[stock]).max(Lanes::ZERO);
        let smooth = state.smooth[stock];
        state.smooth[stock] = smooth + (state.order[stock] - smooth) * plan.rates.smoothing;
    }
    let trigger = Lanes::splat(plan.rates.trigger);
    for stock in level.customers.clone() {
        let (order, moved) = (state.order[stock], state.moved[stock]);
        state.transit[stock] += moved;
        let missing = order.select_above(Lanes::ZERO, (order - moved) / order, Lanes::ZERO);
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
pub(super) fn push<const W: usize>(plan: &Plan, state: &mut State<W>, level: &Level, t: u32) {
    for stock in level.suppliers.clone() {
        state.moved[stock] = Lanes::ZERO;
    }
    for at in level.lanes.clone() {
        let lane = &plan.lanes[at];
        let sent = state.stock[lane.from] * lane.share * state.factors.open[lane.open];
        state.flow[at] = sent;
        state.moved[lane.from] += sent;
        state.transit[lane.to] += sent;
        send(plan, state, at, t);
    }
    for stock in level.suppliers.clone() {
        state.stock[stock] = (state.stock[stock] - state.moved[stock]).max(Lanes::ZERO);
    }
}

/// Books the shipment of one lane into the calendar.
#[inline(always)]
fn send<const W: usize>(plan: &Plan, state: &mut State<W>, at: usize, t: u32) {
    let lane = &plan.lanes[at];
    let flow = state.flow[at];
    state.shipped[at] += flow;
    let pipe = &plan.pipes[lane.pipe];
    let due = t as usize + lane.lead as usize;
    if lane.delay == 0 || !state.factors.delay[lane.delay].any_positive() {
        state.calendar[pipe.first + due % pipe.slots] += flow;
    } else {
        for w in 0..W {
            let late = delay(lane, pipe.slots, state.factors.delay[lane.delay][w]);
            state.calendar[pipe.first + (due + late) % pipe.slots][w] += flow[w];
        }
    }
}

/// Extra steps, at most what the calendar can hold.
pub(crate) fn delay(lane: &LanePlan, slots: usize, steps: f64) -> usize {
    (steps as usize).min(slots - 2 - lane.lead as usize)
}

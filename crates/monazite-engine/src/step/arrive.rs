//! Arrivals: what was dispatched a lead time ago joins the stock.

use crate::lanes::Lanes;
use crate::plan::{PipePlan, Plan};
use crate::state::State;

#[inline(always)]
pub(super) fn arrive<const W: usize>(plan: &Plan, state: &mut State<W>, t: u32) {
    for (now, slots) in state.now.iter_mut().zip(&plan.lengths) {
        *now = t as usize % slots;
    }
    for (ahead, lead) in state.ahead.iter_mut().zip(&plan.leads) {
        let arrival = (t + lead.steps) as usize % plan.lengths[lead.length];
        *ahead = (arrival * lead.stride) as u32;
    }
    for (at, pipe) in plan.pipes.iter().enumerate() {
        let now = state.now[pipe.length];
        if pipe.transit_pause != 0 {
            stand_still(state, pipe, now);
        }
        let slot = pipe.slot(now, 0);
        if pipe.transit_pause == 0 && pipe.receipt_pause == 0 {
            let due = std::mem::replace(&mut state.calendar[slot], Lanes::ZERO);
            state.stock[pipe.stock] += due;
            state.transit[pipe.stock] = (state.transit[pipe.stock] - due).max(Lanes::ZERO);
            continue;
        }
        let moving = Lanes::ONE - state.factors.transit[pipe.transit_pause];
        let mut due = state.calendar[slot] * moving;
        state.calendar[slot] -= due;
        if pipe.receipt_pause != 0 {
            let waiting = state.held[at] + due;
            due = waiting * (Lanes::ONE - state.factors.receipt[pipe.receipt_pause]);
            state.held[at] = waiting - due;
        }
        state.stock[pipe.stock] += due;
        state.transit[pipe.stock] = (state.transit[pipe.stock] - due).max(Lanes::ZERO);
    }
}

/// Moves the whole calendar of the paused replications back by one step.
fn stand_still<const W: usize>(state: &mut State<W>, pipe: &PipePlan, now: usize) {
    let slot = |ahead: usize| pipe.slot(now, ahead);
    for w in 0..W {
        if state.factors.transit[pipe.transit_pause][w] > 0.0 {
            let last = state.calendar[slot(pipe.slots - 1)][w];
            for ahead in (1..pipe.slots).rev() {
                state.calendar[slot(ahead)][w] = state.calendar[slot(ahead - 1)][w];
            }
            state.calendar[slot(0)][w] = last;
        }
    }
}

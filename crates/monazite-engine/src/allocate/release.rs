//! Reserves.

use crate::lanes::Lanes;
use crate::plan::{Level, Plan};
use crate::state::State;

/// Reserves release to their holder's unfilled orders; goods arrive in the next step.
#[inline(always)]
pub(crate) fn release<const W: usize>(plan: &Plan, state: &mut State<W>, level: &Level, t: u32) {
    for at in level.reserves.clone() {
        let reserve = &plan.reserves[at];
        let (mut ordered, mut missing) = (Lanes::ZERO, Lanes::ZERO);
        for &customer in &reserve.customers {
            ordered += state.order[customer];
            missing += (state.order[customer] - state.moved[customer]).max(Lanes::ZERO);
        }
        let active = missing.select_above(ordered * reserve.trigger, Lanes::ONE, Lanes::ZERO);
        let most = state.stock[reserve.stock]
            .min(Lanes::splat(reserve.release))
            .min(missing);
        let released = most * active;
        state.releasing[at] = active;
        if !released.any_positive() {
            continue;
        }
        let part = missing.select_above(Lanes::ZERO, released / missing, Lanes::ZERO);
        for &customer in &reserve.customers {
            let given = (state.order[customer] - state.moved[customer]).max(Lanes::ZERO) * part;
            let pipe = &plan.pipes[plan.stocks[customer].home_pipe];
            state.calendar[pipe.first + (t as usize + 1) % pipe.slots] += given;
            state.moved[customer] += given;
        }
        state.stock[reserve.stock] = (state.stock[reserve.stock] - released).max(Lanes::ZERO);
        state.released[at] += released;
    }
}

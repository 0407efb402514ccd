//! Reserves.

use crate::lanes::Lanes;
use crate::plan::{Level, Plan, ReservePlan};
use crate::state::State;

/// Reserves release to their holder's unfilled orders; goods arrive in the next step.
#[inline(always)]
pub(crate) fn release<const W: usize>(plan: &Plan, state: &mut State<W>, level: &Level) {
    for at in level.reserves.clone() {
        let reserve = &plan.reserves[at];
        let (mut ordered, mut missing) = (Lanes::ZERO, Lanes::ZERO);
        for &customer in &reserve.customers {
            ordered += state.order[customer];
            missing += (state.order[customer] - state.moved[customer]).max(Lanes::ZERO);
        }
        let active = missing.select_above(ordered * reserve.trigger, Lanes::ONE, Lanes::ZERO);
        let active = active.max(bare(plan, state, reserve));
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
            let pipe = &plan.pipes[plan.stocks[customer].home_pipe as usize];
            state.calendar[pipe.slot(state.now[pipe.length], 1)] += given;
            state.moved[customer] += given;
        }
        state.stock[reserve.stock] = (state.stock[reserve.stock] - released).max(Lanes::ZERO);
        state.released[at] += released;
    }
}

/// What keeps stocks that are drawn down to a level by whole steps at it, whatever their last bits.
pub(crate) const HAIR: f64 = 1e-9;

/// 1 while a reserve's customers hold less than the cover that starts it, else 0.
#[inline(always)]
fn bare<const W: usize>(plan: &Plan, state: &State<W>, reserve: &ReservePlan) -> Lanes<W> {
    if reserve.cover <= 0.0 {
        return Lanes::ZERO;
    }
    let (mut held, mut used) = (Lanes::ZERO, Lanes::ZERO);
    for &customer in &reserve.customers {
        let row = &plan.stocks[customer];
        held += state.stock[customer];
        used += state.growth[row.growth as usize] * row.baseline;
    }
    (used * (reserve.cover * (1.0 + HAIR))).select_above(held, Lanes::ONE, Lanes::ZERO)
}

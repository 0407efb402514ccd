//! One step of the world, verb by verb, in the order of the contract.

mod account;
mod arrive;
mod consume;
mod decide;
mod disrupt;
mod price;
mod produce;
mod ship;
mod trim;

pub(crate) use produce::ramp;
pub(crate) use ship::delay;

use crate::allocate;
use crate::plan::Plan;
use crate::state::{Calendars, State};

/// Advances a block by step `t`.
#[inline(always)]
pub(crate) fn advance<const W: usize>(
    plan: &Plan,
    state: &mut State<W>,
    calendars: &mut Calendars,
    t: u32,
) {
    state.turn_to(plan, t);
    disrupt::disrupt(plan, state, calendars, t);
    state.awake.remember(plan, &state.factors.open);
    arrive::arrive(plan, state, t);
    produce::produce(plan, state, t);
    consume::consume(plan, state);
    for level in &plan.levels {
        if level.pushed {
            ship::push(plan, state, level);
        } else {
            allocate::order(plan, state, level, t);
            let missing = allocate::ration(plan, state, level);
            let mut to_give = plan.spot && missing;
            if to_give {
                allocate::spot(plan, state, level, t);
            }
            if !level.reserves.is_empty() {
                // They see what the spot pass has left unfilled.
                if std::mem::take(&mut to_give) {
                    for customer in level.customers.clone() {
                        allocate::give(state, level, customer);
                    }
                }
                allocate::release(plan, state, level);
            }
            ship::dispatch(plan, state, level, to_give);
        }
    }
    trim::trim(plan, state);
    if let Some(rules) = &plan.market.rules {
        price::price(plan, rules, state);
        decide::decide(plan, rules, state, t);
    }
    if plan.accounts.runs() {
        account::account(plan, state, t);
    }
}

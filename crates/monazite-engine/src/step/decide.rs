//! Decisions that follow from prices: what users want, what sites make, what is built.

use crate::lanes::{Lanes, one_by_one};
use crate::plan::Plan;
use crate::plan::market::{BasketPlan, ClosurePlan, RulesPlan};
use crate::state::{Operation, State, parameter};

#[inline(always)]
pub(super) fn decide<const W: usize>(plan: &Plan, rules: &RulesPlan, state: &mut State<W>, t: u32) {
    respond(plan, rules, state);
    pay(plan, state, t);
    operate(plan, rules, state, t);
    start(plan, state, t);
}

/// Users: how much less they want next step for the price, and for what replaces it.
#[inline(always)]
fn respond<const W: usize>(plan: &Plan, rules: &RulesPlan, state: &mut State<W>) {
    let rate = parameter(&state.parameters, rules.demand_rate);
    let (from, full) = rules.replace;
    let (toward, back) = (
        Lanes::splat(rules.replace_rate),
        Lanes::splat(rules.return_rate),
    );
    for cell in one_by_one(&mut state.cells) {
        cell.felt += (cell.log - cell.felt) * rate;
        let goal = (cell.log - Lanes::splat(from)) / Lanes::splat(full - from);
        let goal = goal.max(Lanes::ZERO).min(Lanes::ONE);
        let rate = goal.select_above(cell.replaced, toward, back);
        cell.replaced += (goal - cell.replaced) * rate;
    }
    let rows = state.responses.iter_mut().zip(&mut state.saved);
    for ((response, saved), row) in rows.zip(&plan.market.responses).skip(1) {
        let cell = &state.cells[row.cell];
        let scale = parameter(&state.parameters, row.scale);
        let limit = parameter(&state.parameters, row.limit);
        let paid = (Lanes::ZERO - scale * row.elasticity * cell.felt).exp();
        *saved = paid;
        *response = paid * (Lanes::ONE - limit * cell.replaced);
    }
}

/// Guaranteed prices: what is paid for this step's production.
#[inline(always)]
fn pay<const W: usize>(plan: &Plan, state: &mut State<W>, t: u32) {
    for (at, support) in plan.market.supports.iter().enumerate() {
        if !support.steps.contains(&t) {
            continue;
        }
        let mut made = Lanes::ZERO;
        for activity in plan.sites[support.site].activities.clone() {
            for &(stock, coefficient, _) in &plan.activities[activity].outputs {
                if stock == support.stock {
                    made += state.throughput[activity] * coefficient;
                }
            }
        }
        let gap = Lanes::splat(support.floor) - state.cells[support.cell].index;
        let price = plan.market.cells[support.cell].price * plan.discount[t as usize];
        let volume = made.min(Lanes::splat(support.volume));
        state.supports[at] += gap.max(Lanes::ZERO) * volume * price;
    }
}

/// Sites: stretch of capacity, average margin, mothballing and restart.
#[inline(always)]
fn operate<const W: usize>(plan: &Plan, rules: &RulesPlan, state: &mut State<W>, t: u32) {
    let elasticity = parameter(&state.parameters, rules.supply_elasticity);
    let most = Lanes::splat(rules.supply_limit);
    let day = Lanes::splat(f64::from(t) * plan.step_days);
    for (at, basket) in plan.market.baskets.iter().enumerate() {
        if basket.parts.is_empty() {
            continue;
        }
        state.operations[at].stretch = if basket.alike < at {
            state.operations[basket.alike].stretch
        } else {
            let mut log = Lanes::ZERO;
            for &(cell, part) in &basket.parts {
                log += state.cells[cell].log * part;
            }
            (elasticity * log).exp().min(most)
        };
        let Some(closures) = rules.closures.filter(|_| basket.closes) else {
            continue;
        };
        let margin = margin(plan, basket, state, t) / Lanes::splat(basket.revenue());
        let working = match plan.sites[at].planned {
            Some(planned) => state.start_day[planned].select_above(day, Lanes::ZERO, Lanes::ONE),
            None => Lanes::ONE,
        };
        let operation = &mut state.operations[at];
        operation.margin += (margin - operation.margin) * closures.rate * working;
        mothball(closures, operation, working);
    }
}

/// USD per step of baseline operation.
#[inline(always)]
fn margin<const W: usize>(plan: &Plan, basket: &BasketPlan, state: &State<W>, t: u32) -> Lanes<W> {
    let mut all = Lanes::ZERO;
    for (cell, worth, supports) in &basket.products {
        let mut index = state.cells[*cell].index;
        for &support in supports {
            let support = &plan.market.supports[support];
            if support.steps.contains(&t) {
                index = index.max(Lanes::splat(support.floor));
            }
        }
        all += index * *worth;
    }
    for &(cell, worth) in &basket.feeds {
        all -= state.cells[cell].index * worth;
    }
    all - Lanes::splat(basket.cash)
}

/// A working site closes after a time below zero, a mothballed one works again after a time above.
#[inline(always)]
fn mothball<const W: usize>(
    closures: ClosurePlan,
    operation: &mut Operation<W>,
    working: Lanes<W>,
) {
    let (zero, one) = (Lanes::ZERO, Lanes::ONE);
    let below = zero.select_above(operation.margin, one, zero);
    let above = operation.margin.select_above(zero, one, zero);
    let wrong = operation.open * below + (one - operation.open) * above;
    let clock = (operation.clock + one) * wrong * working;
    let patience = operation.open * closures.close + (one - operation.open) * closures.restart;
    let turns = clock.select_above(patience - Lanes::splat(0.5), one, zero);
    operation.closures += turns * operation.open;
    operation.open = operation.open + turns * (one - operation.open * 2.0);
    operation.clock = clock * (one - turns);
}

/// Projects that wait for a price.
#[inline(always)]
fn start<const W: usize>(plan: &Plan, state: &mut State<W>, t: u32) {
    let end = Lanes::splat(f64::from(t + 1) * plan.step_days);
    for (at, site) in plan.planned.iter().enumerate() {
        let Some(trigger) = site.trigger.filter(|trigger| trigger.from <= t) else {
            continue;
        };
        let index = state.cells[trigger.cell].index;
        let high = index.select_above(Lanes::splat(trigger.above), Lanes::ONE, Lanes::ZERO);
        let waited = (state.waited[at] + Lanes::ONE) * high;
        state.waited[at] = waited;
        let lasted = waited.select_above(
            Lanes::splat(trigger.steps - 0.5),
            end + state.construction[at],
            Lanes::splat(f64::INFINITY),
        );
        state.start_day[at] = state.start_day[at].min(lasted);
    }
}

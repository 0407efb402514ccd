//! Who gets what when there is not enough: here and nowhere else.
//!
//! Per material: buyers place orders and split them over their lanes ([`order`]); sellers ration
//! what they have by the declared rule ([`ration`]); what stays unfilled is offered once to sellers
//! with supply left ([`spot`]); reserves release to what is unfilled even then ([`release`]).

mod max_min;

use monazite_model::AllocationRule;

use crate::lanes::Lanes;
use crate::plan::{Level, Plan, Qualified, StockKind};
use crate::state::State;

/// An unfilled order below this share of the order is rounding, not shortage.
const ROUNDING: f64 = 1e-9;

/// Places the orders of a level's customers and splits them over lanes, into `flow`.
#[inline(always)]
pub(crate) fn order<const W: usize>(plan: &Plan, state: &mut State<W>, level: &Level, t: u32) {
    let mut reserve = level.reserves.start;
    for at in level.customers.clone() {
        let stock = &plan.stocks[at];
        let position = state.stock[at] + state.transit[at];
        let bound = stock.bound * stock.order_limit * plan.growth[stock.growth][t as usize];
        let order = match stock.kind {
            StockKind::Reserve => {
                let calm = Lanes::ONE - state.releasing[reserve];
                reserve += 1;
                (Lanes::splat(stock.target) - position) * calm
            }
            kind => {
                // Demands left what they wanted this step in `order`; sites plan by an average.
                let use_ =
                    if kind == StockKind::Demand { state.order[at] } else { state.smooth[at] };
                let gap = use_ * stock.cover_steps - position;
                use_ + gap * plan.rates.adjustment
            }
        };
        let order = order.max(Lanes::ZERO).min(Lanes::splat(bound));
        state.order[at] = order;
        state.moved[at] = Lanes::ZERO;
        split(plan, state, at, order, t);
    }
}

/// Splits an order over the lanes of a customer by share, reliability and qualification.
#[inline(always)]
fn split<const W: usize>(plan: &Plan, state: &mut State<W>, customer: usize, order: Lanes<W>, t: u32) {
    let lanes = plan.stocks[customer].lanes.clone();
    let mut total = Lanes::ZERO;
    for at in lanes.clone() {
        let lane = &plan.lanes[at];
        let mut weight = state.reliability[at] * lane.share;
        if lane.qualified != Qualified::Always {
            weight *= qualified(plan, state, at, t);
        }
        state.flow[at] = weight;
        total += weight;
    }
    let per_weight = total.select_above(Lanes::ZERO, order / total, Lanes::ZERO);
    for at in lanes {
        let lane = &plan.lanes[at];
        let mut asked = state.flow[at] * per_weight;
        if lane.order != 0 {
            asked *= state.factors.order[lane.order];
        }
        if lane.open != 0 {
            asked *= state.factors.open[lane.open];
        }
        state.flow[at] = asked;
    }
}

/// 1 where a lane may be used, else 0.
#[inline(always)]
fn qualified<const W: usize>(plan: &Plan, state: &State<W>, at: usize, t: u32) -> Lanes<W> {
    let lane = &plan.lanes[at];
    match lane.qualified {
        Qualified::Always => Lanes::ONE,
        Qualified::AfterTrigger { steps } => state.qualifying[lane.to].select_above(
            Lanes::splat(f64::from(steps)),
            Lanes::ONE,
            Lanes::ZERO,
        ),
        Qualified::AfterStart { planned, steps } => {
            let day = (f64::from(t) - f64::from(steps)) * plan.step_days;
            Lanes::splat(day).select_above(state.start_day[planned], Lanes::ONE, Lanes::ZERO)
        }
    }
}

/// Rations what suppliers have; turns the orders in `flow` into shipments.
#[inline(always)]
pub(crate) fn ration<const W: usize>(plan: &Plan, state: &mut State<W>, level: &Level) {
    for at in level.suppliers.clone() {
        state.order[at] = Lanes::ZERO;
        state.moved[at] = Lanes::ZERO;
    }
    for at in level.lanes.clone() {
        let from = plan.lanes[at].from;
        state.order[from] += state.flow[at];
    }
    match plan.allocation {
        AllocationRule::ProRata => {
            for at in level.suppliers.clone() {
                state.work[at] = fill(state.order[at], state.stock[at]);
            }
            for at in level.lanes.clone() {
                let filled = state.work[plan.lanes[at].from];
                settle(plan, state, at, filled);
            }
        }
        AllocationRule::Priority => {
            fill_by_class(plan, state, level);
            for at in level.lanes.clone() {
                let lane = &plan.lanes[at];
                let row = (lane.from - level.suppliers.start) * plan.tiers + lane.tier;
                let filled = state.fill[row];
                settle(plan, state, at, filled);
            }
        }
        AllocationRule::MaxMin => {
            for at in level.suppliers.clone() {
                state.work[at] = max_min::cap(plan, state, level, at);
            }
            for at in level.lanes.clone() {
                let (asked, cap) = (state.flow[at], state.work[plan.lanes[at].from]);
                let filled = asked.select_above(cap, cap / asked, Lanes::ONE);
                settle(plan, state, at, filled);
            }
        }
    }
    for &quota in &level.quotas {
        apply_quota(plan, state, quota);
    }
    for at in level.lanes.clone() {
        let lane = &plan.lanes[at];
        let flow = state.flow[at];
        state.moved[lane.from] += flow;
        state.moved[lane.to] += flow;
    }
}

/// Share of orders that a stock can fill.
#[inline(always)]
fn fill<const W: usize>(orders: Lanes<W>, stock: Lanes<W>) -> Lanes<W> {
    orders.select_above(stock, stock / orders, Lanes::ONE)
}

/// Fill of each supplier and class: classes are served one after the other.
#[inline(always)]
fn fill_by_class<const W: usize>(plan: &Plan, state: &mut State<W>, level: &Level) {
    let first = level.suppliers.start;
    let rows = level.suppliers.len() * plan.tiers;
    for row in 0..rows {
        state.fill[row] = Lanes::ZERO;
    }
    for at in level.lanes.clone() {
        let lane = &plan.lanes[at];
        state.fill[(lane.from - first) * plan.tiers + lane.tier] += state.flow[at];
    }
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

/// Ships the filled part of a lane's order and remembers how reliable the lane was.
#[inline(always)]
fn settle<const W: usize>(plan: &Plan, state: &mut State<W>, at: usize, filled: Lanes<W>) {
    let lane = &plan.lanes[at];
    state.flow[at] *= filled;
    let kept = if lane.open != 0 { filled * state.factors.open[lane.open] } else { filled };
    let reliability = state.reliability[at];
    let newer = reliability + (kept - reliability) * plan.rates.reliability;
    state.reliability[at] = newer.max(Lanes::splat(plan.rates.reliability_floor));
}

/// Scales the lanes of a quota to what may still leave. While the quota is not in force its budget
/// stays empty and nothing is scaled.
#[inline(always)]
fn apply_quota<const W: usize>(plan: &Plan, state: &mut State<W>, quota: usize) {
    let row = &plan.quotas[quota];
    let free = state.factors.effect[row.effect];
    let mut total = Lanes::ZERO;
    for &at in &row.lanes {
        total += state.flow[at];
    }
    let budget = (state.budget[quota] + Lanes::splat(row.per_step)) * (Lanes::ONE - free);
    let bound = fill(total, budget);
    let scale = free.select_above(Lanes::ZERO, Lanes::ONE, bound);
    for &at in &row.lanes {
        state.flow[at] *= scale;
    }
    state.budget[quota] = (budget - total * scale).max(Lanes::ZERO) * (Lanes::ONE - free);
}

/// Offers unfilled orders once to unrestricted and qualified lanes whose supplier has stock left.
/// A lane that anything restricts takes no part: what its border refused would otherwise pass on
/// the second asking.
#[inline(always)]
pub(crate) fn spot<const W: usize>(plan: &Plan, state: &mut State<W>, level: &Level, t: u32) {
    if !plan.spot {
        return;
    }
    let mut any = false;
    for at in level.customers.clone() {
        let (order, moved) = (state.order[at], state.moved[at]);
        let missing = order - moved;
        let missing = missing.select_above(order * ROUNDING, missing, Lanes::ZERO);
        state.work[at] = missing;
        any |= missing.any_positive();
    }
    if !any {
        return;
    }
    for at in level.suppliers.clone() {
        state.work[at] = (state.stock[at] - state.moved[at]).max(Lanes::ZERO);
    }
    for customer in level.customers.clone() {
        let mut offered = Lanes::ZERO;
        for at in plan.stocks[customer].lanes.clone() {
            offered += access(plan, state, at, t) * state.work[plan.lanes[at].from];
        }
        let missing = state.work[customer];
        state.work[customer] =
            offered.select_above(Lanes::splat(f64::MIN_POSITIVE), missing / offered, Lanes::ZERO);
    }
    // Requests per tonne of supply left, by supplier; then the tonnes given per unit of request.
    for at in level.suppliers.clone() {
        state.request[at] = Lanes::ZERO;
    }
    for at in level.lanes.clone() {
        let lane = &plan.lanes[at];
        let request = access(plan, state, at, t) * state.work[lane.to];
        state.request[lane.from] += request;
    }
    for at in level.suppliers.clone() {
        let requests = state.request[at].max(Lanes::ONE);
        state.work[at] = state.work[at] / requests;
    }
    for at in level.lanes.clone() {
        let lane = &plan.lanes[at];
        let given = access(plan, state, at, t) * state.work[lane.to] * state.work[lane.from];
        state.flow[at] += given;
        state.moved[lane.to] += given;
        state.moved[lane.from] += given;
        // Producers plan by what they could sell, spot sales included.
        state.order[lane.from] += given;
    }
}

/// Weight of a lane in the spot pass: its share where nothing restricts it and it is qualified.
#[inline(always)]
fn access<const W: usize>(plan: &Plan, state: &State<W>, at: usize, t: u32) -> Lanes<W> {
    let lane = &plan.lanes[at];
    let mut weight = Lanes::splat(lane.share);
    if lane.open != 0 {
        weight *= whole(state.factors.open[lane.open]);
    }
    if lane.order != 0 {
        weight *= whole(state.factors.order[lane.order]);
    }
    if lane.qualified != Qualified::Always {
        weight *= qualified(plan, state, at, t);
    }
    for &quota in &lane.quotas {
        weight *= state.factors.effect[plan.quotas[quota].effect];
    }
    weight
}

/// 1 where a factor is not below 1, else 0.
#[inline(always)]
fn whole<const W: usize>(factor: Lanes<W>) -> Lanes<W> {
    Lanes::ONE.select_above(factor, Lanes::ZERO, Lanes::ONE)
}

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
        let most = state.stock[reserve.stock].min(Lanes::splat(reserve.release)).min(missing);
        let released = most * active;
        state.releasing[at] = active;
        if !released.any_positive() {
            continue;
        }
        let part = missing.select_above(Lanes::ZERO, released / missing, Lanes::ZERO);
        for &customer in &reserve.customers {
            let given =
                (state.order[customer] - state.moved[customer]).max(Lanes::ZERO) * part;
            let pipe = &plan.pipes[plan.stocks[customer].home_pipe];
            state.calendar[pipe.first + (t as usize + 1) % pipe.slots] += given;
            state.moved[customer] += given;
        }
        state.stock[reserve.stock] = (state.stock[reserve.stock] - released).max(Lanes::ZERO);
        state.released[at] += released;
    }
}

//! Who gets what when there is not enough: here and nowhere else.
//!
//! Per material: buyers place orders and split them over their lanes ([`order`]); sellers ration
//! what they have by the declared rule ([`ration`]); what stays unfilled is offered once to sellers
//! with supply left ([`spot`]); reserves release to what is unfilled even then ([`release`]).

mod max_min;

use monazite_model::AllocationRule;

use crate::lanes::Lanes;
use crate::plan::{LanePlan, Level, Plan, Qualified, Route, StockKind};
use crate::state::State;

/// An unfilled order below this share of the order is rounding, not shortage, and an offer below
/// this share of what is unfilled is no offer: quotients by the dregs of a stock could overflow.
const ROUNDING: f64 = 1e-9;

/// Places the orders of a level's customers and splits them over lanes, into `flow`; adds up what
/// each supplier is asked for, into its `order`.
#[inline(always)]
pub(crate) fn order<const W: usize>(plan: &Plan, state: &mut State<W>, level: &Level, t: u32) {
    for at in level.suppliers.clone() {
        state.order[at] = Lanes::ZERO;
        state.moved[at] = Lanes::ZERO;
    }
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
                let use_ = if kind == StockKind::Demand {
                    state.order[at]
                } else {
                    state.smooth[at]
                };
                let gap = use_ * stock.cover_steps - position;
                use_ + gap * plan.rates.adjustment
            }
        };
        let order = order.max(Lanes::ZERO).min(Lanes::splat(bound));
        state.order[at] = order;
        split(plan, state, at, order, t);
    }
}

/// Splits an order over the lanes of a customer by share, reliability and qualification.
#[inline(always)]
fn split<const W: usize>(
    plan: &Plan,
    state: &mut State<W>,
    customer: usize,
    order: Lanes<W>,
    t: u32,
) {
    let lanes = plan.stocks[customer].lanes.clone();
    let routes = &plan.routes[lanes.clone()];
    // Slices of their own: through `state` the compiler would read each array's address anew.
    let State {
        reliability,
        flow,
        order: orders,
        factors,
        qualifying,
        start_day,
        ..
    } = state;
    let (reliability, flow) = (&reliability[lanes.clone()], &mut flow[lanes.clone()]);
    let (orders, open) = (orders.as_mut_slice(), factors.open.as_slice());
    let stock = &plan.stocks[customer];
    let usual = stock.bound * plan.growth[stock.growth][t as usize];
    let mut total = Lanes::ZERO;
    for (at, ((flow, reliability), route)) in
        flow.iter_mut().zip(reliability).zip(routes).enumerate()
    {
        let mut weight = *reliability * route.share;
        if !route.plain {
            weight *= qualified(
                plan,
                &plan.lanes[lanes.start + at],
                qualifying,
                start_day,
                t,
            );
        }
        *flow = weight;
        total += weight;
    }
    let per_weight = total.select_above(Lanes::ZERO, order / total, Lanes::ZERO);
    for (at, (flow, route)) in flow.iter_mut().zip(routes).enumerate() {
        let mut asked = *flow * per_weight;
        if !route.plain {
            asked *= factors.order[plan.lanes[lanes.start + at].order];
        }
        if route.open != 0 {
            // A border that holds back a share of trade holds it back of normal trade: ordering
            // twice does not get more through.
            let open = open[route.open as usize];
            let passing = asked.min(Lanes::splat(usual * route.share));
            asked = Lanes::ONE.select_above(open, passing, asked) * open;
        }
        *flow = asked;
        orders[route.from as usize] += asked;
    }
}

/// 1 where a lane may be used, else 0.
#[inline(always)]
fn qualified<const W: usize>(
    plan: &Plan,
    lane: &LanePlan,
    qualifying: &[Lanes<W>],
    start_day: &[Lanes<W>],
    t: u32,
) -> Lanes<W> {
    match lane.qualified {
        Qualified::Always => Lanes::ONE,
        Qualified::AfterTrigger { steps } => qualifying[lane.to].select_above(
            Lanes::splat(f64::from(steps)),
            Lanes::ONE,
            Lanes::ZERO,
        ),
        Qualified::AfterStart { planned, steps } => {
            let day = (f64::from(t) - f64::from(steps)) * plan.step_days;
            Lanes::splat(day).select_above(start_day[planned], Lanes::ONE, Lanes::ZERO)
        }
    }
}

/// Rations what suppliers have; turns the orders in `flow` into shipments.
#[inline(always)]
pub(crate) fn ration<const W: usize>(plan: &Plan, state: &mut State<W>, level: &Level) {
    match plan.allocation {
        AllocationRule::ProRata => {
            for at in level.suppliers.clone() {
                state.work[at] = fill(state.order[at], state.stock[at]);
            }
            settle(plan, state, level, |sellers, _, route, _| {
                sellers.work[route.from as usize]
            });
        }
        AllocationRule::Priority => {
            fill_by_class(plan, state, level);
            settle(plan, state, level, |sellers, at, route, _| {
                let row = (route.from as usize - level.suppliers.start) * plan.tiers;
                sellers.fill[row + plan.lanes[at].tier]
            });
        }
        AllocationRule::MaxMin => {
            for at in level.suppliers.clone() {
                state.work[at] = max_min::cap(plan, state, level, at);
            }
            settle(plan, state, level, |sellers, _, route, asked| {
                let cap = sellers.work[route.from as usize];
                asked.select_above(cap, cap / asked, Lanes::ONE)
            });
        }
    }
    if !level.quotas.is_empty() {
        for &quota in &level.quotas {
            apply_quota(plan, state, quota);
        }
        for &quota in &level.quotas {
            charge_quota(plan, state, quota);
        }
        for at in level.lanes.clone() {
            let served = state.access[at];
            remember(plan, state, at, served);
        }
    }
    let (flow, moved) = (state.flow.as_slice(), state.moved.as_mut_slice());
    for customer in level.customers.clone() {
        let lanes = plan.stocks[customer].lanes.clone();
        let mut promised = Lanes::ZERO;
        for (flow, route) in flow[lanes.clone()].iter().zip(&plan.routes[lanes]) {
            moved[route.from as usize] += *flow;
            promised += *flow;
        }
        moved[customer] = promised;
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

/// What the sellers of a level can fill, by supplier, or by supplier and class.
struct Sellers<'a, const W: usize> {
    work: &'a [Lanes<W>],
    fill: &'a [Lanes<W>],
}

/// Ships the filled part of each lane's order and remembers how reliable the lane was; where quotas
/// may still scale it, leaves the filled share in `access` for later. `filled` is given the sellers,
/// the lane, its route and its order.
#[inline(always)]
fn settle<const W: usize>(
    plan: &Plan,
    state: &mut State<W>,
    level: &Level,
    filled: impl Fn(&Sellers<'_, W>, usize, &Route, Lanes<W>) -> Lanes<W>,
) {
    let floor = Lanes::splat(plan.rates.reliability_floor);
    let lanes = level.lanes.clone();
    let later = !level.quotas.is_empty();
    let State {
        reliability,
        flow,
        access,
        factors,
        work,
        fill,
        ..
    } = state;
    let (reliability, flow) = (&mut reliability[lanes.clone()], &mut flow[lanes.clone()]);
    let access = &mut access[lanes.clone()];
    let (sellers, open) = (Sellers { work, fill }, factors.open.as_slice());
    let routes = &plan.routes[lanes.clone()];
    for (at, ((flow, reliability), route)) in
        flow.iter_mut().zip(reliability).zip(routes).enumerate()
    {
        let filled = filled(&sellers, lanes.start + at, route, *flow);
        *flow *= filled;
        if later {
            access[at] = filled;
            continue;
        }
        let kept = if route.open != 0 {
            filled * open[route.open as usize]
        } else {
            filled
        };
        *reliability = remembered(plan, *reliability, kept).max(floor);
    }
}

/// The exponential average of a lane's service.
#[inline(always)]
fn remembered<const W: usize>(plan: &Plan, before: Lanes<W>, kept: Lanes<W>) -> Lanes<W> {
    before + (kept - before) * plan.rates.reliability
}

/// Remembers that a share `served` of what a lane was asked has left.
#[inline(always)]
fn remember<const W: usize>(plan: &Plan, state: &mut State<W>, at: usize, served: Lanes<W>) {
    let route = &plan.routes[at];
    let kept = if route.open != 0 {
        served * state.factors.open[route.open as usize]
    } else {
        served
    };
    let newer = remembered(plan, state.reliability[at], kept);
    state.reliability[at] = newer.max(Lanes::splat(plan.rates.reliability_floor));
}

/// Scales the lanes of a quota to what may still leave, and what is remembered of their service.
/// While the quota is not in force its budget stays empty and nothing is scaled.
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
        state.access[at] *= scale;
    }
    state.budget[quota] = budget;
}

/// Takes from the budget of a quota what leaves after all quotas have spoken.
#[inline(always)]
fn charge_quota<const W: usize>(plan: &Plan, state: &mut State<W>, quota: usize) {
    let row = &plan.quotas[quota];
    let free = state.factors.effect[row.effect];
    let mut leaving = Lanes::ZERO;
    for &at in &row.lanes {
        leaving += state.flow[at];
    }
    let left = (state.budget[quota] - leaving).max(Lanes::ZERO);
    state.budget[quota] = left * (Lanes::ONE - free);
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
    // Per supplier what is left, then what is given per unit of request; and what is requested per
    // tonne that is left.
    for at in level.suppliers.clone() {
        state.work[at] = (state.stock[at] - state.moved[at]).max(Lanes::ZERO);
        state.request[at] = Lanes::ZERO;
    }
    // Customers that miss nothing in any replication would only add zeros.
    for customer in level.customers.clone() {
        let missing = state.work[customer];
        if !missing.any_positive() {
            continue;
        }
        let lanes = plan.stocks[customer].lanes.clone();
        let routes = &plan.routes[lanes.clone()];
        let mut offered = Lanes::ZERO;
        for (at, route) in lanes.clone().zip(routes) {
            let access = access(plan, state, at, route, t);
            state.access[at] = access;
            offered += access * state.work[route.from as usize];
        }
        let enough = missing * ROUNDING;
        let part = offered.select_above(enough, missing / offered, Lanes::ZERO);
        state.work[customer] = part;
        let request = state.request.as_mut_slice();
        for (access, route) in state.access[lanes].iter().zip(routes) {
            request[route.from as usize] += *access * part;
        }
    }
    for at in level.suppliers.clone() {
        let requests = state.request[at].max(Lanes::ONE);
        state.work[at] = state.work[at] / requests;
    }
    for customer in level.customers.clone() {
        let part = state.work[customer];
        if !part.any_positive() {
            continue;
        }
        let lanes = plan.stocks[customer].lanes.clone();
        let State {
            flow,
            access,
            work,
            moved,
            order,
            ..
        } = &mut *state;
        let (work, moved, order) = (work.as_slice(), moved.as_mut_slice(), order.as_mut_slice());
        let lanes_of = flow[lanes.clone()].iter_mut().zip(&access[lanes.clone()]);
        let mut received = moved[customer];
        for ((flow, access), route) in lanes_of.zip(&plan.routes[lanes]) {
            let from = route.from as usize;
            let given = *access * part * work[from];
            *flow += given;
            received += given;
            moved[from] += given;
            // Producers plan by what they could sell, spot sales included.
            order[from] += given;
        }
        moved[customer] = received;
    }
}

/// Weight of a lane in the spot pass: its share where nothing restricts it and it is qualified.
#[inline(always)]
fn access<const W: usize>(
    plan: &Plan,
    state: &State<W>,
    at: usize,
    route: &Route,
    t: u32,
) -> Lanes<W> {
    let mut weight = Lanes::splat(route.share);
    if route.open != 0 {
        weight *= whole(state.factors.open[route.open as usize]);
    }
    if !route.plain {
        let lane = &plan.lanes[at];
        weight *= whole(state.factors.order[lane.order]);
        if lane.qualified != Qualified::Always {
            weight *= qualified(plan, lane, &state.qualifying, &state.start_day, t);
        }
        for &quota in &lane.quotas {
            weight *= state.factors.effect[plan.quotas[quota].effect];
        }
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

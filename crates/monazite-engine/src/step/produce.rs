//! Production: every site runs as much as it wants, its capacity and its feeds allow.

use crate::lanes::Lanes;
use crate::plan::market::OfftakePlan;
use crate::plan::{Plan, SitePlan};
use crate::state::State;
use monazite_model::DAYS_PER_YEAR;

#[inline(always)]
pub(super) fn produce<const W: usize>(plan: &Plan, state: &mut State<W>, t: u32) {
    for (at_site, site) in plan.sites.iter().enumerate() {
        let capacity = capacity(plan, state, at_site, t);
        let mut total = Lanes::ZERO;
        for at in site.activities.clone() {
            let wanted = wanted(plan, state, at);
            state.throughput[at] = wanted;
            total += wanted;
        }
        if let Some(offtakes) = plan.market.offtakes.get(at_site) {
            total += offtake(state, offtakes, t);
        }
        let scale = total.quotient_above(capacity, (capacity, total), Lanes::ONE);
        for at in site.activities.clone() {
            state.throughput[at] *= scale;
        }
        ration_feeds(plan, state, site);
        let mut used = Lanes::ZERO;
        for at in site.activities.clone() {
            used += state.throughput[at];
            run(plan, state, at);
        }
        state.spare[at_site] = (capacity - used).max(Lanes::ZERO);
        for &stock in &site.inputs {
            let smooth = state.smooth[stock];
            state.smooth[stock] = smooth + (state.order[stock] - smooth) * plan.rates.smoothing;
        }
    }
}

/// Throughput that the site could reach this step.
#[inline(always)]
fn capacity<const W: usize>(plan: &Plan, state: &State<W>, at: usize, t: u32) -> Lanes<W> {
    let site = &plan.sites[at];
    let mut capacity = state.factors.available[site.available]
        * (state.growth[site.growth as usize] * site.capacity);
    if let Some(operation) = state.operations.get(at) {
        capacity *= operation.open * operation.stretch;
    }
    if let Some(planned) = site.planned {
        let day = f64::from(t) * plan.step_days;
        for w in 0..W {
            capacity[w] *= ramp(
                &plan.planned[planned].ramp,
                day - state.start_day[planned][w],
            );
        }
    }
    capacity
}

/// Raises the wanted throughput of a site's activities to what is taken whatever is ordered; returns
/// by how much.
#[inline(always)]
fn offtake<const W: usize>(state: &mut State<W>, offtakes: &[OfftakePlan], t: u32) -> Lanes<W> {
    let mut more = Lanes::ZERO;
    for offtake in offtakes.iter().filter(|offtake| offtake.from <= t) {
        let wanted = state.throughput[offtake.activity];
        let raised = wanted.max(Lanes::splat(offtake.throughput));
        state.throughput[offtake.activity] = raised;
        more += raised - wanted;
    }
    more
}

/// Share of capacity `age` days after the start; nothing before it, everything after the ramp.
pub(crate) fn ramp(ramp: &[f64], age: f64) -> f64 {
    if age < 0.0 {
        return 0.0;
    }
    ramp.get((age / DAYS_PER_YEAR) as usize)
        .copied()
        .unwrap_or(1.0)
}

/// What an activity would run: orders plus the correction of its scarcest product's stock;
/// all that has arrived when it is fed by push.
#[inline(always)]
fn wanted<const W: usize>(plan: &Plan, state: &State<W>, at: usize) -> Lanes<W> {
    let activity = &plan.activities[at];
    if activity.pushed {
        let mut most = Lanes::splat(f64::MAX);
        for &(stock, coefficient) in &activity.inputs {
            most = most.min(state.stock[stock] / Lanes::splat(coefficient));
        }
        return most;
    }
    let mut most = Lanes::ZERO;
    for &(stock, coefficient, part) in &activity.outputs {
        let product = &plan.stocks[stock];
        let orders = state.smooth[stock];
        let aim = orders * product.wip_steps + Lanes::splat(product.target);
        let gap = aim - state.stock[stock] - state.transit[stock];
        let need = orders + gap * plan.rates.output_adjustment;
        most = most.max(need * part / Lanes::splat(coefficient));
    }
    most
}

/// Splits short feeds in proportion to what is wanted of them. Leaves the use wanted of each feed
/// in `order`, for the orders of this step.
#[inline(always)]
fn ration_feeds<const W: usize>(plan: &Plan, state: &mut State<W>, site: &SitePlan) {
    for &stock in &site.inputs {
        state.order[stock] = Lanes::ZERO;
    }
    for at in site.activities.clone() {
        for &(stock, coefficient) in &plan.activities[at].inputs {
            state.order[stock] += state.throughput[at] * coefficient;
        }
    }
    for &stock in &site.inputs {
        let (need, have) = (state.order[stock], state.stock[stock]);
        state.fed[stock] = need.quotient_above(have, (have, need), Lanes::ONE);
    }
    for at in site.activities.clone() {
        let mut least = Lanes::ONE;
        for &(stock, _) in &plan.activities[at].inputs {
            least = least.min(state.fed[stock]);
        }
        state.throughput[at] *= least;
    }
}

/// Takes the feeds and makes the products.
#[inline(always)]
fn run<const W: usize>(plan: &Plan, state: &mut State<W>, at: usize) {
    let throughput = state.throughput[at];
    let activity = &plan.activities[at];
    for &(stock, coefficient) in &activity.inputs {
        let taken = (throughput * coefficient).min(state.stock[stock]);
        state.stock[stock] -= taken;
        state.books[plan.stocks[stock].material].used += taken;
    }
    for &(stock, coefficient, _) in &activity.outputs {
        let made = throughput * coefficient;
        let product = &plan.stocks[stock];
        if product.processing == 0 {
            state.stock[stock] += made;
        } else {
            let pipe = &plan.pipes[product.pipes.start];
            let slot = pipe.slot(state.now[pipe.length], product.processing as usize);
            state.calendar[slot] += made;
            state.transit[stock] += made;
        }
        state.books[product.material].produced += made;
    }
}

//! Prices: what would clear each market, and how far the price gets towards it in a step.

use crate::lanes::Lanes;
use crate::plan::Plan;
use crate::plan::market::{BorderPlan, CellPlan, RulesPlan};
use crate::state::{State, parameter};

/// Smallest share of baseline orders that prices are taken to have left.
const LEAST_SHRUNK: f64 = 0.01;
/// Smallest share of what is wanted that prices distinguish from nothing.
const LEAST_FILLED: f64 = 0.001;

#[inline(always)]
pub(super) fn price<const W: usize>(plan: &Plan, rules: &RulesPlan, state: &mut State<W>) {
    let market = &plan.market;
    let elasticity = parameter(&state.parameters, rules.price_elasticity);
    let weight = parameter(&state.parameters, rules.stock_weight);
    let rate = parameter(&state.parameters, rules.price_rate);
    let (low, high) = (Lanes::splat(-rules.limit), Lanes::splat(rules.limit));
    for at in 0..market.borders.len() {
        state.passing[at] = border(&market.borders[at], plan, state);
    }
    for at in 0..market.cells.len() {
        state.cells[at].offered = offered(plan, &market.cells[at], state);
    }
    for at in 0..market.cells.len() {
        let cell = &market.cells[at];
        state.cells[at].shrunk = shrunk(cell, state);
        let demand = demand_elasticity(plan, cell, state);
        state.cells[at].elasticity = demand;
        if cell.contents.is_empty() {
            let scarce = Lanes::ZERO - filled(cell, state, at).ln();
            let own = scarce / elasticity.max(demand) + weight * bareness(plan, cell, state);
            state.cells[at].target = own.min(high).max(low);
        }
    }
    for at in 0..market.cells.len() {
        let cell = &market.cells[at];
        if cell.contents.is_empty() {
            let target =
                common(plan, state, at) + cost(cell, state) + state.factors.push[cell.effects];
            let log = state.cells[at].log;
            let log = (log + (target - log) * rate).min(high).max(low);
            state.cells[at].log = log;
            state.cells[at].index = log.exp();
        } else {
            let worth = |all, &(other, part): &(usize, f64)| all + state.cells[other].index * part;
            let index = cell.contents.iter().fold(Lanes::ZERO, worth);
            state.cells[at].index = index;
            state.cells[at].log = index.ln();
        }
    }
}

/// Orders for a cell as a share of what they would be at its baseline price.
#[inline(always)]
fn shrunk<const W: usize>(cell: &CellPlan, state: &State<W>) -> Lanes<W> {
    let mut all = Lanes::ZERO;
    for &(row, part) in &cell.demands {
        all += state.saved[row] * part;
    }
    for product in &cell.products {
        let lost = (Lanes::ONE - state.cells[product.cell].shrunk) * product.passed;
        all += (Lanes::ONE - lost) * product.part;
    }
    all
}

/// Elasticity of the orders for a cell: that of final demand, as far as the price of the cell is passed
/// on to it.
#[inline(always)]
fn demand_elasticity<const W: usize>(plan: &Plan, cell: &CellPlan, state: &State<W>) -> Lanes<W> {
    let mut all = Lanes::ZERO;
    for &(row, part) in &cell.demands {
        let response = &plan.market.responses[row];
        all += parameter(&state.parameters, response.scale) * (response.elasticity * part);
    }
    for product in &cell.products {
        all += state.cells[product.cell].elasticity * (product.part * product.passed);
    }
    all
}

/// What could be had as a share of what would be wanted at baseline prices.
#[inline(always)]
fn filled<const W: usize>(cell: &CellPlan, state: &State<W>, at: usize) -> Lanes<W> {
    let (mut had, mut wanted) = (Lanes::ZERO, Lanes::ZERO);
    for &stock in &cell.customers {
        wanted += state.order[stock].min(state.smooth[stock]);
        had += state.moved[stock];
    }
    had += state.cells[at].offered;
    if let Some(other) = cell.other {
        had += state.passing[cell.border] * state.cells[other].offered;
    }
    let shrunk = state.cells[at].shrunk.max(Lanes::splat(LEAST_SHRUNK));
    let wanted = wanted / shrunk;
    let share = wanted.select_above(had, had / wanted, Lanes::ONE);
    share.max(Lanes::splat(LEAST_FILLED))
}

/// What the sellers of a cell still have, and what they could have made with the capacity that they
/// left unused and the feeds that are left.
#[inline(always)]
fn offered<const W: usize>(plan: &Plan, cell: &CellPlan, state: &State<W>) -> Lanes<W> {
    let mut all = Lanes::ZERO;
    for seller in &cell.sellers {
        let mut more = state.spare[seller.site];
        for &(feed, coefficient) in &plan.activities[seller.activity].inputs {
            more = more.min(state.stock[feed] / Lanes::splat(coefficient));
        }
        all += state.stock[seller.stock] + more * seller.coefficient;
    }
    all
}

/// Share of a material's trade between the zones that nothing restricts: where something does, a dearer
/// price draws no more across. All of it where nobody trades, for then no border can tell.
#[inline(always)]
fn border<const W: usize>(border: &BorderPlan, plan: &Plan, state: &State<W>) -> Lanes<W> {
    if border.gates.is_empty() {
        return Lanes::ONE;
    }
    let mut all = Lanes::ZERO;
    for gate in &border.gates {
        let mut open = state.factors.open[gate.open]
            * state.factors.through[gate.licence]
            * state.factors.kept[gate.licence]
            * state.factors.order[gate.order];
        for &quota in &gate.quotas {
            open *= state.factors.effect[plan.quotas[quota].effect];
        }
        all += open.whole() * gate.part;
    }
    all
}

/// How far buyers' stocks are below what they started with, -1 to 1.
#[inline(always)]
fn bareness<const W: usize>(plan: &Plan, cell: &CellPlan, state: &State<W>) -> Lanes<W> {
    let (mut held, mut aim) = (Lanes::ZERO, Lanes::ZERO);
    for &stock in &cell.customers {
        let row = &plan.stocks[stock];
        held += state.stock[stock];
        aim += parameter(&state.parameters, row.cover_scale)
            * row.initial
            * state.growth[row.growth as usize];
    }
    let bare = Lanes::ONE - held / aim;
    let bare = bare.max(Lanes::splat(-1.0)).min(Lanes::ONE);
    aim.select_above(Lanes::ZERO, bare, Lanes::ZERO)
}

/// Logarithm by which dearer feeds raise the price of what is made of them: what feeds cost more than
/// at baseline is added to the price. Feeds come after their products: theirs is the last step's price.
#[inline(always)]
fn cost<const W: usize>(cell: &CellPlan, state: &State<W>) -> Lanes<W> {
    if cell.costs.is_empty() {
        return Lanes::ZERO;
    }
    let mut index = Lanes::ONE;
    for &(feed, part) in &cell.costs {
        index += (state.cells[feed].index - Lanes::ONE) * part;
    }
    index.ln()
}

/// The clearing price of a cell, drawn to the common one of both zones by the share of trade that
/// nothing restricts.
#[inline(always)]
fn common<const W: usize>(plan: &Plan, state: &State<W>, at: usize) -> Lanes<W> {
    let cell = &plan.market.cells[at];
    let own = state.cells[at].target;
    let Some(other) = cell.other else {
        return own;
    };
    let (first, second) = (at.min(other), at.max(other));
    let weighed = |at: usize| state.cells[at].target * plan.market.cells[at].weight;
    let common = weighed(first) + weighed(second);
    let shut = Lanes::ONE - state.passing[cell.border];
    common + (own - common) * shut
}

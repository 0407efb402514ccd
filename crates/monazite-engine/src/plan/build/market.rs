//! Markets of a plan: cells, borders, responses, baskets and rules.

mod cells;

use std::collections::BTreeMap;

use monazite_model::{Days, Market, PriceZone, Stage};

use super::Builder;
use crate::plan::effects::{self, Felt};
use crate::plan::market::{BasketPlan, CellPlan, ClosurePlan, ResponsePlan, RulesPlan};
use crate::plan::{ImportPlan, Param, Plan, StockKind};
use cells::{Origin, borders, cells, passed_on};

/// Position of a cell by zone and material, where there is one.
type CellAt = [Vec<Option<usize>>; 2];

impl Builder<'_> {
    pub(super) fn market(&self, plan: &mut Plan, felt: &Felt) {
        let market = &self.scenario.market;
        if !market.prices {
            plan.market.responses = vec![ResponsePlan::never()];
            return;
        }
        let zone = |economy: usize| self.zone(economy);
        let (mut cells, at) = cells(plan, self, zone);
        let borders = borders(plan, zone);
        let (responses, response_of) = self.responses(plan, &at, zone);
        for (demand, row) in plan.demands.iter_mut().zip(&response_of) {
            demand.response = *row;
        }
        let mut sets: Vec<_> = cells
            .iter()
            .map(|cell| felt.price[cell.zone][cell.material].clone())
            .collect();
        let (table, rows) = effects::table(&std::mem::take(&mut sets));
        plan.signatures.price = table;
        let origin = Origin::of(plan, &at, zone);
        for (cell, effects) in cells.iter_mut().zip(rows) {
            cell.effects = effects;
            origin.of_orders(plan, &response_of, cell);
            cell.contents = self.contents(plan, cell, &at, zone);
            cell.costs = self.costs(plan, cell, &at, zone);
        }
        passed_on(&mut cells);
        plan.market.baskets = self.baskets(plan, &at, zone);
        plan.market.on = true;
        plan.market.cells = cells;
        plan.market.borders = borders;
        plan.market.responses = responses;
        plan.market.rules = Some(self.rules_of(market));
    }

    /// Number of the price zone of an economy: 0 China, 1 the world.
    pub(super) fn zone(&self, economy: usize) -> usize {
        usize::from(self.world.economies[economy].price_zone == PriceZone::World)
    }

    /// What crosses borders, by buyer.
    pub(super) fn imports(&self, plan: &mut Plan) {
        let cells = plan.market.cells.iter().enumerate();
        let cells: BTreeMap<(usize, usize), usize> = cells
            .map(|(at, cell)| ((cell.zone, cell.material), at))
            .collect();
        for (at, stock) in plan.stocks.iter().enumerate() {
            let foreign = |&lane: &usize| {
                let origin = &plan.stocks[plan.lanes[lane].from];
                origin.kind == StockKind::Output && origin.economy != stock.economy
            };
            let lanes: Vec<usize> = stock.lanes.clone().filter(foreign).collect();
            let price = price(self, stock.material);
            if lanes.is_empty() || price <= 0.0 {
                continue;
            }
            let zone =
                usize::from(self.world.economies[stock.economy].price_zone == PriceZone::World);
            plan.imports.push(ImportPlan {
                economy: stock.economy,
                price,
                cell: cells.get(&(zone, stock.material)).copied(),
                stock: at,
                lanes,
            });
        }
    }

    /// Distinct ways in which demands follow prices, and the one of each demand.
    fn responses(
        &self,
        plan: &Plan,
        at: &CellAt,
        zone: impl Fn(usize) -> usize,
    ) -> (Vec<ResponsePlan>, Vec<usize>) {
        let mut rows = vec![ResponsePlan::never()];
        let of = plan
            .demands
            .iter()
            .map(|demand| {
                let stock = &plan.stocks[demand.stock];
                let row = &self.world.demands[demand.demand];
                let elasticity = if self.scenario.market.demand_response {
                    row.elasticity.abs()
                } else {
                    0.0
                };
                let known = self.scenario.market.substitution.get();
                let limit = match self.replaceable(row) {
                    Some(share) => Param::known(share),
                    None => self.param("market.substitution", known),
                };
                let still = elasticity == 0.0 && limit == Param::known(0.0);
                let Some(cell) = at[zone(stock.economy)][stock.material].filter(|_| !still) else {
                    return 0;
                };
                let response = ResponsePlan {
                    cell,
                    elasticity,
                    scale: self.elasticity_scale(row),
                    limit,
                };
                let known = rows.iter().skip(1).position(|known| *known == response);
                known.map_or_else(
                    || {
                        rows.push(response);
                        rows.len() - 1
                    },
                    |known| known + 1,
                )
            })
            .collect();
        (rows, of)
    }

    /// What a concentrate or scrap is worth by what is made of it, where it is processed.
    fn contents(
        &self,
        plan: &Plan,
        cell: &CellPlan,
        at: &CellAt,
        zone: impl Fn(usize) -> usize,
    ) -> Vec<(usize, f64)> {
        let good = &self.world.materials[cell.material];
        if !matches!(good.stage, Stage::Concentrate | Stage::Scrap) {
            return Vec::new();
        }
        let taken = |recipe: &&monazite_model::Recipe| {
            recipe.inputs.len() == 1 && recipe.inputs[0].material == good.id
        };
        let Some(recipe) = self.world.recipes.iter().find(taken) else {
            return Vec::new();
        };
        let mut processed = [0.0; 2];
        for lane in &plan.lanes[plan.levels[cell.border].lanes.clone()] {
            let (from, to) = (&plan.stocks[lane.from], &plan.stocks[lane.to]);
            if zone(from.economy) == cell.zone {
                processed[zone(to.economy)] += lane.baseline;
            }
        }
        if processed[0] + processed[1] <= 0.0 {
            processed[cell.zone] = 1.0;
        }
        let mut parts: BTreeMap<usize, f64> = BTreeMap::new();
        for output in &recipe.outputs {
            let Some(product) = self
                .world
                .materials
                .iter()
                .position(|m| m.id == output.material)
            else {
                continue;
            };
            let price = price(self, product);
            for (in_zone, weight) in processed.iter().enumerate() {
                let found = at[in_zone][product].or(at[1 - in_zone][product]);
                if let Some(found) = found.filter(|_| *weight > 0.0 && price > 0.0) {
                    *parts.entry(found).or_default() += weight * price * output.coefficient;
                }
            }
        }
        whole(parts)
    }

    /// What a processed good is made of, by part of its price, where its supply comes from.
    fn costs(
        &self,
        plan: &Plan,
        cell: &CellPlan,
        at: &CellAt,
        zone: impl Fn(usize) -> usize,
    ) -> Vec<(usize, f64)> {
        let good = &self.world.materials[cell.material];
        let own = price(self, cell.material);
        if !matches!(good.stage, Stage::Metal | Stage::Magnet) || own <= 0.0 {
            return Vec::new();
        }
        let mut supply = [0.0; 2];
        for lane in &plan.lanes[plan.levels[cell.border].lanes.clone()] {
            let (from, to) = (&plan.stocks[lane.from], &plan.stocks[lane.to]);
            if zone(to.economy) == cell.zone {
                supply[zone(from.economy)] += lane.baseline;
            }
        }
        if supply[0] + supply[1] <= 0.0 {
            supply[cell.zone] = 1.0;
        }
        let whole = supply[0] + supply[1];
        let made = |recipe: &&monazite_model::Recipe| {
            recipe
                .outputs
                .iter()
                .any(|output| output.material == good.id)
        };
        let Some(recipe) = self.world.recipes.iter().find(made) else {
            return Vec::new();
        };
        let of = |flow: &monazite_model::RecipeFlow| {
            self.world
                .materials
                .iter()
                .position(|m| m.id == flow.material)
        };
        let revenue: f64 = recipe
            .outputs
            .iter()
            .filter_map(|output| Some(price(self, of(output)?) * output.coefficient))
            .sum();
        let mut parts: BTreeMap<usize, f64> = BTreeMap::new();
        for input in &recipe.inputs {
            let Some(feed) = of(input) else { continue };
            for (in_zone, from) in supply.iter().enumerate() {
                let found = at[in_zone][feed].or(at[1 - in_zone][feed]);
                if let Some(found) = found.filter(|_| *from > 0.0) {
                    *parts.entry(found).or_default() +=
                        from / whole * price(self, feed) * input.coefficient / revenue;
                }
            }
        }
        // Feeds that cost more than the product, at baseline prices, count in proportion up to all of it.
        let sum: f64 = parts.values().sum::<f64>().max(1.0);
        parts
            .into_iter()
            .map(|(cell, part)| (cell, part / sum))
            .collect()
    }

    /// What each site's products are worth and what it pays.
    fn baskets(&self, plan: &Plan, at: &CellAt, zone: impl Fn(usize) -> usize) -> Vec<BasketPlan> {
        let basket = |site: &crate::plan::SitePlan| {
            let row = &self.world.sites[site.site];
            let runs = site.activities.len() as f64;
            let (mut made, mut fed) = (BTreeMap::new(), BTreeMap::new());
            let mut throughput = 0.0;
            for activity in site.activities.clone() {
                let u = match site.planned {
                    Some(_) => site.capacity / runs,
                    None => plan.throughput[activity],
                };
                throughput += u;
                for &(stock, coefficient, _) in &plan.activities[activity].outputs {
                    *made.entry(stock).or_insert(0.0) += u * coefficient;
                }
                for &(stock, coefficient) in &plan.activities[activity].inputs {
                    *fed.entry(stock).or_insert(0.0) += u * coefficient;
                }
            }
            let worth = |stock: usize, tonnes: f64| {
                let row = &plan.stocks[stock];
                let cell = at[zone(row.economy)][row.material]?;
                let worth = price(self, row.material) * tonnes;
                (worth > 0.0).then_some((cell, worth))
            };
            let priced = |stock: &usize| price(self, plan.stocks[*stock].material) > 0.0;
            let known = made.keys().chain(fed.keys()).all(priced);
            // What an operating site makes beyond its orders is worth nothing to it.
            let sold = |(&stock, &tonnes): (&usize, &f64)| {
                let tonnes = match site.planned {
                    Some(_) => tonnes,
                    None => plan.stocks[stock].baseline,
                };
                worth(stock, tonnes).map(|(cell, worth)| (cell, worth, Vec::new()))
            };
            let mut basket = BasketPlan {
                products: made.iter().filter_map(sold).collect(),
                feeds: fed
                    .iter()
                    .filter_map(|(&stock, &t)| worth(stock, t))
                    .collect(),
                cash: row.cash_cost.unwrap_or(0.0) * throughput,
                closes: false,
                parts: Vec::new(),
                alike: 0,
            };
            let revenue = basket.revenue();
            if revenue > 0.0 {
                let part = |(cell, worth, _): &(usize, f64, Vec<usize>)| (*cell, worth / revenue);
                basket.parts = basket.products.iter().map(part).collect();
            }
            // A site that loses money at baseline prices and works all the same is kept by somebody.
            basket.closes = row.cash_cost.is_some() && known && basket.margin() >= 0.0;
            basket
        };
        let mut baskets: Vec<BasketPlan> = plan.sites.iter().map(basket).collect();
        let mut known = BTreeMap::new();
        for (at, basket) in baskets.iter_mut().enumerate() {
            let bits = |&(cell, part): &(usize, f64)| (cell, part.to_bits());
            let parts: Vec<(usize, u64)> = basket.parts.iter().map(bits).collect();
            basket.alike = *known.entry(parts).or_insert(at);
        }
        baskets
    }

    fn rules_of(&self, market: &Market) -> RulesPlan {
        let rate = |days: Days| (self.dt / days.get()).min(1.0);
        let steps = |days: Days| f64::from(self.steps_up(days).max(1));
        let param = |key: &str, value| self.param(&format!("market.{key}"), value);
        RulesPlan {
            price_elasticity: param("price_elasticity", market.price_elasticity),
            stock_weight: param("stock_weight", market.stock_weight),
            price_rate: param("price_time", rate(market.price_time)),
            limit: libm::log(market.price_limit),
            demand_rate: param("demand_lag", rate(market.demand_lag)),
            supply_elasticity: param("supply_elasticity", market.supply_elasticity),
            supply_limit: market.supply_limit,
            closures: market.closures.then(|| ClosurePlan {
                rate: rate(market.margin_time),
                close: steps(market.closure_time),
                restart: steps(market.restart_time),
            }),
            replace: (
                libm::log(market.substitution_from),
                libm::log(market.substitution_full),
            ),
            replace_rate: rate(market.substitution_time),
            return_rate: rate(market.return_time),
            hoarding: param("hoarding", market.hoarding),
        }
    }
}

/// USD per tonne at baseline; 0 where unknown.
fn price(builder: &Builder<'_>, material: usize) -> f64 {
    let price = builder.world.materials[material].price;
    price.map_or(0.0, |price| price.get() * KG_PER_T)
}

/// Kilograms in a tonne.
const KG_PER_T: f64 = 1000.0;

/// Parts that sum to 1; none if there is nothing to share.
fn whole(parts: BTreeMap<usize, f64>) -> Vec<(usize, f64)> {
    let sum: f64 = parts.values().sum();
    parts
        .into_iter()
        .filter(|_| sum > 0.0)
        .map(|(at, part)| (at, part / sum))
        .collect()
}

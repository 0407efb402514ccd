//! Cells of a plan's markets: who buys and sells, what restricts their borders, where orders come from.

use std::collections::BTreeMap;

use super::{CellAt, price, whole};
use crate::plan::build::Builder;
use crate::plan::market::{BorderPlan, CellPlan, GatePlan, ProductPlan, SellerPlan};
use crate::plan::{Plan, StockKind};

/// Cells by level and zone, without what depends on other cells.
pub(super) fn cells(
    plan: &Plan,
    builder: &Builder<'_>,
    zone: impl Fn(usize) -> usize,
) -> (Vec<CellPlan>, CellAt) {
    let mut cells: Vec<CellPlan> = Vec::new();
    let mut at: CellAt = [(); 2].map(|()| vec![None; builder.world.materials.len()]);
    let site_of = makers(plan);
    for (border, level) in plan.levels.iter().enumerate() {
        let in_zone = |stocks: std::ops::Range<usize>, z: usize| -> Vec<usize> {
            let here = |&stock: &usize| {
                let row = &plan.stocks[stock];
                row.kind != StockKind::Reserve && zone(row.economy) == z
            };
            stocks.filter(here).collect()
        };
        let use_ =
            |stocks: &[usize]| -> f64 { stocks.iter().map(|&s| plan.stocks[s].baseline).sum() };
        let both =
            use_(&in_zone(level.customers.clone(), 0)) + use_(&in_zone(level.customers.clone(), 1));
        for (z, at) in at.iter_mut().enumerate() {
            let customers = in_zone(level.customers.clone(), z);
            let sellers = in_zone(level.suppliers.clone(), z);
            if customers.is_empty() && sellers.is_empty() {
                continue;
            }
            at[level.material] = Some(cells.len());
            cells.push(CellPlan {
                zone: z,
                material: level.material,
                weight: if both > 0.0 {
                    use_(&customers) / both
                } else {
                    0.5
                },
                // Nobody orders a pushed material.
                customers: if level.pushed { Vec::new() } else { customers },
                sellers: if level.pushed {
                    Vec::new()
                } else {
                    sellers
                        .iter()
                        .filter_map(|&stock| seller(plan, stock, site_of[stock]?))
                        .collect()
                },
                other: None,
                border,
                demands: Vec::new(),
                products: Vec::new(),
                contents: Vec::new(),
                costs: Vec::new(),
                effects: 0,
                price: price(builder, level.material),
            });
        }
        if let (Some(first), Some(second)) = (at[0][level.material], at[1][level.material]) {
            cells[first].other = Some(second);
            cells[second].other = Some(first);
        }
    }
    (cells, at)
}

/// By stock: the site that makes what it holds.
fn makers(plan: &Plan) -> Vec<Option<usize>> {
    let mut of = vec![None; plan.stocks.len()];
    for (at, site) in plan.sites.iter().enumerate() {
        for activity in &plan.activities[site.activities.clone()] {
            for &(stock, ..) in &activity.outputs {
                of[stock] = Some(at);
            }
        }
    }
    of
}

/// A seller by its output stock: the activity of its site that makes most of it at baseline, or could.
fn seller(plan: &Plan, stock: usize, site: usize) -> Option<SellerPlan> {
    let mut best: Option<(f64, SellerPlan)> = None;
    let row = &plan.sites[site];
    for activity in row.activities.clone() {
        for &(output, coefficient, _) in &plan.activities[activity].outputs {
            let made = coefficient * (plan.throughput[activity] + 1e-9 * row.capacity);
            if output == stock && best.as_ref().is_none_or(|(most, _)| made > *most) {
                let seller = SellerPlan {
                    stock,
                    site,
                    activity,
                    coefficient,
                };
                best = Some((made, seller));
            }
        }
    }
    best.map(|(_, seller)| seller)
}

/// What may restrict each level's trade between the zones.
pub(super) fn borders(plan: &Plan, zone: impl Fn(usize) -> usize) -> Vec<BorderPlan> {
    let of_level = |level: &crate::plan::Level| {
        let mut gates: Vec<GatePlan> = Vec::new();
        for lane in &plan.lanes[level.lanes.clone()] {
            let zones = [lane.from, lane.to].map(|stock| zone(plan.stocks[stock].economy));
            if zones[0] == zones[1] || lane.baseline <= 0.0 {
                continue;
            }
            let gate = GatePlan {
                open: lane.open,
                licence: lane.licence,
                order: lane.order,
                quotas: lane.quotas.clone(),
                part: 0.0,
            };
            let known = gates.iter().position(|known| {
                GatePlan {
                    part: 0.0,
                    ..known.clone()
                } == gate
            });
            let place = known.unwrap_or_else(|| {
                gates.push(gate);
                gates.len() - 1
            });
            gates[place].part += lane.baseline;
        }
        let sum: f64 = gates.iter().map(|gate| gate.part).sum();
        for gate in &mut gates {
            gate.part /= sum;
        }
        BorderPlan { gates }
    };
    plan.levels.iter().map(of_level).collect()
}

/// Where orders for a cell come from: final demand, and the products of its buyers.
pub(super) struct Origin {
    /// Product cells of each input stock, by part of what it is used for.
    products: BTreeMap<usize, Vec<(usize, f64)>>,
    /// Demand of each stock of a user.
    demands: BTreeMap<usize, usize>,
}

impl Origin {
    pub(super) fn of(plan: &Plan, at: &CellAt, zone: impl Fn(usize) -> usize) -> Self {
        // Cells in which each output is sold, by part.
        let mut sold: BTreeMap<usize, BTreeMap<usize, f64>> = BTreeMap::new();
        for lane in &plan.lanes {
            let to = &plan.stocks[lane.to];
            if let Some(cell) = at[zone(to.economy)][to.material].filter(|_| lane.baseline > 0.0) {
                *sold.entry(lane.from).or_default().entry(cell).or_default() += lane.baseline;
            }
        }
        let mut products: BTreeMap<usize, BTreeMap<usize, f64>> = BTreeMap::new();
        for (activity, throughput) in plan.activities.iter().zip(&plan.throughput) {
            for &(input, taken) in &activity.inputs {
                for &(output, _, part) in &activity.outputs {
                    let whole = whole(sold.get(&output).cloned().unwrap_or_default());
                    for (cell, share) in whole {
                        *products.entry(input).or_default().entry(cell).or_default() +=
                            throughput * taken * part * share;
                    }
                }
            }
        }
        Self {
            products: products
                .into_iter()
                .map(|(input, parts)| (input, whole(parts)))
                .collect(),
            demands: plan
                .demands
                .iter()
                .enumerate()
                .map(|(at, demand)| (demand.stock, at))
                .collect(),
        }
    }

    pub(super) fn of_orders(&self, plan: &Plan, response_of: &[usize], cell: &mut CellPlan) {
        let used: f64 = cell
            .customers
            .iter()
            .map(|&s| plan.stocks[s].baseline)
            .sum();
        let (mut demands, mut products) = (BTreeMap::new(), BTreeMap::new());
        for &stock in &cell.customers {
            let part = if used > 0.0 {
                plan.stocks[stock].baseline / used
            } else {
                0.0
            };
            if part <= 0.0 {
                continue;
            }
            if let Some(&demand) = self.demands.get(&stock) {
                *demands.entry(response_of[demand]).or_insert(0.0) += part;
            } else if let Some(of) = self.products.get(&stock).filter(|of| !of.is_empty()) {
                for &(product, share) in of {
                    *products.entry(product).or_insert(0.0) += part * share;
                }
            } else {
                *demands.entry(0).or_insert(0.0) += part;
            }
        }
        if used <= 0.0 {
            demands.insert(0, 1.0);
        }
        cell.demands = demands.into_iter().collect();
        cell.products = products
            .into_iter()
            .map(|(cell, part)| ProductPlan {
                cell,
                part,
                passed: 0.0,
            })
            .collect();
    }
}

/// Fills in what part of each product's price at baseline is that of the cell.
pub(super) fn passed_on(cells: &mut [CellPlan]) {
    for at in 0..cells.len() {
        let passed = |product: &ProductPlan| {
            let costs = cells[product.cell].costs.iter();
            let mine = costs.filter(|(feed, _)| *feed == at);
            mine.map(|(_, part)| part).sum()
        };
        let passed: Vec<f64> = cells[at].products.iter().map(passed).collect();
        for (product, passed) in cells[at].products.iter_mut().zip(passed) {
            product.passed = passed;
        }
    }
}

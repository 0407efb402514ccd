//! Guaranteed prices and volumes.

use std::collections::BTreeSet;
use std::ops::Range;

use monazite_model::{Action, Date, Payer, Selector};

use super::Builder;
use crate::plan::Plan;
use crate::plan::market::{CellPlan, OfftakePlan, SupportPlan};

/// Kilograms in a tonne.
const KG_PER_T: f64 = 1000.0;

/// A product of a site: positions of site and output stock in the plan.
type Product = (usize, usize);

impl Builder<'_> {
    /// Floors and offtakes of the strategy. Prices that do not move stay above no floor and below
    /// none, so that floors are nothing without prices; volumes are taken all the same.
    pub(super) fn supports(&self, plan: &mut Plan) {
        for done in self.actions() {
            match &done.action {
                Action::PriceFloor {
                    site,
                    material,
                    price,
                    volume,
                    payer,
                    from,
                    until,
                } => {
                    let end = until.map_or(plan.steps, |date| self.end_of(date));
                    let volume = volume.map_or(f64::MAX, |volume| self.per_step(volume.get()));
                    let steps = self.step_of(*from)..end;
                    for product in self.products(plan, site, material) {
                        let terms = (price.get(), volume, *payer);
                        self.support(plan, product, terms, steps.clone());
                    }
                }
                Action::Offtake {
                    site,
                    material,
                    volume,
                    price,
                    from,
                } => {
                    let volume = self.per_step(volume.get());
                    let (site, material) = (Selector::of(&[site]), Selector::of(&[material]));
                    let steps = self.step_of(*from)..plan.steps;
                    for product in self.products(plan, &site, &material) {
                        let terms = (price.get(), volume, Payer::Public);
                        self.support(plan, product, terms, steps.clone());
                        offtake(plan, product, volume, steps.start);
                    }
                }
                _ => {}
            }
        }
    }

    /// First step that begins after a day, on which something is done for the last time.
    fn end_of(&self, last: Date) -> u32 {
        let days = f64::from((last - self.scenario.run.start).get_days());
        if days < 0.0 {
            0
        } else {
            libm::floor(days / self.dt + 1e-9) as u32 + 1
        }
    }

    /// Products of chosen sites of the plan.
    fn products(&self, plan: &Plan, site: &Selector, material: &Selector) -> Vec<Product> {
        let mut list = Vec::new();
        for (at, row) in plan.sites.iter().enumerate() {
            if !site.matches(&[&self.world.sites[row.site].id]) {
                continue;
            }
            let made = plan.activities[row.activities.clone()].iter();
            let made: BTreeSet<usize> = made
                .flat_map(|activity| activity.outputs.iter().map(|(stock, ..)| *stock))
                .collect();
            let fits = |stock: &usize| self.takes_material(material, plan.stocks[*stock].material);
            list.extend(made.into_iter().filter(fits).map(|stock| (at, stock)));
        }
        list
    }

    /// Guarantees a price in USD/kg up to a volume, if the product has a price that moves.
    fn support(
        &self,
        plan: &mut Plan,
        (site, stock): Product,
        (price, volume, payer): (f64, f64, Payer),
        steps: Range<u32>,
    ) {
        let (material, zone) = (
            plan.stocks[stock].material,
            self.zone(plan.stocks[stock].economy),
        );
        let here =
            |cell: &CellPlan| cell.zone == zone && cell.material == material && cell.price > 0.0;
        let Some(cell) = plan.market.cells.iter().position(here) else {
            return;
        };
        let number = plan.market.supports.len();
        plan.market.supports.push(SupportPlan {
            site,
            stock,
            cell,
            floor: price * KG_PER_T / plan.market.cells[cell].price,
            volume,
            public: payer == Payer::Public,
            steps,
        });
        for (product, _, supports) in &mut plan.market.baskets[site].products {
            if *product == cell {
                supports.push(number);
            }
        }
    }
}

/// Has the activity that makes most of a product (at baseline, or could) make a volume at least.
fn offtake(plan: &mut Plan, (site, stock): Product, volume: f64, from: u32) {
    let mut best: Option<(f64, usize, f64)> = None;
    for activity in plan.sites[site].activities.clone() {
        for &(output, coefficient, _) in &plan.activities[activity].outputs {
            let made = coefficient * (plan.throughput[activity] + 1e-9 * plan.sites[site].capacity);
            if output == stock && best.is_none_or(|(most, ..)| made > most) {
                best = Some((made, activity, coefficient));
            }
        }
    }
    if let Some((_, activity, coefficient)) = best {
        plan.market.offtakes.resize(plan.sites.len(), Vec::new());
        plan.market.offtakes[site].push(OfftakePlan {
            activity,
            throughput: volume / coefficient,
            from,
        });
    }
}

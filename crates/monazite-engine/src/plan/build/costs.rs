//! What a strategy costs.

use monazite_model::{Action, Date, Intervention, Payer};

use super::layout::Layout;
use super::{Builder, Draft};
use crate::plan::policy::{AccountsPlan, TollPlan, TradedPlan};
use crate::plan::{Plan, StockKind};

impl Builder<'_> {
    /// The accounts of the strategy: what is known beforehand, and what depends on what happens.
    pub(super) fn accounts(&self, plan: &Plan, draft: &Draft, layout: &Layout) -> AccountsPlan {
        let mut accounts = AccountsPlan::default();
        for (number, done) in self.actions().enumerate() {
            let mut known = self.standing(plan, done);
            match &done.action {
                Action::Stockpile { .. } => {
                    for (at, reserve) in plan.reserves.iter().enumerate() {
                        let drawn = &draft.reserves[plan.stocks[reserve.stock].place];
                        if drawn.action != Some(number) {
                            continue;
                        }
                        let material = drawn.material;
                        let price = self.price(material);
                        known += drawn.stock * (price + done.cost.per_tonne);
                        accounts.traded.push(TradedPlan {
                            reserve: at,
                            price,
                            cell: plan.market.cells.iter().position(|cell| {
                                cell.material == material && cell.zone == self.zone(drawn.economy)
                            }),
                        });
                    }
                }
                Action::Buffer { .. } => {
                    for (from, stock) in draft.stocks.iter().enumerate() {
                        if !matches!(stock.kind, StockKind::Input | StockKind::Demand) {
                            continue;
                        }
                        let row = &plan.stocks[layout.stock_at[from]];
                        let extra = self.extra(done, stock.economy, stock.material);
                        let held = extra * row.baseline;
                        known += held * (self.price(stock.material) + done.cost.per_tonne);
                    }
                }
                Action::NewCapacity { id, .. } => {
                    self.tolls(plan, |site| site == id, done, &mut accounts);
                }
                Action::Recycle { economy, .. } => {
                    let mine = |site: &str| {
                        let built = self.given.site(site).is_none() && site.starts_with("recycle-");
                        let place = self.world.site(site).and_then(|row| {
                            let economies = &self.world.economies;
                            economies.iter().position(|e| e.id == row.economy)
                        });
                        built && place.is_some_and(|at| self.takes_economy(economy, at))
                    };
                    self.tolls(plan, mine, done, &mut accounts);
                }
                Action::Thrift { .. } => known += self.saved(plan, done) * done.cost.per_tonne,
                _ => {}
            }
            if is_public(&done.action) {
                accounts.public += known;
            } else {
                accounts.industry += known;
            }
        }
        accounts
    }

    /// Capital at the start and the yearly cost from then on, present value.
    fn standing(&self, plan: &Plan, done: &Intervention) -> f64 {
        let start = begins(&done.action).map_or(0, |date| self.step_of(date));
        let discounted = |step: u32| plan.discount.get(step as usize).copied().unwrap_or(0.0);
        let yearly: f64 = (start..plan.steps).map(discounted).sum();
        done.cost.capex * discounted(start) + self.per_step(done.cost.annual) * yearly
    }

    fn price(&self, material: usize) -> f64 {
        let price = self.world.materials[material].price;
        price.map_or(0.0, |price| price.get() * 1000.0)
    }

    /// Steps of cover that a buffer adds to one customer.
    fn extra(&self, done: &Intervention, at: usize, of: usize) -> f64 {
        match &done.action {
            Action::Buffer {
                economy,
                material,
                extra,
            } if self.takes_economy(economy, at) && self.takes_material(material, of) => {
                extra.get() / self.dt
            }
            _ => 0.0,
        }
    }

    fn tolls(
        &self,
        plan: &Plan,
        mine: impl Fn(&str) -> bool,
        done: &Intervention,
        accounts: &mut AccountsPlan,
    ) {
        if done.cost.per_tonne <= 0.0 {
            return;
        }
        for site in &plan.sites {
            if mine(&self.world.sites[site.site].id) {
                accounts
                    .tolls
                    .extend(site.activities.clone().map(|activity| TollPlan {
                        activity,
                        usd: done.cost.per_tonne,
                    }));
            }
        }
    }

    /// Demand that thrift saves, t, present value, at growth as the pack has it.
    fn saved(&self, plan: &Plan, done: &Intervention) -> f64 {
        let Action::Thrift { .. } = done.action else {
            return 0.0;
        };
        let mut saved = 0.0;
        for demand in &plan.demands {
            let row = &self.world.demands[demand.demand];
            let left = self.thrifty(row, plan.steps);
            for (step, left) in (0_u32..).zip(left) {
                let grown = if self.scenario.growth {
                    libm::pow(1.0 + row.growth, plan.years(step))
                } else {
                    1.0
                };
                saved += demand.rate * grown * (1.0 - left) * plan.discount[step as usize];
            }
        }
        saved
    }
}

/// The day on which an action starts to cost; the first of the run where it has none.
fn begins(action: &Action) -> Option<Date> {
    match action {
        Action::NewCapacity { start, .. } | Action::Recycle { start, .. } => Some(*start),
        Action::Diversify { by, .. } => Some(*by),
        Action::Thrift { from, .. }
        | Action::PriceFloor { from, .. }
        | Action::Offtake { from, .. }
        | Action::Contract { from, .. } => Some(*from),
        Action::Stockpile { .. }
        | Action::Buffer { .. }
        | Action::Substitute { .. }
        | Action::AlliedSharing { .. } => None,
    }
}

/// Whether the state pays for an action; otherwise industry does.
fn is_public(action: &Action) -> bool {
    match action {
        Action::Stockpile { .. } | Action::Offtake { .. } | Action::AlliedSharing { .. } => true,
        Action::PriceFloor { payer, .. } => *payer == Payer::Public,
        _ => false,
    }
}

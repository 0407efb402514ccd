//! What a strategy costs.

use monazite_model::{Action, Date, Intervention, Payer};

use super::layout::Layout;
use super::{Builder, Draft};
use crate::plan::policy::{AccountsPlan, ProjectPlan, TollPlan, TradedPlan};
use crate::plan::{Plan, SitePlan, StockKind};

impl Builder<'_> {
    /// The accounts of the strategy: what is known beforehand, and what depends on what happens.
    pub(super) fn accounts(&self, plan: &Plan, draft: &Draft, layout: &Layout) -> AccountsPlan {
        let mut accounts = AccountsPlan::default();
        for (number, done) in self.actions().enumerate() {
            let mut known = match self.waits(plan, number, done) {
                Some(project) => {
                    accounts.projects.push(project);
                    0.0
                }
                None => self.standing(plan, done),
            };
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
                            handling: done.cost.per_tonne,
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
                Action::NewCapacity { .. } | Action::Recycle { .. } => {
                    self.tolls(plan, number, done, &mut accounts);
                }
                Action::Thrift { .. } => {
                    known += self.saved(plan, number, done) * done.cost.per_tonne;
                }
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

    /// The same for a project that waits for a price, which nobody knows beforehand.
    fn waits(&self, plan: &Plan, number: usize, done: &Intervention) -> Option<ProjectPlan> {
        let (_, own) = self.built.iter().find(|(action, _)| *action == number)?;
        let mine = |site: &&SitePlan| self.world.sites[site.site].id == *own;
        let planned = plan.sites.iter().find(mine)?.planned?;
        plan.planned[planned].trigger.map(|_| ProjectPlan {
            planned,
            capex: done.cost.capex,
            annual: self.per_step(done.cost.annual),
        })
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
            } if self.takes_economy(economy, at)
                && self.takes_material(material, of)
                && !self.pushed(of) =>
            {
                extra.get() / self.dt
            }
            _ => 0.0,
        }
    }

    fn tolls(&self, plan: &Plan, number: usize, done: &Intervention, accounts: &mut AccountsPlan) {
        if done.cost.per_tonne <= 0.0 {
            return;
        }
        for site in &plan.sites {
            let id = &self.world.sites[site.site].id;
            if self
                .built
                .iter()
                .any(|(action, own)| *action == number && own == id)
            {
                accounts
                    .tolls
                    .extend(site.activities.clone().map(|activity| TollPlan {
                        activity,
                        usd: done.cost.per_tonne,
                    }));
            }
        }
    }

    /// Demand that an action of thrift saves, t, present value, at growth as the pack has it; of what
    /// the actions before it leave.
    fn saved(&self, plan: &Plan, number: usize, done: &Intervention) -> f64 {
        let mut saved = 0.0;
        for demand in &plan.demands {
            let row = &self.world.demands[demand.demand];
            let Some(left) = self.left(done, row) else {
                continue;
            };
            let before = self.actions().take(number);
            let before: Vec<_> = before.filter_map(|done| self.left(done, row)).collect();
            for step in 0..plan.steps {
                let grown = if self.scenario.growth {
                    libm::pow(1.0 + row.growth, plan.years(step))
                } else {
                    1.0
                };
                let others: f64 = before.iter().map(|left| left(step)).product();
                let part = others * (1.0 - left(step));
                saved += demand.rate * grown * part * plan.discount[step as usize];
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

//! What a strategy does to lanes, sites and demands.

use std::collections::{BTreeMap, BTreeSet};

use monazite_model::{
    Action, AllocationRule, Date, Demand, DemandFilter, Intervention, Payer, Selector,
};

use super::Builder;
use crate::plan::market::{OfftakePlan, SupportPlan, TriggerPlan};
use crate::plan::{Phase, Plan, Qualified, StockKind};

impl Builder<'_> {
    /// Everything that the strategy does.
    pub(super) fn actions(&self) -> impl Iterator<Item = &Intervention> {
        self.strategy.iter().flat_map(|strategy| &strategy.actions)
    }

    /// First step that begins on or after a date; 0 for one before the run.
    pub(super) fn step_of(&self, date: Date) -> u32 {
        let days = f64::from((date - self.scenario.run.start).get_days());
        if days <= 0.0 {
            0
        } else {
            libm::ceil(days / self.dt - 1e-9) as u32
        }
    }

    pub(super) fn takes_economy(&self, selector: &Selector, economy: usize) -> bool {
        let names = self.world.economy_names(&self.world.economies[economy].id);
        selector.matches(&names.iter().map(String::as_str).collect::<Vec<_>>())
    }

    pub(super) fn takes_material(&self, selector: &Selector, material: usize) -> bool {
        let good = &self.world.materials[material];
        selector.matches(&[&good.id, &format!("stage:{}", good.stage.word())])
    }

    fn takes_demand(&self, filter: &DemandFilter, demand: &Demand) -> bool {
        let economies = &self.world.economies;
        let economy = economies.iter().position(|e| e.id == demand.economy);
        let material = self
            .world
            .materials
            .iter()
            .position(|m| m.id == demand.material);
        economy.is_some_and(|at| self.takes_economy(&filter.economy, at))
            && material.is_some_and(|at| self.takes_material(&filter.material, at))
            && filter.sector.matches(&[&demand.sector])
    }

    /// The rule by which sellers ration: allies cannot be served first unless somebody is.
    pub(super) fn allocation(&self) -> AllocationRule {
        let rule = self.scenario.behaviour.allocation;
        let allied = self
            .actions()
            .any(|done| matches!(done.action, Action::AlliedSharing { .. }));
        if allied && rule == AllocationRule::ProRata {
            AllocationRule::Priority
        } else {
            rule
        }
    }

    /// Whether goods of one economy are at home in the other.
    pub(super) fn shares_home(&self, from: usize, to: usize) -> bool {
        let member = |bloc: &str, at: usize| {
            let id = &self.world.economies[at].id;
            self.world
                .blocs
                .iter()
                .any(|row| row.id == *bloc && row.economy == *id)
        };
        from == to
            || self.actions().any(|done| {
                matches!(&done.action, Action::AlliedSharing { bloc } if member(bloc, from) && member(bloc, to))
            })
    }

    /// Whether a contract of the strategy covers goods of a material between two economies.
    pub(super) fn contracted(&self, from: usize, to: usize, material: usize) -> bool {
        self.actions().any(|done| match &done.action {
            Action::Contract {
                origin,
                destination,
                material: goods,
                ..
            } => {
                self.takes_economy(origin, from)
                    && self.takes_economy(destination, to)
                    && self.takes_material(goods, material)
            }
            _ => false,
        })
    }

    /// Share of a demand that users can replace, where the strategy says so.
    pub(super) fn replaceable(&self, demand: &Demand) -> Option<f64> {
        self.actions().find_map(|done| match &done.action {
            Action::Substitute { demands, share } if self.takes_demand(demands, demand) => {
                Some(share.get())
            }
            _ => None,
        })
    }

    /// Part of a demand that is left after thrift, by step; empty for all of it.
    pub(super) fn thrifty(&self, demand: &Demand, steps: u32) -> Vec<f64> {
        let mut left = Vec::new();
        for done in self.actions() {
            let Action::Thrift {
                demands,
                reduction,
                from,
                by,
            } = &done.action
            else {
                continue;
            };
            if !self.takes_demand(demands, demand) {
                continue;
            }
            left.resize(steps as usize, 1.0);
            let day = |date: Date| f64::from((date - self.scenario.run.start).get_days());
            let (from, by) = (day(*from), day(*by));
            for (step, left) in (0_u32..).zip(&mut left) {
                let now = f64::from(step) * self.dt;
                let done = if now >= by {
                    1.0
                } else {
                    ((now - from) / (by - from)).max(0.0)
                };
                *left *= 1.0 - reduction.get() * done;
            }
        }
        left
    }

    /// The price that a planned site waits for.
    pub(super) fn triggers(&self, plan: &mut Plan, sites: &[usize]) {
        for (at, &site) in sites.iter().enumerate() {
            let id = &self.world.sites[site].id;
            let found = self.actions().find_map(|done| match &done.action {
                Action::NewCapacity {
                    id: own,
                    trigger: Some(trigger),
                    start,
                    ..
                } if own == id => Some((trigger, *start)),
                _ => None,
            });
            let Some((trigger, start)) = found else {
                continue;
            };
            let world = |cell: &crate::plan::market::CellPlan| {
                cell.zone == 1 && self.world.materials[cell.material].id == trigger.material
            };
            // Without prices there is nothing to wait for: the project goes ahead on its date.
            if let Some(cell) = plan.market.cells.iter().position(world) {
                plan.planned[at].trigger = Some(TriggerPlan {
                    cell,
                    above: trigger.above,
                    steps: f64::from(self.steps_up(trigger.lasting).max(1)),
                    from: self.step_of(start),
                });
            }
        }
    }

    /// Phases of lane shares: caps and contracts, by date.
    pub(super) fn phases(&self, plan: &mut Plan) {
        let mut events: Vec<(u32, &Intervention)> = self
            .actions()
            .filter_map(|done| match &done.action {
                Action::Diversify { by, .. } => Some((self.step_of(*by), done)),
                Action::Contract { from, .. } => Some((self.step_of(*from), done)),
                _ => None,
            })
            .collect();
        events.sort_by_key(|(step, _)| *step);
        for (step, done) in events {
            let mut shares: Vec<f64> = plan.phases[plan.phases.len() - 1]
                .routes
                .iter()
                .map(|route| route.share)
                .collect();
            match &done.action {
                Action::Diversify {
                    economy,
                    material,
                    cap,
                    ..
                } => {
                    for stock in self.buyers(plan, economy, material) {
                        qualify(plan, stock, step, |_| true);
                        self.cap(plan, stock, cap.get(), &mut shares);
                    }
                }
                Action::Contract {
                    origin,
                    destination,
                    material,
                    share,
                    ..
                } => {
                    for stock in self.buyers(plan, destination, material) {
                        let from = |plan: &Plan, lane: usize| {
                            self.takes_economy(origin, plan.stocks[plan.lanes[lane].from].economy)
                        };
                        let covered: Vec<usize> = plan.stocks[stock]
                            .lanes
                            .clone()
                            .filter(|&lane| from(plan, lane))
                            .collect();
                        qualify(plan, stock, step, |lane| covered.contains(&lane));
                        raise(plan, stock, &covered, share.get(), &mut shares);
                    }
                }
                _ => {}
            }
            let last = &plan.phases[plan.phases.len() - 1];
            let mut routes = last.routes.clone();
            for (route, share) in routes.iter_mut().zip(shares) {
                route.share = share;
            }
            plan.phases.push(Phase { from: step, routes });
        }
    }

    fn buyers(&self, plan: &Plan, economy: &Selector, material: &Selector) -> Vec<usize> {
        let fits = |&at: &usize| {
            let stock = &plan.stocks[at];
            matches!(stock.kind, StockKind::Input | StockKind::Demand)
                && self.takes_economy(economy, stock.economy)
                && self.takes_material(material, stock.material)
                && !self.pushed(stock.material)
        };
        (0..plan.stocks.len()).filter(fits).collect()
    }

    /// Cuts foreign origins of a buyer to a share; the excess goes to its other lanes in proportion.
    fn cap(&self, plan: &Plan, stock: usize, cap: f64, shares: &mut [f64]) {
        let home = plan.stocks[stock].economy;
        let lanes = plan.stocks[stock].lanes.clone();
        let origin = |lane: usize| plan.stocks[plan.lanes[lane].from].economy;
        let whole: f64 = lanes.clone().map(|lane| shares[lane]).sum();
        let mut capped: BTreeSet<usize> = BTreeSet::new();
        // Each round caps at least one more origin.
        for _ in 0..self.world.economies.len() {
            let mut by_origin: BTreeMap<usize, f64> = BTreeMap::new();
            for lane in lanes.clone() {
                *by_origin.entry(origin(lane)).or_default() += shares[lane];
            }
            let over: Vec<(usize, f64)> = by_origin
                .iter()
                .filter(|(at, share)| **at != home && **share > cap * whole * (1.0 + 1e-12))
                .map(|(&at, &share)| (at, share))
                .collect();
            capped.extend(over.iter().map(|(at, _)| *at));
            let free: f64 = by_origin
                .iter()
                .filter(|(at, _)| !capped.contains(at))
                .map(|(_, share)| share)
                .sum();
            // With nobody else to buy from the cap cannot be kept.
            if over.is_empty() || free <= 0.0 {
                return;
            }
            let excess: f64 = over.iter().map(|(_, share)| share - cap * whole).sum();
            for lane in lanes.clone() {
                let at = origin(lane);
                if let Some((_, share)) = over.iter().find(|(other, _)| *other == at) {
                    shares[lane] *= cap * whole / share;
                } else if !capped.contains(&at) {
                    shares[lane] *= 1.0 + excess / free;
                }
            }
        }
    }

    /// Guaranteed prices and volumes.
    pub(super) fn supports(&self, plan: &mut Plan) {
        if !plan.market.on {
            return;
        }
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
                    let end = until.map_or(plan.steps, |date| self.step_of(date) + 1);
                    let volume = volume.map_or(f64::MAX, |volume| self.per_step(volume.get()));
                    for (at, stock) in self.products(plan, site, material) {
                        let steps = self.step_of(*from)..end;
                        support(plan, (at, stock), price.get(), volume, *payer, steps);
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
                    for (at, stock) in self.products(plan, &site, &material) {
                        let steps = self.step_of(*from)..plan.steps;
                        let start = steps.start;
                        support(plan, (at, stock), price.get(), volume, Payer::Public, steps);
                        let best = plan.sites[at]
                            .activities
                            .clone()
                            .flat_map(|activity| {
                                let outputs = plan.activities[activity].outputs.iter();
                                outputs
                                    .map(move |&(out, coefficient, _)| (activity, out, coefficient))
                            })
                            .filter(|(_, out, _)| *out == stock)
                            .max_by(|a, b| a.2.total_cmp(&b.2));
                        if let Some((activity, _, coefficient)) = best {
                            plan.market.offtakes.resize(plan.sites.len(), Vec::new());
                            plan.market.offtakes[at].push(OfftakePlan {
                                activity,
                                throughput: volume / coefficient,
                                from: start,
                            });
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// Sites of the plan by selector, with their output stocks of materials.
    fn products(&self, plan: &Plan, site: &Selector, material: &Selector) -> Vec<(usize, usize)> {
        let mut list = Vec::new();
        for (at, row) in plan.sites.iter().enumerate() {
            if !site.matches(&[&self.world.sites[row.site].id]) {
                continue;
            }
            let mut stocks = BTreeSet::new();
            for activity in row.activities.clone() {
                stocks.extend(
                    plan.activities[activity]
                        .outputs
                        .iter()
                        .map(|(stock, ..)| *stock),
                );
            }
            let fits = |stock: &usize| self.takes_material(material, plan.stocks[*stock].material);
            list.extend(stocks.into_iter().filter(fits).map(|stock| (at, stock)));
        }
        list
    }

    /// Everything that the strategy does once the plan stands. `sites` are the planned ones.
    pub(super) fn policy(&self, plan: &mut Plan, sites: &[usize]) {
        self.triggers(plan, sites);
        self.phases(plan);
        self.supports(plan);
    }
}

/// Alternatives of a buyer count from a step on.
fn qualify(plan: &mut Plan, stock: usize, step: u32, fits: impl Fn(usize) -> bool) {
    for lane in plan.stocks[stock].lanes.clone().filter(|&lane| fits(lane)) {
        if let Qualified::AfterTrigger { programme, .. } = &mut plan.lanes[lane].qualified {
            *programme = (*programme).min(step);
        }
    }
}

/// Raises the share of some lanes of a buyer to at least `share` of all.
fn raise(plan: &Plan, stock: usize, covered: &[usize], share: f64, shares: &mut [f64]) {
    let lanes = plan.stocks[stock].lanes.clone();
    let whole: f64 = lanes.clone().map(|lane| shares[lane]).sum();
    let own: f64 = covered.iter().map(|&lane| shares[lane]).sum();
    let rest = whole - own;
    if own <= 0.0 || rest <= 0.0 || own >= share * whole {
        return;
    }
    for lane in lanes {
        shares[lane] *= if covered.contains(&lane) {
            share * whole / own
        } else {
            (1.0 - share) * whole / rest
        };
    }
}

/// Guarantees a price in USD/kg for one product of one site, if its baseline price is known.
fn support(
    plan: &mut Plan,
    (site, stock): (usize, usize),
    price: f64,
    volume: f64,
    payer: Payer,
    steps: std::ops::Range<u32>,
) {
    let material = plan.stocks[stock].material;
    let economy = plan.stocks[stock].economy;
    let zone =
        usize::from(plan.world.economies[economy].price_zone == monazite_model::PriceZone::World);
    let cells = &plan.market.cells;
    let here =
        |cell: &crate::plan::market::CellPlan| cell.zone == zone && cell.material == material;
    let Some(cell) = cells
        .iter()
        .position(here)
        .filter(|&cell| cells[cell].price > 0.0)
    else {
        return;
    };
    let number = plan.market.supports.len();
    plan.market.supports.push(SupportPlan {
        site,
        stock,
        cell,
        floor: price * 1000.0 / cells[cell].price,
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

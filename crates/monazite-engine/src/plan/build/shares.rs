//! From whom buyers buy, by date: caps on origins and contracts.

use std::collections::{BTreeMap, BTreeSet};

use monazite_model::{Action, Intervention, Selector};

use super::Builder;
use crate::plan::{LanePlan, Plan, Qualified, StockKind};

impl Builder<'_> {
    /// Phases of lane shares. Each action starts from what the one before left, by date; those of one
    /// date in the order of the strategy.
    pub(super) fn phases(&self, plan: &mut Plan) {
        let mut events: Vec<(u32, &Intervention)> = self
            .actions()
            .filter_map(|done| match &done.action {
                Action::Diversify { by, .. } => Some((self.step_of(*by), done)),
                Action::Contract { from, .. } => Some((self.step_of(*from), done)),
                _ => None,
            })
            .filter(|(step, _)| *step < plan.steps)
            .collect();
        events.sort_by_key(|(step, _)| *step);
        for (step, done) in events {
            let mut next = plan.phases[plan.phases.len() - 1].clone();
            next.from = step;
            let mut shares: Vec<f64> = next.routes.iter().map(|route| route.share).collect();
            let touched = match &done.action {
                Action::Diversify {
                    economy,
                    material,
                    cap,
                    ..
                } => {
                    let buyers = self.buyers(plan, economy, material);
                    for &stock in &buyers {
                        qualify(plan, stock, step, |_| true);
                        self.cap(plan, stock, cap.get(), &mut shares);
                    }
                    buyers
                }
                Action::Contract {
                    origin,
                    destination,
                    material,
                    share,
                    ..
                } => {
                    let buyers = self.buyers(plan, destination, material);
                    for &stock in &buyers {
                        let from = |lane: &usize| {
                            self.takes_economy(origin, plan.stocks[plan.lanes[*lane].from].economy)
                        };
                        let covered: Vec<usize> =
                            plan.stocks[stock].lanes.clone().filter(from).collect();
                        qualify(plan, stock, step, |lane| covered.contains(&lane));
                        raise(plan, stock, &covered, share.get(), &mut shares);
                    }
                    buyers
                }
                _ => continue,
            };
            for (route, share) in next.routes.iter_mut().zip(&shares) {
                route.share = *share;
            }
            for (tier, lane) in next.tiers.iter_mut().zip(&plan.lanes) {
                if let Some((_, lifted)) = lane.contract.filter(|(start, _)| *start <= step) {
                    *tier = lifted;
                }
            }
            for stock in touched {
                if let Some(pipe) = pipe(plan, stock, step, &shares) {
                    next.pipe_steps[stock] = pipe;
                }
            }
            plan.phases.push(next);
        }
    }

    /// Sites and users that buy a material, except what is pushed to them.
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
        let origin = |lane: usize| plan.stocks[plan.lanes[lane].from].economy;
        let lanes: Vec<usize> = counted(plan, stock).collect();
        let whole: f64 = lanes.iter().map(|&lane| shares[lane]).sum();
        let mut capped: BTreeSet<usize> = BTreeSet::new();
        // Each round caps at least one more origin.
        for _ in 0..self.world.economies.len() {
            let mut by_origin: BTreeMap<usize, f64> = BTreeMap::new();
            for &lane in &lanes {
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
            for &lane in &lanes {
                let at = origin(lane);
                if let Some((_, share)) = over.iter().find(|(other, _)| *other == at) {
                    shares[lane] *= cap * whole / share;
                } else if !capped.contains(&at) {
                    shares[lane] *= 1.0 + excess / free;
                }
            }
        }
    }
}

/// Lanes of a buyer that count in its shares: not those of sites that are still to start.
fn counted(plan: &Plan, stock: usize) -> impl Iterator<Item = usize> + '_ {
    let counts = |lane: &LanePlan| !matches!(lane.qualified, Qualified::AfterStart { .. });
    plan.stocks[stock]
        .lanes
        .clone()
        .filter(move |&lane| counts(&plan.lanes[lane]))
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
    let lanes: Vec<usize> = counted(plan, stock).collect();
    let (own, rest): (Vec<usize>, Vec<usize>) =
        lanes.into_iter().partition(|lane| covered.contains(lane));
    let sum = |lanes: &[usize]| -> f64 { lanes.iter().map(|&lane| shares[lane]).sum() };
    let (has, others) = (sum(&own), sum(&rest));
    let whole = has + others;
    if has <= 0.0 || others <= 0.0 || has >= share * whole {
        return;
    }
    for lane in own {
        shares[lane] *= share * whole / has;
    }
    for lane in rest {
        shares[lane] *= (1.0 - share) * whole / others;
    }
}

/// Pipeline of a buyer under new shares, in steps of use, over the lanes that count at the step:
/// those of the baseline and those that a programme has qualified.
fn pipe(plan: &Plan, stock: usize, step: u32, shares: &[f64]) -> Option<f64> {
    let (mut whole, mut steps) = (0.0, 0.0);
    for lane in plan.stocks[stock].lanes.clone() {
        let row = &plan.lanes[lane];
        let open = match row.qualified {
            Qualified::Always => row.baseline > 0.0,
            Qualified::AfterTrigger { programme, .. } => programme <= step,
            Qualified::AfterStart { .. } => false,
        };
        if open {
            whole += shares[lane];
            steps += shares[lane] * f64::from(row.lead - 1);
        }
    }
    (whole > 0.0).then(|| steps / whole)
}

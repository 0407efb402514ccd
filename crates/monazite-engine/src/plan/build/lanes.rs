//! Lanes in their final order, and the classes of the priority rule.

use std::collections::{BTreeMap, BTreeSet};

use monazite_model::AllocationRule;

use super::layout::Layout;
use super::{Builder, Draft};
use crate::plan::effects;
use crate::plan::effects::Felt;
use crate::plan::{LanePlan, Plan, Qualified, StockKind};

/// Home, contract, allies or others, and the rank of the demand.
type Class = (u8, u8);

impl Builder<'_> {
    pub(super) fn lanes(&self, plan: &mut Plan, draft: &Draft, layout: &Layout, felt: &Felt) {
        let (open, open_of) = effects::table(&felt.open);
        let (delay, delay_of) = effects::table(&felt.delay);
        let (order, order_of) = effects::table(&felt.order);
        let (licence, licence_of) = effects::table(&felt.licence);
        let tiers = self.tiers(draft);
        let last = tiers.iter().map(|&(tier, _)| tier).max();
        plan.tiers = last.map_or(1, |last| last + 1);
        plan.lanes = layout
            .lane_order
            .iter()
            .map(|&at| {
                let lane = &draft.lanes[at];
                LanePlan {
                    from: layout.stock_at[lane.from],
                    to: layout.stock_at[lane.to],
                    pipe: 0,
                    share: lane.share,
                    lead: self.lead(lane.trade),
                    qualified: lane.qualified,
                    tier: tiers[at].0,
                    contract: tiers[at].1,
                    open: open_of[at],
                    delay: delay_of[at],
                    order: order_of[at],
                    licence: licence_of[at],
                    queue: 0,
                    quotas: Vec::new(),
                    sleeps: None,
                    baseline: lane.flow,
                }
            })
            .collect();
        plan.signatures.open = open;
        plan.signatures.delay = delay;
        plan.signatures.order = order;
        plan.signatures.licence = licence;
        for lane in plan.lanes.iter_mut().filter(|lane| lane.licence != 0) {
            lane.queue = plan.queues;
            plan.queues += 1;
        }
    }

    /// Class of each lane under the priority rule: home, contract, allies, others; then the rank of
    /// the demand. With it the step from which a contract of the strategy lifts it, and its class then.
    /// One class for all under the other rules.
    fn tiers(&self, draft: &Draft) -> Vec<(usize, Option<(u32, usize)>)> {
        if self.allocation() != AllocationRule::Priority {
            return vec![(0, None); draft.lanes.len()];
        }
        let blocs: Vec<BTreeSet<String>> = self
            .world
            .economies
            .iter()
            .map(|e| {
                self.world
                    .economy_names(&e.id)
                    .into_iter()
                    .skip(1)
                    .collect()
            })
            .collect();
        let keys: Vec<(Class, Option<(u32, Class)>)> = draft
            .lanes
            .iter()
            .map(|lane| {
                let (from, to) = (&draft.stocks[lane.from], &draft.stocks[lane.to]);
                let class = if self.shares_home(from.economy, to.economy) {
                    0
                } else if self.world.trade[lane.trade].contract {
                    1
                } else if blocs[from.economy]
                    .intersection(&blocs[to.economy])
                    .next()
                    .is_some()
                {
                    2
                } else {
                    3
                };
                let rank = match to.kind {
                    StockKind::Demand => self.world.demands[to.place].priority,
                    _ => 2,
                };
                let contract = match to.kind {
                    StockKind::Input | StockKind::Demand if class > 1 => {
                        self.contracted(from.economy, to.economy, from.material)
                    }
                    _ => None,
                };
                ((class, rank), contract.map(|step| (step, (1, rank))))
            })
            .collect();
        let later = keys.iter().filter_map(|(_, contract)| *contract);
        let distinct: BTreeSet<Class> = keys
            .iter()
            .map(|(key, _)| *key)
            .chain(later.map(|(_, key)| key))
            .collect();
        let order: BTreeMap<Class, usize> = distinct
            .into_iter()
            .enumerate()
            .map(|(at, key)| (key, at))
            .collect();
        keys.iter()
            .map(|(key, contract)| (order[key], contract.map(|(step, key)| (step, order[&key]))))
            .collect()
    }
}

/// Lanes that do nothing before their seller's site has started: the seller has nothing to begin with,
/// and no quota counts what goes by them.
pub(super) fn sleepers(plan: &mut Plan) {
    for level in plan
        .levels
        .iter()
        .filter(|l| !l.pushed && l.quotas.is_empty())
    {
        for lane in &mut plan.lanes[level.lanes.clone()] {
            let seller = &plan.stocks[lane.from];
            let empty = seller.initial == 0.0
                && plan.pipes[seller.pipes.clone()]
                    .iter()
                    .all(|pipe| pipe.initial.iter().all(|mass| *mass == 0.0));
            lane.sleeps = match lane.qualified {
                Qualified::AfterStart { planned, .. } if empty => u16::try_from(planned).ok(),
                _ => None,
            };
        }
    }
}

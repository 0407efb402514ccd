//! Lanes in their final order, and the classes of the priority rule.

use std::collections::{BTreeMap, BTreeSet};

use monazite_model::AllocationRule;

use super::layout::Layout;
use super::{Builder, Draft};
use crate::plan::effects;
use crate::plan::effects::Felt;
use crate::plan::{LanePlan, Plan, StockKind};

impl Builder<'_> {
    pub(super) fn lanes(&self, plan: &mut Plan, draft: &Draft, layout: &Layout, felt: &Felt) {
        let (open, open_of) = effects::table(&felt.open);
        let (delay, delay_of) = effects::table(&felt.delay);
        let (order, order_of) = effects::table(&felt.order);
        let (licence, licence_of) = effects::table(&felt.licence);
        let tiers = self.tiers(draft);
        plan.tiers = tiers.iter().max().map_or(1, |last| last + 1);
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
                    tier: tiers[at],
                    open: open_of[at],
                    delay: delay_of[at],
                    order: order_of[at],
                    licence: licence_of[at],
                    queue: 0,
                    quotas: Vec::new(),
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
    /// the demand. One class for all under the other rules.
    pub(super) fn tiers(&self, draft: &Draft) -> Vec<usize> {
        if self.allocation() != AllocationRule::Priority {
            return vec![0; draft.lanes.len()];
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
        let keys: Vec<(u8, u8)> = draft
            .lanes
            .iter()
            .map(|lane| {
                let (from, to) = (&draft.stocks[lane.from], &draft.stocks[lane.to]);
                let class = if self.shares_home(from.economy, to.economy) {
                    0
                } else if self.world.trade[lane.trade].contract
                    || self.contracted(from.economy, to.economy, from.material)
                {
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
                (class, rank)
            })
            .collect();
        let distinct: BTreeSet<(u8, u8)> = keys.iter().copied().collect();
        let order: BTreeMap<(u8, u8), usize> = distinct
            .into_iter()
            .enumerate()
            .map(|(at, key)| (key, at))
            .collect();
        keys.iter().map(|key| order[key]).collect()
    }
}

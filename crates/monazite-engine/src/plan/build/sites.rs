//! Sites, demands, reserves and quotas.

use std::collections::{BTreeMap, BTreeSet};

use monazite_model::{STOCK_BUILD, Status, Unmet};

use super::layout::{GrowthTable, Layout};
use super::{Builder, Draft};
use crate::network::Place;
use crate::plan::effects;
use crate::plan::effects::Felt;
use crate::plan::{ActivityPlan, DemandPlan, Plan, QuotaPlan, ReservePlan, SitePlan, StockKind};

impl Builder<'_> {
    pub(super) fn sites(
        &self,
        plan: &mut Plan,
        draft: &Draft,
        layout: &Layout,
        felt: &Felt,
        planned_at: &BTreeMap<usize, usize>,
        growth: &mut GrowthTable,
    ) {
        let (available, available_of) = effects::table(&felt.available);
        plan.signatures.available = available;
        let network = &self.balance.network;
        for (at, site) in self.world.sites.iter().enumerate() {
            let planned = matches!(site.status, Status::Planned { .. });
            if planned && !planned_at.contains_key(&at) {
                continue;
            }
            let first = plan.activities.len();
            let mut inputs = BTreeSet::new();
            for &number in &network.of_site[at] {
                let activity = &network.activities[number];
                let drafted = &draft.activities[number];
                let place = |stock: usize| layout.stock_at[stock];
                inputs.extend(drafted.inputs.iter().map(|&(stock, _)| place(stock)));
                plan.activities.push(ActivityPlan {
                    inputs: drafted.inputs.iter().map(|&(s, c)| (place(s), c)).collect(),
                    outputs: drafted
                        .outputs
                        .iter()
                        .map(|&(s, c, p)| (place(s), c, p))
                        .collect(),
                    pushed: activity.pushed,
                });
                let u = self.per_step(self.balance.throughput[number]);
                plan.throughput.push(u);
                for &(stock, coefficient, _) in &drafted.outputs {
                    let processing = plan.stocks[place(stock)].processing as usize;
                    if processing > 0 {
                        let pipe = plan.stocks[place(stock)].pipes.start;
                        for slot in 0..processing {
                            plan.pipes[pipe].initial[slot] += coefficient * u;
                        }
                    }
                }
            }
            plan.sites.push(SitePlan {
                site: at,
                capacity: self.per_step(site.capacity.get()),
                activities: first..plan.activities.len(),
                inputs: inputs.into_iter().collect(),
                growth: growth.row(site.capacity_growth),
                available: available_of[at],
                planned: planned_at.get(&at).copied(),
            });
        }
    }

    pub(super) fn demands(&self, plan: &mut Plan, layout: &Layout, felt: &Felt) {
        let (table, of) = effects::table(&felt.demand);
        plan.signatures.demand = table;
        for (from, stock) in self.balance.network.stocks.iter().enumerate() {
            if let Place::Demand(demand) = stock.place {
                let row = &self.world.demands[demand];
                plan.demands.push(DemandPlan {
                    stock: layout.stock_at[from],
                    demand,
                    rate: plan.stocks[layout.stock_at[from]].baseline,
                    backlog: row.unmet == Unmet::Backlog,
                    factor: of[demand],
                    reo: self.world.materials[plan.stocks[layout.stock_at[from]].material]
                        .reo_t_per_t,
                    value: row.value.get() * 1000.0,
                    response: 0,
                    end_use: row.sector != STOCK_BUILD,
                });
            }
        }
        plan.demands.sort_by_key(|demand| demand.stock);
    }

    pub(super) fn reserves(plan: &mut Plan, draft: &Draft) {
        let mut reserves: Vec<ReservePlan> = Vec::new();
        for level in &mut plan.levels {
            let first = reserves.len();
            for at in level.customers.clone() {
                let stock = &plan.stocks[at];
                if stock.kind != StockKind::Reserve {
                    continue;
                }
                let reserve = &draft.reserves[stock.place];
                let serves = |&other: &usize| {
                    let customer = &plan.stocks[other];
                    reserve.economies.contains(&customer.economy)
                        && customer.kind != StockKind::Reserve
                };
                reserves.push(ReservePlan {
                    stock: at,
                    customers: level.customers.clone().filter(serves).collect(),
                    trigger: reserve.trigger,
                    cover: reserve.cover,
                    release: reserve.release,
                });
            }
            level.reserves = first..reserves.len();
        }
        plan.reserves = reserves;
    }

    pub(super) fn quotas(&self, plan: &mut Plan, layout: &Layout, felt: &Felt) {
        let mut at_lane = vec![0; layout.lane_order.len()];
        for (at, &from) in layout.lane_order.iter().enumerate() {
            at_lane[from] = at;
        }
        for felt in &felt.quotas {
            for (material, lanes) in &felt.lanes {
                let quota = plan.quotas.len();
                let lanes: Vec<usize> = lanes.iter().map(|&lane| at_lane[lane]).collect();
                for &lane in &lanes {
                    plan.lanes[lane].quotas.push(quota);
                }
                if let Some(level) = plan.levels.iter_mut().find(|l| l.material == *material) {
                    level.quotas.push(quota);
                }
                plan.quotas.push(QuotaPlan {
                    effect: felt.effect,
                    per_step: self.per_step(felt.tonnes_per_year),
                    leak: felt.leak,
                    lanes,
                });
            }
        }
    }
}

//! The network with numbers, before anything is sorted: stocks, activities, lanes with shares.

use std::collections::BTreeMap;

use monazite_model::{Status, TradeKind};

use super::{Builder, Draft, DraftActivity, DraftLane, DraftStock};
use crate::balance::activity_split;
use crate::network::Place;
use crate::plan::{Qualified, StockKind};

impl Builder<'_> {
    pub(super) fn draft(&self, use_: &[f64], planned_at: &BTreeMap<usize, usize>) -> Draft {
        let network = &self.balance.network;
        let stocks = network
            .stocks
            .iter()
            .zip(&network.economy)
            .map(|(stock, &economy)| {
                let (kind, place) = match stock.place {
                    Place::Output(site) => (StockKind::Output, site),
                    Place::Input(site) => (StockKind::Input, site),
                    Place::Demand(demand) => (StockKind::Demand, demand),
                };
                DraftStock {
                    kind,
                    material: stock.material,
                    economy,
                    place,
                }
            })
            .collect();
        let activities = network
            .activities
            .iter()
            .zip(activity_split(network, &self.balance.throughput))
            .map(|(activity, split)| {
                let alone = 1.0 / network.of_site[activity.site].len() as f64;
                // Nobody orders a pushed material, so it drives nothing, unless there is nothing else.
                let pushed = |stock: usize| self.pushed(network.stocks[stock].material);
                let drives = |stock: usize| {
                    !pushed(stock) || activity.outputs.iter().all(|&(other, ..)| pushed(other))
                };
                DraftActivity {
                    inputs: activity.inputs.clone(),
                    outputs: activity
                        .outputs
                        .iter()
                        .zip(split)
                        .map(|(&(stock, coefficient, _), part)| {
                            let part = if activity.planned { alone } else { part };
                            (stock, coefficient, if drives(stock) { part } else { 0.0 })
                        })
                        .collect(),
                }
            })
            .collect();
        let lanes = self.draft_lanes(use_, planned_at);
        Draft {
            stocks,
            lanes,
            reserves: Vec::new(),
            activities,
        }
    }

    pub(super) fn draft_lanes(
        &self,
        use_: &[f64],
        planned_at: &BTreeMap<usize, usize>,
    ) -> Vec<DraftLane> {
        let network = &self.balance.network;
        let mut supply = vec![0.0; network.stocks.len()];
        let mut shipped = vec![0.0; network.stocks.len()];
        for (at, lane) in network.lanes.iter().enumerate() {
            supply[lane.to] += self.balance.lane_flow[at];
            shipped[lane.from] += self.balance.lane_flow[at];
        }
        let site_of = |stock: usize| match network.stocks[stock].place {
            Place::Output(site) | Place::Input(site) => Some(site),
            Place::Demand(_) => None,
        };
        // Alternative sellers of one row share its nominal weight by their capacity; what a strategy
        // builds takes nothing from the others.
        let capacity =
            |stock: usize| site_of(stock).map_or(0.0, |site| self.world.sites[site].capacity.get());
        let mut row_capacity: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        let built = |stock: usize| {
            site_of(stock).is_some_and(|site| self.is_built(&self.world.sites[site].id))
        };
        for lane in network
            .lanes
            .iter()
            .filter(|lane| !lane.baseline && !built(lane.from))
        {
            *row_capacity.entry((lane.trade, lane.to)).or_default() += capacity(lane.from);
        }
        let is_planned = |stock: usize| {
            site_of(stock)
                .is_some_and(|site| matches!(self.world.sites[site].status, Status::Planned { .. }))
        };
        let starts = |stock: usize| site_of(stock).and_then(|site| planned_at.get(&site).copied());
        let mut list = Vec::new();
        for (at, lane) in network.lanes.iter().enumerate() {
            let row = &self.world.trade[lane.trade];
            let flow = self.balance.lane_flow[at];
            if lane.baseline {
                if flow > 0.0 && use_[lane.to] > 0.0 {
                    let bought = flow / supply[lane.to];
                    let pushed = self.pushed(network.stocks[lane.from].material);
                    list.push(DraftLane {
                        trade: lane.trade,
                        from: lane.from,
                        to: lane.to,
                        share: if pushed {
                            flow / shipped[lane.from]
                        } else {
                            bought
                        },
                        baseline_share: bought,
                        flow: self.per_step(flow),
                        qualified: Qualified::Always,
                    });
                }
                continue;
            }
            let wait = self.steps_up(row.qualification);
            let qualified = if is_planned(lane.from) {
                let Some(planned) = starts(lane.from) else {
                    continue;
                };
                Qualified::AfterStart {
                    planned,
                    steps: wait,
                }
            } else if is_planned(lane.to) {
                if starts(lane.to).is_none() {
                    continue;
                }
                Qualified::Always
            } else if row.kind == TradeKind::Alternative {
                Qualified::AfterTrigger {
                    steps: wait,
                    scale: self.qualification_scale(row),
                    programme: u32::MAX,
                }
            } else {
                continue;
            };
            if self.pushed(network.stocks[lane.from].material) {
                // A seller that pushes at baseline goes on as it did; a new one splits by capacity.
                let whole: f64 = network
                    .lanes
                    .iter()
                    .filter(|other| other.from == lane.from)
                    .map(|other| capacity(other.to))
                    .sum();
                if shipped[lane.from] == 0.0 && whole > 0.0 {
                    list.push(DraftLane {
                        trade: lane.trade,
                        from: lane.from,
                        to: lane.to,
                        share: capacity(lane.to) / whole,
                        baseline_share: 0.0,
                        flow: 0.0,
                        qualified: Qualified::Always,
                    });
                }
                continue;
            }
            let others = row_capacity.get(&(lane.trade, lane.to)).copied();
            let whole = if built(lane.from) {
                others.unwrap_or(0.0) + capacity(lane.from)
            } else {
                others.unwrap_or(0.0)
            };
            let part = if whole > 0.0 {
                capacity(lane.from) / whole
            } else {
                0.0
            };
            list.push(DraftLane {
                trade: lane.trade,
                from: lane.from,
                to: lane.to,
                share: self.scenario.behaviour.alternative_share.get() * part,
                baseline_share: 0.0,
                flow: 0.0,
                qualified,
            });
        }
        list
    }
}

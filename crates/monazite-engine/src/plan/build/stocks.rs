//! Stocks with their initial mass, targets and bounds; the pipes that lead to them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use monazite_model::Action;

use super::layout::{GrowthTable, Layout};
use super::{Builder, Draft, DraftStock};
use crate::plan::effects;
use crate::plan::effects::Felt;
use crate::plan::{EffectKind, Param, PipePlan, Plan, StockKind, StockPlan};

impl Builder<'_> {
    pub(super) fn stocks(
        &self,
        plan: &mut Plan,
        draft: &Draft,
        layout: &Layout,
        use_: &[f64],
        growth: &mut GrowthTable,
    ) {
        let behaviour = &self.scenario.behaviour;
        let mut lanes_to: Vec<Range<usize>> = vec![0..0; draft.stocks.len()];
        let mut pipeline = vec![[(0.0, 0.0); 2]; draft.stocks.len()];
        for (at, lane) in plan.lanes.iter().enumerate() {
            let range = &mut lanes_to[lane.to];
            *range = if range.start == range.end {
                at..at + 1
            } else {
                range.start..at + 1
            };
            let [usual, other] = &mut pipeline[lane.to];
            let weight = if lane.baseline > 0.0 { usual } else { other };
            weight.0 += lane.share;
            weight.1 += lane.share * f64::from(lane.lead - 1);
        }
        let mut made = vec![0.0; draft.stocks.len()];
        let mut could = vec![0.0; draft.stocks.len()];
        let network = &self.balance.network;
        for (activity, u) in network.activities.iter().zip(&self.balance.throughput) {
            let at = |stock: usize| layout.stock_at[stock];
            let capacity = self.per_step(self.world.sites[activity.site].capacity.get());
            for &(stock, coefficient, _) in &activity.outputs {
                made[at(stock)] += self.per_step(coefficient * u);
                could[at(stock)] += coefficient * capacity;
            }
            for &(stock, coefficient) in &activity.inputs {
                could[at(stock)] += coefficient * capacity;
            }
        }
        plan.stocks = layout
            .stock_order
            .iter()
            .enumerate()
            .map(|(at, &from)| {
                let stock = &draft.stocks[from];
                let baseline = use_.get(from).copied().unwrap_or(0.0);
                // Alternatives count only where there is no baseline supply (planned sites, reserves).
                let pipe_steps = match pipeline[at] {
                    [(whole, steps), _] | [_, (whole, steps)] if whole > 0.0 => steps / whole,
                    _ => 0.0,
                };
                let base = StockPlan {
                    kind: stock.kind,
                    material: stock.material,
                    economy: stock.economy,
                    place: stock.place,
                    initial: 0.0,
                    target: 0.0,
                    limit: 0.0,
                    cover_steps: 0.0,
                    cover_scale: Param::known(1.0),
                    pipe_steps,
                    wip_steps: 0.0,
                    baseline,
                    bound: baseline,
                    order_limit: behaviour.order_limit,
                    lanes: lanes_to[at].clone(),
                    growth: 0,
                    pipes: 0..0,
                    home_pipe: 0,
                    processing: 0,
                    import: None,
                };
                match stock.kind {
                    StockKind::Output => {
                        let site = &self.world.sites[stock.place];
                        let works = made[at] > 0.0;
                        let output = if works { made[at] } else { could[at] };
                        let processing = self.steps_up(site.processing);
                        // What is pushed leaves in the step in which it is made: none is held.
                        let held = if self.pushed(stock.material) {
                            0.0
                        } else {
                            site.output_cover.get()
                        };
                        let target = output * held / self.dt;
                        let limit = behaviour.output_limit * (target + output);
                        let sells_all = made[at] - baseline <= 1e-9 * made[at];
                        StockPlan {
                            target,
                            limit,
                            initial: match (works, sells_all) {
                                (false, _) => 0.0,
                                (true, true) => target,
                                (true, false) => limit,
                            },
                            wip_steps: f64::from(processing),
                            processing,
                            ..base
                        }
                    }
                    StockKind::Input => {
                        let site = &self.world.sites[stock.place];
                        let cover = if self.pushed(stock.material) {
                            0.0
                        } else {
                            site.input_cover.get() / self.dt
                        };
                        let cover = cover + self.buffer(stock);
                        StockPlan {
                            initial: cover * baseline,
                            cover_steps: cover,
                            bound: if baseline > 0.0 { baseline } else { could[at] },
                            growth: growth.row(site.capacity_growth),
                            ..base
                        }
                    }
                    StockKind::Demand => {
                        let demand = &self.world.demands[stock.place];
                        let cover = demand.cover.get() / self.dt + self.buffer(stock);
                        StockPlan {
                            initial: cover * baseline,
                            cover_steps: cover,
                            cover_scale: self.cover_scale(demand),
                            growth: growth.thrifty_row(
                                demand.growth,
                                self.drawn_growth(demand),
                                self.thrifty(demand, plan.steps),
                            ),
                            ..base
                        }
                    }
                    StockKind::Reserve => {
                        let reserve = &draft.reserves[stock.place];
                        StockPlan {
                            initial: reserve.stock,
                            target: reserve.target,
                            bound: reserve.refill,
                            order_limit: 1.0,
                            ..base
                        }
                    }
                }
            })
            .collect();
    }

    /// Steps of extra cover that the strategy asks of a customer.
    pub(super) fn buffer(&self, stock: &DraftStock) -> f64 {
        // Nobody orders a pushed material: a stock of it would not be kept.
        if self.pushed(stock.material) {
            return 0.0;
        }
        self.actions()
            .map(|done| match &done.action {
                Action::Buffer {
                    economy,
                    material,
                    extra,
                } if self.takes_economy(economy, stock.economy)
                    && self.takes_material(material, stock.material) =>
                {
                    extra.get() / self.dt
                }
                _ => 0.0,
            })
            .sum()
    }

    pub(super) fn pipes(&self, plan: &mut Plan, draft: &Draft, layout: &Layout, felt: &Felt) {
        let pause: Vec<(BTreeSet<usize>, BTreeSet<usize>)> = layout
            .lane_order
            .iter()
            .map(|&at| (felt.transit[at].clone(), felt.receipt[at].clone()))
            .collect();
        let longest_delay = |row: &[usize]| -> f64 {
            let of = |&effect: &usize| match plan.effects[effect].kind {
                EffectKind::Route { delay, .. } => delay,
                _ => 0.0,
            };
            row.iter().map(of).sum()
        };
        // Delays of overlapping occurrences of one hazard add: room for three at once, then they cap.
        let extra: Vec<usize> = plan
            .signatures
            .delay
            .iter()
            .map(|row| (3.0 * longest_delay(row) / self.dt).ceil() as usize)
            .collect();
        let never = (BTreeSet::new(), BTreeSet::new());
        let (mut transit_sets, mut receipt_sets) = (Vec::new(), Vec::new());
        let mut pipes: Vec<PipePlan> = Vec::new();
        for at in 0..draft.stocks.len() {
            let start = pipes.len();
            let stock = &plan.stocks[at];
            if stock.kind == StockKind::Output && stock.processing > 0 {
                let slots = stock.processing as usize + 1;
                pipes.push(PipePlan {
                    stock: at,
                    first: 0,
                    stride: 0,
                    slots,
                    length: 0,
                    transit_pause: 0,
                    receipt_pause: 0,
                    initial: vec![0.0; slots],
                });
                transit_sets.push(BTreeSet::new());
                receipt_sets.push(BTreeSet::new());
            }
            let mut groups: BTreeMap<&(BTreeSet<usize>, BTreeSet<usize>), usize> = BTreeMap::new();
            let mut pipe_of = |sets, slots: usize| {
                let place = *groups.entry(sets).or_insert_with(|| {
                    pipes.push(PipePlan {
                        stock: at,
                        first: 0,
                        stride: 0,
                        slots: 2,
                        length: 0,
                        transit_pause: 0,
                        receipt_pause: 0,
                        initial: Vec::new(),
                    });
                    transit_sets.push(sets.0.clone());
                    receipt_sets.push(sets.1.clone());
                    pipes.len() - 1
                });
                pipes[place].slots = pipes[place].slots.max(slots);
                place
            };
            for lane in stock.lanes.clone() {
                let reach = plan.lanes[lane].lead as usize + extra[plan.lanes[lane].delay] + 2;
                plan.lanes[lane].pipe = pipe_of(&pause[lane], reach);
            }
            let served = draft.reserves.iter().any(|reserve| {
                reserve.material == stock.material && reserve.economies.contains(&stock.economy)
            });
            let home_pipe = match stock.kind {
                StockKind::Input | StockKind::Demand if served => pipe_of(&never, 3),
                _ => 0,
            };
            for pipe in &mut pipes[start..] {
                pipe.initial = vec![0.0; pipe.slots];
            }
            plan.stocks[at].pipes = start..pipes.len();
            plan.stocks[at].home_pipe = home_pipe as u32;
        }
        for lane in &plan.lanes {
            for slot in 0..lane.lead as usize {
                pipes[lane.pipe].initial[slot] += lane.baseline;
            }
        }
        let (transit, transit_of) = effects::table(&transit_sets);
        let (receipt, receipt_of) = effects::table(&receipt_sets);
        for (at, pipe) in pipes.iter_mut().enumerate() {
            pipe.transit_pause = transit_of[at];
            pipe.receipt_pause = receipt_of[at];
        }
        plan.signatures.transit = transit;
        plan.signatures.receipt = receipt;
        plan.lengths = berths(&mut pipes);
        plan.pipe_slots = pipes.iter().map(|pipe| pipe.slots).sum();
        plan.pipes = pipes;
    }
}

/// Gives each pipe its slots, those of one length by turns; returns the lengths.
fn berths(pipes: &mut [PipePlan]) -> Vec<usize> {
    let mut of_length: BTreeMap<usize, usize> = BTreeMap::new();
    for pipe in pipes.iter() {
        *of_length.entry(pipe.slots).or_default() += 1;
    }
    let mut first = 0;
    for (length, (&slots, &count)) in of_length.iter().enumerate() {
        let alike = pipes.iter_mut().filter(|pipe| pipe.slots == slots);
        for (at, pipe) in alike.enumerate() {
            pipe.length = length;
            pipe.stride = count;
            pipe.first = first + at;
        }
        first += slots * count;
    }
    of_length.into_keys().collect()
}

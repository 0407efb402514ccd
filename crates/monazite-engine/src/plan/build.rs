//! From a balanced world and a scenario to a plan: the only place where names become indices.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use monazite_model::{
    Action, AllocationRule, Arrival, DAYS_PER_YEAR, Days, Hazard, Problem, Scenario, Status,
    Strategy, TradeKind, Unmet, World,
};
use monazite_stats::{Law, LawError, entity_key};

use super::effects::{self, Felt};
use super::{
    ActivityPlan, DemandPlan, LanePlan, Level, PipePlan, Plan, PlannedSite, Qualified, QuotaPlan,
    Rates, ReservePlan, Signatures, SitePlan, StockKind, StockPlan,
};
use crate::balance::{Balance, activity_split};
use crate::hazards::{ArrivalPlan, HazardPlan, Rung};
use crate::network::Place;

/// Why a scenario cannot be compiled.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CompileError {
    /// The scenario has problems that its check reports.
    #[error("the scenario has {} problems; the first: {}", .0.len(), .0[0].message)]
    Problems(Vec<Problem>),
    /// No strategy has this id.
    #[error("the scenario has no strategy `{0}`")]
    UnknownStrategy(String),
    /// A law that the statistics refuse.
    #[error("hazard `{hazard}`: {error}")]
    Law {
        /// The hazard (or site) whose law it is.
        hazard: String,
        /// What is wrong.
        error: LawError,
    },
    /// Correlations that no random numbers can have.
    #[error("the correlations contradict each other: smallest eigenvalue {0:.3}")]
    Correlations(f64),
}

/// A stock before it has found its position.
#[derive(Debug, Clone)]
pub(super) struct DraftStock {
    pub(super) kind: StockKind,
    pub(super) material: usize,
    pub(super) economy: usize,
    /// Position of site, demand or (draft) reserve.
    pub(super) place: usize,
}

/// A lane before it has found its position.
#[derive(Debug, Clone)]
pub(super) struct DraftLane {
    pub(super) trade: usize,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) share: f64,
    /// Share at baseline; zero for alternatives and reserves.
    pub(super) baseline_share: f64,
    /// Flow per step at baseline.
    pub(super) flow: f64,
    pub(super) qualified: Qualified,
}

/// A reserve of the pack or of a strategy.
#[derive(Debug, Clone)]
pub(super) struct DraftReserve {
    pub(super) id: String,
    pub(super) material: usize,
    pub(super) economy: usize,
    pub(super) stock: f64,
    pub(super) trigger: f64,
    pub(super) release: f64,
    pub(super) refill: f64,
}

/// An activity over draft stocks.
#[derive(Debug, Clone)]
pub(super) struct DraftActivity {
    pub(super) inputs: Vec<(usize, f64)>,
    pub(super) outputs: Vec<(usize, f64, f64)>,
}

/// The network with numbers, before sorting.
pub(super) struct Draft {
    pub(super) stocks: Vec<DraftStock>,
    pub(super) lanes: Vec<DraftLane>,
    pub(super) reserves: Vec<DraftReserve>,
    pub(super) activities: Vec<DraftActivity>,
}

/// Compiles a scenario under one of its strategies (`none` or empty for do-nothing).
pub fn compile(balance: &Balance, scenario: &Scenario, strategy: &str) -> Result<Plan, CompileError> {
    let problems = scenario.problems(&balance.world);
    if !problems.is_empty() {
        return Err(CompileError::Problems(problems));
    }
    let actions = find_strategy(scenario, strategy)?;
    Builder { balance, scenario, world: &balance.world, dt: scenario.run.step.get() }
        .build(actions, strategy)
}

fn find_strategy<'a>(scenario: &'a Scenario, id: &str) -> Result<Option<&'a Strategy>, CompileError> {
    if id.is_empty() || id == "none" {
        return Ok(None);
    }
    let found = scenario.strategies.iter().find(|strategy| strategy.id == id);
    found.map(Some).ok_or_else(|| CompileError::UnknownStrategy(id.to_owned()))
}

struct Builder<'a> {
    balance: &'a Balance,
    scenario: &'a Scenario,
    world: &'a World,
    dt: f64,
}

impl Builder<'_> {
    fn per_step(&self, tonnes_per_year: f64) -> f64 {
        tonnes_per_year * self.dt / DAYS_PER_YEAR
    }

    fn pushed(&self, material: usize) -> bool {
        self.world.materials[material].pushed
    }

    fn steps_up(&self, span: Days) -> u32 {
        span.steps_up(self.scenario.run.step)
    }

    fn lead(&self, trade: usize) -> u32 {
        self.steps_up(self.world.trade[trade].lead_time).max(1)
    }

    fn build(&self, actions: Option<&Strategy>, strategy: &str) -> Result<Plan, CompileError> {
        let steps = self.steps_up(self.scenario.run.horizon);
        let use_ = self.use_per_step();
        let planned = self.planned()?;
        let planned_at: BTreeMap<usize, usize> =
            planned.iter().enumerate().map(|(at, (site, _))| (*site, at)).collect();
        let mut draft = self.draft(&use_, &planned_at);
        self.add_reserves(&mut draft, actions, &use_);

        let mut hazards: Vec<&Hazard> = self.scenario.hazards.iter().collect();
        hazards.sort_by(|a, b| a.id.cmp(&b.id));
        let (effects, ranges, felt) = effects::compile(&hazards, self.world, &draft);

        let layout = Layout::of(self.world, &self.balance.network.cascade, &draft);
        let mut growth = GrowthTable::new(steps, self.dt, self.scenario.growth);
        let mut plan = Plan {
            world: self.world.clone(),
            strategy: if strategy.is_empty() { "none".to_owned() } else { strategy.to_owned() },
            steps,
            step_days: self.dt,
            start_day_of_year: f64::from(self.scenario.run.start.day_of_year() - 1),
            service_level: self.scenario.run.service_level.get(),
            rates: self.rates(),
            allocation: self.scenario.behaviour.allocation,
            tiers: 1,
            spot: self.scenario.behaviour.spot,
            levels: layout.levels.clone(),
            stocks: Vec::new(),
            lanes: Vec::new(),
            pipes: Vec::new(),
            pipe_slots: 0,
            sites: Vec::new(),
            activities: Vec::new(),
            planned: planned.iter().map(|(_, site)| site.clone()).collect(),
            demands: Vec::new(),
            reserves: Vec::new(),
            quotas: Vec::new(),
            growth: Vec::new(),
            hazards: self.hazards(&hazards, ranges)?,
            correlated: Vec::new(),
            cholesky: Vec::new(),
            effects,
            signatures: Signatures::default(),
            scopes: super::Scopes::default(),
            throughput: Vec::new(),
        };
        self.correlations(&mut plan, &hazards)?;
        self.lanes(&mut plan, &draft, &layout, &felt);
        self.stocks(&mut plan, &draft, &layout, &use_, actions, &mut growth);
        self.pipes(&mut plan, &draft, &layout, &felt);
        self.sites(&mut plan, &draft, &layout, &felt, &planned_at, &mut growth);
        self.demands(&mut plan, &layout, &felt);
        self.reserves(&mut plan, &draft, &layout);
        self.quotas(&mut plan, &layout, &felt);
        plan.growth = growth.rows;
        plan.scopes = super::scopes::scopes(self.world, &plan);
        Ok(plan)
    }

    fn rates(&self) -> Rates {
        let behaviour = &self.scenario.behaviour;
        let rate = |time: Days| if time.get() > self.dt { self.dt / time.get() } else { 1.0 };
        Rates {
            adjustment: rate(behaviour.adjustment_time),
            smoothing: rate(behaviour.order_smoothing),
            output_adjustment: rate(behaviour.output_adjustment_time),
            reliability: rate(behaviour.reliability_time),
            reliability_floor: behaviour.reliability_floor.get(),
            trigger: behaviour.qualification_trigger.get(),
        }
    }

    /// Use (inputs, demands) or shipments (outputs) of each network stock, t per step.
    fn use_per_step(&self) -> Vec<f64> {
        let network = &self.balance.network;
        let mut use_ = vec![0.0; network.stocks.len()];
        for (activity, u) in network.activities.iter().zip(&self.balance.throughput) {
            for &(stock, coefficient) in &activity.inputs {
                use_[stock] += self.per_step(coefficient * u);
            }
        }
        for (lane, flow) in network.lanes.iter().zip(&self.balance.lane_flow) {
            use_[lane.from] += self.per_step(*flow);
        }
        for (at, stock) in network.stocks.iter().enumerate() {
            if matches!(stock.place, Place::Demand(_)) {
                use_[at] = self.per_step(self.balance.demand[at]);
            }
        }
        use_
    }

    /// Sites that start later, with their position in the world; none in a frozen world.
    fn planned(&self) -> Result<Vec<(usize, PlannedSite)>, CompileError> {
        let mut list = Vec::new();
        for (at, site) in self.world.sites.iter().enumerate() {
            let Status::Planned { start, delay_median, delay_q90 } = &site.status else { continue };
            if !self.scenario.growth {
                continue;
            }
            let law = |result: Result<Law, LawError>| {
                result.map_err(|error| CompileError::Law { hazard: site.id.clone(), error })
            };
            let delay = if delay_median.get() > 0.0 && delay_q90 > delay_median {
                law(Law::lognormal_median_q90(delay_median.get(), delay_q90.get()))?
            } else {
                law(Law::fixed(delay_median.get()))?
            };
            let announced = (*start - self.scenario.run.start).get_days();
            list.push((
                at,
                PlannedSite {
                    key: entity_key(&site.id),
                    start_day: f64::from(announced),
                    delay,
                    ramp: site.ramp.clone(),
                },
            ));
        }
        Ok(list)
    }

    fn draft(&self, use_: &[f64], planned_at: &BTreeMap<usize, usize>) -> Draft {
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
                DraftStock { kind, material: stock.material, economy, place }
            })
            .collect();
        let activities = network
            .activities
            .iter()
            .zip(activity_split(network, &self.balance.throughput))
            .map(|(activity, split)| {
                let alone = 1.0
                    / network.activities.iter().filter(|a| a.site == activity.site).count() as f64;
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
        Draft { stocks, lanes, reserves: Vec::new(), activities }
    }

    fn draft_lanes(&self, use_: &[f64], planned_at: &BTreeMap<usize, usize>) -> Vec<DraftLane> {
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
        // Alternative sellers of one row share its nominal weight by their capacity.
        let capacity = |stock: usize| {
            site_of(stock).map_or(0.0, |site| self.world.sites[site].capacity.get())
        };
        let mut row_capacity: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for lane in network.lanes.iter().filter(|lane| !lane.baseline) {
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
                        share: if pushed { flow / shipped[lane.from] } else { bought },
                        baseline_share: bought,
                        flow: self.per_step(flow),
                        qualified: Qualified::Always,
                    });
                }
                continue;
            }
            let wait = self.steps_up(row.qualification);
            let qualified = if is_planned(lane.from) {
                let Some(planned) = starts(lane.from) else { continue };
                Qualified::AfterStart { planned, steps: wait }
            } else if is_planned(lane.to) {
                if starts(lane.to).is_none() {
                    continue;
                }
                Qualified::Always
            } else if row.kind == TradeKind::Alternative {
                Qualified::AfterTrigger { steps: wait }
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
            let whole = row_capacity[&(lane.trade, lane.to)];
            let part = if whole > 0.0 { capacity(lane.from) / whole } else { 0.0 };
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

    /// Reserves of the pack and of the strategy, with refill lanes from the holder's own suppliers.
    fn add_reserves(&self, draft: &mut Draft, actions: Option<&Strategy>, use_: &[f64]) {
        let mut reserves = Vec::new();
        for row in &self.world.reserves {
            let material = self.world.materials.iter().position(|m| m.id == row.material);
            let economy = self.world.economies.iter().position(|e| e.id == row.holder);
            if let (Some(material), Some(economy)) = (material, economy) {
                reserves.push(DraftReserve {
                    id: row.id.clone(),
                    material,
                    economy,
                    stock: row.stock.get(),
                    trigger: row.trigger.get(),
                    release: self.per_step(row.release.get()),
                    refill: self.per_step(row.refill.get()),
                });
            }
        }
        for action in actions.iter().flat_map(|strategy| &strategy.actions) {
            let Action::Stockpile { holder, material, target, trigger, release, refill } = action
            else {
                continue;
            };
            for (economy, row) in self.world.economies.iter().enumerate() {
                let names = self.world.economy_names(&row.id);
                if !holder.matches(&names.iter().map(String::as_str).collect::<Vec<_>>()) {
                    continue;
                }
                for (at, good) in self.world.materials.iter().enumerate() {
                    let stage = format!("stage:{}", good.stage.word());
                    let used: f64 = draft
                        .stocks
                        .iter()
                        .zip(use_)
                        .filter(|(s, _)| {
                            s.economy == economy && s.material == at && s.kind != StockKind::Output
                        })
                        .map(|(_, u)| u)
                        .sum();
                    if material.matches(&[&good.id, &stage]) && used > 0.0 {
                        reserves.push(DraftReserve {
                            id: format!("stockpile-{}-{}", row.id, good.id),
                            material: at,
                            economy,
                            stock: used * target.get() / self.dt,
                            trigger: trigger.get(),
                            release: used * release,
                            refill: used * refill,
                        });
                    }
                }
            }
        }
        for (at, reserve) in reserves.iter().enumerate() {
            let to = draft.stocks.len();
            let mut from: BTreeMap<usize, (usize, f64)> = BTreeMap::new();
            for lane in &draft.lanes {
                let buyer = &draft.stocks[lane.to];
                if buyer.economy == reserve.economy
                    && buyer.material == reserve.material
                    && lane.flow > 0.0
                {
                    from.entry(lane.from).or_insert((lane.trade, 0.0)).1 += lane.flow;
                }
            }
            let whole: f64 = from.values().map(|(_, flow)| flow).sum();
            draft.stocks.push(DraftStock {
                kind: StockKind::Reserve,
                material: reserve.material,
                economy: reserve.economy,
                place: at,
            });
            draft.lanes.extend(from.into_iter().map(|(seller, (trade, flow))| DraftLane {
                trade,
                from: seller,
                to,
                share: flow / whole,
                baseline_share: 0.0,
                flow: 0.0,
                qualified: Qualified::Always,
            }));
        }
        draft.reserves = reserves;
    }

    fn hazards(
        &self,
        sorted: &[&Hazard],
        ranges: Vec<Range<usize>>,
    ) -> Result<Vec<HazardPlan>, CompileError> {
        let law = |hazard: &Hazard, spec: &monazite_model::Law| {
            law(spec).map_err(|error| CompileError::Law { hazard: hazard.id.clone(), error })
        };
        let mut list = Vec::with_capacity(sorted.len());
        for (hazard, effects) in sorted.iter().zip(ranges) {
            let arrival = match &hazard.arrival {
                Arrival::Date(date) => ArrivalPlan::At(f64::from(
                    (*date - self.scenario.run.start).get_days(),
                )),
                Arrival::PoissonPerYear(rate) => ArrivalPlan::Poisson(rate / DAYS_PER_YEAR),
                Arrival::Seasonal(rates) => {
                    let daily = rates.map(|rate| rate / DAYS_PER_YEAR);
                    ArrivalPlan::Seasonal(daily, daily.iter().copied().fold(0.0, f64::max))
                }
                Arrival::Renewal { gap, minimum_gap } => {
                    ArrivalPlan::Renewal(law(hazard, gap)?, minimum_gap.get())
                }
                Arrival::After { hazard: parent, probability, delay } => {
                    let parent = sorted.iter().position(|h| h.id == *parent).unwrap_or_default();
                    ArrivalPlan::After(parent, probability.get(), law(hazard, delay)?)
                }
            };
            let mut rungs = Vec::with_capacity(hazard.escalation.len());
            for stage in &hazard.escalation {
                rungs.push(Rung {
                    level: stage.level.get(),
                    duration: law(hazard, &stage.duration)?,
                    escalate: stage.escalate.get(),
                });
            }
            list.push(HazardPlan {
                id: hazard.id.clone(),
                family: hazard.family.clone(),
                key: entity_key(&hazard.id),
                arrival,
                duration: law(hazard, &hazard.duration)?,
                severity: law(hazard, &hazard.severity)?,
                onset: hazard.profile.onset.get(),
                recovery: hazard.profile.recovery.get(),
                rungs,
                effects,
                dated: matches!(hazard.arrival, Arrival::Date(_)),
            });
        }
        Ok(list)
    }

    fn correlations(&self, plan: &mut Plan, sorted: &[&Hazard]) -> Result<(), CompileError> {
        let at = |id: &str| sorted.iter().position(|hazard| hazard.id == id);
        let mut members = BTreeSet::new();
        let mut pairs = Vec::new();
        for row in &self.scenario.correlations {
            if let (Some(first), Some(second)) = (at(&row.first), at(&row.second)) {
                members.extend([first, second]);
                pairs.push((first, second, row.spearman));
            }
        }
        let members: Vec<usize> = members.into_iter().collect();
        let place = |hazard: usize| members.iter().position(|&m| m == hazard).unwrap_or_default();
        let mut matrix = vec![vec![0.0; members.len()]; members.len()];
        for (row, line) in matrix.iter_mut().enumerate() {
            line[row] = 1.0;
        }
        for (first, second, spearman) in pairs {
            let pearson = monazite_stats::spearman_to_pearson(spearman);
            matrix[place(first)][place(second)] = pearson;
            matrix[place(second)][place(first)] = pearson;
        }
        plan.cholesky = monazite_stats::cholesky(&matrix).map_err(CompileError::Correlations)?;
        plan.correlated = members;
        Ok(())
    }

    fn lanes(&self, plan: &mut Plan, draft: &Draft, layout: &Layout, felt: &Felt) {
        let (open, open_of) = effects::table(&felt.open);
        let (delay, delay_of) = effects::table(&felt.delay);
        let (order, order_of) = effects::table(&felt.order);
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
                    quotas: Vec::new(),
                    baseline: lane.flow,
                }
            })
            .collect();
        plan.signatures.open = open;
        plan.signatures.delay = delay;
        plan.signatures.order = order;
    }

    /// Class of each lane under the priority rule: home, contract, allies, others; then the rank of
    /// the demand. One class for all under the other rules.
    fn tiers(&self, draft: &Draft) -> Vec<usize> {
        if self.scenario.behaviour.allocation != AllocationRule::Priority {
            return vec![0; draft.lanes.len()];
        }
        let blocs: Vec<BTreeSet<String>> = self
            .world
            .economies
            .iter()
            .map(|e| self.world.economy_names(&e.id).into_iter().skip(1).collect())
            .collect();
        let keys: Vec<(u8, u8)> = draft
            .lanes
            .iter()
            .map(|lane| {
                let (from, to) = (&draft.stocks[lane.from], &draft.stocks[lane.to]);
                let class = if from.economy == to.economy {
                    0
                } else if self.world.trade[lane.trade].contract {
                    1
                } else if blocs[from.economy].intersection(&blocs[to.economy]).next().is_some() {
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
        let order: BTreeMap<(u8, u8), usize> =
            distinct.into_iter().enumerate().map(|(at, key)| (key, at)).collect();
        keys.iter().map(|key| order[key]).collect()
    }

    fn stocks(
        &self,
        plan: &mut Plan,
        draft: &Draft,
        layout: &Layout,
        use_: &[f64],
        actions: Option<&Strategy>,
        growth: &mut GrowthTable,
    ) {
        let behaviour = &self.scenario.behaviour;
        let mut lanes_to: Vec<Range<usize>> = vec![0..0; draft.stocks.len()];
        let mut pipeline = vec![(0.0, 0.0); draft.stocks.len()];
        for (at, lane) in plan.lanes.iter().enumerate() {
            let range = &mut lanes_to[lane.to];
            *range = if range.start == range.end { at..at + 1 } else { range.start..at + 1 };
            let weight = &mut pipeline[lane.to];
            // Alternatives count only where there is no baseline supply (planned sites, reserves).
            let counted = if lane.baseline > 0.0 { lane.share } else { lane.share * 1e-12 };
            weight.0 += counted;
            weight.1 += counted * f64::from(lane.lead - 1);
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
                let pipe_steps = if pipeline[at].0 > 0.0 { pipeline[at].1 / pipeline[at].0 } else { 0.0 };
                let base = StockPlan {
                    kind: stock.kind,
                    material: stock.material,
                    economy: stock.economy,
                    place: stock.place,
                    initial: 0.0,
                    target: 0.0,
                    limit: 0.0,
                    cover_steps: pipe_steps,
                    wip_steps: 0.0,
                    baseline,
                    bound: baseline,
                    order_limit: behaviour.order_limit,
                    lanes: lanes_to[at].clone(),
                    growth: 0,
                    pipes: 0..0,
                    home_pipe: 0,
                    processing: 0,
                };
                match stock.kind {
                    StockKind::Output => {
                        let site = &self.world.sites[stock.place];
                        let works = made[at] > 0.0;
                        let output = if works { made[at] } else { could[at] };
                        let processing = self.steps_up(site.processing);
                        // What is pushed leaves in the step in which it is made: none is held.
                        let held = if self.pushed(stock.material) { 0.0 } else { site.output_cover.get() };
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
                        let cover = if self.pushed(stock.material) { 0.0 } else { site.input_cover.get() / self.dt };
                        let cover = cover + self.buffer(actions, stock);
                        StockPlan {
                            initial: cover * baseline,
                            cover_steps: cover + pipe_steps,
                            bound: if baseline > 0.0 { baseline } else { could[at] },
                            growth: growth.row(site.capacity_growth),
                            ..base
                        }
                    }
                    StockKind::Demand => {
                        let demand = &self.world.demands[stock.place];
                        let cover = demand.cover.get() / self.dt + self.buffer(actions, stock);
                        StockPlan {
                            initial: cover * baseline,
                            cover_steps: cover + pipe_steps,
                            growth: growth.row(demand.growth),
                            ..base
                        }
                    }
                    StockKind::Reserve => {
                        let reserve = &draft.reserves[stock.place];
                        StockPlan {
                            initial: reserve.stock,
                            target: reserve.stock,
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
    fn buffer(&self, actions: Option<&Strategy>, stock: &DraftStock) -> f64 {
        let names = self.world.economy_names(&self.world.economies[stock.economy].id);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let good = &self.world.materials[stock.material];
        let stage = format!("stage:{}", good.stage.word());
        actions
            .iter()
            .flat_map(|strategy| &strategy.actions)
            .map(|action| match action {
                Action::Buffer { economy, material, extra }
                    if economy.matches(&names) && material.matches(&[&good.id, &stage]) =>
                {
                    extra.get() / self.dt
                }
                _ => 0.0,
            })
            .sum()
    }

    fn pipes(&self, plan: &mut Plan, draft: &Draft, layout: &Layout, felt: &Felt) {
        let pause: Vec<(BTreeSet<usize>, BTreeSet<usize>)> = layout
            .lane_order
            .iter()
            .map(|&at| (felt.transit[at].clone(), felt.receipt[at].clone()))
            .collect();
        let longest_delay = |row: &[usize]| -> f64 {
            let of = |&effect: &usize| match plan.effects[effect].kind {
                super::EffectKind::Route { delay, .. } => delay,
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
        let mut first = 0;
        for at in 0..draft.stocks.len() {
            let start = pipes.len();
            let stock = &plan.stocks[at];
            if stock.kind == StockKind::Output && stock.processing > 0 {
                let slots = stock.processing as usize + 1;
                pipes.push(PipePlan {
                    stock: at,
                    first,
                    slots,
                    transit_pause: 0,
                    receipt_pause: 0,
                    initial: vec![0.0; slots],
                });
                transit_sets.push(BTreeSet::new());
                receipt_sets.push(BTreeSet::new());
                first += slots;
            }
            let mut groups: BTreeMap<&(BTreeSet<usize>, BTreeSet<usize>), usize> = BTreeMap::new();
            let mut pipe_of = |sets, slots: usize| {
                let place = *groups.entry(sets).or_insert_with(|| {
                    pipes.push(PipePlan {
                        stock: at,
                        first: 0,
                        slots: 2,
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
                reserve.material == stock.material && reserve.economy == stock.economy
            });
            let home_pipe = match stock.kind {
                StockKind::Input | StockKind::Demand if served => pipe_of(&never, 3),
                _ => 0,
            };
            for pipe in &mut pipes[start..] {
                if pipe.initial.is_empty() {
                    pipe.first = first;
                    pipe.initial = vec![0.0; pipe.slots];
                    first += pipe.slots;
                }
            }
            plan.stocks[at].pipes = start..pipes.len();
            plan.stocks[at].home_pipe = home_pipe;
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
        plan.pipes = pipes;
        plan.pipe_slots = first;
    }

    fn sites(
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
            for (number, activity) in network.activities.iter().enumerate() {
                if activity.site != at {
                    continue;
                }
                let drafted = &draft.activities[number];
                let place = |stock: usize| layout.stock_at[stock];
                inputs.extend(drafted.inputs.iter().map(|&(stock, _)| place(stock)));
                plan.activities.push(ActivityPlan {
                    inputs: drafted.inputs.iter().map(|&(s, c)| (place(s), c)).collect(),
                    outputs: drafted.outputs.iter().map(|&(s, c, p)| (place(s), c, p)).collect(),
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

    fn demands(&self, plan: &mut Plan, layout: &Layout, felt: &Felt) {
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
                    reo: self.world.materials[plan.stocks[layout.stock_at[from]].material].reo_t_per_t,
                    value: row.value.get() * 1000.0,
                });
            }
        }
        plan.demands.sort_by_key(|demand| demand.stock);
    }

    fn reserves(&self, plan: &mut Plan, draft: &Draft, layout: &Layout) {
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
                    customer.economy == reserve.economy && customer.kind != StockKind::Reserve
                };
                reserves.push(ReservePlan {
                    stock: at,
                    customers: level.customers.clone().filter(serves).collect(),
                    trigger: reserve.trigger,
                    release: reserve.release,
                    refill: reserve.refill,
                });
            }
            level.reserves = first..reserves.len();
        }
        let _ = layout;
        plan.reserves = reserves;
    }

    fn quotas(&self, plan: &mut Plan, layout: &Layout, felt: &Felt) {
        let mut at_lane = vec![0; layout.lane_order.len()];
        for (at, &from) in layout.lane_order.iter().enumerate() {
            at_lane[from] = at;
        }
        for (effect, tonnes, by_material) in &felt.quotas {
            for (material, lanes) in by_material {
                let quota = plan.quotas.len();
                let lanes: Vec<usize> = lanes.iter().map(|&lane| at_lane[lane]).collect();
                for &lane in &lanes {
                    plan.lanes[lane].quotas.push(quota);
                }
                if let Some(level) = plan.levels.iter_mut().find(|l| l.material == *material) {
                    level.quotas.push(quota);
                }
                plan.quotas.push(QuotaPlan {
                    effect: *effect,
                    per_step: self.per_step(*tonnes),
                    lanes,
                });
            }
        }
    }
}

/// Where stocks and lanes of the draft go.
struct Layout {
    levels: Vec<Level>,
    /// Draft position of each stock of the plan.
    stock_order: Vec<usize>,
    /// Plan position of each stock of the draft.
    stock_at: Vec<usize>,
    /// Draft position of each lane of the plan.
    lane_order: Vec<usize>,
}

impl Layout {
    fn of(world: &World, cascade: &[usize], draft: &Draft) -> Self {
        let rank = |kind: StockKind| match kind {
            StockKind::Output => 0,
            StockKind::Input => 1,
            StockKind::Demand => 2,
            StockKind::Reserve => 3,
        };
        let mut stock_order: Vec<usize> = (0..draft.stocks.len()).collect();
        let level_of: BTreeMap<usize, usize> =
            cascade.iter().enumerate().map(|(level, &material)| (material, level)).collect();
        stock_order.sort_by_key(|&at| {
            let stock = &draft.stocks[at];
            (level_of[&stock.material], rank(stock.kind), stock.place)
        });
        let mut stock_at = vec![0; stock_order.len()];
        for (at, &from) in stock_order.iter().enumerate() {
            stock_at[from] = at;
        }
        let mut lane_order: Vec<usize> = (0..draft.lanes.len()).collect();
        lane_order.sort_by_key(|&at| {
            let lane = &draft.lanes[at];
            (stock_at[lane.to], stock_at[lane.from], lane.trade)
        });
        let (mut levels, mut next, mut next_lane) = (Vec::new(), 0, 0);
        for &material in cascade {
            let run = |from: usize, output: bool| {
                stock_order[from..]
                    .iter()
                    .take_while(|&&at| {
                        let stock = &draft.stocks[at];
                        stock.material == material && (stock.kind == StockKind::Output) == output
                    })
                    .count()
            };
            let suppliers = next..next + run(next, true);
            let customers = suppliers.end..suppliers.end + run(suppliers.end, false);
            let count = lane_order[next_lane..]
                .iter()
                .take_while(|&&at| draft.stocks[draft.lanes[at].to].material == material)
                .count();
            next = customers.end;
            levels.push(Level {
                material,
                pushed: world.materials[material].pushed,
                suppliers,
                customers,
                lanes: next_lane..next_lane + count,
                reserves: 0..0,
                quotas: Vec::new(),
            });
            next_lane += count;
        }
        Self { levels, stock_order, stock_at, lane_order }
    }
}

/// Growth factors per step, one row per distinct yearly rate.
struct GrowthTable {
    rates: Vec<f64>,
    rows: Vec<Vec<f64>>,
    steps: u32,
    dt: f64,
    on: bool,
}

impl GrowthTable {
    fn new(steps: u32, dt: f64, on: bool) -> Self {
        let mut table = Self { rates: Vec::new(), rows: Vec::new(), steps, dt, on };
        table.row(0.0);
        table
    }

    fn row(&mut self, rate: f64) -> usize {
        let rate = if self.on { rate } else { 0.0 };
        if let Some(at) = self.rates.iter().position(|&known| known == rate) {
            return at;
        }
        let factor = |step: u32| {
            if rate == 0.0 {
                1.0
            } else {
                libm::pow(1.0 + rate, f64::from(step) * self.dt / DAYS_PER_YEAR)
            }
        };
        self.rows.push((0..self.steps).map(factor).collect());
        self.rates.push(rate);
        self.rates.len() - 1
    }
}

/// The sampler of a law that a file describes.
fn law(spec: &monazite_model::Law) -> Result<Law, LawError> {
    use monazite_model::Law as Spec;
    match *spec {
        Spec::Fixed(value) => Law::fixed(value),
        Spec::Uniform { min, max } if min == max => Law::fixed(min),
        Spec::Uniform { min, max } => Law::uniform(min, max),
        Spec::Triangular { min, mode, max } => Law::triangular(min, mode, max),
        Spec::Pert { min, mode, max } => Law::pert(min, mode, max, 4.0),
        Spec::Lognormal { median, q90 } if median == q90 => Law::fixed(median),
        Spec::Lognormal { median, q90 } => Law::lognormal_median_q90(median, q90),
        Spec::Exponential { mean } => Law::exponential(mean),
        Spec::Gamma { mean, cv } => Law::gamma(mean, cv),
        Spec::Weibull { shape, scale } => Law::weibull(shape, scale),
        Spec::Beta { alpha, beta, min, max } => Law::beta_on(alpha, beta, min, max),
        Spec::Geometric { probability, period } => Law::geometric_periods(probability, period),
        Spec::Empirical(ref values) => Law::empirical(values),
    }
}

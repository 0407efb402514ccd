//! From a balanced world and a scenario to a plan: the only place where names become indices.

mod costs;
mod draft;
mod hazards;
mod lanes;
mod layout;
mod market;
mod pack;
mod params;
mod policy;
mod refusal;
mod reserves;
mod shares;
mod sites;
mod stocks;
mod support;

use std::collections::BTreeMap;

use monazite_model::{DAYS_PER_YEAR, Days, Hazard, Scenario, Status, Strategy, Table, World};
use monazite_stats::{Law, LawError, entity_key};

use super::effects;
use super::{
    AccountsPlan, MarketPlan, Phase, Plan, PlannedSite, Qualified, Rates, Signatures, StockKind,
};
use crate::balance::Balance;
use crate::network::Place;
use layout::{GrowthTable, Layout};

pub use refusal::CompileError;

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
    /// Economy that it is counted for.
    pub(super) economy: usize,
    /// Economies whose consumers it serves.
    pub(super) economies: Vec<usize>,
    /// Held at the start, and refilled to.
    pub(super) stock: f64,
    pub(super) target: f64,
    /// Position of the strategy's action that makes it.
    pub(super) action: Option<usize>,
    pub(super) trigger: f64,
    /// Steps of use in customers' stocks below which it releases as well; 0 for none.
    pub(super) cover: f64,
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
pub fn compile(
    balance: &Balance,
    scenario: &Scenario,
    strategy: &str,
) -> Result<Plan, CompileError> {
    let problems = scenario.problems(&balance.world);
    if !problems.is_empty() {
        return Err(CompileError::Problems(problems));
    }
    build(balance, scenario, strategy)
}

/// The same for a scenario that is known to be sound.
pub(crate) fn build(
    balance: &Balance,
    scenario: &Scenario,
    strategy: &str,
) -> Result<Plan, CompileError> {
    let actions = find_strategy(scenario, strategy)?;
    // What a strategy builds is planned, and planned sites take no part in the balance.
    let built = actions.map(|actions| balance.world.with(actions));
    let extended = built
        .as_ref()
        .filter(|built| !built.sites.is_empty())
        .map(|built| balance.in_larger(&built.world));
    let base = extended.as_ref().unwrap_or(balance);
    Builder {
        balance: base,
        scenario,
        strategy: actions,
        built: built.map_or_else(Vec::new, |built| built.sites),
        world: &base.world,
        dt: scenario.run.step.get(),
    }
    .build(strategy)
}

fn find_strategy<'a>(
    scenario: &'a Scenario,
    id: &str,
) -> Result<Option<&'a Strategy>, CompileError> {
    if id.is_empty() || id == "none" {
        return Ok(None);
    }
    let found = scenario
        .strategies
        .iter()
        .find(|strategy| strategy.id == id);
    found
        .map(Some)
        .ok_or_else(|| CompileError::UnknownStrategy(id.to_owned()))
}

struct Builder<'a> {
    balance: &'a Balance,
    scenario: &'a Scenario,
    strategy: Option<&'a Strategy>,
    /// Sites that the strategy builds, with the position of the action.
    built: Vec<(usize, String)>,
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

    /// Whether the strategy builds this site.
    fn is_built(&self, site: &str) -> bool {
        self.built.iter().any(|(_, id)| id == site)
    }

    fn steps_up(&self, span: Days) -> u32 {
        span.steps_up(self.scenario.run.step)
    }

    fn lead(&self, trade: usize) -> u32 {
        self.steps_up(self.world.trade[trade].lead_time).max(1)
    }

    fn build(&self, strategy: &str) -> Result<Plan, CompileError> {
        let steps = self.steps_up(self.scenario.run.horizon);
        let use_ = self.use_per_step();
        let planned = self.planned()?;
        let planned_at: BTreeMap<usize, usize> = planned
            .iter()
            .enumerate()
            .map(|(at, (site, _))| (*site, at))
            .collect();
        let mut draft = self.draft(&use_, &planned_at);
        self.add_reserves(&mut draft, &use_);

        let mut hazards: Vec<&Hazard> = self.scenario.hazards.iter().collect();
        hazards.sort_by(|a, b| a.id.cmp(&b.id));
        let (effects, ranges, felt) =
            effects::compile(&hazards, self.world, &draft, &|id, key, value| {
                self.param(&format!("hazard[{id}].{key}"), value)
            });

        let layout = Layout::of(self.world, &self.balance.network.cascade, &draft);
        let mut growth = GrowthTable::new(steps, self.dt, self.scenario.growth);
        let mut plan = Plan {
            world: self.world.clone(),
            strategy: if strategy.is_empty() {
                "none".to_owned()
            } else {
                strategy.to_owned()
            },
            steps,
            step_days: self.dt,
            start_day_of_year: f64::from(self.scenario.run.start.day_of_year() - 1),
            service_level: self.scenario.run.service_level.get(),
            rates: self.rates(),
            allocation: self.allocation(),
            tiers: 1,
            spot: self.scenario.behaviour.spot,
            levels: layout.levels.clone(),
            stocks: Vec::new(),
            lanes: Vec::new(),
            phases: Vec::new(),
            memories: Vec::new(),
            lengths: Vec::new(),
            leads: Vec::new(),
            gates: Vec::new(),
            borders: Vec::new(),
            waits: Vec::new(),
            queues: 0,
            lapse: crate::allocate::LAPSE_DAYS / self.dt,
            pipes: Vec::new(),
            pipe_slots: 0,
            sites: Vec::new(),
            activities: Vec::new(),
            planned: planned.iter().map(|(_, site)| site.clone()).collect(),
            demands: Vec::new(),
            reserves: Vec::new(),
            quotas: Vec::new(),
            growth: Vec::new(),
            market: MarketPlan::default(),
            imports: Vec::new(),
            uncertain: self.uncertain()?,
            discount: Vec::new(),
            accounts: AccountsPlan::default(),
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
        self.stocks(&mut plan, &draft, &layout, &use_, &mut growth);
        self.pipes(&mut plan, &draft, &layout, &felt);
        self.sites(&mut plan, &draft, &layout, &felt, &planned_at, &mut growth);
        self.demands(&mut plan, &layout, &felt);
        Self::reserves(&mut plan, &draft);
        self.quotas(&mut plan, &layout, &felt);
        lanes::sleepers(&mut plan);
        plan.phases = vec![Phase::first(&plan)];
        plan.growth = growth.rows;
        let discounted = |t| libm::pow(1.0 + self.scenario.discount.get(), -plan.years(t));
        plan.discount = (0..steps).map(discounted).collect();
        self.market(&mut plan, &felt);
        let sites: Vec<usize> = planned.iter().map(|(site, _)| *site).collect();
        self.policy(&mut plan, &sites);
        plan.accounts = self.accounts(&plan, &draft, &layout);
        self.imports(&mut plan);
        pack::pack(&mut plan);
        plan.scopes = super::scopes::scopes(self.world, &plan);
        Ok(plan)
    }

    fn rates(&self) -> Rates {
        let behaviour = &self.scenario.behaviour;
        let rate = |time: Days| {
            if time.get() > self.dt {
                self.dt / time.get()
            } else {
                1.0
            }
        };
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
            let Status::Planned {
                start,
                delay_median,
                delay_q90,
            } = &site.status
            else {
                continue;
            };
            // What the pack plans is growth; what a strategy builds is done whatever grows.
            if !self.scenario.growth && !self.is_built(&site.id) {
                continue;
            }
            let law = |result: Result<Law, LawError>| {
                result.map_err(|error| CompileError::Law {
                    table: Table::Sites,
                    id: site.id.clone(),
                    field: "start_delay_median_days".to_owned(),
                    error,
                })
            };
            let delay = if delay_median.get() > 0.0 && delay_q90 > delay_median {
                law(Law::lognormal_median_q90(
                    delay_median.get(),
                    delay_q90.get(),
                ))?
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
                    trigger: None,
                },
            ));
        }
        Ok(list)
    }
}

//! Everything that a future does to the world, written down step by step while it is simulated.

use crate::allocate::scaled;
use crate::block::{self, Drawn, Instructions, Watch};
use crate::plan::{EffectKind, Param, Plan, Qualified};
use crate::record::Record;
use crate::state::{Calendars, State, parameter};
use crate::step::{delay, ramp};

/// A future as data: one entry per step, then per site, lane, demand, pipe or stock.
#[derive(Default)]
pub(super) struct Future {
    /// Largest throughput of each site.
    pub(super) capacity: Vec<Vec<f64>>,
    /// Largest shipment of each lane; infinite where nothing restricts it.
    pub(super) passes: Vec<Vec<f64>>,
    /// Steps from dispatch to arrival of each lane, before pauses.
    pub(super) lead: Vec<Vec<usize>>,
    /// Wanted by each demand.
    pub(super) wanted: Vec<Vec<f64>>,
    /// Whether each pipe stands still.
    pub(super) still: Vec<Vec<bool>>,
    /// Whether each pipe's arrivals wait at the border.
    pub(super) waits: Vec<Vec<bool>>,
    /// Share of each stock that survives the losses at the start of the step.
    pub(super) survives: Vec<Vec<f64>>,
    /// Whether each quota is in force.
    pub(super) bound: Vec<Vec<bool>>,
    /// Mass that each stock starts with.
    pub(super) initial: Vec<f64>,
    /// Share of a quota's orders that passes all the same.
    pub(super) leaks: Vec<f64>,
    /// Unmet demand of the simulation, t REO.
    pub(super) unmet: f64,
    /// What was wanted, t REO.
    pub(super) asked: f64,
    /// Occurrences that have started.
    seen: usize,
}

impl Future {
    pub(super) fn of(plan: &Plan, seed: u64, replication: u64) -> Self {
        let mut future = Self::default();
        let drawn = Drawn::of(plan, seed, [replication]);
        let value = |param: Param| parameter(&drawn.parameters, param)[0];
        let stocks = plan.stocks.iter();
        future.initial = stocks
            .map(|stock| value(stock.cover_scale) * stock.initial)
            .collect();
        future.leaks = plan.quotas.iter().map(|quota| value(quota.leak)).collect();
        block::run(plan, &drawn, true, Instructions::Portable, &mut future);
        future
    }

    /// The step in which goods that are due at `due` join the stock; they were sent at `sent`, or
    /// were under way before the first step where that is `None`.
    pub(super) fn arrival(&self, pipe: usize, sent: Option<usize>, due: usize) -> usize {
        let steps = self.still.len();
        let (mut due, mut now) = (due, sent.map_or(0, |step| step + 1));
        while now <= due && now < steps {
            if self.still[now][pipe] {
                due += 1;
            }
            now += 1;
        }
        while due < steps && self.waits[due][pipe] {
            due += 1;
        }
        due
    }
}

impl Watch<1> for Future {
    fn after(
        &mut self,
        plan: &Plan,
        state: &State<1>,
        _: &Record<1>,
        calendars: &Calendars,
        t: u32,
    ) {
        let factors = &state.factors;
        let day = f64::from(t) * plan.step_days;
        let growth = |row: u32| state.growth[row as usize][0];
        // Prices may bring forth this much; a planner would mothball nothing.
        let stretch = plan.market.rules.map_or(1.0, |rules| rules.supply_limit);
        self.capacity.push(
            plan.sites
                .iter()
                .map(|site| {
                    let ramp = site.planned.map_or(1.0, |planned| {
                        ramp(
                            &plan.planned[planned].ramp,
                            day - state.start_day[planned][0],
                        )
                    });
                    factors.available[site.available][0]
                        * site.capacity
                        * growth(site.growth)
                        * stretch
                        * ramp
                })
                .collect(),
        );
        let routes = plan.phases[state.phase].routes.iter();
        let passes = plan.lanes.iter().zip(routes).map(|(lane, route)| {
            let usable = match lane.qualified {
                Qualified::Always => true,
                Qualified::AfterTrigger {
                    steps,
                    scale,
                    programme,
                } => {
                    let scale = parameter(&state.parameters, scale)[0];
                    t >= programme || f64::from(t) > scaled(steps, scale)
                }
                Qualified::AfterStart { planned, steps } => {
                    (f64::from(t) - f64::from(steps)) * plan.step_days > state.start_day[planned][0]
                }
            };
            let buyer = &plan.stocks[lane.to];
            let pushed = plan.world.materials[buyer.material].pushed;
            // A pause of orders stops neither what is pushed nor applications in hand.
            let ordered = if pushed || lane.licence != 0 {
                1.0
            } else {
                factors.order[lane.order][0]
            };
            let open = factors.open[lane.open][0] * ordered;
            match (usable, open < 1.0) {
                (false, _) => 0.0,
                // No more than all that may wait, and this step's applications, can be decided.
                (true, _) if factors.through[lane.licence][0] < 1.0 => {
                    let decided = factors.through[lane.licence][0] * factors.kept[lane.licence][0];
                    let normal = route.share * buyer.bound * growth(buyer.growth);
                    open * decided * (plan.lapse + 1.0) * normal
                }
                // A pushed material is not ordered: what may pass is a share of the stock.
                (true, true) if !pushed => open * route.share * buyer.bound * growth(buyer.growth),
                (true, true) if open == 0.0 => 0.0,
                (true, _) => f64::INFINITY,
            }
        });
        self.passes.push(passes.collect());
        let lead = plan.lanes.iter().map(|lane| {
            let extra = factors.late[lane.delay]
                .first()
                .map_or(0.0, |(steps, _)| *steps);
            lane.lead as usize + delay(lane.lead, plan.pipes[lane.pipe].slots, extra)
        });
        self.lead.push(lead.collect());
        self.wanted
            .push(state.wanted.iter().map(|wanted| wanted[0]).collect());
        self.still.push(
            plan.pipes
                .iter()
                .map(|pipe| factors.transit[pipe.transit_pause][0] > 0.0)
                .collect(),
        );
        self.waits.push(
            plan.pipes
                .iter()
                .map(|pipe| factors.receipt[pipe.receipt_pause][0] > 0.0)
                .collect(),
        );
        self.bound.push(
            plan.quotas
                .iter()
                .map(|quota| factors.effect[quota.effect][0] < 1.0)
                .collect(),
        );
        let mut survives = vec![1.0; plan.stocks.len()];
        for occurrence in &calendars.occurrences[0][self.seen..calendars.next[0]] {
            if occurrence.start < 0.0 {
                continue;
            }
            for effect in plan.hazards[occurrence.hazard].effects.clone() {
                if let EffectKind::StockLoss { stocks } = &plan.effects[effect].kind {
                    for &stock in stocks {
                        survives[stock] *= 1.0 - occurrence.severity;
                    }
                }
            }
        }
        self.seen = calendars.next[0];
        self.survives.push(survives);
        for (at, demand) in plan
            .demands
            .iter()
            .enumerate()
            .filter(|(_, demand)| demand.end_use)
        {
            self.unmet += (state.wanted[at][0] - state.served[at][0]) * demand.reo;
            self.asked += state.wanted[at][0] * demand.reo;
        }
    }
}

//! What the twin remembers from one step to the next: a struct for each kind of thing, in the order
//! of the plan.

use std::collections::BTreeMap;

use super::decisions::Site;
use super::effects::Today;
use super::licences::Applications;
use super::prices::Price;
use crate::block;
use crate::hazards::{self, Occurrence};
use crate::plan::{Param, Phase, Plan, StockKind};

/// Material at one place.
#[derive(Debug, Clone, Default)]
pub(super) struct Stock {
    /// In hand, t.
    pub(super) held: f64,
    /// On order and under way; in process for an output.
    pub(super) under_way: f64,
    /// Exponential average of planned use (inputs) or of orders received (outputs).
    pub(super) average: f64,
    /// What a site planned to use this step, or a demand asked for.
    pub(super) use_now: f64,
    /// Wanted by a demand, or planned to be used by a site, per step, backlogs left out.
    pub(super) using: f64,
    /// Ordered this step by this customer, or from this supplier.
    pub(super) ordered: f64,
    /// Of that, what will be shipped.
    pub(super) promised: f64,
    /// Exponential average of the unfilled share of a customer's orders.
    pub(super) unfilled: f64,
    /// Steps since a customer began to look for alternatives; 0 before.
    pub(super) looking: f64,
}

/// A way from a seller to a buyer.
#[derive(Debug, Clone)]
pub(super) struct Lane {
    /// How well it served, 0 to 1.
    pub(super) reliability: f64,
    /// Ordered on it this step.
    pub(super) asked: f64,
    /// Allocated to it this step.
    pub(super) allocated: f64,
    /// Share of what it was asked that this is.
    pub(super) served: f64,
    /// Dispatched since the start.
    pub(super) shipped: f64,
}

/// Shipments on their way to one stock that are paused together.
///
/// What is due in a step is one running sum: what was under way before the start, then what was
/// dispatched, in the order of dispatch (steps, then levels, a level's reserves before its lanes,
/// lanes in the order of the plan). That order decides the last bits.
#[derive(Debug, Clone)]
pub(super) struct Pipe {
    /// Tonnes by the step in which they are due.
    pub(super) due: BTreeMap<u32, f64>,
    /// Tonnes that wait at the border.
    pub(super) at_border: f64,
}

impl Pipe {
    /// Adds a shipment.
    pub(super) fn ship(&mut self, due: u32, tonnes: f64) {
        *self.due.entry(due).or_insert(0.0) += tonnes;
    }
}

/// An end user.
#[derive(Debug, Clone, Default)]
pub(super) struct Demand {
    pub(super) wanted: f64,
    /// Of what was wanted this step; late service of a backlog does not count.
    pub(super) served: f64,
    /// Not wanted for its price.
    pub(super) forgone: f64,
    pub(super) backlog: f64,
}

/// A strategic reserve.
#[derive(Debug, Clone, Default)]
pub(super) struct Reserve {
    /// Whether it releases in this step (while the orders of the next one are placed: the last).
    pub(super) releasing: bool,
    /// Released since the start.
    pub(super) released: f64,
}

/// Terms of the conservation law of one material, t since the start.
#[derive(Debug, Clone, Default)]
pub(super) struct Books {
    pub(super) produced: f64,
    pub(super) used: f64,
    pub(super) served: f64,
    pub(super) lost: f64,
    pub(super) surplus: f64,
}

/// One replication of the world.
pub(super) struct Twin<'a> {
    pub(super) plan: &'a Plan,
    /// Disruptions, by start.
    pub(super) future: Vec<Occurrence>,
    /// Effects in force in this step.
    pub(super) today: Today,
    /// Day on which each planned site starts.
    pub(super) start_days: Vec<f64>,
    pub(super) stocks: Vec<Stock>,
    pub(super) lanes: Vec<Lane>,
    /// Lanes that leave each stock, in the order of the plan.
    pub(super) lanes_from: Vec<Vec<usize>>,
    pub(super) pipes: Vec<Pipe>,
    /// Throughput of each activity in this step.
    pub(super) throughput: Vec<f64>,
    pub(super) demands: Vec<Demand>,
    pub(super) reserves: Vec<Reserve>,
    /// The step.
    pub(super) now: u32,
    /// Drawn parameters; the first is 1.
    pub(super) parameters: Vec<f64>,
    /// Days that each planned site takes beyond its date or trigger.
    pub(super) construction: Vec<f64>,
    /// Steps that the price of each trigger has been above its level.
    pub(super) waited: Vec<f64>,
    /// Applications on lanes that need a licence.
    pub(super) applications: Vec<Applications>,
    /// Capacity that each site left unused this step.
    pub(super) spare: Vec<f64>,
    pub(super) prices: Vec<Price>,
    /// By row of responses.
    pub(super) responses: Vec<f64>,
    /// The part of each response that comes back with the price.
    pub(super) saved: Vec<f64>,
    pub(super) sites: Vec<Site>,
    /// Paid under each support, USD.
    pub(super) paid: Vec<f64>,
    /// What may still leave under each quota.
    pub(super) budgets: Vec<f64>,
    /// By material.
    pub(super) books: Vec<Books>,
}

impl<'a> Twin<'a> {
    /// The baseline: stocks at their targets, pipelines full.
    pub(super) fn on_the_first_day(
        plan: &'a Plan,
        seed: u64,
        replication: u64,
        disrupted: bool,
    ) -> Self {
        let parameters = block::parameters(plan, seed, replication);
        let future = if disrupted {
            hazards::calendar(plan, seed, replication, &parameters, None)
        } else {
            Vec::new()
        };
        let construction = block::construction(plan, seed, [replication]);
        let start_days = plan.planned.iter().zip(&construction);
        let start_days = start_days
            .map(|(site, delay)| site.starts(delay[0]))
            .collect();
        let mut stocks: Vec<Stock> = plan
            .stocks
            .iter()
            .map(|stock| Stock {
                held: of(&parameters, stock.cover_scale) * stock.initial,
                average: stock.baseline,
                ..Stock::default()
            })
            .collect();
        let mut pipes = Vec::with_capacity(plan.pipes.len());
        for pipe in &plan.pipes {
            let due = (0..).zip(pipe.initial.iter().copied()).collect();
            pipes.push(Pipe {
                due,
                at_border: 0.0,
            });
            for tonnes in &pipe.initial {
                stocks[pipe.stock].under_way += tonnes;
            }
        }
        let mut lanes_from = vec![Vec::new(); plan.stocks.len()];
        for (at, lane) in plan.lanes.iter().enumerate() {
            lanes_from[lane.from].push(at);
        }
        let untried = Lane {
            reliability: 1.0,
            asked: 0.0,
            allocated: 0.0,
            served: 1.0,
            shipped: 0.0,
        };
        Self {
            plan,
            future,
            today: Today::at_rest(plan),
            start_days,
            stocks,
            lanes: vec![untried; plan.lanes.len()],
            lanes_from,
            pipes,
            throughput: vec![0.0; plan.activities.len()],
            demands: vec![Demand::default(); plan.demands.len()],
            reserves: vec![Reserve::default(); plan.reserves.len()],
            now: 0,
            parameters,
            construction: construction.iter().map(|delay| delay[0]).collect(),
            waited: vec![0.0; plan.planned.len()],
            applications: vec![
                Applications {
                    waiting: 0.0,
                    granted: 1.0,
                };
                plan.queues
            ],
            spare: vec![0.0; plan.sites.len()],
            prices: vec![
                Price {
                    x: 0.0,
                    index: 1.0,
                    y: 0.0,
                    v: 0.0,
                    r: 1.0,
                    e: 0.0,
                };
                plan.market.cells.len()
            ],
            responses: vec![1.0; plan.market.responses.len()],
            saved: vec![1.0; plan.market.responses.len()],
            sites: plan
                .market
                .baskets
                .iter()
                .map(|basket| Site {
                    stretch: 1.0,
                    margin: basket.margin(),
                    clock: 0.0,
                    works: true,
                })
                .collect(),
            paid: vec![0.0; plan.market.supports.len()],
            budgets: vec![0.0; plan.quotas.len()],
            books: vec![Books::default(); plan.world.materials.len()],
        }
    }
}

impl Twin<'_> {
    /// The value of a parameter.
    pub(super) fn parameter(&self, param: Param) -> f64 {
        of(&self.parameters, param)
    }

    /// Growth of this step by row.
    pub(super) fn growth(&self, row: u32) -> f64 {
        let row = &self.plan.growth[row as usize];
        let factor = row.factors[self.now as usize];
        if row.drawn == 0 {
            factor
        } else {
            libm::pow(1.0 + self.parameters[row.drawn], self.plan.years(self.now)) * factor
        }
    }

    /// Share of a lane in the phase of this step.
    pub(super) fn share(&self, lane: usize) -> f64 {
        self.phase().routes[lane].share
    }

    /// What the strategy has in force in this step.
    pub(super) fn phase(&self) -> &Phase {
        &self.plan.phases[self.plan.phase(self.now)]
    }

    /// Rise of what a buyer aims at because its orders stay unfilled; reserves keep to their rate.
    pub(super) fn eagerness(&self, customer: usize) -> f64 {
        if self.plan.stocks[customer].kind == StockKind::Reserve {
            return 1.0;
        }
        let hoarding = self
            .plan
            .market
            .rules
            .map_or(0.0, |rules| self.parameter(rules.hoarding));
        1.0 + self.stocks[customer].unfilled * hoarding
    }
}

fn of(drawn: &[f64], param: Param) -> f64 {
    if param.drawn == 0 {
        param.value
    } else {
        drawn[param.drawn]
    }
}

/// The smaller; the second where they are equal, which matters for the sign of zero.
pub(super) fn smaller(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// The larger; the second where they are equal, which matters for the sign of zero.
pub(super) fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// One step of an exponential average.
pub(super) fn approach(average: f64, newest: f64, rate: f64) -> f64 {
    average + (newest - average) * rate
}

/// Share of `orders` that `supply` can fill.
pub(super) fn fill(orders: f64, supply: f64) -> f64 {
    if orders > supply {
        supply / orders
    } else {
        1.0
    }
}

//! The state of a block: flat arrays in the order of the plan, one replication per lane.

use std::sync::Arc;

use crate::allocate::{Clocks, scaled};
use crate::awake::Awake;
use crate::block::{Drawn, Shipments};
use crate::hazards::Occurrence;
use crate::lanes::Lanes;
use crate::plan::{Level, Param, Plan, StockPlan};

/// Disruptions of the replications of a block, and where each stands.
pub(crate) struct Calendars {
    /// Occurrences of each replication, by start.
    pub(crate) occurrences: Arc<Vec<Vec<Occurrence>>>,
    /// Next one to start, per replication.
    pub(crate) next: Vec<usize>,
    /// Day on which it starts; never, after the last.
    pub(crate) due: Vec<f64>,
    /// Those in force, per replication, each with the day on which it is over.
    pub(crate) active: Vec<Vec<(usize, f64)>>,
    /// Whether the tables of factors are not all at rest.
    pub(crate) disturbed: bool,
}

impl Calendars {
    pub(crate) fn new(occurrences: Arc<Vec<Vec<Occurrence>>>) -> Self {
        let count = occurrences.len();
        let first = |list: &Vec<Occurrence>| list.first().map_or(f64::INFINITY, |o| o.start);
        Self {
            next: vec![0; count],
            due: occurrences.iter().map(first).collect(),
            active: vec![Vec::new(); count],
            disturbed: false,
            occurrences,
        }
    }
}

/// Factors in force this step, one row per signature; row 0 is at rest for ever.
#[derive(Debug, Clone)]
pub(crate) struct Factors<const W: usize> {
    pub(crate) available: Vec<Lanes<W>>,
    pub(crate) open: Vec<Lanes<W>>,
    /// By row of open factors: whether it holds anything back in any replication.
    pub(crate) shut: Vec<bool>,
    /// Extra lead times, whole steps: those that occur, each with 1 in the replications that have it.
    /// Empty where nobody is late.
    pub(crate) late: Vec<Vec<(f64, Lanes<W>)>>,
    pub(crate) order: Vec<Lanes<W>>,
    pub(crate) demand: Vec<Lanes<W>>,
    /// 1 while transit stands still.
    pub(crate) transit: Vec<Lanes<W>>,
    /// 1 while receipt is held up.
    pub(crate) receipt: Vec<Lanes<W>>,
    /// Factor of each effect.
    pub(crate) effect: Vec<Lanes<W>>,
    /// Delay of each effect, days.
    pub(crate) effect_delay: Vec<Lanes<W>>,
    /// Share of the decided that each licensing effect does not refuse.
    pub(crate) effect_kept: Vec<Lanes<W>>,
    /// Logarithm by which each price effect moves prices.
    pub(crate) effect_log: Vec<Lanes<W>>,
    /// Share of applications in hand that is decided.
    pub(crate) through: Vec<Lanes<W>>,
    /// Share of the decided that is granted.
    pub(crate) kept: Vec<Lanes<W>>,
    /// By row of licences: whether none is needed in any replication.
    pub(crate) unlicensed: Vec<bool>,
    /// By border ([`Plan::borders`]): 1 where nothing restricts it, else 0.
    pub(crate) free: Vec<Lanes<W>>,
    /// Logarithm by which prices are moved.
    pub(crate) push: Vec<Lanes<W>>,
}

/// Applications on a lane that needs a licence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Queue<const W: usize> {
    /// Waiting, t.
    pub(crate) waiting: Lanes<W>,
    /// Share of this step's applications that was let through.
    pub(crate) served: Lanes<W>,
}

/// A seller of the level in hand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seller<const W: usize> {
    /// Ordered of it this step; what the spot pass sells is counted as ordered.
    pub(crate) asked: Lanes<W>,
    /// Promised by it this step; sent, where it pushes.
    pub(crate) given: Lanes<W>,
    /// Share of orders that it fills; by max-min the most that any of them gets.
    pub(crate) fill: Lanes<W>,
    /// In the spot pass: what it has left, then what it gives per unit of request.
    pub(crate) left: Lanes<W>,
    /// In the spot pass: requests per tonne that it has left.
    pub(crate) request: Lanes<W>,
}

impl<const W: usize> Seller<W> {
    pub(crate) const IDLE: Self = Self {
        asked: Lanes::ZERO,
        given: Lanes::ZERO,
        fill: Lanes::ONE,
        left: Lanes::ZERO,
        request: Lanes::ZERO,
    };
}

/// One market.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cell<const W: usize> {
    /// Logarithm of the price index.
    pub(crate) log: Lanes<W>,
    /// The price index.
    pub(crate) index: Lanes<W>,
    /// What demand responds to: an average of `log`.
    pub(crate) felt: Lanes<W>,
    /// Part of what can be replaced that is.
    pub(crate) replaced: Lanes<W>,
    /// Orders as a share of what they would be at baseline prices.
    pub(crate) shrunk: Lanes<W>,
    /// Elasticity of the final demand that its orders come from.
    pub(crate) elasticity: Lanes<W>,
    /// Working value: what its sellers have or could have made.
    pub(crate) offered: Lanes<W>,
    /// Working value: the price that clears it.
    pub(crate) target: Lanes<W>,
}

/// A site's decisions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Operation<const W: usize> {
    /// Multiple of capacity that prices bring forth.
    pub(crate) stretch: Lanes<W>,
    /// Average margin, share of revenue at baseline.
    pub(crate) margin: Lanes<W>,
    /// Steps that it has been on the wrong side of zero.
    pub(crate) clock: Lanes<W>,
    /// 1 while it works, 0 while it is mothballed.
    pub(crate) open: Lanes<W>,
    /// Times that it has closed.
    pub(crate) closures: Lanes<W>,
}

/// Per material, t since the start: the terms of the conservation law.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Books<const W: usize> {
    pub(crate) produced: Lanes<W>,
    pub(crate) used: Lanes<W>,
    pub(crate) served: Lanes<W>,
    pub(crate) lost: Lanes<W>,
    pub(crate) surplus: Lanes<W>,
}

/// Everything that changes.
pub(crate) struct State<const W: usize> {
    // Per stock.
    pub(crate) stock: Vec<Lanes<W>>,
    /// On order and under way; in process for outputs.
    pub(crate) transit: Vec<Lanes<W>>,
    /// Average of use (inputs) or orders (outputs); what demands want, backlogs left out. Per step.
    pub(crate) smooth: Vec<Lanes<W>>,
    /// Orders placed this step (customers).
    pub(crate) order: Vec<Lanes<W>>,
    /// Received a promise for this step (customers).
    pub(crate) moved: Vec<Lanes<W>>,
    /// Share of what is wanted of them that there is (inputs).
    pub(crate) fed: Vec<Lanes<W>>,
    /// Average unfilled share of a customer's orders.
    pub(crate) unfilled: Vec<Lanes<W>>,
    /// Steps since a customer began to qualify alternatives; 0 before.
    pub(crate) qualifying: Vec<Lanes<W>>,
    /// Reliability of lanes, by what their buyers remember ([`Plan::memories`]).
    pub(crate) reliability: Vec<Lanes<W>>,
    // Per lane of the level in hand, by its place among those awake ([`Awake::to`]). At a level with quotas
    // no lane sleeps, and that is its place in the level.
    /// Weight, then order, then shipment of this step.
    pub(crate) flow: Vec<Lanes<W>>,
    /// Weight in the spot pass, of the lanes whose buyer takes part in it.
    pub(crate) access: Vec<Lanes<W>>,
    // Per seller and per customer of the level in hand, by their place in it.
    pub(crate) sellers: Vec<Seller<W>>,
    /// In the spot pass: what is missing, then what is requested per tonne offered.
    pub(crate) missing: Vec<Lanes<W>>,
    // Per lane, where they are kept.
    /// Shipped since the start, and in the last step.
    pub(crate) shipped: Vec<Lanes<W>>,
    pub(crate) sent: Vec<Lanes<W>>,
    pub(crate) shipments: Shipments,
    /// Sent in the last step to each buyer from abroad ([`Plan::imports`]).
    pub(crate) imported: Vec<Lanes<W>>,
    /// Slot of this step in the calendars of each length ([`Plan::lengths`]).
    pub(crate) now: Vec<usize>,
    /// Distance from the first slot of a pipe to that in which a shipment of this step arrives
    /// ([`Plan::leads`]).
    pub(crate) ahead: Vec<u32>,
    // Calendars of arrivals, and goods held at the border, per pipe.
    pub(crate) calendar: Vec<Lanes<W>>,
    pub(crate) held: Vec<Lanes<W>>,
    // Per activity: throughput wanted, then planned, this step.
    pub(crate) throughput: Vec<Lanes<W>>,
    /// Capacity that each site left unused this step, t of throughput.
    pub(crate) spare: Vec<Lanes<W>>,
    // Per demand.
    pub(crate) wanted: Vec<Lanes<W>>,
    pub(crate) served: Vec<Lanes<W>>,
    /// Not wanted for its price, this step.
    pub(crate) forgone: Vec<Lanes<W>>,
    pub(crate) backlog: Vec<Lanes<W>>,
    // Per reserve: 1 while it releases, and released since the start.
    pub(crate) releasing: Vec<Lanes<W>>,
    pub(crate) released: Vec<Lanes<W>>,
    // Per quota: what may still leave.
    pub(crate) budget: Vec<Lanes<W>>,
    // Per planned site: day of its start.
    pub(crate) start_day: Vec<Lanes<W>>,
    /// Fill of each supplier and priority class; suppliers of one level at a time.
    pub(crate) fill: Vec<Lanes<W>>,
    pub(crate) factors: Factors<W>,
    /// Phase of the plan's shares.
    pub(crate) phase: usize,
    pub(crate) awake: Awake<W>,
    /// Drawn parameters; the first is 1 and stands for those that are known.
    pub(crate) parameters: Vec<Lanes<W>>,
    /// Growth factors of this step, by row.
    pub(crate) growth: Vec<Lanes<W>>,
    /// Rise of buyers' aims per unfilled share.
    pub(crate) hoarding: Lanes<W>,
    /// Steps that a buyer's alternatives take to qualify ([`Plan::waits`]).
    pub(crate) waits: Vec<Lanes<W>>,
    /// Applications for licences, and whether there are none.
    pub(crate) queues: Vec<Queue<W>>,
    pub(crate) idle: Vec<bool>,
    /// Days of construction of each planned site that waits for a price, and steps that the price has
    /// been above its level.
    pub(crate) construction: Vec<Lanes<W>>,
    pub(crate) waited: Vec<Lanes<W>>,
    // Markets.
    pub(crate) cells: Vec<Cell<W>>,
    /// Working value, by the border of a material: share of its trade between the zones that nothing restricts.
    pub(crate) passing: Vec<Lanes<W>>,
    pub(crate) responses: Vec<Lanes<W>>,
    /// The part of each response that is saved for the price, and comes back with it.
    pub(crate) saved: Vec<Lanes<W>>,
    pub(crate) operations: Vec<Operation<W>>,
    /// Paid for the strategy so far by state and industry, present value, USD, beside what is known
    /// beforehand and supports.
    pub(crate) spent_public: Lanes<W>,
    pub(crate) spent_industry: Lanes<W>,
    /// Released so far by each reserve whose sales are accounted for, up to the last step.
    pub(crate) sold: Vec<Lanes<W>>,
    /// Payments under each support so far, present value, USD.
    pub(crate) supports: Vec<Lanes<W>>,
    pub(crate) books: Vec<Books<W>>,
}

impl<const W: usize> State<W> {
    /// The stationary baseline of the futures that chance has drawn.
    pub(crate) fn new(plan: &Plan, drawn: &Drawn<W>, shipments: Shipments) -> Self {
        let stocks = plan.stocks.len();
        let zeros = |count: usize| vec![Lanes::ZERO; count];
        let ones = |count: usize| vec![Lanes::ONE; count];
        let signatures = &plan.signatures;
        let mut calendar = zeros(plan.pipe_slots);
        let mut transit = zeros(stocks);
        for pipe in &plan.pipes {
            for (slot, mass) in pipe.initial.iter().enumerate() {
                calendar[pipe.slot(0, slot)] = Lanes::splat(*mass);
                transit[pipe.stock] += Lanes::splat(*mass);
            }
        }
        let most = |of: fn(&Level) -> usize| plan.levels.iter().map(of).max().unwrap_or(0);
        let (widest, fullest) = (
            most(|level| level.suppliers.len()),
            most(|level| level.lanes.len()),
        );
        let customers = most(|level| level.customers.len());
        let kept = |from: Shipments| {
            if shipments >= from {
                plan.lanes.len()
            } else {
                0
            }
        };
        Self {
            stock: plan
                .stocks
                .iter()
                .map(|s| parameter(&drawn.parameters, s.cover_scale) * s.initial)
                .collect(),
            transit,
            smooth: plan
                .stocks
                .iter()
                .map(|s| Lanes::splat(s.baseline))
                .collect(),
            order: zeros(stocks),
            moved: zeros(stocks),
            fed: zeros(stocks),
            unfilled: zeros(stocks),
            qualifying: zeros(stocks),
            reliability: ones(plan.memories.len()),
            flow: zeros(fullest),
            access: zeros(fullest),
            sellers: vec![Seller::IDLE; widest],
            missing: zeros(customers),
            shipped: zeros(kept(Shipments::Sums)),
            sent: zeros(kept(Shipments::Steps)),
            shipments,
            imported: zeros(plan.imports.len()),
            waits: plan
                .waits
                .iter()
                .map(|&(steps, scale)| {
                    parameter(&drawn.parameters, scale).map(|scale| scaled(steps, scale))
                })
                .collect(),
            now: vec![0; plan.lengths.len()],
            ahead: vec![0; plan.leads.len()],
            calendar,
            held: zeros(plan.pipes.len()),
            throughput: zeros(plan.activities.len()),
            spare: zeros(plan.sites.len()),
            wanted: zeros(plan.demands.len()),
            served: zeros(plan.demands.len()),
            forgone: zeros(plan.demands.len()),
            backlog: zeros(plan.demands.len()),
            releasing: zeros(plan.reserves.len()),
            released: zeros(plan.reserves.len()),
            budget: zeros(plan.quotas.len()),
            start_day: drawn.start_days.clone(),
            fill: zeros(widest * plan.tiers),
            factors: Factors {
                available: ones(signatures.available.len()),
                open: ones(signatures.open.len()),
                shut: vec![false; signatures.open.len()],
                late: vec![Vec::new(); signatures.delay.len()],
                order: ones(signatures.order.len()),
                demand: ones(signatures.demand.len()),
                transit: zeros(signatures.transit.len()),
                receipt: zeros(signatures.receipt.len()),
                effect: ones(plan.effects.len()),
                effect_delay: zeros(plan.effects.len()),
                effect_kept: ones(plan.effects.len()),
                effect_log: zeros(plan.effects.len()),
                through: ones(signatures.licence.len()),
                kept: ones(signatures.licence.len()),
                unlicensed: vec![true; signatures.licence.len()],
                free: ones(plan.borders.len()),
                push: zeros(signatures.price.len()),
            },
            phase: 0,
            awake: Awake::new(plan),
            parameters: drawn.parameters.clone(),
            growth: ones(plan.growth.len()),
            hoarding: plan.market.rules.map_or(Lanes::ZERO, |rules| {
                parameter(&drawn.parameters, rules.hoarding)
            }),
            queues: vec![
                Queue {
                    waiting: Lanes::ZERO,
                    served: Lanes::ONE,
                };
                plan.queues
            ],
            idle: vec![true; plan.queues],
            construction: drawn.construction.clone(),
            waited: zeros(plan.planned.len()),
            cells: vec![
                Cell {
                    log: Lanes::ZERO,
                    index: Lanes::ONE,
                    felt: Lanes::ZERO,
                    replaced: Lanes::ZERO,
                    shrunk: Lanes::ONE,
                    elasticity: Lanes::ZERO,
                    offered: Lanes::ZERO,
                    target: Lanes::ZERO,
                };
                plan.market.cells.len()
            ],
            passing: ones(plan.market.borders.len()),
            responses: ones(plan.market.responses.len()),
            saved: ones(plan.market.responses.len()),
            operations: plan
                .market
                .baskets
                .iter()
                .map(|basket| Operation {
                    stretch: Lanes::ONE,
                    margin: Lanes::splat(basket.margin()),
                    clock: Lanes::ZERO,
                    open: Lanes::ONE,
                    closures: Lanes::ZERO,
                })
                .collect(),
            supports: zeros(plan.market.supports.len()),
            spent_public: Lanes::ZERO,
            spent_industry: Lanes::ZERO,
            sold: zeros(plan.accounts.traded.len()),
            books: vec![
                Books {
                    produced: Lanes::ZERO,
                    used: Lanes::ZERO,
                    served: Lanes::ZERO,
                    lost: Lanes::ZERO,
                    surplus: Lanes::ZERO,
                };
                plan.world.materials.len()
            ],
        }
    }

    /// Cover that a customer aims at when it is calm, in steps of use.
    #[inline(always)]
    pub(crate) fn cover(&self, stock: &StockPlan) -> Lanes<W> {
        parameter(&self.parameters, stock.cover_scale) * stock.cover_steps
    }

    /// Turns to step `t`: growth, the shares in force and the lanes that take part.
    pub(crate) fn turn_to(&mut self, plan: &Plan, t: u32) {
        self.phase = plan.phase(t);
        let clocks = Clocks {
            looking: &self.qualifying,
            waits: &self.waits,
            start_day: &self.start_day,
            t,
        };
        self.awake
            .wake(plan, self.phase, &clocks, &mut self.reliability);
        for (now, row) in self.growth.iter_mut().zip(&plan.growth) {
            *now = if row.drawn == 0 {
                Lanes::splat(row.factors[t as usize])
            } else {
                let years = plan.years(t);
                let grown = self.parameters[row.drawn].map(|rate| libm::pow(1.0 + rate, years));
                grown * row.factors[t as usize]
            };
        }
    }
}

/// The value of a parameter in each replication.
#[inline(always)]
pub(crate) fn parameter<const W: usize>(drawn: &[Lanes<W>], param: Param) -> Lanes<W> {
    if param.drawn == 0 {
        Lanes::splat(param.value)
    } else {
        drawn[param.drawn]
    }
}

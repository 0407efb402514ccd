//! The compiled plan: names are gone, units are stripped, every array has a documented order.
//!
//! **Stocks** are laid out level by level, one level per material in the order in which orders
//! cascade (products before what they are made of, pushed materials last). Within a level:
//! suppliers (site outputs), then customers: site inputs, demands, reserves; each by table order.
//! **Lanes** are sorted by level, customer, supplier, so that the lanes of a level and of a customer
//! are contiguous. **Activities** are sorted by site. Masses are t per step, times are steps.

mod build;
mod effects;
mod limits;
pub(crate) mod market;
pub(crate) mod policy;
mod scopes;

use std::ops::Range;

use monazite_model::{AllocationRule, World};

pub(crate) use build::build;
pub use build::{CompileError, compile};
pub(crate) use effects::{EffectKind, EffectPlan, Signatures};
pub use limits::{CostEstimate, estimate_cost, estimate_lanes};
pub(crate) use market::{MarketPlan, Param, TriggerPlan, UncertainPlan};
pub(crate) use policy::AccountsPlan;
pub(crate) use scopes::{ABROAD, Scopes, zone_name};

/// One material and everybody who sells or buys it.
#[derive(Debug, Clone)]
pub(crate) struct Level {
    /// Position of the material in the world.
    pub(crate) material: usize,
    /// Sent on without orders.
    pub(crate) pushed: bool,
    /// Stocks that sell it.
    pub(crate) suppliers: Range<usize>,
    /// Stocks that buy it: inputs, demands, reserves.
    pub(crate) customers: Range<usize>,
    /// Its lanes.
    pub(crate) lanes: Range<usize>,
    /// Its reserves: positions in [`Plan::reserves`].
    pub(crate) reserves: Range<usize>,
    /// Quota effects on its lanes: positions in [`Plan::quotas`].
    pub(crate) quotas: Vec<usize>,
    /// What several of its lanes remember alike: positions in [`Plan::memories`].
    pub(crate) shared: Range<usize>,
}

/// What a stock is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StockKind {
    Output,
    Input,
    Demand,
    Reserve,
}

/// Constants of one stock. What ordering needs of a customer in every step stands in one cache line, what
/// production needs of an output in the next, and what few steps need behind them.
#[derive(Debug, Clone)]
#[repr(C, align(64))]
pub(crate) struct StockPlan {
    /// Customers: multiplier of the cover, at the start and aimed at.
    pub(crate) cover_scale: Param,
    /// Customers: cover aimed at, in steps of use.
    pub(crate) cover_steps: f64,
    /// Use per step that bounds orders: baseline, or what a planned site could use.
    pub(crate) bound: f64,
    /// Largest order, as a multiple of `bound`.
    pub(crate) order_limit: f64,
    /// Mass held at the start.
    pub(crate) initial: f64,
    /// Customers: position in [`Plan::imports`], where anything comes from abroad.
    pub(crate) import: Option<u32>,
    /// Row of the growth table.
    pub(crate) growth: u32,
    pub(crate) kind: StockKind,
    /// Outputs: stock aimed at. Reserves: level refilled to.
    pub(crate) target: f64,
    /// Outputs: stock beyond this is surplus.
    pub(crate) limit: f64,
    /// Outputs: work in progress aimed at, in steps of orders.
    pub(crate) wip_steps: f64,
    /// Use (customers) or orders (outputs) per step at baseline.
    pub(crate) baseline: f64,
    /// Where shipments to here wait.
    pub(crate) pipes: Range<usize>,
    /// Position of the material in the world.
    pub(crate) material: usize,
    /// Customers that a reserve serves: the pipe for its goods, which no pause of transit touches.
    pub(crate) home_pipe: u32,
    /// Outputs: steps in process before they appear.
    pub(crate) processing: u32,
    /// Position of the economy in the world.
    pub(crate) economy: usize,
    /// Position of the site, demand or reserve in the world.
    pub(crate) place: usize,
    /// Customers: pipeline at baseline, in steps of use.
    pub(crate) pipe_steps: f64,
    /// Lanes that end here.
    pub(crate) lanes: Range<usize>,
}

/// When a lane may be used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Qualified {
    /// From the start.
    Always,
    /// A number of steps after a planned site has started.
    AfterStart { planned: usize, steps: u32 },
    /// A number of steps (times a scale, rounded up) after its buyer has begun to look for
    /// alternatives, and in any case from the step in which a programme has qualified it.
    AfterTrigger {
        steps: u32,
        scale: Param,
        programme: u32,
    },
}

/// Constants of one lane.
#[derive(Debug, Clone)]
pub(crate) struct LanePlan {
    /// Seller's stock.
    pub(crate) from: usize,
    /// Buyer's stock.
    pub(crate) to: usize,
    /// Pipe that its shipments join.
    pub(crate) pipe: usize,
    /// Share of the buyer's baseline supply, or the nominal share of an alternative; of a pushed
    /// material the share of what its seller ships.
    pub(crate) share: f64,
    /// Steps from dispatch to arrival, at least 1.
    pub(crate) lead: u32,
    /// When it may be used.
    pub(crate) qualified: Qualified,
    /// Class under the priority rule, 0 first.
    pub(crate) tier: usize,
    /// Step from which a contract of the strategy covers it, and its class from then on.
    pub(crate) contract: Option<(u32, usize)>,
    /// Row of the table of open factors; 0 is always open.
    pub(crate) open: usize,
    /// Row of the table of delays; 0 is no delay.
    pub(crate) delay: usize,
    /// Row of the table of order factors; 0 is always 1.
    pub(crate) order: usize,
    /// Row of the tables of licences; 0 needs none.
    pub(crate) licence: usize,
    /// Position of its waiting applications, where it needs a licence.
    pub(crate) queue: usize,
    /// Quotas that it counts against, positions in [`Plan::quotas`].
    pub(crate) quotas: Vec<usize>,
    /// Position in [`Plan::planned`] of the seller's site, where the lane does nothing before it starts.
    pub(crate) sleeps: Option<u16>,
    /// Flow at baseline, t per step.
    pub(crate) baseline: f64,
}

/// What the passes over lanes need of a lane in every step, packed: the passes are bound by memory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Route {
    /// As [`LanePlan::share`].
    pub(crate) share: f64,
    /// Position of the lane.
    pub(crate) lane: u32,
    /// Position of its seller among those of its level.
    pub(crate) seller: u32,
    /// As [`LanePlan::open`].
    pub(crate) open: u32,
    /// First slot of its pipe in the array of all calendars.
    pub(crate) pipe: u32,
    /// Position of its lead in [`Plan::leads`].
    pub(crate) lead: u32,
    /// Position of its seller's class among the fills of its level.
    pub(crate) class: u32,
    /// As [`LanePlan::delay`].
    pub(crate) delay: u32,
    /// Position of what its buyer remembers of it.
    pub(crate) memory: u32,
    /// Position in [`Plan::gates`], where it is not plain.
    pub(crate) gate: u32,
    /// Position of its border in [`Plan::borders`].
    pub(crate) border: u32,
    /// As [`LanePlan::sleeps`].
    pub(crate) sleeps: Option<u16>,
    /// Usable from the start, in no order factor's reach, in no need of a licence and under no quota:
    /// nothing but `open` can restrict it.
    pub(crate) plain: bool,
    /// Its buyer remembers it apart from all others.
    pub(crate) apart: bool,
    /// Counts in its buyer's import bill.
    pub(crate) import: bool,
}

impl Route {
    /// That of a lane, with nothing yet of what is numbered when the whole plan is known.
    pub(crate) fn of(at: usize, lane: &LanePlan) -> Self {
        Self {
            share: lane.share,
            lane: at as u32,
            seller: 0,
            open: lane.open as u32,
            pipe: 0,
            lead: 0,
            class: 0,
            delay: lane.delay as u32,
            memory: 0,
            gate: 0,
            border: 0,
            sleeps: lane.sleeps,
            plain: lane.qualified == Qualified::Always
                && lane.order == 0
                && lane.licence == 0
                && lane.quotas.is_empty(),
            apart: true,
            import: false,
        }
    }
}

/// What may restrict a lane that is not plain, packed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GatePlan {
    /// When it may be used.
    pub(crate) opens: Opens,
    /// As [`LanePlan::order`].
    pub(crate) order: u32,
    /// As [`LanePlan::licence`].
    pub(crate) licence: u32,
    /// As [`LanePlan::queue`].
    pub(crate) queue: u32,
}

/// As [`Qualified`], with the waiting times looked up.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Opens {
    /// From the start.
    Always,
    /// From a step on after a planned site has started.
    AfterStart { planned: u32, steps: u32 },
    /// A wait after its buyer has begun to look for alternatives, and in any case from a step on.
    AfterTrigger {
        /// Position in [`Plan::waits`].
        wait: u32,
        /// As in [`Qualified::AfterTrigger`].
        programme: u32,
    },
}

/// What is in force from a step on.
#[derive(Debug, Clone)]
pub(crate) struct Phase {
    /// First step.
    pub(crate) from: u32,
    /// By lane: shares are those of the phase.
    pub(crate) routes: Vec<Route>,
    /// By lane: class under the priority rule.
    pub(crate) tiers: Vec<usize>,
    /// By stock: pipeline of a customer, in steps of use.
    pub(crate) pipe_steps: Vec<f64>,
}

impl Phase {
    /// The first phase of a plan.
    pub(crate) fn first(plan: &Plan) -> Self {
        Self {
            from: 0,
            routes: (0..plan.lanes.len())
                .map(|at| Route::of(at, &plan.lanes[at]))
                .collect(),
            tiers: plan.lanes.iter().map(|lane| lane.tier).collect(),
            pipe_steps: plan.stocks.iter().map(|stock| stock.pipe_steps).collect(),
        }
    }
}

/// What a buyer gets from other economies.
#[derive(Debug, Clone)]
pub(crate) struct ImportPlan {
    pub(crate) economy: usize,
    /// USD per tonne at baseline, and the cell whose index moves it.
    pub(crate) price: f64,
    pub(crate) cell: Option<usize>,
    /// The buyer's stock, and the lanes that end there from abroad, in order.
    pub(crate) stock: usize,
    pub(crate) lanes: Vec<usize>,
}

/// How something grows.
#[derive(Debug, Clone)]
pub(crate) struct GrowthPlan {
    /// Factor in each step, where the rate is known; what multiplies the growth, where it is drawn.
    pub(crate) factors: Vec<f64>,
    /// Position of the drawn yearly rate, where it is not known; else 0.
    pub(crate) drawn: usize,
}

/// Where shipments wait until they arrive: a calendar of `slots` steps. What a step needs of it stands in one
/// cache line.
#[derive(Debug, Clone)]
#[repr(C, align(64))]
pub(crate) struct PipePlan {
    /// Stock that it ends in.
    pub(crate) stock: usize,
    /// First slot in the array of all calendars, and the distance from each slot to the next: the slots
    /// of a moment stand side by side for all pipes of one length, so that a step reads and writes along
    /// a few lines.
    pub(crate) first: usize,
    pub(crate) stride: usize,
    /// Number of slots: longest lead plus longest delay plus one.
    pub(crate) slots: usize,
    /// Position of that number in [`Plan::lengths`].
    pub(crate) length: usize,
    /// Row of the table of transit pauses; 0 is never.
    pub(crate) transit_pause: usize,
    /// Row of the table of receipt pauses; 0 is never.
    pub(crate) receipt_pause: usize,
    /// Mass that arrives at step 0, 1, ... from before the start; one entry per slot.
    pub(crate) initial: Vec<f64>,
}

impl PipePlan {
    /// Position in the array of all calendars of what is due `ahead` steps after the slot `now`.
    #[inline(always)]
    pub(crate) fn slot(&self, now: usize, ahead: usize) -> usize {
        let due = now + ahead;
        let due = if due >= self.slots {
            due - self.slots
        } else {
            due
        };
        self.first + due * self.stride
    }
}

/// How far ahead shipments are due in calendars of one length.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LeadPlan {
    /// Position in [`Plan::lengths`].
    pub(crate) length: usize,
    /// As [`PipePlan::stride`].
    pub(crate) stride: usize,
    /// Steps from dispatch to arrival.
    pub(crate) steps: u32,
}

/// Constants of one activity.
#[derive(Debug, Clone)]
pub(crate) struct ActivityPlan {
    /// Feeds: stock and t per t of throughput.
    pub(crate) inputs: Vec<(usize, f64)>,
    /// Products: stock, t per t of throughput, share of this activity in the site's output.
    pub(crate) outputs: Vec<(usize, f64, f64)>,
    /// Runs on what arrives.
    pub(crate) pushed: bool,
}

/// Constants of one site.
#[derive(Debug, Clone)]
pub(crate) struct SitePlan {
    /// Position in the world.
    pub(crate) site: usize,
    /// Throughput per step at full capacity.
    pub(crate) capacity: f64,
    /// Its activities.
    pub(crate) activities: Range<usize>,
    /// Its input stocks.
    pub(crate) inputs: Vec<usize>,
    /// Row of the growth table.
    pub(crate) growth: u32,
    /// Row of the table of availabilities; 0 is always 1.
    pub(crate) available: usize,
    /// Position in [`Plan::planned`] when it does not work yet.
    pub(crate) planned: Option<usize>,
}

/// A site that is to start within or before the run.
#[derive(Debug, Clone)]
pub(crate) struct PlannedSite {
    /// Key of its random stream.
    pub(crate) key: u64,
    /// Announced start, days after the start of the run (may be negative).
    pub(crate) start_day: f64,
    /// Delay beyond it, days.
    pub(crate) delay: monazite_stats::Law,
    /// Share of capacity in each year of operation.
    pub(crate) ramp: Vec<f64>,
    /// Price that it waits for; the delay is then counted from the trigger.
    pub(crate) trigger: Option<TriggerPlan>,
}

impl PlannedSite {
    /// Day on which it starts, `delay` days late; never while it waits for a price.
    pub(crate) fn starts(&self, delay: f64) -> f64 {
        if self.trigger.is_some() {
            f64::INFINITY
        } else {
            self.start_day + delay
        }
    }
}

/// A demand.
#[derive(Debug, Clone)]
pub(crate) struct DemandPlan {
    /// Its stock.
    pub(crate) stock: usize,
    /// Position in the world.
    pub(crate) demand: usize,
    /// Wanted per step at baseline.
    pub(crate) rate: f64,
    /// Unmet demand waits.
    pub(crate) backlog: bool,
    /// Row of the table of demand factors; 0 is always 1.
    pub(crate) factor: usize,
    /// t REO per tonne, which adds up different materials.
    pub(crate) reo: f64,
    /// Output value per tonne, USD.
    pub(crate) value: f64,
    /// Row of the table of responses to prices; 0 is always 1.
    pub(crate) response: usize,
    /// Goods are used; otherwise they are only put aside ([`monazite_model::STOCK_BUILD`]).
    pub(crate) end_use: bool,
}

/// A reserve.
#[derive(Debug, Clone)]
pub(crate) struct ReservePlan {
    /// Its stock.
    pub(crate) stock: usize,
    /// Customers that it serves (the holder's inputs and demands for the material).
    pub(crate) customers: Vec<usize>,
    /// Unfilled share above which it releases.
    pub(crate) trigger: f64,
    /// Steps of baseline use in its customers' stocks below which it releases as well.
    pub(crate) cover: f64,
    /// Largest release per step.
    pub(crate) release: f64,
}

/// A quota on the lanes of one material.
#[derive(Debug, Clone)]
pub(crate) struct QuotaPlan {
    /// Position of the effect.
    pub(crate) effect: usize,
    /// Tonnes allowed per step.
    pub(crate) per_step: f64,
    /// Share of each lane's orders that passes all the same.
    pub(crate) leak: Param,
    /// Its lanes.
    pub(crate) lanes: Vec<usize>,
}

/// Behaviour in steps.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rates {
    /// Share of a customer's gap closed per step.
    pub(crate) adjustment: f64,
    /// Weight of the newest order in a producer's average.
    pub(crate) smoothing: f64,
    /// Share of an output stock's gap closed per step.
    pub(crate) output_adjustment: f64,
    /// Weight of the newest fill rate in a lane's reliability.
    pub(crate) reliability: f64,
    /// Smallest reliability.
    pub(crate) reliability_floor: f64,
    /// Unfilled share above which alternatives are sought.
    pub(crate) trigger: f64,
}

/// Everything that a simulation needs, and nothing with a name.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The world, for labels; canonical order.
    pub(crate) world: World,
    /// Strategy id, for labels.
    pub(crate) strategy: String,
    pub(crate) steps: u32,
    pub(crate) step_days: f64,
    /// Calendar month (0 to 11) of each day offset's start: day of year of the first day.
    pub(crate) start_day_of_year: f64,
    pub(crate) service_level: f64,
    pub(crate) rates: Rates,
    pub(crate) allocation: AllocationRule,
    pub(crate) tiers: usize,
    pub(crate) spot: bool,
    pub(crate) levels: Vec<Level>,
    pub(crate) stocks: Vec<StockPlan>,
    pub(crate) lanes: Vec<LanePlan>,
    /// The lanes again, packed; shares may change from phase to phase.
    pub(crate) phases: Vec<Phase>,
    /// By what is remembered of lanes: the lane that it is about, one of those that are alike.
    pub(crate) memories: Vec<u32>,
    /// Distinct numbers of slots of calendars. All calendars of one length turn together.
    pub(crate) lengths: Vec<usize>,
    /// Distinct pairs of a length and a lead.
    pub(crate) leads: Vec<LeadPlan>,
    /// What may restrict the lanes that are not plain.
    pub(crate) gates: Vec<GatePlan>,
    /// Distinct borders: rows of the tables of open factors, order factors and licences.
    pub(crate) borders: Vec<[usize; 3]>,
    /// Distinct waits for qualification: steps and what scales them.
    pub(crate) waits: Vec<(u32, Param)>,
    /// Number of lanes that may need a licence.
    pub(crate) queues: usize,
    /// Steps of normal trade for which applications wait before they lapse.
    pub(crate) lapse: f64,
    pub(crate) pipes: Vec<PipePlan>,
    pub(crate) pipe_slots: usize,
    pub(crate) sites: Vec<SitePlan>,
    pub(crate) activities: Vec<ActivityPlan>,
    pub(crate) planned: Vec<PlannedSite>,
    pub(crate) demands: Vec<DemandPlan>,
    pub(crate) reserves: Vec<ReservePlan>,
    pub(crate) quotas: Vec<QuotaPlan>,
    /// Growth factors: one row per distinct law of growth.
    pub(crate) growth: Vec<GrowthPlan>,
    /// Prices and decisions.
    pub(crate) market: MarketPlan,
    /// What crosses borders into each buyer's stock.
    pub(crate) imports: Vec<ImportPlan>,
    /// Parameters drawn once per future; the first has position 1 in what is drawn.
    pub(crate) uncertain: Vec<UncertainPlan>,
    /// Present value of a dollar in each step.
    pub(crate) discount: Vec<f64>,
    /// What the strategy costs.
    pub(crate) accounts: AccountsPlan,
    /// Compiled hazards.
    pub(crate) hazards: Vec<crate::hazards::HazardPlan>,
    /// Correlated hazards: positions and lower Cholesky factor, row-major; empty for none.
    pub(crate) correlated: Vec<usize>,
    pub(crate) cholesky: Vec<Vec<f64>>,
    pub(crate) effects: Vec<EffectPlan>,
    pub(crate) signatures: Signatures,
    pub(crate) scopes: Scopes,
    /// Baseline throughput of each activity, t per step, for tests and explanations.
    pub(crate) throughput: Vec<f64>,
}

impl Plan {
    /// The phase that step `t` is in.
    pub(crate) fn phase(&self, t: u32) -> usize {
        let begun = |phase: &&Phase| phase.from <= t;
        self.phases.iter().take_while(begun).count().max(1) - 1
    }

    /// Years from the start to the beginning of step `t`.
    pub(crate) fn years(&self, t: u32) -> f64 {
        f64::from(t) * self.step_days / monazite_model::DAYS_PER_YEAR
    }

    /// Steps per future.
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// Days per step.
    pub fn step_days(&self) -> f64 {
        self.step_days
    }

    /// Number of lanes, stocks and activities: what a step costs grows with the first.
    pub fn size(&self) -> (usize, usize, usize) {
        (self.lanes.len(), self.stocks.len(), self.activities.len())
    }

    /// Number of scopes that results are told for: what a report costs grows with it.
    pub fn scope_count(&self) -> usize {
        self.scopes.list.len()
    }
}

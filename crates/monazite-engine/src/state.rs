//! The state of a block: flat arrays in the order of the plan, one replication per lane.

use crate::hazards::Occurrence;
use crate::lanes::Lanes;
use crate::plan::Plan;

/// Disruptions of the replications of a block, and where each stands.
pub(crate) struct Calendars {
    /// Occurrences of each replication, by start.
    pub(crate) occurrences: Vec<Vec<Occurrence>>,
    /// Next one to start, per replication.
    pub(crate) next: Vec<usize>,
    /// Those in force, per replication.
    pub(crate) active: Vec<Vec<usize>>,
    /// Whether the tables of factors are not all at rest.
    pub(crate) disturbed: bool,
}

impl Calendars {
    pub(crate) fn new(occurrences: Vec<Vec<Occurrence>>) -> Self {
        let count = occurrences.len();
        Self {
            occurrences,
            next: vec![0; count],
            active: vec![Vec::new(); count],
            disturbed: false,
        }
    }
}

/// Factors in force this step, one row per signature; row 0 is at rest for ever.
#[derive(Debug, Clone)]
pub(crate) struct Factors<const W: usize> {
    pub(crate) available: Vec<Lanes<W>>,
    pub(crate) open: Vec<Lanes<W>>,
    /// Extra lead time, steps (whole numbers).
    pub(crate) delay: Vec<Lanes<W>>,
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
    /// Average of use (inputs) or orders (outputs).
    pub(crate) smooth: Vec<Lanes<W>>,
    /// Orders placed (customers) or received (suppliers) this step.
    pub(crate) order: Vec<Lanes<W>>,
    /// Received a promise for (customers) or shipped (suppliers) this step.
    pub(crate) moved: Vec<Lanes<W>>,
    /// Working value of the allocation.
    pub(crate) work: Vec<Lanes<W>>,
    /// Working value of the spot pass.
    pub(crate) request: Vec<Lanes<W>>,
    /// Average unfilled share of a customer's orders.
    pub(crate) unfilled: Vec<Lanes<W>>,
    /// Steps since a customer began to qualify alternatives; 0 before.
    pub(crate) qualifying: Vec<Lanes<W>>,
    // Per lane.
    pub(crate) reliability: Vec<Lanes<W>>,
    /// Weight, then order, then shipment of this step.
    pub(crate) flow: Vec<Lanes<W>>,
    /// Weight in the spot pass, of the lanes whose buyer takes part in it.
    pub(crate) access: Vec<Lanes<W>>,
    /// Shipped since the start.
    pub(crate) shipped: Vec<Lanes<W>>,
    /// Whether `shipped` is kept.
    pub(crate) keeps_shipments: bool,
    /// Slot of this step in the calendar of each pipe.
    pub(crate) now: Vec<usize>,
    // Calendars of arrivals, and goods held at the border, per pipe.
    pub(crate) calendar: Vec<Lanes<W>>,
    pub(crate) held: Vec<Lanes<W>>,
    // Per activity: throughput wanted, then planned, this step.
    pub(crate) throughput: Vec<Lanes<W>>,
    // Per demand.
    pub(crate) wanted: Vec<Lanes<W>>,
    pub(crate) served: Vec<Lanes<W>>,
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
    pub(crate) books: Vec<Books<W>>,
}

impl<const W: usize> State<W> {
    /// The stationary baseline. `start_day` has one row per planned site.
    pub(crate) fn new(plan: &Plan, start_day: Vec<Lanes<W>>, keeps_shipments: bool) -> Self {
        let stocks = plan.stocks.len();
        let zeros = |count: usize| vec![Lanes::ZERO; count];
        let ones = |count: usize| vec![Lanes::ONE; count];
        let signatures = &plan.signatures;
        let mut calendar = zeros(plan.pipe_slots);
        let mut transit = zeros(stocks);
        for pipe in &plan.pipes {
            for (slot, mass) in pipe.initial.iter().enumerate() {
                calendar[pipe.first + slot] = Lanes::splat(*mass);
                transit[pipe.stock] += Lanes::splat(*mass);
            }
        }
        let widest = plan
            .levels
            .iter()
            .map(|level| level.suppliers.len())
            .max()
            .unwrap_or(0);
        Self {
            stock: plan
                .stocks
                .iter()
                .map(|s| Lanes::splat(s.initial))
                .collect(),
            transit,
            smooth: plan
                .stocks
                .iter()
                .map(|s| Lanes::splat(s.baseline))
                .collect(),
            order: zeros(stocks),
            moved: zeros(stocks),
            work: zeros(stocks),
            request: zeros(stocks),
            unfilled: zeros(stocks),
            qualifying: zeros(stocks),
            reliability: ones(plan.lanes.len()),
            flow: zeros(plan.lanes.len()),
            access: zeros(plan.lanes.len()),
            shipped: zeros(plan.lanes.len()),
            keeps_shipments,
            now: vec![0; plan.pipes.len()],
            calendar,
            held: zeros(plan.pipes.len()),
            throughput: zeros(plan.activities.len()),
            wanted: zeros(plan.demands.len()),
            served: zeros(plan.demands.len()),
            backlog: zeros(plan.demands.len()),
            releasing: zeros(plan.reserves.len()),
            released: zeros(plan.reserves.len()),
            budget: zeros(plan.quotas.len()),
            start_day,
            fill: zeros(widest * plan.tiers),
            factors: Factors {
                available: ones(signatures.available.len()),
                open: ones(signatures.open.len()),
                delay: zeros(signatures.delay.len()),
                order: ones(signatures.order.len()),
                demand: ones(signatures.demand.len()),
                transit: zeros(signatures.transit.len()),
                receipt: zeros(signatures.receipt.len()),
                effect: ones(plan.effects.len()),
                effect_delay: zeros(plan.effects.len()),
            },
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
}

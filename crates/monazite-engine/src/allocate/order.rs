//! Orders: what buyers want, and whom they ask for it.

use monazite_model::AllocationRule;

use super::licence;
use crate::lanes::{Lanes, one_by_one};
use crate::plan::{GatePlan, Level, Opens, Plan, StockKind};
use crate::state::State;

/// Places the orders of a level's customers and splits them over lanes, into `flow`; adds up what
/// each seller is asked for, and under the priority rule each of its classes, into `fill`.
#[inline(always)]
pub(crate) fn order<const W: usize>(plan: &Plan, state: &mut State<W>, level: &Level, t: u32) {
    for seller in one_by_one(&mut state.sellers[..level.suppliers.len()]) {
        seller.asked = Lanes::ZERO;
        seller.given = Lanes::ZERO;
    }
    if plan.allocation == AllocationRule::Priority {
        let classes = level.suppliers.len() * plan.tiers;
        state.fill[..classes].fill(Lanes::ZERO);
    }
    let mut reserve = level.reserves.start;
    let pipes = plan.phases[state.phase].pipe_steps.as_slice();
    for at in level.customers.clone() {
        let stock = &plan.stocks[at];
        let position = state.stock[at] + state.transit[at];
        let bound = state.growth[stock.growth as usize] * (stock.bound * stock.order_limit);
        let (order, bound) = match stock.kind {
            StockKind::Reserve => {
                let calm = Lanes::ONE - state.releasing[reserve];
                reserve += 1;
                ((Lanes::splat(stock.target) - position) * calm, bound)
            }
            kind => {
                // Demands left what they wanted this step in `order`; sites plan by an average.
                let use_ = if kind == StockKind::Demand {
                    state.order[at]
                } else {
                    state.smooth[at]
                };
                let eager = Lanes::ONE + state.unfilled[at] * state.hoarding;
                let aim = state.cover(stock) * eager + Lanes::splat(pipes[at]);
                let gap = use_ * aim - position;
                (use_ + gap * plan.rates.adjustment, bound * eager)
            }
        };
        let order = order.max(Lanes::ZERO).min(bound);
        state.order[at] = order;
        split(plan, state, (at, level), order, t);
    }
}

/// Splits an order over the lanes of a customer by share, reliability and qualification.
#[inline(always)]
fn split<const W: usize>(
    plan: &Plan,
    state: &mut State<W>,
    (customer, level): (usize, &Level),
    order: Lanes<W>,
    t: u32,
) {
    // Slices of their own: through `state` the compiler would read each array's address anew.
    let State {
        reliability,
        flow,
        sellers,
        factors,
        qualifying,
        start_day,
        waits,
        queues,
        idle,
        growth,
        awake,
        fill,
        ..
    } = state;
    let by_class = plan.allocation == AllocationRule::Priority;
    let (routes, span) = awake.to(customer, level);
    let (reliability, fill) = (reliability.as_slice(), fill.as_mut_slice());
    let flow = &mut flow[span];
    let (sellers, open) = (sellers.as_mut_slice(), factors.open.as_slice());
    let stock = &plan.stocks[customer];
    let usual = growth[stock.growth as usize] * stock.bound;
    let clocks = Clocks {
        looking: qualifying.as_slice(),
        waits: waits.as_slice(),
        start_day: start_day.as_slice(),
        t,
    };
    let mut total = Lanes::ZERO;
    for (route, flow) in routes.iter().zip(flow.iter_mut()) {
        let mut weight = reliability[route.memory as usize] * route.share;
        if !route.plain {
            weight *= clocks.qualified(plan, customer, &plan.gates[route.gate as usize]);
        }
        *flow = weight;
        total += weight;
    }
    let per_weight = total.select_above(Lanes::ZERO, order / total, Lanes::ZERO);
    for (route, flow) in routes.iter().zip(flow.iter_mut()) {
        let mut asked = *flow * per_weight;
        if !route.plain {
            let gate = &plan.gates[route.gate as usize];
            if gate.order != 0 {
                asked *= factors.order[gate.order as usize];
            }
            if gate.licence != 0 {
                let at = gate.queue as usize;
                let (queue, normal) = ((&mut queues[at], &mut idle[at]), usual * route.share);
                asked = licence::licensed(gate, factors, queue, asked, normal, plan.lapse);
            }
        }
        if factors.shut[route.open as usize] {
            asked = licence::restricted(open[route.open as usize], asked, usual * route.share);
        }
        *flow = asked;
        sellers[route.seller as usize].asked += asked;
        if by_class {
            fill[route.class as usize] += asked;
        }
    }
}

/// A number of steps times a scale, rounded up but for a hair.
pub(crate) fn scaled(steps: u32, scale: f64) -> f64 {
    (f64::from(steps) * scale - 1e-9).ceil()
}

/// What decides whether lanes may be used yet.
pub(crate) struct Clocks<'a, const W: usize> {
    /// By stock: steps since its buyer began to qualify alternatives; 0 before.
    pub(crate) looking: &'a [Lanes<W>],
    /// By position in [`Plan::waits`].
    pub(crate) waits: &'a [Lanes<W>],
    /// By planned site.
    pub(crate) start_day: &'a [Lanes<W>],
    pub(crate) t: u32,
}

impl<const W: usize> Clocks<'_, W> {
    /// 1 where a lane of a customer may be used, else 0.
    #[inline(always)]
    pub(super) fn qualified(&self, plan: &Plan, customer: usize, gate: &GatePlan) -> Lanes<W> {
        match gate.opens {
            Opens::Always => Lanes::ONE,
            Opens::AfterTrigger { programme, .. } if self.t >= programme => Lanes::ONE,
            Opens::AfterTrigger { wait, .. } => {
                let wait = self.waits[wait as usize];
                self.looking[customer].select_above(wait, Lanes::ONE, Lanes::ZERO)
            }
            Opens::AfterStart { planned, steps } => {
                let day = Lanes::splat((f64::from(self.t) - f64::from(steps)) * plan.step_days);
                let start = self.start_day[planned as usize];
                day.select_above(start, Lanes::ONE, Lanes::ZERO)
            }
        }
    }
}

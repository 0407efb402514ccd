//! Orders: what buyers want, and whom they ask for it.

use super::licence;
use crate::lanes::Lanes;
use crate::plan::{LanePlan, Level, Plan, Qualified, StockKind};
use crate::state::{State, parameter};

/// Places the orders of a level's customers and splits them over lanes, into `flow`; adds up what
/// each supplier is asked for, into its `order`.
#[inline(always)]
pub(crate) fn order<const W: usize>(plan: &Plan, state: &mut State<W>, level: &Level, t: u32) {
    for at in level.suppliers.clone() {
        state.order[at] = Lanes::ZERO;
        state.moved[at] = Lanes::ZERO;
    }
    let mut reserve = level.reserves.start;
    let pipes = plan.phases[state.phase].pipe_steps.as_slice();
    for at in level.customers.clone() {
        let stock = &plan.stocks[at];
        let position = state.stock[at] + state.transit[at];
        let bound = state.growth[stock.growth] * (stock.bound * stock.order_limit);
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
                    state.using[at] = state.smooth[at];
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
        split(plan, state, at, order, t);
    }
}

/// Splits an order over the lanes of a customer by share, reliability and qualification.
#[inline(always)]
fn split<const W: usize>(
    plan: &Plan,
    state: &mut State<W>,
    customer: usize,
    order: Lanes<W>,
    t: u32,
) {
    // Slices of their own: through `state` the compiler would read each array's address anew.
    let State {
        reliability,
        flow,
        order: orders,
        factors,
        qualifying,
        start_day,
        parameters,
        queues,
        growth,
        awake,
        ..
    } = state;
    let routes = awake.to(customer);
    let (reliability, flow) = (reliability.as_slice(), flow.as_mut_slice());
    let (orders, open) = (orders.as_mut_slice(), factors.open.as_slice());
    let stock = &plan.stocks[customer];
    let usual = growth[stock.growth] * stock.bound;
    let mut total = Lanes::ZERO;
    for route in routes {
        let at = route.lane as usize;
        let mut weight = reliability[at] * route.share;
        if !route.plain {
            let clocks = (
                qualifying.as_slice(),
                start_day.as_slice(),
                parameters.as_slice(),
            );
            weight *= qualified(plan, &plan.lanes[at], clocks, t);
        }
        flow[at] = weight;
        total += weight;
    }
    let per_weight = total.select_above(Lanes::ZERO, order / total, Lanes::ZERO);
    for route in routes {
        let flow = &mut flow[route.lane as usize];
        let mut asked = *flow * per_weight;
        if !route.plain {
            let lane = &plan.lanes[route.lane as usize];
            asked *= factors.order[lane.order];
            if lane.licence != 0 {
                let (queue, normal) = (&mut queues[lane.queue], usual * route.share);
                asked = licence::licensed(lane, factors, queue, asked, normal, plan.lapse);
            }
        }
        if route.open != 0 {
            asked = licence::restricted(open[route.open as usize], asked, usual * route.share);
        }
        *flow = asked;
        orders[route.from as usize] += asked;
    }
}

/// A number of steps times a scale, rounded up but for a hair.
pub(crate) fn scaled(steps: u32, scale: f64) -> f64 {
    (f64::from(steps) * scale - 1e-9).ceil()
}

/// 1 where a lane may be used, else 0.
#[inline(always)]
pub(super) fn qualified<const W: usize>(
    plan: &Plan,
    lane: &LanePlan,
    (qualifying, start_day, parameters): (&[Lanes<W>], &[Lanes<W>], &[Lanes<W>]),
    t: u32,
) -> Lanes<W> {
    match lane.qualified {
        Qualified::Always => Lanes::ONE,
        Qualified::AfterTrigger { programme, .. } if t >= programme => Lanes::ONE,
        Qualified::AfterTrigger { steps, scale, .. } => {
            let wait = if scale.drawn == 0 {
                Lanes::splat(scaled(steps, scale.value))
            } else {
                parameter(parameters, scale).map(|scale| scaled(steps, scale))
            };
            qualifying[lane.to].select_above(wait, Lanes::ONE, Lanes::ZERO)
        }
        Qualified::AfterStart { planned, steps } => {
            let day = (f64::from(t) - f64::from(steps)) * plan.step_days;
            Lanes::splat(day).select_above(start_day[planned], Lanes::ONE, Lanes::ZERO)
        }
    }
}

//! What is written down at the end of each step, and what it comes to at the end of a future.

mod market;

use crate::lanes::{Lanes, one_by_one};
use crate::plan::Plan;
use crate::state::State;
pub(crate) use market::MarketRecord;

/// Days of the window of the worst-quarter indicator.
const QUARTER_DAYS: f64 = 91.0;
/// Days of full service after which a shortage is over.
const RECOVERY_DAYS: f64 = 28.0;
/// Days of cover beyond which nobody distinguishes.
pub(crate) const COVER_CAP_DAYS: f64 = 730.0;

/// Running indicators of one scope.
#[derive(Debug, Clone)]
struct Running<const W: usize> {
    short_steps: Lanes<W>,
    /// First short step since the disruption began; -1 before.
    first: Lanes<W>,
    /// First step of the recovery; -1 before.
    recovered: Lanes<W>,
    /// Last short step; -1 before any.
    last: Lanes<W>,
    calm_steps: Lanes<W>,
    least_cover: Lanes<W>,
    worst: Lanes<W>,
    window_unmet: Lanes<W>,
    window_wanted: Lanes<W>,
}

/// Steps of the window of the worst-quarter indicator.
pub(crate) fn window(plan: &Plan) -> usize {
    (libm::round(QUARTER_DAYS / plan.step_days) as usize).max(1)
}

/// Indicators of a block while it runs.
pub(crate) struct Record<const W: usize> {
    scopes: Vec<Running<W>>,
    /// Unmet and wanted of the last steps, per headline scope: rings of `window` entries.
    rings: Vec<(Lanes<W>, Lanes<W>)>,
    window: usize,
    recovery: f64,
    /// Unmet and wanted since the start, t, per demand.
    unmet: Vec<Lanes<W>>,
    wanted: Vec<Lanes<W>>,
    /// Not wanted for its price since the start, t, per demand.
    forgone: Vec<Lanes<W>>,
    /// Wanted and served in this step, t REO, per demand.
    step: Vec<(Lanes<W>, Lanes<W>)>,
    pub(crate) market: MarketRecord<W>,
    /// Day on which the disruption begins.
    begins: Lanes<W>,
    /// Served share of this step, per series scope.
    pub(crate) fill_rate: Vec<Lanes<W>>,
}

/// What one scope came to in one replication.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Outcome {
    /// t of the material or t REO.
    pub(crate) unmet: f64,
    pub(crate) wanted: f64,
    pub(crate) forgone: f64,
    pub(crate) value: f64,
    pub(crate) weeks_short: f64,
    pub(crate) time_to_shortage: f64,
    pub(crate) time_to_recover: f64,
    /// From the start of the disruption to the end of the last short step, weeks; 0 without one.
    pub(crate) short_until: f64,
    pub(crate) worst_quarter: f64,
    pub(crate) least_cover: f64,
}

impl<const W: usize> Record<W> {
    pub(crate) fn new(plan: &Plan, begins: Lanes<W>) -> Self {
        let idle = Running {
            short_steps: Lanes::ZERO,
            first: Lanes::splat(-1.0),
            recovered: Lanes::splat(-1.0),
            last: Lanes::splat(-1.0),
            calm_steps: Lanes::ZERO,
            least_cover: Lanes::splat(COVER_CAP_DAYS),
            worst: Lanes::ZERO,
            window_unmet: Lanes::ZERO,
            window_wanted: Lanes::ZERO,
        };
        let window = window(plan);
        let demands = plan.demands.len();
        Self {
            scopes: vec![idle; plan.scopes.list.len()],
            rings: vec![(Lanes::ZERO, Lanes::ZERO); plan.scopes.headlines * window],
            window,
            recovery: (RECOVERY_DAYS / plan.step_days).ceil(),
            unmet: vec![Lanes::ZERO; demands],
            wanted: vec![Lanes::ZERO; demands],
            forgone: vec![Lanes::ZERO; demands],
            step: vec![(Lanes::ZERO, Lanes::ZERO); demands],
            market: MarketRecord::new(plan),
            begins,
            fill_rate: vec![Lanes::ONE; plan.scopes.series.len()],
        }
    }

    /// Writes down step `t`.
    #[inline(always)]
    pub(crate) fn record(&mut self, plan: &Plan, state: &State<W>, t: u32) {
        for (at, demand) in one_by_one(plan.demands.iter().enumerate()) {
            let (wanted, served) = (state.wanted[at], state.served[at]);
            self.unmet[at] += wanted - served;
            self.wanted[at] += wanted;
            self.forgone[at] += state.forgone[at];
            self.step[at] = (wanted * demand.reo, served * demand.reo);
        }
        self.market.record(plan, state);
        let end = Lanes::splat(f64::from(t + 1) * plan.step_days);
        let begun = end.select_above(self.begins, Lanes::ONE, Lanes::ZERO);
        let mut series = 0;
        for (at, scope) in plan.scopes.list.iter().enumerate() {
            let (mut wanted, mut served, mut cover) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
            for &demand in &scope.demands {
                let (asked, got) = self.step[demand];
                wanted += asked;
                served += got;
            }
            if !plan.scopes.narrow {
                for &demand in &scope.demands {
                    let row = &plan.demands[demand];
                    cover += state.stock[row.stock] * row.reo;
                }
            }
            let unmet = wanted - served;
            if !plan.scopes.narrow {
                self.scopes[at].update(plan, (wanted, served, cover), begun, self.recovery, t);
            }
            if at < plan.scopes.headlines {
                let slot = at * self.window + t as usize % self.window;
                let running = &mut self.scopes[at];
                running.window_unmet += unmet - self.rings[slot].0;
                running.window_wanted += wanted - self.rings[slot].1;
                self.rings[slot] = (unmet, wanted);
                let whole = running.window_wanted;
                let share =
                    whole.select_above(Lanes::ZERO, running.window_unmet / whole, Lanes::ZERO);
                running.worst = running.worst.max(share.min(Lanes::ONE));
            }
            if plan.scopes.series.get(series) == Some(&at) {
                self.fill_rate[series] =
                    wanted.select_above(Lanes::ZERO, served / wanted, Lanes::ONE);
                series += 1;
            }
        }
    }

    /// What the scope came to in replication `w` of the block.
    pub(crate) fn outcome(&self, plan: &Plan, at: usize, w: usize) -> Outcome {
        let scope = &plan.scopes.list[at];
        let running = &self.scopes[at];
        let (mut unmet, mut wanted, mut value, mut forgone) = (0.0, 0.0, 0.0, 0.0);
        for &demand in &scope.demands {
            let row = &plan.demands[demand];
            let weight = if scope.single { 1.0 } else { row.reo };
            unmet += self.unmet[demand][w] * weight;
            wanted += self.wanted[demand][w] * weight;
            forgone += self.forgone[demand][w] * weight;
            value += self.unmet[demand][w] * row.value;
        }
        let week = plan.step_days / 7.0;
        let horizon = f64::from(plan.steps) * week;
        let begins = self.begins[w] / 7.0;
        let (first, recovered) = (running.first[w], running.recovered[w]);
        let short = first >= 0.0;
        Outcome {
            unmet,
            wanted,
            forgone,
            value,
            weeks_short: running.short_steps[w] * week,
            time_to_shortage: if short {
                (first * week - begins).max(0.0)
            } else {
                horizon - begins
            },
            time_to_recover: match (short, recovered >= 0.0) {
                (false, _) => 0.0,
                (true, true) => (recovered - first) * week,
                (true, false) => horizon - first * week,
            },
            short_until: ((running.last[w] + 1.0) * week - begins).max(0.0),
            worst_quarter: running.worst[w],
            least_cover: running.least_cover[w],
        }
    }
}

impl<const W: usize> Running<W> {
    #[inline(always)]
    fn update(
        &mut self,
        plan: &Plan,
        (wanted, served, cover): (Lanes<W>, Lanes<W>, Lanes<W>),
        begun: Lanes<W>,
        recovery: f64,
        t: u32,
    ) {
        let (zero, one) = (Lanes::ZERO, Lanes::ONE);
        let short = (wanted * plan.service_level).select_above(served, one, zero);
        self.short_steps += short;
        let now = Lanes::splat(f64::from(t));
        self.last = short.select_above(zero, now, self.last);
        let none_yet = zero.select_above(self.first, one, zero);
        self.first = (short * none_yet * begun).select_above(zero, now, self.first);
        self.calm_steps = short.select_above(zero, zero, self.calm_steps + one);
        let over = self
            .calm_steps
            .select_above(Lanes::splat(recovery - 0.5), one, zero);
        let shortage = one - zero.select_above(self.first, one, zero);
        let open = zero.select_above(self.recovered, one, zero);
        let back = now - Lanes::splat(recovery - 1.0);
        self.recovered = (over * shortage * open).select_above(zero, back, self.recovered);
        let days = wanted.select_above(zero, cover / wanted, Lanes::splat(COVER_CAP_DAYS))
            * plan.step_days;
        self.least_cover = self.least_cover.min(days);
    }
}

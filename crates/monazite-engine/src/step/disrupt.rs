//! Hazards: what is in force this step, and the factors that follow.

use crate::hazards::Occurrence;
use crate::lanes::Lanes;
use crate::plan::{EffectKind, Param, Plan};
use crate::state::{Calendars, Factors, State};

#[inline(always)]
pub(super) fn disrupt<const W: usize>(
    plan: &Plan,
    state: &mut State<W>,
    calendars: &mut Calendars,
    t: u32,
) {
    let from = f64::from(t) * plan.step_days;
    let to = f64::from(t + 1) * plan.step_days;
    let Calendars {
        occurrences,
        next,
        due,
        active,
        disturbed,
    } = calendars;
    let mut any = false;
    for (w, list) in occurrences.iter().enumerate() {
        while due[w] < to {
            let at = next[w];
            lose(plan, state, &list[at], w);
            active[w].push((at, list[at].end()));
            next[w] += 1;
            due[w] = list
                .get(next[w])
                .map_or(f64::INFINITY, |following| following.start);
        }
        any |= !active[w].is_empty();
    }
    if !any && !*disturbed {
        return;
    }
    rest(plan, &mut state.factors);
    for (w, (list, active)) in occurrences.iter().zip(active).enumerate() {
        for &(at, _) in active.iter() {
            act(plan, state, &list[at], w, from, to);
        }
        active.retain(|&(_, end)| end > to);
    }
    *disturbed = any;
    combine(plan, state);
}

/// Effects as they are when nothing is in force. What no row of a table takes up is never read, and is left.
#[inline(always)]
fn rest<const W: usize>(plan: &Plan, factors: &mut Factors<W>) {
    factors.effect.fill(Lanes::ONE);
    let some = |table: &[Vec<usize>]| table.len() > 1;
    if some(&plan.signatures.delay) {
        factors.effect_delay.fill(Lanes::ZERO);
    }
    if some(&plan.signatures.licence) {
        factors.effect_kept.fill(Lanes::ONE);
    }
    if some(&plan.signatures.price) {
        factors.effect_log.fill(Lanes::ZERO);
    }
}

/// Stocks destroyed or seized when an occurrence starts.
fn lose<const W: usize>(plan: &Plan, state: &mut State<W>, occurrence: &Occurrence, w: usize) {
    // What was lost before the run is not in the stocks that it starts with.
    if occurrence.start < 0.0 {
        return;
    }
    for effect in plan.hazards[occurrence.hazard].effects.clone() {
        if let EffectKind::StockLoss { stocks } = &plan.effects[effect].kind {
            for &stock in stocks {
                let lost = state.stock[stock][w] * occurrence.severity;
                state.stock[stock][w] -= lost;
                state.books[plan.stocks[stock].material].lost[w] += lost;
            }
        }
    }
}

/// Multiplies the effects of one occurrence into the factors of its replication.
fn act<const W: usize>(
    plan: &Plan,
    state: &mut State<W>,
    occurrence: &Occurrence,
    w: usize,
    from: f64,
    to: f64,
) {
    let strength = occurrence.severity * occurrence.intensity(from, to);
    let age = 0.5 * (from + to) - occurrence.start;
    let factors = &mut state.factors;
    for effect in plan.hazards[occurrence.hazard].effects.clone() {
        let drawn = |param: Param| match param.drawn {
            0 => param.value,
            drawn => state.parameters[drawn][w],
        };
        let kind = &plan.effects[effect].kind;
        let force = force(kind, strength, age, plan.step_days, drawn);
        factors.effect[effect][w] *= force.factor;
        match kind {
            EffectKind::Route { .. } => factors.effect_delay[effect][w] += force.delay,
            EffectKind::Licence { .. } => factors.effect_kept[effect][w] *= force.kept,
            EffectKind::Price { .. } => factors.effect_log[effect][w] += force.log,
            EffectKind::Factor { .. }
            | EffectKind::Quota
            | EffectKind::Hold
            | EffectKind::StockLoss { .. } => {}
        }
    }
}

/// What an effect does at a moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Force {
    /// Factor on what it acts on; 0 while a mere hold or bound is in force.
    pub(crate) factor: f64,
    /// Days.
    pub(crate) delay: f64,
    /// Share of decided applications that is not refused.
    pub(crate) kept: f64,
    /// Logarithm on prices.
    pub(crate) log: f64,
}

/// Days over which an authority decides the stated share of the applications in hand.
const DECISION_DAYS: f64 = 28.0;

/// What an effect does at a strength, `age` days after its start. `drawn` gives parameters.
pub(crate) fn force(
    kind: &EffectKind,
    strength: f64,
    age: f64,
    step_days: f64,
    drawn: impl Fn(Param) -> f64,
) -> Force {
    let rest = Force {
        factor: 1.0,
        delay: 0.0,
        kept: 1.0,
        log: 0.0,
    };
    match *kind {
        EffectKind::Factor { rest: open, leak } => Force {
            factor: 1.0 - strength * (1.0 - open.max(drawn(leak))),
            ..rest
        },
        EffectKind::Licence {
            dead,
            initial,
            last,
            ramp,
            pace,
            refusal,
            leak,
        } => {
            let since = age - dead;
            let decided = if since < 0.0 {
                0.0
            } else if since < ramp {
                initial + (last - initial) * since / ramp
            } else {
                last
            };
            let decided = (decided * drawn(pace)).min(1.0);
            let per_step = 1.0 - libm::pow(1.0 - decided, step_days / DECISION_DAYS);
            let bound = strength * (1.0 - drawn(leak));
            Force {
                factor: 1.0 - bound * (1.0 - per_step),
                kept: 1.0 - bound * drawn(refusal),
                ..rest
            }
        }
        EffectKind::Route { rest: open, delay } => Force {
            factor: 1.0 - strength * (1.0 - open),
            delay: strength * delay,
            ..rest
        },
        EffectKind::Quota | EffectKind::Hold => Force {
            factor: if strength > 0.0 { 0.0 } else { 1.0 },
            ..rest
        },
        EffectKind::Price { log } => Force {
            log: strength * log,
            ..rest
        },
        EffectKind::StockLoss { .. } => rest,
    }
}

/// Tables of signatures from the factors of the effects: products of factors, sums of delays.
#[inline(always)]
fn combine<const W: usize>(plan: &Plan, state: &mut State<W>) {
    let factors = &mut state.factors;
    let product = |table: &mut [Lanes<W>], rows: &[Vec<usize>], effect: &[Lanes<W>]| {
        for (value, row) in table.iter_mut().zip(rows) {
            *value = row.iter().fold(Lanes::ONE, |all, &at| all * effect[at]);
        }
    };
    let signatures = &plan.signatures;
    product(
        &mut factors.available,
        &signatures.available,
        &factors.effect,
    );
    product(&mut factors.open, &signatures.open, &factors.effect);
    for (shut, open) in factors.shut.iter_mut().zip(&factors.open) {
        *shut = Lanes::ONE.any_above(*open);
    }
    product(&mut factors.order, &signatures.order, &factors.effect);
    product(&mut factors.demand, &signatures.demand, &factors.effect);
    product(&mut factors.through, &signatures.licence, &factors.effect);
    product(&mut factors.kept, &signatures.licence, &factors.effect_kept);
    let licences = factors.through.iter().zip(&factors.kept);
    for (none, (through, kept)) in factors.unlicensed.iter_mut().zip(licences) {
        *none = !Lanes::ONE
            .select_above(through.min(*kept), Lanes::ONE, Lanes::ZERO)
            .any_positive();
    }
    for (free, &[open, order, licence]) in factors.free.iter_mut().zip(&plan.borders) {
        *free = factors.open[open].whole()
            * factors.order[order].whole()
            * (factors.through[licence].whole() * factors.kept[licence].whole());
    }
    for (value, row) in factors.push.iter_mut().zip(&signatures.price) {
        let add = |all, &at: &usize| all + factors.effect_log[at];
        *value = row.iter().fold(Lanes::ZERO, add);
    }
    product(&mut factors.transit, &signatures.transit, &factors.effect);
    product(&mut factors.receipt, &signatures.receipt, &factors.effect);
    for value in factors.transit.iter_mut().chain(&mut factors.receipt) {
        *value = Lanes::ONE - *value;
    }
    for (late, row) in factors.late.iter_mut().zip(&signatures.delay) {
        let days = row
            .iter()
            .fold(Lanes::ZERO, |all, &at| all + factors.effect_delay[at]);
        group(late, days.map(|days| libm::round(days / plan.step_days)));
    }
}

/// Replications by their delay, with 1 for those that have it; none where nobody is late.
fn group<const W: usize>(late: &mut Vec<(f64, Lanes<W>)>, steps: Lanes<W>) {
    late.clear();
    if !steps.any_positive() {
        return;
    }
    for w in 0..W {
        let known = late.iter_mut().find(|(delay, _)| *delay == steps[w]);
        if let Some((_, these)) = known {
            these[w] = 1.0;
        } else {
            let mut these = Lanes::ZERO;
            these[w] = 1.0;
            late.push((steps[w], these));
        }
    }
}

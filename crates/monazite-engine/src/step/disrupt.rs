//! Hazards: what is in force this step, and the factors that follow.

use crate::hazards::Occurrence;
use crate::lanes::Lanes;
use crate::plan::{EffectKind, Plan};
use crate::state::{Calendars, State};

#[inline(always)]
pub(super) fn disrupt<const W: usize>(
    plan: &Plan,
    state: &mut State<W>,
    calendars: &mut Calendars,
    t: u32,
) {
    let from = f64::from(t) * plan.step_days;
    let to = f64::from(t + 1) * plan.step_days;
    let mut any = false;
    for w in 0..calendars.occurrences.len() {
        let list = &calendars.occurrences[w];
        while let Some(occurrence) = list.get(calendars.next[w]).filter(|o| o.start < to) {
            lose(plan, state, occurrence, w);
            calendars.active[w].push(calendars.next[w]);
            calendars.next[w] += 1;
        }
        any |= !calendars.active[w].is_empty();
    }
    if !any && !calendars.disturbed {
        return;
    }
    state.factors.effect.fill(Lanes::ONE);
    state.factors.effect_delay.fill(Lanes::ZERO);
    for w in 0..calendars.occurrences.len() {
        for &at in &calendars.active[w] {
            act(plan, state, &calendars.occurrences[w][at], w, from, to);
        }
        let list = &calendars.occurrences[w];
        calendars.active[w].retain(|&at| list[at].end() > to);
    }
    calendars.disturbed = any;
    combine(plan, state);
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
    for effect in plan.hazards[occurrence.hazard].effects.clone() {
        let (factor, delay) = factor(&plan.effects[effect].kind, strength, || {
            0.5 * (from + to) - occurrence.start
        });
        state.factors.effect[effect][w] *= factor;
        state.factors.effect_delay[effect][w] += delay;
    }
}

/// Factor and delay (days) of an effect at a strength, `age` days after its start.
/// Effects that merely hold or bind have a factor of 0 while in force.
pub(crate) fn factor(kind: &EffectKind, strength: f64, age: impl Fn() -> f64) -> (f64, f64) {
    match kind {
        EffectKind::Factor { rest } => (1.0 - strength * (1.0 - rest), 0.0),
        EffectKind::Licence {
            dead,
            initial,
            last,
            ramp,
        } => {
            let since = age() - dead;
            let approval = if since < 0.0 {
                0.0
            } else if since < *ramp {
                initial + (last - initial) * since / ramp
            } else {
                *last
            };
            (1.0 - strength * (1.0 - approval), 0.0)
        }
        EffectKind::Route { rest, delay } => (1.0 - strength * (1.0 - rest), strength * delay),
        EffectKind::Quota | EffectKind::Hold => (if strength > 0.0 { 0.0 } else { 1.0 }, 0.0),
        EffectKind::StockLoss { .. } => (1.0, 0.0),
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
    product(&mut factors.order, &signatures.order, &factors.effect);
    product(&mut factors.demand, &signatures.demand, &factors.effect);
    product(&mut factors.transit, &signatures.transit, &factors.effect);
    product(&mut factors.receipt, &signatures.receipt, &factors.effect);
    for value in factors.transit.iter_mut().chain(&mut factors.receipt) {
        *value = Lanes::ONE - *value;
    }
    for (value, row) in factors.delay.iter_mut().zip(&signatures.delay) {
        let days = row
            .iter()
            .fold(Lanes::ZERO, |all, &at| all + factors.effect_delay[at]);
        for w in 0..W {
            value[w] = libm::round(days[w] / plan.step_days);
        }
    }
}

//! Quotas: what may leave at most.

use super::ration::fill;
use crate::lanes::Lanes;
use crate::plan::{Level, Plan};
use crate::state::{State, parameter};

/// Scales the lanes of a quota to what may still leave, and what is remembered of their service.
/// While the quota is not in force its budget stays empty and nothing is scaled.
#[inline(always)]
pub(super) fn apply<const W: usize>(
    plan: &Plan,
    state: &mut State<W>,
    level: &Level,
    quota: usize,
) {
    let (row, first) = (&plan.quotas[quota], level.lanes.start);
    let free = state.factors.effect[row.effect];
    let mut total = Lanes::ZERO;
    for &at in &row.lanes {
        total += state.flow[at - first];
    }
    let budget = (state.budget[quota] + Lanes::splat(row.per_step)) * (Lanes::ONE - free);
    let bound = fill(total, budget).max(parameter(&state.parameters, row.leak));
    let scale = free.select_above(Lanes::ZERO, Lanes::ONE, bound);
    for &at in &row.lanes {
        state.flow[at - first] *= scale;
        state.access[at - first] *= scale;
    }
    state.budget[quota] = budget;
}

/// Takes from the budget of a quota what leaves after all quotas have spoken.
#[inline(always)]
pub(super) fn charge<const W: usize>(
    plan: &Plan,
    state: &mut State<W>,
    level: &Level,
    quota: usize,
) {
    let (row, first) = (&plan.quotas[quota], level.lanes.start);
    let free = state.factors.effect[row.effect];
    let mut leaving = Lanes::ZERO;
    for &at in &row.lanes {
        leaving += state.flow[at - first];
    }
    let left = (state.budget[quota] - leaving).max(Lanes::ZERO);
    state.budget[quota] = left * (Lanes::ONE - free);
}

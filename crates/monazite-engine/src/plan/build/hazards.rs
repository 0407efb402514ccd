//! Hazards with samplers, and their dependence.

use std::collections::BTreeSet;
use std::ops::Range;

use monazite_model::{Arrival, DAYS_PER_YEAR, Hazard, Table};
use monazite_stats::{Law, LawError, entity_key};

use super::{Builder, CompileError};
use crate::hazards::{ArrivalPlan, HazardPlan, Rung};
use crate::plan::Plan;

impl Builder<'_> {
    pub(super) fn hazards(
        &self,
        sorted: &[&Hazard],
        ranges: Vec<Range<usize>>,
    ) -> Result<Vec<HazardPlan>, CompileError> {
        let law = |hazard: &Hazard, field: &str, spec: &monazite_model::Law| {
            law(spec).map_err(|error| CompileError::Law {
                table: Table::Hazards,
                id: hazard.id.clone(),
                field: field.to_owned(),
                error,
            })
        };
        let mut list = Vec::with_capacity(sorted.len());
        for (hazard, effects) in sorted.iter().zip(ranges) {
            let arrival = match &hazard.arrival {
                Arrival::Date(date) => {
                    ArrivalPlan::At(f64::from((*date - self.scenario.run.start).get_days()))
                }
                Arrival::PoissonPerYear(rate) => ArrivalPlan::Poisson(rate / DAYS_PER_YEAR),
                Arrival::Seasonal(rates) => {
                    let daily = rates.map(|rate| rate / DAYS_PER_YEAR);
                    ArrivalPlan::Seasonal(daily, daily.iter().copied().fold(0.0, f64::max))
                }
                Arrival::Renewal { gap, minimum_gap } => ArrivalPlan::Renewal(
                    law(hazard, "arrival.renewal.gap", gap)?,
                    minimum_gap.get(),
                ),
                Arrival::After {
                    hazard: parent,
                    probability,
                    delay,
                } => {
                    let parent = sorted
                        .iter()
                        .position(|h| h.id == *parent)
                        .unwrap_or_default();
                    let delay = law(hazard, "arrival.after.delay", delay)?;
                    ArrivalPlan::After(parent, probability.get(), delay)
                }
            };
            let mut rungs = Vec::with_capacity(hazard.escalation.len());
            for (at, stage) in hazard.escalation.iter().enumerate() {
                rungs.push(Rung {
                    level: stage.level.get(),
                    duration: law(
                        hazard,
                        &format!("escalation[{at}].duration"),
                        &stage.duration,
                    )?,
                    escalate: stage.escalate.get(),
                });
            }
            list.push(HazardPlan {
                id: hazard.id.clone(),
                family: hazard.family.clone(),
                key: entity_key(&hazard.id),
                arrival,
                duration: law(hazard, "duration", &hazard.duration)?,
                severity: law(hazard, "severity", &hazard.severity)?,
                onset: hazard.profile.onset.get(),
                recovery: hazard.profile.recovery.get(),
                rungs,
                effects,
                rate_scale: self.param(&format!("hazard[{}].rate_scale", hazard.id), 1.0),
                duration_scale: self.param(&format!("hazard[{}].duration_scale", hazard.id), 1.0),
                dated: matches!(hazard.arrival, Arrival::Date(_)),
            });
        }
        Ok(list)
    }

    pub(super) fn correlations(
        &self,
        plan: &mut Plan,
        sorted: &[&Hazard],
    ) -> Result<(), CompileError> {
        let at = |id: &str| sorted.iter().position(|hazard| hazard.id == id);
        let mut members = BTreeSet::new();
        let mut pairs = Vec::new();
        for row in &self.scenario.correlations {
            if let (Some(first), Some(second)) = (at(&row.first), at(&row.second)) {
                members.extend([first, second]);
                pairs.push((first, second, row.spearman));
            }
        }
        let members: Vec<usize> = members.into_iter().collect();
        let place = |hazard: usize| {
            members
                .iter()
                .position(|&m| m == hazard)
                .unwrap_or_default()
        };
        let mut matrix = vec![vec![0.0; members.len()]; members.len()];
        for (row, line) in matrix.iter_mut().enumerate() {
            line[row] = 1.0;
        }
        for (first, second, spearman) in pairs {
            let pearson = monazite_stats::spearman_to_pearson(spearman);
            matrix[place(first)][place(second)] = pearson;
            matrix[place(second)][place(first)] = pearson;
        }
        plan.cholesky = monazite_stats::cholesky(&matrix).map_err(CompileError::Correlations)?;
        plan.correlated = members;
        Ok(())
    }
}

/// The sampler of a law that a file describes.
pub(super) fn law(spec: &monazite_model::Law) -> Result<Law, LawError> {
    use monazite_model::Law as Spec;
    match *spec {
        Spec::Fixed(value) => Law::fixed(value),
        Spec::Uniform { min, max } if min == max => Law::fixed(min),
        Spec::Uniform { min, max } => Law::uniform(min, max),
        Spec::Triangular { min, mode, max } => Law::triangular(min, mode, max),
        Spec::Pert { min, mode, max } => Law::pert(min, mode, max, 4.0),
        Spec::Lognormal { median, q90 } if median == q90 => Law::fixed(median),
        Spec::Lognormal { median, q90 } => Law::lognormal_median_q90(median, q90),
        Spec::Exponential { mean } => Law::exponential(mean),
        Spec::Gamma { mean, cv } => Law::gamma(mean, cv),
        Spec::Weibull { shape, scale } => Law::weibull(shape, scale),
        Spec::Beta {
            alpha,
            beta,
            min,
            max,
        } => Law::beta_on(alpha, beta, min, max),
        Spec::Geometric {
            probability,
            period,
        } => Law::geometric_periods(probability, period),
        Spec::Empirical(ref values) => Law::empirical(values),
    }
}

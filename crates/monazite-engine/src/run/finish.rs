//! Names and units come back.

use monazite_model::World;

use crate::plan::{Plan, zone_name};
use crate::result::{
    Column, Detail, Flow, HazardTally, Indicator, RunResult, Scope, Series, SeriesStep,
};
use crate::tally::{Batch, DETAILS, extras, headlines};

/// Restores names and units.
pub(super) fn finish(plan: &Plan, first: u64, total: Batch, tail: &[f64]) -> RunResult {
    let scopes = &plan.scopes;
    let mut values = total.columns.into_iter();
    let mut columns = Vec::new();
    for scope in &scopes.list[..scopes.headlines] {
        for &indicator in headlines(plan) {
            columns.push(Column {
                scope: scope.scope.clone(),
                indicator,
                unit: unit(indicator, scope.unit),
                values: values.next().unwrap_or_default(),
            });
        }
    }
    for extra in extras(plan) {
        columns.push(Column {
            scope: extra.scope(plan),
            indicator: extra.indicator,
            unit: unit(extra.indicator, "t REO"),
            values: values.next().unwrap_or_default(),
        });
    }
    let mut tallies = total.details.into_iter();
    let mut details = Vec::new();
    for scope in &scopes.list[scopes.headlines..] {
        for indicator in DETAILS {
            if let Some((moments, histogram)) = tallies.next() {
                details.push(Detail {
                    scope: scope.scope.clone(),
                    indicator,
                    unit: unit(indicator, scope.unit),
                    moments,
                    histogram,
                });
            }
        }
    }
    let mut steps = total.series.into_iter();
    let served = scopes.series.iter();
    let served = served.map(|&at| (scopes.list[at].scope.clone(), "fill_rate", "share"));
    let prices = scopes.prices.iter().map(|&cell| {
        let cell = &plan.market.cells[cell];
        let scope = Scope {
            economy: zone_name(cell.zone).to_owned(),
            material: plan.world.materials[cell.material].id.clone(),
            ..Scope::default()
        };
        (scope, "price", "baseline = 1")
    });
    let series = served
        .chain(prices)
        .map(|(scope, name, unit)| Series {
            scope,
            name,
            unit,
            steps: steps
                .by_ref()
                .take(plan.steps as usize)
                .map(|(moments, histogram)| SeriesStep { moments, histogram })
                .collect(),
        })
        .collect();
    let hazards = plan
        .hazards
        .iter()
        .zip(total.occurrences.into_iter().zip(total.weeks))
        .map(|(hazard, (occurrences, weeks))| HazardTally {
            hazard: hazard.id.clone(),
            family: hazard.family.clone(),
            occurrences,
            weeks,
        })
        .collect();
    RunResult {
        strategy: plan.strategy.clone(),
        first_replication: first,
        replications: total.replications,
        steps: plan.steps,
        step_days: plan.step_days,
        columns,
        details,
        series,
        hazards,
        flows: if scopes.narrow {
            Vec::new()
        } else {
            flows(plan, &plan.world, &total.shipped, total.replications, tail)
        },
        conservation_residual: total.residual,
        undisrupted: total.undisrupted,
    }
}

fn unit(indicator: Indicator, mass: &'static str) -> &'static str {
    match indicator {
        Indicator::UnmetDemand
        | Indicator::ForgoneDemand
        | Indicator::NetUnmetDemand
        | Indicator::Surplus
        | Indicator::ReserveUse => mass,
        Indicator::WeeksShort | Indicator::TimeToShortage | Indicator::TimeToRecover => "weeks",
        Indicator::MinimumCover => "days",
        Indicator::UnmetShare
        | Indicator::FillRate
        | Indicator::WorstQuarter
        | Indicator::NetUnmetShare
        | Indicator::LargestOrigin
        | Indicator::SupplyHhi => "share",
        Indicator::ValueAtRisk
        | Indicator::NetValueAtRisk
        | Indicator::ImportBill
        | Indicator::PublicCost
        | Indicator::IndustryCost => "USD",
        Indicator::SiteClosures => "closures",
        Indicator::PriceMean | Indicator::PricePeak => "baseline = 1",
    }
}

/// Lanes summed by material, origin and destination; t/yr.
fn flows(
    plan: &Plan,
    world: &World,
    shipped: &[f64],
    replications: u64,
    tail: &[f64],
) -> Vec<Flow> {
    let years = f64::from(plan.steps) * plan.step_days / monazite_model::DAYS_PER_YEAR;
    let per_year = plan.step_days / monazite_model::DAYS_PER_YEAR;
    let mut sums: std::collections::BTreeMap<(usize, usize, usize), [f64; 3]> =
        std::collections::BTreeMap::new();
    for (at, lane) in plan.lanes.iter().enumerate() {
        let (from, to) = (&plan.stocks[lane.from], &plan.stocks[lane.to]);
        let entry = sums
            .entry((from.material, from.economy, to.economy))
            .or_default();
        entry[0] += lane.baseline / per_year;
        entry[1] += shipped[at] / (replications.max(1) as f64 * years);
        entry[2] += tail.get(at).copied().unwrap_or(0.0) / years;
    }
    sums.into_iter()
        .map(
            |((material, origin, destination), [baseline, mean, tail_mean])| Flow {
                material: world.materials[material].id.clone(),
                origin: world.economies[origin].id.clone(),
                destination: world.economies[destination].id.clone(),
                baseline,
                mean,
                tail_mean,
            },
        )
        .collect()
}

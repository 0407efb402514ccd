//! How bad it gets, how much of it is disruption, and what drives the worst.

use monazite_engine::{Indicator, RunResult};
use monazite_model::Scenario;

use super::{Finding, Source};
use crate::measure::{self, Reading};
use crate::number;
use crate::tail::Driver;

/// Share of futures from which a hazard counts as striking always.
const ALWAYS: f64 = 0.995;

/// Mean, 95th percentile and CVaR of the unmet share; the value that depends on it.
pub(super) fn how_bad(source: &Source<'_>) -> Option<Finding> {
    let mean = source.mean(&source.main, Indicator::UnmetShare)?;
    let shares = source.values(&source.main, Indicator::UnmetShare);
    let quarter = source.values(&source.main, Indicator::WorstQuarter);
    let value = source.values(&source.main, Indicator::ValueAtRisk);
    let mut told = vec![format!(
        "On average {} of what {} wants over {} is not served. The 95th percentile, which one future in \
         twenty exceeds, is {}; the mean of the worst 5 % of futures (CVaR95) is {}.",
        number::with_interval(&mean, "share"),
        source.names.economy(&source.main.economy),
        source.horizon(),
        number::with_interval(&measure::quantile(shares, 0.95), "share"),
        number::with_interval(&measure::tail_mean(shares, 0.95), "share"),
    )];
    if !quarter.is_empty() {
        told.push(format!(
            "In the worst 13 weeks on end the unserved share is {} on average and above {} in one future \
             in twenty.",
            number::with_interval(&measure::mean(quarter), "share"),
            number::value(&measure::quantile(quarter, 0.95), "share"),
        ));
    }
    if value.iter().any(|&usd| usd > 0.0) {
        told.push(format!(
            "Output worth {} depends on what is missing; in the worst 5 % of futures {} on average.",
            number::with_interval(&measure::mean(value), "USD"),
            number::with_interval(&measure::tail_mean(value, 0.95), "USD"),
        ));
    }
    Some(Finding::new("How bad", &told))
}

/// Shortage that is there without any disruption, against what disruptions add.
pub(super) fn structure(source: &Source<'_>) -> Option<Finding> {
    let gross = source.values(&source.main, Indicator::UnmetShare);
    let net = source.values(&source.main, Indicator::NetUnmetShare);
    if gross.len() != net.len() || gross.is_empty() {
        return None;
    }
    let twin: Vec<f64> = gross
        .iter()
        .zip(net)
        .map(|(gross, net)| gross - net)
        .collect();
    let (twin, added) = (measure::mean(&twin), measure::mean(net));
    let text = if twin.value < 5e-4 {
        format!(
            "Without disruptions nothing would be short: all of it, {}, is disruption loss.",
            number::with_interval(&added, "share"),
        )
    } else {
        format!(
            "{} of demand would stay unserved without any disruption, because supply does not keep up \
             (the undisrupted twin of each future); disruptions add {}.",
            number::with_interval(&twin, "share"),
            number::with_interval(&added, "share"),
        )
    };
    let nothing = twin.value < 5e-4 && added.value == 0.0;
    (!nothing).then(|| Finding::new("Structure or disruption", &[text]))
}

/// What the hazards that the scenario is held against add, future by future.
pub(super) fn contrast(
    source: &Source<'_>,
    scenario: &Scenario,
    without: &RunResult,
) -> Option<Finding> {
    let texts: Vec<String> = scenario
        .run
        .contrast
        .iter()
        .filter_map(|id| scenario.hazards.iter().find(|hazard| hazard.id == *id))
        .map(|hazard| format!("`{}` ({})", hazard.id, hazard.text))
        .collect();
    let added = |indicator| -> Option<(Vec<f64>, Reading)> {
        let with = source.values(&source.main, indicator);
        let alone = measure::values(without, &source.main, indicator);
        if with.is_empty() || with.len() != alone.len() {
            return None;
        }
        let gaps: Vec<f64> = with
            .iter()
            .zip(alone)
            .map(|(with, alone)| with - alone)
            .collect();
        let mean = measure::mean(alone);
        Some((gaps, mean))
    };
    let (shares, alone) = added(Indicator::UnmetShare)?;
    let worse = measure::chance(shares.iter().map(|gap| *gap > 1e-9));
    let mut told = vec![format!(
        "The same futures without {} leave {} of demand unserved on average; with it {} more of it (paired, \
         future by future). It makes {} of futures worse.",
        crate::names::listed(&texts),
        number::with_interval(&alone, "share"),
        number::with_interval(&measure::mean(&shares), "share"),
        number::with_interval(&worse, "share"),
    )];
    if let Some((values, alone)) = added(Indicator::ValueAtRisk) {
        told.push(format!(
            "In output that depends on it: {} without, {} more with it.",
            number::with_interval(&alone, "USD"),
            number::with_interval(&measure::mean(&values), "USD"),
        ));
    }
    Some(Finding::new("What it adds", &told))
}

/// The hazards that stand out in the worst 5 % of futures.
pub(super) fn drivers(source: &Source<'_>, drivers: &[Driver]) -> Option<Finding> {
    let out = |driver: &&Driver| driver.contrast > 0.5 && driver.struck_in_tail.value > 0.0;
    let described: Vec<String> = drivers
        .iter()
        .filter(out)
        .take(3)
        .map(|driver| {
            let tail = number::value(&driver.struck_in_tail, "share");
            let all = number::value(&driver.struck, "share");
            let length = |weeks: f64| number::plain(weeks.round(), "weeks");
            let force = format!(
                "in force for {} on average against {}",
                length(driver.weeks_in_tail),
                length(driver.weeks),
            );
            // One that strikes in every future stands out by its length alone.
            if driver.struck.value >= ALWAYS {
                format!("{} ({force})", driver.hazard)
            } else {
                format!(
                    "{} (struck in {tail} of them against {all} of all futures; {force})",
                    driver.hazard
                )
            }
        })
        .collect();
    if described.is_empty() {
        return None;
    }
    let tail = crate::tail::worst(source.result).len();
    let text = format!(
        "What sets the worst {} apart (the worst 5 % by value at risk): {}.",
        number::counted(tail as u64, "future"),
        crate::names::listed(&described),
    );
    Some(Finding::new("What drives the worst", &[text]))
}

/// Upper end of an interval; the number itself where there is none.
pub(super) fn upper(reading: &Reading) -> f64 {
    reading.high.unwrap_or(reading.value)
}

//! Hazards but for their effects: ids, sources, arrivals, laws, escalation chains.

use std::collections::BTreeSet;

use super::{LONGEST, law};
use crate::findings::{Findings, Ids};
use crate::{Arrival, DAYS_PER_YEAR, Days, Hazard, Law, Problem, Scenario, Table, World};

/// Most occurrences of a hazard per year. All of a future are drawn before its first step.
const PER_YEAR: f64 = 1000.0;

/// Checks all hazards and gives their positions by id.
pub(super) fn check<'a>(scenario: &'a Scenario, world: &World, findings: &mut Findings) -> Ids<'a> {
    let ids = scenario.hazards.iter().map(|hazard| hazard.id.as_str());
    let known = findings.ids(Table::Hazards, "id", ids);
    let sources: BTreeSet<&str> = world
        .sources
        .iter()
        .map(|source| source.id.as_str())
        .collect();
    for (row, hazard) in scenario.hazards.iter().enumerate() {
        let place = (Table::Hazards, row);
        if !sources.contains(hazard.source.as_str()) {
            findings.unknown(
                place,
                "source",
                "source",
                &hazard.source,
                sources.iter().copied(),
            );
        }
        findings.well_formed(place, "family", &hazard.family);
        arrival(hazard, place, &known, findings);
        law(&hazard.severity, 1.0, place, "severity", findings);
        if hazard.escalation.is_empty() {
            duration(&hazard.duration, place, "duration", findings);
        } else {
            escalation(hazard, place, findings);
        }
        let ramps = [
            ("onset", hazard.profile.onset),
            ("recovery", hazard.profile.recovery),
        ];
        for (key, ramp) in ramps {
            findings.need(
                ramp.get() <= LONGEST,
                place,
                &format!("profile.{key}"),
                "range",
                || {
                    format!(
                        "`{key}` must be at most {LONGEST} days, got {} days",
                        ramp.get()
                    )
                },
            );
        }
    }
    circles(scenario, &known, findings);
    known
}

/// A law of a length; one that is always nothing is none.
fn duration(length: &Law, place: (Table, usize), field: &str, findings: &mut Findings) {
    law(length, Days::MAX, place, field, findings);
    if *length == Law::Fixed(0.0) {
        let message = "`duration` is missing or 0: the hazard would last no time";
        let hint = "write a law such as `duration = { fixed = \"6 weeks\" }`";
        findings.push(Problem::new(place.0, place.1, field, "missing", message).hint(hint));
    }
}

fn arrival(hazard: &Hazard, place: (Table, usize), known: &Ids<'_>, findings: &mut Findings) {
    let often = |rate: f64| (0.0..=PER_YEAR).contains(&rate);
    match &hazard.arrival {
        Arrival::Date(_) => {}
        Arrival::PoissonPerYear(rate) => {
            findings.need(
                often(*rate),
                place,
                "arrival.poisson_per_year",
                "range",
                || format!("`poisson_per_year` must be between 0 and {PER_YEAR}, got {rate}"),
            );
        }
        Arrival::Seasonal(rates) => {
            for (month, rate) in rates.iter().enumerate() {
                let field = format!("arrival.seasonal[{month}]");
                findings.need(often(*rate), place, &field, "range", || {
                    format!("rates of `seasonal` must be between 0 and {PER_YEAR}, got {rate}")
                });
            }
        }
        Arrival::Renewal { gap, minimum_gap } => {
            let field = "arrival.renewal.gap";
            law(gap, Days::MAX, place, field, findings);
            let (typical, least) = (minimum_gap.get() + gap.middle(), DAYS_PER_YEAR / PER_YEAR);
            let sound = gap.problems(Days::MAX).is_empty();
            findings.need(!sound || typical >= least, place, field, "range", || {
                format!(
                    "gaps of typically {typical} days are too short: at most {PER_YEAR} \
                     occurrences a year, {least} days apart"
                )
            });
        }
        Arrival::After {
            hazard: other,
            delay,
            ..
        } => {
            findings.refer(place, "arrival.after.hazard", "hazard", other, known);
            law(delay, Days::MAX, place, "arrival.after.delay", findings);
        }
    }
}

fn escalation(hazard: &Hazard, place: (Table, usize), findings: &mut Findings) {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (at, stage) in hazard.escalation.iter().enumerate() {
        let path = |key: &str| format!("escalation[{at}].{key}");
        findings.need(
            !stage.name.trim().is_empty(),
            place,
            &path("name"),
            "missing",
            || "the rung has no name".to_owned(),
        );
        findings.need(
            seen.insert(&stage.name),
            place,
            &path("name"),
            "duplicate",
            || format!("two rungs are called `{}`", stage.name),
        );
        duration(&stage.duration, place, &path("duration"), findings);
    }
    let last = hazard.escalation.len() - 1;
    let beyond = hazard.escalation[last].escalate.get();
    let field = format!("escalation[{last}].escalate");
    findings.need(beyond == 0.0, place, &field, "range", || {
        format!("`escalate` of the last rung must be 0, got {beyond}: no rung follows")
    });
}

/// Hazards that wait for each other would never start. Each waits for one at most, so a walk along
/// `after` finds every circle; it is told once, at its first row.
fn circles(scenario: &Scenario, known: &Ids<'_>, findings: &mut Findings) {
    let waits_for = |row: usize| match &scenario.hazards[row].arrival {
        Arrival::After { hazard, .. } => known.get(hazard.as_str()).copied(),
        _ => None,
    };
    // Number of the walk that has come by.
    let mut walked = vec![usize::MAX; scenario.hazards.len()];
    for start in 0..scenario.hazards.len() {
        let mut path = Vec::new();
        let mut next = Some(start);
        while let Some(row) = next.filter(|&row| walked[row] == usize::MAX) {
            walked[row] = start;
            path.push(row);
            next = waits_for(row);
        }
        let Some(from) = next.and_then(|met| path.iter().position(|&row| row == met)) else {
            continue;
        };
        let circle = &path[from..];
        let first = circle.iter().copied().min().unwrap_or(start);
        let names: Vec<String> = circle
            .iter()
            .chain(circle.first())
            .map(|&row| format!("`{}`", scenario.hazards[row].id))
            .collect();
        let message = format!("hazards wait for each other: {}", names.join(" after "));
        let field = "arrival.after.hazard";
        findings.push(Problem::new(Table::Hazards, first, field, "cycle", message));
    }
}

#[cfg(test)]
mod tests;

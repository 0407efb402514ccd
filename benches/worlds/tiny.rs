//! A world so small that a run does little but sample its hazards.

use monazite_model::{
    Arrival, Correlation, Days, Effect, EscalationStage, Hazard, Law, Profile, Selector, Share,
    SiteFilter,
};

use super::Case;

/// Hazards of the tiny world.
const HAZARDS: usize = 10;
/// Occurrences of each hazard in a year.
const PER_YEAR: f64 = 6.0;
const HORIZON_DAYS: f64 = 20.0 * 365.25;
/// Long steps: with one lane and 80 steps the network costs next to nothing.
const STEP_DAYS: f64 = HORIZON_DAYS / 80.0;

/// Ways in which occurrences are drawn.
pub const SAMPLERS: [&str; 5] = ["poisson", "seasonal", "renewal", "escalation", "correlated"];

/// One mine and one user for 20 years in quarters, under ten hazards of the named sampler that each strike about
/// six times a year; any other name gives no hazards.
#[must_use]
pub fn tiny(sampler: &str) -> Case {
    let mut case = Case::builtin("toy-one-mine-one-user").calm();
    case.scenario.run.horizon = days(HORIZON_DAYS);
    case.scenario.run.step = days(STEP_DAYS);
    if !SAMPLERS.contains(&sampler) {
        return case;
    }
    let source = case.world.sources[0].id.clone();
    let site = case.world.sites[0].id.clone();
    for at in 0..HAZARDS {
        case.scenario.hazards.push(Hazard {
            id: name(at),
            text: String::new(),
            source: source.clone(),
            family: "toy".to_owned(),
            arrival: arrival(sampler),
            duration: weeks(2.0, 4.0),
            severity: Law::Uniform { min: 0.2, max: 0.8 },
            profile: Profile {
                onset: days(2.0),
                recovery: days(5.0),
            },
            escalation: if sampler == "escalation" {
                escalation()
            } else {
                Vec::new()
            },
            effects: vec![Effect::Capacity(SiteFilter {
                site: Selector::of(&[&site]),
                ..SiteFilter::default()
            })],
        });
    }
    if sampler == "correlated" {
        case.scenario.correlations = pairs();
    }
    case
}

fn name(at: usize) -> String {
    format!("hazard-{at}")
}

fn days(value: f64) -> Days {
    Days::new(value).expect("a span of time")
}

fn share(value: f64) -> Share {
    Share::new(value).expect("a share")
}

fn weeks(median: f64, q90: f64) -> Law {
    Law::Lognormal {
        median: 7.0 * median,
        q90: 7.0 * q90,
    }
}

fn arrival(sampler: &str) -> Arrival {
    match sampler {
        // Half a year with the double rate, so that thinning has something to throw away.
        "seasonal" => Arrival::Seasonal(std::array::from_fn(|month| {
            if month < 6 { 0.0 } else { 2.0 * PER_YEAR }
        })),
        // A cycle of two months: what the duration, 17 days on average, leaves of it.
        "renewal" => Arrival::Renewal {
            gap: Law::Exponential { mean: 30.0 },
            minimum_gap: days(14.0),
        },
        _ => Arrival::PoissonPerYear(PER_YEAR),
    }
}

/// Three rungs; half of the time each of the first two is followed by the next.
fn escalation() -> Vec<EscalationStage> {
    let rungs = [
        ("threat", 0.1, 0.5),
        ("partial", 0.5, 0.5),
        ("full", 1.0, 0.0),
    ];
    rungs
        .map(|(name, level, escalate)| EscalationStage {
            name: name.to_owned(),
            level: share(level),
            duration: weeks(1.0, 2.0),
            escalate: share(escalate),
        })
        .into()
}

/// Every hazard with every other.
fn pairs() -> Vec<Correlation> {
    (0..HAZARDS)
        .flat_map(|second| (0..second).map(move |first| (first, second)))
        .map(|(first, second)| Correlation {
            first: name(first),
            second: name(second),
            spearman: 0.5,
        })
        .collect()
}

//! How long disruptions last, how far they escalate, and how late projects start.

use monazite_engine::replay;
use monazite_model::{Arrival, EscalationStage, Law, Status};
use monazite_tests::run::{SEED, plan};
use monazite_tests::toy::{START, days, one_mine_one_user, share};

use super::{agree, hazard, is_share, of, struck, world};

/// Futures of each test.
const N: u64 = 20_000;

fn today() -> Arrival {
    Arrival::Date(monazite_model::Date::constant(2026, 1, 1))
}

/// Lengths in days of one disruption a future, long before the horizon.
fn lengths(law: Law) -> Vec<f64> {
    let result = struck(&world(vec![hazard("h", today(), law)], 60.0, 90.0), N);
    of(&result, "h")
        .weeks
        .iter()
        .map(|weeks| weeks * 7.0)
        .collect()
}

/// Whether a share `probability` of lengths is at most `bound`.
fn below(lengths: &[f64], bound: f64, probability: f64) -> bool {
    let hits = lengths.iter().filter(|&&length| length <= bound).count();
    is_share(hits as f64, lengths.len() as f64, probability)
}

#[test]
fn lognormal_durations_have_the_stated_median_and_90th_percentile() {
    let found = lengths(Law::Lognormal {
        median: 30.0,
        q90: 90.0,
    });
    // On the scale of logarithms the law is symmetric: the 10th percentile is 30 x 30 / 90.
    for (bound, probability) in [(10.0, 0.1), (30.0, 0.5), (90.0, 0.9)] {
        assert!(
            below(&found, bound, probability),
            "{probability} below {bound}"
        );
    }
    // The mistakes of reading the 90th percentile as the 95th, and the median as the mean.
    assert!(!below(&found, 90.0, 0.95));
    let sigma = (90.0_f64 / 30.0).ln() / 1.281_551_565_544_6;
    assert!(!below(&found, 30.0 * (0.5 * sigma * sigma).exp(), 0.5));
    assert!(!below(&lengths(Law::Exponential { mean: 30.0 }), 30.0, 0.5));
}

#[test]
fn every_other_law_of_duration_has_its_median() {
    let e = std::f64::consts::LN_2;
    let cases = [
        (Law::Exponential { mean: 40.0 }, 40.0 * e),
        (
            Law::Weibull {
                shape: 2.0,
                scale: 50.0,
            },
            50.0 * e.sqrt(),
        ),
        (
            Law::Uniform {
                min: 10.0,
                max: 30.0,
            },
            20.0,
        ),
        (
            Law::Triangular {
                min: 0.0,
                mode: 30.0,
                max: 60.0,
            },
            30.0,
        ),
        (
            Law::Pert {
                min: 0.0,
                mode: 30.0,
                max: 60.0,
            },
            30.0,
        ),
        // Gamma of shape 1 is exponential.
        (
            Law::Gamma {
                mean: 40.0,
                cv: 1.0,
            },
            40.0 * e,
        ),
    ];
    for (law, median) in cases {
        let found = lengths(law.clone());
        assert!(below(&found, median, 0.5), "{law:?}");
        assert!(!below(&found, 1.05 * median, 0.5), "{law:?}");
    }
    // Three trials to the first success of one half each: 1/2, 1/4, 1/4 and more.
    let geometric = lengths(Law::Geometric {
        probability: 0.5,
        period: 10.0,
    });
    assert!(below(&geometric, 10.5, 0.5) && below(&geometric, 20.5, 0.75));
}

/// Futures by how far a ladder of three rungs was climbed; each rung has its own length.
fn climbed(first: f64, second: f64) -> [f64; 3] {
    let rung = |name: &str, length, escalate| EscalationStage {
        name: name.to_owned(),
        level: share(0.5),
        duration: Law::Fixed(length),
        escalate: share(escalate),
    };
    let mut ladder = hazard("h", today(), Law::Fixed(1.0));
    ladder.escalation = vec![
        rung("threat", 10.0, first),
        rung("partial", 20.0, second),
        rung("full", 30.0, 0.0),
    ];
    let result = struck(&world(vec![ladder], 4.0, 50.0), N);
    let mut counts = [0.0; 3];
    for weeks in &of(&result, "h").weeks {
        let length = weeks * 7.0;
        let rungs = [10.0, 30.0, 60.0];
        let at = rungs.iter().position(|sum| (length - sum).abs() < 1e-6);
        counts[at.unwrap_or_else(|| panic!("{length} days are no sum of rungs"))] += 1.0;
    }
    counts
}

#[test]
fn a_ladder_is_climbed_with_its_probabilities() {
    let n = N as f64;
    let expected = |p: f64, q: f64| [n * (1.0 - p), n * p * (1.0 - q), n * p * q];
    assert!(
        agree(&climbed(0.6, 0.3), &expected(0.6, 0.3), 2),
        "{:?}",
        climbed(0.6, 0.3)
    );
    // The mistake of exchanging the probabilities of relief and escalation.
    assert!(!agree(&climbed(0.6, 0.3), &expected(0.4, 0.7), 2));
    assert!(!agree(&climbed(0.57, 0.3), &expected(0.6, 0.3), 2));
    assert_eq!(climbed(0.0, 1.0), [n, 0.0, 0.0]);
    assert_eq!(climbed(1.0, 1.0), [0.0, 0.0, n]);
}

/// Share of 3,000 futures in which a project that was announced for day 70 has started by the end
/// of a step.
fn started_by(steps: &[u32]) -> Vec<f64> {
    let mut toy = one_mine_one_user()
        .site("new", "AU", "dig", 5.0, 0.0, (0.0, 1.0))
        .trade("ore", "AU", "JP", 2.0);
    let site = toy
        .world
        .sites
        .last_mut()
        .expect("the site that was just added");
    site.status = Status::Planned {
        start: START
            .checked_add(jiff::Span::new().days(70))
            .expect("a date"),
        delay_median: days(28.0),
        delay_q90: days(84.0),
    };
    toy.scenario.growth = true;
    let plan = plan(&toy);
    let mut started = vec![0.0; steps.len()];
    for replication in 0..3_000 {
        let events = replay(&plan, SEED, replication).events;
        let Some(event) = events.iter().find(|event| event.kind == "project") else {
            continue;
        };
        for (count, by) in started.iter_mut().zip(steps) {
            *count += f64::from(u8::from(event.step <= *by));
        }
    }
    started
}

#[test]
fn projects_slip_by_the_stated_median_and_90th_percentile() {
    // Day 70 + 28 is the end of step 13, day 70 + 84 that of step 21.
    let started = started_by(&[9, 13, 21]);
    assert_eq!(started[0], 0.0, "none starts before it is announced");
    assert!(is_share(started[1], 3_000.0, 0.5), "{started:?}");
    assert!(is_share(started[2], 3_000.0, 0.9), "{started:?}");
    // The mistake of a delay that is exponential with that median: 1 - 2^-3 by the third of them.
    assert!(!is_share(3_000.0 * 0.875, 3_000.0, 0.9));
}

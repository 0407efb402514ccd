//! What is drawn follows the laws that the files state: tests from the law in a scenario to what a
//! run reports of its hazards.
//!
//! All runs are seeded, so that each test passes or fails for good. [`ALPHA`] is the chance that the
//! seed would have been an unlucky one. Each test has a sibling that feeds a typical mistake, which
//! the same check must reject.

mod arrivals;
mod dependence;
mod lengths;
mod rare;

use monazite_engine::{HazardTally, RunResult};
use monazite_model::{Arrival, Date, Days, Hazard, Law, Profile};
use monazite_tests::run::{SEED, futures, plan};
use monazite_tests::toy::{Toy, days, one_mine_one_user, outage};

/// Chance of rejecting what is right, of each check.
const ALPHA: f64 = 1e-4;
/// Two-sided normal quantile of [`ALPHA`].
const Z: f64 = 3.890_59;
/// Upper quantiles of chi-square at [`ALPHA`], by degrees of freedom.
const CHI_SQUARE: [(usize, f64); 2] = [(2, 18.420_7), (12, 39.134)];

/// A hazard of full severity that does something to somebody.
fn hazard(id: &str, arrival: Arrival, duration: Law) -> Hazard {
    Hazard {
        id: id.to_owned(),
        text: String::new(),
        source: "toy".to_owned(),
        family: "toy".to_owned(),
        arrival,
        duration,
        severity: Law::Fixed(1.0),
        profile: Profile {
            onset: Days::ZERO,
            recovery: Days::ZERO,
        },
        escalation: Vec::new(),
        effects: vec![outage("mine")],
    }
}

/// A small world with these hazards: so many steps of so many days.
fn world(hazards: Vec<Hazard>, steps: f64, step: f64) -> Toy {
    let mut toy = one_mine_one_user();
    toy.scenario.run.start = Date::constant(2026, 1, 1);
    toy.scenario.run.step = days(step);
    toy.scenario.run.horizon = days(steps * step);
    toy.scenario.hazards = hazards;
    toy
}

/// What struck in so many futures.
fn struck(toy: &Toy, replications: u64) -> RunResult {
    futures(&plan(toy), replications)
}

fn of<'a>(result: &'a RunResult, id: &str) -> &'a HazardTally {
    result
        .hazards
        .iter()
        .find(|tally| tally.hazard == id)
        .expect("the hazard")
}

fn total(tally: &HazardTally) -> f64 {
    tally
        .occurrences
        .iter()
        .map(|&count| f64::from(count))
        .sum()
}

/// Whether a count of rare and independent events agrees with its expectation.
fn is_poisson_count(count: f64, expected: f64) -> bool {
    ((count - expected) / expected.sqrt()).abs() <= Z
}

/// Whether `hits` of `n` agree with a probability.
fn is_share(hits: f64, n: f64, probability: f64) -> bool {
    let deviation = (n * probability * (1.0 - probability)).sqrt();
    (hits - n * probability).abs() <= Z * deviation
}

/// Whether counts agree with their expectations, with so many degrees of freedom.
fn agree(counts: &[f64], expected: &[f64], freedom: usize) -> bool {
    let statistic: f64 = counts
        .iter()
        .zip(expected)
        .map(|(o, e)| (o - e) * (o - e) / e)
        .sum();
    let (_, critical) = CHI_SQUARE
        .iter()
        .find(|(of, _)| *of == freedom)
        .expect("a quantile");
    statistic <= *critical
}

#[test]
fn the_quantiles_belong_to_alpha() {
    let tail = 2.0 * (1.0 - monazite_stats::special::normal_cdf(Z));
    assert!((tail / ALPHA - 1.0).abs() < 1e-3, "{tail}");
    // Chi-square with two degrees of freedom is exponential with mean 2.
    assert!((CHI_SQUARE[0].1 + 2.0 * ALPHA.ln()).abs() < 1e-3);
    // With twelve it is a Poisson tail: P(X > x) = sum over k < 6 of e^(-x/2) (x/2)^k / k!
    let half = CHI_SQUARE[1].1 / 2.0;
    let mut term = (-half).exp();
    let mut tail = term;
    for k in 1..6 {
        term *= half / f64::from(k);
        tail += term;
    }
    assert!((tail / ALPHA - 1.0).abs() < 1e-2, "{tail}");
    assert_ne!(SEED, 0);
}

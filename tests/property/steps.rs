//! Law 5, second half: a shorter step gives the same answer, to first order in its length.
//!
//! A step acts as one moment: who orders after a shortage sees it up to a step late, rates act by
//! Euler's rule, and an event in mid-step is averaged over it. Each of these errs by a multiple of
//! the step, none by more. Halving the step must therefore about halve the remaining difference.
//! Times in these worlds are whole weeks, so that none of them is rounded at any step.

use monazite_engine::Indicator;
use monazite_model::Law;
use monazite_tests::run::{everyone, first, futures, plan};
use monazite_tests::toy::{Toy, ban, days, outage};

use super::stillness::calm;
use super::worlds::Traits;

/// Steps, days: each half of the one before.
const STEPS: [f64; 5] = [7.0, 3.5, 1.75, 0.875, 0.4375];

/// Unmet share at a length of step. Everything in a toy is in days, so only the step changes.
fn unmet_share(toy: &Toy, step: f64) -> f64 {
    let mut toy = toy.clone();
    toy.scenario.run.step = days(step);
    first(&futures(&plan(&toy), 1), &everyone(), Indicator::UnmetShare)
}

/// Disruptions long enough to matter: an outage, a ban, a slow and partial one.
fn disrupted() -> Vec<Toy> {
    let lean = || {
        Traits {
            covers: [1, 1, 1, 2, 2],
            reserve: false,
            ..calm()
        }
        .toy()
    };
    let mut slow = lean().hazard("slow", 6.0, 26.0, outage("mine-cn"));
    slow.scenario.hazards[0].severity = Law::Fixed(0.8);
    slow.scenario.hazards[0].profile.onset = days(35.0);
    slow.scenario.hazards[0].profile.recovery = days(42.0);
    let toys = vec![
        lean().hazard("stop", 4.0, 20.0, outage("sep-cn")),
        lean().hazard("ban", 8.0, 30.0, ban("CN")),
        slow,
    ];
    toys.into_iter().map(|toy| toy.horizon(78.0)).collect()
}

/// Differences between successive steps.
fn gaps(shares: &[f64]) -> Vec<f64> {
    shares
        .windows(2)
        .map(|pair| (pair[0] - pair[1]).abs())
        .collect()
}

/// Whether differences shrink as those of a method of first order do: halved from step to step,
/// give or take, and down to a quarter or less over two.
fn first_order(gaps: &[f64]) -> bool {
    gaps.windows(3)
        .all(|three| three[2] <= 0.4 * three[0].max(1e-6))
}

#[test]
fn halving_the_step_halves_the_error() {
    for toy in disrupted() {
        let shares: Vec<f64> = STEPS.iter().map(|&step| unmet_share(&toy, step)).collect();
        assert!(shares[0] > 0.01, "the disruption matters: {shares:?}");
        assert!(first_order(&gaps(&shares)), "{shares:?}");
    }
}

#[test]
fn a_week_and_a_day_agree_to_a_step_of_wanted_goods() {
    // The stated order, as a bound: not more than what is wanted in one step of a week.
    for toy in disrupted() {
        let (week, day) = (unmet_share(&toy, 7.0), unmet_share(&toy, 1.0));
        assert!((week - day).abs() <= 1.0 / 78.0, "{week} against {day}");
    }
}

#[test]
fn an_error_that_does_not_shrink_is_not_of_first_order() {
    assert!(first_order(&gaps(&[1.0, 0.5, 0.25, 0.125, 0.0625])));
    assert!(
        !first_order(&gaps(&[1.0, 0.7, 0.49, 0.343, 0.24])),
        "of order one half"
    );
    assert!(
        !first_order(&gaps(&[1.0, 0.9, 0.8, 0.7, 0.6])),
        "of no order"
    );
}

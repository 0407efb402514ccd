//! When hazards strike.

use monazite_engine::replay;
use monazite_model::{Arrival, DAYS_PER_YEAR, Law};
use monazite_tests::run::{SEED, plan};
use monazite_tests::toy::{days, share};

use super::{agree, hazard, is_poisson_count, is_share, of, struck, total, world};

/// Rates per year of each month.
const SEASON: [f64; 12] = [1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 9.0, 8.0, 5.0, 3.0, 2.0, 1.5];
/// A twelfth of a mean year: a step of this length is a month.
const MONTH: f64 = DAYS_PER_YEAR / 12.0;

/// Occurrences of a Poisson hazard over three years, in 20,000 futures.
fn poisson(rate: f64) -> (f64, Vec<u32>) {
    let toy = world(
        vec![hazard("h", Arrival::PoissonPerYear(rate), Law::Fixed(5.0))],
        36.0,
        MONTH,
    );
    let result = struck(&toy, 20_000);
    (
        total(of(&result, "h")),
        of(&result, "h").occurrences.clone(),
    )
}

#[test]
fn a_poisson_hazard_strikes_rate_times_horizon_times() {
    let expected = 20_000.0 * 2.5 * 3.0;
    let (count, each) = poisson(2.5);
    assert!(
        is_poisson_count(count, expected),
        "{count} against {expected}"
    );
    // And its counts scatter as Poisson counts do: variance over mean is one, with a relative
    // standard error of sqrt(2 / n).
    let n = each.len() as f64;
    let mean = count / n;
    let spread: f64 = each
        .iter()
        .map(|&x| (f64::from(x) - mean).powi(2))
        .sum::<f64>()
        / n
        / mean;
    assert!(
        (spread - 1.0).abs() < super::Z * (2.0 / n).sqrt(),
        "{spread}"
    );
    // The mistake of a year of 360 days.
    let (wrong, _) = poisson(2.5 * DAYS_PER_YEAR / 360.0);
    assert!(
        !is_poisson_count(wrong, expected),
        "{wrong} against {expected}"
    );
}

/// Occurrences of a seasonal hazard by month of one year, in 4,000 futures.
fn by_month() -> Vec<f64> {
    let toy = world(
        vec![hazard("h", Arrival::Seasonal(SEASON), Law::Fixed(5.0))],
        12.0,
        MONTH,
    );
    let plan = plan(&toy);
    let mut counts = vec![0.0; 12];
    for replication in 0..4_000 {
        for event in replay(&plan, SEED, replication).events {
            if event.kind == "hazard" && event.text.starts_with("begins") {
                counts[event.step as usize] += 1.0;
            }
        }
    }
    counts
}

#[test]
fn a_seasonal_hazard_strikes_in_its_months() {
    let counts = by_month();
    let expected: Vec<f64> = SEASON.iter().map(|rate| 4_000.0 * rate / 12.0).collect();
    assert!(
        agree(&counts, &expected, 12),
        "{counts:?} against {expected:?}"
    );
    // The mistakes of beginning the year in February, and of rates that are per month.
    let mut shifted = expected.clone();
    shifted.rotate_left(1);
    assert!(!agree(&counts, &shifted, 12));
    let monthly: Vec<f64> = expected.iter().map(|count| count * 12.0).collect();
    assert!(!agree(&counts, &monthly, 12));
}

#[test]
fn the_seasons_follow_the_date_on_which_a_run_starts() {
    // One month long, from the first of July: the rate of July, and not that of January.
    let mut toy = world(
        vec![hazard("h", Arrival::Seasonal(SEASON), Law::Fixed(5.0))],
        1.0,
        30.0,
    );
    toy.scenario.run.start = monazite_model::Date::constant(2026, 7, 2);
    let count = total(of(&struck(&toy, 20_000), "h"));
    let expected = |rate: f64| 20_000.0 * rate * 30.0 / DAYS_PER_YEAR;
    assert!(is_poisson_count(count, expected(SEASON[6])), "{count}");
    assert!(
        !is_poisson_count(count, expected(SEASON[0]))
            && !is_poisson_count(count, expected(SEASON[5]))
    );
}

/// Occurrences of a hazard and of the one that follows it with a probability.
fn follow(probability: f64) -> (f64, f64) {
    let after = Arrival::After {
        hazard: "parent".to_owned(),
        probability: share(probability),
        delay: Law::Fixed(0.0),
    };
    let hazards = vec![
        hazard("parent", Arrival::PoissonPerYear(3.0), Law::Fixed(5.0)),
        hazard("child", after, Law::Fixed(5.0)),
    ];
    let result = struck(&world(hazards, 12.0, MONTH), 10_000);
    let pairs = of(&result, "parent")
        .occurrences
        .iter()
        .zip(&of(&result, "child").occurrences);
    for (parents, children) in pairs {
        assert!(children <= parents, "{children} followed {parents}");
    }
    (total(of(&result, "parent")), total(of(&result, "child")))
}

#[test]
fn one_hazard_follows_another_with_its_probability() {
    let (parents, children) = follow(0.37);
    assert!(is_share(children, parents, 0.37), "{children} of {parents}");
    // The mistake of drawing once a future instead of once an occurrence: 1 - e^(-3 p) of futures.
    let futures = 10_000.0 * (1.0 - (-3.0_f64 * 0.37).exp());
    assert!(!is_share(futures, parents, 0.37));
    let (parents, children) = follow(0.35);
    assert!(
        !is_share(children, parents, 0.37),
        "{children} of {parents}"
    );
}

#[test]
fn a_hazard_that_renews_keeps_its_gaps() {
    // 10 days at least and 20 drawn, from the end of one to the start of the next, 5 days each:
    // starts on days 30, 65, 100, ... below 700, in every future.
    let renewal = Arrival::Renewal {
        gap: Law::Fixed(20.0),
        minimum_gap: days(10.0),
    };
    let result = struck(
        &world(vec![hazard("h", renewal, Law::Fixed(5.0))], 70.0, 10.0),
        3,
    );
    assert_eq!(of(&result, "h").occurrences, [20, 20, 20]);
    assert!(
        of(&result, "h")
            .weeks
            .iter()
            .all(|weeks| (weeks - 20.0 * 5.0 / 7.0).abs() < 1e-9)
    );
}

#[test]
fn a_chain_of_conditional_hazards_is_followed_whatever_their_order() {
    let after = |parent: &str| Arrival::After {
        hazard: parent.to_owned(),
        probability: share(1.0),
        delay: Law::Fixed(30.0),
    };
    // Hazards are worked through in the order of their ids: the last of the chain comes first, and once last.
    for [first, second, third] in [["c", "b", "a"], ["a", "b", "c"], ["b", "c", "a"]] {
        let hazards = vec![
            hazard(first, Arrival::PoissonPerYear(3.0), Law::Fixed(5.0)),
            hazard(second, after(first), Law::Fixed(5.0)),
            hazard(third, after(second), Law::Fixed(5.0)),
        ];
        // A root is followed 30 and 60 days later, unless the run is over by then.
        let result = struck(&world(hazards, 36.0, MONTH), 500);
        let [roots, links, ends] = [first, second, third].map(|id| total(of(&result, id)));
        assert!(roots > links && links > ends, "{roots}, {links}, {ends}");
        let lost = |delay: f64| 500.0 * 3.0 * delay / DAYS_PER_YEAR;
        assert!(
            is_poisson_count(roots - links, lost(30.0)),
            "{roots} and {links}"
        );
        assert!(
            is_poisson_count(roots - ends, lost(60.0)),
            "{roots} and {ends}"
        );
    }
}

//! Rare losses from steered draws are those of plain ones, and better known.

use monazite_engine::{Indicator, Rare, RareStatistic, RunOptions, Scope, rare};
use monazite_model::{Arrival, Law};
use monazite_stats::{Estimate, Sample};
use monazite_tests::run::{SEED, everyone, plan, run, values};
use monazite_tests::toy::{Toy, days};

use super::{Z, hazard, world};

/// Plain futures that steered ones are held against.
const PLAIN: u64 = 60_000;

/// Ten years in which a mine stops by chance, for as long as it happens; twice a year or after gaps.
fn stops(median: f64, gaps: bool) -> Toy {
    let length = Law::Lognormal {
        median,
        q90: 3.0 * median,
    };
    let arrival = if gaps {
        Arrival::Renewal {
            gap: Law::Exponential { mean: 180.0 },
            minimum_gap: days(1.0),
        }
    } else {
        Arrival::PoissonPerYear(2.0)
    };
    world(vec![hazard("stop", arrival, length)], 130.0, 28.0)
}

fn steered(toy: &Toy, repeats: u64) -> Rare {
    let plan = plan(toy).narrowed();
    let options = RunOptions {
        threads: 2,
        ..RunOptions::new(SEED, 512)
    };
    rare(&plan, &Scope::default(), &options, repeats, &|_| true).expect("losses")
}

fn plain(toy: &Toy) -> Sample {
    let options = RunOptions {
        threads: 2,
        first: 1_000_000,
        ..RunOptions::new(SEED, PLAIN)
    };
    let result = run(&plan(toy).narrowed(), &options);
    Sample::new(values(&result, &everyone(), Indicator::ValueAtRisk))
}

fn estimate(rare: &Rare, statistic: RareStatistic) -> Estimate {
    let row = rare.rows.iter().find(|row| row.statistic == statistic);
    row.expect("a statistic that is told").estimate
}

/// Whether steered estimates are those of a plain sample, to [`super::ALPHA`] each.
fn agrees(rare: &Rare, sample: &Sample) -> bool {
    let pairs = [
        (RareStatistic::Mean, sample.mean()),
        (RareStatistic::WorstThousandths(50), sample.cvar(0.95)),
        (RareStatistic::WorstThousandths(10), sample.cvar(0.99)),
    ];
    pairs.into_iter().all(|(statistic, plain)| {
        let own = estimate(rare, statistic);
        let error = own
            .std_error
            .unwrap_or(0.0)
            .hypot(plain.std_error.unwrap_or(0.0));
        (own.value - plain.value).abs() < Z * error
    })
}

#[test]
fn steered_losses_are_those_of_plain_futures() {
    for gaps in [false, true] {
        let toy = stops(40.0, gaps);
        let (rare, sample) = (steered(&toy, 32), plain(&toy));
        assert!(!rare.tilted.is_empty(), "nothing was pulled");
        assert!(agrees(&rare, &sample), "gaps {gaps}: {rare:#?}");
        // Weights that were forgotten would show: the futures that were drawn are worse. So would stops
        // that are a tenth longer.
        assert!(!agrees(&rare, &plain(&stops(44.0, gaps))), "gaps {gaps}");
    }
}

#[test]
fn steering_gains_where_one_hazard_makes_the_tail() {
    let rare = steered(&stops(40.0, true), 32);
    let tail = rare
        .rows
        .iter()
        .find(|row| row.statistic == RareStatistic::WorstThousandths(50));
    let gain = tail.and_then(|row| row.gain).expect("a gain");
    assert!(gain.low > 1.0, "{gain:?}");
    assert!(gain.low < gain.value && gain.value < gain.high);
    let draws = (rare.replications * rare.repeats) as f64;
    assert!(
        rare.effective > 0.2 * draws && rare.effective < draws,
        "{rare:#?}"
    );
}

#[test]
fn where_nothing_is_rarer_nothing_is_pulled_and_no_draw_weighs_more() {
    // One stop of one length on one day: all futures are the same.
    let today = Arrival::Date(monazite_model::Date::constant(2026, 3, 1));
    let toy = world(vec![hazard("stop", today, Law::Fixed(56.0))], 30.0, 28.0);
    let rare = steered(&toy, 4);
    assert!(rare.tilted.is_empty());
    assert_eq!(rare.effective, (rare.replications * rare.repeats) as f64);
    let (mean, tail) = (
        estimate(&rare, RareStatistic::Mean),
        estimate(&rare, RareStatistic::WorstThousandths(50)),
    );
    assert!(
        (mean.value / tail.value - 1.0).abs() < 1e-9,
        "{mean:?} {tail:?}"
    );
}

#[test]
fn what_too_few_draws_are_behind_is_left_out() {
    let plan = plan(&stops(40.0, false)).narrowed();
    let options = RunOptions::new(SEED, 64);
    let rare = rare(&plan, &Scope::default(), &options, 4, &|_| true).expect("losses");
    let told = |statistic| rare.rows.iter().any(|row| row.statistic == statistic);
    assert!(told(RareStatistic::WorstThousandths(50)), "{rare:#?}");
    // Of 256 draws one in a thousand is none, even where large losses are drawn more often.
    assert!(!told(RareStatistic::OneIn(1000)), "{rare:#?}");
    assert!(rare.left_out.contains(&RareStatistic::OneIn(1000)));
}

#[test]
fn the_same_losses_come_from_any_number_of_threads() {
    let plan = plan(&stops(40.0, true)).narrowed();
    let found = |threads: usize| {
        let options = RunOptions {
            threads,
            ..RunOptions::new(SEED, 130)
        };
        rare(&plan, &Scope::default(), &options, 4, &|_| true)
    };
    assert_eq!(found(1), found(3));
}

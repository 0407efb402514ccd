//! Correlated hazards: Spearman's rank correlation of severities, and of durations.

use monazite_engine::{Indicator, RunResult};
use monazite_model::{Arrival, Correlation, Effect, Hazard, Law, Selector, Stage, StockFilter};
use monazite_tests::run::{futures, material, plan, values};
use monazite_tests::toy::Toy;

use super::{Z, hazard, of};

/// Futures: enough to tell Spearman's 0.6 from Pearson's.
const N: u64 = 40_000;

/// Two goods with a stock each; a hazard that destroys a share of the one, and one of the other.
fn run(spearman: Option<f64>) -> RunResult {
    let mut toy = Toy::new().horizon(1.0);
    for good in ["a", "b"] {
        let dig = format!("dig-{good}");
        toy = toy
            .material(good, Stage::Concentrate)
            .recipe(&dig, &[], &[(good, 1.0)])
            .site(&format!("mine-{good}"), "CN", &dig, 12.0, 10.0, (0.0, 1.0))
            .trade(good, "CN", "JP", 1.0)
            .demand("JP", good, good, 10.0, 8.0);
        toy.scenario.hazards.push(loss(good));
    }
    toy.scenario
        .correlations
        .extend(spearman.map(|spearman| Correlation {
            first: "loss-a".to_owned(),
            second: "loss-b".to_owned(),
            spearman,
        }));
    futures(&plan(&toy), N)
}

fn loss(good: &str) -> Hazard {
    let filter = StockFilter {
        material: Selector::of(&[good]),
        ..StockFilter::default()
    };
    let today = Arrival::Date(monazite_tests::toy::START);
    Hazard {
        severity: Law::Beta {
            alpha: 2.0,
            beta: 3.0,
            min: 0.0,
            max: 1.0,
        },
        effects: vec![Effect::StockLoss(filter)],
        // At most a few days, so that the horizon of a week cuts none.
        ..hazard(
            &format!("loss-{good}"),
            today,
            Law::Uniform { min: 0.0, max: 6.9 },
        )
    }
}

/// What is left in the stock of a user falls with the severity, and with nothing else.
fn severities(result: &RunResult, good: &str) -> Vec<f64> {
    values(result, &material(good), Indicator::MinimumCover)
        .iter()
        .map(|days| -days)
        .collect()
}

fn durations(result: &RunResult, good: &str) -> Vec<f64> {
    of(result, &format!("loss-{good}")).weeks.clone()
}

fn ranks(sample: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..sample.len()).collect();
    order.sort_by(|&a, &b| sample[a].total_cmp(&sample[b]));
    let mut ranks = vec![0.0; sample.len()];
    for (rank, at) in order.into_iter().enumerate() {
        ranks[at] = rank as f64;
    }
    ranks
}

/// Spearman's rank correlation of samples without ties.
fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let squares: f64 = ranks(a)
        .iter()
        .zip(ranks(b))
        .map(|(x, y)| (x - y).powi(2))
        .sum();
    1.0 - 6.0 * squares / (n * (n * n - 1.0))
}

/// Whether a sample correlation agrees with `rho`: Fisher's transformation with the variance of
/// Bonett and Wright (2000), `(1 + rho^2 / 2) / (n - 3)`.
fn agrees(found: f64, rho: f64) -> bool {
    let deviation = ((1.0 + rho * rho / 2.0) / (N as f64 - 3.0)).sqrt();
    (found.atanh() - rho.atanh()).abs() <= Z * deviation
}

#[test]
fn severities_and_durations_have_the_stated_rank_correlation() {
    let result = run(Some(0.6));
    let severity = spearman(&severities(&result, "a"), &severities(&result, "b"));
    let duration = spearman(&durations(&result, "a"), &durations(&result, "b"));
    assert!(
        agrees(severity, 0.6) && agrees(duration, 0.6),
        "{severity}, {duration}"
    );
    // How bad the one is says nothing about how long the other lasts.
    let crossed = spearman(&severities(&result, "a"), &durations(&result, "b"));
    assert!(agrees(crossed, 0.0), "{crossed}");
}

#[test]
fn opposite_hazards_have_the_stated_rank_correlation() {
    let result = run(Some(-0.4));
    let found = spearman(&severities(&result, "a"), &severities(&result, "b"));
    assert!(agrees(found, -0.4), "{found}");
    assert!(!agrees(found, 0.4));
}

#[test]
fn hazards_that_nothing_joins_are_independent() {
    let result = run(None);
    let found = spearman(&severities(&result, "a"), &severities(&result, "b"));
    assert!(agrees(found, 0.0), "{found}");
    assert!(!agrees(found, 0.05));
}

#[test]
fn taking_spearman_for_pearson_would_be_noticed() {
    // A normal copula with Pearson 0.6 has Spearman 6/pi asin(0.3) = 0.582: what would come out if
    // the number of the file went into the matrix as it is.
    let mistaken = 6.0 / std::f64::consts::PI * 0.3_f64.asin();
    let result = run(Some(mistaken));
    let found = spearman(&severities(&result, "a"), &severities(&result, "b"));
    assert!(agrees(found, mistaken), "{found}");
    assert!(!agrees(found, 0.6), "{found}");
}

#[test]
fn correlation_leaves_each_law_as_it_is() {
    // Ranks move together, values keep their law: the mean of a beta(2, 3) is 0.4, its variance 0.04.
    for rho in [None, Some(0.6)] {
        let result = run(rho);
        let left = severities(&result, "b");
        let mean = 1.0 + left.iter().sum::<f64>() / left.len() as f64 / 56.0;
        assert!((mean - 0.4).abs() < Z * (0.04 / N as f64).sqrt(), "{mean}");
    }
}

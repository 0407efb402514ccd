//! Fixed samples against published values, and coverage of the intervals by simulation.

use super::*;
use crate::{Law, StreamKey};

const LOSSES: [f64; 20] = [
    0.0, 0.0, 0.0, 0.0, 3.5, 0.0, 12.0, 7.25, 0.0, 40.0, 0.0, 0.0, 5.0, 0.0, 0.0, 110.0, 2.0, 0.0,
    0.0, 18.0,
];

fn near(got: f64, want: f64) {
    assert!(
        (got - want).abs() < 1e-9 * want.abs().max(1.0),
        "{got} for {want}"
    );
}

#[test]
fn a_fixed_sample_has_its_published_statistics() {
    let sample = Sample::new(&LOSSES);
    let mean = sample.mean();
    near(mean.value, 9.8875);
    near(mean.std_error.unwrap(), 5.690841990935039);
    near(mean.ci_high.unwrap() - mean.value, 11.911069176863906);
    near(sample.sd().value, 25.45021908188198);
    for (level, var, cvar) in [(0.8, 7.25, 45.0), (0.9, 18.0, 75.0), (0.95, 40.0, 110.0)] {
        near(sample.quantile(level).value, var);
        near(sample.cvar(level).value, cvar);
    }
    assert_eq!((sample.min(), sample.max(), sample.len()), (0.0, 110.0, 20));
    assert_eq!(mean, super::mean(&LOSSES));
    assert_eq!(sample.quantile(0.8), super::quantile(&LOSSES, 0.8));
    assert_eq!(sample.cvar(0.8), super::cvar(&LOSSES, 0.8));
    assert_eq!(sample.sd(), standard_deviation(&LOSSES));
}

#[test]
fn cvar_of_a_sample_with_an_atom_splits_the_atom() {
    let mut values = vec![0.0; 90];
    values.extend([10.0; 6]);
    values.extend([100.0; 4]);
    let sample = Sample::new(&values);
    for (level, var, cvar) in [
        (0.9, 0.0, 46.0),
        (0.95, 10.0, 82.0),
        (0.96, 10.0, 100.0),
        (0.97, 100.0, 100.0),
    ] {
        assert_eq!(sample.quantile(level).value, var);
        near(sample.cvar(level).value, cvar);
    }
    near(sample.cvar(0.0).value, sample.mean().value);
}

#[test]
fn ranks_of_quantiles_and_of_their_intervals_are_the_binomial_ones() {
    assert_eq!(quantile_ranks(1000, 0.5), (Some(469), Some(532)));
    assert_eq!(quantile_ranks(1000, 0.95), (Some(936), Some(964)));
    assert_eq!(quantile_ranks(1000, 0.99), (Some(983), Some(997)));
    // No upper limit in 50 values; 299 would do for one side of 5 %, two sides need 368.
    assert_eq!(quantile_ranks(50, 0.99).1, None);
    assert_eq!(quantile_ranks(367, 0.99).1, None);
    assert_eq!(quantile_ranks(368, 0.99).1, Some(368));
    assert_eq!(quantile_ranks(5, 0.5), (None, None));
    // 100 * 0.07 is not 7 in doubles, but its rank is.
    assert_eq!(
        (rank(100, 0.07), rank(1000, 0.95), rank(20, 0.95)),
        (7, 950, 19)
    );
    assert_eq!((rank(10, 0.0), rank(10, 1.0), rank(10, 0.11)), (1, 10, 2));
}

#[test]
fn small_and_odd_samples_are_answered_without_intervals() {
    let empty = Sample::new(&[]);
    assert!(empty.is_empty() && empty.max().is_nan() && empty.min().is_nan());
    for estimate in [
        empty.mean(),
        empty.sd(),
        empty.quantile(0.5),
        empty.cvar(0.5),
    ] {
        assert!(estimate.value.is_nan() && estimate.ci_low.is_none());
    }
    let one = Sample::new(&[4.0]);
    for estimate in [one.mean(), one.quantile(0.95), one.cvar(0.95)] {
        assert_eq!(estimate, Estimate::bare(4.0));
    }
    let few = Sample::new(&LOSSES);
    assert!(few.quantile(f64::NAN).value.is_nan());
    assert!(few.cvar(1.0).value.is_nan() && few.cvar(-0.1).value.is_nan());
    // The worst 1 % of twenty is less than one value: nothing is known beyond it.
    assert_eq!(few.cvar(0.99), Estimate::bare(110.0));
    // Ten values in the tail are the least that an interval is stated for.
    assert!(few.cvar(0.5).ci_low.is_some() && few.cvar(0.51).ci_low.is_none());
}

#[test]
fn standard_error_of_cvar_counts_the_noise_of_var() {
    // Exponential law, level 0.95: sqrt(39 / n); the tail's own error alone is 28 % too small.
    let sample = draws(&Law::exponential(1.0).unwrap(), 0, 100_000);
    let estimate = cvar(&sample, 0.95);
    let error = estimate.std_error.unwrap();
    assert!((error / 0.019_748_417_658 - 1.0).abs() < 0.08, "{error}");
    assert!((estimate.value - 3.995_732_273_553_991).abs() < 4.0 * 0.019_748);
}

fn draws(law: &Law, replication: u64, n: usize) -> Vec<f64> {
    let mut stream = StreamKey {
        seed: 77,
        replication,
        purpose: 9,
        entity: 1,
    }
    .open();
    (0..n).map(|_| law.quantile(stream.uniform())).collect()
}

/// In how many of `runs` samples of `n` the interval holds the truth.
fn covered(law: &Law, n: usize, runs: u64, truth: f64, of: impl Fn(&[f64]) -> Estimate) -> f64 {
    let hits = (0..runs)
        .filter(|&run| {
            let estimate = of(&draws(law, run, n));
            let low = estimate.ci_low.unwrap_or(f64::NEG_INFINITY);
            let high = estimate.ci_high.unwrap_or(f64::INFINITY);
            (low..=high).contains(&truth)
        })
        .count();
    hits as f64 / runs as f64
}

/// Four standard deviations of a share around `p` in `runs`: alpha = 6e-5.
fn slack(p: f64, runs: u64) -> f64 {
    4.0 * (p * (1.0 - p) / runs as f64).sqrt()
}

#[test]
fn t_interval_covers_95_percent_of_five_normals_and_the_normal_interval_does_not() {
    let law = Law::normal(3.0, 2.0).unwrap();
    let coverage = covered(&law, 5, 10_000, 3.0, mean);
    assert!((coverage - 0.95).abs() < slack(0.95, 10_000), "{coverage}");
    let short = |values: &[f64]| {
        let estimate = mean(values);
        Estimate::normal(estimate.value, estimate.std_error.unwrap())
    };
    let coverage = covered(&law, 5, 10_000, 3.0, short);
    assert!((coverage - 0.95).abs() > slack(0.95, 10_000), "{coverage}");
    // Thirty exponential values are too skew for the t interval: 0.92698 by brute force.
    let coverage = covered(&Law::exponential(1.0).unwrap(), 30, 10_000, 1.0, mean);
    assert!(
        (coverage - 0.926_984).abs() < slack(0.927, 10_000),
        "{coverage}"
    );
}

#[test]
fn order_statistics_cover_a_quantile_with_their_exact_probability() {
    // P(469 <= Bin(1000, 1/2) < 532) and its like.
    let law = Law::lognormal(0.0, 2.0).unwrap();
    for (p, exact) in [(0.5, 0.953_708_8), (0.95, 0.958_095_3), (0.99, 0.976_094_8)] {
        let coverage = covered(&law, 1000, 2000, law.quantile(p), |values| {
            quantile(values, p)
        });
        assert!(
            (coverage - exact).abs() < slack(exact, 2000),
            "{p}: {coverage}"
        );
    }
    // With an atom at the quantile it covers more, never less.
    let law = Law::empirical(&[0.0, 0.0, 0.0, 1.0]).unwrap();
    let coverage = covered(&law, 200, 1000, 0.0, |values| quantile(values, 0.6));
    assert!(coverage > 0.95, "{coverage}");
}

#[test]
fn cvar_interval_covers_95_percent_where_the_tail_is_large() {
    // 250 values in the tail; bias and skewness take a point or so.
    let law = Law::exponential(1.0).unwrap();
    let truth = law.cvar(0.95);
    let coverage = covered(&law, 5000, 2000, truth, |values| cvar(values, 0.95));
    assert!((0.925..0.965).contains(&coverage), "{coverage}");
    // The typical mistake: the error of the tail mean with VaR taken as known.
    let naive = |values: &[f64]| {
        let sample = Sample::new(values);
        let tail = Moments::of(&sample.sorted()[rank(values.len(), 0.95)..]);
        Estimate::normal(
            sample.cvar(0.95).value,
            (tail.variance() / tail.count() as f64).sqrt(),
        )
    };
    let coverage = covered(&law, 5000, 1000, truth, naive);
    assert!(coverage < 0.9, "{coverage}");
}

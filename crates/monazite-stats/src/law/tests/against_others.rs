//! Independent samplers (crate `rand_distr`) must follow our distribution functions.
//!
//! Kolmogorov-Smirnov, seeded, alpha = 1e-4 for each law; a typical mistake in the parameters must
//! be rejected at the same alpha.

use rand_distr::Distribution;

use super::*;
use crate::{Stream, StreamKey};

const DRAWS: usize = 20_000;
/// `sqrt(-ln(alpha / 2) / 2)` at alpha = 1e-4; the law of the statistic times `sqrt(n)`.
const CRITICAL: f64 = 2.2253;

/// Largest distance between the distribution function and that of a sample, times `sqrt(n)`.
fn distance(law: &Law, sample: &[f64]) -> f64 {
    let mut sample = sample.to_vec();
    sample.sort_unstable_by(f64::total_cmp);
    let n = sample.len() as f64;
    let mut largest: f64 = 0.0;
    let mut before = 0.0;
    for run in sample.chunk_by(|a, b| a == b) {
        let after = before + run.len() as f64 / n;
        let below = law.cdf(run[0]);
        largest = largest.max((below - after).abs());
        // Left limit: only where the law has no atom.
        if run.len() == 1 {
            largest = largest.max((below - before).abs());
        }
        before = after;
    }
    largest * n.sqrt()
}

fn stream(entity: u64) -> Stream {
    StreamKey {
        seed: 20_260_101,
        replication: 0,
        purpose: 99,
        entity,
    }
    .open()
}

fn drawn(entity: u64, of: impl Distribution<f64>) -> Vec<f64> {
    of.sample_iter(stream(entity)).take(DRAWS).collect()
}

/// The sample follows the first law and not the second, which makes a typical mistake.
fn follows(right: Result<Law, LawError>, wrong: Result<Law, LawError>, sample: &[f64]) {
    let (right, wrong) = (right.unwrap(), wrong.unwrap());
    let good = distance(&right, sample);
    assert!(good < CRITICAL, "{right:?}: {good}");
    let bad = distance(&wrong, sample);
    assert!(bad > CRITICAL, "{wrong:?} passes: {bad}");
    // And our own draws follow it too.
    let mut own = stream(1000);
    let ours: Vec<f64> = (0..DRAWS).map(|_| right.quantile(own.uniform())).collect();
    let ours = distance(&right, &ours);
    assert!(ours < CRITICAL, "own draws of {right:?}: {ours}");
}

#[test]
fn normal_and_lognormal_follow() {
    let sample = drawn(1, rand_distr::Normal::new(-2.0, 3.0).unwrap());
    // Variance taken for deviation.
    follows(Law::normal(-2.0, 3.0), Law::normal(-2.0, 9.0), &sample);
    let sample = drawn(2, rand_distr::LogNormal::from_mean_cv(30.0, 0.5).unwrap());
    // Mean taken for median.
    let wrong = Law::lognormal(libm::log(30.0), libm::log1p(0.25).sqrt());
    follows(Law::lognormal_mean_cv(30.0, 0.5), wrong, &sample);
}

#[test]
fn truncated_normal_follows_rejection_and_not_censoring() {
    let all = rand_distr::Normal::new(10.0, 6.0).unwrap();
    let kept: Vec<f64> = all
        .sample_iter(stream(3))
        .filter(|x| *x >= 0.0)
        .take(DRAWS)
        .collect();
    let right = Law::truncated_normal(10.0, 6.0, 0.0, f64::INFINITY);
    follows(right.clone(), Law::normal(10.0, 6.0), &kept);
    let censored: Vec<f64> = drawn(3, all).iter().map(|x: &f64| x.max(0.0)).collect();
    assert!(distance(&right.unwrap(), &censored) > CRITICAL);
}

#[test]
fn exponential_gamma_and_weibull_follow() {
    let sample = drawn(4, rand_distr::Exp::new(1.0 / 20.0).unwrap());
    // Rate taken for mean.
    follows(
        Law::exponential(20.0),
        Law::exponential(1.0 / 20.0),
        &sample,
    );
    let sample = drawn(5, rand_distr::Gamma::new(1.5625, 38.4).unwrap());
    // An exponential with the same mean.
    follows(Law::gamma(60.0, 0.8), Law::exponential(60.0), &sample);
    let sample = drawn(6, rand_distr::Gamma::new(0.16, 375.0).unwrap());
    follows(Law::gamma(60.0, 2.5), Law::gamma(60.0, 2.2), &sample);
    let sample = drawn(7, rand_distr::Weibull::new(100.0, 1.5).unwrap());
    // Scale taken for mean.
    let scale = 100.0 / libm::tgamma(1.0 + 1.0 / 1.5);
    follows(Law::weibull(1.5, 100.0), Law::weibull(1.5, scale), &sample);
}

#[test]
fn bounded_laws_follow() {
    let sample = drawn(8, rand_distr::Triangular::new(2.0, 12.0, 5.0).unwrap());
    let pert = || Law::pert(2.0, 5.0, 12.0, 4.0);
    follows(Law::triangular(2.0, 5.0, 12.0), pert(), &sample);
    let sample = drawn(9, rand_distr::Pert::new(2.0, 12.0).with_mode(5.0).unwrap());
    follows(pert(), Law::triangular(2.0, 5.0, 12.0), &sample);
    let sample = drawn(10, rand_distr::Beta::new(0.4, 0.7).unwrap());
    // Shapes swapped.
    follows(
        Law::beta_on(0.4, 0.7, 0.0, 1.0),
        Law::beta_on(0.7, 0.4, 0.0, 1.0),
        &sample,
    );
    let sample = drawn(11, rand_distr::Uniform::new(2.0, 7.0).unwrap());
    follows(Law::uniform(2.0, 7.0), Law::uniform(1.8, 7.0), &sample);
}

#[test]
fn generalised_pareto_follows() {
    // beta / xi (Y - 1) for Y of the Pareto law with index 1 / xi.
    let pareto = rand_distr::Pareto::new(1.0, 1.0 / 0.3).unwrap();
    let sample: Vec<f64> = drawn(12, pareto)
        .iter()
        .map(|y| 10.0 / 0.3 * (y - 1.0))
        .collect();
    follows(
        Law::generalised_pareto(0.3, 10.0),
        Law::generalised_pareto(-0.3, 10.0),
        &sample,
    );
}

#[test]
fn counts_follow() {
    let sample = drawn(13, rand_distr::Poisson::new(3.2).unwrap());
    follows(Law::poisson(3.2), Law::negative_binomial(3.2, 4.0), &sample);
    let sample = drawn(14, rand_distr::Poisson::new(5000.0).unwrap());
    follows(Law::poisson(5000.0), Law::poisson(4990.0), &sample);
    // A Poisson law with gamma mean.
    let mixing = rand_distr::Gamma::new(3.0, 1.0).unwrap();
    let mut source = stream(15);
    let mut mixture = || {
        let mean: f64 = mixing.sample(&mut source);
        rand_distr::Poisson::new(mean).map_or(0.0, |law| law.sample(&mut source))
    };
    let sample: Vec<f64> = (0..DRAWS).map(|_| mixture()).collect();
    follows(Law::negative_binomial(3.0, 6.0), Law::poisson(3.0), &sample);
    // rand_distr counts failures before the success, we count trials.
    let failures = rand_distr::Geometric::new(0.3).unwrap();
    let trials: Vec<f64> = failures
        .sample_iter(stream(16))
        .take(DRAWS)
        .map(|k: u64| 7.0 * (k as f64 + 1.0))
        .collect();
    follows(
        Law::geometric_periods(0.3, 7.0),
        Law::exponential(7.0 / 0.3),
        &trials,
    );
}

#[test]
fn empirical_follows() {
    let values = [4.0, -1.0, 0.5, 0.5, 9.0];
    let mut source = stream(17);
    let sample: Vec<f64> = (0..DRAWS)
        .map(|_| values[(source.next_u64() % 5) as usize])
        .collect();
    follows(
        Law::empirical(&values),
        Law::empirical(&values[..4]),
        &sample,
    );
}

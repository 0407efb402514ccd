//! Copulas against closed forms; seeded, alpha = 6e-5 (four standard deviations).

use super::*;
use crate::special::bivariate_normal_cdf;
use crate::{StreamKey, spearman_to_pearson};

const PAIRS: usize = 20_000;

fn pairs(mut of: impl FnMut(&mut Stream) -> (f64, f64)) -> (Vec<f64>, Vec<f64>) {
    let mut stream = StreamKey {
        seed: 17,
        replication: 0,
        purpose: 6,
        entity: 4,
    }
    .open();
    (0..PAIRS).map(|_| of(&mut stream)).unzip()
}

fn two(rho: f64) -> Vec<Vec<f64>> {
    vec![vec![1.0, rho], vec![rho, 1.0]]
}

/// A share of pairs agrees with a probability.
fn share((x, y): &(Vec<f64>, Vec<f64>), p: f64, of: impl Fn(f64, f64) -> bool) -> bool {
    let hits = x.iter().zip(y).filter(|(u, v)| of(**u, **v)).count() as f64;
    (hits / PAIRS as f64 - p).abs() < 4.0 * (p * (1.0 - p) / PAIRS as f64).sqrt()
}

/// Four times a bound of the standard deviation of a rank correlation of independent pairs.
fn slack() -> f64 {
    4.0 / (PAIRS as f64).sqrt()
}

fn near(got: f64, want: f64) {
    assert!((got - want).abs() < 1e-12, "{got} for {want}");
}

#[test]
fn gaussian_pairs_have_their_rank_correlations_and_joint_tail() {
    near(gaussian_spearman(0.6), 0.5819201041240698);
    near(elliptic_kendall(0.6), 0.4096655293982669);
    near(gaussian_spearman(spearman_to_pearson(0.37)), 0.37);
    let copula = Gaussian::new(&two(0.6)).unwrap();
    let sample = pairs(|stream| {
        let u = copula.sample(stream);
        (u[0], u[1])
    });
    assert!((spearman(&sample.0, &sample.1) - 0.581_920_104).abs() < slack());
    assert!((kendall(&sample.0, &sample.1) - 0.409_665_529).abs() < slack());
    let both = |u: f64, v: f64| u > 0.95 && v > 0.95;
    assert!(share(&sample, 0.01552270048950466, both));
    // Independence, and the rank correlation taken for that of the scores.
    assert!(!share(&sample, 0.0025, both));
    assert!((spearman(&sample.0, &sample.1) - 0.6).abs() > 0.2 * slack());
    assert!(share(&sample, 0.3, |u, _| u < 0.3) && share(&sample, 0.3, |_, v| v < 0.3));
}

#[test]
fn student_pairs_meet_in_the_tail_more_often_than_gaussian_ones() {
    near(student_tail_dependence(0.5, 4.0), 0.2531699951003227);
    near(elliptic_kendall(0.5), 1.0 / 3.0);
    let copula = StudentT::new(&two(0.5), 4.0).unwrap();
    let sample = pairs(|stream| {
        let u = copula.sample(stream);
        (u[0], u[1])
    });
    assert!((kendall(&sample.0, &sample.1) - 1.0 / 3.0).abs() < slack());
    let both = |u: f64, v: f64| u > 0.99 && v > 0.99;
    assert!(share(&sample, 0.002876784348515381, both));
    let z = normal_quantile(0.01);
    assert!(!share(&sample, bivariate_normal_cdf(z, z, 0.5), both));
    assert!(share(&sample, 0.3, |u, _| u < 0.3) && share(&sample, 0.3, |_, v| v < 0.3));
}

#[test]
fn clayton_pairs_meet_in_the_lower_tail() {
    let copula = Clayton::new(2.0).unwrap();
    near(copula.kendall(), 0.5);
    near(copula.cdf(0.1, 0.1), 0.0708881205008336);
    near(copula.lower_tail_dependence(), 0.5_f64.sqrt());
    near(copula.cdf(1.0, 0.3), 0.3);
    assert_eq!(copula.cdf(0.0, 0.3), 0.0);
    let sample = pairs(|stream| copula.sample(stream));
    assert!((kendall(&sample.0, &sample.1) - 0.5).abs() < slack());
    assert!((spearman(&sample.0, &sample.1) - 0.682_233_833).abs() < slack());
    assert!(share(&sample, 0.0708881205008336, |u, v| u < 0.1 && v < 0.1));
    // The mirrored copula, a usual confusion.
    assert!(!share(&sample, 0.0708881205008336, |u, v| u > 0.9 && v > 0.9));
    assert!(share(&sample, 0.3, |_, v| v < 0.3));
    for theta in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(Clayton::new(theta), None);
    }
}

#[test]
fn lognormals_lose_correlation_and_cannot_reach_one() {
    near(lognormal_pearson(0.7, 0.5, 1.0), 0.5998715015350757);
    near(lognormal_pearson(1.0, 0.5, 1.0), 0.9286078200016695);
}

#[test]
fn flags_from_correlated_scores_have_their_joint_probability() {
    let both = bivariate_normal_cdf(normal_quantile(0.1), normal_quantile(0.2), 0.5);
    near(both, 0.05149709065055166);
    near(0.3 - both, 0.24850290934944833);
    near(
        (both - 0.02) / (0.1_f64 * 0.9 * 0.2 * 0.8).sqrt(),
        0.26247575542126383,
    );
    let copula = Gaussian::new(&two(0.5)).unwrap();
    let sample = pairs(|stream| {
        let u = copula.sample(stream);
        (u[0], u[1])
    });
    assert!(share(&sample, both, |u, v| u < 0.1 && v < 0.2));
}

#[test]
fn matrices_that_are_no_correlations_are_refused() {
    assert!(Gaussian::new(&[vec![2.0]]).unwrap_err().is_nan());
    let smallest = Gaussian::new(&two(1.5)).unwrap_err();
    assert!((smallest + 0.5).abs() < 1e-12);
    assert!(StudentT::new(&two(0.5), 0.0).unwrap_err().is_nan());
    assert!(StudentT::new(&two(1.5), 3.0).is_err());
}

/// Tau-b by its definition.
fn slow_kendall(x: &[f64], y: &[f64]) -> f64 {
    let sign = |a: f64, b: f64| f64::from(i8::from(a > b) - i8::from(a < b));
    let (mut score, mut in_x, mut in_y) = (0.0, 0.0, 0.0);
    for i in 0..x.len() {
        for j in 0..i {
            let (a, b) = (sign(x[i], x[j]), sign(y[i], y[j]));
            score += a * b;
            in_x += a * a;
            in_y += b * b;
        }
    }
    score / (in_x * in_y).sqrt()
}

#[test]
fn kendall_with_ties_is_its_definition() {
    let mut stream = StreamKey {
        seed: 3,
        replication: 0,
        purpose: 6,
        entity: 5,
    }
    .open();
    for n in [2, 3, 10, 57] {
        let mut column =
            || -> Vec<f64> { (0..n).map(|_| (stream.uniform() * 6.0).floor()).collect() };
        let (x, y) = (column(), column());
        let (fast, slow) = (kendall(&x, &y), slow_kendall(&x, &y));
        assert!(
            (fast - slow).abs() < 1e-14 || (fast.is_nan() && slow.is_nan()),
            "{fast} {slow}"
        );
    }
}

#[test]
fn measures_of_small_samples_are_exact() {
    let (x, y) = ([1.0, 2.0, 3.0, 4.0], [1.0, 4.0, 9.0, 16.0]);
    near(spearman(&x, &y), 1.0);
    near(kendall(&x, &y), 1.0);
    near(pearson(&x, &y), 0.984_374_038_697_5);
    // Ranks 1, 2.5, 2.5, 4.
    near(spearman(&x, &[1.0, 2.0, 2.0, 3.0]), 0.948_683_298_050_513_8);
    for of in [pearson, spearman, kendall] {
        assert!(of(&x, &y[1..]).is_nan() && of(&[1.0], &[1.0]).is_nan());
        assert!(of(&x, &[2.0; 4]).is_nan());
    }
}

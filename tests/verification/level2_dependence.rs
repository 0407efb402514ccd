//! Level 2: dependence.

use monazite_engine::{CompileError, balance, compile};
use monazite_model::Correlation;
use monazite_stats::copula::{
    Clayton, Gaussian, StudentT, kendall, lognormal_pearson, pearson, spearman,
    student_tail_dependence,
};
use monazite_stats::process::{poisson_times, superposition};
use monazite_stats::special::{bivariate_normal_cdf, normal_quantile};
use monazite_stats::{Law, cholesky};
use monazite_tests::toy::{ban, one_mine_one_user};
use serde_json::json;

use crate::draws::{law, mean_and_sd, share, stream};
use crate::judge::{exactly, judged};

const N: u64 = 100_000;

fn pair(rho: f64) -> Vec<Vec<f64>> {
    vec![vec![1.0, rho], vec![rho, 1.0]]
}

/// So many pairs of uniforms.
fn pairs(n: u64, mut one: impl FnMut() -> (f64, f64)) -> Vec<(f64, f64)> {
    (0..n).map(|_| one()).collect()
}

fn gaussian(rho: f64, seed: u64, purpose: u64, n: u64) -> Vec<(f64, f64)> {
    let copula = Gaussian::new(&pair(rho)).expect("a correlation");
    let mut stream = stream(seed, purpose);
    pairs(n, || {
        let uniforms = copula.sample(&mut stream);
        (uniforms[0], uniforms[1])
    })
}

#[test]
fn v201_a_gaussian_copula_keeps_ranks_and_not_pearson() {
    judged("V201", N, |seed, n| {
        let pairs = gaussian(0.6, seed, 201, n);
        let (u, v): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
        vec![
            ("spearman", json!(spearman(&u, &v))),
            ("kendall", json!(kendall(&u, &v))),
            (
                "P(U1>.95,U2>.95)",
                json!(share(&pairs, |(u, v)| u > 0.95 && v > 0.95)),
            ),
        ]
    });
}

#[test]
fn v202_extremes_of_a_t_copula_come_together() {
    exactly(
        "V202",
        &[("tail_dependence", json!(student_tail_dependence(0.5, 4.0)))],
    );
    judged("V202", N, |seed, n| {
        let copula = StudentT::new(&pair(0.5), 4.0).expect("a copula");
        let mut stream = stream(seed, 202);
        let pairs = pairs(n, || {
            let uniforms = copula.sample(&mut stream);
            (uniforms[0], uniforms[1])
        });
        let (u, v): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
        vec![
            ("kendall", json!(kendall(&u, &v))),
            (
                "P(U1>.99,U2>.99)",
                json!(share(&pairs, |(u, v)| u > 0.99 && v > 0.99)),
            ),
        ]
    });
}

#[test]
fn v203_small_values_of_a_clayton_copula_come_together() {
    let copula = Clayton::new(2.0).expect("a copula");
    exactly(
        "V203",
        &[("lower_tail_dep", json!(copula.lower_tail_dependence()))],
    );
    judged("V203", N, |seed, n| {
        let mut stream = stream(seed, 203);
        let pairs = pairs(n, || copula.sample(&mut stream));
        let (u, v): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
        vec![
            ("kendall", json!(kendall(&u, &v))),
            ("spearman", json!(spearman(&u, &v))),
            (
                "P(U<.1,V<.1)",
                json!(share(&pairs, |(u, v)| u < 0.1 && v < 0.1)),
            ),
        ]
    });
}

#[test]
fn v204_lognormals_correlate_less_than_their_logarithms() {
    let most = lognormal_pearson(1.0, 0.5, 1.0);
    exactly("V204", &[("max_attainable_pearson_(rho=1)", json!(most))]);
    judged("V204", N, |seed, n| {
        let (narrow, wide) = (law(Law::lognormal(0.0, 0.5)), law(Law::lognormal(0.0, 1.0)));
        let pairs = gaussian(0.7, seed, 204, n);
        let (x, y): (Vec<f64>, Vec<f64>) = pairs
            .iter()
            .map(|&(u, v)| (narrow.quantile(u), wide.quantile(v)))
            .unzip();
        vec![("pearson", json!(pearson(&x, &y)))]
    });
}

#[test]
fn v205_correlated_outages_coincide_as_the_bivariate_normal_says() {
    let (p, q) = (0.1, 0.2);
    let both = bivariate_normal_cdf(normal_quantile(p), normal_quantile(q), 0.5);
    let phi = (both - p * q) / (p * (1.0 - p) * q * (1.0 - q)).sqrt();
    exactly("V205", &[("phi_correlation", json!(phi))]);
    judged("V205", N, |seed, n| {
        let pairs = gaussian(0.5, seed, 205, n);
        vec![
            ("P(both)", json!(share(&pairs, |(u, v)| u < p && v < q))),
            (
                "P(at least one)",
                json!(share(&pairs, |(u, v)| u < p || v < q)),
            ),
        ]
    });
}

#[test]
fn v206_a_common_shock_strikes_both_plants() {
    let years = 2.0;
    let variance = |rate: f64| law(Law::poisson(rate * years)).variance();
    let corr = variance(0.3) / (variance(0.8) * variance(1.1)).sqrt();
    exactly("V206", &[("corr", json!(corr))]);
    judged("V206", N, |seed, n| {
        let (mut own1, mut own2, mut shared) =
            (stream(seed, 206), stream(seed, 1206), stream(seed, 2206));
        let counts: Vec<(f64, f64)> = pairs(n, || {
            let common = poisson_times(0.3, years, &mut shared);
            let first = poisson_times(0.5, years, &mut own1);
            let second = poisson_times(0.8, years, &mut own2);
            let count = |own: &[f64]| superposition(&[own, &common]).len() as f64;
            (count(&first), count(&second))
        });
        let (x, y): (Vec<f64>, Vec<f64>) = counts.iter().copied().unzip();
        let ((mean, sd), (_, other)) = (mean_and_sd(&x), mean_and_sd(&y));
        vec![
            ("E[N1]", json!(mean)),
            ("Cov(N1,N2)", json!(pearson(&x, &y) * sd * other)),
            (
                "P(no event at either)",
                json!(share(&counts, |(a, b)| a + b == 0.0)),
            ),
            (
                "P(both hit at least once)",
                json!(share(&counts, |(a, b)| a > 0.0 && b > 0.0)),
            ),
        ]
    });
}

#[test]
fn v207_correlations_that_contradict_each_other_are_refused_with_the_eigenvalue() {
    let matrix = vec![
        vec![1.0, 0.9, -0.9],
        vec![0.9, 1.0, 0.9],
        vec![-0.9, 0.9, 1.0],
    ];
    let smallest = cholesky(&matrix).expect_err("not positive definite");
    exactly("V207", &[("smallest_eigenvalue", json!(smallest))]);

    let mut toy = one_mine_one_user();
    for id in ["a", "b", "c"] {
        toy = toy.hazard(id, 3.0, 8.0, ban("CN"));
    }
    let mut compiles = |pairs: &[(&str, &str, f64)]| {
        let row = |&(first, second, spearman): &(&str, &str, f64)| Correlation {
            first: first.to_owned(),
            second: second.to_owned(),
            spearman,
        };
        toy.scenario.correlations = pairs.iter().map(row).collect();
        compile(&balance(&toy.world).expect("a baseline"), &toy.scenario, "")
    };
    let refused = compiles(&[("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.9)]);
    let names_it = match refused {
        Err(CompileError::Problems(problems)) => problems.iter().any(|problem| {
            problem.message.contains("smallest eigenvalue") && problem.message.contains("-0.8000")
        }),
        Err(CompileError::Correlations(smallest)) => smallest < -0.5,
        _ => false,
    };
    exactly("V207", &[("must_error", json!(names_it))]);
    assert!(compiles(&[("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", 0.9)]).is_ok());
}

//! Level 1: laws.

use monazite_engine::{RunOptions, simulate};
use monazite_model::{Days, Law as Shape};
use monazite_stats::special::normal_cdf;
use monazite_stats::{Law, Sample};
use monazite_tests::run::plan;
use monazite_tests::toy::{STEP, ban, one_mine_one_user};
use serde_json::json;

use crate::draws::{draws, law, mean_and_sd, share};
use crate::judge::{exactly, judged};

const N: u64 = 100_000;

#[test]
fn v104_a_triangular_law_has_its_moments_and_quantiles() {
    judged("V104", N, |seed, n| {
        let sample = Sample::new(&draws(&law(Law::triangular(2.0, 5.0, 12.0)), seed, 104, n));
        vec![
            ("mean", json!(sample.mean().value)),
            ("variance", json!(sample.sd().value.powi(2))),
            ("q0.05", json!(sample.quantile(0.05).value)),
            ("q0.5", json!(sample.quantile(0.5).value)),
            ("q0.95", json!(sample.quantile(0.95).value)),
        ]
    });
}

#[test]
fn v105_a_pert_law_is_a_beta_law_and_no_triangle() {
    let pert = law(Law::pert(2.0, 5.0, 12.0, 4.0));
    // Shapes from mean and variance on the unit interval.
    let (mean, variance) = ((pert.mean() - 2.0) / 10.0, pert.variance() / 100.0);
    let sum = mean * (1.0 - mean) / variance - 1.0;
    exactly(
        "V105",
        &[
            ("alpha", json!(mean * sum)),
            ("beta", json!((1.0 - mean) * sum)),
        ],
    );
    judged("V105", N, |seed, n| {
        let sample = Sample::new(&draws(&pert, seed, 105, n));
        vec![
            ("mean", json!(sample.mean().value)),
            ("variance", json!(sample.sd().value.powi(2))),
            ("q0.05", json!(sample.quantile(0.05).value)),
            ("q0.5", json!(sample.quantile(0.5).value)),
            ("q0.95", json!(sample.quantile(0.95).value)),
        ]
    });
}

#[test]
fn v106_a_lognormal_law_takes_the_mean_that_it_is_given() {
    let lognormal = law(Law::lognormal_mean_cv(30.0, 0.5));
    let mu = lognormal.quantile(0.5).ln();
    let sigma = lognormal.quantile(normal_cdf(1.0)).ln() - mu;
    exactly("V106", &[("mu", json!(mu)), ("sigma", json!(sigma))]);
    judged("V106", N, |seed, n| {
        let sample = Sample::new(&draws(&lognormal, seed, 106, n));
        vec![
            ("mean", json!(sample.mean().value)),
            ("median", json!(sample.quantile(0.5).value)),
            ("q0.95", json!(sample.quantile(0.95).value)),
            ("cvar0.95", json!(sample.cvar(0.95).value)),
        ]
    });
}

#[test]
fn v107_weibull_takes_a_scale_and_gamma_a_mean() {
    judged("V107", N, |seed, n| {
        let weibull = draws(&law(Law::weibull(1.5, 100.0)), seed, 107, n);
        let gamma = draws(&law(Law::gamma(60.0, 0.8)), seed, 1107, n);
        let (mean, sd) = mean_and_sd(&weibull);
        vec![
            ("weibull_mean", json!(mean)),
            ("weibull_sd", json!(sd)),
            ("weibull_P(X>150)", json!(share(&weibull, |x| x > 150.0))),
            ("gamma_mean", json!(mean_and_sd(&gamma).0)),
            ("gamma_P(X>150)", json!(share(&gamma, |x| x > 150.0))),
        ]
    });
}

#[test]
fn v108_a_truncated_normal_law_puts_nothing_on_its_edge() {
    judged("V108", N, |seed, n| {
        let law = law(Law::truncated_normal(10.0, 6.0, 0.0, f64::INFINITY));
        let values = draws(&law, seed, 108, n);
        assert!(values.iter().all(|x| *x > 0.0), "censored, not truncated");
        let (mean, sd) = mean_and_sd(&values);
        vec![("mean", json!(mean)), ("sd", json!(sd))]
    });
}

#[test]
fn v109_counts_have_their_masses() {
    judged("V109", N, |seed, n| {
        let wide = draws(&law(Law::negative_binomial(3.0, 6.0)), seed, 109, n);
        let poisson = draws(&law(Law::poisson(3.2)), seed, 1109, n);
        vec![
            ("nb_P0", json!(share(&wide, |k| k == 0.0))),
            ("nb_P(N>=8)", json!(share(&wide, |k| k >= 8.0))),
            ("nb_mean", json!(mean_and_sd(&wide).0)),
            ("pois_P0", json!(share(&poisson, |k| k == 0.0))),
            ("pois_P(N>=8)", json!(share(&poisson, |k| k >= 8.0))),
        ]
    });
}

#[test]
fn v110_spans_round_up_to_whole_steps() {
    let wait = law(Law::exponential(3.5));
    let day = Days::new(1.0).expect("a day");
    // The mean of the rounded span is the sum of the chances of outlasting 0, 1, 2 .. steps.
    let up: f64 = (0..500).map(|k| wait.survival(f64::from(k))).sum();
    exactly(
        "V110",
        &[("bias_of_ceil_percent", json!(100.0 * (up / 3.5 - 1.0)))],
    );
    judged("V110", N, |seed, n| {
        let spans = draws(&wait, seed, 110, n);
        let steps = |span: &f64| f64::from(Days::new(*span).expect("a span").steps_up(day));
        let rounded: Vec<f64> = spans.iter().map(steps).collect();
        let down: Vec<f64> = spans.iter().map(|span| span.floor()).collect();
        vec![
            ("E[ceil]", json!(mean_and_sd(&rounded).0)),
            ("E[floor]", json!(mean_and_sd(&down).0)),
        ]
    });
}

#[test]
fn v110_outages_of_the_engine_are_not_rounded() {
    // Lead times round up; an outage acts in proportion to the part of a step that it covers.
    let mut toy = one_mine_one_user().hazard("ban", 0.0, 1.0, ban("CN"));
    toy.scenario.hazards[0].duration = Shape::Exponential { mean: 3.5 * STEP };
    let result = simulate(
        &plan(&toy.horizon(200.0)),
        &RunOptions::new(110, 10_000),
        &|_| true,
    );
    let (mean, sd) = mean_and_sd(&result.hazards[0].weeks);
    assert!((mean - 3.5).abs() < 4.0 * sd / 100.0, "{mean} weeks");
}

#[test]
fn v111_the_tail_of_a_generalised_pareto_law_is_heavy() {
    judged("V111", 10 * N, |seed, n| {
        let sample = Sample::new(&draws(
            &law(Law::generalised_pareto(0.3, 10.0)),
            seed,
            111,
            n,
        ));
        vec![
            ("mean", json!(sample.mean().value)),
            ("var0.99", json!(sample.quantile(0.99).value)),
            ("cvar0.99", json!(sample.cvar(0.99).value)),
        ]
    });
    // A law that says its variance is infinite warns everybody who would form a standard error.
    let warns = |xi: f64| {
        law(Law::generalised_pareto(xi, 10.0))
            .variance()
            .is_infinite()
    };
    assert!(!warns(0.49));
    let warned = warns(0.5) && warns(0.7);
    exactly(
        "V111",
        &[("xi>=0.5_must_warn_that_s.e._is_invalid", json!(warned))],
    );
}

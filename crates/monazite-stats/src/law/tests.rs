//! Laws against published values, against samplers of others, and against their own definitions.

mod against_others;
mod values;

use proptest::prelude::*;

use super::{Law, LawError};

/// One of each form, some twice.
fn every() -> Vec<(&'static str, Law)> {
    let all = [
        ("fixed", Law::fixed(3.0)),
        ("uniform", Law::uniform(2.0, 7.0)),
        ("triangular", Law::triangular(2.0, 5.0, 12.0)),
        ("triangular at its end", Law::triangular(2.0, 2.0, 12.0)),
        ("pert", Law::pert(2.0, 5.0, 12.0, 4.0)),
        ("beta", Law::beta_on(0.4, 0.7, -1.0, 2.0)),
        ("normal", Law::normal(-2.0, 3.0)),
        (
            "truncated",
            Law::truncated_normal(10.0, 6.0, 0.0, f64::INFINITY),
        ),
        (
            "truncated far out",
            Law::truncated_normal(0.0, 1.0, 8.0, 9.0),
        ),
        (
            "truncated below",
            Law::truncated_normal(0.0, 1.0, f64::NEG_INFINITY, -3.0),
        ),
        ("lognormal", Law::lognormal_mean_cv(30.0, 0.5)),
        ("exponential", Law::exponential(20.0)),
        ("gamma", Law::gamma(60.0, 0.8)),
        ("steep gamma", Law::gamma(60.0, 2.5)),
        ("weibull", Law::weibull(1.5, 100.0)),
        ("pareto", Law::generalised_pareto(0.3, 10.0)),
        ("bounded pareto", Law::generalised_pareto(-0.5, 10.0)),
        ("geometric", Law::geometric_periods(0.3, 7.0)),
        ("negative binomial", Law::negative_binomial(3.0, 6.0)),
        ("poisson", Law::poisson(3.2)),
        ("empirical", Law::empirical(&[4.0, -1.0, 0.5, 0.5, 9.0])),
    ];
    all.into_iter()
        .map(|(name, law)| (name, law.unwrap()))
        .collect()
}

fn discrete(name: &str) -> bool {
    matches!(
        name,
        "fixed" | "geometric" | "negative binomial" | "poisson" | "empirical"
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn quantile_rises_and_inverts_the_distribution_function(u in 1e-6..1.0_f64, v in 1e-6..1.0_f64) {
        let (low, high) = (u.min(v), u.max(v));
        for (name, law) in every() {
            let (x, y) = (law.quantile(low), law.quantile(high));
            prop_assert!(x <= y, "{name}: {x} {y}");
            if discrete(name) {
                // The smallest x that reaches u.
                prop_assert!(law.cdf(x) >= low - 1e-12, "{name}");
                prop_assert!(law.cdf(x - 1e-9) < low + 1e-12, "{name}");
            } else {
                prop_assert!((law.cdf(x) - low).abs() < 1e-10, "{name} {low}: {}", law.cdf(x));
                let rest = 1.0 - low;
                prop_assert!((law.survival(x) - rest).abs() < 1e-10, "{name} {low}");
            }
        }
    }

    #[test]
    fn geometric_of_any_period_keeps_whole_numbers(period in 0.01..100.0_f64, u in 0.001..0.999_f64) {
        let law = Law::geometric_periods(0.2, period).unwrap();
        prop_assert!(law.cdf(law.quantile(u)) >= u - 1e-12);
    }
}

/// Midpoint rule over the quantile function: independent of the closed forms, good to about 1e-3.
fn integral(law: &Law, of: impl Fn(f64) -> f64) -> f64 {
    const CELLS: u32 = 10_000;
    let cells = f64::from(CELLS);
    (0..CELLS)
        .map(|k| of(law.quantile((f64::from(k) + 0.5) / cells)) / cells)
        .sum()
}

#[test]
fn closed_means_variances_and_excesses_are_integrals_of_the_quantile_function() {
    for (name, law) in every() {
        let mean = law.mean();
        let sd = law.variance().sqrt();
        let close = |got: f64, want: f64, scale: f64, what: &str| {
            assert!(
                (got - want).abs() <= scale,
                "{name}, {what}: {got} for {want}"
            );
        };
        close(mean, integral(&law, |x| x), 4e-3 * sd + 1e-12, "mean");
        // The far tail that the midpoints miss is heavier for these.
        let heavy = matches!(name, "pareto" | "steep gamma");
        let share = if heavy { 0.2 } else { 0.02 };
        let variance = integral(&law, |x| (x - mean) * (x - mean));
        close(
            law.variance(),
            variance,
            share * sd * sd + 1e-12,
            "variance",
        );
        for d in [
            mean - 9.0 * sd,
            mean - 0.7 * sd,
            mean,
            mean + 0.4 * sd,
            mean + 2.0 * sd,
        ] {
            let excess = integral(&law, |x| (x - d).max(0.0));
            close(law.stop_loss(d), excess, 4e-3 * sd + 1e-12, "excess");
        }
        let cvar = integral(&law, |x| (x - law.quantile(0.9)).max(0.0)) * 10.0 + law.quantile(0.9);
        close(law.cvar(0.9), cvar, 4e-2 * sd + 1e-12, "cvar");
    }
}

#[test]
fn parameters_that_are_no_law_are_refused() {
    let bad = [
        Law::fixed(f64::NAN),
        Law::uniform(2.0, 1.0),
        Law::uniform(0.0, f64::INFINITY),
        Law::triangular(0.0, 3.0, 2.0),
        Law::triangular(1.0, 1.0, 1.0),
        Law::pert(0.0, 1.0, 2.0, -1.0),
        Law::beta_on(0.0, 1.0, 0.0, 1.0),
        Law::beta_on(1.0, 1.0, 1.0, 1.0),
        Law::normal(0.0, 0.0),
        Law::truncated_normal(0.0, 1.0, 2.0, 1.0),
        Law::truncated_normal(0.0, 1.0, 60.0, 70.0),
        Law::lognormal(0.0, -1.0),
        Law::lognormal_median_q90(2.0, 1.0),
        Law::lognormal_mean_cv(-1.0, 1.0),
        Law::exponential(0.0),
        Law::gamma(1.0, 0.0),
        Law::weibull(0.0, 1.0),
        Law::generalised_pareto(0.1, 0.0),
        Law::geometric_periods(0.0, 1.0),
        Law::geometric_periods(0.5, f64::NAN),
        Law::negative_binomial(2.0, 2.0),
        Law::poisson(-1.0),
        Law::empirical(&[]),
        Law::empirical(&[1.0, f64::NAN]),
    ];
    for (at, law) in bad.iter().enumerate() {
        assert!(law.is_err(), "{at}: {law:?}");
    }
}

#[test]
fn errors_name_the_parameter_and_the_range() {
    let text = |law: Result<Law, LawError>| law.unwrap_err().to_string();
    assert_eq!(
        text(Law::exponential(-1.0)),
        "mean is -1, but must be a finite number above 0"
    );
    assert_eq!(
        text(Law::uniform(2.0, 1.0)),
        "min (2) must not exceed max (1)"
    );
    assert_eq!(
        text(Law::beta_on(1.0, 1.0, 2.0, 2.0)),
        "min (2) must be below max (2)"
    );
    assert_eq!(
        text(Law::empirical(&[])),
        "an empirical law needs at least one value"
    );
}

#[test]
fn ends_of_the_unit_interval_give_the_ends_of_the_support() {
    for (name, law) in every() {
        let (low, high) = (
            law.quantile(crate::SMALLEST_UNIFORM),
            law.quantile(1.0 - crate::SMALLEST_UNIFORM),
        );
        assert!(
            low.is_finite() && high.is_finite() && low <= high,
            "{name}: {low} {high}"
        );
    }
    let exponential = Law::exponential(20.0).unwrap();
    assert_eq!(
        (exponential.quantile(0.0), exponential.quantile(1.0)),
        (0.0, f64::INFINITY)
    );
    assert_eq!(Law::poisson(3.0).unwrap().quantile(1.0), f64::INFINITY);
}

#[test]
fn a_law_without_spread_is_its_value() {
    assert_eq!(Law::lognormal_median_q90(5.0, 5.0).unwrap().variance(), 0.0);
    assert_eq!(Law::uniform(2.0, 2.0).unwrap().quantile(0.3), 2.0);
    assert_eq!(Law::uniform(2.0, 2.0).unwrap().cdf(2.0), 1.0);
    assert_eq!(
        Law::geometric_periods(1.0, 7.0).unwrap().quantile(0.99),
        7.0
    );
    assert_eq!(Law::poisson(0.0).unwrap().quantile(0.99), 0.0);
}

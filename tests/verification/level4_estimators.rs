//! Level 4: estimators and whether their errors are right.

use monazite_stats::reduction::{antithetic_mean, control_variate_mean, stratified_mean};
use monazite_stats::special::{binomial_cdf, gamma_cdf, gamma_survival, normal_quantile};
use monazite_stats::{
    Estimate, Law, Moments, Sample, Weighted, batch_means, best_shares, clopper_pearson, mean,
    paired_difference, quantile_ranks, sobol, verdicts, wilson,
};
use serde_json::{Value, json};

use crate::draws::{draws, law, mean_and_sd, stream};
use crate::judge::{case, exactly, judged};

const N: u64 = 100_000;

/// Whether an interval holds the truth.
fn covers(estimate: &Estimate, truth: f64) -> bool {
    let (low, high) = (
        estimate.ci_low.expect("an end"),
        estimate.ci_high.expect("an end"),
    );
    low <= truth && truth <= high
}

/// Both ends of an interval.
fn ends(estimate: &Estimate) -> Value {
    json!([estimate.ci_low, estimate.ci_high])
}

#[test]
fn v401_the_interval_of_a_mean_covers_as_often_as_theory_says() {
    // The counts are of ten thousand samples; the two-stage rule has no larger count to offer.
    let samples = 10_000;
    judged("V401", samples, |seed, _| {
        let count = |law: &Law, purpose: u64, size: u64, truth: f64| {
            let values = draws(law, seed, purpose, samples * size);
            values
                .chunks(size as usize)
                .filter(|sample| covers(&mean(sample), truth))
                .count()
        };
        let normal = count(&law(Law::normal(0.0, 1.0)), 401, 5, 0.0);
        let skewed = count(&law(Law::exponential(1.0)), 1401, 30, 1.0);
        vec![
            ("covering_count_normal_n5", json!(normal)),
            ("covering_count_exp_n30", json!(skewed)),
        ]
    });
}

#[test]
fn v402_a_quantile_lies_between_two_order_statistics_with_binomial_probability() {
    let n = 1000;
    let ranks = |p: f64| {
        let (low, high) = quantile_ranks(n, p);
        (low.expect("a rank"), high.expect("a rank"))
    };
    let coverage = |p: f64| {
        let (low, high) = ranks(p);
        binomial_cdf(high - 1, n, p) - binomial_cdf(low - 1, n, p)
    };
    let pair = |p: f64| {
        let (low, high) = ranks(p);
        json!([low, high])
    };
    // The largest of n values reaches the 99th percentile unless all n lie below it.
    let enough = (1..1000).find(|&n| binomial_cdf(n - 1, n, 0.99) >= 0.95);
    exactly(
        "V402",
        &[
            ("l,u for p=0.5", pair(0.5)),
            ("exact coverage p=0.5", json!(coverage(0.5))),
            ("l,u for p=0.95", pair(0.95)),
            ("exact coverage p=0.95", json!(coverage(0.95))),
            ("l,u for p=0.99", pair(0.99)),
            ("exact coverage p=0.99", json!(coverage(0.99))),
            (
                "n=50,p=.99: upper limit must be reported as unbounded/unavailable",
                json!(quantile_ranks(50, 0.99).1.is_none()),
            ),
            ("min n so that P(max >= q.99) >= .95", json!(enough)),
        ],
    );
}

#[test]
fn v403_a_probability_never_seen_has_an_upper_end() {
    exactly(
        "V403",
        &[
            ("wilson 0/1000", ends(&wilson(0, 1000))),
            ("wilson 3/1000", ends(&wilson(3, 1000))),
            ("wilson 50/1000", ends(&wilson(50, 1000))),
            ("wilson 1000/1000", ends(&wilson(1000, 1000))),
            ("clopper-pearson 0/1000", ends(&clopper_pearson(0, 1000))),
            ("clopper-pearson 3/1000", ends(&clopper_pearson(3, 1000))),
            ("clopper-pearson 50/1000", ends(&clopper_pearson(50, 1000))),
            (
                "clopper-pearson 1000/1000",
                ends(&clopper_pearson(1000, 1000)),
            ),
        ],
    );
}

#[test]
fn v404_the_error_of_the_expected_shortfall_counts_the_value_at_risk_in() {
    judged("V404", N, |seed, n| {
        let tail = Sample::new(&draws(&law(Law::exponential(1.0)), seed, 404, n)).cvar(0.95);
        // The band is for a hundred thousand draws.
        let error = tail.std_error.expect("an error") * (n as f64 / N as f64).sqrt();
        vec![("CVaR95", json!(tail.value)), ("reported_se", json!(error))]
    });
}

#[test]
fn v405_batch_means_cover_where_the_naive_error_does_not() {
    let (paths, steps) = (2000, 10_000);
    judged("V405", paths, |seed, n| {
        let mut stream = stream(seed, 405);
        let (mut covered, mut naive) = (0_u64, 0_u64);
        for _ in 0..n {
            // The first value is stationary.
            let mut now = normal_quantile(stream.uniform()) / (1.0 - 0.81_f64).sqrt();
            let path: Vec<f64> = (0..steps)
                .map(|_| {
                    now = 0.9 * now + normal_quantile(stream.uniform());
                    now
                })
                .collect();
            covered += u64::from(covers(&batch_means(&path, 20), 0.0));
            naive += u64::from(covers(&mean(&path), 0.0));
        }
        assert!(
            (naive as f64) < 0.45 * n as f64,
            "{naive} of {n}: the naive error is far too small"
        );
        vec![(
            "95% CI coverage of 20-batch means",
            json!(covered as f64 / n as f64),
        )]
    });
}

#[test]
fn v406_common_draws_shrink_the_variance_of_a_difference() {
    let demand = law(Law::poisson(20.0));
    let short = |stock: f64| move |demand: &f64| (demand - stock).max(0.0);
    // Variances from the masses.
    let moment = |of: &dyn Fn(f64) -> f64| -> f64 {
        (0..400)
            .map(f64::from)
            .map(|k| (demand.cdf(k) - demand.cdf(k - 1.0)) * of(k))
            .sum()
    };
    let variance = |of: &dyn Fn(f64) -> f64| {
        let centre = moment(of);
        moment(&|k| (of(k) - centre).powi(2))
    };
    let (few, more) = (|k: f64| (k - 20.0).max(0.0), |k: f64| (k - 24.0).max(0.0));
    exactly(
        "V406",
        &[
            ("Var(diff) CRN", json!(variance(&|k| few(k) - more(k)))),
            (
                "Var(diff) independent",
                json!(variance(&few) + variance(&more)),
            ),
        ],
    );
    judged("V406", N, |seed, n| {
        let (first, second) = (draws(&demand, seed, 406, n), draws(&demand, seed, 1406, n));
        let few: Vec<f64> = first.iter().map(short(20.0)).collect();
        let more: Vec<f64> = first.iter().map(short(24.0)).collect();
        let apart: Vec<f64> = second.iter().map(short(24.0)).collect();
        let common = paired_difference(&few, &more);
        let error = |estimate: &Estimate| estimate.std_error.expect("an error");
        let factor = (error(&paired_difference(&few, &apart)) / error(&common)).powi(2);
        let never_worse = 1.0 - verdicts(&few, &more).smaller as f64 / n as f64;
        vec![
            ("E[shortage|20]", json!(mean_and_sd(&few).0)),
            ("E[shortage|24]", json!(mean_and_sd(&more).0)),
            ("E[difference]", json!(common.value)),
            ("variance reduction factor", json!(factor)),
            (
                "prob(strategy 24 never worse, pathwise)",
                json!(never_worse),
            ),
        ]
    });
}

#[test]
fn v408_each_reduction_leaves_the_variance_that_theory_says() {
    judged("V408", N, |seed, n| {
        let u = draws(&law(Law::uniform(0.0, 1.0)), seed, 408, n);
        let values: Vec<f64> = u.iter().map(|u| u.exp()).collect();
        let mirrored: Vec<f64> = u.iter().map(|u| (1.0 - u).exp()).collect();
        let per_draw =
            |estimate: Estimate, n: f64| json!(estimate.std_error.expect("an error").powi(2) * n);
        let size = n as f64;
        // As many draws in each of ten strata as there are tens.
        let strata: Vec<Vec<f64>> = (0..10)
            .map(|at| {
                let part = u.iter().skip(at).step_by(10);
                part.map(|u| ((at as f64 + u) / 10.0).exp()).collect()
            })
            .collect();
        let weighted: Vec<(f64, &[f64])> = strata.iter().map(|values| (0.1, &values[..])).collect();
        vec![
            ("mean", json!(mean(&values).value)),
            ("crude var", per_draw(mean(&values), size)),
            (
                "antithetic pair-mean var",
                per_draw(antithetic_mean(&values, &mirrored), size),
            ),
            (
                "control-variate var",
                per_draw(control_variate_mean(&values, &u, 0.5), size),
            ),
            (
                "stratified(10) estimator var",
                per_draw(stratified_mean(&weighted), size / 10.0),
            ),
        ]
    });
}

/// A list of numbers of a case's inputs.
fn list(case: &Value, name: &str) -> Vec<f64> {
    let values = case["inputs"][name].as_array().expect("a list");
    values.iter().filter_map(Value::as_f64).collect()
}

#[test]
fn v407_weights_undo_that_a_rare_count_was_drawn_more_often() {
    let probability = gamma_cdf(10.0, 2.0);
    let squares = (6.4_f64).exp() * gamma_cdf(10.0, 0.4);
    let weighed = (squares - probability * probability).sqrt();
    let crude = (probability * (1.0 - probability)).sqrt();
    exactly(
        "V407",
        &[
            ("per-draw sd (IS)", json!(weighed)),
            ("crude per-draw sd", json!(crude)),
            (
                "variance reduction factor",
                json!((crude / weighed).powi(2)),
            ),
        ],
    );
    // Counts of Poisson(10) by inversion, and the weights that make Poisson(2) of them.
    let sample = |seed: u64, n: u64| {
        let mut stream = stream(seed, 407);
        let count = |u: f64| (0..200).find(|&k| gamma_survival(f64::from(k) + 1.0, 10.0) >= u);
        let counts: Vec<f64> = (0..n)
            .map(|_| f64::from(count(stream.uniform()).expect("a count")))
            .collect();
        let weights: Vec<f64> = counts
            .iter()
            .map(|k| 8_f64.exp() * 0.2_f64.powf(*k))
            .collect();
        Weighted::new(&counts, &weights)
    };
    judged("V407", N, |seed, n| {
        vec![("p", json!(sample(seed, n).exceedance(9.5)))]
    });
    judged("V407", 10 * N, |seed, n| {
        vec![("mean weight", json!(sample(seed, n).mean_of(|_| 1.0)))]
    });
    // The error of one draw, as the draws themselves tell it.
    let spread = sample(1, N).spread_of(|x| f64::from(x > 9.5));
    assert!(
        (spread / weighed - 1.0).abs() < 0.05,
        "{spread} against {weighed}"
    );
}

#[test]
fn v409_sobol_indices_are_those_of_ishigami_and_of_a_sum() {
    judged("V409", N, |seed, n| {
        let sample = |purpose| {
            let columns: [Vec<f64>; 3] = std::array::from_fn(|at| {
                draws(&law(Law::uniform(0.0, 1.0)), seed, purpose + at as u64, n)
            });
            columns
        };
        let (one, other) = (sample(409), sample(1409));
        let output = |of: &dyn Fn([f64; 3]) -> f64, columns: [&Vec<f64>; 3]| -> Vec<f64> {
            let rows = 0..n as usize;
            rows.map(|row| of(columns.map(|column| column[row])))
                .collect()
        };
        let indices = |of: &dyn Fn([f64; 3]) -> f64, input: usize| {
            let mixed = std::array::from_fn(|at| if at == input { &other[at] } else { &one[at] });
            sobol(
                &output(of, one.each_ref()),
                &output(of, other.each_ref()),
                &output(of, mixed),
            )
        };
        let ishigami = |u: [f64; 3]| {
            let [x, y, z] = u.map(|u| std::f64::consts::PI * (2.0 * u - 1.0));
            x.sin() + 7.0 * y.sin().powi(2) + 0.1 * z.powi(4) * x.sin()
        };
        let sum = |u: [f64; 3]| u[0] + 2.0 * u[1] + 4.0 * u[2];
        let names = [
            ("S1", "ST1", "linear S1"),
            ("S2", "ST2", "linear S2"),
            ("S3", "ST3", "linear S3"),
        ];
        let mut answers = Vec::new();
        for (input, (first, total, linear)) in names.into_iter().enumerate() {
            let found = indices(&ishigami, input);
            answers.push((first, json!(found.first.value)));
            answers.push((total, json!(found.total.value)));
            answers.push((linear, json!(indices(&sum, input).first.value)));
        }
        answers
    });
}

#[test]
fn v410_strategies_are_compared_pair_by_pair() {
    let text = case("V410");
    let (a, b) = (list(&text, "loss_A"), list(&text, "loss_B"));
    let difference = paired_difference(&a, &b);
    let verdicts = verdicts(&b, &a);
    exactly(
        "V410",
        &[
            ("mean difference", json!(difference.value)),
            ("CI95", ends(&difference)),
            (
                "wins_B/ties/wins_A",
                json!([verdicts.smaller, verdicts.equal, verdicts.larger]),
            ),
        ],
    );
}

#[test]
fn v411_shards_far_from_zero_merge_without_losing_digits() {
    let moments = |values: &[f64]| {
        let mut moments = Moments::default();
        for value in values {
            moments.push(1e9 + value);
        }
        moments
    };
    let (mut whole, right) = (moments(&[4.0, 7.0]), moments(&[13.0, 16.0]));
    whole.merge(&right);
    let mut again = whole;
    again.merge(&Moments::default());
    let mut from_nothing = Moments::default();
    from_nothing.merge(&whole);
    exactly(
        "V411",
        &[
            ("mean", json!(whole.mean())),
            ("sample variance", json!(whole.variance())),
            (
                "merge of empty shard changes nothing",
                json!(again == whole && from_nothing == whole),
            ),
        ],
    );
}

#[test]
fn v412_the_best_strategy_is_not_always_the_one_with_the_best_mean() {
    judged("V412", N, |seed, n| {
        let losses = |mean, sd, purpose| draws(&law(Law::normal(mean, sd)), seed, purpose, n);
        let (a, b, c) = (
            losses(10.0, 3.0, 412),
            losses(9.0, 3.0, 1412),
            losses(9.5, 6.0, 2412),
        );
        let shares = best_shares(&[&a, &b, &c]);
        vec![
            ("P(A best)", json!(shares[0].value)),
            ("P(B best)", json!(shares[1].value)),
            ("P(C best)", json!(shares[2].value)),
        ]
    });
}

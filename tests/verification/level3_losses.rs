//! Level 3: value at risk and expected shortfall.

use monazite_stats::{Law, Sample, wilson};
use serde_json::{Value, json};

use crate::draws::{draws, law};
use crate::judge::{case, exactly, judged};

const N: u64 = 100_000;

/// Level, names of the value at risk and of the expected shortfall of one law.
type Names = [(f64, &'static str, &'static str); 3];
const NORMAL: Names = [
    (0.9, "normal VaR90", "normal CVaR90"),
    (0.95, "normal VaR95", "normal CVaR95"),
    (0.99, "normal VaR99", "normal CVaR99"),
];
const EXPONENTIAL: Names = [
    (0.9, "exp VaR90", "exp CVaR90"),
    (0.95, "exp VaR95", "exp CVaR95"),
    (0.99, "exp VaR99", "exp CVaR99"),
];

#[test]
fn v308_tails_of_known_laws_are_met_by_formula_and_by_draws() {
    let normal = law(Law::normal(100.0, 15.0));
    let exponential = law(Law::exponential(50.0));
    let lognormal = law(Law::lognormal_mean_cv(200.0, 0.8));
    exactly("V308", &[("lognormal CVaR99", json!(lognormal.cvar(0.99)))]);
    judged("V308", N, |_, _| {
        let of = |law: &Law, names: Names| {
            names.map(|(level, var, cvar)| {
                [
                    (var, json!(law.quantile(level))),
                    (cvar, json!(law.cvar(level))),
                ]
            })
        };
        let mut answers: Vec<_> = of(&normal, NORMAL).into_iter().flatten().collect();
        answers.extend(of(&exponential, EXPONENTIAL).into_iter().flatten());
        answers.push(("lognormal VaR99", json!(lognormal.quantile(0.99))));
        answers
    });
    judged("V308", N, |seed, n| {
        let of = |law: &Law, purpose: u64, names: Names| {
            let sample = Sample::new(&draws(law, seed, purpose, n));
            names.map(|(level, var, cvar)| {
                [
                    (var, json!(sample.quantile(level).value)),
                    (cvar, json!(sample.cvar(level).value)),
                ]
            })
        };
        let mut answers: Vec<_> = of(&normal, 308, NORMAL).into_iter().flatten().collect();
        answers.extend(of(&exponential, 1308, EXPONENTIAL).into_iter().flatten());
        let sample = Sample::new(&draws(&lognormal, seed, 2308, n));
        answers.push(("lognormal VaR99", json!(sample.quantile(0.99).value)));
        answers
    });
}

/// Level, names of the value at risk and of the expected shortfall.
const ATOMS: [(f64, &str, &str); 4] = [
    (0.9, "VaR90", "CVaR90"),
    (0.95, "VaR95", "CVaR95"),
    (0.96, "VaR96", "CVaR96"),
    (0.97, "VaR97", "CVaR97"),
];

#[test]
fn v309_an_atom_at_the_value_at_risk_is_split() {
    let values = [vec![0.0; 90], vec![10.0; 6], vec![100.0; 4]].concat();
    let (sample, law) = (Sample::new(&values), law(Law::empirical(&values)));
    for (level, var, cvar) in ATOMS {
        for (x, tail) in [
            (sample.quantile(level).value, sample.cvar(level).value),
            (law.quantile(level), law.cvar(level)),
        ] {
            // Quantiles are exact; the expected shortfall to 1e-12.
            assert_eq!(
                crate::judge::output(&case("V309"), var)["value"].as_f64(),
                Some(x)
            );
            exactly("V309", &[(cvar, json!(tail))]);
        }
    }
}

#[test]
fn v310_twenty_losses_have_the_metrics_worked_by_hand() {
    let text = case("V310");
    let losses: Vec<f64> = text["inputs"]["losses"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(Value::as_f64)
        .collect();
    let sample = Sample::new(&losses);
    let mean = sample.mean();
    let half = 0.5 * (mean.ci_high.expect("an end") - mean.ci_low.expect("an end"));
    let hits = losses.iter().filter(|loss| **loss > 0.0).count() as u64;
    exactly(
        "V310",
        &[
            ("mean", json!(mean.value)),
            ("sd (n-1)", json!(sample.sd().value)),
            ("se", json!(mean.std_error)),
            ("CI95 half-width", json!(half)),
            ("CVaR80", json!(sample.cvar(0.8).value)),
            ("CVaR90", json!(sample.cvar(0.9).value)),
            ("CVaR95", json!(sample.cvar(0.95).value)),
            (
                "P(shortage)",
                json!(wilson(hits, losses.len() as u64).value),
            ),
        ],
    );
    for (level, name) in [(0.8, "VaR80"), (0.9, "VaR90"), (0.95, "VaR95")] {
        let right = crate::judge::output(&text, name);
        assert_eq!(
            right["value"].as_f64(),
            Some(sample.quantile(level).value),
            "{name}"
        );
    }
}

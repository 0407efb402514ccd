//! Level 3: what happens in a year, added up.

use monazite_stats::exceedance::{Event, EventTable};
use monazite_stats::process::{compound_sum, poisson_times};
use monazite_stats::{Aggregate, Frequency, Law, Sample};
use serde_json::json;

use crate::draws::{law, share, skewness, stream};
use crate::judge::{exactly, judged};

const N: u64 = 100_000;

/// So many sums of a random number of values.
fn sums(count: &Law, value: &Law, seed: u64, purpose: u64, n: u64) -> Vec<f64> {
    let mut stream = stream(seed, purpose);
    (0..n)
        .map(|_| compound_sum(count, value, &mut stream))
        .collect()
}

#[test]
fn v305_a_compound_sum_varies_with_number_and_size() {
    judged("V305", N, |seed, n| {
        let size = law(Law::lognormal_mean_cv(40.0, 1.2));
        let losses = sums(&law(Law::poisson(3.2)), &size, seed, 305, n);
        let sample = Sample::new(&losses);
        vec![
            ("mean", json!(sample.mean().value)),
            ("sd", json!(sample.sd().value)),
            ("skewness", json!(skewness(&losses))),
            ("VaR99", json!(sample.quantile(0.99).value)),
            ("CVaR99", json!(sample.cvar(0.99).value)),
            ("P(S>300)", json!(share(&losses, |loss| loss > 300.0))),
        ]
    });
}

#[test]
fn v306_the_recursion_of_panjer_and_draws_agree() {
    let masses = [0.0, 0.5, 0.3, 0.0, 0.0, 0.2];
    let whole = Aggregate::panjer(Frequency::Poisson { mean: 2.0 }, &masses, 10.0, 60);
    let whole = whole.expect("a lattice");
    exactly(
        "V306",
        &[
            ("F(VaR95-10) (must be <.95)", json!(whole.cdf(100.0))),
            ("F(VaR95)", json!(whole.cdf(110.0))),
        ],
    );
    judged("V306", 10 * N, |_, _| {
        vec![
            ("P(S=0)", json!(whole.masses()[0])),
            ("P(S=50)", json!(whole.masses()[5])),
            ("P(S>100)", json!(1.0 - whole.cdf(100.0))),
            ("mean", json!(whole.mean())),
            ("VaR95", json!(whole.var(0.95))),
            ("CVaR95", json!(whole.cvar(0.95, 42.0))),
        ]
    });
    judged("V306", 10 * N, |seed, n| {
        let values = [10.0, 10.0, 10.0, 10.0, 10.0, 20.0, 20.0, 20.0, 50.0, 50.0];
        let size = law(Law::empirical(&values));
        let losses = sums(&law(Law::poisson(2.0)), &size, seed, 306, n);
        let sample = Sample::new(&losses);
        vec![
            ("P(S=0)", json!(share(&losses, |loss| loss == 0.0))),
            ("P(S=50)", json!(share(&losses, |loss| loss == 50.0))),
            ("P(S>100)", json!(share(&losses, |loss| loss > 100.0))),
            ("mean", json!(sample.mean().value)),
            ("VaR95", json!(sample.quantile(0.95).value)),
            ("CVaR95", json!(sample.cvar(0.95).value)),
        ]
    });
}

/// Names of occurrence and aggregate exceedance, with the loss reached.
const REACHED: [(&str, f64); 4] = [
    ("OEP P(max>=60)", 60.0),
    ("OEP P(max>=120)", 120.0),
    ("OEP P(max>=250)", 250.0),
    ("OEP P(max>=400)", 400.0),
];
const SUMMED: [(&str, f64); 5] = [
    ("AEP P(sum>=60)", 60.0),
    ("AEP P(sum>=120)", 120.0),
    ("AEP P(sum>=250)", 250.0),
    ("AEP P(sum>=400)", 400.0),
    ("AEP P(sum>=500)", 500.0),
];

#[test]
fn v307_an_event_table_and_a_year_table_agree() {
    let events = [
        (0.02, 400.0),
        (0.05, 250.0),
        (0.1, 120.0),
        (0.2, 60.0),
        (0.5, 15.0),
    ]
    .map(|(rate, loss)| Event { rate, loss });
    let table = EventTable::new(&events).expect("events");
    let year = table.aggregate(5.0, 4000.0).expect("a lattice");
    exactly(
        "V307",
        &[
            ("F(VaR99-5)", json!(year.cdf(410.0))),
            ("F(VaR99)", json!(year.cdf(415.0))),
            (
                "OEP 1-in-50 loss (largest x with P(max>=x)>=1/50)",
                json!(table.occurrence_loss(0.02)),
            ),
            ("AEP 1-in-100 (VaR99)", json!(year.var(0.99))),
        ],
    );
    judged("V307", 10 * N, |_, _| {
        let tvar = year.cvar(0.99, table.average_annual_loss());
        let mut answers = vec![
            ("AAL", json!(table.average_annual_loss())),
            ("AEP TVaR99", json!(tvar)),
        ];
        answers.extend(REACHED.map(|(name, x)| (name, json!(table.occurrence_exceedance(x)))));
        answers.extend(SUMMED.map(|(name, x)| (name, json!(year.reaching(x)))));
        answers
    });
    judged("V307", 10 * N, |seed, n| {
        let mut stream = stream(seed, 307);
        let years: Vec<(f64, f64)> = (0..n)
            .map(|_| {
                let mut year: (f64, f64) = (0.0, 0.0);
                for event in &events {
                    let count = poisson_times(event.rate, 1.0, &mut stream).len() as f64;
                    year.0 += count * event.loss;
                    year.1 = year.1.max(if count > 0.0 { event.loss } else { 0.0 });
                }
                year
            })
            .collect();
        let sample = Sample::new(&years.iter().map(|year| year.0).collect::<Vec<_>>());
        let mut answers = vec![
            ("AAL", json!(sample.mean().value)),
            ("AEP TVaR99", json!(sample.cvar(0.99).value)),
        ];
        answers.extend(REACHED.map(|(name, x)| (name, json!(share(&years, |year| year.1 >= x)))));
        answers.extend(SUMMED.map(|(name, x)| (name, json!(share(&years, |year| year.0 >= x)))));
        answers
    });
}

//! Level 3: when things happen, and how long they last.

use monazite_engine::{RunOptions, simulate};
use monazite_model::{Arrival, Days, Law as Shape};
use monazite_stats::exceedance::{probability_in_years, probability_within, rate_of_probability};
use monazite_stats::process::{Span, TwoState, outages, poisson_times, renewal_times};
use monazite_stats::{Law, Sample};
use monazite_tests::run::plan;
use monazite_tests::toy::{STEP, Toy, days, one_mine_one_user, outage};
use serde_json::json;

use crate::draws::{draws, law, mean_and_sd, share, stream};
use crate::judge::{Answers, exactly, judged};

const N: u64 = 100_000;

/// A toy whose mine fails again and again, up and down for times of these laws.
fn failing(up: Shape, down: Shape, horizon: Days) -> Toy {
    let mut toy = one_mine_one_user().hazard("failure", 0.0, 1.0, outage("mine"));
    toy.scenario.hazards[0].arrival = Arrival::Renewal {
        gap: up,
        minimum_gap: Days::ZERO,
    };
    toy.scenario.hazards[0].duration = down;
    toy.scenario.run.horizon = horizon;
    toy
}

/// Statistics of the days that a year is down, and of the number of outages.
fn downtime(down: &[f64], counts: &[f64]) -> Answers {
    let sample = Sample::new(down);
    vec![
        ("E[downtime]", json!(sample.mean().value)),
        ("sd[downtime]", json!(sample.sd().value)),
        ("P(no outage)", json!(share(counts, |count| count == 0.0))),
        ("P(downtime>60 d)", json!(share(down, |days| days > 60.0))),
        ("VaR95[downtime]", json!(sample.quantile(0.95).value)),
        ("CVaR95[downtime]", json!(sample.cvar(0.95).value)),
        ("E[number of outages]", json!(mean_and_sd(counts).0)),
    ]
}

#[test]
fn v301_an_alternating_process_is_down_as_takacs_says() {
    let (up, down) = (law(Law::exponential(200.0)), law(Law::exponential(20.0)));
    let long_run = up.mean() / (up.mean() + down.mean());
    exactly("V301", &[("A(inf)", json!(long_run))]);
    judged("V301", N, |seed, n| {
        let mut stream = stream(seed, 301);
        let years: Vec<Vec<Span>> = (0..n)
            .map(|_| outages(&up, &down, 365.0, &mut stream))
            .collect();
        let down: Vec<f64> = years
            .iter()
            .map(|spans| spans.iter().map(|span| span.length()).sum())
            .collect();
        let counts: Vec<f64> = years.iter().map(|spans| spans.len() as f64).collect();
        let ups = years
            .iter()
            .filter(|spans| !spans.iter().any(|s| s.start <= 30.0 && s.end > 30.0));
        let mut answers = downtime(&down, &counts);
        answers.push(("A(30)", json!(ups.count() as f64 / n as f64)));
        answers
    });
}

#[test]
fn v301_renewal_hazards_of_the_engine_are_down_as_takacs_says() {
    judged("V301", N, |seed, n| {
        let (up, down) = (
            Shape::Exponential { mean: 200.0 },
            Shape::Exponential { mean: 20.0 },
        );
        let mut toy = failing(up, down, days(365.0));
        // The calendar does not depend on the step; few steps are quick.
        toy.scenario.run.step = days(73.0);
        let result = simulate(&plan(&toy), &RunOptions::new(seed, n), &|_| true);
        let tally = &result.hazards[0];
        let down: Vec<f64> = tally.weeks.iter().map(|weeks| weeks * 7.0).collect();
        let counts: Vec<f64> = tally
            .occurrences
            .iter()
            .map(|count| f64::from(*count))
            .collect();
        downtime(&down, &counts)
    });
}

#[test]
fn v302_long_run_availability_depends_on_the_means_alone() {
    judged("V302", 1, |seed, n| {
        let horizon = 2e6 * n as f64;
        let scale = 200.0 / law(Law::weibull(2.0, 1.0)).mean();
        let (up, down) = (
            law(Law::weibull(2.0, scale)),
            law(Law::lognormal_mean_cv(20.0, 1.5)),
        );
        let spans = outages(&up, &down, horizon, &mut stream(seed, 302));
        let down: f64 = spans.iter().map(|span| span.length()).sum();
        vec![("availability", json!(1.0 - down / horizon))]
    });
}

#[test]
fn v303_a_supplier_in_whole_periods_is_a_markov_chain() {
    let chain = TwoState::new(0.04, 0.25).expect("two probabilities");
    exactly(
        "V303",
        &[
            ("pi_up", json!(chain.stationary_up())),
            (
                "pi_3 (third consecutive down period)",
                json!(chain.stationary_down(3)),
            ),
        ],
    );
    judged("V303", N, |seed, n| {
        let mut stream = stream(seed, 303);
        let (mut starts, mut down, mut long) = (Vec::new(), Vec::new(), 0_u64);
        for _ in 0..n {
            let path = chain.path(52, &mut stream);
            let first = u32::from(!path[0]);
            let later = path.windows(2).filter(|pair| pair[0] && !pair[1]).count() as u32;
            starts.push(f64::from(first + later));
            down.push(path.iter().filter(|up| !**up).count() as f64);
            // Of the start less than 1e-7 is left by then.
            long += u64::from(path[48..].iter().all(|up| !up));
        }
        vec![
            (
                "stationary P(outage has lasted >=4 periods)",
                json!(long as f64 / n as f64),
            ),
            (
                "E[# outage starts in periods 1..52]",
                json!(mean_and_sd(&starts).0),
            ),
            ("E[down periods in 1..52]", json!(mean_and_sd(&down).0)),
        ]
    });
}

#[test]
fn v303_renewal_hazards_with_geometric_laws_are_the_same_chain() {
    judged("V303", N, |seed, n| {
        let periods = |probability| Shape::Geometric {
            probability,
            period: STEP,
        };
        // Period k is day 7 k to 7 (k + 1): the first outage starts in period 1 at the earliest.
        let mut toy = failing(periods(0.04), periods(0.25), days(53.0 * STEP));
        toy.scenario.run.step = days(53.0);
        let result = simulate(&plan(&toy), &RunOptions::new(seed, n), &|_| true);
        let tally = &result.hazards[0];
        let starts: Vec<f64> = tally
            .occurrences
            .iter()
            .map(|count| f64::from(*count))
            .collect();
        vec![
            (
                "E[# outage starts in periods 1..52]",
                json!(mean_and_sd(&starts).0),
            ),
            (
                "E[down periods in 1..52]",
                json!(mean_and_sd(&tally.weeks).0),
            ),
        ]
    });
}

#[test]
fn v304_renewals_more_regular_than_poisson_are_fewer() {
    judged("V304", N, |seed, n| {
        let erlang = law(Law::gamma(10.0, 0.5_f64.sqrt()));
        let mut stream = stream(seed, 304);
        let counts: Vec<f64> = (0..n)
            .map(|_| renewal_times(&erlang, 30.0, &mut stream).len() as f64)
            .collect();
        let (mean, sd) = mean_and_sd(&counts);
        vec![
            ("E[N(30)]", json!(mean)),
            ("sd[N(30)]", json!(sd)),
            ("P(N(30)=0)", json!(share(&counts, |count| count == 0.0))),
        ]
    });
}

#[test]
fn v311_the_first_and_the_last_of_five_fail_when_they_should() {
    judged("V311", N, |seed, n| {
        let lives = draws(&law(Law::exponential(400.0)), seed, 311, 5 * n);
        let first: Vec<f64> = lives
            .chunks(5)
            .map(|five| five.iter().copied().fold(f64::MAX, f64::min))
            .collect();
        let last: Vec<f64> = lives
            .chunks(5)
            .map(|five| five.iter().copied().fold(0.0, f64::max))
            .collect();
        let ups = draws(&law(Law::uniform(0.0, 1.0)), seed, 1311, 5 * n);
        let enough: Vec<bool> = ups
            .chunks(5)
            .map(|five| five.iter().filter(|u| **u < 0.9).count() >= 3)
            .collect();
        vec![
            ("E[time to first outage]", json!(mean_and_sd(&first).0)),
            (
                "E[time until all have failed once]",
                json!(mean_and_sd(&last).0),
            ),
            (
                "P(some outage within 90 d)",
                json!(share(&first, |day| day <= 90.0)),
            ),
            ("P(>=3 of 5 up)", json!(share(&enough, |enough| enough))),
        ]
    });
}

#[test]
fn v312_ten_years_at_four_percent_are_not_forty_percent() {
    exactly(
        "V312",
        &[
            (
                "P(>=1 in 10 y | p=.04)",
                json!(probability_in_years(0.04, 10.0)),
            ),
            (
                "P(>=1 in 10 y | rate=.05)",
                json!(probability_within(0.05, 10.0)),
            ),
            (
                "annual p for rate .05",
                json!(probability_within(0.05, 1.0)),
            ),
        ],
    );
    let back = rate_of_probability(probability_within(0.05, 1.0));
    assert!((back - 0.05).abs() < 1e-15, "{back}");
}

#[test]
fn v313_outages_longer_than_the_buffer_are_short_for_the_rest() {
    let length = law(Law::lognormal_mean_cv(45.0, 0.8));
    exactly("V313", &[("P(X>60 d)", json!(length.survival(60.0)))]);
    let many = 0.6 * 5.0;
    judged("V313", N, |_, _| {
        let any = probability_within(many * length.survival(60.0), 1.0);
        vec![
            ("P(any outage beats the buffer)", json!(any)),
            ("E[shortage days]", json!(many * length.stop_loss(60.0))),
        ]
    });
    judged("V313", N, |seed, n| {
        let (mut times, mut marks) = (stream(seed, 313), stream(seed, 1313));
        let short: Vec<f64> = (0..n)
            .map(|_| {
                let outages = poisson_times(0.6, 5.0, &mut times);
                outages
                    .iter()
                    .map(|_| (length.quantile(marks.uniform()) - 60.0).max(0.0))
                    .sum()
            })
            .collect();
        vec![
            (
                "P(any outage beats the buffer)",
                json!(share(&short, |days| days > 0.0)),
            ),
            ("E[shortage days]", json!(mean_and_sd(&short).0)),
        ]
    });
}

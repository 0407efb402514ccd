//! Processes against known answers; statistical tests are seeded, alpha = 6e-5 (four standard
//! deviations).

use super::*;
use crate::{Moments, StreamKey};

const RUNS: u64 = 10_000;

fn stream(replication: u64) -> Stream {
    StreamKey {
        seed: 31,
        replication,
        purpose: 5,
        entity: 8,
    }
    .open()
}

fn tally(of: impl Fn(&mut Stream) -> f64) -> Moments {
    let mut moments = Moments::default();
    (0..RUNS).for_each(|replication| moments.push(of(&mut stream(replication))));
    moments
}

fn hits(moments: &Moments, truth: f64) -> bool {
    let error = (moments.variance() / moments.count() as f64).sqrt();
    (moments.mean() - truth).abs() < 4.0 * error
}

fn flag(passed: bool) -> f64 {
    if passed { 1.0 } else { 0.0 }
}

#[test]
fn poisson_counts_have_their_mean_and_their_variance() {
    let counts = tally(|stream| poisson_times(0.8, 2.0, stream).len() as f64);
    assert!(hits(&counts, 1.6), "{counts:?}");
    assert!((counts.variance() / 1.6 - 1.0).abs() < 0.07, "{counts:?}");
    // The rate taken for the mean gap is another process.
    assert!(!hits(&counts, 2.0 / 0.8));
}

#[test]
fn a_longer_horizon_only_appends() {
    let (short, long) = (
        poisson_times(2.0, 5.0, &mut stream(1)),
        poisson_times(2.0, 50.0, &mut stream(1)),
    );
    assert_eq!(short, long[..short.len()]);
    assert!(long[short.len()] >= 5.0 && long.is_sorted());
}

#[test]
fn rates_and_horizons_that_are_none_give_no_times() {
    for (rate, horizon) in [
        (0.0, 1.0),
        (-1.0, 1.0),
        (f64::INFINITY, 1.0),
        (1.0, f64::INFINITY),
        (f64::NAN, 1.0),
    ] {
        assert!(poisson_times(rate, horizon, &mut stream(0)).is_empty());
    }
    let zero = Law::fixed(0.0).unwrap();
    assert_eq!(
        renewal_times(&zero, 1.0, &mut stream(0)).len(),
        STALLED as usize
    );
    assert!(renewal_times(&zero, f64::NAN, &mut stream(0)).is_empty());
    assert_eq!(
        outages(&zero, &zero, 1.0, &mut stream(0)).len(),
        STALLED as usize
    );
}

#[test]
fn a_common_shock_makes_counts_covary() {
    // Rates 0.5 and 0.8 with 0.3 in common, two years: means 1.6 and 2.2, covariance 0.6.
    let pair = |stream: &mut Stream| {
        let own = (
            poisson_times(0.5, 2.0, stream),
            poisson_times(0.8, 2.0, stream),
        );
        let shared = poisson_times(0.3, 2.0, stream);
        (
            superposition(&[&own.0, &shared]),
            superposition(&[&own.1, &shared]),
        )
    };
    assert!(hits(&tally(|s| pair(s).0.len() as f64), 1.6));
    let product = tally(|s| {
        let (first, second) = pair(s);
        assert!(first.is_sorted());
        (first.len() as f64 - 1.6) * (second.len() as f64 - 2.2)
    });
    assert!(hits(&product, 0.6), "{product:?}");
    let quiet = tally(|s| {
        let (first, second) = pair(s);
        flag(first.is_empty() && second.is_empty())
    });
    assert!(hits(&quiet, 0.040_762_203_978), "{quiet:?}");
}

#[test]
fn renewals_with_regular_gaps_are_not_poisson() {
    // Erlang of two phases, mean 10: gamma with cv sqrt(1/2).
    let gap = Law::gamma(10.0, 0.5_f64.sqrt()).unwrap();
    let counts = tally(|stream| renewal_times(&gap, 30.0, stream).len() as f64);
    assert!(hits(&counts, 2.750_001_536), "{counts:?}");
    assert!((counts.variance().sqrt() / 1.249_992_627 - 1.0).abs() < 0.03);
    // Poisson with the same mean gap.
    assert!(!hits(&counts, 3.0));
    let none = tally(|stream| flag(renewal_times(&gap, 30.0, stream).is_empty()));
    assert!(hits(&none, 0.017_351_265), "{none:?}");
}

/// Up for 200 days on average, down for 20, a year.
fn year(stream: &mut Stream) -> Vec<Span> {
    let (up, down) = (
        Law::exponential(200.0).unwrap(),
        Law::exponential(20.0).unwrap(),
    );
    outages(&up, &down, 365.0, stream)
}

fn downtime(spans: &[Span]) -> f64 {
    spans.iter().map(|span| span.length()).sum()
}

#[test]
fn outages_of_a_year_have_their_exact_law() {
    let down = tally(|stream| downtime(&year(stream)));
    assert!(hits(&down, 31.528_925_622_995), "{down:?}");
    assert!((down.variance().sqrt() / 31.470_136_834 - 1.0).abs() < 0.04);
    // The stationary share of the year forgets that it starts up.
    assert!(!hits(&down, 365.0 / 11.0));
    assert!(hits(&tally(|s| year(s).len() as f64), 1.667_355_371_885));
    assert!(hits(
        &tally(|s| flag(year(s).is_empty())),
        0.161_217_644_130
    ));
    assert!(hits(
        &tally(|s| flag(downtime(&year(s)) > 60.0)),
        0.169_761_771_081
    ));
    let at_30 = |s: &mut Stream| flag(!year(s).iter().any(|o| o.start <= 30.0 && 30.0 < o.end));
    assert!(hits(&tally(at_30), 0.926_549_991_692_8));
    let yearly: Vec<f64> = (0..RUNS)
        .map(|run| downtime(&year(&mut stream(run))))
        .collect();
    let var = crate::quantile(&yearly, 0.95);
    assert!(var.ci_low.unwrap() < 93.858_469 && 93.858_469 < var.ci_high.unwrap());
    let cvar = crate::cvar(&yearly, 0.95);
    assert!((cvar.value - 117.552_197_9).abs() < 4.0 * cvar.std_error.unwrap());
}

#[test]
fn long_run_availability_depends_on_means_only() {
    let up = Law::weibull(2.0, 200.0 / libm::tgamma(1.5)).unwrap();
    let down = Law::lognormal_mean_cv(20.0, 1.5).unwrap();
    let horizon = 2e6;
    let share = 1.0 - downtime(&outages(&up, &down, horizon, &mut stream(3))) / horizon;
    let (u, d) = (200.0, 20.0);
    let spread = (up.variance() * d * d + down.variance() * u * u) / libm::pow(u + d, 3.0);
    assert!(
        (share - 10.0 / 11.0).abs() < 4.0 * (spread / horizon).sqrt(),
        "{share}"
    );
}

#[test]
fn compound_sums_have_their_moments() {
    let (count, loss) = (
        Law::poisson(3.2).unwrap(),
        Law::lognormal_mean_cv(40.0, 1.2).unwrap(),
    );
    let sums = tally(|stream| compound_sum(&count, &loss, stream));
    assert!(hits(&sums, 128.0), "{sums:?}");
    assert!(
        (sums.variance().sqrt() / 111.771_194_858 - 1.0).abs() < 0.06,
        "{sums:?}"
    );
    let large = tally(|stream| flag(compound_sum(&count, &loss, stream) > 300.0));
    assert!(hits(&large, 0.072_561_910), "{large:?}");
}

#[test]
fn random_rounding_keeps_the_mean_and_rounding_up_does_not() {
    let law = Law::exponential(3.5).unwrap();
    let kept = tally(|s| round_randomly(law.quantile(s.uniform()), s.uniform()));
    assert!(hits(&kept, 3.5), "{kept:?}");
    let up = tally(|s| law.quantile(s.uniform()).ceil());
    assert!(hits(&up, 4.023_777_192_733) && !hits(&up, 3.5), "{up:?}");
}

#[test]
fn two_states_have_their_closed_forms_and_paths_follow_them() {
    let chain = TwoState::new(0.04, 0.25).unwrap();
    let near = |got: f64, want: f64| assert!((got - want).abs() < 1e-12, "{got} for {want}");
    near(chain.stationary_up(), 0.862_068_965_517_241_3);
    near(chain.stationary_down(3), 0.019_396_551_724_137_935);
    near(chain.stationary_down(4) / 0.25, 0.058_189_655_172_413_81);
    near(chain.expected_failures(52), 1.812_128_418_198_789_6);
    near(
        (1..=52).map(|t| 1.0 - chain.up_after(t)).sum(),
        6.834_720_576_971_49,
    );
    let down = tally(|s| chain.path(52, s).iter().filter(|up| !**up).count() as f64);
    assert!(hits(&down, 6.834_720_577), "{down:?}");
    for (fail, repair) in [(0.0, 0.0), (-0.1, 0.5), (0.5, 1.1), (f64::NAN, 0.5)] {
        assert_eq!(TwoState::new(fail, repair), None);
    }
}

//! Comparison of alternatives that met the same random numbers, replication by replication.

use crate::estimate::{Estimate, wilson_share};
use crate::moments::Moments;
use crate::sample::{Sample, tail_is_large};

/// Mean of `first - second`, replication by replication, with its t interval.
///
/// Slices of different lengths have no pairs: the value is NaN, without an error.
pub fn paired_difference(first: &[f64], second: &[f64]) -> Estimate {
    if first.len() != second.len() {
        return Estimate::bare(f64::NAN);
    }
    let gaps: Vec<f64> = first.iter().zip(second).map(|(a, b)| a - b).collect();
    Moments::of(&gaps).estimate()
}

/// One number per value whose mean is the CVaR at `level`: `q + (x - q)+ / (1 - level)` with the lower
/// quantile `q` of the values. Their spread gives its standard error, and differences and ratios of
/// CVaRs are those of the means of such scores, pair by pair. NaN for levels outside [0, 1).
pub fn cvar_scores(values: &[f64], level: f64) -> Vec<f64> {
    let quantile = if (0.0..1.0).contains(&level) {
        Sample::new(values).quantile(level).value
    } else {
        f64::NAN
    };
    let score = |x: &f64| quantile + (x - quantile).max(0.0) / (1.0 - level);
    values.iter().map(score).collect()
}

/// CVaR of `first` minus CVaR of `second` at `level`, with the normal interval of the paired
/// [`cvar_scores`]: what both have in common cancels.
///
/// NaN without an error for slices of different lengths, empty ones and levels outside [0, 1); no
/// error where less than ten values make up the tail.
pub fn cvar_difference(first: &[f64], second: &[f64], level: f64) -> Estimate {
    let n = first.len();
    if n != second.len() || n == 0 || !(0.0..1.0).contains(&level) {
        return Estimate::bare(f64::NAN);
    }
    let (one, other) = (cvar_scores(first, level), cvar_scores(second, level));
    let gaps: Vec<f64> = one.iter().zip(&other).map(|(a, b)| a - b).collect();
    of_scores(&gaps, level)
}

/// Mean of [`cvar_scores`], or of sums and differences of them, with its normal interval; no error where
/// less than ten values make up the tail.
pub fn of_scores(scores: &[f64], level: f64) -> Estimate {
    let (n, moments) = (scores.len(), Moments::of(scores));
    if !tail_is_large(n, level) {
        return Estimate::bare(moments.mean());
    }
    Estimate::normal(moments.mean(), (moments.variance() / n as f64).sqrt())
}

/// In how many pairs the first was smaller, equal, larger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Verdicts {
    /// First smaller than second.
    pub smaller: u64,
    /// Both the same.
    pub equal: u64,
    /// First larger than second.
    pub larger: u64,
}

/// Compares pair by pair; values without a partner or that are not numbers are not counted.
pub fn verdicts(first: &[f64], second: &[f64]) -> Verdicts {
    let mut verdicts = Verdicts::default();
    for (a, b) in first.iter().zip(second) {
        verdicts.smaller += u64::from(a < b);
        verdicts.equal += u64::from(a == b);
        verdicts.larger += u64::from(a > b);
    }
    verdicts
}

/// For each column, the share of replications in which it is the smallest, with Wilson's interval.
/// Columns that tie share the replication equally, so the shares sum to one.
///
/// Only replications that all columns have are counted; without any the shares are NaN.
pub fn best_shares(columns: &[&[f64]]) -> Vec<Estimate> {
    let n = columns.iter().map(|column| column.len()).min().unwrap_or(0);
    let mut credits = vec![0.0; columns.len()];
    for replication in 0..n {
        let of = |column: &&[f64]| column[replication];
        let least = columns.iter().map(of).fold(f64::INFINITY, f64::min);
        let ties = columns.iter().filter(|column| of(column) == least).count();
        for (credit, column) in credits.iter_mut().zip(columns) {
            if of(column) == least {
                *credit += 1.0 / ties as f64;
            }
        }
    }
    credits
        .into_iter()
        .map(|credit| wilson_share(credit / n as f64, n as u64))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StreamKey;
    use crate::special::normal_quantile;

    const A: [f64; 10] = [12.0, 0.0, 35.5, 4.0, 0.0, 18.0, 60.0, 2.5, 0.0, 9.0];
    const B: [f64; 10] = [8.0, 0.0, 30.0, 5.0, 0.0, 11.0, 41.0, 2.5, 0.0, 3.0];

    #[test]
    fn paired_difference_gives_the_paired_interval() {
        let estimate = paired_difference(&A, &B);
        assert!((estimate.value - 4.05).abs() < 1e-12);
        assert!((estimate.ci_low.unwrap() + 0.276_611_722_157_695_36).abs() < 1e-9);
        assert!((estimate.ci_high.unwrap() - 8.376_611_722_157_694).abs() < 1e-9);
        assert!(paired_difference(&A, &B[1..]).value.is_nan());
    }

    #[test]
    fn verdicts_set_ties_apart() {
        assert_eq!(
            verdicts(&B, &A),
            Verdicts {
                smaller: 5,
                equal: 4,
                larger: 1
            }
        );
        assert_eq!(verdicts(&[1.0, f64::NAN], &[2.0, 1.0]).larger, 0);
    }

    fn normals(entity: u64, n: usize) -> Vec<f64> {
        let mut stream = StreamKey {
            seed: 11,
            replication: 0,
            purpose: 3,
            entity,
        }
        .open();
        (0..n).map(|_| normal_quantile(stream.uniform())).collect()
    }

    #[test]
    fn best_shares_are_the_probabilities_of_being_smallest() {
        let scaled = |entity, mean: f64, sd: f64| -> Vec<f64> {
            normals(entity, 50_000)
                .iter()
                .map(|z| mean + sd * z)
                .collect()
        };
        let columns = [
            scaled(1, 10.0, 3.0),
            scaled(2, 9.0, 3.0),
            scaled(3, 9.5, 6.0),
        ];
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let shares = best_shares(&columns);
        // By quadrature; alpha = 1e-4 for each.
        for (share, want) in shares
            .iter()
            .zip([0.241_089_136, 0.363_965_171, 0.394_945_693])
        {
            let se = (want * (1.0_f64 - want) / 50_000.0).sqrt();
            assert!(
                (share.value - want).abs() < 3.9 * se,
                "{share:?} for {want}"
            );
        }
        assert!((shares.iter().map(|share| share.value).sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn ties_share_the_first_place() {
        let shares = best_shares(&[&[0.0, 1.0], &[0.0, 2.0, 5.0], &[3.0, 3.0]]);
        let values: Vec<f64> = shares.iter().map(|share| share.value).collect();
        assert_eq!(values, [0.75, 0.25, 0.0]);
        assert!(best_shares(&[&[]])[0].value.is_nan());
        assert!(best_shares(&[]).is_empty());
    }

    #[test]
    fn cvar_difference_of_a_shift_is_exact_and_has_no_error() {
        let x = normals(4, 1000);
        let shifted: Vec<f64> = x.iter().map(|value| value + 2.0).collect();
        let estimate = cvar_difference(&shifted, &x, 0.9);
        assert!((estimate.value - 2.0).abs() < 1e-12);
        assert!(estimate.std_error.unwrap() < 1e-12);
        assert!(cvar_difference(&x, &x[1..], 0.9).value.is_nan());
        assert_eq!(cvar_difference(&A, &B, 0.95).std_error, None);
    }

    #[test]
    fn cvar_difference_agrees_with_the_single_estimates() {
        let (x, y) = (normals(5, 2000), normals(6, 2000));
        let estimate = cvar_difference(&x, &y, 0.95);
        let (of_x, of_y) = (crate::cvar(&x, 0.95), crate::cvar(&y, 0.95));
        assert!((estimate.value - (of_x.value - of_y.value)).abs() < 1e-12);
        // Independent samples: the variances add, to within their sampled covariance.
        let apart = of_x.std_error.unwrap().hypot(of_y.std_error.unwrap());
        assert!((estimate.std_error.unwrap() / apart - 1.0).abs() < 0.1);
    }

    /// In how many of 1,000 samples of 2,000 pairs the interval holds the true difference of CVaR95: an
    /// exponential loss, and four fifths of it with a noise of its own.
    fn covering(of: impl Fn(&[f64], &[f64]) -> Estimate) -> u32 {
        let exponential = |entity: u64, n: usize| -> Vec<f64> {
            let key = StreamKey {
                seed: 29,
                replication: entity,
                purpose: 4,
                entity,
            };
            let mut stream = key.open();
            (0..n).map(|_| -stream.uniform().ln()).collect()
        };
        // The sum of 0.8 E and 0.2 F has the tail P(S > x) = (4 exp(-x / 0.8) - exp(-x / 0.2)) / 3.
        let tail = |x: f64| (4.0 * (-x / 0.8).exp() - (-x / 0.2).exp()) / 3.0;
        let (mut low, mut high) = (0.0, 10.0);
        for _ in 0..200 {
            let middle = 0.5 * (low + high);
            if tail(middle) > 0.05 {
                low = middle;
            } else {
                high = middle;
            }
        }
        let beyond = (3.2 * (-low / 0.8_f64).exp() - 0.2 * (-low / 0.2_f64).exp()) / 3.0;
        let truth = (1.0 - 0.05_f64.ln()) - (low + beyond / 0.05);
        let holds = |sample: u64| {
            let (loss, noise) = (
                exponential(2 * sample, 2000),
                exponential(2 * sample + 1, 2000),
            );
            let less: Vec<f64> = loss
                .iter()
                .zip(&noise)
                .map(|(e, f)| 0.8 * e + 0.2 * f)
                .collect();
            let estimate = of(&loss, &less);
            u32::from(estimate.ci_low.unwrap() <= truth && truth <= estimate.ci_high.unwrap())
        };
        (0..1000).map(holds).sum()
    }

    #[test]
    fn the_interval_of_a_difference_of_cvars_covers_as_it_says() {
        // Binomial(1000, 0.95) lies within 922 and 974 but for alpha = 1e-4; CVaR at 100 tail values
        // covers a point less than it says.
        let hits = covering(|a, b| cvar_difference(a, b, 0.95));
        assert!((915..=974).contains(&hits), "{hits}");
        // One that takes the two for independent is far too wide.
        let apart = covering(|a, b| {
            let (x, y) = (crate::cvar(a, 0.95), crate::cvar(b, 0.95));
            let error = x.std_error.unwrap().hypot(y.std_error.unwrap());
            Estimate::normal(x.value - y.value, error)
        });
        assert!(apart > 990, "{apart}");
    }
}

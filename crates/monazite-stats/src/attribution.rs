//! Whose doing it is: Shapley values of what several cause together, and Sobol indices of what is not
//! known.

use crate::estimate::Estimate;
use crate::ratio::ratio;

/// Shapley values of `players` in each replication. `scores[subset]` has one number per replication for
/// the subset of players whose bits are set; all players' values sum up to the score of all less the
/// score of none. Where the mean of scores is a statistic, the mean of the values is its attribution.
///
/// Empty for less than `2^players` subsets. Source: Shapley, Ann. Math. Studies 28 (1953) 307.
pub fn shapley(scores: &[Vec<f64>], players: usize) -> Vec<Vec<f64>> {
    let subsets = 1_usize << players;
    if scores.len() < subsets || players == 0 {
        return Vec::new();
    }
    let replications = scores.iter().map(Vec::len).min().unwrap_or(0);
    // Weight of a subset that a player joins: |S|! (n - |S| - 1)! / n!.
    let mut weights = vec![0.0; players];
    for (size, weight) in weights.iter_mut().enumerate() {
        let mut choose = 1.0;
        for at in 0..size {
            choose *= (players - 1 - at) as f64 / (at + 1) as f64;
        }
        *weight = 1.0 / (players as f64 * choose);
    }
    let value = |player: usize| {
        let mut values = vec![0.0; replications];
        for subset in (0..subsets).filter(|subset| subset >> player & 1 == 0) {
            let weight = weights[subset.count_ones() as usize];
            let (with, without) = (&scores[subset | 1 << player], &scores[subset]);
            for ((value, with), without) in values.iter_mut().zip(with).zip(without) {
                *value += weight * (with - without);
            }
        }
        values
    };
    (0..players).map(value).collect()
}

/// Sobol indices of one input (or of several together).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sensitivity {
    /// First order: share of the variance that goes if the input were known, all else unknown.
    pub first: Estimate,
    /// Total: share of the variance that stays if everything but the input were known.
    pub total: Estimate,
}

/// Sobol indices by Jansen's estimators, with Fieller's intervals. `one` and `other` are outputs of two
/// independent samples of all inputs; `mixed` those of the inputs of `one`, but for the input in
/// question, which is that of `other`.
///
/// NaN without intervals for slices of different lengths and where nothing varies. Source: Jansen,
/// Comput. Phys. Commun. 117 (1999) 35; Saltelli et al., Comput. Phys. Commun. 181 (2010) 259.
pub fn sobol(one: &[f64], other: &[f64], mixed: &[f64]) -> Sensitivity {
    let n = one.len();
    if n != other.len() || n != mixed.len() || n < 2 {
        let nothing = Estimate::bare(f64::NAN);
        return Sensitivity {
            first: nothing,
            total: nothing,
        };
    }
    let mean = one.iter().chain(other).sum::<f64>() / (2 * n) as f64;
    let square = |x: f64| x * x;
    let variance: Vec<f64> = one
        .iter()
        .zip(other)
        .map(|(a, b)| 0.5 * (square(a - mean) + square(b - mean)))
        .collect();
    let half = |left: &[f64]| -> Vec<f64> {
        let pairs = left.iter().zip(mixed);
        pairs.map(|(a, b)| 0.5 * square(a - b)).collect()
    };
    let rest = ratio(&half(other), &variance);
    Sensitivity {
        first: Estimate {
            value: 1.0 - rest.value,
            std_error: rest.std_error,
            ci_low: rest.ci_high.map(|end| 1.0 - end),
            ci_high: rest.ci_low.map(|end| 1.0 - end),
        },
        total: ratio(&half(one), &variance),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StreamKey;

    #[test]
    fn shapley_values_of_a_glove_game_are_the_known_ones() {
        // A has a left glove, B and C a right one each; a pair is worth 1: 2/3, 1/6, 1/6.
        let worth = |subset: usize| f64::from(u8::from(subset & 1 == 1 && subset & 6 != 0));
        let scores: Vec<Vec<f64>> = (0..8)
            .map(|subset| vec![worth(subset), 2.0 * worth(subset)])
            .collect();
        let values = shapley(&scores, 3);
        for (value, want) in values.iter().zip([2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]) {
            assert!((value[0] - want).abs() < 1e-12, "{values:?}");
            assert!((value[1] - 2.0 * want).abs() < 1e-12);
        }
        assert!(shapley(&scores[..7], 3).is_empty());
    }

    #[test]
    fn shapley_values_sum_up_to_the_whole() {
        let scores: Vec<Vec<f64>> = (0..16_u32)
            .map(|subset| vec![f64::from(subset * subset % 7)])
            .collect();
        let sum: f64 = shapley(&scores, 4).iter().map(|value| value[0]).sum();
        assert!((sum - (scores[15][0] - scores[0][0])).abs() < 1e-12);
    }

    /// Outputs of a function of three uniforms: two samples and the three mixtures.
    fn sampled(of: impl Fn([f64; 3]) -> f64, n: usize) -> (Vec<f64>, Vec<f64>, Vec<Vec<f64>>) {
        let draws = |entity: u64| -> Vec<[f64; 3]> {
            let key = StreamKey {
                seed: 41,
                replication: 0,
                purpose: 5,
                entity,
            };
            let mut stream = key.open();
            (0..n)
                .map(|_| std::array::from_fn(|_| stream.uniform()))
                .collect()
        };
        let (a, b) = (draws(1), draws(2));
        let mixed = |at: usize| {
            let mix = |(a, b): (&[f64; 3], &[f64; 3])| {
                let mut x = *a;
                x[at] = b[at];
                of(x)
            };
            a.iter().zip(&b).map(mix).collect()
        };
        (
            a.iter().map(|x| of(*x)).collect(),
            b.iter().map(|x| of(*x)).collect(),
            (0..3).map(mixed).collect(),
        )
    }

    #[test]
    fn sobol_indices_of_ishigami_are_the_known_ones() {
        use std::f64::consts::PI;
        let ishigami = |u: [f64; 3]| {
            let [x, y, z] = u.map(|u| PI * (2.0 * u - 1.0));
            x.sin() + 7.0 * y.sin().powi(2) + 0.1 * z.powi(4) * x.sin()
        };
        let (one, other, mixed) = sampled(ishigami, 100_000);
        let known = [
            (0.313_905_191, 0.557_588_855),
            (0.442_411_145, 0.442_411_145),
            (0.0, 0.243_683_664),
        ];
        for (mixed, (first, total)) in mixed.iter().zip(known) {
            let found = sobol(&one, &other, mixed);
            assert!(
                (found.first.value - first).abs() < 0.02,
                "{found:?} for {first}"
            );
            assert!(
                (found.total.value - total).abs() < 0.02,
                "{found:?} for {total}"
            );
            // Six intervals of 95 %: six standard errors leave no room for chance.
            let error = found.total.std_error.unwrap();
            assert!((found.total.value - total).abs() < 6.0 * error, "{found:?}");
        }
        // A mixture of the wrong input is noticed.
        let wrong = sobol(&one, &other, &mixed[1]);
        assert!((wrong.total.value - known[0].1).abs() > 0.05);
    }

    #[test]
    fn sobol_indices_of_a_sum_are_its_parts_of_variance() {
        let (one, other, mixed) = sampled(|u| u[0] + 2.0 * u[1] + 4.0 * u[2], 100_000);
        for (mixed, share) in mixed.iter().zip([1.0, 4.0, 16.0]) {
            let found = sobol(&one, &other, mixed);
            for index in [found.first.value, found.total.value] {
                assert!((index - share / 21.0).abs() < 0.02, "{found:?}");
            }
        }
        assert!(sobol(&one, &other[1..], &mixed[0]).first.value.is_nan());
    }
}

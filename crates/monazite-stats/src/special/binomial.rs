//! The binomial law.

use super::beta::cdf_of_pair;
use super::normal::normal_quantile;
use crate::invert::smallest;

/// P(K <= k) of the number of successes in `n` trials with probability `p`. Accuracy as
/// [`super::beta_cdf`].
pub fn binomial_cdf(k: u64, n: u64, p: f64) -> f64 {
    if k >= n {
        return 1.0;
    }
    cdf_of_pair((n - k) as f64, k as f64 + 1.0, 1.0 - p, p)
}

/// Smallest `k` with P(K <= k) >= `u`, for the successes in `n` trials with probability `p`.
pub fn binomial_quantile(u: f64, n: u64, p: f64) -> u64 {
    let count = n as f64;
    let guess = count * p + normal_quantile(u) * (count * p * (1.0 - p)).sqrt();
    smallest((guess.max(0.0) as u64).min(n), |k| {
        k >= n || binomial_cdf(k, n, p) >= u
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn direct(k: u64, n: u64, p: f64) -> f64 {
        (0..=k)
            .map(|j| super::super::density::binomial_density(j as f64, n as f64, p, 1.0 - p))
            .sum()
    }

    #[test]
    fn cdf_is_the_sum_of_its_masses() {
        for (n, p) in [(1, 0.3), (10, 0.5), (100, 0.05), (1000, 0.95)] {
            for k in [0, 1, n / 2, n * 19 / 20, n - 1] {
                let k = k.min(n - 1);
                let (got, want) = (binomial_cdf(k, n, p), direct(k, n, p));
                assert!((got - want).abs() < 1e-12, "{k} {n} {p}: {got} for {want}");
            }
            assert_eq!(binomial_cdf(n, n, p), 1.0);
        }
    }

    #[test]
    fn quantile_is_the_smallest_number_that_reaches() {
        for (n, p) in [(1, 0.3), (10, 0.5), (1000, 0.95), (100_000, 0.5)] {
            for u in [1e-6, 0.025, 0.3, 0.975, 0.999_999] {
                let k = binomial_quantile(u, n, p);
                assert!(binomial_cdf(k, n, p) >= u, "{n} {p} {u}");
                assert!(k == 0 || binomial_cdf(k - 1, n, p) < u, "{n} {p} {u}");
            }
        }
    }

    #[test]
    fn certain_and_impossible_success_leave_no_choice() {
        assert_eq!(binomial_quantile(0.5, 10, 0.0), 0);
        assert_eq!(binomial_quantile(0.5, 10, 1.0), 10);
        assert_eq!(
            (binomial_cdf(3, 10, 0.0), binomial_cdf(3, 10, 1.0)),
            (1.0, 0.0)
        );
    }
}

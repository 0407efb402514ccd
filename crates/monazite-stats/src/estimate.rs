//! A number with its error, and intervals of a probability.

use crate::special::{beta_quantile, normal_quantile, student_t_quantile};

/// Upper tail left out by a two-sided interval of 95 %.
pub(crate) const TAIL: f64 = 0.025;

/// A number, its standard error and its two-sided 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The number, in the unit of the sample; NaN for an empty sample.
    pub value: f64,
    /// Standard error; `None` where none is defined.
    pub std_error: Option<f64>,
    /// Lower end of the interval; `None` where the sample is too small for one.
    pub ci_low: Option<f64>,
    /// Upper end of the interval.
    pub ci_high: Option<f64>,
}

impl Estimate {
    /// A number without an error.
    pub fn bare(value: f64) -> Self {
        Self {
            value,
            std_error: None,
            ci_low: None,
            ci_high: None,
        }
    }

    /// A number with the t interval of `freedom` degrees of freedom.
    pub fn student(value: f64, std_error: f64, freedom: f64) -> Self {
        Self::around(value, std_error, student_t_quantile(freedom, 1.0 - TAIL))
    }

    /// A number with the normal interval.
    pub fn normal(value: f64, std_error: f64) -> Self {
        Self::around(value, std_error, normal_quantile(1.0 - TAIL))
    }

    fn around(value: f64, std_error: f64, factor: f64) -> Self {
        let half = factor * std_error;
        Self {
            value,
            std_error: Some(std_error),
            ci_low: Some(value - half),
            ci_high: Some(value + half),
        }
    }
}

/// Share of `hits` in `all` trials with Wilson's score interval; its standard error is
/// `sqrt(p (1 - p) / n)`. Without trials the value is NaN and there is no interval.
pub fn wilson(hits: u64, all: u64) -> Estimate {
    wilson_share(hits as f64 / all as f64, all)
}

/// Wilson's interval of a share that need not be a whole number of hits.
pub(crate) fn wilson_share(share: f64, all: u64) -> Estimate {
    if all == 0 {
        return Estimate::bare(f64::NAN);
    }
    let (n, z) = (all as f64, normal_quantile(1.0 - TAIL));
    let square = z * z / n;
    let centre = (share + 0.5 * square) / (1.0 + square);
    let variance = (share * (1.0 - share)).max(0.0) / n;
    let half = z * (variance + 0.25 * square / n).sqrt() / (1.0 + square);
    Estimate {
        value: share,
        std_error: Some(variance.sqrt()),
        // Exact where rounding would leave 1e-19.
        ci_low: Some(if share == 0.0 { 0.0 } else { centre - half }),
        ci_high: Some(if share == 1.0 { 1.0 } else { centre + half }),
    }
}

/// Share of `hits` in `all` trials with the exact interval of Clopper and Pearson, which covers at
/// least 95 % whatever the probability. Without trials the value is NaN and there is no interval.
pub fn clopper_pearson(hits: u64, all: u64) -> Estimate {
    if all == 0 {
        return Estimate::bare(f64::NAN);
    }
    let hits = hits.min(all);
    let (h, misses) = (hits as f64, (all - hits) as f64);
    let share = h / all as f64;
    Estimate {
        value: share,
        std_error: Some((share * (1.0 - share) / all as f64).sqrt()),
        ci_low: Some(if hits == 0 {
            0.0
        } else {
            beta_quantile(h, misses + 1.0, TAIL)
        }),
        ci_high: Some(if hits == all {
            1.0
        } else {
            beta_quantile(h + 1.0, misses, 1.0 - TAIL)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::special::binomial_cdf;

    fn ends(estimate: Estimate) -> (f64, f64) {
        (estimate.ci_low.unwrap(), estimate.ci_high.unwrap())
    }

    fn same(got: (f64, f64), want: (f64, f64)) {
        assert!((got.0 - want.0).abs() < 1e-12, "{got:?} for {want:?}");
        assert!((got.1 - want.1).abs() < 1e-12, "{got:?} for {want:?}");
    }

    #[test]
    fn wilson_gives_published_intervals() {
        same(ends(wilson(0, 1000)), (0.0, 0.003_826_758_485_555_123_4));
        same(
            ends(wilson(3, 1000)),
            (0.001_020_783_881_138_618_6, 0.008_783_014_053_503_173),
        );
        same(
            ends(wilson(50, 1000)),
            (0.038_130_262_392_748_82, 0.065_313_820_244_250_81),
        );
        same(ends(wilson(1000, 1000)), (0.996_173_241_514_445, 1.0));
        assert_eq!(wilson(0, 1000).ci_low, Some(0.0));
    }

    #[test]
    fn clopper_pearson_gives_published_intervals() {
        same(
            ends(clopper_pearson(0, 1000)),
            (0.0, 0.003_682_083_896_865_671),
        );
        same(
            ends(clopper_pearson(3, 1000)),
            (0.000_619_099_931_649_571_5, 0.008_742_023_238_478_303),
        );
        same(
            ends(clopper_pearson(50, 1000)),
            (0.037_335_397_604_661_78, 0.065_390_487_915_493_64),
        );
        same(
            ends(clopper_pearson(1000, 1000)),
            (0.996_317_916_103_134_4, 1.0),
        );
    }

    #[test]
    fn no_trials_give_no_interval() {
        for estimate in [wilson(0, 0), clopper_pearson(0, 0)] {
            assert!(estimate.value.is_nan());
            assert_eq!((estimate.std_error, estimate.ci_low), (None, None));
        }
    }

    /// Exact probability that the interval holds `p`, over all outcomes of `n` trials.
    fn coverage(of: impl Fn(u64, u64) -> Estimate, n: u64, p: f64) -> f64 {
        (0..=n)
            .filter(|&hits| {
                let (low, high) = ends(of(hits, n));
                (low..=high).contains(&p)
            })
            .map(|hits| {
                let below = if hits == 0 {
                    0.0
                } else {
                    binomial_cdf(hits - 1, n, p)
                };
                binomial_cdf(hits, n, p) - below
            })
            .sum()
    }

    /// The interval that a Wald test inverts, which collapses at no hits.
    fn wald(hits: u64, all: u64) -> Estimate {
        let share = hits as f64 / all as f64;
        Estimate::normal(share, (share * (1.0 - share) / all as f64).sqrt())
    }

    #[test]
    fn intervals_of_a_probability_cover_as_they_say() {
        let grid = || (1..60).map(|k| f64::from(k) / 120.0);
        let (mut sum, mut least) = (0.0, 1.0_f64);
        for p in grid() {
            sum += coverage(wilson, 60, p) / 59.0;
            least = least.min(coverage(clopper_pearson, 60, p));
        }
        // Wilson covers 95 % on average, Clopper and Pearson at least 95 % everywhere.
        assert!((0.94..0.96).contains(&sum), "{sum}");
        assert!(least >= 0.95, "{least}");
        assert!(coverage(wilson, 200, 0.01) > 0.93);
        assert!(coverage(wald, 200, 0.01) < 0.88);
    }
}

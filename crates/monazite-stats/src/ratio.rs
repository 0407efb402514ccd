//! Ratios of two means that met the same random numbers, and intervals for many comparisons at once.

use crate::estimate::{Estimate, TAIL};
use crate::moments::Moments;
use crate::special::{normal_quantile, student_t_quantile};

/// Chance that a difference of the size of [`detectable`] is told from none.
const POWER: f64 = 0.8;

/// Mean of `numerators` over mean of `denominators`, pair by pair, with Fieller's interval (exact for
/// normal means) and the standard error of the delta method.
///
/// Where the mean of the denominators cannot be told from zero the ratio may be anything: it then has
/// no interval. NaN without an error for slices of different lengths and for less than two pairs.
///
/// Source: Fieller, J. R. Stat. Soc. B 16 (1954) 175.
pub fn ratio(numerators: &[f64], denominators: &[f64]) -> Estimate {
    let n = numerators.len();
    if n != denominators.len() || n < 2 {
        return Estimate::bare(f64::NAN);
    }
    let (above, below) = (Moments::of(numerators), Moments::of(denominators));
    let (a, b) = (above.mean(), below.mean());
    let products: f64 = numerators
        .iter()
        .zip(denominators)
        .map(|(x, y)| (x - a) * (y - b))
        .sum();
    let size = n as f64;
    let (var_a, var_b) = (above.variance() / size, below.variance() / size);
    let covariance = products / (size - 1.0) / size;
    let t = student_t_quantile(size - 1.0, 1.0 - TAIL);
    let square = t * t;
    let lead = b * b - square * var_b;
    if lead <= 0.0 {
        return Estimate::bare(a / b);
    }
    let value = a / b;
    let variance = (var_a - 2.0 * value * covariance + value * value * var_b).max(0.0) / (b * b);
    let middle = a * b - square * covariance;
    let last = a * a - square * var_a;
    let root = (middle * middle - lead * last).max(0.0).sqrt();
    Estimate {
        value,
        std_error: Some(variance.sqrt()),
        ci_low: Some((middle - root) / lead),
        ci_high: Some((middle + root) / lead),
    }
}

/// Upper tail left out by each of `comparisons` intervals that hold together with 95 %. Šidák's bound:
/// exact for independent normal estimates, on the safe side for dependent ones (Šidák, JASA 62 (1967)
/// 626).
fn shared_tail(comparisons: usize) -> f64 {
    let together = 1.0 - 2.0 * TAIL;
    0.5 * (1.0 - together.powf(1.0 / comparisons.max(1) as f64))
}

/// Ends of an interval of `estimate` which, beside those of the other `comparisons` of a family, holds
/// with a chance of 95 % for all of them together. `None` without a standard error.
///
/// `freedom` are the degrees of freedom of the standard error.
pub fn simultaneous(estimate: &Estimate, freedom: f64, comparisons: usize) -> Option<(f64, f64)> {
    let factor = student_t_quantile(freedom, 1.0 - shared_tail(comparisons));
    let half = factor * estimate.std_error?;
    Some((estimate.value - half, estimate.value + half))
}

/// Smallest true difference that is told from none with a chance of 80 %, by [`simultaneous`]
/// intervals of `comparisons` estimates of this standard error.
pub fn detectable(std_error: f64, comparisons: usize) -> f64 {
    (normal_quantile(1.0 - shared_tail(comparisons)) + normal_quantile(POWER)) * std_error
}

/// Replications that would tell a difference of the size of `estimate`, which `replications` gave,
/// with a chance of 80 %. `None` without a standard error or for a difference of nothing.
pub fn replications_to_tell(
    estimate: &Estimate,
    replications: u64,
    comparisons: usize,
) -> Option<u64> {
    let least = detectable(estimate.std_error?, comparisons);
    let needed = replications as f64 * (least / estimate.value).powi(2);
    // As far as a number of futures makes sense.
    (needed < 1e15).then(|| needed.ceil() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StreamKey;
    use crate::special::student_t_cdf;

    fn uniforms(replication: u64, n: usize) -> Vec<f64> {
        let key = StreamKey {
            seed: 23,
            replication,
            purpose: 1,
            entity: 1,
        };
        let mut stream = key.open();
        (0..n).map(|_| stream.uniform()).collect()
    }

    #[test]
    fn a_ratio_gives_the_interval_of_a_worked_example() {
        // Means 6 and 3; variances of the means 0.5 and 0.125; covariance of the means 0.15; t = 2.776.
        let a = [4.0, 5.0, 6.0, 7.0, 8.0];
        let b = [2.5, 2.0, 3.5, 4.0, 3.0];
        let estimate = ratio(&a, &b);
        let t = student_t_quantile(4.0, 0.975);
        let (v11, v22, v12) = (0.5, 0.125, 0.15);
        let (f0, f1, f2) = (36.0 - t * t * v11, 18.0 - t * t * v12, 9.0 - t * t * v22);
        let root = (f1 * f1 - f0 * f2).sqrt();
        assert!((estimate.value - 2.0).abs() < 1e-12);
        assert!((estimate.ci_low.unwrap() - (f1 - root) / f2).abs() < 1e-9);
        assert!((estimate.ci_high.unwrap() - (f1 + root) / f2).abs() < 1e-9);
        let delta = ((v11 - 4.0 * v12 + 4.0 * v22) / 9.0_f64).sqrt();
        assert!((estimate.std_error.unwrap() - delta).abs() < 1e-12);
    }

    #[test]
    fn a_ratio_to_nothing_has_no_interval() {
        let noise: Vec<f64> = uniforms(1, 200).iter().map(|u| u - 0.5).collect();
        let ones = vec![1.0; 200];
        assert_eq!(ratio(&ones, &noise).ci_low, None);
        assert!(ratio(&noise, &ones).ci_low.is_some());
        assert!(ratio(&ones, &noise[1..]).value.is_nan());
        assert!(ratio(&[1.0], &[1.0]).value.is_nan());
    }

    /// How many of 2,000 samples of 60 pairs have an interval around the true ratio.
    fn covering(of: impl Fn(&[f64], &[f64]) -> Estimate) -> u32 {
        let holds = |sample: u64| {
            let u = uniforms(sample, 120);
            // Means 3 and 2, correlated by the first uniform.
            let a: Vec<f64> = (0..60).map(|k| 2.0 + 2.0 * u[k]).collect();
            let b: Vec<f64> = (0..60).map(|k| 1.0 + u[k] + u[60 + k]).collect();
            let estimate = of(&a, &b);
            u32::from(estimate.ci_low.unwrap() <= 1.5 && 1.5 <= estimate.ci_high.unwrap())
        };
        (0..2000).map(holds).sum()
    }

    #[test]
    fn the_interval_of_a_ratio_covers_as_it_says() {
        // Binomial(2000, 0.95) lies within 1860 and 1935 but for alpha = 1e-4.
        let hits = covering(ratio);
        assert!((1860..=1935).contains(&hits), "{hits}");
        // One that takes numerator and denominator for independent is too wide.
        let apart = covering(|a, b| {
            let (x, y) = (Moments::of(a), Moments::of(b));
            let value = x.mean() / y.mean();
            let relative = (x.variance() / 60.0 / x.mean().powi(2)
                + y.variance() / 60.0 / y.mean().powi(2))
            .sqrt();
            Estimate::normal(value, value * relative)
        });
        assert!(apart > 1935, "{apart}");
    }

    #[test]
    fn simultaneous_intervals_are_those_of_sidak() {
        let estimate = Estimate::normal(1.0, 0.5);
        let (low, high) = simultaneous(&estimate, 9.0, 10).unwrap();
        // Ten independent intervals of this width hold together with 95 %.
        let one = 1.0 - 2.0 * (1.0 - student_t_cdf(9.0, (high - 1.0) / 0.5));
        assert!((one.powi(10) - 0.95).abs() < 1e-9, "{one}");
        assert!((low + high - 2.0).abs() < 1e-12);
        let single = simultaneous(&estimate, 1e9, 1).unwrap();
        assert!((single.1 - estimate.ci_high.unwrap()).abs() < 1e-6);
        assert_eq!(simultaneous(&Estimate::bare(1.0), 9.0, 3), None);
    }

    #[test]
    fn what_can_be_told_falls_with_the_root_of_the_futures() {
        // 1.96 + 0.8416 standard errors for a single comparison.
        assert!((detectable(2.0, 1) - 2.0 * 2.801_585_218).abs() < 1e-6);
        let estimate = Estimate::normal(0.1, 0.1);
        let needed = replications_to_tell(&estimate, 10_000, 1).unwrap();
        assert_eq!(needed, 78_489);
        assert_eq!(replications_to_tell(&Estimate::bare(0.1), 10_000, 1), None);
        assert_eq!(
            replications_to_tell(&Estimate::normal(0.0, 0.1), 10_000, 1),
            None
        );
    }
}

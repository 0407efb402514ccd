//! Means with less variance from the same number of draws.

use crate::estimate::Estimate;
use crate::moments::Moments;

/// Mean of a quantity computed from uniforms `u` (first) and from `1 - u` (second): the pairs are
/// independent of each other, their members are not, so the error is that of the pair means.
///
/// Slices of different lengths have no pairs: the value is NaN, without an error.
pub fn antithetic_mean(first: &[f64], second: &[f64]) -> Estimate {
    if first.len() != second.len() {
        return Estimate::bare(f64::NAN);
    }
    let means: Vec<f64> = first
        .iter()
        .zip(second)
        .map(|(a, b)| 0.5 * (a + b))
        .collect();
    Moments::of(&means).estimate()
}

/// Mean of `values`, corrected by regression on `controls` whose true mean is known (Law, 11.4).
///
/// The interval has `n - 2` degrees of freedom; there is none below three values. Slices of
/// different lengths give NaN, controls that do not vary the plain mean.
pub fn control_variate_mean(values: &[f64], controls: &[f64], control_mean: f64) -> Estimate {
    let n = values.len() as f64;
    if values.len() != controls.len() {
        return Estimate::bare(f64::NAN);
    }
    let (of_values, of_controls) = (Moments::of(values), Moments::of(controls));
    if values.len() < 3 || of_controls.variance() == 0.0 {
        return of_values.estimate();
    }
    let (mean, centre) = (of_values.mean(), of_controls.mean());
    let products: f64 = values
        .iter()
        .zip(controls)
        .map(|(y, c)| (y - mean) * (c - centre))
        .sum();
    let slope = products / (of_controls.variance() * (n - 1.0));
    let residual: f64 = values
        .iter()
        .zip(controls)
        .map(|(y, c)| {
            let rest = y - mean - slope * (c - centre);
            rest * rest
        })
        .sum();
    let offset = control_mean - centre;
    let spread = 1.0 / n + offset * offset / (of_controls.variance() * (n - 1.0));
    let error = (residual / (n - 2.0) * spread).sqrt();
    Estimate::student(mean + slope * offset, error, n - 2.0)
}

/// Mean over strata of (probability, values drawn within it), with a normal interval.
///
/// No error where a stratum has fewer than two values; NaN where one has none. The probabilities
/// are taken as they are and should sum to one.
pub fn stratified_mean(strata: &[(f64, &[f64])]) -> Estimate {
    let (mut value, mut variance) = (0.0, 0.0);
    for (weight, values) in strata {
        let moments = Moments::of(values);
        value += weight * moments.mean();
        variance += weight * weight * moments.variance() / values.len() as f64;
    }
    if variance.is_nan() {
        Estimate::bare(value)
    } else {
        Estimate::normal(value, variance.sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StreamKey;

    const PAIRS: usize = 20_000;

    fn uniforms(entity: u64) -> Vec<f64> {
        let mut stream = StreamKey {
            seed: 8,
            replication: 0,
            purpose: 4,
            entity,
        }
        .open();
        (0..PAIRS).map(|_| stream.uniform()).collect()
    }

    fn variance(estimate: Estimate, draws: usize) -> f64 {
        let error = estimate.std_error.unwrap();
        error * error * draws as f64
    }

    /// Mean of exp(U): e - 1, within four standard errors.
    fn hits(estimate: Estimate) {
        let gap = (estimate.value - 1.718_281_828_459_045).abs();
        assert!(gap < 4.0 * estimate.std_error.unwrap(), "{estimate:?}");
    }

    #[test]
    fn each_method_has_its_exact_variance() {
        let u = uniforms(1);
        let f: Vec<f64> = u.iter().map(|u| libm::exp(*u)).collect();
        let plain = crate::mean(&f);
        hits(plain);
        assert!((variance(plain, PAIRS) / 0.242_035_607 - 1.0).abs() < 0.05);

        let mirrored: Vec<f64> = u.iter().map(|u| libm::exp(1.0 - u)).collect();
        let antithetic = antithetic_mean(&f, &mirrored);
        hits(antithetic);
        assert!((variance(antithetic, PAIRS) / 0.003_912_496_95 - 1.0).abs() < 0.05);

        let controlled = control_variate_mean(&f, &u, 0.5);
        hits(controlled);
        assert!((variance(controlled, PAIRS) / 0.003_940_222_92 - 1.0).abs() < 0.05);

        // Ten strata: the variance of one draw in each is 0.000266.
        let strata: Vec<Vec<f64>> = (0..10)
            .map(|k| {
                uniforms(10 + k)
                    .iter()
                    .map(|u| libm::exp((k as f64 + u) / 10.0))
                    .collect()
            })
            .collect();
        let strata: Vec<(f64, &[f64])> = strata.iter().map(|s| (0.1, s.as_slice())).collect();
        let stratified = stratified_mean(&strata);
        hits(stratified);
        assert!((variance(stratified, PAIRS) / 0.000_265_944_73 - 1.0).abs() < 0.05);
    }

    #[test]
    fn what_cannot_be_paired_or_spread_has_no_error() {
        assert!(antithetic_mean(&[1.0], &[]).value.is_nan());
        assert!(control_variate_mean(&[1.0], &[], 0.0).value.is_nan());
        assert_eq!(
            control_variate_mean(&[1.0, 3.0], &[1.0, 2.0], 0.0).value,
            2.0
        );
        assert_eq!(
            control_variate_mean(&[1.0, 3.0, 8.0], &[2.0; 3], 0.0).value,
            4.0
        );
        assert_eq!(
            stratified_mean(&[(0.5, &[1.0]), (0.5, &[3.0])]),
            Estimate::bare(2.0)
        );
        assert!(stratified_mean(&[(1.0, &[])]).value.is_nan());
    }
}

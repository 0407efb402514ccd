//! Draws and what is counted of them.

use monazite_stats::{Law, LawError, Sample, Stream, StreamKey};

/// The stream of a seed for one purpose of a test.
pub(crate) fn stream(seed: u64, purpose: u64) -> Stream {
    StreamKey {
        seed,
        replication: 0,
        purpose,
        entity: 0,
    }
    .open()
}

/// A law that is one.
pub(crate) fn law(made: Result<Law, LawError>) -> Law {
    made.unwrap_or_else(|error| panic!("{error}"))
}

/// So many values of a law.
pub(crate) fn draws(law: &Law, seed: u64, purpose: u64, n: u64) -> Vec<f64> {
    let mut stream = stream(seed, purpose);
    (0..n).map(|_| law.quantile(stream.uniform())).collect()
}

/// Share of values that satisfy a condition.
pub(crate) fn share<T: Copy>(values: &[T], condition: impl Fn(T) -> bool) -> f64 {
    values.iter().filter(|value| condition(**value)).count() as f64 / values.len() as f64
}

/// Mean, and sample standard deviation.
pub(crate) fn mean_and_sd(values: &[f64]) -> (f64, f64) {
    let sample = Sample::new(values);
    (sample.mean().value, sample.sd().value)
}

/// Third standardised moment.
pub(crate) fn skewness(values: &[f64]) -> f64 {
    let (mean, sd) = mean_and_sd(values);
    let cubes: f64 = values.iter().map(|x| ((x - mean) / sd).powi(3)).sum();
    cubes / values.len() as f64
}

//! Count, mean and variance in one pass, mergeable.

use crate::estimate::Estimate;

/// Count, mean and sum of squared deviations (Welford 1962).
///
/// Merging (Chan, Golub and LeVeque 1979) loses no digits to a large common offset. It is exact to
/// rounding only: the same merges in the same order give the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moments {
    count: u64,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// Moments of a slice; a second pass over the deviations makes them as good as they can be.
    pub fn of(values: &[f64]) -> Self {
        if values.is_empty() {
            return Self::default();
        }
        let n = values.len() as f64;
        let first = values.iter().sum::<f64>() / n;
        let (mut rest, mut squares) = (0.0, 0.0);
        for value in values {
            let gap = value - first;
            rest += gap;
            squares += gap * gap;
        }
        // What the first pass lost to rounding.
        Self {
            count: values.len() as u64,
            mean: first + rest / n,
            squares: (squares - rest * rest / n).max(0.0),
        }
    }

    /// The same value `count` times.
    pub(crate) fn repeated(value: f64, count: u64) -> Self {
        Self {
            count,
            mean: value,
            squares: 0.0,
        }
    }

    /// Takes a value in.
    #[inline]
    pub fn push(&mut self, value: f64) {
        self.count += 1;
        let gap = value - self.mean;
        self.mean += gap / self.count as f64;
        self.squares += gap * (value - self.mean);
    }

    /// Takes in all that `other` has taken in. An empty one changes nothing.
    pub fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = *other;
            return;
        }
        let (mine, theirs) = (self.count as f64, other.count as f64);
        let all = mine + theirs;
        let gap = other.mean - self.mean;
        self.mean += gap * (theirs / all);
        self.squares += other.squares + gap * gap * (mine * theirs / all);
        self.count += other.count;
    }

    /// Count, mean and sum of squared deviations: all there is, to be kept and read back.
    pub fn raw(&self) -> (u64, f64, f64) {
        (self.count, self.mean, self.squares)
    }

    /// Moments from what [`Moments::raw`] gave.
    pub fn from_raw((count, mean, squares): (u64, f64, f64)) -> Self {
        Self {
            count,
            mean,
            squares,
        }
    }

    /// How many values were taken in.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Arithmetic mean; NaN without values.
    pub fn mean(&self) -> f64 {
        if self.count == 0 { f64::NAN } else { self.mean }
    }

    /// Variance with divisor `n - 1`; NaN below two values.
    pub fn variance(&self) -> f64 {
        if self.count < 2 {
            f64::NAN
        } else {
            self.squares / (self.count - 1) as f64
        }
    }

    /// Mean with standard error `s / sqrt(n)` and t interval; neither below two values.
    pub fn estimate(&self) -> Estimate {
        if self.count < 2 {
            return Estimate::bare(self.mean());
        }
        let error = (self.variance() / self.count as f64).sqrt();
        Estimate::student(self.mean, error, (self.count - 1) as f64)
    }
}

/// Mean of a correlated sequence, with the t interval of the means of `batches` equal stretches of
/// it (Law, Simulation Modeling and Analysis, 9.5.3).
///
/// Values after the last full stretch are left out. No error where there are fewer than two
/// batches or fewer values than batches.
pub fn batch_means(values: &[f64], batches: usize) -> Estimate {
    let length = values.len() / batches.max(1);
    if batches < 2 || length == 0 {
        return Estimate::bare(Moments::of(values).mean());
    }
    let means: Vec<f64> = values
        .chunks_exact(length)
        .take(batches)
        .map(|stretch| Moments::of(stretch).mean())
        .collect();
    Moments::of(&means).estimate()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::StreamKey;
    use crate::special::normal_quantile;

    fn of(values: &[f64]) -> Moments {
        let mut moments = Moments::default();
        for &value in values {
            moments.push(value);
        }
        moments
    }

    #[test]
    fn a_large_offset_costs_no_digits() {
        let data = [1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0];
        let mut left = of(&data[..2]);
        left.merge(&of(&data[2..]));
        for moments in [left, of(&data), Moments::of(&data)] {
            assert_eq!(
                (moments.count(), moments.mean(), moments.variance()),
                (4, 1e9 + 10.0, 30.0)
            );
        }
    }

    #[test]
    fn an_empty_part_changes_nothing() {
        let mut moments = of(&[1.0, 4.0, 9.0]);
        let before = moments;
        moments.merge(&Moments::default());
        assert_eq!(moments, before);
        let mut empty = Moments::default();
        empty.merge(&before);
        assert_eq!(empty, before);
    }

    #[test]
    fn small_samples_say_what_they_cannot() {
        assert!(Moments::default().mean().is_nan());
        assert!(of(&[3.0]).variance().is_nan());
        assert_eq!(of(&[3.0]).estimate(), Estimate::bare(3.0));
        assert!(Moments::of(&[]).estimate().value.is_nan());
    }

    proptest! {
        #[test]
        fn parts_merged_equal_the_whole(
            data in prop::collection::vec(-1e6..1e6_f64, 2..200),
            cuts in prop::collection::vec(0..200_usize, 0..4),
        ) {
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % data.len()).collect();
            cuts.extend([0, data.len()]);
            cuts.sort_unstable();
            let mut merged = Moments::default();
            for ends in cuts.windows(2) {
                merged.merge(&of(&data[ends[0]..ends[1]]));
            }
            for whole in [of(&data), Moments::of(&data)] {
                prop_assert_eq!(merged.count(), whole.count());
                let scale = whole.variance().sqrt() + whole.mean().abs();
                prop_assert!((merged.mean() - whole.mean()).abs() <= 1e-12 * scale);
                let gap = (merged.variance() - whole.variance()).abs();
                prop_assert!(gap <= 1e-12 * scale * scale);
            }
        }
    }

    const RUNS: u64 = 200;

    /// A correlated sequence: x = 0.9 x' + e.
    fn sequence(replication: u64, length: usize) -> Vec<f64> {
        let mut stream = StreamKey {
            seed: 5,
            replication,
            purpose: 1,
            entity: 2,
        }
        .open();
        let mut x = normal_quantile(stream.uniform()) / (1.0_f64 - 0.81).sqrt();
        (0..length)
            .map(|_| {
                x = 0.9 * x + normal_quantile(stream.uniform());
                x
            })
            .collect()
    }

    #[test]
    fn batch_means_see_correlation_that_the_plain_error_does_not() {
        // Exact: 20 batches of 500 have mean squared error 0.009801, the plain one 0.000525.
        let (mut batched, mut plain) = (0.0, 0.0);
        for replication in 0..RUNS {
            let values = sequence(replication, 10_000);
            let square = |estimate: Estimate| estimate.std_error.map_or(f64::NAN, |e| e * e);
            batched += square(batch_means(&values, 20)) / RUNS as f64;
            plain += square(Moments::of(&values).estimate()) / RUNS as f64;
        }
        // Relative deviation of one: sqrt(2 / 19); four of the mean of all.
        let slack = 4.0 * (2.0 / 19.0 / RUNS as f64).sqrt();
        assert!((batched / 0.009_801_052_6 - 1.0).abs() < slack, "{batched}");
        assert!((plain / 0.000_525_369_3 - 1.0).abs() < 0.05, "{plain}");
    }

    #[test]
    fn batches_that_cannot_be_made_give_no_error() {
        assert_eq!(batch_means(&[1.0, 2.0, 3.0], 1), Estimate::bare(2.0));
        assert_eq!(batch_means(&[1.0, 2.0, 3.0], 4), Estimate::bare(2.0));
        assert!(batch_means(&[], 0).value.is_nan());
    }
}

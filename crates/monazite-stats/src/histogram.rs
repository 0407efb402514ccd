//! Counts in fixed bins, mergeable.

/// Counts of values in equal bins between two ends, and of values outside.
///
/// Values at or below the lower end are taken to be at it, values at or above the upper end to be at
/// that: what many values share at an end of the range (no loss, full service) is kept exactly. A bin
/// holds what lies above its lower edge, up to its upper edge. Merging is exact and in any order the same. Four bytes a bin.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// Ends of the range; their logarithms where the bins are of equal ratio.
    low: f64,
    high: f64,
    /// Whether bins are of equal ratio instead of equal width.
    geometric: bool,
    /// Bins per unit.
    scale: f64,
    /// Below, the bins in rising order, at or above.
    counts: Box<[u32]>,
}

impl Histogram {
    /// Empty bins between `low` and `high`. At least one bin is made; where `high` is not above
    /// `low` there is nothing to resolve and the first bin takes everything.
    pub fn new(low: f64, high: f64, bins: usize) -> Self {
        let bins = bins.max(1);
        let width = high - low;
        let scale = if width > 0.0 && width.is_finite() {
            bins as f64 / width
        } else {
            0.0
        };
        Self {
            low,
            high,
            geometric: false,
            scale,
            counts: vec![0; bins + 2].into_boxed_slice(),
        }
    }

    /// Empty bins of equal ratio between `low` and `high`, both above zero.
    pub fn geometric(low: f64, high: f64, bins: usize) -> Self {
        Self {
            geometric: true,
            ..Self::new(libm::log(low), libm::log(high), bins)
        }
    }

    /// Counts a value. One that is not a number counts as below.
    #[inline]
    pub fn record(&mut self, value: f64) {
        let count = &mut self.counts[self.place(value)];
        *count = count.saturating_add(1);
    }

    /// Takes in the counts of `other`. Where its bins are others, each is counted at its middle.
    pub fn merge(&mut self, other: &Self) {
        let same = self.geometric == other.geometric
            && self.low == other.low
            && self.high == other.high
            && self.counts.len() == other.counts.len();
        for (at, &theirs) in other.counts.iter().enumerate() {
            let mine = if same {
                at
            } else {
                self.place(other.middle(at))
            };
            self.counts[mine] = self.counts[mine].saturating_add(theirs);
        }
    }

    #[inline]
    fn place(&self, value: f64) -> usize {
        let value = if self.geometric {
            libm::log(value)
        } else {
            value
        };
        // A cast of a float saturates: negative and not a number give 0.
        let bin = ((value - self.low) * self.scale).ceil() as usize;
        bin.saturating_add(usize::from(value >= self.high))
            .min(self.counts.len() - 1)
    }

    /// Share of the counts at or below the lower end of the range. NaN without counts.
    pub fn share_at_low(&self) -> f64 {
        f64::from(self.counts[0]) / self.count() as f64
    }

    fn middle(&self, at: usize) -> f64 {
        let (from, to) = self.edges(at);
        0.5 * (from + to)
    }

    /// Ends of a place in `counts`; both are the end of the range for values outside.
    fn edges(&self, at: usize) -> (f64, f64) {
        let bins = self.counts.len() - 2;
        let edge = |k: usize| {
            let part = k as f64 / bins as f64;
            self.low * (1.0 - part) + self.high * part
        };
        let (from, to) = match at {
            0 => (self.low, self.low),
            _ if at > bins => (self.high, self.high),
            _ => (edge(at - 1), edge(at)),
        };
        if self.geometric {
            (libm::exp(from), libm::exp(to))
        } else {
            (from, to)
        }
    }

    /// How many values were counted, those outside too.
    pub fn count(&self) -> u64 {
        self.counts.iter().map(|&count| u64::from(count)).sum()
    }

    /// The counts: below, the bins in rising order, at or above.
    pub fn counts(&self) -> &[u32] {
        &self.counts
    }

    /// The same to be written, by what kept them.
    pub fn counts_mut(&mut self) -> &mut [u32] {
        &mut self.counts
    }

    /// Value below which a share `probability` of the counts lies, interpolated within its bin;
    /// good to the width of a bin. NaN without counts.
    pub fn quantile(&self, probability: f64) -> f64 {
        self.place_of(probability)
            .map_or(f64::NAN, |(from, to, part)| from + (to - from) * part)
    }

    /// The same for values that lie on the upper edges of the bins: that edge. NaN without counts.
    pub fn quantile_edge(&self, probability: f64) -> f64 {
        self.place_of(probability).map_or(f64::NAN, |(_, to, _)| to)
    }

    /// Edges of the bin that holds a quantile, and how far into it the quantile lies (0 to 1).
    fn place_of(&self, probability: f64) -> Option<(f64, f64, f64)> {
        let all = self.count();
        if all == 0 || probability.is_nan() {
            return None;
        }
        let wanted = probability.clamp(0.0, 1.0) * all as f64;
        let mut before = 0.0;
        let mut last = None;
        for (at, &count) in self
            .counts
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0)
        {
            let (from, to) = self.edges(at);
            let inside = f64::from(count);
            if before + inside >= wanted {
                return Some((from, to, ((wanted - before) / inside).max(0.0)));
            }
            before += inside;
            last = Some((from, to, 1.0));
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(values: &[f64]) -> Histogram {
        let mut histogram = Histogram::new(-1.0, 3.0, 8);
        for &value in values {
            histogram.record(value);
        }
        histogram
    }

    #[test]
    fn what_values_share_at_an_end_is_not_interpolated_away() {
        let mut histogram = Histogram::new(0.0, 1.0, 4);
        for value in [0.0, 0.0, 0.0, 0.1, 1.0] {
            histogram.record(value);
        }
        assert_eq!(histogram.quantile(0.6), 0.0);
        assert_eq!(histogram.quantile(1.0), 1.0);
        assert_eq!(histogram.share_at_low(), 0.6);
        assert_eq!(histogram.quantile_edge(0.7), 0.25);
    }

    #[test]
    fn bins_of_equal_ratio_resolve_small_and_large_values_alike() {
        let mut histogram = Histogram::geometric(0.01, 100.0, 400);
        for value in [0.02, 0.5, 1.0, 3.0, 50.0] {
            histogram.record(value);
        }
        for (p, value) in [(0.2, 0.02), (0.4, 0.5), (0.6, 1.0), (0.8, 3.0), (1.0, 50.0)] {
            assert!((histogram.quantile(p) / value).ln().abs() < 0.024, "{p}");
        }
    }

    #[test]
    fn quantiles_are_interpolated_within_a_bin() {
        let mut histogram = Histogram::new(0.0, 1.0, 4);
        for k in 0..100 {
            histogram.record((f64::from(k) + 0.5) / 100.0);
        }
        for p in [0.0, 0.1, 0.25, 0.5, 0.875, 1.0] {
            assert!((histogram.quantile(p) - p).abs() < 1e-12, "{p}");
        }
        assert_eq!(histogram.quantile(2.0), 1.0);
    }

    #[test]
    fn values_outside_are_counted_at_the_ends() {
        let histogram = of(&[-5.0, f64::NEG_INFINITY, f64::NAN, 3.0, f64::INFINITY, 1e300]);
        assert_eq!(histogram.count(), 6);
        assert_eq!(histogram.quantile(0.4), -1.0);
        assert_eq!(histogram.quantile(0.6), 3.0);
    }

    #[test]
    fn a_value_at_the_upper_end_is_not_spread_over_a_bin() {
        let mut fill = Histogram::new(0.0, 1.0, 100);
        (0..10).for_each(|_| fill.record(1.0));
        assert_eq!((fill.quantile(0.05), fill.quantile(0.95)), (1.0, 1.0));
    }

    #[test]
    fn nothing_to_resolve_is_no_panic() {
        for mut histogram in [
            Histogram::new(2.0, 2.0, 5),
            Histogram::new(2.0, 1.0, 0),
            Histogram::new(f64::NAN, 1.0, 3),
        ] {
            assert!(histogram.quantile(0.5).is_nan());
            histogram.record(7.0);
            assert_eq!(histogram.count(), 1);
        }
        let mut point = Histogram::new(2.0, 2.0, 1);
        point.record(9.0);
        assert_eq!(point.quantile(0.7), 2.0);
        assert!(of(&[1.0]).quantile(f64::NAN).is_nan());
    }

    #[test]
    fn other_bins_are_taken_in_at_their_middles() {
        let mut coarse = Histogram::new(0.0, 10.0, 2);
        coarse.merge(&of(&[0.2, 2.9, 3.5]));
        assert_eq!(coarse.count(), 3);
        assert!(coarse.quantile(1.0) <= 5.0);
    }

    proptest! {
        #[test]
        fn parts_merged_equal_the_whole_exactly(
            data in prop::collection::vec(-3.0..5.0_f64, 0..200),
            cut in 0..200_usize,
        ) {
            let cut = cut.min(data.len());
            let (left, right) = (of(&data[..cut]), of(&data[cut..]));
            let (mut forward, mut back) = (left.clone(), right.clone());
            forward.merge(&right);
            back.merge(&left);
            prop_assert_eq!(&forward, &of(&data));
            prop_assert_eq!(&back, &forward);
        }

        #[test]
        fn quantiles_are_good_to_a_bin(
            data in prop::collection::vec(-1.0..3.0_f64, 1..200),
            p in 0.0..1.0_f64,
        ) {
            let exact = crate::quantile(&data, p).value;
            prop_assert!((of(&data).quantile(p) - exact).abs() <= 0.5 + 1e-12);
        }
    }
}

//! Values drawn under another law than the one that is asked about, with the weights that undo it.
//!
//! A value drawn with density `q` where `p` is meant carries the weight `w = p / q`. Means of `w f(x)` are
//! then unbiased for the mean of `f` under `p` (Owen, *Monte Carlo theory, methods and examples*, chapter
//! 9). Weights are not normalised: what is told of an event that never happened is zero, not undefined.

/// Values with weights, the largest value first.
#[derive(Debug, Clone)]
pub struct Weighted {
    rows: Vec<(f64, f64)>,
}

impl Weighted {
    /// Values with their weights, in any order; both of one length.
    ///
    /// # Panics
    /// When the lengths differ.
    pub fn new(values: &[f64], weights: &[f64]) -> Self {
        assert_eq!(values.len(), weights.len(), "one weight per value");
        let mut rows: Vec<(f64, f64)> = values
            .iter()
            .copied()
            .zip(weights.iter().copied())
            .collect();
        rows.sort_by(|a, b| b.0.total_cmp(&a.0));
        Self { rows }
    }

    /// Draws.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Mean over draws of `weight x f(value)`; NaN without any.
    pub fn mean_of(&self, f: impl Fn(f64) -> f64) -> f64 {
        let sum: f64 = self.rows.iter().map(|&(x, w)| w * f(x)).sum();
        sum / self.len() as f64
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        self.mean_of(|x| x)
    }

    /// Probability of a value above `threshold`.
    pub fn exceedance(&self, threshold: f64) -> f64 {
        self.mean_of(|x| f64::from(x > threshold))
    }

    /// Standard deviation of `weight x f(value)` over draws: what an estimate from `n` draws is off by is
    /// this over the root of `n`. NaN below two draws.
    pub fn spread_of(&self, f: impl Fn(f64) -> f64) -> f64 {
        let mean = self.mean_of(&f);
        let squares: f64 = self
            .rows
            .iter()
            .map(|&(x, w)| (w * f(x) - mean).powi(2))
            .sum();
        (squares / (self.len() as f64 - 1.0)).sqrt()
    }

    /// Smallest value that is exceeded with a probability of at most `1 - level`; NaN without any value.
    pub fn quantile(&self, level: f64) -> f64 {
        self.tail(level).0
    }

    /// Mean of the worst `1 - level` (the conditional value at risk of Rockafellar and Uryasev 2002); NaN
    /// without any value.
    pub fn cvar(&self, level: f64) -> f64 {
        let (quantile, above, mass) = self.tail(level);
        let tail = 1.0 - level;
        (above + quantile * (tail - mass)) / tail
    }

    /// The quantile, and of what lies above it the weighted mean over all draws and the mass.
    fn tail(&self, level: f64) -> (f64, f64, f64) {
        let draws = self.len() as f64;
        let (mut above, mut mass) = (0.0, 0.0);
        for &(x, w) in &self.rows {
            if mass + w / draws > 1.0 - level {
                return (x, above, mass);
            }
            mass += w / draws;
            above += w * x / draws;
        }
        (self.rows.last().map_or(f64::NAN, |row| row.0), above, mass)
    }

    /// How many draws without weights would know a mean as well, by the weights alone (Kish 1965).
    pub fn effective(&self) -> f64 {
        effective(self.rows.iter().map(|row| row.1))
    }

    /// The same of the draws at and above the quantile.
    pub fn effective_from(&self, level: f64) -> f64 {
        let quantile = self.quantile(level);
        let tail = self.rows.iter().take_while(|row| row.0 >= quantile);
        effective(tail.map(|row| row.1))
    }

    /// The same of the worst draws, as [`Self::worst`] has them.
    pub fn effective_tail(&self, level: f64) -> f64 {
        let worst = self.worst(level);
        let tail = self.rows.iter().filter(|row| worst(row.0));
        effective(tail.map(|row| row.1))
    }

    /// Which values are among the worst `1 - level`: those at and above the quantile; only those above it
    /// where so many lie at it, such as at no loss at all, that they are more than twice as many.
    pub fn worst(&self, level: f64) -> impl Fn(f64) -> bool + use<> {
        let quantile = self.quantile(level);
        let tied = self.mean_of(|x| f64::from(x >= quantile)) > 2.0 * (1.0 - level);
        move |x| x > quantile || !tied && x == quantile
    }

    /// Variance of `f` of one plain draw, estimated from these: what plain sampling would have had, over the
    /// number of draws.
    pub fn plain_variance_of(&self, f: impl Fn(f64) -> f64) -> f64 {
        let mean = self.mean_of(&f);
        self.mean_of(|x| (f(x) - mean).powi(2))
    }

    /// The same of the CVaR, through its scores.
    pub fn plain_variance_of_cvar(&self, level: f64) -> f64 {
        let quantile = self.quantile(level);
        self.plain_variance_of(|x| quantile + (x - quantile).max(0.0) / (1.0 - level))
    }
}

fn effective(weights: impl Iterator<Item = f64>) -> f64 {
    let (sum, squares) = weights.fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
    if squares > 0.0 {
        sum * sum / squares
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Sample;

    #[test]
    fn equal_weights_give_what_plain_samples_give() {
        let values: Vec<f64> = (0..1000).map(|k| f64::from(k * 7919 % 1000)).collect();
        let weighted = Weighted::new(&values, &[1.0; 1000]);
        let plain = Sample::new(&values);
        assert!((weighted.mean() - plain.mean().value).abs() < 1e-9);
        assert!((weighted.cvar(0.95) - plain.cvar(0.95).value).abs() < 1e-9);
        assert!((weighted.effective() - 1000.0).abs() < 1e-9);
        assert_eq!(weighted.exceedance(989.5), 0.01);
        // 1000 times the variance of the mean and of the CVaR.
        let mean = weighted.plain_variance_of(|x| x);
        let tail = weighted.plain_variance_of_cvar(0.95);
        let error = |value: f64| value / 1000.0;
        assert!((error(mean).sqrt() / plain.mean().std_error.unwrap() - 1.0).abs() < 0.01);
        assert!((error(tail).sqrt() / plain.cvar(0.95).std_error.unwrap() - 1.0).abs() < 0.05);
    }

    #[test]
    fn a_value_of_weight_two_counts_like_two() {
        let weighted = Weighted::new(&[1.0, 5.0, 3.0], &[1.0, 2.0, 1.0]);
        // Of four: 1, 3, 5, 5; the mean is over three draws, whose weights average four thirds.
        assert!((weighted.mean() - 14.0 / 3.0).abs() < 1e-12);
        assert!((weighted.effective() - 16.0 / 6.0).abs() < 1e-12);
        assert_eq!(weighted.quantile(0.5), 5.0);
        assert_eq!(weighted.cvar(0.5), 5.0);
    }

    #[test]
    fn nothing_drawn_is_told_as_nothing() {
        let none = Weighted::new(&[], &[]);
        assert!(none.is_empty() && none.mean().is_nan() && none.quantile(0.9).is_nan());
        assert_eq!(none.effective(), 0.0);
    }
}

//! Numbers of a run with their 95 % intervals. Everything this crate takes from the estimators
//! passes through here.

use monazite_engine::{Column, Indicator, RunResult, Scope};
use monazite_stats::{Estimate, Histogram, Moments};

/// A number and its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// The number.
    pub value: f64,
    /// Lower end of the interval; `None` where the sample is too small for one.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
}

impl Reading {
    /// A number without an interval.
    pub(crate) fn bare(value: f64) -> Self {
        Self {
            value,
            low: None,
            high: None,
        }
    }

    /// The same in a unit that is `by` times as large.
    pub(crate) fn scaled(&self, by: f64) -> Self {
        Self {
            value: self.value / by,
            low: self.low.map(|end| end / by),
            high: self.high.map(|end| end / by),
        }
    }

    /// Larger of the two distances to the ends of the interval.
    pub(crate) fn half_width(&self) -> Option<f64> {
        Some((self.high? - self.value).max(self.value - self.low?))
    }
}

impl From<Estimate> for Reading {
    fn from(estimate: Estimate) -> Self {
        Self {
            value: estimate.value,
            low: estimate.ci_low,
            high: estimate.ci_high,
        }
    }
}

/// Mean with its t interval.
pub(crate) fn mean(values: &[f64]) -> Reading {
    monazite_stats::mean(values).into()
}

/// Mean of a mergeable tally, with its t interval.
pub(crate) fn mean_of(moments: &Moments) -> Reading {
    moments.estimate().into()
}

/// Lower empirical quantile with its order-statistic interval.
pub(crate) fn quantile(values: &[f64], probability: f64) -> Reading {
    monazite_stats::quantile(values, probability).into()
}

/// Quantile of a tally, good to the width of its bins.
pub(crate) fn quantile_of(histogram: &Histogram, probability: f64) -> f64 {
    histogram.quantile(probability)
}

/// CVaR: mean of the worst `1 - level` of the values, atoms split.
pub(crate) fn tail_mean(values: &[f64], level: f64) -> Reading {
    monazite_stats::cvar(values, level).into()
}

/// Share of values that pass, with its Wilson interval.
pub(crate) fn chance(values: impl IntoIterator<Item = bool>) -> Reading {
    let (mut hits, mut all) = (0, 0);
    for hit in values {
        hits += u64::from(hit);
        all += 1;
    }
    monazite_stats::wilson(hits, all).into()
}

/// Values of an indicator of a headline scope; empty when the run did not keep it.
pub(crate) fn values<'a>(result: &'a RunResult, scope: &Scope, indicator: Indicator) -> &'a [f64] {
    result
        .column(scope, indicator)
        .map_or(&[], |column: &Column| &column.values)
}

//! From measures of replications to verdicts.

use monazite_model::backtest::{Backtest, Measure, Role, Target};

use super::Measured;
use super::forecast::{Forecast, forecast};

/// What became of one target.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Median over the replications; infinite for never, NaN where there is no value.
    pub median: f64,
    /// 5th percentile.
    pub low: f64,
    /// 95th percentile.
    pub high: f64,
    /// Share of replications inside the band.
    pub inside: f64,
    /// Whether the median is inside the band.
    pub hit: bool,
}

/// What became of a back-test.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// By target.
    pub verdicts: Vec<Verdict>,
    /// By naive forecast.
    pub forecasts: Vec<Forecast>,
    /// Targets that count and how many of them are met.
    pub counted: usize,
    /// Those that are met.
    pub met: usize,
}

/// The least value that at least a share `q` of sorted values does not exceed; NaN without values.
pub(super) fn quantile(sorted: &[f64], q: f64) -> f64 {
    let at = (q * sorted.len() as f64).ceil().max(1.0) as usize - 1;
    sorted.get(at).copied().unwrap_or(f64::NAN)
}

/// Sorted; what is never comes after all numbers, what has no value last.
pub(super) fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let order = |value: f64| if value.is_nan() { f64::NAN } else { value };
    let mut values: Vec<f64> = values.map(order).collect();
    values.sort_by(|a, b| {
        let known = a.is_nan().cmp(&b.is_nan());
        known.then_with(|| a.total_cmp(b))
    });
    values
}

/// Whether a value lies in the band. What never comes is later than any bound, but a ratio to nothing
/// is no ratio.
fn allowed(target: &Target, value: f64) -> bool {
    let may_never_come = matches!(
        target.measure,
        Measure::FirstStopDay(_) | Measure::FirstMonthAbove { .. }
    );
    target.band.holds(value) && (value.is_finite() || may_never_come)
}

/// Judges measures of all replications.
pub fn judge(backtest: &Backtest, measured: &[Measured]) -> Judged {
    let verdicts: Vec<Verdict> = (backtest.targets.iter().enumerate())
        .map(|(at, target)| {
            let values = sorted(measured.iter().map(|one| one.targets[at]));
            let inside = values.iter().filter(|value| allowed(target, **value));
            let median = quantile(&values, 0.5);
            Verdict {
                median,
                low: quantile(&values, 0.05),
                high: quantile(&values, 0.95),
                inside: inside.count() as f64 / values.len().max(1) as f64,
                hit: allowed(target, median),
            }
        })
        .collect();
    let forecasts = (backtest.naive.iter().enumerate())
        .map(|(at, naive)| forecast(naive, measured.iter().map(|one| &one.months[at][..])))
        .collect();
    let counting = backtest.targets.iter().zip(&verdicts);
    let hits: Vec<bool> = counting
        .filter(|(target, _)| target.role == Role::Target)
        .map(|(_, verdict)| verdict.hit)
        .collect();
    Judged {
        forecasts,
        counted: hits.len(),
        met: hits.iter().filter(|hit| **hit).count(),
        verdicts,
    }
}

#[cfg(test)]
mod tests {
    use monazite_model::backtest::{Band, Base, Observed, Stops, When};
    use monazite_model::{Date, Grade};

    use super::*;

    fn target(low: f64, high: f64, role: Role) -> Target {
        Target {
            id: "t".to_owned(),
            text: String::new(),
            series: 0,
            measure: Measure::Value {
                at: When::Day(Date::ZERO),
                base: Base::Baseline,
            },
            band: Band {
                low: Some(low),
                high: Some(high),
            },
            observed: Observed::Number(1.0),
            source: String::new(),
            grade: Grade::B,
            note: String::new(),
            role,
        }
    }

    #[test]
    fn the_median_decides_and_only_targets_count() {
        let backtest = Backtest {
            series: Vec::new(),
            targets: vec![
                target(2.0, 3.0, Role::Target),
                target(5.0, 9.0, Role::Target),
                target(2.0, 3.0, Role::Context),
            ],
            naive: Vec::new(),
        };
        let measured: Vec<Measured> = [5.0, 1.0, 2.0, 4.0, 3.0]
            .iter()
            .map(|&value| Measured {
                targets: vec![value; 3],
                months: Vec::new(),
            })
            .collect();
        let judged = judge(&backtest, &measured);
        assert_eq!((judged.met, judged.counted), (1, 2));
        let first = &judged.verdicts[0];
        assert_eq!((first.low, first.median, first.high), (1.0, 3.0, 5.0));
        assert!(first.hit && first.inside == 0.4, "{first:?}");
        assert!(!judged.verdicts[1].hit);
    }

    #[test]
    fn never_is_later_than_any_number_and_no_value_is_no_hit() {
        let values = sorted([f64::NAN, f64::INFINITY, 1.0, -f64::NAN].into_iter());
        assert_eq!(values[..2], [1.0, f64::INFINITY]);
        assert!(quantile(&values, 0.75).is_nan() && quantile(&values, 0.5).is_infinite());
        assert!(quantile(&[], 0.5).is_nan());
        let open = Band {
            low: Some(0.0),
            high: None,
        };
        assert!(!open.holds(f64::NAN));
    }

    #[test]
    fn a_stop_that_never_comes_is_late_enough_but_a_ratio_to_nothing_is_no_ratio() {
        let mut late = target(35.0, 0.0, Role::Target);
        late.band.high = None;
        assert!(!allowed(&late, f64::INFINITY));
        late.measure = Measure::FirstStopDay(Stops {
            after: Date::ZERO,
            until: Date::ZERO,
            below: 0.95,
        });
        assert!(allowed(&late, f64::INFINITY));
    }

    #[test]
    fn quantiles_are_values_that_occurred() {
        let values: Vec<f64> = (1..=10).map(f64::from).collect();
        assert_eq!(quantile(&values, 0.1), 1.0);
        assert_eq!(quantile(&values, 0.5), 5.0);
        assert_eq!(quantile(&values, 0.9), 9.0);
        assert_eq!(quantile(&values, 0.95), 10.0);
    }
}

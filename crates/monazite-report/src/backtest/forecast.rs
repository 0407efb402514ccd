//! The simulation and three naive forecasts against the months that came.

use monazite_model::Date;
use monazite_model::backtest::{Month, Naive};

use super::clock::Clock;
use super::judge::{quantile, sorted};

/// One month, as shares of the base.
#[derive(Debug, Clone, PartialEq)]
pub struct ForecastMonth {
    /// The month.
    pub month: Month,
    /// What happened.
    pub observed: f64,
    /// Median of the simulation.
    pub median: f64,
    /// 10th percentile.
    pub low: f64,
    /// 90th percentile.
    pub high: f64,
    /// Forecast of a stop of the announced length.
    pub announced: f64,
    /// Forecast of a stop that stays.
    pub permanent: f64,
}

/// Forecasts against a history.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// Month by month.
    pub months: Vec<ForecastMonth>,
    /// Mean absolute error of the simulated median.
    pub simulated: f64,
    /// Mean absolute error of: nothing happens.
    pub nothing: f64,
    /// Mean absolute error of: nothing passes for the announced time, then all is as before.
    pub announced: f64,
    /// Mean absolute error of: nothing ever passes again.
    pub permanent: f64,
    /// Months inside the simulated 80 % interval.
    pub covered: usize,
    /// Whether the error passes, if there is a mark.
    pub error_passes: Option<bool>,
    /// Whether the coverage passes, if there is a mark.
    pub coverage_passes: Option<bool>,
}

/// Share of a month's days that are not from `from` on and before `until`.
fn open(month: Month, from: Date, until: Option<Date>) -> f64 {
    let clock = Clock::new(month.first(), 1.0);
    let begin = clock.day(from).clamp(0.0, month.days());
    let end = until.map_or(month.days(), |until| {
        clock.day(until).clamp(0.0, month.days())
    });
    1.0 - (end - begin) / month.days()
}

/// Scores `ratios` (by replication, then month) and the naive forecasts.
pub(super) fn forecast<'a>(naive: &Naive, ratios: impl Iterator<Item = &'a [f64]>) -> Forecast {
    let ratios: Vec<&[f64]> = ratios.collect();
    let months: Vec<ForecastMonth> = (naive.observed.iter().enumerate())
        .map(|(at, &(month, observed))| {
            let values = sorted(ratios.iter().map(|ratios| ratios[at]));
            ForecastMonth {
                month,
                observed,
                median: quantile(&values, 0.5),
                low: quantile(&values, 0.1),
                high: quantile(&values, 0.9),
                announced: open(month, naive.stop, Some(naive.until)),
                permanent: open(month, naive.stop, None),
            }
        })
        .collect();
    let error = |of: fn(&ForecastMonth) -> f64| {
        let sum: f64 = months
            .iter()
            .map(|row| (of(row) - row.observed).abs())
            .sum();
        sum / months.len() as f64
    };
    let inside = |row: &&ForecastMonth| row.low <= row.observed && row.observed <= row.high;
    let simulated = error(|row| row.median);
    let covered = months.iter().filter(inside).count();
    Forecast {
        simulated,
        nothing: error(|_| 1.0),
        announced: error(|row| row.announced),
        permanent: error(|row| row.permanent),
        covered,
        error_passes: naive.pass.map(|mark| simulated <= mark),
        coverage_passes: naive
            .covered
            .map(|(least, most)| (least..=most).contains(&covered)),
        months,
    }
}

#[cfg(test)]
mod tests {
    use monazite_model::Grade;
    use monazite_model::backtest::Base;

    use super::*;

    fn naive() -> Naive {
        let month = |text| Month::parse(text).unwrap();
        Naive {
            text: String::new(),
            series: 0,
            base: Base::Baseline,
            observed: vec![
                (month("2025-04"), 0.5),
                (month("2025-05"), 0.25),
                (month("2025-06"), 0.75),
            ],
            stop: Date::constant(2025, 4, 4),
            until: Date::constant(2025, 6, 6),
            pass: Some(0.2),
            covered: Some((2, 3)),
            source: String::new(),
            grade: Grade::B,
            note: String::new(),
        }
    }

    #[test]
    fn naive_forecasts_know_the_stop_to_the_day() {
        let made = forecast(&naive(), [[0.5, 0.5, 0.5].as_slice()].into_iter());
        let near = |got: f64, want: f64| assert!((got - want).abs() < 1e-12, "{got} {want}");
        // 3 of 30 days of April are before the stop; 25 of 30 days of June are after it.
        near(made.months[0].announced, 0.1);
        near(made.months[1].announced, 0.0);
        near(made.months[2].announced, 25.0 / 30.0);
        near(made.months[2].permanent, 0.0);
        near(made.nothing, (0.5 + 0.75 + 0.25) / 3.0);
        near(made.announced, (0.4 + 0.25 + (25.0 / 30.0 - 0.75)) / 3.0);
        near(made.permanent, (0.4 + 0.25 + 0.75) / 3.0);
        near(made.simulated, (0.0 + 0.25 + 0.25) / 3.0);
        assert_eq!(made.error_passes, Some(true));
    }

    #[test]
    fn coverage_counts_months_inside_the_80_percent_interval() {
        // Ten futures, all months alike: 0.1, 0.2 ... 1.0; from the 10th to the 90th percentile 0.1 to 0.9.
        let futures: Vec<[f64; 3]> = (1..=10).map(|n| [f64::from(n) / 10.0; 3]).collect();
        let made = forecast(&naive(), futures.iter().map(|months| &months[..]));
        assert_eq!((made.months[0].low, made.months[0].high), (0.1, 0.9));
        assert_eq!((made.covered, made.coverage_passes), (3, Some(true)));
        let narrow = [[0.5, 0.5, 0.5].as_slice()];
        let made = forecast(&naive(), narrow.into_iter());
        assert_eq!((made.covered, made.coverage_passes), (1, Some(false)));
    }
}

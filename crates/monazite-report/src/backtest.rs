//! Simulated series against what happened: measures, verdicts, naive forecasts. No simulation here:
//! series come in as plain numbers, one replication at a time.

mod chains;
mod clock;
mod forecast;
mod judge;
mod told;
mod value;

pub use forecast::{Forecast, ForecastMonth};
pub use judge::{Judged, Verdict, judge};
pub use told::{Trial, backtest_json, backtest_markdown, backtest_text};

use monazite_model::Date;
use monazite_model::backtest::{Backtest, Followed, Measure};

use clock::Clock;
use value::Line;

/// What measures need to know besides the series.
#[derive(Debug, Clone, PartialEq)]
pub struct Ground<'a> {
    /// What is asked.
    pub backtest: &'a Backtest,
    /// First day of the run.
    pub start: Date,
    /// Length of a step, days.
    pub step_days: f64,
    /// By series: of a flow its undisturbed amount, t per step; of others nothing that is used.
    pub baseline: Vec<f64>,
    /// By series, then line: of a price the baseline prices of its materials, USD/kg.
    pub prices: Vec<Vec<f64>>,
}

/// What one replication comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// By target: the measure. Infinite where what is asked never happens, NaN where it has no value.
    pub targets: Vec<f64>,
    /// By naive forecast, then month: the simulated ratio.
    pub months: Vec<Vec<f64>>,
}

/// Measures one replication. `lines` has, by series, the values by step of a flow (one line), of the
/// index of each material of a price, or of the share served of each demand.
pub fn measure(ground: &Ground<'_>, lines: &[Vec<&[f64]>]) -> Measured {
    let clock = Clock::new(ground.start, ground.step_days);
    let series: Vec<Line> = (ground.backtest.series.iter().enumerate())
        .map(|(at, series)| match &series.of {
            Followed::Flow { .. } => Line::flow(clock, lines[at][0], ground.baseline[at]),
            Followed::Price { basket, .. } => {
                let weights = basket.iter().zip(&ground.prices[at]);
                let weights: Vec<f64> = weights.map(|((_, mass), price)| mass * price).collect();
                Line::price(clock, &lines[at], &weights)
            }
            Followed::Served(_) => Line::price(clock, &[], &[]),
        })
        .collect();
    let targets = ground.backtest.targets.iter().map(|target| {
        let chains = &lines[target.series];
        match &target.measure {
            Measure::FirstStopDay(stops) => chains::first_day(clock, chains, stops),
            Measure::StopDays(stops) => chains::length(clock, chains, stops),
            Measure::StoppedShare(stops) => chains::share(clock, chains, stops),
            of_line => series[target.series].measure(of_line),
        }
    });
    let months = ground.backtest.naive.iter().map(|naive| {
        let line = &series[naive.series];
        let base = line.base(&naive.base);
        let ratio = |(month, _): &(_, _)| line.month(*month) / base;
        naive.observed.iter().map(ratio).collect()
    });
    Measured {
        targets: targets.collect(),
        months: months.collect(),
    }
}

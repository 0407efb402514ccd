//! Statistics of a run, one a row, as `statistics.csv` has them. Definitions: `docs/statistics.md`.

use monazite_stats::{Estimate, Sample, wilson};

use crate::result::{Column, Detail, Indicator, RunResult, Scope};
use crate::tally::counts_steps;

/// One statistic with its error.
#[derive(Debug, Clone, PartialEq)]
pub struct Statistic {
    /// Strategy id.
    pub strategy: String,
    /// What it is about.
    pub scope: Scope,
    /// Indicator, with the threshold in its name for probabilities (`unmet_share_over_10pct`).
    pub indicator: String,
    /// Unit as printed.
    pub unit: &'static str,
    /// `mean, sd, q05, q25, q50, q75, q95, q99, var95, cvar95, cvar99, probability, max`.
    pub statistic: &'static str,
    /// Its value.
    pub value: f64,
    /// Standard error; `None` where none is defined (quantiles have an interval only).
    pub std_error: Option<f64>,
    /// Lower end of the 95 % interval; `None` where the sample is too small.
    pub ci_low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub ci_high: Option<f64>,
    /// Replications behind it.
    pub replications: u64,
}

/// Quantiles of every indicator.
const QUANTILES: [(&str, f64); 6] = [
    ("q05", 0.05),
    ("q25", 0.25),
    ("q50", 0.50),
    ("q75", 0.75),
    ("q95", 0.95),
    ("q99", 0.99),
];
/// Levels at which a mean of the worst is taken.
const TAILS: [(&str, f64); 2] = [("cvar95", 0.95), ("cvar99", 0.99)];
/// Indicators whose chance of exceeding a threshold is stated: suffix of the name, threshold.
const THRESHOLDS: [(Indicator, &str, f64); 12] = [
    (Indicator::UnmetShare, "over_1pct", 0.01),
    (Indicator::UnmetShare, "over_5pct", 0.05),
    (Indicator::UnmetShare, "over_10pct", 0.10),
    (Indicator::WorstQuarter, "over_10pct", 0.10),
    (Indicator::WorstQuarter, "over_25pct", 0.25),
    (Indicator::WorstQuarter, "over_50pct", 0.50),
    (Indicator::WeeksShort, "over_0_weeks", 0.0),
    (Indicator::WeeksShort, "over_13_weeks", 13.0),
    (Indicator::NetUnmetShare, "over_1pct", 0.01),
    (Indicator::PricePeak, "over_2x", 2.0),
    (Indicator::PricePeak, "over_5x", 5.0),
    (Indicator::SiteClosures, "over_0", 0.0),
];

/// Whether the tail of an indicator is its large values. CVaR is stated only for these: it is a
/// statistic of losses.
pub(crate) fn is_loss(indicator: Indicator) -> bool {
    match indicator {
        Indicator::UnmetDemand
        | Indicator::UnmetShare
        | Indicator::WorstQuarter
        | Indicator::WeeksShort
        | Indicator::TimeToRecover
        | Indicator::ValueAtRisk
        | Indicator::NetUnmetDemand
        | Indicator::NetUnmetShare
        | Indicator::NetValueAtRisk
        | Indicator::Surplus
        | Indicator::ReserveUse
        | Indicator::LargestOrigin
        | Indicator::SupplyHhi
        | Indicator::ForgoneDemand
        | Indicator::ImportBill
        | Indicator::SiteClosures
        | Indicator::PublicCost
        | Indicator::IndustryCost
        | Indicator::PriceMean
        | Indicator::PricePeak => true,
        Indicator::FillRate | Indicator::TimeToShortage | Indicator::MinimumCover => false,
    }
}

/// All statistics of a run in a fixed order: columns first, then details.
pub fn statistics(result: &RunResult) -> Vec<Statistic> {
    let mut rows = Vec::new();
    if result.replications == 0 {
        return rows;
    }
    for column in &result.columns {
        of_column(result, column, &mut rows);
        if column.indicator == Indicator::UnmetShare {
            of_fill_rate(result, column, &mut rows);
        }
    }
    for detail in &result.details {
        of_detail(result, detail, &mut rows);
    }
    rows
}

/// What all rows of one indicator of one scope share.
struct Writer<'a> {
    result: &'a RunResult,
    scope: &'a Scope,
    rows: &'a mut Vec<Statistic>,
}

impl Writer<'_> {
    fn add(
        &mut self,
        indicator: String,
        unit: &'static str,
        statistic: &'static str,
        of: Estimate,
    ) {
        self.rows.push(Statistic {
            strategy: self.result.strategy.clone(),
            scope: self.scope.clone(),
            indicator,
            unit,
            statistic,
            value: of.value,
            std_error: of.std_error,
            ci_low: of.ci_low,
            ci_high: of.ci_high,
            replications: self.result.replications,
        });
    }
}

/// A value that has no interval.
fn bare(value: f64) -> Estimate {
    Estimate {
        value,
        std_error: None,
        ci_low: None,
        ci_high: None,
    }
}

fn of_column(result: &RunResult, column: &Column, rows: &mut Vec<Statistic>) {
    let sample = Sample::new(&column.values);
    let mut writer = Writer {
        result,
        scope: &column.scope,
        rows,
    };
    let word = || column.indicator.word().to_owned();
    writer.add(word(), column.unit, "mean", sample.mean());
    writer.add(word(), column.unit, "sd", sample.sd());
    for (name, probability) in QUANTILES {
        writer.add(word(), column.unit, name, sample.quantile(probability));
    }
    if is_loss(column.indicator) {
        writer.add(word(), column.unit, "var95", sample.quantile(0.95));
        for (name, level) in TAILS {
            writer.add(word(), column.unit, name, sample.cvar(level));
        }
    }
    writer.add(word(), column.unit, "max", bare(sample.max()));
    for (_, suffix, threshold) in THRESHOLDS.iter().filter(|row| row.0 == column.indicator) {
        let hits = column
            .values
            .iter()
            .filter(|value| **value > *threshold)
            .count();
        let chance = wilson(hits as u64, column.values.len() as u64);
        writer.add(
            format!("{}_{suffix}", word()),
            "probability",
            "probability",
            chance,
        );
    }
}

/// The fill rate is one minus the unmet share: its rows follow from that column.
fn of_fill_rate(result: &RunResult, unmet: &Column, rows: &mut Vec<Statistic>) {
    let fill_rate = Column {
        scope: unmet.scope.clone(),
        indicator: Indicator::FillRate,
        unit: unmet.unit,
        values: unmet.values.iter().map(|share| 1.0 - share).collect(),
    };
    of_column(result, &fill_rate, rows);
}

fn of_detail(result: &RunResult, detail: &Detail, rows: &mut Vec<Statistic>) {
    let mut writer = Writer {
        result,
        scope: &detail.scope,
        rows,
    };
    let word = || detail.indicator.word().to_owned();
    writer.add(word(), detail.unit, "mean", detail.moments.estimate());
    writer.add(
        word(),
        detail.unit,
        "sd",
        bare(detail.moments.variance().max(0.0).sqrt()),
    );
    // Bins around no loss would mix small losses with none: of the net share only the mean is told.
    if detail.indicator == Indicator::NetUnmetShare {
        return;
    }
    for (name, probability) in QUANTILES {
        let bins = &detail.histogram;
        let value = if counts_steps(detail.indicator) {
            bins.quantile_edge(probability)
        } else {
            bins.quantile(probability)
        };
        writer.add(word(), detail.unit, name, bare(value));
    }
    if detail.indicator == Indicator::WeeksShort {
        let hits = ((1.0 - detail.histogram.share_at_low()) * result.replications as f64).round();
        writer.add(
            format!("{}_over_0_weeks", word()),
            "probability",
            "probability",
            wilson(hits as u64, result.replications),
        );
    }
}

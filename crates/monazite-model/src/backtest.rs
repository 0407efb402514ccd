//! What happened: series to follow, targets to hold them against, naive forecasts to beat.

mod measure;
mod time;

pub use measure::{Dated, Kind, Measure, Stops};
pub use time::{Base, Month, When, Window};

use crate::{DemandFilter, Grade, LaneFilter, PriceZone};

/// A history to hold simulated series against.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Backtest {
    /// What is followed.
    pub series: Vec<Series>,
    /// What is asked of it.
    pub targets: Vec<Target>,
    /// Naive forecasts of a series.
    pub naive: Vec<Naive>,
}

/// A series of every replication.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Id that targets name.
    pub id: String,
    /// What it is, in words.
    pub text: String,
    /// Unit that the history is printed in; targets are relative and do not use it.
    pub unit: String,
    /// What is followed.
    pub of: Followed,
}

/// What a series follows.
#[derive(Debug, Clone, PartialEq)]
pub enum Followed {
    /// Shipments across borders, by month.
    Flow {
        /// Which lanes.
        lanes: LaneFilter,
        /// In t REO instead of t of each material.
        reo: bool,
    },
    /// Price of a material, or of a basket of materials (mass shares), multiple of the baseline.
    Price {
        /// Where.
        zone: PriceZone,
        /// Materials and their mass shares.
        basket: Vec<(String, f64)>,
    },
    /// Shares served of demands, one chain for each.
    Served(DemandFilter),
}

/// What a target counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It is part of the score.
    Target,
    /// Parameters were chosen with it in view: told, but no part of the score.
    Calibration,
    /// Told for orientation: no part of the score.
    Context,
}

impl Role {
    /// Word in files and reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Calibration => "calibration",
            Self::Context => "context",
        }
    }
}

/// What was observed.
#[derive(Debug, Clone, PartialEq)]
pub enum Observed {
    /// In the unit of the measure.
    Number(f64),
    /// A month.
    Month(Month),
    /// In words.
    Text(String),
}

/// Values that are allowed, ends included; in the unit of the measure, months by their number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Least.
    pub low: Option<f64>,
    /// Most.
    pub high: Option<f64>,
}

impl Band {
    /// Whether a value is allowed.
    pub fn holds(&self, value: f64) -> bool {
        !value.is_nan()
            && self.low.is_none_or(|low| low <= value)
            && self.high.is_none_or(|high| value <= high)
    }
}

/// One claim about a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Id in reports.
    pub id: String,
    /// The claim in words.
    pub text: String,
    /// Series that it is about, by position.
    pub series: usize,
    /// What is computed from each replication.
    pub measure: Measure,
    /// What is allowed.
    pub band: Band,
    /// What happened.
    pub observed: Observed,
    /// Where that is from.
    pub source: String,
    /// How far it can be trusted.
    pub grade: Grade,
    /// Caveats, and why a miss may be one.
    pub note: String,
    /// What it counts for.
    pub role: Role,
}

/// Naive forecasts of the months of a flow after a stop, to be beaten by the simulation.
#[derive(Debug, Clone, PartialEq)]
pub struct Naive {
    /// What is forecast, in words.
    pub text: String,
    /// Series, by position.
    pub series: usize,
    /// What the simulated series is divided by.
    pub base: Base,
    /// Observed ratios by month.
    pub observed: Vec<(Month, f64)>,
    /// First day of the stop that the naive forecasts know of.
    pub stop: jiff::civil::Date,
    /// First day after a stop of the announced length.
    pub until: jiff::civil::Date,
    /// Largest mean absolute error that passes.
    pub pass: Option<f64>,
    /// Months that the simulated 80 % interval should cover, least and most.
    pub covered: Option<(usize, usize)>,
    /// Where the observed ratios are from.
    pub source: String,
    /// How far they can be trusted.
    pub grade: Grade,
    /// Caveats.
    pub note: String,
}

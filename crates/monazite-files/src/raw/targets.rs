//! `targets.toml` of a back-test.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::date::Day;
use super::scenario::Format;
use super::selector::Selector;

/// What happened, to hold a scenario against.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Targets {
    /// Version of the format.
    #[allow(dead_code, reason = "reading it is checking it")]
    format: Format,
    /// Series to follow.
    pub(crate) series: Vec<Series>,
    /// Claims about them.
    pub(crate) target: Vec<Target>,
    /// Naive forecasts to beat.
    #[serde(default)]
    pub(crate) naive: Vec<Naive>,
}

/// A series to follow: one of `flow`, `price` and `served`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Series {
    /// Id that targets name.
    pub(crate) id: String,
    /// What it is, in words.
    #[serde(default)]
    pub(crate) text: String,
    /// Unit of the history.
    #[serde(default)]
    pub(crate) unit: String,
    /// Shipments across borders, by month.
    pub(crate) flow: Option<Flow>,
    /// Price of a material or of a basket of materials.
    pub(crate) price: Option<Price>,
    /// Shares served of demands.
    pub(crate) served: Option<Served>,
}

/// Shipments across borders.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Flow {
    /// From which economies or blocs.
    pub(crate) origin: Option<Selector>,
    /// To which economies or blocs.
    pub(crate) destination: Option<Selector>,
    /// Of which materials.
    pub(crate) material: Option<Selector>,
    /// To demands of which sectors.
    pub(crate) sector: Option<Selector>,
    /// In t REO instead of t of each material.
    #[serde(default)]
    pub(crate) reo: bool,
}

/// A price.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Price {
    /// `world` or `china`.
    pub(crate) zone: Zone,
    /// Of which material.
    pub(crate) material: Option<String>,
    /// Of which basket: mass shares by material.
    pub(crate) basket: Option<BTreeMap<String, f64>>,
}

/// Where a price is paid.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Zone {
    /// Outside China.
    World,
    /// Inside China.
    China,
}

/// Demands.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Served {
    /// In which economies or blocs.
    pub(crate) economy: Option<Selector>,
    /// Of which sectors.
    pub(crate) sector: Option<Selector>,
    /// For which materials.
    pub(crate) material: Option<Selector>,
}

/// A claim about a series.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Target {
    /// Id in reports.
    pub(crate) id: String,
    /// The claim in words.
    pub(crate) text: String,
    /// Id of the series.
    pub(crate) series: String,
    /// What is computed from each future.
    pub(crate) measure: Measure,
    /// What is allowed.
    pub(crate) band: Band,
    /// What happened, in the unit of the measure or in words.
    pub(crate) observed: Written,
    /// Where that is from.
    pub(crate) source: String,
    /// How far it can be trusted.
    pub(crate) grade: Grade,
    /// Caveats, and why a miss may be one.
    #[serde(default)]
    pub(crate) note: String,
    /// What it counts for.
    #[serde(default)]
    pub(crate) role: Role,
}

/// What a target counts for.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    /// Part of the score.
    #[default]
    Target,
    /// Parameters were chosen with it in view.
    Calibration,
    /// For orientation.
    Context,
}

/// How far an observation can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, JsonSchema)]
pub(crate) enum Grade {
    /// Primary source seen.
    A,
    /// Secondary source seen.
    B,
    /// Judgement.
    C,
    /// Arithmetic on graded figures.
    D,
}

/// A number, or a text such as a month.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Written {
    /// A number.
    Number(f64),
    /// A month such as `"2010-11"`, or words.
    Text(String),
}

/// Allowed values, ends included.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1))]
pub(crate) struct Band {
    /// Least.
    pub(crate) low: Option<Written>,
    /// Most.
    pub(crate) high: Option<Written>,
}

/// A day such as `2011-01-21`, or a month such as `"2010-11"`: its text, whichever it is.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(transparent)]
pub(crate) struct When(pub(crate) String);

impl JsonSchema for When {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "When".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "type": "string", "format": "date" }, { "type": "string" }] })
    }
}

/// What a value is divided by; the baseline where it is left out.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub(crate) enum Base {
    /// The mean of a window.
    Mean(Window),
    /// Another time.
    At(When),
}

impl JsonSchema for Base {
    fn schema_name() -> Cow<'static, str> {
        "Base".into()
    }

    fn json_schema(from: &mut SchemaGenerator) -> Schema {
        let window = from.subschema_for::<Window>();
        json_schema!({
            "anyOf": [window, { "type": "string", "format": "date" }, { "type": "string" }]
        })
    }
}

/// From a month or day to another, both included.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Window {
    /// First.
    pub(crate) from: When,
    /// Last.
    pub(crate) to: When,
}

/// A window and what its values are divided by.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Over {
    /// First month or day.
    pub(crate) from: When,
    /// Last month or day.
    pub(crate) to: When,
    /// Divides the value; the baseline by default.
    pub(crate) base: Option<Base>,
}

/// A time and what its value is divided by.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct At {
    /// Month or day.
    pub(crate) at: When,
    /// Divides the value; the baseline by default.
    pub(crate) base: Option<Base>,
}

/// A level to be reached.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Above {
    /// Multiple of the base.
    #[schemars(range(min = 0.0))]
    pub(crate) level: f64,
    /// First month.
    pub(crate) from: When,
    /// Last month.
    pub(crate) to: When,
    /// What the level is a multiple of; the baseline by default.
    pub(crate) base: Option<Base>,
}

/// Times between which the value should rise.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rises {
    /// Months or days, in order.
    #[schemars(length(min = 2))]
    pub(crate) at: Vec<When>,
}

/// Multiples to be met within a factor.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Within {
    /// The factor.
    #[schemars(range(min = 1.0))]
    pub(crate) factor: f64,
    /// What was observed.
    #[schemars(length(min = 1))]
    pub(crate) observed: Vec<Dated>,
    /// What the multiples are of; the baseline by default.
    pub(crate) base: Option<Base>,
}

/// A multiple at a time.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Dated {
    /// Month or day.
    pub(crate) at: When,
    /// Multiple of the base.
    #[schemars(range(min = 0.0))]
    pub(crate) value: f64,
}

/// Stops of chains.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stops {
    /// First day, from which days are counted.
    pub(crate) after: Day,
    /// Last day.
    pub(crate) until: Day,
    /// A chain stands while less than this share is served.
    #[serde(default = "stands")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub(crate) below: f64,
}

const fn stands() -> f64 {
    0.95
}

/// What is computed from a series.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Measure {
    /// The value at a time.
    Value(At),
    /// The least of a window.
    Lowest(Over),
    /// The most of a window.
    Highest(Over),
    /// The mean of a window.
    Mean(Over),
    /// The sum over the months of a window.
    Sum(Over),
    /// The month of the least value.
    LowestMonth(Window),
    /// The month of the greatest value.
    HighestMonth(Window),
    /// The first month at or above a level.
    FirstMonthAbove(Above),
    /// Sum of (1 - ratio) times days.
    DeficitDays(Over),
    /// Share of neighbouring times between which the value rises.
    Rises(Rises),
    /// How many dated multiples are met within a factor.
    WithinFactor(Within),
    /// Median first day of the first stops.
    FirstStopDay(Stops),
    /// Median length of the first stops, days.
    StopDays(Stops),
    /// Share of chains that stop.
    StoppedShare(Stops),
}

/// Naive forecasts of the months of a flow.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Naive {
    /// What is forecast, in words.
    #[serde(default)]
    pub(crate) text: String,
    /// Id of the series.
    pub(crate) series: String,
    /// What its months are divided by; the baseline by default.
    pub(crate) base: Option<Base>,
    /// Observed ratios by month.
    #[schemars(length(min = 1))]
    pub(crate) observed: Vec<Dated>,
    /// The stop that the naive forecasts know of.
    pub(crate) stop: Stop,
    /// What passes.
    #[serde(default)]
    pub(crate) pass: Pass,
    /// Where the observed ratios are from.
    pub(crate) source: String,
    /// How far they can be trusted.
    pub(crate) grade: Grade,
    /// Caveats.
    #[serde(default)]
    pub(crate) note: String,
}

/// A stop as it was announced.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stop {
    /// First day.
    pub(crate) from: Day,
    /// First day after it.
    pub(crate) until: Day,
}

/// What a forecast must reach.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pass {
    /// Largest mean absolute error.
    #[schemars(range(min = 0.0))]
    pub(crate) error: Option<f64>,
    /// Least and most months that the simulated 80 % interval covers.
    #[schemars(length(min = 2, max = 2))]
    pub(crate) covered: Option<Vec<usize>>,
}

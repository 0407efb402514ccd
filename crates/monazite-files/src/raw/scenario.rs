//! `scenario.toml`.

use std::borrow::Cow;

use monazite_model::{
    Behaviour as ModelBehaviour, Market as ModelMarket, RunSpec, Scenario as ModelScenario,
    Source as ModelSource,
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::behaviour::Behaviour;
use super::date::Day;
use super::hazard::{Correlation, Hazard};
use super::market::Market;
use super::strategy::Strategy;
use super::uncertain::Uncertain;
use super::{share, yes};
use crate::quantity::Time;

/// Version of a file format; there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Format;

impl Format {
    /// The version that is read.
    pub(crate) const VERSION: i64 = 1;
}

impl<'de> Deserialize<'de> for Format {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match i64::deserialize(from)? {
            Self::VERSION => Ok(Self),
            other => Err(serde::de::Error::custom(format!(
                "format {other} is not known"
            ))),
        }
    }
}

impl Serialize for Format {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(Self::VERSION)
    }
}

impl JsonSchema for Format {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Format".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": Self::VERSION, "maximum": Self::VERSION })
    }
}

/// What-ifs over a world, and how to run them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "monazite scenario, format 1")]
pub(crate) struct Scenario {
    /// Version of the format.
    format: Format,
    /// Title in reports.
    title: String,
    /// A paragraph for reports.
    #[serde(default)]
    text: String,
    /// Name of a built-in pack, or path of a pack folder relative to this file.
    pub(crate) pack: String,
    /// Scenario that this one builds on: a path relative to this file, or a built-in name. Its single
    /// values and the keys of its `run` and `behaviour` can be overridden here; its hazards,
    /// strategies, sources and correlations are kept, and one whose id repeats here is replaced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) extends: Option<String>,
    /// Whether growth of demand and capacity and planned sites are in force; off for a frozen world.
    #[serde(default = "yes")]
    growth: bool,
    /// How to run it.
    run: Run,
    /// How buyers and sellers behave, where it differs from the pack.
    #[serde(default)]
    pub(crate) behaviour: Behaviour,
    /// How prices form and what follows from them, where it differs from the pack.
    #[serde(default)]
    pub(crate) market: Market,
    /// Discount rate of costs, share per year.
    #[serde(default = "discount")]
    #[schemars(range(min = 0.0, max = 1.0))]
    discount: f64,
    /// Sources that hazards cite, besides those of the pack.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    source: Vec<Source>,
    /// What may happen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    hazard: Vec<Hazard>,
    /// Dependence between hazards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    correlation: Vec<Correlation>,
    /// Parameters that nobody knows, drawn once per future.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    uncertain: Vec<Uncertain>,
    /// What can be done about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    strategy: Vec<Strategy>,
}

/// How a scenario is run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Run {
    /// First day.
    start: Day,
    /// Length of a future.
    horizon: Time,
    /// Length of a step.
    #[serde(default = "week")]
    step: Time,
    /// Number of futures.
    #[serde(default = "replications")]
    #[schemars(range(min = 1, max = 1_000_000_000))]
    replications: u64,
    /// Master seed; the same seed gives the same bytes.
    #[serde(default = "seed")]
    #[schemars(range(min = 0, max = 9_223_372_036_854_775_807_i64))]
    seed: u64,
    /// Id of the strategy that `run` takes; none by default.
    #[serde(default)]
    strategy: String,
    /// Share of demand served below which a step counts as short.
    #[serde(default = "service_level")]
    #[schemars(range(min = 0.0, max = 1.0))]
    service_level: f64,
    /// Hazards whose contribution is a finding of its own: the same futures are run again without them
    /// and what follows them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    contrast: Vec<String>,
    /// Whom `monazite compare` ranks strategies for: an economy, or a bloc as `bloc:ID`; the world outside
    /// China by default.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    focus: String,
}

/// Three per cent a year, the real rate of long-term public money (grade C).
const fn discount() -> f64 {
    0.03
}

fn week() -> Time {
    Time::days(7.0)
}

const fn replications() -> u64 {
    10_000
}

const fn seed() -> u64 {
    1
}

const fn service_level() -> f64 {
    0.95
}

/// A source that hazards cite.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Source {
    /// Key that hazards cite.
    id: String,
    /// Title of the work.
    title: String,
    /// Who published it.
    #[serde(default)]
    publisher: String,
    /// Year of publication, as printed.
    #[serde(default)]
    year: Year,
    /// Address.
    #[serde(default)]
    url: String,
    /// Reasoning or remarks.
    #[serde(default)]
    note: String,
}

/// A year, or a text such as `2024-2025`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Year {
    /// As printed.
    Text(String),
    /// A plain year.
    Number(i64),
}

impl Default for Year {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl Scenario {
    /// The scenario and its own sources, over the behaviour and market of a pack.
    pub(crate) fn model(
        self,
        id: &str,
        base: (&ModelBehaviour, &ModelMarket),
    ) -> (ModelScenario, Vec<ModelSource>) {
        let scenario = ModelScenario {
            id: id.to_owned(),
            title: self.title,
            text: self.text,
            pack: self.pack,
            run: self.run.model(),
            behaviour: self.behaviour.over(base.0),
            market: self.market.over(base.1),
            discount: share(self.discount),
            uncertain: self.uncertain.into_iter().map(Uncertain::model).collect(),
            growth: self.growth,
            hazards: self.hazard.into_iter().map(Hazard::model).collect(),
            correlations: self
                .correlation
                .into_iter()
                .map(Correlation::model)
                .collect(),
            strategies: self.strategy.into_iter().map(Strategy::model).collect(),
        };
        (
            scenario,
            self.source.into_iter().map(Source::model).collect(),
        )
    }
}

impl Run {
    fn model(self) -> RunSpec {
        RunSpec {
            start: self.start.date(),
            horizon: self.horizon.span(),
            step: self.step.span(),
            replications: self.replications,
            seed: self.seed,
            strategy: self.strategy,
            service_level: share(self.service_level),
            contrast: self.contrast,
            focus: self.focus,
        }
    }
}

impl Source {
    fn model(self) -> ModelSource {
        ModelSource {
            id: self.id,
            title: self.title,
            publisher: self.publisher,
            year: match self.year {
                Year::Text(text) => text,
                Year::Number(year) => year.to_string(),
            },
            url: self.url,
            note: self.note,
        }
    }
}

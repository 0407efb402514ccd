//! Hazards and their dependence.

use monazite_model::{
    Arrival as ModelArrival, Correlation as ModelCorrelation, EscalationStage,
    Hazard as ModelHazard, Law, Profile as ModelProfile,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::date::Day;
use super::effect::Effect;
use super::law::{NumberLaw, TimeLaw};
use super::share;
use crate::quantity::Time;

/// The law of a disruption: when, how long, how bad, and what it does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Hazard {
    /// Id; random draws are keyed by it.
    id: String,
    /// One sentence for reports.
    text: String,
    /// Where rate, duration and severity come from: a source of the pack or of this file.
    source: String,
    /// Group in attributions, such as `coercion` or `operations`.
    #[serde(default = "other")]
    family: String,
    /// When occurrences start.
    arrival: Arrival,
    /// How long they last. Not needed with an escalation chain, whose stages have their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<TimeLaw>,
    /// How bad they are, 0 to 1; always 1 by default.
    #[serde(default = "full")]
    severity: NumberLaw,
    /// How they set in and recede; at once by default.
    #[serde(default)]
    profile: Profile,
    /// Stages that an occurrence goes through.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    escalation: Vec<Stage>,
    /// What occurrences do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    effect: Vec<Effect>,
}

fn other() -> String {
    "other".to_owned()
}

fn full() -> NumberLaw {
    NumberLaw::Fixed(1.0)
}

/// When occurrences start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Arrival {
    /// Once, on this date.
    Date(Day),
    /// At random, this often per year.
    PoissonPerYear(f64),
    /// At random, with a rate per year for each calendar month, January first.
    Seasonal([f64; 12]),
    /// Again and again, with gaps from the end of one to the start of the next.
    Renewal {
        /// Law of the gap.
        gap: TimeLaw,
        /// Smallest gap, added to the law.
        #[serde(default = "no_time")]
        minimum_gap: Time,
    },
    /// After occurrences of another hazard.
    After {
        /// Id of the other hazard.
        hazard: String,
        /// Chance that an occurrence of it brings one of this.
        #[schemars(range(min = 0.0, max = 1.0))]
        probability: f64,
        /// From the start of that occurrence to the start of this; at once by default.
        #[serde(default = "at_once")]
        delay: TimeLaw,
    },
}

fn no_time() -> Time {
    Time::days(0.0)
}

fn at_once() -> TimeLaw {
    TimeLaw::Fixed(no_time())
}

/// Linear ramps at both ends of an occurrence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Profile {
    /// From nothing to full, within the duration.
    #[serde(default = "no_time")]
    onset: Time,
    /// From full to nothing, after the duration.
    #[serde(default = "no_time")]
    recovery: Time,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            onset: no_time(),
            recovery: no_time(),
        }
    }
}

/// One rung of an escalation chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Stage {
    /// Name, such as `threat`, `partial`, `full`.
    name: String,
    /// Share of the hazard's effects that is in force.
    #[schemars(range(min = 0.0, max = 1.0))]
    level: f64,
    /// Time spent on this rung.
    duration: TimeLaw,
    /// Chance of going on to the next rung instead of relief.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    escalate: f64,
}

/// Rank correlation between severities and durations of two hazards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Correlation {
    /// One hazard.
    first: String,
    /// The other.
    second: String,
    /// Spearman's rank correlation.
    #[schemars(range(min = -1.0, max = 1.0))]
    spearman: f64,
}

impl Hazard {
    pub(super) fn model(self) -> ModelHazard {
        ModelHazard {
            id: self.id,
            text: self.text,
            source: self.source,
            family: self.family,
            arrival: self.arrival.model(),
            // Without duration and chain the model's check says so: a fixed zero is refused there.
            duration: self.duration.map_or(Law::Fixed(0.0), |law| law.model()),
            severity: self.severity.model(),
            profile: ModelProfile {
                onset: self.profile.onset.span(),
                recovery: self.profile.recovery.span(),
            },
            escalation: self.escalation.into_iter().map(Stage::model).collect(),
            effects: self.effect.into_iter().map(Effect::model).collect(),
        }
    }
}

impl Arrival {
    fn model(self) -> ModelArrival {
        match self {
            Self::Date(day) => ModelArrival::Date(day.date()),
            Self::PoissonPerYear(rate) => ModelArrival::PoissonPerYear(rate),
            Self::Seasonal(rates) => ModelArrival::Seasonal(rates),
            Self::Renewal { gap, minimum_gap } => ModelArrival::Renewal {
                gap: gap.model(),
                minimum_gap: minimum_gap.span(),
            },
            Self::After {
                hazard,
                probability,
                delay,
            } => ModelArrival::After {
                hazard,
                probability: share(probability),
                delay: delay.model(),
            },
        }
    }
}

impl Stage {
    fn model(self) -> EscalationStage {
        EscalationStage {
            name: self.name,
            level: share(self.level),
            duration: self.duration.model(),
            escalate: share(self.escalate),
        }
    }
}

impl Correlation {
    pub(super) fn model(self) -> ModelCorrelation {
        ModelCorrelation {
            first: self.first,
            second: self.second,
            spearman: self.spearman,
        }
    }
}

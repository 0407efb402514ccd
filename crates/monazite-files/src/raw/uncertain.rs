//! Parameters that nobody knows.

use monazite_model::{Evidence, Uncertain as ModelUncertain};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::action::Grade;
use super::law::NumberLaw;

/// A parameter that nobody knows, drawn once per future, apart from events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Uncertain {
    /// What it is: `market.KEY`, `demand[FILTER].KEY`, `trade[FILTER].KEY` or `hazard[ID].KEY`.
    target: String,
    /// Its law: days for times, shares, multiples.
    law: NumberLaw,
    /// Where the law comes from.
    #[serde(default)]
    source: String,
    /// How well it is supported.
    #[serde(default)]
    grade: Grade,
}

impl Uncertain {
    pub(super) fn model(self) -> ModelUncertain {
        ModelUncertain {
            target: self.target,
            law: self.law.model(),
            evidence: Evidence {
                source: self.source,
                grade: self.grade.model(),
            },
        }
    }
}

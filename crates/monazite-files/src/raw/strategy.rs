//! Strategies.

use monazite_model::{Lever as ModelLever, Setting as ModelSetting, Strategy as ModelStrategy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::action::Action;

/// A named set of interventions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Strategy {
    /// Id that `--strategy` names.
    id: String,
    /// Title in reports.
    title: String,
    /// Id of the strategy in which everybody does the same for itself: what acting jointly is worth is then
    /// told by `monazite compare`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    alone: String,
    /// The interventions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    action: Vec<Action>,
    /// Numbers of the interventions that `monazite optimise` may choose.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    lever: Vec<Lever>,
}

/// Something that can be done more or less, from nothing to all of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Lever {
    /// Id, unique in the strategy.
    id: String,
    /// Title in reports.
    title: String,
    /// What moves with it; the first is what is told.
    set: Vec<Setting>,
}

/// A number that a lever moves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Setting {
    /// Path below the strategy, such as `action[0].stockpile.target`; actions are counted from 0.
    path: String,
    /// Value where the lever does least.
    idle: f64,
    /// Value where it does most; larger or smaller than `idle`.
    full: f64,
    /// Unit of both, such as `days`; none for a plain number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    unit: String,
}

impl Lever {
    fn model(self) -> ModelLever {
        let setting = |set: Setting| ModelSetting {
            path: set.path,
            idle: set.idle,
            full: set.full,
            unit: set.unit,
        };
        ModelLever {
            id: self.id,
            title: self.title,
            sets: self.set.into_iter().map(setting).collect(),
        }
    }
}

impl Strategy {
    pub(super) fn model(self) -> ModelStrategy {
        ModelStrategy {
            id: self.id,
            title: self.title,
            alone: self.alone,
            actions: self.action.into_iter().map(Action::model).collect(),
            levers: self.lever.into_iter().map(Lever::model).collect(),
        }
    }
}

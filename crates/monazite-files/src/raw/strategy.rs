//! Strategies.

use monazite_model::Strategy as ModelStrategy;
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
}

impl Strategy {
    pub(super) fn model(self) -> ModelStrategy {
        ModelStrategy {
            id: self.id,
            title: self.title,
            alone: self.alone,
            actions: self.action.into_iter().map(Action::model).collect(),
        }
    }
}

//! Strategies and their actions.

use monazite_model::{Action as ModelAction, Strategy as ModelStrategy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::selector::{Selector, chosen};
use super::share;
use crate::quantity::Time;

/// A named set of interventions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Strategy {
    /// Id that `--strategy` names.
    id: String,
    /// Title in reports.
    title: String,
    /// The interventions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    action: Vec<Action>,
}

/// One intervention.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Action {
    /// A reserve of each chosen material, full at the start.
    Stockpile {
        /// Economies (or blocs, `bloc:quad`) that each hold one for their own consumers.
        holder: Selector,
        /// What is held.
        material: Selector,
        /// Size, in days of the holder's baseline use.
        target: Time,
        /// Unfilled share of the holder's orders above which it releases.
        #[serde(default = "trigger")]
        #[schemars(range(min = 0.0, max = 1.0))]
        trigger: f64,
        /// Largest release, as a multiple of baseline use.
        #[serde(default = "release")]
        #[schemars(range(min = 0.0, max = 100.0))]
        release: f64,
        /// Largest refill, as a multiple of baseline use.
        #[serde(default = "refill")]
        #[schemars(range(min = 0.0, max = 100.0))]
        refill: f64,
    },
    /// More stock held by consumers.
    Buffer {
        /// In which economies or blocs; everywhere by default.
        #[serde(skip_serializing_if = "Option::is_none")]
        economy: Option<Selector>,
        /// Of which materials; all by default.
        #[serde(skip_serializing_if = "Option::is_none")]
        material: Option<Selector>,
        /// Days of use held on top of today's cover.
        extra: Time,
    },
}

// Defaults are judgement of this project (grade C): a reserve that answers a visible shortage (5 %
// of orders unfilled, as the reserves of the default pack do), can serve all of baseline use, and
// refills at a quarter of it so that the refill does not become the next shortage.
const fn trigger() -> f64 {
    0.05
}

const fn release() -> f64 {
    1.0
}

const fn refill() -> f64 {
    0.25
}

impl Strategy {
    pub(super) fn model(self) -> ModelStrategy {
        ModelStrategy {
            id: self.id,
            title: self.title,
            actions: self
                .action
                .into_iter()
                .map(|action| monazite_model::Intervention {
                    action: action.model(),
                    cost: monazite_model::Cost::default(),
                    evidence: monazite_model::Evidence {
                        source: String::new(),
                        grade: monazite_model::Grade::C,
                    },
                })
                .collect(),
        }
    }
}

impl Action {
    fn model(self) -> ModelAction {
        match self {
            Self::Stockpile {
                holder,
                material,
                target,
                trigger,
                release,
                refill,
            } => ModelAction::Stockpile {
                holder: chosen(Some(holder)),
                material: chosen(Some(material)),
                target: target.span(),
                trigger: share(trigger),
                release,
                refill,
                filled: share(1.0),
                pooled: false,
            },
            Self::Buffer {
                economy,
                material,
                extra,
            } => ModelAction::Buffer {
                economy: chosen(economy),
                material: chosen(material),
                extra: extra.span(),
            },
        }
    }
}

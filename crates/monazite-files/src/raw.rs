//! The files exactly as users write them.
//!
//! These types are the one truth about the spelling: serde reads them, schemars turns them into the
//! JSON Schema that editors use and that [`crate::shape`] checks documents against, and the resolved
//! scenario is written from them. Doc comments become descriptions in editors. Conversion to the
//! nouns of the model cannot fail once the shape is right; what may still be wrong is for
//! [`monazite_model::Scenario::problems`] to say.

mod action;
mod behaviour;
mod date;
mod effect;
mod hazard;
mod law;
mod market;
mod pack;
mod scenario;
mod selector;
mod strategy;
pub(crate) mod targets;
mod uncertain;

pub(crate) use behaviour::Behaviour;
pub(crate) use market::Market;
pub(crate) use pack::Pack;
pub(crate) use scenario::{Format, Scenario};
pub(crate) use selector::chosen;

use monazite_model::Share;

/// A share that the schema has already bounded to 0 to 1.
fn share(value: f64) -> Share {
    Share::new(value).unwrap_or(Share::ZERO)
}

/// So that `#[serde(default)]` can say so.
const fn yes() -> bool {
    true
}

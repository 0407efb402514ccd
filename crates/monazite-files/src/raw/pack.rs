//! `pack.toml`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::behaviour::Behaviour;
use super::market::Market;
use super::scenario::Format;

/// The head of a data pack; its tables lie beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pack {
    /// Version of the format.
    pub(crate) format: Format,
    /// Id of the pack.
    pub(crate) id: String,
    /// Title in reports.
    pub(crate) title: String,
    /// Year that the figures describe.
    #[schemars(range(min = 1900, max = 2200))]
    pub(crate) base_year: i16,
    /// A paragraph on what the pack is.
    #[serde(default)]
    pub(crate) text: String,
    /// How buyers and sellers behave.
    #[serde(default)]
    pub(crate) behaviour: Behaviour,
    /// How prices form and what follows from them.
    #[serde(default)]
    pub(crate) market: Market,
}

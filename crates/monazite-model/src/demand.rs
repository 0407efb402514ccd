//! What end users want.

use crate::{Days, Evidence, TonnesPerYear, UsdPerKg};

/// Sector of demands that take goods off the market without using them. They close the balance of a
/// pack and count in no indicator but those of their own sector.
pub const STOCK_BUILD: &str = "stock-build";

/// What happens to demand that stock cannot serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unmet {
    /// It is lost.
    Lost,
    /// It waits and is served later.
    Backlog,
}

/// What an end-use sector of an economy wants of one material.
#[derive(Debug, Clone, PartialEq)]
pub struct Demand {
    /// Id, such as `jp-ev-traction-magnet-ndfeb-hc`.
    pub id: String,
    /// Where it is.
    pub economy: String,
    /// End use.
    pub sector: String,
    /// What is wanted.
    pub material: String,
    /// How much, at baseline.
    pub rate: TonnesPerYear,
    /// Growth, share per year.
    pub growth: f64,
    /// Stock held, in days of demand.
    pub cover: Days,
    /// Short-run price elasticity (zero or negative).
    pub elasticity: f64,
    /// Rank under the `priority` rule: 1 is served first.
    pub priority: u8,
    /// Output value that depends on a kilogram.
    pub value: UsdPerKg,
    /// Lost or backlogged.
    pub unmet: Unmet,
    /// Where this comes from.
    pub evidence: Evidence,
}

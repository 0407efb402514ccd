//! Economies, blocs and choke points.

use crate::Evidence;

/// Economies in one zone share a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PriceZone {
    /// China's domestic market.
    China,
    /// Everyone else.
    World,
}

/// A country-level market.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Economy {
    /// ISO 3166 alpha-2 id, or an aggregate such as `XW` (rest of world).
    pub id: String,
    /// Name in reports.
    pub name: String,
    /// Market whose price it sees.
    pub price_zone: PriceZone,
    /// Where this comes from.
    pub evidence: Evidence,
}

/// Membership of one economy in a named set of economies; a bloc is all rows with its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bloc {
    /// Id of the bloc, such as `quad`.
    pub id: String,
    /// Name in reports.
    pub name: String,
    /// Member economy.
    pub economy: String,
    /// Where this comes from.
    pub evidence: Evidence,
}

/// A strait, canal or border post that lanes pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChokePoint {
    /// Id that trade rows and `route` effects name.
    pub id: String,
    /// Name in reports.
    pub name: String,
    /// Where this comes from.
    pub evidence: Evidence,
}

//! Strategic reserves.

use crate::{Days, Evidence, Share, Tonnes, TonnesPerYear};

/// A strategic stockpile of one material with its release and refill rule.
///
/// It releases, up to a rate, to the consumers of its holder whose orders stay unfilled, as soon as
/// the unfilled share of the holder's orders for the material exceeds the trigger; it refills when
/// the shortage is over.
#[derive(Debug, Clone, PartialEq)]
pub struct Reserve {
    /// Id of the reserve.
    pub id: String,
    /// Name in reports.
    pub name: String,
    /// Economy that holds it and whose consumers it serves.
    pub holder: String,
    /// What it holds.
    pub material: String,
    /// How much at the start, which is also the level it refills to.
    pub stock: Tonnes,
    /// Release starts above this unfilled share of the holder's orders.
    pub trigger: Share,
    /// It starts as well while the holder's consumers have less than so many days of their baseline
    /// use in stock; `None` where stocks start nothing.
    pub trigger_cover: Option<Days>,
    /// Largest release.
    pub release: TonnesPerYear,
    /// Largest refill.
    pub refill: TonnesPerYear,
    /// Where this comes from.
    pub evidence: Evidence,
}

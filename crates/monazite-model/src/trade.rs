//! Trade between economies, which the plan spreads over their sites as lanes.

use crate::{Days, Evidence, TonnesPerYear};

/// Whether goods flow today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TradeKind {
    /// They do.
    Baseline,
    /// They could, after qualification.
    Alternative,
}

/// A permitted flow of one material from the producers of one economy to the consumers of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Trade {
    /// Id of the row.
    pub id: String,
    /// What flows.
    pub material: String,
    /// From which economy.
    pub origin: String,
    /// To which economy.
    pub destination: String,
    /// Only from this site; `None` means every producer of the material there.
    pub origin_site: Option<String>,
    /// Only to this site or demand; `None` means every consumer of the material there.
    pub destination_site: Option<String>,
    /// Today's flow or an alternative.
    pub kind: TradeKind,
    /// Published flow; `None` when the balance is to find it.
    pub flow: Option<TonnesPerYear>,
    /// From dispatch to receipt.
    pub lead_time: Days,
    /// Choke points passed.
    pub choke_points: Vec<String>,
    /// From the buyer's decision to qualify the source until it may be used.
    pub qualification: Days,
    /// Under long-term contract, which the `priority` rule serves before other foreigners.
    pub contract: bool,
    /// Where this comes from.
    pub evidence: Evidence,
}

//! REF: a fixed supply network under random outages, and two programs that simulate it.
//!
//! # The network
//!
//! Five stages (12 mines, 10 separation plants, 8 metal plants, 8 magnet plants, 10 demand regions) trade one
//! commodity (REF-1) or six (REF-6) over 520 weeks. Each node of a stage ships to each node of the next: 344
//! lanes. Every number of the network comes from a hash of its indices, so there is no data file:
//! see [`network`].
//!
//! # The disturbances
//!
//! Each of the 38 producers goes down and comes back, and one export ban closes every lane from a home node to
//! a foreign one. The outages are drawn by event, with a counter-based generator addressed by
//! (seed, replication, driver, event number): see [`events`].
//!
//! # A week
//!
//! 1. What is due arrives: it moves from the pipeline into the stock.
//! 2. A mine that is up digs, at most up to its stock ceiling.
//! 3. A region sells what its stock allows. Demand not served is lost. A region that sells less than 90 % of its
//!    demand, all commodities together, is short; the length of its current run of short weeks is counted.
//! 4. Every buyer orders the gap between its target and its stock and pipeline, within [0, order limit]. All
//!    orders use the stocks before this week's shipments.
//! 5. Stage by stage, suppliers divide what they have. With `e` = share of the supplier, zero if the lane is
//!    closed:
//!    - a supplier sees the orders `O = sum e Q`, can serve `U = min(stock, O)`, and scales all commodities down
//!      alike if `sum U` exceeds its capacity (doubled for mines, zero for a plant that is down). It serves the
//!      fraction `f` of every order, and what stock and capacity still allow is its slack;
//!    - a buyer whose suppliers together fill less than its order asks again for the rest `r`, spread over the
//!      suppliers in proportion to `e slack`; a supplier asked for more than its slack serves all alike.
//!
//!    The shipments arrive after the lane's lead time of 1 to 8 weeks.
//!
//! A replication yields the share of demand not met and the longest run of short weeks of any region.
//!
//! # The programs
//!
//! [`straight`] follows the rules word for word. [`kernel`] is the fast one; the benches compare the two.
//! Denominators that can vanish are kept at or above [`TINY`] in both.

pub mod events;
pub mod kernel;
pub mod network;
pub mod straight;

/// Guard of the denominators, in tonnes per week.
pub const TINY: f64 = 1e-9;

/// Fraction of demand below which a region counts as short.
pub const SHORT_BELOW: f64 = 0.9;

/// What one replication yields.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Demand not met over total demand, all regions, commodities and weeks, in [0, 1].
    pub unmet_share: f64,
    /// Longest run of consecutive short weeks of any region, in weeks.
    pub longest_shortage_weeks: u32,
}

#[cfg(test)]
mod tests;

//! The spot pass: what a customer has not been filled is offered once to sellers with supply left.

use super::world::{Twin, larger};
use crate::plan::Level;

/// An unfilled order below this share of the order is rounding, not shortage, and an offer below
/// this share of what is unfilled is no offer.
const ROUNDING: f64 = 1e-9;

impl Twin<'_> {
    pub(super) fn spot_pass(&mut self, level: &Level, t: u32) {
        let plan = self.plan;
        let mut left = vec![0.0; plan.stocks.len()];
        for supplier in level.suppliers.clone() {
            let stock = &self.stocks[supplier];
            left[supplier] = larger(stock.held - stock.promised, 0.0);
        }
        let mut access = vec![0.0; plan.lanes.len()];
        for at in level.lanes.clone() {
            access[at] = self.access(at, t);
        }
        // What each customer asks of a lane, per tonne of supply that the lane gives access to.
        let mut asking = vec![0.0; plan.stocks.len()];
        for customer in level.customers.clone() {
            let mut offered = 0.0;
            for at in plan.stocks[customer].lanes.clone() {
                offered += access[at] * left[plan.lanes[at].from];
            }
            let missing = self.missing(customer);
            if offered > missing * ROUNDING {
                asking[customer] = missing / offered;
            }
        }
        // A seller asked for more than it has left shares it out.
        let mut giving = vec![0.0; plan.stocks.len()];
        for supplier in level.suppliers.clone() {
            let mut asked = 0.0;
            for &at in &self.lanes_from[supplier] {
                asked += access[at] * asking[plan.lanes[at].to];
            }
            giving[supplier] = left[supplier] / larger(asked, 1.0);
        }
        for at in level.lanes.clone() {
            let lane = &plan.lanes[at];
            let given = access[at] * asking[lane.to] * giving[lane.from];
            self.lanes[at].allocated += given;
            self.stocks[lane.to].promised += given;
            self.stocks[lane.from].promised += given;
            // Spot sales count as orders when the seller plans its output.
            self.stocks[lane.from].ordered += given;
        }
    }

    /// What a customer ordered and was not promised.
    fn missing(&self, customer: usize) -> f64 {
        let stock = &self.stocks[customer];
        let missing = stock.ordered - stock.promised;
        if missing > stock.ordered * ROUNDING {
            missing
        } else {
            0.0
        }
    }

    /// Weight of a lane in the spot pass: its share, if it is qualified and nothing restricts it.
    fn access(&self, at: usize, t: u32) -> f64 {
        let lane = &self.plan.lanes[at];
        let (g, k) = self.decided(lane.licence);
        let restricted = g < 1.0
            || k < 1.0
            || self.open(lane) < 1.0
            || self.may_order(lane) < 1.0
            || self.under_quota(lane);
        if restricted || !self.qualified(lane, t) {
            0.0
        } else {
            self.share(at)
        }
    }
}

//! Dispatch, scrap and surplus (rules 6 to 8): allocated goods leave, pushed goods are sent on, and
//! output that stocks cannot hold leaves the system.

use super::world::{Twin, approach, larger, smaller};
use crate::plan::Level;

impl Twin<'_> {
    pub(super) fn dispatch(&mut self, level: &Level, t: u32) {
        for at in level.lanes.clone() {
            self.send(at, t);
        }
        for supplier in level.suppliers.clone() {
            let stock = &mut self.stocks[supplier];
            stock.held = larger(stock.held - stock.promised, 0.0);
            stock.average = approach(stock.average, stock.ordered, self.plan.rates.smoothing);
        }
        for customer in level.customers.clone() {
            self.look_back(customer);
        }
    }

    /// What a customer makes of how its orders were filled.
    fn look_back(&mut self, customer: usize) {
        let rates = &self.plan.rates;
        let stock = &mut self.stocks[customer];
        stock.under_way += stock.promised;
        let missing = if stock.ordered > 0.0 {
            larger(stock.ordered - stock.promised, 0.0) / stock.ordered
        } else {
            0.0
        };
        stock.unfilled = approach(stock.unfilled, missing, rates.reliability);
        // Once begun, the search for alternatives goes on.
        if stock.unfilled > rates.trigger || stock.looking > 0.0 {
            stock.looking += 1.0;
        }
    }

    /// Sends what is allocated to a lane: it is due after the lead time plus the delay in force.
    fn send(&mut self, at: usize, t: u32) {
        let plan = self.plan;
        let lane = &plan.lanes[at];
        let allocated = self.lanes[at].allocated;
        self.lanes[at].shipped += allocated;
        let days = self.today.delay_days(&plan.signatures.delay[lane.delay]);
        // Delays beyond what the calendar has room for are capped.
        let room = plan.pipes[lane.pipe].slots as u32 - 2 - lane.lead;
        let late = (libm::round(days / plan.step_days) as u32).min(room);
        self.pipes[lane.pipe].ship(t + lane.lead + late, allocated);
    }

    /// All of a pushed stock is sent on over open lanes by baseline shares. A closed lane keeps its
    /// part at the seller.
    pub(super) fn pass_on(&mut self, level: &Level, t: u32) {
        let plan = self.plan;
        for supplier in level.suppliers.clone() {
            self.stocks[supplier].promised = 0.0;
        }
        for at in level.lanes.clone() {
            let lane = &plan.lanes[at];
            let sent = self.stocks[lane.from].held * self.share(at) * self.open(lane);
            self.lanes[at].allocated = sent;
            self.stocks[lane.from].promised += sent;
            self.stocks[lane.to].under_way += sent;
            self.send(at, t);
        }
        for supplier in level.suppliers.clone() {
            let stock = &mut self.stocks[supplier];
            stock.held = larger(stock.held - stock.promised, 0.0);
        }
    }

    pub(super) fn surplus(&mut self) {
        let plan = self.plan;
        for level in &plan.levels {
            for supplier in level.suppliers.clone() {
                let stock = &mut self.stocks[supplier];
                let kept = smaller(stock.held, plan.stocks[supplier].limit);
                self.books[level.material].surplus += stock.held - kept;
                stock.held = kept;
            }
        }
    }
}

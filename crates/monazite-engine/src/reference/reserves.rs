//! Reserves: what is unfilled even after the spot pass is served from them.

use super::world::{Twin, larger, smaller};
use crate::allocate::HAIR;
use crate::plan::{Level, ReservePlan};

impl Twin<'_> {
    pub(super) fn reserve_releases(&mut self, level: &Level, t: u32) {
        let plan = self.plan;
        for at in level.reserves.clone() {
            let rule = &plan.reserves[at];
            let mut ordered = 0.0;
            let mut unfilled = 0.0;
            for &customer in &rule.customers {
                ordered += self.stocks[customer].ordered;
                unfilled += self.lack(customer);
            }
            let releasing = unfilled > ordered * rule.trigger || self.bare(rule);
            self.reserves[at].releasing = releasing;
            if !releasing {
                continue;
            }
            let stock = self.stocks[rule.stock].held;
            let released = smaller(smaller(stock, rule.release), unfilled);
            if unfilled <= 0.0 {
                continue;
            }
            // In proportion to what each lacks; the goods arrive in the next step.
            for &customer in &rule.customers {
                let given = self.lack(customer) * (released / unfilled);
                self.pipes[plan.stocks[customer].home_pipe as usize].ship(t + 1, given);
                self.stocks[customer].promised += given;
            }
            self.stocks[rule.stock].held = larger(stock - released, 0.0);
            self.reserves[at].released += released;
        }
    }

    /// Whether the stocks of a reserve's customers are below the cover that starts it.
    fn bare(&self, rule: &ReservePlan) -> bool {
        let (mut held, mut used) = (0.0, 0.0);
        for &customer in &rule.customers {
            let layout = &self.plan.stocks[customer];
            held += self.stocks[customer].held;
            used += self.growth(layout.growth) * layout.baseline;
        }
        rule.cover > 0.0 && used * (rule.cover * (1.0 + HAIR)) > held
    }

    fn lack(&self, customer: usize) -> f64 {
        let stock = &self.stocks[customer];
        larger(stock.ordered - stock.promised, 0.0)
    }
}

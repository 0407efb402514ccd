//! Decisions: what users want, what sites make, what is built, what is paid.

use super::world::{Twin, larger, smaller};
use crate::plan::market::{BasketPlan, ClosurePlan, RulesPlan};

/// What a site has decided.
#[derive(Debug, Clone)]
pub(super) struct Site {
    /// Multiple of capacity that prices bring forth.
    pub(super) stretch: f64,
    /// Average margin, share of revenue at baseline.
    pub(super) margin: f64,
    /// Steps on the wrong side of zero.
    pub(super) clock: f64,
    pub(super) works: bool,
}

impl Twin<'_> {
    pub(super) fn decisions(&mut self, rules: &RulesPlan, t: u32) {
        self.users(rules);
        self.payments(t);
        for at in 0..self.plan.market.baskets.len() {
            self.site(rules, at, t);
        }
        self.projects(t);
    }

    fn users(&mut self, rules: &RulesPlan) {
        let rate = self.parameter(rules.demand_rate);
        let (from, full) = rules.replace;
        for price in &mut self.prices {
            price.y += (price.x - price.y) * rate;
            let goal = smaller(larger((price.x - from) / (full - from), 0.0), 1.0);
            let rate = if goal > price.v {
                rules.replace_rate
            } else {
                rules.return_rate
            };
            price.v += (goal - price.v) * rate;
        }
        for (at, row) in self.plan.market.responses.iter().enumerate().skip(1) {
            let price = &self.prices[row.cell];
            let elasticity = self.parameter(row.scale) * row.elasticity;
            let paid = libm::exp(0.0 - elasticity * price.y);
            self.saved[at] = paid;
            self.responses[at] = paid * (1.0 - self.parameter(row.limit) * price.v);
        }
    }

    /// Guaranteed prices.
    fn payments(&mut self, t: u32) {
        for (at, support) in self.plan.market.supports.iter().enumerate() {
            if !support.steps.contains(&t) {
                continue;
            }
            let mut made = 0.0;
            for activity in self.plan.sites[support.site].activities.clone() {
                for &(stock, coefficient, _) in &self.plan.activities[activity].outputs {
                    if stock == support.stock {
                        made += self.throughput[activity] * coefficient;
                    }
                }
            }
            let gap = larger(support.floor - self.prices[support.cell].index, 0.0);
            let price = self.plan.market.cells[support.cell].price * self.plan.discount[t as usize];
            self.paid[at] += gap * smaller(made, support.volume) * price;
        }
    }

    fn site(&mut self, rules: &RulesPlan, at: usize, t: u32) {
        let basket = &self.plan.market.baskets[at];
        let revenue = basket.revenue();
        if revenue <= 0.0 {
            return;
        }
        let mut x = 0.0;
        for &(cell, worth, _) in &basket.products {
            x += self.prices[cell].x * (worth / revenue);
        }
        let stretch = libm::exp(self.parameter(rules.supply_elasticity) * x);
        self.sites[at].stretch = smaller(stretch, rules.supply_limit);
        let Some(closures) = rules.closures else {
            return;
        };
        if basket.closes && self.has_started(at, t) {
            let margin = self.margin(basket, t) / revenue;
            let site = &mut self.sites[at];
            site.margin += (margin - site.margin) * closures.rate;
            turn(site, closures);
        } else if basket.closes {
            self.sites[at].clock = 0.0;
        }
    }

    fn has_started(&self, at: usize, t: u32) -> bool {
        let day = f64::from(t) * self.plan.step_days;
        self.plan.sites[at]
            .planned
            .is_none_or(|planned| self.start_days[planned] <= day)
    }

    fn margin(&self, basket: &BasketPlan, t: u32) -> f64 {
        let mut margin = 0.0;
        for (cell, worth, supports) in &basket.products {
            let mut index = self.prices[*cell].index;
            for &support in supports {
                let support = &self.plan.market.supports[support];
                if support.steps.contains(&t) {
                    index = larger(index, support.floor);
                }
            }
            margin += index * worth;
        }
        for &(cell, worth) in &basket.feeds {
            margin -= self.prices[cell].index * worth;
        }
        margin - basket.cash
    }

    /// Projects that wait for a price.
    fn projects(&mut self, t: u32) {
        let end = f64::from(t + 1) * self.plan.step_days;
        for (at, site) in self.plan.planned.iter().enumerate() {
            let Some(trigger) = site.trigger else {
                continue;
            };
            if t < trigger.from {
                continue;
            }
            if self.prices[trigger.cell].index > trigger.above {
                self.waited[at] += 1.0;
            } else {
                self.waited[at] = 0.0;
            }
            if self.waited[at] >= trigger.steps {
                self.start_days[at] = smaller(self.start_days[at], end + self.construction[at]);
            }
        }
    }
}

/// Closes a working site after its time below zero; opens a mothballed one after its time above.
fn turn(site: &mut Site, closures: ClosurePlan) {
    let wrong = if site.works {
        site.margin < 0.0
    } else {
        site.margin > 0.0
    };
    site.clock = if wrong { site.clock + 1.0 } else { 0.0 };
    let patience = if site.works {
        closures.close
    } else {
        closures.restart
    };
    if site.clock >= patience {
        site.works = !site.works;
        site.clock = 0.0;
    }
}

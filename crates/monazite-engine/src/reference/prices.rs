//! Prices: what clears each market, and how far the price gets towards it.

use super::world::{Twin, approach, larger, smaller};
use crate::plan::market::{CellPlan, RulesPlan};

/// A market.
#[derive(Debug, Clone)]
pub(super) struct Price {
    /// Logarithm of the index.
    pub(super) x: f64,
    pub(super) index: f64,
    /// What demand responds to.
    pub(super) y: f64,
    /// Part of what can be replaced that is.
    pub(super) v: f64,
    /// Orders as a share of those at baseline prices.
    pub(super) r: f64,
    /// Elasticity of the final demand behind it.
    pub(super) e: f64,
}

impl Twin<'_> {
    pub(super) fn prices(&mut self, rules: &RulesPlan) {
        let cells = &self.plan.market.cells;
        for (at, cell) in cells.iter().enumerate() {
            self.prices[at].r = self.shrunk(cell);
            self.prices[at].e = self.demand_elasticity(cell);
        }
        let own: Vec<f64> = (0..cells.len()).map(|at| self.own(rules, at)).collect();
        for (at, cell) in cells.iter().enumerate() {
            if cell.contents.is_empty() {
                let target = self.common(at, &own) + self.cost(cell) + self.push(cell);
                let x = self.prices[at].x;
                let x = approach(x, target, self.parameter(rules.price_rate));
                let x = larger(smaller(x, rules.limit), -rules.limit);
                self.prices[at].x = x;
                self.prices[at].index = libm::exp(x);
            } else {
                let mut index = 0.0;
                for &(of, part) in &cell.contents {
                    index += self.prices[of].index * part;
                }
                self.prices[at].index = index;
                self.prices[at].x = libm::log(index);
            }
        }
    }

    /// Response to base.
    fn shrunk(&self, cell: &CellPlan) -> f64 {
        let mut r = 0.0;
        for &(row, part) in &cell.demands {
            r += self.saved[row] * part;
        }
        for product in &cell.products {
            let lost = (1.0 - self.prices[product.cell].r) * product.passed;
            r += (1.0 - lost) * product.part;
        }
        r
    }

    fn demand_elasticity(&self, cell: &CellPlan) -> f64 {
        let mut e = 0.0;
        for &(row, part) in &cell.demands {
            let response = &self.plan.market.responses[row];
            e += self.parameter(response.scale) * (response.elasticity * part);
        }
        for product in &cell.products {
            e += self.prices[product.cell].e * (product.part * product.passed);
        }
        e
    }

    /// The price that clears the cell by itself.
    fn own(&self, rules: &RulesPlan, at: usize) -> f64 {
        let cell = &self.plan.market.cells[at];
        if !cell.contents.is_empty() {
            return 0.0;
        }
        let scarcity = -libm::log(self.filled(cell, self.prices[at].r));
        let e = larger(self.parameter(rules.price_elasticity), self.prices[at].e);
        let own = scarcity / e + self.parameter(rules.stock_weight) * self.bareness(cell);
        larger(smaller(own, rules.limit), -rules.limit)
    }

    /// What could be had over what would be wanted at baseline prices.
    fn filled(&self, cell: &CellPlan, r: f64) -> f64 {
        let (mut a, mut b) = (0.0, 0.0);
        for &customer in &cell.customers {
            let stock = &self.stocks[customer];
            b += smaller(stock.ordered, stock.using);
            a += stock.promised;
        }
        a += self.offered(cell);
        if let Some(other) = cell.other {
            a += self.border(cell) * self.offered(&self.plan.market.cells[other]);
        }
        let b = b / larger(r, 0.01);
        let f = if b > a { a / b } else { 1.0 };
        larger(f, 0.001)
    }

    /// Stocks of the sellers, and what they could have made more.
    fn offered(&self, cell: &CellPlan) -> f64 {
        let mut all = 0.0;
        for seller in &cell.sellers {
            let mut more = self.spare[seller.site];
            for &(feed, coefficient) in &self.plan.activities[seller.activity].inputs {
                more = smaller(more, self.stocks[feed].held / coefficient);
            }
            all += self.stocks[seller.stock].held + more * seller.coefficient;
        }
        all
    }

    /// Share of the trade between the zones that nothing restricts.
    fn border(&self, cell: &CellPlan) -> f64 {
        let gates = &self.plan.market.borders[cell.border].gates;
        if gates.is_empty() {
            return 1.0;
        }
        let signatures = &self.plan.signatures;
        let mut o = 0.0;
        for gate in gates {
            let (g, k) = self.decided(gate.licence);
            let mut open = self.today.factor(&signatures.open[gate.open])
                * g
                * k
                * self.today.factor(&signatures.order[gate.order]);
            for &quota in &gate.quotas {
                open *= self.today.factor(&[self.plan.quotas[quota].effect]);
            }
            let whole = if open < 1.0 { 0.0 } else { 1.0 };
            o += whole * gate.part;
        }
        o
    }

    fn bareness(&self, cell: &CellPlan) -> f64 {
        let (mut held, mut aim) = (0.0, 0.0);
        for &customer in &cell.customers {
            let layout = &self.plan.stocks[customer];
            held += self.stocks[customer].held;
            aim += self.parameter(layout.cover_scale) * layout.initial * self.growth(layout.growth);
        }
        if aim > 0.0 {
            smaller(larger(1.0 - held / aim, -1.0), 1.0)
        } else {
            0.0
        }
    }

    fn common(&self, at: usize, own: &[f64]) -> f64 {
        let cell = &self.plan.market.cells[at];
        let Some(other) = cell.other else {
            return own[at];
        };
        let (china, world) = if cell.zone == 0 {
            (at, other)
        } else {
            (other, at)
        };
        let cells = &self.plan.market.cells;
        let common = own[china] * cells[china].weight + own[world] * cells[world].weight;
        common + (own[at] - common) * (1.0 - self.border(cell))
    }

    fn cost(&self, cell: &CellPlan) -> f64 {
        if cell.costs.is_empty() {
            return 0.0;
        }
        let mut index = 1.0;
        for &(feed, part) in &cell.costs {
            index += (self.prices[feed].index - 1.0) * part;
        }
        libm::log(index)
    }

    fn push(&self, cell: &CellPlan) -> f64 {
        self.today
            .logarithm(&self.plan.signatures.price[cell.effects])
    }
}

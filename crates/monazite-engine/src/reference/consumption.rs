//! Consumption: end users take what they want, or what there is.

use super::world::{Twin, smaller};

impl Twin<'_> {
    pub(super) fn consumption(&mut self) {
        let plan = self.plan;
        for (at, row) in plan.demands.iter().enumerate() {
            let layout = &plan.stocks[row.stock];
            let grown = row.rate * self.growth(layout.growth);
            let whole = self.today.factor(&plan.signatures.demand[row.factor]) * grown;
            let wanted = whole * self.responses[row.response];
            let demand = &mut self.demands[at];
            demand.forgone = whole - wanted;
            let stock = &mut self.stocks[row.stock];
            let asked = wanted + demand.backlog;
            let taken = smaller(asked, stock.held);
            stock.held -= taken;
            stock.use_now = asked;
            stock.using = wanted;
            self.books[layout.material].served += taken;
            demand.wanted = wanted;
            demand.served = smaller(taken, wanted);
            if row.backlog {
                demand.backlog = asked - taken;
            }
        }
    }
}

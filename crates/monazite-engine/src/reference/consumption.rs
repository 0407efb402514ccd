//! Consumption: end users take what they want, or what there is.

use super::world::{Twin, smaller};

impl Twin<'_> {
    pub(super) fn consumption(&mut self, t: u32) {
        let plan = self.plan;
        for (demand, row) in self.demands.iter_mut().zip(&plan.demands) {
            let layout = &plan.stocks[row.stock];
            let stock = &mut self.stocks[row.stock];
            let grown = row.rate * plan.growth[layout.growth].factors[t as usize];
            let wanted = self.today.factor(&plan.signatures.demand[row.factor]) * grown;
            let asked = wanted + demand.backlog;
            let taken = smaller(asked, stock.held);
            stock.held -= taken;
            stock.use_now = asked;
            self.books[layout.material].served += taken;
            demand.wanted = wanted;
            demand.served = smaller(taken, wanted);
            if row.backlog {
                demand.backlog = asked - taken;
            }
        }
    }
}

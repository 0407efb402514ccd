//! Arrivals: what was dispatched a lead time ago joins the stock.

use super::world::{Twin, larger};

impl Twin<'_> {
    pub(super) fn arrivals(&mut self, t: u32) {
        let plan = self.plan;
        for (pipe, layout) in self.pipes.iter_mut().zip(&plan.pipes) {
            // Transit: what is under way stands still, so all of it arrives a step later.
            if self
                .today
                .in_force(&plan.signatures.transit[layout.transit_pause])
            {
                let due = std::mem::take(&mut pipe.due);
                pipe.due = due
                    .into_iter()
                    .map(|(step, tonnes)| (step + 1, tonnes))
                    .collect();
            }
            let arrived = pipe.due.remove(&t).unwrap_or(0.0);
            // Receipt: it waits at the border and arrives together.
            let waiting = pipe.at_border + arrived;
            let received = if self
                .today
                .in_force(&plan.signatures.receipt[layout.receipt_pause])
            {
                pipe.at_border = waiting;
                0.0
            } else {
                pipe.at_border = 0.0;
                waiting
            };
            let stock = &mut self.stocks[layout.stock];
            stock.held += received;
            stock.under_way = larger(stock.under_way - received, 0.0);
        }
    }
}

//! Orders: what each customer asks for, and on which lanes.

use super::world::{Twin, larger, smaller};
use crate::plan::{LanePlan, Level, Qualified, StockKind};

impl Twin<'_> {
    pub(super) fn orders(&mut self, level: &Level, t: u32) {
        for customer in level.customers.clone() {
            if self.plan.stocks[customer].kind == StockKind::Input {
                self.stocks[customer].using = self.stocks[customer].average;
            }
            let order = self.order(level, customer);
            self.stocks[customer].ordered = order;
            self.split(customer, order, t);
        }
    }

    fn order(&self, level: &Level, customer: usize) -> f64 {
        let plan = self.plan;
        let (stock, layout) = (&self.stocks[customer], &plan.stocks[customer]);
        let position = stock.held + stock.under_way;
        let order = match layout.kind {
            StockKind::Reserve => {
                let mine = |&at: &usize| plan.reserves[at].stock == customer;
                let releasing = level
                    .reserves
                    .clone()
                    .find(mine)
                    .is_some_and(|at| self.reserves[at].releasing);
                if releasing {
                    0.0
                } else {
                    layout.target - position
                }
            }
            StockKind::Demand => self.cover(customer, stock.use_now, position),
            StockKind::Input | StockKind::Output => self.cover(customer, stock.average, position),
        };
        let most = self.growth(layout.growth) * (layout.bound * layout.order_limit);
        smaller(larger(order, 0.0), most * self.eagerness(customer))
    }

    /// use + (target - position) x r, where target = use x (cover + pipeline).
    fn cover(&self, customer: usize, in_use: f64, position: f64) -> f64 {
        let layout = &self.plan.stocks[customer];
        let cover = self.parameter(layout.cover_scale) * layout.cover_steps;
        let target =
            in_use * (cover * self.eagerness(customer) + self.phase().pipe_steps[customer]);
        in_use + (target - position) * self.plan.rates.adjustment
    }

    /// Splits an order by share x reliability x qualified; each lane passes on what is open.
    fn split(&mut self, customer: usize, order: f64, t: u32) {
        let plan = self.plan;
        let lanes = plan.stocks[customer].lanes.clone();
        let weight = |twin: &Self, at: usize| {
            let lane = &plan.lanes[at];
            let usable = if twin.qualified(lane, t) { 1.0 } else { 0.0 };
            twin.lanes[at].reliability * twin.share(at) * usable
        };
        let mut total = 0.0;
        for at in lanes.clone() {
            total += weight(self, at);
        }
        let per_weight = if total > 0.0 { order / total } else { 0.0 };
        let layout = &plan.stocks[customer];
        let usual = self.growth(layout.growth) * layout.bound;
        for at in lanes {
            let lane = &plan.lanes[at];
            // A pause of orders, then bans, licences, routes and pauses of shipment.
            let ordered = weight(self, at) * per_weight * self.may_order(lane);
            let normal = usual * self.share(at);
            let ordered = self.licensed(at, ordered, normal);
            let open = self.open(lane);
            // A restricted border lets its share of normal trade through, however much is ordered.
            let passing = if open < 1.0 {
                smaller(ordered, normal)
            } else {
                ordered
            };
            self.lanes[at].asked = passing * open;
        }
    }

    /// Whether the goods of a lane may be used by its buyer.
    pub(super) fn qualified(&self, lane: &LanePlan, t: u32) -> bool {
        match lane.qualified {
            Qualified::Always => true,
            Qualified::AfterTrigger {
                steps,
                scale,
                programme,
            } => {
                let wait = libm::ceil(f64::from(steps) * self.parameter(scale) - 1e-9);
                t >= programme || self.stocks[lane.to].looking > wait
            }
            Qualified::AfterStart { planned, steps } => {
                let day = (f64::from(t) - f64::from(steps)) * self.plan.step_days;
                day > self.start_days[planned]
            }
        }
    }

    /// Share of what is ordered on a lane that may leave.
    pub(super) fn open(&self, lane: &LanePlan) -> f64 {
        self.today.factor(&self.plan.signatures.open[lane.open])
    }

    /// 0 while buyers place no orders on a lane, else 1.
    pub(super) fn may_order(&self, lane: &LanePlan) -> f64 {
        self.today.factor(&self.plan.signatures.order[lane.order])
    }
}

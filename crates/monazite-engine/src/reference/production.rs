//! Production: every site runs as much as it wants, its capacity and its feeds allow.

use monazite_model::DAYS_PER_YEAR;

use super::world::{Twin, approach, fill, larger, smaller};
use crate::plan::{ActivityPlan, SitePlan};

impl Twin<'_> {
    pub(super) fn production(&mut self, t: u32) {
        for (at_site, site) in self.plan.sites.iter().enumerate() {
            let capacity = self.capacity(at_site, t);
            self.scale_to_capacity(at_site, capacity, t);
            self.ration_feeds(site);
            let mut used = 0.0;
            for at in site.activities.clone() {
                used += self.throughput[at];
                self.operate(at, t);
            }
            self.spare[at_site] = larger(capacity - used, 0.0);
            for &input in &site.inputs {
                let stock = &mut self.stocks[input];
                stock.average = approach(stock.average, stock.use_now, self.plan.rates.smoothing);
            }
        }
    }

    /// If the wants of a site exceed its capacity, all are scaled by the same factor.
    fn scale_to_capacity(&mut self, at_site: usize, capacity: f64, t: u32) {
        let site = &self.plan.sites[at_site];
        let mut total = 0.0;
        for at in site.activities.clone() {
            self.throughput[at] = self.want(&self.plan.activities[at]);
            total += self.throughput[at];
        }
        // What is taken whatever is ordered.
        let mut more = 0.0;
        for offtake in self.plan.market.offtakes.get(at_site).into_iter().flatten() {
            if offtake.from <= t {
                let wanted = self.throughput[offtake.activity];
                let raised = larger(wanted, offtake.throughput);
                self.throughput[offtake.activity] = raised;
                more += raised - wanted;
            }
        }
        total += more;
        let scale = fill(total, capacity);
        for at in site.activities.clone() {
            self.throughput[at] *= scale;
        }
    }

    fn capacity(&self, at_site: usize, t: u32) -> f64 {
        let plan = self.plan;
        let site = &plan.sites[at_site];
        let grown = site.capacity * self.growth(site.growth);
        let available = self
            .today
            .factor(&plan.signatures.available[site.available]);
        let mut capacity = available * grown;
        if let Some(decided) = self.sites.get(at_site) {
            let works = if decided.works { 1.0 } else { 0.0 };
            capacity *= works * decided.stretch;
        }
        let Some(planned) = site.planned else {
            return capacity;
        };
        let age = f64::from(t) * plan.step_days - self.start_days[planned];
        if age < 0.0 {
            return 0.0;
        }
        let year = (age / DAYS_PER_YEAR) as usize;
        capacity * plan.planned[planned].ramp.get(year).copied().unwrap_or(1.0)
    }

    /// What an activity would run if capacity and feeds did not matter.
    fn want(&self, activity: &ActivityPlan) -> f64 {
        if activity.pushed {
            let mut most = f64::MAX;
            for &(input, coefficient) in &activity.inputs {
                most = smaller(most, self.stocks[input].held / coefficient);
            }
            return most;
        }
        let mut scarcest = 0.0;
        for &(output, coefficient, part) in &activity.outputs {
            let (stock, product) = (&self.stocks[output], &self.plan.stocks[output]);
            let orders = stock.average;
            let aim = orders * product.wip_steps + product.target;
            let gap = aim - stock.held - stock.under_way;
            let need = orders + gap * self.plan.rates.output_adjustment;
            scarcest = larger(scarcest, need * part / coefficient);
        }
        scarcest
    }

    /// Where an input is less than what all activities want of it, each gets the same share of its
    /// want; an activity runs at the smallest of its shares.
    fn ration_feeds(&mut self, site: &SitePlan) {
        let plan = self.plan;
        for &input in &site.inputs {
            self.stocks[input].use_now = 0.0;
        }
        for at in site.activities.clone() {
            for &(input, coefficient) in &plan.activities[at].inputs {
                self.stocks[input].use_now += self.throughput[at] * coefficient;
            }
        }
        for at in site.activities.clone() {
            let mut smallest = 1.0;
            for &(input, _) in &plan.activities[at].inputs {
                let stock = &self.stocks[input];
                smallest = smaller(smallest, fill(stock.use_now, stock.held));
            }
            self.throughput[at] *= smallest;
        }
    }

    /// Takes the inputs; the outputs appear at once or after the processing time.
    fn operate(&mut self, at: usize, t: u32) {
        let plan = self.plan;
        let throughput = self.throughput[at];
        for &(input, coefficient) in &plan.activities[at].inputs {
            let stock = &mut self.stocks[input];
            let taken = smaller(throughput * coefficient, stock.held);
            stock.held -= taken;
            self.books[plan.stocks[input].material].used += taken;
        }
        for &(output, coefficient, _) in &plan.activities[at].outputs {
            let (stock, product) = (&mut self.stocks[output], &plan.stocks[output]);
            let made = throughput * coefficient;
            if product.processing == 0 {
                stock.held += made;
            } else {
                stock.under_way += made;
                self.pipes[product.pipes.start].ship(t + product.processing, made);
            }
            self.books[product.material].produced += made;
        }
    }
}

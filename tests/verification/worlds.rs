//! Toys in which nobody hesitates, and what one future of them does day by day.
//!
//! Rates of toys are per step of seven days. Where a case counts in days or weeks, one step of a
//! toy plays one of them, and indicators in weeks count them.

use monazite_engine::{
    Indicator, RunOptions, RunResult, balance, compile, perfect_foresight, simulate,
};
use monazite_model::{DAYS_PER_YEAR, Law as Shape, RunSpec, Scenario, Stage};
use monazite_tests::run::{compiled, everyone, first, plan};
use monazite_tests::toy::{STEP, Toy, days, outage};

/// What is below it is rounding of a solver, t.
pub(crate) const HAIR: f64 = 1e-6;

/// Buyers order at once what they lack, up to `order_limit` times their use; producers follow the
/// orders of the step before. No spot sales.
pub(crate) fn prompt(mut toy: Toy, order_limit: f64) -> Toy {
    let behaviour = &mut toy.scenario.behaviour;
    behaviour.adjustment_time = days(STEP);
    behaviour.order_smoothing = days(STEP);
    behaviour.output_adjustment_time = days(STEP);
    behaviour.order_limit = order_limit;
    behaviour.spot = false;
    toy
}

/// A mine in CN that always has enough, and one user in JP of `rate` t a step with a cover in steps.
pub(crate) fn mine_and_user(rate: f64, lead: f64, cover: f64) -> Toy {
    Toy::new()
        .material("ore", Stage::Concentrate)
        .recipe("dig", &[], &[("ore", 1.0)])
        .site("mine", "CN", "dig", 10.0 * rate, rate, (0.0, 4.0))
        .trade("ore", "CN", "JP", lead)
        .demand("JP", "use", "ore", rate, cover)
}

/// Runs so many futures of a toy.
pub(crate) fn futures(toy: &Toy, seed: u64, n: u64) -> RunResult {
    let plan = compiled(&toy.world, &toy.scenario, "");
    simulate(&plan, &RunOptions::new(seed, n), &|_| true)
}

/// Unmet demand of everybody in the one future of a toy without chance, t.
pub(crate) fn unmet(toy: &Toy) -> f64 {
    first(&futures(toy, 1, 1), &everyone(), Indicator::UnmetDemand)
}

/// Shipped since the start of a run on all lanes of a material, t a replication.
pub(crate) fn shipped(result: &RunResult, material: &str) -> f64 {
    let years = f64::from(result.steps) * result.step_days / DAYS_PER_YEAR;
    let flows = result.flows.iter().filter(|flow| flow.material == material);
    flows.map(|flow| flow.mean * years).sum()
}

/// Halves the capacity of sites for the whole run.
pub(crate) fn halved(toy: Toy, sites: &str) -> Toy {
    let mut toy = toy.hazard("limits", 0.0, 100.0, outage(sites));
    toy.scenario.hazards.last_mut().expect("a hazard").severity = Shape::Fixed(0.5);
    toy
}

/// Least unmet demand of a future of a toy, t REO.
pub(crate) fn bound(toy: &Toy, steps: f64, seed: u64, replication: u64) -> f64 {
    let plan = plan(&toy.clone().horizon(steps));
    let foresight = perfect_foresight(&plan, seed, replication);
    foresight.unwrap_or_else(|error| panic!("{error}")).bound
}

/// Where the one future of a toy with one user stands after each step.
pub(crate) struct Path {
    rate: f64,
    lead: usize,
    cover: f64,
    /// Unmet since the start, after 0, 1, 2 .. steps, t.
    pub(crate) unmet: Vec<f64>,
    /// Shipped since the start, after 0, 1, 2 .. steps, t.
    pub(crate) shipped: Vec<f64>,
}

impl Path {
    /// Follows a toy of [`mine_and_user`] by runs of every length up to `steps`.
    pub(crate) fn of(toy: &Toy, rate: f64, lead: usize, cover: f64, steps: u32) -> Self {
        let base = balance(&toy.world).unwrap_or_else(|error| panic!("{error}"));
        let (mut unmet, mut sent) = (vec![0.0], vec![0.0]);
        for length in 1..=steps {
            let scenario = Scenario {
                run: RunSpec {
                    horizon: days(f64::from(length) * STEP),
                    ..toy.scenario.run.clone()
                },
                ..toy.scenario.clone()
            };
            let plan = compile(&base, &scenario, "").unwrap_or_else(|error| panic!("{error}"));
            let result = simulate(&plan, &RunOptions::new(1, 1), &|_| true);
            unmet.push(first(&result, &everyone(), Indicator::UnmetDemand));
            sent.push(shipped(&result, "ore"));
        }
        Self {
            rate,
            lead,
            cover,
            unmet,
            shipped: sent,
        }
    }

    /// First step with unmet demand.
    pub(crate) fn first_short(&self) -> usize {
        (1..self.unmet.len())
            .find(|&at| self.unmet[at] > 1e-6)
            .expect("a shortage")
            - 1
    }

    /// End of the last step with unmet demand.
    pub(crate) fn served_again(&self) -> usize {
        let grows = |at: &usize| self.unmet[*at] > self.unmet[at - 1] + 1e-6;
        (1..self.unmet.len()).rev().find(grows).expect("a shortage")
    }

    /// Arrived by the end of `steps` steps: first what was under way, then what has been shipped.
    fn arrived(&self, steps: usize) -> f64 {
        self.rate * self.lead.min(steps) as f64 + self.shipped[steps.saturating_sub(self.lead)]
    }

    /// Stock of the user after `steps` steps when unmet demand is lost.
    pub(crate) fn stock(&self, steps: usize) -> f64 {
        let served = self.rate * steps as f64 - self.unmet[steps];
        self.rate * self.cover + self.arrived(steps) - served
    }

    /// Stock less backlog of the user after `steps` steps when unmet demand waits.
    pub(crate) fn net_stock(&self, steps: usize) -> f64 {
        self.rate * self.cover + self.arrived(steps) - self.rate * steps as f64
    }

    /// First number of steps after `from` for which `done`.
    pub(crate) fn after(&self, from: usize, done: impl Fn(usize) -> bool) -> usize {
        (from + 1..self.unmet.len())
            .find(|&steps| done(steps))
            .expect("an end")
    }
}

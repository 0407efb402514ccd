//! What a strategy costs, compiled.

use super::Plan;

/// Cost of a tonne that an activity makes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TollPlan {
    /// The activity, position in the plan.
    pub(crate) activity: usize,
    /// USD per t of throughput.
    pub(crate) usd: f64,
}

/// A reserve of the strategy, whose purchases are paid for and whose sales are earned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TradedPlan {
    /// The reserve, position in the plan.
    pub(crate) reserve: usize,
    /// USD per tonne at baseline, and the cell whose index moves it.
    pub(crate) price: f64,
    pub(crate) cell: Option<usize>,
    /// USD per tonne bought, besides its price.
    pub(crate) handling: f64,
}

/// A project that waits for a price, and is paid for from the step after the one that starts it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ProjectPlan {
    /// The planned site, position in the plan.
    pub(crate) planned: usize,
    /// USD, once.
    pub(crate) capex: f64,
    /// USD per step.
    pub(crate) annual: f64,
}

/// The accounts of a strategy. All sums are present values, USD.
#[derive(Debug, Clone, Default)]
pub(crate) struct AccountsPlan {
    /// What is known beforehand, paid by the state.
    pub(crate) public: f64,
    /// The same, paid by industry.
    pub(crate) industry: f64,
    pub(crate) tolls: Vec<TollPlan>,
    pub(crate) traded: Vec<TradedPlan>,
    /// Projects of industry that wait for a price.
    pub(crate) projects: Vec<ProjectPlan>,
}

impl AccountsPlan {
    /// Whether anything has to be added up from step to step.
    pub(crate) fn runs(&self) -> bool {
        !self.tolls.is_empty() || !self.traded.is_empty()
    }
}

impl ProjectPlan {
    /// What it costs, present value, where construction began on a day (never, if infinite).
    pub(crate) fn cost(&self, plan: &Plan, begun: f64) -> f64 {
        let step = begun / plan.step_days;
        if step > f64::from(plan.steps) - 0.5 {
            return 0.0;
        }
        let worth = &plan.discount[libm::round(step).max(0.0) as usize..];
        let yearly: f64 = worth.iter().sum();
        worth.first().map_or(0.0, |first| self.capex * first) + self.annual * yearly
    }
}

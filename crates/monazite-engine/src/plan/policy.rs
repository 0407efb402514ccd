//! What a strategy costs, compiled.

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
}

impl AccountsPlan {
    /// Whether anything depends on what happens.
    pub(crate) fn runs(&self) -> bool {
        !self.tolls.is_empty() || !self.traded.is_empty()
    }
}

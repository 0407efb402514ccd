//! What is done about it, and what that costs.

use monazite_engine::{Indicator, Scope};
use monazite_model::Scenario;

use super::{Finding, Source};
use crate::measure;
use crate::number;

/// Name and costs of the strategy in force. What it saves shows beside a run without it.
pub(super) fn strategy(source: &Source<'_>, scenario: &Scenario) -> Option<Finding> {
    let id = &source.result.strategy;
    let strategy = scenario.strategies.iter().find(|known| known.id == *id)?;
    let mut told = vec![format!("`{id}`: {}.", strategy.title.trim_end_matches('.'))];
    let cost = |indicator| source.values(&Scope::default(), indicator);
    let (public, industry) = (cost(Indicator::PublicCost), cost(Indicator::IndustryCost));
    if !public.is_empty() && !industry.is_empty() {
        told.push(format!(
            "Over {} it costs the public {} and industry {} on average, discounted at {} a year. What it \
             saves shows beside a run without it.",
            source.horizon(),
            number::with_interval(&measure::mean(public), "USD"),
            number::with_interval(&measure::mean(industry), "USD"),
            number::plain(scenario.discount.get(), "share"),
        ));
    }
    Some(Finding::new("The strategy", &told))
}

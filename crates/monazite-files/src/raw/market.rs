//! `[market]` of packs and scenarios.

use monazite_model::Market as ModelMarket;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::share;
use crate::quantity::Time;

/// How prices form and what follows from them; what is left out keeps the value of the pack, or the
/// default.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Market {
    /// Whether prices move.
    #[serde(skip_serializing_if = "Option::is_none")]
    prices: Option<bool>,
    /// Least elasticity of a market: a shortfall of 1 % raises the price that clears it by 1 % divided by this, or by that of the final demand behind it if that is larger.
    #[serde(skip_serializing_if = "Option::is_none")]
    price_elasticity: Option<f64>,
    /// Logarithmic rise of a price when buyers hold no stock at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    stock_weight: Option<f64>,
    /// Time constant with which a price approaches what clears its market.
    #[serde(skip_serializing_if = "Option::is_none")]
    price_time: Option<Time>,
    /// Largest multiple of the baseline price, and largest divisor.
    #[serde(skip_serializing_if = "Option::is_none")]
    price_limit: Option<f64>,
    /// Whether demand follows prices by its elasticity.
    #[serde(skip_serializing_if = "Option::is_none")]
    demand_response: Option<bool>,
    /// Time constant of that response.
    #[serde(skip_serializing_if = "Option::is_none")]
    demand_lag: Option<Time>,
    /// Elasticity of a site's capacity to the value of its products; 0 for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    supply_elasticity: Option<f64>,
    /// Largest multiple of capacity that a price brings forth.
    #[serde(skip_serializing_if = "Option::is_none")]
    supply_limit: Option<f64>,
    /// Whether sites with a known cash cost mothball and restart on their margin.
    #[serde(skip_serializing_if = "Option::is_none")]
    closures: Option<bool>,
    /// Time constant of the average margin.
    #[serde(skip_serializing_if = "Option::is_none")]
    margin_time: Option<Time>,
    /// How long the average margin stays below zero before a site is mothballed.
    #[serde(skip_serializing_if = "Option::is_none")]
    closure_time: Option<Time>,
    /// How long it stays above zero before the site works again.
    #[serde(skip_serializing_if = "Option::is_none")]
    restart_time: Option<Time>,
    /// Largest share of a demand that users replace by something else; 0 for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1.0))]
    substitution: Option<f64>,
    /// Price index above which they begin.
    #[serde(skip_serializing_if = "Option::is_none")]
    substitution_from: Option<f64>,
    /// Price index at which they go all the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    substitution_full: Option<f64>,
    /// Time constant of replacing.
    #[serde(skip_serializing_if = "Option::is_none")]
    substitution_time: Option<Time>,
    /// Time constant of coming back.
    #[serde(skip_serializing_if = "Option::is_none")]
    return_time: Option<Time>,
    /// Rise of the cover that buyers aim at, and of their largest order, per unfilled share of their orders; 0 for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    hoarding: Option<f64>,
}

impl Market {
    /// Every value written, so that a resolved scenario does not depend on defaults.
    pub(crate) fn of(model: &ModelMarket) -> Self {
        let time = |days: monazite_model::Days| Some(Time::days(days.get()));
        Self {
            prices: Some(model.prices),
            price_elasticity: Some(model.price_elasticity),
            stock_weight: Some(model.stock_weight),
            price_time: time(model.price_time),
            price_limit: Some(model.price_limit),
            demand_response: Some(model.demand_response),
            demand_lag: time(model.demand_lag),
            supply_elasticity: Some(model.supply_elasticity),
            supply_limit: Some(model.supply_limit),
            closures: Some(model.closures),
            margin_time: time(model.margin_time),
            closure_time: time(model.closure_time),
            restart_time: time(model.restart_time),
            substitution: Some(model.substitution.get()),
            substitution_from: Some(model.substitution_from),
            substitution_full: Some(model.substitution_full),
            substitution_time: time(model.substitution_time),
            return_time: time(model.return_time),
            hoarding: Some(model.hoarding),
        }
    }

    /// `base` with what is written here.
    pub(crate) fn over(&self, base: &ModelMarket) -> ModelMarket {
        let time = |written: &Option<Time>, base| written.as_ref().map_or(base, Time::span);
        ModelMarket {
            prices: self.prices.unwrap_or(base.prices),
            price_elasticity: self.price_elasticity.unwrap_or(base.price_elasticity),
            stock_weight: self.stock_weight.unwrap_or(base.stock_weight),
            price_time: time(&self.price_time, base.price_time),
            price_limit: self.price_limit.unwrap_or(base.price_limit),
            demand_response: self.demand_response.unwrap_or(base.demand_response),
            demand_lag: time(&self.demand_lag, base.demand_lag),
            supply_elasticity: self.supply_elasticity.unwrap_or(base.supply_elasticity),
            supply_limit: self.supply_limit.unwrap_or(base.supply_limit),
            closures: self.closures.unwrap_or(base.closures),
            margin_time: time(&self.margin_time, base.margin_time),
            closure_time: time(&self.closure_time, base.closure_time),
            restart_time: time(&self.restart_time, base.restart_time),
            substitution: self.substitution.map_or(base.substitution, share),
            substitution_from: self.substitution_from.unwrap_or(base.substitution_from),
            substitution_full: self.substitution_full.unwrap_or(base.substitution_full),
            substitution_time: time(&self.substitution_time, base.substitution_time),
            return_time: time(&self.return_time, base.return_time),
            hoarding: self.hoarding.unwrap_or(base.hoarding),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_wins_and_the_rest_is_inherited() {
        let base = ModelMarket {
            price_limit: 7.0,
            ..ModelMarket::default()
        };
        let written: Market = toml::from_str("prices = false\nprice_time = '2 weeks'\n").unwrap();
        let model = written.over(&base);
        assert!(!model.prices);
        assert_eq!(model.price_time.get(), 14.0);
        assert_eq!(model.price_limit, 7.0);
        assert_eq!(Market::of(&model).over(&ModelMarket::default()), model);
    }
}

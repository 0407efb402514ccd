//! How prices form and what follows from them: named parameters, each with its switch.

use crate::{Days, Share};

/// Parameters of prices and of the decisions that follow from prices. Defaults are judgement (grade
/// C) of this project unless the book names a source; a pack or scenario may set each of them.
///
/// Prices are indices, 1 at baseline, per price zone and material.
#[derive(Debug, Clone, PartialEq)]
pub struct Market {
    /// Whether prices move. If not, every index stays 1 and nothing in this table acts.
    pub prices: bool,
    /// Least price elasticity of a market, per unit of log price: a shortfall of 1 % raises the price
    /// that clears it by at most 1 % divided by this. Where the buyers' own demand is more elastic,
    /// their elasticity is used instead.
    pub price_elasticity: f64,
    /// Logarithmic rise of the price when buyers hold no stock at all.
    pub stock_weight: f64,
    /// Time constant with which a price approaches what clears its market.
    pub price_time: Days,
    /// Largest multiple of the baseline price, and largest divisor.
    pub price_limit: f64,
    /// Whether demand follows prices by its elasticity.
    pub demand_response: bool,
    /// Time constant of that response.
    pub demand_lag: Days,
    /// Elasticity of a site's capacity to the value of its products; zero for none.
    pub supply_elasticity: f64,
    /// Largest multiple of capacity that a price brings forth.
    pub supply_limit: f64,
    /// Whether sites with a known cash cost mothball and restart on their margin.
    pub closures: bool,
    /// Time constant of the average margin.
    pub margin_time: Days,
    /// How long the average margin stays below zero before a site is mothballed.
    pub closure_time: Days,
    /// How long it stays above zero before the site works again, restart included.
    pub restart_time: Days,
    /// Largest share of a demand that users replace by something else; zero for none.
    pub substitution: Share,
    /// Price index above which they begin.
    pub substitution_from: f64,
    /// Price index at which they go all the way.
    pub substitution_full: f64,
    /// Time constant of replacing.
    pub substitution_time: Days,
    /// Time constant of coming back.
    pub return_time: Days,
    /// Rise of the cover that buyers aim at, and of their largest order, per unit of the unfilled
    /// share of their orders; zero for none.
    pub hoarding: f64,
}

/// Longest time constant, days: ten years.
const SLOWEST: f64 = 3652.5;

impl Default for Market {
    fn default() -> Self {
        let days = |value| Days::new(value).unwrap_or(Days::ZERO);
        Self {
            prices: true,
            price_elasticity: 0.2,
            stock_weight: 0.5,
            price_time: days(98.0),
            price_limit: 40.0,
            demand_response: true,
            demand_lag: days(182.0),
            supply_elasticity: 0.05,
            supply_limit: 1.1,
            closures: true,
            margin_time: days(91.0),
            closure_time: days(182.0),
            restart_time: days(364.0),
            substitution: Share::new(0.1).unwrap_or(Share::ZERO),
            substitution_from: 3.0,
            substitution_full: 10.0,
            substitution_time: days(730.5),
            return_time: days(1826.25),
            hoarding: 0.0,
        }
    }
}

impl Market {
    /// What is out of range, as (field, message); empty for a sound set of parameters.
    pub fn problems(&self) -> Vec<(&'static str, String)> {
        let times = [
            ("price_time", self.price_time),
            ("demand_lag", self.demand_lag),
            ("margin_time", self.margin_time),
            ("closure_time", self.closure_time),
            ("restart_time", self.restart_time),
            ("substitution_time", self.substitution_time),
            ("return_time", self.return_time),
        ];
        let numbers = [
            ("price_elasticity", self.price_elasticity, 0.01, 10.0),
            ("stock_weight", self.stock_weight, 0.0, 10.0),
            ("price_limit", self.price_limit, 1.0, 1000.0),
            ("supply_elasticity", self.supply_elasticity, 0.0, 2.0),
            ("supply_limit", self.supply_limit, 1.0, 10.0),
            ("substitution_from", self.substitution_from, 1.0, 1000.0),
            ("hoarding", self.hoarding, 0.0, 10.0),
        ];
        let mut wrong = Vec::new();
        for (field, time) in times {
            if !(time.get() > 0.0 && time.get() <= SLOWEST) {
                let got = time.get();
                wrong.push((
                    field,
                    format!("`{field}` must be above 0 and at most {SLOWEST} days, got {got} days"),
                ));
            }
        }
        for (field, value, low, high) in numbers {
            if !(low..=high).contains(&value) {
                wrong.push((
                    field,
                    format!("`{field}` must be between {low} and {high}, got {value}"),
                ));
            }
        }
        let (from, full) = (self.substitution_from, self.substitution_full);
        if !(full > from && full <= 1000.0) {
            wrong.push((
                "substitution_full",
                format!(
                    "`substitution_full` must be above `substitution_from`, which is {from}, and at most 1000, got {full}"
                ),
            ));
        }
        wrong
    }

    /// Prices that never move.
    pub fn off() -> Self {
        Self {
            prices: false,
            ..Self::default()
        }
    }
}

//! Prices and what follows from them, compiled.
//!
//! A *cell* is a price zone and a material. Cells are sorted by level of the material in the order
//! cascade, then zone (China, then the world), so that products come before what they are made of
//! and concentrates after the oxides that they contain. A cell exists where somebody in the zone buys
//! or sells the material.

use monazite_stats::Law;

/// A number that may be uncertain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Param {
    /// Its value where it is not drawn.
    pub(crate) value: f64,
    /// Position in the drawn parameters of a future; 0 where it is not drawn.
    pub(crate) drawn: usize,
}

impl Param {
    /// A number that is known.
    pub(crate) const fn known(value: f64) -> Self {
        Self { value, drawn: 0 }
    }
}

/// What a draw is turned into.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Turn {
    /// Itself.
    Plain,
    /// A time constant in days, into a rate per step: `min(1, dt / T)`.
    Rate,
}

/// A parameter that is drawn once per future.
#[derive(Debug, Clone)]
pub(crate) struct UncertainPlan {
    /// What it is, as the scenario names it.
    pub(crate) target: String,
    /// Key of its random stream.
    pub(crate) key: u64,
    /// Its law, in the unit of the file (days, shares, multiples).
    pub(crate) law: Law,
    /// Largest value that it may take: laws with a long tail go beyond.
    pub(crate) most: f64,
    pub(crate) turn: Turn,
}

impl UncertainPlan {
    /// Its value at a level of probability.
    pub(crate) fn quantile(&self, level: f64) -> f64 {
        self.law.quantile(level).min(self.most)
    }
}

/// A product that orders for a cell come from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ProductPlan {
    /// Its cell, before the one in question.
    pub(crate) cell: usize,
    /// Part of the orders that it stands for.
    pub(crate) part: f64,
    /// Part of its price that the price of the cell in question is passed on in.
    pub(crate) passed: f64,
}

/// One market.
#[derive(Debug, Clone)]
pub(crate) struct CellPlan {
    /// 0 China, 1 the world.
    pub(crate) zone: usize,
    /// Position of the material in the world.
    pub(crate) material: usize,
    /// Inputs and demands in the zone that buy it, by position.
    pub(crate) customers: Vec<usize>,
    /// Outputs in the zone that sell it.
    pub(crate) sellers: Vec<SellerPlan>,
    /// The cell of the material in the other zone.
    pub(crate) other: Option<usize>,
    /// Weight of this cell in the common price of both zones: its part of their baseline use.
    pub(crate) weight: f64,
    /// Position of the material's border in [`MarketPlan::borders`].
    pub(crate) border: usize,
    /// Where its orders come from: part of final demands, by row of responses, ...
    pub(crate) demands: Vec<(usize, f64)>,
    /// ... and of products made from it. All parts sum to 1.
    pub(crate) products: Vec<ProductPlan>,
    /// Concentrates and scrap: what they contain, by cell (all before this one) and part of the value
    /// at baseline; parts sum to 1. Empty for goods with a price of their own.
    pub(crate) contents: Vec<(usize, f64)>,
    /// What it is made of, where its supply at baseline comes from: cell and part of its own price.
    pub(crate) costs: Vec<(usize, f64)>,
    /// Row of the table of price effects; 0 is never.
    pub(crate) effects: usize,
    /// USD per tonne at baseline; 0 where unknown.
    pub(crate) price: f64,
}

/// A seller, and what it could make more.
#[derive(Debug, Clone)]
pub(crate) struct SellerPlan {
    /// Its output stock.
    pub(crate) stock: usize,
    /// The site, position in the plan.
    pub(crate) site: usize,
    /// The activity that makes most of it, position in the plan.
    pub(crate) activity: usize,
    /// t made per t of that activity's throughput.
    pub(crate) coefficient: f64,
}

/// What may restrict a material's trade between the zones: factors of its lanes that cross, with their
/// part of the baseline flow that crosses. Empty where none crosses.
#[derive(Debug, Clone, Default)]
pub(crate) struct BorderPlan {
    pub(crate) gates: Vec<GatePlan>,
}

/// Lanes across a border that feel the same.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GatePlan {
    /// Row of the table of open factors.
    pub(crate) open: usize,
    /// Row of the tables of licences.
    pub(crate) licence: usize,
    /// Row of the table of order factors.
    pub(crate) order: usize,
    /// Quotas: positions in the plan.
    pub(crate) quotas: Vec<usize>,
    /// Part of the flow.
    pub(crate) part: f64,
}

/// How demands follow the price of a cell. Row 0 does not.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ResponsePlan {
    pub(crate) cell: usize,
    /// Elasticity as a positive number; zero for none.
    pub(crate) elasticity: f64,
    /// Multiplier of it.
    pub(crate) scale: Param,
    /// Largest share that is replaced.
    pub(crate) limit: Param,
}

impl ResponsePlan {
    /// That of row 0.
    pub(crate) const fn never() -> Self {
        Self {
            cell: 0,
            elasticity: 0.0,
            scale: Param::known(1.0),
            limit: Param::known(0.0),
        }
    }
}

/// What a site's products are worth and what it pays, per step of baseline operation (of full
/// capacity for a planned site).
#[derive(Debug, Clone, Default)]
pub(crate) struct BasketPlan {
    /// Products: cell, USD at baseline prices, floor of the index by support (position in
    /// [`MarketPlan::supports`]).
    pub(crate) products: Vec<(usize, f64, Vec<usize>)>,
    /// Feeds: cell, USD at baseline prices.
    pub(crate) feeds: Vec<(usize, f64)>,
    /// Cash cost, USD.
    pub(crate) cash: f64,
    /// Whether the site mothballs on its margin.
    pub(crate) closes: bool,
    /// Products: cell and part of the revenue; empty without any.
    pub(crate) parts: Vec<(usize, f64)>,
    /// Position of the first basket of the same parts: prices stretch the capacities of both alike.
    pub(crate) alike: usize,
}

impl BasketPlan {
    /// USD of products at baseline prices.
    pub(crate) fn revenue(&self) -> f64 {
        self.products.iter().map(|(_, worth, _)| worth).sum()
    }

    /// Margin at baseline prices, share of revenue.
    pub(crate) fn margin(&self) -> f64 {
        let paid: f64 = self.feeds.iter().map(|(_, worth)| worth).sum();
        let revenue = self.revenue();
        if revenue > 0.0 {
            (revenue - paid - self.cash) / revenue
        } else {
            0.0
        }
    }
}

/// A guaranteed price of one product of one site.
#[derive(Debug, Clone)]
pub(crate) struct SupportPlan {
    /// The site, position in the plan.
    pub(crate) site: usize,
    /// Its output stock.
    pub(crate) stock: usize,
    /// Cell of its price.
    pub(crate) cell: usize,
    /// Floor as an index of the baseline price.
    pub(crate) floor: f64,
    /// Largest volume paid for, t per step.
    pub(crate) volume: f64,
    /// The state pays; otherwise buyers do.
    pub(crate) public: bool,
    /// Steps in which it is in force.
    pub(crate) steps: std::ops::Range<u32>,
}

/// A volume that is taken from a site whatever is ordered.
#[derive(Debug, Clone)]
pub(crate) struct OfftakePlan {
    /// The activity that makes most of the product at the site, position in the plan.
    pub(crate) activity: usize,
    /// Throughput per step that makes the volume.
    pub(crate) throughput: f64,
    /// First step.
    pub(crate) from: u32,
}

/// How sites close and open again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ClosurePlan {
    /// Weight of the newest margin in the average.
    pub(crate) rate: f64,
    /// Steps below zero until a site closes.
    pub(crate) close: f64,
    /// Steps above zero until it works again.
    pub(crate) restart: f64,
}

/// What makes a planned site start, besides its date.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TriggerPlan {
    /// Cell whose index is watched.
    pub(crate) cell: usize,
    /// Index that it must exceed.
    pub(crate) above: f64,
    /// Steps on end.
    pub(crate) steps: f64,
    /// First step in which the clock may run.
    pub(crate) from: u32,
}

/// Prices and decisions of a plan.
#[derive(Debug, Clone, Default)]
pub(crate) struct MarketPlan {
    /// Whether prices move.
    pub(crate) on: bool,
    pub(crate) cells: Vec<CellPlan>,
    pub(crate) borders: Vec<BorderPlan>,
    /// Row 0 never responds.
    pub(crate) responses: Vec<ResponsePlan>,
    /// One per site of the plan.
    pub(crate) baskets: Vec<BasketPlan>,
    pub(crate) supports: Vec<SupportPlan>,
    /// By site of the plan; empty without any.
    pub(crate) offtakes: Vec<Vec<OfftakePlan>>,
    pub(crate) rules: Option<RulesPlan>,
}

/// Constants of the rules.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RulesPlan {
    pub(crate) price_elasticity: Param,
    pub(crate) stock_weight: Param,
    /// Share of the gap to the clearing price that is closed in a step.
    pub(crate) price_rate: Param,
    /// Largest logarithm of an index.
    pub(crate) limit: f64,
    /// Weight of the newest price in what demand responds to.
    pub(crate) demand_rate: Param,
    pub(crate) supply_elasticity: Param,
    /// Largest multiple of capacity.
    pub(crate) supply_limit: f64,
    pub(crate) closures: Option<ClosurePlan>,
    /// Logarithms of the indices where replacing begins and is complete.
    pub(crate) replace: (f64, f64),
    pub(crate) replace_rate: f64,
    pub(crate) return_rate: f64,
    pub(crate) hoarding: Param,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_with_a_long_tail_is_never_drawn_above_all_of_it() {
        let leakage = UncertainPlan {
            target: "hazard[ban].leakage".to_owned(),
            key: 1,
            law: Law::lognormal_median_q90(0.5, 0.9).expect("a law"),
            most: 1.0,
            turn: Turn::Plain,
        };
        assert!(leakage.law.quantile(0.99) > 1.0);
        assert_eq!(leakage.quantile(0.99), 1.0);
        assert_eq!(leakage.quantile(0.5), leakage.law.quantile(0.5));
    }
}

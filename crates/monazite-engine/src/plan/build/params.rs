//! Parameters that are drawn once per future: who feels which.

use monazite_model::{Demand, Table, Target, Trade};
use monazite_stats::entity_key;

use super::{Builder, CompileError};
use crate::plan::market::Turn;
use crate::plan::{Param, UncertainPlan};

impl Builder<'_> {
    /// A parameter by its path, and its value where it is known.
    pub(super) fn param(&self, target: &str, value: f64) -> Param {
        let drawn = self.position(|_, known| known == target);
        Param { value, drawn }
    }

    /// Position (from 1) of the first uncertain target that fits; 0 for none.
    fn position(&self, fits: impl Fn(&Target, &str) -> bool) -> usize {
        let mut targets = self.scenario.uncertain.iter();
        let found = targets.position(|uncertain| {
            Target::parse(&uncertain.target).is_ok_and(|target| fits(&target, &uncertain.target))
        });
        found.map_or(0, |at| at + 1)
    }

    /// A multiplier of something of a demand.
    fn of_demand(&self, demand: &Demand, key: &str) -> usize {
        self.position(|target, _| target.is_of_demand(demand, key, self.world))
    }

    /// Multiplier of a demand's cover.
    pub(super) fn cover_scale(&self, demand: &Demand) -> Param {
        let drawn = self.of_demand(demand, "cover_scale");
        Param { value: 1.0, drawn }
    }

    /// Multiplier of a demand's elasticity.
    pub(super) fn elasticity_scale(&self, demand: &Demand) -> Param {
        let drawn = self.of_demand(demand, "elasticity_scale");
        Param { value: 1.0, drawn }
    }

    /// Position of the drawn growth of a demand; 0 where it is known.
    pub(super) fn drawn_growth(&self, demand: &Demand) -> usize {
        self.of_demand(demand, "growth")
    }

    /// Multiplier of the time to qualify a trade row.
    pub(super) fn qualification_scale(&self, row: &Trade) -> Param {
        let fits =
            |target: &Target, _: &str| target.is_of_trade(row, "qualification_scale", self.world);
        let drawn = self.position(fits);
        Param { value: 1.0, drawn }
    }

    /// The laws of all uncertain parameters, in the order of the scenario.
    pub(super) fn uncertain(&self) -> Result<Vec<UncertainPlan>, CompileError> {
        let plan = |uncertain: &monazite_model::Uncertain| {
            let law = super::hazards::law(&uncertain.law).map_err(|error| CompileError::Law {
                table: Table::Uncertain,
                id: uncertain.target.clone(),
                field: "law".to_owned(),
                error,
            })?;
            Ok(UncertainPlan {
                target: uncertain.target.clone(),
                key: entity_key(&uncertain.target),
                law,
                most: Target::parse(&uncertain.target)
                    .map_or(f64::INFINITY, |target| target.most()),
                turn: match uncertain.target.as_str() {
                    "market.price_time" | "market.demand_lag" => Turn::Rate,
                    _ => Turn::Plain,
                },
            })
        };
        self.scenario.uncertain.iter().map(plan).collect()
    }
}

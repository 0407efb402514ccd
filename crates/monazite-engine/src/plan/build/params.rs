//! Parameters that are drawn once per future: who feels which.

use monazite_model::{Demand, Table, Trade};
use monazite_stats::entity_key;

use super::{Builder, CompileError};
use crate::plan::market::Turn;
use crate::plan::{Param, UncertainPlan};

impl Builder<'_> {
    /// A parameter by its path, and its value where it is known.
    pub(super) fn param(&self, target: &str, value: f64) -> Param {
        let drawn = self.position(|known| known == target);
        Param { value, drawn }
    }

    /// Position (from 1) of the first uncertain target that fits; 0 for none.
    fn position(&self, fits: impl Fn(&str) -> bool) -> usize {
        let mut targets = self.scenario.uncertain.iter();
        targets
            .position(|uncertain| fits(&uncertain.target))
            .map_or(0, |at| at + 1)
    }

    /// Multiplier of a demand's cover.
    pub(super) fn cover_scale(&self, _demand: &Demand) -> Param {
        Param::known(1.0)
    }

    /// Multiplier of a demand's elasticity.
    pub(super) fn elasticity_scale(&self, _demand: &Demand) -> Param {
        Param::known(1.0)
    }

    /// Largest share of a demand that users replace.
    pub(super) fn substitution(&self, _demand: &Demand) -> Param {
        self.param(
            "market.substitution",
            self.scenario.market.substitution.get(),
        )
    }

    /// Position of the drawn growth of a demand; 0 where it is known.
    pub(super) fn drawn_growth(&self, _demand: &Demand) -> usize {
        0
    }

    /// Multiplier of the time to qualify a trade row.
    pub(super) fn qualification_scale(&self, _row: &Trade) -> Param {
        Param::known(1.0)
    }

    /// The laws of all uncertain parameters, in the order of the scenario.
    pub(super) fn uncertain(&self) -> Result<Vec<UncertainPlan>, CompileError> {
        self.scenario
            .uncertain
            .iter()
            .map(|uncertain| {
                let law =
                    super::hazards::law(&uncertain.law).map_err(|error| CompileError::Law {
                        table: Table::Uncertain,
                        id: uncertain.target.clone(),
                        field: "law".to_owned(),
                        error,
                    })?;
                Ok(UncertainPlan {
                    target: uncertain.target.clone(),
                    key: entity_key(&uncertain.target),
                    law,
                    turn: match uncertain.target.as_str() {
                        "market.price_time" | "market.demand_lag" => Turn::Rate,
                        _ => Turn::Plain,
                    },
                })
            })
            .collect()
    }
}

//! `[behaviour]` of packs and scenarios.

use monazite_model::{AllocationRule, Behaviour as ModelBehaviour};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::share;
use crate::quantity::Time;

/// How buyers and sellers behave; what is left out keeps the value of the pack, or the default.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Behaviour {
    /// Time over which buyers close the gap between their stock position and its target.
    #[serde(skip_serializing_if = "Option::is_none")]
    adjustment_time: Option<Time>,
    /// Largest order, as a multiple of baseline use.
    #[serde(skip_serializing_if = "Option::is_none")]
    order_limit: Option<f64>,
    /// Time constant of the average of orders that producers plan by.
    #[serde(skip_serializing_if = "Option::is_none")]
    order_smoothing: Option<Time>,
    /// Time over which producers close the gap of their output stock.
    #[serde(skip_serializing_if = "Option::is_none")]
    output_adjustment_time: Option<Time>,
    /// Time constant of the average of a lane's fill rate: how fast buyers switch.
    #[serde(skip_serializing_if = "Option::is_none")]
    reliability_time: Option<Time>,
    /// Smallest reliability, so that a failed source is asked again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1.0))]
    reliability_floor: Option<f64>,
    /// Unfilled share of orders above which a buyer starts to qualify alternatives.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1.0))]
    qualification_trigger: Option<f64>,
    /// Nominal share of an alternative lane once it is qualified.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1.0))]
    alternative_share: Option<f64>,
    /// Output stock beyond this multiple of its target is surplus.
    #[serde(skip_serializing_if = "Option::is_none")]
    output_limit: Option<f64>,
    /// Who is served first when there is not enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    allocation: Option<Allocation>,
    /// Whether unfilled orders are offered once more to other open lanes with supply left.
    #[serde(skip_serializing_if = "Option::is_none")]
    spot: Option<bool>,
}

/// Who is served first when there is not enough.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Allocation {
    /// Everybody the same share of what they ordered.
    ProRata,
    /// Home, contract, allies, others; within a class by the demand's priority.
    Priority,
    /// The smallest orders in full, the rest an equal amount.
    MaxMin,
}

impl Behaviour {
    /// Every value written, so that a resolved scenario does not depend on defaults.
    pub(crate) fn of(model: &ModelBehaviour) -> Self {
        let time = |days: monazite_model::Days| Some(Time::days(days.get()));
        Self {
            adjustment_time: time(model.adjustment_time),
            order_limit: Some(model.order_limit),
            order_smoothing: time(model.order_smoothing),
            output_adjustment_time: time(model.output_adjustment_time),
            reliability_time: time(model.reliability_time),
            reliability_floor: Some(model.reliability_floor.get()),
            qualification_trigger: Some(model.qualification_trigger.get()),
            alternative_share: Some(model.alternative_share.get()),
            output_limit: Some(model.output_limit),
            allocation: Some(match model.allocation {
                AllocationRule::ProRata => Allocation::ProRata,
                AllocationRule::Priority => Allocation::Priority,
                AllocationRule::MaxMin => Allocation::MaxMin,
            }),
            spot: Some(model.spot),
        }
    }

    /// `base` with what is written here.
    pub(crate) fn over(&self, base: &ModelBehaviour) -> ModelBehaviour {
        let time = |written: &Option<Time>, base| written.as_ref().map_or(base, Time::span);
        let part = |written: Option<f64>, base| written.map_or(base, share);
        ModelBehaviour {
            adjustment_time: time(&self.adjustment_time, base.adjustment_time),
            order_limit: self.order_limit.unwrap_or(base.order_limit),
            order_smoothing: time(&self.order_smoothing, base.order_smoothing),
            output_adjustment_time: time(&self.output_adjustment_time, base.output_adjustment_time),
            reliability_time: time(&self.reliability_time, base.reliability_time),
            reliability_floor: part(self.reliability_floor, base.reliability_floor),
            qualification_trigger: part(self.qualification_trigger, base.qualification_trigger),
            alternative_share: part(self.alternative_share, base.alternative_share),
            output_limit: self.output_limit.unwrap_or(base.output_limit),
            allocation: self.allocation.map_or(base.allocation, |rule| match rule {
                Allocation::ProRata => AllocationRule::ProRata,
                Allocation::Priority => AllocationRule::Priority,
                Allocation::MaxMin => AllocationRule::MaxMin,
            }),
            spot: self.spot.unwrap_or(base.spot),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_wins_and_the_rest_is_inherited() {
        let base = ModelBehaviour {
            order_limit: 3.0,
            ..ModelBehaviour::default()
        };
        let written: Behaviour =
            toml::from_str("allocation = 'max_min'\nadjustment_time = '2 weeks'\n").unwrap();
        let model = written.over(&base);
        assert_eq!(model.allocation, AllocationRule::MaxMin);
        assert_eq!(model.adjustment_time.get(), 14.0);
        assert_eq!(model.order_limit, 3.0);
        assert_eq!(
            Behaviour::of(&model).over(&ModelBehaviour::default()),
            model
        );
    }
}

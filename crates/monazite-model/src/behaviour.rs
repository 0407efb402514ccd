//! How buyers and sellers behave: named parameters, all of them documented and overridable.

use crate::{Days, Share};

/// Who is served first when there is not enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum AllocationRule {
    /// Everybody the same share of what they ordered.
    #[default]
    ProRata,
    /// Home, contract, allies (a shared bloc), others; within a class by the demand's priority.
    Priority,
    /// The smallest orders in full, the rest an equal amount.
    MaxMin,
}

impl AllocationRule {
    /// Word used in files and reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::ProRata => "pro_rata",
            Self::Priority => "priority",
            Self::MaxMin => "max_min",
        }
    }
}

/// Parameters of the decisions of buyers and sellers. Defaults are judgement (grade C) of this
/// project; a pack or scenario may set each of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Behaviour {
    /// Time over which buyers close the gap between their stock position and its target.
    pub adjustment_time: Days,
    /// Largest order, as a multiple of baseline use.
    pub order_limit: f64,
    /// Time constant of the exponential average of orders that producers plan by.
    pub order_smoothing: Days,
    /// Time over which producers close the gap of their output stock.
    pub output_adjustment_time: Days,
    /// Time constant of the exponential average of a lane's fill rate: how fast buyers switch.
    pub reliability_time: Days,
    /// Smallest reliability, so that a failed source is asked again.
    pub reliability_floor: Share,
    /// Unfilled share of a buyer's orders (smoothed) above which it starts to qualify alternatives.
    pub qualification_trigger: Share,
    /// Nominal share of an alternative lane in the baseline use of its buyer once it is qualified.
    pub alternative_share: Share,
    /// Output stock beyond this multiple of its target is surplus and leaves the system.
    pub output_limit: f64,
    /// What sellers do when orders exceed what they can ship.
    pub allocation: AllocationRule,
    /// Whether unfilled orders are offered once more to other open lanes with supply left.
    pub spot: bool,
}

impl Default for Behaviour {
    fn default() -> Self {
        let days = |value| Days::new(value).unwrap_or(Days::ZERO);
        let share = |value| Share::new(value).unwrap_or(Share::ZERO);
        Self {
            adjustment_time: days(56.0),
            order_limit: 2.0,
            order_smoothing: days(28.0),
            output_adjustment_time: days(56.0),
            reliability_time: days(56.0),
            reliability_floor: share(0.05),
            qualification_trigger: share(0.10),
            alternative_share: share(0.10),
            output_limit: 2.0,
            allocation: AllocationRule::ProRata,
            spot: true,
        }
    }
}

/// Longest time constant, days: ten years.
const SLOWEST: f64 = 3652.5;
/// Largest multiple: more is no limit any more.
const WIDEST: f64 = 100.0;

impl Behaviour {
    /// What is out of range, as (field, message); empty for a sound set of parameters.
    pub fn problems(&self) -> Vec<(&'static str, String)> {
        let times = [
            ("adjustment_time", self.adjustment_time),
            ("order_smoothing", self.order_smoothing),
            ("output_adjustment_time", self.output_adjustment_time),
            ("reliability_time", self.reliability_time),
        ];
        let times = times.map(|(field, time)| {
            let ok = time.get() > 0.0 && time.get() <= SLOWEST;
            let expected = format!(
                "above 0 and at most {SLOWEST} days, got {} days",
                time.get()
            );
            (field, ok, expected)
        });
        let limits = [
            ("order_limit", self.order_limit),
            ("output_limit", self.output_limit),
        ];
        let limits = limits.map(|(field, limit)| {
            let ok = (1.0..=WIDEST).contains(&limit);
            (field, ok, format!("between 1 and {WIDEST}, got {limit}"))
        });
        let all = times.into_iter().chain(limits);
        all.filter(|(_, ok, _)| !ok)
            .map(|(field, _, expected)| (field, format!("`{field}` must be {expected}")))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_sound() {
        assert_eq!(Behaviour::default().problems(), []);
    }

    #[test]
    fn every_parameter_out_of_range_is_told() {
        let wrong = Behaviour {
            adjustment_time: Days::ZERO,
            reliability_time: Days::new(4000.0).unwrap(),
            order_limit: 0.5,
            output_limit: f64::NAN,
            ..Behaviour::default()
        };
        let fields: Vec<_> = wrong
            .problems()
            .into_iter()
            .map(|(field, _)| field)
            .collect();
        let expected = [
            "adjustment_time",
            "reliability_time",
            "order_limit",
            "output_limit",
        ];
        assert_eq!(fields, expected);
    }
}

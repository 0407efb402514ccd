//! The worst futures of a run, and what was different in them.

use monazite_engine::{HazardTally, Indicator, RunResult, Scope};

use crate::measure::{self, Reading};

/// Share of futures that makes the tail.
pub(crate) const TAIL: f64 = 0.05;

/// Positions of the worst 5 % of replications by value at risk in the whole world (rounded up), worst
/// first; ties go to the earlier replication. Futures without loss are never among them.
pub(crate) fn worst(result: &RunResult) -> Vec<usize> {
    let losses = measure::values(result, &Scope::default(), Indicator::ValueAtRisk);
    let mut order: Vec<usize> = (0..losses.len()).filter(|&at| losses[at] > 0.0).collect();
    order.sort_by(|&a, &b| losses[b].total_cmp(&losses[a]).then(a.cmp(&b)));
    order.truncate((losses.len() as f64 * TAIL).ceil() as usize);
    order
}

/// How a hazard stands out in the tail.
#[derive(Debug, Clone, PartialEq)]
pub struct Driver {
    /// Hazard id.
    pub hazard: String,
    /// Its family.
    pub family: String,
    /// Share of all replications in which it struck at least once.
    pub struck: Reading,
    /// The same among the worst 5 % of replications.
    pub struck_in_tail: Reading,
    /// Mean weeks in force over all replications.
    pub weeks: f64,
    /// Mean weeks in force over the worst 5 % of replications.
    pub weeks_in_tail: f64,
    /// Mean of the weeks in force in the tail less the mean of all, in standard deviations of all:
    /// what drivers are ranked by, since it sees both more strikes and longer ones.
    pub contrast: f64,
}

impl Driver {
    /// How many times more often it struck in the tail than overall; `None` when it never struck.
    pub fn lift(&self) -> Option<f64> {
        (self.struck.value > 0.0).then(|| self.struck_in_tail.value / self.struck.value)
    }
}

fn average(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let count = values.clone().count();
    if count == 0 {
        0.0
    } else {
        values.sum::<f64>() / count as f64
    }
}

fn driver(hazard: &HazardTally, tail: &[usize]) -> Driver {
    let all = hazard.weeks.iter().copied();
    let weeks = average(all.clone());
    let spread = average(all.map(|x| (x - weeks) * (x - weeks))).sqrt();
    let weeks_in_tail = average(tail.iter().map(|&at| hazard.weeks[at]));
    Driver {
        hazard: hazard.hazard.clone(),
        family: hazard.family.clone(),
        struck: measure::chance(hazard.occurrences.iter().map(|&times| times > 0)),
        struck_in_tail: measure::chance(tail.iter().map(|&at| hazard.occurrences[at] > 0)),
        weeks,
        weeks_in_tail,
        contrast: if spread > 0.0 {
            (weeks_in_tail - weeks) / spread
        } else {
            0.0
        },
    }
}

/// What makes the worst 5 %: hazards by how far the tail stands out, most first. Empty when no future
/// loses anything.
pub fn drivers(result: &RunResult) -> Vec<Driver> {
    let tail = worst(result);
    if tail.is_empty() {
        return Vec::new();
    }
    let mut drivers: Vec<Driver> = result
        .hazards
        .iter()
        .map(|hazard| driver(hazard, &tail))
        .collect();
    drivers.sort_by(|a, b| {
        b.contrast
            .total_cmp(&a.contrast)
            .then(a.hazard.cmp(&b.hazard))
    });
    drivers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_tail_is_the_worst_twentieth_and_never_a_future_without_loss() {
        let result = sample::result(100);
        assert_eq!(worst(&result), [99, 98, 97, 96, 95]);
        // One loser among a hundred: the tail is that one, not five.
        let mut one = result;
        for column in &mut one.columns {
            column
                .values
                .iter_mut()
                .enumerate()
                .for_each(|(at, x)| *x *= f64::from(at == 60));
        }
        assert_eq!(worst(&one), [60]);
    }

    #[test]
    fn the_hazard_behind_the_worst_futures_comes_first_with_its_lift() {
        let drivers = drivers(&sample::result(100));
        assert_eq!(drivers[0].hazard, "ban");
        assert_eq!(drivers[0].struck_in_tail.value, 1.0);
        assert!((drivers[0].lift().unwrap() - 10.0).abs() < 1e-9);
        // Every second future has a strike, and so have three of the worst five.
        assert!((drivers[1].struck_in_tail.value - 0.6).abs() < 1e-12);
        assert!(drivers[1].contrast < drivers[0].contrast);
    }

    #[test]
    fn without_loss_there_is_nothing_to_attribute() {
        let mut result = sample::result(100);
        result
            .columns
            .iter_mut()
            .for_each(|column| column.values.fill(0.0));
        assert!(drivers(&result).is_empty());
    }
}

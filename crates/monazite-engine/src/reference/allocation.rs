//! Allocation: who gets what when orders exceed the stock.

use monazite_model::AllocationRule;

use super::max_min;
use super::world::{Twin, approach, fill, larger};
use crate::plan::Level;

impl Twin<'_> {
    /// Rations each supplier's stock; the lanes remember how they were served.
    pub(super) fn allocation(&mut self, level: &Level) {
        for supplier in level.suppliers.clone() {
            let lanes = self.lanes_from[supplier].clone();
            let asked: Vec<f64> = lanes.iter().map(|&at| self.lanes[at].asked).collect();
            let supply = self.stocks[supplier].held;
            let mut ordered = 0.0;
            for &tonnes in &asked {
                ordered += tonnes;
            }
            self.stocks[supplier].ordered = ordered;
            let filled: Vec<f64> = match self.plan.allocation {
                AllocationRule::ProRata => vec![fill(ordered, supply); lanes.len()],
                AllocationRule::Priority => {
                    let class: Vec<usize> =
                        lanes.iter().map(|&at| self.phase().tiers[at]).collect();
                    by_class(&asked, &class, supply)
                }
                AllocationRule::MaxMin => max_min::filled(&asked, ordered, supply),
            };
            for (at, filled) in lanes.into_iter().zip(filled) {
                self.settle(at, filled);
            }
        }
    }

    /// What a lane ships of what it was asked.
    fn settle(&mut self, at: usize, filled: f64) {
        let lane = &mut self.lanes[at];
        lane.allocated = lane.asked * filled;
        lane.served = filled;
    }

    /// Reliability follows the served share of the order, after quotas, times how open the lane is.
    pub(super) fn remember(&mut self, level: &Level) {
        let rates = &self.plan.rates;
        for at in level.lanes.clone() {
            let kept = self.lanes[at].served * self.open(&self.plan.lanes[at]);
            let kept = kept * self.granted(at);
            let newer = approach(self.lanes[at].reliability, kept, rates.reliability);
            self.lanes[at].reliability = larger(newer, rates.reliability_floor);
        }
    }

    /// Adds up, at both ends of each lane, what has been allocated.
    pub(super) fn promises(&mut self, level: &Level) {
        for stock in level.suppliers.clone().chain(level.customers.clone()) {
            self.stocks[stock].promised = 0.0;
        }
        for at in level.lanes.clone() {
            let lane = &self.plan.lanes[at];
            self.stocks[lane.from].promised += self.lanes[at].allocated;
            self.stocks[lane.to].promised += self.lanes[at].allocated;
        }
    }
}

/// Filled share of each order when classes are served in turn, pro rata within a class.
fn by_class(asked: &[f64], class: &[usize], supply: f64) -> Vec<f64> {
    let mut filled = vec![1.0; asked.len()];
    let mut left = supply;
    for turn in 0..=class.iter().copied().max().unwrap_or(0) {
        let mut ordered = 0.0;
        for (tonnes, _) in asked.iter().zip(class).filter(|(_, class)| **class == turn) {
            ordered += tonnes;
        }
        for (share, _) in filled
            .iter_mut()
            .zip(class)
            .filter(|(_, class)| **class == turn)
        {
            *share = fill(ordered, left);
        }
        left = larger(left - ordered, 0.0);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_class_gets_only_what_the_earlier_ones_leave() {
        let filled = by_class(&[6.0, 4.0, 8.0, 1.0], &[0, 0, 1, 2], 14.0);
        assert_eq!(filled, [1.0, 1.0, 0.5, 0.0]);
    }

    #[test]
    fn within_a_class_all_get_the_same_share() {
        assert_eq!(by_class(&[6.0, 4.0], &[0, 0], 5.0), [0.5, 0.5]);
    }
}

//! Kinds of futures: those in which a hazard struck or spared, and those in which a parameter that nobody
//! knows came out low or high.

use monazite_stats::{Estimate, Moments};

use super::Comparison;
use crate::result::RunResult;

/// A class with fewer futures than this tells nothing.
const LEAST: usize = 50;

/// What the futures of a class have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// All there are.
    All,
    /// The hazard struck at least once.
    Struck(String),
    /// The hazard never struck.
    Spared(String),
    /// The parameter is in the lowest third of its draws.
    Low(String),
    /// The parameter is in the highest third of its draws.
    High(String),
}

/// Futures of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// What they have in common.
    pub kind: Kind,
    /// Their positions among those of the run.
    pub futures: Vec<usize>,
}

impl Class {
    /// All kinds that have enough futures: all, by hazard, by parameter (name and value per future).
    pub fn of(result: &RunResult, parameters: &[(String, Vec<f64>)]) -> Vec<Self> {
        let futures = result.replications as usize;
        let mut classes = vec![Self {
            kind: Kind::All,
            futures: (0..futures).collect(),
        }];
        for hazard in &result.hazards {
            let (struck, spared): (Vec<usize>, Vec<usize>) =
                (0..futures).partition(|&at| hazard.occurrences[at] > 0);
            let id = || hazard.hazard.clone();
            for (kind, futures) in [(Kind::Struck(id()), struck), (Kind::Spared(id()), spared)] {
                classes.push(Self { kind, futures });
            }
        }
        for (name, values) in parameters {
            let mut order: Vec<usize> = (0..values.len().min(futures)).collect();
            order.sort_by(|&a, &b| values[a].total_cmp(&values[b]).then(a.cmp(&b)));
            let third = order.len() / 3;
            let low = order[..third].to_vec();
            let high = order[order.len() - third..].to_vec();
            for (kind, mut futures) in [
                (Kind::Low(name.clone()), low),
                (Kind::High(name.clone()), high),
            ] {
                futures.sort_unstable();
                classes.push(Self { kind, futures });
            }
        }
        // A kind that all futures are of, or that has the futures of another, tells nothing new.
        let mut kept: Vec<Self> = Vec::new();
        for class in classes {
            let parts = class.kind == Kind::All || class.futures.len() < futures;
            let known = kept.iter().any(|other| other.futures == class.futures);
            if parts && !known && class.futures.len() >= LEAST.min(futures) {
                kept.push(class);
            }
        }
        kept
    }
}

impl Comparison<'_> {
    /// What each strategy's futures of a class lose on average, USD: loss of the focus, with its cost
    /// where `with_costs`.
    pub fn stakes(&self, class: &Class, with_costs: bool) -> Vec<Estimate> {
        let stake = |strategy: usize| {
            let of = |&at: &usize| {
                let cost = if with_costs {
                    self.costs[strategy][at]
                } else {
                    0.0
                };
                self.losses[strategy][at] + cost
            };
            let values: Vec<f64> = class.futures.iter().map(of).collect();
            Moments::of(&values).estimate()
        };
        (0..self.len()).map(stake).collect()
    }

    /// The strategy whose largest regret over the classes is smallest, and that regret, USD: how much
    /// less the best strategy for the class would have lost on average.
    pub fn least_regret(&self, classes: &[Class], with_costs: bool) -> Option<(usize, f64)> {
        let mut largest = vec![0.0_f64; self.len()];
        for class in classes {
            let stakes = self.stakes(class, with_costs);
            let least = stakes
                .iter()
                .map(|stake| stake.value)
                .fold(f64::INFINITY, f64::min);
            for (largest, stake) in largest.iter_mut().zip(&stakes) {
                *largest = largest.max(stake.value - least);
            }
        }
        let regrets = largest.into_iter().enumerate();
        regrets.min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)))
    }
}

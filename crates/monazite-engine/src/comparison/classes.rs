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
            let [low, high] = thirds(&values[..values.len().min(futures)]);
            for (kind, futures) in [
                (Kind::Low(name.clone()), low),
                (Kind::High(name.clone()), high),
            ] {
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

    /// What each strategy loses more on average in a class than the best one for it, USD.
    pub fn class_regrets(&self, class: &Class, with_costs: bool) -> Vec<f64> {
        let stakes = self.stakes(class, with_costs);
        let values = stakes.iter().map(|stake| stake.value);
        let least = values.clone().fold(f64::INFINITY, f64::min);
        values.map(|value| value - least).collect()
    }

    /// The strategy whose largest regret over the classes is smallest, that regret, USD, and the class that
    /// it is of.
    pub fn least_regret<'c>(
        &self,
        classes: &'c [Class],
        with_costs: bool,
    ) -> Option<(usize, f64, &'c Class)> {
        let by_class: Vec<(&Class, Vec<f64>)> = classes
            .iter()
            .map(|class| (class, self.class_regrets(class, with_costs)))
            .collect();
        let largest = |strategy: usize| {
            let mine = by_class
                .iter()
                .map(|(class, regrets)| (regrets[strategy], *class));
            mine.reduce(|worst, other| if other.0 > worst.0 { other } else { worst })
        };
        let found =
            (0..self.len()).filter_map(|at| largest(at).map(|(regret, class)| (at, regret, class)));
        found.min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)))
    }
}

/// Positions of the lowest and of the highest third of some values, in order.
pub(crate) fn thirds(values: &[f64]) -> [Vec<usize>; 2] {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]).then(a.cmp(&b)));
    let third = order.len() / 3;
    let (low, high) = (&order[..third], &order[order.len() - third..]);
    [low, high].map(|part| {
        let mut part = part.to_vec();
        part.sort_unstable();
        part
    })
}

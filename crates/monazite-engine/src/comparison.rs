//! Strategies against each other on the same futures, replication by replication. Definitions:
//! `docs/statistics.md`.

pub(crate) mod classes;

use monazite_stats::{
    Dominance, Estimate, Moments, Sample, best_shares, cvar_difference, cvar_scores, detectable,
    dominance, of_scores, paired_difference, ratio, replications_to_tell, simultaneous, verdicts,
};

use crate::result::{Indicator, RunResult, Scope};
use crate::run::Precision;
use crate::statistic::{Statistic, is_loss};
pub use classes::{Class, Kind};

/// Level of the tail by which strategies are ranked.
pub const TAIL_LEVEL: f64 = 0.95;

/// What is compared of an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Mean over futures.
    Mean,
    /// Mean of the worst 5 % of futures (CVaR95).
    Tail,
}

impl Measure {
    /// Word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Tail => "cvar95",
        }
    }
}

/// A difference of two strategies, first less second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The difference with its own 95 % interval.
    pub estimate: Estimate,
    /// Ends of the interval that holds together with those of all pairs of strategies, with 95 %;
    /// `None` where the sample is too small for one.
    pub together: Option<(f64, f64)>,
}

impl Difference {
    /// Whether the first is surely smaller (`true`) or larger (`false`), whatever else is compared;
    /// `None` where they cannot be told apart.
    pub fn smaller(&self) -> Option<bool> {
        let (low, high) = self.together?;
        (low > 0.0 || high < 0.0).then_some(high < 0.0)
    }
}

/// One statistic of a comparison, as `statistics.csv` has them.
#[derive(Debug, Clone, PartialEq)]
pub struct Paired {
    /// The statistic; of a pair it is that of the differences, future by future.
    pub statistic: Statistic,
    /// The other strategy of a pair; empty for one strategy alone.
    pub versus: String,
    /// As [`Difference::together`].
    pub together: Option<(f64, f64)>,
}

/// Results of all strategies of a scenario on the same futures. The first does nothing.
#[derive(Debug, Clone)]
pub struct Comparison<'a> {
    results: &'a [RunResult],
    focus: Scope,
    /// By strategy: output of the focus that depends on what is missing, USD per future.
    losses: Vec<&'a [f64]>,
    /// By strategy: one number per future whose mean is the CVaR of the losses.
    scores: Vec<Vec<f64>>,
    /// By strategy: what it costs state and industry, USD per future.
    costs: Vec<Vec<f64>>,
}

impl<'a> Comparison<'a> {
    /// Compares results of the same futures for those in `focus`, by their value at risk.
    pub fn new(results: &'a [RunResult], focus: Scope) -> Self {
        let losses: Vec<&[f64]> = results
            .iter()
            .map(|result| values(result, &focus, Indicator::ValueAtRisk))
            .collect();
        let everybody = Scope::default();
        let costs = results.iter().map(|result| {
            let public = values(result, &everybody, Indicator::PublicCost);
            let industry = values(result, &everybody, Indicator::IndustryCost);
            public.iter().zip(industry).map(|(a, b)| a + b).collect()
        });
        Self {
            scores: losses
                .iter()
                .map(|losses| cvar_scores(losses, TAIL_LEVEL))
                .collect(),
            costs: costs.collect(),
            results,
            focus,
            losses,
        }
    }

    /// The results, in the order of the scenario; doing nothing first.
    pub fn results(&self) -> &'a [RunResult] {
        self.results
    }

    /// Whom the ranking is for.
    pub fn focus(&self) -> &Scope {
        &self.focus
    }

    /// Losses of the focus under a strategy, by replication.
    pub fn losses(&self, strategy: usize) -> &'a [f64] {
        self.losses[strategy]
    }

    /// How well mean and tail of the losses of the focus are known under every strategy.
    pub fn known(&self, target: f64) -> Precision {
        Precision::of_losses(self.losses.iter().copied(), target)
    }

    /// CVaR95 of the losses of the focus under a strategy.
    pub fn tail(&self, strategy: usize) -> f64 {
        Sample::new(self.losses[strategy]).cvar(TAIL_LEVEL).value
    }

    /// Number of strategies, doing nothing among them.
    pub fn len(&self) -> usize {
        self.results.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.results.is_empty()
    }

    /// Futures that all strategies met.
    pub fn replications(&self) -> u64 {
        self.results.first().map_or(0, |result| result.replications)
    }

    /// Number of pairs of strategies: intervals of that many differences hold together.
    pub fn pairs(&self) -> usize {
        self.len() * self.len().saturating_sub(1) / 2
    }

    /// An indicator of a strategy. `None` where the run did not keep it.
    pub fn level(
        &self,
        strategy: usize,
        scope: &Scope,
        indicator: Indicator,
        measure: Measure,
    ) -> Option<Estimate> {
        let values = &self.results[strategy].column(scope, indicator)?.values;
        let sample = Sample::new(values);
        Some(match measure {
            Measure::Mean => sample.mean(),
            Measure::Tail => sample.cvar(TAIL_LEVEL),
        })
    }

    /// An indicator of strategy `first` less that of `second`, on the same futures.
    pub fn difference(
        &self,
        first: usize,
        second: usize,
        scope: &Scope,
        indicator: Indicator,
        measure: Measure,
    ) -> Option<Difference> {
        let of = |strategy: usize| self.results[strategy].column(scope, indicator);
        Some(self.paired(&of(first)?.values, &of(second)?.values, measure))
    }

    /// Loss of the focus under strategy `first` less that under `second`.
    pub fn loss_difference(&self, first: usize, second: usize, measure: Measure) -> Difference {
        let estimate = match measure {
            Measure::Mean => paired_difference(self.losses[first], self.losses[second]),
            Measure::Tail => {
                let pairs = self.scores[first].iter().zip(&self.scores[second]);
                let gaps: Vec<f64> = pairs.map(|(a, b)| a - b).collect();
                of_scores(&gaps, TAIL_LEVEL)
            }
        };
        self.among_all(estimate)
    }

    fn paired(&self, first: &[f64], second: &[f64], measure: Measure) -> Difference {
        let estimate = match measure {
            Measure::Mean => paired_difference(first, second),
            Measure::Tail => cvar_difference(first, second, TAIL_LEVEL),
        };
        self.among_all(estimate)
    }

    /// Adds the interval that holds together with those of all pairs.
    fn among_all(&self, estimate: Estimate) -> Difference {
        let freedom = self.replications().max(2) as f64 - 1.0;
        Difference {
            estimate,
            together: simultaneous(&estimate, freedom, self.pairs()),
        }
    }

    /// Whether there are enough futures for an interval of a tail.
    fn has_tail(&self) -> bool {
        let scores = self.scores.first();
        scores.is_some_and(|scores| of_scores(scores, TAIL_LEVEL).std_error.is_some())
    }

    /// Loss of the focus under strategy `first` over that under `second`, less 1.
    pub fn loss_ratio(&self, first: usize, second: usize, measure: Measure) -> Estimate {
        let (one, other) = match measure {
            Measure::Mean => (self.losses[first], self.losses[second]),
            Measure::Tail if !self.has_tail() => return Estimate::bare(f64::NAN),
            Measure::Tail => (&self.scores[first][..], &self.scores[second][..]),
        };
        let gaps: Vec<f64> = one.iter().zip(other).map(|(a, b)| a - b).collect();
        ratio(&gaps, other)
    }

    /// What a strategy costs state and industry together, USD.
    pub fn cost(&self, strategy: usize) -> Estimate {
        Moments::of(&self.costs[strategy]).estimate()
    }

    /// Cost of a strategy over what it avoids for the focus, of the value at risk; no interval where it is
    /// not sure that it avoids anything, NaN for a tail of too few futures.
    pub fn cost_per_avoided(&self, strategy: usize, measure: Measure) -> Estimate {
        let (with, without) = match measure {
            Measure::Mean => (self.losses[strategy], self.losses[0]),
            Measure::Tail if !self.has_tail() => return Estimate::bare(f64::NAN),
            Measure::Tail => (&self.scores[strategy][..], &self.scores[0][..]),
        };
        self.per_avoided(strategy, with, without)
    }

    /// Cost of a strategy over the tonnes of unmet demand that it avoids for the focus, USD/t.
    pub fn cost_per_tonne(&self, strategy: usize) -> Estimate {
        let unmet =
            |strategy: usize| values(&self.results[strategy], &self.focus, Indicator::UnmetDemand);
        self.per_avoided(strategy, unmet(strategy), unmet(0))
    }

    fn per_avoided(&self, strategy: usize, with: &[f64], without: &[f64]) -> Estimate {
        let avoided: Vec<f64> = without.iter().zip(with).map(|(a, b)| a - b).collect();
        ratio(&self.costs[strategy], &avoided)
    }

    /// For each strategy, the share of futures in which the focus loses least under it; strategies that
    /// tie share a future.
    pub fn best(&self) -> Vec<Estimate> {
        best_shares(&self.losses)
    }

    /// Dominance of the losses of the focus under strategy `first` over those under `second`.
    pub fn dominance(&self, first: usize, second: usize) -> Dominance {
        dominance(self.losses[first], self.losses[second])
    }

    /// Strategies by the tail of the losses of the focus, the smallest first; the cheaper first where tails
    /// are the same.
    pub fn ranking(&self) -> Vec<usize> {
        let tails: Vec<f64> = (0..self.len()).map(|at| self.tail(at)).collect();
        let mut order: Vec<usize> = (0..self.len()).collect();
        let costs: Vec<f64> = (0..self.len()).map(|at| self.cost(at).value).collect();
        order.sort_by(|&a, &b| {
            let cheaper = costs[a].total_cmp(&costs[b]).then(a.cmp(&b));
            tails[a].total_cmp(&tails[b]).then(cheaper)
        });
        order
    }

    /// Strategies than which no other has both a smaller tail and a smaller cost, the cheapest first.
    pub fn frontier(&self) -> Vec<usize> {
        let mut efficient: Vec<usize> = Vec::new();
        let mut cheapest = f64::INFINITY;
        for strategy in self.ranking() {
            let cost = self.cost(strategy).value;
            if cost < cheapest {
                cheapest = cost;
                efficient.push(strategy);
            }
        }
        efficient.reverse();
        efficient
    }

    /// Smallest true difference of the tail of losses between two strategies that these futures tell
    /// from none with a chance of 80 %, USD.
    pub fn detectable(&self, first: usize, second: usize) -> Option<f64> {
        let difference = self.loss_difference(first, second, Measure::Tail);
        Some(detectable(difference.estimate.std_error?, self.pairs()))
    }

    /// Futures that would tell two strategies apart by the tail of losses, if the difference is what it
    /// seems to be.
    pub fn needed(&self, first: usize, second: usize) -> Option<u64> {
        let difference = self.loss_difference(first, second, Measure::Tail);
        replications_to_tell(&difference.estimate, self.replications(), self.pairs())
    }

    /// All rows of the comparison, for `statistics.csv`: every strategy alone is told elsewhere. Against
    /// doing nothing every indicator; every pair for the losses of the focus; and for `closer` pairs the
    /// losses of everybody.
    pub fn rows(&self, closer: &[(usize, usize)]) -> Vec<Paired> {
        let mut rows = Vec::new();
        for first in 1..self.len() {
            for column in &self.results[first].columns {
                self.pair(first, 0, &column.scope, column.indicator, &mut rows);
            }
        }
        for first in 1..self.len() {
            for second in 1..first {
                for indicator in [Indicator::UnmetDemand, Indicator::ValueAtRisk] {
                    self.pair(first, second, &self.focus, indicator, &mut rows);
                }
            }
        }
        for &(first, second) in closer {
            for column in &self.results[first].columns {
                let (scope, indicator) = (&column.scope, column.indicator);
                if indicator == Indicator::ValueAtRisk && *scope != self.focus {
                    self.pair(first, second, scope, indicator, &mut rows);
                }
            }
        }
        rows
    }

    fn pair(
        &self,
        first: usize,
        second: usize,
        scope: &Scope,
        indicator: Indicator,
        rows: &mut Vec<Paired>,
    ) {
        let (one, other) = (&self.results[first], &self.results[second]);
        let (Some(a), Some(b)) = (one.column(scope, indicator), other.column(scope, indicator))
        else {
            return;
        };
        let mut add = |indicator: String, unit, statistic, estimate: Estimate, together| {
            rows.push(Paired {
                statistic: Statistic {
                    strategy: one.strategy.clone(),
                    scope: scope.clone(),
                    indicator,
                    unit,
                    statistic,
                    value: estimate.value,
                    std_error: estimate.std_error,
                    ci_low: estimate.ci_low,
                    ci_high: estimate.ci_high,
                    replications: one.replications,
                },
                versus: other.strategy.clone(),
                together,
            });
        };
        let word = || indicator.word().to_owned();
        for measure in [Measure::Mean, Measure::Tail] {
            if measure == Measure::Tail && !is_loss(indicator) {
                continue;
            }
            let difference = self.paired(&a.values, &b.values, measure);
            add(
                word(),
                a.unit,
                measure.word(),
                difference.estimate,
                difference.together,
            );
        }
        let counted = verdicts(&a.values, &b.values);
        let all = counted.smaller + counted.equal + counted.larger;
        for (suffix, hits) in [("lower", counted.smaller), ("higher", counted.larger)] {
            let chance = monazite_stats::wilson(hits, all);
            add(
                format!("{}_{suffix}", word()),
                "probability",
                "probability",
                chance,
                None,
            );
        }
    }
}

fn values<'a>(result: &'a RunResult, scope: &Scope, indicator: Indicator) -> &'a [f64] {
    let column = result.column(scope, indicator);
    column.map_or(&[], |column| &column.values)
}

#[cfg(test)]
mod tests;

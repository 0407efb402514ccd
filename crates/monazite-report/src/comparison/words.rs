//! Strategies, differences and kinds of futures in words.

use monazite_engine::{Difference, Indicator, Kind, Measure, Scope};

use super::Compared;
use crate::measure::Reading;
use crate::names::Names;
use crate::number;

impl<'a> Compared<'a> {
    pub(super) fn names(&self) -> Names<'a> {
        Names::new(self.world)
    }

    /// Id of a strategy; `none` for doing nothing.
    pub(super) fn id(&self, strategy: usize) -> &'a str {
        &self.comparison.results()[strategy].strategy
    }

    /// Title of a strategy.
    pub(super) fn title(&self, strategy: usize) -> String {
        let own = self.scenario.strategies.iter();
        let own = own.clone().find(|own| own.id == self.id(strategy));
        own.map_or_else(
            || "Doing nothing".to_owned(),
            |own| own.title.trim_end_matches('.').to_owned(),
        )
    }

    /// Position of a strategy by its id.
    pub(super) fn position(&self, id: &str) -> Option<usize> {
        let results = self.comparison.results().iter();
        results.clone().position(|result| result.strategy == id)
    }

    pub(super) fn ids(&self, strategies: &[usize]) -> String {
        let ids: Vec<String> = strategies
            .iter()
            .map(|&at| self.id(at).to_owned())
            .collect();
        crate::names::listed(&ids)
    }

    /// Whom the ranking is for, in words.
    pub(super) fn whom(&self) -> String {
        self.names().whom(&self.comparison.focus().economy)
    }

    /// A statistic of a strategy; `None` where the run did not keep it.
    pub(super) fn level(
        &self,
        strategy: usize,
        scope: &Scope,
        indicator: Indicator,
        measure: Measure,
    ) -> Option<Reading> {
        let level = self.comparison.level(strategy, scope, indicator, measure);
        level.map(Reading::from)
    }

    /// Value at risk of the focus under a strategy.
    pub(super) fn loss(&self, strategy: usize, measure: Measure) -> Reading {
        let focus = self.comparison.focus();
        let level = self.level(strategy, focus, Indicator::ValueAtRisk, measure);
        level.unwrap_or(Reading::bare(f64::NAN))
    }

    /// Economies that the focus consists of: members of a bloc, the economy itself, else all outside
    /// China, or all.
    pub(super) fn members(&self) -> Vec<&'a str> {
        let focus = &self.comparison.focus().economy;
        let kept = |id: &&str| {
            let none = &self.comparison.results()[0];
            none.column(&scope(id), Indicator::ValueAtRisk).is_some()
        };
        self.world.members(focus).into_iter().filter(kept).collect()
    }
}

/// A whole economy or bloc.
pub(super) fn scope(economy: &str) -> Scope {
    Scope {
        economy: economy.to_owned(),
        ..Scope::default()
    }
}

/// A difference with the interval that holds together with all others: `12.3 (9.1 to 15.5)`.
pub(super) fn together(difference: &Difference, by: f64) -> String {
    number::compared_cell(&joined(difference), by)
}

/// A difference with the interval that holds together with all others.
pub(super) fn joined(difference: &Difference) -> Reading {
    Reading {
        value: difference.estimate.value,
        low: difference.together.map(|ends| ends.0),
        high: difference.together.map(|ends| ends.1),
    }
}

/// How large a change is, whichever way it goes.
pub(super) fn size(change: &Reading) -> Reading {
    if change.value >= 0.0 {
        return *change;
    }
    Reading {
        value: -change.value,
        low: change.high.map(|end| -end),
        high: change.low.map(|end| -end),
    }
}

/// A share as a change: `33.3 % less (95 % interval 12.0 to 45.1 %)`.
pub(crate) fn change(ratio: &Reading) -> String {
    let word = if ratio.value <= 0.0 { "less" } else { "more" };
    let size = size(ratio);
    let ends = number::compared_interval(&size, "share");
    let ends = ends.map_or_else(String::new, |ends| format!(" (95 % interval {ends})"));
    format!("{} {word}{ends}", number::compared(&size, "share"))
}

/// A number with its own 95 % interval.
pub(crate) fn with_interval(reading: &Reading, unit: &'static str) -> String {
    bracketed(reading, unit, "95 % interval")
}

/// A number with the interval that holds for all pairs of strategies together.
pub(super) fn for_all_pairs(reading: &Reading, unit: &'static str) -> String {
    bracketed(reading, unit, "all pairs together, 95 %:")
}

fn bracketed(reading: &Reading, unit: &'static str, what: &str) -> String {
    let text = number::compared(reading, unit);
    match number::compared_interval(reading, unit) {
        Some(ends) => format!("{text} ({what} {ends})"),
        None if reading.low.is_none() => format!("{text} (too few replications for an interval)"),
        None => text,
    }
}

/// A kind of futures in words.
pub(super) fn kind(kind: &Kind) -> String {
    match kind {
        Kind::All => "all futures".to_owned(),
        Kind::Struck(hazard) => format!("{hazard} strikes"),
        Kind::Spared(hazard) => format!("{hazard} never strikes"),
        Kind::Low(parameter) => format!("{parameter} in its lowest third"),
        Kind::High(parameter) => format!("{parameter} in its highest third"),
    }
}

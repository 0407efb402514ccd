//! What a run found, in sentences with numbers and 95 % intervals, most important first.

mod limits;
mod loss;
mod onset;
mod prices;
mod strategy;
mod who;

use monazite_engine::{Indicator, RunResult, Scope};
use monazite_model::{DAYS_PER_YEAR, STOCK_BUILD};

use crate::Report;
use crate::measure::{self, Reading};
use crate::names::{self, Names};
use crate::tail;

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is about, in two or three words.
    pub topic: &'static str,
    /// One to three sentences.
    pub text: String,
}

impl Finding {
    fn new(topic: &'static str, sentences: &[String]) -> Self {
        Self {
            topic,
            text: sentences.join(" "),
        }
    }
}

/// What the sentences are made from.
struct Source<'a> {
    result: &'a RunResult,
    names: Names<'a>,
    /// The scope that is spoken of first.
    main: Scope,
    /// Share of demand served below which a week is short.
    service_level: f64,
}

impl Source<'_> {
    fn values(&self, scope: &Scope, indicator: Indicator) -> &[f64] {
        measure::values(self.result, scope, indicator)
    }

    /// Mean of an indicator; `None` when the run did not keep it.
    fn mean(&self, scope: &Scope, indicator: Indicator) -> Option<Reading> {
        let values = self.values(scope, indicator);
        (!values.is_empty()).then(|| measure::mean(values))
    }

    /// Chance of at least one short week.
    fn chance_short(&self, scope: &Scope) -> Reading {
        let weeks = self.values(scope, Indicator::WeeksShort);
        measure::chance(weeks.iter().map(|&weeks| weeks > 0.0))
    }

    /// Headline scopes of single economies or of blocs.
    fn economies(&self, blocs: bool) -> Vec<Scope> {
        let mut scopes: Vec<Scope> = Vec::new();
        for column in &self.result.columns {
            let Scope {
                economy,
                material,
                sector,
                site,
            } = &column.scope;
            let whole = material.is_empty() && sector.is_empty() && site.is_empty();
            let single = !economy.is_empty() && !economy.starts_with("zone:");
            if whole
                && single
                && economy.starts_with("bloc:") == blocs
                && !scopes.contains(&column.scope)
            {
                scopes.push(column.scope.clone());
            }
        }
        scopes
    }

    /// Users of each sector, in all economies; who only puts goods aside is no user.
    fn sectors(&self) -> Vec<Scope> {
        let columns = self.result.columns.iter();
        columns
            .filter(|column| column.indicator == Indicator::WeeksShort)
            .map(|column| &column.scope)
            .filter(|scope| !scope.sector.is_empty() && scope.sector != STOCK_BUILD)
            .cloned()
            .collect()
    }

    /// Materials within the main scope.
    fn materials(&self) -> Vec<Scope> {
        let mut scopes: Vec<Scope> = Vec::new();
        for column in &self.result.columns {
            let Scope {
                economy, material, ..
            } = &column.scope;
            if *economy == self.main.economy
                && column.indicator == Indicator::WeeksShort
                && !material.is_empty()
                && !scopes.contains(&column.scope)
            {
                scopes.push(column.scope.clone());
            }
        }
        scopes
    }

    /// Chance that at least one material has a short week.
    fn chance_any_short(&self) -> Reading {
        let weeks: Vec<&[f64]> = self
            .materials()
            .iter()
            .map(|scope| self.values(scope, Indicator::WeeksShort))
            .collect();
        let futures = weeks.iter().map(|weeks| weeks.len()).min().unwrap_or(0);
        measure::chance((0..futures).map(|at| weeks.iter().any(|weeks| weeks[at] > 0.0)))
    }

    fn horizon(&self) -> String {
        horizon(self.result)
    }
}

/// Length of a future in words: `5 years`, `52 weeks`.
pub(crate) fn horizon(result: &RunResult) -> String {
    let days = f64::from(result.steps) * result.step_days;
    let years = days / DAYS_PER_YEAR;
    if (years - years.round()).abs() < 0.03 && years > 1.5 {
        format!("{} years", years.round())
    } else {
        crate::number::plain((days / 7.0).round(), "weeks")
    }
}

/// All findings of a run.
pub fn findings(report: &Report<'_>) -> Vec<Finding> {
    let source = Source {
        result: report.result,
        names: Names::new(report.world),
        main: names::main_scope(report.result),
        service_level: report.scenario.run.service_level.get(),
    };
    if report.result.replications == 0 {
        let text = "No replication was completed, so there is nothing to say.".to_owned();
        return vec![Finding::new("No result", &[text])];
    }
    let drivers = tail::drivers(report.result);
    [
        Some(onset::likely(&source)),
        onset::first(&source),
        strategy::strategy(&source, report.scenario),
        loss::how_bad(&source),
        loss::structure(&source),
        report
            .contrast
            .and_then(|without| loss::contrast(&source, report.scenario, without)),
        who::hit(&source),
        who::spared(&source),
        who::china(&source),
        prices::prices(&source),
        prices::closures(&source),
        who::light_and_heavy(&source),
        loss::drivers(&source, &drivers),
        Some(limits::resolution(&source, crate::stopped(report))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests;

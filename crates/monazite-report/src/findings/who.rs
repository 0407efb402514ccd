//! Who is hit, who is not, China itself, light against heavy.

use monazite_engine::{Indicator, Scope};

use super::loss::upper;
use super::{Finding, Source};
use crate::measure::{self, Reading};
use crate::names::{Weight, listed};
use crate::number;

/// A material that loses less than this of its demand in its worst quarter is hardly affected.
const HARDLY: f64 = 0.01;
/// An economy none of whose materials is short for longer than this, weeks in a whole run, is hardly
/// affected.
const A_WEEK: f64 = 1.0;

impl Source<'_> {
    /// Scopes with the mean of an indicator, largest first; those that the run did not keep are left
    /// out.
    fn ranked(&self, scopes: Vec<Scope>, by: Indicator) -> Vec<(Scope, Reading)> {
        let mut ranked: Vec<(Scope, Reading)> = scopes
            .into_iter()
            .filter_map(|scope| Some((scope.clone(), self.mean(&scope, by)?)))
            .collect();
        ranked.sort_by(|a, b| {
            b.1.value
                .total_cmp(&a.1.value)
                .then_with(|| (&a.0.economy, &a.0.material).cmp(&(&b.0.economy, &b.0.material)))
        });
        ranked
    }

    /// Mean weeks short of the material that an economy lacks longest.
    fn longest_shortage(&self, economy: &str) -> f64 {
        let mine = self.result.details.iter().filter(|detail| {
            detail.indicator == Indicator::WeeksShort
                && detail.scope.economy == economy
                && !detail.scope.material.is_empty()
        });
        mine.map(|detail| upper(&measure::mean_of(&detail.moments)))
            .fold(0.0, f64::max)
    }
}

/// `Japan USD 2.1 bn (1.9 to 2.3 bn)`. A value at risk is never negative; the end of an interval that
/// would be is told as zero.
fn with_value(name: &str, mean: &Reading) -> String {
    let told = Reading {
        low: mean.low.map(|low| low.max(0.0)),
        ..*mean
    };
    match number::interval(&told, "USD") {
        Some(interval) => format!("{name} {} ({interval})", number::value(&told, "USD")),
        None => format!("{name} {}", number::value(&told, "USD")),
    }
}

/// Economies and blocs by the output that depends on what they miss.
pub(super) fn hit(source: &Source<'_>) -> Option<Finding> {
    let told_of = |blocs: bool| -> Vec<String> {
        source
            .ranked(source.economies(blocs), Indicator::ValueAtRisk)
            .iter()
            .filter(|(scope, mean)| mean.value > 0.0 && !source.names.in_china(&scope.economy))
            .take(5)
            .map(|(scope, mean)| with_value(&source.names.economy(&scope.economy), mean))
            .collect()
    };
    let (economies, blocs) = (told_of(false), told_of(true));
    if economies.is_empty() {
        return None;
    }
    let mut told = vec![format!(
        "Hardest hit, by output that depends on what is missing, on average with its 95 % interval: {}.",
        listed(&economies)
    )];
    if !blocs.is_empty() {
        told.push(format!("Blocs: {}.", listed(&blocs)));
    }
    Some(Finding::new("Who is hit", &told))
}

/// Economies that lack nothing for longer than a week, and materials that lose little even in their
/// worst quarter.
pub(super) fn spared(source: &Source<'_>) -> Option<Finding> {
    let economies: Vec<String> = source
        .economies(false)
        .into_iter()
        .filter(|scope| {
            !source.names.in_china(&scope.economy)
                && source.longest_shortage(&scope.economy) < A_WEEK
        })
        .map(|scope| source.names.economy(&scope.economy))
        .collect();
    let materials: Vec<String> = source
        .ranked(source.materials(), Indicator::WorstQuarter)
        .iter()
        .filter(|(scope, mean)| upper(mean) < HARDLY && !source.short_somewhere(&scope.material))
        .map(|(scope, _)| source.names.material(&scope.material))
        .collect();
    let mut told = Vec::new();
    if !materials.is_empty() {
        let names = listed(&materials);
        told.push(format!(
            "Less than 1 % of demand unserved even in the worst 13 weeks, on average: {names}."
        ));
    }
    if !economies.is_empty() {
        let names = listed(&economies);
        told.push(format!(
            "No material short for more than a week in {}, on average: {names}.",
            source.horizon()
        ));
    }
    (!told.is_empty()).then(|| Finding::new("Hardly affected", &told))
}

/// What China's own users lose.
pub(super) fn china(source: &Source<'_>) -> Option<Finding> {
    let zone = Scope {
        economy: "zone:china".to_owned(),
        ..Scope::default()
    };
    let mean = source.mean(&zone, Indicator::UnmetShare)?;
    let shares = source.values(&zone, Indicator::UnmetShare);
    let chance = source.chance_short(&zone);
    if shares.iter().all(|&share| share == 0.0) {
        let bound = number::below(chance.high.unwrap_or(1.0));
        let text = format!(
            "Users inside China are served in full in every future: the chance of a short week is below \
             {bound} (95 % confidence)."
        );
        return Some(Finding::new("China itself", &[text]));
    }
    let text = format!(
        "Users inside China lose {} of their demand on average, {} in the worst 5 % of futures; the chance \
         of a short week is {}.",
        number::with_interval(&mean, "share"),
        number::with_interval(&measure::tail_mean(shares, 0.95), "share"),
        number::with_interval(&chance, "share"),
    );
    Some(Finding::new("China itself", &[text]))
}

/// Range of mean worst quarters of each weight class in the main scope.
pub(super) fn light_and_heavy(source: &Source<'_>) -> Option<Finding> {
    let ranked = source.ranked(source.materials(), Indicator::WorstQuarter);
    let range = |weight: Weight| {
        let of_class: Vec<_> = ranked
            .iter()
            .filter(|(scope, _)| source.names.weight(&scope.material) == Some(weight))
            .collect();
        let (first, last) = (of_class.first()?, of_class.last()?);
        let told = |at: &(Scope, Reading)| {
            format!(
                "{} ({})",
                number::value(&at.1, "share"),
                source.names.material(&at.0.material)
            )
        };
        Some(if of_class.len() == 1 {
            told(first)
        } else {
            format!("from {} to {}", told(last), told(first))
        })
    };
    let (heavy, light) = (range(Weight::Heavy)?, range(Weight::Light)?);
    let text = format!(
        "Share of demand not served in the worst 13 weeks, on average, of medium and heavy rare earths \
         (samarium to lutetium, yttrium) and magnets that need them: {heavy}. Of light ones (lanthanum to \
         neodymium): {light}."
    );
    Some(Finding::new("Light and heavy", &[text]))
}

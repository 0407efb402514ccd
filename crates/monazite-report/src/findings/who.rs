//! Who is hit, who is not, China itself, light against heavy.

use monazite_engine::{Indicator, Scope};

use super::loss::upper;
use super::{Finding, Source};
use crate::measure::{self, Reading};
use crate::names::{Weight, listed};
use crate::number;

/// A mean loss below this share counts as hardly affected.
const HARDLY: f64 = 0.01;

impl Source<'_> {
    /// Scopes with their mean unmet share, largest first.
    fn ranked(&self, scopes: Vec<Scope>) -> Vec<(Scope, Reading)> {
        let mut ranked: Vec<(Scope, Reading)> = scopes
            .into_iter()
            .filter_map(|scope| Some((scope.clone(), self.mean(&scope, Indicator::UnmetShare)?)))
            .collect();
        ranked.sort_by(|a, b| {
            b.1.value
                .total_cmp(&a.1.value)
                .then(a.0.economy.cmp(&b.0.economy))
        });
        ranked
    }

    fn outside_china(&self) -> Vec<(Scope, Reading)> {
        let mut ranked = self.ranked(self.economies(false));
        ranked.retain(|(scope, _)| !self.names.in_china(&scope.economy));
        ranked
    }
}

fn with_share(name: &str, mean: &Reading) -> String {
    match number::interval(mean, "share") {
        Some(interval) => format!("{name} {} ({interval})", number::value(mean, "share")),
        None => format!("{name} {}", number::value(mean, "share")),
    }
}

/// Economies and blocs by mean unmet share.
pub(super) fn hit(source: &Source<'_>) -> Option<Finding> {
    let economies = source.outside_china();
    let hit: Vec<String> = economies
        .iter()
        .filter(|(_, mean)| mean.value >= HARDLY)
        .take(5)
        .map(|(scope, mean)| with_share(&source.names.economy(&scope.economy), mean))
        .collect();
    if hit.is_empty() {
        return None;
    }
    let mut told = vec![format!(
        "Hardest hit, by mean share of demand not served with its 95 % interval: {}.",
        listed(&hit)
    )];
    let blocs: Vec<String> = source
        .ranked(source.economies(true))
        .into_iter()
        .map(|(scope, mean)| with_share(&source.names.economy(&scope.economy), &mean))
        .collect();
    if !blocs.is_empty() {
        told.push(format!("Blocs: {}.", listed(&blocs)));
    }
    Some(Finding::new("Who is hit", &told))
}

/// Economies and materials whose mean loss is below 1 % at the upper end of its interval.
pub(super) fn spared(source: &Source<'_>) -> Option<Finding> {
    let small = |mean: &Reading| upper(mean) < HARDLY;
    let economies: Vec<String> = source
        .outside_china()
        .iter()
        .filter(|(_, mean)| small(mean))
        .map(|(scope, _)| source.names.economy(&scope.economy))
        .collect();
    let materials: Vec<String> = source
        .ranked(source.materials())
        .iter()
        .filter(|(_, mean)| small(mean))
        .map(|(scope, _)| source.names.material(&scope.material))
        .collect();
    let described = |kind: &str, names: &[String]| {
        (!names.is_empty()).then(|| format!("{kind}: {}.", listed(names)))
    };
    let parts: Vec<String> = [
        described("Economies", &economies),
        described("Materials", &materials),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| {
        let said = "Mean loss below 1 % of demand.".to_owned();
        Finding::new("Hardly affected", &[&[said], parts.as_slice()].concat())
    })
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

/// Range of mean losses of each weight class in the main scope.
pub(super) fn light_and_heavy(source: &Source<'_>) -> Option<Finding> {
    let ranked = source.ranked(source.materials());
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
        "Mean share of demand not served of medium and heavy rare earths (samarium to lutetium, yttrium) \
         and magnets that need them: {heavy}. Of light ones (lanthanum to neodymium): {light}."
    );
    Some(Finding::new("Light and heavy", &[text]))
}

//! How likely a shortage is, what bites first, and how soon.

use monazite_engine::{Indicator, Scope};

use super::{Finding, Source};
use crate::measure::{self, Reading};
use crate::number;

/// Economies named with their first short week.
const ECONOMIES: usize = 6;

/// Chance that a material runs short, that everything together does, and that a tenth of the demand
/// stays unserved.
pub(super) fn likely(source: &Source<'_>) -> Finding {
    let any = source.chance_any_short();
    let all = source.chance_short(&source.main);
    let shares = source.values(&source.main, Indicator::UnmetShare);
    let tenth = measure::chance(shares.iter().map(|&share| share > 0.10));
    let place = source.names.economy(&source.main.economy);
    let level = number::plain(source.service_level, "share");
    let horizon = source.horizon();
    let text = if any.value == 0.0 {
        format!(
            "None of {} of {horizon} has a week in which {place} is served less than {level} of \
             what it wants of any material. The chance of one is below {} (95 % confidence).",
            number::counted(source.result.replications, "future"),
            number::below(any.high.unwrap_or(1.0)),
        )
    } else {
        format!(
            "The chance is {} (95 % interval {}) that at least one material runs short in {place} \
             within {horizon}: a week in which less than {level} of what users want of it is served. For \
             all materials together, weighed by tonnes of oxide{}, the chance of such a week is {}; the \
             chance that more than 10 % of all demand over {horizon} stays unserved is {}.",
            number::value(&any, "share"),
            number::interval(&any, "share").unwrap_or_else(|| "without width".to_owned()),
            if source.names.knows_material("ce-oxide") {
                " (mostly lanthanum and cerium)"
            } else {
                ""
            },
            number::with_interval(&all, "share"),
            number::with_interval(&tenth, "share"),
        )
    };
    Finding::new("How likely", &[text])
}

/// When the futures with a shortage see their first short week.
struct Onset {
    scope: Scope,
    chance: Reading,
    median: Reading,
    early: Reading,
}

fn onset(source: &Source<'_>, scope: Scope) -> Option<Onset> {
    let weeks = source.values(&scope, Indicator::WeeksShort);
    let times = source.values(&scope, Indicator::TimeToShortage);
    let short: Vec<f64> = times
        .iter()
        .zip(weeks)
        .filter(|&(_, &weeks)| weeks > 0.0)
        .map(|(&time, _)| time)
        .collect();
    if short.is_empty() {
        return None;
    }
    Some(Onset {
        chance: source.chance_short(&scope),
        median: measure::quantile(&short, 0.5),
        early: measure::quantile(&short, 0.05),
        scope,
    })
}

impl Onset {
    fn told(&self, name: &str) -> String {
        format!(
            "{name} (median {}, short in {} of futures)",
            number::value(&self.median, "weeks"),
            number::value(&self.chance, "share"),
        )
    }
}

/// The material that is short soonest, and where and for whom.
pub(super) fn first(source: &Source<'_>) -> Option<Finding> {
    let onsets = soonest(source, source.materials());
    let (worst, others) = onsets.split_first()?;
    let mut told = vec![format!(
        "{} bites first in {}: it is short in {} of futures, and then half of them see the first short week \
         within {} of the start of the disruption, the quickest twentieth within {}.",
        source.names.material(&worst.scope.material),
        source.names.economy(&worst.scope.economy),
        number::with_interval(&worst.chance, "share"),
        number::with_interval(&worst.median, "weeks"),
        number::value(&worst.early, "weeks"),
    )];
    let next: Vec<String> = others
        .iter()
        .take(3)
        .map(|onset| onset.told(&source.names.material(&onset.scope.material)))
        .collect();
    if !next.is_empty() {
        told.push(format!("Then {}.", crate::names::listed(&next)));
    }
    let materials = std::iter::once(worst).chain(others).take(2);
    told.extend(materials.filter_map(|onset| by_economy(source, &onset.scope.material)));
    // What lean users of single economies lack does not show in the whole.
    let hidden = source.materials().into_iter();
    let hidden = hidden.filter(|scope| !onsets.iter().any(|onset| onset.scope == *scope));
    told.extend(hidden.filter_map(|scope| by_economy(source, &scope.material)));
    told.extend(by_sector(source));
    Some(Finding::new("What bites first", &told))
}

/// Scopes by their median first short week: those that are short in at least one future in ten; when
/// none is, all that are ever short.
fn soonest(source: &Source<'_>, scopes: Vec<Scope>) -> Vec<Onset> {
    let mut onsets: Vec<Onset> = scopes
        .into_iter()
        .filter_map(|scope| onset(source, scope))
        .collect();
    if onsets.iter().any(|onset| onset.chance.value >= 0.1) {
        onsets.retain(|onset| onset.chance.value >= 0.1);
    }
    onsets.sort_by(|a, b| {
        let sooner = a.median.value.total_cmp(&b.median.value);
        sooner.then(b.chance.value.total_cmp(&a.chance.value))
    });
    onsets
}

/// The sectors whose users are short soonest.
fn by_sector(source: &Source<'_>) -> Option<String> {
    let told: Vec<String> = soonest(source, source.sectors())
        .iter()
        .take(3)
        .map(|onset| onset.told(&crate::names::Names::sector(&onset.scope.sector)))
        .collect();
    // A single sector is the whole over again.
    (told.len() > 1).then(|| {
        format!(
            "Users by sector, all economies together: {}.",
            crate::names::listed(&told)
        )
    })
}

impl Source<'_> {
    /// Economies outside China that are more likely than not to run short of a material, with their
    /// median first short week, soonest first; from tallies, without intervals.
    fn likely_short(&self, material: &str) -> Vec<(f64, String)> {
        let tally = |economy: &str, indicator: Indicator| {
            self.result.details.iter().find(|detail| {
                detail.indicator == indicator
                    && detail.scope.economy == economy
                    && detail.scope.material == material
            })
        };
        let mut short: Vec<(f64, String)> = self
            .economies(false)
            .iter()
            .filter(|scope| !self.names.in_china(&scope.economy))
            .filter_map(|scope| {
                let weeks = tally(&scope.economy, Indicator::WeeksShort)?;
                let time = tally(&scope.economy, Indicator::TimeToShortage)?;
                let likely = 1.0 - weeks.histogram.share_at_low() > 0.5;
                likely.then(|| (time.histogram.quantile_edge(0.5), scope.economy.clone()))
            })
            .collect();
        short.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
        short
    }

    /// Whether some economy is more likely than not to run short of a material.
    pub(super) fn short_somewhere(&self, material: &str) -> bool {
        !self.likely_short(material).is_empty()
    }
}

/// Economies that are more likely than not to run short of a material, by their median first short
/// week.
fn by_economy(source: &Source<'_>, material: &str) -> Option<String> {
    let short = source.likely_short(material);
    let listed: Vec<String> = short
        .iter()
        .take(ECONOMIES)
        .map(|(weeks, economy)| {
            let weeks = number::plain(weeks.round(), "weeks");
            format!("{} after {weeks}", source.names.economy(economy))
        })
        .collect();
    (!listed.is_empty()).then(|| {
        format!(
            "{}, first short week in the median future: {}.",
            source.names.material(material),
            crate::names::listed(&listed)
        )
    })
}

//! What happens to prices, and to those who live on them.

use monazite_engine::{Indicator, Scope};

use super::{Finding, Source};
use crate::measure;
use crate::number;

/// Materials named at most.
const NAMED: usize = 4;
/// Mean peak below which a price is not worth a sentence.
const QUIET: f64 = 1.1;

/// Peaks outside China, against those inside.
pub(super) fn prices(source: &Source<'_>) -> Option<Finding> {
    let peaks = |zone: &str| -> Vec<(&str, &[f64])> {
        let columns = source.result.columns.iter();
        columns
            .filter(|c| c.indicator == Indicator::PricePeak && c.scope.economy == zone)
            .map(|column| (column.scope.material.as_str(), column.values.as_slice()))
            .collect()
    };
    let (world, china) = (peaks("zone:world"), peaks("zone:china"));
    let mut risen: Vec<(f64, &str, &[f64])> = world
        .iter()
        .map(|&(material, values)| (measure::mean(values).value, material, values))
        .filter(|(mean, ..)| *mean >= QUIET)
        .collect();
    risen.sort_by(|a, b| b.0.total_cmp(&a.0));
    let &(_, first, values) = risen.first()?;
    let mut told = vec![format!(
        "The price of {} outside China peaks at {} times its baseline on average, and above five times in {} \
         of futures{}.",
        source.names.material(first),
        number::with_interval(&measure::mean(values), ""),
        number::with_interval(&measure::chance(values.iter().map(|&x| x > 5.0)), "share"),
        china
            .iter()
            .find(|(material, _)| *material == first)
            .map_or(String::new(), |(_, home)| format!(
                "; inside China it peaks at {} times",
                number::with_interval(&measure::mean(home), "")
            )),
    )];
    let others: Vec<String> = risen[1..]
        .iter()
        .take(NAMED)
        .map(|(_, material, values)| {
            format!(
                "{} ({} times)",
                source.names.material(material),
                number::value(&measure::mean(values), "")
            )
        })
        .collect();
    if !others.is_empty() {
        told.push(format!("Then {}.", crate::names::listed(&others)));
    }
    let forgone = source.values(&source.main, Indicator::ForgoneDemand);
    if !forgone.is_empty() && measure::mean(forgone).value > 0.0 {
        told.push(format!(
            "Higher prices make users do without {} over {}, on top of what is not served.",
            number::with_interval(&measure::mean(forgone), "t REO"),
            source.horizon(),
        ));
    }
    Some(Finding::new("Prices", &told))
}

/// Sites that close for want of a margin.
pub(super) fn closures(source: &Source<'_>) -> Option<Finding> {
    let closures = source.values(&Scope::default(), Indicator::SiteClosures);
    let mean = (!closures.is_empty()).then(|| measure::mean(closures))?;
    (mean.value > 0.0).then(|| {
        let text = format!(
            "Sites close for want of a margin {} times in a future on average; at least one closes in {} of \
             futures.",
            number::with_interval(&mean, ""),
            number::with_interval(&measure::chance(closures.iter().map(|&n| n > 0.0)), "share"),
        );
        Finding::new("Closures", &[text])
    })
}

//! `statistics.csv` and `series.csv`: tidy tables for other programs.

use std::io::Write;

use monazite_engine::{Paired, RunResult, Statistic};
use monazite_model::Scenario;

use crate::measure;

/// Probabilities of the bands of a series.
pub(crate) const BANDS: [(&str, f64); 5] = [
    ("q05", 0.05),
    ("q25", 0.25),
    ("q50", 0.50),
    ("q75", 0.75),
    ("q95", 0.95),
];

/// Text that no spreadsheet takes for a formula: what starts with `= + - @`, a tab or a carriage
/// return gets an apostrophe before it. Numbers never pass here.
pub(crate) fn safe(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// Shortest decimal that reads back to the same number; empty for what is absent or not finite.
fn number(value: Option<f64>) -> String {
    value
        .filter(|x| x.is_finite())
        .map(|x| x.to_string())
        .unwrap_or_default()
}

/// Columns that a statistic has, after the name of the strategy.
const STATISTIC: [&str; 13] = [
    "scope",
    "economy",
    "material",
    "sector",
    "site",
    "indicator",
    "unit",
    "statistic",
    "value",
    "std_error",
    "ci_low",
    "ci_high",
    "replications",
];

/// Cells of a statistic, after the name of the strategy.
fn cells(row: &Statistic) -> [String; 13] {
    let scope = &row.scope;
    [
        kind(row).to_owned(),
        safe(&scope.economy),
        safe(&scope.material),
        safe(&scope.sector),
        safe(&scope.site),
        safe(&row.indicator),
        row.unit.to_owned(),
        row.statistic.to_owned(),
        number(Some(row.value)),
        number(row.std_error),
        number(row.ci_low),
        number(row.ci_high),
        row.replications.to_string(),
    ]
}

/// Writes one statistic a row. Empty scope cells mean "all"; an empty error means that none is
/// defined, or that the sample is too small for one.
pub(crate) fn statistics(rows: &[Statistic], to: impl Write) -> csv::Result<()> {
    let mut csv = csv::Writer::from_writer(to);
    csv.write_record(["strategy"].into_iter().chain(STATISTIC))?;
    for row in rows {
        csv.write_record([safe(&row.strategy)].into_iter().chain(cells(row)))?;
    }
    csv.flush()?;
    Ok(())
}

/// Writes the statistics of a comparison: those of single strategies, then those of pairs, which name
/// the other one and the interval that holds together with those of all pairs.
pub(crate) fn paired(alone: &[Statistic], pairs: &[Paired], to: impl Write) -> csv::Result<()> {
    let mut csv = csv::Writer::from_writer(to);
    let together = ["together_low", "together_high"];
    let header = ["strategy", "versus"]
        .into_iter()
        .chain(STATISTIC)
        .chain(together);
    csv.write_record(header)?;
    let mut write = |row: &Statistic, versus: &str, ends: Option<(f64, f64)>| {
        let ends = [
            number(ends.map(|ends| ends.0)),
            number(ends.map(|ends| ends.1)),
        ];
        let names = [safe(&row.strategy), safe(versus)];
        csv.write_record(names.into_iter().chain(cells(row)).chain(ends))
    };
    for row in alone {
        write(row, "", None)?;
    }
    for pair in pairs {
        write(&pair.statistic, &pair.versus, pair.together)?;
    }
    csv.flush()?;
    Ok(())
}

/// What the scope is restricted by: `total`, `economy`, `economy x material`, ...
pub(crate) fn kind(row: &Statistic) -> &'static str {
    let scope = &row.scope;
    let economy = match scope.economy.split_once(':') {
        _ if scope.economy.is_empty() => 0,
        None => 1,
        Some(("bloc", _)) => 2,
        Some(_) => 3,
    };
    if !scope.site.is_empty() {
        return "site";
    }
    match (
        economy,
        !scope.material.is_empty(),
        !scope.sector.is_empty(),
    ) {
        (0, false, false) => "total",
        (0, true, false) => "material",
        (0, false, true) => "sector",
        (0, true, true) => "material x sector",
        (1, true, false) => "economy x material",
        (1, false, true) => "economy x sector",
        (2, false, false) => "bloc",
        (2, true, false) => "bloc x material",
        (2, false, true) => "bloc x sector",
        (3, false, false) => "zone",
        (3, true, false) => "zone x material",
        (3, false, true) => "zone x sector",
        (_, true, true) => "economy x material x sector",
        (_, _, _) => "economy",
    }
}

/// Writes mean and quantile bands of every series at every step. `date` is the first day of the step.
pub(crate) fn series(scenario: &Scenario, result: &RunResult, to: impl Write) -> csv::Result<()> {
    let mut csv = csv::Writer::from_writer(to);
    let bands = BANDS.iter().map(|(name, _)| *name);
    let before = [
        "strategy", "economy", "material", "series", "unit", "step", "date", "mean",
    ];
    csv.write_record(before.into_iter().chain(bands).chain(["replications"]))?;
    for series in &result.series {
        for (at, step) in series.steps.iter().enumerate() {
            let mut row = vec![
                safe(&result.strategy),
                safe(&series.scope.economy),
                safe(&series.scope.material),
                series.name.to_owned(),
                series.unit.to_owned(),
                at.to_string(),
                date(scenario, result, at),
                number(Some(measure::mean_of(&step.moments).value)),
            ];
            row.extend(
                BANDS
                    .iter()
                    .map(|&(_, p)| number(Some(measure::quantile_of(&step.histogram, p)))),
            );
            row.push(result.replications.to_string());
            csv.write_record(&row)?;
        }
    }
    csv.flush()?;
    Ok(())
}

/// First day of a step; empty beyond the calendar.
pub(crate) fn date(scenario: &Scenario, result: &RunResult, step: usize) -> String {
    let seconds = step as f64 * result.step_days * 86_400.0;
    let span = std::time::Duration::from_secs(seconds as u64);
    scenario
        .run
        .start
        .checked_add(span)
        .map(|date| date.to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Sample;

    fn text(write: impl FnOnce(&mut Vec<u8>) -> csv::Result<()>) -> String {
        let mut bytes = Vec::new();
        write(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn statistics_have_the_agreed_columns_and_leave_what_is_absent_empty() {
        let sample = Sample::new(100);
        assert_eq!(
            text(|to| statistics(&sample.statistics, to)),
            "strategy,scope,economy,material,sector,site,indicator,unit,statistic,value,std_error,\
             ci_low,ci_high,replications\n\
             none,total,,,,,unmet_share,share,mean,0.25,0.01,0.23,,100\n\
             none,zone,zone:world,,,,unmet_share,share,cvar95,0.5,0.01,0.48,,100\n"
        );
    }

    #[test]
    fn text_that_a_spreadsheet_would_run_is_made_harmless_and_negative_numbers_stay_numbers() {
        let mut sample = Sample::new(100);
        sample.statistics[0].strategy = "=HYPERLINK(\"x\")".to_owned();
        sample.statistics[0].scope.economy = "@SUM(1)".to_owned();
        sample.statistics[0].value = -3.5;
        let csv = text(|to| statistics(&sample.statistics[..1], to));
        assert!(
            csv.contains("\"'=HYPERLINK(\"\"x\"\")\",economy,'@SUM(1)"),
            "{csv}"
        );
        assert!(csv.contains(",-3.5,"), "{csv}");
        for start in ["+1", "-2+3", "\tx", "\rx"] {
            assert!(safe(start).starts_with('\''), "{start:?}");
        }
        assert_eq!(safe("dy-oxide"), "dy-oxide");
    }

    #[test]
    fn series_have_one_row_per_step_with_its_date() {
        let sample = Sample::new(100);
        let csv = text(|to| series(&sample.scenario, &sample.result, to));
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(lines.len(), 1 + 2 * 52);
        assert!(
            lines[2].starts_with("none,zone:world,,fill_rate,share,1,2026-01-12,1,"),
            "{}",
            lines[2]
        );
    }
}

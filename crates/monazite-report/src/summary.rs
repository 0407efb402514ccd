//! `summary.json`: the headline numbers and the findings, for scripts.

use std::collections::BTreeMap;

use monazite_engine::{Precision, Statistic};
use serde::Serialize;

use crate::Report;
use crate::findings::findings;
use crate::stopping::why;
use crate::tables_csv::kind;
use crate::tail::drivers;

/// Version of the layout of `summary.json`.
const FORMAT: u32 = 1;

// Private mirrors: the file is a contract, the types behind it may move.

#[derive(Serialize)]
struct Summary<'a> {
    format: u32,
    scenario: &'a str,
    title: &'a str,
    pack: &'a str,
    seed: u64,
    start: String,
    horizon_days: f64,
    step_days: f64,
    stopped: Stopped,
    findings: Vec<Told>,
    strategies: BTreeMap<&'a str, Strategy<'a>>,
}

#[derive(Serialize)]
struct Stopped {
    why: &'static str,
    requested: u64,
    completed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<Known>,
}

#[derive(Serialize)]
struct Known {
    target: f64,
    /// About how many replications would do.
    needed: Option<u64>,
    relative_half_widths: Vec<Width>,
}

#[derive(Serialize)]
struct Width {
    indicator: &'static str,
    statistic: &'static str,
    /// Absent where it is not defined.
    value: Option<f64>,
}

#[derive(Serialize)]
struct Told {
    topic: &'static str,
    text: String,
}

#[derive(Serialize)]
struct Strategy<'a> {
    replications: u64,
    undisrupted: u64,
    headline: Vec<Row<'a>>,
    drivers: Vec<Driver>,
}

#[derive(Serialize)]
struct Row<'a> {
    scope: &'static str,
    economy: &'a str,
    material: &'a str,
    sector: &'a str,
    site: &'a str,
    indicator: &'a str,
    unit: &'a str,
    statistic: &'a str,
    value: f64,
    std_error: Option<f64>,
    ci_low: Option<f64>,
    ci_high: Option<f64>,
}

#[derive(Serialize)]
struct Driver {
    hazard: String,
    family: String,
    struck: f64,
    struck_in_tail: f64,
    weeks: f64,
    weeks_in_tail: f64,
}

/// Whether a statistic belongs to the headline: whole economies, blocs, zones, and each zone's (or
/// the world's) materials.
fn is_headline(row: &Statistic) -> bool {
    matches!(
        kind(row),
        "total" | "zone" | "bloc" | "economy" | "material" | "zone x material"
    )
}

fn row(statistic: &Statistic) -> Row<'_> {
    let scope = &statistic.scope;
    Row {
        scope: kind(statistic),
        economy: &scope.economy,
        material: &scope.material,
        sector: &scope.sector,
        site: &scope.site,
        indicator: &statistic.indicator,
        unit: statistic.unit,
        statistic: statistic.statistic,
        value: statistic.value,
        std_error: statistic.std_error,
        ci_low: statistic.ci_low,
        ci_high: statistic.ci_high,
    }
}

fn stopped(report: &Report<'_>) -> Stopped {
    let known = |precision: Precision| Known {
        target: precision.target,
        needed: precision.needed(),
        relative_half_widths: precision
            .widths
            .iter()
            .map(|width| Width {
                indicator: width.indicator.word(),
                statistic: width.statistic,
                value: Some(width.relative).filter(|relative| relative.is_finite()),
            })
            .collect(),
    };
    Stopped {
        why: why(report.stop, report.precision),
        requested: report.scenario.run.replications,
        completed: report.result.replications,
        precision: report
            .precision
            .map(|target| known(Precision::of(report.result, target))),
    }
}

/// The text of `summary.json`, ending in a newline. The same run gives the same text.
pub fn summary(report: &Report<'_>) -> Result<String, serde_json::Error> {
    let (scenario, result) = (report.scenario, report.result);
    let strategy = Strategy {
        replications: result.replications,
        undisrupted: result.undisrupted,
        headline: report
            .statistics
            .iter()
            .filter(|row| is_headline(row))
            .map(row)
            .collect(),
        drivers: drivers(result)
            .into_iter()
            .map(|driver| Driver {
                struck: driver.struck.value,
                struck_in_tail: driver.struck_in_tail.value,
                hazard: driver.hazard,
                family: driver.family,
                weeks: driver.weeks,
                weeks_in_tail: driver.weeks_in_tail,
            })
            .collect(),
    };
    let summary = Summary {
        format: FORMAT,
        scenario: &scenario.id,
        title: &scenario.title,
        pack: &scenario.pack,
        seed: scenario.run.seed,
        start: scenario.run.start.to_string(),
        horizon_days: f64::from(result.steps) * result.step_days,
        step_days: result.step_days,
        stopped: stopped(report),
        findings: findings(report)
            .into_iter()
            .map(|finding| Told {
                topic: finding.topic,
                text: finding.text,
            })
            .collect(),
        strategies: BTreeMap::from([(result.strategy.as_str(), strategy)]),
    };
    Ok(serde_json::to_string_pretty(&summary)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Sample;

    #[test]
    fn headline_rows_carry_the_keys_of_the_statistics_file() {
        let mut sample = Sample::new(100);
        sample.statistics[1].scope = monazite_engine::Scope {
            sector: "ev".to_owned(),
            ..Default::default()
        };
        let json: serde_json::Value =
            serde_json::from_str(&summary(&sample.report()).unwrap()).unwrap();
        let headline = &json["strategies"]["none"]["headline"];
        assert_eq!(
            headline.as_array().unwrap().len(),
            1,
            "a sector is no headline"
        );
        assert_eq!(headline[0]["value"], 0.25);
        assert_eq!(headline[0]["ci_high"], serde_json::Value::Null);
        assert_eq!(json["format"], 1);
        assert_eq!(json["strategies"]["none"]["drivers"][0]["hazard"], "ban");
    }
}

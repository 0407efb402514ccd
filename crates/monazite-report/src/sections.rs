//! The report as a list of sections, before it becomes a page or a text.

mod exposure;
pub(crate) mod ground;
mod prices;

use monazite_engine::{Indicator, Scope};

use crate::charts::{self, Figure};
use crate::definitions::{DEFINITIONS, limits};
use crate::measure;
use crate::names::{self, Names};
use crate::number;
use crate::table::Table;
use crate::{Report, drivers, warnings};

/// Fans of single materials shown at most.
const FANS: usize = 6;

/// A part of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// Points.
    List(Vec<String>),
    /// A command to be typed, in words of a shell.
    Command(Vec<String>),
    /// A chart with its table.
    Figure(Figure),
    /// A table.
    Table(Table),
    /// A table too long to read through: folded on the page, left out of the text.
    Long(Table),
}

/// A section of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Anchor on the page.
    pub id: &'static str,
    /// Heading.
    pub title: &'static str,
    /// Its parts, top to bottom.
    pub blocks: Vec<Block>,
}

/// Everything after the findings, in reading order. Sections that would be empty are left out.
pub fn sections(report: &Report<'_>) -> Vec<Section> {
    let section = |id, title, blocks| Section { id, title, blocks };
    let empty = report.result.replications == 0;
    let about_run =
        |blocks: fn(&Report<'_>) -> Vec<Block>| if empty { Vec::new() } else { blocks(report) };
    [
        section("warnings", "Warnings", warned(report)),
        section("time", "How it runs over time", about_run(over_time)),
        section("prices", "Prices and bills", about_run(prices::prices)),
        section("tail", "How bad it can get", about_run(how_bad)),
        section("exposure", "Who is exposed", about_run(exposure::exposure)),
        section(
            "drivers",
            "What drives the worst futures",
            about_run(driven),
        ),
        section("cover", "Days of cover", about_run(exposure::cover)),
        section("flows", "Who supplies whom", about_run(exposure::flows)),
        section("hazards", "What may happen", ground::hazards(report)),
        section(
            "balance",
            "The world it starts from",
            ground::balance(report),
        ),
        section(
            "inputs",
            "Input figures, grades and sources",
            ground::inputs(report),
        ),
        section(
            "limits",
            "What this cannot say",
            vec![Block::List(limits(report.scenario))],
        ),
        section(
            "definitions",
            "What the numbers mean",
            vec![Block::Table(definitions())],
        ),
    ]
    .into_iter()
    .filter(|section| !section.blocks.is_empty())
    .collect()
}

fn warned(report: &Report<'_>) -> Vec<Block> {
    let warnings = warnings(report);
    if warnings.is_empty() {
        Vec::new()
    } else {
        vec![Block::List(warnings)]
    }
}

/// Years of a future.
fn years(report: &Report<'_>) -> f64 {
    f64::from(report.result.steps) * report.result.step_days / monazite_model::DAYS_PER_YEAR
}

fn over_time(report: &Report<'_>) -> Vec<Block> {
    let (result, names) = (report.result, Names::new(report.world));
    let main = names::main_scope(result);
    let lowest = |series: &&monazite_engine::Series| {
        let means = series
            .steps
            .iter()
            .map(|step| measure::mean_of(&step.moments).value);
        means.fold(f64::INFINITY, f64::min)
    };
    let mut shown: Vec<_> = result
        .series
        .iter()
        .filter(|series| {
            let whole = series.scope.sector.is_empty() && series.scope.site.is_empty();
            series.name == "fill_rate" && whole && series.scope.economy == main.economy
        })
        .collect();
    // The whole first, then the materials that fall lowest.
    shown.sort_by(|a, b| {
        let whole = a
            .scope
            .material
            .is_empty()
            .cmp(&b.scope.material.is_empty())
            .reverse();
        whole.then(lowest(a).total_cmp(&lowest(b)))
    });
    shown
        .into_iter()
        .filter(|series| series.scope.material.is_empty() || lowest(series) < 1.0 - 1e-9)
        .take(1 + FANS)
        .map(|series| {
            let name = names.scope(&series.scope);
            Block::Figure(charts::fan(report.scenario, result, series, &name))
        })
        .collect()
}

fn how_bad(report: &Report<'_>) -> Vec<Block> {
    let (result, names) = (report.result, Names::new(report.world));
    let main = names::main_scope(result);
    let losses = measure::values(result, &main, Indicator::UnmetShare);
    let net = measure::values(result, &main, Indicator::NetUnmetShare);
    let curve = charts::exceedance(losses, net, years(report), &names.economy(&main.economy));
    let mut blocks: Vec<Block> = curve.into_iter().map(Block::Figure).collect();
    let table = statistics(report, &main);
    if !table.is_empty() {
        blocks.push(Block::Table(table));
    }
    blocks
}

/// The statistics of one scope, one indicator a row.
fn statistics(report: &Report<'_>, scope: &Scope) -> Table {
    let indicators = [
        (Indicator::UnmetShare, "share"),
        (Indicator::NetUnmetShare, "share"),
        (Indicator::WorstQuarter, "share"),
        (Indicator::WeeksShort, "weeks"),
        (Indicator::UnmetDemand, "t REO"),
        (Indicator::ValueAtRisk, "USD"),
        (Indicator::NetValueAtRisk, "USD"),
    ];
    let place = Names::new(report.world).economy(&scope.economy);
    let mut table = Table::new(
        format!("Over the whole horizon, {place}"),
        &[
            "Indicator",
            "#mean",
            "95 % interval",
            "#median",
            "#95th percentile",
            "#CVaR95",
            "95 % interval",
        ],
    );
    for (indicator, unit) in indicators {
        let values = measure::values(report.result, scope, indicator);
        if values.is_empty() {
            continue;
        }
        let (mean, tail) = (measure::mean(values), measure::tail_mean(values, 0.95));
        table.row([
            indicator.word().replace('_', " "),
            number::value(&mean, unit),
            number::interval(&mean, unit).unwrap_or_default(),
            number::value(&measure::quantile(values, 0.5), unit),
            number::value(&measure::quantile(values, 0.95), unit),
            number::value(&tail, unit),
            number::interval(&tail, unit).unwrap_or_default(),
        ]);
    }
    table
}

fn driven(report: &Report<'_>) -> Vec<Block> {
    charts::drivers(&drivers(report.result))
        .into_iter()
        .map(Block::Figure)
        .collect()
}

fn definitions() -> Table {
    let mut table = Table::new("", &["Term", "Meaning"]);
    for (term, meaning) in DEFINITIONS {
        table.row([term.to_owned(), meaning.to_owned()]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Sample;

    #[test]
    fn every_section_of_a_full_run_is_there_in_reading_order() {
        let sample = Sample::new(1000);
        let sections = sections(&sample.report());
        let ids: Vec<&str> = sections.iter().map(|section| section.id).collect();
        let order = [
            "warnings",
            "time",
            "tail",
            "exposure",
            "drivers",
            "cover",
            "flows",
            "balance",
            "inputs",
            "limits",
            "definitions",
        ];
        assert_eq!(ids, order);
    }

    #[test]
    fn every_chart_has_its_table_a_title_and_a_description() {
        let sample = Sample::new(1000);
        let mut figures = 0;
        for block in sections(&sample.report())
            .into_iter()
            .flat_map(|section| section.blocks)
        {
            if let Block::Figure(figure) = block {
                figures += 1;
                assert!(!figure.table.is_empty(), "{}", figure.caption);
                assert!(figure.svg.contains("<title>") && figure.svg.contains("<desc>"));
                assert!(
                    !figure.svg.contains("NaN") && !figure.svg.contains("inf"),
                    "{}",
                    figure.svg
                );
            }
        }
        assert_eq!(figures, 6);
    }

    #[test]
    fn a_run_that_completed_nothing_still_has_its_inputs() {
        let sample = Sample::new(0);
        let sections = sections(&sample.report());
        assert!(sections.iter().any(|section| section.id == "inputs"));
        assert!(sections.iter().all(|section| section.id != "tail"));
    }
}

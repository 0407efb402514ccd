//! Prices over time, their means and peaks, and what importers pay.

use monazite_engine::{Indicator, Scope, Series};

use super::Block;
use crate::Report;
use crate::charts;
use crate::measure;
use crate::names::Names;
use crate::number;
use crate::table::Table;

/// Fans shown at most.
const FANS: usize = 4;
/// Largest 95th percentile of a price that is no news.
const QUIET: f64 = 1.05;
/// Price zones by the label of their scopes.
const ZONES: [&str; 2] = ["zone:world", "zone:china"];

pub(super) fn prices(report: &Report<'_>) -> Vec<Block> {
    let (result, names) = (report.result, Names::new(report.world));
    let highest = |series: &Series| {
        let of_step = series
            .steps
            .iter()
            .map(|step| measure::quantile_of(&step.histogram, 0.95));
        of_step.fold(0.0, f64::max)
    };
    let mut shown: Vec<(f64, &Series)> = result
        .series
        .iter()
        .filter(|series| series.name == "price")
        .map(|series| (highest(series), series))
        .filter(|(highest, _)| *highest > QUIET)
        .collect();
    shown.sort_by(|a, b| b.0.total_cmp(&a.0));
    let fans = shown.into_iter().take(FANS).map(|(_, series)| {
        let name = names.scope(&series.scope);
        Block::Figure(charts::fan(report.scenario, result, series, &name))
    });
    let mut blocks: Vec<Block> = fans.collect();
    for table in [peaks(report), bills(report)] {
        if !table.is_empty() {
            blocks.push(Block::Table(table));
        }
    }
    blocks
}

/// Mean and peak of each price, in the world outside China beside China.
fn peaks(report: &Report<'_>) -> Table {
    let names = Names::new(report.world);
    let mut table = Table::new(
        "Prices over the horizon, multiples of the baseline price (mean over futures)",
        &[
            "Material",
            "#mean, world",
            "#peak, world",
            "95 % interval",
            "#95th percentile of the peak, world",
            "#peak, China",
            "95 % interval",
        ],
    );
    for material in &report.world.materials {
        let values = |zone: usize, indicator| {
            let scope = Scope {
                economy: ZONES[zone].to_owned(),
                material: material.id.clone(),
                ..Scope::default()
            };
            measure::values(report.result, &scope, indicator)
        };
        let (world, china) = (
            values(0, Indicator::PricePeak),
            values(1, Indicator::PricePeak),
        );
        if world.is_empty() && china.is_empty() {
            continue;
        }
        let shown = |values: &[f64]| {
            if values.is_empty() {
                return (String::new(), String::new());
            }
            let mean = measure::mean(values);
            (
                number::value(&mean, ""),
                number::interval(&mean, "").unwrap_or_default(),
            )
        };
        let (mean, _) = shown(values(0, Indicator::PriceMean));
        let (peak, interval) = shown(world);
        let (home, home_interval) = shown(china);
        let tail = if world.is_empty() {
            String::new()
        } else {
            number::value(&measure::quantile(world, 0.95), "")
        };
        table.row([
            names.material(&material.id),
            mean,
            peak,
            interval,
            tail,
            home,
            home_interval,
        ]);
    }
    table
}

/// What importers pay.
fn bills(report: &Report<'_>) -> Table {
    let names = Names::new(report.world);
    let mut table = Table::new(
        "Import bill over the horizon, at the prices of the day",
        &[
            "Economy",
            "#mean",
            "95 % interval",
            "#CVaR95",
            "95 % interval",
        ],
    );
    let bills = report.result.columns.iter();
    for column in bills.filter(|column| column.indicator == Indicator::ImportBill) {
        let mean = measure::mean(&column.values);
        if mean.value <= 0.0 {
            continue;
        }
        let tail = measure::tail_mean(&column.values, 0.95);
        let place = if column.scope.economy.is_empty() {
            "All".to_owned()
        } else {
            names.economy(&column.scope.economy)
        };
        table.row([
            place,
            number::value(&mean, "USD"),
            number::interval(&mean, "USD").unwrap_or_default(),
            number::value(&tail, "USD"),
            number::interval(&tail, "USD").unwrap_or_default(),
        ]);
    }
    table
}

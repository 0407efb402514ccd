//! Who is exposed: economies, blocs, cover, flows.

use monazite_engine::{Detail, Indicator, Scope};

use super::Block;
use crate::Report;
use crate::charts;
use crate::measure::{self, Reading};
use crate::names::Names;
use crate::number;
use crate::table::Table;

/// Flows listed at most.
const FLOWS: usize = 40;

/// Heat map of economies by materials, then economies and blocs in numbers.
pub(super) fn exposure(report: &Report<'_>) -> Vec<Block> {
    let grid = grid(report);
    let mut blocks: Vec<Block> = charts::heat(&grid).into_iter().map(Block::Figure).collect();
    let table = places(report);
    if !table.is_empty() {
        blocks.push(Block::Table(table));
    }
    blocks
}

fn details<'a>(report: &'a Report<'_>) -> impl Iterator<Item = &'a Detail> {
    report.result.details.iter().filter(|detail| {
        let Scope {
            economy,
            material,
            sector,
            site,
        } = &detail.scope;
        let pair = !economy.is_empty() && !material.is_empty();
        pair && sector.is_empty() && site.is_empty() && detail.indicator == Indicator::UnmetShare
    })
}

/// Economies worst first, materials worst first.
fn grid(report: &Report<'_>) -> charts::Grid {
    let names = Names::new(report.world);
    let mean = |detail: &Detail| measure::mean_of(&detail.moments);
    let order = |key: fn(&Scope) -> &str| {
        let mut worst: Vec<(&str, f64)> = Vec::new();
        for detail in details(report) {
            let value = mean(detail).value;
            match worst.iter_mut().find(|(id, _)| *id == key(&detail.scope)) {
                Some((_, most)) => *most = most.max(value),
                None => worst.push((key(&detail.scope), value)),
            }
        }
        worst.sort_by(|a, b| b.1.total_cmp(&a.1));
        worst
            .into_iter()
            .map(|(id, _)| id.to_owned())
            .collect::<Vec<String>>()
    };
    let economies = order(|scope| &scope.economy);
    let materials = order(|scope| &scope.material);
    let mut cells: Vec<Vec<Option<Reading>>> = vec![vec![None; materials.len()]; economies.len()];
    for detail in details(report) {
        let row = economies.iter().position(|id| *id == detail.scope.economy);
        let column = materials.iter().position(|id| *id == detail.scope.material);
        if let (Some(row), Some(column)) = (row, column) {
            cells[row][column] = Some(mean(detail));
        }
    }
    charts::Grid {
        rows: economies.iter().map(|id| names.economy(id)).collect(),
        columns: materials.iter().map(|id| names.material(id)).collect(),
        cells,
    }
}

/// Headline scopes that are a single place: the world, zones, blocs, economies.
fn whole_places(report: &Report<'_>) -> Vec<Scope> {
    let mut scopes: Vec<Scope> = Vec::new();
    for column in &report.result.columns {
        let Scope {
            material,
            sector,
            site,
            ..
        } = &column.scope;
        let whole = material.is_empty() && sector.is_empty() && site.is_empty();
        if whole && column.indicator == Indicator::UnmetShare {
            scopes.push(column.scope.clone());
        }
    }
    scopes
}

fn places(report: &Report<'_>) -> Table {
    let (result, names) = (report.result, Names::new(report.world));
    let mut table = Table::new(
        "Places, over the whole horizon",
        &[
            "Place",
            "#demand not served, mean",
            "95 % interval",
            "#CVaR95",
            "#added by disruptions, mean",
            "#chance of a short week",
            "#value at risk, mean",
        ],
    );
    for scope in whole_places(report) {
        let of = |indicator| measure::values(result, &scope, indicator);
        let (shares, net) = (of(Indicator::UnmetShare), of(Indicator::NetUnmetShare));
        let (weeks, usd) = (of(Indicator::WeeksShort), of(Indicator::ValueAtRisk));
        if [shares, net, weeks, usd]
            .iter()
            .any(|values| values.is_empty())
        {
            continue;
        }
        let mean = measure::mean(shares);
        let short = measure::chance(weeks.iter().map(|&weeks| weeks > 0.0));
        table.row([
            names.economy(&scope.economy),
            number::value(&mean, "share"),
            number::interval(&mean, "share").unwrap_or_default(),
            number::value(&measure::tail_mean(shares, 0.95), "share"),
            number::value(&measure::mean(net), "share"),
            number::value(&short, "share"),
            number::value(&measure::mean(usd), "USD"),
        ]);
    }
    table
}

/// Lowest cover of each economy.
pub(super) fn cover(report: &Report<'_>) -> Vec<Block> {
    let names = Names::new(report.world);
    let places: Vec<(String, &[f64])> = whole_places(report)
        .into_iter()
        .filter(|scope| !scope.economy.is_empty() && !scope.economy.contains(':'))
        .map(|scope| {
            let days = measure::values(report.result, &scope, Indicator::MinimumCover);
            (names.economy(&scope.economy), days)
        })
        .filter(|(_, days)| !days.is_empty())
        .collect();
    charts::cover(&places)
        .into_iter()
        .map(Block::Figure)
        .collect()
}

/// Flows between economies that change most.
pub(super) fn flows(report: &Report<'_>) -> Vec<Block> {
    let names = Names::new(report.world);
    let mut flows: Vec<_> = report
        .result
        .flows
        .iter()
        .filter(|flow| flow.origin != flow.destination)
        .collect();
    flows.sort_by(|a, b| {
        let change = |flow: &&monazite_engine::Flow| (flow.tail_mean - flow.baseline).abs();
        change(b).total_cmp(&change(a))
    });
    let mut table = Table::new(
        "Trade between economies, t/yr of the material, largest change first",
        &[
            "Material",
            "From",
            "To",
            "#baseline",
            "#mean of all futures",
            "#worst 5 %",
            "#worst 5 % against baseline",
        ],
    );
    for flow in flows.into_iter().take(FLOWS) {
        let change = if flow.baseline > 0.0 {
            flow.tail_mean / flow.baseline - 1.0
        } else {
            f64::NAN
        };
        table.row([
            names.material(&flow.material),
            names.economy(&flow.origin),
            names.economy(&flow.destination),
            number::plain(flow.baseline.round(), ""),
            number::plain(flow.mean.round(), ""),
            number::plain(flow.tail_mean.round(), ""),
            if change.is_finite() {
                format!("{:+.0} %", 100.0 * change)
            } else {
                "new".to_owned()
            },
        ]);
    }
    if table.is_empty() {
        Vec::new()
    } else {
        vec![Block::Table(table)]
    }
}

//! What stands behind the findings of a comparison: tables and charts.

use monazite_engine::{Indicator, Kind, Measure, Scope};
use monazite_stats::Dominance;

use super::Compared;
use super::foresight::foresight;
use super::words::{joined, kind, scope, together};
use crate::charts::{self, Change, Spot};
use crate::definitions::limits;
use crate::measure::{self, Reading};
use crate::number;
use crate::sections::{Block, Section};
use crate::table::Table;

/// Materials whose prices are told at most.
const PRICES: usize = 10;
/// A million dollars.
const MILLION: f64 = 1e6;

/// Terms of a comparison.
const TERMS: [(&str, &str); 9] = [
    (
        "value at risk",
        "output worth this much depends on what users did not get: unmet demand times the value of what is made of a kilogramme, over the whole horizon",
    ),
    (
        "tail (CVaR95)",
        "the mean of the worst 5 % of futures, counted for each strategy by its own worst ones",
    ),
    (
        "difference",
        "taken future by future: all strategies met the same disruptions, delays and unknown parameters, so that what they have in common cancels",
    ),
    (
        "in brackets, surely",
        "95 % intervals: of a strategy's own numbers for each alone; of differences of strategies, and of what is called sure, for all pairs of strategies together (\u{160}id\u{e1}k); economies are looked at one by one",
    ),
    (
        "best in",
        "share of futures in which the focus loses least under the strategy; strategies that tie share a future",
    ),
    (
        "cost",
        "what states, industry and buyers pay over the horizon for the strategy, discounted; what is bought for a reserve counts at its price",
    ),
    (
        "dominates",
        "first order: every quantile of the loss is no larger; second order: the mean of the worst share of futures is no larger, whatever the share",
    ),
    (
        "regret",
        "mean loss of a kind of futures under the strategy, less that under the best strategy for the kind",
    ),
    (
        "perfect foresight",
        "the least of the demand that prices left which any plan could have left unmet that knew beforehand what would strike: same stocks, capacities, lead times and borders, no rationing, all goods shared; planned by long periods in large worlds, which makes it a lower bound and no more",
    ),
];

pub(super) fn sections(compared: &Compared<'_>) -> Vec<Section> {
    let section = |id, title, blocks| Section { id, title, blocks };
    let empty = compared.comparison.replications() == 0 || compared.comparison.len() < 2;
    let of = |blocks: fn(&Compared<'_>) -> Vec<Block>| {
        if empty { Vec::new() } else { blocks(compared) }
    };
    let warnings = compared.warnings();
    let warned = if warnings.is_empty() {
        Vec::new()
    } else {
        vec![Block::List(warnings)]
    };
    [
        section("warnings", "Warnings", warned),
        section("ranking", "The ranking", of(ranking)),
        section("money", "Tail against cost", of(money)),
        section("pairs", "Each against each", of(pairs)),
        section("joint", "Together or alone", of(joint)),
        section("members", "For whom", of(members)),
        section("prices", "Prices abroad", of(prices)),
        section("regret", "Regret", of(regret)),
        section("foresight", "Perfect foresight", of(foresight)),
        section("strategies", "The strategies", of(strategies)),
        section(
            "limits",
            "What this cannot say",
            vec![Block::List(limits(compared.scenario))],
        ),
        section(
            "definitions",
            "What the numbers mean",
            vec![Block::Table(terms())],
        ),
    ]
    .into_iter()
    .filter(|section| !section.blocks.is_empty())
    .collect()
}

fn terms() -> Table {
    let mut table = Table::new("", &["Term", "Meaning"]);
    for (term, meaning) in TERMS {
        table.row([term.to_owned(), meaning.to_owned()]);
    }
    table
}

fn ranking(compared: &Compared<'_>) -> Vec<Block> {
    let comparison = compared.comparison;
    let order = comparison.ranking();
    let best = comparison.best();
    let mut table = Table::new(
        format!(
            "Strategies for {}, by the tail of value at risk",
            compared.whom()
        ),
        &[
            "#",
            "Strategy",
            "#Tail, USD m",
            "#less than doing nothing, USD m",
            "#Mean, USD m",
            "#less than doing nothing, USD m",
            "#Best in, %",
            "#Cost, USD m",
        ],
    );
    let mut changes = Vec::new();
    for (rank, &strategy) in order.iter().enumerate() {
        let against =
            |measure| (strategy > 0).then(|| comparison.loss_difference(0, strategy, measure));
        let less = |measure| {
            against(measure).map_or_else(String::new, |difference| together(&difference, MILLION))
        };
        table.row([
            (rank + 1).to_string(),
            compared.id(strategy).to_owned(),
            number::compared(&compared.loss(strategy, Measure::Tail).scaled(MILLION), ""),
            less(Measure::Tail),
            number::compared(&compared.loss(strategy, Measure::Mean).scaled(MILLION), ""),
            less(Measure::Mean),
            number::compared(&Reading::from(best[strategy]).scaled(0.01), ""),
            number::compared(
                &Reading::from(comparison.cost(strategy)).scaled(MILLION),
                "",
            ),
        ]);
        if let Some(difference) = against(Measure::Tail) {
            changes.push(Change {
                name: compared.id(strategy).to_owned(),
                reading: joined(&difference).scaled(MILLION),
            });
        }
    }
    let mut blocks: Vec<Block> =
        charts::changes(&changes, "tail avoided against doing nothing, USD m")
            .map(Block::Figure)
            .into_iter()
            .collect();
    blocks.push(Block::Table(table));
    blocks
}

fn money(compared: &Compared<'_>) -> Vec<Block> {
    let comparison = compared.comparison;
    let frontier = comparison.frontier();
    let mut table = Table::new(
        "Cost, and what is avoided for it",
        &[
            "Strategy",
            "#States, USD m",
            "#Industry, USD m",
            "#USD per USD of tail avoided",
            "#USD per USD of mean loss avoided",
            "#USD per tonne avoided",
            "On the frontier",
        ],
    );
    let everybody = Scope::default();
    for strategy in 1..comparison.len() {
        let part = |indicator| {
            let level = compared.level(strategy, &everybody, indicator, Measure::Mean);
            level.map_or_else(String::new, |level| number::compared_cell(&level, MILLION))
        };
        // A ratio to something that may be nothing says nothing.
        let ratio = |avoids: Option<bool>, estimate: monazite_stats::Estimate| match avoids {
            Some(true) => number::compared_cell(&Reading::from(estimate), 1.0),
            Some(false) => "avoids nothing".to_owned(),
            None => "not sure".to_owned(),
        };
        let avoids = |measure| comparison.loss_difference(strategy, 0, measure).smaller();
        let focus = comparison.focus();
        let unmet =
            comparison.difference(strategy, 0, focus, Indicator::UnmetDemand, Measure::Mean);
        let saves_tonnes = unmet.and_then(|difference| difference.smaller());
        table.row([
            compared.id(strategy).to_owned(),
            part(Indicator::PublicCost),
            part(Indicator::IndustryCost),
            ratio(
                avoids(Measure::Tail),
                comparison.cost_per_avoided(strategy, Measure::Tail),
            ),
            ratio(
                avoids(Measure::Mean),
                comparison.cost_per_avoided(strategy, Measure::Mean),
            ),
            ratio(saves_tonnes, comparison.cost_per_tonne(strategy)),
            if frontier.contains(&strategy) {
                "yes"
            } else {
                ""
            }
            .to_owned(),
        ]);
    }
    let spots: Vec<Spot> = (0..comparison.len())
        .map(|strategy| Spot {
            name: compared.id(strategy).to_owned(),
            x: comparison.cost(strategy).value / MILLION,
            y: compared.loss(strategy, Measure::Tail).scaled(MILLION),
            marked: frontier.contains(&strategy),
        })
        .collect();
    let mut blocks: Vec<Block> = charts::frontier(&spots)
        .map(Block::Figure)
        .into_iter()
        .collect();
    blocks.push(Block::Table(table));
    blocks
}

/// Strategies in the order of the ranking, without doing nothing.
fn others(compared: &Compared<'_>) -> Vec<usize> {
    let ranking = compared.comparison.ranking().into_iter();
    ranking.filter(|&at| at > 0).collect()
}

/// Headers of a table with a column of numbers for each of some strategies.
fn headers(compared: &Compared<'_>, first: &[&str], strategies: &[usize]) -> Vec<String> {
    let ids = strategies.iter().map(|&at| format!("#{}", compared.id(at)));
    first
        .iter()
        .map(|header| (*header).to_owned())
        .chain(ids)
        .collect()
}

fn pairs(compared: &Compared<'_>) -> Vec<Block> {
    let comparison = compared.comparison;
    let order = comparison.ranking();
    let headers = headers(
        compared,
        &["Tail of \u{2193} less that of \u{2192}, USD m"],
        &order,
    );
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let mut differences = Table::new("Differences of tails, each against each", &headers);
    let mut dominates = Table::new(
        "Who dominates whom, in these futures",
        &["Strategy", "At first order", "At second order only"],
    );
    for &first in &order {
        let cells = order.iter().map(|&second| {
            if first == second {
                return String::new();
            }
            let difference = comparison.loss_difference(first, second, Measure::Tail);
            let text = together(&difference, MILLION);
            if difference.smaller().is_some() {
                text
            } else {
                format!("{text} ?")
            }
        });
        differences.row(std::iter::once(compared.id(first).to_owned()).chain(cells));
        let beaten = |order_: Dominance| {
            let of: Vec<usize> = order
                .iter()
                .copied()
                .filter(|&second| comparison.dominance(first, second) == order_)
                .collect();
            compared.ids(&of)
        };
        dominates.row([
            compared.id(first).to_owned(),
            beaten(Dominance::First),
            beaten(Dominance::Second),
        ]);
    }
    vec![
        Block::Text(
            "Strategies by their tails, the smallest first. In the table of differences those that cannot be told \
             apart, all pairs taken together, are marked with a question mark."
                .to_owned(),
        ),
        Block::Long(differences),
        Block::Table(dominates),
    ]
}

fn joint(compared: &Compared<'_>) -> Vec<Block> {
    let pairs = compared.joint_pairs();
    pairs
        .into_iter()
        .map(|pair| Block::Table(compared.joint_table(pair)))
        .collect()
}

/// By economy and bloc: what each strategy avoids on average.
fn members(compared: &Compared<'_>) -> Vec<Block> {
    let comparison = compared.comparison;
    let order = others(compared);
    let mut seen: Vec<&str> = Vec::new();
    for column in &comparison.results()[0].columns {
        let id = column.scope.economy.as_str();
        let whole = column.indicator == Indicator::ValueAtRisk && column.scope.material.is_empty();
        if whole && !seen.contains(&id) {
            seen.push(id);
        }
    }
    let headers = headers(compared, &["For", "#none"], &order);
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let table = |title: &str, indicator, measure, by: f64| {
        let mut table = Table::new(title, &headers);
        for id in &seen {
            let at = scope(id);
            let without = compared.level(0, &at, indicator, measure);
            let without =
                without.map_or_else(String::new, |level| number::compared_cell(&level, by));
            let cells = order.iter().map(|&strategy| {
                let difference = comparison.difference(0, strategy, &at, indicator, measure);
                difference.map_or_else(String::new, |difference| together(&difference, by))
            });
            let name = compared.names().economy(id);
            table.row([name, without].into_iter().chain(cells));
        }
        table
    };
    let heat = charts::avoided(&charts::Grid {
        rows: seen.iter().map(|id| compared.names().economy(id)).collect(),
        columns: order.iter().map(|&at| compared.id(at).to_owned()).collect(),
        cells: seen
            .iter()
            .map(|id| {
                let values = |strategy: usize| {
                    let result = &comparison.results()[strategy];
                    measure::values(result, &scope(id), Indicator::ValueAtRisk)
                };
                let ratio = |&strategy: &usize| {
                    let without = values(0);
                    let avoided: Vec<f64> = without
                        .iter()
                        .zip(values(strategy))
                        .map(|(a, b)| a - b)
                        .collect();
                    let ratio = Reading::from(monazite_stats::ratio(&avoided, without));
                    ratio.value.is_finite().then_some(ratio)
                };
                order.iter().map(ratio).collect()
            })
            .collect(),
    });
    let mut blocks: Vec<Block> = heat.map(Block::Figure).into_iter().collect();
    blocks.extend([
        Block::Long(table(
            "Value at risk: mean under none, and how much less on average under each strategy, USD m",
            Indicator::ValueAtRisk,
            Measure::Mean,
            MILLION,
        )),
        Block::Long(table(
            "Value at risk: tail under none, and how much less under each strategy, USD m",
            Indicator::ValueAtRisk,
            Measure::Tail,
            MILLION,
        )),
        Block::Long(table(
            "Unmet demand: mean under none, and how much less on average under each strategy, t REO",
            Indicator::UnmetDemand,
            Measure::Mean,
            1.0,
        )),
        Block::Long(table(
            "Unmet demand: tail under none, and how much less under each strategy, t REO",
            Indicator::UnmetDemand,
            Measure::Tail,
            1.0,
        )),
        Block::Long(table(
            "Import bill: mean under none, and how much less on average under each strategy, USD m",
            Indicator::ImportBill,
            Measure::Mean,
            MILLION,
        )),
    ]);
    blocks
}

fn prices(compared: &Compared<'_>) -> Vec<Block> {
    let comparison = compared.comparison;
    let order = others(compared);
    let mut peaks: Vec<(f64, &Scope)> = comparison.results()[0]
        .columns
        .iter()
        .filter(|column| column.indicator == Indicator::PricePeak)
        .map(|column| (measure::mean(&column.values).value, &column.scope))
        .collect();
    peaks.sort_by(|a, b| b.0.total_cmp(&a.0));
    if peaks.first().is_none_or(|peak| peak.0 < 1.05) {
        return Vec::new();
    }
    let headers = headers(compared, &["Material", "#none"], &order);
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let mut table = Table::new(
        "Highest price over the horizon outside China, mean over futures, baseline = 1",
        &headers,
    );
    for (_, at) in peaks.iter().take(PRICES) {
        let cell = |strategy: usize| {
            let level = compared.level(strategy, at, Indicator::PricePeak, Measure::Mean);
            level.map_or_else(String::new, |level| number::compared_cell(&level, 1.0))
        };
        let cells = std::iter::once(cell(0)).chain(order.iter().map(|&strategy| cell(strategy)));
        table.row(std::iter::once(compared.names().material(&at.material)).chain(cells));
    }
    vec![Block::Table(table)]
}

fn regret(compared: &Compared<'_>) -> Vec<Block> {
    let comparison = compared.comparison;
    let order = comparison.ranking();
    let headers = headers(compared, &["Kind of futures", "#futures"], &order);
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let table = |title: &str, with_costs: bool| {
        let mut table = Table::new(title, &headers);
        for class in compared.classes {
            let regrets = comparison.class_regrets(class, with_costs);
            let cells = order.iter().map(|&strategy| {
                let regret = regrets[strategy];
                if regret == 0.0 {
                    "best".to_owned()
                } else {
                    number::compared(&Reading::bare(regret / MILLION), "")
                }
            });
            let name = match &class.kind {
                Kind::All => "All futures".to_owned(),
                other => kind(other),
            };
            let count = number::count(class.futures.len() as u64);
            table.row([name, count].into_iter().chain(cells));
        }
        table
    };
    vec![
        Block::Text(
            "How much more each strategy loses on average than the best one for the kind of futures: events that \
             struck or did not, and parameters that nobody knows, in the lowest and highest third of their draws."
                .to_owned(),
        ),
        Block::Long(table(
            "Regret, value at risk and cost together, USD m",
            true,
        )),
        Block::Long(table("Regret, value at risk alone, USD m", false)),
    ]
}

fn strategies(compared: &Compared<'_>) -> Vec<Block> {
    let mut table = Table::new("", &["Strategy", "What it does", "Actions"]);
    for strategy in &compared.scenario.strategies {
        if compared.position(&strategy.id).is_none() {
            continue;
        }
        let mut words: Vec<&str> = Vec::new();
        for action in &strategy.actions {
            let word = action.action.word();
            if !words.contains(&word) {
                words.push(word);
            }
        }
        table.row([
            strategy.id.clone(),
            strategy.title.clone(),
            words.join(", ").replace('_', " "),
        ]);
    }
    let text = "Sizes, dates, costs and their sources stand in the scenario file; `monazite explain` tells them.";
    vec![Block::Table(table), Block::Text(text.to_owned())]
}

//! Whose doing the losses are, as people and programs read it.

use monazite_engine::{Apart, Attribution, Doubt};
use monazite_model::{Scenario, World};
use monazite_stats::{Estimate, Sensitivity};
use serde_json::{Value, json};

use crate::measure::Reading;
use crate::names::{Names, listed};
use crate::number;
use crate::page::{plain_text, sections_markdown};
use crate::sections::{Block, Section};
use crate::table::Table;

/// Names of the files that an attribution is written to.
pub const ATTRIBUTION_FILES: [&str; 2] = ["attribution.json", "attribution.md"];
/// A million dollars.
const MILLION: f64 = 1e6;
/// Causes told in a sentence at most.
const TOLD: usize = 3;

/// Everything that is told of an attribution.
#[derive(Debug, Clone, Copy)]
pub struct Attributed<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Its world.
    pub world: &'a World,
    /// Id of the strategy in force.
    pub strategy: &'a str,
    /// Whose doing the losses are.
    pub attribution: &'a Attribution,
}

/// Whether a number and its interval are within `least` of zero.
fn negligible(estimate: &Estimate, least: f64) -> bool {
    let ends = [Some(estimate.value), estimate.ci_low, estimate.ci_high];
    ends.into_iter().flatten().all(|end| end.abs() < least)
}

/// Millions of dollars; less than a dollar is rounding.
fn cell(estimate: &Estimate) -> String {
    if negligible(estimate, 1.0) {
        return "0".to_owned();
    }
    number::compared_cell(&Reading::from(*estimate), MILLION)
}

/// Per cent; less than a hundredth of one is nothing.
fn share(estimate: &Estimate) -> String {
    if negligible(estimate, 1e-4) {
        return "0".to_owned();
    }
    number::compared_cell(&Reading::from(*estimate), 0.01)
}

impl Attributed<'_> {
    /// Sentences and tables for a terminal.
    pub fn text(&self) -> String {
        plain_text(&self.sections())
    }

    /// As Markdown.
    pub fn markdown(&self) -> String {
        let title = format!("{}: whose doing it is", self.scenario.title);
        sections_markdown(&title, &self.sections())
    }

    fn sections(&self) -> Vec<Section> {
        let section = |id, title, blocks| Section { id, title, blocks };
        let (parts, removed) = (self.parts(), self.removed());
        [
            section("summary", "In short", vec![Block::List(self.sentences())]),
            section("families", "Parts of the tail", table(parts)),
            section("hazards", "Without each hazard", table(removed)),
            section("given", "Given that it strikes", self.struck()),
            section("unknown", "What nobody knows", table(self.doubts())),
        ]
        .into_iter()
        .filter(|section| !section.blocks.is_empty())
        .collect()
    }

    fn sentences(&self) -> Vec<String> {
        let found = self.attribution;
        let whom = Names::new(self.world).whom(&found.focus.economy);
        let usd = |estimate: &Estimate| number::with_interval(&Reading::from(*estimate), "USD");
        let mut told = vec![format!(
            "Over {} futures, {whom} has {} at risk on average and {} in the worst 5 %.",
            number::count(found.replications),
            usd(&found.mean),
            usd(&found.tail)
        )];
        let whole = found.tail.value;
        let parts: Vec<String> = found
            .parts
            .iter()
            .take(TOLD)
            .filter(|_| whole > 0.0)
            .map(|part| {
                let of = number::plain(hundredth(part.tail.value / whole), "share");
                format!("{} {of}", part.family)
            })
            .collect();
        if !parts.is_empty() {
            let structural = number::plain(hundredth(found.structural.value / whole), "share");
            told.push(format!(
                "Of the worst 5 %, by family of hazards: {}; {structural} would be there without any.",
                listed(&parts)
            ));
        }
        if let Some(Apart { ignorance, events }) = &found.apart {
            let known = ignorance.first.ci_low.is_some() && events.first.ci_low.is_some();
            told.extend(known.then(|| format!(
                "Of the variance of the loss, {} % would go if all that nobody knows were known, {} % if it were known what \
                 happens; the rest comes of both together.",
                share(&ignorance.first),
                share(&events.first)
            )));
            // A total index that is surely above a hundredth.
            let sure =
                |doubt: &&Doubt| doubt.sensitivity.total.ci_low.is_some_and(|low| low > 0.01);
            let most: Vec<String> = found
                .doubts
                .iter()
                .filter(sure)
                .take(TOLD)
                .map(|doubt| doubt.parameter.clone())
                .collect();
            told.push(if most.is_empty() {
                "Knowing one parameter alone would surely take away more than 1 % of the variance for none of them, with so many \
                 futures."
                    .to_owned()
            } else {
                format!("What is worth knowing most: {}.", listed(&most))
            });
        }
        told.push(
            "Parts are Shapley's: each family's mean contribution over all orders in which they could be added. What goes \
             without single hazards overlaps, and need not sum up. Intervals are 95 %."
                .to_owned(),
        );
        told
    }

    fn parts(&self) -> Table {
        let found = self.attribution;
        let mut table = Table::new(
            "",
            &["Family of hazards", "#of the tail, USD m", "#share, %"],
        );
        let whole = found.tail.value;
        let rows = found
            .parts
            .iter()
            .map(|part| (part.family.as_str(), &part.tail));
        for (name, tail) in rows.chain([("without any hazard", &found.structural)]) {
            let of = if whole > 0.0 {
                number::plain(tenth(100.0 * tail.value / whole), "")
            } else {
                String::new()
            };
            table.row([name.to_owned(), cell(tail), of]);
        }
        table
    }

    fn removed(&self) -> Table {
        let mut table = Table::new(
            "",
            &[
                "Hazard",
                "Family",
                "#mean loss falls by, USD m",
                "#tail falls by, USD m",
            ],
        );
        let mut rows: Vec<_> = self.attribution.removed.iter().collect();
        rows.sort_by(|a, b| {
            b.tail
                .value
                .total_cmp(&a.tail.value)
                .then(a.hazard.cmp(&b.hazard))
        });
        for row in rows {
            table.row([
                row.hazard.clone(),
                row.family.clone(),
                cell(&row.mean),
                cell(&row.tail),
            ]);
        }
        table
    }

    fn struck(&self) -> Vec<Block> {
        let mut blocks = table(self.given());
        let told = |hazard: &str| {
            self.attribution
                .given
                .iter()
                .any(|row| row.hazard == hazard)
        };
        let hazards = self.scenario.hazards.iter().map(|hazard| hazard.id.clone());
        let left: Vec<String> = hazards.filter(|id| !told(id)).collect();
        if !left.is_empty() {
            blocks.push(Block::Text(format!(
                "Left out, with fewer than 50 futures in which they strike, or in which they do not: {}.",
                listed(&left)
            )));
        }
        blocks
    }

    fn given(&self) -> Table {
        let mut table = Table::new(
            "",
            &[
                "Hazard",
                "#strikes in, %",
                "#mean loss then, USD m",
                "#worst 5 % then, USD m",
                "#mean loss else, USD m",
            ],
        );
        for row in &self.attribution.given {
            table.row([
                row.hazard.clone(),
                share(&row.chance),
                cell(&row.mean),
                cell(&row.tail),
                cell(&row.spared),
            ]);
        }
        table
    }

    fn doubts(&self) -> Table {
        let mut table = Table::new(
            "",
            &[
                "Parameter",
                "#first order, %",
                "#total, %",
                "#mean loss where low, USD m",
                "#where high, USD m",
            ],
        );
        if let Some(Apart { ignorance, events }) = &self.attribution.apart {
            for (name, both) in [("all of them", ignorance), ("what happens", events)] {
                let cells = [share(&both.first), share(&both.total)];
                table.row(std::iter::once(name.to_owned()).chain(cells));
            }
        }
        for doubt in &self.attribution.doubts {
            table.row([
                doubt.parameter.clone(),
                share(&doubt.sensitivity.first),
                share(&doubt.sensitivity.total),
                cell(&doubt.low),
                cell(&doubt.high),
            ]);
        }
        table
    }

    /// As JSON, ending in a newline.
    ///
    /// # Errors
    /// What the encoder says.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        let found = self.attribution;
        let estimate = |estimate: &Estimate| {
            json!({
                "value": Some(estimate.value).filter(|value| value.is_finite()),
                "std_error": estimate.std_error,
                "ci_low": estimate.ci_low,
                "ci_high": estimate.ci_high,
            })
        };
        let indices = |both: &Sensitivity| json!({ "first": estimate(&both.first), "total": estimate(&both.total) });
        let list = |rows: Vec<Value>| Value::Array(rows);
        let doubt = |doubt: &Doubt| {
            json!({
                "parameter": doubt.parameter,
                "first": estimate(&doubt.sensitivity.first),
                "total": estimate(&doubt.sensitivity.total),
                "mean_where_low": estimate(&doubt.low),
                "mean_where_high": estimate(&doubt.high),
            })
        };
        let whole = json!({
            "format": 1,
            "scenario": self.scenario.id,
            "strategy": self.strategy,
            "seed": self.scenario.run.seed,
            "replications": found.replications,
            "focus": found.focus.economy,
            "mean": estimate(&found.mean),
            "cvar95": estimate(&found.tail),
            "structural_cvar95": estimate(&found.structural),
            "families": list(found.parts.iter().map(|part| json!({
                "family": part.family,
                "cvar95": estimate(&part.tail),
            })).collect()),
            "hazards": list(found.removed.iter().map(|row| json!({
                "hazard": row.hazard,
                "family": row.family,
                "mean_falls_by": estimate(&row.mean),
                "cvar95_falls_by": estimate(&row.tail),
            })).collect()),
            "given": list(found.given.iter().map(|row| json!({
                "hazard": row.hazard,
                "chance": estimate(&row.chance),
                "mean": estimate(&row.mean),
                "cvar95": estimate(&row.tail),
                "mean_else": estimate(&row.spared),
            })).collect()),
            "unknown": list(found.doubts.iter().map(doubt).collect()),
            "ignorance": found.apart.as_ref().map(|apart| indices(&apart.ignorance)),
            "events": found.apart.as_ref().map(|apart| indices(&apart.events)),
        });
        Ok(serde_json::to_string_pretty(&whole)? + "\n")
    }
}

fn table(table: Table) -> Vec<Block> {
    if table.is_empty() {
        Vec::new()
    } else {
        vec![Block::Table(table)]
    }
}

fn hundredth(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

//! Rare, large losses, as people and programs read them.

use monazite_engine::{Rare, RareRow, RareStatistic, Tilted};
use monazite_model::{Scenario, World};
use serde_json::json;

use crate::comparison::findings::two_digits;
use crate::comparison::words::with_interval;
use crate::measure::Reading;
use crate::names::{Names, listed};
use crate::number::{self, count};
use crate::page::{plain_text, sections_markdown};
use crate::sections::{Block, Section};
use crate::table::Table;

/// Names of the files that rare losses are written to.
pub const RARE_FILES: [&str; 2] = ["rare.json", "rare.md"];
/// Everything that is told of rare losses.
#[derive(Debug, Clone, Copy)]
pub struct RareTold<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Its world.
    pub world: &'a World,
    /// Id of the strategy in force.
    pub strategy: &'a str,
    /// The losses.
    pub rare: &'a Rare,
}

impl RareTold<'_> {
    /// Sentences and tables for a terminal.
    pub fn text(&self) -> String {
        plain_text(&self.sections())
    }

    /// As Markdown.
    pub fn markdown(&self) -> String {
        let title = format!("{}: rare losses", self.scenario.title);
        sections_markdown(&title, &self.sections())
    }

    fn sections(&self) -> Vec<Section> {
        let section = |id, title, blocks| Section { id, title, blocks };
        vec![
            section("summary", "In short", vec![Block::List(self.sentences())]),
            section("losses", "Losses", vec![Block::Table(self.table())]),
            section(
                "draws",
                "How they were drawn",
                vec![Block::List(self.draws())],
            ),
        ]
    }

    fn sentences(&self) -> Vec<String> {
        let whom = Names::new(self.world).whom(&self.rare.focus.economy);
        let mut told: Vec<String> = self
            .rare
            .rows
            .iter()
            .map(|row| {
                let value = with_interval(&Reading::from(row.estimate), "USD");
                match row.statistic {
                    RareStatistic::Mean => format!("On average {value} is at risk for {whom}."),
                    RareStatistic::WorstThousandths(_) => {
                        format!("In the {} it is {value} on average.", words(row.statistic))
                    }
                    RareStatistic::OneIn(futures) => {
                        format!(
                            "One future in {} exceeds {value}.",
                            count(u64::from(futures))
                        )
                    }
                }
            })
            .collect();
        if !self.rare.left_out.is_empty() {
            let which: Vec<String> = self
                .rare
                .left_out
                .iter()
                .map(|&rarer| words(rarer))
                .collect();
            told.push(format!(
                "Too few draws for: {}. Raise --replications.",
                listed(&which)
            ));
        }
        told.extend(self.verdict());
        told
    }

    /// Whether steering paid, by the tail.
    fn verdict(&self) -> Option<String> {
        let is_tail = |row: &&RareRow| matches!(row.statistic, RareStatistic::WorstThousandths(_));
        let gain = self.rare.rows.iter().find(is_tail)?.gain?;
        Some(if gain.low > 1.0 {
            format!(
                "For the tail steering was worth {} times as many plain futures (95 % interval {} to {}).",
                two(gain.value),
                two(gain.low),
                two(gain.high)
            )
        } else {
            "For the tail steering was not surely worth more plain futures than it took: `monazite run` tells as much."
                .to_owned()
        })
    }

    fn table(&self) -> Table {
        let headers = [
            "Statistic of value at risk",
            "USD m",
            "As many plain futures as",
        ];
        let mut table = Table::new("With 95 % intervals", &headers);
        for row in &self.rare.rows {
            table.row([
                words(row.statistic),
                number::compared_cell(&Reading::from(row.estimate), 1e6),
                gain(row),
            ]);
        }
        table
    }

    fn draws(&self) -> Vec<String> {
        let rare = self.rare;
        let all = rare.replications * rare.repeats;
        let spread = if rare.leading.is_empty() {
            "Nothing varies that could be spread evenly".to_owned()
        } else {
            format!(
                "Each repeat spreads the first numbers of {} evenly (a scrambled Sobol sequence)",
                number::counted(rare.leading.len() as u64, "hazard"),
            )
        };
        let mut told = vec![format!(
            "{} of {} futures, after a pilot of {} plain ones. {spread}; intervals come from the differences between \
             repeats.",
            number::counted(rare.repeats, "repeat"),
            count(rare.replications),
            count(rare.pilot),
        )];
        if rare.tilted.is_empty() {
            told.push(
                "No hazard was pulled: the worst futures of the pilot do not surely have more of any, or longer ones."
                    .to_owned(),
            );
        } else {
            let pulled: Vec<String> = rare.tilted.iter().map(pulled).collect();
            told.push(format!(
                "Pulled towards the worst futures, and weighed back: {}. One future in five was drawn without, so that \
                 no weight exceeds five.",
                listed(&pulled)
            ));
        }
        if rare.softened > 0 {
            told.push(format!(
                "The pull was halved {}, for too few draws would have counted.",
                number::counted(u64::from(rare.softened), "time"),
            ));
        }
        told.push(format!(
            "Of {} draws {} count by their weights, of the worst 5 % {}.",
            count(all),
            count(rare.effective as u64),
            count(rare.effective_tail as u64),
        ));
        told.push(
            "\"As many plain futures as\": plain sampling would have needed so many times as many, pilot included, to \
             know the number as well. Where losses have many causes alike, steering gains little."
                .to_owned(),
        );
        told
    }

    /// The whole of it, ending in a newline.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        let rare = self.rare;
        let whole = json!({
            "format": 1,
            "scenario": self.scenario.id,
            "strategy": self.strategy,
            "seed": self.scenario.run.seed,
            "focus": rare.focus.economy,
            "pilot": rare.pilot,
            "replications": rare.replications,
            "repeats": rare.repeats,
            "leading": rare.leading,
            "pulled": rare.tilted.iter().map(|tilt| json!({
                "hazard": tilt.hazard,
                "rate": tilt.rate,
                "gap_score_shift": tilt.gap,
                "duration_score_shift": tilt.duration,
            })).collect::<Vec<_>>(),
            "softened": rare.softened,
            "effective_draws": rare.effective,
            "effective_draws_worst_5_percent": rare.effective_tail,
            "value_at_risk": rare.rows.iter().map(|row| json!({
                "statistic": key(row.statistic),
                "value": Some(row.estimate.value).filter(|value| value.is_finite()),
                "std_error": row.estimate.std_error,
                "ci_low": row.estimate.ci_low,
                "ci_high": row.estimate.ci_high,
                "gain": row.gain.map(|gain| json!({
                    "value": gain.value, "ci_low": gain.low, "ci_high": gain.high,
                })),
            })).collect::<Vec<_>>(),
        });
        Ok(serde_json::to_string_pretty(&whole)? + "\n")
    }
}

fn words(statistic: RareStatistic) -> String {
    match statistic {
        RareStatistic::Mean => "mean".to_owned(),
        RareStatistic::WorstThousandths(worst) => {
            format!(
                "worst {} of futures",
                number::plain(f64::from(worst) / 1000.0, "share")
            )
        }
        RareStatistic::OneIn(futures) => {
            format!("exceeded by one future in {}", count(u64::from(futures)))
        }
    }
}

/// Name in files.
fn key(statistic: RareStatistic) -> String {
    match statistic {
        RareStatistic::Mean => "mean".to_owned(),
        RareStatistic::WorstThousandths(worst) => {
            format!("cvar{}", 100.0 - f64::from(worst) / 10.0)
        }
        RareStatistic::OneIn(futures) => format!("one_in_{futures}"),
    }
}

fn gain(row: &RareRow) -> String {
    row.gain.map_or("not told".to_owned(), |gain| {
        format!(
            "{} times ({} to {})",
            two(gain.value),
            two(gain.low),
            two(gain.high)
        )
    })
}

/// Two digits, for a number that is not known better.
fn two(value: f64) -> String {
    number::plain(two_digits(value), "")
}

fn pulled(tilt: &Tilted) -> String {
    let mut how = Vec::new();
    if tilt.rate != 1.0 {
        how.push(format!("{:.1} times as often", tilt.rate));
    }
    if tilt.gap != 0.0 {
        how.push(format!("gaps {:.2} standard deviations shorter", -tilt.gap));
    }
    if tilt.duration != 0.0 {
        how.push(format!("{:.2} standard deviations longer", tilt.duration));
    }
    format!("{} ({})", tilt.hazard, how.join(", "))
}

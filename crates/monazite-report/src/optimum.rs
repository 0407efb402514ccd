//! The best mix of levers for a budget, as people and programs read it.

use monazite_engine::{Comparison, Indicator, Measure, Tried};
use monazite_model::{Lever, Scenario, Strategy, World};
use monazite_stats::Estimate;
use serde_json::{Value, json};

use crate::comparison::words::{change, with_interval};
use crate::measure::Reading;
use crate::names::{Names, listed};
use crate::number;
use crate::page::{plain_text, sections_markdown};
use crate::sections::{Block, Section};
use crate::table::Table;

/// Names of the files that an optimum is written to.
pub const OPTIMUM_FILES: [&str; 2] = ["optimum.json", "optimum.md"];
/// A million dollars.
const MILLION: f64 = 1e6;

/// The mix that was chosen for a budget.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// USD.
    pub budget: f64,
    /// The mix, with what it came to on the futures that it was chosen on.
    pub tried: Tried,
    /// Its position among what met the fresh futures.
    pub fresh: usize,
}

/// Everything that is told of an optimisation.
#[derive(Debug, Clone, Copy)]
pub struct Optimum<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Its world.
    pub world: &'a World,
    /// The strategy whose levers were set.
    pub strategy: &'a Strategy,
    /// Mixes by budget, the smallest first; the last is that of the budget asked for.
    pub chosen: &'a [Choice],
    /// All mixes that were tried.
    pub tried: &'a [Tried],
    /// Futures that mixes were tried on.
    pub replications: u64,
    /// The tail without any strategy on those futures, USD.
    pub without: f64,
    /// Doing nothing, and what was chosen, on fresh futures.
    pub fresh: &'a Comparison<'a>,
    /// How a run of the scenario is asked for, as far as the levers: program, subject and overrides.
    pub asked: &'a str,
}

impl Optimum<'_> {
    /// Sentences and tables for a terminal.
    pub fn text(&self) -> String {
        plain_text(&self.sections())
    }

    /// As Markdown.
    pub fn markdown(&self) -> String {
        let title = format!("{}: the best mix for a budget", self.scenario.title);
        sections_markdown(&title, &self.sections())
    }

    fn sections(&self) -> Vec<Section> {
        let section = |id, title, blocks| Section { id, title, blocks };
        vec![
            section("summary", "In short", vec![Block::List(self.sentences())]),
            section(
                "frontier",
                "What each budget buys",
                vec![Block::Table(self.frontier())],
            ),
            section("levers", "The levers", vec![Block::Table(self.levers())]),
            section("use", "To use it", vec![Block::Command(self.command())]),
        ]
    }

    /// What a lever is set to.
    fn set(&self, lever: usize, tried: &Tried) -> String {
        told(&self.strategy.levers[lever], tried.levels[lever])
    }

    fn mix(&self, tried: &Tried) -> String {
        let levers = self.strategy.levers.iter().enumerate();
        let words: Vec<String> = levers
            .map(|(at, lever)| format!("{} {}", lever.id, self.set(at, tried)))
            .collect();
        listed(&words)
    }

    /// The tail of the focus's losses on fresh futures.
    fn tail(&self, fresh: usize) -> Estimate {
        let focus = self.fresh.focus();
        let level = self
            .fresh
            .level(fresh, focus, Indicator::ValueAtRisk, Measure::Tail);
        level.unwrap_or(Estimate::bare(f64::NAN))
    }

    /// The tail relative to that without any strategy, on fresh futures; without an interval where they are
    /// too few for one.
    fn less(&self, fresh: usize) -> Estimate {
        let ratio = self.fresh.loss_ratio(fresh, 0, Measure::Tail);
        if ratio.value.is_finite() {
            ratio
        } else {
            Estimate::bare(self.fresh.tail(fresh) / self.fresh.tail(0) - 1.0)
        }
    }

    /// How much less than without any strategy a mix left on the futures that it was tried on, share.
    fn seemed(&self, tried: &Tried) -> f64 {
        let less = 1.0 - tried.tail / self.without;
        if less.is_finite() {
            (less * 1000.0).round() / 1000.0
        } else {
            0.0
        }
    }

    fn sentences(&self) -> Vec<String> {
        let Some(best) = self.chosen.last() else {
            return Vec::new();
        };
        let whom = Names::new(self.world).whom(&self.fresh.focus().economy);
        let usd = |estimate: Estimate| with_interval(&Reading::from(estimate), "USD");
        let of = |value: f64| number::plain(value, "USD");
        let (tail, ratio) = (self.tail(best.fresh), self.less(best.fresh));
        let against = if ratio.value.is_finite() {
            format!(": {}", change(&Reading::from(ratio)))
        } else {
            String::new()
        };
        let told = vec![
            format!(
                "For a budget of {}, of {} mixes of {} that were tried this one leaves {whom} the smallest mean of \
                 the worst 5 % of futures: {}.",
                of(best.budget),
                number::count(self.tried.len() as u64),
                self.strategy.id,
                self.mix(&best.tried),
            ),
            format!(
                "On {} fresh futures, which had no part in the choice, it leaves {} at risk, against {} without any \
                 strategy{against}. It costs {}.",
                number::count(self.fresh.replications()),
                usd(tail),
                usd(self.tail(0)),
                usd(self.fresh.cost(best.fresh)),
            ),
            format!(
                "On the {} futures that it was chosen on it seemed to leave {} less and to cost {}. A choice has fitted \
                 its own futures: rely on the fresh ones.",
                number::count(self.replications),
                number::plain(self.seemed(&best.tried), "share"),
                of(best.tried.cost),
            ),
            left_over(best),
            "A search finds a good mix and proves nothing: another may be better, and mixes whose fresh intervals overlap \
             are not told apart."
                .to_owned(),
        ];
        told.into_iter()
            .filter(|sentence| !sentence.is_empty())
            .collect()
    }

    fn frontier(&self) -> Table {
        let mut headers = vec!["Budget, USD m"];
        headers.extend(self.strategy.levers.iter().map(|lever| lever.id.as_str()));
        headers.extend([
            "Cost, USD m",
            "Tail, USD m",
            "Less than without, %",
            "When chosen, %",
        ]);
        let mut table = Table::new(
            "Mean of the worst 5 % of fresh futures, by budget; and how much less it seemed on the futures of the choice",
            &headers,
        );
        let million = |estimate: Estimate| number::compared_cell(&Reading::from(estimate), MILLION);
        for chosen in self.chosen {
            let mut row = vec![number::plain(chosen.budget / MILLION, "")];
            row.extend((0..self.strategy.levers.len()).map(|lever| self.set(lever, &chosen.tried)));
            let less = self.less(chosen.fresh);
            let turned = Estimate {
                value: -less.value,
                ci_low: less.ci_high.map(|end| -end),
                ci_high: less.ci_low.map(|end| -end),
                ..less
            };
            row.extend([
                million(self.fresh.cost(chosen.fresh)),
                million(self.tail(chosen.fresh)),
                number::compared_cell(&Reading::from(turned), 0.01),
                number::plain(100.0 * self.seemed(&chosen.tried), ""),
            ]);
            table.row(row);
        }
        table
    }

    /// A run with the best mix, as it is typed.
    fn command(&self) -> Vec<String> {
        let Some(best) = self.chosen.last() else {
            return Vec::new();
        };
        let sets = self.strategy.overrides(&best.tried.levels).into_iter();
        std::iter::once(format!("{} --strategy {}", self.asked, self.strategy.id))
            .chain(sets.map(|set| format!("--set '{set}'")))
            .collect()
    }

    fn levers(&self) -> Table {
        let mut table = Table::new("", &["Lever", "What it is", "Idle", "Full"]);
        for lever in &self.strategy.levers {
            table.row([
                lever.id.clone(),
                lever.title.clone(),
                told(lever, 0.0),
                told(lever, 1.0),
            ]);
        }
        table
    }

    /// The whole of it, ending in a newline.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        let estimate = |estimate: Estimate| {
            json!({
                "value": Some(estimate.value).filter(|value| value.is_finite()),
                "std_error": estimate.std_error,
                "ci_low": estimate.ci_low,
                "ci_high": estimate.ci_high,
            })
        };
        let mix = |tried: &Tried| -> Value {
            let levers = self.strategy.levers.iter().zip(&tried.levels);
            levers
                .map(|(lever, &level)| (lever.id.clone(), json!(told(lever, level))))
                .collect::<serde_json::Map<String, Value>>()
                .into()
        };
        let whole = json!({
            "format": 1,
            "scenario": self.scenario.id,
            "strategy": self.strategy.id,
            "seed": self.scenario.run.seed,
            "focus": self.fresh.focus().economy,
            "replications": self.replications,
            "fresh_replications": self.fresh.replications(),
            "without": { "cvar95": estimate(self.tail(0)), "cvar95_when_chosen": self.without },
            "budgets": self.chosen.iter().map(|chosen| json!({
                "budget_usd": chosen.budget,
                "mix": mix(&chosen.tried),
                "set": self.strategy.overrides(&chosen.tried.levels),
                "when_chosen": { "cost_usd": chosen.tried.cost, "cvar95": chosen.tried.tail },
                "cost_usd": estimate(self.fresh.cost(chosen.fresh)),
                "cvar95": estimate(self.tail(chosen.fresh)),
                "cvar95_relative_to_without": estimate(self.less(chosen.fresh)),
            })).collect::<Vec<_>>(),
            "tried": self.tried.iter().map(|tried| json!({
                "mix": mix(tried),
                "cost_usd": tried.cost,
                "cvar95": tried.tail,
            })).collect::<Vec<_>>(),
        });
        Ok(serde_json::to_string_pretty(&whole)? + "\n")
    }
}

/// What a lever is set to at a level.
fn told(lever: &Lever, level: f64) -> String {
    lever
        .sets
        .first()
        .map_or(String::new(), |set| set.text(level))
}

/// What of the budget is not spent, where it is much.
fn left_over(best: &Choice) -> String {
    let left = best.budget - best.tried.cost;
    if left < 0.1 * best.budget {
        return String::new();
    }
    format!(
        "{} of the budget is left: of what was tried nothing that costs more leaves a smaller tail. More trials \
         (--evaluations) may find some.",
        number::plain(left, "USD"),
    )
}

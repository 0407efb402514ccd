//! Together or alone: strategies in which members act jointly against those in which each does the same
//! for itself.

use monazite_engine::{Difference, Indicator, Measure};

use super::Compared;
use super::words::{for_all_pairs, joined, scope, size, together};
use crate::findings::Finding;
use crate::names::listed;
use crate::number;
use crate::table::Table;

/// Members told in a sentence at most.
const TOLD: usize = 6;

/// A strategy of joint action and the one in which everybody acts alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub(super) joint: usize,
    pub(super) alone: usize,
}

impl Compared<'_> {
    pub(super) fn joint_pairs(&self) -> Vec<Pair> {
        let strategies = self.scenario.strategies.iter();
        let pair = |strategy: &monazite_model::Strategy| {
            Some(Pair {
                joint: self.position(&strategy.id)?,
                alone: self.position(&strategy.alone)?,
            })
        };
        strategies.filter_map(pair).collect()
    }

    /// What acting jointly saves an economy or bloc: the loss alone less the loss together.
    fn saved(&self, pair: Pair, economy: &str, measure: Measure) -> Option<Difference> {
        let (alone, joint) = (pair.alone, pair.joint);
        let at = scope(economy);
        self.comparison
            .difference(alone, joint, &at, Indicator::ValueAtRisk, measure)
    }

    pub(super) fn jointly(&self, pair: Pair) -> Option<Finding> {
        let focus = &self.comparison.focus().economy;
        let mean = self.saved(pair, focus, Measure::Mean)?;
        let tail = self.saved(pair, focus, Measure::Tail)?;
        let saves = |saved: &Difference| {
            let saved = joined(saved);
            let word = if saved.value >= 0.0 { "saves" } else { "costs" };
            (word, for_all_pairs(&size(&saved), "USD"))
        };
        let (word, on_average) = saves(&mean);
        let (word_of_tail, in_the_tail) = saves(&tail);
        let mut sentences = vec![format!(
            "{} against {}: acting jointly {word} {} {on_average} of value at risk on average, and {word_of_tail} \
             {in_the_tail} in the worst 5 % of futures{}.",
            self.id(pair.joint),
            self.id(pair.alone),
            self.whom(),
            if mean.smaller().is_some() || tail.smaller().is_some() {
                ""
            } else {
                "; neither is sure"
            },
        )];
        let mut members: Vec<(Difference, String)> = self
            .members()
            .into_iter()
            .filter_map(|id| {
                let saved = self.saved(pair, id, Measure::Mean)?;
                Some((saved, self.names().economy(id)))
            })
            .collect();
        members.sort_by(|a, b| b.0.estimate.value.total_cmp(&a.0.estimate.value));
        if members.len() > 1 {
            let told: Vec<String> = members
                .iter()
                .take(TOLD)
                .map(|(saved, name)| format!("{name} {}", number::compared(&joined(saved), "USD")))
                .collect();
            sentences.push(format!("By member, on average: {}.", listed(&told)));
            let losers: Vec<String> = members
                .iter()
                .filter(|(saved, _)| saved.smaller() == Some(true))
                .map(|(_, name)| name.clone())
                .collect();
            if !losers.is_empty() {
                sentences.push(format!("Surely worse off together: {}.", listed(&losers)));
            }
        }
        let cost = |strategy| number::compared(&self.comparison.cost(strategy).into(), "USD");
        sentences.push(format!(
            "Together it costs {}, apart {}.",
            cost(pair.joint),
            cost(pair.alone)
        ));
        Some(Finding {
            topic: "Together or alone",
            text: sentences.join(" "),
        })
    }

    /// What acting jointly saves each member.
    pub(super) fn joint_table(&self, pair: Pair) -> Table {
        let caption = format!(
            "What {} saves over {}, value at risk",
            self.id(pair.joint),
            self.id(pair.alone)
        );
        let mut table = Table::new(
            caption,
            &["For", "#on average, USD m", "#worst 5 % of futures, USD m"],
        );
        let focus = self.comparison.focus().economy.as_str();
        let members = self.members();
        let whom = std::iter::once(focus).chain(members.into_iter().filter(|id| *id != focus));
        for id in whom {
            let cell = |measure| {
                let saved = self.saved(pair, id, measure);
                saved.map_or_else(String::new, |saved| together(&saved, 1e6))
            };
            table.row([
                self.names().economy(id),
                cell(Measure::Mean),
                cell(Measure::Tail),
            ]);
        }
        table
    }
}

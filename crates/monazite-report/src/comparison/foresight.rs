//! What perfect foresight could have saved: the value of coordination.

use monazite_engine::Foreseen;

use super::Compared;
use super::findings::two_digits;
use crate::findings::Finding;
use crate::number::{self, count};
use crate::sections::Block;
use crate::table::Table;

impl Compared<'_> {
    /// What coordination is worth in the futures that were looked at.
    pub(super) fn coordination(&self) -> Option<Finding> {
        let foreseen = self.foreseen.as_ref().ok()?;
        let worst: Vec<&Foreseen> = foreseen.iter().filter(|seen| seen.ranks.1 >= 1.0).collect();
        let sum = |of: fn(&Foreseen) -> f64| worst.iter().map(|seen| of(seen)).sum::<f64>();
        let wanted = sum(|seen| seen.foresight.wanted);
        if wanted <= 0.0 || sum(|seen| seen.foresight.simulated) <= 0.0 {
            return None;
        }
        let (had, least) = (
            sum(|seen| seen.foresight.simulated) / wanted,
            sum(|seen| seen.foresight.bound) / wanted,
        );
        let which = match worst.as_slice() {
            [only] => format!(
                "In future {}, one of the worst 5 %",
                count(only.replication)
            ),
            many => format!("In {} futures of the worst 5 %", many.len()),
        };
        let saved = (had - least).max(0.0);
        let bounded = self.at_once(worst[0]).map_or(String::new(), |weeks| {
            format!(", bounded from below by plans for {weeks} at once,")
        });
        Some(Finding {
            topic: "Coordination",
            text: format!(
                "{which} without any strategy, {} of the demand that prices left was unmet. A plan for the whole world \
                 that had known what would strike{bounded} would still have left at least {} unmet: at most {} is a \
                 matter of coordination, of sharing information and goods in time.",
                share(had),
                share(least),
                share(saved),
            ),
        })
    }

    /// How long is planned at once, where that is more than a step.
    fn at_once(&self, seen: &Foreseen) -> Option<String> {
        let step = self.comparison.results().first()?.step_days;
        let days = seen.foresight.period_days;
        let told = if days < 14.0 {
            number::counted(days.round() as u64, "day")
        } else {
            number::counted((days / 7.0).round() as u64, "week")
        };
        (days > 1.5 * step).then_some(told)
    }
}

/// The futures one by one.
pub(super) fn foresight(compared: &Compared<'_>) -> Vec<Block> {
    let foreseen = match compared.foreseen {
        Ok(foreseen) if foreseen.is_empty() => return Vec::new(),
        Ok(foreseen) => foreseen,
        Err(error) => return vec![Block::List(vec![format!("Not known: {error}.")])],
    };
    let planned = compared
        .at_once(&foreseen[0])
        .map_or("step by step".to_owned(), |weeks| {
            format!("for {weeks} at once")
        });
    let title = format!(
        "Unmet demand without any strategy, and the least that perfect foresight would have left, planned {planned}; \
         all end uses, t REO"
    );
    let mut table = Table::new(
        title,
        &[
            "Futures by loss",
            "Future",
            "Unmet, t REO",
            "Of demand",
            "Least possible, t REO",
            "Coordination could save at most, t REO",
        ],
    );
    for seen in foreseen {
        let bound = &seen.foresight;
        table.row([
            kind(seen.ranks),
            count(seen.replication),
            number::plain(bound.simulated, ""),
            share(bound.simulated / bound.wanted),
            number::plain(bound.bound, ""),
            number::plain(bound.value_of_coordination().max(0.0), ""),
        ]);
    }
    vec![Block::Table(table)]
}

fn kind((from, to): (f64, f64)) -> String {
    if to >= 1.0 {
        format!("worst {}", share(1.0 - from))
    } else if from <= 0.0 {
        format!("best {}", share(to))
    } else {
        format!(
            "from the best {} to the worst {}",
            share(from),
            share(1.0 - to)
        )
    }
}

fn share(value: f64) -> String {
    number::plain(two_digits(value), "share")
}

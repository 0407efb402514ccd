//! One future, step by step.

use monazite_engine::Replay;
use monazite_model::{Scenario, World};

use crate::names::Names;
use crate::page::plain_text;
use crate::sections::{Block, Section};
use crate::table::Table;

/// A fill rate that moves by less than this between steps is not told again.
const TELLING: f64 = 0.002;

/// What happened in a replication, for a terminal: events in order, then fill rates at the steps at
/// which one of them changes.
pub fn story(scenario: &Scenario, world: &World, replay: &Replay) -> String {
    let section = |id, title, blocks| Section { id, title, blocks };
    let mut sections = vec![section("events", "What happened", events(scenario, replay))];
    let rates = fill_rates(scenario, world, replay);
    if !rates.is_empty() {
        let text = "Share of demand served, per cent, whenever it changes.";
        sections.push(section(
            "rates",
            "Who went short",
            vec![Block::Text(text.to_owned()), Block::Table(rates)],
        ));
    }
    plain_text(&sections)
}

/// First day of a step; empty beyond the calendar.
fn date(scenario: &Scenario, step: u32) -> String {
    let seconds = f64::from(step) * scenario.run.step.get() * 86_400.0;
    let span = std::time::Duration::from_secs(seconds as u64);
    scenario
        .run
        .start
        .checked_add(span)
        .map(|date| date.to_string())
        .unwrap_or_default()
}

fn events(scenario: &Scenario, replay: &Replay) -> Vec<Block> {
    if replay.events.is_empty() {
        return vec![Block::Text(
            "Nothing: no hazard struck in this future.".to_owned(),
        )];
    }
    let mut table = Table::new("", &["Week of", "#Step", "Kind", "Who", "What"]);
    for event in &replay.events {
        table.row([
            date(scenario, event.step),
            event.step.to_string(),
            event.kind.to_owned(),
            event.subject.clone(),
            event.text.clone(),
        ]);
    }
    vec![Block::Table(table)]
}

fn fill_rates(scenario: &Scenario, world: &World, replay: &Replay) -> Table {
    let names = Names::new(world);
    let headers: Vec<String> = replay.table.first().map_or_else(Vec::new, |first| {
        let materials = first
            .fill_rate
            .iter()
            .map(|(id, _)| format!("#{}", names.material(id)));
        ["Week of".to_owned(), "#Step".to_owned()]
            .into_iter()
            .chain(materials)
            .collect()
    });
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let mut table = Table::new("", &headers);
    let mut told: Vec<f64> = replay
        .table
        .first()
        .map_or_else(Vec::new, |row| vec![1.0; row.fill_rate.len()]);
    for row in &replay.table {
        let rates = row.fill_rate.iter().map(|(_, rate)| *rate);
        if rates
            .clone()
            .zip(&told)
            .all(|(now, before)| (now - before).abs() < TELLING)
        {
            continue;
        }
        told = rates.clone().collect();
        let cells = rates.map(|rate| format!("{:.1}", 100.0 * rate));
        table.row(
            [date(scenario, row.step), row.step.to_string()]
                .into_iter()
                .chain(cells),
        );
    }
    table
}

#[cfg(test)]
mod tests {
    use monazite_engine::{ReplayEvent, ReplayStep};

    use super::*;
    use crate::sample;

    #[test]
    fn rates_are_told_when_they_change_and_not_again() {
        let step = |step, rate| ReplayStep {
            step,
            fill_rate: vec![("dy-oxide".to_owned(), rate)],
        };
        let replay = Replay {
            events: vec![ReplayEvent {
                step: 1,
                kind: "hazard",
                subject: "ban".to_owned(),
                text: "begins".to_owned(),
            }],
            table: vec![
                step(0, 1.0),
                step(1, 1.0),
                step(2, 0.5),
                step(3, 0.5),
                step(4, 1.0),
            ],
        };
        let text = story(&sample::scenario(), &sample::world(), &replay);
        assert!(
            text.contains("2026-01-12     1  hazard  ban  begins"),
            "{text}"
        );
        let told: Vec<&str> = text.lines().filter(|line| line.ends_with(".0")).collect();
        assert_eq!(told.len(), 2, "{text}");
        assert!(
            told[0].starts_with("2026-01-19") && told[1].starts_with("2026-02-02"),
            "{text}"
        );
    }
}

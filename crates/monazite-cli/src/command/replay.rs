//! `monazite replay`: one future, step by step.

use serde_json::{Map, Value, json};

use crate::arguments::{Format, Replay};
use crate::failure::Failure;
use crate::loading::prepare;
use crate::output;

pub(crate) fn replay(arguments: &Replay) -> Result<(), Failure> {
    let prepared = prepare(&arguments.chosen, &[])?;
    let (scenario, world) = (&prepared.loaded.scenario, &prepared.loaded.world);
    let replay = monazite_engine::replay(&prepared.plan, scenario.run.seed, arguments.replication);
    if arguments.format == Format::Text {
        let story = monazite_report::story(scenario, world, &replay);
        return output::print(&format!(
            "Future {}, seed {}\n\n{story}",
            arguments.replication, scenario.run.seed
        ));
    }
    let events: Vec<Value> = replay
        .events
        .iter()
        .map(|event| {
            json!({ "step": event.step, "kind": event.kind, "subject": event.subject, "text": event.text })
        })
        .collect();
    let steps: Vec<Value> = replay
        .table
        .iter()
        .map(|row| {
            let rates: Map<String, Value> = row
                .fill_rate
                .iter()
                .map(|(material, rate)| (material.clone(), json!(rate)))
                .collect();
            json!({ "step": row.step, "fill_rate": rates })
        })
        .collect();
    let whole = json!({
        "format": 1,
        "scenario": scenario.id,
        "seed": scenario.run.seed,
        "replication": arguments.replication,
        "events": events,
        "steps": steps,
    });
    output::print(&serde_json::to_string_pretty(&whole)?)
}

//! `monazite replay`: one future, step by step.

use monazite_engine::{Plan, perfect_foresight};
use monazite_report::plain;
use serde_json::{Map, Value, json};

use crate::arguments::{Format, Replay};
use crate::failure::Failure;
use crate::loading::prepare;
use crate::output;

pub(crate) fn replay(arguments: &Replay) -> Result<(), Failure> {
    let prepared = prepare(&arguments.chosen, &[], arguments.memory.limit)?;
    if !arguments.quiet {
        output::warn(&prepared.loaded.warnings);
    }
    let (scenario, world) = (&prepared.loaded.scenario, &prepared.loaded.world);
    let replay = monazite_engine::replay(&prepared.plan, scenario.run.seed, arguments.replication);
    if arguments.format == Format::Text {
        let story = monazite_report::story(scenario, world, &replay);
        return output::print(&format!(
            "Future {}, seed {}\n\n{story}\n{}",
            arguments.replication,
            scenario.run.seed,
            coordination(&prepared.plan, scenario.run.seed, arguments.replication)
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
        "perfect_foresight": perfect_foresight(
            &prepared.plan,
            scenario.run.seed,
            arguments.replication,
        )
        .ok()
        .map(|seen| json!({ "simulated_t_reo": seen.simulated, "bound_t_reo": seen.bound, "period_days": seen.period_days })),
        "events": events,
        "steps": steps,
    });
    output::print(&serde_json::to_string_pretty(&whole)?)
}

/// What perfect foresight could have saved of this future, in words.
fn coordination(plan: &Plan, seed: u64, replication: u64) -> String {
    match perfect_foresight(plan, seed, replication) {
        Ok(seen) => {
            let planned = if seen.period_days > 1.5 * plan.step_days() {
                format!(
                    " (planned for {} days at once, which bounds it from below)",
                    seen.period_days
                )
            } else {
                String::new()
            };
            format!(
                "Unmet demand: {} t REO. With perfect foresight{planned} at least {} t REO would have been unmet: \
                 the difference, {} t REO, is the most that coordination could have saved.",
                plain(seen.simulated, ""),
                plain(seen.bound, ""),
                plain(seen.value_of_coordination().max(0.0), ""),
            )
        }
        Err(error) => format!("What perfect foresight could have saved is not known: {error}."),
    }
}

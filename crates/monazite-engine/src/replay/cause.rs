//! Why a group of demands runs short: which of its sources are held back, and which sell too little.

use std::collections::{BTreeMap, BTreeSet};

use crate::plan::Plan;
use crate::state::State;

/// Sources named.
const NAMED: usize = 2;
/// A source that ships less than this share of its baseline is part of the cause.
const LOW: f64 = 0.9;

/// One origin of the group's supply.
#[derive(Default)]
struct Source {
    /// Flow at baseline.
    baseline: f64,
    /// What would pass the border of it.
    open: f64,
    /// What is shipped this step.
    shipped: f64,
    /// Hazards that hold it back.
    hazards: BTreeSet<usize>,
}

/// The cause in words, worst first.
pub(super) fn of(plan: &Plan, state: &State<1>, demands: &[usize]) -> String {
    let mut sources: BTreeMap<usize, Source> = BTreeMap::new();
    for &demand in demands {
        for at in plan.stocks[plan.demands[demand].stock].lanes.clone() {
            let lane = &plan.lanes[at];
            let source = sources.entry(plan.stocks[lane.from].economy).or_default();
            source.baseline += lane.baseline;
            source.open += lane.baseline * state.factors.open[lane.open][0];
            source.shipped += state.sent[at][0];
            for &effect in &plan.signatures.open[lane.open] {
                if state.factors.effect[effect][0] < 1.0 {
                    let owner = plan
                        .hazards
                        .iter()
                        .position(|h| h.effects.contains(&effect));
                    source.hazards.extend(owner);
                }
            }
        }
    }
    let whole: f64 = sources.values().map(|source| source.baseline).sum();
    if whole <= 0.0 {
        return "it has no source at baseline".to_owned();
    }
    let mut causes: Vec<(f64, String)> = sources
        .into_iter()
        .filter_map(|(economy, source)| {
            let name = &plan.world.economies[economy].name;
            let share = 100.0 * source.baseline / whole;
            let missing = source.baseline - source.shipped;
            if source.open < source.baseline {
                let ids: Vec<&str> = source
                    .hazards
                    .iter()
                    .map(|&hazard| plan.hazards[hazard].id.as_str())
                    .collect();
                let passes = 100.0 * source.open / source.baseline;
                let text = format!(
                    "of what {name} sends ({share:.0} % of supply) {passes:.0} % may pass ({})",
                    ids.join(", ")
                );
                Some((source.baseline - source.open.min(source.shipped), text))
            } else if source.shipped < LOW * source.baseline {
                let ships = 100.0 * source.shipped / source.baseline;
                let text = format!("{name} ({share:.0} % of supply) ships {ships:.0} % of normal");
                Some((missing, text))
            } else {
                None
            }
        })
        .collect();
    causes.sort_by(|a, b| b.0.total_cmp(&a.0));
    causes.truncate(NAMED);
    if causes.is_empty() {
        return "stocks are gone and arrivals have not caught up".to_owned();
    }
    let texts: Vec<String> = causes.into_iter().map(|(_, text)| text).collect();
    texts.join("; ")
}

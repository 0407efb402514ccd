//! Uncertain parameters.

use crate::findings::Findings;
use crate::{Scenario, Table, Target, World};

pub(super) fn check(scenario: &Scenario, world: &World, findings: &mut Findings) {
    for (row, uncertain) in scenario.uncertain.iter().enumerate() {
        let place = (Table::Uncertain, row);
        let earlier = &scenario.uncertain[..row];
        let twice = earlier.iter().any(|other| other.target == uncertain.target);
        findings.need(!twice, place, "target", "duplicate", || {
            format!("`{}` is uncertain already", uncertain.target)
        });
        let target = match Target::parse(&uncertain.target) {
            Ok(target) => target,
            Err(message) => {
                findings.need(false, place, "target", "reference", || message);
                continue;
            }
        };
        super::law(&uncertain.law, target.most(), place, "law", findings);
        let fits = match &target {
            Target::Market(_) => true,
            Target::Demand(_, key) => world
                .demands
                .iter()
                .any(|demand| target.is_of_demand(demand, key, world)),
            Target::Trade(_, key) => world
                .trade
                .iter()
                .any(|trade| target.is_of_trade(trade, key, world)),
            Target::Hazard(id, _) => {
                let known = || scenario.hazards.iter().map(|hazard| hazard.id.as_str());
                if !known().any(|hazard| hazard == id) {
                    findings.unknown(place, "target", "hazard", id, known());
                }
                true
            }
        };
        findings.need(fits, place, "target", "selection", || {
            format!("nothing is selected by `{}`", uncertain.target)
        });
    }
}

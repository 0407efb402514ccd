//! Parts of a scenario that are sound and do nothing.

use std::collections::BTreeSet;

use crate::findings::Findings;
use crate::{Arrival, Hazard, Law, Problem, Scenario, Table};

pub(super) fn warn(scenario: &Scenario, findings: &mut Findings) {
    let followed: BTreeSet<&str> = scenario
        .hazards
        .iter()
        .filter_map(|hazard| match &hazard.arrival {
            Arrival::After { hazard, .. } => Some(hazard.as_str()),
            _ => None,
        })
        .collect();
    for (row, hazard) in scenario.hazards.iter().enumerate() {
        let place = (Table::Hazards, row);
        let acts = !hazard.effects.is_empty() || followed.contains(hazard.id.as_str());
        findings.need(acts, place, "id", "idle", || {
            format!(
                "`{}` has no effect and no other hazard follows it",
                hazard.id
            )
        });
        if let Arrival::Date(date) = hazard.arrival {
            let day = f64::from((date - scenario.run.start).get_days());
            let beyond = day >= scenario.run.horizon.get();
            findings.need(!beyond, place, "arrival.date", "never", || {
                format!(
                    "`{}` starts on {date}, after the end of every future",
                    hazard.id
                )
            });
        }
        if let (Arrival::Date(date), Some(longest)) = (&hazard.arrival, longest(hazard)) {
            let day = f64::from((*date - scenario.run.start).get_days());
            findings.need(day + longest > 0.0, place, "arrival.date", "never", || {
                format!(
                    "`{}` starts on {date} and is over before the run starts on {}",
                    hazard.id, scenario.run.start
                )
            });
        }
        let replaced = !hazard.escalation.is_empty() && hazard.duration != Law::Fixed(0.0);
        findings.need(!replaced, place, "duration", "unused", || {
            "the escalation chain replaces `duration`, which does nothing".to_owned()
        });
    }
    for (row, strategy) in scenario.strategies.iter().enumerate() {
        if strategy.actions.is_empty() {
            let message = format!("`{}` has no action and is the same as `none`", strategy.id);
            findings.push(Problem::new(Table::Strategies, row, "id", "idle", message));
        }
    }
}

/// Longest time that an occurrence can last, recovery included, days; `None` if there is no bound.
fn longest(hazard: &Hazard) -> Option<f64> {
    let lasts = if hazard.escalation.is_empty() {
        hazard.duration.largest()?
    } else {
        let rungs = hazard.escalation.iter();
        rungs
            .map(|rung| rung.duration.largest())
            .sum::<Option<f64>>()?
    };
    Some(lasts + hazard.profile.recovery.get())
}

#[cfg(test)]
mod tests {
    use crate::samples::{hazard, scenario, share};
    use crate::{Arrival, Date, EscalationStage, Hazard, Law, Scenario, Strategy};

    fn told(change: impl FnOnce(&mut Scenario)) -> Vec<(usize, &'static str)> {
        let mut scenario = scenario();
        change(&mut scenario);
        scenario
            .warnings()
            .into_iter()
            .map(|problem| (problem.row, problem.code))
            .collect()
    }

    #[test]
    fn a_hazard_without_effects_is_told_unless_another_follows_it() {
        assert_eq!(
            told(|scenario| scenario.hazards[0].effects.clear()),
            [(0, "idle")]
        );
        let trigger = told(|scenario| {
            scenario.hazards[0].effects.clear();
            let arrival = Arrival::After {
                hazard: "mine-stops".to_owned(),
                probability: share(1.0),
                delay: Law::Fixed(7.0),
            };
            scenario.hazards.push(Hazard {
                arrival,
                ..hazard("second")
            });
        });
        assert_eq!(trigger, []);
    }

    #[test]
    fn a_date_after_the_end_is_told() {
        let on = |year| {
            told(|scenario| {
                scenario.hazards[0].arrival = Arrival::Date(Date::constant(year, 1, 3));
            })
        };
        assert_eq!(on(2028), [(0, "never")]);
        assert_eq!(on(2027), []);
    }

    #[test]
    fn a_date_so_early_that_it_is_over_at_the_start_is_told() {
        let on = |duration: Law| {
            told(|scenario| {
                let start = scenario.run.start;
                scenario.hazards[0].arrival =
                    Arrival::Date(start.saturating_sub(jiff::Span::new().days(30)));
                scenario.hazards[0].duration = duration;
            })
        };
        assert_eq!(on(Law::Fixed(30.0)), [(0, "never")]);
        assert_eq!(on(Law::Fixed(31.0)), []);
        assert_eq!(on(Law::Uniform { min: 1.0, max: 2.0 }), [(0, "never")]);
        assert_eq!(on(Law::Exponential { mean: 1.0 }), []);
    }

    #[test]
    fn a_duration_beside_an_escalation_chain_is_told() {
        let rung = EscalationStage {
            name: "full".to_owned(),
            level: share(1.0),
            duration: Law::Fixed(30.0),
            escalate: share(0.0),
        };
        assert_eq!(
            told(|scenario| scenario.hazards[0].escalation = vec![rung]),
            [(0, "unused")]
        );
    }

    #[test]
    fn a_strategy_without_actions_is_told() {
        let idle = Strategy {
            id: "a".to_owned(),
            title: String::new(),
            alone: String::new(),
            levers: Vec::new(),
            actions: Vec::new(),
        };
        assert_eq!(
            told(|scenario| scenario.strategies.push(idle)),
            [(0, "idle")]
        );
    }
}

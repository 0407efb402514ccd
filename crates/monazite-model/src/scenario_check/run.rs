//! How a scenario is run.

use crate::findings::Findings;
use crate::{Days, Problem, Scenario, Table, Unknown, World, nearest};

/// Shortest and longest step, days: six hours; a quarter.
const STEP: std::ops::RangeInclusive<f64> = 0.25..=92.0;
/// Longest future, days: a hundred years.
const HORIZON: f64 = 36_525.0;
/// Most steps of a future: the series of a run and the calendar of what is under way grow with it.
const STEPS: u32 = 10_000;
/// Most futures of a run.
const REPLICATIONS: u64 = 1_000_000_000;
/// Years in which a run can start: with the longest future still far from the end of the calendar.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

pub(super) fn check(scenario: &Scenario, world: &World, findings: &mut Findings) {
    let run = &scenario.run;
    let place = (Table::Run, 0);
    findings.need(
        YEARS.contains(&run.start.year()),
        place,
        "start",
        "range",
        || {
            let (first, last) = (YEARS.start(), YEARS.end());
            format!(
                "`start` must lie between the years {first} and {last}, got {}",
                run.start
            )
        },
    );
    let (step, horizon) = (run.step.get(), run.horizon.get());
    let step_ok = STEP.contains(&step);
    findings.need(step_ok, place, "step", "range", || {
        format!(
            "`step` must be {} to {} days, got {step} days",
            STEP.start(),
            STEP.end()
        )
    });
    let horizon_ok = horizon > 0.0 && horizon <= HORIZON;
    findings.need(horizon_ok, place, "horizon", "range", || {
        format!("`horizon` must be above 0 and at most 100 years, got {horizon} days")
    });
    if step_ok && horizon_ok {
        together(run.step, run.horizon, findings);
    }
    let replications = run.replications;
    findings.need(
        (1..=REPLICATIONS).contains(&replications),
        place,
        "replications",
        "range",
        || format!("`replications` must be between 1 and {REPLICATIONS}, got {replications}"),
    );
    strategy(scenario, findings);
    for (at, id) in run.contrast.iter().enumerate() {
        let known = || scenario.hazards.iter().map(|hazard| hazard.id.as_str());
        if !known().any(|hazard| hazard == id) {
            let field = format!("contrast[{at}]");
            findings.unknown(place, &field, "hazard", id, known());
        }
    }
    focus(&run.focus, world, findings);
}

fn focus(name: &str, world: &World, findings: &mut Findings) {
    let economies = world.economies.iter().map(|economy| economy.id.clone());
    let blocs = world.blocs.iter().map(|row| format!("bloc:{}", row.id));
    let zones = ["zone:china", "zone:world"].map(str::to_owned);
    let known: Vec<String> = economies.chain(blocs).chain(zones).collect();
    if name.is_empty() {
        return;
    }
    let place = (Table::Run, 0);
    if !known.iter().any(|id| id == name) {
        let ids = known.iter().map(String::as_str);
        findings.unknown(place, "focus", "economy or bloc", name, ids);
        return;
    }
    let members = world.members(name);
    let uses = world
        .end_uses()
        .any(|demand| members.contains(&demand.economy.as_str()));
    findings.need(uses, place, "focus", "useless", || {
        format!("nobody in `{name}` uses anything in this pack, so that nobody there can be short")
    });
}

fn together(step: Days, horizon: Days, findings: &mut Findings) {
    let place = (Table::Run, 0);
    findings.need(step <= horizon, place, "horizon", "range", || {
        let (step, horizon) = (step.get(), horizon.get());
        format!("`horizon` ({horizon} days) is shorter than one `step` ({step} days)")
    });
    let steps = horizon.steps_up(step);
    if steps > STEPS {
        let message = format!("{steps} steps are too many: at most {STEPS} fit into a future");
        let problem = Problem::new(Table::Run, 0, "step", "range", message);
        findings.push(problem.hint("lengthen `step` or shorten `horizon`"));
    }
}

fn strategy(scenario: &Scenario, findings: &mut Findings) {
    let name = scenario.run.strategy.as_str();
    let known = || {
        scenario
            .strategies
            .iter()
            .map(|strategy| strategy.id.as_str())
    };
    if name.is_empty() || name == super::strategies::NOTHING || known().any(|id| id == name) {
        return;
    }
    let hint = match nearest(name, known()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "leave it out, or write `none`, to do nothing".to_owned(),
    };
    let message = format!("there is no strategy `{name}` in this scenario");
    let mut problem = Problem::new(Table::Run, 0, "strategy", "reference", message).hint(hint);
    problem.unknown = Some(Unknown {
        what: "strategy",
        name: name.to_owned(),
    });
    findings.push(problem);
}

#[cfg(test)]
mod tests {
    use crate::samples::{days, refusals, scenario, world};
    use crate::{Date, RunSpec, Strategy};

    fn told(change: impl FnOnce(&mut RunSpec)) -> Vec<(String, &'static str)> {
        let mut scenario = scenario();
        change(&mut scenario.run);
        refusals(&scenario)
    }

    fn one(field: &str, code: &'static str) -> Vec<(String, &'static str)> {
        vec![(field.to_owned(), code)]
    }

    #[test]
    fn a_step_of_no_time_or_of_a_year_is_refused() {
        assert_eq!(told(|run| run.step = days(0.0)), one("step", "range"));
        assert_eq!(told(|run| run.step = days(365.0)), one("step", "range"));
        assert_eq!(told(|run| run.step = days(0.25)), []);
    }

    #[test]
    fn a_future_shorter_than_a_step_is_refused() {
        assert_eq!(told(|run| run.horizon = days(6.0)), one("horizon", "range"));
        assert_eq!(told(|run| run.horizon = days(7.0)), []);
        assert_eq!(told(|run| run.horizon = days(0.0)), one("horizon", "range"));
        assert_eq!(
            told(|run| run.horizon = days(36_526.0)),
            one("horizon", "range")
        );
    }

    #[test]
    fn more_than_ten_thousand_steps_are_refused_with_their_number() {
        let mut scenario = scenario();
        scenario.run.step = days(0.25);
        scenario.run.horizon = days(2500.0);
        assert_eq!(refusals(&scenario), []);
        scenario.run.horizon = days(2500.25);
        let told = scenario.problems(&world());
        assert_eq!((told[0].field.as_str(), told[0].code), ("step", "range"));
        assert!(told[0].message.contains("10001"), "{told:?}");
    }

    #[test]
    fn no_replications_and_too_many_are_refused() {
        assert_eq!(
            told(|run| run.replications = 0),
            one("replications", "range")
        );
        assert_eq!(
            told(|run| run.replications = 1_000_000_001),
            one("replications", "range")
        );
    }

    #[test]
    fn a_start_near_the_end_of_the_calendar_is_refused() {
        assert_eq!(
            told(|run| run.start = Date::constant(9999, 12, 31)),
            one("start", "range")
        );
    }

    #[test]
    fn the_strategy_of_the_run_must_exist() {
        let mut scenario = scenario();
        scenario.strategies = vec![Strategy {
            id: "reserve".to_owned(),
            title: String::new(),
            alone: String::new(),
            levers: Vec::new(),
            actions: Vec::new(),
        }];
        for known in ["", "none", "reserve"] {
            scenario.run.strategy = known.to_owned();
            assert_eq!(refusals(&scenario), [], "{known}");
        }
        scenario.run.strategy = "reserv".to_owned();
        let told = scenario.problems(&world());
        assert_eq!(
            (told[0].field.as_str(), told[0].code),
            ("strategy", "reference")
        );
        assert!(told[0].hint.contains("`reserve`"), "{told:?}");
    }
}

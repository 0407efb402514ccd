//! Laws 1 and 3: mass is conserved, and no number is nonsense.

use monazite_engine::{Indicator, Plan, RunResult, Scope};
use monazite_model::DAYS_PER_YEAR;
use monazite_tests::run::{everyone, first, futures, plan, values};
use monazite_tests::toy::{STEP, Toy, one_mine_one_user, outage};
use proptest::prelude::*;

use super::cases;
use super::worlds::{Case, case};

/// Largest share of a material that rounding may lose or make.
const ROUNDING: f64 = 1e-9;

/// Whether mass was conserved in every replication; never of a residual that is not a number.
fn conserves(result: &RunResult) -> bool {
    result.conservation_residual <= ROUNDING
}

/// Everything in a result that cannot be: not finite, negative, more than all.
fn nonsense(result: &RunResult) -> Vec<String> {
    let mut found = Vec::new();
    for column in &result.columns {
        let (least, most) = range(column.indicator, result);
        for value in &column.values {
            if !(*value >= least && *value <= most) {
                let word = column.indicator.word();
                found.push(format!("{word} of {:?} is {value}", column.scope));
            }
        }
    }
    for detail in &result.details {
        let mean = detail.moments.mean();
        if !mean.is_finite() {
            found.push(format!(
                "{:?} of {:?} has mean {mean}",
                detail.indicator, detail.scope
            ));
        }
    }
    for series in &result.series {
        for (step, tally) in series.steps.iter().enumerate() {
            let mean = tally.moments.mean();
            if !(0.0..=1.0 + ROUNDING).contains(&mean) {
                found.push(format!(
                    "{} of {:?} at {step} is {mean}",
                    series.name, series.scope
                ));
            }
        }
    }
    for flow in &result.flows {
        for amount in [flow.baseline, flow.mean, flow.tail_mean] {
            if !(amount.is_finite() && amount >= 0.0) {
                found.push(format!("{flow:?}"));
            }
        }
    }
    let struck = result.hazards.iter().flat_map(|hazard| &hazard.weeks);
    found.extend(
        struck
            .filter(|weeks| !(0.0..=f64::MAX).contains(*weeks))
            .map(|weeks| format!("{weeks} weeks")),
    );
    found
}

/// Least and largest value that an indicator may have.
fn range(indicator: Indicator, result: &RunResult) -> (f64, f64) {
    let weeks = f64::from(result.steps) * result.step_days / 7.0;
    let hair = ROUNDING;
    match indicator {
        Indicator::UnmetShare
        | Indicator::FillRate
        | Indicator::WorstQuarter
        | Indicator::LargestOrigin
        | Indicator::SupplyHhi => (-hair, 1.0 + hair),
        Indicator::WeeksShort | Indicator::TimeToShortage | Indicator::TimeToRecover => {
            (0.0, weeks + hair)
        }
        // A disruption may leave a scope better off than its twin: others fail and free supply.
        Indicator::NetUnmetShare => (-1.0 - hair, 1.0 + hair),
        Indicator::NetUnmetDemand | Indicator::NetValueAtRisk => (-f64::MAX, f64::MAX),
        // A sum of differences of equals may round below zero, by a hair of a tonne or a dollar.
        _ => (-1e-6, f64::MAX),
    }
}

/// What left the mines of an economy over the run, and all that it can have had, t.
fn shipped_and_had(toy: &Toy, plan: &Plan, result: &RunResult, origin: &str) -> (f64, f64) {
    let steps = f64::from(plan.steps());
    let years = steps * plan.step_days() / DAYS_PER_YEAR;
    let ore = result
        .flows
        .iter()
        .filter(|flow| flow.material == "ore" && flow.origin == origin);
    let (shipped, baseline) = ore.fold((0.0, 0.0), |(s, b), flow| {
        (s + flow.mean * years, b + flow.baseline * years)
    });
    let mine = toy
        .world
        .sites
        .iter()
        .find(|site| site.id == format!("mine-{}", origin.to_lowercase()));
    let mine = mine.expect("the mine");
    // Ore is all sold at baseline, so that the stock it starts with is its cover of baseline flow.
    let stock = baseline / steps * mine.output_cover.get() / STEP;
    (shipped, stock + mine.capacity.get() * years)
}

proptest! {
    #![proptest_config(cases(160))]

    #[test]
    fn mass_is_conserved_and_no_number_is_nonsense(case in case()) {
        let result = futures(&plan(&case.toy()), 12);
        prop_assert!(conserves(&result), "residual {}", result.conservation_residual);
        prop_assert_eq!(nonsense(&result), Vec::<String>::new());
    }

    #[test]
    fn nobody_ships_what_it_does_not_have(case in case().prop_filter("mines do not grow", |case| !case.traits.projects)) {
        let toy = case.toy();
        let plan = plan(&toy);
        let result = futures(&plan, 4);
        for origin in ["CN", "AU"] {
            let (shipped, had) = shipped_and_had(&toy, &plan, &result, origin);
            prop_assert!(shipped <= had * (1.0 + ROUNDING), "{origin} shipped {shipped} t of {had} t");
        }
    }
}

#[test]
fn unmet_demand_is_what_was_wanted_less_what_was_served() {
    // Ten steps of outage minus stocks: 10 - 2 (mine) - 4 (user) = 4 of 52 steps are lost.
    let result = futures(
        &plan(&one_mine_one_user().hazard("stop", 4.0, 10.0, outage("mine"))),
        1,
    );
    let share = first(&result, &everyone(), Indicator::UnmetShare);
    assert!((share - 4.0 / 52.0).abs() < 1e-6, "{share}");
}

#[test]
fn the_residual_is_measured_and_not_merely_zero() {
    // Rounding leaves something of the order of 1e-16 in a world of many lanes; a residual that
    // nobody computes would be zero for ever.
    let toy = monazite_tests::toy::two_economies().hazard("stop", 4.0, 10.0, outage("mine-cn"));
    let result = futures(&plan(&toy), 1);
    assert!(result.conservation_residual > 0.0 && conserves(&result));
}

#[test]
fn the_checks_refuse_leaks_and_nonsense() {
    let sound = futures(&plan(&one_mine_one_user()), 2);
    assert!(conserves(&sound) && nonsense(&sound).is_empty());
    for leak in [2.0 * ROUNDING, f64::INFINITY, f64::NAN] {
        let leaky = RunResult {
            conservation_residual: leak,
            ..sound.clone()
        };
        assert!(!conserves(&leaky), "{leak}");
    }
    let broken = |scope: &Scope, indicator, value| {
        let mut result = sound.clone();
        let mut columns = result.columns.iter_mut();
        let column = columns.find(|c| c.scope == *scope && c.indicator == indicator);
        column.expect("a column").values[1] = value;
        nonsense(&result).len()
    };
    let all = everyone();
    assert_eq!(broken(&all, Indicator::UnmetDemand, -0.1), 1);
    assert_eq!(broken(&all, Indicator::UnmetDemand, f64::NAN), 1);
    assert_eq!(broken(&all, Indicator::MinimumCover, f64::INFINITY), 1);
    assert_eq!(broken(&all, Indicator::WorstQuarter, 1.1), 1);
    assert_eq!(broken(&all, Indicator::WeeksShort, 53.0), 1);
    assert_eq!(values(&sound, &all, Indicator::UnmetDemand).len(), 2);
}

#[test]
fn a_mine_that_ships_more_than_it_has_is_found() {
    let case = Case {
        traits: super::stillness::calm(),
        blows: Vec::new(),
    };
    let toy = case.toy();
    let plan = plan(&toy);
    let mut result = futures(&plan, 1);
    for flow in result
        .flows
        .iter_mut()
        .filter(|flow| flow.material == "ore")
    {
        flow.mean *= 3.0;
    }
    let (shipped, had) = shipped_and_had(&toy, &plan, &result, "CN");
    assert!(shipped > had * (1.0 + ROUNDING), "{shipped} of {had}");
}

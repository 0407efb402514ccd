//! Law 2: without hazards, growth and actions the baseline stands still.

use monazite_engine::{Indicator, RunOptions, RunResult, replay};
use monazite_model::{AllocationRule, Law, Scenario, World};
use monazite_tests::run::{SEED, built_in, compiled, run};
use monazite_tests::toy::{Toy, ban, days};
use proptest::prelude::*;

use super::cases;
use super::worlds::{Traits, traits};

/// How far a flow or a service may stray.
const HAIR: f64 = 1e-9;
/// t/yr that rounding may leave where nothing flows.
const NOTHING: f64 = 1e-12;
/// Horizons in steps. A flow whose mean is the same over each of them is constant.
const HORIZONS: [f64; 7] = [1.0, 2.0, 3.0, 5.0, 13.0, 26.0, 104.0];

/// A world in which nothing is left out, for siblings of the laws.
pub(crate) fn calm() -> Traits {
    Traits {
        rule: AllocationRule::ProRata,
        spot: true,
        backlog: false,
        recycling: true,
        projects: false,
        reserve: true,
        alternative: true,
        processing: 2,
        leads: [1, 1, 3, 1, 4],
        covers: [3, 2, 2, 4, 6],
        slack: 1.2,
        wants: [30.0, 15.0, 10.0, 2.0],
    }
}

/// Where a world does not stand still, in words.
fn movement(world: &World, scenario: &Scenario, horizons: &[f64]) -> Vec<String> {
    let mut found = Vec::new();
    let mut covers: Option<Vec<f64>> = None;
    for &steps in horizons {
        let mut scenario = scenario.clone();
        scenario.run.horizon = days(steps * scenario.run.step.get());
        let plan = compiled(world, &scenario, "");
        let alone = RunOptions {
            width: Some(1),
            ..RunOptions::new(SEED, 1)
        };
        let result = run(&plan, &alone);
        found.extend(
            strays(&result)
                .into_iter()
                .map(|what| format!("{steps} steps: {what}")),
        );
        for row in &replay(&plan, SEED, 0).table {
            for (material, rate) in &row.fill_rate {
                if (rate - 1.0).abs() > HAIR {
                    found.push(format!("step {}: {rate} of {material} served", row.step));
                }
            }
        }
        // Stocks of users: the least cover of one step is that of a hundred.
        let least = of(&result, Indicator::MinimumCover);
        let before = covers.get_or_insert_with(|| least.clone());
        if before
            .iter()
            .zip(&least)
            .any(|(a, b)| (a - b).abs() > 1e-6 * a.max(1.0))
        {
            found.push(format!("{steps} steps: covers {before:?} became {least:?}"));
        }
    }
    found
}

fn of(result: &RunResult, indicator: Indicator) -> Vec<f64> {
    result
        .columns
        .iter()
        .filter(|c| c.indicator == indicator)
        .map(|c| c.values[0])
        .collect()
}

/// Flows off their baseline and shortages.
fn strays(result: &RunResult) -> Vec<String> {
    let mut found = Vec::new();
    for flow in &result.flows {
        if (flow.mean - flow.baseline).abs() > HAIR * flow.baseline + NOTHING {
            found.push(format!("{flow:?}"));
        }
    }
    for column in result
        .columns
        .iter()
        .filter(|c| c.indicator == Indicator::UnmetShare)
    {
        if column.values[0].abs() > HAIR {
            found.push(format!("{:?} misses {}", column.scope, column.values[0]));
        }
    }
    found
}

fn movement_of(toy: &Toy) -> Vec<String> {
    movement(&toy.world, &toy.scenario, &HORIZONS)
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn a_world_without_hazards_growth_and_actions_stands_still(traits in traits()) {
        let toy = Traits { projects: false, ..traits }.toy();
        prop_assert_eq!(movement_of(&toy), Vec::<String>::new());
    }
}

#[test]
fn the_shipped_pack_stands_still() {
    let loaded = built_in("background", &["growth=false"]);
    let mut scenario = loaded.scenario;
    scenario.hazards.clear();
    scenario.correlations.clear();
    let found = movement(&loaded.world, &scenario, &[1.0, 2.0, 5.0, 52.0]);
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn every_toy_pack_stands_still_without_its_hazard() {
    let toys = monazite_files::builtin_scenarios();
    let toys: Vec<_> = toys
        .iter()
        .filter(|toy| toy.name.starts_with("toy-"))
        .collect();
    assert!(toys.len() >= 5);
    for toy in toys {
        let mut loaded = built_in(&toy.name, &[]);
        loaded.scenario.hazards.clear();
        loaded.scenario.run.contrast.clear();
        let found = movement(&loaded.world, &loaded.scenario, &HORIZONS);
        assert_eq!(found, Vec::<String>::new(), "{}", toy.name);
    }
}

#[test]
fn the_slightest_touch_is_movement() {
    // A border that lets a millionth less pass for a week, and a demand that grows.
    let mut touched = calm().toy().hazard("touch", 3.0, 1.0, ban("CN"));
    touched.scenario.hazards[0].severity = Law::Fixed(1e-6);
    assert!(!movement_of(&touched).is_empty());
    let mut growing = calm().toy();
    growing.scenario.growth = true;
    assert!(!movement_of(&growing).is_empty());
}

//! Level 9: what must hold in every scenario and every replication (V903).
//!
//! Two hundred random scenarios of a hundred replications each. Of the properties of the case M1,
//! M3, M5, M6 and M10 are counted here; the others are laws of the model, which `tests/property`
//! holds over random worlds (scale, labels, more is not worse).

use monazite_engine::{Plan, RunOptions, RunResult, simulate};
use monazite_model::{AllocationRule, Arrival, Behaviour, Effect, Law as Shape, StockFilter};
use monazite_stats::Stream;
use monazite_tests::bits::column_difference;
use monazite_tests::run::plan;
use monazite_tests::toy::{STEP, Toy, ban, days, outage, two_economies};
use serde_json::json;

use crate::draws::stream;
use crate::judge::exactly;

const SCENARIOS: u64 = 200;
const REPLICATIONS: u64 = 100;
const STEPS: f64 = 26.0;

/// A number between two.
fn between(stream: &mut Stream, low: f64, high: f64) -> f64 {
    low + (high - low) * stream.uniform()
}

/// The small world of two economies with random stocks, ways, rules and hazards.
fn scenario(number: u64) -> Toy {
    let mut stream = stream(903, number);
    let mut toy = two_economies().horizon(STEPS);
    for site in &mut toy.world.sites {
        site.input_cover = days(STEP * between(&mut stream, 0.0, 6.0));
        site.output_cover = days(STEP * between(&mut stream, 0.0, 4.0));
    }
    for row in &mut toy.world.trade {
        row.lead_time = days(STEP * between(&mut stream, 0.0, 6.0));
    }
    for demand in &mut toy.world.demands {
        demand.cover = days(STEP * between(&mut stream, 0.0, 8.0));
    }
    let rules = [
        AllocationRule::ProRata,
        AllocationRule::Priority,
        AllocationRule::MaxMin,
    ];
    toy.scenario.behaviour = Behaviour {
        allocation: rules[between(&mut stream, 0.0, 3.0) as usize],
        spot: stream.uniform() < 0.5,
        ..Behaviour::default()
    };
    let effects = [
        ("ban", ban("CN")),
        ("mine", outage("mine-*")),
        ("plant", outage("sep-cn")),
        ("seizure", Effect::StockLoss(StockFilter::default())),
    ];
    for (id, effect) in effects {
        toy = random(toy, id, between(&mut stream, 0.0, 4.0), effect);
    }
    toy
}

/// Adds a hazard that strikes so often a year, for a random time and at random severity.
fn random(toy: Toy, id: &str, per_year: f64, effect: Effect) -> Toy {
    let mut toy = toy.hazard(id, 0.0, 1.0, effect);
    let hazard = toy.scenario.hazards.last_mut().expect("a hazard");
    hazard.arrival = Arrival::PoissonPerYear(per_year);
    hazard.duration = Shape::Exponential { mean: 30.0 };
    hazard.severity = Shape::Uniform { min: 0.0, max: 1.0 };
    toy
}

/// The same world with every table upside down.
fn upside_down(mut toy: Toy) -> Toy {
    let world = &mut toy.world;
    world.economies.reverse();
    world.materials.reverse();
    world.recipes.reverse();
    world.sites.reverse();
    world.activities.reverse();
    world.trade.reverse();
    world.demands.reverse();
    toy.scenario.hazards.reverse();
    toy
}

fn run(plan: &Plan, first: u64, replications: u64) -> RunResult {
    let options = RunOptions {
        first,
        ..RunOptions::new(903, replications)
    };
    simulate(plan, &options, &|_| true)
}

/// Whether the series of a shorter run are the beginning of those of a longer one, bit for bit.
fn begins_with(long: &RunResult, short: &RunResult) -> bool {
    long.series.iter().zip(&short.series).all(|(long, short)| {
        long.steps
            .iter()
            .zip(&short.steps)
            .all(|(a, b)| a.moments == b.moments)
    })
}

/// Violations of M1, M3, M5, M6 and M10 by one scenario, in words.
fn violations(toy: &Toy, number: u64) -> Vec<String> {
    let mut found = Vec::new();
    let mut need = |holds: bool, what: &str| {
        if !holds {
            found.push(format!("scenario {number}: {what}"));
        }
    };
    let compiled = plan(toy);
    let all = run(&compiled, 0, REPLICATIONS);
    let same = |a: &RunResult, b: &RunResult| column_difference(&a.columns, &b.columns).is_none();
    need(all.conservation_residual <= 1e-9, "M1 mass is lost or made");
    need(
        same(
            &all,
            &run(&plan(&upside_down(toy.clone())), 0, REPLICATIONS),
        ),
        "M3 order of rows",
    );
    let never = random(toy.clone(), "never", 0.0, outage("mag-cn"));
    need(
        same(&all, &run(&plan(&never), 0, REPLICATIONS)),
        "M5 a hazard that never strikes",
    );
    let half = run(&plan(&toy.clone().horizon(STEPS / 2.0)), 0, REPLICATIONS);
    need(begins_with(&all, &half), "M6 the beginning of a longer run");
    let at = number % REPLICATIONS;
    let mut row = all;
    for column in &mut row.columns {
        column.values = vec![column.values[at as usize]];
    }
    need(
        same(&row, &run(&compiled, at, 1)),
        "M10 a replication alone",
    );
    found
}

#[test]
fn v903_no_scenario_breaks_a_law() {
    let all: Vec<String> = (0..SCENARIOS)
        .flat_map(|number| violations(&scenario(number), number))
        .collect();
    assert!(all.is_empty(), "{all:?}");
    exactly(
        "V903",
        &[(
            "violations over 200 random scenarios x 100 replications",
            json!(all.len()),
        )],
    );
}

#[test]
fn v903_a_run_that_begins_otherwise_is_seen() {
    let (one, other) = (
        run(&plan(&scenario(1)), 0, 8),
        run(&plan(&scenario(1)), 8, 8),
    );
    assert!(!begins_with(&one, &other));
}

//! From a toy, or a scenario that the program carries, to its futures in one call.

use monazite_engine::{Indicator, Plan, RunOptions, RunResult, Scope, balance, compile, simulate};
use monazite_files::Loaded;
use monazite_model::{Scenario, World};

use crate::toy::Toy;

/// Seed of runs whose seed does not matter.
pub const SEED: u64 = 20_260_105;

/// Balances a world and compiles a scenario over it under a strategy (empty for none).
pub fn compiled(world: &World, scenario: &Scenario, strategy: &str) -> Plan {
    let balance = balance(world).unwrap_or_else(|error| panic!("{error}"));
    compile(&balance, scenario, strategy).unwrap_or_else(|error| panic!("{error}"))
}

/// The plan of a toy.
pub fn plan(toy: &Toy) -> Plan {
    compiled(&toy.world, &toy.scenario, "")
}

/// Runs replications `0..replications` of [`SEED`].
pub fn futures(plan: &Plan, replications: u64) -> RunResult {
    run(plan, &RunOptions::new(SEED, replications))
}

/// Runs to the end.
pub fn run(plan: &Plan, options: &RunOptions) -> RunResult {
    simulate(plan, options, &|_| true)
}

/// A scenario that the program carries, with overrides such as `growth=false`.
pub fn built_in(name: &str, overrides: &[&str]) -> Loaded {
    let overrides: Vec<String> = overrides.iter().map(ToString::to_string).collect();
    monazite_files::load(name, &overrides).unwrap_or_else(|errors| panic!("{name}: {errors}"))
}

/// Everybody and everything.
pub fn everyone() -> Scope {
    Scope::default()
}

/// One economy, or `bloc:` and a bloc.
pub fn economy(id: &str) -> Scope {
    Scope {
        economy: id.to_owned(),
        ..Scope::default()
    }
}

/// One material.
pub fn material(id: &str) -> Scope {
    Scope {
        material: id.to_owned(),
        ..Scope::default()
    }
}

/// Values of an indicator, one per replication.
pub fn values<'a>(result: &'a RunResult, scope: &Scope, indicator: Indicator) -> &'a [f64] {
    let column = result.column(scope, indicator);
    &column
        .unwrap_or_else(|| panic!("no {} of {scope:?}", indicator.word()))
        .values
}

/// Value of an indicator in the first replication.
pub fn first(result: &RunResult, scope: &Scope, indicator: Indicator) -> f64 {
    values(result, scope, indicator)[0]
}

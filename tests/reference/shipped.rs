//! Every scenario that the program carries, under every strategy.

use monazite_engine::{balance, compile, verify};
use monazite_files::{builtin_scenarios, load};

/// Replications of each plan that are compared.
const REPLICATIONS: u64 = 4;

#[test]
fn every_shipped_scenario_runs_alike_in_both_engines_under_every_strategy() {
    let mut plans = 0;
    for builtin in builtin_scenarios() {
        let name = &builtin.name;
        let loaded = load(name, &[]).unwrap_or_else(|error| panic!("{name}: {error}"));
        let balanced = balance(&loaded.world).unwrap_or_else(|error| panic!("{name}: {error}"));
        let scenario = &loaded.scenario;
        let own = scenario
            .strategies
            .iter()
            .map(|strategy| strategy.id.as_str());
        for strategy in std::iter::once("none").chain(own) {
            let plan = compile(&balanced, scenario, strategy)
                .unwrap_or_else(|error| panic!("{name}, {strategy}: {error}"));
            for replication in 0..REPLICATIONS {
                if let Err(divergence) = verify(&plan, scenario.run.seed, replication) {
                    panic!("{name}, {strategy}: {divergence}");
                }
            }
            plans += 1;
        }
    }
    assert!(plans > 0, "no scenario was found");
}

//! Worlds and hazards drawn at random.

use std::collections::BTreeMap;

use monazite_engine::{RunOptions, balance, compile, simulate, verify};

use crate::draw::Case;

/// Worlds drawn.
const CASES: u64 = 300;
/// Replications of each that are compared.
const REPLICATIONS: u64 = 2;
/// Rules, effects and settings that must have occurred this often for the test to mean something.
const LEAST: u64 = 10;

#[test]
fn random_worlds_run_alike_in_both_engines_and_lose_no_tonne() {
    let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
    for number in 0..CASES {
        let case = Case::draw(number);
        for feature in &case.features {
            *seen.entry(feature).or_default() += 1;
        }
        let balanced = balance(&case.toy.world)
            .unwrap_or_else(|error| panic!("case {number}: {error}\n{:?}", case.features));
        let plan = compile(&balanced, &case.toy.scenario, &case.strategy)
            .unwrap_or_else(|error| panic!("case {number}: {error}\n{:?}", case.features));
        for replication in 0..REPLICATIONS {
            if let Err(divergence) = verify(&plan, number, replication) {
                panic!("case {number}: {divergence}\n{:?}", case.features);
            }
        }
        let result = simulate(&plan, &RunOptions::new(number, REPLICATIONS), &|_| true);
        assert!(
            result.conservation_residual < 1e-9,
            "case {number}: tonnes appear or vanish, {:e} of all\n{:?}",
            result.conservation_residual,
            case.features,
        );
    }
    for feature in crate::draw::FEATURES {
        let times = seen.get(feature).copied().unwrap_or(0);
        assert!(times >= LEAST, "`{feature}` occurred in only {times} cases");
    }
}

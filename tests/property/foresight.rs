//! Law 9: unmet demand is never below what perfect foresight could reach.

use monazite_engine::{Indicator, Plan, perfect_foresight, replay};
use monazite_tests::run::{SEED, everyone, futures, plan, values};
use monazite_tests::toy::{Toy, one_mine_one_user, outage};
use proptest::prelude::*;

use super::cases;
use super::stillness::calm;
use super::worlds::{Traits, case};

/// What the solver may be off, t.
const HAIR: f64 = 1e-6;

/// Bound of one future.
fn bound(plan: &Plan, replication: u64) -> f64 {
    let foresight = perfect_foresight(plan, SEED, replication);
    foresight.unwrap_or_else(|error| panic!("{error}")).bound
}

/// Whether unmet demand of one future respects the bound of another.
fn respects(unmet: f64, bound: f64) -> bool {
    unmet >= bound - HAIR
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn unmet_demand_is_never_below_the_bound(case in case()) {
        let plan = plan(&case.toy().horizon(20.0));
        let result = futures(&plan, 2);
        let unmet = values(&result, &everyone(), Indicator::UnmetDemand);
        for (replication, unmet) in (0..).zip(unmet) {
            let bound = bound(&plan, replication);
            prop_assert!(respects(*unmet, bound), "future {replication}: {unmet} t, bound {bound} t");
        }
    }
}

#[test]
fn foresight_digs_before_the_mine_stops_and_no_more() {
    // By hand: the mine stops at steps 4 to 13. Without foresight steps 12 to 15 are lost, 4 x 10 t.
    // With it the mine digs 12 t instead of 10 t in steps 0 to 3: 8 t more, of 40 t.
    let toy = one_mine_one_user().hazard("stop", 4.0, 10.0, outage("mine"));
    let plan = plan(&toy);
    let simulated = values(&futures(&plan, 1), &everyone(), Indicator::UnmetDemand)[0];
    assert!((simulated - 40.0).abs() < HAIR, "{simulated}");
    assert!((bound(&plan, 0) - 32.0).abs() < HAIR, "{}", bound(&plan, 0));
}

#[test]
fn a_future_without_disruptions_violates_the_bound_of_one_with() {
    let stop = |toy: Toy| {
        toy.hazard("stop", 2.0, 18.0, outage("mine-cn"))
            .horizon(20.0)
    };
    let toy = Traits {
        covers: [0, 0, 0, 1, 1],
        ..calm()
    }
    .toy();
    let disrupted = plan(&stop(toy.clone()));
    let calm = values(
        &futures(&plan(&toy.horizon(20.0)), 1),
        &everyone(),
        Indicator::UnmetDemand,
    )[0];
    assert!(!respects(calm, bound(&disrupted, 0)));
}

#[test]
fn the_bound_has_the_same_bits_each_time_and_is_of_the_same_future() {
    let case = calm()
        .toy()
        .hazard("stop", 4.0, 12.0, outage("mine-cn"))
        .horizon(20.0);
    let plan = plan(&case);
    let once = perfect_foresight(&plan, SEED, 3).unwrap_or_else(|error| panic!("{error}"));
    let again = perfect_foresight(&plan, SEED, 3).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(once.bound.to_bits(), again.bound.to_bits());
    let result = futures(&plan, 4);
    let unmet = values(&result, &everyone(), Indicator::UnmetDemand)[3];
    // It sums step by step what the run sums demand by demand: the same to rounding.
    assert!(
        (once.simulated - unmet).abs() < HAIR,
        "{} against {unmet}",
        once.simulated
    );
    assert_eq!(replay(&plan, SEED, 3).table.len(), 20);
}

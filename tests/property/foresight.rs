//! Law 9: unmet demand is never below what perfect foresight could reach.

use monazite_engine::{
    Indicator, Plan, RunOptions, foresee, foresight_by, perfect_foresight, replay, simulate,
};
use monazite_model::{Effect, ExportLimit, Law, Uncertain};
use monazite_tests::run::{SEED, built_in, compiled, everyone, futures, plan, values};
use monazite_tests::toy::{
    Toy, ban, days, made_up, one_mine_one_user, outage, rate, share, two_economies,
};
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

proptest! {
    #![proptest_config(cases(12))]

    #[test]
    fn planning_for_longer_at_once_never_raises_the_bound(case in case()) {
        let plan = plan(&case.toy().horizon(20.0));
        let exact = bound(&plan, 0);
        for length in [2, 3, 7, 20] {
            let coarse = foresight_by(&plan, SEED, 0, length);
            let coarse = coarse.unwrap_or_else(|error| panic!("{error}")).bound;
            prop_assert!(respects(exact, coarse), "by {length} steps: {coarse} t, by one {exact} t");
        }
    }
}

#[test]
fn planning_for_longer_at_once_lowers_the_bound_of_a_late_mine() {
    // By hand, as below: 32 t step by step. At once, what is dug after the stop counts as in time for it, and
    // there is room to dig 2 t a step more.
    let toy = one_mine_one_user().hazard("stop", 4.0, 10.0, outage("mine"));
    let plan = plan(&toy);
    let by = |length| foresight_by(&plan, SEED, 0, length).map(|seen| seen.bound);
    let (one, all) = (by(1).unwrap_or(f64::NAN), by(1000).unwrap_or(f64::NAN));
    assert!((one - 32.0).abs() < HAIR, "{one}");
    assert!(all < one - 1.0, "{all} is not below {one}");
}

#[test]
fn a_large_world_is_planned_by_longer_periods_and_its_futures_respect_the_bound() {
    let loaded = built_in("export-licensing-2025", &["run.horizon=\"1 year\""]);
    let plan = compiled(&loaded.world, &loaded.scenario, "");
    let plan = plan.narrowed();
    let options = RunOptions {
        threads: 2,
        ..RunOptions::new(SEED, 64)
    };
    let result = simulate(&plan, &options, &|_| true);
    let losses = values(&result, &everyone(), Indicator::ValueAtRisk).to_vec();
    let foreseen = foresee(&plan, &options, &losses, 1, &|| true);
    let foreseen = foreseen
        .unwrap_or_else(|error| panic!("{error}"))
        .expect("all looks");
    assert_eq!(foresee(&plan, &options, &losses, 1, &|| false), Ok(None));
    assert_eq!(foreseen.len(), 3);
    for seen in foreseen {
        let foresight = seen.foresight;
        assert!(foresight.period_days > 7.0, "{foresight:?}");
        assert!(
            respects(foresight.simulated, foresight.bound),
            "{foresight:?}"
        );
        assert!(foresight.simulated > 0.0, "{foresight:?}");
    }
}

/// Whether the futures of a plan respect their bounds.
fn holds(plan: &Plan) -> bool {
    let unmet = values(&futures(plan, 16), &everyone(), Indicator::UnmetDemand).to_vec();
    (0..)
        .zip(unmet)
        .all(|(replication, unmet)| respects(unmet, bound(plan, replication)))
}

#[test]
fn stocks_that_nobody_knows_are_those_of_the_future_in_the_bound_too() {
    // Users may start with three times the cover of the pack, which is not in the pack's stocks.
    let mut toy = one_mine_one_user().hazard("stop", 0.0, 10.0, outage("mine"));
    toy.world.demands[0].cover = days(14.0);
    toy.scenario.uncertain = vec![Uncertain {
        target: "demand[*].cover_scale".to_owned(),
        law: Law::Uniform { min: 1.0, max: 3.0 },
        evidence: made_up(),
    }];
    assert!(holds(&plan(&toy)));
    let futures = futures(&plan(&toy), 16);
    let unmet = values(&futures, &everyone(), Indicator::UnmetDemand);
    assert!(
        unmet.iter().any(|t| (t - unmet[0]).abs() > 1.0),
        "{unmet:?}"
    );
}

#[test]
fn what_leaks_through_a_quota_is_open_to_foresight() {
    let mut toy = two_economies().hazard("quota", 0.0, 20.0, ban("CN"));
    let Effect::Export { limit, leakage, .. } = &mut toy.scenario.hazards[0].effects[0] else {
        panic!("a ban is a limit of exports");
    };
    *limit = ExportLimit::Quota(rate(0.001));
    *leakage = share(0.3);
    assert!(holds(&plan(&toy.horizon(20.0))));
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

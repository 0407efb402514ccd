//! Every world of the benches balances, compiles and stands still until something strikes.

use monazite_engine::{
    Indicator, RunOptions, Scope, balance, estimate_cost, estimate_lanes, simulate,
};

use monazite_model::DAYS_PER_YEAR;

use super::ref_shape::name as node;
use super::{Case, SAMPLERS, copies, ref_products, ref_shape, tiny, write_files};
use crate::ref_workload::network::{
    LANES, Network, STAGE_SIZE, STAGE_START, STAGES, Variant, lane,
};

fn problems(case: &Case) -> Vec<String> {
    let of_world = case.world.problems().into_iter();
    of_world
        .chain(case.scenario.problems(&case.world))
        .map(|problem| format!("{problem:?}"))
        .collect()
}

/// Unmet share of all demand, replication by replication.
fn unmet(case: &Case, replications: u64) -> Vec<f64> {
    let result = simulate(&case.plan(), &RunOptions::new(1, replications), &|_| true);
    let column = result.column(&Scope::default(), Indicator::UnmetShare);
    column.expect("the headline of all demand").values.clone()
}

#[test]
fn the_world_of_ref_has_the_lanes_and_steps_of_ref() {
    let case = ref_shape();
    assert_eq!(problems(&case), Vec::<String>::new());
    let plan = case.plan();
    assert_eq!(plan.size().0, LANES);
    assert_eq!(
        estimate_cost(&plan, 1, 1).lane_steps,
        Variant::One.lane_steps()
    );
}

#[test]
fn every_product_adds_the_lanes_of_ref_and_they_are_counted_beforehand() {
    let case = ref_products(3);
    assert_eq!(problems(&case), Vec::<String>::new());
    assert_eq!(case.plan().size().0, 3 * LANES);
    assert_eq!(estimate_lanes(&case.world).0, 3 * LANES as u64);
    assert_eq!(
        balance(&case.world).expect("it balances").lanes(),
        3 * LANES
    );
}

#[test]
fn the_world_of_ref_trades_what_ref_trades() {
    let network = Network::new(Variant::One);
    let result = simulate(&ref_shape().calm().plan(), &RunOptions::new(1, 1), &|_| {
        true
    });
    assert_eq!(result.flows.len(), LANES);
    let mut wrong = Vec::new();
    for stage in 0..STAGES - 1 {
        for (i, j) in
            (0..STAGE_SIZE[stage]).flat_map(|i| (0..STAGE_SIZE[stage + 1]).map(move |j| (i, j)))
        {
            let buyer = STAGE_START[stage + 1] + j;
            let weekly = network.share[lane(stage, i, j)][0] * network.flow[buyer][0];
            let expected = weekly * DAYS_PER_YEAR / 7.0;
            let ends = [node(stage, i), node(stage + 1, j)];
            let flow = result
                .flows
                .iter()
                .find(|row| [&row.origin, &row.destination] == [&ends[0], &ends[1]]);
            let flow = flow.expect("every lane of REF");
            let near = |value: f64| (value / expected - 1.0).abs() < 1e-9;
            if !near(flow.baseline) || !near(flow.mean) {
                wrong.push((ends, expected, flow.baseline, flow.mean));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} lanes, first {:?}",
        wrong.len(),
        wrong[0]
    );
}

#[test]
fn the_world_of_ref_is_the_same_from_files() {
    let case = ref_shape();
    let folder = tempfile::tempdir().expect("a folder");
    write_files(&case, folder.path()).expect("the folder is writable");
    let path = folder.path().to_str().expect("a path in UTF-8");
    let loaded = monazite_files::load(path, &[]).expect("a scenario that loads");
    let read = Case {
        world: loaded.world,
        scenario: loaded.scenario,
    };
    assert_eq!(unmet(&read, 32), unmet(&case, 32));
}

#[test]
fn the_world_of_ref_serves_all_demand_until_something_strikes() {
    let calm = unmet(&ref_shape().calm(), 1);
    assert!(calm[0] < 1e-9, "{} of demand is unmet", calm[0]);
    assert!(unmet(&ref_shape(), 8).iter().any(|&share| share > 0.0));
}

#[test]
fn two_copies_of_a_world_fare_as_one_does() {
    let one = Case::toy();
    let two = copies(&one, 2);
    assert_eq!(problems(&two), Vec::<String>::new());
    assert_eq!(two.plan().size().0, 2 * one.plan().size().0);
    let (of_one, of_two) = (unmet(&one, 1)[0], unmet(&two, 1)[0]);
    assert!(of_one > 0.0, "the hazard of the toy strikes");
    assert!((of_one - of_two).abs() < 1e-12, "{of_one} and {of_two}");
}

#[test]
fn copies_of_the_default_pack_have_no_problems() {
    let one = Case::default_pack();
    let two = copies(&one, 2);
    assert_eq!(problems(&two), problems(&one));
    assert_eq!(two.scenario.hazards.len(), 2 * one.scenario.hazards.len());
}

#[test]
fn the_hazards_of_the_tiny_world_strike_about_as_often_by_every_sampler() {
    assert_eq!(unmet(&tiny(""), 1), [0.0]);
    for sampler in SAMPLERS {
        let case = tiny(sampler);
        assert_eq!(problems(&case), Vec::<String>::new(), "{sampler}");
        let result = simulate(&case.plan(), &RunOptions::new(1, 16), &|_| true);
        let strikes: u32 = result.hazards.iter().flat_map(|h| &h.occurrences).sum();
        let per_year = f64::from(strikes) / 16.0 / 10.0 / 20.0;
        assert!(
            (4.5..7.5).contains(&per_year),
            "{sampler}: {per_year} a year"
        );
    }
}

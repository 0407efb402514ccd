//! A comparison that never fails proves nothing: these feed it differences.

use monazite_engine::{Plan, balance, compile, run_literally};
use monazite_model::Law;
use monazite_tests::toy::{Toy, one_mine_one_user, outage};

fn plan(toy: &Toy) -> Plan {
    let balanced = balance(&toy.world).expect("a balance");
    compile(&balanced, &toy.scenario, "none").expect("a plan")
}

/// An outage whose severity is drawn.
fn random_outage() -> Toy {
    let mut toy = one_mine_one_user().hazard("outage", 5.0, 8.0, outage("mine"));
    toy.scenario.hazards[0].severity = Law::Uniform { min: 0.2, max: 0.9 };
    toy
}

#[test]
fn the_same_seed_gives_the_same_trace_and_another_does_not() {
    let plan = plan(&random_outage());
    let trace = run_literally(&plan, 1, 0, true);
    assert_eq!(
        trace.compare(&plan, &run_literally(&plan, 1, 0, true)),
        Ok(())
    );
    let found = trace
        .compare(&plan, &run_literally(&plan, 2, 0, true))
        .expect_err("a difference");
    // The draws differ only in how severe the outage is, which nothing shows before it begins.
    assert_eq!(found.step, 5, "{found}");
    assert_eq!(found.quantity, "throughput (t per step)");
    assert!(found.thing.contains("mine"), "{found}");
    assert!(
        found
            .to_string()
            .contains("replication 0 with its disruptions, step 5"),
        "{found}"
    );
}

#[test]
fn disruptions_of_a_severity_of_one_bit_are_seen() {
    let toy = |severity: f64| {
        let mut toy = one_mine_one_user().hazard("outage", 5.0, 8.0, outage("mine"));
        toy.scenario.hazards[0].severity = Law::Fixed(severity);
        toy
    };
    let (one, other) = (plan(&toy(0.5)), plan(&toy(0.5_f64.next_up())));
    let trace = run_literally(&one, 1, 0, true);
    assert!(
        trace
            .compare(&one, &run_literally(&other, 1, 0, true))
            .is_err()
    );
    assert_eq!(
        trace
            .compare(&one, &run_literally(&other, 1, 0, false))
            .map_err(|d| d.step),
        Err(5)
    );
}

#[test]
fn a_lead_time_longer_by_a_step_is_seen() {
    let mut toy = one_mine_one_user();
    let one = plan(&toy);
    toy.world.trade[0].lead_time = monazite_tests::toy::days(21.0);
    let other = plan(&toy);
    let found = run_literally(&one, 1, 0, true)
        .compare(&one, &run_literally(&other, 1, 0, true))
        .expect_err("a difference");
    assert_eq!((found.step, found.quantity), (0, "under way (t)"));
    assert!(found.thing.contains("jp-use-ore"), "{found}");
}

//! Whose doing a loss is: worlds in which the answer is known.

use monazite_engine::{Attribution, Indicator, Resample, RunOptions, attribute, balance};
use monazite_model::{Arrival, Law, Uncertain};
use monazite_tests::bits::column_difference;
use monazite_tests::run::{SEED, built_in, compiled, economy, everyone, first, futures, run};
use monazite_tests::toy::{STEP, Toy, ban, made_up};

use crate::strategies::two_users;

/// Attribution of the losses of everybody.
fn attributed(toy: &Toy, replications: u64) -> Attribution {
    let balance = balance(&toy.world).expect("a world that balances");
    let options = RunOptions::new(SEED, replications);
    attribute(
        &balance,
        &toy.scenario,
        "none",
        &everyone(),
        &options,
        &|_| true,
    )
    .expect("a sound scenario")
    .expect("nobody ended it")
}

fn near(got: f64, expected: f64) {
    assert!(
        (got - expected).abs() < 1e-6 * expected.abs().max(1.0),
        "{got} instead of {expected}"
    );
}

/// Gives both hazards a family of their own.
fn families(toy: &mut Toy) {
    for (hazard, family) in toy.scenario.hazards.iter_mut().zip(["first", "second"]) {
        family.clone_into(&mut hazard.family);
    }
}

/// Two users with a seller each; the sellers' exports stop for ten and for five steps, by hazards of two
/// families.
fn apart() -> Toy {
    let mut toy =
        two_users()
            .hazard("ban-cn", 2.0, 10.0, ban("CN"))
            .hazard("ban-au", 2.0, 5.0, ban("AU"));
    families(&mut toy);
    toy
}

#[test]
fn what_does_not_meet_adds_up_and_each_has_its_own() {
    let toy = apart();
    let found = attributed(&toy, 8);
    let result = futures(&compiled(&toy.world, &toy.scenario, ""), 1);
    let loss = |of: &str| first(&result, &economy(of), Indicator::ValueAtRisk);
    let (jp, us) = (loss("JP"), loss("US"));
    assert!(jp > us && us > 0.0, "{jp} {us}");
    near(found.mean.value, jp + us);
    near(found.tail.value, jp + us);
    near(found.structural.value, 0.0);
    let removed: Vec<f64> = found.removed.iter().map(|row| row.mean.value).collect();
    near(removed[0], jp);
    near(removed[1], us);
    let parts: Vec<(&str, f64)> = found
        .parts
        .iter()
        .map(|part| (part.family.as_str(), part.tail.value))
        .collect();
    assert_eq!((parts[0].0, parts[1].0), ("first", "second"));
    near(parts[0].1, jp);
    near(parts[1].1, us);
    assert_eq!(found.apart, None);
}

#[test]
fn what_either_does_alone_is_shared_alike() {
    // Both hazards stop the same exports, one in the steps of the other: neither is missed alone.
    let mut toy =
        two_users()
            .hazard("one", 2.0, 10.0, ban("CN"))
            .hazard("other", 2.0, 10.0, ban("CN"));
    families(&mut toy);
    let found = attributed(&toy, 4);
    assert!(found.mean.value > 0.0);
    for row in &found.removed {
        near(row.mean.value, 0.0);
    }
    for part in &found.parts {
        near(part.tail.value, 0.5 * found.tail.value);
    }
}

#[test]
fn what_follows_a_hazard_goes_with_it() {
    let mut toy =
        two_users()
            .hazard("ban-cn", 2.0, 10.0, ban("CN"))
            .hazard("ban-au", 2.0, 5.0, ban("AU"));
    toy.scenario.hazards[1].arrival = Arrival::After {
        hazard: "ban-cn".to_owned(),
        probability: monazite_tests::toy::share(1.0),
        delay: Law::Fixed(STEP),
    };
    let found = attributed(&toy, 4);
    near(found.removed[0].mean.value, found.mean.value);
    assert!(found.removed[1].mean.value < 0.9 * found.mean.value);
}

/// One user whose loss is decided by the length of a ban that nobody knows, beside a parameter that does
/// nothing.
fn unknown() -> Toy {
    let mut toy = two_users()
        .hazard("ban-cn", 2.0, 4.0, ban("CN"))
        .horizon(60.0);
    let uncertain = |target: &str, min, max| Uncertain {
        target: target.to_owned(),
        law: Law::Uniform { min, max },
        evidence: made_up(),
    };
    toy.scenario.uncertain = vec![
        uncertain("hazard[ban-cn].duration_scale", 1.0, 5.0),
        uncertain("market.hoarding", 0.0, 1.0),
    ];
    toy
}

#[test]
fn the_parameter_that_decides_has_all_of_the_variance() {
    let found = attributed(&unknown(), 400);
    let (length, hoarding) = (&found.doubts[0], &found.doubts[1]);
    assert_eq!(length.parameter, "hazard[ban-cn].duration_scale");
    // Nothing else is random: where it is known, nothing varies.
    assert!(
        (length.sensitivity.first.value - 1.0).abs() < 1e-9,
        "{length:?}"
    );
    assert!(
        hoarding.sensitivity.total.value.abs() < 1e-9,
        "{hoarding:?}"
    );
    assert!(length.high.value > 2.0 * length.low.value);
    let apart = found.apart.expect("there are unknown parameters");
    assert!(
        (apart.ignorance.first.value - 1.0).abs() < 1e-9,
        "{apart:?}"
    );
    assert!(apart.events.total.value.abs() < 1e-9, "{apart:?}");
}

#[test]
fn drawing_everything_anew_is_another_seed_and_nothing_anew_is_the_same() {
    let loaded = built_in("quad-initiative", &[]);
    let plan = compiled(&loaded.world, &loaded.scenario, "none").narrowed();
    let with = |seed, resample| {
        let options = RunOptions {
            resample,
            ..RunOptions::new(seed, 20)
        };
        run(&plan, &options).columns
    };
    let all: Vec<usize> = (0..loaded.scenario.uncertain.len()).collect();
    let anew = |parameters: &[usize], events| {
        Some(Resample {
            seed: 99,
            parameters: parameters.to_vec(),
            events,
        })
    };
    let (own, other) = (with(7, None), with(99, None));
    assert_eq!(column_difference(&with(7, anew(&all, true)), &other), None);
    assert_eq!(column_difference(&with(7, anew(&[], false)), &own), None);
    // Half of it is neither.
    for half in [anew(&all, false), anew(&[], true)] {
        let mixed = with(7, half);
        assert!(column_difference(&mixed, &own).is_some());
        assert!(column_difference(&mixed, &other).is_some());
    }
}

#[test]
fn an_occurrence_of_severity_zero_has_not_struck() {
    let tally = |severity: f64| {
        let mut toy = two_users().hazard("ban-cn", 2.0, 4.0, ban("CN"));
        toy.scenario.hazards[0].severity = Law::Fixed(severity);
        let result = futures(&compiled(&toy.world, &toy.scenario, ""), 3);
        (
            result.hazards[0].occurrences.clone(),
            result.hazards[0].weeks.clone(),
        )
    };
    assert_eq!(tally(0.0), (vec![0; 3], vec![0.0; 3]));
    assert_eq!(tally(0.5), (vec![1; 3], vec![4.0; 3]));
}

#[test]
fn an_attribution_does_not_depend_on_threads_and_ends_when_told_to() {
    let toy = unknown();
    let balance = balance(&toy.world).expect("a world that balances");
    let found = |threads, most: u64| {
        let options = RunOptions {
            threads,
            ..RunOptions::new(SEED, 200)
        };
        let scenario = &toy.scenario;
        let going = |done| done < most;
        attribute(&balance, scenario, "none", &everyone(), &options, &going).expect("sound")
    };
    assert!(found(1, u64::MAX).is_some());
    assert_eq!(found(1, u64::MAX), found(3, u64::MAX));
    assert_eq!(found(1, 100), None);
}

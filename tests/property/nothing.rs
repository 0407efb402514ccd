//! Law 7: a hazard of probability or severity zero is no hazard, bit for bit.

use monazite_model::{Arrival, Hazard, Law};
use monazite_tests::bits::difference;
use monazite_tests::run::{futures, plan};
use monazite_tests::toy::share;
use proptest::prelude::*;

use super::blows::{Blow, KINDS, Kind, Start, blow};
use super::cases;
use super::stillness::calm;
use super::worlds::{Case, case};

/// Ways to be nothing.
#[derive(Debug, Clone, Copy)]
enum Nothing {
    Severity,
    Rate,
    Months,
    Follows,
}

const WAYS: [Nothing; 4] = [
    Nothing::Severity,
    Nothing::Rate,
    Nothing::Months,
    Nothing::Follows,
];

/// A hazard without consequences, whatever it says that it does.
fn nothing(blow: &Blow, way: Nothing, id: &str, others: usize) -> Hazard {
    let mut hazard = Blow {
        start: Start::Day(40),
        ..blow.clone()
    }
    .hazard(0);
    id.clone_into(&mut hazard.id);
    match way {
        Nothing::Severity => {
            hazard.severity = Law::Fixed(0.0);
            if let Start::Poisson(rate) = blow.start {
                hazard.arrival = Arrival::PoissonPerYear(rate);
            }
        }
        Nothing::Months => hazard.arrival = Arrival::Seasonal([0.0; 12]),
        Nothing::Follows if others > 0 => {
            hazard.arrival = Arrival::After {
                hazard: "h0".to_owned(),
                probability: share(0.0),
                delay: Law::Fixed(0.0),
            };
        }
        // With nobody to follow it never comes either.
        Nothing::Rate | Nothing::Follows => hazard.arrival = Arrival::PoissonPerYear(0.0),
    }
    hazard
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn a_hazard_of_nothing_changes_no_bit(
        case in case(),
        blow in blow(),
        way in prop::sample::select(WAYS.to_vec()),
        id in prop::sample::select(vec!["a-nothing", "z-nothing"]),
    ) {
        let toy = case.toy();
        let mut with = toy.clone();
        with.scenario.hazards.push(nothing(&blow, way, id, case.blows.len()));
        prop_assert_eq!(difference(&futures(&plan(&toy), 6), &futures(&plan(&with), 6)), None);
    }
}

#[test]
fn nothing_of_every_kind_and_way_changes_no_bit() {
    let toy = calm().toy().hazard("h0", 4.0, 20.0, Kind::Ban.effect(0));
    let plain = futures(&plan(&toy), 2);
    for kind in KINDS {
        for way in WAYS {
            let mut with = toy.clone();
            with.scenario
                .hazards
                .push(nothing(&idle(kind), way, "nothing", 1));
            assert_eq!(
                difference(&plain, &futures(&plan(&with), 2)),
                None,
                "{kind:?}, {way:?}"
            );
        }
    }
}

#[test]
fn the_least_of_every_kind_changes_some_bit() {
    // A thousandth is told from nothing, where no slack of capacity or rounding to whole steps
    // swallows it.
    let toy = Case {
        traits: calm(),
        blows: Vec::new(),
    }
    .toy();
    let toy = toy.hazard("h0", 4.0, 30.0, Kind::Ban.effect(2));
    let plain = futures(&plan(&toy), 1);
    for kind in KINDS {
        let mut with = toy.clone();
        let mut little = idle(kind).hazard(1);
        little.severity = Law::Fixed(match kind {
            Kind::Route | Kind::Outage => 0.4,
            _ => 0.001,
        });
        with.scenario.hazards.push(little);
        assert!(
            difference(&plain, &futures(&plan(&with), 1)).is_some(),
            "{kind:?}"
        );
    }
}

fn idle(kind: Kind) -> Blow {
    Blow {
        kind,
        target: 0,
        start: Start::Day(100),
        severity: (1.0, 0.0),
        length: Law::Fixed(30.0),
        ramps: (0.0, 0.0),
        ladder: false,
    }
}

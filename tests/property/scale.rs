//! Law 5, first half: the world has no natural size, and no unit of mass is special.

use monazite_engine::{Indicator, RunResult};
use monazite_model::{Effect, ExportLimit, Grade, Tonnes, TonnesPerYear, World};
use monazite_tests::bits::difference;
use monazite_tests::run::{compiled, futures, plan};
use monazite_tests::toy::{Toy, one_mine_one_user, outage};
use proptest::prelude::*;

use super::cases;
use super::chains::{chain, mine_stops};
use super::worlds::case;

/// What may differ where the reconciliation had nothing to invent.
const ROUNDING: f64 = 1e-8;
/// What may differ where it had: it weighs figures below a tonne a year in absolute terms, and so
/// tells apart worlds whose smallest flows are not far above that.
const WEIGHED: f64 = 1e-4;

/// The same world with `k` times the tonnes.
fn scaled(toy: &Toy, k: f64) -> Toy {
    let mut toy = toy.clone();
    let flow = |rate: TonnesPerYear| TonnesPerYear::new(rate.get() * k).expect("a rate");
    let world: &mut World = &mut toy.world;
    for site in &mut world.sites {
        site.capacity = flow(site.capacity);
    }
    for row in &mut world.activities {
        row.throughput = row.throughput.map(flow);
    }
    for row in &mut world.trade {
        row.flow = row.flow.map(flow);
    }
    for demand in &mut world.demands {
        demand.rate = flow(demand.rate);
    }
    for reserve in &mut world.reserves {
        reserve.stock = Tonnes::new(reserve.stock.get() * k).expect("a mass");
        reserve.release = flow(reserve.release);
        reserve.refill = flow(reserve.refill);
    }
    let effects = toy
        .scenario
        .hazards
        .iter_mut()
        .flat_map(|hazard| &mut hazard.effects);
    for effect in effects {
        if let Effect::Export {
            limit: ExportLimit::Quota(quota),
            ..
        } = effect
        {
            *quota = flow(*quota);
        }
    }
    toy
}

/// Where `large` is not `k` times `small` in masses and the same in all else.
fn mismatch(small: &RunResult, large: &RunResult, k: f64, tolerance: f64) -> Vec<String> {
    let mut found = Vec::new();
    let traded: f64 = small.flows.iter().map(|flow| flow.baseline).sum();
    for (a, b) in small.columns.iter().zip(&large.columns) {
        // Masses are told as shares of a year's trade, and money at a dollar a kilogram of it.
        let (factor, whole) = match a.unit {
            "USD" => (k, traded * 1000.0),
            unit if unit.starts_with("t ") => (k, traded),
            "share" => (1.0, 1.0),
            // Weeks are counted in steps, and days of cover may be any number.
            _ => (1.0, 52.0),
        };
        for (x, y) in a.values.iter().zip(&b.values) {
            if (x * factor - y).abs() > tolerance * factor * whole {
                found.push(format!(
                    "{} of {:?}: {x} x {factor}, {y}",
                    a.indicator.word(),
                    a.scope
                ));
            }
        }
    }
    found
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn k_times_the_tonnes_give_k_times_the_tonnes_and_the_same_shares(
        case in case(),
        k in prop::sample::select(vec![2.0, 30.0, 1000.0]),
    ) {
        let toy = scaled(&case.toy(), 1000.0);
        let (small, large) = (futures(&plan(&toy), 4), futures(&plan(&scaled(&toy, k)), 4));
        prop_assert_eq!(mismatch(&small, &large, k, WEIGHED), Vec::<String>::new());
    }

    #[test]
    fn a_chain_has_no_size_at_all(
        chain in chain(),
        from in 0_u8..30,
        length in 1_u8..20,
        k in prop::sample::select(vec![0.001, 0.1, 2.0, 1000.0]),
    ) {
        let toy = chain.toy().hazard("stop", f64::from(from), f64::from(length), mine_stops());
        let (small, large) = (futures(&plan(&toy), 1), futures(&plan(&scaled(&toy, k)), 1));
        prop_assert_eq!(mismatch(&small, &large, k, ROUNDING), Vec::<String>::new());
    }
}

#[test]
fn a_world_that_is_scaled_in_part_is_another_world() {
    let toy = one_mine_one_user().hazard("stop", 4.0, 10.0, outage("mine"));
    let small = futures(&plan(&toy), 1);
    let twice = scaled(&toy, 2.0);
    let mut partly = twice.clone();
    partly.world.sites[0].capacity = toy.world.sites[0].capacity;
    partly.world.activities[0].throughput = None;
    for demand in &mut partly.world.demands {
        demand.evidence.grade = Grade::C;
    }
    let found = |toy: &Toy| mismatch(&small, &futures(&plan(toy), 1), 2.0, WEIGHED).len();
    assert_eq!(found(&twice), 0);
    assert_ne!(found(&partly), 0);
}

#[test]
fn kilograms_and_tonnes_weeks_and_days_give_the_same_bits() {
    let world = one_mine_one_user().world;
    let result = |quota: &str, length: &str| {
        let text = format!(
            r#"
            format = 1
            title = "Units"
            pack = "given"
            growth = false
            [run]
            start = 2026-01-05
            horizon = "364 days"
            step = "7 days"
            replications = 1
            seed = 1
            [[hazard]]
            id = "limit"
            text = "A limit."
            source = "toy"
            family = "toy"
            arrival = {{ date = 2026-02-02 }}
            duration = {{ fixed = "{length}" }}
            [[hazard.effect]]
            [hazard.effect.export]
            origin = "CN"
            limit = {{ quota = "{quota}" }}
            "#
        );
        let loaded = monazite_files::load_str("units", &text, world.clone(), &[]);
        let loaded = loaded.unwrap_or_else(|errors| panic!("{errors}"));
        futures(&compiled(&loaded.world, &loaded.scenario, ""), 1)
    };
    let tonnes = result("256 t/yr", "84 days");
    for (quota, length) in [("256000 kg/yr", "84 days"), ("0.256 kt/yr", "12 weeks")] {
        assert_eq!(
            difference(&tonnes, &result(quota, length)),
            None,
            "{quota}, {length}"
        );
    }
    assert!(difference(&tonnes, &result("257 t/yr", "84 days")).is_some());
    let unmet = tonnes
        .columns
        .iter()
        .find(|c| c.indicator == Indicator::UnmetDemand);
    assert!(unmet.expect("a column").values[0] > 0.0, "the quota binds");
}

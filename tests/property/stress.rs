//! Parts removed in turn: tolls are those of a run in which the same happens, and of answers worked by
//! hand.

use monazite_engine::{Case, CutKind, Indicator, Stress, Toll, balance};
use monazite_model::{Days, Scenario, World};
use monazite_tests::run::{built_in, compiled, economy, first, futures};
use monazite_tests::toy::{STEP, ban, days, two_economies};

fn stress(world: &World, scenario: &Scenario, focus: &str, weeks: f64) -> Stress {
    let balance = balance(world).expect("a world that balances");
    let focus = economy(focus);
    let longest = Days::new(weeks * STEP).expect("a length");
    Stress::new(&balance, scenario, "none", focus, longest).expect("a sound scenario")
}

fn cut(stress: &Stress, id: &str) -> usize {
    let found = stress.cuts().iter().position(|cut| cut.id() == id);
    found.unwrap_or_else(|| panic!("no part `{id}`"))
}

fn toll(stress: &Stress, ids: &[&str], weeks: f64) -> Toll {
    let case = Case {
        cuts: ids.iter().map(|id| cut(stress, id)).collect(),
        days: weeks * STEP,
    };
    stress.tolls(&[case], 1).remove(0)
}

fn near(got: f64, expected: f64) {
    assert!(
        (got - expected).abs() < 1e-6 * expected.abs().max(1.0),
        "{got} instead of {expected}"
    );
}

#[test]
fn time_to_survive_is_pipeline_plus_cover_for_every_user() {
    let loaded = built_in("toy-ban-against-cover", &[]);
    // Lead time plus cover, and the ban less the cover at 7 t a week, as the toy's README works out.
    for (user, survives, unmet) in [("IN", 5.0, 66.5), ("JP", 6.0, 56.0), ("US", 11.0, 42.0)] {
        let stress = stress(&loaded.world, &loaded.scenario, user, 12.0);
        for id in ["exports CN ore".to_owned(), format!("trade CN {user}")] {
            let toll = toll(&stress, &[&id], 12.0);
            let short = toll.first().expect("somebody is short");
            assert_eq!(
                (short.economy.as_str(), short.material.as_str()),
                (user, "ore")
            );
            assert_eq!(short.after, Some(survives));
            near(short.unmet, unmet);
            near(toll.unmet, unmet);
        }
    }
    let stress = stress(&loaded.world, &loaded.scenario, "KR", 12.0);
    // Fourteen weeks of cover outlast twelve.
    assert_eq!(toll(&stress, &["trade CN KR"], 12.0).first(), None);
}

#[test]
fn the_shortest_outage_that_costs_a_share_is_found_backwards() {
    let loaded = built_in("toy-ban-against-cover", &[]);
    let stress = stress(&loaded.world, &loaded.scenario, "JP", 52.0);
    // A tenth of 365.25 t a year is more than 5 weeks of 7 t and less than 6; the cover takes 4.
    let found = |share: f64, material: Option<&str>| {
        let all = stress.shortest(share, material, days(52.0 * STEP), 1);
        all[cut(&stress, "trade CN JP")]
    };
    assert_eq!(found(0.1, None), Some(10.0 * STEP));
    assert_eq!(found(0.1, Some("ore")), Some(10.0 * STEP));
    // 48 of 52 weeks are the most that can be missed in a year of outage.
    assert_eq!(found(0.93, None), None);
}

#[test]
fn a_toll_is_what_a_run_loses_in_which_the_same_happens() {
    let toy = two_economies();
    let stress = stress(&toy.world, &toy.scenario, "JP", 30.0);
    let exports: Vec<String> = stress
        .cuts()
        .iter()
        .filter(|cut| cut.kind == CutKind::Exports && cut.subject == "CN")
        .map(monazite_engine::Cut::id)
        .collect();
    let all: Vec<&str> = exports.iter().map(String::as_str).collect();
    assert!(all.len() > 1, "{all:?}");
    let together = toll(&stress, &all, 30.0);
    let mut same = toy.clone().hazard("ban", 0.0, 30.0, ban("CN"));
    same.scenario.growth = false;
    same.scenario.run.horizon = days(30.0 * STEP + 728.0);
    let result = futures(&compiled(&same.world, &same.scenario, ""), 1);
    let lost = first(&result, &economy("JP"), Indicator::ValueAtRisk);
    assert!(lost > 0.0);
    near(together.value, lost);
    near(
        together.unmet,
        first(&result, &economy("JP"), Indicator::UnmetDemand),
    );
}

#[test]
fn a_case_costs_the_same_alone_in_company_and_on_any_number_of_threads() {
    let loaded = built_in("background", &[]);
    let stress = stress(&loaded.world, &loaded.scenario, "zone:world", 26.0);
    let cases: Vec<Case> = (0..stress.cuts().len())
        .map(|cut| Case {
            cuts: vec![cut],
            days: 26.0 * STEP,
        })
        .collect();
    let all = stress.tolls(&cases, 1);
    assert_eq!(all, stress.tolls(&cases, 3));
    let hit: Vec<usize> = (0..all.len()).filter(|&at| all[at].value > 0.0).collect();
    assert!(hit.len() > 20, "{}", hit.len());
    for at in hit.into_iter().step_by(7) {
        let alone = stress.tolls(&cases[at..=at], 1);
        assert_eq!(alone[0], all[at], "{}", stress.cuts()[at].id());
    }
}

#[test]
fn nothing_removed_costs_nothing_and_a_longer_outage_costs_more() {
    let loaded = built_in("background", &[]);
    let stress = stress(&loaded.world, &loaded.scenario, "zone:world", 52.0);
    let none = toll(&stress, &[], 26.0);
    assert_eq!((none.value, none.unmet, none.over()), (0.0, 0.0, 0.0));
    let magnets = "exports CN magnet-ndfeb-hc";
    let (short, long) = (
        toll(&stress, &[magnets], 13.0),
        toll(&stress, &[magnets], 52.0),
    );
    assert!(
        long.value > 1.5 * short.value && short.value > 0.0,
        "{} {}",
        long.value,
        short.value
    );
}

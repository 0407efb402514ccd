//! What restrictions let through: a share of normal trade, quotas after quotas, and what buyers
//! remember of both. Answers are worked by hand on small worlds.

use monazite_engine::Indicator;
use monazite_model::{
    Behaviour, Effect, ExportLimit, LaneFilter, Selector, Share, Stage, TonnesPerYear,
};
use monazite_tests::run::{economy, everyone, first, futures, plan};
use monazite_tests::toy::{Toy, ban, one_mine_one_user, rate};

/// Exports of CN to a destination (all when empty) are limited.
fn limited(destination: &[&str], limit: ExportLimit) -> Effect {
    Effect::Export {
        lanes: LaneFilter {
            origin: Selector::of(&["CN"]),
            destination: Selector::of(destination),
            ..LaneFilter::default()
        },
        limit,
        re_export: false,
        leakage: monazite_model::Share::ZERO,
    }
}

fn unmet(toy: &Toy, of: &str) -> f64 {
    let scope = if of.is_empty() {
        everyone()
    } else {
        economy(of)
    };
    first(&futures(&plan(toy), 1), &scope, Indicator::UnmetDemand)
}

/// A world of two mines that sell to one user, without the spot market.
fn two_sellers() -> Toy {
    let mut toy = Toy::new()
        .material("ore", Stage::Concentrate)
        .recipe("dig", &[], &[("ore", 1.0)])
        .site("mine-cn", "CN", "dig", 20.0, 6.0, (0.0, 2.0))
        .site("mine-au", "AU", "dig", 20.0, 4.0, (0.0, 2.0))
        .trade("ore", "CN", "JP", 1.0)
        .trade("ore", "AU", "JP", 1.0)
        .demand("JP", "use", "ore", 10.0, 2.0);
    toy.scenario.behaviour = Behaviour {
        spot: false,
        ..Behaviour::default()
    };
    toy
}

#[test]
fn ordering_twice_gets_no_more_than_its_share_through_a_border() {
    // Half of 10 t a step for 20 steps: 100 t missing, 40 t of them in stock.
    let half = ExportLimit::Factor(Share::new(0.5).expect("a share"));
    for order_limit in [1.5, 2.0, 5.0] {
        let mut toy = one_mine_one_user().hazard("half", 5.0, 20.0, limited(&[], half));
        toy.scenario.behaviour.order_limit = order_limit;
        let unmet = unmet(&toy, "");
        assert!(
            (unmet - 60.0).abs() < 1e-6,
            "{unmet} t with an order limit of {order_limit}"
        );
    }
}

#[test]
fn a_quota_of_nothing_is_a_ban() {
    let nothing = ExportLimit::Quota(TonnesPerYear::ZERO);
    let quota = unmet(
        &two_sellers().hazard("stop", 4.0, 40.0, limited(&[], nothing)),
        "",
    );
    let banned = unmet(&two_sellers().hazard("stop", 4.0, 40.0, ban("CN")), "");
    assert!(banned > 1.0, "the ban must hurt for this to mean anything");
    assert!(
        (quota - banned).abs() < 1e-6,
        "{quota} t under the quota, {banned} t under the ban"
    );
}

#[test]
fn buyers_learn_from_a_quota_and_turn_to_the_other_seller() {
    let tight = ExportLimit::Quota(rate(1.0));
    let learns = two_sellers().hazard("quota", 4.0, 40.0, limited(&[], tight));
    let mut forgets = learns.clone();
    // With a memory of ten years hardly anybody learns within the run.
    forgets.scenario.behaviour.reliability_time = monazite_tests::toy::days(3_652.0);
    let (with, without) = (unmet(&learns, ""), unmet(&forgets, ""));
    assert!(
        with < 0.5 * without,
        "{with} t when buyers learn, {without} t when they do not"
    );
}

#[test]
fn a_quota_is_not_charged_for_what_another_one_stops() {
    let toy = Toy::new()
        .material("ore", Stage::Concentrate)
        .recipe("dig", &[], &[("ore", 1.0)])
        .site("mine", "CN", "dig", 30.0, 20.0, (0.0, 2.0))
        .trade("ore", "CN", "JP", 1.0)
        .trade("ore", "CN", "US", 1.0)
        .demand("JP", "use", "ore", 10.0, 2.0)
        .demand("US", "use", "ore", 10.0, 2.0)
        .hazard(
            "all",
            4.0,
            40.0,
            limited(&[], ExportLimit::Quota(rate(12.0))),
        )
        .hazard(
            "japan",
            4.0,
            40.0,
            limited(&["JP"], ExportLimit::Quota(TonnesPerYear::ZERO)),
        );
    assert!(unmet(&toy, "JP") > 100.0, "nothing goes to Japan");
    let us = unmet(&toy, "US");
    assert!(
        us < 1e-6,
        "12 t a step are enough for the 10 t of the US, yet {us} t are missing"
    );
}

//! Level 9: prices that clear a market.

use monazite_engine::{Indicator, RunResult};
use monazite_model::{
    Effect, ExportLimit, LaneFilter, Market, Reserve, Selector, Share, Stage, Tonnes, UsdPerKg,
};
use monazite_tests::run::{everyone, first};
use monazite_tests::toy::{STEP, Toy, days, made_up, rate};
use serde_json::json;

use crate::judge::{case, exactly, output};
use crate::worlds::{futures, prompt};

/// Steps after which everything stands still.
const STEPS: f64 = 2600.0;

/// A user of 100 t a step, served by 70 from one origin, of which 28 may leave from the first step
/// on, and by 30 from another.
fn market(limit: f64, supply_elasticity: f64, cut: bool) -> Toy {
    let toy = Toy::new()
        .material("oxide", Stage::Oxide)
        .recipe("make", &[], &[("oxide", 1.0)])
        .site("first", "CN", "make", 70.0, 70.0, (0.0, 0.0))
        .site("other", "AU", "make", 30.0, 30.0, (0.0, 1.0))
        .trade("oxide", "CN", "JP", 1.0)
        .trade("oxide", "AU", "JP", 1.0)
        .demand("JP", "use", "oxide", 100.0, 0.0);
    let mut toy = prompt(toy, 2.0).horizon(STEPS);
    toy.scenario.behaviour.spot = true;
    toy.world.materials[0].price = UsdPerKg::new(1.0);
    toy.world.demands[0].elasticity = -0.3;
    for row in &mut toy.world.trade {
        row.flow = Some(rate(if row.origin == "CN" { 70.0 } else { 30.0 }));
    }
    toy.scenario.market = Market {
        price_elasticity: 0.3,
        stock_weight: 0.0,
        price_time: days(10.0 * STEP),
        price_limit: limit,
        demand_lag: days(STEP),
        supply_elasticity,
        supply_limit: 10.0,
        closures: false,
        substitution: Share::ZERO,
        ..Market::default()
    };
    if !cut {
        return toy;
    }
    toy.hazard(
        "cut",
        0.0,
        STEPS,
        Effect::Export {
            lanes: LaneFilter {
                origin: Selector::of(&["CN"]),
                ..LaneFilter::default()
            },
            limit: ExportLimit::Quota(rate(28.0)),
            re_export: false,
            leakage: Share::ZERO,
        },
    )
}

/// Price of the last step, as a multiple.
fn price(result: &RunResult) -> f64 {
    let series = result
        .series
        .iter()
        .find(|series| series.name == "price" && series.scope.economy == "zone:world");
    series
        .and_then(|series| series.steps.last())
        .expect("a price")
        .moments
        .mean()
}

/// What happens in one of the last steps: unmet and forgone, t.
fn last(toy: &Toy) -> (f64, f64) {
    let sums = |steps: f64| {
        let result = futures(&toy.clone().horizon(steps), 1, 1);
        let of = |indicator| first(&result, &everyone(), indicator);
        (of(Indicator::UnmetDemand), of(Indicator::ForgoneDemand))
    };
    let (before, after) = (sums(STEPS - 1.0), sums(STEPS));
    (after.0 - before.0, after.1 - before.1)
}

/// Our prices find their way step by step: the tolerance that the case allows for that.
fn iterated(name: &str, got: f64) {
    let case = case("V904");
    let value = output(&case, name)["value"].as_f64().expect("a number");
    let gap = (got / value - 1.0).abs();
    assert!(gap < 1e-6, "V904 {name:?}: {got} instead of {value}");
}

#[test]
fn v904_prices_settle_where_what_is_left_meets_what_is_still_wanted() {
    let elastic = market(1000.0, 0.2, true);
    iterated(
        "price multiple, others elastic",
        price(&futures(&elastic, 1, 1)),
    );
    iterated(
        "price multiple, others fixed",
        price(&futures(&market(1000.0, 0.0, true), 1, 1)),
    );
    let mut helped = elastic.clone();
    helped.world.reserves.push(Reserve {
        id: "reserve".to_owned(),
        name: "reserve".to_owned(),
        holder: "JP".to_owned(),
        material: "oxide".to_owned(),
        stock: Tonnes::new(20.0 * STEPS).expect("a mass"),
        trigger: Share::ZERO,
        trigger_cover: None,
        release: rate(10.0),
        refill: rate(0.0),
        evidence: made_up(),
    });
    iterated(
        "price multiple with 10 t/period release",
        price(&futures(&helped, 1, 1)),
    );
    let (unmet, forgone) = last(&elastic);
    iterated("quantity consumed (elastic)", 100.0 - unmet - forgone);
    iterated(
        "unmet demand at the cap of 3x",
        last(&market(3.0, 0.2, true)).0,
    );
    exactly(
        "V904",
        &[(
            "no-cut multiple",
            json!(price(&futures(&market(1000.0, 0.2, false), 1, 1))),
        )],
    );
}

#[test]
fn v904_a_price_that_ignored_other_suppliers_would_settle_elsewhere() {
    let rigid = price(&futures(&market(1000.0, 0.0, true), 1, 1));
    let case = case("V904");
    let elastic = output(&case, "price multiple, others elastic")["value"].as_f64();
    assert!((rigid / elastic.expect("a number") - 1.0).abs() > 0.1);
}

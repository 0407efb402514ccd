//! Level 8: what is made of what.

use monazite_engine::{Indicator, RunResult, Scope};
use monazite_model::{DAYS_PER_YEAR, Effect, Law as Shape, Selector, Stage, StockFilter};
use monazite_tests::run::{everyone, first, material};
use monazite_tests::toy::{STEP, Toy, ban, outage};
use serde_json::json;

use crate::judge::exactly;
use crate::worlds::{futures, prompt};

/// Tonnes of each metal per tonne of magnet, and in stock.
const BILL: [(&str, f64, f64); 5] = [
    ("b", 0.01, 20.0),
    ("dy", 0.03, 9.0),
    ("fe", 0.66, 1000.0),
    ("nd", 0.24, 120.0),
    ("pr", 0.06, 36.0),
];

/// What a magnet maker who is asked for `demand` t makes of a stock, when nothing more arrives.
///
/// In the first step it works from what was under way and holds thirty steps of use; at the start
/// of the second all but the stock of the bill is lost.
fn magnets(demand: f64, stock: impl Fn(&str, f64) -> f64) -> f64 {
    let recipe: Vec<(&str, f64)> = BILL
        .iter()
        .map(|(metal, part, _)| (*metal, *part))
        .collect();
    let mut toy = Toy::new().material("magnet", Stage::Magnet);
    for (metal, part, _) in BILL {
        let mine = format!("mine-{metal}");
        toy = toy
            .material(metal, Stage::Metal)
            .recipe(&format!("dig-{metal}"), &[], &[(metal, 1.0)])
            .site(
                &mine,
                "CN",
                &format!("dig-{metal}"),
                demand,
                demand * part,
                (0.0, 0.0),
            )
            .trade(metal, "CN", "JP", 1.0);
    }
    toy = toy
        .recipe("sinter", &recipe, &[("magnet", 1.0)])
        .site("maker", "JP", "sinter", demand, demand, (30.0, 0.0))
        .trade("magnet", "JP", "JP", 1.0)
        .demand("JP", "use", "magnet", demand, 0.0);
    toy = prompt(toy, 1.0)
        .hazard("ban", 0.0, 10.0, ban("CN"))
        .horizon(3.0);
    for (metal, part, held) in BILL {
        let loss = Effect::StockLoss(StockFilter {
            place: Selector::of(&["maker"]),
            material: Selector::of(&[metal]),
            ..StockFilter::default()
        });
        toy = toy.hazard(metal, 1.0, 1.0, loss);
        let lost = 1.0 - stock(metal, held) / (30.0 * demand * part);
        toy.scenario.hazards.last_mut().expect("a hazard").severity = Shape::Fixed(lost);
    }
    let unmet = first(&futures(&toy, 1, 1), &everyone(), Indicator::UnmetShare) * 3.0 * demand;
    demand - unmet
}

#[test]
fn v803_the_scarcest_metal_decides_on_the_magnets() {
    let held = |_: &str, held: f64| held;
    let made = magnets(450.0, held);
    let with = |metal: &'static str, more: f64, demand: f64| {
        magnets(
            demand,
            move |m: &str, held: f64| if m == metal { held + more } else { held },
        )
    };
    let binding: Vec<&str> = BILL
        .iter()
        .map(|row| row.0)
        .filter(|metal| with(metal, 0.5, 450.0) > made + 1e-6)
        .collect();
    assert_eq!(binding, ["dy"]);
    // Beyond the next bottleneck more dysprosium makes no more magnets.
    let next = with("dy", 100.0, 600.0);
    let needed = (next - made) / (with("dy", 1.0, 600.0) - made);
    let left: Vec<f64> = ["nd", "pr", "fe", "b"]
        .map(|metal| {
            let row = BILL.iter().find(|row| row.0 == metal).expect("a metal");
            row.2 - made * row.1
        })
        .to_vec();
    // What is said to be left is not needed: without it the same is made.
    let spare = |metal: &str, held: f64| match BILL.iter().find(|row| row.0 == metal) {
        Some(row) if metal != "dy" => made * row.1 * (1.0 + 1e-12),
        _ => held,
    };
    assert!((magnets(450.0, spare) - made).abs() < 1e-6);
    exactly(
        "V803",
        &[
            ("output_t", json!(made)),
            ("shortage_t", json!(450.0 - made)),
            ("binding", json!(if binding == ["dy"] { "Dy" } else { "" })),
            ("leftover Nd,Pr,Fe,B", json!(left)),
            (
                "shadow value of 1 t Dy (t magnet)",
                json!(with("dy", 1.0, 450.0) - made),
            ),
            (
                "extra Dy to reach next bottleneck (Nd, 500 t) t",
                json!(needed),
            ),
        ],
    );
}

/// A separator of light ore that runs as the demand for its driver asks.
fn separator(driver: &str, parts: &[(&str, f64)], wants: &[(&str, f64)]) -> Toy {
    let of = |list: &[(&str, f64)]| {
        list.iter()
            .find(|row| row.0 == driver)
            .map_or(0.0, |row| row.1)
    };
    let runs = of(wants) / (0.9 * of(parts));
    let mut outputs: Vec<(&str, f64)> = parts.iter().map(|(id, part)| (*id, part * 0.9)).collect();
    outputs.sort_by_key(|(id, _)| *id != driver);
    let mut toy = Toy::new().material("ore", Stage::Concentrate);
    for (id, _) in parts {
        toy = toy.material(id, Stage::Oxide).trade(id, "CN", "JP", 1.0);
    }
    toy = toy
        .recipe("dig", &[], &[("ore", 1.0)])
        .recipe("separate", &[("ore", 1.0)], &outputs)
        .site("mine", "CN", "dig", 2000.0, runs, (0.0, 0.0))
        .site("plant", "CN", "separate", 2000.0, runs, (0.0, 0.0))
        .trade("ore", "CN", "CN", 1.0);
    for (id, want) in wants {
        toy = toy.demand("JP", "use", id, *want, 0.0);
    }
    prompt(toy, 1.0)
}

#[test]
fn v804_joint_products_come_along_and_the_scarcest_decides() {
    let parts = [
        ("la", 0.33),
        ("ce", 0.49),
        ("pr", 0.043),
        ("nd", 0.12),
        ("other", 0.017),
    ];
    let wants = [("la", 180.0), ("ce", 150.0), ("pr", 22.0), ("nd", 60.0)];
    let per_step = |result: &RunResult, id: &str| {
        let flow = result
            .flows
            .iter()
            .find(|flow| flow.material == id)
            .expect("a flow");
        flow.baseline * STEP / DAYS_PER_YEAR
    };
    let surplus = |result: &RunResult| {
        first(result, &everyone(), Indicator::Surplus) / f64::from(result.steps)
    };

    // Driven by neodymium: cerium is left over.
    let pair = [parts[1], parts[3]];
    let driven = futures(&separator("nd", &pair, &[wants[1], wants[3]]), 1, 1);
    let ore = per_step(&driven, "ore");

    // All demands met: lanthanum decides; nothing of the rest of the ore is made.
    let all = separator("la", &parts[..4], &wants);
    let met = futures(&all, 1, 1);
    let needed = per_step(&met, "ore");

    // That world with the plant cut to what neodymium asks for and nothing in stock; from step 11
    // to step 21, when stocks of what is left over are full again.
    let mut cut = separator("la", &parts, &wants).hazard("cut", 0.0, 40.0, outage("plant"));
    cut.scenario.hazards[0].severity = Shape::Fixed(1.0 - ore / 2000.0);
    cut.scenario.behaviour.output_limit = 1.0;
    let empty = Effect::StockLoss(StockFilter {
        place: Selector::of(&["plant"]),
        ..StockFilter::default()
    });
    let cut = cut.hazard("empty", 0.0, 1.0, empty);
    let (early, late) = (
        futures(&cut.clone().horizon(11.0), 1, 1),
        futures(&cut.horizon(21.0), 1, 1),
    );
    let grown = |scope: &Scope, indicator| {
        (first(&late, scope, indicator) - first(&early, scope, indicator)) / 10.0
    };
    let short = |id: &str| grown(&material(id), Indicator::UnmetDemand);
    assert!(short("nd").abs() < 1e-6 && short("ce").abs() < 1e-6);
    let served: f64 = wants.iter().map(|(id, want)| want - short(id)).sum();
    let made = served + grown(&everyone(), Indicator::Surplus);

    exactly(
        "V804",
        &[
            ("REO for Nd demand", json!(ore)),
            ("Ce surplus when Nd-driven", json!(surplus(&driven))),
            (
                "La balance when Nd-driven (negative=short)",
                json!(-short("la")),
            ),
            ("Pr balance when Nd-driven", json!(-short("pr"))),
            ("REO to meet every demand", json!(needed)),
            ("total surplus then", json!(surplus(&met))),
            ("mass check Nd-driven: sum of elements", json!(made)),
        ],
    );
}

#[test]
fn v805_scrap_goes_round_until_nothing_moves_any_more() {
    let steps: [(&str, &str, f64); 5] = [
        ("ore", "conc", 0.75),
        ("conc", "cracked", 0.92),
        ("cracked", "oxide", 0.95),
        ("oxide", "metal", 0.97),
        ("metal", "alloy", 0.99),
    ];
    let mut toy = Toy::new()
        .material("ore", Stage::Concentrate)
        .material("magnet", Stage::Magnet)
        .material("scrap", Stage::Scrap)
        .recipe("dig", &[], &[("ore", 1.0)])
        .recipe(
            "press",
            &[("alloy", 1.0)],
            &[("magnet", 0.72), ("scrap", 0.28 * 0.6)],
        )
        .recipe("return", &[("scrap", 1.0)], &[("cracked", 1.0)]);
    for (from, to, part) in steps {
        toy = toy
            .material(to, Stage::Oxide)
            .recipe(to, &[(from, 1.0)], &[(to, part)]);
    }
    // Figures a little off: only their proportions are asked for.
    toy = toy.site("mine", "CN", "dig", 2000.0, 1000.0, (0.0, 2.0));
    for (_, to, _) in steps {
        toy = toy.site(to, "CN", to, 2000.0, 800.0, (2.0, 2.0));
    }
    toy = toy
        .site("press", "CN", "press", 2000.0, 700.0, (2.0, 2.0))
        .site("return", "CN", "return", 2000.0, 100.0, (0.0, 2.0))
        .demand("JP", "use", "magnet", 520.0, 4.0)
        .trade("magnet", "CN", "JP", 3.0);
    for id in ["ore", "conc", "cracked", "oxide", "metal", "alloy", "scrap"] {
        toy = toy.trade(id, "CN", "CN", 1.0);
    }
    for activity in &mut toy.world.activities {
        activity.throughput = None;
    }
    let result = futures(&toy.horizon(100.0), 1, 1);
    let flow = |id: &str| {
        let flows = result.flows.iter().filter(|flow| flow.material == id);
        let (rest, moving): (f64, f64) = flows.fold((0.0, 0.0), |sum, flow| {
            (sum.0 + flow.baseline, sum.1 + flow.mean)
        });
        assert!(
            (rest - moving).abs() < 1e-9 * rest,
            "{id} does not stand still: {rest}, {moving}"
        );
        rest
    };
    let of_ore = |id: &str| 1000.0 * flow(id) / flow("ore");
    exactly(
        "V805",
        &[
            ("SX input incl. recycle t", json!(of_ore("cracked"))),
            ("magnet mass (REO basis) t", json!(of_ore("magnet"))),
            ("recycle flow t", json!(of_ore("scrap"))),
            ("total losses t", json!(1000.0 - of_ore("magnet"))),
        ],
    );
    assert!(
        result.conservation_residual < 1e-9,
        "{}",
        result.conservation_residual
    );
}

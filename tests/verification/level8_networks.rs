//! Level 8: networks of arcs that fail, and what they can not deliver.
//!
//! An arc of limited capacity is a site that passes a material on. The perfect-foresight programme
//! counts from full pipelines; what one more step adds to its bound is what a network can not
//! deliver in a step. The solver of the balance finds flows well inside all limits to more digits
//! than flows at them: sites are made twice as large, and halved for the whole run.

use std::collections::BTreeMap;

use monazite_engine::Indicator;
use monazite_model::{Arrival, DemandFilter, Effect, Law as Shape, Stage};
use monazite_stats::Sample;
use monazite_tests::run::{everyone, values};
use monazite_tests::toy::{Toy, outage, share as chance};
use serde_json::json;

use crate::draws::share;
use crate::judge::{Answers, exactly, judged};
use crate::worlds::{HAIR, bound, futures, halved, prompt};

const N: u64 = 100_000;

/// An arc as a site: id, what it takes, what it passes on, capacity, flow at baseline.
type Arc = (&'static str, &'static str, &'static str, f64, f64);

/// A network of sources (with capacity and flow), arcs and demands for materials.
fn network(
    sources: &[(&'static str, f64, f64)],
    arcs: &[Arc],
    demands: &[(&'static str, f64)],
) -> Toy {
    let mut toy = Toy::new();
    let outputs = sources
        .iter()
        .map(|source| source.0)
        .chain(arcs.iter().map(|arc| arc.2));
    let mut known: Vec<&str> = Vec::new();
    for id in outputs {
        if !known.contains(&id) {
            known.push(id);
            toy = toy.material(id, Stage::Oxide).trade(id, "CN", "CN", 1.0);
        }
    }
    for (id, capacity, flow) in sources {
        let site = format!("mine-{id}");
        let recipe = toy.recipe(&site, &[], &[(id, 1.0)]);
        toy = recipe.site(&site, "CN", &site, 2.0 * capacity, *flow, (0.0, 0.0));
    }
    for (id, from, to, capacity, flow) in arcs {
        let recipe = toy.recipe(id, &[(from, 1.0)], &[(to, 1.0)]);
        toy = recipe.site(id, "CN", id, 2.0 * capacity, *flow, (0.0, 0.0));
    }
    for (id, rate) in demands {
        toy = toy.demand("CN", "use", id, *rate, 0.0);
    }
    halved(prompt(toy, 2.0), "*")
}

/// What the network of a toy can not deliver in a step.
fn undelivered(toy: &Toy, seed: u64, replication: u64) -> f64 {
    bound(toy, 9.0, seed, replication) - bound(toy, 8.0, seed, replication)
}

#[test]
fn v806_the_programme_leaves_unmet_what_no_flow_can_serve() {
    let arcs = [
        ("cn-r1", "cn", "r1", 80.0, 79.0),
        ("au-r1", "au", "r1", 10.0, 6.0),
        ("au-r2", "au", "r2", 22.0, 18.0),
        ("us-r1", "us", "r1", 15.0, 12.0),
        ("us-r3", "us", "r3", 6.0, 5.0),
        ("r1-eu", "r1", "eu", 40.0, 40.0),
        ("r1-jp", "r1", "jp", 40.0, 38.0),
        ("r1-kr", "r1", "kr", 20.0, 19.0),
        ("r2-jp", "r2", "jp", 18.0, 12.0),
        ("r2-kr", "r2", "kr", 8.0, 6.0),
        ("r3-eu", "r3", "eu", 6.0, 5.0),
    ];
    let sources = [("cn", 80.0, 79.0), ("au", 25.0, 24.0), ("us", 18.0, 17.0)];
    let normal = network(&sources, &arcs, &[("eu", 45.0), ("jp", 50.0), ("kr", 25.0)]);
    let mut cut = normal.clone().hazard("cut", 0.0, 50.0, outage("mine-cn"));
    cut.scenario.hazards.last_mut().expect("a hazard").severity = Shape::Fixed(50.0 / 80.0);
    let down = normal.clone().hazard("down", 0.0, 50.0, outage("r1-*"));
    exactly(
        "V806",
        &[
            ("total shortage [normal]", json!(undelivered(&normal, 1, 0))),
            (
                "total shortage [CN cut to 30]",
                json!(undelivered(&cut, 1, 0)),
            ),
            ("total shortage [R1 down]", json!(undelivered(&down, 1, 0))),
        ],
    );
}

/// Adds a hazard that strikes at the start with a probability, for good.
fn perhaps(toy: Toy, id: &str, probability: f64, effects: Vec<Effect>) -> Toy {
    let mut toy = toy.hazard(id, 0.0, 50.0, effects[0].clone());
    let hazard = toy.scenario.hazards.last_mut().expect("a hazard");
    hazard.arrival = Arrival::After {
        hazard: "start".to_owned(),
        probability: chance(probability),
        delay: Shape::Fixed(0.0),
    };
    hazard.effects = effects;
    toy
}

/// Adds what `perhaps` refers to; it does nothing.
fn start(toy: Toy) -> Toy {
    let nothing = Effect::Demand {
        demands: DemandFilter::default(),
        factor: 1.0,
    };
    toy.hazard("start", 0.0, 1.0, nothing)
}

/// V807: three sources and three refineries; eight of the arcs fail, each with its probability.
fn failing_arcs() -> Toy {
    let arcs = [
        ("a3", "cn", "r1", 80.0, 62.0),
        ("a4", "au", "r2", 22.0, 17.0),
        ("a5", "au", "r1", 10.0, 7.0),
        ("a6", "us", "r1", 15.0, 9.0),
        ("a7", "us", "r3", 6.0, 5.0),
        ("a8", "r1", "m", 90.0, 78.0),
        ("a9", "r2", "m", 22.0, 17.0),
        ("a10", "r3", "m", 6.0, 5.0),
    ];
    let sources = [("cn", 80.0, 62.0), ("au", 25.0, 24.0), ("us", 15.0, 14.0)];
    let toy = network(&sources, &arcs, &[("m", 100.0)]);
    let chances = [0.05, 0.04, 0.04, 0.06, 0.06, 0.08, 0.03, 0.03];
    arcs.iter()
        .zip(chances)
        .fold(start(toy), |toy, (arc, probability)| {
            perhaps(
                toy,
                &format!("fails-{}", arc.0),
                probability,
                vec![outage(arc.0)],
            )
        })
}

/// Undelivered in each future: the programme is solved once for each set of hazards that struck.
fn shortages(toy: &Toy, seed: u64, n: u64) -> Vec<f64> {
    let result = futures(&toy.clone().horizon(1.0), seed, n);
    let mut known: BTreeMap<Vec<u32>, f64> = BTreeMap::new();
    (0..n)
        .map(|replication| {
            let struck: Vec<u32> = result
                .hazards
                .iter()
                .map(|h| h.occurrences[replication as usize])
                .collect();
            *known.entry(struck).or_insert_with(|| {
                let short = undelivered(toy, seed, replication);
                assert!(
                    (short - short.round()).abs() < HAIR,
                    "{short} t of whole capacities"
                );
                short.round()
            })
        })
        .collect()
}

fn deliveries(short: &[f64]) -> Answers {
    let sample = Sample::new(short);
    let delivered = |at_least: f64| json!(share(short, |short| 100.0 - short >= at_least));
    vec![
        ("E[delivered]", json!(100.0 - sample.mean().value)),
        ("E[shortage]", json!(sample.mean().value)),
        ("P(delivered>=100)", delivered(100.0)),
        ("P(delivered>=90)", delivered(90.0)),
        ("P(delivered>=60)", delivered(60.0)),
        ("P(delivered>=20)", delivered(20.0)),
        ("VaR95 shortage", json!(sample.quantile(0.95).value)),
        ("CVaR95 shortage", json!(sample.cvar(0.95).value)),
        ("VaR99 shortage", json!(sample.quantile(0.99).value)),
        ("CVaR99 shortage", json!(sample.cvar(0.99).value)),
    ]
}

#[test]
fn v807_a_network_of_failing_arcs_delivers_its_largest_flow() {
    judged("V807", N, |seed, n| {
        deliveries(&shortages(&failing_arcs(), seed, n))
    });
}

#[test]
fn v808_an_event_that_takes_two_arcs_together_is_worse_than_the_same_chances_apart() {
    let toy = perhaps(
        failing_arcs(),
        "china",
        0.03,
        vec![outage("a3"), outage("a8")],
    );
    judged("V808", N, |seed, n| deliveries(&shortages(&toy, seed, n)));
}

#[test]
fn v809_a_bridge_is_open_while_any_of_its_four_paths_is() {
    // One source for each path; the failure of an arc stops all paths that use it.
    let paths = ["p14", "p25", "p135", "p234"];
    let mut toy =
        Toy::new()
            .material("ore", Stage::Concentrate)
            .recipe("dig", &[], &[("ore", 1.0)]);
    for path in paths {
        toy = toy.site(path, "CN", "dig", 1.0, 0.25, (0.0, 0.0));
    }
    toy = start(prompt(
        toy.trade("ore", "CN", "JP", 1.0)
            .demand("JP", "use", "ore", 1.0, 0.0),
        1.0,
    ));
    for arc in ["1", "2", "3", "4", "5"] {
        let using = paths.iter().filter(|path| path.contains(arc));
        toy = perhaps(
            toy,
            &format!("arc-{arc}"),
            0.1,
            using.map(|path| outage(path)).collect(),
        );
    }
    judged("V809", N, |seed, n| {
        let result = futures(&toy.clone().horizon(2.0), seed, n);
        // Of two steps the second shows what the first has let through.
        let unmet = values(&result, &everyone(), Indicator::UnmetDemand);
        vec![(
            "P(connected)",
            json!(share(unmet, |unmet| unmet < 1.0 - HAIR)),
        )]
    });
}

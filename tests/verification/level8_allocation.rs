//! Level 8: who gets what when there is not enough.

use monazite_engine::{Indicator, RunResult};
use monazite_model::{AllocationRule, DAYS_PER_YEAR, DemandFilter, Effect, Law as Shape, Stage};
use monazite_tests::run::{economy, first};
use monazite_tests::toy::{STEP, Toy, outage};
use serde_json::json;

use crate::judge::exactly;
use crate::worlds::{futures, prompt};

/// A mine that can ship `supply` t in the first step to users who each want something, with
/// priorities; each in an economy of its own (`d0`, `d1` ..), with nothing in stock.
fn rationing(rule: AllocationRule, supply: f64, wants: &[(f64, u8)]) -> Toy {
    let all: f64 = wants.iter().map(|(want, _)| want).sum();
    // The mine could dig twice what it digs. What is more than all want lies in stock beforehand.
    let spare = (supply / all - 1.0).max(0.0);
    let mut toy = Toy::new()
        .material("ore", Stage::Concentrate)
        .recipe("dig", &[], &[("ore", 1.0)])
        .site("mine", "CN", "dig", 2.0 * all, all, (0.0, spare));
    for (at, (want, priority)) in wants.iter().enumerate() {
        let id = format!("d{at}");
        toy = toy
            .trade("ore", "CN", &id, 1.0)
            .demand(&id, "use", "ore", *want, 0.0);
        toy.world.demands[at].priority = *priority;
    }
    let mut toy = prompt(toy, 1.0)
        .hazard("cut", 0.0, 1.0, outage("mine"))
        .horizon(2.0);
    toy.scenario.hazards[0].severity = Shape::Fixed((1.0 - 0.5 * supply / all).max(0.0));
    toy.scenario.behaviour.allocation = rule;
    toy
}

/// What each user gets: what it was served in the second step, since goods take one.
fn allocated(rule: AllocationRule, supply: f64, wants: &[(f64, u8)]) -> Vec<f64> {
    let result = futures(&rationing(rule, supply, wants), 1, 1);
    let served = |(at, (want, _)): (usize, &(f64, u8))| {
        want * (1.0 - 2.0 * first(&result, &economy(&format!("d{at}")), Indicator::UnmetShare))
    };
    wants.iter().enumerate().map(served).collect()
}

#[test]
fn v801_each_rule_rations_as_worked_by_hand() {
    let alike = |wants: &[f64]| wants.iter().map(|want| (*want, 2)).collect::<Vec<_>>();
    let tiers = [(12.0, 1), (8.0, 1), (60.0, 2), (40.0, 2)];
    exactly(
        "V801",
        &[
            (
                "pro_rata",
                json!(allocated(
                    AllocationRule::ProRata,
                    70.0,
                    &alike(&[50.0, 30.0, 20.0])
                )),
            ),
            (
                "max_min",
                json!(allocated(
                    AllocationRule::MaxMin,
                    70.0,
                    &alike(&[50.0, 30.0, 15.0, 10.0])
                )),
            ),
            (
                "tiers",
                json!(allocated(AllocationRule::Priority, 65.0, &tiers)),
            ),
        ],
    );
}

/// Shipped to each user over the run, t.
fn flows(result: &RunResult, users: usize) -> Vec<f64> {
    let years = f64::from(result.steps) * STEP / DAYS_PER_YEAR;
    let to = |at: usize| {
        let flow = result
            .flows
            .iter()
            .find(|flow| flow.destination == format!("d{at}"));
        flow.map_or(f64::NAN, |flow| flow.mean * years)
    };
    (0..users).map(to).collect()
}

#[test]
fn v802_nothing_is_allocated_out_of_nothing_and_never_more_than_ordered() {
    let pair = [(5.0, 2), (5.0, 2)];
    for rule in [
        AllocationRule::ProRata,
        AllocationRule::Priority,
        AllocationRule::MaxMin,
    ] {
        let mut idle = rationing(rule, 5.0, &pair).horizon(1.0);
        let nobody = Effect::Demand {
            demands: DemandFilter::default(),
            factor: 0.0,
        };
        idle = idle.hazard("nobody", 0.0, 1.0, nobody);
        exactly(
            "V802",
            &[
                ("a", json!(allocated(rule, 0.0, &pair))),
                (
                    "b (never above demand)",
                    json!(allocated(rule, 20.0, &pair)),
                ),
                ("c (0/0 must be 0)", json!(flows(&futures(&idle, 1, 1), 2))),
            ],
        );
        let plenty = flows(
            &futures(&rationing(rule, 20.0, &pair).horizon(1.0), 1, 1),
            2,
        );
        assert!(
            plenty.iter().all(|got| *got < 5.0 + 1e-9),
            "{rule:?}: {plenty:?}"
        );
        // Whoever comes first in the tables, everybody gets the same.
        let wants = [(50.0, 2), (30.0, 2), (20.0, 2)];
        let straight = allocated(rule, 70.0, &wants);
        let mut turned = allocated(rule, 70.0, &[wants[2], wants[1], wants[0]]);
        turned.reverse();
        for (a, b) in straight.iter().zip(&turned) {
            assert!(
                (a - b).abs() < 1e-9,
                "{rule:?}: {straight:?}, turned {turned:?}"
            );
        }
    }
}

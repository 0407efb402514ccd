//! Verification against known answers: the public cases of the verification suite, through the
//! public interface of `monazite-stats` and `monazite-engine`.
//!
//! `cases.json` holds the cases in use; [`judge`] says when an answer passes. Cases left out:
//!
//! | case | why |
//! |---|---|
//! | V506 | base stock under random demand: demands vary by hazards only |
//! | V507 | (r, Q) policy: buyers order every step, in no batches |
//! | V508 | (s, S) policy: the same |
//! | V509 | single units with random lead times: goods are continuous, lead times fixed |
//! | V510 | single units with random lead times: the same |
//! | V601 | costs of holding and of backlog: there are none |
//! | V602 | economic order quantity: buyers order every step, in no batches |
//! | V603 | random yield: recipes are fixed |
//! | V604 | random yield: recipes are fixed |
//! | V606 | its band takes tens of millions of days; V605 has the long run in weeks |
//! | V701 | a machine that fails only while it works: hazards do not ask what their target does |
//! | V702 | machines drawn slot by slot with a buffer that blocks: stocks beyond a limit are surplus |
//! | V703 | queues of customers: there are none |
//! | V704 | queues of customers: there are none |
//! | V705 | a queue of licences: licensing is a share that rises with time |
//! | V813 | factors are data of the pack, which states four digits; the case asks for one more |
//! | V907 | base stock of single units: goods are continuous |
//! | V908 | costs of holding and of backlog: there are none |
//! | V909 | orders by a moving average of random demand: demands vary by hazards only |
//! | V912 | a common event ends the outages that it meets; occurrences of hazards end on their own |
//! | V915 | no discounting |
//!
//! Outputs left out of cases in use:
//!
//! | case | outputs | why |
//! |---|---|---|
//! | V101 | `splitmix64_seed1234567`, `xoshiro256pp_1234`, `mrg32k3a_first5`, `mrg32k3a_sum_first_1000`, `chacha20_zero_first4words`, `chacha12_zero_first4words`, `pcg64_42_54` | generators that are not used; ChaCha8 has its own vector |
//! | V401 | `true_coverage_exp_n30` | four million samples |
//! | V405 | `Var(sample mean)`, `E[20-batch-means variance estimate]`, `E[naive iid estimate]`, `naive/true ratio` | formulas of one process |
//! | V801 | `weighted_max_min`, `floor_then_pro_rata` | no such rule |
//! | V802 | `d_sum`, `lots` | a demand of 1e-300 t has no baseline; no lots |
//! | V806 | `optimal cost [normal]`, `optimal cost [CN cut to 30]`, `optimal cost [R1 down]`, `shortage by demand [normal]`, `shortage by demand [CN cut to 30]`, `shortage by demand [R1 down]` | the programme knows no costs and gives the total |
//! | V811 | `spilled supply under greedy`, `myopic priority weighted shortage (>= optimum)`, `value of foresight` | another policy than the engine's |
//! | V812 | `normalised HHI`, `HHI_WGI` | not reported |
//! | V914 | `CVaR contributions` | not computed |

mod draws;
mod judge;
mod level1_laws;
mod level1_streams;
mod level2_dependence;
mod level3_events;
mod level3_losses;
mod level3_sums;
mod level4_estimators;
mod level5_single_node;
mod level6_markov;
mod level8_allocation;
mod level8_concentration;
mod level8_foresight;
mod level8_networks;
mod level8_products;
mod level9_laws;
mod level9_prices;
mod level9_system;
mod worlds;

use std::collections::BTreeSet;

use serde_json::Value;

/// Public cases by level: level, number of the last case; they count from 1.
const PUBLIC: [(u32, u32); 9] = [
    (1, 11),
    (2, 7),
    (3, 13),
    (4, 12),
    (5, 11),
    (6, 6),
    (7, 5),
    (8, 13),
    (9, 15),
];

/// Where the tests are.
const SOURCES: [&str; 17] = [
    include_str!("level1_laws.rs"),
    include_str!("level1_streams.rs"),
    include_str!("level2_dependence.rs"),
    include_str!("level3_events.rs"),
    include_str!("level3_losses.rs"),
    include_str!("level3_sums.rs"),
    include_str!("level4_estimators.rs"),
    include_str!("level5_single_node.rs"),
    include_str!("level6_markov.rs"),
    include_str!("level8_allocation.rs"),
    include_str!("level8_concentration.rs"),
    include_str!("level8_foresight.rs"),
    include_str!("level8_networks.rs"),
    include_str!("level8_products.rs"),
    include_str!("level9_laws.rs"),
    include_str!("level9_prices.rs"),
    include_str!("level9_system.rs"),
];

/// Ids of all public cases.
fn public() -> BTreeSet<String> {
    let ids = PUBLIC
        .iter()
        .flat_map(|(level, last)| (1..=*last).map(move |number| format!("V{level}{number:02}")));
    ids.collect()
}

/// Rows of the tables of the header with so many cells.
fn rows(cells: usize) -> Vec<Vec<&'static str>> {
    let rows = include_str!("main.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("//! | V"));
    let split = |row: &'static str| row.trim_end_matches('|').split(" | ").collect::<Vec<_>>();
    rows.map(split).filter(|row| row.len() == cells).collect()
}

fn left_out() -> BTreeSet<String> {
    rows(2).iter().map(|row| format!("V{}", row[0])).collect()
}

/// Outputs left out, with their cases.
fn outputs_left_out() -> BTreeSet<(String, String)> {
    let names = |row: Vec<&'static str>| {
        let quoted: Vec<&str> = row[1].split('`').skip(1).step_by(2).collect();
        quoted
            .into_iter()
            .map(move |name| (format!("V{}", row[0]), name.to_owned()))
    };
    rows(3).into_iter().flat_map(names).collect()
}

fn used() -> BTreeSet<String> {
    judge::cases()
        .iter()
        .filter_map(|case| case["id"].as_str().map(str::to_owned))
        .collect()
}

/// Ids and names of all outputs of the cases in use.
fn outputs() -> Vec<(String, String)> {
    let of_case = |case: &Value| {
        let id = case["id"].as_str().unwrap_or_default().to_owned();
        let outputs = case["outputs"].as_array().cloned().unwrap_or_default();
        let name = |output: &Value| output["name"].as_str().unwrap_or_default().to_owned();
        outputs
            .iter()
            .map(|output| (id.clone(), name(output)))
            .collect::<Vec<_>>()
    };
    judge::cases().iter().flat_map(of_case).collect()
}

#[test]
fn every_public_case_is_either_tested_or_left_out_with_a_reason() {
    let (public, used, left_out) = (public(), used(), left_out());
    assert_eq!(public.len(), 93);
    assert_eq!(used.intersection(&left_out).count(), 0);
    assert_eq!(
        used.union(&left_out).cloned().collect::<BTreeSet<_>>(),
        public
    );
}

#[test]
fn no_case_of_the_levels_1_to_3_is_left_out() {
    let low = |id: &&String| ["V1", "V2", "V3"].iter().any(|level| id.starts_with(level));
    let left_out = left_out();
    assert_eq!(
        left_out.iter().filter(low).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
    assert_eq!(used().iter().filter(low).count(), 11 + 7 + 13);
}

#[test]
fn every_output_is_either_asked_for_by_name_or_left_out_with_a_reason() {
    let left_out = outputs_left_out();
    let outputs = outputs();
    for (id, name) in &left_out {
        let known = outputs.contains(&(id.clone(), name.clone()));
        assert!(known, "{id} has no output {name:?} to leave out");
    }
    for (id, name) in outputs {
        let asked = SOURCES.iter().any(|source| {
            source.contains(&format!("\"{name}\"")) && source.contains(&format!("\"{id}\""))
        });
        let left_out = left_out.contains(&(id.clone(), name.clone()));
        assert!(
            asked != left_out,
            "{id} {name:?}: asked for {asked}, left out {left_out}"
        );
    }
}

#[test]
fn every_known_wrong_value_is_rejected() {
    let mut rejected = 0;
    for (id, name) in outputs() {
        let case = judge::case(&id);
        let output = judge::output(&case, &name);
        for wrong in judge::wrong_values(&case, &name) {
            let verdict = judge::judge(&output, &wrong, None);
            assert!(verdict.is_err(), "{id} {name}: {wrong} passes");
            rejected += 1;
        }
    }
    assert!(rejected > 40, "{rejected} wrong values");
}

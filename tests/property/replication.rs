//! Law 10: replication k is replication k, wherever it runs.

use monazite_engine::{Column, Instructions, Plan, RunOptions, RunResult, estimate_cost, replay};
use monazite_model::{Correlation, Law};
use monazite_tests::bits::{column_difference, difference};
use monazite_tests::run::{SEED, built_in, compiled, plan, run};
use proptest::prelude::*;

use super::blows::{Blow, Kind, Start};
use super::cases;
use super::stillness::calm;
use super::worlds::{Case, Traits, case};

/// Columns with one replication left.
fn only(columns: &[Column], replication: usize) -> Vec<Column> {
    let one = |column: &Column| Column {
        values: vec![column.values[replication]],
        ..column.clone()
    };
    columns.iter().map(one).collect()
}

/// Columns of shards, one after the other.
fn joined(shards: &[RunResult]) -> Vec<Column> {
    let mut whole = shards[0].columns.clone();
    for shard in &shards[1..] {
        for (column, more) in whole.iter_mut().zip(&shard.columns) {
            column.values.extend(&more.values);
        }
    }
    whole
}

fn options(first: u64, replications: u64) -> RunOptions {
    RunOptions {
        first,
        ..RunOptions::new(SEED, replications)
    }
}

/// A world that draws everything there is to draw: projects, correlated hazards, ladders.
fn eventful() -> Plan {
    let blow = |kind, start| Blow {
        kind,
        target: 0,
        start,
        severity: (0.1, 0.9),
        length: Law::Lognormal {
            median: 40.0,
            q90: 90.0,
        },
        ramps: (7.0, 14.0),
        ladder: false,
    };
    let traits = Traits {
        projects: true,
        backlog: true,
        ..calm()
    };
    let blows = vec![
        blow(Kind::Outage, Start::Poisson(3.0)),
        blow(Kind::Licence, Start::Poisson(2.0)),
        Blow {
            ladder: true,
            ..blow(Kind::Ban, Start::AfterTheOneBefore(0.7))
        },
        blow(Kind::TransitPause, Start::Seasonal([1.0; 12])),
        blow(Kind::Loss, Start::Renewal(60.0)),
        blow(Kind::Quota, Start::Poisson(1.0)),
    ];
    let mut toy = Case { traits, blows }.toy();
    toy.scenario.correlations.push(Correlation {
        first: "h0".to_owned(),
        second: "h1".to_owned(),
        spearman: 0.6,
    });
    plan(&toy)
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn a_replication_is_the_same_alone_and_in_a_crowd(case in case(), k in 0_u64..13) {
        let plan = plan(&case.toy());
        let (crowd, alone) = (run(&plan, &options(0, 13)), run(&plan, &options(k, 1)));
        prop_assert_eq!(column_difference(&only(&crowd.columns, k as usize), &alone.columns), None);
    }

    #[test]
    fn the_result_is_the_same_at_every_width_and_instruction_set(case in case()) {
        let plan = plan(&case.toy());
        let usual = run(&plan, &options(0, 11));
        for instructions in Instructions::available() {
            for width in [1, 16] {
                let odd = RunOptions {
                    width: Some(width),
                    instructions: Some(instructions),
                    ..options(0, 11)
                };
                let apart = difference(&usual, &run(&plan, &odd));
                prop_assert_eq!(apart, None, "{:?}, width {}", instructions, width);
            }
        }
    }
}

#[test]
fn the_estimate_of_memory_grows_with_replications_and_threads() {
    let plan = eventful();
    let bytes = |replications, threads| estimate_cost(&plan, replications, threads).bytes();
    for (fewer, more) in [
        ((1_000, 1), (2_000, 1)),
        ((1_000, 1), (1_000, 2)),
        ((100_000, 2), (200_000, 2)),
    ] {
        assert!(bytes(fewer.0, fewer.1) < bytes(more.0, more.1), "{fewer:?}");
    }
    // What is kept of a future is a few numbers for each scope.
    let each = (bytes(200_000, 2) - bytes(100_000, 2)) / 100_000;
    assert!(
        (100..10_000).contains(&each),
        "{each} bytes for each future"
    );
}

#[test]
fn the_result_is_the_same_on_any_number_of_threads() {
    let plan = eventful();
    let one = run(&plan, &options(0, 300));
    for threads in [2, 7] {
        let many = run(
            &plan,
            &RunOptions {
                threads,
                ..options(0, 300)
            },
        );
        assert_eq!(difference(&one, &many), None, "{threads} threads");
        assert_eq!(one.hazards, many.hazards, "{threads} threads");
    }
}

#[test]
fn shards_concatenate_to_the_whole() {
    // Cuts at odd places: neither blocks of eight nor batches of 64 may show.
    let plan = eventful();
    let whole = run(&plan, &options(0, 150));
    let shards: Vec<RunResult> = [(0, 1), (1, 69), (70, 64), (134, 16)]
        .map(|(first, n)| run(&plan, &options(first, n)))
        .into();
    assert_eq!(column_difference(&whole.columns, &joined(&shards)), None);
    for (at, hazard) in whole.hazards.iter().enumerate() {
        let struck: Vec<u32> = shards
            .iter()
            .flat_map(|shard| shard.hazards[at].occurrences.clone())
            .collect();
        assert_eq!(hazard.occurrences, struck, "{}", hazard.hazard);
    }
}

#[test]
fn a_run_that_is_stopped_is_the_beginning_of_the_whole() {
    let plan = eventful();
    let whole = run(&plan, &options(0, 300));
    let stopped = monazite_engine::simulate(&plan, &options(0, 300), &|done| done < 100);
    assert!(stopped.replications >= 100 && stopped.replications < 300);
    let rest = options(stopped.replications, 300 - stopped.replications);
    let both = [stopped, run(&plan, &rest)];
    assert_eq!(column_difference(&whole.columns, &joined(&both)), None);
}

#[test]
fn a_replication_of_the_shipped_pack_is_the_same_everywhere() {
    let loaded = built_in("export-licensing-2025", &["run.horizon=\"1 year\""]);
    let plan = compiled(&loaded.world, &loaded.scenario, "quad-reserve");
    let crowd = run(&plan, &options(40, 8));
    for instructions in Instructions::available() {
        let alone = RunOptions {
            width: Some(1),
            instructions: Some(instructions),
            ..options(45, 1)
        };
        let alone = run(&plan, &alone);
        let same = column_difference(&only(&crowd.columns, 5), &alone.columns);
        assert_eq!(same, None, "{instructions:?}");
    }
}

#[test]
fn replications_differ_from_each_other_and_from_seed_to_seed() {
    // Guards the laws above: columns that ignored the replication would pass them all.
    let plan = eventful();
    let crowd = run(&plan, &options(0, 8));
    assert!(column_difference(&only(&crowd.columns, 0), &only(&crowd.columns, 1)).is_some());
    let other = run(
        &plan,
        &RunOptions {
            seed: SEED + 1,
            ..options(0, 8)
        },
    );
    assert!(difference(&crowd, &other).is_some());
    assert_ne!(replay(&plan, SEED, 0), replay(&plan, SEED, 1));
}

#[test]
fn another_hazard_leaves_the_draws_of_all_others_alone() {
    let traits = calm();
    let blow = |kind, rate| Blow {
        kind,
        target: 0,
        start: Start::Poisson(rate),
        severity: (0.1, 0.9),
        length: Law::Exponential { mean: 30.0 },
        ramps: (0.0, 0.0),
        ladder: true,
    };
    let toy = |blows: Vec<Blow>| {
        Case {
            traits: traits.clone(),
            blows,
        }
        .toy()
    };
    let few = run(&plan(&toy(vec![blow(Kind::Outage, 2.0)])), &options(0, 20));
    let two = vec![blow(Kind::Outage, 2.0), blow(Kind::Ban, 3.0)];
    let many = run(&plan(&toy(two)), &options(0, 20));
    assert_eq!(few.hazards[0], many.hazards[0]);
    assert_ne!(few.hazards[0].occurrences, many.hazards[1].occurrences);
}

#[test]
fn a_narrowed_plan_keeps_the_same_numbers_and_no_others() {
    let loaded = built_in("quad-initiative", &[]);
    let whole = compiled(&loaded.world, &loaded.scenario, "whole-package");
    let narrow = whole.clone().narrowed();
    let (all, kept) = (run(&whole, &options(0, 20)), run(&narrow, &options(0, 20)));
    assert!(kept.columns.len() > 100 && kept.columns.len() < all.columns.len());
    for column in &kept.columns {
        let same = all
            .column(&column.scope, column.indicator)
            .expect("the column");
        let (kept, same) = (std::slice::from_ref(column), std::slice::from_ref(same));
        assert_eq!(column_difference(kept, same), None);
    }
    assert!(
        kept.columns
            .iter()
            .all(|column| !column.indicator.word().starts_with("net_"))
    );
    assert_eq!(kept.hazards, all.hazards);
    assert_eq!(
        kept.conservation_residual.to_bits(),
        all.conservation_residual.to_bits()
    );
    assert!(kept.series.is_empty() && kept.flows.is_empty() && kept.details.is_empty());
}

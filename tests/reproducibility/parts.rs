//! Shards and interruptions change no bit.

use std::ops::Range;

use monazite_engine::{
    BATCH, Part, Plan, RunOptions, RunResult, Stop, StoredError, advance, conclude,
};
use monazite_model::{Arrival, Law};
use monazite_tests::bits::difference;
use monazite_tests::run::{SEED, built_in, compiled, plan, run};
use monazite_tests::toy::{Toy, outage, two_economies};

/// Ten batches and a short one.
const REPLICATIONS: u64 = 10 * BATCH + 37;

/// Two economies in which a mine stops at random: losses, flows and series have last bits to lose.
pub(crate) fn eventful() -> Toy {
    let mut toy = two_economies().hazard("stop", 4.0, 6.0, outage("mine-cn"));
    toy.scenario.hazards[0].arrival = Arrival::PoissonPerYear(1.5);
    toy.scenario.hazards[0].duration = Law::Lognormal {
        median: 40.0,
        q90: 120.0,
    };
    toy
}

pub(crate) fn options() -> RunOptions {
    RunOptions::new(SEED, REPLICATIONS)
}

fn part(plan: &Plan, options: &RunOptions, batches: Range<u64>) -> Part {
    let mut part = Part::empty(plan, batches.start);
    let stop = advance(plan, options, &mut part, batches.end, None, &|_| true);
    assert_eq!(stop, Stop::Complete);
    assert_eq!(part.batches(), batches);
    part
}

fn bytes(part: &mut Part) -> Vec<u8> {
    let mut bytes = Vec::new();
    part.write(&mut |piece| bytes.extend_from_slice(piece));
    bytes
}

fn read(plan: &Plan, options: &RunOptions, mut bytes: &[u8]) -> Result<Part, StoredError> {
    Part::read(plan, options, &mut |to| {
        let Some((now, later)) = bytes.split_at_checked(to.len()) else {
            return false;
        };
        to.copy_from_slice(now);
        bytes = later;
        true
    })
}

/// Runs the parts between `cuts`, each through bytes, and joins them.
fn in_parts(plan: &Plan, options: &RunOptions, cuts: &[u64]) -> RunResult {
    let mut whole = Part::empty(plan, 0);
    for ends in cuts.windows(2) {
        let stored = bytes(&mut part(plan, options, ends[0]..ends[1]));
        whole
            .join(read(plan, options, &stored).expect("what was written"))
            .expect("the next part");
    }
    conclude(plan, options, whole)
}

#[test]
fn shards_of_any_number_and_size_join_to_the_bits_of_one_run() {
    let plan = plan(&eventful());
    let whole = run(&plan, &options());
    let cuts: [&[u64]; 6] = [
        &[0, 11],
        &[0, 5, 11],
        &[0, 3, 7, 11],
        &[0, 1, 8, 11],
        &[0, 10, 11],
        &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
    ];
    for cuts in cuts {
        let joined = in_parts(&plan, &options(), cuts);
        assert_eq!(difference(&whole, &joined), None, "{cuts:?}");
        assert_eq!(whole.hazards, joined.hazards, "{cuts:?}");
        assert_eq!(whole.replications, joined.replications);
    }
}

#[test]
fn shards_of_the_shipped_pack_join_to_the_bits_of_one_run() {
    let loaded = built_in("export-licensing-2025", &["run.horizon=\"1 year\""]);
    let plan = compiled(&loaded.world, &loaded.scenario, "quad-reserve");
    let options = RunOptions {
        threads: 2,
        ..RunOptions::new(SEED, 2 * BATCH + 8)
    };
    let whole = run(&plan, &options);
    let joined = in_parts(&plan, &options, &[0, 1, 3]);
    assert_eq!(difference(&whole, &joined), None);
}

#[test]
fn the_sums_of_a_run_have_bits_that_another_grouping_would_change() {
    // Guards the tests above: with numbers whose sums are exact they could not fail.
    let plan = plan(&eventful());
    let all = run(&plan, &options());
    let depends = |values: &[f64]| {
        let batches = values.chunks(BATCH as usize);
        let grouped: f64 = batches.map(|batch| batch.iter().sum::<f64>()).sum();
        grouped.to_bits() != values.iter().sum::<f64>().to_bits()
    };
    let columns = all.columns.iter().filter(|column| depends(&column.values));
    assert!(columns.count() > 10);
    let steps = &all.series[0].steps;
    assert!(steps.iter().any(|step| step.moments.variance() > 0.0));
}

#[test]
fn an_interrupted_run_goes_on_to_the_bits_of_one_that_was_not() {
    let plan = plan(&eventful());
    let whole = run(&plan, &options());
    for (after, threads) in [(1, 1), (200, 2), (420, 3)] {
        let options = RunOptions {
            threads,
            ..options()
        };
        let mut part = Part::empty(&plan, 0);
        let stop = advance(&plan, &options, &mut part, u64::MAX, None, &|done| {
            done < after
        });
        assert_eq!(stop, Stop::Interrupted);
        assert!((1..11).contains(&part.batches().end), "{after}");
        let stored = bytes(&mut part);
        let mut part = read(&plan, &options, &stored).expect("what was written");
        let other = RunOptions {
            threads: 1,
            ..options
        };
        advance(&plan, &other, &mut part, u64::MAX, None, &|_| true);
        let result = conclude(&plan, &other, part);
        assert_eq!(difference(&whole, &result), None, "{after}");
        assert_eq!(whole.hazards, result.hazards);
    }
}

#[test]
fn parts_join_in_their_order_only() {
    let plan = plan(&eventful());
    let mut first = part(&plan, &options(), 0..2);
    let refused = first.join(part(&plan, &options(), 3..4)).unwrap_err();
    assert_eq!((refused.expected, refused.found), (2, 3..4));
    assert!(first.join(part(&plan, &options(), 1..2)).is_err());
    assert!(first.join(part(&plan, &options(), 2..4)).is_ok());
    assert_eq!(first.replications(), 4 * BATCH);
}

#[test]
fn damaged_bytes_are_refused_and_harm_nothing() {
    let plan = plan(&eventful());
    let good = bytes(&mut part(&plan, &options(), 2..5));
    assert!(read(&plan, &options(), &good).is_ok());
    let refused = |bytes: &[u8]| read(&plan, &options(), bytes).err();
    for length in [0, 7, 100, good.len() / 2, good.len() - 1] {
        assert_eq!(refused(&good[..length]), Some(StoredError::Short));
    }
    let mut long = good.clone();
    long.push(0);
    assert_eq!(refused(&long), Some(StoredError::Long));
    // Every number of the head, made huge: nothing is believed, no memory is asked for.
    for at in (0..800).step_by(8) {
        let mut wrong = good.clone();
        wrong[at..at + 8].copy_from_slice(&(u64::MAX / 3).to_le_bytes());
        assert!(refused(&wrong).is_some(), "byte {at}");
    }
    let fewer = RunOptions::new(SEED, 3 * BATCH);
    let other = read(&plan, &fewer, &good).err();
    assert_eq!(other, Some(StoredError::Inconsistent));
    let toy = two_economies().horizon(30.0);
    let other = read(&monazite_tests::run::plan(&toy), &options(), &good).err();
    assert_eq!(other, Some(StoredError::Shape));
}

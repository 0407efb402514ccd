//! A run that goes on until it knows enough.

use monazite_engine::{
    BATCH, FIRST_LOOK_REPLICATIONS, Part, Precision, RunOptions, Stop, advance, conclude,
};
use monazite_tests::bits::difference;
use monazite_tests::run::{SEED, plan, run};

use crate::parts::eventful;

fn until(target: f64, ceiling: u64, threads: usize) -> (Stop, u64) {
    let plan = plan(&eventful());
    let options = RunOptions {
        threads,
        ..RunOptions::new(SEED, ceiling)
    };
    let mut part = Part::empty(&plan, 0);
    let stop = advance(&plan, &options, &mut part, u64::MAX, Some(target), &|_| {
        true
    });
    (stop, part.replications())
}

/// Precision of a run of so many futures at the look before its end and at its end.
fn known(replications: u64) -> f64 {
    let plan = plan(&eventful());
    let result = run(&plan, &RunOptions::new(SEED, replications));
    Precision::of(&result, 0.5).worst().expect("four").relative
}

#[test]
fn where_a_run_stops_does_not_depend_on_the_number_of_threads() {
    // Between what is known after 1,280 and after 1,600 futures.
    let target = known(25 * BATCH) * 1.001;
    assert!(known(20 * BATCH) > target, "or it stops earlier");
    for threads in [1, 2, 3, 7] {
        let stopped = until(target, 100_000, threads);
        assert_eq!(stopped, (Stop::Precise, 25 * BATCH), "{threads} threads");
    }
}

#[test]
fn a_run_that_stopped_is_the_run_of_as_many_futures() {
    let plan = plan(&eventful());
    let options = RunOptions::new(SEED, 100_000);
    let mut part = Part::empty(&plan, 0);
    let target = known(20 * BATCH) * 1.001;
    advance(&plan, &options, &mut part, u64::MAX, Some(target), &|_| {
        true
    });
    let done = part.replications();
    assert!((FIRST_LOOK_REPLICATIONS..=20 * BATCH).contains(&done));
    let stopped = conclude(&plan, &options, part);
    let straight = run(&plan, &RunOptions::new(SEED, done));
    assert_eq!(difference(&stopped, &straight), None);
}

#[test]
fn an_interruption_does_not_move_the_place_where_a_run_stops() {
    let plan = plan(&eventful());
    let options = RunOptions::new(SEED, 100_000);
    let target = known(25 * BATCH) * 1.001;
    // In the middle, and exactly where it looks.
    for batches in [7, 16, 21, 24] {
        let mut part = Part::empty(&plan, 0);
        let stop = advance(&plan, &options, &mut part, batches, Some(target), &|_| true);
        assert_eq!(stop, Stop::Complete, "{batches}");
        let stop = advance(&plan, &options, &mut part, u64::MAX, Some(target), &|_| {
            true
        });
        assert_eq!((stop, part.replications()), (Stop::Precise, 25 * BATCH));
    }
}

#[test]
fn the_ceiling_holds_and_the_estimate_beyond_it_is_about_right() {
    let (stop, done) = until(0.001, 2000, 2);
    assert_eq!((stop, done), (Stop::Complete, 2000));
    // Half-widths shrink with the root: what 2,000 futures say of 8,000 is seen in 8,000.
    let plan = plan(&eventful());
    let result = run(&plan, &RunOptions::new(SEED, 2000));
    let target = known(8000);
    let needed = Precision::of(&result, target).needed().expect("a number");
    assert!((4000..16_000).contains(&needed), "{needed}");
}

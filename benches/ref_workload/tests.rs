//! REF against its published check values, and the programs against each other.

use super::Outcome;
use super::kernel::{Kernel, Path};
use super::network::{Network, Variant};
use super::straight::Straight;

const SEED: u64 = 42;

/// Published for seed 42, replications 0 to 3.
const REF_1_UNMET: [f64; 4] = [0.003859438735, 0.044317253700, 0.0, 0.022797056559];
const REF_1_LONGEST_RUN: [u32; 4] = [14, 35, 0, 24];
const REF_6_UNMET: [f64; 4] = [0.003064706347, 0.043375451324, 0.0, 0.022413025335];

fn fastest() -> Path {
    let paths = Path::available();
    paths[paths.len() - 1]
}

fn mean(figures: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = figures.len() as f64;
    figures.sum::<f64>() / count
}

/// Mean of the worst 5 %: the sorted values from index floor(0.95 n) on.
fn cvar95(outcomes: &[Outcome]) -> f64 {
    let mut unmet: Vec<f64> = outcomes.iter().map(|outcome| outcome.unmet_share).collect();
    unmet.sort_by(f64::total_cmp);
    let first = (unmet.len() * 95) / 100;
    mean(unmet[first..].iter().copied())
}

fn assert_close(value: f64, published: f64, tolerance: f64) {
    assert!(
        (value - published).abs() <= tolerance,
        "{value} is not {published}"
    );
}

#[test]
fn straight_reproduces_the_published_replications_of_ref_1() {
    let network = Network::new(Variant::One);
    let straight = Straight::new(&network);
    for (replication, (unmet, run)) in (0..).zip(REF_1_UNMET.into_iter().zip(REF_1_LONGEST_RUN)) {
        let outcome = straight.simulate(SEED, replication);
        assert_close(outcome.unmet_share, unmet, 1e-12);
        assert_eq!(outcome.longest_shortage_weeks, run);
    }
}

#[test]
fn straight_reproduces_the_published_replications_of_ref_6() {
    let network = Network::new(Variant::Six);
    let straight = Straight::new(&network);
    for (replication, unmet) in (0..).zip(REF_6_UNMET) {
        assert_close(
            straight.simulate(SEED, replication).unmet_share,
            unmet,
            1e-12,
        );
    }
}

#[test]
fn kernel_reproduces_the_published_means_of_ref_1() {
    let kernel = Kernel::new(&Network::new(Variant::One));
    let outcomes = kernel.simulate(fastest(), SEED, 0..2048);
    assert_close(
        mean(outcomes.iter().map(|o| o.unmet_share)),
        0.01439175,
        5e-9,
    );
    assert_close(
        mean(outcomes.iter().map(|o| o.longest_shortage_weeks.into())),
        20.3901,
        5e-5,
    );
    assert_close(cvar95(&outcomes), 0.074867, 5e-7);
}

#[test]
fn kernel_reproduces_the_published_means_of_ref_6() {
    let kernel = Kernel::new(&Network::new(Variant::Six));
    let outcomes = kernel.simulate(fastest(), SEED, 0..256);
    assert_close(
        mean(outcomes.iter().map(|o| o.unmet_share)),
        0.01309190,
        5e-9,
    );
    assert_close(cvar95(&outcomes), 0.063241, 5e-7);
}

#[test]
fn kernel_agrees_with_straight_to_the_last_digits() {
    for (variant, count) in [(Variant::One, 32), (Variant::Six, 8)] {
        let network = Network::new(variant);
        let straight = Straight::new(&network);
        let outcomes = Kernel::new(&network).simulate(fastest(), 7, 0..count);
        for (replication, outcome) in (0..).zip(outcomes) {
            let judge = straight.simulate(7, replication);
            assert_close(outcome.unmet_share, judge.unmet_share, 1e-15);
            assert_eq!(outcome.longest_shortage_weeks, judge.longest_shortage_weeks);
        }
    }
}

#[test]
fn every_instruction_set_gives_the_same_bits() {
    for variant in [Variant::One, Variant::Six] {
        let kernel = Kernel::new(&Network::new(variant));
        let mut paths = Path::available().into_iter();
        let portable = paths.next().map(|path| kernel.simulate(path, SEED, 0..24));
        for path in paths {
            let outcomes = kernel.simulate(path, SEED, 0..24);
            assert_eq!(Some(outcomes), portable, "{} differs", path.name());
        }
    }
}

#[test]
fn a_replication_does_not_depend_on_the_range_it_is_computed_in() {
    let kernel = Kernel::new(&Network::new(Variant::One));
    let all = kernel.simulate(fastest(), SEED, 0..24);
    assert_eq!(kernel.simulate(fastest(), SEED, 5..18), all[5..18]);
    assert!(kernel.simulate(fastest(), SEED, 5..5).is_empty());
}

#[test]
fn another_seed_gives_other_replications() {
    let kernel = Kernel::new(&Network::new(Variant::One));
    let one = kernel.simulate(fastest(), SEED, 0..8);
    assert_ne!(kernel.simulate(fastest(), SEED + 1, 0..8), one);
}

//! Level 1: generators and replication identity.

use std::collections::BTreeSet;

use monazite_engine::{Instructions, RunOptions, RunResult, simulate};
use monazite_model::{Arrival, Law as Shape};
use monazite_stats::counter::{philox4x32, philox4x64};
use monazite_stats::special::normal_quantile;
use monazite_stats::{Law, SMALLEST_UNIFORM, StreamKey};
use monazite_tests::run::plan;
use monazite_tests::toy::{ban, one_mine_one_user};
use serde_json::json;

use crate::draws::law;
use crate::judge::{case, exactly};

#[test]
fn v101_the_counter_generators_give_their_published_words() {
    let small = |counter, key| json!(philox4x32(counter, key).map(|word| format!("{word:08x}")));
    let large = philox4x64([0; 4], [0; 2]).map(|word| format!("{word:016x}"));
    // The first digits of pi.
    let pi = small(
        [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
        [0xa409_3822, 0x299f_31d0],
    );
    exactly(
        "V101",
        &[
            ("philox4x32_10_zero", small([0; 4], [0; 2])),
            ("philox4x32_10_ones", small([u32::MAX; 4], [u32::MAX; 2])),
            ("philox4x32_10_pi", pi),
            ("philox4x64_10_zero", json!(large)),
        ],
    );
}

#[test]
fn v101_the_generator_of_the_engine_gives_its_published_words() {
    // ChaCha8, 256-bit key and nonce zero, first block (draft-strombergson-chacha-test-vectors-01).
    let mut stream = StreamKey {
        seed: 0,
        replication: 0,
        purpose: 0,
        entity: 0,
    }
    .open();
    // The vector lists bytes; words are little-endian.
    let words = [(); 4].map(|()| stream.next_u64().swap_bytes());
    let published = [
        0x3e00ef2f895f40d6,
        0x7f5bb8e81f09a5a1,
        0x2c840ec3ce9a7f3b,
        0x181be188ef711a1e,
    ];
    assert_eq!(words, published);
}

/// Digest of the columns of consecutive runs.
fn digest(parts: &[&RunResult]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for column in 0..parts[0].columns.len() {
        for part in parts {
            for value in &part.columns[column].values {
                hasher.update(&value.to_bits().to_le_bytes());
            }
        }
    }
    *hasher.finalize().as_bytes()
}

#[test]
fn v102_a_replication_is_the_same_in_every_run() {
    let seed = case("V102")["inputs"]["seed"].as_u64().expect("a seed");
    let mut toy = one_mine_one_user().hazard("ban", 3.0, 8.0, ban("CN"));
    toy.scenario.hazards[0].arrival = Arrival::PoissonPerYear(1.5);
    toy.scenario.hazards[0].duration = Shape::Lognormal {
        median: 40.0,
        q90: 120.0,
    };
    let plan = plan(&toy);
    let usual = RunOptions::new(seed, 1000);
    let run = |options: &RunOptions| simulate(&plan, options, &|_| true);
    let part = |first, replications| {
        run(&RunOptions {
            first,
            replications,
            ..usual.clone()
        })
    };

    let mut seen = BTreeSet::new();
    for threads in [1, 2, 7, 16] {
        seen.insert(digest(&[&run(&RunOptions {
            threads,
            ..usual.clone()
        })]));
    }
    for width in [1, 16] {
        seen.insert(digest(&[&run(&RunOptions {
            width: Some(width),
            ..usual.clone()
        })]));
    }
    for set in Instructions::available() {
        seen.insert(digest(&[&run(&RunOptions {
            instructions: Some(set),
            ..usual.clone()
        })]));
    }
    // Shards, the later one run first.
    let (late, early) = (part(500, 500), part(0, 500));
    seen.insert(digest(&[&early, &late]));
    let mut longer = run(&RunOptions {
        replications: 5000,
        ..usual.clone()
    });
    for column in &mut longer.columns {
        column.values.truncate(1000);
    }
    seen.insert(digest(&[&longer]));
    // Broken off at 37 %, then continued where it ended.
    let broken = simulate(&plan, &usual, &|done| done < 370);
    let done = broken.replications;
    assert!((370..1000).contains(&done), "{done}");
    seen.insert(digest(&[&broken, &part(done, 1000 - done)]));

    exactly(
        "V102",
        &[("distinct_sha256_over_all_runs", json!(seen.len()))],
    );
    // The mutated sibling: other replications are other futures.
    seen.insert(digest(&[&part(1, 1000)]));
    assert_eq!(seen.len(), 2);
}

#[test]
fn v102_ten_million_stream_names_are_ten_million_keys() {
    // Every key gives its name back, so no two names share one.
    let part = |bytes: &[u8; 32], at: usize| {
        u64::from_le_bytes(std::array::from_fn(|byte| bytes[8 * at + byte]))
    };
    let names = (0..10_000_000_u64).map(|number| StreamKey {
        seed: 20_260_101,
        replication: number / 100,
        purpose: number % 4,
        entity: (number % 100 / 4).wrapping_mul(0x9e37_79b9_7f4a_7c15),
    });
    let told = names.filter(|name| {
        let key = name.bytes();
        let back = [part(&key, 0), part(&key, 1), part(&key, 2), part(&key, 3)];
        back == [name.seed, name.replication, name.purpose, name.entity]
    });
    exactly(
        "V102",
        &[("distinct_keys_in_1e7_substream_keys", json!(told.count()))],
    );
}

#[test]
fn v103_the_edges_of_the_unit_interval_are_finite() {
    let (low, high) = (SMALLEST_UNIFORM, 1.0 - SMALLEST_UNIFORM);
    assert!(low > 0.0 && high < 1.0, "the ends of what a stream gives");
    let wait = law(Law::exponential(20.0));
    exactly(
        "V103",
        &[
            ("exp20_at_u=2^-53", json!(wait.quantile(low))),
            ("exp20_at_u=1-2^-53", json!(wait.quantile(high))),
            ("normal_at_u=2^-53", json!(normal_quantile(low))),
        ],
    );
}

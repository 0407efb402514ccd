//! From files to a checked scenario: `cargo bench --bench load`.
//!
//! The same files are read from inside the program and from disk; the pack is read alone as well. Everything is
//! parsed, located, checked and digested, as when a user runs a scenario.

use std::hint::black_box;
use std::path::PathBuf;

use criterion::{Criterion, criterion_group, criterion_main};
use monazite_files::{load, load_pack};

/// A folder of the repository.
fn folder(path: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    root.join(path).to_string_lossy().into_owned()
}

fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("load");
    group.sample_size(20);
    let scenarios = [
        ("toy/built-in", "toy-one-mine-one-user".to_owned()),
        ("default/built-in", "background".to_owned()),
        ("default/files", folder("scenarios/background")),
        ("extended/files", folder("scenarios/compound-crisis")),
    ];
    for (name, reference) in scenarios {
        group.bench_function(name, |bencher| {
            bencher.iter(|| load(black_box(&reference), &[]).expect("a scenario that loads"));
        });
    }
    let pack = folder("data/rare-earths-2025");
    group.bench_function("pack/files", |bencher| {
        bencher.iter(|| load_pack(black_box(&pack)).expect("a pack that loads"));
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);

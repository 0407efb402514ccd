//! Whole runs, as a user waits for them: `cargo bench --bench run`.
//!
//! An element is one replication. The plan is compiled before; see `compile` for that. Ten copies of the default
//! pack show how cost grows with size once a block no longer fits the nearer caches.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use monazite_benches::mode::sized;
use monazite_benches::worlds::{Case, copies};
use monazite_engine::{RunOptions, simulate};

fn bench(criterion: &mut Criterion) {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let default = Case::default_pack();
    let cases = [
        ("toy", Case::toy(), sized(512, 64)),
        (
            "ten packs",
            copies(&default, sized(10, 2) as usize),
            sized(64, 8),
        ),
        ("default", default, sized(512, 64)),
    ];
    let mut group = criterion.benchmark_group("run");
    group.sample_size(10);
    for (name, case, replications) in cases {
        let plan = case.plan();
        group.throughput(Throughput::Elements(replications));
        for (on, threads) in [("one thread", 1), ("all cores", cores)] {
            let options = RunOptions {
                threads,
                ..RunOptions::new(42, replications)
            };
            group.bench_function(BenchmarkId::new(name, on), |bencher| {
                bencher.iter(|| simulate(black_box(&plan), &options, &|_| true));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);

//! Throughput of REF, program by program: `cargo bench --bench reference`.
//!
//! An element is a lane-step: one lane, one week, one commodity. The engine runs a world of REF's shape by its own
//! rules, so its cost can be compared and its numbers cannot. For ratios between programs on a machine that is not
//! quiet, use `interleaved` instead: here one program is measured after the other.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use monazite_benches::ref_workload::kernel::{Kernel, Path};
use monazite_benches::ref_workload::network::{Network, Variant};
use monazite_benches::ref_workload::straight::Straight;
use monazite_benches::worlds::ref_shape;
use monazite_engine::{RunOptions, simulate};

const SEED: u64 = 42;
/// Replications per call of the kernel and of the engine; the straight program does one.
const BATCH: u64 = 64;

fn bench(criterion: &mut Criterion) {
    for (name, variant) in [("REF-1", Variant::One), ("REF-6", Variant::Six)] {
        let network = Network::new(variant);
        let mut group = criterion.benchmark_group(name);
        group
            .sample_size(10)
            .warm_up_time(Duration::from_millis(300));
        group.measurement_time(Duration::from_secs(1));

        group.throughput(Throughput::Elements(variant.lane_steps()));
        let straight = Straight::new(&network);
        group.bench_function("straight", |bencher| {
            bencher.iter(|| straight.simulate(black_box(SEED), 0));
        });

        group.throughput(Throughput::Elements(BATCH * variant.lane_steps()));
        let kernel = Kernel::new(&network);
        for path in Path::available() {
            group.bench_function(format!("kernel/{}", path.name()), |bencher| {
                bencher.iter(|| kernel.simulate(path, black_box(SEED), 0..BATCH));
            });
        }
        if variant == Variant::One {
            let (plan, options) = (ref_shape().plan(), RunOptions::new(SEED, BATCH));
            group.bench_function("engine", |bencher| {
                bencher.iter(|| simulate(black_box(&plan), &options, &|_| true));
            });
        }
        group.finish();
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);

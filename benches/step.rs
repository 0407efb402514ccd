//! Cost of a lane-step of the general engine: `cargo bench --bench step`.
//!
//! An element is one lane in one step of one replication, twins included, as `estimate_cost` counts them. What a
//! run does besides is in the figure: sampling, indicators, tallies, and the second run of the worst futures. The
//! instruction sets are timed on the default pack; all give the same bits.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use monazite_benches::mode::sized;
use monazite_benches::worlds::{Case, ref_shape};
use monazite_engine::{Instructions, RunOptions, estimate_cost, simulate};

fn bench(criterion: &mut Criterion) {
    let options = RunOptions::new(42, sized(64, 8));
    let mut group = criterion.benchmark_group("step");
    group.sample_size(10);
    let cases = [
        ("toy chain", Case::toy()),
        ("REF shape", ref_shape()),
        ("default", Case::default_pack()),
    ];
    for (name, case) in cases {
        for (weather, case) in [("calm", case.clone().calm()), ("hazards", case)] {
            let plan = case.plan();
            let cost = estimate_cost(&plan, options.replications, 1);
            group.throughput(Throughput::Elements(cost.lane_steps));
            group.bench_function(BenchmarkId::new(name, weather), |bencher| {
                bencher.iter(|| simulate(black_box(&plan), &options, &|_| true));
            });
        }
    }
    let plan = Case::default_pack().plan();
    let cost = estimate_cost(&plan, options.replications, 1);
    group.throughput(Throughput::Elements(cost.lane_steps));
    for instructions in Instructions::available() {
        let options = RunOptions {
            instructions: Some(instructions),
            ..options.clone()
        };
        let name = format!("{instructions:?}").to_lowercase();
        group.bench_function(
            BenchmarkId::new("default by instructions", name),
            |bencher| {
                bencher.iter(|| simulate(black_box(&plan), &options, &|_| true));
            },
        );
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);

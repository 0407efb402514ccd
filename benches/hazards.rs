//! Sampling the calendars of disruptions: `cargo bench --bench hazards`.
//!
//! The engine samples inside of a run, so runs of a tiny world are timed: one lane, 80 long steps, ten hazards
//! that each strike 120 times. An element is one occurrence; its share of the few steps, of acting in them and of
//! being counted is in the figure. `no hazards` is the same run without any, to be subtracted.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use monazite_benches::worlds::{SAMPLERS, tiny};
use monazite_engine::{RunOptions, simulate};

const REPLICATIONS: u64 = 64;

fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("hazards");
    group.sample_size(20);
    let options = RunOptions::new(42, REPLICATIONS);
    for sampler in SAMPLERS {
        let plan = tiny(sampler).plan();
        let hazards = simulate(&plan, &options, &|_| true).hazards;
        let occurrences = hazards.iter().flat_map(|hazard| &hazard.occurrences);
        group.throughput(Throughput::Elements(
            occurrences.copied().map(u64::from).sum(),
        ));
        group.bench_function(sampler, |bencher| {
            bencher.iter(|| simulate(black_box(&plan), &options, &|_| true));
        });
    }
    let plan = tiny("").plan();
    group.throughput(Throughput::Elements(REPLICATIONS));
    group.bench_function("no hazards", |bencher| {
        bencher.iter(|| simulate(black_box(&plan), &options, &|_| true));
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);

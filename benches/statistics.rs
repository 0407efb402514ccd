//! Every statistic of a run with its error: `cargo bench --bench statistics`.
//!
//! 10,000 replications of the default pack over half a year; an element is one replication. The horizon does not
//! matter to what is measured, for the number of columns and values is that of a long run.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use monazite_benches::mode::sized;
use monazite_benches::worlds::Case;
use monazite_engine::{RunOptions, simulate, statistics};
use monazite_model::Days;

const HALF_A_YEAR: f64 = 182.0;

fn bench(criterion: &mut Criterion) {
    let replications = sized(10_000, 640);
    let mut case = Case::default_pack();
    case.scenario.run.horizon = Days::new(HALF_A_YEAR).expect("a span of time");
    let result = simulate(&case.plan(), &RunOptions::new(42, replications), &|_| true);
    let mut group = criterion.benchmark_group("statistics");
    group.sample_size(10);
    group.throughput(Throughput::Elements(replications));
    group.bench_function("default", |bencher| {
        bencher.iter(|| statistics(black_box(&result)));
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);

//! From a checked world to a plan: `cargo bench --bench compile`.
//!
//! `balance` reconciles the published figures, mostly in the interior-point solver; `compile` lays out the plan.
//! Both happen once per run and strategy.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use monazite_benches::mode::sized;
use monazite_benches::worlds::{Case, copies};
use monazite_engine::{balance, compile};

fn bench(criterion: &mut Criterion) {
    let default = Case::default_pack();
    let cases = [
        ("toy", Case::toy()),
        ("ten packs", copies(&default, sized(10, 2) as usize)),
        ("default", default),
    ];
    for (name, case) in cases {
        let balanced = balance(&case.world).expect("a world that balances");
        let mut group = criterion.benchmark_group("compile");
        group.sample_size(10);
        group.bench_function(BenchmarkId::new("balance", name), |bencher| {
            bencher.iter(|| balance(black_box(&case.world)));
        });
        group.bench_function(BenchmarkId::new("compile", name), |bencher| {
            bencher.iter(|| compile(black_box(&balanced), &case.scenario, ""));
        });
        group.finish();
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);

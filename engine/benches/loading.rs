//! Loading packs of 50, 200 and 1,000 findings: reading, running the scripts, checking, compiling.
//!
//! `cargo bench -p handrail-engine --bench loading`

#![expect(clippy::indexing_slicing, clippy::panic, reason = "a bench that cannot set itself up has failed")]

mod generated;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use handrail_engine::pack::Pack;
use std::hint::black_box;

fn load(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("load a pack");
    group.sample_size(20);
    for findings in [50, 200, 1_000] {
        let files = generated::files(findings);
        group.bench_with_input(BenchmarkId::from_parameter(findings), &files, |bencher, files| {
            bencher.iter_batched(
                || files.clone(),
                |files| black_box(Pack::load(files)),
                criterion::BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, load);
criterion_main!(benches);

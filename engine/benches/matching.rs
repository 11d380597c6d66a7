//! A case against 200 findings, every leaf explained: the compiled form beside the plain tree evaluator.
//!
//! `cargo bench -p handrail-engine --bench matching`. Divide by 200 for one finding. The pack is generated
//! (seeded), 3 to 8 leaves a finding over 80 facts; 30 % of the facts of the case are unknown.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a bench that cannot set itself up has failed"
)]

mod generated;

use criterion::{Criterion, criterion_group, criterion_main};
use handrail_engine::answer::Answer;
use handrail_engine::matching::{Evaluated, Lanes, LeafStates, View, evaluate};
use handrail_engine::profile::read_cases;
use handrail_engine::text::SourceText;
use handrail_engine::truth::Truth;
use std::hint::black_box;

const FINDINGS: usize = 200;

fn one_case(criterion: &mut Criterion) {
    let pack = generated::pack(FINDINGS);
    let text = SourceText::new("case", generated::case(7));
    let profile = read_cases(pack.vocabulary(), &text).remove(0).profile.expect("the generated case is valid");
    let view = View::new(pack.vocabulary(), &profile);
    let lanes = Lanes::of(&view);
    let program = pack.program();
    let leaves: usize = (0..FINDINGS).map(|finding| program.leaf_count(finding)).sum();
    println!(
        "{FINDINGS} findings, {leaves} leaves, {} of them different, {} binding(s)",
        program.distinct_leaves(),
        lanes.count()
    );

    let mut group = criterion.benchmark_group("200 findings");
    // The baseline: a walk over each tree, which keeps the value of each leaf.
    let conditions: Vec<_> = pack.criteria().iter().map(|criterion| &criterion.condition).collect();
    let leaf_lists: Vec<_> = conditions.iter().map(|condition| condition.leaves()).collect();
    group.bench_function("plain tree, every leaf", |bencher| {
        let mut arena: Vec<Truth> = Vec::with_capacity(leaves);
        bencher.iter(|| {
            arena.clear();
            let mut certain = 0_usize;
            for (condition, leaves) in conditions.iter().zip(&leaf_lists) {
                for lane in 0..lanes.count() {
                    let binding = lanes.binding(lane);
                    certain += usize::from(evaluate(&view, condition, &binding) != Truth::Unknown);
                    arena.extend(leaves.iter().map(|leaf| view.leaf(leaf, &binding)));
                }
            }
            black_box((certain, arena.last().copied()))
        });
    });
    group.bench_function("compiled, registers only", |bencher| {
        let mut evaluated = Evaluated::default();
        bencher.iter(|| {
            program.evaluate_into(&view, &lanes, &mut evaluated);
            black_box(program.verdict(&evaluated, FINDINGS - 1, 0))
        });
    });
    group.bench_function("compiled, every leaf", |bencher| {
        let mut evaluated = Evaluated::default();
        let mut states = LeafStates::default();
        bencher.iter(|| {
            program.evaluate_into(&view, &lanes, &mut evaluated);
            let mut certain = 0_usize;
            for lane in 0..lanes.count() {
                program.leaf_states_into(&evaluated, lane, &mut states);
                for finding in 0..FINDINGS {
                    certain += usize::from(program.verdict(&evaluated, finding, lane) != Truth::Unknown);
                }
            }
            black_box((certain, states.get(program.leaves_of(FINDINGS - 1)).last().copied()))
        });
    });
    group.finish();
}

fn json_to_json(criterion: &mut Criterion) {
    let pack = generated::pack(FINDINGS);
    let shipped = generated::shipped();
    let case = generated::case(7);
    let mut group = criterion.benchmark_group("case JSON in, explained JSON out");
    group.bench_function("read only, 80 facts", |bencher| {
        bencher.iter(|| black_box(read_cases(pack.vocabulary(), &SourceText::new("case", case.as_str()))));
    });
    group.bench_function("200 findings", |bencher| {
        bencher.iter(|| {
            let cases = read_cases(pack.vocabulary(), &SourceText::new("case", case.as_str()));
            let profile = cases[0].profile.as_ref().expect("the generated case is valid");
            black_box(Answer::of(&pack, profile).to_json("case", true).to_string())
        });
    });
    if let Some((pack, cases)) = shipped {
        group.bench_function("shipped pack, first scenario", |bencher| {
            bencher.iter(|| {
                let cases = read_cases(pack.vocabulary(), &SourceText::new("case", cases.as_str()));
                let profile = cases[0].profile.as_ref().expect("the case is valid");
                black_box(Answer::of(&pack, profile).to_json("case", false).to_string())
            });
        });
    }
    group.finish();
}

criterion_group!(benches, one_case, json_to_json);
criterion_main!(benches);

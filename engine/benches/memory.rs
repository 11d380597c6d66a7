//! The memory that a loaded pack holds, counted by the allocator of `dhat`.
//!
//! `cargo bench -p handrail-engine --bench memory`

#![expect(clippy::indexing_slicing, clippy::panic, reason = "a bench that cannot set itself up has failed")]

mod generated;

use handrail_engine::pack::Pack;

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

fn main() {
    let _profiler = dhat::Profiler::builder().testing().build();
    for findings in [50, 200, 1_000] {
        let files = generated::files(findings);
        let before = dhat::HeapStats::get().curr_bytes;
        let loaded = Pack::load(files.clone());
        let held = dhat::HeapStats::get().curr_bytes.saturating_sub(before);
        let text: usize = files.iter().map(|(_, text)| text.len()).sum();
        println!("{findings} findings: {} KiB held, of {} KiB of text", held / 1024, text / 1024);
        assert!(loaded.pack.is_some(), "the generated pack loads");
    }
}

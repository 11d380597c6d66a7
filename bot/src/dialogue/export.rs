//! The note for supervision: what was noted, what was suggested, what is open, and by which pack.

use handrail_engine::answer::Answer;

use crate::document::Block;
use crate::present::{self, Detail};

use super::state::State;
use super::talk::noted;

/// The note as blocks.
pub(super) fn note(
    answer: &Answer<'_>,
    state: &State,
    not_known: &[(handrail_engine::profile::Place, handrail_engine::condition::FactId)],
) -> Vec<Block> {
    let manifest = &answer.pack.reference().manifest;
    let people = noted(answer.pack, answer.profile, state, not_known);
    let mut blocks = vec![
        Block::heading(1, "Note for supervision"),
        Block::text(manifest.about.clone()),
        Block::List(vec![
            format!("Pack: {} ({})", manifest.title, manifest.name),
            format!("Version: {}", manifest.version),
            format!("Hash: {}", answer.pack.hash()),
        ]),
        Block::heading(2, "What was noted"),
    ];
    if people.is_empty() {
        blocks.push(Block::text("Nothing."));
    } else {
        blocks.push(Block::Understood(people));
    }
    blocks.extend(present::answer(answer, Detail::Full));
    blocks
}

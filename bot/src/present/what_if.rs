//! What would be different if something were different.

use std::fmt::Write as _;

use handrail_engine::arrange::states_danger;
use handrail_engine::explain::{Difference, compare};
use handrail_engine::matching::Binding;
use handrail_engine::pack::Pack;
use handrail_engine::profile::Profile;
use handrail_engine::verdict::Outcome;

use super::words;
use crate::document::Block;

/// What would be different if `change` (in words) were so. Nothing is noted.
pub(crate) fn what_if(pack: &Pack, before: &Profile, after: &Profile, change: &str) -> Vec<Block> {
    let mut blocks = vec![Block::heading(2, format!("What if {change}"))];
    blocks.extend(differences(pack, before, after));
    blocks.push(Block::note("Nothing was changed in what was noted."));
    blocks
}

/// What differs between two profiles, in words: what appears, disappears and changes.
fn differences(pack: &Pack, before: &Profile, after: &Profile) -> Vec<Block> {
    let mut blocks = Vec::new();
    if states_danger(pack, after) && !states_danger(pack, before) {
        blocks.push(Block::danger("Danger now", pack.reference().manifest.urgent_text.clone()));
    }
    let found = compare(pack, before, after);
    if found.is_empty() {
        blocks.push(Block::text("No finding would appear, disappear or change."));
        return blocks;
    }
    let mut groups: [(&str, Vec<String>); 6] = [
        ("Would apply", Vec::new()),
        ("Would no longer certainly apply, but might", Vec::new()),
        ("Would no longer apply", Vec::new()),
        ("Would become possible", Vec::new()),
        ("Would no longer be possible", Vec::new()),
        ("Would change", Vec::new()),
    ];
    for difference in &found {
        let Some(finding) = pack.findings().get(difference.finding) else { continue };
        let group = match (difference.before, difference.after) {
            (Outcome::Matched, Outcome::Matched) => 5,
            (_, Outcome::Matched) => 0,
            (Outcome::Matched, Outcome::Possible) => 1,
            (Outcome::Matched, Outcome::Excluded) => 2,
            (_, Outcome::Possible) => 3,
            (Outcome::Possible, Outcome::Excluded) => 4,
            _ => 5,
        };
        if let Some((_, lines)) = groups.get_mut(group) {
            lines.push(line(pack, before, after, difference, &words::named(finding)));
        }
    }
    for (heading, lines) in groups {
        if !lines.is_empty() {
            blocks.push(Block::heading(3, heading));
            blocks.push(Block::List(lines));
        }
    }
    blocks
}

fn line(pack: &Pack, before: &Profile, after: &Profile, difference: &Difference, name: &str) -> String {
    let Some(criterion) = pack.criteria().get(difference.finding).filter(|criterion| !criterion.roles.is_empty())
    else {
        return changed(difference, name);
    };
    let whom = |profile: &Profile, bindings: &[Binding]| {
        let people =
            bindings.iter().map(|binding| words::binding(pack.vocabulary(), profile, &criterion.roles, binding));
        people.collect::<Vec<_>>().join("; ")
    };
    let mut text = changed(difference, name);
    if !difference.gained.is_empty() {
        let _ = write!(text, ", now for {}", whom(after, &difference.gained));
    }
    if !difference.lost.is_empty() && difference.after == Outcome::Matched {
        let _ = write!(text, ", no longer for {}", whom(before, &difference.lost));
    }
    text
}

fn changed(difference: &Difference, name: &str) -> String {
    if difference.before == Outcome::Failed || difference.after == Outcome::Failed {
        format!("{name}: {}, before: {}", difference.after.word(), difference.before.word())
    } else {
        name.to_owned()
    }
}

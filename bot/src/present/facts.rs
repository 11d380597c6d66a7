//! What can be stated: the facts of the vocabulary, all by name or some by a word.

use handrail_engine::pack::Pack;
use handrail_engine::vocabulary::{Domain, Fact, Named, Owner};

use crate::document::{Block, Table};

/// The facts that hold a word in their name, label, meaning or values; all of them for an empty word. Also
/// returns their ids, in the order shown.
pub(crate) fn facts(pack: &Pack, word: &str) -> (Vec<Block>, Vec<String>) {
    let vocabulary = pack.vocabulary();
    let wanted = word.trim().to_lowercase();
    let found: Vec<&Fact> = vocabulary.facts().map(|(_, fact)| fact).filter(|fact| mentions(fact, &wanted)).collect();
    let ids = found.iter().map(|fact| fact.id.clone()).collect();
    if found.is_empty() {
        return (vec![Block::text("No fact holds this word. `facts` alone lists all of them.")], ids);
    }
    let mut blocks = Vec::new();
    let mut owner = None;
    let mut rows: Vec<Vec<String>> = Vec::new();
    let table = |rows: &mut Vec<Vec<String>>| {
        let rows = std::mem::take(rows);
        (!rows.is_empty())
            .then(|| Block::Table(Table { head: ["", "fact", "what it means"].map(str::to_owned).to_vec(), rows }))
    };
    for (number, fact) in (1_usize..).zip(&found) {
        if owner != Some(fact.owner) {
            blocks.extend(table(&mut rows));
            blocks.push(Block::heading(3, of(pack, fact.owner)));
            owner = Some(fact.owner);
        }
        rows.push(vec![number.to_string(), fact.name.clone(), format!("{}{}", fact.meaning, values(fact))]);
    }
    blocks.extend(table(&mut rows));
    (blocks, ids)
}

fn mentions(fact: &Fact, wanted: &str) -> bool {
    wanted.is_empty()
        || [&fact.id, &fact.label, &fact.meaning].iter().any(|text| text.to_lowercase().contains(wanted))
        || fact.values().iter().any(|named| named.id.contains(wanted) || named.label.to_lowercase().contains(wanted))
}

/// Of whom, with the names under which a case holds them.
fn of(pack: &Pack, owner: Owner) -> String {
    let vocabulary = pack.vocabulary();
    match owner {
        Owner::Entity(entity) => vocabulary.entity(entity).name.clone(),
        Owner::Role(role) => {
            let role = vocabulary.role(role);
            let names = role.members.iter().map(|entity| {
                let entity = vocabulary.entity(*entity);
                if entity.many { format!("{}[0]", entity.name) } else { entity.name.clone() }
            });
            format!("{}: {}", role.label, names.collect::<Vec<_>>().join(", "))
        }
    }
}

/// What can be typed, where it is not yes or no.
fn values(fact: &Fact) -> String {
    let listed = |values: &[Named]| values.iter().map(|named| named.label.as_str()).collect::<Vec<_>>().join("; ");
    match &fact.domain {
        Domain::Bool => String::new(),
        Domain::Choice(values) => format!(" One of: {}.", listed(values)),
        Domain::Set(values) => format!(" Any of: {}.", listed(values)),
        Domain::Integer { minimum, maximum, unit } => format!(" {minimum} to {maximum} {unit}."),
    }
}

//! Findings by what people call them: id, name, or the name or alias of an intervention that they speak of.

use handrail_engine::pack::Pack;
use handrail_engine::problem::nearest;

/// What a name can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lookup {
    /// This finding, by its number in the pack.
    One(usize),
    /// Several findings, by their numbers.
    Several(Vec<usize>),
    /// Nothing; the id of the nearest finding, if one is near.
    Nothing {
        /// The nearest name.
        did_you_mean: Option<String>,
    },
}

/// The findings that somebody can mean. Drafts and retired findings cannot be meant.
pub(crate) fn finding(pack: &Pack, wanted: &str) -> Lookup {
    let wanted = plain(wanted);
    if wanted.is_empty() {
        return Lookup::Nothing { did_you_mean: None };
    }
    let called = |matches: &dyn Fn(&str) -> bool| -> Vec<usize> {
        let by_name =
            pack.active().filter(|(_, finding)| matches(&plain(&finding.id)) || matches(&plain(&finding.name)));
        by_name.map(|(index, _)| index).collect()
    };
    let about = |matches: &dyn Fn(&str) -> bool, main: bool| -> Vec<usize> {
        let meant: Vec<&str> = pack
            .reference()
            .interventions
            .iter()
            .filter(|(id, known)| {
                matches(&plain(id))
                    || matches(&plain(&known.name))
                    || known.aliases.iter().any(|alias| matches(&plain(alias)))
            })
            .map(|(id, _)| id.as_str())
            .collect();
        pack.active()
            .filter(|(_, finding)| {
                let statements = finding.statements.iter().take(if main { 1 } else { usize::MAX });
                let mut named = statements.flat_map(|statement| &statement.interventions);
                named.any(|id| meant.contains(&id.as_str()))
            })
            .map(|(index, _)| index)
            .collect()
    };
    let same = |name: &str| name == wanted;
    let begins = |name: &str| name.starts_with(&wanted);
    let holds = |name: &str| name.contains(&wanted);
    // An exact name wins over a part of one, a finding's own name over that of an intervention, and what a
    // finding is mainly about over what it also names.
    for found in [
        called(&same),
        about(&same, true),
        about(&same, false),
        called(&begins),
        about(&begins, true),
        called(&holds),
        about(&holds, false),
    ] {
        match found.as_slice() {
            [] => {}
            [one] => return Lookup::One(*one),
            _ => return Lookup::Several(found),
        }
    }
    let catalogue = pack.reference().interventions.values();
    let names = pack.active().flat_map(|(_, finding)| [finding.id.as_str(), finding.name.as_str()]);
    let known =
        names.chain(catalogue.flat_map(|known| std::iter::once(&known.name).chain(&known.aliases).map(String::as_str)));
    Lookup::Nothing { did_you_mean: nearest(&wanted, known).map(str::to_owned) }
}

/// A name without what people leave out or write differently.
fn plain(name: &str) -> String {
    name.to_lowercase()
        .replace(['-', '_', '’', '\'', '"', '[', ']', '`'], " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

//! The address of every page and of every place in one, from the root of the site.
//!
//! Ids come from the pack, and file systems and addresses take fewer characters than ids may have: each id is given
//! a name of lower case letters, digits and hyphens that no other page of its folder has.

use std::collections::{BTreeMap, BTreeSet};

use handrail_engine::pack::Pack;

/// The longest name of a page, in bytes: file systems take 255, and an address is read by people.
const LONGEST_NAME: usize = 80;

/// A link to a page, or a text where there is no page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Link {
    /// What is written.
    pub(super) text: String,
    /// Where it leads, from the root of the site; empty for a text alone.
    pub(super) to: String,
    /// What it is, in a few words; may be empty.
    pub(super) note: String,
}

impl Link {
    /// A link without a note.
    pub(super) fn new(text: impl Into<String>, to: impl Into<String>) -> Self {
        Self { text: text.into(), to: to.into(), note: String::new() }
    }

    /// The same link, with a few words on what it is.
    #[must_use]
    pub(super) fn noted(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }
}

/// The addresses of the pages of a pack.
#[derive(Debug, Default)]
pub(super) struct Names {
    findings: BTreeMap<String, String>,
    needs: BTreeMap<String, String>,
    sources: BTreeMap<String, String>,
    interventions: BTreeMap<String, String>,
    schemes: BTreeMap<String, String>,
}

impl Names {
    /// The addresses for a pack. `needs`: the groups of its findings, in order.
    pub(super) fn of(pack: &Pack, needs: &[String]) -> Self {
        let reference = pack.reference();
        let findings = pack.findings().iter().chain(pack.background()).map(|finding| finding.id.as_str());
        let standing = reference.standing.iter().map(|statement| statement.id.as_str());
        let shown = |later: bool| !later || !reference.later_hidden;
        Self {
            findings: addresses("findings", findings.chain(standing)),
            needs: addresses("needs", needs.iter().map(String::as_str)),
            sources: addresses(
                "sources",
                reference.sources.iter().filter(|(_, source)| shown(source.later)).map(|(id, _)| id.as_str()),
            ),
            interventions: addresses("interventions", reference.interventions.keys().map(String::as_str)),
            schemes: addresses("schemes", reference.schemes.keys().map(String::as_str)),
        }
    }

    /// The page of a finding, an entry of the background or a standing statement.
    pub(super) fn finding(&self, id: &str) -> String {
        self.findings.get(id).cloned().unwrap_or_default()
    }

    /// The page of a need.
    pub(super) fn need(&self, id: &str) -> String {
        self.needs.get(id).cloned().unwrap_or_default()
    }

    /// The page of a source; none for one that is not shown.
    pub(super) fn source(&self, id: &str) -> String {
        self.sources.get(id).cloned().unwrap_or_default()
    }

    /// The page of an intervention.
    pub(super) fn intervention(&self, id: &str) -> String {
        self.interventions.get(id).cloned().unwrap_or_default()
    }

    /// The page of a grading scheme.
    pub(super) fn scheme(&self, id: &str) -> String {
        self.schemes.get(id).cloned().unwrap_or_default()
    }
}

fn addresses<'a>(folder: &str, ids: impl Iterator<Item = &'a str>) -> BTreeMap<String, String> {
    // `index` is the page that lists the others of its folder.
    let mut taken = BTreeSet::from(["index".to_owned()]);
    let mut found = BTreeMap::new();
    for id in ids {
        let plain = plain(id);
        let mut name = plain.clone();
        let mut number = 2_usize;
        while !taken.insert(name.clone()) {
            name = format!("{plain}-{number}");
            number = number.saturating_add(1);
        }
        found.entry(id.to_owned()).or_insert_with(|| format!("{folder}/{name}.html"));
    }
    found
}

/// An id in the characters that every file system and every address takes.
pub(super) fn plain(id: &str) -> String {
    let kept: String =
        id.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(LONGEST_NAME).collect();
    let kept = kept.trim_matches('-');
    if kept.is_empty() { "entry".to_owned() } else { kept.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_id_leaves_its_folder_or_takes_the_page_of_another() {
        let ids = ["../../etc/passwd", "Etc Passwd", "etc-passwd", "<script>", "", "é", "index"];
        let found = addresses("x", ids.into_iter());
        let expected = [
            ("../../etc/passwd", "x/etc-passwd.html"),
            ("Etc Passwd", "x/etc-passwd-2.html"),
            ("etc-passwd", "x/etc-passwd-3.html"),
            ("<script>", "x/script.html"),
            ("", "x/entry.html"),
            ("é", "x/entry-2.html"),
            ("index", "x/index-2.html"),
        ];
        for (id, page) in expected {
            assert_eq!(found.get(id).map(String::as_str), Some(page), "{id}");
        }
        assert_eq!(plain(&"a".repeat(300)).len(), LONGEST_NAME);
    }
}

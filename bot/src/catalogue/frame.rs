//! What every page has: its title, the way to it, and at its foot the pack, the version and the day.

use super::Catalogue;
use super::names::Link;

/// The sections of the site, in the order of its navigation.
const SECTIONS: [(&str, &str); 8] = [
    ("Overview", "index.html"),
    ("Needs", "needs/index.html"),
    ("Findings", "findings/index.html"),
    ("Interventions", "interventions/index.html"),
    ("Sources", "sources/index.html"),
    ("Grades", "schemes/index.html"),
    ("Reviews", "reviews.html"),
    ("A to Z", "a-to-z.html"),
];

/// What surrounds a page.
#[derive(Debug)]
pub(super) struct Frame {
    /// The title of the page, its only heading of the first level.
    pub(super) title: String,
    /// What kind of page it is, above the title; may be empty.
    pub(super) over: String,
    /// The way from here to the root: empty, or `../`.
    pub(super) up: &'static str,
    /// The pages above this one.
    pub(super) crumbs: Vec<Link>,
    /// The navigation.
    pub(super) sections: Vec<Section>,
    /// The pack's name for itself.
    pub(super) site: String,
    /// Name, version and hash of the pack, the day, and what was left out.
    pub(super) made_from: Vec<(&'static str, String)>,
}

/// An entry of the navigation.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) link: Link,
    /// Whether this is the page shown.
    pub(super) here: bool,
    /// Whether the page shown stands below it.
    pub(super) within: bool,
}

impl Frame {
    /// The frame of a page at a path. Its crumbs are the overview and the list of its folder.
    pub(super) fn new(catalogue: &Catalogue<'_>, path: &str, title: impl Into<String>, over: &str) -> Self {
        let reference = catalogue.pack.reference();
        let manifest = &reference.manifest;
        let folder = path.split_once('/').map(|(folder, _)| format!("{folder}/index.html"));
        let mut crumbs = Vec::new();
        if path != "index.html" {
            crumbs.push(Link::new("Overview", "index.html"));
        }
        if let Some(list) = folder.as_ref().filter(|list| *list != path) {
            let (name, _) = SECTIONS.iter().find(|(_, to)| to == list).copied().unwrap_or(("List", ""));
            crumbs.push(Link::new(name, list.clone()));
        }
        let sections = SECTIONS.iter().map(|(name, to)| Section {
            link: Link::new(*name, *to),
            here: *to == path,
            within: Some(*to) == folder.as_deref(),
        });
        let later = if reference.later_hidden { "left out" } else { "shown, apart from the sources of the pack" };
        Self {
            title: title.into(),
            over: over.to_owned(),
            up: if folder.is_some() { "../" } else { "" },
            crumbs,
            sections: sections.collect(),
            site: manifest.title.clone(),
            made_from: vec![
                ("Pack", format!("{} {}", manifest.name, manifest.version)),
                ("As of", catalogue.as_of.to_string()),
                ("Later public record", later.to_owned()),
                ("Hash", catalogue.pack.hash().to_owned()),
            ],
        }
    }
}

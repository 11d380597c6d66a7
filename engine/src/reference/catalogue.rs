//! The catalogue of programmes, tools and practices.

use super::{Reference, open, owned, owned_list};
use crate::document::Node;
use crate::document::fields::Fields;
use crate::problem::Problem;
use crate::text::{Location, SourceText, Span};

/// A programme, tool or practice.
#[derive(Debug, Clone)]
pub struct Intervention {
    /// Its name.
    pub name: String,
    /// Other names, misspellings among them.
    pub aliases: Vec<String>,
    /// What it is.
    pub what: String,
    /// For whom.
    pub for_whom: Option<String>,
    /// Who delivers it.
    pub by_whom: Option<String>,
    /// For which ages.
    pub ages: Option<String>,
    /// Where it can be had.
    pub availability: Option<String>,
    /// How it stands to others of the catalogue: the relation's field, and the other's id.
    pub relations: Vec<(&'static str, String)>,
}

/// The fields of the catalogue that name other entries.
const RELATIONS: [&str; 5] = ["variant_of", "successor_of", "component_of", "combined_with", "not_the_same_as"];

impl Reference {
    /// Reads a file of the catalogue.
    pub(crate) fn read_interventions(
        &mut self,
        text: &SourceText,
        document: &Node,
        problems: &mut Vec<Problem>,
        relations: &mut Vec<(String, Location)>,
    ) {
        let mut fields = Fields::of(text, document, Span::default(), "the catalogue", problems);
        let entries = fields.table("intervention");
        fields.finish();
        for entry in entries {
            let mut fields = open(text, entry, "intervention", problems);
            let mut intervention = Intervention {
                name: owned(fields.required_text("name")),
                aliases: owned_list(&fields.texts("aliases")),
                what: owned(fields.required_text("what")),
                for_whom: fields.text("for_whom").map(str::to_owned),
                by_whom: fields.text("by_whom").map(str::to_owned),
                ages: fields.text("ages").map(str::to_owned),
                availability: fields.text("availability").map(str::to_owned),
                relations: Vec::new(),
            };
            for relation in RELATIONS {
                let named = match entry.node.get(relation) {
                    Some(node) if node.as_str().is_some() => {
                        fields.text(relation).map(|id| (id, node.span)).into_iter().collect()
                    }
                    _ => fields.texts(relation),
                };
                for (id, span) in named {
                    intervention.relations.push((relation, id.to_owned()));
                    relations.push((id.to_owned(), text.locate(span)));
                }
            }
            fields.finish();
            if self.interventions.insert(entry.key.clone(), intervention).is_some() {
                problems.push(
                    Problem::error("duplicate-id", format!("the intervention `{}` is declared twice", entry.key))
                        .at(text, entry.key_span)
                        .label("declared again here"),
                );
            }
        }
    }

    /// The intervention that is called so: by its id, its name or another name, in whatever case.
    pub fn intervention_called(&self, name: &str) -> Option<&str> {
        let called = |known: &str| known.eq_ignore_ascii_case(name);
        let mut entries = self.interventions.iter();
        let found =
            entries.find(|(id, entry)| called(id) || called(&entry.name) || entry.aliases.iter().any(|a| called(a)));
        found.map(|(id, _)| id.as_str())
    }

    /// The problem of an intervention that is not in the catalogue.
    pub(crate) fn unknown_intervention(&self, id: &str) -> Problem {
        let aliases = self
            .interventions
            .iter()
            .flat_map(|(id, entry)| entry.aliases.iter().chain([&entry.name]).map(move |name| (name, id)))
            .find(|(name, _)| name.eq_ignore_ascii_case(id))
            .map(|(_, id)| id.clone());
        let mut problem = Problem::error("unknown-intervention", format!("there is no intervention `{id}`"))
            .label("not in the catalogue")
            .nearest(id, self.interventions.keys().map(String::as_str))
            .help("declare it as [intervention.…] in interventions/");
        if aliases.is_some() {
            problem.did_you_mean = aliases;
        }
        problem
    }
}

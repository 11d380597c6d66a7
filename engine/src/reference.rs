//! What findings refer to: kinds, grading schemes, sources, the catalogue of interventions, standing statements.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::document::fields::Fields;
use crate::document::{Entry, Node};
use crate::problem::Problem;
use crate::text::{Location, SourceText, Span};

/// Where a kind of finding stands in an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Danger now.
    Urgent,
    /// What speaks against something.
    Caution,
    /// What may help.
    Suggestion,
    /// Where evidence is missing.
    Gap,
    /// What else to know.
    Context,
}

impl Part {
    /// Every part with its word in the pack, in the order of an answer.
    pub const ALL: [(&'static str, Self); 5] = [
        ("urgent", Self::Urgent),
        ("caution", Self::Caution),
        ("suggestion", Self::Suggestion),
        ("gap", Self::Gap),
        ("context", Self::Context),
    ];
}

/// A kind of finding.
#[derive(Debug, Clone)]
pub struct Kind {
    /// How it is called.
    pub label: String,
    /// Where it stands in an answer.
    pub part: Part,
    /// Its number in the order of the pack.
    pub order: usize,
}

/// A grade of a scheme.
#[derive(Debug, Clone)]
pub struct Grade {
    /// Its id.
    pub id: String,
    /// How it is called.
    pub label: String,
    /// What it means.
    pub meaning: String,
}

/// A way of grading evidence. Grades of two schemes are never compared.
#[derive(Debug, Clone)]
pub struct Scheme {
    /// How it is called.
    pub title: String,
    /// Who grades.
    pub by: String,
    /// Whether the grades stand strongest first.
    pub ranked: bool,
    /// What a reader must know of it.
    pub note: Option<String>,
    /// The grades.
    pub grades: Vec<Grade>,
}

/// A publication.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its title.
    pub title: String,
    /// Who wrote it.
    pub authors: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When, as precisely as known.
    pub date: String,
    /// Where it can be read.
    pub url: Option<String>,
    /// What kind of publication it is.
    pub kind: Option<String>,
    /// What a reader must know of it.
    pub note: Option<String>,
}

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

/// A statement that always holds.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// What it is called.
    pub name: String,
    /// What it says, in one sentence.
    pub text: String,
    /// What limits it.
    pub caution: Option<String>,
    /// Scheme and grade.
    pub strength: (String, String),
    /// Sources and sections.
    pub sources: Vec<(String, String)>,
    /// When it must be looked at again.
    pub review_by: Option<Date>,
    /// Where it is written.
    pub at: Location,
}

/// What the pack says of itself and of the order of things.
#[derive(Debug, Clone, Default)]
pub struct Manifest {
    /// The pack's name.
    pub name: String,
    /// What it is about.
    pub title: String,
    /// Its version.
    pub version: String,
    /// What the program is, for the start of a conversation.
    pub about: String,
    /// What must not be typed.
    pub do_not_enter: String,
    /// Facts that are asked before all others, in order.
    pub asked_first: Vec<String>,
    /// Findings that stand before everything else where they apply.
    pub urgent_findings: Vec<String>,
    /// Facts that make the urgent wording appear where they are true.
    pub urgent_facts: Vec<String>,
    /// The urgent wording.
    pub urgent_text: String,
}

/// Everything that findings refer to.
#[derive(Debug, Clone, Default)]
pub struct Reference {
    /// What the pack says of itself.
    pub manifest: Manifest,
    /// Kinds of finding by id.
    pub kinds: BTreeMap<String, Kind>,
    /// Grading schemes by id.
    pub schemes: BTreeMap<String, Scheme>,
    /// Publications by id.
    pub sources: BTreeMap<String, Source>,
    /// The catalogue by id.
    pub interventions: BTreeMap<String, Intervention>,
    /// Statements that always hold, in order.
    pub standing: Vec<Standing>,
}

/// The fields of the catalogue that name other entries.
const RELATIONS: [&str; 5] = ["variant_of", "successor_of", "component_of", "combined_with", "not_the_same_as"];

impl Reference {
    /// The rank of a grade in its scheme, 0 for the strongest; nothing where the scheme does not rank.
    pub fn rank(&self, scheme: &str, grade: &str) -> Option<usize> {
        let scheme = self.schemes.get(scheme).filter(|scheme| scheme.ranked)?;
        scheme.grades.iter().position(|known| known.id == grade)
    }

    /// The label of a grade.
    pub fn grade_label(&self, scheme: &str, grade: &str) -> Option<&str> {
        let grades = &self.schemes.get(scheme)?.grades;
        grades.iter().find(|known| known.id == grade).map(|known| known.label.as_str())
    }

    /// Reads `pack.toml`.
    pub(crate) fn read_manifest(&mut self, text: &SourceText, document: &Node, problems: &mut Vec<Problem>) {
        let start = Span::default();
        let mut fields = Fields::of(text, document, start, "the pack", problems);
        let mut manifest = Manifest {
            name: owned(fields.required_text("name")),
            title: owned(fields.required_text("title")),
            version: owned(fields.required_text("version")),
            about: owned(fields.required_text("about")),
            do_not_enter: owned(fields.required_text("do_not_enter")),
            ..Manifest::default()
        };
        fields.required("kinds");
        fields.required("schemes");
        let kinds = fields.table("kinds");
        let schemes = fields.table("schemes");
        let questions = fields.any("questions");
        let urgent = fields.any("urgent");
        fields.finish();
        if let Some(node) = questions {
            let mut fields = Fields::of(text, node, node.span, "the table `questions`", problems);
            manifest.asked_first = owned_list(&fields.texts("first"));
            fields.finish();
        }
        if let Some(node) = urgent {
            let mut fields = Fields::of(text, node, node.span, "the table `urgent`", problems);
            manifest.urgent_findings = owned_list(&fields.texts("findings"));
            manifest.urgent_facts = owned_list(&fields.texts("when_facts"));
            manifest.urgent_text = owned(fields.required_text("text"));
            fields.finish();
        }
        self.manifest = manifest;
        for (order, entry) in kinds.iter().enumerate() {
            let mut fields = open(text, entry, "kind", problems);
            let label = owned(fields.required_text("label"));
            let word = fields.required_text("part");
            let part = word.and_then(|word| lookup(&Part::ALL, word));
            if let (Some(word), None) = (word, part) {
                let known = Part::ALL.map(|(word, _)| word);
                let span = entry.node.get("part").map_or(entry.key_span, |node| node.span);
                fields.report(unlisted("part", word, &known).at(text, span));
            }
            fields.finish();
            let part = part.unwrap_or(Part::Context);
            self.kinds.insert(entry.key.clone(), Kind { label, part, order });
        }
        for entry in schemes {
            self.read_scheme(text, entry, problems);
        }
    }

    fn read_scheme(&mut self, text: &SourceText, entry: &Entry, problems: &mut Vec<Problem>) {
        let mut fields = open(text, entry, "scheme", problems);
        let title = owned(fields.required_text("title"));
        let by = owned(fields.required_text("by"));
        let ranked = fields.truth("ranked").unwrap_or(false);
        let note = fields.text("note").map(str::to_owned);
        fields.required("grades");
        let items = fields.list("grades");
        fields.finish();
        let mut grades = Vec::new();
        for item in items {
            let mut fields = Fields::of(text, item, item.span, "a grade", problems);
            grades.push(Grade {
                id: owned(fields.required_text("id")),
                label: owned(fields.required_text("label")),
                meaning: owned(fields.required_text("meaning")),
            });
            fields.finish();
        }
        self.schemes.insert(entry.key.clone(), Scheme { title, by, ranked, note, grades });
    }

    /// Reads `sources.toml`.
    pub(crate) fn read_sources(&mut self, text: &SourceText, document: &Node, problems: &mut Vec<Problem>) {
        let mut fields = Fields::of(text, document, Span::default(), "the list of sources", problems);
        let entries = fields.table("source");
        fields.finish();
        for entry in entries {
            let mut fields = open(text, entry, "source", problems);
            let source = Source {
                title: owned(fields.required_text("title")),
                authors: fields.text("authors").map(str::to_owned),
                publisher: fields.text("publisher").map(str::to_owned),
                date: owned(fields.required_text("date")),
                url: fields.text("url").map(str::to_owned),
                kind: fields.text("kind").map(str::to_owned),
                note: fields.text("note").map(str::to_owned),
            };
            fields.finish();
            self.sources.insert(entry.key.clone(), source);
        }
    }

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

    /// Reads `standing.toml`.
    pub(crate) fn read_standing(&mut self, text: &SourceText, document: &Node, problems: &mut Vec<Problem>) {
        let mut fields = Fields::of(text, document, Span::default(), "the standing statements", problems);
        let items = fields.list("statement");
        fields.finish();
        for item in items {
            let mut fields = Fields::of(text, item, item.span, "a standing statement", problems);
            let id = owned(fields.required_text("id"));
            let kind = owned(fields.required_text("kind"));
            let name = owned(fields.required_text("name"));
            let words = owned(fields.required_text("text"));
            let caution = fields.text("caution").map(str::to_owned);
            let strength = owned(fields.required_text("strength"));
            let review = fields.required_text("review_by");
            fields.required("source");
            let cited = fields.list("source");
            fields.finish();
            let span = |key: &str| item.get(key).map_or(item.span, |node| node.span);
            let (scheme, grade) = strength.split_once(':').unwrap_or((&strength, ""));
            if self.grade_label(scheme, grade).is_none() {
                problems.push(self.unknown_grade(scheme, grade).at(text, span("strength")));
            }
            if !self.kinds.contains_key(&kind) {
                problems.push(
                    unlisted("kind", &kind, &self.kinds.keys().map(String::as_str).collect::<Vec<_>>())
                        .at(text, span("kind")),
                );
            }
            let review_by = review.and_then(|review| match read_date(review) {
                Ok(date) => Some(date),
                Err(problem) => {
                    problems.push(problem.at(text, span("review_by")));
                    None
                }
            });
            let mut sources = Vec::new();
            for citation in cited {
                let mut fields = Fields::of(text, citation, citation.span, "a citation", problems);
                let id = owned(fields.required_text("id"));
                let section = owned(fields.required_text("section"));
                fields.finish();
                if !self.sources.contains_key(&id) {
                    let place = citation.get("id").map_or(citation.span, |node| node.span);
                    problems.push(self.unknown_source(&id).at(text, place));
                }
                sources.push((id, section));
            }
            if self.standing.iter().any(|earlier| earlier.id == id) {
                problems.push(
                    Problem::error("duplicate-id", format!("the standing statement `{id}` is declared twice"))
                        .at(text, span("id"))
                        .label("declared again here"),
                );
            }
            self.standing.push(Standing {
                id,
                kind,
                name,
                text: words,
                caution,
                strength: (scheme.to_owned(), grade.to_owned()),
                sources,
                review_by,
                at: text.locate(item.span),
            });
        }
    }

    /// The problem of a scheme or grade that is not declared; its place is for the caller to say.
    pub(crate) fn unknown_grade(&self, scheme: &str, grade: &str) -> Problem {
        match self.schemes.get(scheme) {
            None => unlisted("grading scheme", scheme, &self.schemes.keys().map(String::as_str).collect::<Vec<_>>()),
            Some(known) => {
                let grades: Vec<&str> = known.grades.iter().map(|grade| grade.id.as_str()).collect();
                unlisted(&format!("grade of `{scheme}`"), grade, &grades)
            }
        }
    }

    /// The problem of a source that is not declared.
    pub(crate) fn unknown_source(&self, id: &str) -> Problem {
        Problem::error("unknown-source", format!("there is no source `{id}`"))
            .label("not declared in sources.toml")
            .nearest(id, self.sources.keys().map(String::as_str))
            .help("declare it as [source.…] in sources.toml")
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

/// The problem of a word that is none of several.
pub(crate) fn unlisted(what: &str, found: &str, known: &[&str]) -> Problem {
    Problem::error("unknown-value", format!("there is no {what} `{}`", crate::document::shorten(found)))
        .label(format!("expected one of: {}", known.join(", ")))
        .nearest(found, known.iter().copied())
}

/// A value by its word.
pub(crate) fn lookup<T: Copy>(all: &[(&'static str, T)], word: &str) -> Option<T> {
    all.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
}

/// A date that is written as year, month and day.
pub(crate) fn read_date(written: &str) -> Result<Date, Problem> {
    written.parse().map_err(|_| {
        Problem::error("not-a-date", format!("`{}` is no date", crate::document::shorten(written)))
            .label("expected year-month-day")
            .help("write it as \"2027-06-30\"; the day must exist")
    })
}

fn open<'a, 'p>(text: &'a SourceText, entry: &'a Entry, what: &str, problems: &'p mut Vec<Problem>) -> Fields<'a, 'p> {
    Fields::of(text, &entry.node, entry.key_span, format!("the {what} `{}`", entry.key), problems)
}

fn owned(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

fn owned_list(texts: &[(&str, Span)]) -> Vec<String> {
    texts.iter().map(|(text, _)| (*text).to_owned()).collect()
}

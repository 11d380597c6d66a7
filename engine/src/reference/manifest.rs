//! What a pack says of itself: its name, its kinds of finding, what is asked first, what is urgent.

use super::{Reference, lookup, open, owned, owned_list, unlisted};
use crate::document::Node;
use crate::document::fields::Fields;
use crate::problem::Problem;
use crate::text::{SourceText, Span};

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

    /// Its word in the pack.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, part)| *part == self).map_or("", |(word, _)| word)
    }
}

/// The greatest weight of a kind: more would only hide a slip of the finger.
const MAXIMUM_WEIGHT: i64 = 100;

/// A kind of finding.
#[derive(Debug, Clone)]
pub struct Kind {
    /// How it is called.
    pub label: String,
    /// Where it stands in an answer.
    pub part: Part,
    /// Its number in the order of the pack.
    pub order: usize,
    /// How much it counts, beside findings of other kinds, in what a question can settle: 0 to 100.
    pub weight: u64,
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
    /// How many times as much a finding counts, in what a question can settle, once something that the case states
    /// speaks for it: 1 to 100.
    pub begun_weight: u64,
    /// Facts that describe somebody and speak for nothing, such as what everybody has.
    pub begins_nothing: Vec<String>,
    /// Findings that stand before everything else where they apply.
    pub urgent_findings: Vec<String>,
    /// Facts that make the urgent wording appear where they are true.
    pub urgent_facts: Vec<String>,
    /// The urgent wording.
    pub urgent_text: String,
    /// Grades, each with its scheme, that the authors call well evidenced. They are not compared with each other.
    pub well_evidenced: Vec<(String, String)>,
}

impl Reference {
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
        let later = fields.any("later");
        let well_evidenced = fields.texts("well_evidenced");
        fields.finish();
        if let Some(node) = questions {
            let mut fields = Fields::of(text, node, node.span, "the table `questions`", problems);
            manifest.asked_first = owned_list(&fields.texts("first"));
            manifest.begins_nothing = owned_list(&fields.texts("begins_nothing"));
            let weight = fields.integer("begun_weight").unwrap_or(1);
            if !(1..=MAXIMUM_WEIGHT).contains(&weight) {
                let span = node.get("begun_weight").map_or(node.span, |node| node.span);
                fields.report(
                    Problem::error("out-of-range", format!("`begun_weight` cannot be {weight}"))
                        .at(text, span)
                        .label(format!("expected 1 to {MAXIMUM_WEIGHT}")),
                );
            }
            manifest.begun_weight = u64::try_from(weight.clamp(1, MAXIMUM_WEIGHT)).unwrap_or(1);
            fields.finish();
        }
        if let Some(node) = urgent {
            let mut fields = Fields::of(text, node, node.span, "the table `urgent`", problems);
            manifest.urgent_findings = owned_list(&fields.texts("findings"));
            manifest.urgent_facts = owned_list(&fields.texts("when_facts"));
            manifest.urgent_text = owned(fields.required_text("text"));
            fields.finish();
        }
        if let Some(node) = later {
            let mut fields = Fields::of(text, node, node.span, "the table `later`", problems);
            self.later_hidden = !fields.truth("shown").unwrap_or(true);
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
            let weight = fields.integer("weight").unwrap_or(1);
            if !(0..=MAXIMUM_WEIGHT).contains(&weight) {
                let span = entry.node.get("weight").map_or(entry.key_span, |node| node.span);
                fields.report(
                    Problem::error("out-of-range", format!("the kind `{}` cannot weigh {weight}", entry.key))
                        .at(text, span)
                        .label(format!("expected 0 to {MAXIMUM_WEIGHT}")),
                );
            }
            fields.finish();
            let part = part.unwrap_or(Part::Context);
            let weight = u64::try_from(weight.clamp(0, MAXIMUM_WEIGHT)).unwrap_or_default();
            self.kinds.insert(entry.key.clone(), Kind { label, part, order, weight });
        }
        for entry in schemes {
            self.read_scheme(text, entry, problems);
        }
        for (written, span) in well_evidenced {
            let (scheme, grade) = written.split_once(':').unwrap_or((written, ""));
            if self.grade_label(scheme, grade).is_none() {
                problems.push(self.unknown_grade(scheme, grade).at(text, span));
            }
            self.manifest.well_evidenced.push((scheme.to_owned(), grade.to_owned()));
        }
    }
}

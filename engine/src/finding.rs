//! One finding: when it applies, what it says, how strong the evidence is and where it is written.

use jiff::civil::Date;
use serde::Serialize;

use crate::condition::{Condition, FactId, Subject};
use crate::text::Location;

/// What a finding does with what it speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// Act at once, before anything else.
    Urgent,
    /// The evidence supports it.
    Recommend,
    /// It is worth weighing.
    Consider,
    /// People's own preference decides between the options.
    Discuss,
    /// Something speaks against it.
    Caution,
    /// Keep watching.
    Monitor,
    /// Evidence is missing.
    Gap,
    /// The source says no more than that it exists.
    Mention,
    /// Context.
    Describe,
}

impl Verb {
    /// Every verb with its word in the rule language.
    pub const ALL: [(&'static str, Self); 9] = [
        ("urgent", Self::Urgent),
        ("recommend", Self::Recommend),
        ("consider", Self::Consider),
        ("discuss", Self::Discuss),
        ("caution", Self::Caution),
        ("monitor", Self::Monitor),
        ("gap", Self::Gap),
        ("mention", Self::Mention),
        ("describe", Self::Describe),
    ];

    /// Its word in the rule language and in answers.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, verb)| *verb == self).map_or("", |(word, _)| word)
    }
}

/// A verb and the interventions that it speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The verb.
    pub verb: Verb,
    /// Ids of the catalogue; may be empty.
    pub interventions: Vec<String>,
}

/// How strong the evidence is, in one scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grading {
    /// The scheme, declared in the pack.
    pub scheme: String,
    /// The grade in that scheme.
    pub grade: String,
    /// When it was graded: a year, a month or a day.
    pub as_of: String,
    /// The source's own words.
    pub wording: Option<String>,
    /// Who graded, if not the scheme's owner.
    pub by: Option<String>,
    /// Whether the authors of the pack inferred the grade.
    pub inferred: bool,
    /// For which outcome or population.
    pub of: Option<String>,
    /// What else a reader must know of the grade.
    pub note: Option<String>,
    /// Where it is written.
    pub at: Location,
}

/// A source and the section that says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The source, declared in the pack.
    pub source: String,
    /// Where in it.
    pub section: String,
    /// Where it is written in the rules.
    pub at: Location,
}

/// Whether and how an intervention is delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// One of [`Delivery::STATUSES`].
    pub status: String,
    /// As of when.
    pub as_of: String,
    /// One of [`Delivery::BASES`].
    pub basis: String,
    /// What else is known.
    pub note: Option<String>,
}

impl Delivery {
    /// What the status can be.
    pub const STATUSES: [&'static str; 8] =
        ["current", "scale_up", "pilot", "ended", "superseded", "unclear", "not_stated", "not_applicable"];
    /// How the status is known: the source states it, only its tense tells, or it is not known.
    pub const BASES: [&'static str; 3] = ["stated", "tense", "unknown"];
}

/// A fact that changes wording, caution or safety, never the outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qualifier {
    /// Of whom.
    pub subject: Subject,
    /// Which fact.
    pub fact: FactId,
    /// Why it is asked.
    pub why: String,
    /// Whether the answer bears on safety.
    pub safety: bool,
    /// Where it is written.
    pub at: Location,
}

/// A text that can be read in two ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The reading that the condition follows.
    pub default: String,
    /// The other one.
    pub other: String,
    /// What to say about it.
    pub note: String,
    /// Beside a finding that applies or may apply, it is said only where this may hold; always where there is none.
    pub when: Option<Condition>,
    /// The condition that the other reading gives. Where the finding is excluded and this holds, the answer says so.
    pub other_when: Option<Condition>,
}

/// How a finding stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// To be shown beside it.
    TogetherWith,
    /// Newer than it.
    Supersedes,
    /// Says something that does not agree with it.
    ConflictsWith,
    /// Better supported than it.
    PreferredOver,
    /// Another reading of the same text.
    AlternativeTo,
}

impl Relation {
    /// Every relation with its field in the rule language.
    pub const ALL: [(&'static str, Self); 5] = [
        ("together_with", Self::TogetherWith),
        ("supersedes", Self::Supersedes),
        ("conflicts_with", Self::ConflictsWith),
        ("preferred_over", Self::PreferredOver),
        ("alternative_to", Self::AlternativeTo),
    ];

    /// Its field in the rule language.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, relation)| *relation == self).map_or("", |(word, _)| word)
    }
}

/// A finding that another one names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// How.
    pub relation: Relation,
    /// Which.
    pub finding: String,
    /// Where it is written.
    pub at: Location,
}

/// For which level of help the evidence was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Where the law requires a response.
    Statutory,
    /// Before that.
    EarlyHelp,
    /// For everyone.
    Universal,
    /// For services, not for people.
    System,
}

impl Scope {
    /// Every scope with its word in the rule language.
    pub const ALL: [(&'static str, Self); 4] = [
        ("statutory", Self::Statutory),
        ("early_help", Self::EarlyHelp),
        ("universal", Self::Universal),
        ("system", Self::System),
    ];
}

/// Where a finding is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Shown to everyone.
    Active,
    /// Replayed, not shown in answers.
    Draft,
    /// Kept for the record only.
    Retired,
}

/// One finding.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Its kind, declared in the pack.
    pub kind: String,
    /// When it applies. Never, for an entry of the background: it speaks of no case, and is answered when asked about.
    pub when: Condition,
    /// Where it is excluded whatever else holds.
    pub unless: Option<Condition>,
    /// What is worth asking beside that.
    pub qualifiers: Vec<Qualifier>,
    /// What it says of which interventions; the first is the main one. Never empty.
    pub statements: Vec<Statement>,
    /// What is advised.
    pub advice: String,
    /// What the evidence says.
    pub because: String,
    /// How strong it is. Never empty.
    pub strength: Vec<Grading>,
    /// The kind of evidence.
    pub evidence: Option<String>,
    /// Whether it is delivered.
    pub delivery: Option<Delivery>,
    /// Where it is written. Never empty.
    pub sources: Vec<Citation>,
    /// What speaks against it or limits it.
    pub cautions: Vec<String>,
    /// Where a text can be read in two ways.
    pub readings: Vec<Reading>,
    /// Other findings.
    pub links: Vec<Link>,
    /// What else there is to know.
    pub note: Option<String>,
    /// Words by which people ask for it, besides its name.
    pub topics: Vec<String>,
    /// For which level of help.
    pub scope: Vec<Scope>,
    /// When it must be looked at again.
    pub review_by: Date,
    /// Where it is in its life.
    pub status: Status,
    /// Where it is written.
    pub at: Location,
}

impl Finding {
    /// The main verb.
    pub fn verb(&self) -> Verb {
        self.statements.first().map_or(Verb::Describe, |statement| statement.verb)
    }

    /// The whole condition: it applies, and is not excluded.
    pub fn condition(&self) -> Condition {
        match &self.unless {
            Some(unless) => self.when.clone().and(unless.clone().negate()),
            None => self.when.clone(),
        }
    }

    /// The need or subject under which it stands: the folder of its file.
    pub fn need(&self) -> &str {
        self.at.file.rsplit('/').nth(1).unwrap_or_default()
    }

    /// The findings that it names in this way.
    pub fn linked(&self, relation: Relation) -> impl Iterator<Item = &str> {
        self.links.iter().filter(move |link| link.relation == relation).map(|link| link.finding.as_str())
    }

    /// Whether it must be looked at again by this day.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.review_by < today
    }
}

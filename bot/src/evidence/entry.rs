//! What can be asked about: everything in a pack that has a name.

use handrail_engine::finding::Finding;
use handrail_engine::reference::{Conflict, Grade, Intervention, LaterRecord, Need, Scheme, Source, Standing};

/// Something that can be asked about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Entry<'p> {
    /// A finding.
    Finding(&'p Finding),
    /// What speaks of services.
    Background(&'p Finding),
    /// A statement that always holds.
    Standing(&'p Standing),
    /// A need or subject.
    Need(&'p Need),
    /// A publication, by its id.
    Source(&'p str, &'p Source),
    /// A grading scheme, by its id.
    Scheme(&'p str, &'p Scheme),
    /// A grade of a scheme, by the id of the scheme.
    Grade(&'p str, &'p Scheme, &'p Grade),
    /// An intervention of which no finding speaks, by its id.
    Intervention(&'p str, &'p Intervention),
    /// Where sources disagree.
    Conflict(&'p Conflict),
    /// What was published later.
    Later(&'p LaterRecord),
    /// What changed since a year.
    Changes(i16),
}

impl Entry<'_> {
    /// Its id in answers. Findings, background entries and standing statements have one space of ids between them;
    /// the others say what they are.
    pub(crate) fn id(&self) -> String {
        match self {
            Self::Finding(finding) | Self::Background(finding) => finding.id.clone(),
            Self::Standing(statement) => statement.id.clone(),
            Self::Need(need) => format!("need:{}", need.id),
            Self::Source(id, _) => format!("source:{id}"),
            Self::Scheme(id, _) => format!("scheme:{id}"),
            Self::Grade(scheme, _, grade) => format!("grade:{scheme}:{}", grade.id),
            Self::Intervention(id, _) => format!("intervention:{id}"),
            Self::Conflict(conflict) => format!("conflict:{}", conflict.id),
            Self::Later(record) => format!("later:{}", record.id),
            Self::Changes(year) => format!("changes:{year}"),
        }
    }

    /// The word for what it is.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Finding(_) => "finding",
            Self::Background(_) => "background",
            Self::Standing(_) => "standing",
            Self::Need(_) => "need",
            Self::Source(..) => "source",
            Self::Scheme(..) => "scheme",
            Self::Grade(..) => "grade",
            Self::Intervention(..) => "intervention",
            Self::Conflict(_) => "conflict",
            Self::Later(_) | Self::Changes(_) => "later",
        }
    }

    /// What it is called.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Finding(finding) | Self::Background(finding) => finding.name.clone(),
            Self::Standing(statement) => statement.name.clone(),
            Self::Need(need) => need.label.clone(),
            Self::Source(_, source) => source.title.clone(),
            Self::Scheme(_, scheme) => scheme.title.clone(),
            Self::Grade(_, _, grade) => grade.label.clone(),
            Self::Intervention(_, intervention) => intervention.name.clone(),
            Self::Conflict(conflict) => conflict.topic.clone(),
            Self::Later(record) => format!("{} ({})", record.id.replace('-', " "), record.as_of),
            Self::Changes(year) => format!("What changed since {year}"),
        }
    }
}

//! What can be referred to in one place: the services of an area, written by those who work there.
//!
//! An offer is shown beside suggestions. It never decides what the evidence says, and it is no part of a pack:
//! the hash of the pack does not depend on it.

use crate::document::fields::Fields;
use crate::document::{Node, read_toml};
use crate::finding::Finding;
use crate::problem::{Problem, tidy};
use crate::reference::{Reference, check_as_of};
use crate::text::{SourceText, Span};

/// The longest waiting time that can be meant, in weeks: ten years.
const MAXIMUM_WAIT_WEEKS: i64 = 520;

/// A service to which somebody can be referred.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The intervention of the catalogue that it offers, by its id.
    pub intervention: String,
    /// Who offers it.
    pub provider: String,
    /// Who takes part, as the service says.
    pub for_whom: Option<String>,
    /// Who can refer, and how.
    pub referral: Option<String>,
    /// How long people wait, in weeks.
    pub waiting_weeks: Option<u32>,
    /// How the service is reached: its own address or number, never that of a person who uses it.
    pub contact: Option<String>,
    /// What else to know.
    pub note: Option<String>,
}

/// The services of an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The area.
    pub area: String,
    /// As of when it was written: a year, a month or a day.
    pub as_of: String,
    /// The services, in the order of the file.
    pub services: Vec<Service>,
}

impl Offer {
    /// Reads an offer. Interventions are named by id, name or any other name of the catalogue.
    ///
    /// # Errors
    /// Every problem of the file, if there is one.
    pub fn read(text: &SourceText, reference: &Reference) -> Result<Self, Vec<Problem>> {
        let (document, mut problems) = read_toml(text);
        let mut fields = Fields::of(text, &document, Span::default(), "the local offer", &mut problems);
        let area = fields.required_text("area").unwrap_or_default().to_owned();
        let as_of = fields.required_text("as_of").unwrap_or_default().to_owned();
        let items = fields.list("service");
        fields.finish();
        if let Some(node) = document.get("as_of")
            && let Err(problem) = check_as_of(&as_of)
        {
            problems.push(problem.at(text, node.span));
        }
        let services = items.iter().map(|item| read_service(text, item, reference, &mut problems)).collect();
        tidy(&mut problems);
        if problems.is_empty() { Ok(Self { area, as_of, services }) } else { Err(problems) }
    }

    /// The services that offer what a finding speaks of.
    pub fn of_finding<'a>(&'a self, finding: &'a Finding) -> impl Iterator<Item = &'a Service> {
        let named = |id: &String| finding.statements.iter().any(|statement| statement.interventions.contains(id));
        self.services.iter().filter(move |service| named(&service.intervention))
    }
}

fn read_service(text: &SourceText, item: &Node, reference: &Reference, problems: &mut Vec<Problem>) -> Service {
    let place = |key: &str| item.get(key).map_or(item.span, |node| node.span);
    let mut fields = Fields::of(text, item, item.span, "a service", problems);
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let named = fields.required_text("intervention").unwrap_or_default();
    let waiting = fields.integer("waiting_weeks");
    let mut service = Service {
        intervention: String::new(),
        provider: fields.required_text("provider").unwrap_or_default().to_owned(),
        for_whom: owned(fields.text("for_whom")),
        referral: owned(fields.text("referral")),
        waiting_weeks: None,
        contact: owned(fields.text("contact")),
        note: owned(fields.text("note")),
    };
    fields.finish();
    if let Some(weeks) = waiting {
        service.waiting_weeks = u32::try_from(weeks).ok().filter(|_| weeks <= MAXIMUM_WAIT_WEEKS);
        if service.waiting_weeks.is_none() {
            problems.push(
                Problem::error("out-of-range", format!("a waiting time of {weeks} weeks cannot be meant"))
                    .at(text, place("waiting_weeks"))
                    .label(format!("expected 0 to {MAXIMUM_WAIT_WEEKS} weeks")),
            );
        }
    }
    if !named.is_empty() {
        match reference.intervention_called(named) {
            Some(id) => id.clone_into(&mut service.intervention),
            None => problems.push(reference.unknown_intervention(named).at(text, place("intervention"))),
        }
    }
    service
}

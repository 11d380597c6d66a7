//! The whole answer for a case, and its machine-readable form.

use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use crate::arrange::position;
use crate::certainty::Unknown;
use crate::condition::Condition;
use crate::explain::{Reason, reasons};
use crate::finding::{Finding, Grading, Reading, Relation};
use crate::matching::{Binding, View, written_place};
use crate::offer::Service;
use crate::pack::{Pack, Verdicts};
use crate::package::Package;
use crate::problem::Problem;
use crate::profile::{Profile, Statement};
use crate::question::{Question, questions};
use crate::reference::{Conflict, LaterGrading, LaterRecord, Part, Side};
use crate::verdict::{Criterion, Outcome, Verdict};
use crate::vocabulary::Vocabulary;

/// Everything that a pack says of a case.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The pack.
    pub pack: &'a Pack,
    /// The case.
    pub profile: &'a Profile,
    /// One for each finding of the pack, in its order.
    pub verdicts: Vec<Verdict>,
    /// For each finding, what can still decide it.
    pub missing: Vec<Vec<Unknown>>,
    /// What to ask, in order.
    pub questions: Vec<Question>,
    /// What the case states and what does not agree with it.
    pub warnings: Vec<String>,
}

impl<'a> Answer<'a> {
    /// Answers a case.
    pub fn of(pack: &'a Pack, profile: &'a Profile) -> Self {
        let view = View::new(pack.vocabulary(), profile);
        let verdicts = Verdicts::of(pack, profile).of_findings;
        let missing: Vec<Vec<Unknown>> = pack
            .criteria()
            .iter()
            .zip(&verdicts)
            .map(|(criterion, verdict)| match verdict.outcome() {
                Outcome::Possible => criterion.missing(&view, verdict),
                Outcome::Matched | Outcome::Excluded | Outcome::Failed => Vec::new(),
            })
            .collect();
        let questions = questions(pack, profile, &verdicts, &missing);
        Self { pack, profile, missing, questions, warnings: view.contradictions(), verdicts }
    }

    /// The findings with these outcomes, in the order of an answer. Drafts are not among them.
    pub fn findings(&self, outcomes: &[Outcome]) -> Vec<(usize, &'a Finding, &Verdict)> {
        let mut found: Vec<_> = self
            .pack
            .active()
            .filter_map(|(index, finding)| Some((index, finding, self.verdicts.get(index)?)))
            .filter(|(_, _, verdict)| outcomes.contains(&verdict.outcome()))
            .map(|entry| ((entry.2.outcome(), position(self.pack, entry.1)), entry))
            .collect();
        found.sort_by(|(a, _), (b, _)| a.cmp(b));
        found.into_iter().map(|(_, entry)| entry).collect()
    }

    /// The readings to be said beside a finding: those that always are, those whose condition may hold for the
    /// people whom the finding is about, and, while it is open, those by which another condition would hold.
    pub fn readings(&self, index: usize) -> Vec<&'a Reading> {
        let view = View::new(self.pack.vocabulary(), self.profile);
        let Some(finding) = self.pack.findings().get(index) else { return Vec::new() };
        finding
            .readings
            .iter()
            .zip(self.pack.reading_criteria(index))
            .filter(|(_, criteria)| match &criteria.beside {
                Some(beside) => beside.verdict(&view).outcome() != Outcome::Excluded,
                None => criteria.other_when.is_none() || self.outcome(index) == Outcome::Possible,
            })
            .map(|(reading, _)| reading)
            .collect()
    }

    /// Findings that are excluded as they are read here, and would apply as the other reading has it.
    pub fn otherwise_read(&self) -> Vec<(usize, &'a Finding, &'a Reading)> {
        let view = View::new(self.pack.vocabulary(), self.profile);
        let excluded = self.findings(&[Outcome::Excluded]);
        excluded
            .into_iter()
            .flat_map(|(index, finding, _)| {
                let readings = finding.readings.iter().zip(self.pack.reading_criteria(index));
                readings.map(move |(reading, criteria)| (index, finding, reading, criteria))
            })
            .filter(|(_, _, _, criteria)| {
                let other = criteria.other_when.as_ref();
                other.is_some_and(|criterion| criterion.verdict(&view).outcome() == Outcome::Matched)
            })
            .map(|(index, finding, reading, _)| (index, finding, reading))
            .collect()
    }

    /// The suggestions as parts of one whole, where several needs stand together.
    pub fn package(&self) -> Option<Package<'a>> {
        Package::of(self.pack, self.profile, &self.verdicts)
    }

    /// Suggestions that apply, that the authors of the pack call well evidenced, and that nobody offers in the area
    /// whose services are known. Nothing where no offer is known.
    pub fn not_on_offer(&self) -> Vec<(usize, &'a Finding)> {
        let Some(offer) = self.pack.offer() else { return Vec::new() };
        let well = &self.pack.reference().manifest.well_evidenced;
        let graded = |grading: &Grading| well.iter().any(|(s, g)| *s == grading.scheme && *g == grading.grade);
        self.findings(&[Outcome::Matched])
            .into_iter()
            .filter(|(_, finding, _)| position(self.pack, finding).part == Part::Suggestion)
            .filter(|(_, finding, _)| finding.statements.iter().any(|statement| !statement.interventions.is_empty()))
            .filter(|(_, finding, _)| finding.strength.iter().any(graded))
            .filter(|(_, finding, _)| offer.of_finding(finding).next().is_none())
            .map(|(index, finding, _)| (index, finding))
            .collect()
    }

    fn outcome(&self, index: usize) -> Outcome {
        self.verdicts.get(index).map_or(Outcome::Failed, Verdict::outcome)
    }

    /// Why a finding has the outcome that it has.
    pub fn reasons(&self, index: usize) -> Vec<Reason> {
        let view = View::new(self.pack.vocabulary(), self.profile);
        match (self.pack.criteria().get(index), self.verdicts.get(index)) {
            (Some(criterion), Some(verdict)) => reasons(&view, criterion, verdict),
            _ => Vec::new(),
        }
    }

    /// The answer in the format of the contract. Excluded findings only with `all`.
    pub fn to_json(&self, case: &str, all: bool) -> Json {
        let mut outcomes = vec![Outcome::Matched, Outcome::Possible, Outcome::Failed];
        if all {
            outcomes.push(Outcome::Excluded);
        }
        let findings: Vec<Json> = self
            .findings(&outcomes)
            .into_iter()
            .map(|(index, finding, verdict)| self.finding_json(index, finding, verdict))
            .collect();
        let standing: Vec<Json> =
            self.pack.reference().standing.iter().map(|statement| json!({"id": statement.id})).collect();
        let questions: Vec<Json> = self.questions.iter().map(|question| self.question_json(question)).collect();
        let mut written = vec![
            ("case", case.into()),
            ("pack", pack_json(self.pack)),
            ("findings", findings.into()),
            ("questions", questions.into()),
            ("standing", standing.into()),
            ("warnings", self.warnings.clone().into()),
        ];
        // Beyond the contract: what belongs together, and what another reading of a text would give.
        if let Some(package) = self.package() {
            written.push(("package", self.package_json(&package)));
        }
        if let Some(offer) = self.pack.offer() {
            let absent: Json = self.not_on_offer().into_iter().map(|(_, finding)| finding.id.as_str()).collect();
            written.push((
                "local",
                ordered([
                    ("area", offer.area.clone().into()),
                    ("as_of", offer.as_of.clone().into()),
                    ("well_evidenced_not_on_offer", absent),
                ]),
            ));
        }
        let otherwise: Vec<Json> = self
            .otherwise_read()
            .into_iter()
            .map(|(_, finding, reading)| {
                ordered([("id", finding.id.clone().into()), ("reading", reading_json(reading))])
            })
            .collect();
        if !otherwise.is_empty() {
            written.push(("otherwise_read", otherwise.into()));
        }
        ordered(written)
    }

    fn package_json(&self, package: &Package<'_>) -> Json {
        let vocabulary = self.pack.vocabulary();
        let id = |index: &usize| self.pack.findings().get(*index).map(|finding| finding.id.as_str());
        let slots = package.slots.iter().map(|slot| {
            ordered([
                ("need", slot.need.id.clone().into()),
                ("of", slot.people.iter().map(|place| place.name(vocabulary)).collect()),
                ("findings", slot.findings.iter().filter_map(id).collect()),
            ])
        });
        ordered([
            ("called_for_by", package.called_for_by.iter().filter_map(id).collect()),
            ("provisional", (!package.fixed).into()),
            ("each_line", package.rule.each_line.clone().into()),
            ("slots", slots.collect()),
        ])
    }

    /// One finding in the format of the contract.
    pub fn finding_json(&self, index: usize, finding: &Finding, verdict: &Verdict) -> Json {
        let roles = self.pack.criteria().get(index).map_or(&[][..], |criterion| criterion.roles.as_slice());
        let outcome = verdict.outcome();
        let bindings: Vec<Json> = match outcome {
            Outcome::Matched | Outcome::Possible => verdict
                .bindings()
                .iter()
                .map(|binding| binding_json(self.pack.vocabulary(), self.profile, roles, binding))
                .collect(),
            Outcome::Excluded | Outcome::Failed => Vec::new(),
        };
        let missing = self.missing.get(index).into_iter().flatten();
        let because: Vec<Json> = self
            .reasons(index)
            .iter()
            .map(|reason| reason_json(self.pack.vocabulary(), self.profile, reason))
            .collect();
        let mut written = vec![
            ("id", finding.id.clone().into()),
            ("kind", finding.kind.clone().into()),
            ("verb", finding.verb().word().into()),
            ("outcome", outcome.word().into()),
            ("bindings", bindings.into()),
            ("because", because.into()),
            ("missing", missing.map(|unknown| unknown_json(self.pack.vocabulary(), *unknown)).collect()),
            (
                "strength",
                finding
                    .strength
                    .iter()
                    .map(|grading| {
                        json(&GradingJson {
                            scheme: &grading.scheme,
                            grade: &grading.grade,
                            wording: grading.wording.as_deref(),
                            as_of: &grading.as_of,
                            by: grading.by.as_deref(),
                            inferred: grading.inferred,
                        })
                    })
                    .collect(),
            ),
            (
                "sources",
                finding
                    .sources
                    .iter()
                    .map(|citation| {
                        ordered([("id", citation.source.clone().into()), ("section", citation.section.clone().into())])
                    })
                    .collect(),
            ),
        ];
        if let Some(delivery) = &finding.delivery {
            written.push((
                "delivery",
                ordered([
                    ("status", delivery.status.clone().into()),
                    ("as_of", delivery.as_of.clone().into()),
                    ("basis", delivery.basis.clone().into()),
                ]),
            ));
        }
        if outcome == Outcome::Matched && !verdict.open.is_empty() {
            // Beyond the contract: whom it may apply to as well, so that one person does not hide another.
            let open =
                verdict.open.iter().map(|binding| binding_json(self.pack.vocabulary(), self.profile, roles, binding));
            written.push(("may_also_apply_to", open.collect()));
        }
        written.push(("cautions", finding.cautions.clone().into()));
        written.push(("with", finding.linked(Relation::TogetherWith).collect()));
        let readings: Vec<Json> = self.readings(index).into_iter().map(reading_json).collect();
        if !readings.is_empty() {
            written.push(("readings", readings.into()));
        }
        let reference = self.pack.reference();
        let conflicts: Vec<Json> = reference.conflicts_of(&finding.id).map(conflict_json).collect();
        if !conflicts.is_empty() {
            written.push(("conflicts", conflicts.into()));
        }
        if let Some(offer) = self.pack.offer() {
            written.push(("local", offer.of_finding(finding).map(service_json).collect()));
        }
        let later: Vec<Json> = reference.later_of(&finding.id).map(later_json).collect();
        if !later.is_empty() {
            written.push(("later", later.into()));
        }
        if let Some(failure) = verdict.failure {
            written.push(("failure", failure.to_string().into()));
        }
        ordered(written)
    }

    /// One question in the format of the contract.
    pub fn question_json(&self, question: &Question) -> Json {
        let settles: Json = question
            .settles
            .iter()
            .filter_map(|index| self.pack.findings().get(*index).map(|finding| finding.id.as_str()))
            .collect();
        let mut written = unknown_entries(self.pack.vocabulary(), question.about);
        written.push(("kind", json(&question.kind)));
        written.push(("settles", settles));
        written.push(("why", question.why.clone().into()));
        ordered(written)
    }
}

fn reading_json(reading: &Reading) -> Json {
    ordered([
        ("followed", reading.default.clone().into()),
        ("other", reading.other.clone().into()),
        ("note", reading.note.clone().into()),
    ])
}

fn service_json(service: &Service) -> Json {
    ordered([
        ("intervention", service.intervention.clone().into()),
        ("provider", service.provider.clone().into()),
        ("for_whom", service.for_whom.clone().into()),
        ("referral", service.referral.clone().into()),
        ("waiting_weeks", service.waiting_weeks.into()),
        ("contact", service.contact.clone().into()),
        ("note", service.note.clone().into()),
    ])
}

fn conflict_json(conflict: &Conflict) -> Json {
    let side = |side: &Side| {
        ordered([
            ("source", side.source.clone().into()),
            ("section", side.section.clone().into()),
            ("says", side.says.clone().into()),
        ])
    };
    ordered([
        ("id", conflict.id.clone().into()),
        ("topic", conflict.topic.clone().into()),
        ("sides", conflict.sides.iter().map(side).collect()),
        ("handling", conflict.handling.clone().into()),
    ])
}

fn later_json(record: &LaterRecord) -> Json {
    let grading = |grading: &LaterGrading| {
        ordered([
            ("scheme", grading.scheme.clone().into()),
            ("grade", grading.grade.clone().into()),
            ("of", grading.of.clone().into()),
            ("wording", grading.wording.clone().into()),
            ("as_of", record.as_of.clone().into()),
        ])
    };
    ordered([
        ("id", record.id.clone().into()),
        ("source", record.source.clone().into()),
        ("as_of", record.as_of.clone().into()),
        ("says", record.says.clone().into()),
        ("strength", record.strength.iter().map(grading).collect()),
        ("effect", record.effect.clone().into()),
    ])
}

#[derive(Serialize)]
struct GradingJson<'a> {
    scheme: &'a str,
    grade: &'a str,
    wording: Option<&'a str>,
    as_of: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'a str>,
    inferred: bool,
}

/// A condition that stands by itself, decided for a case, in a format like that of a finding.
pub fn condition_json(pack: &Pack, case: &str, profile: &Profile, condition: &Condition) -> Json {
    let view = View::new(pack.vocabulary(), profile);
    let criterion = Criterion::new(pack.vocabulary(), condition.clone());
    let verdict = criterion.verdict(&view);
    let because: Vec<Json> = reasons(&view, &criterion, &verdict)
        .iter()
        .map(|reason| reason_json(pack.vocabulary(), profile, reason))
        .collect();
    let missing = if verdict.outcome() == Outcome::Possible { criterion.missing(&view, &verdict) } else { Vec::new() };
    let bindings =
        verdict.bindings().iter().map(|binding| binding_json(pack.vocabulary(), profile, &criterion.roles, binding));
    ordered([
        ("case", case.into()),
        ("outcome", verdict.outcome().word().into()),
        ("bindings", bindings.collect()),
        ("because", because.into()),
        ("missing", missing.into_iter().map(|unknown| unknown_json(pack.vocabulary(), unknown)).collect()),
    ])
}

/// The answer in place of a case that could not be read.
pub fn error_json(case: &str, problem: &Problem) -> Json {
    let location = problem.location.as_ref();
    let mut error = vec![("message", problem.message.clone().into())];
    if let Some(location) = location {
        error.push(("line", location.line.into()));
        error.push(("column", location.column.into()));
    }
    for (name, text) in [("fact", &problem.fact), ("value", &problem.value), ("did_you_mean", &problem.did_you_mean)] {
        if let Some(text) = text {
            error.push((name, text.clone().into()));
        }
    }
    ordered([("case", case.into()), ("error", ordered(error))])
}

/// Which pack answered.
pub fn pack_json(pack: &Pack) -> Json {
    ordered([("version", pack.reference().manifest.version.clone().into()), ("hash", pack.hash().into())])
}

/// Who is bound, for every role of the vocabulary.
pub fn binding_json(
    vocabulary: &Vocabulary,
    profile: &Profile,
    roles: &[crate::condition::RoleId],
    binding: &Binding,
) -> Json {
    let written = vocabulary.roles().map(|(role, description)| {
        let place = binding.somebody(role).filter(|_| roles.contains(&role));
        let unlisted = place.is_some_and(|place| profile.is_unlisted(place.entity));
        (description.name.clone(), written_place(vocabulary, role, place, unlisted))
    });
    Json::Object(written.collect::<Map<String, Json>>())
}

/// A reason: the fact, of whom, its value, and where the rule asks for it.
pub fn reason_json(vocabulary: &Vocabulary, profile: &Profile, reason: &Reason) -> Json {
    let (fact, of, value) = match reason.statement {
        Statement::Fact(place, fact) => {
            let description = vocabulary.fact(fact);
            let value = profile.stated(place, fact).value();
            (
                description.id.clone(),
                place.name(vocabulary),
                value.map_or(Json::Null, |value| description.write_value(value)),
            )
        }
        Statement::Nobody(entity) => {
            let description = vocabulary.entity(entity);
            let value = if description.many { json!([]) } else { crate::profile::ABSENT.into() };
            (description.name.clone(), description.name.clone(), value)
        }
    };
    ordered([("fact", fact.into()), ("of", of.into()), ("value", value), ("at", reason.at.to_string().into())])
}

fn unknown_entries(vocabulary: &Vocabulary, unknown: Unknown) -> Vec<(&'static str, Json)> {
    let (fact, of) = match unknown {
        Unknown::Fact(place, fact) => (vocabulary.fact(fact).id.clone(), place.name(vocabulary)),
        Unknown::Number(entity) => (vocabulary.entity(entity).name.clone(), vocabulary.entity(entity).name.clone()),
    };
    vec![("fact", fact.into()), ("of", of.into())]
}

/// Something unknown: the fact and of whom.
pub fn unknown_json(vocabulary: &Vocabulary, unknown: Unknown) -> Json {
    ordered(unknown_entries(vocabulary, unknown))
}

fn ordered<'a>(entries: impl IntoIterator<Item = (&'a str, Json)>) -> Json {
    Json::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn json(value: &impl Serialize) -> Json {
    serde_json::to_value(value).unwrap_or(Json::Null)
}

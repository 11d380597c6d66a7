//! A rule pack: everything that was loaded, checked as a whole, and hashed.
//!
//! A pack loads whole or not at all; every problem of every file is reported in one go.

mod check;
mod files;
mod verdicts;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::condition::Condition;
use crate::document::read_toml;
use crate::finding::{Finding, Reading, Status};
use crate::matching::Program;
use crate::offer::Offer;
use crate::phrases::Phrases;
use crate::problem::{Problem, tidy};
use crate::reference::{PendingNeed, Reference};
use crate::script::{Collected, Host, Surroundings};
use crate::text::{SourceText, Span};
use crate::verdict::Criterion;
use crate::vocabulary::{Derivation, Vocabulary};

pub use files::FileKind;
pub use verdicts::Verdicts;

/// Everything of a rule pack that answers are made from.
#[derive(Debug)]
pub struct Pack {
    vocabulary: Vocabulary,
    reference: Reference,
    findings: Vec<Finding>,
    background: Vec<Finding>,
    program: Program,
    /// The whole condition of each finding.
    criteria: Vec<Criterion>,
    /// The conditions of the readings of each finding.
    readings: Vec<Vec<ReadingCriteria>>,
    needs: Vec<Option<Criterion>>,
    texts: BTreeMap<String, SourceText>,
    hash: String,
    offer: Option<Offer>,
    phrases: Phrases,
}

/// The conditions of a reading, ready to be decided.
#[derive(Debug)]
pub struct ReadingCriteria {
    /// Where it is said beside a finding that applies, as it is written.
    pub when: Option<Criterion>,
    /// The same together with the finding's own condition: the same people satisfy both.
    pub beside: Option<Criterion>,
    /// What the other reading gives.
    pub other_when: Option<Criterion>,
}

/// What loading a pack gave.
#[derive(Debug)]
pub struct Loaded {
    /// The pack, if there is no error.
    pub pack: Option<Pack>,
    /// Errors and warnings, by file and place.
    pub problems: Vec<Problem>,
}

impl Pack {
    /// Loads a pack from its files: paths from the root of the pack, with `/`, and texts.
    ///
    /// The order of the files does not matter. See [`FileKind`] for which files a pack has.
    pub fn load(files: impl IntoIterator<Item = (String, String)>) -> Loaded {
        let texts: BTreeMap<String, SourceText> =
            files.into_iter().map(|(path, text)| (path.clone(), SourceText::new(path, text))).collect();
        let mut problems = Vec::new();
        let phrases = read_phrases(&texts, &mut problems);
        let mut reference = Reference::default();
        let mut relations = Vec::new();
        let mut pending_needs = Vec::new();
        let (vocabulary, pending, values_from) =
            read_tables(&texts, &mut reference, &mut relations, &mut pending_needs, &mut problems);
        let mut vocabulary = vocabulary;
        for (fact, from) in values_from {
            check::fill_values(&mut vocabulary, &reference, &texts, fact, &from, &mut problems);
        }
        let scripts: BTreeMap<String, SourceText> = texts
            .iter()
            .filter(|(path, _)| {
                matches!(
                    FileKind::of(path),
                    FileKind::Findings
                        | FileKind::Background
                        | FileKind::Module
                        | FileKind::Vocabulary
                        | FileKind::Needs
                )
            })
            .map(|(path, text)| (path.clone(), text.clone()))
            .collect();
        let scripts = Arc::new(scripts);
        derive(&mut vocabulary, &scripts, pending, &mut problems);
        let vocabulary = Arc::new(vocabulary);
        build_needs(&vocabulary, &mut reference, &scripts, pending_needs, &mut problems);
        let reference = Arc::new(reference);
        let Written { mut findings, mut background, mut ids } =
            run_scripts(&vocabulary, &reference, &scripts, &mut problems);
        // A file that could not be run would have written a finding of its name: others may speak of it.
        ids.extend(problems.iter().filter_map(|problem| {
            let file = &problem.location.as_ref()?.file;
            let kind = FileKind::of(file);
            let stem =
                file.strip_suffix(".rhai").filter(|_| matches!(kind, FileKind::Findings | FileKind::Background))?;
            Some(stem.rsplit('/').next().unwrap_or(stem).to_owned())
        }));
        let vocabulary = Arc::unwrap_or_clone(vocabulary);
        let reference = Arc::unwrap_or_clone(reference);
        findings.sort_by(|a, b| a.id.cmp(&b.id).then_with(|| a.at.cmp(&b.at)));
        // What a module writes while it is imported is written once, however often it is imported.
        findings.dedup_by(|a, b| a.id == b.id && a.at == b.at && FileKind::of(&a.at.file) == FileKind::Module);
        background.sort_by(|a, b| a.id.cmp(&b.id).then_with(|| a.at.cmp(&b.at)));
        check::whole(&vocabulary, &reference, [&findings, &background], &ids, &texts, &relations, &mut problems);
        tidy(&mut problems);
        let pack = problems.iter().all(|problem| !problem.is_error()).then(|| {
            let program = Program::compile(&vocabulary, &findings);
            let criteria = findings.iter().map(|finding| Criterion::new(&vocabulary, finding.condition())).collect();
            let readings = findings.iter().map(|finding| reading_criteria(&vocabulary, finding)).collect();
            let criterion = |condition: &Condition| Criterion::new(&vocabulary, condition.clone());
            let needs = reference.needs.iter().map(|need| need.present.as_ref().map(criterion)).collect();
            let hash = hash(&texts);
            Pack {
                vocabulary,
                reference,
                findings,
                background,
                program,
                criteria,
                readings,
                needs,
                texts,
                hash,
                offer: None,
                phrases,
            }
        });
        Loaded { pack, problems }
    }

    /// How people write of it.
    pub fn phrases(&self) -> &Phrases {
        &self.phrases
    }

    /// Who and what a case can describe.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// What findings refer to.
    pub fn reference(&self) -> &Reference {
        &self.reference
    }

    /// The same pack, without what the later public record says.
    #[must_use]
    pub fn without_later_record(mut self) -> Self {
        self.reference.later_hidden = true;
        self
    }

    /// The same pack, with what can be referred to in one place.
    #[must_use]
    pub fn with_offer(mut self, offer: Offer) -> Self {
        self.offer = Some(offer);
        self
    }

    /// What can be referred to in one place, if that is known.
    pub fn offer(&self) -> Option<&Offer> {
        self.offer.as_ref()
    }

    /// All findings, by id.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// A finding by its id.
    pub fn finding(&self, id: &str) -> Option<(usize, &Finding)> {
        let index = self.findings.binary_search_by(|finding| finding.id.as_str().cmp(id)).ok()?;
        Some((index, self.findings.get(index)?))
    }

    /// What speaks of services and not of a case, by id: answered when asked about.
    pub fn background(&self) -> &[Finding] {
        &self.background
    }

    /// The conditions of the readings of a finding, in their order.
    pub fn reading_criteria(&self, finding: usize) -> &[ReadingCriteria] {
        self.readings.get(finding).map_or(&[], Vec::as_slice)
    }

    /// When each need is present, in the order of the needs.
    pub fn need_criteria(&self) -> &[Option<Criterion>] {
        &self.needs
    }

    /// The findings that may be shown in answers, with their numbers.
    pub fn active(&self) -> impl Iterator<Item = (usize, &Finding)> {
        self.findings.iter().enumerate().filter(|(_, finding)| finding.status == Status::Active)
    }

    /// The conditions in the form that cases are matched with.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The whole condition of each finding, in their order.
    pub fn criteria(&self) -> &[Criterion] {
        &self.criteria
    }

    /// The files that the pack was read from.
    pub fn texts(&self) -> &BTreeMap<String, SourceText> {
        &self.texts
    }

    /// SHA-256 of everything that answers are made from, in hexadecimal. Cases, scenarios and texts for
    /// authors are not part of it.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Reads one condition in the rule language.
    pub fn condition(&self, script: &str) -> Result<Condition, Vec<Problem>> {
        const NAME: &str = "condition";
        let text = SourceText::new(NAME, script);
        let mut texts: BTreeMap<String, SourceText> = self
            .texts
            .iter()
            .filter(|(path, _)| FileKind::of(path) == FileKind::Module)
            .map(|(path, text)| (path.clone(), text.clone()))
            .collect();
        let start = script.len() - script.trim_start().len();
        let place = text.locate(Span::new(start, start + script.trim().len()));
        texts.insert(NAME.to_owned(), text);
        let surroundings = Rc::new(Surroundings::new(
            Arc::new(self.vocabulary.clone()),
            Arc::new(self.reference.clone()),
            Arc::new(texts),
        ));
        let host = Host::new(Rc::clone(&surroundings));
        let condition = host.condition(NAME, script, &place);
        let mut problems = surroundings.collected.take().problems;
        tidy(&mut problems);
        condition.filter(|_| problems.is_empty()).ok_or(problems)
    }
}

/// Reads the files of phrases.
fn read_phrases(texts: &BTreeMap<String, SourceText>, problems: &mut Vec<Problem>) -> Phrases {
    let mut pending = crate::phrases::Pending::default();
    for (_, text) in texts.iter().filter(|(path, _)| FileKind::of(path) == FileKind::Phrases) {
        let (document, mut faults) = read_toml(text);
        if faults.is_empty() {
            pending.add(text, document);
        }
        problems.append(&mut faults);
    }
    pending.read(problems)
}

type Tables = (Vocabulary, Vec<crate::vocabulary::PendingRule>, Vec<(crate::condition::FactId, String)>);

/// Reads the tables of a pack, each file in the order in which later ones refer to it.
fn read_tables(
    texts: &BTreeMap<String, SourceText>,
    reference: &mut Reference,
    relations: &mut Vec<(String, crate::text::Location)>,
    pending_needs: &mut Vec<PendingNeed>,
    problems: &mut Vec<Problem>,
) -> Tables {
    const IN_ORDER: [FileKind; 9] = [
        FileKind::Manifest,
        FileKind::Sources,
        FileKind::Catalogue,
        FileKind::Vocabulary,
        FileKind::Standing,
        FileKind::Needs,
        FileKind::Questions,
        FileKind::Conflicts,
        FileKind::Later,
    ];
    for (required, what) in [(files::MANIFEST, "what the pack is"), (files::VOCABULARY, "its vocabulary")] {
        if !texts.contains_key(required) {
            problems.push(
                Problem::error("missing-file", format!("the pack has no `{required}`"))
                    .help(format!("it says {what}; is this the folder of a rule pack?")),
            );
        }
    }
    let mut vocabulary = Tables::default();
    for kind in IN_ORDER {
        for (path, text) in texts.iter().filter(|(path, _)| FileKind::of(path) == kind) {
            let (document, mut faults) = read_toml(text);
            let broken = !faults.is_empty();
            problems.append(&mut faults);
            let before = problems.len();
            match kind {
                FileKind::Manifest => reference.read_manifest(text, &document, problems),
                FileKind::Sources => reference.read_sources(text, &document, problems),
                FileKind::Catalogue => reference.read_interventions(text, &document, problems, relations),
                FileKind::Vocabulary => vocabulary = crate::vocabulary::read(text, &document, problems),
                FileKind::Standing => reference.read_standing(text, &document, problems),
                FileKind::Needs => reference.read_needs(text, &document, problems, pending_needs),
                FileKind::Questions => reference.read_questions(text, &document, problems),
                FileKind::Conflicts => reference.read_conflicts(text, &document, problems),
                FileKind::Later => reference.read_later(text, &document, problems),
                _ => debug_assert!(false, "{path} is no table of the pack"),
            }
            if broken {
                // What the reader made up in place of a text that is no TOML has no place.
                let made_up =
                    |problem: &Problem| problem.location.as_ref().is_some_and(|place| place.span == Span::default());
                let later = problems.split_off(before);
                problems.extend(later.into_iter().filter(|problem| !made_up(problem)));
            }
        }
    }
    vocabulary
}

/// What the scripts of a pack wrote.
#[derive(Debug, Default)]
struct Written {
    findings: Vec<Finding>,
    background: Vec<Finding>,
    /// The ids of all findings, those that could not be read among them.
    ids: BTreeSet<String>,
}

impl Written {
    /// What was written, and every problem with it.
    fn of(host: &Host) -> (Self, Vec<Problem>) {
        let collected = host.surroundings().collected.take();
        let Collected { findings, background, written, problems, .. } = collected;
        (Self { findings, background, ids: written }, problems)
    }
}

/// Runs every script; many files are shared out among the processors. The order in which files are run cannot
/// be seen in the result: a script sees no other, and findings and problems are sorted afterwards.
fn run_scripts(
    vocabulary: &Arc<Vocabulary>,
    reference: &Arc<Reference>,
    scripts: &Arc<BTreeMap<String, SourceText>>,
    problems: &mut Vec<Problem>,
) -> Written {
    /// Fewer files than this are not worth a thread of their own: starting one costs as much as some ten files.
    const FILES_FOR_A_THREAD: usize = 100;
    /// Room for the deepest script that the limits allow, in a debug build too.
    const STACK_BYTES: usize = 16 * 1024 * 1024;
    let of_kind = |kind: FileKind| scripts.keys().filter(move |path| FileKind::of(path) == kind).map(String::as_str);
    let paths: Vec<&str> = of_kind(FileKind::Findings).chain(of_kind(FileKind::Background)).collect();
    let run = |paths: &[&str]| {
        let surroundings = Surroundings::new(Arc::clone(vocabulary), Arc::clone(reference), Arc::clone(scripts));
        let host = Host::new(Rc::new(surroundings));
        for path in paths {
            host.run(path);
        }
        Written::of(&host)
    };
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let share = paths.len().div_ceil(processors).max(FILES_FOR_A_THREAD);
    let mut written = Written::default();
    std::thread::scope(|scope| {
        let mut shares = paths.chunks(share);
        let first = shares.next().unwrap_or(&[]);
        let others: Vec<_> = shares
            .map(|share| {
                let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
                (share, thread.spawn_scoped(scope, || run(share)))
            })
            .collect();
        let mut gather = |(some, faults): (Written, Vec<Problem>)| {
            written.findings.extend(some.findings);
            written.background.extend(some.background);
            written.ids.extend(some.ids);
            problems.extend(faults);
        };
        gather(run(first));
        for (share, thread) in others {
            // Where no thread can be had, or it ended badly, its share is run here.
            let collected = thread.ok().and_then(|thread| thread.join().ok());
            gather(collected.unwrap_or_else(|| run(share)));
        }
        let surroundings = Surroundings::new(Arc::clone(vocabulary), Arc::clone(reference), Arc::clone(scripts));
        let host = Host::new(Rc::new(surroundings));
        for path in of_kind(FileKind::Module) {
            host.check_module(path);
        }
        gather(Written::of(&host));
    });
    written
}

/// The conditions of a finding's readings.
fn reading_criteria(vocabulary: &Vocabulary, finding: &Finding) -> Vec<ReadingCriteria> {
    let criterion = |condition: Condition| Criterion::new(vocabulary, condition);
    let of_reading = |reading: &Reading| ReadingCriteria {
        when: reading.when.clone().map(criterion),
        beside: reading.when.clone().map(|when| criterion(finding.condition().and(when))),
        other_when: reading.other_when.clone().map(criterion),
    };
    finding.readings.iter().map(of_reading).collect()
}

/// Builds the conditions of needs and of the package.
fn build_needs(
    vocabulary: &Arc<Vocabulary>,
    reference: &mut Reference,
    scripts: &Arc<BTreeMap<String, SourceText>>,
    pending: Vec<PendingNeed>,
    problems: &mut Vec<Problem>,
) {
    let Some(text) = scripts.get(files::NEEDS) else { return };
    let surroundings = Rc::new(Surroundings::new(Arc::clone(vocabulary), Arc::default(), Arc::clone(scripts)));
    let host = Host::new(Rc::clone(&surroundings));
    for PendingNeed { need, script, start } in pending {
        let Some(condition) = build_in_place(&host, text, &script, start) else { continue };
        match (need, &mut reference.package) {
            (Some(number), _) => {
                if let Some(need) = reference.needs.get_mut(number) {
                    need.present = Some(condition);
                }
            }
            (None, Some(package)) => package.fixed_when = condition,
            (None, None) => {}
        }
    }
    problems.extend(surroundings.collected.take().problems);
}

/// Builds a condition that stands in a table; its lines and columns are those of the file.
fn build_in_place(host: &Host, text: &SourceText, script: &str, start: usize) -> Option<Condition> {
    let place = text.locate(Span::new(start, start + script.len()));
    let padded = format!("{}{}{script}", "\n".repeat(place.line - 1), " ".repeat(place.column - 1));
    host.condition(&place.file, &padded, &place)
}

/// Builds the derivations that are written in the rule language.
fn derive(
    vocabulary: &mut Vocabulary,
    scripts: &Arc<BTreeMap<String, SourceText>>,
    pending: Vec<crate::vocabulary::PendingRule>,
    problems: &mut Vec<Problem>,
) {
    let Some(text) = scripts.get(files::VOCABULARY) else { return };
    let surroundings = Rc::new(Surroundings::new(Arc::new(vocabulary.clone()), Arc::default(), Arc::clone(scripts)));
    let host = Host::new(Rc::clone(&surroundings));
    for rule in pending {
        let place = text.locate(Span::new(rule.start, rule.start + rule.script.len()));
        let Some(condition) = build_in_place(&host, text, &rule.script, rule.start) else { continue };
        check::derivation(vocabulary, rule.fact, &condition, &place, problems);
        vocabulary.fact_mut(rule.fact).derivation =
            Some(if rule.only_if_true { Derivation::TrueIf(condition) } else { Derivation::Equals(condition) });
    }
    problems.extend(surroundings.collected.take().problems);
    check::no_circles(vocabulary, text, problems);
}

fn hash(texts: &BTreeMap<String, SourceText>) -> String {
    let mut digest = Sha256::new();
    for (path, text) in texts.iter().filter(|(path, _)| FileKind::of(path).decides_answers()) {
        for part in [path.as_str(), text.text()] {
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part.as_bytes());
        }
    }
    digest.finalize().iter().fold(String::new(), |mut hexadecimal, byte| {
        use std::fmt::Write;
        let _ = write!(hexadecimal, "{byte:02x}");
        hexadecimal
    })
}

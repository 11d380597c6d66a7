//! The examples beside the phrases: each must be read, or must not be.

use handrail_engine::phrases::{SAYS, Says, Status};
use handrail_engine::problem::Problem;
use handrail_engine::text::Location;

use super::answers::Hearing;
use super::redact::{KnownNames, Masker};
use super::{Reader, Understanding};

/// What came of the examples of a pack.
#[derive(Debug, Default)]
pub(crate) struct Tried {
    /// How many there are.
    pub(crate) count: usize,
    /// Those that failed.
    pub(crate) failed: Vec<Problem>,
}

/// Reads every example beside the phrases, in the way in which any text is read.
pub(crate) fn try_all(masker: &Masker, reader: &Reader<'_>) -> Tried {
    let mut tried = Tried::default();
    let read = |text: &str| reader.read(masker.mask(text.to_owned(), &mut KnownNames::default()));
    for concept in &reader.phrases.concepts {
        for (written, at) in &concept.examples.positive {
            tried.count += 1;
            let (text, wanted) =
                written.split_once("=>").map_or((written.trim(), ""), |(text, wanted)| (text.trim(), wanted.trim()));
            let understanding = read(text);
            if !holds(&understanding, &concept.id, wanted) {
                tried.failed.push(failure(&understanding, text, &format!("`{}` {wanted}", concept.id), at));
            }
        }
        for (text, at) in &concept.examples.negative {
            tried.count += 1;
            let understanding = read(text);
            if understanding.assertions.iter().any(|one| one.concept == concept.id && one.status != Status::Absent) {
                tried.failed.push(failure(&understanding, text, &format!("no `{}`", concept.id), at));
            }
        }
    }
    for act in &reader.phrases.acts {
        for (written, at) in &act.examples.positive {
            tried.count += 1;
            let (text, wanted) = written.split_once("=>").unwrap_or((written, ""));
            let (concept, rest) = wanted.trim().split_once(' ').unwrap_or((wanted.trim(), ""));
            let understanding = read(text.trim());
            if !holds(&understanding, concept, rest) {
                tried.failed.push(failure(&understanding, text.trim(), wanted.trim(), at));
            }
        }
        for (text, at) in &act.examples.negative {
            tried.count += 1;
            let understanding = read(text);
            if !understanding.assertions.is_empty() {
                tried.failed.push(failure(&understanding, text, "nothing", at));
            }
        }
    }
    let danger = &reader.phrases.danger.examples;
    for (examples, urgent) in [(&danger.positive, true), (&danger.negative, false)] {
        for (text, at) in examples {
            tried.count += 1;
            let understanding = read(text);
            if understanding.urgent != urgent {
                let wanted = if urgent { "danger now" } else { "no danger now" };
                tried.failed.push(failure(&understanding, text, wanted, at));
            }
        }
    }
    tried
}

/// Hears every example beside the words of replies.
pub(super) fn try_replies(hearing: &Hearing<'_>, tried: &mut Tried) {
    for reply in &hearing.pack().phrases().replies {
        let word = SAYS.iter().find(|(_, says)| *says == reply.says).map_or("", |(word, _)| *word);
        for (examples, wanted) in [(&reply.examples.positive, true), (&reply.examples.negative, false)] {
            for (text, at) in examples {
                tried.count += 1;
                let (says, to_come) = hearing.says(text);
                let heard = match reply.says {
                    Says::ToCome => to_come,
                    // A counter example may say something else too; alone it must not be this.
                    _ if wanted => says.contains(&reply.says),
                    _ => says == [reply.says],
                };
                if heard != wanted {
                    let what = if wanted { "be heard as" } else { "not be heard as" };
                    tried.failed.push(
                        Problem::error("example-failed", format!("`{text}` should {what} `{word}`"))
                            .at_location(at.clone())
                            .label("this example"),
                    );
                }
            }
        }
    }
}

fn holds(understanding: &Understanding, concept: &str, wanted: &str) -> bool {
    let (who, status) = wanted.split_once(' ').unwrap_or((wanted, ""));
    understanding.assertions.iter().any(|one| {
        one.concept == concept
            && (who.is_empty() || one.who == who)
            && (status.is_empty() || one.status.word() == status)
    })
}

fn failure(understanding: &Understanding, text: &str, wanted: &str, at: &Location) -> Problem {
    let read: Vec<String> = understanding
        .assertions
        .iter()
        .map(|one| format!("{} {} {}", one.concept, one.who, one.status.word()))
        .collect();
    let read = if read.is_empty() { "nothing".to_owned() } else { read.join("; ") };
    Problem::error("example-failed", format!("`{text}` should give {wanted}; it gives {read}"))
        .at_location(at.clone())
        .label("this example")
}

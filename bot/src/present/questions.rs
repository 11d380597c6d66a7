//! Questions: one as it is asked, and all that are open.

use handrail_engine::answer::Answer;
use handrail_engine::certainty::Unknown;
use handrail_engine::pack::Pack;
use handrail_engine::question::{self as engine, QuestionKind};
use handrail_engine::vocabulary::{Domain, Vocabulary};

use super::words;
use crate::document::{Block, Question};

/// One question as it is asked.
pub(crate) fn question(vocabulary: &Vocabulary, asked: &engine::Question) -> Question {
    let (text, choices, answers) = match asked.about {
        Unknown::Fact(place, id) => {
            let description = vocabulary.fact(id);
            let text = description.question.replace("{who}", &place.label(vocabulary));
            let choices: Vec<String> = description.values().iter().map(|named| named.label.clone()).collect();
            (text, choices, expected(vocabulary, asked.about))
        }
        Unknown::Number(entity) => (
            format!("How many {} are there, and is each of them noted?", words::entity(vocabulary, entity)),
            Vec::new(),
            expected(vocabulary, asked.about),
        ),
    };
    Question {
        text,
        safety: asked.safety,
        choices,
        hint: format!("{answers}, `don't know`, `skip`, `why` or `suggest`"),
    }
}

/// What can be answered.
fn expected(vocabulary: &Vocabulary, about: Unknown) -> String {
    let id = match about {
        Unknown::Fact(_, id) => id,
        Unknown::Number(entity) => return format!("a number, `add {}`", vocabulary.entity(entity).name),
    };
    let description = vocabulary.fact(id);
    match &description.domain {
        Domain::Bool => "`yes`, `no`".to_owned(),
        Domain::Choice(_) => "a number from the list".to_owned(),
        Domain::Set(_) => "numbers from the list with commas, `none`".to_owned(),
        Domain::Integer { minimum, maximum, unit } => match description.divided_as {
            Some((divided, _)) => match &vocabulary.fact(divided).domain {
                Domain::Integer { unit: larger, .. } => {
                    format!("for example `6 {larger}`, `6 {larger} 3 {unit}` or `75 {unit}`")
                }
                _ => format!("a number of {unit}"),
            },
            None => format!("a number of {unit} from {minimum} to {maximum}"),
        },
    }
}

/// What is missing: every open question in the order in which it would be asked, and what it bears on.
pub(crate) fn missing(answer: &Answer<'_>) -> Vec<Block> {
    let mut blocks = vec![Block::heading(2, "What is missing")];
    blocks.extend(listed(answer.pack, &answer.questions));
    blocks
}

fn listed(pack: &Pack, questions: &[engine::Question]) -> Vec<Block> {
    if questions.is_empty() {
        return vec![Block::text("Nothing: no answer to any question can change what is suggested.")];
    }
    let lines = questions.iter().map(|asked| {
        let bears = match asked.kind {
            QuestionKind::Deciding => {
                words::counted(asked.settles.len(), "finding depends on it", "findings depend on it")
            }
            QuestionKind::Qualifying => "bears on wording or caution".to_owned(),
        };
        let safety = if asked.safety { "; safety" } else { "" };
        let vocabulary = pack.vocabulary();
        format!(
            "{} (`{}`) - {bears}{safety}",
            words::unknown(vocabulary, asked.about),
            words::typed(vocabulary, asked.about)
        )
    });
    vec![Block::List(lines.collect())]
}

//! Which question comes next, why it is asked, and when there is none left.

use handrail_engine::answer::Answer;
use handrail_engine::certainty::Unknown;
use handrail_engine::question::Question;

use super::Talk;
use crate::dialogue::state::{Doubt, Stage, ToConfirm, Topic, about};
use crate::document::Block;
use crate::present::{self, Detail, words};

impl Talk<'_> {
    pub(super) fn next(&mut self) -> &'static str {
        let nothing_noted = self.profile.statements(self.pack.vocabulary()).is_empty();
        if matches!(self.state.stage, Stage::Describing { .. } | Stage::Who { .. }) && !nothing_noted {
            return self.noted();
        }
        let open = Answer::of(self.pack, &self.profile).questions;
        if !open.iter().any(|question| self.may_ask(question)) && !self.state.skipped.is_empty() {
            self.state.skipped.clear();
            self.say(Block::text("What was skipped is asked again."));
        }
        self.ask();
        "next"
    }

    pub(super) fn may_ask(&self, question: &Question) -> bool {
        let topic = words::typed(self.pack.vocabulary(), question.about);
        !self.state.not_known.contains(&topic) && !self.state.skipped.contains(&topic)
    }

    /// Asks the next question; if there is none, says why and shows suggestions. What was written and does not count
    /// yet comes first.
    pub(super) fn ask(&mut self) {
        let pack = self.pack;
        let open = |one: &&ToConfirm| about(pack, &self.profile, &one.topic).is_some();
        if let Some(one) = self.state.to_confirm.iter().find(open).cloned() {
            self.say(Block::text(match one.why {
                Doubt::Danger => "You wrote of danger. It has to be known:",
                Doubt::TwoThings => "Two things were said of this. Which is right?",
                Doubt::Denied => "You wrote that this is not so. Such a no counts only when you confirm it:",
            }));
            self.ask_about(one.topic, false);
            return;
        }
        let profile = self.profile.clone();
        let answer = Answer::of(pack, &profile);
        if let Some(question) = answer.questions.iter().find(|question| self.may_ask(question)) {
            self.state.stage = Stage::Asking { topic: words::typed(pack.vocabulary(), question.about), picked: false };
            self.say(Block::Question(present::question(pack.vocabulary(), question)));
            return;
        }
        let open: Vec<Topic> =
            answer.questions.iter().map(|question| words::typed(pack.vocabulary(), question.about)).collect();
        let skipped = open.iter().filter(|topic| !self.state.not_known.contains(topic)).count();
        let text = match (open.is_empty(), skipped) {
            (true, _) => "There is nothing left to ask: no answer can change what is suggested.".to_owned(),
            (false, 0) => {
                "There is nothing left to ask: what is still open you said is not known. It stays unknown, not no."
                    .to_owned()
            }
            (false, _) => format!(
                "There is nothing left to ask but {} that you skipped or answered less exactly: `next` asks again, `missing` lists what is open.",
                words::counted(skipped, "question", "questions")
            ),
        };
        self.say(Block::text(text));
        self.blocks.extend(present::answer(&answer, Detail::Brief));
        self.state.stage = Stage::Advised;
        self.repeat();
    }

    /// Asks about a topic, whether or not an answer can change anything.
    pub(super) fn ask_about(&mut self, topic: Topic, picked: bool) {
        let Some(asked) = about(self.pack, &self.profile, &topic) else {
            self.state.stage = Stage::Describing { listed: Vec::new() };
            self.repeat();
            return;
        };
        let question = self.question(asked);
        self.say(Block::Question(present::question(self.pack.vocabulary(), &question)));
        self.state.stage = Stage::Asking { topic, picked };
    }

    /// The engine's question about this, or one made up for a topic that it would not ask.
    pub(super) fn question(&self, asked: Unknown) -> Question {
        let found = Answer::of(self.pack, &self.profile).questions.into_iter().find(|question| question.about == asked);
        let safety = matches!(asked, Unknown::Fact(_, fact) if self.pack.vocabulary().fact(fact).safety);
        let topic = words::typed(self.pack.vocabulary(), asked);
        let why = match self.state.to_confirm.iter().find(|one| one.topic == topic).map(|one| one.why) {
            Some(Doubt::Danger) => "you wrote of danger, and nothing comes before that",
            Some(Doubt::TwoThings) => "two things were said of it, and neither is taken before you say which is right",
            Some(Doubt::Denied) => "you wrote that it is not so, and a wrong no is worse than a question",
            None => "you picked it; as things stand no finding depends on it",
        };
        found.unwrap_or(Question {
            about: asked,
            kind: handrail_engine::question::QuestionKind::Qualifying,
            settles: Vec::new(),
            why: why.to_owned(),
            safety,
        })
    }

    pub(super) fn why_asked(&mut self) -> &'static str {
        let asked = match &self.state.stage {
            Stage::Asking { topic, .. } => about(self.pack, &self.profile, topic),
            _ => None,
        };
        if let Some(asked) = asked {
            let question = self.question(asked);
            self.say(Block::text(format!("I ask because {}.", question.why.trim_end_matches('.'))));
            if let Unknown::Fact(_, fact) = asked {
                let description = self.pack.vocabulary().fact(fact);
                self.say(Block::text(format!("What it means: {}", description.meaning)));
                if let Some(note) = &description.note {
                    self.say(Block::note(note.clone()));
                }
            }
        } else {
            self.say(Block::text("Type `why` and the name of a finding, such as one of those that `suggest` shows; while a question is open, `why` alone says why it is asked."));
        }
        self.repeat();
        "why"
    }
}

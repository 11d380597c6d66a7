//! Replies to what was asked, and numbers that can be of either of two units.

use handrail_engine::certainty::Unknown;
use handrail_engine::condition::FactId;
use handrail_engine::profile::{Change, Statement};
use handrail_engine::vocabulary::{Domain, Value};

use super::{Talk, push};
use crate::dialogue::quantity::{self, Quantity};
use crate::dialogue::reply::Reply;
use crate::dialogue::state::{Stage, Topic, about};
use crate::document::Block;
use crate::present::words;

impl Talk<'_> {
    pub(super) fn replied(&mut self, topic: &Topic, picked: bool, asked: Unknown, reply: Reply) -> &'static str {
        match reply {
            Reply::Value(place, fact, value) => {
                // What was asked in one unit and answered in a coarser one is not asked again at once.
                if asked != Unknown::Fact(place, fact) {
                    push(&mut self.state.skipped, topic.clone());
                }
                self.make(&[Change::Fact(place, fact, Some(value))]);
            }
            Reply::Number(entity, 0) => self.make(&[Change::Nobody(entity)]),
            Reply::Number(entity, number) => {
                let present = if self.profile.is_unlisted(entity) { 0 } else { self.profile.places(entity).count() };
                let more = vec![Change::Somebody(entity); number.saturating_sub(present)];
                push(&mut self.state.skipped, topic.clone());
                self.make(&more);
            }
            Reply::NotKnown => {
                push(&mut self.state.not_known, topic.clone());
                // What was noted of it and is now said not to be known is not kept.
                if let Unknown::Fact(place, fact) = asked {
                    self.profile.retract(self.pack.vocabulary(), Statement::Fact(place, fact));
                }
                self.settled(topic);
                let what = words::unknown(self.pack.vocabulary(), asked);
                self.say(Block::text(format!(
                    "{what}: stays unknown, and is not asked again. Unknown is not taken for no."
                )));
            }
            Reply::Skip => {
                push(&mut self.state.skipped, topic.clone());
                self.state.to_confirm.retain(|known| known.topic != *topic);
                self.say(Block::text("Skipped; it stays unknown."));
            }
            Reply::EitherUnit(number) => return self.which_unit(topic, picked, asked, number),
            Reply::Unclear(_) => {}
        }
        self.go_on(picked);
        "answer"
    }

    pub(super) fn which_unit(&mut self, topic: &Topic, picked: bool, asked: Unknown, number: i32) -> &'static str {
        self.state.stage = Stage::WhichUnit { topic: topic.clone(), picked, number };
        if let Some((coarse, fine)) = self.unit_words(asked, number) {
            self.say(Block::text("Which of these?"));
            self.say(Block::Choices(vec![coarse, fine]));
            self.say(Block::note("Type 1 or 2."));
        }
        "answer"
    }

    /// The number with the coarse and with the fine unit.
    pub(super) fn unit_words(&self, asked: Unknown, number: i32) -> Option<(String, String)> {
        let Unknown::Fact(_, fact) = asked else { return None };
        let vocabulary = self.pack.vocabulary();
        let units = quantity::units(vocabulary, fact)?;
        let words = |fact: FactId| match &vocabulary.fact(fact).domain {
            Domain::Integer { unit, .. } => format!("{number} {unit}"),
            _ => number.to_string(),
        };
        Some((words(units.coarse), words(units.fine)))
    }

    pub(super) fn chosen_unit(&self, topic: &str, number: i32, text: &str) -> Option<(Change, Unknown)> {
        let asked = about(self.pack, &self.profile, topic)?;
        let Unknown::Fact(place, fact) = asked else { return None };
        let vocabulary = self.pack.vocabulary();
        let units = quantity::units(vocabulary, fact)?;
        let text = text.trim();
        let (fact, value) = match text {
            "1" => (units.coarse, Value::Integer(number)),
            "2" => (units.fine, Value::Integer(number)),
            // The unit alone, or the whole again.
            _ => match (
                quantity::read(vocabulary, fact, text, false),
                quantity::read(vocabulary, fact, &format!("{number} {text}"), false),
            ) {
                (Quantity::Of(fact, value), _) | (_, Quantity::Of(fact, value)) => (fact, value),
                _ => return None,
            },
        };
        Some((Change::Fact(place, fact, Some(value)), asked))
    }
}

//! What a person asks of the answer: suggestions, reasons, what if, and the note.

use handrail_engine::answer::Answer;
use handrail_engine::profile::Change;

use super::Talk;
use crate::dialogue::state::Stage;
use crate::dialogue::{Effect, export};
use crate::document::Block;
use crate::lookup::{self, Lookup};
use crate::present::{self, Detail, words};

impl Talk<'_> {
    pub(super) fn suggest(&mut self, detail: Detail) -> &'static str {
        let blocks = present::answer(&Answer::of(self.pack, &self.profile), detail);
        if self.alarmed() && !super::noting::danger(self.pack, &self.profile) {
            let urgent = self.pack.reference().manifest.urgent_text.clone();
            self.say(Block::danger("Before anything else", urgent));
        }
        self.blocks.extend(blocks);
        self.state.stage = Stage::Advised;
        self.repeat();
        "suggest"
    }

    pub(super) fn about_finding(
        &mut self,
        name: &str,
        kind: &'static str,
        tell: impl Fn(&Answer<'_>, usize, &handrail_engine::finding::Finding) -> Vec<Block>,
    ) -> &'static str {
        match lookup::finding(self.pack, name) {
            Lookup::One(index) => {
                if let Some(finding) = self.pack.findings().get(index) {
                    let blocks = tell(&Answer::of(self.pack, &self.profile), index, finding);
                    self.blocks.extend(blocks);
                }
            }
            Lookup::Several(found) => {
                self.say(Block::text("Several findings can be meant. Type one of the ids in brackets:"));
                let findings = found.iter().filter_map(|index| self.pack.findings().get(*index));
                let lines = findings.map(words::named).collect();
                self.say(Block::List(lines));
            }
            Lookup::Nothing { did_you_mean } => {
                let near = did_you_mean.map_or_else(String::new, |near| format!(" Did you mean `{near}`?"));
                self.say(Block::text(format!("No finding or intervention of this name is known.{near}")));
            }
        }
        self.aside();
        kind
    }

    pub(super) fn what_if(&mut self, written: &str) -> &'static str {
        match self.changes(written) {
            Ok(changes) => {
                let mut after = self.profile.clone();
                for change in &changes {
                    change.apply(self.pack.vocabulary(), &mut after);
                }
                let described: Vec<String> = changes.iter().map(|change| self.described(change)).collect();
                self.blocks.extend(present::what_if(self.pack, &self.profile, &after, &described.join("; ")));
            }
            Err(why) => self
                .say(Block::warning("Nothing was compared", format!("{why} Write it as `what if PLACE.FACT=VALUE`."))),
        }
        self.aside();
        "what-if"
    }

    pub(super) fn described(&self, change: &Change) -> String {
        let vocabulary = self.pack.vocabulary();
        match change {
            Change::Fact(place, fact, value) => {
                let description = vocabulary.fact(*fact);
                let value =
                    value.as_ref().map_or_else(|| "not known".to_owned(), |value| description.show_value(value));
                format!("{}: {value}", words::fact(vocabulary, *place, description))
            }
            Change::Nobody(entity) => words::nobody(vocabulary, *entity),
            Change::NotKnown(entity) => format!("{}: not known who there is", words::entity(vocabulary, *entity)),
            Change::Somebody(entity) => format!("{}: one more", words::entity(vocabulary, *entity)),
        }
    }

    pub(super) fn export(&mut self, path: &str) -> &'static str {
        if path.is_empty() {
            self.say(Block::text("Type `export` and the name of a file, such as `export note.md`."));
        } else if path.chars().any(char::is_control) {
            self.say(Block::warning(
                "Nothing was written",
                "The name of the file has characters that cannot be shown. Type another name.",
            ));
        } else {
            let note = export::note(&Answer::of(self.pack, &self.profile), &self.state, &self.not_known());
            self.effect = Some(Effect::Export { path: path.to_owned(), note });
        }
        self.aside();
        "export"
    }
}

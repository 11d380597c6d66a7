//! How people write of what the vocabulary holds: phrases, words for people, context, ages and danger, as a pack
//! declares them in `phrases/*.toml`.
//!
//! Pure data, checked when the pack is loaded. Not for finding any of it in a text.

pub mod danger;
pub mod pattern;
mod read;

pub(crate) use read::Pending;

use std::collections::BTreeMap;

use crate::text::Location;
use pattern::Element;

/// Everything that the files of phrases hold.
#[derive(Debug, Clone, Default)]
pub struct Phrases {
    /// The people that a text can speak of, in order.
    pub people: Vec<Person>,
    /// The words for them.
    pub roles: Vec<Role>,
    /// What a word for a person means beside whose it is.
    pub kin: Vec<Kin>,
    /// What texts are read for.
    pub concepts: Vec<Concept>,
    /// Verbs with somebody who does and somebody to whom it is done.
    pub acts: Vec<Act>,
    /// Words that say how something is meant.
    pub cues: Vec<Cue>,
    /// Units of age.
    pub units: Vec<Unit>,
    /// Words for numbers.
    pub numbers: BTreeMap<String, u16>,
    /// Lists of words that phrases refer to by name, and lists that the reading itself asks for.
    pub classes: BTreeMap<String, Vec<String>>,
    /// What a word is short for.
    pub shorthand: BTreeMap<String, Vec<String>>,
    /// What says that somebody is in danger now.
    pub danger: danger::Danger,
    /// What means nothing though a part of it would.
    pub passed_over: Vec<Phrase>,
    /// How the young are written in a case and in output.
    pub young: Young,
    /// Years before this one are past.
    pub past_before: i64,
    /// Words that answer, hedge, take back or correct.
    pub replies: Vec<ReplyWords>,
}

/// A phrase with its readings.
#[derive(Debug, Clone)]
pub struct Phrase {
    /// As it is written.
    pub written: String,
    /// What it may be in a text.
    pub readings: Vec<Vec<Element>>,
    /// Where it is written.
    pub at: Location,
}

/// Texts beside a concept that it must, and must not, be read in.
#[derive(Debug, Clone, Default)]
pub struct Examples {
    /// Must be read: `text`, or `text => who status`.
    pub positive: Vec<(String, Location)>,
    /// Must not be read.
    pub negative: Vec<(String, Location)>,
}

/// What kind of person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// One of the young whom a case is about.
    Young,
    /// One who brings them up.
    Adult,
    /// Both of two adults.
    Both,
    /// The generation before.
    Elder,
    /// All of them together.
    Whole,
    /// Somebody else.
    Outside,
    /// Not known, such as the other of two.
    Open,
}

/// Words of [`Kind`].
pub const KINDS: [(&str, Kind); 7] = [
    ("young", Kind::Young),
    ("adult", Kind::Adult),
    ("both", Kind::Both),
    ("elder", Kind::Elder),
    ("whole", Kind::Whole),
    ("outside", Kind::Outside),
    ("open", Kind::Open),
];

/// Grammatical sex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    /// She.
    She,
    /// He.
    He,
}

/// Somebody whom a text can speak of.
#[derive(Debug, Clone)]
pub struct Person {
    /// Its word in output.
    pub id: String,
    /// What kind of person.
    pub kind: Kind,
    /// Whether one says she or he.
    pub sex: Option<Sex>,
    /// The places of a case that it stands for.
    pub places: Vec<String>,
    /// Who the other of the two is, by its word: to whom something is done where only the one who does it is named.
    pub other_of_two: Option<String>,
}

/// Words for a person.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "grammatical properties, independent of each other")]
pub struct Role {
    /// Whom they mean, by number; nothing for a person who must be found from the text.
    pub person: Option<usize>,
    /// Whether one says she or he.
    pub sex: Option<Sex>,
    /// Whether they mean several.
    pub plural: bool,
    /// Whether it is a pronoun.
    pub pronoun: bool,
    /// Whether it is the form that owns (`my`).
    pub owns: bool,
    /// Whether it is a title before a name.
    pub title: bool,
    /// The age that goes with the word, such as 0 for one just born.
    pub age: Option<u16>,
    /// The words.
    pub phrases: Vec<Phrase>,
}

/// What a word for a person means beside whose it is.
#[derive(Debug, Clone)]
pub struct Kin {
    /// Whose, by number.
    pub of: Vec<usize>,
    /// The words.
    pub words: Vec<String>,
    /// Whom it means, by number.
    pub means: usize,
}

/// What is asserted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It is said not to be so.
    Absent,
    /// It was so.
    Historic,
    /// It may be so.
    Uncertain,
    /// It is so.
    Present,
}

/// Words of [`Status`], from the weakest.
pub const STATUSES: [(&str, Status); 4] = [
    ("absent", Status::Absent),
    ("historic", Status::Historic),
    ("uncertain", Status::Uncertain),
    ("present", Status::Present),
];

impl Status {
    /// Its word.
    pub fn word(self) -> &'static str {
        STATUSES.iter().find(|(_, status)| *status == self).map_or("", |(word, _)| word)
    }
}

/// Whom something is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Somebody of this kind: who, the text says.
    Kind(Kind),
    /// Always this person.
    Person(usize),
    /// The one to whom it is done.
    Sufferer,
}

/// Something that texts are read for.
#[derive(Debug, Clone)]
pub struct Concept {
    /// Its id.
    pub id: String,
    /// How it is shown.
    pub label: String,
    /// Whom it is about.
    pub about: About,
    /// Who it is where the text names nobody, by number.
    pub default: Option<usize>,
    /// Whom it can be about at all, by number; everybody if empty. Of anybody else it is taken as of the default.
    pub only: Vec<usize>,
    /// What it becomes where it is about one of the young, by number.
    pub young: Option<usize>,
    /// What it becomes where it is about somebody older, by number.
    pub adult: Option<usize>,
    /// What it becomes beside words for another one, and which that are.
    pub beside: Option<(usize, String)>,
    /// Whether a "no" that was read must be confirmed.
    pub confirm_no: bool,
    /// Words that name it. What is named with doubt is in doubt, whatever else was seen of it.
    pub named_by: Vec<String>,
    /// Concepts, by number, that are read inside its phrases too.
    pub holds: Vec<usize>,
    /// It is read only where one of these is told too.
    pub only_with: Vec<String>,
    /// Phrases with the status that they imply.
    pub phrases: Vec<(Phrase, Status)>,
    /// Which facts follow.
    pub gives: Vec<Gives>,
    /// Texts beside it.
    pub examples: Examples,
}

/// Facts that follow from a concept.
#[derive(Debug, Clone)]
pub struct Gives {
    /// Of these people, by number; of everyone if empty.
    pub who: Vec<usize>,
    /// At these statuses.
    pub status: Vec<Status>,
    /// Only where the words of the text hold one of these.
    pub words: Vec<String>,
    /// Only where these concepts have these statuses of the same person too.
    pub also: Vec<(String, Status)>,
    /// Changes such as `{who}.fact=value`.
    pub facts: Vec<String>,
    /// Where it is written.
    pub at: Location,
}

/// A verb with somebody who does and somebody to whom it is done.
#[derive(Debug, Clone)]
pub struct Act {
    /// The one who does stands before.
    pub active: Vec<Phrase>,
    /// The one to whom it is done stands before.
    pub passive: Vec<Phrase>,
    /// Which concept it is when it is done to one of the young, by number.
    pub to_young: Option<usize>,
    /// When it is done to an adult.
    pub to_adult: Option<usize>,
    /// When one of the young does it.
    pub by_young: Option<usize>,
    /// When the text does not say to whom.
    pub to_nobody: Option<usize>,
    /// Texts beside it.
    pub examples: Examples,
}

/// How something is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meant {
    /// It is not so.
    Not,
    /// Somebody says that it is not so.
    Denied,
    /// Beside a no: it was so before.
    Since,
    /// It may be so.
    Perhaps,
    /// It was so.
    Past,
    /// It was so when an adult was young.
    OwnPast,
    /// It is so now, whatever the words about the past.
    Now,
    /// It is no statement: a plan, a condition, an offer.
    Supposed,
    /// Looks like one of the others and is none.
    Nothing,
    /// Ends the reach of others.
    Stop,
}

/// Words of [`Meant`].
pub const MEANT: [(&str, Meant); 10] = [
    ("not", Meant::Not),
    ("denied", Meant::Denied),
    ("since", Meant::Since),
    ("perhaps", Meant::Perhaps),
    ("past", Meant::Past),
    ("own-past", Meant::OwnPast),
    ("now", Meant::Now),
    ("supposed", Meant::Supposed),
    ("nothing", Meant::Nothing),
    ("stop", Meant::Stop),
];

/// How far a cue reaches beyond its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Beyond {
    /// Not at all.
    Nowhere,
    /// Where it begins a sentence, over the sentence before.
    SentenceBefore,
    /// Where it stands at the beginning of a text, over all of it.
    Text,
}

/// Words of [`Beyond`].
pub const BEYOND: [(&str, Beyond); 3] =
    [("nowhere", Beyond::Nowhere), ("sentence-before", Beyond::SentenceBefore), ("text", Beyond::Text)];

/// Words that say how something is meant.
#[derive(Debug, Clone)]
pub struct Cue {
    /// How.
    pub meant: Meant,
    /// Whether it speaks of what follows.
    pub before: bool,
    /// Whether it speaks of what stands before.
    pub after: bool,
    /// How many words it reaches; 0 for the whole sentence.
    pub words: usize,
    /// How far it reaches beyond its sentence.
    pub beyond: Beyond,
    /// Words at which it ends.
    pub ends_at: Vec<String>,
    /// The words.
    pub phrases: Vec<Phrase>,
}

/// What a few words do to what was asked, or noted before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Says {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// It is not known.
    NotKnown,
    /// It is so, or not, but not for sure; a number is not exact.
    Hedged,
    /// What is said is still to come.
    ToCome,
    /// All of them are meant.
    All,
    /// The oldest is meant.
    Oldest,
    /// The youngest is meant.
    Youngest,
    /// Why is this asked?
    Why,
    /// What does this mean?
    Meaning,
    /// What follows takes the place of what was noted.
    Instead,
    /// What was noted is wrong.
    Wrong,
    /// What follows is taken back.
    Remove,
    /// The last change is taken back.
    Undo,
    /// A number says how many there are.
    Count,
    /// Adds nothing.
    Filler,
}

/// Words of [`Says`].
pub const SAYS: [(&str, Says); 16] = [
    ("yes", Says::Yes),
    ("no", Says::No),
    ("not-known", Says::NotKnown),
    ("hedged", Says::Hedged),
    ("to-come", Says::ToCome),
    ("all", Says::All),
    ("oldest", Says::Oldest),
    ("youngest", Says::Youngest),
    ("why", Says::Why),
    ("meaning", Says::Meaning),
    ("instead", Says::Instead),
    ("wrong", Says::Wrong),
    ("remove", Says::Remove),
    ("undo", Says::Undo),
    ("count", Says::Count),
    ("filler", Says::Filler),
];

/// Words that answer, hedge, take back or correct.
#[derive(Debug, Clone)]
pub struct ReplyWords {
    /// What they do.
    pub says: Says,
    /// The words.
    pub phrases: Vec<Phrase>,
    /// Texts that begin with them, and texts that do not.
    pub examples: Examples,
}

/// A unit of age.
#[derive(Debug, Clone)]
pub struct Unit {
    /// How many make a year.
    pub per_year: u16,
    /// The words for it.
    pub words: Vec<String>,
}

/// How the young are written in a case and in output.
#[derive(Debug, Clone, Default)]
pub struct Young {
    /// The list of a case that holds them, which is their key in output too.
    pub list: String,
    /// The key of the number of one of them in output.
    pub index: String,
    /// The fact of the age in months.
    pub months: String,
    /// The fact of the age in years.
    pub years: String,
    /// The key of the age in weeks.
    pub weeks: String,
    /// The fact of the sex.
    pub sex: String,
    /// The fact that somebody is not born yet.
    pub not_born: String,
    /// The values of the sex, for she and he.
    pub sexes: Vec<String>,
    /// The concept that says that one is not born yet.
    pub not_born_by: String,
    /// The concept's word when nothing else is known of a target.
    pub target: String,
    /// The greatest age in years.
    pub oldest: u16,
}

impl Phrases {
    /// The number of a person by its word.
    pub fn person(&self, id: &str) -> Option<usize> {
        self.people.iter().position(|person| person.id == id)
    }

    /// The number of a concept by its id.
    pub fn concept(&self, id: &str) -> Option<usize> {
        self.concepts.iter().position(|concept| concept.id == id)
    }

    /// The words of a class; nothing if there is none.
    pub fn class(&self, name: &str) -> &[String] {
        self.classes.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether there is anything to read texts for.
    pub fn is_empty(&self) -> bool {
        self.concepts.is_empty()
    }
}

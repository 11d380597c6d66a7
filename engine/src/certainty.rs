//! Exact certainty: what holds in every completion of the unknown facts, and which of them can still decide.
//!
//! Kleene logic is too coarse where an unknown fact is asked twice (`x < 5 | x >= 5`), or is asked beside
//! what follows from it. Here a condition becomes a formula over what is unknown, and the formula a binary
//! decision diagram (biodivine-lib-bdd), whose reduced form is constant exactly if the condition is certain.

use std::collections::{BTreeMap, BTreeSet};

use biodivine_lib_bdd::{Bdd, BddVariable, BddVariableSet};

use crate::condition::{Condition, EntityId, FactId, Leaf, RoleId, Subject, Test};
use crate::matching::{Binding, View, whole_range};
use crate::profile::{Place, Stated};
use crate::vocabulary::{Derivation, Domain, Fact, Value, Vocabulary};

/// The greatest number of nodes of a diagram. Conditions of a hundred leaves stay below 1,000; a condition
/// that needs more than this is reported as failed rather than holding up an answer.
const MAXIMUM_NODES: usize = 200_000;
/// The greatest number of Boolean variables: the library counts them in 16 bits.
const MAXIMUM_VARIABLES: usize = 4_096;

/// The greatest number of people who are looked at one by one in a list that is not known: more than the counts
/// of an ordinary condition ask for together.
const MOST_FURTHER: usize = 12;

/// Something that is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unknown {
    /// A fact of a person.
    Fact(Place, FactId),
    /// How many there are of an entity.
    Number(EntityId),
}

/// What is certain of a condition for a binding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Certainty {
    /// It holds in every completion.
    Holds,
    /// It holds in none.
    Fails,
    /// It depends on these; each can still change it.
    Open(Vec<Unknown>),
}

/// The condition needs more room than an answer may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge;

impl std::fmt::Display for TooLarge {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "the condition is too large to be decided exactly (more than {MAXIMUM_NODES} nodes)")
    }
}

impl std::error::Error for TooLarge {}

/// What is certain of a condition for a binding, in every completion of what is unknown.
///
/// # Errors
/// [`TooLarge`] where the condition needs more room than an answer may take.
pub fn decide(view: &View<'_>, condition: &Condition, binding: &Binding) -> Result<Certainty, TooLarge> {
    let mut atoms = Atoms::default();
    let further = Survey::of(view.vocabulary, condition).further(view);
    let formula = Builder { view, atoms: &mut atoms, further: &further }.condition(condition, binding, None);
    let diagrams = Diagrams::new(&atoms)?;
    let diagram = diagrams.build(&formula)?;
    Ok(match diagram.bdd.as_bool() {
        Some(true) => Certainty::Holds,
        Some(false) => Certainty::Fails,
        None => Certainty::Open(atoms.askable(view, &diagram.support())),
    })
}

/// What can still change whether a condition holds for any of several bindings, each of them open.
///
/// What only one binding asks is left out where another binding settles the matter either way.
///
/// # Errors
/// [`TooLarge`] where the condition needs more room than an answer may take.
pub fn decide_any(view: &View<'_>, condition: &Condition, bindings: &[Binding]) -> Result<Vec<Unknown>, TooLarge> {
    let mut atoms = Atoms::default();
    let further = Survey::of(view.vocabulary, condition).further(view);
    let mut builder = Builder { view, atoms: &mut atoms, further: &further };
    let formulas: Vec<Formula> = bindings.iter().map(|binding| builder.condition(condition, binding, None)).collect();
    let diagrams = Diagrams::new(&atoms)?;
    let together = diagrams.build(&any(formulas.clone()))?;
    let mut support = together.support();
    if together.bdd.as_bool().is_some() {
        // One of the bindings holds in every completion, but which one is open: everything that they ask matters.
        for formula in &formulas {
            support.extend(diagrams.build(formula)?.support());
        }
    }
    Ok(atoms.askable(view, &support))
}

/// Whether Kleene logic is exact for a condition, whatever the case: no unknown can be asked twice.
pub fn kleene_is_exact(vocabulary: &Vocabulary, condition: &Condition) -> bool {
    let mut roots = Vec::new();
    gather_roots(vocabulary, condition, None, &mut roots) && {
        roots.sort_unstable();
        roots.windows(2).all(|pair| !matches!(pair, [one, other] if one == other))
    }
}

/// The unknowns that a condition can ask, by fact and, for sets, value. False where one is asked for each
/// of several people and may be the same each time.
fn gather_roots(
    vocabulary: &Vocabulary,
    condition: &Condition,
    counted: Option<RoleId>,
    roots: &mut Vec<(FactId, Option<u16>)>,
) -> bool {
    match condition {
        Condition::Leaf(leaf) => {
            if counted.is_some_and(|role| leaf.predicate.subject != Subject::Role(role)) {
                return false;
            }
            roots_of(vocabulary, leaf.predicate.fact, &leaf.predicate.test, counted, roots)
        }
        Condition::All(parts) | Condition::Any(parts) | Condition::Number { of: parts, .. } => {
            parts.iter().all(|part| gather_roots(vocabulary, part, counted, roots))
        }
        // How many there are of a list that is not known is asked as well: only one threshold is exact.
        Condition::People { role, of, .. } => counted.is_none() && gather_roots(vocabulary, of, Some(*role), roots),
    }
}

/// `counted`: the role over which people are counted, if the fact is asked for each of them. What follows from
/// anything but their own facts is then shared between them.
fn roots_of(
    vocabulary: &Vocabulary,
    fact: FactId,
    test: &Test,
    counted: Option<RoleId>,
    roots: &mut Vec<(FactId, Option<u16>)>,
) -> bool {
    let description = vocabulary.fact(fact);
    if let Some(guard) = description.does_not_exist_if
        && !roots_of(vocabulary, guard, &Test::OneOf(0b10), counted, roots)
    {
        return false;
    }
    let element = match test {
        Test::Holds(value) => Some(*value),
        Test::OneOf(_) | Test::Within(_) => None,
    };
    match &description.derivation {
        None => {
            roots.push((fact, element));
            true
        }
        Some(Derivation::Floor { of, .. }) => {
            roots.push((*of, None));
            true
        }
        Some(Derivation::Equals(condition)) => gather_roots(vocabulary, condition, counted, roots),
        Some(Derivation::TrueIf(condition)) => {
            roots.push((fact, None));
            gather_roots(vocabulary, condition, counted, roots)
        }
        Some(Derivation::Counts(of)) => {
            counted.is_none() && of.iter().all(|(_, fact)| roots_of(vocabulary, *fact, &Test::OneOf(0b10), None, roots))
        }
    }
}

/// A formula over what is unknown.
#[derive(Debug, Clone)]
enum Formula {
    Constant(bool),
    /// The value of an unknown satisfies a test.
    Test(usize, Test),
    Not(Box<Formula>),
    All(Vec<Formula>),
    Any(Vec<Formula>),
    /// At least so many of them.
    AtLeast(usize, Vec<Formula>),
}

/// An unknown as the formula needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Atom {
    Fact(Place, FactId),
    /// Whether a set holds a value.
    Element(Place, FactId, u16),
    /// Whether there are at least so many more of an entity.
    More(EntityId, usize),
}

#[derive(Debug, Default)]
struct Atoms {
    numbers: BTreeMap<Atom, usize>,
    known: Vec<KnownAtom>,
}

#[derive(Debug)]
struct KnownAtom {
    atom: Atom,
    /// The least and the greatest value, as numbers.
    range: (i32, i32),
    tests: BTreeSet<Test>,
    /// Through which facts that are asked themselves it was reached; `None` for directly.
    through: BTreeSet<Option<(Place, FactId)>>,
}

impl Atoms {
    fn number(&mut self, atom: Atom, range: (i32, i32), test: &Test, through: Option<(Place, FactId)>) -> usize {
        let number = *self.numbers.entry(atom).or_insert(self.known.len());
        if number == self.known.len() {
            self.known.push(KnownAtom { atom, range, tests: BTreeSet::new(), through: BTreeSet::new() });
        }
        if let Some(known) = self.known.get_mut(number) {
            known.tests.insert(test.clone());
            known.through.insert(through);
        }
        number
    }

    /// The unknowns that a person can be asked, for the atoms that matter.
    fn askable(&self, view: &View<'_>, atoms: &BTreeSet<usize>) -> Vec<Unknown> {
        let mut found = BTreeSet::new();
        for known in atoms.iter().filter_map(|number| self.known.get(*number)) {
            for through in &known.through {
                found.insert(match (through, known.atom) {
                    // Asked directly somewhere: then the direct question settles both.
                    (Some((place, fact)), _) if !known.through.contains(&None) => Unknown::Fact(*place, *fact),
                    // Nobody can be asked about people of whom it is not known whether there are any.
                    (_, Atom::Fact(place, _) | Atom::Element(place, ..))
                        if place.index > 0 && view.profile.is_unlisted(place.entity) =>
                    {
                        Unknown::Number(place.entity)
                    }
                    (_, Atom::Fact(place, fact) | Atom::Element(place, fact, _)) => Unknown::Fact(place, fact),
                    (_, Atom::More(entity, _)) => Unknown::Number(entity),
                });
            }
        }
        found.into_iter().collect()
    }
}

/// Which facts a condition asks, and whom it counts, what follows from others included.
#[derive(Debug, Default)]
struct Survey {
    /// The unknowns that are asked, once for each time.
    roots: Vec<(FactId, Option<u16>)>,
    /// For each count, the role and how many people can matter to it.
    counts: Vec<(RoleId, usize)>,
}

impl Survey {
    fn of(vocabulary: &Vocabulary, condition: &Condition) -> Self {
        let mut survey = Self::default();
        survey.condition(vocabulary, condition);
        survey
    }

    fn condition(&mut self, vocabulary: &Vocabulary, condition: &Condition) {
        match condition {
            Condition::Leaf(leaf) => self.fact(vocabulary, leaf.predicate.fact, &leaf.predicate.test),
            Condition::All(parts) | Condition::Any(parts) | Condition::Number { of: parts, .. } => {
                for part in parts {
                    self.condition(vocabulary, part);
                }
            }
            Condition::People { role, minimum, maximum, of } => {
                self.counts.push((*role, maximum.map_or(*minimum, |maximum| maximum.saturating_add(1)).max(1)));
                self.condition(vocabulary, of);
            }
        }
    }

    fn fact(&mut self, vocabulary: &Vocabulary, fact: FactId, test: &Test) {
        let description = vocabulary.fact(fact);
        let yes = Test::OneOf(0b10);
        if let Some(guard) = description.does_not_exist_if {
            self.fact(vocabulary, guard, &yes);
        }
        match &description.derivation {
            Some(Derivation::Floor { of, .. }) => self.roots.push((*of, None)),
            Some(Derivation::Equals(condition)) => self.condition(vocabulary, condition),
            Some(Derivation::Counts(counted)) => {
                for (_, fact) in counted {
                    self.fact(vocabulary, *fact, &yes);
                }
            }
            Some(Derivation::TrueIf(condition)) => {
                self.roots.push((fact, None));
                self.condition(vocabulary, condition);
            }
            None => self.roots.push(match test {
                Test::Holds(value) => (fact, Some(*value)),
                Test::OneOf(_) | Test::Within(_) => (fact, None),
            }),
        }
    }

    /// For each list of which it is not known who there is, how many people besides the one whom rules speak
    /// of can matter, where one of whom everything is unknown cannot stand for all.
    ///
    /// Nobody has a fact and its contrary, but two people can: where a fact of such people is asked twice, each
    /// count needs its own people to be decided exactly. Where every fact is asked once, one stands for all.
    fn further(&self, view: &View<'_>) -> BTreeMap<EntityId, usize> {
        let mut found = BTreeMap::new();
        for (entity, description) in view.vocabulary.entities().filter(|(entity, _)| view.profile.is_unlisted(*entity))
        {
            let counts = self.counts.iter().filter(|(role, _)| description.roles.contains(role));
            let people: usize = counts.map(|(_, people)| people).sum();
            let mut asked: Vec<_> =
                self.roots.iter().filter(|(fact, _)| view.vocabulary.has_fact(entity, *fact)).collect();
            asked.sort_unstable();
            if people > 0 && asked.windows(2).any(|pair| matches!(pair, [one, other] if one == other)) {
                found.insert(entity, people.min(MOST_FURTHER));
            }
        }
        found
    }
}

struct Builder<'a, 'v> {
    view: &'a View<'v>,
    atoms: &'a mut Atoms,
    /// For lists that are not known, how many further people are looked at one by one.
    further: &'a BTreeMap<EntityId, usize>,
}

type Through = Option<(Place, FactId)>;

impl Builder<'_, '_> {
    fn condition(&mut self, condition: &Condition, binding: &Binding, through: Through) -> Formula {
        match condition {
            Condition::Leaf(leaf) => self.leaf(leaf, binding, through),
            Condition::All(parts) => all(parts.iter().map(|part| self.condition(part, binding, through)).collect()),
            Condition::Any(parts) => any(parts.iter().map(|part| self.condition(part, binding, through)).collect()),
            Condition::Number { minimum, maximum, of } => {
                let of = of.iter().map(|part| self.condition(part, binding, through)).collect();
                between(of, *minimum, *maximum)
            }
            Condition::People { role, minimum, maximum, of } => {
                let of = self.people(*role, of, binding, through, maximum.map_or(*minimum, |maximum| maximum + 1));
                between(of, *minimum, *maximum)
            }
        }
    }

    /// For each in a role, whether the condition holds; for a list that is not known, up to `most` times.
    fn people(
        &mut self,
        role: RoleId,
        of: &Condition,
        binding: &Binding,
        through: Through,
        most: usize,
    ) -> Vec<Formula> {
        let mut found = Vec::new();
        for entity in &self.view.vocabulary.role(role).members {
            for place in self.view.profile.places(*entity) {
                let one = self.condition(of, &binding.with(role, Some(place)), through);
                if let Some(people) = self.further.get(entity) {
                    found.push(one);
                    let mut before = Vec::new();
                    for index in (1..).take(*people) {
                        let test = Test::OneOf(0b10);
                        let atom = self.atoms.number(Atom::More(*entity, usize::from(index)), (0, 1), &test, through);
                        before.push(Formula::Test(atom, test));
                        let place = Place { entity: *entity, index };
                        let next = self.condition(of, &binding.with(role, Some(place)), through);
                        found.push(all(before.iter().cloned().chain([next]).collect()));
                    }
                    continue;
                }
                if self.view.profile.is_unlisted(*entity) {
                    for further in 1..most {
                        let test = Test::OneOf(0b10);
                        let atom = self.atoms.number(Atom::More(*entity, further), (0, 1), &test, through);
                        let mut before: Vec<Formula> = (1..further)
                            .map(|fewer| {
                                let fewer = self.atoms.number(Atom::More(*entity, fewer), (0, 1), &test, through);
                                Formula::Test(fewer, test.clone())
                            })
                            .collect();
                        before.extend([one.clone(), Formula::Test(atom, test)]);
                        found.push(all(before));
                    }
                }
                found.push(one);
            }
        }
        found
    }

    fn leaf(&mut self, leaf: &Leaf, binding: &Binding, through: Through) -> Formula {
        let place = match leaf.predicate.subject {
            Subject::Entity(entity) => Place { entity, index: 0 },
            Subject::Role(role) => match binding.somebody(role) {
                Some(place) => place,
                None => return Formula::Constant(false),
            },
        };
        let formula = self.test(place, leaf.predicate.fact, &leaf.predicate.test, through);
        if leaf.negated { not(formula) } else { formula }
    }

    fn test(&mut self, place: Place, fact: FactId, test: &Test, through: Through) -> Formula {
        if !self.view.profile.exists(place) {
            return Formula::Constant(false);
        }
        let description = self.view.vocabulary.fact(fact);
        let value = self.value(place, fact, description, test, through);
        match description.does_not_exist_if {
            None => value,
            Some(guard) => {
                let guard = self.test(place, guard, &Test::OneOf(0b10), through);
                all(vec![not(guard), value])
            }
        }
    }

    fn value(&mut self, place: Place, fact: FactId, description: &Fact, test: &Test, through: Through) -> Formula {
        let profile = self.view.profile;
        if let Some(value) = profile.stated(place, fact).value() {
            return Formula::Constant(satisfies(value, test));
        }
        if let Some(other) = description.false_if_stated_false
            && profile.stated(place, other) == &Stated::Value(Value::Bool(false))
        {
            return Formula::Constant(satisfies(&Value::Bool(false), test));
        }
        if let Some((divided, by)) = description.divided_as
            && let Some(Value::Integer(number)) = profile.stated(place, divided).value()
        {
            return self.free(place, fact, whole_range(description, *number, by), test, through);
        }
        // What is asked itself hides what it follows from.
        let inner = if description.ask_itself { through.or(Some((place, fact))) } else { through };
        match &description.derivation {
            None => self.free(place, fact, range(description), test, through),
            Some(Derivation::Floor { of, by }) => match (profile.stated(place, *of).value(), test) {
                (Some(Value::Integer(number)), _) => {
                    Formula::Constant(satisfies(&Value::Integer(number.div_euclid(*by)), test))
                }
                (_, Test::Within(intervals)) => {
                    let whole = intervals
                        .iter()
                        .map(|(first, last)| {
                            (first.saturating_mul(*by), last.saturating_mul(*by).saturating_add(by - 1))
                        })
                        .collect();
                    let base = self.view.vocabulary.fact(*of);
                    self.free(place, *of, range(base), &Test::Within(whole), through)
                }
                _ => Formula::Constant(false),
            },
            Some(Derivation::Equals(condition)) => {
                let formula = self.condition(condition, &Binding::of_owner(description.owner, place), inner);
                bool_test(formula, test)
            }
            Some(Derivation::TrueIf(condition)) => {
                let follows = self.condition(condition, &Binding::of_owner(description.owner, place), inner);
                let free = self.free(place, fact, (0, 1), &Test::OneOf(0b10), through);
                bool_test(any(vec![follows, free]), test)
            }
            Some(Derivation::Counts(counted)) => {
                let places = counted.iter().map(|(entity, fact)| (Place { entity: *entity, index: 0 }, *fact));
                if places.clone().any(|(place, _)| !profile.exists(place)) {
                    return self.free(place, fact, range(description), test, through);
                }
                let of: Vec<Formula> =
                    places.map(|(place, fact)| self.test(place, fact, &Test::OneOf(0b10), inner)).collect();
                match test {
                    Test::Within(intervals) => any(intervals
                        .iter()
                        .map(|(first, last)| {
                            let bound = |number: i32| usize::try_from(number).unwrap_or(0);
                            if *last < 0 {
                                Formula::Constant(false)
                            } else {
                                between(of.clone(), bound(*first), Some(bound(*last)))
                            }
                        })
                        .collect()),
                    Test::OneOf(_) | Test::Holds(_) => Formula::Constant(false),
                }
            }
        }
    }

    fn free(&mut self, place: Place, fact: FactId, range: (i32, i32), test: &Test, through: Through) -> Formula {
        let (atom, range, test) = match test {
            Test::Holds(value) => (Atom::Element(place, fact, *value), (0, 1), Test::OneOf(0b10)),
            other => (Atom::Fact(place, fact), range, other.clone()),
        };
        let number = self.atoms.number(atom, range, &test, through);
        Formula::Test(number, test)
    }
}

/// The values of a fact as numbers.
fn range(description: &Fact) -> (i32, i32) {
    match &description.domain {
        Domain::Bool | Domain::Set(_) => (0, 1),
        Domain::Choice(values) => (0, i32::try_from(values.len()).unwrap_or(i32::MAX) - 1),
        Domain::Integer { minimum, maximum, .. } => (*minimum, *maximum),
    }
}

fn satisfies(value: &Value, test: &Test) -> bool {
    crate::matching::satisfies(value, test)
}

fn not(formula: Formula) -> Formula {
    match formula {
        Formula::Constant(value) => Formula::Constant(!value),
        Formula::Not(inner) => *inner,
        other => Formula::Not(Box::new(other)),
    }
}

fn all(mut parts: Vec<Formula>) -> Formula {
    if parts.iter().any(|part| matches!(part, Formula::Constant(false))) {
        return Formula::Constant(false);
    }
    parts.retain(|part| !matches!(part, Formula::Constant(true)));
    match parts.len() {
        0 => Formula::Constant(true),
        1 => parts.swap_remove(0),
        _ => Formula::All(parts),
    }
}

fn any(mut parts: Vec<Formula>) -> Formula {
    if parts.iter().any(|part| matches!(part, Formula::Constant(true))) {
        return Formula::Constant(true);
    }
    parts.retain(|part| !matches!(part, Formula::Constant(false)));
    match parts.len() {
        0 => Formula::Constant(false),
        1 => parts.swap_remove(0),
        _ => Formula::Any(parts),
    }
}

fn between(of: Vec<Formula>, minimum: usize, maximum: Option<usize>) -> Formula {
    let at_most = maximum.map(|maximum| not(Formula::AtLeast(maximum + 1, of.clone())));
    let at_least = (minimum > 0).then_some(Formula::AtLeast(minimum, of));
    all(at_least.into_iter().chain(at_most).collect())
}

fn bool_test(formula: Formula, test: &Test) -> Formula {
    match test {
        Test::OneOf(mask) => match mask & 0b11 {
            0b00 => Formula::Constant(false),
            0b01 => not(formula),
            0b10 => formula,
            _ => Formula::Constant(true),
        },
        Test::Within(_) | Test::Holds(_) => Formula::Constant(false),
    }
}

/// An unknown as Boolean variables: its values fall into classes that no test tells apart, and the number
/// of the class is coded in bits. Codes beyond the last class mean the last class, so every code means a value.
struct Coded {
    /// A value of each class.
    classes: Vec<i32>,
    bits: Vec<BddVariable>,
}

struct Diagrams {
    set: BddVariableSet,
    coded: Vec<Coded>,
}

struct Diagram<'a> {
    bdd: Bdd,
    coded: &'a [Coded],
}

impl Diagram<'_> {
    /// The atoms that the diagram depends on.
    fn support(&self) -> BTreeSet<usize> {
        let variables = self.bdd.support_set();
        self.coded
            .iter()
            .enumerate()
            .filter(|(_, coded)| coded.bits.iter().any(|bit| variables.contains(bit)))
            .map(|(number, _)| number)
            .collect()
    }
}

impl Diagrams {
    fn new(atoms: &Atoms) -> Result<Self, TooLarge> {
        let classes: Vec<Vec<i32>> = atoms.known.iter().map(classes).collect();
        let bits = |classes: &Vec<i32>| usize::BITS - classes.len().saturating_sub(1).leading_zeros();
        let total: usize = classes.iter().map(|classes| bits(classes) as usize).sum();
        if total > MAXIMUM_VARIABLES {
            return Err(TooLarge);
        }
        let set = BddVariableSet::new_anonymous(u16::try_from(total).map_err(|_| TooLarge)?);
        let mut variables = set.variables().into_iter();
        let coded = classes
            .into_iter()
            .map(|classes| Coded { bits: variables.by_ref().take(bits(&classes) as usize).collect(), classes })
            .collect();
        Ok(Self { set, coded })
    }

    fn build(&self, formula: &Formula) -> Result<Diagram<'_>, TooLarge> {
        Ok(Diagram { bdd: self.bdd(formula)?, coded: &self.coded })
    }

    fn bdd(&self, formula: &Formula) -> Result<Bdd, TooLarge> {
        Ok(match formula {
            Formula::Constant(true) => self.set.mk_true(),
            Formula::Constant(false) => self.set.mk_false(),
            Formula::Not(inner) => self.bdd(inner)?.not(),
            Formula::Test(atom, test) => self.test(*atom, test),
            Formula::All(parts) => self.fold(parts, self.set.mk_true(), Bdd::and)?,
            Formula::Any(parts) => self.fold(parts, self.set.mk_false(), Bdd::or)?,
            Formula::AtLeast(number, parts) => {
                // After each part: at least 0, 1, 2 … of those so far.
                let mut reached = vec![self.set.mk_false(); number + 1];
                if let Some(none) = reached.first_mut() {
                    *none = self.set.mk_true();
                }
                for part in parts {
                    let part = self.bdd(part)?;
                    for index in (1..=*number).rev() {
                        let step = reached.get(index - 1).map(|fewer| fewer.and(&part));
                        if let (Some(step), Some(slot)) = (step, reached.get_mut(index)) {
                            *slot = limited(slot.or(&step))?;
                        }
                    }
                }
                reached.pop().unwrap_or_else(|| self.set.mk_false())
            }
        })
    }

    fn fold(&self, parts: &[Formula], start: Bdd, join: impl Fn(&Bdd, &Bdd) -> Bdd) -> Result<Bdd, TooLarge> {
        parts.iter().try_fold(start, |joined, part| limited(join(&joined, &self.bdd(part)?)))
    }

    /// The codes of an unknown whose class satisfies a test.
    fn test(&self, atom: usize, test: &Test) -> Bdd {
        let Some(coded) = self.coded.get(atom) else { return self.set.mk_false() };
        let mut satisfied = self.set.mk_false();
        for code in 0..1_usize << coded.bits.len() {
            let class = coded.classes.get(code).or(coded.classes.last());
            if class.is_some_and(|value| holds(*value, test)) {
                let cube = coded.bits.iter().enumerate().fold(self.set.mk_true(), |cube, (bit, variable)| {
                    cube.and(&self.set.mk_literal(*variable, code >> bit & 1 == 1))
                });
                satisfied = satisfied.or(&cube);
            }
        }
        satisfied
    }
}

fn limited(bdd: Bdd) -> Result<Bdd, TooLarge> {
    if bdd.size() > MAXIMUM_NODES { Err(TooLarge) } else { Ok(bdd) }
}

/// Whether a value, as a number, satisfies a test.
fn holds(value: i32, test: &Test) -> bool {
    match test {
        Test::OneOf(mask) => u32::try_from(value).is_ok_and(|value| mask.checked_shr(value).unwrap_or(0) & 1 == 1),
        Test::Within(intervals) => intervals.iter().any(|(first, last)| (*first..=*last).contains(&value)),
        Test::Holds(_) => false,
    }
}

/// One value for each class of values that no test of an unknown tells apart, in order.
fn classes(known: &KnownAtom) -> Vec<i32> {
    let (first, last) = known.range;
    let mut starts = BTreeSet::from([first]);
    for test in &known.tests {
        match test {
            Test::Within(intervals) => {
                starts.extend(intervals.iter().flat_map(|(from, to)| [*from, to.saturating_add(1)]));
            }
            Test::OneOf(_) => starts.extend(first..=last),
            Test::Holds(_) => {}
        }
    }
    let mut seen = BTreeSet::new();
    starts
        .into_iter()
        .filter(|value| (first..=last).contains(value))
        .filter(|value| seen.insert(known.tests.iter().map(|test| holds(*value, test)).collect::<Vec<_>>()))
        .collect()
}

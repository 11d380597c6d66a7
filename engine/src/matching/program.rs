//! The compiled form of all conditions of a pack: one kind of instruction, no branch on data, every leaf kept.
//!
//! A truth is a pair of bits, "known true" and "known false"; 64 bindings lie side by side in two words.
//! AND is `&` on the first plane and `|` on the second, OR the other way round. Equal leaves of different
//! findings are one register, evaluated once for a case; so the registers are the explanation of every leaf.

use std::collections::{BTreeMap, BTreeSet};

use super::bindings::Lanes;
use super::tree;
use super::view::{Code, View, anything};
use crate::condition::{Condition, FactId, Leaf, Predicate, RoleId, Subject, Test};
use crate::finding::Finding;
use crate::profile::Place;
use crate::truth::Truth;
use crate::vocabulary::Vocabulary;

/// What is known of one register for 64 bindings: known true, known false.
type Planes = [u64; 2];

/// Bindings in one word.
const WIDTH: usize = 64;

/// Joins two registers.
#[derive(Debug, Clone, Copy)]
struct Instruction {
    left: u32,
    right: u32,
    /// All ones for OR, zero for AND.
    or: u64,
}

/// All leaves that ask one fact of one subject; their registers stand side by side, so that the fact is read once.
#[derive(Debug, Clone)]
struct FactInputs {
    subject: Subject,
    fact: FactId,
    inputs: Vec<Input>,
}

/// A leaf of some condition, negation included.
#[derive(Debug, Clone)]
struct Input {
    test: Test,
    negated: bool,
    /// The test for a value as a number: bits for yes/no and choices, an interval for numbers.
    quick: Quick,
    /// What is certain while the value is not known.
    if_unknown: Truth,
}

/// A test of a value as a number.
#[derive(Debug, Clone, Copy)]
enum Quick {
    Bits(u64),
    Interval(i32, i32),
    /// More than one interval, or a set.
    No,
}

/// One finding in compiled form.
#[derive(Debug, Clone)]
struct Compiled {
    result: u32,
    /// Where its leaves stand in `leaf_registers`.
    leaves: std::ops::Range<usize>,
    roles: Vec<RoleId>,
}

/// All conditions of a pack, compiled.
#[derive(Debug, Clone)]
pub struct Program {
    /// The registers of leaves come first, by fact; then those of counts; then one for each instruction.
    facts: Vec<FactInputs>,
    counts: Vec<Condition>,
    inputs: usize,
    instructions: Vec<Instruction>,
    findings: Vec<Compiled>,
    leaf_registers: Vec<u32>,
}

/// What a case says of every leaf and every finding, for every binding.
#[derive(Debug, Clone, Default)]
pub struct Evaluated {
    /// For each 64 bindings, all registers.
    registers: Vec<Planes>,
    registers_in_block: usize,
    /// For each role and candidate, the bindings of the block in which they take it.
    masks: Vec<Vec<u64>>,
}

/// The state of every leaf of every finding for one binding.
#[derive(Debug, Clone, Default)]
pub struct LeafStates {
    inputs: Vec<Truth>,
    leaves: Vec<Truth>,
}

impl LeafStates {
    /// The states of a stretch of leaves.
    pub fn get(&self, leaves: std::ops::Range<usize>) -> &[Truth] {
        self.leaves.get(leaves).unwrap_or(&[])
    }
}

impl Program {
    /// Compiles the conditions of findings.
    pub fn compile(vocabulary: &Vocabulary, findings: &[Finding]) -> Self {
        let conditions: Vec<Condition> = findings.iter().map(Finding::condition).collect();
        let mut leaves: BTreeSet<(Subject, FactId, &Test, bool)> = BTreeSet::new();
        let mut counts = Vec::new();
        for condition in &conditions {
            for_each_input(condition, &mut |input| match input {
                Condition::Leaf(leaf) => {
                    leaves.insert(key(leaf));
                }
                count => counts.push(count.clone()),
            });
        }
        let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        let registers: BTreeMap<_, u32> =
            leaves.iter().enumerate().map(|(index, leaf)| (*leaf, number(index))).collect();
        let inputs = leaves.len() + counts.len();
        let mut facts: Vec<FactInputs> = Vec::new();
        for (subject, fact, test, negated) in leaves.iter().copied() {
            let input = Input {
                test: test.clone(),
                negated,
                quick: quick(test),
                if_unknown: anything(vocabulary.fact(fact), test).negated_if(negated),
            };
            match facts.last_mut().filter(|last| last.subject == subject && last.fact == fact) {
                Some(last) => last.inputs.push(input),
                None => facts.push(FactInputs { subject, fact, inputs: vec![input] }),
            }
        }
        let mut next_count = leaves.len();
        let mut leaf_registers = Vec::new();
        let mut instructions = Vec::new();
        let mut compiled = Vec::new();
        for condition in &conditions {
            let start = leaf_registers.len();
            for_each_input(condition, &mut |input| {
                let register = match input {
                    Condition::Leaf(leaf) => registers.get(&key(leaf)).copied(),
                    _ => None,
                };
                leaf_registers.push(register.unwrap_or_else(|| {
                    next_count += 1;
                    number(next_count - 1)
                }));
            });
            let leaves = start..leaf_registers.len();
            let mut next = leaf_registers.get(leaves.clone()).unwrap_or(&[]).iter().copied();
            let result = assemble(condition, &mut next, inputs, &mut instructions);
            compiled.push(Compiled { result, leaves, roles: condition.free_roles() });
        }
        Self { facts, counts, inputs, instructions, findings: compiled, leaf_registers }
    }

    /// How many different leaves there are.
    pub fn distinct_leaves(&self) -> usize {
        self.inputs
    }

    /// The roles that a finding speaks of.
    pub fn roles(&self, finding: usize) -> &[RoleId] {
        self.findings.get(finding).map_or(&[], |compiled| compiled.roles.as_slice())
    }

    /// How many leaves a finding has; a count is one.
    pub fn leaf_count(&self, finding: usize) -> usize {
        self.findings.get(finding).map_or(0, |compiled| compiled.leaves.len())
    }

    /// Answers all conditions for all bindings of a case.
    pub fn evaluate(&self, view: &View<'_>, lanes: &Lanes) -> Evaluated {
        let mut evaluated = Evaluated::default();
        self.evaluate_into(view, lanes, &mut evaluated);
        evaluated
    }

    /// The same, into memory that an earlier answer used.
    pub fn evaluate_into(&self, view: &View<'_>, lanes: &Lanes, evaluated: &mut Evaluated) {
        let size = self.inputs + self.instructions.len();
        let blocks = lanes.count().div_ceil(WIDTH);
        evaluated.registers_in_block = size;
        // Every register of an instruction is written; those of leaves are gathered, and begin at nothing known.
        evaluated.registers.resize(size * blocks, [0, 0]);
        for (number, block) in evaluated.registers.chunks_exact_mut(size.max(1)).enumerate() {
            masks(lanes, number * WIDTH, &mut evaluated.masks);
            if let Some(inputs) = block.get_mut(..self.inputs) {
                inputs.fill([0, 0]);
            }
            let mut rest = &mut *block;
            for fact in &self.facts {
                let (registers, further) = rest.split_at_mut(fact.inputs.len());
                leaves(view, lanes, &evaluated.masks, fact, registers);
                rest = further;
            }
            for (register, condition) in rest.iter_mut().zip(&self.counts) {
                *register = count(view, lanes, number * WIDTH, condition);
            }
            run(&self.instructions, self.inputs, block);
        }
    }

    /// What is known of a finding for a binding.
    pub fn verdict(&self, evaluated: &Evaluated, finding: usize, lane: usize) -> Truth {
        self.findings.get(finding).map_or(Truth::Unknown, |compiled| evaluated.truth(compiled.result, lane))
    }

    /// What is known of every leaf of every finding for a binding, one state a leaf, into memory that an earlier
    /// answer used. [`Program::leaves_of`] says which are those of a finding.
    pub fn leaf_states_into(&self, evaluated: &Evaluated, lane: usize, states: &mut LeafStates) {
        let (block, bit) = evaluated.block(lane);
        let inputs = block.get(..self.inputs).unwrap_or(&[]);
        states.inputs.clear();
        states.inputs.extend(inputs.iter().map(|register| state(Some(register), bit)));
        states.leaves.clear();
        let known = states.inputs.as_slice();
        let of = |register: &u32| known.get(*register as usize).copied().unwrap_or(Truth::Unknown);
        states.leaves.extend(self.leaf_registers.iter().map(of));
    }

    /// Where the leaves of a finding stand among all leaves.
    pub fn leaves_of(&self, finding: usize) -> std::ops::Range<usize> {
        self.findings.get(finding).map_or(0..0, |compiled| compiled.leaves.clone())
    }

    /// What is known of a leaf of a finding for a binding; leaves in the order in which they are written.
    pub fn leaf(&self, evaluated: &Evaluated, finding: usize, leaf: usize, lane: usize) -> Truth {
        self.findings
            .get(finding)
            .and_then(|compiled| self.leaf_registers.get(compiled.leaves.clone())?.get(leaf))
            .map_or(Truth::Unknown, |register| evaluated.truth(*register, lane))
    }
}

impl Evaluated {
    /// The registers of the 64 bindings that a binding is one of, and its bit.
    fn block(&self, lane: usize) -> (&[Planes], usize) {
        let start = lane / WIDTH * self.registers_in_block;
        (self.registers.get(start..start + self.registers_in_block).unwrap_or(&[]), lane % WIDTH)
    }

    fn truth(&self, register: u32, lane: usize) -> Truth {
        let (block, bit) = self.block(lane);
        state(block.get(register as usize), bit)
    }
}

/// What a register says of one binding, without a branch on what it says.
fn state(register: Option<&Planes>, bit: usize) -> Truth {
    /// By twice "known true" plus "known false"; no register is both.
    const STATES: [Truth; 4] = [Truth::Unknown, Truth::False, Truth::True, Truth::True];
    let [yes, no] = register.copied().unwrap_or([0, 0]);
    let index = usize::from(yes >> bit & 1 == 1) << 1 | usize::from(no >> bit & 1 == 1);
    STATES.get(index).copied().unwrap_or(Truth::Unknown)
}

/// The hot loop: every instruction reads two registers and writes the next.
#[expect(clippy::indexing_slicing, reason = "`assemble` only names registers that stand before the instruction's own")]
fn run(instructions: &[Instruction], inputs: usize, registers: &mut [Planes]) {
    for (result, instruction) in (inputs..).zip(instructions) {
        let [left_yes, left_no] = registers[instruction.left as usize];
        let [right_yes, right_no] = registers[instruction.right as usize];
        let yes = (left_yes & right_yes) | ((left_yes | right_yes) & instruction.or);
        let no = (left_no & right_no) | ((left_no | right_no) & !instruction.or);
        registers[result] = [yes, no];
    }
}

/// For each role and candidate, the bindings of a block in which they take it.
fn masks(lanes: &Lanes, first: usize, masks: &mut Vec<Vec<u64>>) {
    masks.resize(lanes.roles(), Vec::new());
    let mut stride = lanes.count();
    for (role, masks) in masks.iter_mut().enumerate() {
        let candidates = lanes.candidates(role).len();
        stride /= candidates.max(1);
        masks.clear();
        masks.resize(candidates, 0);
        for bit in 0..WIDTH.min(lanes.count().saturating_sub(first)) {
            if let Some(mask) = masks.get_mut((first + bit) / stride.max(1) % candidates.max(1)) {
                *mask |= 1 << bit;
            }
        }
    }
}

fn planes(truth: Truth, mask: u64) -> Planes {
    match truth {
        Truth::True => [mask, 0],
        Truth::False => [0, mask],
        Truth::Unknown => [0, 0],
    }
}

/// All leaves about one fact of one subject.
fn leaves(view: &View<'_>, lanes: &Lanes, masks: &[Vec<u64>], fact: &FactInputs, registers: &mut [Planes]) {
    match fact.subject {
        Subject::Entity(entity) => person(view, fact, Some(Place { entity, index: 0 }), u64::MAX, registers),
        Subject::Role(role) => {
            let role = usize::from(role.0);
            let masks = masks.get(role).map_or(&[][..], Vec::as_slice);
            for (place, mask) in lanes.candidates(role).iter().zip(masks) {
                if *mask != 0 {
                    person(view, fact, *place, *mask, registers);
                }
            }
        }
    }
}

/// All leaves about one fact, for the bindings in which this person takes the role.
fn person(view: &View<'_>, fact: &FactInputs, place: Option<Place>, mask: u64, registers: &mut [Planes]) {
    let code = match place {
        // No rule can speak of nobody: a leaf is false, and its contrary too.
        None => {
            for register in registers {
                register[1] |= mask;
            }
            return;
        }
        Some(place) => (place, view.code(place, fact.fact)),
    };
    for (register, input) in registers.iter_mut().zip(&fact.inputs) {
        let [yes, no] = match (code, input.quick) {
            ((_, Code::Known(value)), Quick::Bits(bits)) => certain(bits >> (value & 63) & 1 == 1, input.negated, mask),
            ((_, Code::Known(value)), Quick::Interval(first, last)) => {
                certain(first <= value && value <= last, input.negated, mask)
            }
            ((_, Code::Unknown), _) => planes(input.if_unknown, mask),
            ((place, _), _) => planes(view.test(place, fact.fact, &input.test).negated_if(input.negated), mask),
        };
        register[0] |= yes;
        register[1] |= no;
    }
}

/// A leaf whose value is known, without a branch.
fn certain(satisfied: bool, negated: bool, mask: u64) -> Planes {
    let yes = 0_u64.wrapping_sub(u64::from(satisfied != negated));
    [mask & yes, mask & !yes]
}

fn quick(test: &Test) -> Quick {
    match test {
        Test::OneOf(bits) => Quick::Bits(*bits),
        Test::Within(intervals) => match intervals.as_slice() {
            [(first, last)] => Quick::Interval(*first, *last),
            _ => Quick::No,
        },
        Test::Holds(_) => Quick::No,
    }
}

fn count(view: &View<'_>, lanes: &Lanes, first: usize, condition: &Condition) -> Planes {
    let free = condition.free_roles();
    if free.is_empty() {
        return planes(tree::evaluate(view, condition, &lanes.binding(0)), u64::MAX);
    }
    let bits = 0..WIDTH.min(lanes.count().saturating_sub(first));
    bits.map(|bit| planes(tree::evaluate(view, condition, &lanes.binding(first + bit)), 1 << bit))
        .fold([0, 0], |[yes, no], [more_yes, more_no]| [yes | more_yes, no | more_no])
}

/// What makes two leaves equal: everything but their place.
fn key(leaf: &Leaf) -> (Subject, FactId, &Test, bool) {
    let Predicate { subject, fact, test } = &leaf.predicate;
    (*subject, *fact, test, leaf.negated)
}

/// Calls `visit` with every leaf and every count, in the order in which they are written.
fn for_each_input<'a>(condition: &'a Condition, visit: &mut impl FnMut(&'a Condition)) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) if !parts.is_empty() => {
            for part in parts {
                for_each_input(part, visit);
            }
        }
        input => visit(input),
    }
}

/// Writes the instructions of a condition; gives the register of its result.
fn assemble(
    condition: &Condition,
    leaves: &mut impl Iterator<Item = u32>,
    inputs: usize,
    instructions: &mut Vec<Instruction>,
) -> u32 {
    let (parts, or) = match condition {
        Condition::All(parts) if !parts.is_empty() => (parts, 0),
        Condition::Any(parts) if !parts.is_empty() => (parts, u64::MAX),
        _ => return leaves.next().unwrap_or(0),
    };
    let mut result = None;
    for part in parts {
        let right = assemble(part, leaves, inputs, instructions);
        result = Some(match result {
            None => right,
            Some(left) => {
                instructions.push(Instruction { left, right, or });
                u32::try_from(inputs + instructions.len() - 1).unwrap_or(u32::MAX)
            }
        });
    }
    result.unwrap_or(0)
}

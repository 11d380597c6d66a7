//! The compiled form of all conditions of a pack: one kind of instruction, no branch on data, every leaf kept.
//!
//! A truth is a pair of bits, "known true" and "known false"; 64 bindings lie side by side in two words.
//! AND is `&` on the first plane and `|` on the second, OR the other way round. Equal leaves of different
//! findings are one register, evaluated once for a case; so the registers are the explanation of every leaf.

use std::collections::BTreeMap;

use super::bindings::Lanes;
use super::tree;
use super::view::View;
use crate::condition::{Condition, Leaf, Predicate, RoleId, Subject};
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

/// A leaf of some condition, negation included, or a count, which the tree evaluator answers.
#[derive(Debug, Clone)]
enum Input {
    Leaf { predicate: Predicate, negated: bool },
    Count(Condition),
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
    inputs: Vec<Input>,
    instructions: Vec<Instruction>,
    findings: Vec<Compiled>,
    leaf_registers: Vec<u32>,
}

/// What a case says of every leaf and every finding, for every binding.
#[derive(Debug, Clone, Default)]
pub struct Evaluated {
    /// For each 64 bindings, all registers: inputs first, then one for each instruction.
    registers: Vec<Planes>,
    registers_in_block: usize,
    /// For each role and candidate, the bindings of the block in which they take it.
    masks: Vec<Vec<u64>>,
}

impl Program {
    /// Compiles the conditions of findings.
    pub fn compile(_vocabulary: &Vocabulary, findings: &[Finding]) -> Self {
        let conditions: Vec<Condition> = findings.iter().map(Finding::condition).collect();
        let mut inputs = Vec::new();
        let mut known: BTreeMap<(Predicate, bool), u32> = BTreeMap::new();
        let mut leaf_registers = Vec::new();
        let mut ranges = Vec::new();
        // Inputs first, so that their registers are known before any instruction is numbered.
        for condition in &conditions {
            let start = leaf_registers.len();
            gather(condition, &mut inputs, &mut known, &mut leaf_registers);
            ranges.push(start..leaf_registers.len());
        }
        let mut instructions = Vec::new();
        let compiled = conditions
            .iter()
            .zip(ranges)
            .map(|(condition, leaves)| {
                let mut next = leaf_registers.get(leaves.clone()).unwrap_or(&[]).iter().copied();
                let result = assemble(condition, &mut next, inputs.len(), &mut instructions);
                Compiled { result, leaves, roles: condition.free_roles() }
            })
            .collect();
        Self { inputs, instructions, findings: compiled, leaf_registers }
    }

    /// How many different leaves there are.
    pub fn distinct_leaves(&self) -> usize {
        self.inputs.len()
    }

    /// The roles that a finding speaks of.
    pub fn roles(&self, finding: usize) -> &[RoleId] {
        self.findings
            .get(finding)
            .map_or(&[], |compiled| compiled.roles.as_slice())
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
        let size = self.inputs.len() + self.instructions.len();
        let blocks = lanes.count().div_ceil(WIDTH);
        evaluated.registers_in_block = size;
        evaluated.registers.clear();
        evaluated.registers.resize(size * blocks, [0, 0]);
        for (number, block) in evaluated.registers.chunks_exact_mut(size.max(1)).enumerate() {
            masks(lanes, number * WIDTH, &mut evaluated.masks);
            let (inputs, results) = block.split_at_mut(self.inputs.len());
            for (register, input) in inputs.iter_mut().zip(&self.inputs) {
                *register = match input {
                    Input::Leaf { predicate, negated } => leaf(view, lanes, &evaluated.masks, predicate, *negated),
                    Input::Count(condition) => count(view, lanes, number * WIDTH, condition),
                };
            }
            run(&self.instructions, inputs, results);
        }
    }

    /// What is known of a finding for a binding.
    pub fn verdict(&self, evaluated: &Evaluated, finding: usize, lane: usize) -> Truth {
        self.findings
            .get(finding)
            .map_or(Truth::Unknown, |compiled| evaluated.truth(compiled.result, lane))
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
    fn truth(&self, register: u32, lane: usize) -> Truth {
        let index = (lane / WIDTH) * self.registers_in_block + register as usize;
        let [yes, no] = self.registers.get(index).copied().unwrap_or([0, 0]);
        let bit = lane % WIDTH;
        match (yes >> bit & 1, no >> bit & 1) {
            (1, _) => Truth::True,
            (_, 1) => Truth::False,
            _ => Truth::Unknown,
        }
    }
}

/// The hot loop: every instruction reads two registers and writes the next.
#[expect(clippy::indexing_slicing, reason = "`assemble` only names registers that come before; checked by the compiler's own bounds check")]
fn run(instructions: &[Instruction], inputs: &[Planes], results: &mut [Planes]) {
    for (number, instruction) in instructions.iter().enumerate() {
        let read = |register: u32| {
            let register = register as usize;
            if register < inputs.len() { inputs[register] } else { results[register - inputs.len()] }
        };
        let [left_yes, left_no] = read(instruction.left);
        let [right_yes, right_no] = read(instruction.right);
        let yes = (left_yes & right_yes) | ((left_yes | right_yes) & instruction.or);
        let no = (left_no & right_no) | ((left_no | right_no) & !instruction.or);
        results[number] = [yes, no];
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

fn leaf(view: &View<'_>, lanes: &Lanes, masks: &[Vec<u64>], predicate: &Predicate, negated: bool) -> Planes {
    let truth = |place| view.test(place, predicate.fact, &predicate.test).negated_if(negated);
    match predicate.subject {
        Subject::Entity(entity) => planes(truth(Place { entity, index: 0 }), u64::MAX),
        Subject::Role(role) => {
            let role = usize::from(role.0);
            let masks = masks.get(role).map_or(&[][..], Vec::as_slice);
            lanes
                .candidates(role)
                .iter()
                .zip(masks)
                .filter(|(_, mask)| **mask != 0)
                .map(|(place, mask)| planes(place.map_or(Truth::False, truth), *mask))
                .fold([0, 0], |[yes, no], [more_yes, more_no]| [yes | more_yes, no | more_no])
        }
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

/// Numbers the inputs of a condition, equal ones once for the whole pack.
fn gather(
    condition: &Condition,
    inputs: &mut Vec<Input>,
    known: &mut BTreeMap<(Predicate, bool), u32>,
    leaf_registers: &mut Vec<u32>,
) {
    let add = |input: Input, inputs: &mut Vec<Input>| {
        inputs.push(input);
        u32::try_from(inputs.len() - 1).unwrap_or(u32::MAX)
    };
    match condition {
        Condition::Leaf(Leaf { predicate, negated, .. }) => {
            let register = *known
                .entry((predicate.clone(), *negated))
                .or_insert_with(|| add(Input::Leaf { predicate: predicate.clone(), negated: *negated }, inputs));
            leaf_registers.push(register);
        }
        Condition::All(parts) | Condition::Any(parts) if !parts.is_empty() => {
            for part in parts {
                gather(part, inputs, known, leaf_registers);
            }
        }
        count => leaf_registers.push(add(Input::Count(count.clone()), inputs)),
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

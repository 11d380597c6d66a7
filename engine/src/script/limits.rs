//! What a rule script may not do: limits, and parts of the language that are switched off.
//!
//! A rule file describes findings; a thousand times the work of an ordinary one is still allowed.

use rhai::packages::{
    ArithmeticPackage, BasicArrayPackage, BasicIteratorPackage, BasicMapPackage, BasicStringPackage, LogicPackage,
    MoreStringPackage, Package,
};
use rhai::{Engine, OptimizationLevel, Token};

/// Steps of one file. An ordinary finding takes about 100; a loop that writes a thousand, 100,000.
pub(super) const OPERATIONS: u64 = 1_000_000;
/// Calls within calls. Helpers of helpers of helpers are 3 deep; the stack of a small thread bears 32.
pub(super) const CALL_LEVELS: usize = 32;
/// Expressions within expressions.
pub(super) const EXPRESSION_DEPTH: usize = 96;
/// Expressions within expressions inside a function.
pub(super) const FUNCTION_EXPRESSION_DEPTH: usize = 64;
/// Bytes of one text. The longest explanation of a finding has about 2,000.
pub(super) const STRING_BYTES: usize = 16 * 1024;
/// Items of one list.
pub(super) const LIST_ITEMS: usize = 2_048;
/// Fields of one map; a finding has at most 30.
pub(super) const MAP_FIELDS: usize = 256;
/// Imports of one file.
pub(super) const MODULES: usize = 32;
/// Functions of one file.
pub(super) const FUNCTIONS: usize = 256;
/// Variables of one file.
pub(super) const VARIABLES: usize = 512;

/// Symbols that are switched off, and what to write instead.
pub(super) const SWITCHED_OFF: [(&str, &str); 13] = [
    ("while", "write `for item in list { … }`"),
    ("loop", "write `for item in list { … }`"),
    ("do", "write `for item in list { … }`"),
    ("until", "write `for item in list { … }`"),
    ("switch", "a condition has no value while loading; combine conditions with `&`, `|` and `!`"),
    ("??", "a condition is never missing; write both parts with `|`"),
    ("eval", "write the code itself, or a function"),
    ("Fn", "call a function by its name"),
    ("call", "call a function by its name"),
    ("curry", "call a function by its name"),
    ("print", "rules have no output; `handrail why` shows what a finding found"),
    ("debug", "rules have no output; `handrail why` shows what a finding found"),
    ("sleep", "rules have no clock"),
];

#[expect(deprecated, reason = "`on_parse_token` is marked volatile, not deprecated; rhai is pinned exactly")]
pub(super) fn apply(engine: &mut Engine) {
    // With an optimizer, comparisons of constants and empty branches vanish before they can be refused.
    engine.set_optimization_level(OptimizationLevel::None);
    engine.set_max_operations(OPERATIONS);
    engine.set_max_call_levels(CALL_LEVELS);
    engine.set_max_expr_depths(EXPRESSION_DEPTH, FUNCTION_EXPRESSION_DEPTH);
    engine.set_max_string_size(STRING_BYTES);
    engine.set_max_array_size(LIST_ITEMS);
    engine.set_max_map_size(MAP_FIELDS);
    engine.set_max_modules(MODULES);
    engine.set_max_functions(FUNCTIONS);
    engine.set_max_variables(VARIABLES);
    engine.set_fail_on_invalid_map_property(true);
    engine.set_allow_looping(true);
    engine.set_allow_anonymous_fn(false);
    engine.set_allow_switch_expression(false);
    for (symbol, _) in SWITCHED_OFF {
        engine.disable_symbol(symbol);
    }
    // `&&` and `||` cannot be overloaded and would silently drop their left side.
    engine.on_parse_token(|token, _, _| match token {
        Token::And => Token::Ampersand,
        Token::Or => Token::Pipe,
        other => other,
    });
    ArithmeticPackage::new().register_into_engine(engine);
    LogicPackage::new().register_into_engine(engine);
    BasicStringPackage::new().register_into_engine(engine);
    MoreStringPackage::new().register_into_engine(engine);
    BasicIteratorPackage::new().register_into_engine(engine);
    BasicArrayPackage::new().register_into_engine(engine);
    BasicMapPackage::new().register_into_engine(engine);
}

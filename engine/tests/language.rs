//! The traps of the rule language, each pinned: what Rhai would silently answer is refused, with its place.
//!
//! In the tables `§` stands where the problem must point; it is taken out before the script is loaded.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod common;

use common::{SCRIPT, finding, line, load, load_script};
use handrail_engine::condition::{Condition, Test};
use handrail_engine::pack::{Loaded, Pack};

/// A text with `§`, the code, the whole message, and the whole advice ("did you mean" and help).
type Refused = (&'static str, &'static str, &'static str, &'static str);

const REFUSED_CONDITIONS: &[Refused] = &[
    (
        "bike.wheels < 3 §< 4",
        "chained-comparison",
        "`<` compares a condition with `4`",
        "write each comparison by itself and join them: `fact >= 6 & fact < 14`, or `fact in 6..=13`",
    ),
    (
        "1 < bike.wheels §< 3",
        "chained-comparison",
        "`<` compares a condition with `3`",
        "write each comparison by itself and join them: `fact >= 6 & fact < 14`, or `fact in 6..=13`",
    ),
    (
        "bike.wheels §== bike.wheels",
        "compared-facts",
        "`==` cannot compare two facts or conditions",
        "compare each with a value, and join the parts with `&` or `|`",
    ),
    (
        "bike.broken §== bike.rusty",
        "compared-facts",
        "`==` cannot compare two facts or conditions",
        "compare each with a value, and join the parts with `&` or `|`",
    ),
    (
        "(bike.wheels < 3) §== true",
        "chained-comparison",
        "`==` compares a condition with `true`",
        "write each comparison by itself and join them: `fact >= 6 & fact < 14`, or `fact in 6..=13`",
    ),
    (
        "bike.broken §& true",
        "not-a-condition",
        "`&` joins conditions, not `true`",
        "leave the constant out; a condition asks for facts",
    ),
    (
        "true §& bike.broken",
        "not-a-condition",
        "`&` joins conditions, not `true`",
        "leave the constant out; a condition asks for facts",
    ),
    (
        "bike.broken §| 3",
        "not-a-condition",
        "`|` joins conditions, not `3`",
        "leave the constant out; a condition asks for facts",
    ),
    (
        "false §| bike.broken",
        "not-a-condition",
        "`|` joins conditions, not `false`",
        "leave the constant out; a condition asks for facts",
    ),
    (
        "bike.broken §&& true",
        "not-a-condition",
        "`&` joins conditions, not `true`",
        "leave the constant out; a condition asks for facts",
    ),
    (
        "true §&& bike.broken",
        "not-a-condition",
        "`&` joins conditions, not `true`",
        "leave the constant out; a condition asks for facts",
    ),
    (
        r#""x" §|| bike.broken"#,
        "not-a-condition",
        r#"`|` joins conditions, not `"x"`"#,
        "leave the constant out; a condition asks for facts",
    ),
    (
        "§bike.wheels & bike.broken",
        "not-a-condition",
        "`bike.wheels` by itself is no condition",
        "compare it with a number, such as `< 6`, or write `in 8..=14`",
    ),
    (
        "bike.broken & §bike.colour",
        "not-a-condition",
        "`bike.colour` by itself is no condition",
        r#"compare it with a value, such as `== "…"`, or write `in ["…", "…"]`"#,
    ),
    (
        "§bike.bags",
        "not-a-condition",
        "`bike.bags` by itself is no condition",
        r#"ask whether it holds a value: `"value" in fact`"#,
    ),
    (
        "bike.wheels in §2..4",
        "exclusive-range",
        "`2..4` leaves 4 out",
        "write `2..=4` to include 4, or `2..=3` to leave it out",
    ),
    ("bike.wheels §in 9..=12", "never-true", "`bike.wheels` can never satisfy this comparison", ""),
    ("bike.wheels §in 4..=2", "empty-range", "`4..=2` holds no number", ""),
    ("bike.wheels §in []", "empty-list", "`bike.wheels` can be none of an empty list", ""),
    ("bike.colour §in []", "empty-list", "`bike.colour` can be none of an empty list", ""),
    (
        r#"bike.colour in ["red", §"gren"]"#,
        "unknown-value",
        r#"`bike.colour` has no value `"gren"`"#,
        "did you mean `green`?",
    ),
    ("bike.colour in [§1]", "wrong-type", "`bike.colour` has no value `1`", ""),
    (r#"bike.wheels in [1, §"two"]"#, "wrong-type", r#"`bike.wheels` cannot be `"two"`"#, ""),
    (
        "bike.broken §in [true]",
        "wrong-type",
        "`bike.broken` cannot be one of a list",
        r#"a yes/no fact is a condition by itself; a set is asked with `"value" in fact`"#,
    ),
    (
        r#"bike.bags §in ["left"]"#,
        "wrong-type",
        "`bike.bags` cannot be one of a list",
        r#"a yes/no fact is a condition by itself; a set is asked with `"value" in fact`"#,
    ),
    (
        r#""left" in §bike.colour"#,
        "wrong-type",
        "`bike.colour` is no set: it can hold nothing",
        r#"turn the two sides round: `fact in ["…"]`"#,
    ),
    (r#"§"lft" in bike.bags"#, "unknown-value", r#"`bike.bags` has no value `"lft"`"#, "did you mean `left`?"),
    ("§3 in bike.bags", "wrong-type", "`bike.bags` has no value `3`", ""),
    (
        r#"bike.colour §in "red""#,
        "wrong-type",
        "`in` needs a list or a range on its right side",
        r#"write `fact in ["a", "b"]` or `fact in 8..=14`"#,
    ),
    (
        "bike.wheels §in 3",
        "wrong-type",
        "`in` needs a list or a range on its right side",
        r#"write `fact in ["a", "b"]` or `fact in 8..=14`"#,
    ),
    ("bike.colour §in bike.colour", "compared-facts", "`in` cannot compare two facts or conditions", ""),
    (
        "(bike.wheels < 3) §in [1]",
        "chained-comparison",
        "`in` compares a condition with a list",
        "only a fact can be one of several values",
    ),
    ("§bike.broken in 1..=2", "wrong-type", "`bike.broken` is no number", ""),
    ("§bike.colour in 1..=2", "wrong-type", "`bike.colour` is no number", ""),
    (
        r#"bike.colour §< "red""#,
        "wrong-type",
        "`bike.colour` has no order: `<` does not work on it",
        r#"write `==`, `!=` or `in ["…", "…"]`"#,
    ),
    (r#"bike.colour == §"gren""#, "unknown-value", r#"`bike.colour` has no value `"gren"`"#, "did you mean `green`?"),
    ("bike.colour == §3", "wrong-type", "`bike.colour` has no value `3`", ""),
    ("bike.broken == §1", "wrong-type", "`bike.broken` cannot be compared with `1`", ""),
    (
        "bike.broken §>= true",
        "wrong-type",
        "`bike.broken` has no order: `>=` does not work on it",
        r#"write `==`, `!=` or `in ["…", "…"]`"#,
    ),
    (r#"bike.wheels == §"two""#, "wrong-type", r#"`bike.wheels` cannot be compared with `"two"`"#, ""),
    ("bike.wheels < §2.5", "wrong-type", "`bike.wheels` cannot be compared with `2.5`", ""),
    (r#"§"two" > bike.wheels"#, "wrong-type", r#"`bike.wheels` cannot be compared with `"two"`"#, ""),
    (
        r#"bike.bags §== "left""#,
        "wrong-type",
        "`bike.bags` is a set: `==` does not work on it",
        r#"ask whether it holds a value: `"value" in fact`"#,
    ),
    ("bike.wheels §> 8", "never-true", "`bike.wheels` can never satisfy this comparison", ""),
    ("bike.wheels §< 0", "never-true", "`bike.wheels` can never satisfy this comparison", ""),
    ("bike.wheels §== 99", "never-true", "`bike.wheels` can never satisfy this comparison", ""),
    ("bike.wheels == §()", "wrong-type", "`bike.wheels` cannot be compared with nothing", ""),
    ("§() == bike.colour", "wrong-type", "`bike.colour` has no value nothing", ""),
    ("bike.wheels != §()", "wrong-type", "`bike.wheels` cannot be compared with nothing", ""),
    ("§bike == 3", "bare-word", "`bike` by itself says nothing", "name a fact, such as `bike.wheels`"),
    (r#"§bike != "x""#, "bare-word", "`bike` by itself says nothing", "name a fact, such as `bike.wheels`"),
    ("§bike < 3", "bare-word", "`bike` by itself says nothing", "name a fact, such as `bike.wheels`"),
    (
        "bike §& bike.broken",
        "not-a-condition",
        "`&` joins conditions, not the word `bike`",
        "leave the constant out; a condition asks for facts",
    ),
    (
        "§bike",
        "not-a-condition",
        "`when` must be a condition on facts, not the word `bike`",
        "a condition asks for facts, such as `word.fact` or `word.fact < 6`",
    ),
    ("§!bike", "unknown-function", "`!` does not work on (word)", ""),
    ("§bike in [1]", "bare-word", "`bike` by itself says nothing", "name a fact, such as `bike.wheels`"),
    ("§shop == ()", "bare-word", "`shop` by itself says nothing", "name a fact, such as `shop.open`"),
    ("§bike.wheel < 3", "unknown-fact", "there is no fact `bike.wheel`", "did you mean `bike.wheels`?"),
    ("§bik.wheels < 3", "unknown-name", "nothing is called `bik`", "did you mean `bike`?"),
    ("§bikes.wheels < 3", "unknown-name", "nothing is called `bikes`", "did you mean `bike`?"),
    ("§nothing", "unknown-name", "nothing is called `nothing`", ""),
    ("§nothing.at_all < 3", "unknown-name", "nothing is called `nothing`", ""),
    (
        "bike.wheels.§x < 3",
        "script-error",
        "unknown property 'x' - a getter is not registered for type 'condition'",
        "",
    ),
    ("bike§[0] < 3", "script-error", "indexer unavailable: word [i64]", ""),
    ("§bike.open", "unknown-fact", "there is no fact `bike.open`", "there is `shop.open`"),
    ("§shop.wheels < 3", "unknown-fact", "there is no fact `shop.wheels`", "there is `bike.wheels`"),
    ("bike.wheels §+ 1 < 3", "unknown-function", "`+` does not work on (condition, i64)", ""),
    ("§-bike.wheels < 3", "unknown-function", "`-` does not work on (condition)", ""),
    ("bike.broken §^ bike.rusty", "unknown-function", "`^` does not work on (condition, condition)", ""),
    (
        "!§bike.wheels",
        "not-a-condition",
        "`bike.wheels` by itself is no condition",
        "compare it with a number, such as `< 6`, or write `in 8..=14`",
    ),
    (
        "!§bike.colour",
        "not-a-condition",
        "`bike.colour` by itself is no condition",
        r#"compare it with a value, such as `== "…"`, or write `in ["…", "…"]`"#,
    ),
    (
        "!(bike.wheels < 3 §< 4)",
        "chained-comparison",
        "`<` compares a condition with `4`",
        "write each comparison by itself and join them: `fact >= 6 & fact < 14`, or `fact in 6..=13`",
    ),
    ("§any(bike.broken)", "unknown-function", "`any` does not work on (condition)", ""),
    (
        "§any(shop, bike.broken)",
        "not-a-role",
        "`any` counts people in a role, not `shop`",
        "the first part is one of `bike`",
    ),
    (
        "§any(bike, true)",
        "not-a-condition",
        "the second part of `any` must be a condition on facts, not `true`",
        "a condition asks for facts, such as `word.fact` or `word.fact < 6`",
    ),
    (
        "any(bike, §bike.wheels)",
        "not-a-condition",
        "`bike.wheels` by itself is no condition",
        "compare it with a number, such as `< 6`, or write `in 8..=14`",
    ),
    (
        r#"§any("bike", bike.broken)"#,
        "not-a-role",
        r#"`any` counts people in a role, not `"bike"`"#,
        "the first part is one of `bike`",
    ),
    ("§every(bike)", "unknown-function", "`every` does not work on (word)", ""),
    ("§at_least(-1, bike, bike.broken)", "out-of-range", "`at_least` cannot count to -1", ""),
    ("§at_least(1, [])", "never-true", "`at_least` counts to 1, and there are 0 conditions", ""),
    (
        "§at_least(1, [bike.broken, 3])",
        "not-a-condition",
        "each part of `at_least` must be a condition on facts, not `3`",
        "a condition asks for facts, such as `word.fact` or `word.fact < 6`",
    ),
    ("§at_least(5, [bike.broken])", "never-true", "`at_least` counts to 5, and there are 1 conditions", ""),
    ("§exactly(1, bike)", "unknown-function", "`exactly` does not work on (i64, word)", ""),
    (
        r#"§exactly("1", bike, bike.broken)"#,
        "unknown-function",
        "`exactly` does not work on (text, word, condition)",
        "",
    ),
    (
        "bike.broken §?? bike.rusty",
        "switched-off",
        "`??` is switched off in rules",
        "a condition is never missing; write both parts with `|`",
    ),
    (
        "§switch bike.broken { _ => bike.rusty }",
        "switched-off",
        "`switch` is switched off in rules",
        "a condition has no value while loading; combine conditions with `&`, `|` and `!`",
    ),
    (
        "if bike§.broken { bike.rusty } else { bike.broken }",
        "not-a-truth",
        "`if` needs `true` or `false`, not a condition",
        "a condition is data about a case that is not known yet; combine conditions with `&`, `|` and `!`",
    ),
    ("§nope(bike.broken)", "unknown-function", "there is no function `nope`", ""),
    (
        r#"§eval("bike.broken")"#,
        "switched-off",
        "`eval` is switched off in rules",
        "write the code itself, or a function",
    ),
    (r#"§Fn("x")"#, "switched-off", "`Fn` is switched off in rules", "call a function by its name"),
    ("(§|x| x)", "syntax", "this is not a rule script: unexpected '|'", ""),
    ("§call(1)", "switched-off", "`call` is switched off in rules", "call a function by its name"),
    ("§timestamp()", "unknown-function", "there is no function `timestamp`", ""),
    ("§rand()", "unknown-function", "there is no function `rand`", ""),
    ("§sleep(1)", "unknown-function", "there is no function `sleep`", ""),
    (r#"§parse_json("x")"#, "unknown-function", "there is no function `parse_json`", ""),
    (
        "bike.broken §=== bike.rusty",
        "syntax",
        "this is not a rule script: '===' is not a valid operator. This is not JavaScript! Should it be '=='?",
        "",
    ),
    (
        r#"§is_def_var("bike")"#,
        "not-a-condition",
        "`when` must be a condition on facts, not `false`",
        "a condition asks for facts, such as `word.fact` or `word.fact < 6`",
    ),
    (
        "bike.broken.§tag",
        "script-error",
        "unknown property 'tag' - a getter is not registered for type 'condition'",
        "",
    ),
    (
        "§bike.to_string()",
        "not-a-condition",
        r#"`when` must be a condition on facts, not `"word"`"#,
        "a condition asks for facts, such as `word.fact` or `word.fact < 6`",
    ),
    (r#"bike.wheels.§to_string() == "condition""#, "wrong-type", "a condition cannot become a text", ""),
    (r#"§type_of(bike.wheels) == "x""#, "unknown-function", "there is no function `type_of`", ""),
    (r#"`$§{bike.wheels}` == "x""#, "wrong-type", "a condition cannot become a text", ""),
    (
        "bike.broken §!in [1]",
        "wrong-type",
        "`bike.broken` cannot be one of a list",
        r#"a yes/no fact is a condition by itself; a set is asked with `"value" in fact`"#,
    ),
    ("bike.wheels §= 3", "syntax", "this is not a rule script: expecting '}' to end this object map literal", ""),
    ("bike §= 3", "syntax", "this is not a rule script: expecting '}' to end this object map literal", ""),
    ("{ let §bike = 3; bike.wheels < 3 }", "taken-name", "`bike` is a word of the vocabulary", "choose another name"),
];

const REFUSED_SCRIPTS: &[Refused] = &[
    (
        "if bike§.broken {}",
        "not-a-truth",
        "`if` needs `true` or `false`, not a condition",
        "a condition is data about a case that is not known yet; combine conditions with `&`, `|` and `!`",
    ),
    (
        "if bike.wheels §< 3 { }",
        "not-a-truth",
        "`if` needs `true` or `false`, not a condition",
        "a condition is data about a case that is not known yet; combine conditions with `&`, `|` and `!`",
    ),
    ("§while true {}", "switched-off", "`while` is switched off in rules", "write `for item in list { … }`"),
    ("§loop { }", "switched-off", "`loop` is switched off in rules", "write `for item in list { … }`"),
    ("§do { } while true", "switched-off", "`do` is switched off in rules", "write `for item in list { … }`"),
    ("§do { } until true", "switched-off", "`do` is switched off in rules", "write `for item in list { … }`"),
    (
        "§print(1)",
        "switched-off",
        "`print` is switched off in rules",
        "rules have no output; `handrail why` shows what a finding found",
    ),
    (
        "§debug(1)",
        "switched-off",
        "`debug` is switched off in rules",
        "rules have no output; `handrail why` shows what a finding found",
    ),
    ("let f = §|x| x;", "syntax", "this is not a rule script: unexpected '|'", ""),
    ("let x = 1; x.§eval();", "syntax", "this is not a rule script: expecting name of a property", ""),
    (
        "bike.§wheels = 3;",
        "script-error",
        "no writable property 'wheels' - a setter is not registered for type 'word' to handle 'i64'",
        "",
    ),
    ("bike.wheels §+= 3;", "unknown-function", "`+` does not work on (condition, i64)", ""),
    ("§bike = 3;", "script-error", "cannot modify constant bike", ""),
    ("§shop.x.y = 3;", "unknown-fact", "there is no fact `shop.x`", "`shop` has: open, staff"),
    ("let §bike = 1;", "taken-name", "`bike` is a word of the vocabulary", "choose another name"),
    ("const §shop = 1;", "taken-name", "`shop` is a word of the vocabulary", "choose another name"),
    ("for §bike in [1] {}", "taken-name", "`bike` is a word of the vocabulary", "choose another name"),
    ("for (x, §shop) in [1] {}", "taken-name", "`shop` is a word of the vocabulary", "choose another name"),
    ("fn f(§bike) { 1 }", "taken-name", "`bike` is a word of the vocabulary", "choose another name"),
    ("fn g(a,\n  §owner) { 1 }", "taken-name", "`owner` is a word of the vocabulary", "choose another name"),
    ("try { throw 1 } catch (§bike) {}", "taken-name", "`bike` is a word of the vocabulary", "choose another name"),
    (
        r#"import §"../secret" as s;"#,
        "import-outside",
        "`../secret` leads out of the pack",
        r#"write the path from the root of the pack, such as "shared/needs""#,
    ),
    (
        r#"import §"/etc/passwd" as s;"#,
        "import-outside",
        "`/etc/passwd` leads out of the pack",
        r#"write the path from the root of the pack, such as "shared/needs""#,
    ),
    (
        r#"import §"shared/none" as s;"#,
        "unknown-import",
        "the pack has no module `shared/none`",
        "did you mean `shared/ok`? the modules are: shared/ok",
    ),
    (
        r#"import §"findings/tested" as s;"#,
        "unknown-import",
        "the pack has no module `findings/tested`",
        "the modules are: shared/ok",
    ),
    (
        r#"import §"C:\\x" as s;"#,
        "import-outside",
        r"`C:\x` leads out of the pack",
        r#"write the path from the root of the pack, such as "shared/needs""#,
    ),
    (
        r#"import §"shared/../x" as s;"#,
        "import-outside",
        "`shared/../x` leads out of the pack",
        r#"write the path from the root of the pack, such as "shared/needs""#,
    ),
    ("import §3 as s;", "wrong-type", "expected a text, found a whole number", ""),
    (
        r#"import §"" as s;"#,
        "import-outside",
        "`` leads out of the pack",
        r#"write the path from the root of the pack, such as "shared/needs""#,
    ),
    (
        r#"import §"http://x/y" as s;"#,
        "import-outside",
        "`http://x/y` leads out of the pack",
        r#"write the path from the root of the pack, such as "shared/needs""#,
    ),
    (
        "for i in 0..=1000000000 { let x = §i; }",
        "limit",
        "the script has too many steps",
        "at most 1000000 steps; a rule file only describes findings",
    ),
    (
        "fn f(n) { f(n + 1) } §f(0);",
        "limit",
        "the script has too many nested calls",
        "at most 32 calls deep; a rule file only describes findings",
    ),
    (
        r#"let s = "x"; for i in 0..=40 { s §+= s; }"#,
        "limit",
        "length of string is too large",
        "at most 16384 bytes of text, 2048 items in a list and 256 fields in a map",
    ),
    (
        "let a = [1]; for i in 0..=40 { a §+= a; }",
        "limit",
        "size of array/BLOB is too large",
        "at most 16384 bytes of text, 2048 items in a list and 256 fields in a map",
    ),
    (
        "let a = []; a.§pad(100000000, 1);",
        "limit",
        "size of array/BLOB is too large",
        "at most 16384 bytes of text, 2048 items in a list and 256 fields in a map",
    ),
    (
        r#"let m = #{}; for i in 0..=400 { m§["k" + i] = i; }"#,
        "switched-off",
        "assigning to `[…]` is switched off in rules",
        "build the value in one go, or use `list.push(…)` and `map.set(…)`",
    ),
    (
        r#"let s = ""; s.§pad(100000000, 'x');"#,
        "limit",
        "length of string is too large",
        "at most 16384 bytes of text, 2048 items in a list and 256 fields in a map",
    ),
    (
        "let a = [1]; a§[0] = a; ",
        "switched-off",
        "assigning to `[…]` is switched off in rules",
        "build the value in one go, or use `list.push(…)` and `map.set(…)`",
    ),
    (
        r#"for i in 0..=600 { §import "shared/ok" as o; }"#,
        "limit",
        "the script has too many imports",
        "at most 32 imports; a rule file only describes findings",
    ),
    (
        "fn uncalled() { §bike.typo < 3 }",
        "unknown-fact",
        "there is no fact `bike.typo`",
        "`bike` has: wheels, broken, rusty, colour, bags",
    ),
    ("fn uncalled() { §nonsense < 3 }", "unknown-name", "nothing is called `nonsense`", ""),
    ("fn uncalled() { §nonsense(3) }", "unknown-function", "there is no function `nonsense`", ""),
    (
        "if false { §bike.typo }",
        "unknown-fact",
        "there is no fact `bike.typo`",
        "`bike` has: wheels, broken, rusty, colour, bags",
    ),
    ("if false { §typo(3) }", "unknown-function", "there is no function `typo`", ""),
    (
        "fn uncalled() { §nope::f(3) }",
        "unknown-name",
        "no module is imported as `nope`",
        r#"write `import "shared/…" as nope;`"#,
    ),
    ("§nope::f(3);", "unknown-import", "the pack has no module `nope`", "the modules are: shared/ok"),
    (
        r#"import "shared/ok" as o; fn uncalled() { o::§missing() }"#,
        "unknown-function",
        "there is no function `o::missing`",
        "",
    ),
    (r#"import "shared/ok" as o; o::§missing();"#, "unknown-function", "there is no function `o::missing`", ""),
    (r#"§finding("x");"#, "unknown-function", "`finding` does not work on (text)", ""),
    ("§finding(3, #{});", "unknown-function", "`finding` does not work on (i64, map)", ""),
    (r#"§finding("Bad Id", #{});"#, "missing-field", "the finding `Bad Id` has no `advice`", r#"add `advice: "…"`"#),
    (r#"§throw "no";"#, "script-stopped", "the script stopped: no", ""),
    ("let x = 1 §/ 0;", "script-error", "division by zero: 1 / 0", ""),
    ("let x = 9223372036854775807 §+ 1;", "script-error", "addition overflow: 9223372036854775807 + 1", ""),
    ("§x", "unknown-name", "nothing is called `x`", ""),
    ("let x = §;", "syntax", "this is not a rule script: unexpected ';'", ""),
    (r#"finding("x", #{§"#, "syntax", "this is not a rule script: expecting '}' to end this object map literal", ""),
    (r#"§"unclosed"#, "syntax", "this is not a rule script: open string is not terminated", ""),
    ("§/* unclosed", "open-comment", "this comment is never closed", "close it with `*/`"),
    ("let x = [1][§5];", "script-error", "array index 5 out of bounds: only 1 element in array", ""),
    ("let x = #{}.§a;", "script-error", "property not found: a", ""),
    ("§exit(3);", "unknown-function", "there is no function `exit`", ""),
    ("§@", "syntax", "this is not a rule script: '@' is a reserved symbol", ""),
    ("let x = §'ab';", "syntax", "this is not a rule script: invalid character: 'ab'", "did you mean `as`?"),
    ("§this.x", "syntax", "this is not a rule script: 'this' can only be used in functions", ""),
    (r#"§Fn("f").call()"#, "switched-off", "`Fn` is switched off in rules", "call a function by its name"),
    ("f.§call()", "syntax", "this is not a rule script: expecting name of a property", ""),
    ("[1].map(§|x| x)", "syntax", "this is not a rule script: unexpected '|'", ""),
    (r#"[1].§map("f")"#, "unknown-function", "there is no function `f`", ""),
    ("fn f(x) { x } [1].map(§f)", "unknown-name", "nothing is called `f`", "did you mean `x`?"),
    ("fn f(x) { x } [1].filter(§f)", "unknown-name", "nothing is called `f`", "did you mean `x`?"),
    ("fn f(x) { x } let a = §f; a(1)", "unknown-name", "nothing is called `f`", "did you mean `x`?"),
    ("§global::x", "unknown-name", "nothing is called `global::x`", ""),
    (
        "fn f() { 1 } §fn f() { 2 }",
        "syntax",
        "this is not a rule script: function f with no parameters already exists",
        "",
    ),
    (r#"if §bike == "x" { }"#, "bare-word", "`bike` by itself says nothing", "name a fact, such as `bike.wheels`"),
    ("if §bike != 3 { nonsense }", "bare-word", "`bike` by itself says nothing", "name a fact, such as `bike.wheels`"),
    (
        "[bike.broken].§contains(bike.broken)",
        "wrong-type",
        "`bike.broken` cannot be one of a list",
        r#"a yes/no fact is a condition by itself; a set is asked with `"value" in fact`"#,
    ),
    (
        "[bike.broken, bike.rusty].§dedup()",
        "compared-facts",
        "`==` cannot compare two facts or conditions",
        "compare each with a value, and join the parts with `&` or `|`",
    ),
    (
        "[bike.broken, bike.rusty].§sort()",
        "unknown-function",
        "there is no function `elements of condition cannot be s…`",
        "",
    ),
    (
        "[bike.broken].§index_of(bike.broken)",
        "compared-facts",
        "`==` cannot compare two facts or conditions",
        "compare each with a value, and join the parts with `&` or `|`",
    ),
    (
        "let a = [bike.broken] §== [bike.rusty];",
        "compared-facts",
        "`==` cannot compare two facts or conditions",
        "compare each with a value, and join the parts with `&` or `|`",
    ),
    (
        "if [bike.broken] §== [bike.rusty] {}",
        "compared-facts",
        "`==` cannot compare two facts or conditions",
        "compare each with a value, and join the parts with `&` or `|`",
    ),
    ("if #{a: bike.broken} == §#{a: 1} {}", "wrong-type", "`bike.broken` cannot be compared with `1`", ""),
    (
        "let a=[1]; for i in 0..=40 { a = [a, §a]; }",
        "limit",
        "size of array/BLOB is too large",
        "at most 16384 bytes of text, 2048 items in a list and 256 fields in a map",
    ),
    (
        "let a=[1]; for i in 0..=60 { a.§push(a); }",
        "limit",
        "size of array/BLOB is too large",
        "at most 16384 bytes of text, 2048 items in a list and 256 fields in a map",
    ),
    (
        "let a=[1, 1]; for i in 0..=60 { a§[0] = a; a[1] = a; }",
        "switched-off",
        "assigning to `[…]` is switched off in rules",
        "build the value in one go, or use `list.push(…)` and `map.set(…)`",
    ),
    (
        "let m=#{}; for i in 0..=60 { m.a §= m; m.b = m; }",
        "limit",
        "size of object map is too large",
        "at most 16384 bytes of text, 2048 items in a list and 256 fields in a map",
    ),
    (
        "let a=[]; for i in 0..=3000 { a§[i..i] = [1]; }",
        "switched-off",
        "assigning to `[…]` is switched off in rules",
        "build the value in one go, or use `list.push(…)` and `map.set(…)`",
    ),
    (
        r#"let s=""; for i in 0..=3000 { s§[0..0] = "xxxxxxxxxxxxxxxxxx"; }"#,
        "switched-off",
        "assigning to `[…]` is switched off in rules",
        "build the value in one go, or use `list.push(…)` and `map.set(…)`",
    ),
    (
        "let a=[]; for i in 0..=5000 { a.§push(i); }",
        "limit",
        "size of array/BLOB is too large",
        "at most 16384 bytes of text, 2048 items in a list and 256 fields in a map",
    ),
    (
        r#"let s = `${"x"}`; for i in 0..=40 { s = `${s}$§{s}`; }"#,
        "limit",
        "length of string is too large",
        "at most 16384 bytes of text, 2048 items in a list and 256 fields in a map",
    ),
    (
        r#"let m = #{}; for i in 0..=400 { m.§set("k" + i, i); }"#,
        "limit",
        "size of object map is too large",
        "at most 16384 bytes of text, 2048 items in a list and 256 fields in a map",
    ),
];

/// Files by their paths.
type Files = &'static [(&'static str, &'static str)];

/// A module that can be imported.
const MODULE: (&str, &str) = ("shared/ok.rhai", "fn good() { bike.broken }");

/// The text without its mark, and the line and column of the mark.
fn unmark(marked: &str) -> (String, (usize, usize)) {
    let offset = marked.find('§').unwrap_or_else(|| panic!("no mark in {marked}"));
    let before = &marked[..offset];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (marked.replace('§', ""), (line, column))
}

fn report(loaded: &Loaded) -> String {
    loaded
        .problems
        .iter()
        .map(|problem| format!("  {} ({:?})", line(problem), problem.advice()))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Nothing is loaded, and one of the problems is exactly this one.
fn refused(loaded: &Loaded, file: &str, place: (usize, usize), code: &str, message: &str, advice: Option<&str>) {
    assert!(loaded.pack.is_none(), "loaded in spite of {code}: {message}");
    let found = loaded.problems.iter().any(|problem| {
        let location = problem.location.as_ref().unwrap_or_else(|| panic!("no place: {problem}"));
        problem.code == code
            && problem.message == message
            && advice.is_none_or(|advice| problem.advice().unwrap_or_default() == advice)
            && (location.line, location.column) == place
            && &*location.file == file
    });
    assert!(found, "expected {file}:{}:{} {code} {message} ({advice:?}), got\n{}", place.0, place.1, report(loaded));
}

fn check(marked_script: &str, (text, code, message, advice): Refused) {
    let (script, place) = unmark(marked_script);
    let loaded = load(&[(SCRIPT, &script), MODULE]);
    refused(&loaded, SCRIPT, place, code, message, Some(advice));
    for problem in &loaded.problems {
        assert!(!problem.message.contains("handrail_engine::"), "{text}: the name of a Rust type: {problem}");
    }
}

fn accepted(files: &[(&str, &str)]) -> Pack {
    let loaded = load(files);
    assert!(loaded.problems.is_empty(), "{}", report(&loaded));
    loaded.pack.unwrap()
}

/// The condition of a finding that is written so.
fn condition(when: &str) -> Condition {
    accepted(&[(SCRIPT, &finding("tested", when)), MODULE]).findings()[0].when.clone()
}

/// A condition without its places.
fn bare(condition: &Condition) -> String {
    let counted = |minimum: &usize, maximum: &Option<usize>| {
        format!("{minimum}..{}", maximum.map_or_else(String::new, |n| n.to_string()))
    };
    let all = |parts: &[Condition]| parts.iter().map(bare).collect::<Vec<_>>().join(" ");
    match condition {
        Condition::All(parts) => format!("all({})", all(parts)),
        Condition::Any(parts) => format!("any({})", all(parts)),
        Condition::Leaf(leaf) => {
            let test = match &leaf.predicate.test {
                Test::OneOf(mask) => format!("{mask:b}"),
                Test::Within(intervals) => format!("{intervals:?}"),
                Test::Holds(value) => format!("holds {value}"),
            };
            format!("{}{}:{test}", if leaf.negated { "!" } else { "" }, leaf.predicate.fact.0)
        }
        Condition::People { minimum, maximum, of, .. } => {
            format!("people[{}]({})", counted(minimum, maximum), bare(of))
        }
        Condition::Number { minimum, maximum, of } => format!("number[{}]({})", counted(minimum, maximum), all(of)),
    }
}

#[test]
fn conditions_that_make_no_sense_are_refused_where_they_stand() {
    for row in REFUSED_CONDITIONS {
        check(&finding("tested", row.0), *row);
    }
}

#[test]
fn scripts_that_may_not_run_are_refused_where_they_stand() {
    for row in REFUSED_SCRIPTS {
        check(&format!("{}\n{}", finding("tested", "bike.broken"), row.0), *row);
    }
}

#[test]
fn all_six_comparisons_work_with_the_fact_on_either_side() {
    let table = [
        ("bike.wheels < 3", "3 > bike.wheels", "[(0, 2)]"),
        ("bike.wheels <= 3", "3 >= bike.wheels", "[(0, 3)]"),
        ("bike.wheels > 3", "3 < bike.wheels", "[(4, 8)]"),
        ("bike.wheels >= 3", "3 <= bike.wheels", "[(3, 8)]"),
        ("bike.wheels == 3", "3 == bike.wheels", "[(3, 3)]"),
        ("bike.wheels != 3", "3 != bike.wheels", "[(0, 2), (4, 8)]"),
        ("bike.colour == \"red\"", "\"red\" == bike.colour", "1"),
        ("bike.colour != \"red\"", "\"red\" != bike.colour", "110"),
        ("bike.broken == true", "true == bike.broken", "10"),
        ("bike.broken == false", "false == bike.broken", "1"),
        ("bike.broken != true", "true != bike.broken", "1"),
        ("bike.broken != false", "false != bike.broken", "10"),
    ];
    for (one, other, test) in table {
        let (one, other) = (bare(&condition(one)), bare(&condition(other)));
        assert_eq!(one, other);
        assert!(one.ends_with(&format!(":{test}")), "{one} {test}");
    }
}

#[test]
fn a_test_for_every_value_of_a_list_is_one_stretch() {
    assert_eq!(bare(&condition("bike.wheels in [4, 2, 3]")), bare(&condition("bike.wheels in 2..=4")));
    assert_eq!(bare(&condition("bike.wheels != 99")), bare(&condition("bike.wheels >= 0")));
}

#[test]
fn doubled_signs_mean_the_same_and_no_side_is_dropped() {
    for (single, double) in [("&", "&&"), ("|", "||")] {
        for (left, right) in
            [("bike.broken", "bike.rusty"), ("bike.wheels < 3", "shop.open"), ("!bike.broken", "any(bike, bike.rusty)")]
        {
            let one = condition(&format!("{left} {single} {right}"));
            assert_eq!(bare(&one), bare(&condition(&format!("{left} {double} {right}"))));
            assert_eq!(one.leaves().len(), 2);
        }
    }
    let precedence = |or: &str, and: &str| bare(&condition(&format!("bike.broken {or} bike.rusty {and} shop.open")));
    assert_eq!(precedence("|", "&"), precedence("||", "&&"));
    assert_eq!(
        bare(&condition("{ let c = bike.broken; c &= bike.rusty; c |= shop.open; c }")),
        "any(all(4:10 5:10) 0:10)"
    );
}

#[test]
fn not_stands_at_the_leaves() {
    let table = [
        ("!(bike.broken & bike.rusty)", "any(!4:10 !5:10)"),
        ("!(bike.broken | bike.rusty)", "all(!4:10 !5:10)"),
        ("!!bike.broken", "4:10"),
        ("!(bike.wheels < 3)", "!3:[(0, 2)]"),
        ("!any(bike, bike.broken)", "any(people[0..0](4:10))"),
        ("!every(bike, bike.broken)", "any(people[1..](!4:10))"),
        ("!exactly(1, bike, bike.broken)", "any(people[0..0](4:10) people[2..](4:10))"),
        ("!at_least(2, [bike.broken, bike.rusty])", "any(number[0..1](4:10 5:10))"),
        ("!at_most(1, bike, bike.broken)", "any(people[2..](4:10))"),
        ("bike.colour !in [\"red\"]", "!6:1"),
    ];
    for (when, expected) in table {
        assert_eq!(bare(&condition(when)), expected, "{when}");
    }
}

#[test]
fn leaves_know_where_they_stand_in_functions_loops_and_modules() {
    let helper = "fn worn() {\n    bike.rusty\n        & bike\n            .broken\n}";
    let script = format!(
        "import \"shared/helper\" as h;\nfn light(most) {{ bike.wheels < most }}\nfor n in [2, 3] {{\n    {}\n}}",
        finding("NAME", "h::worn() & light(n)").replace("\"NAME\"", "\"f\" + n")
    );
    let pack = accepted(&[(SCRIPT, &script), ("shared/helper.rhai", helper)]);
    let ids: Vec<_> = pack.findings().iter().map(|finding| finding.id.as_str()).collect();
    assert_eq!(ids, ["f2", "f3"], "one loop writes two findings");
    for (finding, last) in pack.findings().iter().zip(["[(0, 1)]", "[(0, 2)]"]) {
        let leaves = finding.when.leaves();
        let places: Vec<String> = leaves.iter().map(|leaf| leaf.at.to_string()).collect();
        assert_eq!(places, ["shared/helper.rhai:2:5", "shared/helper.rhai:3:11", &format!("{SCRIPT}:2:18")]);
        assert!(bare(&finding.when).ends_with(&format!("{last})")));
        assert_eq!(
            &helper[leaves[1].at.span.start..leaves[1].at.span.end],
            "bike\n            .broken",
            "the whole fact is underlined"
        );
    }
}

#[test]
fn imports_that_lead_in_circles_or_to_faults_are_reported_in_the_right_file() {
    let importer = format!("import \"shared/a\" as a;\n{}", finding("tested", "a::f()"));
    let table: [(Files, &str, &str, &str); 6] = [
        (
            &[("shared/a.rhai", "\n  import §\"shared/a\" as a;\nfn f() { bike.broken }")],
            "shared/a.rhai",
            "script-stopped",
            "the script stopped: `shared/a` imports itself",
        ),
        (
            &[
                ("shared/b.rhai", "import §\"shared/a\" as a;"),
                ("shared/a.rhai", "import \"shared/b\" as b; fn f() { bike.broken }"),
            ],
            "shared/b.rhai",
            "script-stopped",
            "the script stopped: `shared/a` imports itself",
        ),
        (
            &[
                ("shared/b.rhai", "import \"shared/a\" as a;"),
                ("shared/a.rhai", "import §\"shared/b\" as b; fn f() { bike.broken }"),
            ],
            "shared/a.rhai",
            "script-stopped",
            "the script stopped: `shared/b` imports itself",
        ),
        (
            &[("shared/a.rhai", "fn f() {\n    §bike.borken }")],
            "shared/a.rhai",
            "unknown-fact",
            "there is no fact `bike.borken`",
        ),
        (
            &[("shared/a.rhai", "fn f() { bike.broken }\nfn never_called() {\n  §bkie.broken }")],
            "shared/a.rhai",
            "unknown-name",
            "nothing is called `bkie`",
        ),
        (
            &[("shared/a.rhai", "fn f() { bike.broken\n§")],
            "shared/a.rhai",
            "syntax",
            "this is not a rule script: expecting ';' to terminate this statement",
        ),
    ];
    for (modules, file, code, message) in table {
        let marked = modules.iter().find(|(_, text)| text.contains('§')).unwrap().1;
        let (_, place) = unmark(marked);
        let plain: Vec<(&str, String)> = modules.iter().map(|(path, text)| (*path, text.replace('§', ""))).collect();
        let mut files: Vec<(&str, &str)> = plain.iter().map(|(path, text)| (*path, text.as_str())).collect();
        files.push((SCRIPT, &importer));
        refused(&load(&files), file, place, code, message, None);
    }
}

#[test]
fn two_files_that_import_one_module_share_it() {
    let one = format!("import \"shared/ok\" as ok;\n{}", finding("one", "ok::good()"));
    let two = format!("import \"shared/ok.rhai\" as ok;\n{}", finding("two", "ok::good()"));
    let pack = accepted(&[("findings/one.rhai", &one), ("findings/two.rhai", &two), MODULE]);
    assert_eq!(pack.findings().len(), 2);
}

#[test]
fn every_limit_ends_in_a_problem_with_a_place() {
    let table = [
        finding("tested", &format!("{}bike.broken{}", "(".repeat(5_000), ")".repeat(5_000))),
        finding("tested", &format!("{}bike.broken", "!".repeat(5_000))),
        finding("tested", &vec!["bike.broken"; 3_000].join(" & ")),
        format!("let x = {}1{};", "[".repeat(5_000), "]".repeat(5_000)),
        format!("{}{}", "{".repeat(5_000), "}".repeat(5_000)),
        format!("{}{}", "if true {".repeat(3_000), "}".repeat(3_000)),
        format!("if true {{}} {}", "else if true {}".repeat(3_000)),
        format!("{}1{}", "len(".repeat(3_000), ")".repeat(3_000)),
        format!("let a = 1; a{}", ".len".repeat(3_000)),
        format!("let a = {}1{};", "`${".repeat(300), "}`".repeat(300)),
        format!("let a = \"{}\";", "x".repeat(20_000)),
        (0..400).fold(String::new(), |all, number| all + format!("fn f{number}() {{}}\n").as_str()),
        (0..600).fold(String::new(), |all, number| all + format!("let v{number} = 1;\n").as_str()),
        format!("let a = [{}];", "1,".repeat(3_000)),
        format!(
            "let a = #{{{}}};",
            (0..400).fold(String::new(), |all, number| all + format!("k{number}: 1,").as_str())
        ),
        "for i in 0..=9223372036854775806 { }".to_owned(),
        "for i in 0..=1000000 { for j in 0..=1000000 { let x = [i, j]; } }".to_owned(),
        "fn a(n) { b(n) } fn b(n) { a(n) } a(1);".to_owned(),
    ];
    for script in table {
        let loaded = load_script(&script);
        let shown: String = script.chars().take(60).collect();
        assert!(loaded.pack.is_none(), "{shown}");
        assert!(!loaded.problems.is_empty(), "{shown}");
        for problem in &loaded.problems {
            let location = problem.location.as_ref().unwrap_or_else(|| panic!("{shown}: no place"));
            assert_eq!(&*location.file, SCRIPT);
            assert!(location.span.start > 0 || location.line == 1, "{shown}");
        }
    }
}

#[test]
fn a_fault_in_one_file_does_not_hide_that_of_another() {
    let one = finding("one", "bike.borken");
    let two = finding("two", "bike.rsty");
    let loaded = load(&[("findings/one.rhai", &one), ("findings/two.rhai", &two)]);
    refused(
        &loaded,
        "findings/one.rhai",
        (2, 5),
        "unknown-fact",
        "there is no fact `bike.borken`",
        Some("did you mean `bike.broken`?"),
    );
    refused(
        &loaded,
        "findings/two.rhai",
        (2, 5),
        "unknown-fact",
        "there is no fact `bike.rsty`",
        Some("did you mean `bike.rusty`?"),
    );
    assert_eq!(loaded.problems.len(), 2, "{}", report(&loaded));
}

//! What a scenario can expect of an answer: a wrong expectation fails and says why, and one that cannot be read is
//! reported in its place.
#![expect(clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod common;

use common::{line, load};
use handrail_engine::pack::Pack;
use handrail_engine::scenario::{read_scenarios, replay_scenario};
use handrail_engine::text::SourceText;

const FINDINGS: &str = r#"
finding("repair-brakes", #{
    name: "Repair the brakes", kind: "advice", when: bike.broken, unless: bike.rusty,
    consider: ["repair"], advice: "Mend the   brakes first.", because: "They do not hold.",
    strength: [grade("stars", "two", "2024", #{ inferred: true }), grade("stars", "one", "2020", #{ wording: "held once" })],
    delivery: delivery("ended", "2024", "tense", #{ note: "The shop has moved." }),
    source: [cite("manual", "1")], cautions: ["Not in the rain."],
    readings: [
        reading("Broken now", "Broken ever", "The manual is not clear.", #{ other_when: bike.broken }),
        reading("Every bike", "Red ones", "The picture shows a red one.", #{ when: bike.colour != "red" }),
    ],
    together_with: ["stop-riding", "always-look"], supersedes: ["glue"], review_by: "2027-06-30" });
finding("stop-riding", #{
    name: "Stop riding", kind: "advice", when: bike.broken, caution: [], advice: "Stop.", because: "It is broken.",
    strength: [grade("stars", "one", "2024")], source: [cite("manual", "2")], review_by: "2027-06-30" });
finding("glue", #{
    name: "Glue", kind: "advice", when: bike.broken & shop.open, mention: ["repair"], advice: "Glue it.", because: "It sticks.",
    strength: [grade("stars", "one", "2024")], source: [cite("manual", "3")], review_by: "2027-06-30" });
finding("old-advice", #{
    name: "Old advice", kind: "advice", when: bike.broken, consider: [], advice: "Wait.", because: "So it was.",
    strength: [grade("stars", "one", "2024")], source: [cite("manual", "4")], review_by: "2027-06-30", status: "retired" });
"#;

const STANDING: &str = r#"
[[statement]]
id = "always-look"
kind = "advice"
name = "Look"
text = "Look first."
strength = "stars:one"
source = [{ id = "manual", section = "5" }]
review_by = "2027-06-30"
"#;

const NEEDS: &str = r#"
[need.mending]
label = "Mending"
present = 'bike.broken'
[need.airing]
label = "Air"
present = 'bike.rusty'
[package]
called_for_by = ["stop-riding"]
fixed_when = 'shop.open'
text = "Together."
provisional = "Not yet."
each_line = "By itself."
empty = "Nothing."
"#;

fn pack() -> Pack {
    let loaded = load(&[("findings/mending/all.rhai", FINDINGS), ("standing.toml", STANDING), ("needs.toml", NEEDS)]);
    loaded.pack.unwrap_or_else(|| panic!("{:?}", loaded.problems))
}

/// A blue bike that is broken; whether the shop is open is not known.
const BROKEN: &str = r#"profile = { bikes = [{ broken = true, rusty = false, colour = "blue" }] }"#;

/// What fails of a scenario with these fields.
fn failures(fields: &str, profile: &str) -> Vec<String> {
    let pack = pack();
    let text = SourceText::new("s.toml", format!("[[scenario]]\nid = \"s\"\ntitle = \"S\"\n{fields}\n{profile}\n"));
    let (mut scenarios, mut problems) = (Vec::new(), Vec::new());
    read_scenarios(&pack, &text, &mut scenarios, &mut problems);
    assert!(problems.is_empty(), "{fields}: {problems:?}");
    replay_scenario(&pack, &scenarios[0]).failures
}

#[test]
fn what_is_as_expected_passes() {
    for fields in [
        r#"together_with = { repair-brakes = ["always-look"] }"#,
        r#"supersedes = { repair-brakes = ["glue"] }"#,
        r#"grades = { repair-brakes = ["stars:one", "stars:two 2024 inferred"] }"#,
        r#"grades = { repair-brakes = ["stars:one 2020", "stars:two inferred"], glue = ["stars:one"] }"#,
        r#"delivery = { repair-brakes = "ended" }"#,
        r#"delivery = { repair-brakes = "ended tense 2024" }"#,
        r#"verbs = { repair-brakes = { consider = ["repair"] }, stop-riding = { caution = [] } }"#,
        r#"part = { stop-riding = "caution", repair-brakes = "suggestion" }"#,
        "says = { repair-brakes = [\"mend the brakes\", \"Not in\\nthe rain\", \"held once\", \"moved\", \"shows a red one\"] }",
        r#"before = [["stop-riding", "repair-brakes"], ["stop-riding", "glue"]]"#,
        r#"suggested = ["repair-brakes"]"#,
        r#"package = { provisional = true, slots = [{ need = "mending", of = ["bikes[0]"], findings = ["repair-brakes"] }] }"#,
        r#"package = { slots = [{ need = "mending" }] }"#,
        r#"asks = ["shop.open"]"#,
        r#"does_not_ask = ["bikes[0].broken", "bikes"]"#,
    ] {
        assert_eq!(failures(fields, BROKEN), [""; 0], "{fields}");
    }
    let rusty = "profile = { bikes = [{ broken = true, rusty = true }] }";
    assert_eq!(failures(r#"otherwise_read = ["repair-brakes"]"#, rusty), [""; 0]);
    let package = r#"package = { slots = [{ need = "airing", of = ["bikes[0]"], findings = [] }] }"#;
    assert_eq!(failures(package, rusty), [""; 0]);
    assert_eq!(failures(r#"package = "none""#, "profile = { bikes = [] }"), [""; 0]);
}

#[test]
fn what_is_not_as_expected_fails_and_says_why() {
    for (fields, says) in [
        (
            r#"together_with = { repair-brakes = ["glue"] }"#,
            "repair-brakes: together_with lacks `glue`; it has stop-riding, always-look",
        ),
        (
            r#"alternative_to = { glue = ["repair-brakes"] }"#,
            "glue: alternative_to lacks `repair-brakes`; it has nothing",
        ),
        (
            r#"grades = { repair-brakes = ["stars:two"] }"#,
            "repair-brakes: grades hold `stars:one 2020`, which is not expected",
        ),
        (
            r#"grades = { repair-brakes = ["stars:two", "stars:one inferred"] }"#,
            "repair-brakes: grades lacks `stars:one inferred`; it has stars:two 2024 inferred, stars:one 2020",
        ),
        (
            r#"delivery = { repair-brakes = "current" }"#,
            "repair-brakes: delivery is ended 2024 tense, expected current",
        ),
        (
            r#"delivery = { repair-brakes = "ended stated" }"#,
            "repair-brakes: delivery is ended 2024 tense, expected ended stated",
        ),
        (r#"delivery = { glue = "ended" }"#, "glue: delivery is not told, expected ended"),
        (
            r#"verbs = { repair-brakes = { recommend = ["repair"] } }"#,
            "repair-brakes: verbs are consider [repair], expected recommend [repair]",
        ),
        (r#"part = { stop-riding = "urgent" }"#, "stop-riding: part is caution, expected urgent"),
        (r#"says = { stop-riding = ["Stop.", "at once"] }"#, "stop-riding: says nowhere `at once`"),
        (
            r#"before = [["repair-brakes", "stop-riding"]]"#,
            "before: the order is stop-riding, repair-brakes, expected repair-brakes, stop-riding",
        ),
        (
            r#"before = [["stop-riding", "old-advice"]]"#,
            "before: the order is stop-riding, expected stop-riding, old-advice",
        ),
        (r#"suggested = ["glue"]"#, "suggested are repair-brakes, expected glue"),
        (r"suggested = []", "suggested are repair-brakes, expected nothing"),
        (
            r#"otherwise_read = ["glue"]"#,
            "glue: no other reading would give it; those that another would give: nothing",
        ),
        (r#"package = "none""#, "package: there is one, called for by stop-riding; none was expected"),
        (r"package = { provisional = false }", "package: provisional is true, expected false"),
        (
            r#"package = { slots = [{ need = "mending", of = ["owner"], findings = ["glue"] }] }"#,
            "package: no slot for mending of owner with glue; found: of bikes[0] with repair-brakes",
        ),
        (r#"package = { slots = [{ need = "airing" }] }"#, "package: no slot for airing"),
        (r#"does_not_ask = ["shop.open"]"#, "`shop.open` is asked"),
        (
            r#"part = { old-advice = "suggestion" }"#,
            "old-advice: part is of a finding that is not in force, and not shown",
        ),
    ] {
        assert_eq!(failures(fields, BROKEN), [says], "{fields}");
    }
    let nobody = "profile = { bikes = [] }";
    assert_eq!(
        failures(r#"says = { stop-riding = ["Stop"] }"#, nobody),
        ["stop-riding: says is excluded and not shown"]
    );
    assert_eq!(failures(r"package = { provisional = true }", nobody), ["package: there is none"]);
}

#[test]
fn what_cannot_be_read_is_reported_in_its_place() {
    let pack = pack();
    for (marked, code, message, advice) in [
        (
            "says = { §repair-brake = [] }",
            "unknown-finding",
            "there is no finding `repair-brake`",
            "did you mean `repair-brakes`?",
        ),
        ("supersedes = { glue = [§\"always-lok\"] }", "unknown-finding", "there is no finding `always-lok`", ""),
        (
            "applies_to = { glue = §\"bikes[0]\" }",
            "wrong-type",
            "`applies_to` of a scenario must hold a list, not `\"bikes[0]\"`",
            "",
        ),
        ("says = { glue = [§3] }", "wrong-type", "`says` of a scenario must hold a text, not `3`", ""),
        (
            "grades = { glue = [§\"stars:tow\"] }",
            "unknown-value",
            "there is no grade of `stars` `tow`",
            "did you mean `two`?",
        ),
        (
            "delivery = { glue = §\"endet now\" }",
            "unknown-value",
            "there is no status of delivery `endet`",
            "did you mean `ended`?",
        ),
        (
            "verbs = { glue = { §considr = [] } }",
            "unknown-value",
            "there is no verb `considr`",
            "did you mean `consider`?",
        ),
        (
            "verbs = { glue = { consider = [§\"repare\"] } }",
            "unknown-intervention",
            "there is no intervention `repare`",
            "did you mean `repair`? declare it as [intervention.…] in interventions/",
        ),
        ("part = { glue = §\"cautoin\" }", "unknown-value", "there is no part `cautoin`", "did you mean `caution`?"),
        (
            "before = [[\"glue\", §\"stop-ridin\"]]",
            "unknown-finding",
            "there is no finding `stop-ridin`",
            "did you mean `stop-riding`?",
        ),
        (
            "before = [§\"glue\"]",
            "wrong-type",
            "`before` of a scenario must hold a list of findings, not `\"glue\"`",
            "",
        ),
        (
            "suggested = §\"glue\"",
            "wrong-type",
            "`suggested` of a scenario must hold a list of findings, not `\"glue\"`",
            "",
        ),
        ("otherwise_read = [§\"glu\"]", "unknown-finding", "there is no finding `glu`", "did you mean `glue`?"),
        ("package = §\"no\"", "unknown-value", "there is no package `no`", "or a table: `provisional`, `slots`"),
        (
            "package = { slots = [{ need = §\"mendng\" }] }",
            "unknown-value",
            "there is no need `mendng`",
            "did you mean `mending`?",
        ),
        (
            "package = { §provisionl = true }",
            "unknown-field",
            "the package of a scenario has no field `provisionl`",
            "did you mean `provisional`? it may hold: provisional, slots",
        ),
        (
            "does_not_ask = [§\"bikes[0].brokn\"]",
            "unknown-fact",
            "there is no fact `bikes[0].brokn`",
            "did you mean `bikes[0].broken`?",
        ),
        ("asks = [§\"bikes[3].broken\"]", "unknown-fact", "this case has no `bikes[3]`", "`bikes=+` adds one"),
        (
            "asks_first = [§\"bike\"]",
            "unknown-fact",
            "`bike` cannot be asked",
            "did you mean `bikes`? write it as `PLACE.FACT`",
        ),
    ] {
        let whole = format!("[[scenario]]\nid = \"s\"\ntitle = \"S\"\n{marked}\n{BROKEN}\n");
        let place = whole.find('§').unwrap();
        let column = whole[..place].rsplit('\n').next().unwrap().chars().count() + 1;
        let text = SourceText::new("s.toml", whole.replacen('§', "", 1));
        let (mut scenarios, mut problems) = (Vec::new(), Vec::new());
        read_scenarios(&pack, &text, &mut scenarios, &mut problems);
        assert_eq!(problems.len(), 1, "{marked}: {problems:?}");
        assert_eq!(line(&problems[0]), format!("s.toml:4:{column} {code} {message}"), "{marked}");
        assert_eq!(problems[0].advice().unwrap_or_default(), advice, "{marked}");
    }
}

//! Seeded packs and cases for the benches: as large as asked for, about nothing in particular.
#![allow(dead_code, reason = "each bench uses its part")]

use std::fmt::Write;
use std::path::Path;

use handrail_engine::pack::Pack;

/// Facts of each kind: 40 yes/no, 20 choices, 20 numbers.
const FACTS: usize = 80;

/// A small generator of numbers (xorshift): the same seed gives the same pack on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap_or(0)
    }
}

/// The files of a pack with so many findings of 3 to 8 leaves, one file each.
pub(crate) fn files(findings: usize) -> Vec<(String, String)> {
    let mut vocabulary = String::from("[entity.school]\nnumber = \"one\"\nlabel = \"the school\"\n");
    for fact in 0..FACTS {
        let kind = match fact % 4 {
            0 | 1 => "type = \"bool\"".to_owned(),
            2 => "type = \"choice\"\nvalues = [\"a\", \"b\", \"c\", \"d\", \"e\"]".to_owned(),
            _ => "type = \"integer\"\nunit = \"days\"\nminimum = 0\nmaximum = 365".to_owned(),
        };
        let _ = write!(
            vocabulary,
            "[fact.\"school.fact_{fact}\"]\n{kind}\nmeaning = \"Fact {fact}.\"\nquestion = \"Fact {fact}?\"\nlabel = \"fact {fact}\"\n"
        );
    }
    let manifest = "name = \"generated\"\ntitle = \"generated\"\nversion = \"1\"\nabout = \"For benches.\"\ndo_not_enter = \"Nothing.\"\n\
        [kinds.plan]\nlabel = \"plan\"\npart = \"suggestion\"\n\
        [schemes.stars]\ntitle = \"stars\"\nby = \"nobody\"\nranked = true\ngrades = [{ id = \"one\", label = \"one\", meaning = \"one\" }]\n";
    let mut files = vec![
        ("pack.toml".to_owned(), manifest.to_owned()),
        ("vocabulary.toml".to_owned(), vocabulary),
        ("sources.toml".to_owned(), "[source.book]\ntitle = \"A book\"\ndate = \"2020\"\n".to_owned()),
    ];
    let mut numbers = Numbers(0x5eed_5eed);
    for finding in 0..findings {
        let leaves = 3 + numbers.below(6);
        let mut condition = String::new();
        for leaf in 0..leaves {
            if leaf > 0 {
                condition.push_str(if numbers.below(2) == 0 { " & " } else { " | " });
            }
            if numbers.below(5) == 0 {
                condition.push('!');
            }
            let fact = numbers.below(FACTS);
            let _ = match fact % 4 {
                0 | 1 => write!(condition, "school.fact_{fact}"),
                2 => write!(condition, "(school.fact_{fact} in [\"a\", \"{}\"])", ["b", "c", "d"][numbers.below(3)]),
                _ => write!(condition, "(school.fact_{fact} < {})", 1 + numbers.below(365)),
            };
        }
        files.push((
            format!("findings/finding-{finding}.rhai"),
            format!(
                "finding(\"finding-{finding}\", #{{\n    name: \"Finding {finding}\",\n    kind: \"plan\",\n    when: {condition},\n    consider: [],\n    \
                 advice: \"Do it.\",\n    because: \"It is written.\",\n    strength: [grade(\"stars\", \"one\", \"2020\")],\n    \
                 source: [cite(\"book\", \"1\")],\n    cautions: [\"Take care.\"],\n    review_by: \"2027-01-01\",\n}});\n"
            ),
        ));
    }
    files
}

/// A pack of so many findings.
pub(crate) fn pack(findings: usize) -> Pack {
    let loaded = Pack::load(files(findings));
    loaded.pack.unwrap_or_else(|| panic!("the generated pack has problems: {:?}", loaded.problems))
}

/// A case that states 70 % of the facts.
pub(crate) fn case(seed: u64) -> String {
    let mut numbers = Numbers(seed.wrapping_mul(0x9e37_79b9) | 1);
    let mut facts = Vec::new();
    for fact in 0..FACTS {
        if numbers.below(10) < 3 {
            continue;
        }
        facts.push(match fact % 4 {
            0 | 1 => format!("\"fact_{fact}\": {}", numbers.below(2) == 0),
            2 => format!("\"fact_{fact}\": \"{}\"", ["a", "b", "c", "d", "e"][numbers.below(5)]),
            _ => format!("\"fact_{fact}\": {}", numbers.below(366)),
        });
    }
    format!("{{\"id\": \"case\", \"profile\": {{\"school\": {{{}}}}}}}", facts.join(", "))
}

/// The shipped pack and a case for it, taken from its own scenarios' first file of cases.
pub(crate) fn shipped() -> Option<(Pack, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules");
    let mut files = Vec::new();
    gather(&root, &root, &mut files);
    let pack = Pack::load(files).pack?;
    let (expectations, _) = handrail_engine::scenario::Expectations::of(&pack);
    let scenario = expectations.scenarios.first()?;
    let profile = scenario.profile.to_json(pack.vocabulary());
    Some((pack, serde_json::json!({"id": "scenario", "profile": profile}).to_string()))
}

fn gather(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(root, &path, files);
        } else if let (Ok(text), Ok(name)) = (std::fs::read_to_string(&path), path.strip_prefix(root)) {
            files.push((name.to_string_lossy().replace('\\', "/"), text));
        }
    }
}

//! The catalogue, end to end: every page is there and valid, every link leads somewhere, nothing of a pack becomes
//! markup, and a browser with axe-core finds no fault.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use handrail_engine::pack::Pack;
use handrail_tests::{Run, bicycle_rules, pack_files, root, run, run_in, shipped_rules};
use scraper::{Html, Selector};
use tempfile::TempDir;

const DAY: &str = "2026-11-22";

/// Runs `catalogue` over a pack, into a folder.
fn write(rules: &Path, folder: &Path, more: &[&str]) -> Run {
    let (rules, folder) = (rules.to_str().unwrap(), folder.to_str().unwrap());
    run(&[&["--rules", rules, "catalogue", "--out", folder, "--as-of", DAY], more].concat(), "")
}

/// A site, page by page: paths from its root, and texts.
fn site_of(rules: &Path, more: &[&str]) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("site");
    let ran = write(rules, &out, more);
    assert_eq!((ran.status, ran.errors.as_str()), (0, ""), "{}", ran.output);
    let site: BTreeMap<String, String> = pack_files(&out).into_iter().collect();
    let pages = pages(&site).count();
    assert!(ran.output.starts_with(&format!("wrote {pages} pages to ")), "{}", ran.output);
    site
}

fn pages(site: &BTreeMap<String, String>) -> impl Iterator<Item = (&str, &str)> {
    let is_page = |path: &str| Path::new(path).extension().is_some_and(|ending| ending == "html");
    site.iter().map(|(path, text)| (path.as_str(), text.as_str())).filter(move |(path, _)| is_page(path))
}

fn load(rules: &Path) -> Pack {
    Pack::load(pack_files(rules)).pack.expect("the pack loads")
}

fn text_of(page: &str) -> String {
    let parsed = Html::parse_document(page);
    parsed.root_element().text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every page is valid, whole in itself, and every link leads to a page and a place that are there.
#[track_caller]
fn sound(site: &BTreeMap<String, String>) {
    let all = |selector: &str| Selector::parse(selector).unwrap();
    let (ids, links, headings) = (all("[id]"), all("a[href], link[href]"), all("h1"));
    let named = all("[aria-labelledby]");
    let active = all("script, iframe, object, embed, form, base, img, style, [style], [onload], [onclick]");
    let mut places: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut wanted: Vec<(&str, String)> = Vec::new();
    for (path, text) in pages(site) {
        let page = Html::parse_document(text);
        assert!(page.errors.is_empty(), "{path} is no valid HTML: {:?}", page.errors);
        assert_eq!(page.select(&headings).count(), 1, "{path} has one title");
        assert_eq!(page.select(&active).count(), 0, "{path} holds nothing that runs or is loaded");
        assert!(text.contains("Content-Security-Policy") && text.contains("<html lang="), "{path}");
        let mut own = BTreeSet::new();
        for element in page.select(&ids) {
            let id = element.attr("id").unwrap().to_owned();
            assert!(own.insert(id.clone()), "{path} has two places `{id}`");
        }
        for element in page.select(&named) {
            for id in element.attr("aria-labelledby").unwrap().split(' ') {
                assert!(own.contains(id), "{path}: `{id}` names a part and is not there");
            }
        }
        wanted.extend(page.select(&links).map(|link| (path, link.attr("href").unwrap().to_owned())));
        places.insert(path, own);
    }
    let mut reached = BTreeSet::from(["index.html".to_owned()]);
    for (path, href) in wanted {
        if href.starts_with("https://") || href.starts_with("http://") {
            continue;
        }
        let (to, place) = href.split_once('#').map_or((href.as_str(), None), |(to, place)| (to, Some(place)));
        let target = if to.is_empty() { path.to_owned() } else { joined(path, to) };
        assert!(site.contains_key(&target), "{path}: `{href}` leads nowhere");
        if let Some(place) = place {
            assert!(
                places.get(target.as_str()).is_some_and(|own| own.contains(place)),
                "{path}: `{href}` leads to no place"
            );
        }
        if target != path {
            reached.insert(target);
        }
    }
    for (path, _) in pages(site) {
        assert!(reached.contains(path), "no page leads to {path}");
    }
}

/// An address as the page at `from` means it.
fn joined(from: &str, to: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in to.split('/') {
        if part == ".." { parts.pop().map(|_| ()).expect("no address leaves the site") } else { parts.push(part) }
    }
    parts.join("/")
}

#[test]
fn everything_of_the_shipped_pack_has_a_page_and_every_link_leads_to_one() {
    let site = site_of(&shipped_rules(), &[]);
    sound(&site);
    let pack = load(&shipped_rules());
    let reference = pack.reference();
    let standing = reference.standing.iter().map(|statement| &statement.id);
    let findings = pack.findings().iter().chain(pack.background()).map(|finding| &finding.id).chain(standing);
    let expected: [(&str, Vec<&String>); 5] = [
        ("findings", findings.collect()),
        ("needs", reference.needs.iter().map(|need| &need.id).collect()),
        ("sources", reference.sources.keys().collect()),
        ("interventions", reference.interventions.keys().collect()),
        ("schemes", reference.schemes.keys().collect()),
    ];
    for (folder, ids) in expected {
        for id in &ids {
            assert!(site.contains_key(&format!("{folder}/{id}.html")), "{folder}: {id}");
        }
        let written = site.keys().filter(|path| path.starts_with(&format!("{folder}/"))).count();
        assert_eq!(written, ids.len() + 1, "{folder}: one page each, and the list");
    }
    for page in ["index", "a-to-z", "conflicts", "later", "reviews"] {
        assert!(site.contains_key(&format!("{page}.html")), "{page}");
    }
    // What a finding says is on its page, and its cases are beside it.
    for finding in pack.findings() {
        let page = text_of(&site[&format!("findings/{}.html", finding.id)]);
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let says = [&finding.name, &finding.advice, &finding.because].into_iter().chain(&finding.cautions);
        for text in says {
            assert!(page.contains(&plain(text)), "{}: {text}", finding.id);
        }
        assert!(page.contains("When it applies") && page.contains("Cases that it is tested with"), "{}", finding.id);
    }
}

#[test]
fn a_pack_about_something_else_has_a_catalogue_too() {
    let site = site_of(&bicycle_rules(), &[]);
    sound(&site);
    let page = text_of(&site["findings/ride-to-school.html"]);
    for words in [
        "all of these",
        "the pupil: age in years:",
        "It is excluded, whatever else holds, where",
        "under 10 years",
        "Review",
        "three spokes",
        "The Spoke Gazette: schemes compared",
    ] {
        assert!(page.contains(words), "`{words}` is not in: {page}");
    }
    let counted = text_of(&site["findings/enough-bicycles.html"]);
    assert!(counted.contains("for every pupil") && counted.contains("for at least two bicycles"), "{counted}");
    // A draft has a page that says so, and no place on the map.
    assert!(text_of(&site["findings/whole-plan.html"]).contains("Draft: never shown in answers"));
    // What a finding names, names it back.
    assert!(text_of(&site["findings/helmet-fits.html"]).contains("See also Ride to School"));
    assert!(text_of(&site["interventions/ride-to-school.html"]).contains("Has the variants Tandem Club"));
}

#[test]
fn the_same_pack_day_and_options_give_the_same_bytes() {
    assert_eq!(site_of(&shipped_rules(), &[]), site_of(&shipped_rules(), &[]));
}

#[test]
fn reviews_are_overdue_by_the_day_that_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let rules = bicycle_rules();
    let mut sites = ["2027-06-30", "2027-07-01"].map(|day| {
        let out = folder.path().join(day);
        let ran =
            run(&["--rules", rules.to_str().unwrap(), "catalogue", "--out", out.to_str().unwrap(), "--as-of", day], "");
        assert_eq!(ran.status, 0, "{}", ran.errors);
        pack_files(&out).into_iter().collect::<BTreeMap<_, _>>()
    });
    let [on_the_day, after] = &mut sites;
    assert!(text_of(&on_the_day["reviews.html"]).contains("No review is overdue."));
    assert!(!text_of(&on_the_day["findings/tandem-club.html"]).contains("overdue"));
    assert!(!text_of(&after["reviews.html"]).contains("No review is overdue."));
    for page in ["findings/tandem-club.html", "findings/helmet-fits.html", "needs/riding.html"] {
        assert!(text_of(&after[page]).contains("Review overdue since 2027-06-30"), "{page}");
    }
}

/// The small pack with more files, or others in place of its own.
fn changed(more: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let more = more.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    for (path, text) in pack_files(&bicycle_rules()).into_iter().chain(more) {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn the_later_record_is_marked_or_left_out() {
    let sources = fs::read_to_string(bicycle_rules().join("sources.toml")).unwrap()
        + "\n[source.late-gazette]\ntitle = \"The Late Gazette\"\ndate = \"2025\"\nlater = true\n";
    let later = r#"
        [[record]]
        id = "groups-arrive-late"
        source = "late-gazette"
        as_of = "2025"
        findings = ["ride-to-school"]
        sources = ["spoke-gazette"]
        says = "Groups were seen to arrive late."
        strength = [{ scheme = "spokes", grade = "one-spoke", of = "punctuality" }]
        effect = "Leave earlier."
    "#;
    let rules = changed(&[("sources.toml", &sources), ("later.toml", later)]);
    let shown = site_of(rules.path(), &[]);
    sound(&shown);
    let places =
        ["later.html", "findings/ride-to-school.html", "sources/late-gazette.html", "sources/spoke-gazette.html"];
    for page in places {
        let text = text_of(&shown[page]);
        assert!(text.contains("Groups were seen to arrive late."), "{page}: {text}");
    }
    assert!(text_of(&shown["findings/ride-to-school.html"]).contains("not from the sources of this pack"));
    let left_out = site_of(rules.path(), &["--without-later"]);
    sound(&left_out);
    assert!(!left_out.contains_key("later.html") && !left_out.contains_key("sources/late-gazette.html"));
    for (path, text) in &left_out {
        assert!(!text.contains("arrive late") && !text.contains("Late Gazette"), "{path}");
    }
}

#[test]
fn disagreements_and_needs_are_shown_with_every_side() {
    let conflicts = r#"
        [[conflict]]
        id = "how-many"
        topic = "How many ride"
        findings = ["ride-to-school"]
        sides = [
            { source = "spoke-gazette", section = "Page 2", says = "Three of them." },
            { source = "valve-review", section = "Appendix", says = "None of them." },
        ]
        handling = "Both are shown."
    "#;
    let needs = r#"
        [need.workshop]
        label = "The workshop"
        present = 'bicycle.worn'
        [need.riding]
        label = "Riding"
        words = ["cycling"]
        present = 'any(pupil, pupil.rides)'
        [need.walking]
        label = "Walking"
        present = 'pupil.nervous'
    "#;
    let rules = changed(&[("conflicts.toml", conflicts), ("needs.toml", needs)]);
    let site = site_of(rules.path(), &[]);
    sound(&site);
    for page in ["conflicts.html", "findings/ride-to-school.html", "sources/valve-review.html"] {
        let text = text_of(&site[page]);
        for words in ["Three of them.", "None of them.", "Both are shown."] {
            assert!(text.contains(words), "{page}: {words}");
        }
    }
    assert!(text_of(&site["needs/walking.html"]).contains("Nothing in this pack is suggested here."));
    assert!(text_of(&site["a-to-z.html"]).contains("cycling see Riding"));
    // On the map the needs stand in the order of the pack, and what has no suggestion is seen as a gap.
    let index = &site["index.html"];
    let at = |words: &str| index.find(words).unwrap_or_else(|| panic!("`{words}` is not on the map"));
    assert!(at(">The workshop<") < at(">Riding<") && at(">Riding<") < at(">Walking<"));
    assert_eq!(index.matches("gap: no suggestion in this pack").count(), 2, "once in the picture, once in the table");
}

#[test]
fn nothing_that_a_pack_says_becomes_markup() {
    let hostile = r#"<script>alert("1")</script>'><img src=x onerror=alert(2)> & {{ 3 }}"#;
    let quoted = hostile.replace('\\', "\\\\").replace('"', "\\\"");
    let pack = |text: &str| text.replace("label = \"pupil\"", &format!("label = \"{quoted}\""));
    let vocabulary = pack(&fs::read_to_string(bicycle_rules().join("vocabulary.toml")).unwrap())
        .replace("label = \"hilly\"", &format!("label = \"{quoted}\""));
    let manifest = fs::read_to_string(bicycle_rules().join("pack.toml"))
        .unwrap()
        .replace("title = \"Spokes\"", &format!("title = \"{quoted}\""))
        .replace("label = \"three spokes\"", &format!("label = \"{quoted}\""));
    let sources = format!(
        "{}\n[source.\"../<b>\"]\ntitle = \"{quoted}\"\ndate = \"2024\"\nurl = \"javascript:alert(4)\"\n",
        fs::read_to_string(bicycle_rules().join("sources.toml")).unwrap()
    );
    let finding = format!(
        r#"finding("hostile", #{{ name: "{quoted}", kind: "scheme", when: school.hilly & pupil.rides, consider: ["ride-to-school"],
            advice: "{quoted}", because: "{quoted}", evidence: "{quoted}", note: "{quoted}", topics: ["{quoted}"],
            strength: [grade("spokes", "three-spokes", "2024", #{{ wording: "{quoted}", by: "{quoted}", of: "{quoted}", note: "{quoted}" }})],
            delivery: delivery("current", "2024", "stated", #{{ note: "{quoted}" }}),
            readings: [reading("{quoted}", "{quoted}", "{quoted}")], cautions: ["{quoted}"],
            qualifiers: [ask(school.storage, "{quoted}")],
            source: [cite("../<b>", "{quoted}")], review_by: "2027-06-30" }});"#
    );
    let cases = format!("[[case]]\nname = \"{quoted}\"\nexpect = \"possible\"\nprofile = {{}}\n");
    let needs =
        format!("[need.riding]\nlabel = \"{quoted}\"\nwords = [\"{quoted}\"]\n[need.workshop]\nlabel = \"W\"\n");
    let rules = changed(&[
        ("vocabulary.toml", &vocabulary),
        ("pack.toml", &manifest),
        ("sources.toml", &sources),
        ("needs.toml", &needs),
        ("findings/riding/hostile.rhai", &finding),
        ("findings/riding/hostile.cases.toml", &cases),
    ]);
    let site = site_of(rules.path(), &[]);
    sound(&site);
    let page = &site["findings/hostile.html"];
    assert!(text_of(page).matches("<script>").count() > 10, "it is shown as text: {}", text_of(page));
    for (path, text) in pages(&site) {
        assert!(!text.contains("<script") && !text.contains("<img") && !text.contains("href=\"javascript:"), "{path}");
    }
    for path in site.keys() {
        assert!(Path::new(path).components().all(|part| matches!(part, Component::Normal(_))), "{path}");
    }
}

#[test]
fn what_somebody_else_wrote_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let rules = bicycle_rules();
    let out = folder.path().join("site");
    let status = |more: &[&str]| {
        let ran = write(&rules, &out, more);
        (ran.status, ran.errors)
    };
    // A new folder, an empty one, and one that it wrote itself.
    fs::create_dir(&out).unwrap();
    assert_eq!(status(&[]), (0, String::new()));
    assert_eq!(status(&[]), (0, String::new()));
    assert!(out.join("index.html").is_file());
    // A stale page goes; a stranger's file is in the way, until --force writes beside it.
    fs::write(out.join("notes.txt"), "mine").unwrap();
    let (code, errors) = status(&[]);
    assert_eq!(code, 2);
    assert!(errors.contains("notes.txt") && errors.contains("--force"), "{errors}");
    fs::write(out.join("index.html"), "old").unwrap();
    assert_eq!(status(&["--force"]).0, 0);
    assert_eq!(fs::read_to_string(out.join("notes.txt")).unwrap(), "mine");
    assert!(fs::read_to_string(out.join("index.html")).unwrap().contains("<!DOCTYPE html>"));
    // A folder that is not a catalogue at all, and a file.
    let other = folder.path().join("other");
    fs::create_dir_all(other.join("deep")).unwrap();
    fs::write(other.join("deep/thesis.txt"), "years").unwrap();
    let ran = write(&rules, &other, &[]);
    assert_eq!(ran.status, 2, "{}", ran.output);
    assert_eq!(fs::read_dir(&other).unwrap().count(), 1, "nothing was written");
    let ran = write(&rules, &other.join("deep/thesis.txt"), &["--force"]);
    assert_eq!(ran.status, 2);
    assert!(ran.errors.contains("is a file"), "{}", ran.errors);
    // Nothing is left lying beside.
    let left: BTreeSet<PathBuf> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(left, BTreeSet::from([out, other]));
}

#[test]
fn a_run_from_within_the_folder_and_one_of_a_broken_pack() {
    let folder = tempfile::tempdir().unwrap();
    let rules = bicycle_rules();
    let rules = rules.to_str().unwrap();
    for _ in 0..2 {
        let ran = run_in(folder.path(), &["--rules", rules, "catalogue", "--out", "."], "");
        assert_eq!(ran.status, 0, "{}", ran.errors);
    }
    assert!(folder.path().join("index.html").is_file());
    let broken = changed(&[("findings/riding/broken.rhai", "finding(")]);
    let out = folder.path().join("new");
    let ran = write(broken.path(), &out, &[]);
    assert_eq!(ran.status, 2, "{}", ran.output);
    assert!(!out.exists(), "a pack loads whole or not at all");
    let cases = changed(&[("findings/riding/tandem-club.cases.toml", "[[case]]\nname = 1\n")]);
    let ran = write(cases.path(), &out, &[]);
    assert_eq!(ran.status, 2, "{}", ran.output);
    assert!(ran.errors.contains("handrail check"), "{}", ran.errors);
}

/// The browser's own view. What it needs is installed by name, below `target/`; what cannot be is named.
#[test]
fn a_browser_finds_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    // On this day many reviews are overdue: their marks are looked at too.
    let ran = run(
        &[
            "--rules",
            shipped_rules().to_str().unwrap(),
            "catalogue",
            "--out",
            site.to_str().unwrap(),
            "--as-of",
            "2028-01-01",
        ],
        "",
    );
    assert_eq!(ran.status, 0, "{}", ran.errors);
    let looked = Command::new(root().join("tests/catalogue/run")).arg(&site).output().expect("the check can be run");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(looked.status.success(), "{}\n{}", text(&looked.stdout), text(&looked.stderr));
}

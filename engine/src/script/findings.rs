//! `finding`, `background` and the functions for their parts: `grade`, `cite`, `ask`, `delivery`, `reading`.

use std::rc::Rc;

use rhai::{Dynamic, Engine, Map, NativeCallContext};

use super::fields::{MapFields, argument_places};
use super::terms::{Term, condition_of, here};
use super::{Surroundings, describe};
use crate::condition::Condition;
use crate::document::shorten;
use crate::finding::{
    Citation, Delivery, Finding, Grading, Link, Qualifier, Reading, Relation, Scope, Statement, Status, Verb,
};
use crate::problem::Problem;
use crate::reference::{check_as_of, lookup, read_date, unlisted};
use crate::text::Location;

pub(super) fn register(engine: &mut Engine, surroundings: &Rc<Surroundings>) {
    let all = Rc::clone(surroundings);
    engine.register_fn("finding", move |context: NativeCallContext, id: &str, map: Map| {
        all.collected.borrow_mut().written.insert(id.to_owned());
        if let Some(finding) = read_finding(&all, &context, id, map, About::Case) {
            all.collected.borrow_mut().findings.push(finding);
        }
    });
    let all = Rc::clone(surroundings);
    engine.register_fn("background", move |context: NativeCallContext, id: &str, map: Map| {
        all.collected.borrow_mut().written.insert(id.to_owned());
        if let Some(entry) = read_finding(&all, &context, id, map, About::Services) {
            all.collected.borrow_mut().background.push(entry);
        }
    });
    let all = Rc::clone(surroundings);
    engine.register_fn("grade", move |context: NativeCallContext, scheme: &str, grade: &str, as_of: &str| {
        read_grade(&all, &context, scheme, grade, as_of, Map::new())
    });
    let all = Rc::clone(surroundings);
    engine.register_fn("grade", move |context: NativeCallContext, scheme: &str, grade: &str, as_of: &str, map: Map| {
        read_grade(&all, &context, scheme, grade, as_of, map)
    });
    let all = Rc::clone(surroundings);
    engine.register_fn("cite", move |context: NativeCallContext, source: &str, section: &str| {
        if !all.reference.sources.contains_key(source) {
            all.report(all.reference.unknown_source(source).at_location(argument(&all, &context, 0)));
        }
        if section.trim().is_empty() {
            all.report(
                Problem::error("empty-text", "a citation needs a section")
                    .at_location(argument(&all, &context, 1))
                    .label("where in the source?"),
            );
        }
        Dynamic::from(Citation { source: source.to_owned(), section: section.to_owned(), at: here(&all, &context) })
    });
    let all = Rc::clone(surroundings);
    engine.register_fn("ask", move |context: NativeCallContext, fact: Term, why: &str| {
        read_qualifier(&all, &context, &fact, why, Map::new())
    });
    let all = Rc::clone(surroundings);
    engine.register_fn("ask", move |context: NativeCallContext, fact: Term, why: &str, map: Map| {
        read_qualifier(&all, &context, &fact, why, map)
    });
    let all = Rc::clone(surroundings);
    engine.register_fn("delivery", move |context: NativeCallContext, status: &str, as_of: &str, basis: &str| {
        read_delivery(&all, &context, status, as_of, basis, Map::new())
    });
    let all = Rc::clone(surroundings);
    engine.register_fn(
        "delivery",
        move |context: NativeCallContext, status: &str, as_of: &str, basis: &str, map: Map| {
            read_delivery(&all, &context, status, as_of, basis, map)
        },
    );
    let all = Rc::clone(surroundings);
    engine.register_fn("reading", move |context: NativeCallContext, default: &str, other: &str, note: &str| {
        read_reading(&all, &context, [default, other, note], Map::new())
    });
    let all = Rc::clone(surroundings);
    engine.register_fn(
        "reading",
        move |context: NativeCallContext, default: &str, other: &str, note: &str, map: Map| {
            read_reading(&all, &context, [default, other, note], map)
        },
    );
}

/// What an entry speaks of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    /// A case, where its condition holds.
    Case,
    /// Services, for whoever asks.
    Services,
}

fn read_reading(
    surroundings: &Surroundings,
    context: &NativeCallContext<'_>,
    [default, other, note]: [&str; 3],
    map: Map,
) -> Dynamic {
    let mut fields = MapFields::of(surroundings, context, 3, map, "a reading".to_owned());
    let mut condition = |key: &'static str| {
        let value = fields.any(key)?;
        condition_of(surroundings, &value, &fields.place(key), &format!("`{key}` of a reading"))
    };
    let when = condition("when");
    let other_when = condition("other_when");
    fields.finish();
    Dynamic::from(Reading {
        default: default.to_owned(),
        other: other.to_owned(),
        note: note.to_owned(),
        when,
        other_when,
    })
}

/// The place of an argument of the running call, or of the call.
fn argument(surroundings: &Surroundings, context: &NativeCallContext<'_>, index: usize) -> Location {
    let call = here(surroundings, context);
    let places = argument_places(surroundings, context);
    surroundings.texts.get(call.file.as_ref()).and_then(|text| places.get(index)?.locate(text)).unwrap_or(call)
}

fn read_grade(
    surroundings: &Surroundings,
    context: &NativeCallContext<'_>,
    scheme: &str,
    grade: &str,
    as_of: &str,
    map: Map,
) -> Dynamic {
    let reference = &surroundings.reference;
    if reference.grade_label(scheme, grade).is_none() {
        let which = usize::from(reference.schemes.contains_key(scheme));
        surroundings.report(reference.unknown_grade(scheme, grade).at_location(argument(surroundings, context, which)));
    }
    if let Err(problem) = check_as_of(as_of) {
        surroundings.report(problem.at_location(argument(surroundings, context, 2)));
    }
    let mut fields = MapFields::of(surroundings, context, 3, map, "a grading".to_owned());
    let grading = Grading {
        scheme: scheme.to_owned(),
        grade: grade.to_owned(),
        as_of: as_of.to_owned(),
        wording: fields.text("wording"),
        by: fields.text("by"),
        inferred: fields.truth("inferred").unwrap_or(false),
        of: fields.text("of"),
        note: fields.text("note"),
        at: here(surroundings, context),
    };
    fields.finish();
    Dynamic::from(grading)
}

fn read_delivery(
    surroundings: &Surroundings,
    context: &NativeCallContext<'_>,
    status: &str,
    as_of: &str,
    basis: &str,
    map: Map,
) -> Dynamic {
    for (index, what, found, known) in
        [(0, "delivery status", status, Delivery::STATUSES.as_slice()), (2, "basis", basis, Delivery::BASES.as_slice())]
    {
        if !known.contains(&found) {
            surroundings.report(unlisted(what, found, known).at_location(argument(surroundings, context, index)));
        }
    }
    if let Err(problem) = check_as_of(as_of) {
        surroundings.report(problem.at_location(argument(surroundings, context, 1)));
    }
    let mut fields = MapFields::of(surroundings, context, 3, map, "a delivery".to_owned());
    let note = fields.text("note");
    fields.finish();
    Dynamic::from(Delivery { status: status.to_owned(), as_of: as_of.to_owned(), basis: basis.to_owned(), note })
}

fn read_qualifier(
    surroundings: &Surroundings,
    context: &NativeCallContext<'_>,
    fact: &Term,
    why: &str,
    map: Map,
) -> Dynamic {
    let mut fields = MapFields::of(surroundings, context, 2, map, "a qualifier".to_owned());
    let safety = fields.truth("safety").unwrap_or(false);
    fields.finish();
    match fact {
        Term::Fact(fact) => Dynamic::from(Qualifier {
            subject: fact.subject,
            fact: fact.fact,
            why: why.to_owned(),
            safety,
            at: fact.at.clone(),
        }),
        Term::Faulty => Dynamic::UNIT,
        Term::Condition(_) => {
            surroundings.report(
                Problem::error("wrong-type", "`ask` names a fact, not a condition")
                    .at_location(argument(surroundings, context, 0))
                    .label("expected a fact by itself")
                    .help("leave the comparison out: `ask(word.fact, \"why\")`"),
            );
            Dynamic::UNIT
        }
    }
}

/// An id: lower case letters, digits and hyphens.
fn is_plain_id(id: &str) -> bool {
    !id.is_empty() && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

#[expect(clippy::too_many_lines, reason = "one field after the other; splitting would hide the list of fields")]
fn read_finding(
    surroundings: &Surroundings,
    context: &NativeCallContext<'_>,
    id: &str,
    map: Map,
    about: About,
) -> Option<Finding> {
    let at = here(surroundings, context);
    if !is_plain_id(id) {
        surroundings.report(
            Problem::error("bad-id", format!("`{}` is no id", shorten(id)))
                .at_location(argument(surroundings, context, 0))
                .label("expected lower case letters, digits and hyphens"),
        );
    }
    let reference = &surroundings.reference;
    let mut fields = MapFields::of(surroundings, context, 1, map, format!("the finding `{}`", shorten(id)));
    let name = fields.required_text("name");
    let kind = fields.required_text("kind");
    if let Some(kind) = &kind
        && !reference.kinds.contains_key(kind)
    {
        fields.report("kind", unlisted("kind", kind, &reference.kinds.keys().map(String::as_str).collect::<Vec<_>>()));
    }
    let (when, unless, qualifiers) = match about {
        About::Services => (Some(Condition::never()), None, Vec::new()),
        About::Case => {
            let help = "add `when: …`, the condition; what always holds belongs in standing.toml, and what speaks of \
                        services alone is a `background(…)`";
            let when = fields
                .required("when", help)
                .and_then(|value| condition_of(surroundings, &value, &fields.place("when"), "`when`"));
            let unless = fields
                .any("unless")
                .and_then(|value| condition_of(surroundings, &value, &fields.place("unless"), "`unless`"));
            (when, unless, fields.made::<Qualifier>("qualifiers", "a list of `ask(…)`"))
        }
    };

    let mut statements = Vec::new();
    for (word, verb) in Verb::ALL {
        let given = fields.has(word);
        let interventions = fields.texts(word);
        for (intervention, place) in &interventions {
            if !reference.interventions.contains_key(intervention) {
                surroundings.report(reference.unknown_intervention(intervention).at_location(place.clone()));
            }
        }
        if given {
            let place = fields.place(word);
            let interventions = interventions.into_iter().map(|(id, _)| id).collect();
            statements.push((place, Statement { verb, interventions }));
        }
    }
    // Rhai keeps maps in the order of the alphabet; what is written first is the main verb.
    statements.sort_by(|(a, _), (b, _)| a.cmp(b));
    if statements.is_empty() && about == About::Case {
        let words: Vec<&str> = Verb::ALL.iter().map(|(word, _)| *word).collect();
        surroundings.report(
            Problem::error("missing-field", format!("the finding `{}` has no verb", shorten(id)))
                .at_location(at.clone())
                .label("what does it say?")
                .help(format!("add one of {}, each with a list of interventions (may be empty)", words.join(", "))),
        );
    }

    let advice = fields.required_text("advice");
    let because = fields.required_text("because");
    fields.required(
        "strength",
        "add `strength: [grade(\"scheme\", \"grade\", \"2017\")]`; every finding says how strong its evidence is",
    );
    let strength = fields.made::<Grading>("strength", "a list of `grade(…)`");
    fields.required(
        "source",
        "add `source: [cite(\"source id\", \"section\")]`; nothing is suggested without its source",
    );
    let sources = fields.made::<Citation>("source", "a list of `cite(…)`");
    for (key, empty) in [("strength", strength.is_empty()), ("source", sources.is_empty())] {
        let written_empty = empty
            && fields
                .any(key)
                .and_then(|value| value.read_lock::<rhai::Array>().map(|items| items.is_empty()))
                .unwrap_or(false);
        if written_empty {
            fields.report(
                key,
                Problem::error("empty-list", format!("`{key}` of the finding `{}` is empty", shorten(id)))
                    .label("expected at least one"),
            );
        }
    }
    let evidence = fields.text("evidence");
    let delivery = fields.any("delivery").and_then(|value| {
        let made = value.read_lock::<Delivery>().map(|delivery| delivery.clone());
        if made.is_none() {
            fields.wrong_type(fields.place("delivery"), "delivery", &value, "`delivery(…)`");
        }
        made
    });
    let cautions = fields.texts("cautions").into_iter().map(|(text, _)| text).collect();
    let readings = fields.made::<Reading>("readings", "a list of `reading(…)`");
    let topics = fields.texts("topics").into_iter().map(|(text, _)| text).collect();
    let mut links = Vec::new();
    for (key, relation) in Relation::ALL {
        for (finding, at) in fields.texts(key) {
            links.push(Link { relation, finding, at });
        }
    }
    let note = fields.text("note");
    let mut scope = Vec::new();
    for (word, place) in fields.texts("scope") {
        match lookup(&Scope::ALL, &word) {
            Some(known) => scope.push(known),
            None => surroundings.report(unlisted("scope", &word, &Scope::ALL.map(|(word, _)| word)).at_location(place)),
        }
    }
    let review_by = match fields
        .required("review_by", "add `review_by: \"2027-06-30\"`, the day by which someone looks at it again")
    {
        None => None,
        Some(value) => match read_date(&value.clone().into_string().unwrap_or_else(|_| describe(&value))) {
            Ok(date) => Some(date),
            Err(problem) => {
                fields.report("review_by", problem);
                None
            }
        },
    };
    let known_status = [("active", Status::Active), ("draft", Status::Draft), ("retired", Status::Retired)];
    let status = match fields.text("status") {
        None => Status::Active,
        Some(word) => lookup(&known_status, &word).unwrap_or_else(|| {
            fields.report("status", unlisted("status", &word, &known_status.map(|(word, _)| word)));
            Status::Active
        }),
    };
    fields.finish();
    Some(Finding {
        id: id.to_owned(),
        name: name?,
        kind: kind?,
        when: when?,
        unless,
        qualifiers,
        statements: statements.into_iter().map(|(_, statement)| statement).collect(),
        advice: advice?,
        because: because?,
        strength,
        evidence,
        delivery,
        sources,
        cautions,
        readings,
        links,
        note,
        topics,
        scope,
        review_by: review_by?,
        status,
        at,
    })
}

//! Free text in the conversation, as transcripts against the shipped pack: what is typed, and what is said after it.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use handrail_tests::{Run, shipped_rules};

#[track_caller]
fn follows(transcript: &str) -> Run {
    handrail_tests::follows(tempfile::tempdir().unwrap().path(), &shipped_rules(), transcript)
}

#[test]
fn a_note_is_masked_read_told_and_followed_by_one_question() {
    follows(
        "> Sarah (29) + 6yo boy in refuge, dad violent, moved out last mth, mum ?low mood. DOB 03/02/2018. Likes frobnitz tea.
        Masked before anything else: 1 name, 1 date of birth.
        What I understood
        domestic abuse in the family: yes (my reading of “violent”)
        the mother
        mental health problem: perhaps (my reading of “?low mood”; to be confirmed)
        child A (6 years, boy), newly listed
        age in years: 6 years (stated)
        perpetrator 1
        lives with the family: no (my reading of “moved out”; to be confirmed)
        Read, though no rule uses it
        family: no settled home: yes (my reading of “in refuge”)
        What was not understood
        “Likes frobnitz tea”
        You wrote that this is not so. Such a no counts only when you confirm it:
        Does perpetrator 1 live in the household now?
        !~ Sarah
        !~ 03/02/2018
        > no
        Noted:
        perpetrator 1: lives with the family: no
        Is child A in danger now?",
    );
}

#[test]
fn every_no_about_harm_stays_unknown_until_it_is_confirmed() {
    follows(
        "> Girl, 7. No DV. No neglect.
        domestic abuse in the family: no (my reading of “No DV”; to be confirmed)
        neglect: no (my reading of “No neglect”; to be confirmed)
        You wrote that this is not so.
        Has there been domestic abuse in the family, now or in the past?
        > why?
        Has there been domestic abuse in the family, now or in the past?
        > noted
        neglect: (to be confirmed)
        > yes
        Has there been domestic abuse in the family, now or in the past?
        > not that I know of
        stays unknown, and is not asked again. Unknown is not taken for no.
        Is child A neglected?
        > no, never
        Noted: child A: neglect: no",
    );
}

#[test]
fn danger_now_comes_first_and_is_asked() {
    follows(
        "> the boy is 6. mum drinks
        > She is in immediate danger, he is hitting her right now.
        Before anything else
        call 999
        What I understood
        You wrote of danger. It has to be known:
        Is child A in danger now?
        > suggest
        Before anything else
        call 999
        > next
        Is child A in danger now?
        > yes
        > suggest
        Danger now",
    );
}

#[test]
fn danger_that_was_denied_before_is_asked_again() {
    follows(
        "> add children
        > children[0].immediate_danger=no
        > He is hitting her right now.
        Before anything else
        Is child A in danger now?
        > noted
        danger now: (to be confirmed)
        !~ danger now: no",
    );
}

#[test]
fn several_messages_add_up_and_nobody_is_doubled() {
    let ran = follows(
        "> Boy 6 and girl 3.
        child A (6 years, boy), newly listed
        child B (3 years, girl), newly listed
        > The boy is withdrawn.
        child A (6 years, boy)
        emotional or behavioural disturbance: yes (my reading of
        !~ newly listed
        > The 3 year old girl is neglected.
        child B (3 years, girl)
        neglect: yes
        !~ newly listed
        > The boy is withdrawn.
        emotional or behavioural disturbance: yes
        !~ newly listed
        > noted
        child B
        !~ child C",
    );
    assert!(!ran.output.contains("child C"));
}

#[test]
fn what_does_not_agree_is_told_and_asked_and_not_overwritten() {
    follows(
        "> Boy 6. He is neglected.
        neglect: yes (my reading
        > no neglect
        Two things were said
        child A: neglect: yes was noted before, and now I read no in “no neglect”.
        Two things were said of this. Which is right?
        Is child A neglected?
        > noted
        neglect: yes
        > yes
        Is child A neglected?
        > don't know
        stays unknown
        > noted
        neglect: not known",
    );
}

#[test]
fn corrections_say_what_they_change_and_can_be_undone() {
    follows(
        "> Boy, 6. He is neglected. Mum drinks.
        > no, dad is the drinker
        No longer noted, and unknown now:
        the mother: drug or alcohol misuse: yes
        the father
        drug or alcohol misuse: yes (my reading of “drinker”)
        > undo
        Undone:
        no longer noted - the father: drug or alcohol misuse: yes
        noted again - the mother: drug or alcohol misuse: yes
        > he's 7 not 6
        Noted: child A: age in years: 7 years (before: 6 years)
        > remove neglect
        No longer noted, and unknown now:
        child A: neglect: yes
        > not mum, dad
        the mother: drug or alcohol misuse: yes
        Noted: the father: drug or alcohol misuse: yes
        > actually it's his stepdad
        the father: drug or alcohol misuse: yes
        Of this person a case holds nothing
        > scrap that
        Undone:
        noted again - the father: drug or alcohol misuse: yes
        > there are three children not two
        Noted: children: child B (`children[1]`), child C (`children[2]`)
        > there are two children not three
        it is not clear who of them is not there. Nothing was changed:",
    );
}

#[test]
fn a_correction_of_what_was_never_said_changes_nothing() {
    follows(
        "> no
        not understood
        > that's wrong
        nothing was changed
        > remove neglect
        Nothing of that was noted, and nothing was changed.
        > she's 7 not 6
        This number was not noted of anybody, and nothing was changed.
        > not mum, dad
        Nothing was changed.
        > actually it's his stepdad
        Nothing was changed.
        > scrap that
        There is nothing to undo.
        > noted
        Nothing yet.",
    );
}

#[test]
fn a_wrong_reading_is_shown_with_what_was_noted() {
    follows(
        "> Mum drinks.
        > that's wrong
        This was noted last, and nothing was changed yet:
        the mother: drug or alcohol misuse: yes
        > noted
        drug or alcohol misuse: yes (my reading)
        > that's right
        > noted
        drug or alcohol misuse: yes (stated)",
    );
}

#[test]
fn answers_in_free_text_are_taken_in_the_light_of_the_question() {
    for (answer, told) in [
        ("he does, every weekend", "Noted: the father: drug or alcohol misuse: yes"),
        ("Yeah, definitely.", "Noted: the father: drug or alcohol misuse: yes"),
        ("only cannabis", "drug or alcohol misuse: yes (my reading of “cannabis”)"),
        ("no, never", "Noted: the father: drug or alcohol misuse: no"),
        ("nope", "Noted: the father: drug or alcohol misuse: no"),
        ("both of them", "the mother: drug or alcohol misuse: yes"),
        ("yeah think so", "you are not sure, so it stays unknown"),
        ("not really", "you are not sure, so it stays unknown"),
        ("no idea", "stays unknown, and is not asked again"),
        ("not sure", "stays unknown, and is not asked again"),
        ("yes and no", "you are not sure, so it stays unknown"),
        ("what does that mean?", "What it means: The parent or carer misuses drugs or alcohol."),
        ("he is tall", "not understood"),
    ] {
        follows(&format!(
            "> facts parent.substance_misuse
            > 1
            Of whom?
            > dad
            Does the father misuse drugs or alcohol?
            > {answer}
            {told}"
        ));
    }
}

#[test]
fn a_number_that_is_not_exact_is_not_made_exact() {
    for (answer, told) in [
        ("about 6", "That is not exact"),
        ("she'll be seven in May", "That is still to come"),
        ("she is 7 years", "Noted: child A: age in years: 7 years"),
        ("7 months", "Noted: child A: age: 7 months"),
        ("seven", "Which of these?"),
    ] {
        follows(&format!(
            "> add children
            > facts child.age_months
            > 1
            How old is child A
            > {answer}
            {told}"
        ));
    }
}

#[test]
fn the_older_one_is_found_by_age() {
    follows(
        "> add children
        > add children
        > children[0].age_years=6; children[1].age_years=3
        > facts child.trauma_symptoms
        > 1
        Of whom?
        > the younger one
        Does child B show signs of trauma?
        > the older one
        Noted: child A: signs of trauma: yes
        Does child B show signs of trauma?",
    );
}

#[test]
fn hostile_messages_are_answered_and_change_nothing() {
    let long = "a".repeat(20_001);
    let full = "word ".repeat(4_000);
    follows(&format!(
        "> 😀😀😀
        not understood
        > Sarah Smith, 07700 900123
        Masked before anything else: 1 name, 1 phone.
        not understood
        > {long}
        Nothing was read
        The message has 20001 characters, and at most 20000 are read at a time.
        > {full}
        not understood
        > why Zarnovsky
        !~ Zarnovsky
        > Zarnovsky.drinks=yes
        !~ Zarnovsky
        > noted
        Nothing yet.
        > no\u{202e} d\u{200b}v\u{0} \u{2066}x
        domestic abuse in the family: no (my reading"
    ));
}

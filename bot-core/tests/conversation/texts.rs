//! Texts: every one that can be needed is there, and every one that is there is needed.

use std::{collections::BTreeSet, fs, path::Path};

use bot_core::{
    assessment,
    event::{Command, Input},
    facts::Fact,
    interview::{Form, QUESTIONS, Question, QuestionId, Stage},
    message::{Choice, Mark},
};

use crate::runner::{Runner, TEXTS};

fn locale(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/en").join(file);
    fs::read_to_string(path).expect("a file of texts")
}

/// The keys of a file of texts, `name` and `name.attribute`.
fn keys(file: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let mut message = String::new();
    for line in locale(file).lines() {
        let Some((name, _)) = line.split_once('=') else { continue };
        match name.strip_prefix("    .") {
            Some(attribute) => keys.insert(format!("{message}.{}", attribute.trim())),
            None if name.starts_with(|letter: char| letter.is_ascii_lowercase()) => {
                message = name.trim().to_owned();
                keys.insert(message.clone())
            }
            None => false,
        };
    }
    keys
}

/// What can hide a danger sign is asked again; so are agreement and age.
fn is_asked_again(question: &Question) -> bool {
    let red_flags = assessment::red_flags();
    matches!(question.id, QuestionId::Consent | QuestionId::Age)
        || question.facts().iter().any(|fact| fact.alarming().is_some() && red_flags.contains(fact))
}

#[test]
fn the_questions_have_exactly_the_texts_they_need() {
    let mut needed = BTreeSet::from(["question-consent.o-refuse".to_owned()]);
    for question in QUESTIONS {
        let key = format!("question-{}", question.id);
        needed.extend(["why", "short", "example"].map(|name| format!("{key}.{name}")));
        if is_asked_again(question) {
            needed.insert(format!("{key}.again"));
        }
        needed.extend(question.picks.iter().map(|pick| format!("{key}.o-{}", pick.id)));
        if question.form == Form::Several {
            needed.insert(format!("{key}.hint"));
        }
        needed.insert(key);
    }
    // A hint is a question's own choice where one answer is picked.
    needed.extend(["consent", "age", "tiptoe"].map(|question| format!("question-{question}.hint")));
    assert_eq!(keys("questions.ftl"), needed);
}

#[test]
fn every_fact_has_a_name() {
    let needed: BTreeSet<String> = Fact::ALL.iter().map(|fact| format!("name-{fact}")).collect();
    assert_eq!(keys("names.ftl"), needed);
}

/// The code that says things, as text.
fn code() -> String {
    let mut code = String::new();
    for folder in ["src/bot", "src/runtime"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in fs::read_dir(path).expect("a folder of code") {
            let path = entry.expect("a file").path();
            if path.extension().is_some_and(|end| end == "rs") {
                code.push_str(&fs::read_to_string(path).expect("code"));
            }
        }
    }
    code
}

/// Keys made of a family and a member: `"help-{line}"` with `"check"`.
const FAMILIES: &[&str] = &["help-", "privacy-", "explain-"];

#[test]
fn every_text_of_the_conversation_is_said_somewhere() {
    let code = code();
    for key in keys("conversation.ftl") {
        let whole = code.contains(&format!("\"{key}\""));
        let made = FAMILIES.iter().any(|family| {
            let member = key.strip_prefix(family);
            code.contains(&format!("\"{family}{{"))
                && member.is_some_and(|member| code.contains(&format!("\"{member}\"")))
        });
        assert!(whole || made, "{key} is never said");
    }
}

#[test]
fn everything_the_bot_says_by_name_is_there() {
    let code = code();
    let said =
        [".note(\"", ".text(\"", ".paragraph(\"", ".with(\"", "(say, buttons, \"", "say, \""];
    let mut found = 0;
    for opening in said {
        for rest in code.split(opening).skip(1) {
            let key = rest.split('"').next().expect("a literal ends");
            assert!(TEXTS.has(key), "{key} has no text");
            found += 1;
        }
    }
    assert!(found > 80, "{found} texts are said by name");
}

/// Everything a person can press or ask for now.
fn ways(runner: &Runner) -> Vec<Choice> {
    runner.choices().cloned().collect()
}

/// Presses one of the buttons shown, on a copy of the conversation.
fn pressed(runner: &Runner, choice: &Choice) -> Runner {
    let mut next = runner.clone();
    next.sends(Input::Press(choice.data.clone()));
    next
}

/// The runner holds every message against the limits as it comes.
#[test]
fn every_screen_two_presses_from_any_question_fits_every_platform() {
    let mut screens = BTreeSet::new();
    for question in QUESTIONS {
        let start = Runner::at(question.id);
        for first in ways(&start) {
            let one = pressed(&start, &first);
            screens.insert(one.sees());
            for second in ways(&one) {
                screens.insert(pressed(&one, &second).sees());
            }
        }
    }
    assert!(screens.len() > 400, "{} screens", screens.len());
}

#[test]
fn every_result_and_what_can_be_read_about_it_fits_every_platform() {
    for question in QUESTIONS {
        let start = Runner::at(question.id);
        let ways = ways(&start).into_iter().map(|choice| pressed(&start, &choice));
        for mut runner in ways {
            if runner.snapshot.session.is_none() {
                continue;
            }
            runner.commands(Command::Resume).finishes();
            for command in [Command::Explain, Command::Summary, Command::Export, Command::Check] {
                runner.commands(command);
            }
            for choice in self::ways(&runner) {
                pressed(&runner, &choice);
            }
        }
    }
}

#[test]
fn who_has_everything_reads_messages_that_fit() {
    let mut ada = Runner::started();
    ada.agrees();
    while ada.stage() != Stage::Done {
        match ada.stage() {
            Stage::Ask(asking) if asking.question.form == Form::Several => {
                let button = |label: &str| ada.button(label).data;
                let open = ada.choices().filter(|choice| choice.mark == Mark::Open);
                let all: Vec<String> = open.map(|choice| choice.data.clone()).collect();
                assert!(!all.contains(&button("None of these")));
                ada.sends(Input::Select(all));
            }
            Stage::Interrupt => {
                ada.presses("I've read this");
            }
            _ => {
                ada.answers_plainly();
            }
        }
    }
    ada.reads("Get help now").commands(Command::Explain).commands(Command::Summary);
}

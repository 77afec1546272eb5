//! The ways of answering - numbers, words, a name in front - lead to the same
//! place; what the command line itself says; odd bytes and readers who leave.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Command, Output, Stdio},
};

use serde_json::Value as Json;
use tempfile::tempdir;

use crate::{
    runner::{ANSWERS, DONE, closed, export, open_question},
    support::{Chat, heelbot_chat},
};

/// One conversation with nothing urgent in it: by number, and in words.
const TWO_WAYS: [(&str, &str); 12] = [
    ("1", "yes, that's fine, I'm 41"),
    ("11", "none of these"),
    ("1", "under the heel"),
    ("4", "four out of ten"),
    ("2", "five days"),
    ("1", "it's getting better"),
    ("1", "yes, normally"),
    ("5", "none of these"),
    ("5", "none"),
    ("7", "no, none of them"),
    ("7", "nothing like that"),
    ("14", "none of these"),
];

fn heelbot(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_heelbot"));
    command.args(args).env_clear().stdin(Stdio::null()).output().expect("it runs")
}

fn pipe(data: &Path, script: &[u8]) -> Output {
    let piped = |command: &mut Command| {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()
    };
    let mut chat = piped(&mut heelbot_chat(data)).expect("it starts");
    // A pipe holds this much: nobody need read meanwhile.
    chat.stdin.take().expect("piped").write_all(script).expect("written");
    chat.wait_with_output().expect("it ends")
}

/// Answers each question in one line, and returns the result and the export.
fn tell(line: impl Fn(usize) -> String) -> (String, Json) {
    let data = tempdir().expect("a folder");
    let mut chat = Chat::start(heelbot_chat(data.path()));
    let mut turn = chat.turn().expect("a greeting");
    for at in 0..TWO_WAYS.len() {
        assert_eq!(open_question(&turn), at, "before {:?}:\n{turn}", line(at));
        turn = chat.say(&line(at));
    }
    assert!(turn.contains(DONE), "{turn}");
    let held = export(&mut chat, data.path());
    assert!(chat.end().status.success());
    (turn, held)
}

#[test]
fn numbers_words_and_both_lead_to_the_same_plan() {
    let numbers = tell(|at| TWO_WAYS[at].0.to_owned());
    let words = tell(|at| TWO_WAYS[at].1.to_owned());
    let both = tell(|at| if at % 2 == 0 { TWO_WAYS[at].0 } else { TWO_WAYS[at].1 }.to_owned());
    for (result, held) in [&numbers, &words, &both] {
        assert!(result.contains("Look after it at home"), "{result}");
        assert!(result.contains("From: "), "each item has its source:\n{result}");
        let facts = &held["session"]["facts"];
        for (fact, value) in [
            ("fever", Json::from(false)),
            ("site", "under_heel".into()),
            ("severity", 4.into()),
            ("trend", "better".into()),
            ("can_bear_weight", "yes".into()),
            ("swelling_or_redness", false.into()),
        ] {
            assert_eq!(facts[fact], value, "{fact} in {facts}");
        }
    }
    assert_eq!(words.1["session"]["facts"]["age"], 41);
    assert_eq!(words.1["session"]["facts"]["duration_days"], 5);
    assert_eq!(closed(&numbers.1)[1..], closed(&words.1)[1..]);
    // All else that was answered is the same, whichever way it was.
    let the_rest = |held: &Json| {
        let mut facts = held["session"]["facts"].as_object().expect("facts").clone();
        facts.retain(|fact, _| !["age", "duration_days"].contains(&fact.as_str()));
        facts
    };
    assert_eq!(the_rest(&numbers.1), the_rest(&words.1));
}

#[test]
fn danger_signs_are_asked_before_anything_else_about_the_heel() {
    let (_, held) = tell(|at| TWO_WAYS[at].0.to_owned());
    assert_eq!(closed(&held)[..2], ["consent", "danger"]);
}

#[test]
fn a_danger_sign_told_in_sentences_is_answered_at_once_in_a_pipe() {
    let data = tempdir().expect("a folder");
    let script = "hi there\nyes of course, I am 52\nmy calf is swollen and I can't breathe\n";
    let output = pipe(data.path(), script.as_bytes());
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stdout).expect("text");
    let alarm = said.find("Get help now").expect("the card");
    assert!(said.find("2 of 12").is_some_and(|asked| asked < alarm), "{said}");
    assert!(said[alarm..].contains("999"), "{said}");
}

#[test]
fn bytes_that_are_no_text_are_answered_and_lose_nothing() {
    let data = tempdir().expect("a folder");
    let output = pipe(data.path(), b"1\n\xff\xfe\xfa\x00\x1b[2J\nnone\n");
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stdout).expect("what is written is text");
    assert_eq!(open_question(&said), 2, "{said}");
    assert!(!said.contains(['\0', '\u{1b}']), "{said:?}");
}

#[test]
fn a_reader_who_leaves_ends_the_chat_without_a_complaint() {
    let data = tempdir().expect("a folder");
    let mut command = heelbot_chat(data.path());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut chat = command.spawn().expect("it starts");
    let mut line = String::new();
    BufReader::new(chat.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
    assert_eq!(line, "1 of 12\n");
    // The output is closed now. The chat notices at the latest when it answers.
    let mut input = chat.stdin.take().expect("piped");
    let _ = input.write_all(b"1\nnone\n1\n");
    drop(input);
    let mut errors = String::new();
    chat.stderr.take().expect("piped").read_to_string(&mut errors).expect("text");
    assert!(chat.wait().expect("it ends").success());
    assert_eq!(errors, "");
}

#[cfg(unix)]
#[test]
fn an_export_is_its_owners_alone_and_the_chat_says_where_it_is() {
    use std::os::unix::fs::PermissionsExt;

    let data = tempdir().expect("a folder");
    let mut chat = Chat::start(heelbot_chat(data.path()));
    chat.turn().expect("a greeting");
    chat.say(ANSWERS[0].1);
    let said = chat.say("/export");
    let files: Vec<_> = fs::read_dir(data.path().join("files"))
        .expect("the folder of files")
        .map(|file| file.expect("a file").path())
        .collect();
    assert_eq!(files.len(), 2, "one to read, one for programs: {files:?}");
    for file in &files {
        assert!(said.contains(file.to_str().expect("text")), "{said}");
        assert_eq!(fs::metadata(file).expect("there").permissions().mode() & 0o777, 0o600);
    }
    chat.end();
}

#[test]
fn what_is_no_command_or_option_is_told_with_what_there_is() {
    for (args, told) in [
        (&["chatt"][..], "unrecognized subcommand 'chatt'"),
        (&["chat", "--colour"], "unexpected argument '--colour'"),
        (&["chat", "--speed", "0"], "--speed"),
        (&["chat", "--data"], "--data"),
    ] {
        let output = heelbot(args);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert_eq!(output.stdout, b"");
        assert!(errors.contains(told) && errors.contains("--help"), "{errors}");
    }
}

/// The commands that help lists, with what it says about each.
fn commands(help: &str) -> Vec<(String, String)> {
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let listed = listed.take_while(|line| !line.is_empty());
    listed
        // A line further in goes on with the text of the one before.
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.trim().split_once(' '))
        .map(|(name, about)| (name.to_owned(), about.trim().to_owned()))
        .collect()
}

#[test]
fn help_names_every_command_with_a_sentence_about_it() {
    let help = heelbot(&["--help"]);
    assert!(help.status.success());
    let found = commands(&String::from_utf8_lossy(&help.stdout));
    let names: Vec<_> = found.iter().map(|(name, _)| name.as_str()).collect();
    for name in ["chat", "assess", "understand", "preview", "config"] {
        assert!(names.contains(&name), "{names:?}");
    }
    for (name, about) in &found {
        assert!(about.split_whitespace().count() >= 5, "{name}: {about:?}");
        if name != "help" {
            let help = heelbot(&[name, "--help"]);
            let text = String::from_utf8_lossy(&help.stdout).into_owned();
            assert!(help.status.success() && text.contains("Usage: heelbot"), "{text}");
        }
    }
}

#[test]
fn a_schema_is_printed_as_json() {
    for command in ["assess", "understand", "preview"] {
        let output = heelbot(&[command, "--schema"]);
        assert!(output.status.success(), "{command}");
        let schema: Json = serde_json::from_slice(&output.stdout).expect("JSON");
        assert!(schema.as_object().is_some_and(|object| !object.is_empty()), "{command}");
    }
}

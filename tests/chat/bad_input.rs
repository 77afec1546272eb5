//! What goes wrong is said in a clear sentence, with an exit code, and nothing is lost.

use std::fs;

use tempfile::tempdir;

use crate::{
    runner::{ANSWERS, open_question},
    support::{Chat, heelbot_chat},
};

/// Starts a chat that can't start; returns what it said.
fn refusal(command: std::process::Command) -> String {
    let mut chat = Chat::start(command);
    let said = chat.turn().expect_err("it does not start");
    let ended = chat.end();
    assert!(!ended.status.success(), "{said} {ended:?}");
    assert_eq!(ended.errors.lines().count(), 1, "one sentence: {}", ended.errors);
    ended.errors
}

#[test]
fn another_key_is_refused_and_the_right_one_still_opens() {
    let data = tempdir().expect("a folder");
    let mut chat = Chat::start(heelbot_chat(data.path()));
    chat.turn().expect("a greeting");
    chat.say(ANSWERS[0].1);
    chat.end();
    let mut command = heelbot_chat(data.path());
    command.env("HEELBOT_DATA_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    let said = refusal(command);
    assert!(said.contains("does not fit"), "{said}");
    let mut chat = Chat::start(heelbot_chat(data.path()));
    assert_eq!(open_question(&chat.turn().expect("a greeting")), 1);
    chat.end();
}

#[test]
fn a_lost_key_is_not_replaced_by_a_new_one() {
    let data = tempdir().expect("a folder");
    let mut chat = Chat::start(heelbot_chat(data.path()));
    chat.turn().expect("a greeting");
    chat.end();
    let key = data.path().join("data.key");
    let kept = fs::read(&key).expect("the key");
    fs::remove_file(&key).expect("removed");
    let said = refusal(heelbot_chat(data.path()));
    assert!(said.contains("data.key"), "{said}");
    assert!(!key.exists());
    fs::write(&key, kept).expect("put back");
    let mut chat = Chat::start(heelbot_chat(data.path()));
    assert!(chat.turn().is_ok());
    chat.end();
}

#[test]
fn a_file_that_is_no_database_is_left_as_it_is() {
    let data = tempdir().expect("a folder");
    let text = "not a database, but somebody's notes\n".repeat(200);
    let file = data.path().join("notes.txt");
    fs::write(&file, &text).expect("written");
    let mut command = heelbot_chat(data.path());
    command.env("HEELBOT_DATABASE_URL", format!("sqlite://{}", file.display()));
    command.env("HEELBOT_DATA_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    let said = refusal(command);
    assert!(said.contains("not a database"), "{said}");
    assert_eq!(fs::read_to_string(&file).expect("still there"), text);
}

#[test]
fn a_second_chat_on_the_same_folder_is_told_so() {
    let data = tempdir().expect("a folder");
    let mut first = Chat::start(heelbot_chat(data.path()));
    first.turn().expect("a greeting");
    let said = refusal(heelbot_chat(data.path()));
    assert!(said.contains("another process"), "{said}");
    assert_eq!(open_question(&first.say(ANSWERS[0].1)), 1, "the first goes on");
    first.end();
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let data = tempdir().expect("a folder");
    let file = data.path().join("file");
    fs::write(&file, "").expect("written");
    let said = refusal(heelbot_chat(&file.join("below")));
    assert!(said.contains("--data"), "{said}");
}

#[test]
fn a_megabyte_on_one_line_is_answered() {
    let data = tempdir().expect("a folder");
    let mut chat = Chat::start(heelbot_chat(data.path()));
    chat.turn().expect("a greeting");
    let turn = chat.say(&"heel ".repeat(200_000));
    assert!(turn.contains("4"), "{turn}");
    assert_eq!(open_question(&turn), 0);
    assert!(chat.end().status.success());
}

//! What a person says is nowhere to be read: not in the database's files, not in
//! the logs at any level.

use std::{fs, path::Path};

use tempfile::tempdir;

use crate::{
    runner::answer_all,
    support::{Chat, heelbot_chat},
};

/// Words no file of ours has reason to hold.
const WORDS: [&str; 3] = ["xylograph", "quokkas", "zugzwang"];

/// Every place in the files below `folder`, the key file apart, that holds `bytes`.
fn found_in(folder: &Path, bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for file in fs::read_dir(folder).expect("the folder") {
        let path = file.expect("an entry").path();
        if path.is_dir() || path.ends_with("data.key") {
            continue;
        }
        let held = fs::read(&path).expect("a file");
        if held.windows(bytes.len()).any(|window| window == bytes) {
            found.push(path.display().to_string());
        }
    }
    found
}

#[test]
fn no_word_answer_or_key_is_in_the_files_or_the_logs() {
    let data = tempdir().expect("a folder");
    let mut command = heelbot_chat(data.path());
    command.env("RUST_LOG", "trace");
    let mut chat = Chat::start(command);
    let greeting = chat.turn().expect("a greeting");
    for word in WORDS {
        chat.say(&format!("the {word} hurt my heel since tuesday"));
    }
    let again = chat.say("no, none of that");
    let question = if again.contains("Hello") { again } else { chat.say("/check") };
    let _ = greeting;
    chat.say("1");
    chat.say("back");
    let turn = chat.say("/resume");
    assert!(turn.contains("How old are you") || turn.contains("understood"), "{turn}");
    let _ = question;
    // Killed, so that nothing is tidied up on the way out.
    let ended = chat.kill();

    let key = fs::read_to_string(data.path().join("data.key")).expect("the key");
    let mut secrets: Vec<Vec<u8>> = WORDS.iter().map(|word| word.as_bytes().to_vec()).collect();
    secrets.push(key.trim().as_bytes().to_vec());
    for name in ["duration_days", "\"interview\"", "question-", "How old are you"] {
        secrets.push(name.as_bytes().to_vec());
    }
    for secret in secrets {
        assert_eq!(found_in(data.path(), &secret), Vec::<String>::new(), "{secret:?}");
        let shown = String::from_utf8_lossy(&secret);
        assert!(!ended.errors.contains(&*shown), "{shown:?} is in the log");
    }
    assert!(!ended.errors.is_empty(), "at trace there is a log");
}

#[test]
fn the_search_would_find_what_is_there() {
    let data = tempdir().expect("a folder");
    fs::write(data.path().join("file"), b"some xylograph here").expect("written");
    assert_eq!(found_in(data.path(), b"xylograph").len(), 1);
}

#[test]
fn deleting_removes_everything_and_the_next_start_meets_a_stranger() {
    let data = tempdir().expect("a folder");
    let mut chat = Chat::start(heelbot_chat(data.path()));
    let greeting = chat.turn().expect("a greeting");
    answer_all(&mut chat, greeting);
    chat.say("/delete");
    let gone = chat.say("1");
    assert!(gone.contains("deleted"), "{gone}");
    assert!(chat.end().status.success());
    let mut chat = Chat::start(heelbot_chat(data.path()));
    assert!(chat.turn().expect("a greeting").contains("Hello. I ask runners"));
    chat.end();
}

//! What a person says is nowhere to be read: not in the database's files, not in
//! the logs at any level. What they delete is gone.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value as Json;
use tempfile::tempdir;

use crate::{
    left,
    runner::{DONE, export},
    support::{Chat, heelbot_chat},
};

/// A whole conversation: free text that no file of ours has reason to hold,
/// numbers that chance does not bring about, picks by their numbers.
const CONVERSATION: [&str; 22] = [
    "my kakapo wakes me when I get up in the morning",
    "yes to the xylograph, and I am 57 years of age",
    "3",
    "none of the rest, not even a wallaby",
    "under the heel, where the quokka sat",
    "6.25 out of 10",
    "why",
    "for 4321 days, zugzwang and all",
    "back",
    "for 4322 days, says the thylacine",
    "it is getting worse, said the axolotl",
    "2",
    "1 2 3",
    "none, by the wobbegong",
    "3 5",
    "I went from 31.7 to 58.3 km a week",
    "7",
    "I have diabetes, says Dr Brobdingnag",
    "14",
    "/summary",
    "what does my bandicoot do now?",
    "numbats",
];

/// What is answered with it all, as it is called in what is kept.
const ANSWERED: [&str; 12] = [
    "\"age\"",
    "fever",
    "under_heel",
    "severity",
    "duration_days",
    "4322",
    "worse",
    "limping",
    "swelling_or_redness",
    "calf_weakness",
    "weekly_mileage_change",
    "diabetes",
];

/// Every file below the folder that a chat keeps for itself, with what is in it.
/// What the person had written out, and the key's own file, are not among them.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for file in fs::read_dir(folder).expect("the folder") {
        let path = file.expect("an entry").path();
        if path.is_file() && !path.ends_with("data.key") {
            let name = path.file_name().expect("a name").display().to_string();
            files.push((name, fs::read(&path).expect("a file")));
        }
    }
    files
}

/// The names of the files that hold these bytes.
fn found_in(files: &[(String, Vec<u8>)], bytes: &[u8]) -> Vec<String> {
    let holds = |held: &[u8]| held.windows(bytes.len()).any(|window| window == bytes);
    files.iter().filter(|(_, held)| holds(held)).map(|(name, _)| name.clone()).collect()
}

/// Every name and every text in what is held of the conversation. Short ones are
/// words like any other: they count where they stand in quotes.
fn names(held: &Json, found: &mut BTreeSet<String>) {
    let mut add = |name: &str| {
        let distinct = name.len() > 8 && name.contains('_');
        found.insert(if distinct { name.to_owned() } else { format!("\"{name}\"") });
    };
    match held {
        Json::String(text) => add(text),
        Json::Array(values) => values.iter().for_each(|value| names(value, found)),
        Json::Object(fields) => {
            fields.keys().for_each(|name| add(name));
            fields.values().for_each(|value| names(value, found));
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

/// The whole conversation, and what is held at its end.
fn converse(chat: &mut Chat, data: &Path) -> Json {
    chat.turn().expect("a greeting");
    let turns = CONVERSATION.map(|line| chat.say(line));
    assert!(turns.iter().any(|turn| turn.contains(DONE)), "no plan:\n{}", turns.concat());
    export(chat, data)
}

#[test]
fn no_word_answer_or_key_is_in_the_files_or_the_logs() {
    let data = tempdir().expect("a folder");
    let mut command = heelbot_chat(data.path());
    command.env("RUST_LOG", "trace");
    let mut chat = Chat::start(command);
    let held = converse(&mut chat, data.path());
    // Killed, so that nothing is tidied up on the way out.
    let ended = chat.kill();
    let mut places = files(data.path());
    for suffix in ["", "-wal", "-shm"] {
        let name = format!("heelbot.db{suffix}");
        let length = places.iter().find(|(file, _)| *file == name).map(|(_, held)| held.len());
        assert!(length > Some(0), "{name} is searched: {length:?}");
    }
    assert!(ended.errors.contains("DEBUG"), "there is a log: {}", ended.errors);
    places.push(("the log".to_owned(), ended.errors.into_bytes()));

    let mut named = BTreeSet::new();
    names(&held["session"], &mut named);
    let text = held.to_string();
    for answered in ANSWERED {
        assert!(text.contains(answered), "{answered} was answered: {text}");
        named.insert(answered.to_owned());
    }
    // Two characters are anywhere by chance; what they picked is among the names.
    named.extend(CONVERSATION.iter().filter(|line| line.len() > 5).map(|line| (*line).to_owned()));
    named
        .extend(CONVERSATION.join(" ").split(' ').filter(|word| word.len() > 6).map(str::to_owned));
    for name in &named {
        assert_eq!(found_in(&places, name.as_bytes()), Vec::<String>::new(), "{name}");
    }

    let key = fs::read_to_string(data.path().join("data.key")).expect("the key");
    let raw = data_encoding::BASE64.decode(key.trim().as_bytes()).expect("base64");
    let hex = [data_encoding::HEXLOWER.encode(&raw), data_encoding::HEXUPPER.encode(&raw)];
    for form in [raw.as_slice(), key.trim().as_bytes(), hex[0].as_bytes(), hex[1].as_bytes()] {
        assert_eq!(found_in(&places, form), Vec::<String>::new(), "the key");
    }
}

#[test]
fn the_search_would_find_what_is_there() {
    let data = tempdir().expect("a folder");
    fs::write(data.path().join("file-wal"), b"\0some xylograph\xff").expect("written");
    assert_eq!(found_in(&files(data.path()), b"xylograph"), ["file-wal"]);
    assert!(found_in(&files(data.path()), b"xylographs").is_empty());
}

#[test]
fn deleting_removes_every_row_and_the_next_start_meets_a_stranger() {
    let data = tempdir().expect("a folder");
    let mut chat = Chat::start(heelbot_chat(data.path()));
    converse(&mut chat, data.path());
    assert!(chat.end().status.success());
    left::assert_somebody_is_there(&left::in_sqlite(data.path()));

    let mut chat = Chat::start(heelbot_chat(data.path()));
    chat.turn().expect("a greeting");
    chat.say("/delete");
    let gone = chat.say("yes");
    assert!(gone.contains("deleted"), "{gone}");
    assert!(chat.end().status.success());
    left::assert_nobody_is_there(&left::in_sqlite(data.path()));

    let mut chat = Chat::start(heelbot_chat(data.path()));
    assert!(chat.turn().expect("a greeting").contains("Hello. I ask runners"));
    chat.end();
}

//! A runner who answers whatever is asked, by what the screen says.

use std::{fs, path::Path};

use serde_json::Value as Json;

use crate::support::Chat;

/// How the questions begin, in their order, and what this runner answers: numbers,
/// which a debug build reads sooner than words in a process just started.
pub const ANSWERS: &[(&str, &str)] = &[
    ("I agree, and I'm 18 to 64", "1"),
    ("First, the signs that can't wait", "11"),
    ("Where does it hurt most", "1"),
    ("How bad is it at its worst", "4"),
    ("How long have you had it", "3"),
    ("Which way is it going", "2"),
    ("Can you walk on it", "1"),
    ("Which of these do you notice", "1 2"),
    ("And which of these", "5"),
    ("Does any of this describe you", "3 5"),
    ("And your running in the last", "1 2"),
    ("Last one: does any of this", "14"),
];

/// Shown when there is nothing left to ask.
pub const DONE: &str = "What next?";

/// Which question a turn ends on, by its place in [`ANSWERS`]; their number
/// where nothing is asked any more.
pub fn open_question(turn: &str) -> usize {
    let asked = |(at, (question, _)): (usize, &(&str, &str))| Some((turn.rfind(question)?, at));
    let last = ANSWERS.iter().enumerate().filter_map(asked).max();
    let done = turn.rfind(DONE).map(|found| (found, ANSWERS.len()));
    last.max(done).unwrap_or_else(|| panic!("no question in:\n{turn}")).1
}

/// Answers from here to the end, and returns the last turn.
pub fn answer_all(chat: &mut Chat, mut turn: String) -> String {
    loop {
        let open = open_question(&turn);
        let Some((_, answer)) = ANSWERS.get(open) else { return turn };
        turn = chat.say(answer);
        assert!(open_question(&turn) > open, "{answer:?} was not taken:\n{turn}");
    }
}

/// Everything held, as `/export` writes it.
pub fn export(chat: &mut Chat, data: &Path) -> Json {
    let turn = chat.say("/export");
    let name = turn
        .split_whitespace()
        .map(|word| word.trim_end_matches(['.', ',']))
        .rfind(|word| word.contains("heelbot-export.json") && word.starts_with('/'))
        .map_or_else(|| newest(&data.join("files")), |path| Path::new(path).to_owned());
    let text = fs::read_to_string(&name).expect("the export was written");
    serde_json::from_str(&text).expect("an export is JSON")
}

fn newest(folder: &Path) -> std::path::PathBuf {
    let files = fs::read_dir(folder).expect("the folder of exports");
    files
        .map(|file| file.expect("a file").path())
        .max_by_key(|path| fs::metadata(path).and_then(|data| data.modified()).expect("a time"))
        .expect("an export")
}

/// The closed questions of an export, in their order.
pub fn closed(export: &Json) -> Vec<String> {
    let trail = export["session"]["state"]["interview"]["trail"].as_array().expect("a trail");
    trail.iter().map(|entry| entry["question"].as_str().expect("a name").to_owned()).collect()
}

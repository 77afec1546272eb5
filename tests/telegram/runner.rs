//! Somebody who answers whatever is asked, by taps, in words or both, and looks at
//! what is held about them.

use fake_telegram::{Message, Person};
use serde_json::Value as Json;

use crate::plain::{DONE, PLAIN, question};

/// How somebody answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    Tapping,
    Writing,
    Both,
}

/// Answers one question; whether by a tap.
pub fn answer(person: &Person, at: usize, how: How) -> bool {
    let (_, label, words) = PLAIN[at];
    let taps = how == How::Tapping || (how == How::Both && at.is_multiple_of(2));
    if taps {
        person.taps(label);
    } else {
        person.sends(words);
    }
    taps
}

/// Answers from this screen to the end; the last screen and the taps it took.
pub async fn walks(person: &Person, mut screen: Message, how: How) -> (Message, usize) {
    let mut taps = 0;
    while let Some(at) = question(&screen.text) {
        taps += usize::from(answer(person, at, how));
        screen = person.screen().await;
    }
    assert!(
        screen.text.contains(DONE),
        "neither a question nor the end: {screen}\n{}",
        person.transcript()
    );
    (screen, taps)
}

/// Starts, and answers to the end.
pub async fn gets_a_plan(person: &Person, how: How) -> (Message, usize) {
    person.sends("/start");
    let first = person.screen().await;
    assert_eq!(question(&first.text), Some(0), "{first}");
    walks(person, first, how).await
}

/// Everything held about a person, as `/export` sends it.
pub async fn export(person: &Person) -> Json {
    person.sends("/export");
    let (name, text) = person.file_ending(".json").await;
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name} is JSON: {error}"))
}

/// The questions that were closed, in their order.
pub fn closed(export: &Json) -> Vec<String> {
    let trail = export["session"]["state"]["interview"]["trail"].as_array().expect("a trail");
    trail.iter().map(|entry| entry["question"].as_str().expect("a name").to_owned()).collect()
}

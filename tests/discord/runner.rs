//! Somebody who answers whatever is asked, by buttons and lists, in words or both,
//! and looks at what is held about them.

use fake_discord::{Action, Deed, Message, Outcome, Person};
use serde_json::Value as Json;

use crate::plain::{DONE, PLAIN, question};

/// How somebody answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    Pressing,
    Writing,
    Both,
}

/// Picks what says this: a button, or something on a list.
pub fn picks<'a>(person: &'a Person, screen: &Message, label: &str) -> Deed<'a> {
    if screen.button(label).is_some() {
        person.presses_on(screen, label)
    } else {
        person.chooses_on(screen, &[label])
    }
}

/// Opens the field to type in, and writes.
pub async fn writes<'a>(person: &'a Person, screen: &Message, words: &str) -> Deed<'a> {
    let opens = |button: &&fake_discord::Button| button.action == Action::Press("type".to_owned());
    let button = screen.content.rows.buttons().find(opens);
    let button = button.unwrap_or_else(|| panic!("there is no field to type in: {screen}"));
    person.presses_on(screen, &button.label).answered().await;
    person.fills(words).await
}

/// Answers one question, and waits until the bot has heard it.
pub async fn answer(person: &Person, screen: &Message, at: usize, how: How) {
    let (_, label, words) = PLAIN[at];
    let deed = if how == How::Pressing || (how == How::Both && at.is_multiple_of(2)) {
        picks(person, screen, label)
    } else {
        writes(person, screen, words).await
    };
    deed.answered().await;
}

/// Answers from this screen to the end; the last screen and how many answers it took.
pub async fn walks(person: &Person, mut screen: Message, how: How) -> (Message, usize) {
    let mut answers = 0;
    while let Some(at) = question(&screen.text) {
        answer(person, &screen, at, how).await;
        answers += 1;
        screen = person.screen().await;
    }
    assert!(
        screen.text.contains(DONE),
        "neither a question nor the end: {screen}\n{}",
        person.transcript()
    );
    (screen, answers)
}

/// Begins; the first question.
pub async fn begins(person: &Person) -> Message {
    person.command("heel check").await.answered().await;
    let first = person.screen().await;
    assert_eq!(question(&first.text), Some(0), "{first}");
    first
}

/// Begins, and answers to the end.
pub async fn gets_a_plan(person: &Person, how: How) -> (Message, usize) {
    let first = begins(person).await;
    walks(person, first, how).await
}

/// Presses again and again, as people do whom the application did not answer.
pub async fn insists(person: &Person, screen: &Message, label: &str) {
    while picks(person, screen, label).outcome().await == Outcome::Failed {}
}

/// Everything held about a person, as an export has it.
pub async fn export(person: &Person) -> Json {
    person.command("heel export").await.answered().await;
    let (name, text) = person.file_ending(".json").await;
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name} is JSON: {error}"))
}

/// The questions that were closed, in their order.
pub fn closed(export: &Json) -> Vec<String> {
    let trail = export["session"]["state"]["interview"]["trail"].as_array().expect("a trail");
    trail.iter().map(|entry| entry["question"].as_str().expect("a name").to_owned()).collect()
}

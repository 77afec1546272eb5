//! What `docs/club-admins.md` says can be said is understood, and asks nothing back.

use bot_core::schedule::{Bounds, Context, Zone, parse};

const DOCS: &str = include_str!("../../../docs/club-admins.md");

/// Where the labels of buttons are.
const TEXTS: [&str; 3] = [
    include_str!("../../locales/en/clubs.ftl"),
    include_str!("../../locales/en/reminders.ftl"),
    include_str!("../../locales/en/conversation.ftl"),
];
/// Buttons that are named after a club.
const CLUBS: [&str; 2] = ["Heel Striders", "Toe Runners"];

/// The buttons in the pictures of screens.
fn buttons() -> Vec<&'static str> {
    let pictures = DOCS.split("```").skip(1).step_by(2);
    pictures
        .flat_map(|picture| picture.split('[').skip(1))
        .filter_map(|rest| rest.split_once(']').map(|(label, _)| label))
        .collect()
}

#[test]
fn every_button_of_the_docs_is_there() {
    let buttons = buttons();
    assert!(buttons.len() >= 30, "{buttons:?}");
    for label in buttons.into_iter().filter(|label| !CLUBS.contains(label)) {
        let is_of = |line: &str| {
            line.starts_with("choice-") && line.split_once(" = ").is_some_and(|(_, is)| is == label)
        };
        assert!(TEXTS.iter().any(|texts| texts.lines().any(is_of)), "{label}");
    }
}

/// The examples of the table below "When".
fn phrases() -> Vec<&'static str> {
    let (_, below) = DOCS.split_once("\n## When\n").expect("the chapter");
    let (table, _) = below.split_once("\n\nThe shortest").expect("its end");
    let rows = table.lines().filter(|line| line.starts_with("| ")).skip(1);
    let examples = rows.filter_map(|row| row.split('|').nth(2));
    examples.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect()
}

#[test]
fn every_phrase_of_the_docs_is_understood() {
    let now = "2026-01-14T10:00:00Z".parse().expect("an instant");
    let zone = Zone::named("Europe/Berlin").expect("in tzdata");
    let phrases = phrases();
    assert!(phrases.len() >= 15, "{phrases:?}");
    for phrase in phrases {
        let phrase = phrase.replace("...", "every monday 8am");
        let read = parse(&phrase, &Context { now, zone: &zone, bounds: &Bounds::CLUB });
        assert!(read.is_ok(), "{phrase}: {read:?}");
    }
}

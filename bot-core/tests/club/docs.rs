//! What `docs/club-admins.md` says can be said is understood, and asks nothing back.

use bot_core::schedule::{Bounds, Context, Zone, parse};

const DOCS: &str = include_str!("../../../docs/club-admins.md");

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

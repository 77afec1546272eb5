//! What could be meant by what somebody is typing behind a command: places for a
//! time zone, their own reminders, languages, topics of the advice. Nothing is decided by it: what is sent
//! in the end is read like any other words.

use jiff::Timestamp;

use super::{club, reminders, say::Say, step::Snapshot, topics};
use crate::{
    event::{Command, Incoming, Input},
    reminder::About,
    schedule::Zone,
    text::{Commands, Language, Texts},
};

/// The most suggestions made.
const MOST: usize = 25;
/// The longest suggestion, in characters.
pub(super) const LONGEST: usize = 100;

/// Something that could be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// As the person reads it.
    pub label: String,
    /// What is sent with the command if they choose it.
    pub value: String,
}

/// What could be meant by a command as it is so far, the likeliest first.
pub fn suggest(
    texts: &Texts,
    now: Timestamp,
    known: &Snapshot,
    so_far: &Incoming,
) -> Vec<Suggestion> {
    let Input::Command(command, typed) = &so_far.input else { return Vec::new() };
    let language = so_far.language.as_deref().unwrap_or_default();
    let chosen = known.profile.as_ref().and_then(|profile| profile.language.as_deref());
    let say = Say::new(texts, Commands::Alone, Language::nearest(chosen.unwrap_or(language)));
    let mut found = match command {
        Command::Timezone => places(typed, now),
        Command::Reminders => reminders::suggested(say, known, now, typed),
        Command::Language => languages(typed),
        Command::Schedule => clubs(say, typed),
        Command::Club => club::suggested(say, known, now, so_far, typed),
        Command::Help => topics::suggested(say, typed),
        _ => Vec::new(),
    };
    found.truncate(MOST);
    found
}

/// What a club's reminder can say: the bot's words, or those typed.
fn clubs(say: Say<'_>, typed: &str) -> Vec<Suggestion> {
    let typed = typed.trim();
    let names = About::OF_CLUBS.iter().map(|about| say.text(&format!("club-about-{about}")));
    let fits = |name: &String| name.to_lowercase().starts_with(&typed.to_lowercase());
    let own = (!typed.is_empty() && typed.chars().count() <= LONGEST).then(|| typed.to_owned());
    own.into_iter()
        .chain(names.filter(fits))
        .map(|name| Suggestion { label: name.clone(), value: name })
        .collect()
}

fn places(typed: &str, now: Timestamp) -> Vec<Suggestion> {
    let place = |(name, zone): (String, Zone)| {
        let clock = now.to_zoned(zone.tz().clone()).strftime("%H:%M").to_string();
        Suggestion { label: format!("{name} ({}, {clock})", zone.name()), value: name }
    };
    Zone::beginning(typed, MOST).into_iter().map(place).collect()
}

fn languages(typed: &str) -> Vec<Suggestion> {
    let typed = typed.trim().to_lowercase();
    Language::ALL
        .iter()
        .filter(|language| language.own_name().to_lowercase().starts_with(&typed))
        .map(|language| Suggestion {
            label: language.own_name().to_owned(),
            value: language.tag().to_owned(),
        })
        .collect()
}

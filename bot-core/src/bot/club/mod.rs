//! A club's reminders and settings, for those who run it: on pages that anybody there may
//! see and only they may use.
//!
//! Nothing here knows of anyone's health, and no session is touched: what somebody is in
//! the middle of is kept with the club. Every action asks [first](turn::ClubTurn::act)
//! whether whoever caused it may manage, by what the platform said for this very event.

mod history;
mod ice;
mod import;
mod line;
mod make;
mod mine;
mod pages;
mod read;
mod remind;
mod tap;
mod taps;
mod turn;

pub use mine::asks_for_mine;
pub use tap::{ClubTap, Setting, Shown};

pub(super) use mine::{among_ones_own, asks, still};
pub(super) use remind::remind;

use jiff::Timestamp;

use super::{
    reminders::Show,
    say::Say,
    step::{Context, Snapshot, Step},
    suggest::{LONGEST, Suggestion},
};
use crate::{
    club::{Awaited, Begun, Club, ClubId, Dialog, Kept, Outline, Right, Whose},
    event::{Audience, Command, Incoming, Input},
};

/// Whether a step has to know the club that an event comes from.
pub fn asks_for_club(event: &Incoming) -> bool {
    is_elsewhere(event)
        || event.conversation.place.space.is_some()
            && match &event.input {
                Input::Command(Command::Club | Command::Schedule, _) | Input::Club(_) => true,
                Input::Command(Command::Ice | Command::Reminders, _) => {
                    event.audience == Audience::Shared
                }
                Input::Text(_) => event.audience == Audience::Shared,
                Input::Press(data) => ClubTap::is_one(data),
                Input::Admitted | Input::ShutOut => event.audience == Audience::Shared,
                _ => false,
            }
}

/// Whether somebody does something to a club from a chat of their own.
fn is_elsewhere(event: &Incoming) -> bool {
    event.audience == Audience::Private
        && event.conversation.place.space.is_none()
        && match &event.input {
            Input::Command(Command::Club | Command::Schedule, _) | Input::Club(_) => true,
            Input::Press(data) => ClubTap::read(data).is_some_and(|tap| !mine::is_theirs(tap)),
            _ => false,
        }
}

/// Whose club a step is about that is asked for in somebody's own chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// The one that was chosen there last.
    Before,
    /// The one that is chosen now.
    Now(ClubId),
}

/// Which club an event is about that comes from somebody's own chat; `None` where it is
/// about none, or comes from the club.
pub fn asks_for_seat(event: &Incoming) -> Option<Chosen> {
    let tap = match &event.input {
        Input::Press(data) => ClubTap::read(data),
        _ => None,
    };
    match tap {
        _ if !is_elsewhere(event) => None,
        Some(ClubTap::Clubs) => None,
        Some(ClubTap::Manage(club)) => Some(Chosen::Now(club)),
        _ => Some(Chosen::Before),
    }
}

/// Whether a step has to know what the person changed in clubs: it is part of what is held
/// about them.
pub fn asks_for_changes(event: &Incoming) -> bool {
    matches!(event.input, Input::Command(Command::Export | Command::Delete, _))
}

/// A club's reminders to choose from, for somebody who runs it and types the command that
/// asks for one: by their number in the list.
pub(super) fn suggested(
    say: Say<'_>,
    known: &Snapshot,
    now: Timestamp,
    so_far: &Incoming,
    typed: &str,
) -> Vec<Suggestion> {
    let Some(club) = &known.club else { return Vec::new() };
    if club.settings.are_managed_by(so_far) != Right::Given {
        return Vec::new();
    }
    let typed = typed.trim().to_lowercase();
    let zone = club.settings.zone.as_ref();
    let show = Show { say, words: say.words(), zone, now };
    let label = |(at, kept): (usize, &Kept)| {
        let Outline { timing, words, .. } = kept.outline();
        let rule = show.rule(&timing);
        let label = format!("{}. {} – {rule}", at + 1, turn::name(say, &words));
        (at + 1, label.chars().take(LONGEST).collect::<String>())
    };
    let labels = club.schedules.iter().enumerate().map(label);
    let fits = labels.filter(|(_, label)| label.to_lowercase().contains(&typed));
    fits.map(|(number, label)| Suggestion { label, value: number.to_string() }).collect()
}

/// What an event leads to that is a club's matter; `None` where it is none.
pub(super) fn respond(ctx: &Context<'_>, before: &Snapshot, event: &Incoming) -> Option<Step> {
    if let Some(step) = mine::respond(ctx, before, event) {
        return Some(step);
    }
    if is_elsewhere(event) && before.seat.is_none() {
        return Some(mine::to_manage(ctx, before, event));
    }
    let awaits = || before.club.as_ref().is_some_and(|club| awaited(club).is_some());
    let is_ones_own = match &event.input {
        Input::Text(_) => event.audience == Audience::Shared && awaits(),
        Input::Command(Command::Reminders, _) => false,
        // Who may begin one for everybody is asked; anybody else is shown to their own chat.
        Input::Command(Command::Ice, _) => {
            let lets = |club: &Club| club.settings.let_begin(event) == Right::Given;
            event.audience == Audience::Shared && before.club.as_ref().is_some_and(lets)
        }
        _ => asks_for_club(event),
    };
    if is_ones_own {
        return Some(turn::ClubTurn::new(ctx, before, event).step());
    }
    // Where there is no club: a chat of one's own.
    let elsewhere = matches!(
        event.input,
        Input::Command(Command::Club | Command::Schedule, _) | Input::Club(_)
    ) || matches!(&event.input, Input::Press(data) if ClubTap::is_one(data));
    elsewhere.then(|| turn::ClubTurn::new(ctx, before, event).not_here())
}

/// The text that is awaited of whoever caused the event: by a dialog of their own, else by
/// the latest that may be theirs.
fn awaited(club: &Club) -> Option<(&Begun, &Awaited)> {
    let of = |whose: Whose| {
        let dialogs = club.dialogs.iter().filter(move |begun| begun.whose == whose);
        dialogs.filter_map(|begun| match &begun.dialog {
            Dialog::Awaits(awaited) => Some((begun, awaited)),
            Dialog::Draft(_) | Dialog::Import(_) => None,
        })
    };
    of(Whose::Theirs).chain(of(Whose::Anothers)).next()
}

//! A person's own reminders as suggestions, and the one that was chosen.

use jiff::Timestamp;

use super::{change::Reminders, show::Show};
use crate::{
    bot::{Snapshot, say::Say, suggest::Suggestion},
    reminder::ScheduleId,
    schedule::Zone,
};

/// What stands before a reminder's number, so that no words are taken for one.
const NUMBER: char = '#';

/// Their reminders that still fire, those whose name holds what is typed.
pub(in crate::bot) fn suggested(
    say: Say<'_>,
    known: &Snapshot,
    now: Timestamp,
    typed: &str,
) -> Vec<Suggestion> {
    let zone = known.profile.as_ref().and_then(|profile| profile.zone.as_deref());
    let zone = zone.and_then(|name| Zone::named(name).ok());
    let show = Show { say, words: say.words(), zone: zone.as_ref(), now };
    let typed = typed.trim().to_lowercase();
    let reminders = Reminders::of(known, now);
    let named = reminders.standing().map(|listed| Suggestion {
        label: format!(
            "{}: {}",
            show.name(listed.kind, listed.words.about),
            show.rule(&listed.timing)
        ),
        value: format!("{NUMBER}{}", listed.id.number()),
    });
    named.filter(|named| named.label.to_lowercase().contains(&typed)).collect()
}

/// The reminder that was chosen. Whether it is theirs is not known by it.
pub(super) fn named(said: &str) -> Option<ScheduleId> {
    said.strip_prefix(NUMBER)?.parse().ok().map(ScheduleId::from_number)
}

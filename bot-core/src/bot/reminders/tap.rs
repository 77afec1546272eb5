//! What the buttons of the reminder pages ask for, as part of a button's data.

use crate::{reminder::ScheduleId, schedule::ice::Rhythm};

/// What a press on a page about reminders asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tap {
    /// An ice session, now.
    IceNow(Rhythm),
    /// An ice session at another time.
    IceLater,
    /// So many rest days.
    Rest(u8),
    /// A daily stretch at the usual time.
    Stretch,
    /// A check-in each evening at the usual time.
    Evenings,
    /// One check-in, two weeks from now.
    TwoWeeks,
    /// A check-in now.
    CheckInNow,
    /// None of what would speak against it applies.
    Sure,
    /// Some of it applies, or may.
    NotSure,
    /// The hour that was said is in the morning.
    Morning,
    /// The hour that was said is in the evening.
    Evening,
    /// What was understood is right.
    Save,
    /// Another time than that.
    Change,
    /// Takes back what was just made.
    Undo,
    /// Back to where the conversation was.
    Leave,
    /// All reminders.
    List,
    /// One of them.
    One(ScheduleId),
    /// No firings of it until it is resumed.
    Pause(ScheduleId),
    /// It fires again.
    Resume(ScheduleId),
    /// Another time for it.
    Move(ScheduleId),
    /// Its next firing an hour later.
    Snooze(ScheduleId),
    /// Its next firing is left out.
    SkipNext(ScheduleId),
    /// What became of its last firings.
    History(ScheduleId),
    /// Asks whether to delete it.
    Delete(ScheduleId),
    /// Deletes it.
    DeleteNow(ScheduleId),
    /// Ends an ice session.
    End(ScheduleId),
    /// Sends it in a direct message.
    Direct,
    /// Asks whether to stop all.
    StopAll,
    /// Pauses all until they are resumed.
    PauseAll,
    /// Removes all.
    RemoveAll,
    /// Ends the pause of all.
    ResumeAll,
    /// Zone, quiet hours, pause and wording.
    Settings,
    /// Another zone.
    Zone,
    /// Other quiet hours.
    Quiet,
    /// The usual quiet hours.
    UsualQuiet,
    /// No quiet hours.
    NoQuiet,
    /// A pause with an end.
    PauseUntil,
    /// No breaks any more.
    NoBreaks,
    /// Reminders that name what they are about.
    PlainWording,
    /// Reminders that don't.
    NeutralWording,
}

/// The taps that are one word.
const WORDS: &[(&str, Tap)] = &[
    ("ice", Tap::IceNow(Rhythm::Article)),
    ("ice-gentler", Tap::IceNow(Rhythm::Gentler)),
    ("ice-later", Tap::IceLater),
    ("stretch", Tap::Stretch),
    ("evenings", Tap::Evenings),
    ("two-weeks", Tap::TwoWeeks),
    ("check-in", Tap::CheckInNow),
    ("sure", Tap::Sure),
    ("not-sure", Tap::NotSure),
    ("morning", Tap::Morning),
    ("evening", Tap::Evening),
    ("save", Tap::Save),
    ("direct", Tap::Direct),
    ("change", Tap::Change),
    ("undo", Tap::Undo),
    ("leave", Tap::Leave),
    ("list", Tap::List),
    ("stop-all", Tap::StopAll),
    ("pause-all", Tap::PauseAll),
    ("remove-all", Tap::RemoveAll),
    ("resume-all", Tap::ResumeAll),
    ("settings", Tap::Settings),
    ("zone", Tap::Zone),
    ("quiet", Tap::Quiet),
    ("usual-quiet", Tap::UsualQuiet),
    ("no-quiet", Tap::NoQuiet),
    ("pause-until", Tap::PauseUntil),
    ("no-breaks", Tap::NoBreaks),
    ("plain", Tap::PlainWording),
    ("neutral", Tap::NeutralWording),
];

/// The taps on one reminder.
type OfOne = fn(ScheduleId) -> Tap;
const ON_ONE: &[(&str, OfOne)] = &[
    ("one", Tap::One),
    ("pause", Tap::Pause),
    ("resume", Tap::Resume),
    ("move", Tap::Move),
    ("snooze", Tap::Snooze),
    ("skip", Tap::SkipNext),
    ("history", Tap::History),
    ("delete", Tap::Delete),
    ("delete-now", Tap::DeleteNow),
    ("end", Tap::End),
];

impl Tap {
    /// Reads what [`Display`](std::fmt::Display) writes.
    pub fn read(text: &str) -> Option<Self> {
        if let Some((_, tap)) = WORDS.iter().find(|(word, _)| *word == text) {
            return Some(*tap);
        }
        let (word, number) = text.split_once('.')?;
        if word == "rest" {
            return Some(Self::Rest(number.parse().ok()?));
        }
        let (_, tap) = ON_ONE.iter().find(|(known, _)| *known == word)?;
        Some(tap(ScheduleId::from_number(number.parse().ok()?)))
    }

    const fn schedule(self) -> Option<ScheduleId> {
        match self {
            Self::One(id)
            | Self::Pause(id)
            | Self::Resume(id)
            | Self::Move(id)
            | Self::Snooze(id)
            | Self::SkipNext(id)
            | Self::History(id)
            | Self::Delete(id)
            | Self::DeleteNow(id)
            | Self::End(id) => Some(id),
            _ => None,
        }
    }

    /// Every tap, of one reminder and of so many days.
    #[cfg(test)]
    pub fn all(id: ScheduleId, days: u8) -> Vec<Self> {
        let words = WORDS.iter().map(|(_, tap)| *tap);
        words.chain(ON_ONE.iter().map(|(_, tap)| tap(id))).chain([Self::Rest(days)]).collect()
    }
}

impl std::fmt::Display for Tap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Self::Rest(days) = self {
            return write!(f, "rest.{days}");
        }
        if let Some(id) = self.schedule() {
            let word = ON_ONE.iter().find(|(_, tap)| tap(id) == *self).map_or("", |(word, _)| word);
            return write!(f, "{word}.{}", id.number());
        }
        f.write_str(WORDS.iter().find(|(_, tap)| tap == self).map_or("", |(word, _)| word))
    }
}

//! What a person looks at while they set, change or stop a reminder: kept in the
//! session, so that a crash or a month's absence leaves them where they were.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    interview::Interview,
    reminder::{About, ScheduleId, Timing},
    schedule::{Kind, ice::Rhythm},
};

/// A page about reminders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Page {
    /// Which ice session, and when.
    Ice,
    /// For how many days to rest.
    RestDays,
    /// Which check-in, and when.
    CheckIn,
    /// What would speak against it; nobody has been asked yet.
    Caution(Want),
    /// Where they are, and what comes once that is known.
    Zone(Option<Want>),
    /// When; with what was said that could mean two things.
    When(Want, Option<Half>),
    /// What was understood, to be confirmed.
    Confirm(Draft),
    /// Whether it may be said in a direct message.
    Direct(Draft),
    /// What was made at that instant, with a way to undo it.
    Made(Timestamp),
    /// The same where others made way for it, which an undo brings back.
    MadeInstead {
        /// When it was made.
        at: Timestamp,
        /// Those that made way.
        of: Vec<Sketch>,
    },
    /// All reminders.
    List,
    /// One reminder, as it stood when it was shown.
    One {
        /// Which one.
        id: ScheduleId,
        /// How often it had been changed.
        revision: u64,
    },
    /// What became of the last firings of one.
    History(ScheduleId),
    /// Whether to delete one.
    ConfirmDelete(ScheduleId),
    /// Whether to pause or remove all of them.
    ConfirmStop,
    /// Zone, quiet hours, pause and wording.
    Settings,
    /// From when to when nothing is to be sent.
    Quiet,
    /// Until when nothing is to be sent.
    Pause,
}

/// A phrase with an hour that may be in the morning or in the evening.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Half {
    /// What was said.
    pub said: String,
    /// The hour in it, 1-12.
    pub hour: i8,
}

/// What a person wants, on its way there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Want {
    /// An ice session; usually now.
    Ice {
        /// How it goes on and off.
        rhythm: Rhythm,
        /// When it begins.
        when: When,
    },
    /// So many rest days.
    Rest {
        /// How many.
        days: u8,
        /// At what time of the morning.
        when: When,
    },
    /// A daily stretch.
    Stretch(When),
    /// A check-in each evening.
    Evenings(When),
    /// One check-in, two weeks from now.
    TwoWeeks,
    /// Another time for a reminder there is.
    Move {
        /// Which one.
        id: ScheduleId,
        /// The new time.
        when: When,
    },
    /// Quiet hours, as they were said.
    Quiet(String),
    /// A pause of all reminders until then, as it was said.
    Pause(String),
}

/// When something is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// At the time that is usual for it: one tap.
    Usual,
    /// As it was said.
    Said(String),
    /// To be asked.
    Ask,
}

/// Reminders to be made, or one to be moved, once it is confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// What they came from, to change it.
    pub want: Want,
    /// What is made. Of a move the one new timing.
    pub sketches: Vec<Sketch>,
    /// Those that make way.
    pub instead_of: Vec<ScheduleId>,
    /// The one that is moved.
    pub moves: Option<ScheduleId>,
    /// What was taken for granted.
    pub notes: Vec<String>,
}

/// A reminder to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sketch {
    /// What it is for.
    pub kind: Kind,
    /// When.
    pub timing: Timing,
    /// What it is about beyond its kind.
    pub about: Option<About>,
}

/// A check-in under way: what to go back to if it is left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckIn {
    /// The check as it stood before.
    pub before: Interview,
    /// When it was told how long it had lasted.
    pub told: Option<Timestamp>,
}

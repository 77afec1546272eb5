//! Clubs: a server or a group that the bot was added to, its settings, its reminders
//! and what was changed in them by whom.
//!
//! What a command or a button does to them is [`bot`](crate::bot)'s matter. Here is
//! what is kept, and [who may change it](Settings::are_managed_by).

mod member;
mod portable;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use member::{
    Calls, Chat, ClubId, MemberChange, Mine, Part, Paused, Preference, Reached, Session, Sessions,
};
pub use portable::{Damaged, FORMAT, Flaw, MOST_BYTES, Plan, Portable, Reminder};

use crate::{
    event::{Incoming, Place, PlatformId, Standing},
    reminder::{KeptHolds, Listed, ScheduleChange, ScheduleId, Timing, Words},
    schedule::Zone,
};

/// What a club's managers have settled. Quiet hours are among what
/// [holds](Club::holds) its reminders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// What its platform calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where its clocks are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
    /// The language of what it is told, as a BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Where a reminder goes when nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The role that is told when nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mention: Option<PlatformId>,
    /// The role whose members may manage too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub managers: Option<PlatformId>,
    /// Who may begin an ice session for everybody.
    #[serde(default, skip_serializing_if = "Sessions::is_usual")]
    pub sessions: Sessions,
}

/// Whether somebody may change what a club has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// They run the place, or have the role for it.
    Given,
    /// They do not.
    None,
    /// The platform did not say what they may do: no right follows from that.
    Unknown,
}

impl Settings {
    /// Whether whoever caused an event may manage the club, by what their platform said
    /// of them for this event.
    pub fn are_managed_by(&self, event: &Incoming) -> Right {
        let has_role = self.managers.as_ref().is_some_and(|role| event.member.roles.contains(role));
        match event.standing {
            Standing::Admin => Right::Given,
            Standing::Member if has_role => Right::Given,
            Standing::Member | Standing::Outside => Right::None,
            Standing::Unknown => Right::Unknown,
        }
    }

    /// Whether whoever caused an event may begin an ice session there.
    pub fn let_begin(&self, event: &Incoming) -> Right {
        match (self.sessions, event.standing) {
            (Sessions::Members, Standing::Member) => Right::Given,
            _ => self.are_managed_by(event),
        }
    }
}

/// A club as a step finds it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Club {
    /// Its row.
    pub id: ClubId,
    /// What was settled.
    pub settings: Settings,
    /// What holds back all of its reminders.
    pub holds: KeptHolds,
    /// How often anything of it was changed. A step is saved only over the revision it found.
    pub revision: u64,
    /// Its reminders, oldest first.
    pub schedules: Vec<Kept>,
    /// The ice sessions that are on there, oldest first.
    pub sessions: Vec<Session>,
    /// How it may reach whoever caused the event.
    pub prefers: Preference,
    /// Whether they have a chat with the bot of their own.
    pub chat: Chat,
    /// The latest changes, latest first, up to [`REMEMBERED`](Self::REMEMBERED).
    pub changes: Vec<Changed>,
    /// Since when the bot is no longer there.
    pub left: Option<Timestamp>,
    /// What managers are in the middle of there, as far as it can concern whoever caused
    /// the event, latest first.
    pub dialogs: Vec<Begun>,
}

impl Club {
    /// How many changes a club is found with.
    pub const REMEMBERED: u32 = 20;

    /// A reminder by its row.
    pub fn find(&self, id: ScheduleId) -> Option<&Kept> {
        self.schedules.iter().find(|kept| kept.listed.id == id)
    }
}

/// A club's reminder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The reminder.
    pub listed: Listed,
    /// Where it is said.
    pub place: Place,
}

impl Kept {
    /// What it is, to be shown, copied or brought back.
    pub fn outline(&self) -> Outline {
        Outline {
            timing: self.listed.timing.clone(),
            words: self.listed.words.clone(),
            place: self.place.clone(),
            holds: self.listed.holds.clone(),
        }
    }
}

/// A club's reminder without its history: what is drafted, noted and brought back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// When it fires.
    pub timing: Timing,
    /// What it says.
    pub words: Words,
    /// Where it is said.
    pub place: Place,
    /// What holds it back: its pause, where there is one.
    #[serde(default, skip_serializing_if = "KeptHolds::is_none")]
    pub holds: KeptHolds,
}

/// Who made a change.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// Somebody of this name there.
    Named(String),
    /// Somebody the platform gave no name of.
    Unnamed,
    /// Somebody who runs the group and speaks in its name.
    InTheClubsName,
    /// Whoever runs the bot.
    Operator,
    /// Somebody of whom nothing is kept any more.
    Forgotten,
}

impl Who {
    /// Whoever caused an event.
    pub fn caused(event: &Incoming) -> Self {
        let place = &event.conversation.place;
        if place.space.as_ref() == Some(&event.conversation.person.id) {
            return Self::InTheClubsName;
        }
        event.member.name.clone().map_or(Self::Unnamed, Self::Named)
    }
}

impl std::fmt::Debug for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Who(..)")
    }
}

crate::facts::named! {
    /// What was done to a club.
    Deed {
        /// A reminder was made.
        Added = "added",
        /// A reminder got another time, text, place or role.
        Edited = "edited",
        /// A reminder was paused.
        Paused = "paused",
        /// A reminder fires again.
        Resumed = "resumed",
        /// The next firing of a reminder is left out.
        Skipped = "skipped",
        /// A reminder was removed.
        Removed = "removed",
        /// The change before was taken back.
        Undone = "undone",
        /// Settings were changed.
        Settled = "settled",
        /// All was made as a file says.
        Imported = "imported",
        /// An ice session was begun.
        Began = "began",
        /// An ice session was ended before its time.
        Stopped = "stopped",
    }
}

/// One change, to be noted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What was done.
    pub deed: Deed,
    /// To which reminder; of one that was just made nobody knows the row yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<ScheduleId>,
    /// What was there before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<State>,
    /// What was there after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<State>,
}

/// What a change found, or left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// A reminder.
    Schedule(Box<Outline>),
    /// Settings, and what holds all reminders.
    Settings(Box<Settings>, KeptHolds),
    /// All that a club had.
    All(Box<Portable>),
}

/// One change, as it was noted.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// The revision of the club that it made.
    pub revision: u64,
    /// When.
    pub at: Timestamp,
    /// Who made it.
    pub who: Who,
    /// What it was.
    pub change: Change,
}

/// A dialog as a step finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// Its name in the store.
    pub id: DialogId,
    /// Who began it.
    pub whose: Whose,
    /// What it is.
    pub dialog: Dialog,
}

/// A dialog's name in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DialogId(i64);

impl DialogId {
    /// The one of this number.
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// Its number.
    pub const fn number(self) -> i64 {
        self.0
    }
}

/// Who began a dialog. On Telegram an admin may write in the group's name, but presses
/// buttons in their own: both can be the same person, and nobody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Whoever caused the event.
    Theirs,
    /// Somebody who spoke in the club's name.
    TheClubs,
    /// Somebody else. These are found only by whoever speaks in the club's name.
    Anothers,
}

/// A change that somebody made to a club, as it is held about them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Made {
    /// When.
    pub at: Timestamp,
    /// What the club is called, where that is known.
    pub club: Option<String>,
    /// What it was.
    pub change: Change,
    /// The name it was noted with.
    pub who: Who,
}

/// What somebody is in the middle of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dialog {
    /// A reminder they are to confirm.
    Draft(Box<Draft>),
    /// A text they are to send.
    Awaits(Awaited),
    /// A file they are to confirm.
    Import(Box<Import>),
}

/// A file that somebody is to confirm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// Names it in its buttons, so that they confirm no other.
    pub number: u32,
    /// The club's revision when they were shown what would change.
    pub revision: u64,
    /// What the file says.
    pub file: Portable,
}

/// A reminder that somebody is to confirm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Names it in its buttons, so that they confirm no other.
    pub number: u32,
    /// What it will be.
    pub outline: Outline,
    /// The reminder it replaces, and how often that had been changed when it was shown.
    pub replaces: Option<(ScheduleId, u64)>,
    /// What was taken for granted.
    pub notes: Vec<String>,
}

/// A text that somebody is to send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Awaited {
    /// When, and what is said: one line.
    Line,
    /// The club's time zone; then what waits for it goes on.
    Zone(Option<Box<Asked>>),
    /// Quiet hours.
    Quiet,
    /// A file, or what is in it.
    File,
    /// Another time for a reminder, as often changed as it was.
    When(ScheduleId, u64),
    /// Another text for a reminder.
    Text(ScheduleId, u64),
    /// Another time for the draft.
    DraftWhen(Box<Draft>),
    /// Another time for what was asked for: the one that was given was not understood.
    WhenOf(Box<Asked>),
    /// Another text for what was asked for: there was none, or it was too long.
    TextOf(Box<Asked>),
}

/// A reminder that was asked for, before its words were read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// What it says.
    pub words: Words,
    /// When, as it was said.
    pub when: String,
    /// Where.
    pub place: Place,
}

/// What becomes of what somebody is in the middle of.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum DialogChange {
    /// It stays.
    #[default]
    Stays,
    /// It is this from now on.
    Becomes(Dialog),
    /// It is over.
    Ends,
}

/// What a step does to a club, all of it or none.
#[derive(Clone, Debug, PartialEq)]
pub struct ClubStep {
    /// The revision the step found; `None` where the club was not known.
    pub found: Option<u64>,
    /// The settings and holds from now on, where they change.
    pub settings: Option<(Box<Settings>, KeptHolds)>,
    /// What becomes of its reminders.
    pub schedules: Vec<ScheduleChange>,
    /// What is noted of it.
    pub change: Option<Change>,
    /// By whom.
    pub who: Who,
    /// What becomes of their dialog.
    pub dialog: DialogChange,
    /// The dialog of somebody else that they took over: it is over.
    pub taken: Option<DialogId>,
    /// Whether the bot is there.
    pub presence: Presence,
    /// Where the club is, where the event comes from somebody's own chat.
    pub seat: Option<Place>,
}

/// Whether the bot is in a club.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    /// As before.
    #[default]
    Stays,
    /// From now on.
    Begins,
    /// No more: what is kept of the club goes in time.
    Ends,
}

//! Members of a club: the ice session they take part in, and how the club may reach them.
//!
//! Nothing here says anything about anyone's health: a pause has no reason, and whoever
//! takes part in a session was on a run, no more.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Kept, Settings, Whose};
use crate::{
    event::{Person, Place, PlatformId},
    reminder::{KeptHolds, ScheduleId},
    schedule::ice::Rhythm,
};

crate::facts::named! {
    /// Who may begin an ice session for everybody.
    #[derive(Default)]
    Sessions {
        /// Those who manage the club.
        #[default]
        Managers = "managers",
        /// Every member.
        Members = "members",
    }
}

impl Sessions {
    /// Whether it is as it is where nobody settled anything.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// An ice session that is on in a club.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its schedule.
    pub id: ScheduleId,
    /// How it goes on and off.
    pub rhythm: Rhythm,
    /// Its beginning.
    pub started: Timestamp,
    /// Where it is posted.
    pub place: Place,
    /// Who began it.
    pub begun_by: Whose,
    /// Whether whoever caused the event takes part.
    pub part: Part,
    /// How many take part.
    pub count: u32,
}

impl Session {
    /// The most who can take part in one.
    pub const MOST: u32 = 50;
}

/// Whether somebody takes part in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// They joined.
    In,
    /// They did not, or left.
    Out,
}

crate::facts::named! {
    /// How somebody lets a club reach them.
    Calls {
        /// By name where a session is that they joined, and as its reminders reach everybody.
        There = "there",
        /// In their own chat with the bot: the phases of their sessions, and a copy of the
        /// club's reminders.
        Privately = "privately",
        /// Not at all.
        Never = "never",
    }
}

/// Whether somebody has a chat with the bot of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Chat {
    /// They spoke with it there.
    Known,
    /// Nobody knows of one.
    #[default]
    Unknown,
}

/// What a member of a club has chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preference {
    /// How the club may reach them.
    pub calls: Calls,
    /// Whether it may not for a while.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused: Option<Paused>,
}

impl Default for Preference {
    fn default() -> Self {
        Self { calls: Calls::There, paused: None }
    }
}

/// A while in which a club may not reach somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paused {
    /// The first instant after it; `None` until they say so.
    pub until: Option<Timestamp>,
}

impl Preference {
    /// How the club may reach them at a moment.
    pub fn at(&self, now: Timestamp) -> Calls {
        let paused = |paused: Paused| paused.until.is_none_or(|until| now < until);
        if self.paused.is_some_and(paused) { Calls::Never } else { self.calls }
    }
}

/// A club as one of its members finds it, wherever they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Mine {
    /// Its row.
    pub id: ClubId,
    /// Its platform's identifier of it.
    pub space: PlatformId,
    /// What was settled.
    pub settings: Settings,
    /// What holds back all of its reminders.
    pub holds: KeptHolds,
    /// Its reminders, oldest first, without what became of them.
    pub schedules: Vec<Kept>,
    /// What they have chosen, where they did.
    pub prefers: Option<Preference>,
    /// Of how many of its sessions a part of theirs is kept.
    pub joined: u64,
}

/// Somebody that a firing of a club's may reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// By which club.
    pub club: ClubId,
    /// Who.
    pub person: Person,
    /// What they are called there.
    pub name: Option<String>,
    /// What they have chosen.
    pub prefers: Preference,
}

/// A change of somebody's own part in a club, whoever runs it.
#[derive(Clone, PartialEq, Eq)]
pub enum MemberChange {
    /// They take part in a session, and are called by this name there.
    Joins(ScheduleId, Option<String>),
    /// They no longer do.
    Leaves(ScheduleId),
    /// How the club may reach them from now on.
    Chooses(ClubId, Preference),
}

impl std::fmt::Debug for MemberChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Joins(..) => "Joins(..)",
            Self::Leaves(_) => "Leaves(..)",
            Self::Chooses(..) => "Chooses(..)",
        })
    }
}

/// A club's row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClubId(i64);

impl ClubId {
    /// The club of a row.
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// The row's number.
    pub const fn number(self) -> i64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_ends_by_itself_and_the_choice_stands() {
        let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
        let until = Some(at("2026-02-01T00:00:00Z"));
        let prefers = Preference { calls: Calls::Privately, paused: Some(Paused { until }) };
        assert_eq!(prefers.at(at("2026-01-31T23:59:59Z")), Calls::Never);
        assert_eq!(prefers.at(at("2026-02-01T00:00:00Z")), Calls::Privately);
        let open = Preference { paused: Some(Paused { until: None }), ..prefers };
        assert_eq!(open.at(Timestamp::MAX), Calls::Never);
    }
}

//! Reminders as they are kept and changed: the seam between the pure bot, the
//! store and the scheduler.
//!
//! When a rule fires is [`schedule`](crate::schedule)'s matter; [`plan`] says
//! what becomes of the firings that have come due. Which command makes which
//! change, and what a reminder says, is [`bot`](crate::bot)'s.

mod plan;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use plan::{Fate, HeldFiring, Plan, Planned, Standing, plan};

use crate::{
    bot::{Context, Profile},
    club::{Reached, Settings},
    event::{Place, PlatformId},
    message::{Block, Lane, Outgoing, Placement, Screen},
    schedule::{
        Break, Cadence, Holds, Kind, Lateness, Pause, PauseOf, Quiet, Rule, Whose,
        ice::{Rhythm, phases},
        next,
    },
};

/// A schedule's row. It says nothing about whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ScheduleId(i64);

impl ScheduleId {
    /// The schedule of a row.
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// The row's number.
    pub const fn number(self) -> i64 {
        self.0
    }
}

/// When a schedule fires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timing {
    /// By a rule.
    Rule(Rule),
    /// At the phases of one ice session.
    Ice {
        /// How it goes on and off.
        rhythm: Rhythm,
        /// Its beginning.
        started: Timestamp,
    },
}

impl Timing {
    /// The first firing strictly after an instant, and what it is for;
    /// `kind` is the schedule's.
    pub fn after(&self, kind: Kind, after: Timestamp) -> Option<(Kind, Timestamp)> {
        match self {
            Self::Rule(rule) => next(rule, after).map(|found| (kind, found.at)),
            Self::Ice { rhythm, started } => phases(*rhythm, *started)
                .into_iter()
                .find(|phase| phase.at > after)
                .map(|phase| (phase.step.into(), phase.at)),
        }
    }

    /// The first firing at or after an instant.
    pub fn from(&self, kind: Kind, at: Timestamp) -> Option<(Kind, Timestamp)> {
        self.after(kind, at.saturating_sub(SignedDuration::from_nanos(1)).unwrap_or(Timestamp::MIN))
    }

    /// The same with instants in whole milliseconds, as they are kept.
    #[must_use]
    pub fn in_millis(mut self) -> Self {
        let whole = |at: &mut Timestamp| {
            *at = Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(*at);
        };
        match &mut self {
            Self::Ice { started, .. } => whole(started),
            Self::Rule(rule) => match &mut rule.cadence {
                Cadence::EveryHours { anchor, .. } | Cadence::EveryMinutes { anchor, .. } => {
                    whole(anchor);
                }
                Cadence::Instant { at } => whole(at),
                _ => {}
            },
        }
        self
    }
}

/// What a reminder says beside what its kind says. Sealed in the store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// The maker's own text.
    pub text: Option<String>,
    /// The one role it mentions.
    pub mention: Option<PlatformId>,
    /// The language of everything else, as a BCP 47 tag.
    pub language: Option<String>,
    /// What it is about beyond its kind, where there is more to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
}

crate::facts::named! {
    /// What a reminder is about beyond its kind.
    About {
        /// The check-in two weeks after a check.
        TwoWeeks = "two_weeks",
        /// The check-in after rest days.
        AfterRest = "after_rest",
        /// A firing of another reminder, put off.
        Snoozed = "snoozed",
        /// A club's rest day.
        ClubRest = "rest_day",
        /// Cooling after a club's run.
        ClubIce = "ice_after_run",
        /// A club's stretch.
        ClubStretch = "stretch",
    }
}

impl About {
    /// What a club's reminder can be about, in the bot's words.
    pub const OF_CLUBS: [Self; 3] = [Self::ClubRest, Self::ClubIce, Self::ClubStretch];
}

/// Whose a new schedule is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The person's who makes it; it is said in the conversation it is made in.
    Person,
    /// The person's who makes it; it is said in a place of theirs alone.
    PersonAt(Place),
    /// A club's.
    Club {
        /// The club's identifier on the platform.
        club: PlatformId,
        /// Where it is said.
        place: Place,
    },
}

/// A schedule to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSchedule {
    /// Whose it is.
    pub owner: Owner,
    /// What it is for; of an ice session any of its phases.
    pub kind: Kind,
    /// When it fires.
    pub timing: Timing,
    /// What it says.
    pub words: Words,
    /// What holds it back from the start.
    pub holds: KeptHolds,
}

/// A change of the person's own schedules, or of a club's by somebody whose
/// right to it has been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScheduleChange {
    /// A new one.
    Add(NewSchedule),
    /// Another rule and other words; its history stays.
    Replace {
        /// Which one.
        id: ScheduleId,
        /// When it fires from now on.
        timing: Timing,
        /// What it says from now on.
        words: Words,
    },
    /// No firings for a while. Replaces an earlier pause of the schedule.
    Pause {
        /// Which one.
        id: ScheduleId,
        /// The first instant after the pause; `None` until it is resumed.
        until: Option<Timestamp>,
    },
    /// Ends the pause of the schedule, and fires again one whose place had closed.
    Resume(ScheduleId),
    /// It is said elsewhere from now on.
    MoveTo {
        /// Which one.
        id: ScheduleId,
        /// Where.
        place: Place,
    },
    /// The next firing is left out.
    SkipNext(ScheduleId),
    /// The firing that was left out last fires after all, if its time is still to come.
    Unskip(ScheduleId),
    /// It has fired for the last time; its history stays for a while.
    End(ScheduleId),
    /// Removes it with its history.
    Remove(ScheduleId),
    /// What holds back all of the person's own.
    Hold(KeptHolds),
}

/// Holds as they are kept: a schedule's own, or of all that one owner has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptHolds {
    /// Quiet hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet: Option<Quiet>,
    /// Pauses, each on its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<Pause>,
    /// Breaks between two dates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breaks: Vec<Break>,
}

impl KeptHolds {
    /// Whether nothing is held back.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// A schedule's holds together with its owner's.
    pub fn together(self, owner: Self, whose: Whose) -> Holds {
        let quiet = [self.quiet, owner.quiet].into_iter().flatten();
        Holds {
            quiet: quiet.map(|quiet| (whose, quiet)).collect(),
            pauses: [self.pauses, owner.pauses].concat(),
            breaks: [self.breaks, owner.breaks].concat(),
            ..Holds::default()
        }
    }

    /// Ends the schedule's own pause, and begins another where there is one.
    pub fn pause_schedule(&mut self, pause: Option<Pause>) {
        self.pauses.retain(|old| old.of != PauseOf::Schedule);
        self.pauses.extend(pause);
    }
}

/// Whether a schedule still fires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScheduleState {
    /// It does, where no pause stands against it.
    Active,
    /// Its place was closed to the bot, for this reason. [`ScheduleChange::Resume`] tries again.
    Gone(String),
    /// It has fired for the last time.
    Ended,
    /// It could not be read or said and was set aside, for this reason.
    SetAside(String),
}

/// A schedule as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Which one.
    pub id: ScheduleId,
    /// What it is for.
    pub kind: Kind,
    /// When it fires.
    pub timing: Timing,
    /// What it says.
    pub words: Words,
    /// Whether it still fires.
    pub state: ScheduleState,
    /// What holds it back by itself.
    pub holds: KeptHolds,
    /// When it fires next, whatever holds it back.
    pub next: Option<Timestamp>,
    /// How often it was changed.
    pub revision: u64,
    /// When it was made.
    pub created: Timestamp,
    /// Its last firings, latest first, up to [`REMEMBERED`](Self::REMEMBERED).
    pub history: Vec<Fired>,
}

impl Listed {
    /// How many of its last firings a schedule is listed with.
    pub const REMEMBERED: u32 = 10;
}

/// A firing and what became of it, as a history shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fired {
    /// When it was due.
    pub due: Timestamp,
    /// What it was for.
    pub kind: Kind,
    /// When it arrived, where it did.
    pub sent: Option<Timestamp>,
    /// What became of it.
    pub outcome: FiredAs,
    /// Why, where there is a reason.
    pub reason: Option<String>,
    /// How often it was handed to the platform.
    pub tries: u32,
    /// How often of these without knowing whether it had arrived before.
    pub repeats: u32,
}

crate::facts::named! {
    /// What became of a firing.
    FiredAs {
        /// It is on its way.
        Pending = "pending",
        /// It waits for quiet hours to end.
        Held = "held",
        /// It arrived on time.
        Delivered = "delivered",
        /// It arrived late.
        Late = "late",
        /// It was too late to be of use, or could not be said.
        Missed = "missed",
        /// A pause, a break or the person stood against it.
        Skipped = "skipped",
        /// Its place was closed to the bot.
        Gone = "gone",
        /// Nobody knows whether it arrived.
        Unknown = "unknown",
    }
}

/// A firing that is to be said now.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// Of which schedule.
    pub schedule: ScheduleId,
    /// What it is for.
    pub kind: Kind,
    /// When its schedule fires.
    pub timing: Timing,
    /// When it was due.
    pub due: Timestamp,
    /// How late it is.
    pub lateness: Lateness,
    /// Where it is said.
    pub place: Place,
    /// What it says.
    pub words: Words,
    /// Of the person whose it is; `None` for a club's.
    pub profile: Option<Profile>,
    /// Of the club whose it is; `None` for a person's.
    pub club: Option<Settings>,
    /// Of a club's: those it may reach beside whoever reads the place.
    pub reaches: Vec<Reached>,
}

/// A message of a firing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What is said.
    pub outgoing: Outgoing,
    /// What is shown instead, should the message have to wait until it is late.
    pub if_late: Option<Screen>,
}

/// What a firing says: its first message is the one whose fate is the firing's.
pub type Remind = fn(&Context<'_>, &Due) -> Vec<Outgoing>;

/// Says the maker's own text and nothing else; a schedule without one says nothing.
pub fn own_words(_: &Context<'_>, due: &Due) -> Vec<Outgoing> {
    let lane = if due.kind.is_ice() { Lane::IcePhase } else { Lane::Other };
    let say = |text: &String| Outgoing {
        lane,
        place: due.place.clone(),
        placement: Placement::New,
        screen: Screen {
            blocks: vec![Block::Text(text.clone())],
            mention: due.words.mention.clone(),
            ..Screen::default()
        },
    };
    due.words.text.iter().map(say).collect()
}

//! What a step starts from and what it leads to: the seam between the pure bot
//! and the store that keeps everything.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::state::State;
use crate::{
    club::{Club, ClubId, ClubStep, Made, MemberChange, Mine},
    event::{Incoming, Place, Platform, PlatformId, Standing, Upload},
    message::{Capabilities, Leave, NoFile, Outgoing},
    reminder::{KeptHolds, Listed, ScheduleChange},
    text::Texts,
};

/// A session's name in buttons: eight letters and digits, drawn at random.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SessionId(u64);

impl SessionId {
    /// How many bits an identifier has.
    const BITS: u32 = 40;

    /// An identifier made from random bits; more than 40 are cut off.
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits & ((1 << Self::BITS) - 1))
    }

    /// The bits it was made from.
    pub const fn bits(self) -> u64 {
        self.0
    }
}

impl std::fmt::Display for SessionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(
            &data_encoding::BASE32_NOPAD.encode(&self.0.to_be_bytes()[3..]).to_ascii_lowercase(),
        )
    }
}

impl std::str::FromStr for SessionId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let bytes = data_encoding::BASE32_NOPAD
            .decode(text.to_ascii_uppercase().as_bytes())
            .map_err(|_| ())?;
        let bytes: [u8; 5] = bytes.try_into().map_err(|_| ())?;
        Ok(Self(bytes.iter().fold(0, |bits, byte| (bits << 8) | u64::from(*byte))))
    }
}

/// How often a session has been saved. A step saves only if the session's
/// revision is still the one it loaded.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Revision(pub u64);

impl Revision {
    /// The revision a save makes of this one.
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// A conversation's session as it was loaded.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// Its name.
    pub id: SessionId,
    /// How often it had been saved.
    pub revision: Revision,
    /// What was said. Sealed in the store.
    pub state: State,
    /// When it is deleted if nothing else happens.
    pub expires: Timestamp,
}

/// What is kept of a person beside their sessions. Nothing in it tells of their health.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// When they agreed to their answers being kept, and to which wording.
    pub consent: Option<Consent>,
    /// The language they chose, as a BCP 47 tag.
    pub language: Option<String>,
    /// Their time zone, by IANA name.
    pub zone: Option<String>,
    /// What their reminders say where others may see the screen.
    #[serde(default)]
    pub wording: Wording,
    /// Whether they asked for direct messages, where they talk with the bot elsewhere.
    #[serde(default)]
    pub direct: Direct,
}

/// Whether somebody asked for direct messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direct {
    /// They were not asked, or said no.
    #[default]
    Unasked,
    /// They did.
    Wanted,
}

/// What a reminder says where others may see the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wording {
    /// Nothing of a symptom or a part of the body.
    #[default]
    Neutral,
    /// What it is about, in plain words.
    Plain,
}

/// An agreement to answers being kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// When it was given.
    pub at: Timestamp,
    /// The version of the wording agreed to.
    pub wording: u32,
}

/// What a step starts from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// The person, where they are known.
    pub profile: Option<Profile>,
    /// The conversation's session, where there is one.
    pub session: Option<Session>,
    /// The person's own schedules, oldest first.
    pub schedules: Vec<Listed>,
    /// What holds back all of them.
    pub holds: KeptHolds,
    /// The club the event comes from, where it is known and the event
    /// [asks](super::asks_for_club) for it.
    pub club: Option<Club>,
    /// Where that club is, where it is managed from the person's own chat.
    pub seat: Option<Place>,
    /// What the person changed in clubs, where the event
    /// [asks](super::asks_for_changes) for it.
    pub made: Vec<Made>,
    /// The clubs they may be a member of, where the event [asks](super::asks_for_mine) for
    /// them.
    pub mine: Vec<Mine>,
}

impl Snapshot {
    /// Whether nothing is held that a person told us.
    pub fn is_of_a_stranger(&self) -> bool {
        let plain = |profile: &Profile| *profile == Profile::default();
        self.session.is_none()
            && self.schedules.is_empty()
            && self.made.is_empty()
            && !self.mine.iter().any(|mine| mine.prefers.is_some() || mine.joined > 0)
            && self.profile.as_ref().is_none_or(plain)
    }
}

/// What a step may look at beside the snapshot and the event.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The moment of the step.
    pub now: Timestamp,
    /// All that is said.
    pub texts: &'a Texts,
    /// What the platform can show.
    pub capabilities: Capabilities,
    /// What the operator decided.
    pub policy: &'a Policy,
    /// The name of the session, should this step begin one.
    pub fresh: SessionId,
    /// What the platform said to what this step [asked](Step::asks).
    pub answer: Option<&'a Answer>,
}

/// What the operator decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Below this age, in years, no health answers are kept. At least 16.
    pub least_age: u8,
    /// How long the answers of a finished session are kept.
    pub keep_finished: SignedDuration,
    /// How long the answers of an unfinished session are kept.
    pub keep_unfinished: SignedDuration,
    /// What is kept of an interview on Discord.
    pub interviews_on_discord: Interviews,
}

crate::facts::named! {
    /// What is kept of an interview. Discord does not want health answers passed on
    /// without its leave, so there the operator decides.
    Interviews {
        /// There are none: people are told where to go instead.
        Off = "off",
        /// The answers are kept while the questions last, and an hour at most; then
        /// nothing tells that they were given.
        Ephemeral = "ephemeral",
        /// The answers are kept as long as the policy says.
        Stored = "stored",
    }
}

impl Policy {
    /// What is kept of an interview on a platform.
    pub const fn interviews(&self, platform: Platform) -> Interviews {
        match platform {
            Platform::Discord => self.interviews_on_discord,
            Platform::Terminal | Platform::Telegram => Interviews::Stored,
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            least_age: 16,
            keep_finished: SignedDuration::from_hours(30 * 24),
            keep_unfinished: SignedDuration::from_hours(7 * 24),
            interviews_on_discord: Interviews::Ephemeral,
        }
    }
}

/// What a step leads to. The store commits all of it in one transaction, and
/// with it that the event was acted on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// What becomes of the session.
    pub session: SessionChange,
    /// The person's new profile, where it changes.
    pub profile: Option<Profile>,
    /// Whether everything about the person is removed: key, profile, sessions,
    /// events. Only [`outgoing`](Self::outgoing) survives it.
    pub forget: Forget,
    /// What is sent, in this order.
    pub outgoing: Vec<Outgoing>,
    /// What becomes of schedules, in this order.
    pub schedules: Vec<ScheduleChange>,
    /// What becomes of the event's place, for everybody in it and all that goes there.
    pub place: PlaceChange,
    /// What it does to the club the event comes from.
    pub club: Option<ClubStep>,
    /// What becomes of the person's own part in a club.
    pub member: Option<MemberChange>,
    /// The club that the person manages from this chat of theirs from now on.
    pub manages: Option<ClubId>,
    /// What the platform has to be asked before anything of this counts: then the event is
    /// responded to once more, with the answer in the [context](Context::answer).
    pub asks: Option<Ask>,
}

/// What a platform is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Whether the bot may post in all of these.
    Leave(Vec<Spot>),
    /// What is in a file.
    File(Upload),
    /// What the person may do in each of these groups or servers.
    Standing(Vec<PlatformId>),
}

/// Somewhere to post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Where.
    pub place: Place,
    /// The role that is to be mentioned there.
    pub mention: Option<PlatformId>,
}

/// What a platform said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Whether it may in each place, in order, up to the first where it may not.
    Leave(Vec<Leave>),
    /// The file.
    File(Result<Vec<u8>, NoFile>),
    /// What they may do in each, in order.
    Standing(Vec<Standing>),
}

/// What becomes of the place an event comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PlaceChange {
    /// It stays as it is.
    #[default]
    Stays,
    /// It is there from now on.
    MovesTo(Place),
    /// The whole chat is closed to the bot, for this reason (for the operator, and for
    /// whoever made reminders there): what waits for it ends, and they stop.
    Closes(&'static str),
}

/// What becomes of a conversation's session.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum SessionChange {
    /// It stays as it is, revision and all.
    #[default]
    Keep,
    /// It is saved, with the next revision; or begun, with revision 1.
    Save {
        /// A session of another name replaces the one there was.
        id: SessionId,
        /// What was said.
        state: Box<State>,
        /// When its answers are deleted, if nothing else happens.
        expires: Timestamp,
    },
    /// It is removed.
    End,
}

/// Whether a person is forgotten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Forget {
    /// No.
    #[default]
    Nothing,
    /// All that is held about them goes.
    Person,
}

/// Everything [`respond`](super::respond()) is about, in one type for stores and tests.
pub type Respond = fn(&Context<'_>, &Snapshot, &Incoming) -> Step;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_session_id_reads_back(bits: u64) {
            let id = SessionId::from_bits(bits);
            prop_assert_eq!(id.to_string().parse(), Ok(id));
            prop_assert_eq!(id.to_string().len(), 8);
        }
    }
}

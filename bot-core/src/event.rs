//! What comes in: one event a person caused, in words that no platform owns.
//!
//! An adapter translates its platform's updates into [`Incoming`] and states
//! the facts it alone can know; what an event means is decided by
//! [`bot`](crate::bot).

use serde::{Deserialize, Serialize};

use crate::facts::named;

named! {
    /// Where a conversation is carried on.
    Platform { Terminal = "terminal", Telegram = "telegram", Discord = "discord" }
}

/// A platform's own identifier of a person, channel, server or message, as text.
///
/// It is personal data: its `Debug` form hides it, so that it can't slip into a log.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlatformId(String);

impl PlatformId {
    /// Wraps an identifier as the platform writes it.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The identifier as the platform writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PlatformId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PlatformId(..)")
    }
}

/// A person, as one platform knows them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Person {
    /// The platform that knows them.
    pub platform: Platform,
    /// Their identifier there.
    pub id: PlatformId,
}

/// A place that messages can be sent to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The platform it is on.
    pub platform: Platform,
    /// The server or group it belongs to, where there is one.
    pub space: Option<PlatformId>,
    /// The channel or chat.
    pub channel: PlatformId,
    /// The thread or topic in it.
    pub thread: Option<PlatformId>,
}

/// What stands before a person's identifier where it stands for a channel's.
const BY_PERSON: char = '@';

impl Place {
    /// A person's own chat with the bot, where nobody knows yet which channel that is. An
    /// adapter opens it and answers that the place has [moved](crate::message::Outcome).
    pub fn direct(person: &Person) -> Self {
        Self {
            platform: person.platform,
            space: None,
            channel: PlatformId(format!("{BY_PERSON}{}", person.id.0)),
            thread: None,
        }
    }

    /// The place that a group or server is named by: on Telegram its main chat, elsewhere the
    /// whole of it.
    pub fn of_club(platform: Platform, club: &PlatformId) -> Self {
        Self { platform, space: Some(club.clone()), channel: club.clone(), thread: None }
    }

    /// Whose chat it is, where it is [known by that alone](Self::direct).
    pub fn direct_with(&self) -> Option<&str> {
        self.channel.0.strip_prefix(BY_PERSON)
    }
}

/// Who talks where: the unit in which events are kept in order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Conversation {
    /// Where.
    pub place: Place,
    /// Who. Always of the same platform as the place.
    pub person: Person,
}

/// The platform's identifier of an event. An event that arrives twice carries
/// the same one, and the second is not acted on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(String);

impl EventId {
    /// An event by its platform and the platform's identifier of it.
    pub fn new(platform: Platform, id: impl std::fmt::Display) -> Self {
        Self(format!("{platform}:{id}"))
    }

    /// The identifier, unique over all platforms.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who can see what is said in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The person alone.
    Private,
    /// Others too: nothing about anyone's health is said here.
    Shared,
}

/// What a person may do in the group or server they act in, as its platform
/// said for this event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nobody asked, or the platform did not answer: no right follows from it.
    #[default]
    Unknown,
    /// Not there, or no longer.
    Outside,
    /// One among others.
    Member,
    /// Somebody who runs the place.
    Admin,
}

/// What a group or server knows of somebody in it, as its platform said for this event.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// What they are called there.
    pub name: Option<String>,
    /// What the group or server is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub club: Option<String>,
    /// The roles they have, where the platform has roles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<PlatformId>,
}

impl Member {
    fn is_unknown(&self) -> bool {
        self.name.is_none() && self.club.is_none() && self.roles.is_empty()
    }
}

impl std::fmt::Debug for Member {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Member(..)")
    }
}

/// One event: somebody did something somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incoming {
    /// Its platform's identifier.
    pub id: EventId,
    /// Who did it, and where.
    pub conversation: Conversation,
    /// Who else can see the place.
    pub audience: Audience,
    /// What they may do there.
    #[serde(default)]
    pub standing: Standing,
    /// What the place knows of them.
    #[serde(default, skip_serializing_if = "Member::is_unknown")]
    pub member: Member,
    /// The language the person's client is set to, as a BCP 47 tag, where it tells.
    pub language: Option<String>,
    /// What they did.
    pub input: Input,
}

/// What a person did.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// They wrote something.
    Text(String),
    /// They gave a command, with what followed it.
    Command(Command, String),
    /// They pressed a button; its data, of whatever origin.
    Press(String),
    /// They sent the choices of a list in one go: the data of each chosen button.
    Select(Vec<String>),
    /// They sent something that carries no words: a picture, a sticker, a place.
    Wordless,
    /// They let the bot into the place: put it into their group, or unblocked it.
    Admitted,
    /// They shut the bot out of the place: removed or blocked it.
    ShutOut,
    /// The place goes by another name from now on, for everybody in it.
    PlaceMoved(Place),
    /// They asked for something of their club, in fields of a form.
    Club(Box<ClubForm>),
}

impl std::fmt::Debug for Input {
    /// Names the shape only: what a person wrote or chose stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(_) => f.write_str("Text(..)"),
            Self::Command(command, _) => write!(f, "Command({command}, ..)"),
            Self::Press(_) => f.write_str("Press(..)"),
            Self::Select(_) => f.write_str("Select(..)"),
            Self::Wordless => f.write_str("Wordless"),
            Self::Admitted => f.write_str("Admitted"),
            Self::ShutOut => f.write_str("ShutOut"),
            Self::PlaceMoved(_) => f.write_str("PlaceMoved(..)"),
            Self::Club(_) => f.write_str("Club(..)"),
        }
    }
}

/// What is asked for of a club in fields, where the platform has some.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClubForm {
    /// A new reminder.
    Add {
        /// What it says: one of those there are, or a text of its own.
        what: String,
        /// When.
        when: String,
        /// Where; else where the club's reminders usually go.
        place: Option<Place>,
        /// The role that is told.
        mention: Option<PlatformId>,
    },
    /// Settings; those that are not named stay.
    Set {
        /// A city or a time zone.
        zone: Option<String>,
        /// Quiet hours.
        quiet: Option<String>,
        /// Where reminders go.
        place: Option<Place>,
        /// The role that may be mentioned.
        mention: Option<PlatformId>,
        /// The role whose members may manage.
        managers: Option<PlatformId>,
    },
    /// A file to make the club as it says.
    File(Upload),
    /// What was asked for last, from a field that was opened for it.
    Said(String),
    /// What a button asks for, from a field that it opened.
    Typed {
        /// The button's data, of whatever origin.
        button: String,
        /// What was typed.
        text: String,
    },
    /// A copy of a reminder.
    Copy {
        /// Its number in the list, from 1.
        number: String,
        /// Where the copy goes.
        place: Place,
    },
}

/// A file somebody sent, which its platform still has.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// What its platform finds it by.
    pub name: String,
    /// How long it is, in bytes, as its platform says.
    pub bytes: u64,
}

impl std::fmt::Debug for Upload {
    /// Where it lies is known to whoever it was sent to.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Upload").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

named! {
    /// The commands a person can give on every platform, by the name they type.
    Command {
        /// First contact, or "begin".
        Start = "start",
        /// A new check of a sore heel.
        Check = "check",
        /// Shows where the conversation is.
        Resume = "resume",
        /// Leaves the questions; the answers are kept until the person says.
        Stop = "stop",
        /// The summary for a GP or physio.
        Summary = "summary",
        /// The rules that fired, for and against.
        Explain = "explain",
        /// Everything held about the person.
        Export = "export",
        /// Removes everything held about the person.
        Delete = "delete",
        /// How answers are kept.
        Privacy = "privacy",
        /// What the bot can do.
        Help = "help",
        /// What the bot is, and is not.
        About = "about",
        /// Chooses the language.
        Language = "language",
        /// Starts or shows an ice session.
        Ice = "ice",
        /// Sets rest days.
        Rest = "rest",
        /// Sets a daily stretch.
        Stretch = "stretch",
        /// Sets or answers a check-in.
        Checkin = "checkin",
        /// Lists all reminders.
        Reminders = "reminders",
        /// Sets the time zone.
        Timezone = "timezone",
        /// Shows the person's settings.
        Settings = "settings",
        /// Shows a club's reminders and settings to those who run it.
        Club = "club",
        /// Sets a reminder for a club.
        Schedule = "schedule",
    }
}

//! A club's settings and reminders as a file, for its managers to keep, to change by hand
//! and to bring to another club. It says where a reminder goes and whom it mentions by the
//! platform's own numbers.
//!
//! A file may come from anybody: [`read`](Portable::read) believes nothing of it, and what
//! becomes of a club with it is a [plan](Portable::plan) that somebody confirms.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Club, Kept, Outline, Settings};
use crate::{
    event::{Place, Platform, PlatformId},
    reminder::{About, KeptHolds, ScheduleId, ScheduleState, Timing, Words},
    schedule::{Bounds, PauseOf, RuleError, canonical},
};

/// The version of the format.
pub const FORMAT: u32 = 1;

/// The longest file, in bytes.
pub const MOST_BYTES: usize = 512 * 1024;

/// A club's settings and reminders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Portable {
    /// The [version](FORMAT) it was written in.
    pub heelbot: u32,
    /// What was settled.
    #[serde(default)]
    pub settings: Settings,
    /// Quiet hours, pauses and breaks.
    #[serde(default)]
    pub holds: KeptHolds,
    /// The reminders.
    pub reminders: Vec<Reminder>,
}

/// One reminder of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reminder {
    /// The rule in words, for whoever reads the file. What counts is the timing, and where
    /// both say something else the file is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// When it fires.
    pub timing: Timing,
    /// What it says.
    pub words: Words,
    /// Where it is said.
    pub place: Place,
    /// What holds it back.
    #[serde(default, skip_serializing_if = "KeptHolds::is_none")]
    pub holds: KeptHolds,
}

/// Why a file can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damaged {
    /// It is longer than [`MOST_BYTES`].
    #[error("it is longer than {MOST_BYTES} bytes")]
    TooLong,
    /// It is not what a club's file looks like.
    #[error("it can't be read at line {line}, column {column}")]
    Unreadable {
        /// From 1.
        line: usize,
        /// From 1; 0 where the line is empty.
        column: usize,
    },
    /// It was written by a newer release.
    #[error("it has version {0}, and this release reads up to version {FORMAT}")]
    Newer(u32),
    /// There are more reminders than a club may have.
    #[error("it has more than {} reminders", Bounds::CLUB.schedules)]
    TooMany,
    /// One of its reminders is none that a club can have.
    #[error("reminder {number}: {}", flaw.in_words())]
    Reminder {
        /// Which one, from 1.
        number: usize,
        /// What is wrong with it.
        flaw: Flaw,
    },
    /// Its settings are none that a club can have.
    #[error("settings: {}", .0.in_words())]
    Settings(Flaw),
}

crate::facts::named! {
    /// What is wrong with something in a file.
    Flaw {
        /// There is no text, or it is too long, or it is none of the bot's own.
        Text = "text",
        /// It fires too often, too far ahead or on a day there is none of.
        Time = "time",
        /// Its time in words is another than the one that counts.
        When = "when",
        /// It would be posted outside the club.
        Place = "place",
        /// It would mention everyone, or what is no role.
        Role = "role",
        /// It is held back in a way no reminder is.
        Holds = "holds",
        /// There is no such language.
        Language = "language",
    }
}

impl Flaw {
    /// For whoever runs the bot. People are told by the texts.
    const fn in_words(self) -> &'static str {
        match self {
            Self::Text => "its text is empty, too long, or none of the bot's",
            Self::Time => "it fires too often, too far ahead, or on a day there is none of",
            Self::When => "`when` and `timing` are not the same time",
            Self::Place => "it is posted outside this club",
            Self::Role => "its role is everyone, or none at all",
            Self::Holds => "it is held back in a way no reminder is",
            Self::Language => "there is no such language",
        }
    }
}

/// What becomes of a club with a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The settings and holds, where they change.
    pub settings: Option<(Settings, KeptHolds)>,
    /// What is made, in this order.
    pub adds: Vec<Outline>,
    /// What is removed.
    pub removes: Vec<ScheduleId>,
    /// How many reminders are there already and stay.
    pub stays: usize,
    /// How many have fired for the last time, and are left out.
    pub over: usize,
}

impl Plan {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.settings.is_none() && self.adds.is_empty() && self.removes.is_empty()
    }
}

impl Reminder {
    fn of(outline: Outline) -> Self {
        let Outline { timing, words, place, holds } = outline;
        let when = match &timing {
            Timing::Rule(rule) => Some(canonical(rule)),
            Timing::Ice { .. } => None,
        };
        Self { when, timing, words, place, holds }
    }

    /// The reminder as a club has it.
    pub fn outline(self) -> Outline {
        let Self { timing, words, place, holds, .. } = self;
        Outline { timing, words, place, holds }
    }
}

impl Portable {
    /// What a club has, to be written: all that has not fired for the last time.
    pub fn of(settings: &Settings, holds: &KeptHolds, kept: &[Kept]) -> Self {
        let standing = kept.iter().filter(|kept| kept.listed.state != ScheduleState::Ended);
        Self {
            heelbot: FORMAT,
            settings: settings.clone(),
            holds: holds.clone(),
            reminders: standing.map(|kept| Reminder::of(kept.outline())).collect(),
        }
    }

    /// The file.
    pub fn write(&self) -> String {
        // Maps with keys of text: there is no way not to become JSON.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// Reads a file for the club of a place.
    ///
    /// # Errors
    /// It is damaged, of a newer release, or says what no reminder of that club may.
    pub fn read(file: &[u8], club: &Place, now: Timestamp) -> Result<Self, Damaged> {
        /// As much as every version has.
        #[derive(Deserialize)]
        struct Version {
            heelbot: u32,
        }
        if file.len() > MOST_BYTES {
            return Err(Damaged::TooLong);
        }
        let unreadable = |error: serde_json::Error| Damaged::Unreadable {
            line: error.line(),
            column: error.column(),
        };
        let Version { heelbot } = serde_json::from_slice(file).map_err(unreadable)?;
        if heelbot > FORMAT {
            return Err(Damaged::Newer(heelbot));
        }
        let read: Self = serde_json::from_slice(file).map_err(unreadable)?;
        if read.reminders.len() > Bounds::CLUB.schedules {
            return Err(Damaged::TooMany);
        }
        settings(&read.settings, &read.holds, club).map_err(Damaged::Settings)?;
        for (at, reminder) in read.reminders.iter().enumerate() {
            let damaged = |flaw| Damaged::Reminder { number: at + 1, flaw };
            judge(reminder, club, now).map_err(damaged)?;
        }
        Ok(read)
    }

    /// What becomes of a club with it: what the club has that the file has not goes, what is
    /// the same in both stays as it is, history and all. A club keeps the name it goes by.
    pub fn plan(&self, club: &Club, now: Timestamp) -> Plan {
        let name = club.settings.name.clone().or_else(|| self.settings.name.clone());
        let settings = Settings { name, ..self.settings.clone() };
        let same = settings == club.settings && self.holds == club.holds;
        let mut plan =
            Plan { settings: (!same).then(|| (settings, self.holds.clone())), ..Plan::default() };
        let mut there: Vec<(ScheduleId, Outline)> = club
            .schedules
            .iter()
            .filter(|kept| kept.listed.state != ScheduleState::Ended)
            .map(|kept| (kept.listed.id, kept.outline()))
            .collect();
        for reminder in &self.reminders {
            let outline = reminder.clone().outline();
            match there.iter().position(|(_, known)| *known == outline) {
                Some(at) => {
                    there.remove(at);
                    plan.stays += 1;
                }
                None if is_over(&outline.timing, now) => plan.over += 1,
                None => plan.adds.push(outline),
            }
        }
        plan.removes = there.into_iter().map(|(id, _)| id).collect();
        plan
    }
}

fn is_over(timing: &Timing, now: Timestamp) -> bool {
    timing.after(crate::schedule::Kind::Club, now).is_none()
}

/// Whether a club may have such settings.
fn settings(settings: &Settings, holds: &KeptHolds, club: &Place) -> Result<(), Flaw> {
    if let Some(place) = &settings.place {
        is_in(place, club)?;
    }
    for role in [&settings.mention, &settings.managers].into_iter().flatten() {
        is_role(role, club)?;
    }
    if let Some(tag) = &settings.language
        && tag.parse::<unic_langid::LanguageIdentifier>().is_err()
    {
        return Err(Flaw::Language);
    }
    let of_one = holds.pauses.iter().any(|pause| pause.of == PauseOf::Schedule);
    if of_one { Err(Flaw::Holds) } else { are_few(holds) }
}

/// Whether a club may have such a reminder.
fn judge(reminder: &Reminder, club: &Place, now: Timestamp) -> Result<(), Flaw> {
    let Timing::Rule(rule) = &reminder.timing else { return Err(Flaw::Time) };
    match rule.check(&Bounds::CLUB, now) {
        // It is left out, and the rest is as good as ever.
        Ok(()) | Err(RuleError::NeverFires) => {}
        Err(_) => return Err(Flaw::Time),
    }
    if reminder.when.as_ref().is_some_and(|when| *when != canonical(rule)) {
        return Err(Flaw::When);
    }
    let Words { text, mention, language, about } = &reminder.words;
    let fits =
        |text: &String| !text.trim().is_empty() && text.chars().count() <= Bounds::CLUB.text_chars;
    let said = match (text, about) {
        (Some(text), None) => fits(text),
        (None, Some(about)) => About::OF_CLUBS.contains(about),
        _ => false,
    };
    if !said || language.is_some() {
        return Err(Flaw::Text);
    }
    if let Some(role) = mention {
        is_role(role, club)?;
    }
    let holds = &reminder.holds;
    let whole = holds.pauses.iter().any(|pause| pause.of != PauseOf::Schedule);
    if whole || holds.quiet.is_some() {
        return Err(Flaw::Holds);
    }
    are_few(holds)?;
    is_in(&reminder.place, club)
}

/// The most pauses or breaks that hold anything back at once.
const MOST_HOLDS: usize = 20;

fn are_few(holds: &KeptHolds) -> Result<(), Flaw> {
    let most = holds.pauses.len().max(holds.breaks.len());
    if most <= MOST_HOLDS { Ok(()) } else { Err(Flaw::Holds) }
}

/// Whether a place is one of a club's.
fn is_in(place: &Place, club: &Place) -> Result<(), Flaw> {
    let inside = place.platform == club.platform && place.space == club.space;
    // A group is its own channel. Which channels a server has its platform is asked.
    let own = place.platform != Platform::Telegram || place.space.as_ref() == Some(&place.channel);
    if inside && own { Ok(()) } else { Err(Flaw::Place) }
}

/// Whether it can be a role: every platform's are numbers, and the one that everybody in a
/// server has bears the server's.
fn is_role(role: &PlatformId, club: &Place) -> Result<(), Flaw> {
    let number = role.as_str();
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    if digits && number.len() <= 20 && club.space.as_ref() != Some(role) {
        Ok(())
    } else {
        Err(Flaw::Role)
    }
}

#[cfg(test)]
mod tests;

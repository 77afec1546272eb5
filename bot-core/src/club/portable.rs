//! A club's settings and reminders as a file, for its managers to keep. It says where a
//! reminder goes and whom it mentions by the platform's own numbers.

use serde::Serialize;

use super::{Kept, Outline, Settings};
use crate::{
    reminder::{KeptHolds, Timing},
    schedule::canonical,
};

/// The version of the format.
pub const FORMAT: u32 = 1;

/// A club's settings and reminders.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Portable {
    /// The [version](FORMAT) it was written in.
    pub heelbot: u32,
    /// What was settled.
    pub settings: Settings,
    /// Quiet hours, pauses and breaks.
    pub holds: KeptHolds,
    /// The reminders.
    pub reminders: Vec<Reminder>,
}

/// One reminder of a file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reminder {
    /// The rule in words, for whoever reads the file. What counts is the timing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The reminder.
    #[serde(flatten)]
    pub outline: Outline,
}

impl Portable {
    /// What a club has, to be written.
    pub fn of(settings: &Settings, holds: &KeptHolds, kept: &[Kept]) -> Self {
        let reminder = |kept: &Kept| {
            let when = match &kept.listed.timing {
                Timing::Rule(rule) => Some(canonical(rule)),
                Timing::Ice { .. } => None,
            };
            Reminder { when, outline: kept.outline() }
        };
        Self {
            heelbot: FORMAT,
            settings: settings.clone(),
            holds: holds.clone(),
            reminders: kept.iter().map(reminder).collect(),
        }
    }

    /// The file.
    pub fn write(&self) -> String {
        // Maps with keys of text: there is no way not to become JSON.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

//! The buttons below a reminder: they name the firing and not a screen, for a
//! reminder comes whatever the conversation is about.
//!
//! ```text
//! r1.<schedule>.<when it was due, in milliseconds>.<act>      r1.12.1795424400000.skip
//! ```
//!
//! Anybody may forge one: it reaches the person's own schedules only.

use jiff::Timestamp;

use super::super::button::Button;
use crate::{facts::named, reminder::ScheduleId};

/// The format's name; a new one gets another.
const FORMAT: &str = "r1";

named! {
    /// What a press below a reminder asks for.
    FiringAct {
        /// It is done.
        Done = "done",
        /// It has got better: the ice session ends.
        Gone = "gone",
        /// The next phase is left out.
        Skip = "skip",
        /// The ice session ends.
        Stop = "stop",
        /// The check-in begins.
        Answer = "answer",
        /// Again in an hour.
        Snooze = "snooze",
        /// No more of this reminder.
        StopThese = "stop-these",
    }
}

/// A button below a reminder, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Firing {
    /// Of which schedule.
    pub schedule: ScheduleId,
    /// When the firing was due.
    pub due: Timestamp,
    /// What it asks for.
    pub act: FiringAct,
}

impl Firing {
    /// Reads a button's data; `None` where it isn't one below a reminder.
    pub fn read(data: &str) -> Option<Self> {
        if data.len() > Button::MOST_BYTES {
            return None;
        }
        let mut parts = data.splitn(4, '.');
        if parts.next()? != FORMAT {
            return None;
        }
        let schedule = ScheduleId::from_number(parts.next()?.parse().ok()?);
        let due = Timestamp::from_millisecond(parts.next()?.parse().ok()?).ok()?;
        Some(Self { schedule, due, act: FiringAct::parse(parts.next()?)? })
    }
}

impl std::fmt::Display for Firing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (schedule, due) = (self.schedule.number(), self.due.as_millisecond());
        write!(f, "{FORMAT}.{schedule}.{due}.{}", self.act)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_button_fits_and_reads_back(
            id in any::<i64>(),
            due in -62_135_596_800_000_i64..253_402_207_200_000,
            act in prop::sample::select(FiringAct::ALL),
        ) {
            let schedule = ScheduleId::from_number(id);
            let due = Timestamp::from_millisecond(due).expect("in the calendar");
            let firing = Firing { schedule, due, act };
            let data = firing.to_string();
            prop_assert!(data.len() <= Button::MOST_BYTES, "{data}");
            prop_assert_eq!(Firing::read(&data), Some(firing));
            prop_assert_eq!(Button::read(&data), None);
        }

        #[test]
        fn foreign_data_is_not_a_firing(data in "\\PC{0,80}") {
            prop_assert!(Firing::read(&data).is_none());
        }
    }
}

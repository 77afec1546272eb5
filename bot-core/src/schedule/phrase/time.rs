//! Times of day as people write them, before it is known what day they are on.

use jiff::civil::{Time, time};

use super::{Assumption, Misunderstanding, Part, Question, Refusal};

/// A time of day as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// With am or pm, or noon: nothing can change it.
    Sure(Time),
    /// On the 24-hour clock, unless a part of the day says otherwise: 6:30.
    Clock(Time),
    /// An hour without am or pm, 1-12: 9; half past 9.
    Bare(Time),
    /// The word "midnight".
    Midnight,
}

/// A time of day with what it does to the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Resolved {
    pub(super) time: Time,
    /// Midnight said at the end of a day belongs to the next date.
    pub(super) day: DayOf,
    pub(super) assumption: Option<Assumption>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DayOf {
    Same,
    Next,
}

/// What a time is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    Once,
    Repeating,
}

const fn at(time: Time) -> Resolved {
    Resolved { time, day: DayOf::Same, assumption: None }
}

/// Puts a written time and a part of the day together.
pub(super) fn resolve(
    written: Option<Written>,
    part: Option<Part>,
    purpose: Use,
) -> Result<Resolved, Refusal> {
    match (written, part) {
        (None, None) => Err(Refusal::Ambiguous(Question::TimeOfDay)),
        (None, Some(Part::Morning)) => Ok(at(time(9, 0, 0, 0))),
        (None, Some(Part::Evening)) => Ok(at(time(18, 0, 0, 0))),
        (None, Some(Part::EndOfDay)) => Ok(at(time(17, 0, 0, 0))),
        (None, Some(part)) => Err(Refusal::Ambiguous(Question::TimeWithin(part))),
        (Some(Written::Sure(time)), None) => Ok(at(time)),
        (Some(Written::Sure(time)), Some(part)) => within(time, part).map(at),
        (Some(Written::Clock(time)), None) => Ok(at(time)),
        (Some(Written::Midnight), None) => Ok(at(Time::midnight())),
        (Some(Written::Midnight), Some(Part::Night)) => {
            Ok(Resolved { day: DayOf::Next, ..at(Time::midnight()) })
        }
        (Some(Written::Midnight), Some(_)) => Err(contradiction()),
        (Some(Written::Bare(time)), None) => match (purpose, time.hour()) {
            (Use::Repeating, hour @ 5..=11) => {
                Ok(Resolved { assumption: Some(Assumption::MorningHour { hour }), ..at(time) })
            }
            (_, hour) => Err(Refusal::Ambiguous(Question::MorningOrEvening { hour })),
        },
        (Some(Written::Clock(time) | Written::Bare(time)), Some(part)) => in_part(time, part),
    }
}

fn contradiction() -> Refusal {
    Refusal::NotUnderstood(Misunderstanding::Contradiction)
}

/// A time that could be in either half of the day, in a part of the day.
fn in_part(time: Time, part: Part) -> Result<Resolved, Refusal> {
    let later = match (part, time.hour()) {
        (Part::Night, 12) if time.minute() == 0 => {
            return Ok(Resolved { day: DayOf::Next, ..at(Time::midnight()) });
        }
        (Part::Afternoon, 1..=6) | (Part::Lunchtime, 1..=2) => true,
        (Part::Evening, 4..=11) | (Part::Night, 6..=11) => true,
        _ => false,
    };
    let moved = if later {
        Time::new(time.hour() + 12, time.minute(), time.second(), 0).unwrap_or(time)
    } else {
        time
    };
    within(moved, part).map(at)
}

/// The time, if it is in that part of the day.
fn within(time: Time, part: Part) -> Result<Time, Refusal> {
    let hours = match part {
        Part::Morning => 0..=11,
        Part::Lunchtime => 11..=14,
        Part::Afternoon => 12..=18,
        Part::Evening => 16..=23,
        Part::Night => 18..=23,
        Part::EndOfDay => return Err(contradiction()),
    };
    if hours.contains(&time.hour()) { Ok(time) } else { Err(contradiction()) }
}

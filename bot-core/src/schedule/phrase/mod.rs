//! What people type for "when", read by a small grammar of its own.
//!
//! A phrase is a handful of parts in any order. Each part fills a slot once;
//! a word that is in no part, or a slot filled twice, refuses the phrase, and
//! what could mean two things is asked back. Nothing is guessed silently.
//!
//! ```text
//! phrase  = part+ [["," | "in"] zone]            words between parts: at on the of @ ,
//! part    = length | day | days | dayname | time | repeat | start | end | times | except
//! length  = ["in"] (number unit)+ ["from now" | "time"]     in 1 hour 20 minutes; 20m; half an hour
//! day     = "today" | "tonight" | "tomorrow" | "day after tomorrow" | "next week" | "yesterday"
//!         | yyyy-mm-dd | dd/mm[/yyyy] | dd.mm.yyyy | day month [year] | month day [year]
//!         | nth | "day" number                    1st of february; the 15th; day 31
//! days    = ["this" | "next"] weekday ["week"] | weekday (("," | "and" | "/" | "-" | "to") weekday)*
//!         | "weekdays" | "weekends"               mon, wed & fri; monday to friday; TU,TH
//! dayname = ["in the" | "this"] ("morning" | "afternoon" | "evening" | "night") | "end of day"
//! time    = hh:mm[:ss] | h[.mm] ("am" | "pm") | "noon" | "midnight" | hour | "half past" hour | hhmm
//! repeat  = "daily" | "weekly" | "fortnightly" | "monthly" | "yearly" | "hourly"
//!         | ("every" | "each") ["other" | nth] (unit | days | dayname | day) | "every" number unit
//! start   = ("from" | "starting" | "beginning" | "anchor") (day | weekday | instant)
//! end     = ("until" | "till" | "through") day | "for" number unit
//! times   = number "times"
//! except  = ("except" | "but not") (day | weekday) (("," | "and") (day | weekday))*
//! ```
//!
//! How the parts are read:
//! - `01/02/2026` is day and month. A weekday is the coming one; "next friday"
//!   is the Friday of next week (weeks begin on Monday).
//! - A time without a day is the next such time: one that is past today means
//!   tomorrow. A date without a year is the next such date.
//! - Morning is 09:00, evening 18:00, end of day 17:00; the other parts of a
//!   day ask for a time, or say which half of the day a bare hour is in.
//! - A bare hour of a single firing ("9", "tomorrow at 6") asks: morning or
//!   evening. In a repeating phrase ("weekdays at 7", "every other day at 8")
//!   the hours 5 to 11 are taken as written, on the 24-hour clock, because that
//!   is how timetables are typed; the answer says so ([`Assumption`]) and is
//!   seen before anything is saved. Hours 1 to 4 and 12 ask even there: taken
//!   as written they would wake people at night. 0, 13-23 and "08" are clear.
//! - Days, weeks, months and years are counted on the calendar at the same
//!   wall-clock time; hours, minutes and seconds are elapsed time.
//! - A rule with a count starts on the date of its first firing; "for 6 weeks"
//!   is counted from there.

mod lexer;
mod parser;
mod resolve;
mod time;
mod words;

#[cfg(test)]
mod tests;

use jiff::{Timestamp, civil::Date};

use self::lexer::normal;
pub use self::words::Part;
use super::{
    cities::ABBREVIATIONS,
    rule::{Bounds, Rule},
    weekdays::Weekdays,
    zone::{AREAS, Zone, ZoneError, distance},
};

/// The longest phrase that is read, in bytes. Everything after the check is at
/// worst quadratic in this, so the work is bounded.
const LONGEST: usize = 300;

/// What a phrase is read against.
#[derive(Clone, Copy, Debug)]
pub struct Context<'c> {
    /// The instant that "in 20 minutes" and "tomorrow" are reckoned from.
    pub now: Timestamp,
    /// Whose wall clock, where the phrase names no zone.
    pub zone: &'c Zone,
    /// What a rule may ask for.
    pub bounds: &'c Bounds,
}

/// A phrase understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understood {
    /// What it means.
    pub rule: Rule,
    /// What was taken for granted, to be said before anything is saved.
    pub assumption: Option<Assumption>,
}

/// What was taken for granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assumption {
    /// A bare hour of a repeating phrase is on the 24-hour clock.
    MorningHour {
        /// The hour, 5-11.
        hour: i8,
    },
}

/// Why a phrase was refused, and what is wanted instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is not in the grammar.
    NotUnderstood(Misunderstanding),
    /// It could mean two things, or something is missing.
    Ambiguous(Question),
    /// It is over.
    InThePast(PastProblem),
    /// It names a date that there isn't.
    NoSuchDate(DateProblem),
    /// It names something that is not a time zone.
    InvalidZone {
        /// The name given, shortened.
        name: String,
        /// What is wrong with it.
        why: ZoneError,
    },
    /// It repeats more often than is allowed.
    TooOften {
        /// The shortest interval allowed, in minutes.
        shortest_minutes: u32,
    },
}

crate::facts::named! {
    /// The kinds of refusals, as `heelbot preview` names them.
    RefusalKind {
        /// It is not in the grammar.
        NotUnderstood = "not_understood",
        /// It could mean two things, or something is missing.
        Ambiguous = "ambiguous",
        /// It is over.
        InThePast = "in_the_past",
        /// It names a date that there isn't.
        NoSuchDate = "no_such_date",
        /// It names something that is not a time zone.
        InvalidZone = "invalid_zone",
        /// It repeats more often than is allowed.
        TooOften = "too_often",
    }
}

/// What was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misunderstanding {
    /// Nothing was said.
    Empty,
    /// More was said than a "when" needs.
    TooLong,
    /// A word that the grammar doesn't have.
    Word {
        /// The word.
        word: String,
        /// The phrase with the word spelt as it may be meant, if that is understood.
        meant: Option<String>,
    },
    /// A number that looks like a time and is none, such as 25:00.
    NotATime(String),
    /// Two parts that don't go together, or the same part twice.
    Contradiction,
    /// There is no day or time in it at all.
    NoTime,
    /// Several firings a day or week that one rule can't say.
    SeveralTimes,
    /// The first Monday of a month and its kin.
    NthWeekday,
    /// The last day of a month.
    LastDay,
    /// Every so many months or years, or several days every other week.
    Interval,
    /// A limit of how often or on which dates that is beyond the bounds.
    Beyond {
        /// The highest count, or the most dates, allowed.
        most: u32,
    },
}

/// What has to be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Is that hour in the morning or in the evening?
    MorningOrEvening {
        /// The hour, 1-12.
        hour: i8,
    },
    /// At what time?
    TimeOfDay,
    /// At what time within that part of the day?
    TimeWithin(Part),
    /// On which day?
    WhichDay,
    /// Once, or every week?
    OnceOrWeekly(Weekdays),
    /// The midnight at the beginning of the day or at its end?
    WhichMidnight,
    /// Is it day and month or month and day?
    DayOrMonth,
    /// That weekday of this week is over: the coming one?
    WeekdayOver,
}

/// What is in the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PastProblem {
    /// The one time it names.
    Over,
    /// All the times it names.
    NeverFires,
}

/// What is wrong with a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateProblem {
    /// No calendar has it.
    NotInCalendar {
        /// The month as given.
        month: i32,
        /// The day as given.
        day: i32,
    },
    /// The next such month or year doesn't have it; this is the next that does.
    NotThen {
        /// The next date that there is.
        next: Date,
    },
    /// The date is on another day of the week.
    OtherWeekday(Date),
    /// The end is before the start.
    EndBeforeStart,
    /// It is further ahead than allowed.
    TooFarAhead {
        /// How far ahead a date may be, in years.
        years: i32,
    },
}

impl Refusal {
    /// What kind of refusal it is.
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::NotUnderstood(_) => RefusalKind::NotUnderstood,
            Self::Ambiguous(_) => RefusalKind::Ambiguous,
            Self::InThePast(_) => RefusalKind::InThePast,
            Self::NoSuchDate(_) => RefusalKind::NoSuchDate,
            Self::InvalidZone { .. } => RefusalKind::InvalidZone,
            Self::TooOften { .. } => RefusalKind::TooOften,
        }
    }
}

/// Reads a phrase.
///
/// # Errors
/// Why it was refused, with what to say or ask instead.
pub fn parse(phrase: &str, context: &Context<'_>) -> Result<Understood, Refusal> {
    if phrase.len() > LONGEST {
        return Err(Refusal::NotUnderstood(Misunderstanding::TooLong));
    }
    let text = normal(phrase);
    let text = text.trim().trim_end_matches(['.', '!', '?', ',']);
    understand(text, context).map_err(|refusal| match refusal {
        Refusal::NotUnderstood(Misunderstanding::Word { word, meant: None }) => {
            let meant = respelt(text, &word, context);
            Refusal::NotUnderstood(Misunderstanding::Word { word, meant })
        }
        refusal => refusal,
    })
}

fn understand(text: &str, context: &Context<'_>) -> Result<Understood, Refusal> {
    if text.is_empty() {
        return Err(Refusal::NotUnderstood(Misunderstanding::Empty));
    }
    let (text, zone) = split_zone(text)?;
    let context = Context { zone: zone.as_ref().unwrap_or(context.zone), ..*context };
    let draft = parser::draft(text)?;
    resolve::resolve(draft, &context)
}

/// The phrase with an unknown word spelt as the nearest known one, where that
/// is understood.
fn respelt(text: &str, word: &str, context: &Context<'_>) -> Option<String> {
    let letters = word.chars().count();
    if !(3..=12).contains(&letters) {
        return None;
    }
    let most = if letters < 6 { 1 } else { 2 };
    let near = words::vocabulary().map(|known| (distance(word, known), known));
    let (_, known) = near.filter(|(distance, _)| *distance <= most).min()?;
    let meant = text.replacen(word, known, 1);
    let understood = match understand(&meant, context) {
        Ok(_) => true,
        Err(refusal) => refusal.kind() != RefusalKind::NotUnderstood,
    };
    understood.then_some(meant)
}

/// Takes a zone off the end of a phrase.
fn split_zone(text: &str) -> Result<(&str, Option<Zone>), Refusal> {
    let (head, last) = text.rsplit_once(char::is_whitespace).unwrap_or(("", text));
    let last = last.trim_matches(['(', ')']);
    let invalid = |why| Refusal::InvalidZone { name: last.to_owned(), why };
    // An IANA name says by its area that a zone is meant.
    if let Some((area, _)) = last.split_once('/')
        && (AREAS.contains(&area) || area == "etc")
    {
        let zone = Zone::find(last).map_err(invalid)?;
        return Ok((without_joint(head), Some(zone)));
    }
    let spaced = last.starts_with("utc") || last.starts_with("gmt");
    if !head.is_empty() && (spaced || ABBREVIATIONS.iter().any(|(name, _)| *name == last)) {
        let zone = Zone::find(last).map_err(invalid)?;
        return Ok((without_joint(head), Some(zone)));
    }
    // "9am, london", "9am in london", "9am london time".
    if let Some((head, place)) = text.rsplit_once(',')
        && let Some(zone) = Zone::of_place(place)
    {
        return Ok((head, Some(zone)));
    }
    if let Some((head, place)) = text.rsplit_once(" in ")
        && let Some(zone) = Zone::of_place(place)
    {
        return Ok((without_joint(head), Some(zone)));
    }
    if let Some(named) = text.strip_suffix(" time") {
        let spaces: Vec<usize> = named.match_indices(' ').map(|(at, _)| at).collect();
        // The longest place first: "new york time" is not "york time".
        for at in spaces.iter().copied().skip(spaces.len().saturating_sub(3)) {
            if let Some(zone) = Zone::of_place(&named[at..]) {
                return Ok((without_joint(&named[..at]), Some(zone)));
            }
        }
    }
    Ok((text, None))
}

fn without_joint(head: &str) -> &str {
    let head = head.trim_end().trim_end_matches(',').trim_end();
    head.strip_suffix(" in").unwrap_or(head)
}

//! The words of the grammar, as tables.

use jiff::civil::Weekday;

use super::super::weekdays::Weekdays;

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// A part of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Means 09:00 where no time is given.
    Morning,
    /// Asks for a time.
    Lunchtime,
    /// Asks for a time.
    Afternoon,
    /// Means 18:00 where no time is given.
    Evening,
    /// Asks for a time.
    Night,
    /// Means 17:00.
    EndOfDay,
}

const UNITS: &[(Unit, &[&str])] = &[
    (Unit::Second, &["s", "sec", "secs", "second", "seconds"]),
    (Unit::Minute, &["m", "min", "mins", "minute", "minutes"]),
    (Unit::Hour, &["h", "hr", "hrs", "hour", "hours"]),
    (Unit::Day, &["d", "day", "days"]),
    (Unit::Week, &["w", "wk", "wks", "week", "weeks", "week's", "weeks'"]),
    (Unit::Month, &["month", "months", "mth", "mths"]),
    (Unit::Year, &["y", "yr", "yrs", "year", "years"]),
];

const WEEKDAYS: &[(Weekday, &[&str])] = &[
    (Weekday::Monday, &["monday", "mon", "mo"]),
    (Weekday::Tuesday, &["tuesday", "tues", "tue", "tu"]),
    (Weekday::Wednesday, &["wednesday", "weds", "wed", "we"]),
    (Weekday::Thursday, &["thursday", "thurs", "thur", "thu", "th"]),
    (Weekday::Friday, &["friday", "fri", "fr"]),
    (Weekday::Saturday, &["saturday", "sat", "sa"]),
    (Weekday::Sunday, &["sunday", "sun", "su"]),
];

const MONTHS: &[&[&str]] = &[
    &["january", "jan"],
    &["february", "feb", "febr"],
    &["march", "mar"],
    &["april", "apr"],
    &["may"],
    &["june", "jun"],
    &["july", "jul"],
    &["august", "aug"],
    &["september", "sept", "sep"],
    &["october", "oct"],
    &["november", "nov"],
    &["december", "dec"],
];

const NUMBERS: &[(&str, u32)] = &[
    ("a", 1),
    ("an", 1),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("fifteen", 15),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("ninety", 90),
];

const ORDINALS: &[(&str, u32)] = &[
    ("first", 1),
    ("second", 2),
    ("third", 3),
    ("fourth", 4),
    ("fifth", 5),
    ("sixth", 6),
    ("seventh", 7),
    ("eighth", 8),
    ("ninth", 9),
    ("tenth", 10),
    ("fifteenth", 15),
    ("twentieth", 20),
];

/// Words that stand between the parts of a phrase and mean nothing of their own.
pub(super) const CONNECTORS: &[&str] = &["at", "on", "the", "of", "please", "reminder"];

/// Words for a typo to be measured against, beside those of the tables.
const OTHERS: &[&str] = &[
    "today",
    "tomorrow",
    "tonight",
    "morning",
    "afternoon",
    "evening",
    "night",
    "noon",
    "midnight",
    "every",
    "other",
    "daily",
    "weekly",
    "monthly",
    "yearly",
    "hourly",
    "weekdays",
    "weekday",
    "weekends",
    "weekend",
    "until",
    "starting",
    "except",
    "times",
    "next",
    "fortnightly",
];

fn in_table<T: Copy>(table: &[(T, &[&str])], word: &str) -> Option<T> {
    table.iter().find(|(_, names)| names.contains(&word)).map(|(value, _)| *value)
}

pub(super) fn unit(word: &str) -> Option<Unit> {
    in_table(UNITS, word)
}

/// A day of the week; the flag is whether it was in the plural ("mondays").
pub(super) fn weekday(word: &str) -> Option<(Weekday, Plural)> {
    if let Some(day) = in_table(WEEKDAYS, word) {
        return Some((day, Plural::No));
    }
    let singular = word.strip_suffix("'s").or_else(|| word.strip_suffix('s'))?;
    // "mos" is nobody's plural.
    let day = in_table(WEEKDAYS, singular).filter(|_| singular.len() > 2)?;
    Some((day, Plural::Yes))
}

/// Whether a word was in the plural, and so means every one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plural {
    Yes,
    No,
}

impl Plural {
    pub(super) fn or(self, other: Self) -> Self {
        if self == Self::Yes { self } else { other }
    }
}

/// Several days with one name.
pub(super) fn days_of(word: &str) -> Option<(Weekdays, Plural)> {
    match word {
        "weekdays" | "workdays" => Some((Weekdays::WORKDAYS, Plural::Yes)),
        "weekday" | "workday" => Some((Weekdays::WORKDAYS, Plural::No)),
        "weekends" => Some((Weekdays::WEEKEND, Plural::Yes)),
        "weekend" => Some((Weekdays::WEEKEND, Plural::No)),
        _ => None,
    }
}

/// A month, 1-12.
pub(super) fn month(word: &str) -> Option<i8> {
    let index = MONTHS.iter().position(|names| names.contains(&word))?;
    i8::try_from(index + 1).ok()
}

pub(super) fn number(word: &str) -> Option<u32> {
    NUMBERS.iter().find(|(name, _)| *name == word).map(|(_, number)| *number)
}

pub(super) fn ordinal(word: &str) -> Option<u32> {
    ORDINALS.iter().find(|(name, _)| *name == word).map(|(_, number)| *number)
}

pub(super) fn part(word: &str) -> Option<(Part, Plural)> {
    Some(match word {
        "morning" => (Part::Morning, Plural::No),
        "mornings" => (Part::Morning, Plural::Yes),
        "lunchtime" | "lunch" => (Part::Lunchtime, Plural::No),
        "lunchtimes" => (Part::Lunchtime, Plural::Yes),
        "afternoon" => (Part::Afternoon, Plural::No),
        "afternoons" => (Part::Afternoon, Plural::Yes),
        "evening" | "eve" => (Part::Evening, Plural::No),
        "evenings" => (Part::Evening, Plural::Yes),
        "night" => (Part::Night, Plural::No),
        "nights" => (Part::Night, Plural::Yes),
        "eod" => (Part::EndOfDay, Plural::No),
        _ => return None,
    })
}

/// Every word of four letters or more that a typo may be meant for.
pub(super) fn vocabulary() -> impl Iterator<Item = &'static str> {
    let units = UNITS.iter().flat_map(|(_, names)| names.iter().copied());
    let days = WEEKDAYS.iter().flat_map(|(_, names)| names.iter().copied());
    let months = MONTHS.iter().flat_map(|names| names.iter().copied());
    let all = OTHERS.iter().copied().chain(days).chain(months).chain(units);
    all.filter(|word| word.len() >= 4)
}

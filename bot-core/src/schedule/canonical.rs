//! A rule in words that the phrase grammar reads back to the same rule.
//!
//! The words are English because the grammar is: they are a notation, and stand
//! beside it rather than in the texts of a language.

use std::fmt::Write as _;

use jiff::civil::{Date, Weekday};

use super::{
    rule::{Cadence, Rule, hours_and_minutes},
    weekdays::Weekdays,
};

/// The rule in words: "every Monday and Thursday at 18:30, Europe/London".
pub fn canonical(rule: &Rule) -> String {
    let mut text = match &rule.cadence {
        Cadence::Daily { at } => format!("every day at {}", hours_and_minutes(*at)),
        Cadence::Weekly { days, at } => {
            format!("every {} at {}", weekdays(*days), hours_and_minutes(*at))
        }
        Cadence::EveryDays { n, from, at } => {
            let every = if n.get() == 1 { "day".to_owned() } else { format!("{n} days") };
            format!("every {every} at {} from {}", hours_and_minutes(*at), date(*from))
        }
        Cadence::Monthly { day, at } => {
            format!("on the {} of every month at {}", ordinal(*day), hours_and_minutes(*at))
        }
        Cadence::Yearly { month: m, day, at } => {
            format!("every year on {day} {} at {}", month(*m), hours_and_minutes(*at))
        }
        Cadence::EveryHours { n, anchor } => every(n.get(), "hour", &anchor.to_string()),
        Cadence::EveryMinutes { n, anchor } => every(n.get(), "minute", &anchor.to_string()),
        Cadence::Once { at } => format!(
            "once on {} {} at {}",
            weekday(at.weekday()),
            date(at.date()),
            hours_and_minutes(at.time())
        ),
        Cadence::Instant { at } => format!("once at {at}"),
    };
    let mut limit = |limit: std::fmt::Arguments<'_>| {
        // Writing to a string does not fail.
        let _ = text.write_fmt(limit);
    };
    if let Some(start) = rule.start {
        limit(format_args!(", starting {}", date(start)));
    }
    if let Some(end) = rule.end {
        limit(format_args!(", until {}", date(end)));
    }
    if let Some(count) = rule.count {
        limit(format_args!(", {count} times"));
    }
    if !rule.skip.is_empty() {
        let dates: Vec<String> = rule.skip.iter().copied().map(date).collect();
        limit(format_args!(", except {}", list(&dates)));
    }
    limit(format_args!(", {}", rule.zone));
    text
}

fn every(n: u32, unit: &str, anchor: &str) -> String {
    if n == 1 {
        format!("every {unit} from {anchor}")
    } else {
        format!("every {n} {unit}s from {anchor}")
    }
}

fn weekdays(days: Weekdays) -> String {
    match days {
        Weekdays::WORKDAYS => "weekday".to_owned(),
        days => {
            let names: Vec<String> = days.iter().map(|day| weekday(day).to_owned()).collect();
            list(&names)
        }
    }
}

/// "a, b and c"
fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn date(date: Date) -> String {
    format!("{} {} {:04}", date.day(), month(date.month()), date.year())
}

const fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

const fn month(month: i8) -> &'static str {
    match month {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}

/// "1st", "22nd", "13th"
fn ordinal(day: i8) -> String {
    let ending = match (day % 10, day % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{day}{ending}")
}

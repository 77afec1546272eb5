//! What the command line says where a phrase is refused. All sentences of this
//! room that are not rules in words are here; the conversation has its own in
//! `locales/`, made from the same types.

use super::{
    canonical::{date, month, weekday},
    phrase::{Assumption, DateProblem, Misunderstanding, Part, PastProblem, Question, Refusal},
    zone::ZoneError,
};

/// Forms that are understood, for whoever said something that isn't.
const FORMS: &str = "\"in 20 minutes\", \"tomorrow at 6am\", \"friday 7pm\", \"1 feb 8am\", \
    \"every monday and thursday 18:30\", \"weekdays at 7am\", \"every other day at 8am\", \
    \"on the 1st of every month at 9:00\"";

/// Why a phrase was refused, and what to say instead.
pub fn refusal_message(refusal: &Refusal) -> String {
    match refusal {
        Refusal::NotUnderstood(what) => misunderstanding(what),
        Refusal::Ambiguous(question) => asked(*question),
        Refusal::InThePast(PastProblem::Over) => {
            "that time is over; name one that is still to come".to_owned()
        }
        Refusal::InThePast(PastProblem::NeverFires) => {
            "that would never fire again; name a later end, or none".to_owned()
        }
        Refusal::NoSuchDate(problem) => no_such_date(*problem),
        Refusal::InvalidZone { name, why } => zone_message(name, why),
        Refusal::TooOften { shortest_minutes } => {
            format!("that is too often; the shortest interval is {shortest_minutes} minutes")
        }
    }
}

/// What was taken for granted, to be said before anything is saved.
pub fn assumption_note(assumption: Assumption) -> String {
    match assumption {
        Assumption::MorningHour { hour } => {
            format!("{hour} is read as {hour:02}:00 in the morning; say {hour}pm for the evening")
        }
    }
}

fn misunderstanding(what: &Misunderstanding) -> String {
    match what {
        Misunderstanding::Empty => format!("say when; understood are for example {FORMS}"),
        Misunderstanding::TooLong => {
            format!("that is too long to say when; understood are for example {FORMS}")
        }
        Misunderstanding::Word { word, meant: Some(meant) } => {
            format!("{word:?} is not understood; did you mean {meant:?}?")
        }
        Misunderstanding::Word { word, meant: None } => {
            format!("{word:?} is not understood; understood are for example {FORMS}")
        }
        Misunderstanding::NotATime(text) => {
            format!("{text:?} is not a time of day; say for example 6:30, 18:30 or 6.30pm")
        }
        Misunderstanding::Contradiction => format!(
            "the parts of that do not go together; name one day or pattern and one time, \
             for example {FORMS}"
        ),
        Misunderstanding::NoTime => {
            format!("there is no day or time in that; understood are for example {FORMS}")
        }
        Misunderstanding::SeveralTimes => "one reminder has one time of day; make one for each, \
             for example \"every day at 8am\" and \"every day at 8pm\", or say \"every 12 hours\""
            .to_owned(),
        Misunderstanding::NthWeekday => "a certain weekday of the month cannot be said; say \
             \"every other monday at 18:30\" or \"on the 1st of every month at 18:30\""
            .to_owned(),
        Misunderstanding::LastDay => "the last day of the month cannot be said; say \"on the 28th \
             of every month at 9:00\", which every month has"
            .to_owned(),
        Misunderstanding::Interval => {
            "that pattern cannot be said in one reminder; say \"every 14 \
             days at 8am\", \"every other monday at 8am\", or make one for each day or month"
                .to_owned()
        }
        Misunderstanding::Beyond { most } => {
            format!("that is more than one reminder takes; the most is {most}")
        }
    }
}

fn asked(question: Question) -> String {
    match question {
        Question::MorningOrEvening { hour } => {
            format!("{hour} in the morning or in the evening? Say {hour}am or {hour}pm")
        }
        Question::TimeOfDay => "at what time? Add one, for example \"at 8am\"".to_owned(),
        Question::TimeWithin(part) => {
            let (part, example) = match part {
                Part::Morning => ("in the morning", "9am"),
                Part::Lunchtime => ("at lunchtime", "12:30"),
                Part::Afternoon => ("in the afternoon", "3pm"),
                Part::Evening | Part::EndOfDay => ("in the evening", "6pm"),
                Part::Night => ("at night", "9pm"),
            };
            format!("at what time {part}? Add one, for example \"{example}\"")
        }
        Question::WhichDay => {
            "which day or days? Say for example \"every monday at 8am\" or \"every day at 8am\""
                .to_owned()
        }
        Question::OnceOrWeekly(_) => "once or every week? Put \"every\" before the days for every \
             week, or name one day"
            .to_owned(),
        Question::WhichMidnight => {
            "midnight at the beginning of that day or at its end? Say 00:00 or 23:59".to_owned()
        }
        Question::DayOrMonth => {
            "which is the day and which the month? Write the month as a word, for example \"1 feb\""
                .to_owned()
        }
        Question::WeekdayOver => {
            "that day of this week is over; say \"next\" with the day, or the day alone for the \
             coming one"
                .to_owned()
        }
    }
}

fn no_such_date(problem: DateProblem) -> String {
    match problem {
        DateProblem::NotInCalendar { month: m @ 1..=12, day } => {
            let name = i8::try_from(m).map_or("that month", month);
            format!("there is no {day} {name}")
        }
        DateProblem::NotInCalendar { month: 0, day } => format!("no month has a day {day}"),
        DateProblem::NotInCalendar { month, day } => format!(
            "there is no day {day} of month {month}; dates are day/month/year, as in 31/12/2026"
        ),
        DateProblem::NotThen { next } => {
            format!("the next one does not exist; the next that does is {}", date(next))
        }
        DateProblem::OtherWeekday(found) => {
            format!("{} is a {}", date(found), weekday(found.weekday()))
        }
        DateProblem::EndBeforeStart => "it would end before it starts".to_owned(),
        DateProblem::TooFarAhead { years } => {
            format!("that is too far ahead; dates go up to {years} years from now")
        }
    }
}

fn zone_message(name: &str, why: &ZoneError) -> String {
    let say = "say the nearest big city, for example \"London\" or \"New York\"";
    match why {
        ZoneError::Offset => {
            format!("{name:?} is an offset, which does not follow the clock changes; {say}")
        }
        ZoneError::Abbreviation(zones) => format!(
            "{name:?} is an abbreviation that does not say where; do you mean {}?",
            zones.join(" or ")
        ),
        ZoneError::SeveralZones(cities) => {
            format!(
                "{name:?} has several time zones; name a city, for example {}",
                cities.join(", ")
            )
        }
        ZoneError::Unknown(names) if names.is_empty() => {
            format!("{name:?} is not a time zone; {say}")
        }
        ZoneError::Unknown(names) => {
            format!("{name:?} is not a time zone; do you mean {}?", names.join(" or "))
        }
    }
}

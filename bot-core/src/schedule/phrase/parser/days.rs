//! Days: today and tomorrow, dates in words and numbers, days of the week.

use super::{
    super::{
        super::weekdays::Weekdays,
        Misunderstanding, PastProblem, Refusal,
        words::{Plural, days_of, month, ordinal, weekday},
    },
    Day, Days, Found, Parser, Which, stop,
};

/// Whether a day of the month was written with its ending ("15th").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Said,
    Bare,
}

impl Parser<'_> {
    /// A day by any of its names, a weekday included.
    pub(super) fn any_day(&mut self) -> Found<Day> {
        self.attempt(|parser| {
            if let Some(day) = parser.day()? {
                // "thursday 16 july": the date says more.
                return Ok(Some(day));
            }
            let Some((days, _, count)) = parser.attempt(Self::weekdays)? else { return Ok(None) };
            let mut first = days.days.iter();
            let (Some(weekday), 1) = (first.next(), count) else { return Ok(None) };
            Ok(Some(match parser.attempt(Self::day)? {
                Some(date) => date,
                None => Day::Weekday(weekday, days.which),
            }))
        })
    }

    pub(super) fn day(&mut self) -> Found<Day> {
        self.attempt(|parser| {
            parser.take(&["the"]);
            if parser.take(&["today"]) {
                return Ok(Some(Day::Ahead(0)));
            }
            if parser.take_any(&["tomorrow", "tmrw", "tmr", "tomoz", "tmw"]) {
                return Ok(Some(Day::Ahead(1)));
            }
            if parser.take(&["day", "after", "tomorrow"]) {
                return Ok(Some(Day::Ahead(2)));
            }
            if parser.take(&["yesterday"]) || parser.take(&["day", "before", "yesterday"]) {
                return Err(Refusal::InThePast(PastProblem::Over));
            }
            if parser.take(&["next", "week"]) {
                return Ok(Some(Day::NextWeek));
            }
            if parser.take(&["end", "of"]) {
                parser.take_any(&["the", "this"]);
                let found = match parser.word(0) {
                    Some("week") => Some(Day::EndOfWeek),
                    Some("month") => Some(Day::EndOfMonth),
                    Some("year") => Some(Day::EndOfYear),
                    Some(word) => month(word).map(Day::EndOf),
                    None => None,
                };
                parser.at += 1;
                return Ok(found);
            }
            parser.calendar_day()
        })
    }

    /// A date or a day of the month.
    pub(super) fn calendar_day(&mut self) -> Found<Day> {
        if let Some(day) = self.attempt(Self::numeric_date)? {
            return Ok(Some(day));
        }
        if let Some(day) = self.attempt(|parser| Ok(parser.named_date()))? {
            return Ok(Some(day));
        }
        self.attempt(|parser| Ok(parser.day_of_month()))
    }

    /// The signs between the numbers of a date, all the same.
    pub(super) fn numbers(&self, separator: char) -> Vec<(u32, usize)> {
        let mut numbers = Vec::new();
        let mut ahead = 0;
        while let Some(number) = self.digits(ahead) {
            if ahead > 0 && !self.is_glued(ahead) {
                break;
            }
            numbers.push(number);
            let joined = self.is_sign(ahead + 1, separator) && self.is_glued(ahead + 1);
            if numbers.len() == 3 || !joined || self.digits(ahead + 2).is_none() {
                break;
            }
            ahead += 2;
        }
        numbers
    }

    pub(super) fn numeric_date(&mut self) -> Found<Day> {
        for separator in ['-', '/', '.'] {
            let numbers = self.numbers(separator);
            let day = match (numbers.as_slice(), separator) {
                ([(year, 4), (month, _), (day, _)], _) => {
                    Day::Date { year: Some(*year), month: *month, day: *day }
                }
                ([(day, 1 | 2), (month, 1 | 2), (year, digits @ (2 | 4))], _) => {
                    let year = if *digits == 2 { 2000 + year } else { *year };
                    Day::Date { year: Some(year), month: *month, day: *day }
                }
                ([(day, 1 | 2), (month, 1 | 2)], '/') => {
                    Day::Date { year: None, month: *month, day: *day }
                }
                ([(first, 2), (second, 2)], '-') => Day::Dashed(*first, *second),
                _ => continue,
            };
            self.at += numbers.len() * 2 - 1;
            // "2026-02-01x" is no date; "2026-02-01T08:00" is read elsewhere.
            if self.is_glued(0) && !self.is_sign(0, ',') && !self.is_sign(0, ')') {
                return Ok(None);
            }
            return Ok(Some(day));
        }
        Ok(None)
    }

    /// "1st", "2nd": a number with its ending; the ending is optional.
    pub(super) fn day_number(&mut self) -> Option<(u32, Ending)> {
        let (day, 1 | 2) = self.digits(0)? else { return None };
        self.at += 1;
        if self.is_glued(0) && matches!(self.word(0), Some("st" | "nd" | "rd" | "th")) {
            self.at += 1;
            return Some((day, Ending::Said));
        }
        if self.is_glued(0) && !self.is_sign(0, ',') {
            // "1feb" is a date; "1h" and "1:30" are not.
            return self.word(0).and_then(month).map(|_| (day, Ending::Bare));
        }
        Some((day, Ending::Bare))
    }

    pub(super) fn named_date(&mut self) -> Option<Day> {
        let (day, month) = if let Some(name) = self.word(0).and_then(month) {
            self.at += 1;
            self.take_sign('.');
            self.take(&["the"]);
            (self.day_number()?.0, name)
        } else {
            let (day, _) = match self.word(0).and_then(ordinal) {
                Some(day) => {
                    self.at += 1;
                    (day, Ending::Said)
                }
                None => self.day_number()?,
            };
            self.take(&["of"]);
            let name = self.word(0).and_then(month)?;
            self.at += 1;
            self.take_sign('.');
            (day, name)
        };
        let comma = usize::from(self.is_sign(0, ','));
        let year = self.digits(comma).filter(|(year, digits)| {
            *digits == 4 && *year >= 1900 && !self.is_sign(comma + 1, ':')
        });
        if year.is_some() {
            self.at += comma + 1;
        }
        Some(Day::Date {
            year: year.map(|(year, _)| year),
            month: u32::from(month.unsigned_abs()),
            day,
        })
    }

    /// "the 15th", "day 31", "1st of the month", "first of each month".
    pub(super) fn day_of_month(&mut self) -> Option<Day> {
        let day = if self.take(&["day"]) {
            self.day_number()?.0
        } else if let Some(day) = self.word(0).and_then(ordinal) {
            self.at += 1;
            self.take(&["day"]);
            if self.word(0) != Some("of") {
                return None;
            }
            day
        } else {
            let (day, Ending::Said) = self.day_number()? else { return None };
            day
        };
        // "every 3rd day" is no day of a month.
        if self.word(0) == Some("day") && self.word(1) == Some("of") {
            self.at += 1;
        }
        let start = self.at;
        self.take(&["of"]);
        self.take_any(&["the", "this"]);
        if !self.take(&["month"]) {
            self.at = start;
        }
        Some(Day::OfMonth(day))
    }

    /// Days of the week, one or several; with how many names were read.
    pub(super) fn weekdays(&mut self) -> Found<(Days, Plural, usize)> {
        let which = if self.take(&["next"]) {
            Which::Next
        } else if self.take(&["this", "coming"]) || self.take(&["coming"]) {
            Which::Coming
        } else if self.take(&["this"]) {
            Which::This
        } else {
            Which::Coming
        };
        let Some((mut days, mut plural)) = self.weekday_item() else { return Ok(None) };
        let mut names = 1;
        loop {
            let more = self.attempt(|parser| {
                let sign = [',', '&', '/', '+'].into_iter().any(|sign| parser.take_sign(sign));
                let and = parser.take_any(&["and", "plus", "or"]);
                if sign || and {
                    parser.take_any(&["every", "each", "on"]);
                }
                Ok(parser.weekday_item())
            })?;
            let Some((item, said)) = more else { break };
            days = days.and(item);
            plural = plural.or(said);
            names += 1;
        }
        let which = if names == 1 && which == Which::Coming && self.take(&["week"]) {
            Which::WeekAfter
        } else {
            which
        };
        if names > 1 && which != Which::Coming {
            return Err(stop(Misunderstanding::Contradiction));
        }
        Ok(Some((Days { days, which }, plural, names)))
    }

    pub(super) fn weekday_item(&mut self) -> Option<(Weekdays, Plural)> {
        let word = self.word(0)?;
        for (days, plural) in [("day", Plural::No), ("days", Plural::Yes)] {
            if self.take(&["working", days]) || self.take(&["business", days]) {
                return Some((Weekdays::WORKDAYS, plural));
            }
        }
        if let Some(days) = days_of(word) {
            self.at += 1;
            return Some(days);
        }
        let (first, plural) = weekday(word)?;
        self.at += 1;
        if word.len() < 6 {
            self.take_sign('.');
        }
        let start = self.at;
        let to = self.take_sign('-') || self.take_any(&["to", "through", "thru", "till"]);
        if to && let Some((last, _)) = self.word(0).and_then(weekday) {
            self.at += 1;
            // A span of days means each week's, like a plural.
            return Some((Weekdays::span(first, last), Plural::Yes));
        }
        self.at = start;
        Some((Weekdays::NONE.with(first), plural))
    }
}

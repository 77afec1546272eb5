//! Times of day: 18:30, 6.30pm, noon, "quarter past six"; and whole moments in the
//! form of ISO 8601.

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time},
};

use super::{
    super::{DateProblem::NotInCalendar, Misunderstanding, Refusal, lexer::Kind, time::Written},
    Day, Found, Parser, stop,
};

impl Parser<'_> {
    pub(super) fn not_a_time(&self, from: usize) -> Refusal {
        let begin = self.tokens.get(from).map_or(0, |token| token.from);
        let end = self.token(0).map_or(self.text.len(), |token| token.from);
        let text = self.text[begin..end].trim().chars().take(20).collect();
        stop(Misunderstanding::NotATime(text))
    }

    pub(super) fn clock(
        &self,
        from: usize,
        hour: u32,
        minute: u32,
        second: u32,
    ) -> Result<Time, Refusal> {
        let part = |number: u32| i8::try_from(number).unwrap_or(i8::MAX);
        Time::new(part(hour), part(minute), part(second), 0).map_err(|_| self.not_a_time(from))
    }

    pub(super) fn time(&mut self) -> Found<Written> {
        let from = self.at;
        if self.take_any(&["noon", "midday"]) {
            return Ok(Some(Written::Sure(Time::constant(12, 0, 0, 0))));
        }
        if self.take(&["midnight"]) {
            return Ok(Some(Written::Midnight));
        }
        if let Some(time) = self.attempt(Self::spoken_time)? {
            return Ok(Some(time));
        }
        let Some((hour, digits)) = self.digits(0) else { return Ok(None) };
        self.at += 1;
        let mut minute = None;
        let mut second = 0;
        if self.is_glued(0)
            && (self.is_sign(0, ':') || self.is_sign(0, '.'))
            && let Some((number, 2)) = self.digits(1).filter(|_| self.is_glued(1))
        {
            self.at += 2;
            minute = Some(number);
            if self.is_sign(0, ':')
                && let Some((number, 2)) = self.digits(1)
            {
                self.at += 2;
                second = number;
            }
        }
        if let Some(half) = self.meridiem() {
            if !(1..=12).contains(&hour) {
                return Err(self.not_a_time(from));
            }
            let hour = hour % 12 + half;
            return Ok(Some(Written::Sure(self.clock(from, hour, minute.unwrap_or(0), second)?)));
        }
        // "at 17h"; without "at" it is a length.
        if self.follows_at(from) && digits == 2 && self.is_glued(0) && self.take(&["h"]) {
            return Ok(Some(Written::Clock(self.clock(from, hour, 0, 0)?)));
        }
        // "8:30x", "9/": not a time after all.
        if self.is_glued(0) && !self.is_sign(0, ',') && !self.is_sign(0, ')') {
            let clock_like = minute.is_some() || self.is_sign(0, ':');
            return if clock_like { Err(self.not_a_time(from)) } else { Ok(None) };
        }
        if let Some(minute) = minute {
            let time = self.clock(from, hour, minute, second)?;
            // "1:30 hours" is more likely a length than a time.
            if self.take_any(&["h", "hrs", "hours"]) && digits == 1 {
                return Err(self.not_a_time(from));
            }
            return Ok(Some(Written::Clock(time)));
        }
        if digits == 4 {
            // "2026" alone is a year.
            if (1900..2100).contains(&hour) && self.tokens.len() == 1 {
                return Err(self.not_a_time(from));
            }
            let time = self.clock(from, hour / 100, hour % 100, 0)?;
            self.take_any(&["h", "hrs", "hours"]);
            return Ok(Some(Written::Clock(time)));
        }
        if digits > 2 {
            return Err(self.not_a_time(from));
        }
        let oclock = self.take_any(&["o'clock", "oclock"]) || self.take(&["o", "clock"]);
        let time = self.clock(from, hour, 0, 0)?;
        // A number alone is hardly a time from 13 on: "14" may be a date.
        if from == 0 && self.at == self.tokens.len() && !oclock && hour > 12 {
            return Err(self.not_a_time(from));
        }
        let clear = hour == 0 || hour > 12 || digits == 2 && hour < 10;
        Ok(Some(if clear { Written::Clock(time) } else { Written::Bare(time) }))
    }

    pub(super) fn follows_at(&self, from: usize) -> bool {
        let before = from.checked_sub(1).and_then(|before| self.tokens.get(before));
        before.is_some_and(|token| matches!(token.text, "at" | "@"))
    }

    /// am or pm in hours to add, in any spelling.
    pub(super) fn meridiem(&mut self) -> Option<u32> {
        let (half, dotted) = match self.word(0)? {
            "am" => (0, false),
            "pm" => (12, false),
            "a" => (0, true),
            "p" => (12, true),
            _ => return None,
        };
        if dotted {
            if self.is_sign(1, '.') && self.word(2) == Some("m") {
                self.at += 3;
                if self.is_glued(0) {
                    self.take_sign('.');
                }
                return Some(half);
            }
            // "6p" glued to its number; "6 a" is the beginning of something else.
            if !self.is_glued(0) {
                return None;
            }
        }
        self.at += 1;
        Some(half)
    }

    /// "half past 6", "quarter to seven", "ten past 8", "seven o'clock".
    pub(super) fn spoken_time(&mut self) -> Found<Written> {
        let from = self.at;
        let minutes = if self.take(&["half"]) {
            Some(30)
        } else {
            self.take(&["a"]);
            if self.take(&["quarter"]) {
                Some(15)
            } else {
                let count = self.count();
                self.take_any(&["minutes", "minute", "mins"]);
                count
            }
        };
        let (before, past) = (self.take(&["to"]), self.take_any(&["past", "after"]));
        let Some(minutes) = minutes else { return Ok(None) };
        if !before && !past {
            // "seven", "seven pm", "seven o'clock"; digits are read by `time`.
            if self.digits(0).is_some()
                || self.tokens[from].kind != Kind::Word
                || self.at > from + 1
            {
                return Ok(None);
            }
            if !(2..=12).contains(&minutes) && self.tokens[from].text != "one" {
                return Ok(None);
            }
            return self.spoken_hour(from, minutes, 0);
        }
        if minutes > 30 {
            return Ok(None);
        }
        let Some(hour) = self.count() else { return Ok(None) };
        if !(1..=12).contains(&hour) {
            return Err(self.not_a_time(from));
        }
        if past {
            return self.spoken_hour(from, hour, minutes);
        }
        let hour = if hour == 1 { 12 } else { hour - 1 };
        self.spoken_hour(from, hour, 60 - minutes)
    }

    pub(super) fn spoken_hour(&mut self, from: usize, hour: u32, minute: u32) -> Found<Written> {
        let _said = self.take_any(&["o'clock", "oclock"]) || self.take(&["o", "clock"]);
        if let Some(half) = self.meridiem() {
            return Ok(Some(Written::Sure(self.clock(from, hour % 12 + half, minute, 0)?)));
        }
        Ok(Some(Written::Bare(self.clock(from, hour, minute, 0)?)))
    }

    /// 2024-03-10T02:30, with seconds and with Z or an offset where given.
    pub(super) fn iso_moment(&mut self) -> Found<(Day, Time, Option<Timestamp>)> {
        let [(year, 4), (month, _), (day, _)] = self.numbers('-')[..] else { return Ok(None) };
        let from = self.at;
        self.at += 5;
        let t = self.word(0) == Some("t") && self.is_glued(0);
        if !t {
            return Ok(None);
        }
        self.at += 1;
        let (Some((hour, 2)), true, Some((minute, 2))) =
            (self.digits(0), self.is_sign(1, ':'), self.digits(2))
        else {
            return Err(self.not_a_time(from));
        };
        self.at += 3;
        let mut second = 0;
        if self.is_sign(0, ':')
            && let Some((number, 2)) = self.digits(1)
        {
            second = number;
            self.at += 2;
        }
        let time = self.clock(from, hour, minute, second)?;
        let date = Day::Date { year: Some(year), month, day };
        let ahead = if self.is_glued(0) && self.take(&["z"]) {
            Some(0)
        } else if self.is_glued(0) && (self.is_sign(0, '+') || self.is_sign(0, '-')) {
            let sign = if self.is_sign(0, '+') { 1 } else { -1 };
            self.at += 1;
            let (Some((hours, 2)), true, Some((minutes, 2))) =
                (self.digits(0), self.is_sign(1, ':'), self.digits(2))
            else {
                return Err(self.not_a_time(from));
            };
            self.at += 3;
            Some(sign * (i64::from(hours) * 60 + i64::from(minutes)))
        } else {
            None
        };
        let instant = match ahead {
            None => None,
            Some(minutes) => Some(instant(year, month, day, time, minutes)?),
        };
        Ok(Some((date, time, instant)))
    }
}

/// An instant from a date, a time and minutes ahead of UTC.
fn instant(year: u32, month: u32, day: u32, time: Time, ahead: i64) -> Result<Timestamp, Refusal> {
    let refused = Refusal::NoSuchDate(NotInCalendar {
        month: i32::try_from(month).unwrap_or(i32::MAX),
        day: i32::try_from(day).unwrap_or(i32::MAX),
    });
    let part = |number: u32| i8::try_from(number).unwrap_or(i8::MAX);
    let year = i16::try_from(year).unwrap_or(i16::MAX);
    let Ok(date) = Date::new(year, part(month), part(day)) else { return Err(refused) };
    jiff::tz::Offset::UTC
        .to_timestamp(date.to_datetime(time))
        .and_then(|at| at.checked_sub(SignedDuration::from_mins(ahead)))
        .map_err(|_| refused)
}

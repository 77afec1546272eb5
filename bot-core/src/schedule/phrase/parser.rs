//! Tokens into a draft: which parts a phrase has, each in its slot.
//!
//! What the parts mean together, and on which date, is `resolve`'s.

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time, Weekday},
};

use super::{
    super::rule::Weekdays,
    Misunderstanding, PastProblem, Refusal,
    lexer::{Kind, Token, tokens},
    time::Written,
    words::{CONNECTORS, Part, Plural, Unit, days_of, month, number, ordinal, part, unit, weekday},
};

/// What a phrase says, part by part.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) time: Option<Written>,
    pub(super) part: Option<Part>,
    pub(super) day: Option<Day>,
    pub(super) days: Option<Days>,
    pub(super) length: Option<Length>,
    pub(super) instant: Option<Timestamp>,
    pub(super) repeat: Option<(u32, Unit)>,
    pub(super) start: Option<Start>,
    pub(super) until: Option<Day>,
    pub(super) lasting: Option<Length>,
    pub(super) times: Option<u32>,
    pub(super) except: Vec<Day>,
    pub(super) except_days: Weekdays,
    pub(super) elapsed: Option<()>,
    pub(super) once: Option<()>,
    /// Whether a plural ("mondays", "mornings") says that it repeats.
    pub(super) plural: Option<()>,
}

/// A date as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    /// So many days after today.
    Ahead(i32),
    /// A day of the week.
    Weekday(Weekday, Which),
    /// A date, with or without its year.
    Date { year: Option<u32>, month: u32, day: u32 },
    /// Two numbers with a dash, which may be month and day.
    Dashed(u32, u32),
    /// A day of a month that is not named.
    OfMonth(u32),
    /// Some day of next week.
    NextWeek,
    /// The last day of this month.
    EndOfMonth,
    /// The last day of a month, 1-12.
    EndOf(i8),
    /// The last day of this year.
    EndOfYear,
    /// The Sunday of this week.
    EndOfWeek,
}

/// Which of the days of that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// The coming one.
    Coming,
    /// That of this week.
    This,
    /// That of next week.
    Next,
    /// The one after the coming one ("friday week").
    WeekAfter,
}

/// Some days of the week.
#[derive(Clone, Copy, Debug)]
pub(super) struct Days {
    pub(super) days: Weekdays,
    pub(super) which: Which,
}

/// Where a rule begins.
#[derive(Clone, Copy, Debug)]
pub(super) enum Start {
    Day(Day),
    Instant(Timestamp),
    /// From now on: says nothing.
    Now,
}

/// A length of time, by units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Length {
    pub(super) months: u64,
    pub(super) days: u64,
    pub(super) seconds: u64,
}

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Token<'t>>,
    at: usize,
    draft: Draft,
}

/// What a rule of the grammar found: nothing, a value, or a reason to stop.
type Found<T> = Result<Option<T>, Refusal>;

/// A rule that fills a slot of the draft, and whether it did.
type PartRule<'t> = fn(&mut Parser<'t>) -> Result<bool, Refusal>;

fn stop(what: Misunderstanding) -> Refusal {
    Refusal::NotUnderstood(what)
}

/// Reads all parts of a phrase.
pub(super) fn draft(text: &str) -> Result<Draft, Refusal> {
    let mut parser = Parser { text, tokens: tokens(text), at: 0, draft: Draft::default() };
    parser.greeting();
    while parser.at < parser.tokens.len() {
        if parser.connector() {
            continue;
        }
        if !parser.part()? {
            return Err(parser.unknown());
        }
    }
    Ok(parser.draft)
}

/// Fills a slot, or stops where it is filled already.
fn fill<T>(slot: &mut Option<T>, value: T) -> Result<bool, Refusal> {
    if slot.replace(value).is_some() {
        return Err(stop(Misunderstanding::Contradiction));
    }
    Ok(true)
}

impl<'t> Parser<'t> {
    // ── Tokens ──────────────────────────────────────────────────────────────

    fn token(&self, ahead: usize) -> Option<Token<'t>> {
        self.tokens.get(self.at + ahead).copied()
    }

    fn word(&self, ahead: usize) -> Option<&'t str> {
        self.token(ahead).filter(|token| token.kind == Kind::Word).map(|token| token.text)
    }

    fn digits(&self, ahead: usize) -> Option<(u32, usize)> {
        let token = self.token(ahead)?;
        match token.kind {
            Kind::Number(number) => Some((number, token.text.len())),
            Kind::Word | Kind::Sign(_) => None,
        }
    }

    fn is_sign(&self, ahead: usize, sign: char) -> bool {
        self.token(ahead).is_some_and(|token| token.kind == Kind::Sign(sign))
    }

    fn is_glued(&self, ahead: usize) -> bool {
        self.token(ahead).is_some_and(|token| token.glued)
    }

    /// Takes these words if they come next, one after another.
    fn take(&mut self, words: &[&str]) -> bool {
        let next = words.iter().enumerate().all(|(ahead, word)| self.word(ahead) == Some(*word));
        if next {
            self.at += words.len();
        }
        next
    }

    fn take_any(&mut self, words: &[&str]) -> bool {
        words.iter().any(|word| self.take(&[word]))
    }

    fn take_sign(&mut self, sign: char) -> bool {
        let next = self.is_sign(0, sign);
        if next {
            self.at += 1;
        }
        next
    }

    /// Tries a rule; where it finds nothing, nothing was taken.
    fn attempt<T>(&mut self, rule: impl FnOnce(&mut Self) -> Found<T>) -> Found<T> {
        let start = self.at;
        let found = rule(self);
        if !matches!(found, Ok(Some(_))) {
            self.at = start;
        }
        found
    }

    fn unknown(&self) -> Refusal {
        let Some(token) = self.token(0) else { return stop(Misunderstanding::NoTime) };
        let word = match token.kind {
            Kind::Word => token.text.chars().take(30).collect(),
            Kind::Number(_) | Kind::Sign(_) => {
                let rest = &self.text[token.from..];
                let piece = rest.split_whitespace().next().unwrap_or(rest);
                piece.chars().take(30).collect()
            }
        };
        stop(Misunderstanding::Word { word, meant: None })
    }

    // ── Parts ───────────────────────────────────────────────────────────────

    /// "remind me", which people can't help saying.
    fn greeting(&mut self) {
        self.take(&["please"]);
        self.take(&["can", "you"]);
        if !self.take(&["remind", "me"]) {
            self.take(&["remind", "us"]);
        }
    }

    fn connector(&mut self) -> bool {
        let signs = [',', '@', '(', ')'];
        signs.into_iter().any(|sign| self.take_sign(sign)) || self.take_any(CONNECTORS)
    }

    fn part(&mut self) -> Result<bool, Refusal> {
        let rules: [PartRule<'t>; 11] = [
            Self::elapsed,
            Self::limits,
            Self::repeat,
            Self::unsupported,
            Self::end_or_part_of_day,
            Self::length_from_now,
            Self::moment,
            Self::monthly_day,
            Self::day_slot,
            Self::days_slot,
            Self::time_slot,
        ];
        for rule in rules {
            let start = self.at;
            if rule(self)? {
                return Ok(true);
            }
            self.at = start;
        }
        Ok(false)
    }

    /// "(elapsed)" after every so many hours.
    fn elapsed(&mut self) -> Result<bool, Refusal> {
        if !self.take(&["elapsed"]) {
            return Ok(false);
        }
        fill(&mut self.draft.elapsed, ())
    }

    /// Start, end, count, exceptions, "once".
    fn limits(&mut self) -> Result<bool, Refusal> {
        if self.take_any(&["except", "excluding", "without", "skip", "skipping", "omit"])
            || self.take(&["but", "not"])
            || self.take(&["apart", "from"])
            || self.take(&["not"])
        {
            self.take_any(&["for", "on"]);
            return if self.exceptions()? { Ok(true) } else { Err(self.unknown()) };
        }
        if self.take_any(&["until", "till", "til", "through", "thru", "ending", "ends"])
            || self.take(&["up", "to"])
        {
            while self.take_any(&["on", "the", "and", "including"]) {}
            let Some(day) = self.any_day()? else { return Err(self.unknown()) };
            return fill(&mut self.draft.until, day);
        }
        if self.take(&["for"]) {
            self.take(&["the"]);
            self.take(&["next"]);
            if let Some(times) = self.times()? {
                return fill(&mut self.draft.times, times);
            }
            let Some(length) = self.length()? else { return Err(self.unknown()) };
            return fill(&mut self.draft.lasting, length);
        }
        if self.take_any(&["starting", "start", "starts", "beginning", "begins", "since"])
            || self.take_any(&["anchor", "anchored"])
            || self.take(&["counted", "from"])
            || self.take(&["as", "of"])
        {
            self.take_any(&["on", "from", "at"]);
            return self.start();
        }
        if self.take(&["from"]) {
            // "from monday to friday" is a list of days.
            let range = self.attempt(|parser| {
                let days = parser.weekdays()?;
                Ok(days.filter(|(days, _, _)| days.days.len() > 1))
            })?;
            if let Some((days, _, _)) = range {
                self.draft.plural = Some(());
                return fill(&mut self.draft.days, days);
            }
            return self.start();
        }
        if let Some(times) = self.times()? {
            return fill(&mut self.draft.times, times);
        }
        if self.take(&["once"]) || self.take(&["one", "time"]) {
            if self.is_per() {
                return self.per_unit(1);
            }
            return fill(&mut self.draft.once, ());
        }
        Ok(false)
    }

    fn start(&mut self) -> Result<bool, Refusal> {
        if self.take(&["now"]) {
            self.take(&["on"]);
            return fill(&mut self.draft.start, Start::Now);
        }
        if let Some((date, time, instant)) = self.attempt(Self::iso_moment)? {
            if let Some(instant) = instant {
                return fill(&mut self.draft.start, Start::Instant(instant));
            }
            fill(&mut self.draft.time, Written::Sure(time))?;
            return fill(&mut self.draft.start, Start::Day(date));
        }
        if let Some(day) = self.any_day()? {
            return fill(&mut self.draft.start, Start::Day(day));
        }
        // "from 8am": the time speaks for itself.
        let time = self.attempt(Self::time)?;
        match time {
            Some(time) => fill(&mut self.draft.time, time),
            None => Err(self.unknown()),
        }
    }

    fn exceptions(&mut self) -> Result<bool, Refusal> {
        let mut found = false;
        loop {
            let item = self.attempt(|parser| {
                if found {
                    let comma = parser.take_sign(',') || parser.take_sign('&');
                    let and = parser.take_any(&["and", "or"]);
                    if !comma && !and {
                        return Ok(None);
                    }
                }
                parser.take_any(&["on", "the"]);
                if let Some((days, _, _)) = parser.attempt(Self::weekdays)? {
                    return Ok(Some(Err(days.days)));
                }
                Ok(parser.day()?.map(Ok))
            })?;
            match item {
                Some(Ok(day)) => self.draft.except.push(day),
                Some(Err(days)) => self.draft.except_days = self.draft.except_days.and(days),
                None => return Ok(found),
            }
            found = true;
        }
    }

    /// "10 times", "ten times", "x10", "twice". "3 times a day" stops.
    fn times(&mut self) -> Found<u32> {
        let found = self.attempt(|parser| {
            if parser.take(&["x"]) || parser.take(&["count"]) {
                return Ok(parser.count());
            }
            if parser.take(&["twice"]) {
                return Ok(Some(2));
            }
            let Some(count) = parser.count() else { return Ok(None) };
            let said = parser.take_any(&["times", "x", "occurrences", "repeats", "repetitions"]);
            Ok(said.then_some(count))
        })?;
        if found.is_some() && self.is_per() {
            return Err(stop(Misunderstanding::SeveralTimes));
        }
        Ok(found)
    }

    fn is_per(&self) -> bool {
        matches!(self.word(0), Some("a" | "per" | "each" | "every" | "an"))
            && self.word(1).and_then(unit).is_some()
    }

    fn per_unit(&mut self, n: u32) -> Result<bool, Refusal> {
        let Some(unit) = self.word(1).and_then(unit) else { return Ok(false) };
        self.at += 2;
        fill(&mut self.draft.repeat, (n, unit))
    }

    fn repeat(&mut self) -> Result<bool, Refusal> {
        let Some(word) = self.word(0) else { return Ok(false) };
        let named = match word {
            "daily" | "everyday" => Some((1, Unit::Day)),
            "weekly" => Some((1, Unit::Week)),
            "fortnightly" => Some((2, Unit::Week)),
            "monthly" => Some((1, Unit::Month)),
            "yearly" | "annually" => Some((1, Unit::Year)),
            "hourly" => Some((1, Unit::Hour)),
            // Twice a week or every other week: the word has both meanings.
            "biweekly" | "bimonthly" => return Err(stop(Misunderstanding::Interval)),
            _ => None,
        };
        if self.take(&["nightly"]) {
            fill(&mut self.draft.part, Part::Night)?;
            return fill(&mut self.draft.repeat, (1, Unit::Day));
        }
        if let Some(repeat) = named {
            self.at += 1;
            return fill(&mut self.draft.repeat, repeat);
        }
        match word {
            "alternate" => {
                self.at += 1;
                self.every_nth(2)
            }
            "every" | "each" => {
                self.at += 1;
                // What is wrong is the word after it.
                if self.every()? { Ok(true) } else { Err(self.unknown()) }
            }
            _ => Ok(false),
        }
    }

    fn every(&mut self) -> Result<bool, Refusal> {
        self.take(&["single"]);
        if self.take(&["other"]) {
            return self.every_nth(2);
        }
        if self.take(&["fortnight"]) {
            return fill(&mut self.draft.repeat, (2, Unit::Week));
        }
        if self.take(&["last"]) {
            let day = self.word(0) == Some("day");
            let what = if day { Misunderstanding::LastDay } else { Misunderstanding::NthWeekday };
            return Err(stop(what));
        }
        if let Some((name, _)) = self.word(0).and_then(part) {
            self.at += 1;
            fill(&mut self.draft.part, name)?;
            return fill(&mut self.draft.repeat, (1, Unit::Day));
        }
        // "every 15th", "every 1 march": before numbers with units.
        if let Some(day) = self.attempt(Self::calendar_day)? {
            let unit = match day {
                Day::OfMonth(nth) if self.word(0).is_some_and(is_day_or_unit) => {
                    return self.every_nth(nth);
                }
                Day::OfMonth(_) => Unit::Month,
                _ => Unit::Year,
            };
            fill(&mut self.draft.repeat, (1, unit))?;
            return fill(&mut self.draft.day, day);
        }
        if let Some(nth) = self.word(0).and_then(ordinal)
            && self.word(1).is_some_and(is_day_or_unit)
        {
            self.at += 1;
            return self.every_nth(nth);
        }
        if let Some((days, _, _)) = self.attempt(Self::weekdays)? {
            fill(&mut self.draft.days, days)?;
            return fill(&mut self.draft.repeat, (1, Unit::Week));
        }
        if let Some(unit) = self.word(0).and_then(unit) {
            self.at += 1;
            if unit == Unit::Hour && self.take(&["and", "a", "half"]) {
                return fill(&mut self.draft.repeat, (90, Unit::Minute));
            }
            return fill(&mut self.draft.repeat, (1, unit));
        }
        if let Some(count) = self.attempt(|parser| {
            let Some(count) = parser.count() else { return Ok(None) };
            let Some(unit) = parser.word(0).and_then(unit) else { return Ok(None) };
            if parser.is_length_after(1) {
                return Ok(None);
            }
            parser.at += 1;
            Ok(Some((count, unit)))
        })? {
            return fill(&mut self.draft.repeat, count);
        }
        // "every hour and a half", "every 1h30m", "every half hour".
        match self.length()? {
            Some(Length { months: 0, days: 0, seconds }) => {
                let repeat = match u32::try_from(seconds / 60) {
                    Ok(minutes) if seconds % 60 == 0 => (minutes, Unit::Minute),
                    _ => (1, Unit::Second),
                };
                fill(&mut self.draft.repeat, repeat)
            }
            Some(Length { months: 0, days, seconds: 0 }) => {
                fill(&mut self.draft.repeat, (u32::try_from(days).unwrap_or(u32::MAX), Unit::Day))
            }
            _ => Ok(false),
        }
    }

    /// Whether more of a length comes after the unit: "1 hour 30 minutes".
    fn is_length_after(&self, ahead: usize) -> bool {
        let skip = usize::from(self.word(ahead) == Some("and"));
        let number = self.digits(ahead + skip).is_some()
            || self.word(ahead + skip).is_some_and(|word| number(word).is_some());
        let half =
            self.word(ahead + skip) == Some("a") && self.word(ahead + skip + 1) == Some("half");
        half || number && self.word(ahead + skip + 1).is_some_and(|word| unit(word).is_some())
    }

    /// After "every other", "every third": a unit or a weekday.
    fn every_nth(&mut self, nth: u32) -> Result<bool, Refusal> {
        let before = self.at;
        if let Some((days, _, _)) = self.attempt(Self::weekdays)? {
            // "every second monday" may be that of the month.
            if self.tokens[before - 1].text != "other"
                && self.tokens[before - 1].text != "alternate"
            {
                return Err(stop(Misunderstanding::NthWeekday));
            }
            fill(&mut self.draft.days, days)?;
            return fill(&mut self.draft.repeat, (2, Unit::Week));
        }
        let Some(unit) = self.word(0).and_then(unit) else { return Ok(false) };
        self.at += 1;
        fill(&mut self.draft.repeat, (nth, unit))
    }

    /// What people ask for and one rule can't say.
    fn unsupported(&mut self) -> Result<bool, Refusal> {
        let start = self.at;
        if self.take(&["last"]) {
            return Err(match self.word(0) {
                Some("day") => stop(Misunderstanding::LastDay),
                Some(word) if weekday(word).is_some() && self.word(1) == Some("of") => {
                    stop(Misunderstanding::NthWeekday)
                }
                Some(word) if is_day_or_unit(word) || part(word).is_some() => {
                    Refusal::InThePast(PastProblem::Over)
                }
                _ => {
                    self.at = start;
                    self.unknown()
                }
            });
        }
        if let Some(Day::OfMonth(_)) = self.attempt(Self::calendar_day)?
            && self.word(0).is_some_and(|word| weekday(word).is_some())
        {
            return Err(stop(Misunderstanding::NthWeekday));
        }
        Ok(false)
    }

    /// "end of day"; morning and its kin.
    fn end_or_part_of_day(&mut self) -> Result<bool, Refusal> {
        if self.take(&["end", "of", "day"]) || self.take(&["end", "of", "the", "day"]) {
            return fill(&mut self.draft.part, Part::EndOfDay);
        }
        let this = self.take(&["this"]);
        if !this && self.take(&["in"]) {
            self.take(&["the"]);
        }
        let Some((name, plural)) = self.word(0).and_then(part) else { return Ok(false) };
        self.at += 1;
        if this {
            fill(&mut self.draft.day, Day::Ahead(0))?;
        }
        if plural == Plural::Yes {
            self.draft.plural = Some(());
        }
        fill(&mut self.draft.part, name)
    }

    fn length_from_now(&mut self) -> Result<bool, Refusal> {
        if self.follows_at(self.at) {
            return Ok(false);
        }
        self.take(&["in"]);
        let Some(length) = self.length()? else { return Ok(false) };
        if self.take(&["ago"]) {
            return Err(Refusal::InThePast(PastProblem::Over));
        }
        if !self.take(&["from", "now"]) && !self.take(&["from", "today"]) {
            self.take_any(&["time", "later"]);
        }
        fill(&mut self.draft.length, length)
    }

    /// A date and a time in the form of ISO 8601, with or without an offset.
    fn moment(&mut self) -> Result<bool, Refusal> {
        let Some((date, time, instant)) = self.attempt(Self::iso_moment)? else {
            return Ok(false);
        };
        if let Some(instant) = instant {
            return fill(&mut self.draft.instant, instant);
        }
        fill(&mut self.draft.day, date)?;
        fill(&mut self.draft.time, Written::Sure(time))
    }

    /// "monthly on 31": after "on" a bare number is a day of the month.
    fn monthly_day(&mut self) -> Result<bool, Refusal> {
        let on = self.at.checked_sub(1).is_some_and(|before| self.tokens[before].text == "on");
        if !on || self.draft.day.is_some() || !matches!(self.draft.repeat, Some((_, Unit::Month))) {
            return Ok(false);
        }
        let Some((day, Ending::Bare)) = self.day_number() else { return Ok(false) };
        if self.meridiem().is_some() || self.word(0).and_then(month).is_some() {
            return Ok(false);
        }
        fill(&mut self.draft.day, Day::OfMonth(day))
    }

    fn day_slot(&mut self) -> Result<bool, Refusal> {
        if self.take(&["tonight"]) {
            fill(&mut self.draft.part, Part::Night)?;
            return fill(&mut self.draft.day, Day::Ahead(0));
        }
        match self.day()? {
            Some(day) => fill(&mut self.draft.day, day),
            None => Ok(false),
        }
    }

    fn days_slot(&mut self) -> Result<bool, Refusal> {
        let Some((days, plural, _)) = self.attempt(Self::weekdays)? else { return Ok(false) };
        if plural == Plural::Yes {
            self.draft.plural = Some(());
        }
        fill(&mut self.draft.days, days)
    }

    fn time_slot(&mut self) -> Result<bool, Refusal> {
        // "at 7:00 and 19:00"
        let and = self.take(&["and"]) || self.take_sign('&');
        if and {
            return match self.attempt(Self::time)? {
                Some(_) if self.draft.time.is_some() => Err(stop(Misunderstanding::SeveralTimes)),
                _ => Ok(false),
            };
        }
        match self.attempt(Self::time)? {
            Some(time) => fill(&mut self.draft.time, time),
            None => Ok(false),
        }
    }

    // ── Lengths ─────────────────────────────────────────────────────────────

    /// A whole number in digits or words, "a couple of" included.
    fn count(&mut self) -> Option<u32> {
        if let Some((number, _)) = self.digits(0) {
            self.at += 1;
            return Some(number);
        }
        let found = number(self.word(0)?)?;
        self.at += 1;
        if found == 1 && self.take(&["couple"]) {
            self.take(&["of"]);
            return Some(2);
        }
        // "twenty five", "forty-five".
        if found >= 20 && found % 10 == 0 {
            let dash = usize::from(self.is_sign(0, '-'));
            if let Some(ones @ 1..=9) = self.word(dash).filter(|w| w.len() > 2).and_then(number) {
                self.at += dash + 1;
                return Some(found + ones);
            }
        }
        Some(found)
    }

    fn length(&mut self) -> Found<Length> {
        self.attempt(|parser| {
            let mut total = Length::default();
            let mut found = false;
            loop {
                let piece = parser.attempt(|parser| {
                    if found {
                        parser.take_sign(',');
                        parser.take(&["and"]);
                    }
                    Ok(parser.length_piece())
                })?;
                let Some(piece) = piece else { break };
                total.months = total.months.saturating_add(piece.months);
                total.days = total.days.saturating_add(piece.days);
                total.seconds = total.seconds.saturating_add(piece.seconds);
                found = true;
            }
            Ok(found.then_some(total))
        })
    }

    /// One number with its unit, and "and a half" before or after it.
    fn length_piece(&mut self) -> Option<Length> {
        let hour = 3_600;
        // "half an hour", "half hour", "a half hour", "quarter of an hour", "three quarters of an hour"
        if self.take(&["three", "quarters", "of", "an", "hour"]) {
            return Some(Length { seconds: hour / 4 * 3, ..Length::default() });
        }
        let start = self.at;
        self.take(&["a"]);
        for (word, part) in [("half", 2), ("quarter", 4)] {
            if self.take(&[word]) {
                self.take(&["of"]);
                self.take(&["an"]);
                if self.take(&["hour"]) {
                    return Some(Length { seconds: hour / part, ..Length::default() });
                }
            }
        }
        self.at = start;
        let count = u64::from(self.count()?);
        // "1.5 hours", "2.5h"
        let mut tenths = 0;
        if self.is_sign(0, '.') && self.is_glued(0) {
            let (digit, 1) = self.digits(1).filter(|_| self.is_glued(1))? else { return None };
            tenths = u64::from(digit);
            self.at += 2;
        }
        if self.take(&["and", "a", "half"]) {
            tenths = 5;
        }
        if self.take_any(&["fortnight", "fortnights"]) && tenths == 0 {
            return Some(Length { days: count.saturating_mul(14), ..Length::default() });
        }
        let unit = unit(self.word(0)?)?;
        self.at += 1;
        if matches!(unit, Unit::Hour) && self.take(&["and", "a", "half"]) {
            tenths = 5;
        }
        let whole = |value: u64| (tenths == 0).then_some(value);
        let seconds = |each: u64| Length {
            seconds: count.saturating_mul(each).saturating_add(each * tenths / 10),
            ..Length::default()
        };
        Some(match unit {
            Unit::Second => Length { seconds: whole(count)?, ..Length::default() },
            Unit::Minute => seconds(60),
            Unit::Hour => seconds(hour),
            Unit::Day => Length { days: whole(count)?, ..Length::default() },
            Unit::Week => Length { days: whole(count.saturating_mul(7))?, ..Length::default() },
            Unit::Month => Length { months: whole(count)?, ..Length::default() },
            Unit::Year => Length { months: whole(count.saturating_mul(12))?, ..Length::default() },
        })
    }

    // ── Days ────────────────────────────────────────────────────────────────

    /// A day by any of its names, a weekday included.
    fn any_day(&mut self) -> Found<Day> {
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

    fn day(&mut self) -> Found<Day> {
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
    fn calendar_day(&mut self) -> Found<Day> {
        if let Some(day) = self.attempt(Self::numeric_date)? {
            return Ok(Some(day));
        }
        if let Some(day) = self.attempt(|parser| Ok(parser.named_date()))? {
            return Ok(Some(day));
        }
        self.attempt(|parser| Ok(parser.day_of_month()))
    }

    /// The signs between the numbers of a date, all the same.
    fn numbers(&self, separator: char) -> Vec<(u32, usize)> {
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

    fn numeric_date(&mut self) -> Found<Day> {
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
    fn day_number(&mut self) -> Option<(u32, Ending)> {
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

    fn named_date(&mut self) -> Option<Day> {
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
    fn day_of_month(&mut self) -> Option<Day> {
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
    fn weekdays(&mut self) -> Found<(Days, Plural, usize)> {
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

    fn weekday_item(&mut self) -> Option<(Weekdays, Plural)> {
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

    // ── Times ───────────────────────────────────────────────────────────────

    fn not_a_time(&self, from: usize) -> Refusal {
        let begin = self.tokens.get(from).map_or(0, |token| token.from);
        let end = self.token(0).map_or(self.text.len(), |token| token.from);
        let text = self.text[begin..end].trim().chars().take(20).collect();
        stop(Misunderstanding::NotATime(text))
    }

    fn clock(&self, from: usize, hour: u32, minute: u32, second: u32) -> Result<Time, Refusal> {
        let part = |number: u32| i8::try_from(number).unwrap_or(i8::MAX);
        Time::new(part(hour), part(minute), part(second), 0).map_err(|_| self.not_a_time(from))
    }

    fn time(&mut self) -> Found<Written> {
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

    fn follows_at(&self, from: usize) -> bool {
        let before = from.checked_sub(1).and_then(|before| self.tokens.get(before));
        before.is_some_and(|token| matches!(token.text, "at" | "@"))
    }

    /// am or pm in hours to add, in any spelling.
    fn meridiem(&mut self) -> Option<u32> {
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
    fn spoken_time(&mut self) -> Found<Written> {
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

    fn spoken_hour(&mut self, from: usize, hour: u32, minute: u32) -> Found<Written> {
        let _said = self.take_any(&["o'clock", "oclock"]) || self.take(&["o", "clock"]);
        if let Some(half) = self.meridiem() {
            return Ok(Some(Written::Sure(self.clock(from, hour % 12 + half, minute, 0)?)));
        }
        Ok(Some(Written::Bare(self.clock(from, hour, minute, 0)?)))
    }

    /// 2024-03-10T02:30, with seconds and with Z or an offset where given.
    fn iso_moment(&mut self) -> Found<(Day, Time, Option<Timestamp>)> {
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
    use super::DateProblem::NotInCalendar;
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

/// Whether a day of the month was written with its ending ("15th").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Said,
    Bare,
}

fn is_day_or_unit(word: &str) -> bool {
    weekday(word).is_some() || unit(word).is_some() || days_of(word).is_some()
}

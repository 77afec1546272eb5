//! Tokens into a draft: which parts a phrase has, each in its slot.
//!
//! What the parts mean together, and on which date, is `resolve`'s.

mod days;
mod lengths;
mod limits;
mod repeats;
mod times;

use jiff::{Timestamp, civil::Weekday};

use super::{
    super::weekdays::Weekdays,
    Misunderstanding, PastProblem, Refusal,
    lexer::{Kind, Token, tokens},
    time::Written,
    words::{CONNECTORS, Part, Plural, Unit, days_of, part, unit, weekday},
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
}

fn is_day_or_unit(word: &str) -> bool {
    weekday(word).is_some() || unit(word).is_some() || days_of(word).is_some()
}

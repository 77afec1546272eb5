//! A draft into a rule: the parts put together, dates found, bounds kept.

mod dates;

use std::num::NonZeroU32;

use jiff::{
    SignedDuration, Span, Timestamp, ToSpan,
    civil::{Date, DateTime, Time, Weekday},
};

use super::{
    super::{
        next::{next, on_the_wall},
        rule::{Cadence, Rule, RuleError},
        weekdays::Weekdays,
    },
    Assumption, Context, DateProblem, Misunderstanding, PastProblem, Question, Refusal, Understood,
    parser::{Day, Draft, Length, Start, Which},
    time::{self, DayOf, Resolved, Use},
    words::Unit,
};

/// "Now" in the person's zone, with all that a date is reckoned from.
struct Clock<'c> {
    context: &'c Context<'c>,
    /// Now, to the second: what people say is no finer.
    now: Timestamp,
    local: DateTime,
}

fn stop(what: Misunderstanding) -> Refusal {
    Refusal::NotUnderstood(what)
}

/// Puts the parts of a phrase together.
pub(super) fn resolve(mut draft: Draft, context: &Context<'_>) -> Result<Understood, Refusal> {
    let now = Timestamp::from_second(context.now.as_second()).unwrap_or(context.now);
    let clock = Clock { context, now, local: context.zone.tz().to_datetime(now) };
    if draft.repeat.is_none() && draft.plural.is_some() {
        let unit = if draft.days.is_some() { Unit::Week } else { Unit::Day };
        draft.repeat = Some((1, unit));
    }
    let (mut rule, assumption) = match draft.repeat {
        Some(_) if draft.once.is_some() || draft.length.is_some() || draft.instant.is_some() => {
            return Err(stop(Misunderstanding::Contradiction));
        }
        Some((n, unit)) => clock.repeating(&mut draft, n, unit)?,
        None => (clock.single(&draft)?, None),
    };
    clock.limit(&mut rule, &draft)?;
    rule.check(context.bounds, context.now).map_err(|error| refusal(&error, &rule))?;
    Ok(Understood { rule, assumption })
}

/// A bound that was broken, as a refusal of the phrase.
fn refusal(error: &RuleError, rule: &Rule) -> Refusal {
    match *error {
        RuleError::TooOften { shortest_minutes } => Refusal::TooOften { shortest_minutes },
        RuleError::EndBeforeStart => Refusal::NoSuchDate(DateProblem::EndBeforeStart),
        RuleError::TooFarAhead { years } => Refusal::NoSuchDate(DateProblem::TooFarAhead { years }),
        RuleError::TooManyTimes { most } => stop(Misunderstanding::Beyond { most }),
        RuleError::TooManySkips { most } => {
            stop(Misunderstanding::Beyond { most: u32::try_from(most).unwrap_or(u32::MAX) })
        }
        RuleError::CountWithoutStart => stop(Misunderstanding::Contradiction),
        RuleError::NoSuchDay => {
            let (month, day) = match rule.cadence {
                Cadence::Monthly { day, .. } => (0, day),
                Cadence::Yearly { month, day, .. } => (month, day),
                _ => (0, 0),
            };
            not_in_calendar(month.into(), day.into())
        }
        RuleError::NeverFires if rule.recurs() => Refusal::InThePast(PastProblem::NeverFires),
        RuleError::NeverFires => Refusal::InThePast(PastProblem::Over),
    }
}

const fn not_in_calendar(month: i32, day: i32) -> Refusal {
    Refusal::NoSuchDate(DateProblem::NotInCalendar { month, day })
}

fn signed(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn small(number: u32) -> i8 {
    i8::try_from(number).unwrap_or(i8::MAX)
}

/// The same day and month of a year, or why there is none.
fn calendar(year: i16, month: u32, day: u32) -> Result<Date, Refusal> {
    Date::new(year, small(month), small(day))
        .map_err(|_| not_in_calendar(signed(month), signed(day)))
}

impl Clock<'_> {
    // ── Once ────────────────────────────────────────────────────────────────

    fn single(&self, draft: &Draft) -> Result<Rule, Refusal> {
        if draft.elapsed.is_some()
            || draft.until.is_some()
            || draft.lasting.is_some()
            || draft.times.is_some_and(|times| times != 1)
            || !draft.except.is_empty()
            || !draft.except_days.is_empty()
        {
            // An end, a count or an exception belongs to something that repeats.
            return Err(Refusal::Ambiguous(Question::WhichDay));
        }
        if let Some(days) = draft.days
            && days.days.len() > 1
        {
            return Err(Refusal::Ambiguous(Question::OnceOrWeekly(days.days)));
        }
        if let Some(at) = draft.instant {
            let more = draft.day.is_some() || draft.time.is_some() || draft.length.is_some();
            return if more || draft.part.is_some() || draft.days.is_some() {
                Err(stop(Misunderstanding::Contradiction))
            } else {
                Ok(self.at_instant(at))
            };
        }
        if let Some(length) = draft.length {
            return self.after_length(draft, length);
        }
        let start = match draft.start {
            Some(Start::Day(day)) if draft.day.is_none() => Some(day),
            Some(_) => return Err(stop(Misunderstanding::Contradiction)),
            None => None,
        };
        self.on_a_day(draft, draft.day.or(start))
    }

    /// An instant, said by the wall clock where the wall clock can say it.
    fn at_instant(&self, at: Timestamp) -> Rule {
        let zone = self.context.zone;
        let local = zone.tz().to_datetime(at);
        let by_wall = on_the_wall(zone, local).filter(|found| found.at == at);
        let cadence = match by_wall {
            Some(_) => Cadence::Once { at: local },
            None => Cadence::Instant { at },
        };
        Rule::new(cadence, zone.clone())
    }

    /// "in 20 minutes", "in 3 days", "in 2 days at 7am".
    fn after_length(&self, draft: &Draft, length: Length) -> Result<Rule, Refusal> {
        if draft.day.is_some() || draft.days.is_some() || draft.start.is_some() {
            return Err(stop(Misunderstanding::Contradiction));
        }
        let too_far = || {
            let years = self.context.bounds.horizon_years;
            Refusal::NoSuchDate(DateProblem::TooFarAhead { years })
        };
        let date = self.later(self.local.date(), length).ok_or_else(too_far)?;
        if draft.time.is_some() || draft.part.is_some() {
            if length.seconds > 0 || length.months + length.days == 0 {
                return Err(stop(Misunderstanding::Contradiction));
            }
            let resolved = time::resolve(draft.time, draft.part, Use::Once)?;
            return self.once(date, resolved);
        }
        // Calendar units first, at the same time of day, then elapsed time.
        let day = if length.months + length.days == 0 {
            self.now
        } else {
            let wall = on_the_wall(self.context.zone, date.to_datetime(self.local.time()));
            wall.ok_or_else(too_far)?.at
        };
        let seconds = i64::try_from(length.seconds).unwrap_or(i64::MAX);
        let at = day.checked_add(SignedDuration::from_secs(seconds)).map_err(|_| too_far())?;
        Ok(self.at_instant(at))
    }

    fn later(&self, date: Date, length: Length) -> Option<Date> {
        let months = Span::new().try_months(i64::try_from(length.months).ok()?).ok()?;
        let span = months.try_days(i64::try_from(length.days).ok()?).ok()?;
        date.checked_add(span).ok()
    }

    fn once(&self, date: Date, resolved: Resolved) -> Result<Rule, Refusal> {
        let date = match resolved.day {
            DayOf::Same => date,
            DayOf::Next => date.tomorrow().unwrap_or(date),
        };
        let at = date.to_datetime(resolved.time);
        Ok(Rule::new(Cadence::Once { at }, self.context.zone.clone()))
    }

    fn on_a_day(&self, draft: &Draft, day: Option<Day>) -> Result<Rule, Refusal> {
        let weekday = draft.days.and_then(|days| Some((days.days.iter().next()?, days.which)));
        if draft.time.is_none() && draft.part.is_none() && day.is_none() && weekday.is_none() {
            return Err(stop(Misunderstanding::NoTime));
        }
        // What is wrong with the date is said before a time is asked for.
        let probe = self.local.date().at(23, 59, 59, 0).time();
        if day.is_some() || weekday.is_some() {
            self.date(day, weekday, probe)?;
        }
        let midnight = draft.time == Some(time::Written::Midnight);
        let tonight = draft.part == Some(super::Part::Night);
        if midnight && !tonight && (day.is_some() || weekday.is_some()) {
            return Err(Refusal::Ambiguous(Question::WhichMidnight));
        }
        let resolved = time::resolve(draft.time, draft.part, Use::Once)?;
        if day.is_none() && weekday.is_none() {
            return self.next_such_time(resolved);
        }
        let date = self.date(day, weekday, resolved.time)?;
        self.once(date, resolved)
    }

    /// A time that is past today means tomorrow.
    fn next_such_time(&self, resolved: Resolved) -> Result<Rule, Refusal> {
        let today = self.local.date();
        let rule = self.once(today, resolved)?;
        if next(&rule, self.context.now).is_some() {
            return Ok(rule);
        }
        self.once(today.tomorrow().unwrap_or(today), resolved)
    }

    // ── Again and again ─────────────────────────────────────────────────────

    fn repeating(
        &self,
        draft: &mut Draft,
        n: u32,
        unit: Unit,
    ) -> Result<(Rule, Option<Assumption>), Refusal> {
        match unit {
            Unit::Second => Err(self.too_often()),
            Unit::Minute | Unit::Hour => Ok((self.by_elapsed_time(draft, n, unit)?, None)),
            Unit::Day | Unit::Week | Unit::Month | Unit::Year => {
                if n == 0 {
                    return Err(self.too_often());
                }
                if draft.elapsed.is_some() {
                    return Err(stop(Misunderstanding::Contradiction));
                }
                let shape = self.shape(draft, n, unit)?;
                let time = time::resolve(draft.time, draft.part, Use::Repeating)?;
                let start = match draft.start {
                    Some(Start::Day(Day::NextWeek)) => Some(self.next_monday()),
                    Some(Start::Day(day)) => Some(self.day_date(day, LAST_SECOND)?),
                    Some(Start::Instant(_)) => return Err(stop(Misunderstanding::Contradiction)),
                    Some(Start::Now) | None => None,
                };
                Ok((self.by_wall_clock(&shape, time.time, start), time.assumption))
            }
        }
    }

    const fn too_often(&self) -> Refusal {
        Refusal::TooOften { shortest_minutes: self.context.bounds.shortest_minutes }
    }

    fn next_monday(&self) -> Date {
        let today = self.local.date();
        let days = 7 - i32::from(today.weekday().to_monday_zero_offset());
        today.checked_add(days.days()).unwrap_or(today)
    }

    /// Which days a repeating phrase names. Takes weekdays out of the
    /// exceptions where the rule itself can leave them out.
    fn shape(&self, draft: &mut Draft, n: u32, unit: Unit) -> Result<Shape, Refusal> {
        let contradiction = stop(Misunderstanding::Contradiction);
        let days = draft.days.map(|days| (days.days, days.which));
        if days.is_some_and(|(_, which)| which != Which::Coming) {
            return Err(contradiction);
        }
        let days = days.map(|(days, _)| days);
        match (unit, n, days, draft.day) {
            (Unit::Day | Unit::Week, 1, days, None) => {
                let days = match (unit, days) {
                    (Unit::Day, None) => Weekdays::ALL,
                    (_, Some(days)) => days,
                    (_, None) => return Err(Refusal::Ambiguous(Question::WhichDay)),
                };
                let days = days.without(std::mem::take(&mut draft.except_days));
                match days {
                    Weekdays::ALL => Ok(Shape::Days(days)),
                    Weekdays::NONE => Err(contradiction),
                    days => Ok(Shape::Days(days)),
                }
            }
            (Unit::Day, n, None, None) => Ok(Shape::EveryDays(n, None)),
            (Unit::Week, n, Some(days), None) => {
                let mut each = days.iter();
                match (each.next(), each.next()) {
                    (Some(day), None) => Ok(Shape::EveryDays(n.saturating_mul(7), Some(day))),
                    _ => Err(stop(Misunderstanding::Interval)),
                }
            }
            (Unit::Week, _, None, None) => Err(Refusal::Ambiguous(Question::WhichDay)),
            (Unit::Month, 1, None, Some(Day::OfMonth(day))) => {
                calendar(2000, 1, day).map_err(|_| not_in_calendar(0, signed(day)))?;
                Ok(Shape::Monthly(small(day)))
            }
            (Unit::Month, 1, None, Some(Day::EndOfMonth)) => Err(stop(Misunderstanding::LastDay)),
            (
                Unit::Year,
                1,
                None,
                Some(Day::Date { year: None, month, day } | Day::Dashed(month, day)),
            ) => {
                calendar(2000, month, day)?;
                Ok(Shape::Yearly(small(month), small(day)))
            }
            (Unit::Month | Unit::Year, 1, None, None) => {
                Err(Refusal::Ambiguous(Question::WhichDay))
            }
            (Unit::Month | Unit::Year, 2.., _, _) => Err(stop(Misunderstanding::Interval)),
            (Unit::Month, 1, Some(_), _) => Err(stop(Misunderstanding::NthWeekday)),
            _ => Err(contradiction),
        }
    }

    fn by_wall_clock(&self, shape: &Shape, at: Time, start: Option<Date>) -> Rule {
        let zone = self.context.zone.clone();
        match *shape {
            Shape::EveryDays(n, weekday) => {
                let from = start.unwrap_or_else(|| self.first_day(at));
                let from = match weekday {
                    Some(day) if day != from.weekday() => {
                        from.nth_weekday(1, day).unwrap_or(Date::MAX)
                    }
                    _ => from,
                };
                let n = NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
                Rule::new(Cadence::EveryDays { n, from, at }, zone)
            }
            Shape::Days(Weekdays::ALL) => Rule { start, ..Rule::new(Cadence::Daily { at }, zone) },
            Shape::Days(days) => Rule { start, ..Rule::new(Cadence::Weekly { days, at }, zone) },
            Shape::Monthly(day) => Rule { start, ..Rule::new(Cadence::Monthly { day, at }, zone) },
            Shape::Yearly(month, day) => {
                Rule { start, ..Rule::new(Cadence::Yearly { month, day, at }, zone) }
            }
        }
    }

    /// Today, where the time is still to come; else tomorrow.
    fn first_day(&self, at: Time) -> Date {
        let daily = Rule::new(Cadence::Daily { at }, self.context.zone.clone());
        next(&daily, self.context.now).map_or(Date::MAX, |found| found.planned.date())
    }

    fn by_elapsed_time(&self, draft: &Draft, n: u32, unit: Unit) -> Result<Rule, Refusal> {
        if draft.day.is_some() || draft.days.is_some() || draft.part.is_some() {
            return Err(stop(Misunderstanding::Contradiction));
        }
        let Some(n) = NonZeroU32::new(n) else { return Err(self.too_often()) };
        let zone = self.context.zone;
        let each = if unit == Unit::Hour { 3_600 } else { 60 };
        let wall = |date: Date| {
            let time = time::resolve(draft.time, None, Use::Once)?;
            let found = on_the_wall(zone, date.to_datetime(time.time));
            found.map(|found| found.at).ok_or_else(|| self.too_far())
        };
        let anchor = match draft.start {
            Some(Start::Instant(at)) if draft.time.is_none() => at,
            Some(Start::Instant(_)) => return Err(stop(Misunderstanding::Contradiction)),
            Some(Start::Day(day)) => wall(self.day_date(day, LAST_SECOND)?)?,
            Some(Start::Now) | None if draft.time.is_some() => wall(self.local.date())?,
            Some(Start::Now) | None => {
                let every = SignedDuration::from_secs(i64::from(n.get()) * each);
                self.now.checked_add(every).map_err(|_| self.too_far())?
            }
        };
        let cadence = match unit {
            Unit::Hour => Cadence::EveryHours { n, anchor },
            _ => Cadence::EveryMinutes { n, anchor },
        };
        Ok(Rule::new(cadence, zone.clone()))
    }

    const fn too_far(&self) -> Refusal {
        let years = self.context.bounds.horizon_years;
        Refusal::NoSuchDate(DateProblem::TooFarAhead { years })
    }

    // ── Limits ──────────────────────────────────────────────────────────────

    fn limit(&self, rule: &mut Rule, draft: &Draft) -> Result<(), Refusal> {
        if !rule.recurs() {
            return Ok(());
        }
        if !draft.except_days.is_empty() {
            // Left out of a rule that is not one of weekdays.
            return Err(stop(Misunderstanding::Interval));
        }
        if draft.until.is_some() && draft.lasting.is_some() {
            return Err(stop(Misunderstanding::Contradiction));
        }
        let first = next(rule, self.context.now).map(|found| found.planned.date());
        if let Some(times) = draft.times {
            rule.count = NonZeroU32::new(times);
            if rule.count.is_none() {
                return Err(stop(Misunderstanding::Contradiction));
            }
            rule.start = rule.start.or(first.filter(|_| rule.origin().is_none()));
        }
        if let Some(day) = draft.until {
            rule.end = Some(self.end(day, rule)?);
        }
        if let (Some(length), Some(first)) = (draft.lasting, first) {
            if length.seconds > 0 {
                return Err(stop(Misunderstanding::Contradiction));
            }
            let after = self.later(first, length).ok_or_else(|| self.too_far())?;
            rule.end = Some(after.yesterday().unwrap_or(after).max(first));
        }
        for day in &draft.except {
            rule.skip.insert(self.day_date(*day, LAST_SECOND)?);
        }
        Ok(())
    }

    /// The last date of a rule. Without a year it is the next such date from
    /// the rule's own start on.
    fn end(&self, day: Day, rule: &Rule) -> Result<Date, Refusal> {
        let end = self.day_date(day, LAST_SECOND)?;
        let origin = rule.origin();
        match day {
            Day::Date { year: None, month, day } => match origin {
                Some(origin) if end < origin => {
                    let this = calendar(origin.year(), month, day)?;
                    if this < origin { calendar(origin.year() + 1, month, day) } else { Ok(this) }
                }
                _ => Ok(end),
            },
            _ => Ok(end),
        }
    }
}

/// Which days a repeating phrase names.
enum Shape {
    Days(Weekdays),
    /// Every so many days; where a weekday is named, from the first such day.
    EveryDays(u32, Option<Weekday>),
    Monthly(i8),
    Yearly(i8, i8),
}

/// For a date without a time: today is not over before its last second.
const LAST_SECOND: Time = Time::constant(23, 59, 59, 0);

//! A person's breaks: whole days without reminders, from one date to another.

use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, Time},
};

use super::{page::Page, settings::BETWEEN, told::days_in};
use crate::{
    args,
    bot::turn::Turn,
    message::Block,
    schedule::{Bounds, Break, Context, Misunderstanding, Question, Refusal, Zone, next, parse},
};

/// The most breaks one person has ahead.
const MOST: usize = 10;

/// Both ends of a break as they were said; `None` where one pause is meant, from now on.
pub(super) fn ends(said: &str) -> Option<(String, End)> {
    let said = said.trim();
    if let Some(day) = said.strip_prefix("on ") {
        return Some((day.to_owned(), End::Same));
    }
    let rest = said.strip_prefix("from ").or_else(|| said.strip_prefix("between "))?;
    let ends = BETWEEN.iter().find_map(|between| rest.split_once(between));
    if let Some((first, last)) = ends.or_else(|| rest.split_once(" and ")) {
        let (first, last) = (first.trim(), last.trim());
        // "from 24 to 27 december": the month stands once.
        let bare = !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_digit());
        let month = last.split_once(' ').map(|(_, month)| month).filter(|_| bare);
        let first = month.map_or_else(|| first.to_owned(), |month| format!("{first} {month}"));
        return Some((first, End::Day(last.to_owned())));
    }
    match rest.split_once(" for ") {
        Some((first, length)) => Some((first.trim().to_owned(), End::Days(length.to_owned()))),
        None => Some((rest.to_owned(), End::Unsaid)),
    }
}

/// Where a break ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// On the day it begins.
    Same,
    /// On a day of its own.
    Day(String),
    /// After so many days.
    Days(String),
    /// Nobody said.
    Unsaid,
}

impl Turn<'_> {
    /// Takes a break as it was said.
    pub(super) fn set_break(&mut self, first: &str, end: &End, zone: &Zone) {
        let found = match self.dates(first, end, zone) {
            Ok(found) => found,
            Err(text) => {
                self.note_block(Block::Text(text));
                return self.page(Page::Pause);
            }
        };
        let today = self.today(zone);
        let mut holds = self.reminders.holds.clone();
        holds.breaks.retain(|old| old.last >= today && *old != found);
        if holds.breaks.len() >= MOST {
            self.note("break-too-many");
            return self.page(Page::Settings);
        }
        let show = self.show(Some(zone));
        let args = args! { "first" => show.date(found.first), "last" => show.date(found.last) };
        let key = if found.first == found.last { "break-set-day" } else { "break-set" };
        let text = self.say.with(key, &args);
        holds.breaks.push(found);
        holds.breaks.sort_by_key(|found| found.first);
        self.reminders.hold(holds);
        self.note_block(Block::Text(text));
        self.page(Page::Settings);
    }

    /// Takes every break back.
    pub(super) fn no_breaks(&mut self) {
        let mut holds = self.reminders.holds.clone();
        holds.breaks.clear();
        self.reminders.hold(holds);
        self.note("breaks-none");
        self.page(Page::Settings);
    }

    /// Ends the break that today lies in; those to come stay.
    pub(super) fn end_break(&mut self) {
        let mut holds = self.reminders.holds.clone();
        holds.breaks.retain(|found| !found.covers(self.ctx.now));
        self.reminders.hold(holds);
    }

    /// The breaks that are not over.
    pub(super) fn breaks(&self) -> impl Iterator<Item = &Break> {
        let ahead = |found: &&Break| found.last >= found.zone.tz().to_datetime(self.ctx.now).date();
        self.reminders.holds.breaks.iter().filter(ahead)
    }

    fn today(&self, zone: &Zone) -> Date {
        zone.tz().to_datetime(self.ctx.now).date()
    }

    fn dates(&self, first: &str, end: &End, zone: &Zone) -> Result<Break, String> {
        let first = self.date(first, None, zone)?;
        let last = match end {
            End::Same => first,
            End::Day(said) => self.date(said, Some(first), zone)?,
            End::Days(said) => {
                let days = days_in(said).filter(|days| *days > 0);
                let days = days.ok_or_else(|| self.say.text("break-unclear"))?;
                first.checked_add((i64::from(days) - 1).days()).unwrap_or(Date::MAX)
            }
            End::Unsaid => return Err(self.say.text("break-unclear")),
        };
        if last < first {
            return Err(self.say.text("schedule-end-before-start"));
        }
        Ok(Break { first, last, zone: zone.clone() })
    }

    /// One day; of the end of a break the first such day that is not before its start.
    fn date(&self, said: &str, from: Option<Date>, zone: &Zone) -> Result<Date, String> {
        let today = self.today(zone);
        match said {
            "today" | "now" => return Ok(today),
            "tomorrow" => return Ok(today.tomorrow().unwrap_or(today)),
            _ => {}
        }
        let start = |date: Date| zone.tz().to_timestamp(date.to_datetime(Time::midnight())).ok();
        let before = |at: Timestamp| at.saturating_sub(SignedDuration::from_millis(1)).ok();
        // A date may be today's, which has begun; "friday" and "in 3 days" count from now.
        let is_date = said.bytes().any(|byte| byte.is_ascii_digit()) && !said.starts_with("in ");
        let after = match from {
            None if is_date => start(today).and_then(before),
            Some(from) if is_date => start(from).and_then(before),
            Some(from) => start(from),
            None => None,
        };
        let now = after.unwrap_or(self.ctx.now);
        let context = Context { now, zone, bounds: &Bounds::PERSON };
        let refused = |refusal: &Refusal| self.words().refusal(refusal);
        match parse(said, &context) {
            // A day and no time of day, as it should be.
            Err(Refusal::Ambiguous(Question::TimeOfDay)) => {}
            Ok(_) => return Err(self.say.text("break-unclear")),
            Err(refusal) => return Err(refused(&refusal)),
        }
        let rule =
            parse(&format!("{said} at 00:00"), &context).map_err(|refusal| refused(&refusal))?;
        let found = next(&rule.rule, now).filter(|_| !rule.rule.recurs());
        let nothing = || refused(&Refusal::NotUnderstood(Misunderstanding::NoTime));
        found.map(|found| zone.tz().to_datetime(found.at).date()).ok_or_else(nothing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_are_found_however_they_are_joined() {
        let day = |last: &str| End::Day(last.to_owned());
        for (said, first, end) in [
            ("from 24 december to 2 january", "24 december", day("2 january")),
            ("from friday until monday", "friday", day("monday")),
            ("between 1 may and 5 may", "1 may", day("5 may")),
            ("from 24 to 27 december", "24 december", day("27 december")),
            ("from monday for a week", "monday", End::Days("a week".to_owned())),
            ("on friday", "friday", End::Same),
            ("from friday", "friday", End::Unsaid),
        ] {
            assert_eq!(ends(said), Some((first.to_owned(), end)), "{said}");
        }
        for pause in ["until monday", "for 3 days", "friday 5pm", "monday", ""] {
            assert_eq!(ends(pause), None, "{pause}");
        }
    }
}

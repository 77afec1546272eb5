//! What is to be saved for what is wanted: the usual times, and the times people
//! say, read by the grammar of [`schedule`](crate::schedule).

use std::num::NonZeroU32;

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Time, time},
};

use super::{
    change::Reminders,
    page::{Draft, Half, Sketch, Want, When},
};
use crate::{
    reminder::{About, Listed, ScheduleId, Timing},
    schedule::{
        Bounds, Cadence, Context, Kind, Question, Refusal, Rule, Understood, Words, Zone,
        ice::Rhythm, next, parse,
    },
};

/// A nudge on a rest day, before most people run.
const REST_AT: Time = time(8, 0, 0, 0);
/// The check-in on the morning after rest days.
const AFTER_REST_AT: Time = time(9, 0, 0, 0);
/// Before the day's work; the first steps of the morning hurt most.
const STRETCH_AT: Time = time(7, 30, 0, 0);
/// When the day's pain is known.
const EVENING_AT: Time = time(20, 0, 0, 0);
/// Two weeks after a check, when there is time to answer.
const TWO_WEEKS_AT: Time = time(18, 0, 0, 0);
/// How long a daily reminder lasts that nobody gave an end.
const USUAL_DAYS: i64 = 14;

/// Why there is no draft, and what to say instead.
pub(super) struct Trouble {
    pub(super) message: String,
    /// The hour that may be in the morning or in the evening.
    pub(super) half: Option<Half>,
}

/// What a draft is made with.
struct Maker<'a> {
    now: Timestamp,
    zone: &'a Zone,
    words: Words<'a>,
    notes: Vec<String>,
}

/// What would be saved.
pub(super) fn draft(
    want: &Want,
    reminders: &Reminders,
    zone: &Zone,
    words: Words<'_>,
) -> Result<Draft, Trouble> {
    let now = reminders.now();
    let mut maker = Maker { now, zone, words, notes: Vec::new() };
    let (mut instead_of, mut moves) = (Vec::new(), None);
    let sketches = match want {
        Want::Ice { rhythm, when } => vec![maker.ice(*rhythm, when)?],
        Want::Rest { days, when } => {
            let rest = |listed: &&Listed| {
                listed.kind == Kind::Rest || listed.words.about == Some(About::AfterRest)
            };
            instead_of = reminders.standing().filter(rest).map(|listed| listed.id).collect();
            maker.rest(*days, when)?
        }
        Want::Stretch(when) => vec![maker.daily(Kind::Stretch, STRETCH_AT, when)?],
        Want::Evenings(when) => vec![maker.daily(Kind::CheckIn, EVENING_AT, when)?],
        Want::TwoWeeks => vec![maker.two_weeks()],
        Want::Move { id, when } => {
            moves = Some(*id);
            vec![maker.moved(*id, reminders, when)?]
        }
        Want::Quiet(_) | Want::Pause(_) => Vec::new(),
    };
    Ok(Draft { want: want.clone(), sketches, instead_of, moves, notes: maker.notes })
}

impl Maker<'_> {
    fn trouble(&self, refusal: &Refusal, said: &str) -> Trouble {
        let half = match refusal {
            Refusal::Ambiguous(Question::MorningOrEvening { hour }) => {
                Some(Half { said: said.to_owned(), hour: *hour })
            }
            _ => None,
        };
        Trouble { message: self.words.refusal(refusal), half }
    }

    fn key(&self, key: &str) -> Trouble {
        let message = self.words.texts.get(self.words.language, key, &crate::text::Args::new());
        Trouble { message, half: None }
    }

    fn parse(&self, said: &str) -> Result<Understood, Refusal> {
        parse(said, &Context { now: self.now, zone: self.zone, bounds: &Bounds::PERSON })
    }

    fn today(&self) -> Date {
        self.zone.tz().to_datetime(self.now).date()
    }

    fn in_days(&self, days: i64) -> Date {
        self.today().checked_add(days.days()).unwrap_or(Date::MAX)
    }

    /// The first date from today on whose time of day is still to come.
    fn first(&self, at: Time) -> Date {
        let local = self.zone.tz().to_datetime(self.now);
        if local.time() < at { local.date() } else { self.in_days(1) }
    }

    fn ice(&self, rhythm: Rhythm, when: &When) -> Result<Sketch, Trouble> {
        let started = match when {
            When::Usual | When::Ask => self.now,
            When::Said(said) => {
                let rule = self.parse(said).map_err(|refusal| self.trouble(&refusal, said))?.rule;
                if rule.recurs() {
                    return Err(self.key("ice-once"));
                }
                next(&rule, self.now).ok_or_else(|| self.key("schedule-over"))?.at
            }
        };
        Ok(Sketch { kind: Kind::IceOn, timing: Timing::Ice { rhythm, started }, about: None })
    }

    fn rest(&mut self, days: u8, when: &When) -> Result<Vec<Sketch>, Trouble> {
        let at = match when {
            When::Usual | When::Ask => REST_AT,
            When::Said(said) => match self.daily_rule(said)?.cadence {
                Cadence::Daily { at } => at,
                _ => return Err(self.key("rest-time-only")),
            },
        };
        let first = self.first(at);
        let mut rule = Rule::new(Cadence::Daily { at }, self.zone.clone());
        rule.start = Some(first);
        rule.count = NonZeroU32::new(u32::from(days));
        let after = first.checked_add(i64::from(days).days()).unwrap_or(Date::MAX);
        Ok(vec![
            Sketch { kind: Kind::Rest, timing: Timing::Rule(rule), about: None },
            self.once(after, AFTER_REST_AT, About::AfterRest),
        ])
    }

    fn once(&self, date: Date, at: Time, about: About) -> Sketch {
        let rule = Rule::new(Cadence::Once { at: date.to_datetime(at) }, self.zone.clone());
        Sketch { kind: Kind::CheckIn, timing: Timing::Rule(rule), about: Some(about) }
    }

    fn two_weeks(&self) -> Sketch {
        self.once(self.in_days(USUAL_DAYS), TWO_WEEKS_AT, About::TwoWeeks)
    }

    fn daily(&mut self, kind: Kind, usual: Time, when: &When) -> Result<Sketch, Trouble> {
        let mut rule = match when {
            When::Usual | When::Ask => Rule::new(Cadence::Daily { at: usual }, self.zone.clone()),
            When::Said(said) => self.daily_rule(said)?,
        };
        if rule.recurs() && rule.end.is_none() && rule.count.is_none() {
            let from = rule.origin().map_or(self.today(), |origin| origin.max(self.today()));
            rule.end = from.checked_add(USUAL_DAYS.days()).ok();
        }
        let bad = rule.check(&Bounds::PERSON, self.now).is_err();
        if bad {
            Err(self.key("schedule-never-fires"))
        } else {
            Ok(Sketch { kind, timing: Timing::Rule(rule), about: None })
        }
    }

    /// A phrase where a daily time is wanted: "7am" means every day at 7am.
    fn daily_rule(&mut self, said: &str) -> Result<Rule, Trouble> {
        let daily = || self.parse(&format!("every day at {said}"));
        let understood = match self.parse(said) {
            Ok(found) if found.rule.recurs() => found,
            // A date or a day was named.
            Ok(found) => daily().unwrap_or(found),
            Err(refusal @ Refusal::Ambiguous(Question::MorningOrEvening { .. })) => {
                return Err(self.trouble(&refusal, said));
            }
            Err(refusal) => daily().map_err(|_| self.trouble(&refusal, said))?,
        };
        Ok(self.noted(understood))
    }

    fn noted(&mut self, understood: Understood) -> Rule {
        let Understood { rule, assumption } = understood;
        self.notes.extend(assumption.map(|assumption| self.words.assumption(assumption)));
        self.notes.extend(self.words.passed_over(&rule));
        rule
    }

    fn moved(
        &mut self,
        id: ScheduleId,
        reminders: &Reminders,
        when: &When,
    ) -> Result<Sketch, Trouble> {
        let When::Said(said) = when else { return Err(self.key("schedule-empty")) };
        let found = reminders.find(id).map(|listed| (listed.kind, listed.timing.clone()));
        let Some((kind, Timing::Rule(old))) = found else {
            return Err(self.key("reminders-cant-move"));
        };
        let rule = if old.recurs() {
            let mut rule = self.daily_rule(said)?;
            // The same end and number of times as before, where the phrase names none.
            if rule.recurs() && rule.end.is_none() && rule.count.is_none() {
                (rule.start, rule.end, rule.count) = (old.start, old.end, old.count);
            }
            rule
        } else {
            let understood = self.parse(said).map_err(|refusal| self.trouble(&refusal, said))?;
            self.noted(understood)
        };
        if rule.check(&Bounds::PERSON, self.now).is_err() {
            return Err(self.key("schedule-never-fires"));
        }
        Ok(Sketch { kind, timing: Timing::Rule(rule), about: None })
    }
}

//! How a reminder is shown: what it is for, its rule in words, when it comes next
//! and what holds it back.

use jiff::{SignedDuration, Timestamp, Zoned, civil::Date};
use serde_json::{Value as Json, json};

use super::page::Sketch;
use crate::{
    args,
    bot::{Snapshot, say::Say},
    reminder::{About, Fired, FiredAs, KeptHolds, Listed, ScheduleState, Timing},
    schedule::{
        Decision, Kind, PauseOf, Rule, Whose, Why, Words, Zone, canonical, decide,
        ice::{Rhythm, phases},
        rrule,
    },
};

/// What is needed to show a time.
#[derive(Clone, Copy)]
pub(in crate::bot) struct Show<'a> {
    pub(in crate::bot) say: Say<'a>,
    pub(in crate::bot) words: Words<'a>,
    pub(in crate::bot) zone: Option<&'a Zone>,
    pub(in crate::bot) now: Timestamp,
}

impl Show<'_> {
    /// An instant by the person's clock; from now on where their zone isn't known.
    pub(in crate::bot) fn time(&self, at: Timestamp) -> String {
        let Some(zone) = self.zone else {
            let minutes = at.duration_since(self.now).as_mins();
            let (key, minutes) = if at < self.now {
                ("time-minutes-ago", minutes.abs().max(1))
            } else {
                ("time-in-minutes", minutes)
            };
            return self.say.with(key, &args! { "minutes" => minutes });
        };
        let local = |at: Timestamp| -> Zoned { at.to_zoned(zone.tz().clone()) };
        let (at, now) = (local(at), local(self.now));
        let clock = at.strftime("%H:%M").to_string();
        if at.date() == now.date() {
            return self.say.with("time-today", &args! { "time" => clock });
        }
        let format = if at.year() == now.year() { "%A %-d %B" } else { "%A %-d %B %Y" };
        let args = args! { "date" => at.strftime(format).to_string(), "time" => clock };
        self.say.with("time-on", &args)
    }

    /// A day.
    pub(super) fn date(&self, date: Date) -> String {
        let year = |at: Timestamp| self.zone.map(|zone| zone.tz().to_datetime(at).year());
        let format = if year(self.now) == Some(date.year()) { "%A %-d %B" } else { "%A %-d %B %Y" };
        date.strftime(format).to_string()
    }

    /// What a reminder is for.
    pub(super) fn name(&self, kind: Kind, about: Option<About>) -> String {
        let key = match (kind, about) {
            (Kind::IceOn | Kind::IceOff | Kind::IceEnd, _) => "reminder-ice",
            (Kind::Rest, _) => "reminder-rest",
            (Kind::Stretch, _) => "reminder-stretch",
            (Kind::CheckIn, Some(About::TwoWeeks)) => "reminder-two-weeks",
            (Kind::CheckIn, Some(About::AfterRest)) => "reminder-after-rest",
            (Kind::CheckIn, _) => "reminder-check-in",
            (Kind::Club, _) => "reminder-club",
        };
        let name = self.say.text(key);
        match about {
            Some(About::Snoozed) => self.say.with("reminder-snoozed", &args! { "name" => name }),
            _ => name,
        }
    }

    /// When it fires, in words that can be typed back.
    pub(in crate::bot) fn rule(&self, timing: &Timing) -> String {
        match timing {
            Timing::Rule(rule) => canonical(rule),
            // Without a clock to go by, its length says more than its ends.
            Timing::Ice { rhythm, .. } if self.zone.is_none() => self.say.text(match rhythm {
                Rhythm::Article => "ice-rule-article-alone",
                Rhythm::Gentler => "ice-rule-gentler-alone",
            }),
            Timing::Ice { rhythm, started } => {
                let ends = phases(*rhythm, *started).last().map_or(*started, |phase| phase.at);
                let args = args! { "start" => self.time(*started), "end" => self.time(ends) };
                self.say.with(rhythm_key(*rhythm), &args)
            }
        }
    }

    /// A reminder to be made, with its next firings.
    pub(super) fn sketch(&self, sketch: &Sketch) -> Vec<String> {
        let line =
            format!("{}: {}", self.name(sketch.kind, sketch.about), self.rule(&sketch.timing));
        std::iter::once(line).chain(self.firings(&sketch.timing, self.now)).collect()
    }

    /// The three firings after an instant, with what the clocks do to them.
    pub(in crate::bot) fn firings(&self, timing: &Timing, after: Timestamp) -> Vec<String> {
        let Timing::Rule(rule) = timing else { return Vec::new() };
        let shown = |rule: &Rule| -> Vec<String> {
            rule.after(after)
                .take(3)
                .map(|firing| match self.words.change(&firing) {
                    Some(note) => format!("{} ({note})", self.time(firing.at)),
                    None => self.time(firing.at),
                })
                .collect()
        };
        let times = shown(rule).join("; ");
        vec![self.say.with("reminders-next", &args! { "times" => times })]
    }

    /// One line of the list: name, rule, what comes next.
    pub(super) fn line(&self, listed: &Listed, own: &KeptHolds) -> String {
        let name = self.name(listed.kind, listed.words.about);
        format!("{name}: {}. {}", self.rule(&listed.timing), self.standing(listed, own))
    }

    /// What is ahead of it: the next firings, and what holds them back.
    pub(in crate::bot) fn ahead(&self, listed: &Listed, own: &KeptHolds) -> Vec<String> {
        let standing = self.standing(listed, own);
        if listed.state != ScheduleState::Active {
            return vec![standing];
        }
        // From the next one on: one that is left out is no longer ahead.
        let before_next = |at: Timestamp| at.saturating_sub(SignedDuration::from_nanos(1)).ok();
        let after = listed.next.and_then(before_next).unwrap_or(self.now);
        let firings = self.firings(&listed.timing, after);
        let comes = |at| self.say.with("reminders-comes", &args! { "time" => self.time(at) });
        // The firings name the next one themselves.
        let is_named = !firings.is_empty() && listed.next.is_some_and(|at| comes(at) == standing);
        let standing = (!is_named).then_some(standing);
        standing.into_iter().chain(firings).collect()
    }

    /// When it comes next, and what holds it back.
    fn standing(&self, listed: &Listed, own: &KeptHolds) -> String {
        match (&listed.state, listed.next) {
            (ScheduleState::Ended, _) => return self.say.text("reminders-over"),
            (ScheduleState::Gone(_), _) => return self.say.text("reminders-gone"),
            (ScheduleState::SetAside(_), _) | (ScheduleState::Active, None) => {
                return self.say.text("reminders-set-aside");
            }
            (ScheduleState::Active, Some(_)) => {}
        }
        let Some(next) = listed.next else { return String::new() };
        let kind = listed.timing.from(listed.kind, next).map_or(listed.kind, |(kind, _)| kind);
        let holds = listed.holds.clone().together(own.clone(), Whose::Person);
        let time = self.time(next);
        match decide(next, kind, &holds) {
            Decision::Send => self.say.with("reminders-comes", &args! { "time" => time }),
            Decision::HoldUntil { at, .. } => {
                let args = args! { "time" => time, "until" => self.time(at) };
                self.say.with("reminders-held", &args)
            }
            Decision::Skip { why } => self.why(why),
        }
    }

    fn why(&self, why: Why) -> String {
        match why {
            Why::Paused { of, until: Some(until) } => {
                let key = match of {
                    PauseOf::Schedule => "reminders-paused-until",
                    PauseOf::Person | PauseOf::Club => "reminders-all-paused-until",
                };
                self.say.with(key, &args! { "until" => self.time(until) })
            }
            Why::Paused { of: PauseOf::Schedule, until: None } => self.say.text("reminders-paused"),
            Why::Paused { until: None, .. } => self.say.text("reminders-all-paused"),
            Why::AlwaysQuiet | Why::QuietHours { .. } => self.say.text("reminders-always-quiet"),
            Why::Break { last } => {
                self.say.with("reminders-in-break", &args! { "last" => self.date(last) })
            }
            Why::Skipped => self.say.text("reminders-left-out"),
        }
    }

    /// One line of a history.
    pub(in crate::bot) fn fired(&self, fired: &Fired) -> String {
        let key = match fired.outcome {
            FiredAs::Pending => "fired-pending",
            FiredAs::Held => "fired-held",
            FiredAs::Delivered => "fired-delivered",
            FiredAs::Late => "fired-late",
            FiredAs::Missed => "fired-missed",
            FiredAs::Skipped => "fired-skipped",
            FiredAs::Gone => "fired-gone",
            FiredAs::Unknown => "fired-unknown",
        };
        let sent = fired.sent.map_or_else(String::new, |at| self.time(at));
        self.say.with(key, &args! { "due" => self.time(fired.due), "sent" => sent })
    }
}

/// What a rhythm is called.
pub(super) const fn rhythm_key(rhythm: Rhythm) -> &'static str {
    match rhythm {
        Rhythm::Article => "ice-rule-article",
        Rhythm::Gentler => "ice-rule-gentler",
    }
}

/// A person's schedules, holds and history for the export.
pub(in crate::bot) fn schedules(before: &Snapshot) -> Json {
    let one = |listed: &Listed| {
        let rule = match &listed.timing {
            Timing::Rule(rule) => json!({
                "phrase": canonical(rule),
                "rrule": rrule(rule),
            }),
            Timing::Ice { .. } => Json::Null,
        };
        let (state, reason) = match &listed.state {
            ScheduleState::Active => ("active", None),
            ScheduleState::Gone(reason) => ("gone", Some(reason)),
            ScheduleState::Ended => ("ended", None),
            ScheduleState::SetAside(reason) => ("set_aside", Some(reason)),
        };
        json!({
            "id": listed.id,
            "kind": listed.kind,
            "rule": rule,
            "timing": listed.timing,
            "words": listed.words,
            "state": state,
            "reason": reason,
            "holds": listed.holds,
            "next": listed.next,
            "made": listed.created,
            "history": listed.history,
        })
    };
    Json::Array(before.schedules.iter().map(one).collect())
}

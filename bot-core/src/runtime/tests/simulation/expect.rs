//! What should happen, from what people wished for and nothing else: neither
//! the product's derivation of instants nor its tables are asked.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};

use crate::{
    event::Place,
    reminder::Timing,
    schedule::{Cadence, Kind, Rule, ice::Rhythm},
};

/// What changed in the life of a schedule.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// It fires at these times from now on.
    Times(Timing),
    /// It fires no more until then.
    Pause(Option<Timestamp>),
    Resume,
    SkipNext,
    Remove,
    /// Quiet hours begin to count for it, from hour to hour.
    Quiet(i8, i8, TimeZone),
}

/// The life of a schedule, by the instants its changes took effect at.
#[derive(Clone, Debug)]
pub(super) struct Story {
    pub(super) place: Place,
    pub(super) kind: Kind,
    pub(super) changes: Vec<(Timestamp, Change)>,
}

/// What should become of a firing where nothing goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Foreseen {
    Sent,
    Skipped,
    /// A later one stands for it.
    Superseded,
}

/// A firing that should exist.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected {
    pub(super) kind: Kind,
    /// When it is to be said: when it is due, or when quiet hours end.
    pub(super) at: Timestamp,
    pub(super) foreseen: Foreseen,
    /// Somebody changed the schedule while it was under way: which came first
    /// is not for us to say.
    pub(super) touched: bool,
    /// It may not exist, because the schedule was changed or removed.
    pub(super) may_be_gone: bool,
    /// It may not exist, because the schedule was over so long that it may have
    /// been swept away before it got other times.
    pub(super) may_be_swept: bool,
}

/// A change this soon after a firing may come before or after it.
const MEANWHILE: SignedDuration = SignedDuration::from_secs(90);

/// All firings that should exist up to an instant, by when they are due.
pub(super) fn foresee(story: &Story, end: Timestamp) -> BTreeMap<Timestamp, Expected> {
    let mut found = BTreeMap::new();
    let times: Vec<_> = story
        .changes
        .iter()
        .filter_map(|(at, change)| match change {
            Change::Times(timing) => Some((*at, Some(timing))),
            Change::Remove => Some((*at, None)),
            _ => None,
        })
        .collect();
    let mut is_there = Kept::Yes;
    let mut gone = None;
    let mut doubted = None;
    for (index, (from, timing)) in times.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| times.get(before));
        if let Some((since, Some(before))) = before {
            is_there = is_there.max(kept(story, before, *since, *from));
        }
        if is_there != Kept::Yes {
            doubted = doubted.or(Some(*from));
        }
        if is_there == Kept::No {
            gone = Some(*from);
        }
        let Some(timing) = timing.filter(|_| gone.is_none()) else { break };
        let until = times.get(index + 1).map(|(at, _)| *at);
        // What is due while the next change is made may have gone before or not.
        let last = until.map_or(end, |until| end.min(until));
        for (due, kind) in firings(timing, story.kind, *from, last) {
            let (at, mut foreseen) = fate(story, due, kind);
            if foreseen == Foreseen::Sent && at != due && superseded(story, timing, kind, due, at) {
                foreseen = Foreseen::Superseded;
            }
            let touched =
                story.changes.iter().any(|(change, _)| due <= *change && *change <= at + MEANWHILE);
            let may_be_gone = until.is_some_and(|until| due <= until && until <= due + MEANWHILE);
            let may_be_swept = is_there == Kept::Perhaps;
            let fate = Expected { kind, at, foreseen, touched, may_be_gone, may_be_swept };
            found.insert(due, fate);
        }
    }
    skip(story, end.min(gone.unwrap_or(end)), doubted, &mut found);
    found
}

/// Whether a schedule is still kept when somebody wants to change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kept {
    Yes,
    Perhaps,
    No,
}

/// One that has fired for the last time is kept for ninety days, give or take how
/// long its last firing was held and when the rows are looked through. One that
/// had stopped because its place was shut is over when somebody resumes it.
fn kept(story: &Story, timing: &Timing, since: Timestamp, now: Timestamp) -> Kept {
    let days = |days: i64| SignedDuration::from_hours(24 * days);
    let is_endless = match timing {
        Timing::Rule(rule) => {
            let once = matches!(rule.cadence, Cadence::Once { .. } | Cadence::Instant { .. });
            !once && rule.end.is_none() && rule.count.is_none()
        }
        Timing::Ice { .. } => false,
    };
    let ahead = || firings(timing, story.kind, now, now + days(800));
    if is_endless || ahead().iter().any(|(at, _)| *at > now) {
        return Kept::Yes;
    }
    let fired = firings(timing, story.kind, since, now).last().map_or(since, |(at, _)| *at);
    let resumed =
        story.changes.iter().rev().find_map(|(at, change)| {
            (matches!(change, Change::Resume) && *at < now).then_some(*at)
        });
    match now.duration_since(fired) {
        short if short < days(89) => Kept::Yes,
        _ if resumed.is_some_and(|at| now.duration_since(at) < days(92)) => Kept::Perhaps,
        long if long > days(92) => Kept::No,
        _ => Kept::Perhaps,
    }
}

/// Marks what "skip next" was said of. After one, the next one is another. It
/// stays skipped though the schedule gets other times before then. From the
/// instant it is `doubted`, the schedule may have been swept away already.
fn skip(
    story: &Story,
    end: Timestamp,
    doubted: Option<Timestamp>,
    found: &mut BTreeMap<Timestamp, Expected>,
) {
    let mut timing = None;
    let mut last = Timestamp::MIN;
    for (at, change) in &story.changes {
        match change {
            Change::Times(times) => {
                timing = Some(times);
                // Other times are looked at from the moment they are chosen.
                last = Timestamp::MIN;
            }
            Change::SkipNext => {
                let Some(timing) = timing.filter(|_| *at < end) else { continue };
                let ahead = SignedDuration::from_hours(24 * 70);
                let next = firings(timing, story.kind, last.max(*at), last.max(*at) + ahead);
                let Some((due, kind)) = next.into_iter().next() else { continue };
                last = due;
                if due > end {
                    continue;
                }
                let skipped = Expected {
                    kind,
                    at: due,
                    foreseen: Foreseen::Skipped,
                    touched: false,
                    may_be_gone: false,
                    may_be_swept: doubted.is_some_and(|since| since <= *at),
                };
                let expected = found.entry(due).or_insert(skipped);
                (expected.foreseen, expected.at) = (Foreseen::Skipped, due);
            }
            _ => {}
        }
    }
}

/// When a firing is to be said, and whether it is, by the pauses and quiet hours
/// that had been chosen when it was due.
fn fate(story: &Story, due: Timestamp, kind: Kind) -> (Timestamp, Foreseen) {
    if kind == Kind::IceOff {
        return (due, Foreseen::Sent);
    }
    if paused(story, due, due) {
        return (due, Foreseen::Skipped);
    }
    let quiet = story.changes.iter().rev().find_map(|(at, change)| match change {
        Change::Quiet(from, to, zone) if *at <= due => Some((*from, *to, zone)),
        _ => None,
    });
    let Some((from, to, zone)) = quiet.filter(|_| !is_ice(kind) && kind != Kind::Club) else {
        return (due, Foreseen::Sent);
    };
    let local = zone.to_datetime(due);
    let hour = local.hour();
    let spans_midnight = from > to;
    let is_quiet =
        if spans_midnight { hour >= from || hour < to } else { (from..to).contains(&hour) };
    if !is_quiet {
        return (due, Foreseen::Sent);
    }
    let ends_on =
        if spans_midnight && hour >= from { local.date() + 1.day() } else { local.date() };
    let ends = instant(zone, ends_on.at(to, 0, 0, 0));
    if paused(story, due, ends) { (due, Foreseen::Skipped) } else { (ends, Foreseen::Sent) }
}

const fn is_ice(kind: Kind) -> bool {
    matches!(kind, Kind::IceOn | Kind::IceOff | Kind::IceEnd)
}

/// Whether what was known at `known` is that it is paused at `at`.
fn paused(story: &Story, known: Timestamp, at: Timestamp) -> bool {
    let last = story.changes.iter().rev().find_map(|(since, change)| match change {
        _ if *since > known => None,
        Change::Pause(until) => Some(until.is_none_or(|until| at < until)),
        Change::Resume => Some(false),
        _ => None,
    });
    last.unwrap_or(false)
}

/// Whether another firing comes before the quiet hours end that hold this one.
fn superseded(story: &Story, timing: &Timing, kind: Kind, due: Timestamp, at: Timestamp) -> bool {
    firings(timing, kind, due, at)
        .into_iter()
        .any(|(later, kind)| fate(story, later, kind).1 == Foreseen::Sent)
}

/// The firings after `from`, up to and with `last`.
fn firings(
    timing: &Timing,
    kind: Kind,
    from: Timestamp,
    last: Timestamp,
) -> Vec<(Timestamp, Kind)> {
    match timing {
        Timing::Ice { rhythm, started } => ice(*rhythm, *started)
            .into_iter()
            .filter(|(at, _)| *at >= *started && *at <= last)
            .collect(),
        Timing::Rule(rule) => dates_of(rule, from, last).into_iter().map(|at| (at, kind)).collect(),
    }
}

/// As the article and the guidance have it, in minutes from the start.
fn ice(rhythm: Rhythm, started: Timestamp) -> Vec<(Timestamp, Kind)> {
    use Kind::{IceEnd, IceOff, IceOn};
    let minutes: &[(i64, Kind)] = match rhythm {
        Rhythm::Article => &[
            (0, IceOn),
            (20, IceOff),
            (40, IceOn),
            (60, IceOff),
            (80, IceOn),
            (100, IceOff),
            (120, IceEnd),
        ],
        Rhythm::Gentler => &[
            (0, IceOn),
            (15, IceOff),
            (120, IceOn),
            (135, IceOff),
            (240, IceOn),
            (255, IceOff),
            (360, IceOn),
            (375, IceOff),
            (395, IceEnd),
        ],
    };
    let started = Timestamp::from_millisecond(started.as_millisecond()).unwrap();
    minutes.iter().map(|(at, kind)| (started + SignedDuration::from_mins(*at), *kind)).collect()
}

fn instant(zone: &TimeZone, local: DateTime) -> Timestamp {
    zone.to_ambiguous_timestamp(local).compatible().unwrap()
}

/// Goes through every date, and asks of each whether the rule means it.
fn dates_of(rule: &Rule, from: Timestamp, last: Timestamp) -> BTreeSet<Timestamp> {
    let zone = rule.zone.tz();
    let within = |at: &Timestamp| *at > from && *at <= last;
    let on = |means: &dyn Fn(Date) -> bool, at: Time| {
        let mut found = BTreeSet::new();
        let mut date = zone.to_datetime(from).date() - 2.days();
        let end = zone.to_datetime(last).date() + 2.days();
        while date <= end {
            if means(date) {
                found.insert(instant(zone, date.to_datetime(at)));
            }
            date += 1.day();
        }
        found.into_iter().filter(within).collect()
    };
    match &rule.cadence {
        Cadence::Daily { at } => on(&|_| true, *at),
        Cadence::Weekly { days, at } => on(&|date| days.has(date.weekday()), *at),
        Cadence::EveryDays { n, from, at } => {
            let n = i32::try_from(n.get()).unwrap();
            let means = |date: Date| date >= *from && (date - *from).get_days() % n == 0;
            on(&means, *at)
        }
        Cadence::Monthly { day, at } => on(&|date| date.day() == *day, *at),
        Cadence::Yearly { month, day, at } => {
            on(&|date| (date.month(), date.day()) == (*month, *day), *at)
        }
        Cadence::EveryHours { n, anchor } => every(*anchor, i64::from(n.get()) * 60, last, &within),
        Cadence::EveryMinutes { n, anchor } => every(*anchor, i64::from(n.get()), last, &within),
        Cadence::Once { at } => [instant(zone, *at)].into_iter().filter(within).collect(),
        Cadence::Instant { at } => [*at].into_iter().filter(within).collect(),
    }
}

fn every(
    anchor: Timestamp,
    minutes: i64,
    last: Timestamp,
    within: &dyn Fn(&Timestamp) -> bool,
) -> BTreeSet<Timestamp> {
    let mut found = BTreeSet::new();
    let mut at = anchor;
    while at <= last {
        if within(&at) {
            found.insert(at);
        }
        at += SignedDuration::from_mins(minutes);
    }
    found
}

//! What keeps a firing from being sent when it is due: pauses, breaks, a skipped
//! firing, quiet hours. One function decides, and says why.
//!
//! A pause, a break and a skip let the firing go by for good; quiet hours only
//! hold it until they end. Holds are independent of each other: taking one away
//! leaves the others as they are.

use std::{cmp::Reverse, collections::BTreeSet};

use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use serde::{Deserialize, Serialize};

use super::{Kind, next::on_the_wall, zone::Zone};

/// Everything that may hold back the firings of one schedule towards one target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holds {
    /// Quiet hours: the club's, the person's.
    pub quiet: Vec<(Whose, Quiet)>,
    /// Pauses, each on its own.
    pub pauses: Vec<Pause>,
    /// Breaks between two dates.
    pub breaks: Vec<Break>,
    /// Single firings that are to be left out ("skip next").
    pub skipped: BTreeSet<Timestamp>,
}

/// Whose quiet hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// The club's.
    Club,
    /// The person's own.
    Person,
}

/// Hours of the night, by the local clock, in which nothing is sent. They may
/// span midnight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "StoredQuiet", into = "StoredQuiet")]
pub struct Quiet {
    from: Time,
    to: Time,
    zone: Zone,
}

/// What is paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseOf {
    /// One schedule.
    Schedule,
    /// All that reaches one person.
    Person,
    /// A whole club.
    Club,
}

/// A time without reminders, from `from` on and up to `until`, which is outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// What is paused.
    pub of: PauseOf,
    /// The first instant of the pause.
    pub from: Timestamp,
    /// The first instant after it; `None` where it lasts until it is ended.
    pub until: Option<Timestamp>,
}

/// Local dates without reminders, both ends included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Break {
    /// The first date.
    pub first: Date,
    /// The last date.
    pub last: Date,
    /// Whose dates.
    pub zone: Zone,
}

/// What becomes of a firing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Send it when it is due.
    Send,
    /// Send it at a later instant.
    HoldUntil {
        /// When nothing holds it any more.
        at: Timestamp,
        /// What holds it: the hold that ends last.
        why: Why,
    },
    /// Don't send it.
    Skip {
        /// What stands against it.
        why: Why,
    },
}

/// What holds a firing back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Quiet hours, which end at this local time.
    QuietHours {
        /// Whose.
        whose: Whose,
        /// When they end, by the local clock.
        until: Time,
    },
    /// Quiet hours of club and person that leave no gap between them.
    AlwaysQuiet,
    /// A pause.
    Paused {
        /// Of what.
        of: PauseOf,
        /// When it ends, if that is known.
        until: Option<Timestamp>,
    },
    /// A break, which ends with this date.
    Break {
        /// Its last date.
        last: Date,
    },
    /// This one firing was skipped.
    Skipped,
}

/// Decides what becomes of a firing of `kind` due at `due`.
///
/// Ice phases pass through quiet hours: the person started the session. "Ice
/// off" passes through everything, because ice that is on has to come off.
/// A firing that quiet hours hold until an instant inside a pause or a break is
/// skipped by that.
pub fn decide(due: Timestamp, kind: Kind, holds: &Holds) -> Decision {
    if kind == Kind::IceOff {
        return Decision::Send;
    }
    if holds.skipped.contains(&due) {
        return Decision::Skip { why: Why::Skipped };
    }
    if let Some(why) = holds.standing_against(due) {
        return Decision::Skip { why };
    }
    if kind.is_ice() {
        return Decision::Send;
    }
    match holds.after_quiet_hours(due) {
        None => Decision::Send,
        Some(Err(why)) => Decision::Skip { why },
        Some(Ok((at, why))) => match holds.standing_against(at) {
            Some(why) => Decision::Skip { why },
            None => Decision::HoldUntil { at, why },
        },
    }
}

/// Decides anew at `now` what becomes of a firing that quiet hours hold: they,
/// or the pauses, may have been changed since.
///
/// Where it is no longer quiet it is sent; else it is held until quiet hours end
/// as they are now, unless a pause or a break stands against that.
pub fn decide_held(now: Timestamp, holds: &Holds) -> Decision {
    let (at, why) = match holds.after_quiet_hours(now) {
        None => (now, None),
        Some(Err(why)) => return Decision::Skip { why },
        Some(Ok((at, why))) => (at, Some(why)),
    };
    match (holds.standing_against(at), why) {
        (Some(why), _) => Decision::Skip { why },
        (None, Some(why)) => Decision::HoldUntil { at, why },
        (None, None) => Decision::Send,
    }
}

impl Holds {
    /// The pause or break at an instant; where there are several, the one that
    /// lasts longest, for that is what the person has to know.
    fn standing_against(&self, at: Timestamp) -> Option<Why> {
        let pauses = self.pauses.iter().filter(|pause| pause.covers(at)).map(|pause| {
            let until = pause.until.unwrap_or(Timestamp::MAX);
            (until, Why::Paused { of: pause.of, until: pause.until })
        });
        let breaks = self.breaks.iter().filter(|found| found.covers(at)).map(|found| {
            let end = found.last.tomorrow().ok();
            let until = end.and_then(|date| on_the_wall(&found.zone, date.at(0, 0, 0, 0)));
            (until.map_or(Timestamp::MAX, |until| until.at), Why::Break { last: found.last })
        });
        pauses.chain(breaks).min_by_key(|(until, _)| Reverse(*until)).map(|(_, why)| why)
    }

    /// Where quiet hours hold `due`: until when, through all of them, and by
    /// whose.
    fn after_quiet_hours(&self, due: Timestamp) -> Option<Result<(Timestamp, Why), Why>> {
        let mut held: Option<(Timestamp, Why)> = None;
        let mut at = due;
        // Two days in a row without a gap mean there is none.
        for _ in 0..=2 * self.quiet.len() {
            let Some((whose, quiet, end)) = self
                .quiet
                .iter()
                .filter_map(|(whose, quiet)| Some((*whose, quiet, quiet.end_at(at)?)))
                .max_by_key(|(_, _, end)| *end)
            else {
                return held.map(Ok);
            };
            at = end;
            held = Some((end, Why::QuietHours { whose, until: quiet.to }));
        }
        Some(Err(Why::AlwaysQuiet))
    }
}

impl Quiet {
    /// Quiet from one local time to another, the next day where `to` is
    /// earlier. `None` where both are the same, which could mean never or
    /// always.
    pub fn new(from: Time, to: Time, zone: Zone) -> Option<Self> {
        (from != to).then_some(Self { from, to, zone })
    }

    /// When they begin, by the local clock.
    pub const fn from(&self) -> Time {
        self.from
    }

    /// When they end, by the local clock.
    pub const fn to(&self) -> Time {
        self.to
    }

    /// The same hours by another clock.
    #[must_use]
    pub fn in_zone(self, zone: Zone) -> Self {
        Self { zone, ..self }
    }

    /// When the quiet hours end that `at` lies in; `None` where it lies in
    /// none. Both ends follow the clock changes like any firing, so an hour
    /// that comes twice is quiet or not as one stretch of time.
    pub fn end_at(&self, at: Timestamp) -> Option<Timestamp> {
        let today = self.zone.tz().to_datetime(at).date();
        let instant = |date: Date, time| on_the_wall(&self.zone, date.to_datetime(time));
        let nights = [today.yesterday().ok(), Some(today), today.tomorrow().ok()];
        nights.into_iter().flatten().find_map(|first| {
            let last = if self.from < self.to { first } else { first.tomorrow().ok()? };
            let (start, end) = (instant(first, self.from)?.at, instant(last, self.to)?.at);
            (start <= at && at < end).then_some(end)
        })
    }
}

impl Pause {
    /// Whether the instant lies in the pause.
    pub fn covers(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }
}

impl Break {
    /// Whether the instant lies on a date of the break.
    pub fn covers(&self, at: Timestamp) -> bool {
        let date = self.zone.tz().to_datetime(at).date();
        self.first <= date && date <= self.last
    }
}

#[derive(Clone, Serialize, Deserialize)]
struct StoredQuiet {
    from: Time,
    to: Time,
    zone: Zone,
}

impl TryFrom<StoredQuiet> for Quiet {
    type Error = &'static str;

    fn try_from(StoredQuiet { from, to, zone }: StoredQuiet) -> Result<Self, Self::Error> {
        Self::new(from, to, zone).ok_or("quiet hours that begin where they end")
    }
}

impl From<Quiet> for StoredQuiet {
    fn from(Quiet { from, to, zone }: Quiet) -> Self {
        Self { from, to, zone }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    fn zone(name: &str) -> Zone {
        Zone::named(name).expect("in tzdata")
    }

    fn night(from: i8, to: i8) -> Quiet {
        Quiet::new(time(from, 0, 0, 0), time(to, 0, 0, 0), zone("Europe/London"))
            .expect("two times")
    }

    fn quiet(quiet: Quiet) -> Holds {
        Holds { quiet: vec![(Whose::Person, quiet)], ..Holds::default() }
    }

    #[test]
    fn nothing_holds_a_firing_back_by_itself() {
        assert_eq!(
            decide(at("2026-01-14T10:00:00Z"), Kind::Club, &Holds::default()),
            Decision::Send
        );
    }

    #[test]
    fn quiet_hours_span_midnight_and_hold_until_they_end() {
        let holds = quiet(night(22, 7));
        let why = Why::QuietHours { whose: Whose::Person, until: time(7, 0, 0, 0) };
        let until = |text| Decision::HoldUntil { at: at(text), why };
        let cases = [
            ("2026-01-14T21:59:59Z", Decision::Send),
            ("2026-01-14T22:00:00Z", until("2026-01-15T07:00:00Z")),
            ("2026-01-15T03:00:00Z", until("2026-01-15T07:00:00Z")),
            ("2026-01-15T07:00:00Z", Decision::Send),
            // The night of 29 March 2026 is an hour short.
            ("2026-03-28T23:00:00Z", until("2026-03-29T06:00:00Z")),
            // The night of 25 October 2026 is an hour long.
            ("2026-10-24T23:00:00Z", until("2026-10-25T07:00:00Z")),
        ];
        for (due, expected) in cases {
            assert_eq!(decide(at(due), Kind::Stretch, &holds), expected, "{due}");
        }
    }

    #[test]
    fn an_hour_that_comes_twice_is_not_quiet_again() {
        // 01:00-02:00 comes twice on 25 October 2026; quiet ends at the first 01:30.
        let quiet =
            Quiet::new(time(22, 0, 0, 0), time(1, 30, 0, 0), zone("Europe/London")).expect("hours");
        assert_eq!(quiet.end_at(at("2026-10-25T00:15:00Z")), Some(at("2026-10-25T00:30:00Z")));
        assert_eq!(quiet.end_at(at("2026-10-25T01:15:00Z")), None);
    }

    #[test]
    fn ice_phases_pass_through_quiet_hours() {
        let holds = quiet(night(22, 7));
        for kind in Kind::ALL.iter().copied() {
            let sent = decide(at("2026-01-14T23:00:00Z"), kind, &holds) == Decision::Send;
            assert_eq!(sent, kind.is_ice(), "{kind}");
        }
    }

    #[test]
    fn quiet_hours_of_club_and_person_add_up() {
        let mut holds = quiet(night(22, 7));
        holds.quiet.push((Whose::Club, night(6, 9)));
        assert_eq!(
            decide(at("2026-01-14T23:00:00Z"), Kind::Rest, &holds),
            Decision::HoldUntil {
                at: at("2026-01-15T09:00:00Z"),
                why: Why::QuietHours { whose: Whose::Club, until: time(9, 0, 0, 0) },
            }
        );
        holds.quiet.push((Whose::Club, night(8, 23)));
        assert_eq!(
            decide(at("2026-01-14T23:00:00Z"), Kind::Rest, &holds),
            Decision::Skip { why: Why::AlwaysQuiet }
        );
    }

    #[test]
    fn ending_one_pause_does_not_end_another() {
        let due = at("2026-01-14T10:00:00Z");
        let pause = |of, until: Option<&str>| Pause {
            of,
            from: at("2026-01-01T00:00:00Z"),
            until: until.map(at),
        };
        let mut holds = Holds {
            pauses: vec![
                pause(PauseOf::Person, None),
                pause(PauseOf::Club, Some("2026-02-01T00:00:00Z")),
            ],
            ..Holds::default()
        };
        let why = Why::Paused { of: PauseOf::Person, until: None };
        assert_eq!(decide(due, Kind::Club, &holds), Decision::Skip { why });
        holds.pauses.remove(0);
        let why = Why::Paused { of: PauseOf::Club, until: Some(at("2026-02-01T00:00:00Z")) };
        assert_eq!(decide(due, Kind::Club, &holds), Decision::Skip { why });
        assert_eq!(decide(at("2026-02-01T00:00:00Z"), Kind::Club, &holds), Decision::Send);
        holds.pauses.clear();
        assert_eq!(decide(due, Kind::Club, &holds), Decision::Send);
    }

    #[test]
    fn a_firing_held_into_a_pause_or_a_break_is_skipped() {
        let mut holds = quiet(night(22, 7));
        holds.breaks.push(Break {
            first: date(2026, 1, 15),
            last: date(2026, 1, 20),
            zone: zone("Europe/London"),
        });
        assert_eq!(
            decide(at("2026-01-14T23:00:00Z"), Kind::Stretch, &holds),
            Decision::Skip { why: Why::Break { last: date(2026, 1, 20) } }
        );
        assert_eq!(decide(at("2026-01-14T21:00:00Z"), Kind::Stretch, &holds), Decision::Send);
        assert_eq!(decide(at("2026-01-21T12:00:00Z"), Kind::Stretch, &holds), Decision::Send);
    }

    #[test]
    fn a_skip_takes_one_firing_only() {
        let due = at("2026-01-14T10:00:00Z");
        let holds = Holds { skipped: [due].into(), ..Holds::default() };
        assert_eq!(decide(due, Kind::Club, &holds), Decision::Skip { why: Why::Skipped });
        assert_eq!(decide(at("2026-01-15T10:00:00Z"), Kind::Club, &holds), Decision::Send);
    }

    #[test]
    fn ice_that_is_on_comes_off_whatever_is_paused() {
        let due = at("2026-01-14T10:00:00Z");
        let pause = Pause { of: PauseOf::Person, from: due, until: None };
        let holds = Holds { pauses: vec![pause], skipped: [due].into(), ..quiet(night(9, 12)) };
        assert_eq!(decide(due, Kind::IceOff, &holds), Decision::Send);
        assert_ne!(decide(due, Kind::IceOn, &holds), Decision::Send);
    }

    #[test]
    fn quiet_hours_that_begin_where_they_end_are_none() {
        let noon = time(12, 0, 0, 0);
        assert_eq!(Quiet::new(noon, noon, zone("UTC")), None);
        let stored = r#"{"from": "12:00:00", "to": "12:00:00", "zone": "UTC"}"#;
        assert!(serde_json::from_str::<Quiet>(stored).is_err());
    }
}

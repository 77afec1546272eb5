//! What a schedule says: a cadence, a zone, and its limits.
//!
//! A rule is what is stored; the instants are derived from it (`next`).
//! Fields and names of the stored form stay as they are once released.

use std::{collections::BTreeSet, num::NonZeroU32};

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime, Time},
};
use serde::{Deserialize, Serialize};

use super::{elapsed, next::next, weekdays::Weekdays, zone::Zone};

/// When something happens, again and again or once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Which days and times.
    #[serde(flatten)]
    pub cadence: Cadence,
    /// Whose wall clock.
    pub zone: Zone,
    /// The first local date on which it may fire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Date>,
    /// The last local date on which it may fire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Date>,
    /// How many times it fires, counted from its first date
    /// ([`Rule::origin`]). As in RFC 5545, a date in `skip` uses up one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<NonZeroU32>,
    /// Local dates on which it does not fire.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub skip: BTreeSet<Date>,
}

/// Which days and times a rule names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Cadence {
    /// Every day.
    Daily {
        /// Local time of day.
        #[serde(with = "clock")]
        at: Time,
    },
    /// On some days of every week.
    Weekly {
        /// Which days.
        days: Weekdays,
        /// Local time of day.
        #[serde(with = "clock")]
        at: Time,
    },
    /// Every so many days.
    EveryDays {
        /// From one firing to the next, in days.
        n: NonZeroU32,
        /// The first date; it does not fire before.
        from: Date,
        /// Local time of day.
        #[serde(with = "clock")]
        at: Time,
    },
    /// Once a month; a month without the day is passed over.
    Monthly {
        /// Day of the month, 1-31.
        day: i8,
        /// Local time of day.
        #[serde(with = "clock")]
        at: Time,
    },
    /// Once a year; a year without the day is passed over.
    Yearly {
        /// Month, 1-12.
        month: i8,
        /// Day of the month, 1-31.
        day: i8,
        /// Local time of day.
        #[serde(with = "clock")]
        at: Time,
    },
    /// Every so many hours of elapsed time, whatever the clocks do.
    EveryHours {
        /// From one firing to the next, in hours.
        n: NonZeroU32,
        /// The first firing.
        anchor: Timestamp,
    },
    /// Every so many minutes of elapsed time, whatever the clocks do.
    EveryMinutes {
        /// From one firing to the next, in minutes.
        n: NonZeroU32,
        /// The first firing.
        anchor: Timestamp,
    },
    /// Once, at a wall-clock time.
    Once {
        /// Local date and time.
        at: DateTime,
    },
    /// Once, at an instant. For the instants that no wall-clock time names:
    /// the second pass of a repeated hour.
    Instant {
        /// The instant.
        at: Timestamp,
    },
}

impl Rule {
    /// A rule without limits.
    pub fn new(cadence: Cadence, zone: Zone) -> Self {
        Self { cadence, zone, start: None, end: None, count: None, skip: BTreeSet::new() }
    }

    /// The local date from which the firings of a rule with a count are
    /// counted; `None` where the rule has no first date.
    pub fn origin(&self) -> Option<Date> {
        match &self.cadence {
            Cadence::EveryDays { from, .. } => {
                Some(self.start.map_or(*from, |start| start.max(*from)))
            }
            Cadence::EveryHours { anchor, .. } | Cadence::EveryMinutes { anchor, .. } => {
                Some(self.zone.tz().to_datetime(*anchor).date())
            }
            Cadence::Once { at } => Some(at.date()),
            Cadence::Instant { at } => Some(self.zone.tz().to_datetime(*at).date()),
            Cadence::Daily { .. }
            | Cadence::Weekly { .. }
            | Cadence::Monthly { .. }
            | Cadence::Yearly { .. } => self.start,
        }
    }

    /// Whether it fires more than once.
    pub const fn recurs(&self) -> bool {
        !matches!(self.cadence, Cadence::Once { .. } | Cadence::Instant { .. })
    }

    /// Whether the rule may be saved at `now`.
    ///
    /// # Errors
    /// The first bound it breaks.
    pub fn check(&self, bounds: &Bounds, now: Timestamp) -> Result<(), RuleError> {
        self.check_days()?;
        if let Some(every) = elapsed::seconds(&self.cadence)
            && every < i64::from(bounds.shortest_minutes) * 60
        {
            return Err(RuleError::TooOften { shortest_minutes: bounds.shortest_minutes });
        }
        let today = self.zone.tz().to_datetime(now).date();
        let horizon = today.checked_add(bounds.horizon_years.years()).unwrap_or(Date::MAX);
        if let Some(end) = self.end {
            if self.origin().is_some_and(|origin| end < origin) {
                return Err(RuleError::EndBeforeStart);
            }
            if end > horizon {
                return Err(RuleError::TooFarAhead { years: bounds.horizon_years });
            }
        }
        if self.origin().is_some_and(|origin| origin > horizon) {
            return Err(RuleError::TooFarAhead { years: bounds.horizon_years });
        }
        if let Some(count) = self.count {
            if count.get() > bounds.most_times {
                return Err(RuleError::TooManyTimes { most: bounds.most_times });
            }
            if self.origin().is_none() {
                return Err(RuleError::CountWithoutStart);
            }
        }
        if self.skip.len() > bounds.most_skips {
            return Err(RuleError::TooManySkips { most: bounds.most_skips });
        }
        if next(self, now).is_none() {
            return Err(RuleError::NeverFires);
        }
        Ok(())
    }

    fn check_days(&self) -> Result<(), RuleError> {
        // 2000 is a leap year: it has every day that any year has.
        let exists = |month, day| Date::new(2000, month, day).is_ok();
        match self.cadence {
            Cadence::Monthly { day, .. } if !exists(1, day) => Err(RuleError::NoSuchDay),
            Cadence::Yearly { month, day, .. } if !exists(month, day) => Err(RuleError::NoSuchDay),
            Cadence::Weekly { days, .. } if days.is_empty() => Err(RuleError::NoSuchDay),
            _ => Ok(()),
        }
    }
}

/// What a rule may ask for. How many schedules there may be is counted where
/// they are kept; it stands here so that all bounds are in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The shortest recurring interval, in minutes.
    pub shortest_minutes: u32,
    /// How far ahead a start, an end or a single firing may be, in years.
    pub horizon_years: i32,
    /// The highest count.
    pub most_times: u32,
    /// The most dates that one rule may leave out.
    pub most_skips: usize,
    /// The longest text of a reminder, in characters; the shortest is one.
    pub text_chars: usize,
    /// The most schedules of one owner.
    pub schedules: usize,
}

impl Bounds {
    /// For a club.
    pub const CLUB: Self = Self {
        shortest_minutes: 10,
        horizon_years: 5,
        most_times: 1_000,
        most_skips: 50,
        text_chars: 1_500,
        schedules: 50,
    };
    /// For a person.
    pub const PERSON: Self = Self { schedules: 10, ..Self::CLUB };
}

/// Why a rule may not be saved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// Firings are too close together.
    #[error("repeats more often than every {shortest_minutes} minutes")]
    TooOften {
        /// The shortest interval allowed, in minutes.
        shortest_minutes: u32,
    },
    /// It ends before it starts.
    #[error("ends before it starts")]
    EndBeforeStart,
    /// A date is further ahead than allowed.
    #[error("has a date more than {years} years ahead")]
    TooFarAhead {
        /// How far ahead a date may be, in years.
        years: i32,
    },
    /// The count is too high.
    #[error("fires more than {most} times")]
    TooManyTimes {
        /// The highest count allowed.
        most: u32,
    },
    /// Too many dates are left out.
    #[error("leaves out more than {most} dates")]
    TooManySkips {
        /// The most dates that may be left out.
        most: usize,
    },
    /// A count with no first date to count from.
    #[error("has a count but no start to count from")]
    CountWithoutStart,
    /// A day that no month or year has, or no day at all.
    #[error("names a day that does not exist")]
    NoSuchDay,
    /// It does not fire any more.
    #[error("never fires again")]
    NeverFires,
}

/// A time of day as "18:30", with seconds only where it has some.
mod clock {
    use jiff::civil::Time;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub fn serialize<S: Serializer>(time: &Time, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&super::hours_and_minutes(*time))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// "18:30", with seconds only where it has some.
pub(super) fn hours_and_minutes(time: Time) -> String {
    let format = if time.second() == 0 { "%H:%M" } else { "%H:%M:%S" };
    time.strftime(format).to_string()
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Weekday, date, time};
    use serde_json::json;

    use super::*;

    fn n(n: u32) -> NonZeroU32 {
        NonZeroU32::new(n).expect("not zero")
    }

    fn rule(cadence: Cadence) -> Rule {
        Rule::new(cadence, Zone::named("Europe/London").expect("in tzdata"))
    }

    #[test]
    fn the_stored_form_is_the_released_one() {
        let mut weekly = rule(Cadence::Weekly {
            days: [Weekday::Thursday, Weekday::Tuesday].into_iter().collect(),
            at: time(18, 30, 0, 0),
        });
        weekly.end = Some(date(2026, 5, 1));
        weekly.skip.insert(date(2026, 2, 24));
        let anchor: Timestamp = "2024-10-05T12:00:00Z".parse().expect("an instant");
        let cases = [
            (
                weekly,
                json!({"kind": "weekly", "days": ["TU", "TH"], "at": "18:30", "zone": "Europe/London",
                    "end": "2026-05-01", "skip": ["2026-02-24"]}),
            ),
            (
                rule(Cadence::EveryHours { n: n(4), anchor }),
                json!({"kind": "every_hours", "n": 4, "anchor": "2024-10-05T12:00:00Z", "zone": "Europe/London"}),
            ),
            (
                rule(Cadence::EveryDays { n: n(3), from: date(2024, 3, 1), at: time(7, 0, 30, 0) }),
                json!({"kind": "every_days", "n": 3, "from": "2024-03-01", "at": "07:00:30", "zone": "Europe/London"}),
            ),
            (
                rule(Cadence::Once { at: date(2024, 3, 10).at(2, 30, 0, 0) }),
                json!({"kind": "once", "at": "2024-03-10T02:30:00", "zone": "Europe/London"}),
            ),
        ];
        for (rule, stored) in cases {
            assert_eq!(serde_json::to_value(&rule).expect("JSON"), stored);
            assert_eq!(serde_json::from_value::<Rule>(stored).expect("a rule"), rule);
        }
    }

    #[test]
    fn a_stored_rule_that_is_not_one_is_an_error() {
        for stored in [
            json!({"kind": "daily", "at": "25:00", "zone": "Europe/London"}),
            json!({"kind": "daily", "at": "08:00", "zone": "Nowhere"}),
            json!({"kind": "weekly", "days": ["XX"], "at": "08:00", "zone": "UTC"}),
            json!({"kind": "every_hours", "n": 0, "anchor": "2024-10-05T12:00:00Z", "zone": "UTC"}),
            json!({"kind": "sometimes", "zone": "UTC"}),
        ] {
            assert!(serde_json::from_value::<Rule>(stored.clone()).is_err(), "{stored}");
        }
    }

    #[test]
    fn every_bound_is_kept() {
        let now: Timestamp = "2026-01-14T10:00:00Z".parse().expect("an instant");
        let daily = || rule(Cadence::Daily { at: time(8, 0, 0, 0) });
        let minutes = |every| rule(Cadence::EveryMinutes { n: n(every), anchor: now });
        let with = |change: &dyn Fn(&mut Rule)| {
            let mut rule = daily();
            change(&mut rule);
            rule
        };
        let cases = [
            (daily(), Ok(())),
            (minutes(10), Ok(())),
            (minutes(9), Err(RuleError::TooOften { shortest_minutes: 10 })),
            (with(&|rule| rule.end = Some(date(2031, 1, 14))), Ok(())),
            (
                with(&|rule| rule.end = Some(date(2031, 1, 15))),
                Err(RuleError::TooFarAhead { years: 5 }),
            ),
            (
                with(&|rule| {
                    rule.start = Some(date(2026, 3, 2));
                    rule.end = Some(date(2026, 3, 1));
                }),
                Err(RuleError::EndBeforeStart),
            ),
            (with(&|rule| rule.end = Some(date(2026, 1, 13))), Err(RuleError::NeverFires)),
            (with(&|rule| rule.count = Some(n(3))), Err(RuleError::CountWithoutStart)),
            (
                with(&|rule| {
                    rule.start = Some(date(2026, 1, 1));
                    rule.count = Some(n(1_001));
                }),
                Err(RuleError::TooManyTimes { most: 1_000 }),
            ),
            (rule(Cadence::Monthly { day: 32, at: Time::midnight() }), Err(RuleError::NoSuchDay)),
            (
                rule(Cadence::Yearly { month: 2, day: 30, at: Time::midnight() }),
                Err(RuleError::NoSuchDay),
            ),
            (rule(Cadence::Yearly { month: 2, day: 29, at: Time::midnight() }), Ok(())),
        ];
        for (rule, expected) in cases {
            assert_eq!(rule.check(&Bounds::CLUB, now), expected, "{rule:?}");
        }
    }
}

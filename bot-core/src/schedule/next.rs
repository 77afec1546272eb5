//! The next instant of a rule.
//!
//! Clock changes follow the "compatible" policy. A local time that does not
//! exist moves forward by the size of the gap (02:30 becomes 03:30); one that
//! comes twice fires the first time only; a rule fires once per civil date, and
//! two dates that land on one instant fire once. A whole day that a zone leaves
//! out (Samoa, 30 December 2011) is a gap of 24 hours like any other: its
//! firings move to the next day, and a daily rule's fall together with that
//! day's own. Rules by elapsed time know no clock changes.

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime, Time},
    tz::AmbiguousOffset,
};

use super::{
    elapsed,
    rule::{Cadence, Rule},
    zone::Zone,
};

/// No zone has ever moved its clocks by more than this many days, so a firing
/// planned earlier than this is past.
const FARTHEST_SHIFT_DAYS: i64 = 2;

/// One firing of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// When it is.
    pub at: Timestamp,
    /// The local date and time that the rule names.
    pub planned: DateTime,
    /// What the clocks do to it, if anything.
    pub change: Option<ClockChange>,
}

/// What a change of the clocks does to a firing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockChange {
    /// The planned time does not exist; this is the time it becomes.
    Missing {
        /// The local time it fires at.
        becomes: DateTime,
    },
    /// The planned time comes twice; it fires the first time.
    Repeated,
}

/// The first firing strictly after an instant; `None` where there is none.
pub fn next(rule: &Rule, after: Timestamp) -> Option<Occurrence> {
    match &rule.cadence {
        Cadence::Once { at } => {
            let found = on_the_wall(&rule.zone, *at)?;
            (found.at > after && rule.allows(at.date())).then_some(found)
        }
        Cadence::Instant { at } => {
            let found = at_instant(rule, *at);
            (found.at > after && rule.allows(found.planned.date())).then_some(found)
        }
        Cadence::EveryHours { anchor, .. } | Cadence::EveryMinutes { anchor, .. } => {
            by_elapsed_time(rule, *anchor, after)
        }
        Cadence::Daily { at }
        | Cadence::Weekly { at, .. }
        | Cadence::EveryDays { at, .. }
        | Cadence::Monthly { at, .. }
        | Cadence::Yearly { at, .. } => by_wall_clock(rule, *at, after),
    }
}

impl Rule {
    /// The firings strictly after an instant, in order.
    pub const fn after(&self, after: Timestamp) -> Occurrences<'_> {
        Occurrences { rule: self, after }
    }

    /// Whether the limits let it fire on that date. The count is looked at
    /// where firings are counted.
    fn allows(&self, date: Date) -> bool {
        self.start.is_none_or(|start| start <= date)
            && self.end.is_none_or(|end| date <= end)
            && !self.skip.contains(&date)
    }
}

/// The firings of a rule, in order.
#[derive(Clone, Debug)]
pub struct Occurrences<'r> {
    rule: &'r Rule,
    after: Timestamp,
}

impl Iterator for Occurrences<'_> {
    type Item = Occurrence;

    fn next(&mut self) -> Option<Occurrence> {
        let found = next(self.rule, self.after)?;
        self.after = found.at;
        Some(found)
    }
}

fn by_elapsed_time(rule: &Rule, anchor: Timestamp, after: Timestamp) -> Option<Occurrence> {
    let every = elapsed::seconds(&rule.cadence)?;
    let mut index = elapsed::index_after(anchor, every, after);
    loop {
        if rule.count.is_some_and(|count| index >= i64::from(count.get())) {
            return None;
        }
        let found = at_instant(rule, elapsed::firing(anchor, every, index)?);
        let date = found.planned.date();
        if rule.allows(date) {
            return Some(found);
        }
        if rule.end.is_some_and(|end| date > end) {
            return None;
        }
        index += 1;
    }
}

fn by_wall_clock(rule: &Rule, at: Time, after: Timestamp) -> Option<Occurrence> {
    let today = rule.zone.tz().to_datetime(after).date();
    let earliest = today.checked_sub(FARTHEST_SHIFT_DAYS.days()).unwrap_or(Date::MIN);
    // A count is counted from the first date; without one there is no need to
    // look at the past.
    let (mut date, mut left) = match rule.count {
        Some(count) => (rule.origin()?, count.get()),
        None => (rule.origin().map_or(earliest, |origin| origin.max(earliest)), u32::MAX),
    };
    let mut before = Timestamp::MIN;
    loop {
        date = first_date(&rule.cadence, date)?;
        if rule.end.is_some_and(|end| date > end) || left == 0 {
            return None;
        }
        // At either end of the calendar a local time may have no instant.
        let Some(found) = on_the_wall(&rule.zone, date.to_datetime(at)) else {
            date = date.tomorrow().ok()?;
            continue;
        };
        // Two dates that land on one instant are one firing.
        if found.at > before {
            if found.at > after && rule.allows(date) {
                return Some(found);
            }
            before = found.at;
            left -= 1;
        }
        date = date.tomorrow().ok()?;
    }
}

/// The first date on or after `date` that the cadence names.
pub(super) fn first_date(cadence: &Cadence, date: Date) -> Option<Date> {
    match cadence {
        Cadence::Daily { .. } => Some(date),
        Cadence::Weekly { days, .. } => {
            let week = std::iter::successors(Some(date), |date| date.tomorrow().ok()).take(7);
            week.into_iter().find(|date| days.has(date.weekday()))
        }
        Cadence::EveryDays { n, from, .. } => {
            let since = i64::from((date - *from).get_days());
            if since <= 0 {
                return Some(*from);
            }
            let n = i64::from(n.get());
            let rest = since % n;
            let wait = if rest == 0 { 0 } else { n - rest };
            date.checked_add(jiff::Span::new().try_days(wait).ok()?).ok()
        }
        // Every day of a month comes again within two months, counting this one.
        Cadence::Monthly { day, .. } => {
            first_of(date, 3, |year, month| Date::new(year, month, *day).ok())
        }
        // 29 February comes again within eight years (1896, 1904).
        Cadence::Yearly { month, day, .. } => first_of(date, 9 * 12, |year, this| {
            (this == *month).then(|| Date::new(year, this, *day).ok()).flatten()
        }),
        Cadence::EveryHours { .. }
        | Cadence::EveryMinutes { .. }
        | Cadence::Once { .. }
        | Cadence::Instant { .. } => None,
    }
}

/// The first date on or after `date` that `pick` finds in one of the months
/// from that of `date` on.
fn first_of(date: Date, months: i32, pick: impl Fn(i16, i8) -> Option<Date>) -> Option<Date> {
    (0..=months).find_map(|ahead| {
        let month = date.first_of_month().checked_add(ahead.months()).ok()?;
        pick(month.year(), month.month()).filter(|found| *found >= date)
    })
}

fn at_instant(rule: &Rule, at: Timestamp) -> Occurrence {
    Occurrence { at, planned: rule.zone.tz().to_datetime(at), change: None }
}

/// The instant of a local time, by the compatible policy; `None` at the end of
/// the calendar.
pub(super) fn on_the_wall(zone: &Zone, planned: DateTime) -> Option<Occurrence> {
    let ambiguous = zone.tz().to_ambiguous_timestamp(planned);
    let offset = ambiguous.offset();
    let at = ambiguous.compatible().ok()?;
    let change = match offset {
        AmbiguousOffset::Unambiguous { .. } => None,
        AmbiguousOffset::Gap { .. } => {
            Some(ClockChange::Missing { becomes: zone.tz().to_datetime(at) })
        }
        AmbiguousOffset::Fold { .. } => Some(ClockChange::Repeated),
    };
    Some(Occurrence { at, planned, change })
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use jiff::civil::{Weekday, date, time};

    use super::{super::Weekdays, *};

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    fn rule(cadence: Cadence, zone: &str) -> Rule {
        Rule::new(cadence, Zone::named(zone).expect("in tzdata"))
    }

    fn firings(rule: &Rule, after: &str) -> Vec<String> {
        rule.after(at(after)).take(3).map(|found| found.at.to_string()).collect()
    }

    #[test]
    fn a_missing_time_moves_forward_by_the_gap() {
        // Lord Howe's gap is half an hour, at 02:00 on 6 October 2024.
        let rule = rule(Cadence::Daily { at: time(2, 15, 0, 0) }, "Australia/Lord_Howe");
        let found = next(&rule, at("2024-10-05T12:00:00Z")).expect("daily");
        assert_eq!(found.planned, date(2024, 10, 6).at(2, 15, 0, 0));
        let becomes = date(2024, 10, 6).at(2, 45, 0, 0);
        assert_eq!(found.change, Some(ClockChange::Missing { becomes }));
    }

    #[test]
    fn a_repeated_time_fires_the_first_time_only() {
        let rule = rule(Cadence::Daily { at: time(1, 30, 0, 0) }, "America/New_York");
        assert_eq!(
            firings(&rule, "2024-11-02T12:00:00Z"),
            ["2024-11-03T05:30:00Z", "2024-11-04T06:30:00Z", "2024-11-05T06:30:00Z"]
        );
    }

    #[test]
    fn two_dates_on_one_instant_fire_once_and_count_once() {
        // Samoa left out 30 December 2011.
        let mut rule = rule(Cadence::Daily { at: time(9, 0, 0, 0) }, "Pacific/Apia");
        rule.start = Some(date(2011, 12, 29));
        rule.count = NonZeroU32::new(3);
        assert_eq!(
            firings(&rule, "2011-12-01T00:00:00Z"),
            ["2011-12-29T19:00:00Z", "2011-12-30T19:00:00Z", "2011-12-31T19:00:00Z"]
        );
    }

    #[test]
    fn a_day_that_a_zone_left_out_is_a_gap_like_any_other() {
        let days = Weekdays::NONE.with(Weekday::Friday);
        let rule = rule(Cadence::Weekly { days, at: time(9, 0, 0, 0) }, "Pacific/Apia");
        let found = next(&rule, at("2011-12-28T00:00:00Z")).expect("weekly");
        let becomes = date(2011, 12, 31).at(9, 0, 0, 0);
        assert_eq!(found.change, Some(ClockChange::Missing { becomes }));
    }

    #[test]
    fn months_and_years_without_the_day_are_passed_over() {
        let months = rule(Cadence::Monthly { day: 31, at: time(9, 0, 0, 0) }, "UTC");
        assert_eq!(
            firings(&months, "2026-01-31T09:00:00Z"),
            ["2026-03-31T09:00:00Z", "2026-05-31T09:00:00Z", "2026-07-31T09:00:00Z"]
        );
        let years = rule(Cadence::Yearly { month: 2, day: 29, at: time(9, 0, 0, 0) }, "UTC");
        assert_eq!(
            firings(&years, "2096-02-29T09:00:00Z"),
            ["2104-02-29T09:00:00Z", "2108-02-29T09:00:00Z", "2112-02-29T09:00:00Z"]
        );
    }

    #[test]
    fn a_stored_rule_with_a_day_that_does_not_exist_never_fires() {
        for cadence in [
            Cadence::Monthly { day: 40, at: Time::midnight() },
            Cadence::Yearly { month: 2, day: 30, at: Time::midnight() },
            Cadence::Weekly { days: Weekdays::NONE, at: Time::midnight() },
        ] {
            assert_eq!(next(&rule(cadence, "UTC"), at("2026-01-14T10:00:00Z")), None);
        }
    }

    #[test]
    fn the_ends_of_time_are_no_panic() {
        let daily = rule(Cadence::Daily { at: Time::midnight() }, "Pacific/Apia");
        assert_eq!(next(&daily, Timestamp::MAX), None);
        assert!(next(&daily, Timestamp::MIN).is_some());
        let n = NonZeroU32::MAX;
        let far = rule(Cadence::EveryHours { n, anchor: Timestamp::MAX }, "UTC");
        assert_eq!(next(&far, Timestamp::MAX), None);
    }
}

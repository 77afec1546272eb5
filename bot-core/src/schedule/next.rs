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
        let found = on_the_wall(&rule.zone, date.to_datetime(at))?;
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

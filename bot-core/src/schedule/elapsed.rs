//! Firings by elapsed time: every so many hours or minutes from an anchor,
//! exactly, whatever the clocks do in between.

use jiff::{SignedDuration, Timestamp};

use super::rule::Cadence;

/// The interval in seconds; `None` for cadences of the wall clock.
pub(super) fn seconds(cadence: &Cadence) -> Option<i64> {
    match cadence {
        Cadence::EveryHours { n, .. } => Some(i64::from(n.get()) * 3_600),
        Cadence::EveryMinutes { n, .. } => Some(i64::from(n.get()) * 60),
        _ => None,
    }
}

/// Which firing is the first strictly after `after`: 0 is the anchor itself.
pub(super) fn index_after(anchor: Timestamp, every: i64, after: Timestamp) -> i64 {
    let since = after.duration_since(anchor);
    if since.is_negative() { 0 } else { since.as_secs() / every + 1 }
}

/// The firing of that index, where time reaches so far.
pub(super) fn firing(anchor: Timestamp, every: i64, index: i64) -> Option<Timestamp> {
    let seconds = every.checked_mul(index)?;
    anchor.checked_add(SignedDuration::from_secs(seconds)).ok()
}

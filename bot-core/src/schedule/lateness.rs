//! What becomes of a firing that is looked at after it was due.
//!
//! Several missed firings of one schedule become one. Within the grace of its
//! kind a firing is sent and marked late; beyond it, it is recorded as missed.
//! A firing held by quiet hours is due when they end: pass that instant.

use jiff::{SignedDuration, Timestamp};

use super::Kind;

/// Up to here a firing counts as on time, in seconds.
const PUNCTUAL_SECONDS: i64 = 60;

/// How late a firing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lateness {
    /// Send it. Also where the clock has stepped back and it is not due yet.
    OnTime,
    /// Send it and say that it is late.
    Late,
    /// Too late to be of use: record it, don't send it.
    Missed,
}

/// For how long a firing of this kind is still worth sending, in minutes;
/// `None` where it always is.
const fn grace_minutes(kind: Kind) -> Option<i64> {
    match kind {
        // Ice that goes on late pushes against the next "off".
        Kind::IceOn => Some(5),
        // Ice left on a foot can harm the skin: said whatever happens.
        Kind::IceOff => None,
        // Closes the session; nobody misses it hours later.
        Kind::IceEnd => Some(60),
        // Still the same day for anyone who is awake.
        Kind::Rest => Some(6 * 60),
        // Can be done later the same morning or evening.
        Kind::Stretch => Some(3 * 60),
        // An evening's pain can still be told before bed or on waking.
        Kind::CheckIn => Some(12 * 60),
        // "Training at 18:30" is wrong once training is over.
        Kind::Club => Some(60),
    }
}

/// How late a firing is that was due at `due` and is looked at at `now`.
pub fn late(kind: Kind, due: Timestamp, now: Timestamp) -> Lateness {
    let by = now.duration_since(due);
    if by <= SignedDuration::from_secs(PUNCTUAL_SECONDS) {
        return Lateness::OnTime;
    }
    match grace_minutes(kind) {
        Some(grace) if by > SignedDuration::from_mins(grace) => Lateness::Missed,
        _ => Lateness::Late,
    }
}

/// What becomes of several firings of one schedule that are due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coalesced {
    /// The one to send, if any is worth it, by its place in the list.
    pub send: Option<(usize, Lateness)>,
    /// Those to record as missed, by their place in the list.
    pub missed: Vec<usize>,
}

/// Makes several due firings of one schedule, oldest first, into at most one:
/// the latest that is still worth sending. Within an ice session "off" goes
/// before all: after an "off" that was not said, a later "on" would put more ice
/// on a foot that has had it for too long.
pub fn coalesce(due: &[(Kind, Timestamp)], now: Timestamp) -> Coalesced {
    let worth = |index: usize| {
        let (kind, at) = due[index];
        let lateness = late(kind, at, now);
        (lateness != Lateness::Missed).then_some((index, lateness))
    };
    let is_off = |index: &usize| due[*index].0 == Kind::IceOff;
    let latest_off = (0..due.len()).rev().find(is_off);
    let send = latest_off.and_then(worth).or_else(|| (0..due.len()).rev().find_map(worth));
    let sent = send.map(|(index, _)| index);
    Coalesced { send, missed: (0..due.len()).filter(|index| Some(*index) != sent).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    const YEAR: i64 = 366 * 24 * 60;

    #[test]
    fn ice_on_is_dropped_after_five_minutes_and_ice_off_never() {
        assert_eq!(late(Kind::IceOn, at(0), at(1)), Lateness::OnTime);
        assert_eq!(late(Kind::IceOn, at(0), at(5)), Lateness::Late);
        assert_eq!(late(Kind::IceOn, at(0), at(6)), Lateness::Missed);
        assert_eq!(late(Kind::IceOff, at(0), at(6)), Lateness::Late);
        assert_eq!(late(Kind::IceOff, at(0), at(YEAR)), Lateness::Late);
    }

    #[test]
    fn every_other_kind_is_sent_late_and_then_missed() {
        for kind in Kind::ALL.iter().copied().filter(|kind| *kind != Kind::IceOff) {
            assert_eq!(late(kind, at(0), at(2)), Lateness::Late, "{kind}");
            assert_eq!(late(kind, at(0), at(YEAR)), Lateness::Missed, "{kind}");
        }
    }

    #[test]
    fn a_clock_that_stepped_back_makes_nothing_late() {
        assert_eq!(late(Kind::Club, at(60), at(0)), Lateness::OnTime);
    }

    #[test]
    fn several_missed_firings_become_the_latest_one() {
        let due = [(Kind::Club, at(0)), (Kind::Club, at(10)), (Kind::Club, at(20))];
        assert_eq!(
            coalesce(&due, at(30)),
            Coalesced { send: Some((2, Lateness::Late)), missed: vec![0, 1] }
        );
        assert_eq!(coalesce(&due, at(YEAR)), Coalesced { send: None, missed: vec![0, 1, 2] });
        assert_eq!(coalesce(&[], at(0)), Coalesced { send: None, missed: vec![] });
    }

    #[test]
    fn an_off_that_was_not_said_goes_before_a_newer_on() {
        let session = [(Kind::IceOff, at(20)), (Kind::IceOn, at(40))];
        assert_eq!(
            coalesce(&session, at(41)),
            Coalesced { send: Some((0, Lateness::Late)), missed: vec![1] }
        );
    }

    #[test]
    fn after_a_year_of_silence_a_session_says_off_once() {
        let session = [
            (Kind::IceOn, at(0)),
            (Kind::IceOff, at(20)),
            (Kind::IceOn, at(40)),
            (Kind::IceOff, at(60)),
            (Kind::IceEnd, at(80)),
        ];
        assert_eq!(
            coalesce(&session, at(YEAR)),
            Coalesced { send: Some((3, Lateness::Late)), missed: vec![0, 1, 2, 4] }
        );
    }
}

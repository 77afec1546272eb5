//! The platform's limits on sending, counted in sliding windows: what a bot may
//! send in all, to one chat, to one group.
//!
//! New messages count everywhere; edits count in groups. What is done to a
//! private chat's last message, and answers to button presses, are free.

use std::{
    collections::{BTreeMap, VecDeque},
    time::{Duration, Instant},
};

/// At most so many in any such time.
type Window = (usize, Duration);

/// To everybody together.
pub const OVERALL: Window = (30, Duration::from_secs(1));
/// To one chat: one a second, "short bursts" apart.
pub const CHAT: [Window; 2] = [(5, Duration::from_secs(1)), (65, Duration::from_secs(60))];
/// To one group.
pub const GROUP: Window = (20, Duration::from_secs(60));

/// What becomes of a call beyond the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enforcement {
    /// It is done, and noted.
    Noted,
    /// It is answered with 429, and noted.
    Refused,
    /// Nothing is counted.
    Off,
}

/// What kind of thing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// A message that was not there before.
    Message,
    /// Another text or other buttons.
    Edit,
}

/// Where it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// To one person.
    Private,
    /// To a group of either kind.
    Group,
}

/// What was sent lately, and what of it was too much.
#[derive(Debug, Default)]
pub struct Limits {
    overall: VecDeque<Instant>,
    chats: BTreeMap<i64, VecDeque<Instant>>,
    exceeded: Vec<String>,
}

impl Limits {
    /// Counts one more. The wait before it would have been in order, where it is
    /// too much.
    pub fn count(
        &mut self,
        chat: i64,
        target: Target,
        sent: Sent,
        now: Instant,
    ) -> Option<Duration> {
        if sent == Sent::Edit && target == Target::Private {
            return None;
        }
        let mut waits = Vec::new();
        if sent == Sent::Message {
            waits.push(("overall", full(&mut self.overall, &[OVERALL], now)));
        }
        let windows = match target {
            Target::Private => &CHAT[..],
            Target::Group => &[GROUP],
        };
        waits.push(("in one chat", full(self.chats.entry(chat).or_default(), windows, now)));
        let (which, wait) = waits.into_iter().max_by_key(|(_, wait)| *wait)?;
        if let Some(wait) = wait {
            self.exceeded.push(format!("{sent:?} to {chat}: too many {which}, {wait:?} early"));
        }
        wait
    }

    /// Everything that was too much.
    pub fn exceeded(&self) -> &[String] {
        &self.exceeded
    }
}

/// Adds a moment; how long until there would have been room for it.
fn full(times: &mut VecDeque<Instant>, windows: &[Window], now: Instant) -> Option<Duration> {
    let longest = windows.iter().map(|(_, length)| *length).max()?;
    while times.front().is_some_and(|first| now.duration_since(*first) >= longest) {
        times.pop_front();
    }
    let wait = windows.iter().filter_map(|(most, length)| {
        let oldest = times.len().checked_sub(*most)?;
        length.checked_sub(now.duration_since(times[oldest])).filter(|wait| !wait.is_zero())
    });
    let wait = wait.max();
    times.push_back(now);
    wait
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thirty_first_message_within_a_second_is_too_much() {
        let (mut limits, start) = (Limits::default(), Instant::now());
        let mut send = |chat, millis| {
            let at = start + Duration::from_millis(millis);
            limits.count(chat, Target::Private, Sent::Message, at)
        };
        assert!((0..30).all(|chat| send(chat, 0).is_none()));
        assert_eq!(send(30, 400), Some(Duration::from_millis(600)));
        assert_eq!(send(31, 1_400), None);
    }

    #[test]
    fn a_group_takes_twenty_a_minute_with_edits() {
        let (mut limits, start) = (Limits::default(), Instant::now());
        let mut edit = |second| {
            let at = start + Duration::from_secs(second);
            limits.count(-5, Target::Group, Sent::Edit, at)
        };
        assert!((0..20).all(|second| edit(second).is_none()));
        assert_eq!(edit(20), Some(Duration::from_secs(40)));
    }
}

//! What was sent lately, and when that leaves room for more.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use crate::message::{Exempt, Lane, Rate};

/// Of every so many places the part that only earlier lanes may take: a sixth
/// for replies and ice phases, more than half of it for replies alone.
pub(in crate::runtime) const fn kept_free(of: usize, lane: Lane) -> usize {
    match lane {
        Lane::Reply => 0,
        Lane::IcePhase => of / 10,
        Lane::Other => of.div_ceil(6),
    }
}

/// The same of a limit that replies don't count towards: enough for an ice phase.
const fn kept_free_without_replies(of: usize, lane: Lane) -> usize {
    match lane {
        Lane::Reply | Lane::IcePhase => 0,
        Lane::Other => of / 25,
    }
}

/// A fan-out takes its places in so many portions rather than all at once: they
/// come free again one after another, and a reply waits for the next of them.
const PORTIONS: u32 = 15;

/// How long until it is worth asking again, where all that takes up the room is
/// still on its way.
const UNTIL_ANSWERED: SignedDuration = SignedDuration::from_millis(500);

/// What lies ahead by less than this is of the same moment.
const TOGETHER: SignedDuration = SignedDuration::from_millis(500);

/// What was sent: on its way, or answered lately.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// How many of each lane are on their way.
    under_way: [u32; 3],
    /// When the others were answered, oldest first.
    answered: VecDeque<(Timestamp, Lane)>,
}

impl Log {
    pub(super) fn is_empty(&self) -> bool {
        self.answered.is_empty() && self.under_way == [0; 3]
    }

    pub(super) fn forget(&mut self, longest: SignedDuration, now: Timestamp) {
        for (at, _) in &mut self.answered {
            // Of two who look at the clock the first may come second. More than that
            // is a clock that was set back: nothing was sent in the future.
            if *at > after(now, TOGETHER) {
                *at = now;
            }
        }
        while self.answered.front().is_some_and(|(at, _)| after(*at, longest) <= now) {
            self.answered.pop_front();
        }
    }

    pub(super) fn begin(&mut self, lane: Lane) {
        self.under_way[number(lane)] += 1;
    }

    pub(super) fn take_back(&mut self, lane: Lane) {
        let under_way = &mut self.under_way[number(lane)];
        *under_way = under_way.saturating_sub(1);
    }

    pub(super) fn answer(&mut self, lane: Lane, at: Timestamp) {
        self.take_back(lane);
        self.remember(lane, at);
    }

    /// Counts one that was not seen on its way.
    pub(super) fn remember(&mut self, lane: Lane, at: Timestamp) {
        self.answered.push_back((at, lane));
    }

    /// When there is room for one more of a lane. What earlier lanes take up
    /// already need not be kept free for them.
    pub(super) fn free_at(
        &self,
        rate: Rate,
        kept: Lane,
        exempt: Exempt,
        now: Timestamp,
    ) -> Timestamp {
        let most = usize::try_from(rate.most).unwrap_or(usize::MAX);
        let kept_free = match exempt {
            Exempt::Answers => kept_free_without_replies(most, kept),
            Exempt::Nothing | Exempt::PrivateEdits => kept_free(most, kept),
        };
        let earlier = |lane: Lane| number(lane) < number(kept);
        let since = after(now, -length(rate));
        let lately: Vec<_> = self.answered.iter().filter(|(at, _)| *at > since).collect();
        let under_way = |lanes: &[u32]| lanes.iter().sum::<u32>() as usize;
        let mut all = lately.len() + under_way(&self.under_way);
        let mut of_earlier = lately.iter().filter(|(_, lane)| earlier(*lane)).count()
            + under_way(&self.under_way[..number(kept)]);
        let fits = |all: usize, of_earlier: usize| {
            all == 0 || all + kept_free.saturating_sub(of_earlier) < most
        };
        if fits(all, of_earlier) {
            return now;
        }
        for (at, lane) in lately {
            all -= 1;
            of_earlier -= usize::from(earlier(*lane));
            if fits(all, of_earlier) {
                return after(*at, length(rate)).max(now);
            }
        }
        after(now, UNTIL_ANSWERED)
    }
}

/// How many a fan-out sends at once.
pub(super) fn portion(rate: Rate) -> usize {
    usize::try_from(rate.most.div_ceil(PORTIONS)).unwrap_or(usize::MAX)
}

/// When a fan-out may take its next place.
pub(super) fn next_portion(
    taken: &mut VecDeque<Timestamp>,
    rate: Rate,
    now: Timestamp,
) -> Timestamp {
    if rate.most < PORTIONS {
        return now;
    }
    let each = length(rate) / i32::try_from(PORTIONS).unwrap_or(1);
    // A time ahead of the clock is from before it was set back.
    taken.retain(|at| *at <= now && after(*at, each) > now);
    match taken.len().checked_sub(portion(rate)) {
        None => now,
        Some(at) => after(taken[at], each),
    }
}

pub(super) fn length(rate: Rate) -> SignedDuration {
    SignedDuration::try_from(rate.per).unwrap_or(SignedDuration::MAX)
}

pub(super) fn after(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(Timestamp::MAX)
}

pub(super) const fn number(lane: Lane) -> usize {
    match lane {
        Lane::Reply => 0,
        Lane::IcePhase => 1,
        Lane::Other => 2,
    }
}

//! What a platform takes, kept ahead of time: how much over all and to one
//! chat, and what it has told to wait. And whose turn it is, so that a chat for
//! which much waits keeps no other waiting.
//!
//! A limit is kept exactly: no stretch of time, wherever it begins, holds more
//! messages than it allows. Nobody here knows when the platform counts a message
//! that is on its way, so that one counts until it is answered, however long that
//! takes, and from then on for as long as the limit looks back. All is in memory;
//! after a start what was sent last is read from the outbox. Of several processes
//! each keeps the limits by itself.

mod log;

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::{SignedDuration, Timestamp};

pub(super) use self::log::kept_free;
use self::log::{Log, length, next_portion, number, portion};
use crate::{
    message::{Delivery, Exempt, Held, Lane, Limits},
    store::{Candidate, Target},
};

/// The most chats remembered before the idle ones are forgotten.
const REMEMBERED: usize = 10_000;

/// The limits of one platform, and what counts towards them.
#[derive(Debug)]
pub(super) struct Limiter {
    limits: Limits,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    overall: Log,
    /// The fan-out alone, from when it was let through.
    portions: VecDeque<Timestamp>,
    chats: HashMap<Target, Chat>,
    /// The platform takes nothing before then.
    held: Option<Timestamp>,
    /// Counts the messages handed over: whose number is lowest waits longest.
    turn: u64,
}

#[derive(Debug, Default)]
struct Chat {
    log: Log,
    /// It takes nothing before then.
    held: Option<Timestamp>,
    /// It takes nothing that counts before then.
    full: Option<Timestamp>,
    /// When it last had its turn.
    turn: u64,
    /// How many of each lane are on their way. The loop sends one at a time, so
    /// that they arrive in order and a chat that hangs holds no more than that.
    under_way: [u32; 3],
}

impl Chat {
    fn is_idle(&mut self, longest: SignedDuration, now: Timestamp) -> bool {
        self.log.forget(longest, now);
        self.log.is_empty()
            && self.held.is_none_or(|until| until <= now)
            && self.under_way == [0; 3]
    }
}

/// A message that was let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "it counts as on its way until it is done or taken back"]
pub(super) struct Admitted {
    target: Target,
    lane: Lane,
    counts: bool,
}

impl Limiter {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, state: Mutex::default() }
    }

    /// The longest stretch of time a limit looks back over.
    pub(super) fn longest(&self) -> SignedDuration {
        let Limits { overall, chat, group, .. } = self.limits;
        [overall, chat, group].into_iter().flatten().map(length).max().unwrap_or_default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Every change leaves it whole: at worst something counts that was not sent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts what was sent before the start, oldest first.
    pub(super) fn remember(&self, sent: &[(Target, Timestamp)]) {
        let mut state = self.state();
        for (target, at) in sent {
            state.overall.remember(Lane::Other, *at);
            let chat = state.chats.entry(*target).or_default();
            chat.log.remember(Lane::Other, *at);
        }
    }

    /// Lets a message through and counts it; or says when it is worth asking again.
    pub(super) fn admit(
        &self,
        target: Target,
        delivery: &Delivery,
        now: Timestamp,
    ) -> Result<Admitted, Timestamp> {
        let Limits { overall, chat: each, group, exempt } = self.limits;
        let lane = delivery.outgoing.lane;
        let longest = self.longest();
        let mut state = self.state();
        let State { overall: all, portions, chats, held, turn } = &mut *state;
        if chats.len() >= REMEMBERED {
            chats.retain(|_, chat| !chat.is_idle(longest, now));
        }
        let chat = chats.entry(target).or_default();
        all.forget(longest, now);
        chat.log.forget(longest, now);
        let counts = exempt.counts(delivery);
        let group = group.filter(|_| delivery.outgoing.place.space.is_some());
        let mut free = [*held, chat.held].into_iter().flatten().fold(now, Timestamp::max);
        if counts {
            for rate in [each, group].into_iter().flatten() {
                // Nothing is kept free of a chat's own limit: it would stand empty.
                free = free.max(chat.log.free_at(rate, Lane::Reply, exempt, now));
            }
            chat.full = (free > now).then_some(free);
            if let Some(rate) = overall {
                free = free.max(all.free_at(rate, lane, exempt, now));
                if lane == Lane::Other {
                    free = free.max(next_portion(portions, rate, now));
                }
            }
        }
        if free > now {
            return Err(free);
        }
        if counts {
            all.begin(lane);
            chat.log.begin(lane);
            if lane == Lane::Other && overall.is_some() {
                portions.push_back(now);
            }
        }
        *turn += 1;
        chat.turn = *turn;
        chat.under_way[number(lane)] += 1;
        Ok(Admitted { target, lane, counts })
    }

    /// A message that was let through has been answered, or nobody waits for the
    /// answer any longer.
    pub(super) fn answered(&self, admitted: Admitted, now: Timestamp) {
        let Admitted { target, lane, counts } = admitted;
        let mut state = self.state();
        if counts {
            state.overall.answer(lane, now);
            if let Some(chat) = state.chats.get_mut(&target) {
                chat.log.answer(lane, now);
            }
        }
    }

    /// A message that was let through is not sent after all.
    pub(super) fn take_back(&self, admitted: Admitted) {
        let Admitted { target, lane, counts } = admitted;
        if counts {
            let mut state = self.state();
            state.overall.take_back(lane);
            if let Some(chat) = state.chats.get_mut(&target) {
                chat.log.take_back(lane);
            }
        }
        self.done(admitted);
    }

    /// A message arrived as one of its own. What was let through as a change of an
    /// earlier one counts after all.
    pub(super) fn said_anew(&self, target: Target, delivery: &Delivery, at: Timestamp) {
        if self.limits.exempt != Exempt::PrivateEdits || Exempt::PrivateEdits.counts(delivery) {
            return;
        }
        let mut state = self.state();
        let lane = delivery.outgoing.lane;
        state.overall.remember(lane, at);
        state.chats.entry(target).or_default().log.remember(lane, at);
    }

    /// A chat's next message may follow.
    pub(super) fn done(&self, Admitted { target, lane, .. }: Admitted) {
        if let Some(chat) = self.state().chats.get_mut(&target) {
            let under_way = &mut chat.under_way[number(lane)];
            *under_way = under_way.saturating_sub(1);
        }
    }

    /// Holds back what the platform named, until then.
    pub(super) fn hold(&self, what: Held, target: Target, until: Timestamp) {
        let mut state = self.state();
        let held = match what {
            Held::Message => return,
            Held::Chat => &mut state.chats.entry(target).or_default().held,
            Held::All => &mut state.held,
        };
        *held = (*held).max(Some(until));
    }

    /// The clock was set back: what was held by the wrong time is held no more.
    pub(super) fn let_go(&self) {
        let mut state = self.state();
        state.held = None;
        for chat in state.chats.values_mut() {
            (chat.held, chat.full) = (None, None);
        }
    }

    /// Chooses up to `room` of a lane's messages: of each chat at most one, whose
    /// last turn is longest ago first. What has to wait adds to `again` when it
    /// is worth looking again.
    pub(super) fn choose(
        &self,
        candidates: &[Candidate],
        lane: Lane,
        mut room: usize,
        now: Timestamp,
        again: &mut Again,
    ) -> Vec<i64> {
        let longest = self.longest();
        let mut state = self.state();
        state.overall.forget(longest, now);
        if let Some(until) = state.held.filter(|until| *until > now) {
            again.at(until);
            return Vec::new();
        }
        // What answers an event may be exempt; which does is seen when it is opened.
        // An edit that had to be left to the loop waits like what it waits behind.
        let counts = self.limits.exempt != Exempt::Answers || lane != Lane::Reply;
        if counts && let Some(rate) = self.limits.overall {
            let mut free = state.overall.free_at(rate, lane, self.limits.exempt, now);
            if lane == Lane::Other {
                free = free.max(next_portion(&mut state.portions, rate, now));
                room = room.min(portion(rate));
            }
            if free > now && !candidates.is_empty() {
                again.at(free);
                return Vec::new();
            }
        }
        let mut chosen: Vec<(u64, usize)> = Vec::with_capacity(candidates.len());
        let mut seen = std::collections::HashSet::with_capacity(candidates.len());
        for (at, candidate) in candidates.iter().enumerate() {
            if !seen.insert(candidate.target) {
                // Its turn comes when the one before it is done.
                continue;
            }
            let Some(chat) = state.chats.get(&candidate.target) else {
                chosen.push((0, at));
                continue;
            };
            let held = chat.held.max(chat.full.filter(|_| counts));
            if let Some(until) = held.filter(|until| *until > now) {
                again.at(until);
            } else if chat.under_way[number(lane)] == 0 {
                chosen.push((chat.turn, at));
            }
        }
        chosen.sort_unstable();
        chosen.into_iter().take(room).map(|(_, at)| candidates[at].id).collect()
    }
}

/// When it is worth looking again; never, until something is added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Again(pub(super) Option<Timestamp>);

impl Again {
    pub(super) fn at(&mut self, at: Timestamp) {
        self.0 = Some(self.0.map_or(at, |before| before.min(at)));
    }
}

#[cfg(test)]
mod tests;

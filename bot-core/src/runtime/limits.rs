//! What a platform takes, kept ahead of time: how much over all and to one
//! chat, and what it has told to wait. And whose turn it is, so that a chat for
//! which much waits keeps no other waiting.
//!
//! A limit is kept exactly: no stretch of time, wherever it begins, holds more
//! messages than it allows. All is in memory; after a start what was sent last
//! is read from the outbox. Of several processes each keeps the limits by itself.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::{SignedDuration, Timestamp};

use crate::{
    message::{Delivery, Exempt, Held, Lane, Limits, Rate},
    store::{Candidate, Target},
};

/// Of every so many places the part that only earlier lanes may take: a fifth
/// for replies and ice phases, half of it for replies alone.
pub(super) const fn kept_free(of: usize, lane: Lane) -> usize {
    match lane {
        Lane::Reply => 0,
        Lane::IcePhase => of / 10,
        Lane::Other => of / 5,
    }
}

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
        self.log.0.is_empty()
            && self.held.is_none_or(|until| until <= now)
            && self.under_way == [0; 3]
    }
}

/// When messages were handed over, oldest first.
#[derive(Debug, Default)]
struct Log(VecDeque<Timestamp>);

impl Log {
    fn forget(&mut self, longest: SignedDuration, now: Timestamp) {
        for at in &mut self.0 {
            // The clock was set back: nothing was sent in the future.
            *at = (*at).min(now);
        }
        while self.0.front().is_some_and(|at| after(*at, longest) <= now) {
            self.0.pop_front();
        }
    }

    /// When there is room for one more of a lane.
    fn free_at(&self, rate: Rate, lane: Lane, now: Timestamp) -> Timestamp {
        let most = usize::try_from(rate.most).unwrap_or(usize::MAX);
        let most = (most - kept_free(most, lane)).max(1);
        match self.0.len().checked_sub(most) {
            None => now,
            Some(at) => after(self.0[at], length(rate)).max(now),
        }
    }

    /// What was admitted at one time was handed over at a later one.
    fn postpone(&mut self, admitted: Timestamp, handed: Timestamp) {
        if let Some(at) = self.0.iter().rposition(|at| *at == admitted) {
            self.0.remove(at);
            self.0.push_back(handed);
        }
    }
}

fn length(rate: Rate) -> SignedDuration {
    SignedDuration::try_from(rate.per).unwrap_or(SignedDuration::MAX)
}

fn after(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(Timestamp::MAX)
}

const fn number(lane: Lane) -> usize {
    match lane {
        Lane::Reply => 0,
        Lane::IcePhase => 1,
        Lane::Other => 2,
    }
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
            state.overall.0.push_back(*at);
            state.chats.entry(*target).or_default().log.0.push_back(*at);
        }
    }

    /// Lets a message through and counts it; or says when it is worth asking again.
    pub(super) fn admit(
        &self,
        target: Target,
        delivery: &Delivery,
        now: Timestamp,
    ) -> Result<(), Timestamp> {
        let Limits { overall, chat: each, group, exempt } = self.limits;
        let lane = delivery.outgoing.lane;
        let longest = self.longest();
        let mut state = self.state();
        let State { overall: all, chats, held, turn } = &mut *state;
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
                free = free.max(chat.log.free_at(rate, Lane::Reply, now));
            }
            chat.full = (free > now).then_some(free);
            if let Some(rate) = overall {
                free = free.max(all.free_at(rate, lane, now));
            }
        }
        if free > now {
            return Err(free);
        }
        if counts {
            all.0.push_back(now);
            chat.log.0.push_back(now);
        }
        *turn += 1;
        chat.turn = *turn;
        chat.under_way[number(lane)] += 1;
        Ok(())
    }

    /// A message that was let through is handed over only now.
    pub(super) fn handed(&self, target: Target, admitted: Timestamp, now: Timestamp) {
        if admitted < now {
            let mut state = self.state();
            state.overall.postpone(admitted, now);
            if let Some(chat) = state.chats.get_mut(&target) {
                chat.log.postpone(admitted, now);
            }
        }
    }

    /// A message arrived as one of its own. What was let through as a change of an
    /// earlier one counts after all.
    pub(super) fn said_anew(&self, target: Target, delivery: &Delivery, at: Timestamp) {
        if self.limits.exempt != Exempt::PrivateEdits || Exempt::PrivateEdits.counts(delivery) {
            return;
        }
        let mut state = self.state();
        state.overall.0.push_back(at);
        state.chats.entry(target).or_default().log.0.push_back(at);
    }

    /// A message is no longer on its way.
    pub(super) fn done(&self, target: Target, lane: Lane) {
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
        room: usize,
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
            let free = state.overall.free_at(rate, lane, now);
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
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::{event::PlatformId, message::Placement, store::Leased};

    const NONE: Limits = Limits::NONE;

    const fn rate(most: u32, seconds: u64) -> Option<Rate> {
        Some(Rate { most, per: Duration::from_secs(seconds) })
    }

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(1_800_000_000_000 + millis).unwrap()
    }

    fn delivery(lane: Lane, space: Option<&str>) -> Delivery {
        let mut delivery = Leased::imagined(lane, None, 0, 0).delivery;
        delivery.outgoing.place.space = space.map(PlatformId::new);
        delivery
    }

    fn chat(number: i64) -> Target {
        Target::number(number)
    }

    fn candidates(chats: &[i64]) -> Vec<Candidate> {
        let numbered = chats.iter().zip(1..);
        numbered.map(|(target, id)| Candidate { id, target: chat(*target) }).collect()
    }

    #[test]
    fn a_fan_out_leaves_room_for_replies() {
        let limiter = Limiter::new(Limits { overall: rate(30, 1), ..NONE });
        let other = delivery(Lane::Other, None);
        let sent = (0..100).take_while(|n| limiter.admit(chat(*n), &other, at(0)).is_ok()).count();
        assert_eq!(sent, 24);
        let ice = delivery(Lane::IcePhase, None);
        let sent = (0..100).take_while(|n| limiter.admit(chat(*n), &ice, at(0)).is_ok()).count();
        assert_eq!(sent, 3);
        let reply = delivery(Lane::Reply, None);
        let sent = (0..100).take_while(|n| limiter.admit(chat(*n), &reply, at(0)).is_ok()).count();
        assert_eq!(sent, 3);
        assert_eq!(limiter.admit(chat(1), &reply, at(500)), Err(at(1000)));
        assert_eq!(limiter.admit(chat(1), &reply, at(1000)), Ok(()));
    }

    #[test]
    fn a_group_has_a_limit_of_its_own_and_holds_back_nobody_else() {
        let limits = Limits { chat: rate(3, 3), group: rate(4, 60), ..NONE };
        let limiter = Limiter::new(limits);
        let group = delivery(Lane::Reply, Some("club"));
        let admit = |n, millis| limiter.admit(chat(n), &group, at(millis));
        assert_eq!([0, 1, 2].map(|_| admit(1, 0)), [Ok(()); 3]);
        assert_eq!(admit(1, 0), Err(at(3000)));
        assert_eq!(admit(1, 3000), Ok(()));
        assert_eq!(admit(1, 3000), Err(at(60_000)));
        assert_eq!(admit(2, 3000), Ok(()));
        let private = delivery(Lane::Reply, None);
        assert_eq!([1, 2, 3].map(|_| limiter.admit(chat(3), &private, at(0))), [Ok(()); 3]);
        assert_eq!(limiter.admit(chat(3), &private, at(3000)), Ok(()), "not a group");
    }

    #[test]
    fn answers_that_a_platform_does_not_count_pass_every_limit() {
        let limits = Limits { overall: rate(1, 60), exempt: Exempt::Answers, ..NONE };
        let limiter = Limiter::new(limits);
        let mut answer = delivery(Lane::Reply, None);
        assert_eq!(limiter.admit(chat(1), &answer, at(0)), Ok(()));
        assert!(limiter.admit(chat(1), &answer, at(0)).is_err());
        answer.answers = Some(crate::event::EventId::new(crate::event::Platform::Discord, 1));
        assert_eq!(limiter.admit(chat(1), &answer, at(0)), Ok(()));
    }

    #[test]
    fn a_private_message_is_changed_as_often_as_somebody_taps_and_counts_where_it_is_said_anew() {
        let limits = Limits {
            overall: rate(9, 60),
            chat: rate(2, 60),
            group: rate(4, 60),
            exempt: Exempt::PrivateEdits,
        };
        let limiter = Limiter::new(limits);
        let edit = |space: Option<&str>| {
            let mut edit = delivery(Lane::Reply, space);
            edit.outgoing.placement = Placement::InPlace;
            edit.edit = Some(PlatformId::new("7"));
            edit
        };
        let (private, of_a_group) = (edit(None), edit(Some("club")));
        assert!((0..100).all(|_| limiter.admit(chat(1), &private, at(0)).is_ok()));
        assert_eq!([0, 1].map(|_| limiter.admit(chat(2), &of_a_group, at(0))), [Ok(()); 2]);
        assert_eq!(limiter.admit(chat(2), &of_a_group, at(0)), Err(at(60_000)));

        // Nothing to change is known: it will be a new message.
        let new = Delivery { edit: None, ..private.clone() };
        assert_eq!(limiter.admit(chat(1), &new, at(0)), Ok(()));
        // The person had removed it, so it was said anew.
        limiter.said_anew(chat(1), &private, at(10));
        assert_eq!(limiter.admit(chat(1), &new, at(20)), Err(at(60_000)));
        assert_eq!(limiter.admit(chat(1), &private, at(20)), Ok(()));
        assert!((0..5).all(|n| limiter.admit(chat(10 + n), &new, at(30)).is_ok()));
        assert_eq!(limiter.admit(chat(20), &new, at(30)), Err(at(60_000)), "overall, with both");
    }

    #[test]
    fn what_a_platform_names_waits_and_nothing_else() {
        let limiter = Limiter::new(NONE);
        let reply = delivery(Lane::Reply, None);
        limiter.hold(Held::Chat, chat(1), at(5000));
        assert_eq!(limiter.admit(chat(1), &reply, at(0)), Err(at(5000)));
        assert_eq!(limiter.admit(chat(2), &reply, at(0)), Ok(()));
        limiter.hold(Held::Message, chat(2), at(5000));
        assert_eq!(limiter.admit(chat(2), &reply, at(0)), Ok(()));
        limiter.hold(Held::All, chat(2), at(9000));
        assert_eq!(limiter.admit(chat(3), &reply, at(6000)), Err(at(9000)));
        assert_eq!(limiter.admit(chat(1), &reply, at(9000)), Ok(()));
    }

    #[test]
    fn chats_take_turns() {
        let limiter = Limiter::new(NONE);
        let other = delivery(Lane::Other, None);
        let waiting = candidates(&[1, 1, 1, 2, 1, 3]);
        let mut again = Again::default();
        let mut choose = |room| limiter.choose(&waiting, Lane::Other, room, at(0), &mut again);
        assert_eq!(choose(9), [1, 4, 6], "one of each chat");
        for chat_turn in [1, 2] {
            limiter.admit(chat(chat_turn), &other, at(0)).unwrap();
        }
        assert_eq!(choose(9), [6], "while one is on its way no second follows");
        limiter.done(chat(2), Lane::Other);
        limiter.done(chat(1), Lane::Other);
        assert_eq!(choose(9), [6, 1, 4], "whose turn is longest ago first");
        assert_eq!(again.0, None);
    }

    #[test]
    fn what_was_sent_before_a_start_counts() {
        let limiter = Limiter::new(Limits { chat: rate(2, 10), ..NONE });
        limiter.remember(&[(chat(1), at(-4000)), (chat(1), at(-3000)), (chat(2), at(-2000))]);
        let reply = delivery(Lane::Reply, None);
        assert_eq!(limiter.admit(chat(1), &reply, at(0)), Err(at(6000)));
        assert_eq!(limiter.admit(chat(2), &reply, at(0)), Ok(()));
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_stop_a_chat_for_long() {
        let limiter = Limiter::new(Limits { overall: rate(1, 1), chat: rate(1, 5), ..NONE });
        let reply = delivery(Lane::Reply, None);
        limiter.admit(chat(1), &reply, at(1_000_000_000)).unwrap();
        assert_eq!(limiter.admit(chat(1), &reply, at(0)), Err(at(5000)));
        assert_eq!(limiter.admit(chat(1), &reply, at(5000)), Ok(()));
    }

    proptest! {
        /// However messages come, and however long it takes to hand them over.
        #[test]
        fn no_stretch_of_time_holds_more_than_a_limit_allows(
            asked in prop::collection::vec((0_i64..400, 0_i64..4, 0_usize..3, 0_i64..900), 1..300),
            most in 1_u32..8,
            of_a_chat in 1_u32..4,
        ) {
            let limits = Limits { overall: rate(most, 1), chat: rate(of_a_chat, 3), ..NONE };
            let limiter = Limiter::new(limits);
            let lanes = [Lane::Reply, Lane::IcePhase, Lane::Other];
            let (mut now, mut handed) = (0, Vec::new());
            for (wait, target, lane, delay) in asked {
                now += wait;
                let message = delivery(lanes[lane], None);
                if limiter.admit(chat(target), &message, at(now)).is_ok() {
                    // Handed over before anything else is let through.
                    let admitted = at(now);
                    now += delay;
                    limiter.handed(chat(target), admitted, at(now));
                    handed.push((target, now));
                }
            }
            let within = |of: &[i64], span: i64| {
                of.iter().map(|at| of.iter().filter(|b| *at <= **b && **b < at + span).count())
                    .max().unwrap_or(0)
            };
            let all: Vec<_> = handed.iter().map(|(_, at)| *at).collect();
            prop_assert!(within(&all, 1000) <= usize::try_from(most).unwrap());
            for target in 0..4 {
                let of: Vec<_> =
                    handed.iter().filter(|(to, _)| *to == target).map(|(_, at)| *at).collect();
                prop_assert!(within(&of, 3000) <= usize::try_from(of_a_chat).unwrap());
            }
        }
    }
}

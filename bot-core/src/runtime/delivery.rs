//! Sending: what one try leads to, the fast lane of a step just committed, and
//! the loop for everything else.

use std::sync::{Arc, atomic::Ordering};

use futures_util::{StreamExt, stream::FuturesUnordered};
use jiff::{SignedDuration, Timestamp};

use super::{chance::Chance, engine::Shared, supervise};
use crate::{
    message::{Adapter, Lane, Outcome},
    store::{Leased, Settled, Settlement, StoreError},
};

/// How long whoever sends a message may take over it.
pub(super) const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How long a platform may take: less than the lease, so that its end is ours to tell.
const PATIENCE: SignedDuration = SignedDuration::from_secs(45);
/// How often settling is tried again: 1 + 2 + 4 seconds, within what patience leaves of the lease.
const SETTLE_TRIES: u32 = 3;
/// The most messages a loop has on their way at once.
const AT_ONCE: usize = 32;
/// A loop looks at least this often, whatever it was told.
const SAFETY_TICK: SignedDuration = SignedDuration::from_secs(30);
/// How soon it looks again while messages wait behind another process's.
const SOON: SignedDuration = SignedDuration::from_secs(1);
/// The lanes, first things first.
const LANES: [Lane; 3] = [Lane::Reply, Lane::IcePhase, Lane::Other];

/// How long to wait before the next try: doubled each time, to a quarter of an
/// hour, and up to a quarter more by chance, so that those who failed together
/// do not come back together.
fn back_off(attempt: u32, chance: &Chance) -> SignedDuration {
    let wait =
        SignedDuration::from_secs(1_i64 << attempt.min(10)).min(SignedDuration::from_mins(15));
    wait + spread(wait, chance)
}

fn spread(wait: SignedDuration, chance: &Chance) -> SignedDuration {
    let most = u64::try_from(wait.as_millis() / 4).unwrap_or(0).max(1);
    SignedDuration::from_millis(i64::try_from(chance.next() % most).unwrap_or(0))
}

/// The most tries of a message whose fate is unknown.
const TRIES_IN_DOUBT: u32 = 3;
/// The most times a message follows its place.
const MOVES: u32 = 5;

/// What an outcome leads to.
///
/// A reply whose fate is unknown is repeated: to a person who is waiting,
/// silence does more harm than the same words twice. Others are not.
pub(super) fn settlement(
    outcome: Outcome,
    lane: Lane,
    attempt: u32,
    now: Timestamp,
    chance: &Chance,
) -> Settlement {
    let again = |wait| Settlement::Again(now.saturating_add(wait).unwrap_or(now));
    match outcome {
        Outcome::Delivered(message) => Settlement::Delivered(message),
        Outcome::Retry(None) => again(back_off(attempt, chance)),
        Outcome::Retry(Some(named)) => {
            let named = SignedDuration::try_from(named).unwrap_or(SignedDuration::from_hours(1));
            again(named + spread(named, chance))
        }
        Outcome::Moved(place) if attempt < MOVES => Settlement::Moved(place),
        Outcome::Moved(_) => Settlement::Refused("its place moves in circles".into()),
        Outcome::Gone(reason) => Settlement::Gone(reason),
        Outcome::Refused(reason) => Settlement::Refused(reason),
        Outcome::Unknown if lane == Lane::Reply && attempt + 1 < TRIES_IN_DOUBT => {
            again(back_off(attempt, chance))
        }
        Outcome::Unknown => Settlement::Unknown,
    }
}

impl Shared {
    /// Tries a message once. An adapter that panics or takes too long leaves its fate unknown.
    async fn try_once(&self, adapter: &Arc<dyn Adapter>, leased: &Leased) -> Outcome {
        let (adapter, delivery) = (Arc::clone(adapter), leased.delivery.clone());
        let mut sending = tokio::spawn(async move { adapter.deliver(delivery).await });
        let enough = self.clock.now().saturating_add(PATIENCE).unwrap_or(Timestamp::MAX);
        let outcome = tokio::select! {
            sent = &mut sending => sent.unwrap_or(Outcome::Unknown),
            () = self.clock.sleep_until(enough) => Outcome::Unknown,
            () = self.abandoning.cancelled() => Outcome::Unknown,
        };
        sending.abort();
        outcome
    }

    /// Sends one message and settles it. Returns how, unless the lease was lost.
    async fn send(
        &self,
        adapter: &Arc<dyn Adapter>,
        leased: &Leased,
    ) -> Result<Option<Settlement>, StoreError> {
        let _sending = self.sending();
        let outcome = self.try_once(adapter, leased).await;
        let delivery = &leased.delivery;
        match &outcome {
            Outcome::Delivered(_) | Outcome::Retry(_) | Outcome::Moved(_) => {}
            Outcome::Gone(reason) => tracing::info!(delivery = delivery.id, reason, "gone"),
            Outcome::Refused(reason) => {
                tracing::error!(delivery = delivery.id, reason, "a message was refused");
            }
            Outcome::Unknown => tracing::warn!(delivery = delivery.id, "fate unknown"),
        }
        let now = self.clock.now();
        let lane = delivery.outgoing.lane;
        let settlement = settlement(outcome, lane, delivery.attempt, now, &self.chance);
        match self.settle(leased, &settlement).await? {
            Settled::Done => Ok(Some(settlement)),
            Settled::LeaseLost => {
                tracing::warn!(delivery = delivery.id, "the lease was lost");
                Ok(None)
            }
        }
    }

    /// Settles, again and again while the store can't and the lease lasts: what
    /// was sent and not settled would be sent twice.
    async fn settle(
        &self,
        leased: &Leased,
        settlement: &Settlement,
    ) -> Result<Settled, StoreError> {
        let mut failures = 0;
        loop {
            let now = self.clock.now();
            match self.store.settle(leased, settlement.clone(), now).await {
                Err(error) if error.is_transient() && failures < SETTLE_TRIES => {
                    tracing::warn!(delivery = leased.delivery.id, %error, "settling has to wait");
                    let again = now.saturating_add(supervise::back_off(failures)).unwrap_or(now);
                    failures += 1;
                    tokio::select! {
                        () = self.clock.sleep_until(again) => {}
                        () = self.abandoning.cancelled() => return Err(error),
                    }
                }
                settled => return settled,
            }
        }
    }

    /// Sends what a step has just said, in order. What can't go now is left to
    /// the loop, and what comes after it too.
    pub(super) async fn send_at_once(&self, messages: Vec<Leased>) -> Result<(), StoreError> {
        let mut waiting = messages.into_iter();
        let mut question = None;
        while let Some(mut leased) = waiting.next() {
            let Some(adapter) = self.adapter(leased.delivery.outgoing.place.platform) else {
                self.store.settle(&leased, Settlement::Released, self.clock.now()).await?;
                continue;
            };
            if let Some(question) = question.take() {
                leased = leased.editing(question);
            }
            match self.send(adapter, &leased).await? {
                Some(Settlement::Delivered(message)) => {
                    question = Some(leased.question_after(message.as_ref()));
                }
                Some(Settlement::Refused(_) | Settlement::Unknown) => {}
                // The place is closed: the store has ended the rest as well.
                Some(Settlement::Gone(_)) => return Ok(()),
                Some(Settlement::Again(_) | Settlement::Moved(_) | Settlement::Released) | None => {
                    for rest in waiting {
                        self.store.settle(&rest, Settlement::Released, self.clock.now()).await?;
                    }
                    self.outbox_changed.notify_waiters();
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Sends what waits for one platform until told to stop, then finishes what is on its way.
    pub(super) async fn deliver_waiting(
        self: Arc<Self>,
        adapter: Arc<dyn Adapter>,
    ) -> Result<(), StoreError> {
        let mut sending = FuturesUnordered::new();
        loop {
            // Listening starts before looking: a change in between is not missed.
            let changed = self.outbox_changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let mut look_again = self.clock.now().saturating_add(SAFETY_TICK).unwrap_or_default();
            let stopping = self.stopping.is_cancelled();
            if !stopping {
                let room = AT_ONCE - sending.len();
                // What is claimed counts as under way before anybody else can see the claim.
                let claiming = self.sending();
                let claimed = match self.claim(&adapter, room).await {
                    Ok(claimed) => claimed,
                    Err(error) => {
                        // What is on its way is settled first, or it would be sent again.
                        while sending.next().await.is_some() {}
                        return Err(error);
                    }
                };
                let all = claimed.len() < room;
                for leased in claimed {
                    let (shared, adapter, under_way) =
                        (&self, Arc::clone(&adapter), self.sending());
                    sending.push(async move {
                        let sent = shared.send(&adapter, &leased).await;
                        drop(under_way);
                        sent
                    });
                }
                drop(claiming);
                if self.looks_again_soon() {
                    look_again = self.clock.now().saturating_add(SOON).unwrap_or(look_again);
                }
                if all && let Some(due) = self.store.next_due(adapter.platform()).await? {
                    look_again = look_again.min(due);
                }
            } else if sending.is_empty() {
                return Ok(());
            }
            tokio::select! {
                Some(sent) = sending.next() => {
                    if let Err(error) = sent {
                        tracing::error!(%error, "a message could not be settled");
                    }
                }
                () = &mut changed => {}
                () = self.clock.sleep_until(look_again), if sending.len() < AT_ONCE => {}
                () = self.stopping.cancelled(), if !stopping => {}
            }
        }
    }

    /// Uses up one of the quick looks, where there are any.
    fn looks_again_soon(&self) -> bool {
        let one_less = |looks: u32| looks.checked_sub(1);
        self.quick_looks.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok()
    }

    /// Takes what is due, an earlier lane before a later one.
    async fn claim(
        &self,
        adapter: &Arc<dyn Adapter>,
        room: usize,
    ) -> Result<Vec<Leased>, StoreError> {
        let mut claimed = Vec::new();
        for lane in LANES {
            let left = u32::try_from(room - claimed.len()).unwrap_or(0);
            if left > 0 {
                let now = self.clock.now();
                claimed.extend(self.store.claim(adapter.platform(), lane, left, now, LEASE).await?);
            }
        }
        Ok(claimed)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at() -> Timestamp {
        "2026-11-22T08:00:00Z".parse().unwrap()
    }

    fn wait(outcome: Outcome, attempt: u32) -> SignedDuration {
        match settlement(outcome, Lane::Reply, attempt, at(), &Chance::seeded(1)) {
            Settlement::Again(then) => then.duration_since(at()),
            other => panic!("not tried again: {other:?}"),
        }
    }

    #[test]
    fn tries_are_further_and_further_apart_up_to_a_bound() {
        let waits: Vec<_> = (0..20).map(|attempt| wait(Outcome::Retry(None), attempt)).collect();
        for (attempt, wait) in waits.iter().enumerate() {
            let least = (1_i64 << attempt.min(10)).min(900);
            let range =
                SignedDuration::from_secs(least)..=SignedDuration::from_secs(least * 5 / 4 + 1);
            assert!(range.contains(wait), "{attempt}: {wait}");
        }
    }

    #[test]
    fn no_try_comes_before_the_time_the_platform_named() {
        for attempt in 0..20 {
            let wait = wait(Outcome::Retry(Some(Duration::from_secs(40))), attempt);
            assert!(wait >= SignedDuration::from_secs(40) && wait <= SignedDuration::from_secs(50));
        }
    }

    #[test]
    fn only_a_reply_is_repeated_when_its_fate_is_unknown_and_not_for_ever() {
        let settle =
            |lane, attempt| settlement(Outcome::Unknown, lane, attempt, at(), &Chance::seeded(1));
        assert!(matches!(settle(Lane::Reply, 0), Settlement::Again(_)));
        assert_eq!(settle(Lane::Reply, 2), Settlement::Unknown);
        assert_eq!(settle(Lane::Other, 0), Settlement::Unknown);
    }
}

//! Sending: the fast lane of a step just committed, and the loop for
//! everything else.
//!
//! Earlier lanes go before later ones, a lane's chats take turns, and nothing
//! is sent that a platform would refuse as too much (`limits.rs`). What a try
//! leads to is decided in `outcome.rs`.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
};

use jiff::{SignedDuration, Timestamp};
use tokio::task::{JoinError, JoinSet};

use super::{
    beat::Beat,
    clock::Clock,
    engine::Shared,
    limits::{Admitted, Again, Limiter, kept_free},
    outcome::{settlement, verdict},
    supervise,
};
use crate::{
    message::{Adapter, Held, Lane, Outcome, Repeats},
    store::{Gate, Leased, Settled, Settlement, StoreError, Verdict, Waiting},
};

/// How long whoever sends a message may take over it.
pub(super) const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How long a platform may take: less than the lease, so that its end is ours to tell.
const PATIENCE: SignedDuration = SignedDuration::from_secs(45);
/// How often settling is tried again: 1 + 2 + 4 seconds, within what patience leaves of the lease.
const SETTLE_TRIES: u32 = 3;
/// The most messages a loop has on their way at once; of a later lane fewer.
const AT_ONCE: usize = 32;
/// How many chats of a lane are chosen from.
const CANDIDATES: u32 = 256;
/// A loop looks at least this often, whatever it was told.
pub(super) const SAFETY_TICK: SignedDuration = SignedDuration::from_secs(30);
/// How soon it looks again while messages wait behind another process's.
const SOON: SignedDuration = SignedDuration::from_secs(1);
/// The lanes, first things first.
const LANES: [Lane; 3] = [Lane::Reply, Lane::IcePhase, Lane::Other];

/// A platform, and what it takes.
pub(super) struct Outlet {
    pub(super) adapter: Arc<dyn Adapter>,
    pub(super) limiter: Limiter,
    pub(super) beat: Beat,
    repeats: Repeats,
}

impl Outlet {
    pub(super) fn new(adapter: Arc<dyn Adapter>) -> Self {
        let (limiter, repeats) = (Limiter::new(adapter.limits()), adapter.repeats());
        Self { adapter, limiter, beat: Beat::of("delivery"), repeats }
    }
}

/// A message that has been let through, until it is dropped.
struct UnderWay<'a> {
    limiter: &'a Limiter,
    admitted: Admitted,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.limiter.done(self.admitted);
    }
}

/// Lets messages through for one claim, each counted once however often the
/// claim's transaction is done again.
struct Look {
    outlet: Arc<Outlet>,
    clock: Arc<dyn Clock>,
    again: Mutex<Again>,
    admitted: Mutex<HashMap<i64, Admitted>>,
}

impl Look {
    fn new(outlet: &Arc<Outlet>, clock: &Arc<dyn Clock>) -> Self {
        let (outlet, clock) = (Arc::clone(outlet), Arc::clone(clock));
        Self { outlet, clock, again: Mutex::default(), admitted: Mutex::default() }
    }

    /// Which of the messages taken were let through here. Takes back what was let
    /// through and not taken.
    fn through(&self, taken: Vec<Leased>) -> Vec<(Leased, Admitted)> {
        let mut admitted = self.admitted.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = taken
            .into_iter()
            .filter_map(|leased| Some((admitted.remove(&leased.delivery.id)?, leased)))
            .map(|(admitted, leased)| (leased, admitted))
            .collect();
        for (_, admitted) in admitted.drain() {
            self.outlet.limiter.take_back(admitted);
        }
        sent
    }
}

impl Gate for Look {
    fn judge(&self, waiting: &Waiting<'_>, now: Timestamp) -> Verdict {
        let found = verdict(waiting, self.outlet.repeats, now);
        let mut admitted = self.admitted.lock().unwrap_or_else(PoisonError::into_inner);
        if found != Verdict::Take || admitted.contains_key(&waiting.delivery.id) {
            return found;
        }
        // The claim may have waited for the store: by its own moment what was answered
        // since would lie ahead.
        match self.outlet.limiter.admit(waiting.target, waiting.delivery, self.clock.now()) {
            Ok(through) => {
                admitted.insert(waiting.delivery.id, through);
                Verdict::Take
            }
            Err(free) => {
                self.again.lock().unwrap_or_else(PoisonError::into_inner).at(free);
                Verdict::Leave
            }
        }
    }
}

/// What is on its way, each a task of its own: it holds connections of the store,
/// and goes on while the loop waits for one.
type Underway = JoinSet<Result<Option<Settlement>, StoreError>>;

fn note_end(sent: Result<Result<Option<Settlement>, StoreError>, JoinError>) {
    match sent {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => tracing::error!(%error, "a message could not be settled"),
        // The lease ends by itself.
        Err(_) => tracing::error!("sending a message ended midway"),
    }
}

impl Shared {
    /// Counts towards the limits what an earlier run sent last.
    pub(super) async fn remember_sent(&self, outlet: &Outlet) -> Result<(), StoreError> {
        let longest = outlet.limiter.longest();
        if longest > SignedDuration::ZERO {
            let now = self.clock.now();
            let since = now.saturating_sub(longest).unwrap_or(Timestamp::MIN);
            let sent = self.store.begun_since(outlet.adapter.platform(), since, now).await?;
            outlet.limiter.remember(&sent);
        }
        Ok(())
    }

    /// Tries a message once. An adapter that panics or takes too long leaves its fate unknown.
    async fn try_once(&self, adapter: &Arc<dyn Adapter>, leased: &Leased) -> Outcome {
        let (adapter, delivery) = (Arc::clone(adapter), leased.delivery.clone());
        let mut sending = tokio::spawn(async move { adapter.deliver(delivery).await });
        let outcome = tokio::select! {
            biased; // what is known before what is guessed
            sent = &mut sending => sent.unwrap_or(Outcome::Unknown),
            () = self.clock.sleep(PATIENCE) => Outcome::Unknown,
            () = self.abandoning.cancelled() => Outcome::Unknown,
        };
        sending.abort();
        outcome
    }

    /// Sends one message that was let through, and settles it.
    /// Returns how, unless the lease was lost.
    async fn send(
        self: &Arc<Self>,
        outlet: &Outlet,
        leased: &Leased,
        admitted: Admitted,
    ) -> Result<Option<Settlement>, StoreError> {
        let _sending = self.sending();
        let delivery = &leased.delivery;
        let _under_way = UnderWay { limiter: &outlet.limiter, admitted };
        let began = self.clock.now();
        let outcome = self.try_once(&outlet.adapter, leased).await;
        outlet.limiter.answered(admitted, self.clock.now());
        if matches!(&outcome, Outcome::Delivered(message) if *message != delivery.edit) {
            outlet.limiter.said_anew(leased.target, delivery, began);
        }
        let mut holds = Held::Message;
        match &outcome {
            Outcome::Retry { holds: what, .. } => holds = *what,
            Outcome::Delivered(_) | Outcome::Moved(_) => {}
            Outcome::Gone(reason) => tracing::info!(delivery = delivery.id, reason, "gone"),
            Outcome::Refused(reason) => {
                tracing::error!(delivery = delivery.id, reason, "a message was refused");
            }
            Outcome::Lapsed => tracing::info!(delivery = delivery.id, "too late to be shown"),
            Outcome::Unknown => tracing::warn!(delivery = delivery.id, "fate unknown"),
        }
        let now = self.clock.now();
        let settlement = settlement(outcome, leased, outlet.repeats, began, now, &self.chance);
        if let Settlement::Again(until) | Settlement::HeldBack(until) = settlement {
            outlet.limiter.hold(holds, leased.target, until);
        }
        match self.settle(leased, &settlement).await? {
            Settled::Done => {
                if matches!(settlement, Settlement::Gone(_) | Settlement::Moved(_)) {
                    self.tell_of_closed_places().await?;
                }
                Ok(Some(settlement))
            }
            Settled::LeaseLost => {
                tracing::warn!(delivery = delivery.id, "the lease was lost");
                Ok(None)
            }
        }
    }

    /// Settles, again and again while the store can't and the lease lasts: what
    /// was sent and not settled is in doubt.
    async fn settle(
        &self,
        leased: &Leased,
        settlement: &Settlement,
    ) -> Result<Settled, StoreError> {
        let mut failures = 0;
        loop {
            match self.store.settle(leased, settlement.clone(), self.clock.now()).await {
                Err(error) if error.is_transient() && failures < SETTLE_TRIES => {
                    tracing::warn!(delivery = leased.delivery.id, %error, "settling has to wait");
                    let wait = supervise::back_off(failures);
                    failures += 1;
                    tokio::select! {
                        () = self.clock.sleep(wait) => {}
                        () = self.abandoning.cancelled() => return Err(error),
                    }
                }
                settled => return settled,
            }
        }
    }

    /// Sends what a step has just said, in order. What can't go now is left to
    /// the loop, and what comes after it too.
    pub(super) async fn send_at_once(
        self: &Arc<Self>,
        messages: Vec<Leased>,
    ) -> Result<(), StoreError> {
        let mut waiting = messages.into_iter().enumerate();
        let mut question = None;
        while let Some((at, mut leased)) = waiting.next() {
            let Some(outlet) = self.outlet(leased.delivery.outgoing.place.platform) else {
                self.store.settle(&leased, Settlement::Released, self.clock.now()).await?;
                continue;
            };
            if let Some(question) = question.take() {
                leased = leased.editing(question);
            }
            let now = self.clock.now();
            let sent = match outlet.limiter.admit(leased.target, &leased.delivery, now) {
                Err(_) => {
                    self.store.settle(&leased, Settlement::Released, now).await?;
                    Some(Settlement::Released)
                }
                Ok(admitted) => {
                    // The first is begun with the commit, the others when their turn comes.
                    if at == 0 || self.begins(outlet, &leased, admitted, now).await? {
                        self.send(outlet, &leased, admitted).await?
                    } else {
                        None
                    }
                }
            };
            match sent {
                Some(Settlement::Delivered(message)) => {
                    question = Some(leased.question_after(message.as_ref()));
                }
                Some(Settlement::Refused(_) | Settlement::Missed(_) | Settlement::Unknown) => {}
                // The place is closed: the store has ended the rest as well.
                Some(Settlement::Gone(_)) => return Ok(()),
                Some(
                    Settlement::Again(_)
                    | Settlement::HeldBack(_)
                    | Settlement::Repeat(_)
                    | Settlement::Moved(_)
                    | Settlement::Released,
                )
                | None => {
                    for (_, rest) in waiting {
                        self.store.settle(&rest, Settlement::Released, self.clock.now()).await?;
                    }
                    self.outbox_changed.notify_waiters();
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    async fn begins(
        &self,
        outlet: &Outlet,
        leased: &Leased,
        admitted: Admitted,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let begun = self.store.begin(leased, now, LEASE).await;
        if !matches!(begun, Ok(Settled::Done)) {
            outlet.limiter.take_back(admitted);
        }
        Ok(begun? == Settled::Done)
    }

    /// Sends what waits for one platform until told to stop, then finishes what is on its way.
    pub(super) async fn deliver_waiting(
        self: Arc<Self>,
        outlet: Arc<Outlet>,
    ) -> Result<(), StoreError> {
        let (shared, outlet) = (&self, &outlet);
        let mut sending = Underway::new();
        loop {
            outlet.beat.turn();
            // Listening starts before looking: a change in between is not missed.
            let changed = shared.outbox_changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let mut look_again = Timestamp::MAX;
            let stopping = shared.stopping.is_cancelled();
            if !stopping {
                match shared.look(outlet, &mut sending).await {
                    Ok(again) => look_again = again.0.unwrap_or(look_again),
                    Err(error) => {
                        // What is on its way is settled first, or it would be in doubt.
                        while sending.join_next().await.is_some() {}
                        return Err(error);
                    }
                }
            } else if sending.is_empty() {
                return Ok(());
            }
            tokio::select! {
                biased; // what has ended makes room for the next look
                Some(sent) = sending.join_next() => {
                    note_end(sent);
                    // Those settled in one commit end together, and one look serves them all.
                    while let Some(sent) = sending.try_join_next() {
                        note_end(sent);
                    }
                }
                () = &mut changed => {}
                () = shared.clock.sleep_until(look_again), if !stopping => {}
                () = shared.clock.sleep(SAFETY_TICK), if !stopping => {}
                () = shared.stopping.cancelled(), if !stopping => {}
            }
        }
    }

    /// Takes what can go now and starts sending it. Returns when it is worth
    /// looking again, unless something happens before.
    async fn look(
        self: &Arc<Self>,
        outlet: &Arc<Outlet>,
        sending: &mut Underway,
    ) -> Result<Again, StoreError> {
        let platform = outlet.adapter.platform();
        loop {
            // What is claimed counts as under way before anybody else can see the claim.
            let claiming = self.sending();
            let now = self.clock.now();
            let mut again = Again::default();
            let mut chosen = Vec::new();
            for lane in LANES {
                let room = AT_ONCE - kept_free(AT_ONCE, lane);
                let room = room.saturating_sub(sending.len() + chosen.len());
                if room > 0 {
                    let found = self.store.candidates(platform, lane, CANDIDATES, now).await?;
                    let now = self.clock.now();
                    chosen.extend(outlet.limiter.choose(&found, lane, room, now, &mut again));
                }
            }
            if chosen.is_empty() {
                if self.looks_again_soon() {
                    again.at(now.saturating_add(SOON).unwrap_or(Timestamp::MAX));
                }
                if let Some(due) = self.store.next_due_after(platform, now).await? {
                    again.at(due);
                }
                return Ok(again);
            }
            let look = Arc::new(Look::new(outlet, &self.clock));
            let gate = Arc::clone(&look) as Arc<dyn Gate>;
            let claimed = self.store.claim(chosen, now, LEASE, gate).await;
            let claimed = match claimed {
                Ok(claimed) => look.through(claimed),
                Err(error) => {
                    look.through(Vec::new());
                    return Err(error);
                }
            };
            let held = look.again.lock().unwrap_or_else(PoisonError::into_inner).0;
            if claimed.is_empty() && held.is_none() {
                // Others have them. What comes after may be free a little later.
                again.at(now.saturating_add(SOON).unwrap_or(Timestamp::MAX));
                return Ok(again);
            }
            for (leased, admitted) in claimed {
                let (shared, outlet) = (Arc::clone(self), Arc::clone(outlet));
                let under_way = self.sending();
                sending.spawn(async move {
                    let sent = shared.send(&outlet, &leased, admitted).await;
                    drop(under_way);
                    sent
                });
            }
            drop(claiming);
        }
    }

    /// Uses up one of the quick looks, where there are any.
    fn looks_again_soon(&self) -> bool {
        let one_less = |looks: u32| looks.checked_sub(1);
        self.quick_looks.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok()
    }
}

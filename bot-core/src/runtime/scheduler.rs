//! The scheduler: sleeps until the next schedule is due, plans what has come
//! due, and hands what is said to the delivery loops.
//!
//! What becomes of a firing is decided by [`plan`], what it says by the
//! [`Remind`] it was given; both are pure. A crash at any point leaves either a
//! lease that ends or a plan carried out whole.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use jiff::Timestamp;

use super::{
    delivery::{LEASE, SAFETY_TICK},
    engine::Shared,
    supervise::back_off,
};
use crate::{
    bot::{Context, SessionId},
    reminder::{Due, Fate, Plan, Said, plan},
    schedule::Lateness,
    store::{Carried, Carry, DueSchedule, StoreError},
};

/// The most schedules planned together: bounds a transaction.
const AT_ONCE: u32 = 64;
/// How often carrying out is tried again: 1 + 2 + 4 seconds, well within the lease.
const CARRY_TRIES: u32 = 3;

impl Shared {
    /// Fires what is due until told to stop.
    pub(super) async fn schedule(self: Arc<Self>) -> Result<(), StoreError> {
        while !self.stopping.is_cancelled() {
            self.scheduling.turn();
            // Listening starts before looking: a change in between is not missed.
            let changed = self.schedules_changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            self.mend_clock().await?;
            let now = self.clock.now();
            let due = self.store.claim_schedules(AT_ONCE, now, LEASE).await?;
            if !due.is_empty() {
                self.fire(due, now).await?;
                continue;
            }
            let look_again = self.store.next_wake().await?.unwrap_or(Timestamp::MAX);
            tokio::select! {
                () = &mut changed => {}
                () = self.clock.sleep_until(look_again) => {}
                () = self.clock.sleep(SAFETY_TICK) => {}
                () = self.stopping.cancelled() => {}
            }
        }
        Ok(())
    }

    /// Plans due schedules and carries the plans out.
    async fn fire(&self, due: Vec<DueSchedule>, now: Timestamp) -> Result<(), StoreError> {
        let plans = due.into_iter().map(|due| {
            let carry = self.carry(&due, now);
            (due, carry)
        });
        let carried = self.carry_out(plans.collect(), now).await?;
        if carried.contains(&Carried::LeaseLost) {
            tracing::info!("a schedule was changed while it was planned");
        }
        self.outbox_changed.notify_waiters();
        Ok(())
    }

    /// Carries plans out, again and again while the store can't and their
    /// leases last: given up, they would wait for the leases to end.
    async fn carry_out(
        &self,
        plans: Vec<(DueSchedule, Carry)>,
        now: Timestamp,
    ) -> Result<Vec<Carried>, StoreError> {
        let mut failures = 0;
        loop {
            match self.store.carry_out(plans.clone(), now).await {
                Err(error) if error.is_transient() && failures < CARRY_TRIES => {
                    tracing::warn!(%error, "what is due has to wait");
                    let wait = back_off(failures);
                    failures += 1;
                    tokio::select! {
                        () = self.clock.sleep(wait) => {}
                        () = self.stopping.cancelled() => return Err(error),
                    }
                }
                carried => return carried,
            }
        }
    }

    fn carry(&self, due: &DueSchedule, now: Timestamp) -> Carry {
        // Nothing of ours is half changed by a panic: both get references and return a value.
        let planned = catch_unwind(AssertUnwindSafe(|| {
            let plan = plan(&due.standing, now);
            let says = self.words_of(due, &plan, now);
            Carry::Out(plan, says)
        }));
        planned.unwrap_or_else(|_| {
            tracing::error!(schedule = due.id.number(), "a reminder panicked and is set aside");
            Carry::SetAside("it panicked")
        })
    }

    /// What the firing says that is sent, where one is.
    fn words_of(&self, due: &DueSchedule, plan: &Plan, now: Timestamp) -> Vec<Said> {
        let sent = plan.firings.iter().find_map(|firing| match firing.fate {
            Fate::Send(lateness) => Some((firing, lateness)),
            Fate::Held(_) | Fate::Missed | Fate::Skipped(_) => None,
        });
        let Some((firing, lateness)) = sent else { return Vec::new() };
        let Some(adapter) = self.adapter(due.place.platform) else { return Vec::new() };
        let context = Context {
            now,
            texts: &self.texts,
            capabilities: adapter.capabilities(),
            policy: &self.policy,
            fresh: SessionId::from_bits(self.chance.next()),
            answer: None,
        };
        let mut due = Due {
            schedule: due.id,
            kind: firing.kind,
            timing: due.standing.timing.clone(),
            due: firing.due,
            lateness,
            place: due.place.clone(),
            words: due.words.clone(),
            profile: due.profile.clone(),
            club: due.club.clone(),
            reaches: due.reaches.clone(),
        };
        let says = (self.remind)(&context, &due);
        // It may have to wait: then it is shown as it would be said late.
        let mut if_late = Vec::new();
        if lateness == Lateness::OnTime {
            due.lateness = Lateness::Late;
            if_late = (self.remind)(&context, &due);
        }
        let as_many = if_late.len() == says.len();
        let mut if_late = if_late.into_iter().filter(|_| as_many).map(|late| late.screen);
        says.into_iter()
            .map(|outgoing| {
                let if_late = if_late.next().filter(|late| *late != outgoing.screen);
                Said { outgoing, if_late }
            })
            .collect()
    }
}

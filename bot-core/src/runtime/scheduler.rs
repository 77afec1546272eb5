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

use jiff::{SignedDuration, Timestamp};

use super::{delivery::LEASE, engine::Shared};
use crate::{
    bot::{Context, SessionId},
    message::Outgoing,
    reminder::{Due, Fate, Plan, plan},
    store::{Carried, Carry, DueSchedule, StoreError},
};

/// The most schedules planned together: bounds a transaction.
const AT_ONCE: u32 = 64;
/// The scheduler looks at least this often, whatever it was told.
const SAFETY_TICK: SignedDuration = SignedDuration::from_secs(30);

impl Shared {
    /// Fires what is due until told to stop.
    pub(super) async fn schedule(self: Arc<Self>) -> Result<(), StoreError> {
        while !self.stopping.is_cancelled() {
            // Listening starts before looking: a change in between is not missed.
            let changed = self.schedules_changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let now = self.clock.now();
            let due = self.store.claim_schedules(AT_ONCE, now, LEASE).await?;
            if !due.is_empty() {
                self.fire(due, now).await?;
                continue;
            }
            let mut look_again = now.saturating_add(SAFETY_TICK).unwrap_or(Timestamp::MAX);
            if let Some(wake) = self.store.next_wake().await? {
                look_again = look_again.min(wake);
            }
            tokio::select! {
                () = &mut changed => {}
                () = self.clock.sleep_until(look_again) => {}
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
        let carried = self.store.carry_out(plans.collect(), now).await?;
        if carried.contains(&Carried::LeaseLost) {
            tracing::info!("a schedule was changed while it was planned");
        }
        self.outbox_changed.notify_waiters();
        Ok(())
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
    fn words_of(&self, due: &DueSchedule, plan: &Plan, now: Timestamp) -> Vec<Outgoing> {
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
        };
        let due = Due {
            schedule: due.id,
            kind: firing.kind,
            timing: due.standing.timing.clone(),
            due: firing.due,
            lateness,
            place: due.place.clone(),
            words: due.words.clone(),
            profile: due.profile.clone(),
        };
        (self.remind)(&context, &due)
    }
}

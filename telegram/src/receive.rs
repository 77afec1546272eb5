//! What both ways of receiving have in common: updates are translated, recorded
//! and only then confirmed; presses are answered.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use bot_core::{
    event::{EventId, Incoming},
    runtime::Engine,
    store::StoreError,
};
use futures_util::future::{BoxFuture, join_all};
use serde_json::value::RawValue;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::{
    Telegram,
    api::Failure,
    presses::{self, Press},
    translate::{self, Me, Translated},
};

/// Where events are recorded.
pub trait Records: Send + Sync + 'static {
    /// Records events. When it returns they are durable.
    ///
    /// # Errors
    /// None was recorded.
    fn record(&self, events: Vec<Incoming>) -> BoxFuture<'_, Result<(), StoreError>>;
}

impl Records for Engine {
    fn record(&self, events: Vec<Incoming>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move { self.accept(events).await.map(drop) })
    }
}

/// What receiving has done so far: numbers only, nothing of anybody.
#[derive(Debug)]
pub struct Pulse {
    started: Instant,
    /// Milliseconds from the start to when Telegram last answered; 0 for never.
    heard: AtomicU64,
    /// The same of the loop's last round, whatever came of it.
    turned: AtomicU64,
    updates: AtomicU64,
    unreadable: AtomicU64,
    conflicts: AtomicU64,
    failures: AtomicU64,
}

impl Default for Pulse {
    fn default() -> Self {
        Self {
            started: Instant::now(),
            heard: AtomicU64::new(0),
            turned: AtomicU64::new(0),
            updates: AtomicU64::new(0),
            unreadable: AtomicU64::new(0),
            conflicts: AtomicU64::new(0),
            failures: AtomicU64::new(0),
        }
    }
}

impl Pulse {
    /// How long ago Telegram last answered the receiving loop; `None` for never.
    pub fn heard(&self) -> Option<Duration> {
        self.since(&self.heard)
    }

    /// How long ago the receiving loop last turned; `None` for never.
    pub fn turned(&self) -> Option<Duration> {
        self.since(&self.turned)
    }

    /// How many updates came in.
    pub fn updates(&self) -> u64 {
        self.updates.load(Ordering::Relaxed)
    }

    /// How many of them could not be read and were skipped.
    pub fn unreadable(&self) -> u64 {
        self.unreadable.load(Ordering::Relaxed)
    }

    /// How often somebody else received this bot's updates.
    pub fn conflicts(&self) -> u64 {
        self.conflicts.load(Ordering::Relaxed)
    }

    /// How often receiving failed otherwise.
    pub fn failures(&self) -> u64 {
        self.failures.load(Ordering::Relaxed)
    }

    pub(crate) fn hear(&self) {
        self.heard.store(self.now(), Ordering::Relaxed);
    }

    pub(crate) fn turn(&self) {
        self.turned.store(self.now(), Ordering::Relaxed);
    }

    pub(crate) fn count_unreadable(&self) {
        self.unreadable.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_failure(&self, failure: &Failure) {
        let counter = match failure {
            Failure::Refused(refusal) if refusal.status == 409 => &self.conflicts,
            _ => &self.failures,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX).max(1)
    }

    fn since(&self, moment: &AtomicU64) -> Option<Duration> {
        let at = moment.load(Ordering::Relaxed);
        (at > 0).then(|| Duration::from_millis(self.now().saturating_sub(at)))
    }
}

/// Waiting after failures, longer each time, up to a minute.
#[derive(Default)]
pub(crate) struct Patience {
    failures: u32,
}

impl Patience {
    /// All is well again.
    pub(crate) fn restore(&mut self) {
        self.failures = 0;
    }

    /// Waits as long as is fit, at least as long as Telegram named. `false` once
    /// all stops.
    pub(crate) async fn wait(&mut self, failure: &Failure, stopping: &CancellationToken) -> bool {
        let named = match failure {
            Failure::Refused(refusal) => refusal.retry_after.unwrap_or_default(),
            Failure::NotSent | Failure::Lost => Duration::ZERO,
        };
        self.wait_at_least(named, stopping).await
    }

    pub(crate) async fn wait_at_least(
        &mut self,
        least: Duration,
        stopping: &CancellationToken,
    ) -> bool {
        let wait = Duration::from_secs(1 << self.failures.min(6)).min(Duration::from_secs(60));
        self.failures += 1;
        tokio::select! {
            () = sleep(wait.max(least)) => true,
            () = stopping.cancelled() => false,
        }
    }
}

impl Telegram {
    /// Takes updates in. When it returns, all that are events are durable.
    pub(crate) async fn take(
        &self,
        me: &Me,
        updates: &[Box<RawValue>],
        records: &dyn Records,
    ) -> Result<(), StoreError> {
        let pulse = &self.shared.pulse;
        let mut at_once = Vec::new();
        let mut asking = Vec::new();
        let mut presses_to_answer = Vec::new();
        for update in updates {
            pulse.updates.fetch_add(1, Ordering::Relaxed);
            let Some(translated) = translated(update, me) else {
                pulse.count_unreadable();
                // What it holds is somebody's and stays unsaid.
                tracing::warn!(
                    update = translate::number(update),
                    "an update can't be read; skipped"
                );
                continue;
            };
            match (translated.press, &translated.event) {
                // What the bot makes of it may be told to whoever pressed, alone.
                (Some(answer), Some(event)) if translated.pressed_on.is_some() => {
                    self.await_words(event.id.clone(), answer, translated.pressed_on);
                }
                (press, _) => presses_to_answer.extend(press),
            }
            if let Some(who) = translated.changed {
                self.shared.members.forget(who);
            }
            match (translated.event, translated.asks_about) {
                (Some(event), Some(who)) => asking.push((event, who)),
                (Some(event), None) => at_once.push(event),
                (None, _) => {}
            }
        }
        // Nobody waits for what others may do in a group.
        if !at_once.is_empty() {
            records.record(at_once).await?;
        }
        if !asking.is_empty() {
            let known = asking.into_iter().map(|(mut event, who)| async move {
                event.standing = self.shared.members.standing(&self.shared.api, who).await;
                event
            });
            records.record(join_all(known).await).await?;
        }
        for press in presses_to_answer {
            let shared = Arc::clone(&self.shared);
            tokio::spawn(async move {
                // A press that is too old to be answered does no harm.
                if let Err(failure) = shared.api.answer_press(&press).await {
                    tracing::debug!(%failure, "a press was not answered");
                }
            });
        }
        Ok(())
    }
}

impl Telegram {
    /// Remembers a press until the bot has words for it, or it has waited long enough.
    fn await_words(&self, event: EventId, answer: String, message: Option<i32>) {
        let press = Press { answer: Some(answer), message };
        self.shared.presses.remember(event.clone(), press);
        let shared = Arc::clone(&self.shared);
        tokio::spawn(async move {
            sleep(presses::PATIENCE).await;
            if let Some(press) = shared.presses.take(&event)
                && let Err(failure) = shared.api.answer_press(&press).await
            {
                tracing::debug!(%failure, "a press was not answered");
            }
            sleep(presses::REMEMBERED).await;
            shared.presses.forget(&event);
        });
    }
}

/// What an update comes to; `None` where it can't be read, or makes us panic.
fn translated(update: &RawValue, me: &Me) -> Option<Translated> {
    // Nothing of ours is half changed: it takes references and returns a value.
    catch_unwind(AssertUnwindSafe(|| {
        translate::read(update).map(|update| translate::translate(update, me))
    }))
    .ok()
    .flatten()
}

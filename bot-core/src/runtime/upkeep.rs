//! What is done now and then: old things swept away, and events taken up that
//! somebody recorded and did not live to act on.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::engine::Shared;
use crate::store::{Retention, StoreError};

const ROUND: SignedDuration = SignedDuration::from_secs(60);
const SWEEP: SignedDuration = SignedDuration::from_hours(1);

impl Shared {
    /// Goes round until told to stop.
    pub(super) async fn keep_up(self: Arc<Self>) -> Result<(), StoreError> {
        let mut sweep_at = Timestamp::MIN;
        while !self.stopping.is_cancelled() {
            let now = self.clock.now();
            if now >= sweep_at {
                let swept = self.store.sweep(Retention::default(), now).await?;
                tracing::debug!(?swept, "swept");
                sweep_at = now.saturating_add(SWEEP).unwrap_or(Timestamp::MAX);
            }
            let next = now.saturating_add(ROUND).unwrap_or(Timestamp::MAX);
            tokio::select! {
                () = self.clock.sleep_until(next) => self.take_up().await?,
                () = self.stopping.cancelled() => {}
            }
        }
        Ok(())
    }

    /// Queues every event that was recorded and not acted on. One that is being
    /// acted on at this moment may be queued again: its second commit finds it done.
    pub(super) async fn take_up(self: &Arc<Self>) -> Result<(), StoreError> {
        for conversation in self.store.unfinished().await? {
            if self.adapter(conversation.person.platform).is_none() {
                continue;
            }
            for pending in self.store.pending(&conversation).await? {
                self.queue(pending.id, pending.incoming);
            }
        }
        Ok(())
    }
}

//! Receiving by asking: a batch is recorded before the next question confirms it.

use std::{sync::Arc, time::Duration};

use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::{
    Telegram,
    api::Failure,
    receive::{Patience, Records},
    translate,
};

/// How long the last confirmation may take.
const LAST_WORD: Duration = Duration::from_secs(2);

impl Telegram {
    /// Receives until `stopping`. Nothing that goes wrong ends it.
    pub async fn poll(&self, records: Arc<dyn Records>, stopping: CancellationToken) {
        let pulse = &self.shared.pulse;
        let mut patience = Patience::default();
        let mut offset = None;
        while !stopping.is_cancelled() {
            pulse.turn();
            let round = tokio::select! {
                round = self.round(records.as_ref(), &mut offset) => round,
                () = stopping.cancelled() => break,
            };
            let goes_on = match round {
                Ok(()) => {
                    patience.restore();
                    true
                }
                Err(Trouble::Call(failure)) => {
                    pulse.count_failure(&failure);
                    self.tell(&failure).await;
                    patience.wait(&failure, &stopping).await
                }
                Err(Trouble::Store) => patience.wait_at_least(Duration::ZERO, &stopping).await,
            };
            if !goes_on {
                break;
            }
        }
        // Else the next start would get them again, and know them again.
        if let Some(offset) = offset {
            let _ = timeout(LAST_WORD, self.shared.api.confirm(offset)).await;
        }
    }

    /// One batch, recorded.
    async fn round(&self, records: &dyn Records, offset: &mut Option<i64>) -> Result<(), Trouble> {
        let me = self.meet().await.map_err(Trouble::Call)?;
        let updates = self.shared.api.get_updates(*offset).await.map_err(Trouble::Call)?;
        self.shared.pulse.hear();
        if updates.is_empty() {
            return Ok(());
        }
        self.take(me, &updates, records).await.map_err(|error| {
            tracing::error!(%error, "updates can't be recorded; they stay with Telegram");
            Trouble::Store
        })?;
        let last = updates.iter().filter_map(|update| translate::number(update)).max();
        *offset = last.map(|last| last + 1).or(*offset);
        Ok(())
    }

    /// Says what is wrong where somebody can mend it.
    async fn tell(&self, failure: &Failure) {
        match failure {
            Failure::Refused(refusal) if refusal.status == 409 => {
                if refusal.description.contains("webhook") {
                    tracing::warn!("the bot had a webhook; polling was chosen, so it is removed");
                    if let Err(failure) = self.shared.api.unsubscribe().await {
                        tracing::error!(%failure, "the webhook can't be removed");
                    }
                } else {
                    tracing::error!(
                        "another program is receiving this bot's messages; only one can, so stop the other, or give this one a bot of its own"
                    );
                }
            }
            Failure::Refused(refusal) if refusal.is_of_the_token() => {
                tracing::error!(
                    "Telegram no longer knows this bot's token; @BotFather shows the right one"
                );
            }
            failure => tracing::warn!(%failure, "Telegram can't be asked for updates"),
        }
    }
}

/// Why a round came to nothing.
enum Trouble {
    Call(Failure),
    /// It was told already.
    Store,
}

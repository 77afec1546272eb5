//! Receiving by being told: an update is recorded before it is acknowledged.
//!
//! The webhook stays when the bot stops: what comes meanwhile waits with
//! Telegram, and the next process, or the one beside, takes it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use ring::{hmac, rand::SystemRandom};
use serde_json::value::RawValue;
use tokio_util::sync::CancellationToken;

use crate::{
    Telegram,
    receive::{Patience, Records},
};

/// Where Telegram is to send updates, and what it has to show.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookAddress {
    /// The public address, by https.
    pub url: String,
    /// The secret: 1 to 256 letters, digits, `_` and `-`.
    pub secret: String,
}

impl std::fmt::Debug for WebhookAddress {
    /// Hides the secret, and the address, which may be one too.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WebhookAddress(..)")
    }
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is durable, or nothing we could ever read: Telegram needs not come again.
    Recorded,
    /// It is not from Telegram.
    Forbidden,
    /// It can't be recorded now: Telegram is to come again.
    Later,
}

/// A bot that is told its updates.
pub struct Webhook {
    telegram: Telegram,
    records: Arc<dyn Records>,
    address: WebhookAddress,
    key: hmac::Key,
    expected: hmac::Tag,
    known: AtomicBool,
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Webhook").finish_non_exhaustive()
    }
}

impl Telegram {
    /// A webhook at an address. Telegram learns of it by [`Webhook::announce`].
    ///
    /// # Panics
    /// Where the system has no random numbers.
    pub fn webhook(&self, address: WebhookAddress, records: Arc<dyn Records>) -> Webhook {
        // Secrets are compared by their codes under a key nobody knows: how long
        // that takes tells nothing.
        let key = hmac::Key::generate(hmac::HMAC_SHA256, &SystemRandom::new())
            .expect("a system without random numbers can't keep a secret");
        let expected = hmac::sign(&key, address.secret.as_bytes());
        Webhook {
            telegram: self.clone(),
            records,
            address,
            key,
            expected,
            known: AtomicBool::new(false),
        }
    }
}

impl Webhook {
    /// Tells Telegram where to send updates, and which; again and again until it
    /// knows or `stopping`.
    pub async fn announce(&self, stopping: &CancellationToken) {
        let mut patience = Patience::default();
        let pulse = &self.telegram.shared.pulse;
        let api = &self.telegram.shared.api;
        while let Err(failure) = api.subscribe(&self.address.url, &self.address.secret).await {
            pulse.count_failure(&failure);
            tracing::error!(%failure, "Telegram does not take the webhook");
            if !patience.wait(&failure, stopping).await {
                return;
            }
        }
        self.known.store(true, Ordering::Relaxed);
    }

    /// Whether Telegram knows where to send updates.
    pub fn is_known(&self) -> bool {
        self.known.load(Ordering::Relaxed)
    }

    /// Takes one request in: the secret it shows, and its body.
    pub async fn receive(&self, secret: Option<&[u8]>, body: &str) -> Taken {
        let fits = |secret| hmac::verify(&self.key, secret, self.expected.as_ref()).is_ok();
        if !secret.is_some_and(fits) {
            return Taken::Forbidden;
        }
        let pulse = &self.telegram.shared.pulse;
        pulse.hear();
        let Ok(update) = serde_json::from_str::<Box<RawValue>>(body) else {
            pulse.count_unreadable();
            tracing::warn!("what came to the webhook is not JSON; skipped");
            return Taken::Recorded;
        };
        let Ok(me) = self.telegram.meet().await else { return Taken::Later };
        match self.telegram.take(me, &[update], self.records.as_ref()).await {
            Ok(()) => Taken::Recorded,
            Err(error) => {
                tracing::error!(%error, "an update can't be recorded; it stays with Telegram");
                Taken::Later
            }
        }
    }
}

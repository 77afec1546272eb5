//! heelbot's Telegram adapter: turns what Telegram sends into bot-core's events,
//! delivers bot-core's messages, and decides nothing.
//!
//! The only crate that knows teloxide, and it knows it as the Bot API's types and
//! methods. The calls themselves are made in `api.rs`, for three reasons: teloxide
//! sleeps ten seconds inside a call that met a server error, drops the status code
//! that an outcome is told by, and takes a message that was sent for failed where
//! it can't read all of Telegram's answer.
//!
//! Receiving ([`Telegram::poll`], [`Telegram::webhook`]) records a batch and then
//! confirms it. A press in private is answered as soon as it is recorded, without words: what
//! there is to say about it comes with the message that follows. A press in a group is
//! answered with what the bot makes of it, which may be for whoever pressed alone.

mod api;
mod deliver;
mod mark_up;
mod members;
mod menu;
mod outcome;
mod poll;
mod presses;
mod receive;
mod translate;
mod webhook;

use std::sync::{Arc, OnceLock};

use crate::{
    api::{Api, Failure},
    members::Members,
    presses::Presses,
    translate::Me,
};
use bot_core::message::Limits;

pub use crate::{
    api::{Settings, Token},
    deliver::LIMITS,
    receive::{Pulse, Records},
    webhook::{Taken, Webhook, WebhookAddress},
};

/// A bot on Telegram. A clone is the same bot.
#[derive(Clone)]
pub struct Telegram {
    shared: Arc<Shared>,
}

struct Shared {
    api: Api,
    limits: Limits,
    me: OnceLock<Me>,
    members: Members,
    presses: Presses,
    pulse: Arc<Pulse>,
}

impl std::fmt::Debug for Telegram {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Telegram").finish_non_exhaustive()
    }
}

/// Why a bot can't be served.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// Nobody but a person can mend it: the token is not, or no longer, a bot's.
    #[error(
        "Telegram does not know the bot of HEELBOT_TELEGRAM_TOKEN: @BotFather shows the right token"
    )]
    Token,
    /// No connection can be prepared at all.
    #[error("no connection to Telegram can be prepared: {0}")]
    Client(String),
}

impl Telegram {
    /// A bot by its settings. Nothing is sent yet.
    ///
    /// # Errors
    /// No HTTP client can be made.
    pub fn new(settings: Settings) -> Result<Self, Unusable> {
        let limits = settings.limits;
        let api = Api::new(settings).map_err(Unusable::Client)?;
        Ok(Self {
            shared: Arc::new(Shared {
                api,
                limits,
                me: OnceLock::new(),
                members: Members::default(),
                presses: Presses::default(),
                pulse: Arc::default(),
            }),
        })
    }

    /// What the loops have done, for whoever watches.
    pub fn pulse(&self) -> Arc<Pulse> {
        Arc::clone(&self.shared.pulse)
    }

    /// The bot's name, as in `@name`, once it is known.
    pub fn name(&self) -> Option<&str> {
        self.shared.me.get().map(|me| me.name.as_str())
    }

    /// Learns who the bot is, where that isn't known yet.
    async fn meet(&self) -> Result<&Me, Failure> {
        if let Some(me) = self.shared.me.get() {
            return Ok(me);
        }
        let me = self.shared.api.get_me().await?;
        self.shared.pulse.hear();
        Ok(self.shared.me.get_or_init(|| me))
    }

    /// Asks Telegram once who the bot is, so that a wrong token is told at the
    /// start. A Telegram that can't be reached now is tried again by the loops.
    ///
    /// # Errors
    /// Telegram knows no such bot.
    pub async fn check(&self) -> Result<(), Unusable> {
        match self.meet().await {
            Ok(_) => Ok(()),
            Err(Failure::Refused(refusal)) if refusal.is_of_the_token() => Err(Unusable::Token),
            Err(failure) => {
                tracing::warn!(%failure, "Telegram can't be reached yet");
                Ok(())
            }
        }
    }
}

//! heelbot's Discord adapter: turns what Discord sends into bot-core's events,
//! delivers bot-core's messages, and decides nothing.
//!
//! The only crate that knows serenity, and it knows it as the gateway (`gateway.rs`
//! alone) and as the types of what comes in. Calls are made in `api.rs`, which says why.
//!
//! What people see is theirs alone: in a server every answer is a message that only
//! they see, by an interaction's token (`tokens.rs`). An interaction is answered with
//! the step it leads to where that is ready in time, and announced where it is not.

mod api;
mod commands;
mod deliver;
mod draw;
mod gateway;
mod outcome;
mod receive;
mod rights;
mod routes;
mod servers;
mod starts;
mod tokens;
mod translate;

use std::sync::{Arc, OnceLock};

use bot_core::{event::PlatformId, message::Limits};

use crate::{
    api::{Api, Application, Failure},
    servers::Servers,
    tokens::Tokens,
};

pub use crate::{
    api::Token,
    commands::Registered,
    deliver::LIMITS,
    gateway::Shards,
    receive::{Pulse, Records},
};

/// Which bot, and where it is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The bot.
    pub token: Token,
    /// Where Discord's API is, with its version.
    pub api: String,
    /// Where its gateway is; else the API is asked.
    pub gateway: Option<String>,
    /// Which part of it is served here.
    pub shards: Shards,
    /// How much it takes: usually [`LIMITS`].
    pub limits: Limits,
}

/// A bot on Discord. A clone is the same bot.
#[derive(Clone)]
pub struct Discord {
    shared: Arc<Shared>,
}

struct Shared {
    api: Api,
    gateway: Option<String>,
    shards: Shards,
    limits: Limits,
    tokens: Tokens,
    application: OnceLock<Application>,
    /// The bot among the people of Discord.
    me: OnceLock<PlatformId>,
    servers: Servers,
    pulse: Arc<Pulse>,
}

impl std::fmt::Debug for Discord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Discord").finish_non_exhaustive()
    }
}

/// Why a bot can't be served.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// Nobody but a person can mend it: the token is not, or no longer, a bot's.
    #[error(
        "Discord does not know the bot of HEELBOT_DISCORD_TOKEN: the developer portal makes a new token"
    )]
    Token,
    /// No connection can be prepared at all.
    #[error("no connection to Discord can be prepared: {0}")]
    Client(String),
    /// What was asked for did not happen.
    #[error("Discord can't be reached, or answers with an error: {0}")]
    Unreachable(String),
}

impl From<Failure> for Unusable {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) if refusal.status == 401 => Self::Token,
            failure => Self::Unreachable(failure.to_string()),
        }
    }
}

impl Discord {
    /// A bot by its settings. Nothing is sent yet.
    ///
    /// # Errors
    /// No HTTP client can be made.
    pub fn new(settings: Settings) -> Result<Self, Unusable> {
        let api = Api::new(settings.token, &settings.api).map_err(Unusable::Client)?;
        Ok(Self {
            shared: Arc::new(Shared {
                api,
                gateway: settings.gateway,
                shards: settings.shards,
                limits: settings.limits,
                tokens: Tokens::default(),
                application: OnceLock::new(),
                me: OnceLock::new(),
                servers: Servers::default(),
                pulse: Arc::default(),
            }),
        })
    }

    /// What the loops have done, for whoever watches.
    pub fn pulse(&self) -> Arc<Pulse> {
        Arc::clone(&self.shared.pulse)
    }

    /// The bot's name, once it is known.
    pub fn name(&self) -> Option<&str> {
        self.shared.application.get().map(|application| application.name.as_str())
    }

    /// Learns who the bot is, where that isn't known yet.
    async fn meet(&self) -> Result<&Application, Failure> {
        if let Some(application) = self.shared.application.get() {
            return Ok(application);
        }
        let application = self.shared.api.application().await?;
        Ok(self.shared.application.get_or_init(|| application))
    }

    /// Asks Discord once who the bot is, so that a wrong token is told at the start. A
    /// Discord that can't be reached now is tried again by the loops.
    ///
    /// # Errors
    /// Discord knows no such bot.
    pub async fn check(&self) -> Result<(), Unusable> {
        match self.meet().await.map_err(Unusable::from) {
            Err(Unusable::Token) => Err(Unusable::Token),
            Err(why) => {
                tracing::warn!(%why, "Discord can't be reached yet");
                Ok(())
            }
            Ok(_) => Ok(()),
        }
    }
}

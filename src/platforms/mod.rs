//! The platforms `heelbot run` serves: each in a file of its own, behind its feature.
//! The rest of the binary sees what they have in common.

#[cfg(feature = "discord")]
mod discord;
#[cfg(feature = "telegram")]
mod telegram;

use std::sync::Arc;

use axum::Router;
use bot_core::{
    message::{Adapter, Limits},
    runtime::Engine,
    text::Texts,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{config, config::Config, serve::Metrics};

#[cfg(feature = "discord")]
pub use self::discord::register;

/// Looks after a platform's way in.
pub trait Watch: Send + Sync {
    /// What a restart would help, where something would.
    fn hangs(&self) -> Option<&'static str>;

    /// Why nobody is heard, where nobody is.
    fn is_deaf(&self) -> Option<&'static str>;
}

/// What receiving needs.
pub struct Receiving<'a> {
    /// What acts on events.
    pub engine: &'a Engine,
    /// All that is said.
    pub texts: &'a Arc<Texts>,
    /// Where it runs.
    pub tasks: &'a TaskTracker,
    /// When it ends.
    pub stopping: &'a CancellationToken,
}

/// A platform being served.
pub struct Served {
    /// How that is told.
    pub told: String,
    /// Whether all is well.
    pub watch: Box<dyn Watch>,
    /// The addresses it is called at.
    pub routes: Router,
}

/// A platform that has a token.
pub trait Prepared {
    /// What sends.
    fn adapter(&self, metrics: &Metrics) -> Arc<dyn Adapter>;

    /// Starts to receive.
    fn receive(self: Box<Self>, with: &Receiving<'_>) -> Served;
}

/// The platforms that have a token, each known to take it, or unreachable for now.
///
/// # Errors
/// All that can't be served, and why.
pub async fn prepare(config: &Config, metrics: &Metrics) -> anyhow::Result<Vec<Box<dyn Prepared>>> {
    let mut found: Vec<anyhow::Result<Box<dyn Prepared>>> = Vec::new();
    #[cfg(feature = "discord")]
    if let Some(settings) = &config.discord {
        found.push(discord::prepare(settings, metrics).await);
    }
    #[cfg(feature = "telegram")]
    if let Some(settings) = &config.telegram {
        found.push(telegram::prepare(settings, metrics).await);
    }
    if found.is_empty() {
        anyhow::bail!(
            "this build knows no platform that has a token; build it with its feature, as in \
             --features telegram or --features discord"
        );
    }
    let (prepared, failed): (Vec<_>, Vec<_>) = found.into_iter().partition(Result::is_ok);
    let why: Vec<String> =
        failed.into_iter().filter_map(Result::err).map(|why| format!("{why:#}")).collect();
    if why.is_empty() {
        return Ok(prepared.into_iter().flatten().collect());
    }
    anyhow::bail!("{}", why.join("\n"))
}

/// The limits to keep: a platform's own, or none.
const fn limits(chosen: config::Limits, own: Limits) -> Limits {
    match chosen {
        config::Limits::Platforms => own,
        config::Limits::None => Limits::NONE,
    }
}

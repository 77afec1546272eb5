//! What is served over HTTP on this machine: whether the bot lives, whether it
//! is ready, its numbers, and the addresses platforms call.
//!
//! No page tells anything of a person.

mod counted;
mod metrics;

use std::{sync::Arc, time::Duration};

use axum::{Router, extract::State, http::StatusCode, routing::get};
use bot_core::{event::Platform, runtime::Engine, store::Store};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::platforms::Watch;

#[cfg(feature = "discord")]
pub use self::metrics::FromDiscord;
#[cfg(feature = "telegram")]
pub use self::metrics::FromTelegram;
pub use self::{counted::Counted, metrics::Metrics};

/// After so long without a round a loop is held to hang: more than twice the longest
/// it waits on purpose.
pub const HANGS: Duration = Duration::from_secs(180);
/// After so long without an answer of the platform the bot is not ready.
pub const DEAF: Duration = Duration::from_secs(60);
/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the pages look at.
pub struct Watched {
    /// The database.
    pub store: Store,
    /// What acts on events and sends.
    pub engine: Engine,
    /// The numbers.
    pub metrics: Metrics,
    /// The platforms' ways in.
    pub platforms: Vec<Box<dyn Watch>>,
}

/// Serves the pages, and the addresses the platforms call, until `stopping`.
pub async fn serve(
    listener: TcpListener,
    watched: Arc<Watched>,
    routes: Router,
    stopping: CancellationToken,
) {
    let router = Router::new()
        .route("/livez", get(live))
        .route("/readyz", get(ready))
        .route("/metrics", get(numbers))
        .with_state(watched)
        .merge(routes);
    let served =
        axum::serve(listener, router).with_graceful_shutdown(stopping.cancelled_owned()).await;
    if let Err(error) = served {
        tracing::error!(%error, "health and metrics are no longer served");
    }
}

/// A page: whether all is well, and what is not.
type Page = (StatusCode, String);

fn page(troubles: &[&str]) -> Page {
    if troubles.is_empty() {
        (StatusCode::OK, "ok\n".to_owned())
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, format!("{}\n", troubles.join("\n")))
    }
}

/// Whether a restart would help.
async fn live(State(watched): State<Arc<Watched>>) -> Page {
    let stalled = watched.engine.stalled(HANGS);
    let told: Vec<String> = stalled.iter().map(|name| format!("the {name} loop hangs")).collect();
    let mut troubles: Vec<&str> = told.iter().map(String::as_str).collect();
    troubles.extend(watched.platforms.iter().filter_map(|platform| platform.hangs()));
    page(&troubles)
}

/// Whether people are heard and what they say can be kept.
async fn ready(State(watched): State<Arc<Watched>>) -> Page {
    let mut troubles = Vec::new();
    let asked = watched.store.next_due(Platform::Telegram);
    if !matches!(tokio::time::timeout(PATIENCE, asked).await, Ok(Ok(_))) {
        troubles.push("the database does not answer");
    }
    troubles.extend(watched.platforms.iter().filter_map(|platform| platform.is_deaf()));
    page(&troubles)
}

async fn numbers(
    State(watched): State<Arc<Watched>>,
) -> ([(&'static str, &'static str); 1], String) {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([("content-type", kind)], watched.metrics.page())
}

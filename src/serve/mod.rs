//! What is served over HTTP on this machine: whether the bot lives, whether it
//! is ready, its numbers, and the address Telegram sends updates to.
//!
//! No page tells anything of a person.

mod counted;
mod metrics;

use std::{sync::Arc, time::Duration};

use axum::{Router, extract::State, http::StatusCode, routing::get};
use bot_core::{event::Platform, runtime::Engine, store::Store};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

#[cfg(feature = "telegram")]
pub use self::metrics::FromTelegram;
pub use self::{counted::Counted, metrics::Metrics};

/// After so long without a round a loop is held to hang: more than twice the longest
/// it waits on purpose.
const HANGS: Duration = Duration::from_secs(180);
/// After so long without an answer of the platform the bot is not ready.
const DEAF: Duration = Duration::from_secs(60);
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
    /// The bot on Telegram.
    #[cfg(feature = "telegram")]
    pub telegram: Option<Receiving>,
}

/// How updates come in from Telegram.
#[cfg(feature = "telegram")]
pub struct Receiving {
    /// What the loop does.
    pub pulse: Arc<telegram::Pulse>,
    /// Where updates are sent, and its path; without, they are asked for.
    pub webhook: Option<(Arc<telegram::Webhook>, String)>,
}

/// Serves until `stopping`.
pub async fn serve(listener: TcpListener, watched: Arc<Watched>, stopping: CancellationToken) {
    let router = Router::new()
        .route("/livez", get(live))
        .route("/readyz", get(ready))
        .route("/metrics", get(numbers));
    #[cfg(feature = "telegram")]
    let router = with_webhook(router, &watched);
    let served = axum::serve(listener, router.with_state(watched))
        .with_graceful_shutdown(stopping.cancelled_owned())
        .await;
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
    #[cfg(feature = "telegram")]
    if let Some(Receiving { pulse, webhook: None }) = &watched.telegram
        && pulse.turned().is_some_and(|since| since > HANGS)
    {
        troubles.push("the loop that receives from Telegram hangs");
    }
    page(&troubles)
}

/// Whether people are heard and what they say can be kept.
async fn ready(State(watched): State<Arc<Watched>>) -> Page {
    let mut troubles = Vec::new();
    let asked = watched.store.next_due(Platform::Telegram);
    if !matches!(tokio::time::timeout(PATIENCE, asked).await, Ok(Ok(_))) {
        troubles.push("the database does not answer");
    }
    #[cfg(feature = "telegram")]
    match &watched.telegram {
        Some(Receiving { webhook: Some((webhook, _)), .. }) if !webhook.is_known() => {
            troubles.push("Telegram does not know the webhook yet");
        }
        Some(Receiving { pulse, webhook: None })
            if pulse.heard().is_none_or(|since| since > DEAF) =>
        {
            troubles.push("Telegram has not answered for a while");
        }
        _ => {}
    }
    page(&troubles)
}

async fn numbers(
    State(watched): State<Arc<Watched>>,
) -> ([(&'static str, &'static str); 1], String) {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([("content-type", kind)], watched.metrics.page())
}

#[cfg(feature = "telegram")]
fn with_webhook(router: Router<Arc<Watched>>, watched: &Watched) -> Router<Arc<Watched>> {
    use axum::{http::HeaderMap, routing::post};

    let webhook = watched.telegram.as_ref().and_then(|receiving| receiving.webhook.as_ref());
    let Some((webhook, path)) = webhook else { return router };
    let webhook = Arc::clone(webhook);
    router.route(
        path,
        post(async move |headers: HeaderMap, body: String| {
            let secret = headers.get("x-telegram-bot-api-secret-token");
            match webhook.receive(secret.map(|secret| secret.as_bytes()), &body).await {
                telegram::Taken::Recorded => StatusCode::OK,
                telegram::Taken::Forbidden => StatusCode::FORBIDDEN,
                telegram::Taken::Later => StatusCode::SERVICE_UNAVAILABLE,
            }
        }),
    )
}

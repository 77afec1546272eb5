//! Telegram, as it is served here.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use axum::{
    Router,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use bot_core::message::Adapter;
use telegram::{Pulse, Records, Taken, Telegram, Webhook, WebhookAddress};

use super::{Prepared, Receiving, Served, Watch};
use crate::{
    config,
    serve::{Counted, DEAF, FromTelegram, HANGS, Metrics},
};

struct Ready {
    bot: Telegram,
    webhook: Option<config::telegram::Webhook>,
}

/// The bot of these settings.
pub async fn prepare(
    settings: &config::Telegram,
    metrics: &Metrics,
) -> anyhow::Result<Box<dyn Prepared>> {
    let token = telegram::Token::read(&settings.token)
        .context("HEELBOT_TELEGRAM_TOKEN: this is no token")?;
    let limits = super::limits(settings.limits, telegram::LIMITS);
    let api = settings.api_url.clone();
    let bot = Telegram::new(telegram::Settings { token, api, limits })?;
    bot.check().await?;
    metrics.add(Box::new(FromTelegram(bot.pulse())));
    Ok(Box::new(Ready { bot, webhook: settings.webhook.clone() }))
}

impl Prepared for Ready {
    fn adapter(&self, metrics: &Metrics) -> Arc<dyn Adapter> {
        Counted::around(self.bot.clone(), metrics.deliveries.clone())
    }

    fn receive(self: Box<Self>, with: &Receiving<'_>) -> Served {
        let Self { bot, webhook } = *self;
        let name = bot.name().map_or_else(|| "a bot".to_owned(), |name| format!("@{name}"));
        let pulse = bot.pulse();
        let records: Arc<dyn Records> = Arc::new(with.engine.clone());
        let menus = bot_core::bot::menus(with.texts);
        let (showing, stop) = (bot.clone(), with.stopping.clone());
        with.tasks.spawn(async move { showing.show(&menus, &stop).await });
        let stop = with.stopping.clone();
        let Some(config::telegram::Webhook { url, path, secret }) = webhook else {
            with.tasks.spawn(async move { bot.poll(records, stop).await });
            return Served {
                told: format!("Serving Telegram as {name}, by polling."),
                watch: Box::new(Polling(pulse)),
                routes: Router::new(),
            };
        };
        let webhook = Arc::new(bot.webhook(WebhookAddress { url, secret }, records));
        let announced = Arc::clone(&webhook);
        with.tasks.spawn(async move { announced.announce(&stop).await });
        Served {
            told: format!("Serving Telegram as {name}, by webhook."),
            watch: Box::new(Called(Arc::clone(&webhook))),
            routes: routes(&path, webhook),
        }
    }
}

fn routes(path: &str, webhook: Arc<Webhook>) -> Router {
    Router::new().route(
        path,
        post(async move |headers: HeaderMap, body: String| {
            let secret = headers.get("x-telegram-bot-api-secret-token");
            match webhook.receive(secret.map(|secret| secret.as_bytes()), &body).await {
                Taken::Recorded => StatusCode::OK,
                Taken::Forbidden => StatusCode::FORBIDDEN,
                Taken::Later => StatusCode::SERVICE_UNAVAILABLE,
            }
        }),
    )
}

/// Updates are asked for.
struct Polling(Arc<Pulse>);

impl Watch for Polling {
    fn hangs(&self) -> Option<&'static str> {
        let hangs = self.0.turned().is_some_and(|since| since > HANGS);
        hangs.then_some("the loop that receives from Telegram hangs")
    }

    fn is_deaf(&self) -> Option<&'static str> {
        let is_deaf = |since: Option<Duration>| since.is_none_or(|since| since > DEAF);
        is_deaf(self.0.heard()).then_some("Telegram has not answered for a while")
    }
}

/// Updates are sent here.
struct Called(Arc<Webhook>);

impl Watch for Called {
    fn hangs(&self) -> Option<&'static str> {
        None
    }

    fn is_deaf(&self) -> Option<&'static str> {
        (!self.0.is_known()).then_some("Telegram does not know the webhook yet")
    }
}

//! Discord, as it is served here.

use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use bot_core::{message::Adapter, text::Texts};
use discord::{Discord, Pulse, Records, Registered};

use super::{Prepared, Receiving, Served, Watch};
use crate::{
    config,
    serve::{Counted, DEAF, FromDiscord, HANGS, Metrics},
};

struct Ready(Discord);

/// The bot of these settings.
pub async fn prepare(
    settings: &config::Discord,
    metrics: &Metrics,
) -> anyhow::Result<Box<dyn Prepared>> {
    let bot = bot(settings)?;
    bot.check().await?;
    metrics.add(Box::new(FromDiscord(bot.pulse())));
    Ok(Box::new(Ready(bot)))
}

/// Registers the commands of the bot of these settings, where Discord has others.
pub async fn register(settings: &config::Discord, texts: &Texts) -> anyhow::Result<Registered> {
    Ok(bot(settings)?.register(texts).await?)
}

fn bot(settings: &config::Discord) -> anyhow::Result<Discord> {
    let token =
        discord::Token::read(&settings.token).context("HEELBOT_DISCORD_TOKEN: this is no token")?;
    let shards = match settings.shards {
        config::discord::Shards::All => discord::Shards::All,
        config::discord::Shards::Some { first, last, total } => {
            discord::Shards::Some { first, last, total }
        }
    };
    let settings = discord::Settings {
        token,
        api: settings.api_url.clone(),
        gateway: settings.gateway_url.clone(),
        shards,
        limits: super::limits(settings.limits, discord::LIMITS),
    };
    Ok(Discord::new(settings)?)
}

impl Prepared for Ready {
    fn adapter(&self, metrics: &Metrics) -> Arc<dyn Adapter> {
        Counted::around(self.0.clone(), metrics.deliveries.clone())
    }

    fn receive(self: Box<Self>, with: &Receiving<'_>) -> Served {
        let bot = self.0;
        let name = bot.name().unwrap_or("a bot").to_owned();
        let pulse = bot.pulse();
        let (registering, texts) = (bot.clone(), Arc::clone(with.texts));
        let stop = with.stopping.clone();
        with.tasks.spawn(async move { registering.keep_registered(&texts, &stop).await });
        let records: Arc<dyn Records> = Arc::new(with.engine.clone());
        let stop = with.stopping.clone();
        with.tasks.spawn(async move { bot.receive(records, stop).await });
        Served {
            told: format!("Serving Discord as {name}."),
            watch: Box::new(Connected(pulse)),
            routes: Router::new(),
        }
    }
}

/// Events come in by the gateway.
struct Connected(Arc<Pulse>);

impl Watch for Connected {
    fn hangs(&self) -> Option<&'static str> {
        let hangs = self.0.turned().is_some_and(|since| since > HANGS);
        hangs.then_some("the watch over Discord's gateway hangs")
    }

    fn is_deaf(&self) -> Option<&'static str> {
        let is_deaf = self.0.connected().is_none_or(|since| since > DEAF);
        is_deaf.then_some("not all shards are connected to Discord")
    }
}

//! `heelbot run`: serves every platform that has a token, with reminders,
//! health pages and metrics, until it is asked to end.

use std::{
    io::{self, Write},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, bail};
use bot_core::{
    message::Adapter,
    runtime::{Engine, SystemClock},
    text::Texts,
};
use tokio::{net::TcpListener, runtime::Runtime};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Level;

use crate::{
    config::Config,
    log, private,
    serve::{self, Metrics, Watched},
    signal, wiring,
};

/// How long ending may take in all.
const LAST_ORDERS: Duration = Duration::from_millis(9500);

/// Serve every platform that has a token
///
/// With HEELBOT_TELEGRAM_TOKEN set, the bot on Telegram; docs/telegram.md leads
/// there step by step. /livez, /readyz and /metrics are served on
/// HEELBOT_LISTEN. Ctrl-C or SIGTERM ends it: what is under way is finished,
/// the rest waits for the next start.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write the log as one JSON object a line
    #[arg(long)]
    json_log: bool,
}

/// Serves until it is asked to end.
///
/// # Errors
/// What keeps it from starting.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let format = if args.json_log { log::Format::Json } else { log::Format::Text };
    log::start(std::env::var("RUST_LOG").ok().as_deref(), Level::INFO, format)?;
    let config = Config::load(None)?;
    if config.telegram.is_none() {
        bail!(
            "no platform has a token yet, so there is nobody to serve.\n\
             For Telegram, ask @BotFather for a bot and set HEELBOT_TELEGRAM_TOKEN to the token it \
             shows (docs/telegram.md has each step). To talk with the bot here and now: heelbot chat"
        );
    }
    let runtime = Runtime::new()?;
    let end = runtime.block_on(serve_all(&config));
    runtime.shutdown_background();
    end.map(|()| ExitCode::SUCCESS)
}

async fn serve_all(config: &Config) -> anyhow::Result<()> {
    let stopping = CancellationToken::new();
    tokio::spawn(signal::leave_on_signal(stopping.clone()));
    private::create_folder(&config.data)
        .with_context(|| format!("the folder {} can't be created", config.data.display()))?;
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("HEELBOT_LISTEN: {} can't be listened on", config.listen))?;
    let address = listener.local_addr()?;
    let metrics = Metrics::default();
    let texts = Arc::new(Texts::default());
    let platforms = Platforms::prepare(config, &metrics).await?;
    let store = wiring::open_store(config).await?;
    let engine = wiring::start_engine(
        store.clone(),
        Arc::clone(&texts),
        config.policy.clone(),
        Arc::new(SystemClock),
        platforms.adapters(&metrics),
    )
    .await?;

    let tasks = TaskTracker::new();
    let mut served = platforms.receive(&engine, &texts, &tasks, &stopping);
    let watched = served.watched(store.clone(), engine.clone(), metrics);
    tasks.spawn(serve::serve(listener, Arc::new(watched), stopping.clone()));
    let mut out = io::stdout();
    writeln!(out, "{}\nHealth and metrics: http://{address}", served.told)?;
    out.flush()?;

    stopping.cancelled().await;
    tracing::info!("ending; what is under way is finished first");
    tasks.close();
    let end = async {
        tokio::join!(tasks.wait(), engine.shutdown());
        store.close().await;
    };
    if tokio::time::timeout(LAST_ORDERS, end).await.is_err() {
        tracing::warn!("not everything was finished in time; the rest waits for the next start");
    }
    Ok(())
}

/// The platforms that have a token.
struct Platforms {
    #[cfg(feature = "telegram")]
    telegram: Option<(telegram::Telegram, Option<crate::config::telegram::Webhook>)>,
}

/// What is being served, and how that is told.
struct Served {
    told: String,
    #[cfg(feature = "telegram")]
    telegram: Option<serve::Receiving>,
}

#[cfg(feature = "telegram")]
impl Platforms {
    async fn prepare(config: &Config, metrics: &Metrics) -> anyhow::Result<Self> {
        use crate::config::telegram::Limits;

        let Some(settings) = &config.telegram else { return Ok(Self { telegram: None }) };
        let token = telegram::Token::read(&settings.token)
            .context("HEELBOT_TELEGRAM_TOKEN: this is no token")?;
        let limits = match settings.limits {
            Limits::Telegrams => telegram::LIMITS,
            Limits::None => bot_core::message::Limits::NONE,
        };
        let api = settings.api_url.clone();
        let bot = telegram::Telegram::new(telegram::Settings { token, api, limits })?;
        bot.check().await?;
        metrics.add(Box::new(serve::FromTelegram(bot.pulse())));
        Ok(Self { telegram: Some((bot, settings.webhook.clone())) })
    }

    fn adapters(&self, metrics: &Metrics) -> Vec<Arc<dyn Adapter>> {
        let counted = |(bot, _): &(telegram::Telegram, _)| {
            serve::Counted::around(bot.clone(), metrics.deliveries.clone())
        };
        self.telegram.iter().map(counted).collect()
    }

    /// Starts to receive.
    fn receive(
        self,
        engine: &Engine,
        texts: &Texts,
        tasks: &TaskTracker,
        stopping: &CancellationToken,
    ) -> Served {
        let Some((bot, webhook)) = self.telegram else {
            return Served { told: String::new(), telegram: None };
        };
        let name = bot.name().map_or_else(|| "a bot".to_owned(), |name| format!("@{name}"));
        let pulse = bot.pulse();
        let records: Arc<dyn telegram::Records> = Arc::new(engine.clone());
        let menus = bot_core::bot::menus(texts);
        let (showing, stop) = (bot.clone(), stopping.clone());
        tasks.spawn(async move { showing.show(&menus, &stop).await });
        let stop = stopping.clone();
        match webhook {
            None => {
                tasks.spawn(async move { bot.poll(records, stop).await });
                let told = format!("Serving Telegram as {name}, by polling.");
                Served { told, telegram: Some(serve::Receiving { pulse, webhook: None }) }
            }
            Some(crate::config::telegram::Webhook { url, path, secret }) => {
                let address = telegram::WebhookAddress { url, secret };
                let webhook = Arc::new(bot.webhook(address, records));
                let announced = Arc::clone(&webhook);
                tasks.spawn(async move { announced.announce(&stop).await });
                let told = format!("Serving Telegram as {name}, by webhook.");
                let webhook = Some((webhook, path));
                Served { told, telegram: Some(serve::Receiving { pulse, webhook }) }
            }
        }
    }
}

#[cfg(feature = "telegram")]
impl Served {
    fn watched(
        &mut self,
        store: bot_core::store::Store,
        engine: Engine,
        metrics: Metrics,
    ) -> Watched {
        Watched { store, engine, metrics, telegram: self.telegram.take() }
    }
}

#[cfg(not(feature = "telegram"))]
impl Platforms {
    async fn prepare(_: &Config, _: &Metrics) -> anyhow::Result<Self> {
        bail!("this build knows no platform that has a token; build it with --features telegram")
    }

    fn adapters(&self, _: &Metrics) -> Vec<Arc<dyn Adapter>> {
        Vec::new()
    }

    fn receive(self, _: &Engine, _: &Texts, _: &TaskTracker, _: &CancellationToken) -> Served {
        Served { told: String::new() }
    }
}

#[cfg(not(feature = "telegram"))]
impl Served {
    fn watched(
        &mut self,
        store: bot_core::store::Store,
        engine: Engine,
        metrics: Metrics,
    ) -> Watched {
        Watched { store, engine, metrics }
    }
}

//! `heelbot run`: serves every platform that has a token, with reminders,
//! health pages and metrics, until it is asked to end.

use std::{
    io::{self, Write},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, bail};
use axum::Router;
use bot_core::{runtime::SystemClock, text::Texts};
use tokio::{net::TcpListener, runtime::Runtime};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Level;

use crate::{
    config::Config,
    log,
    platforms::{self, Receiving, Served},
    private,
    serve::{self, Metrics, Watched},
    signal, wiring,
};

/// How long ending may take in all.
const LAST_ORDERS: Duration = Duration::from_millis(9500);

/// Serve every platform that has a token
///
/// With HEELBOT_TELEGRAM_TOKEN set, the bot on Telegram, and with
/// HEELBOT_DISCORD_TOKEN the bot on Discord, both together too; docs/telegram.md and
/// docs/discord.md lead there step by step. /livez, /readyz and /metrics are served on
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
    if config.telegram.is_none() && config.discord.is_none() {
        bail!(
            "no platform has a token yet, so there is nobody to serve.\n\
             For Telegram, ask @BotFather for a bot and set HEELBOT_TELEGRAM_TOKEN to the token it \
             shows (docs/telegram.md has each step). For Discord, make an application in the \
             developer portal and set HEELBOT_DISCORD_TOKEN (docs/discord.md). To talk with the \
             bot here and now: heelbot chat"
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
    let platforms = platforms::prepare(config, &metrics).await?;
    let store = wiring::open_store(config).await?;
    let engine = wiring::start_engine(
        store.clone(),
        Arc::clone(&texts),
        config.policy.clone(),
        Arc::new(SystemClock),
        platforms.iter().map(|platform| platform.adapter(&metrics)).collect(),
    )
    .await?;

    let tasks = TaskTracker::new();
    let with = Receiving { engine: &engine, texts: &texts, tasks: &tasks, stopping: &stopping };
    let served: Vec<_> = platforms.into_iter().map(|platform| platform.receive(&with)).collect();
    let mut out = io::stdout();
    let (mut watches, mut routes) = (Vec::new(), Router::new());
    for Served { told, watch, routes: own } in served {
        writeln!(out, "{told}")?;
        watches.push(watch);
        routes = routes.merge(own);
    }
    let watched =
        Watched { store: store.clone(), engine: engine.clone(), metrics, platforms: watches };
    tasks.spawn(serve::serve(listener, Arc::new(watched), routes, stopping.clone()));
    writeln!(out, "Health and metrics: http://{address}")?;
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

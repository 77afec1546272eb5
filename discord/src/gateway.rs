//! The connection events come by: shards begun, watched, and begun anew.
//!
//! The only module that touches serenity's shards. Each runs on a thread of its own,
//! which can be left behind: serenity's runner spins without a pause over a connection
//! that was closed without a code, and hangs where no connection comes about. What
//! serenity would do when a session is lost, this does instead, so that how often one
//! is begun is decided in one place (`starts.rs`): the runner's manager is one
//! that nobody listens to, and when the runner asks it for a restart it ends.
//!
//! A session is resumed by serenity, within a connection's thread. It resumes at the
//! gateway's usual address rather than at the one Discord names; all that matters is
//! in the store, so a session lost costs one press that has to be made again.

use std::{
    sync::{
        Arc, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU8, Ordering},
    },
    time::{Duration, Instant},
};

use jiff::Timestamp;
use serenity::{
    all::{Event, GatewayIntents, ShardId, ShardInfo},
    async_trait,
    client::{Context, EventHandler, RawEventHandler},
    gateway::{
        ConnectionStage, Shard, ShardManager, ShardManagerOptions, ShardMessenger, ShardRunner,
        ShardRunnerMessage, ShardRunnerOptions, ShardStageUpdateEvent,
    },
    http::{Http, HttpBuilder},
    prelude::Mutex,
};
use tokio::{
    runtime::Builder,
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    Discord,
    api::Gateway,
    receive::{Intake, Patience, Pulse, Records, record},
    starts::Starts,
    translate,
};

/// Only that servers come and go; nothing anybody writes.
const INTENTS: GatewayIntents = GatewayIntents::GUILDS;
/// How often each shard is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// How often a connection is tried by a word of our own. A runner that spins over one
/// that is closed notices by it, and ends.
const PROBE: Duration = Duration::from_secs(10);
/// How long a shard may be on its way to being connected.
const UNDER_WAY: Duration = Duration::from_secs(45);
/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(10);
/// How long taking leave of Discord may take.
const LEAVE: Duration = Duration::from_secs(2);

/// Which shards are served here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shards {
    /// As many as Discord recommends.
    #[default]
    All,
    /// Some of a total: `first..=last` of `0..total`.
    Some {
        /// The first.
        first: u32,
        /// The last.
        last: u32,
        /// How many there are in all, over all processes.
        total: u32,
    },
}

/// What the watch knows of a shard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Stage {
    /// No connection.
    Down,
    /// On its way.
    UnderWay,
    /// Events come in.
    Connected,
}

/// A shard's connection as its thread and the watch share it.
#[derive(Default)]
struct Seat {
    stage: AtomicU8,
    came_about: AtomicBool,
}

impl Seat {
    fn stage(&self) -> Stage {
        match self.stage.load(Ordering::Relaxed) {
            0 => Stage::Down,
            1 => Stage::UnderWay,
            _ => Stage::Connected,
        }
    }

    fn set(&self, stage: Stage) {
        if stage == Stage::Connected {
            self.came_about.store(true, Ordering::Relaxed);
        }
        self.stage.store(stage as u8, Ordering::Relaxed);
    }
}

/// What all shards have in common.
#[derive(Clone)]
struct Shared {
    discord: Discord,
    intake: Intake,
    starts: Arc<std::sync::Mutex<Starts>>,
    seats: Arc<std::sync::Mutex<Vec<Arc<Seat>>>>,
}

impl Discord {
    /// Receives until `stopping`. Nothing that goes wrong ends it.
    pub async fn receive(&self, records: Arc<dyn Records>, stopping: CancellationToken) {
        let (intake, waiting) = Intake::new(self.clone(), Arc::clone(&records));
        let tasks = TaskTracker::new();
        let pulse = Arc::clone(&self.shared.pulse);
        tasks.spawn(record(waiting, records, pulse, stopping.clone()));
        let shared =
            Shared { discord: self.clone(), intake, starts: Arc::default(), seats: Arc::default() };
        if let Some(gateway) = shared.ask(&stopping).await {
            shared.begin_all(&gateway, &tasks, &stopping);
            shared.watch(&stopping).await;
        }
        drop(shared);
        tasks.close();
        tasks.wait().await;
    }
}

impl Shared {
    fn pulse(&self) -> &Pulse {
        &self.discord.shared.pulse
    }

    fn seats(&self) -> MutexGuard<'_, Vec<Arc<Seat>>> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn starts(&self) -> MutexGuard<'_, Starts> {
        // A few times and numbers: each is whole whenever a panic may strike.
        self.starts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks how the gateway is to be used, until it is known. `None` once all stops.
    async fn ask(&self, stopping: &CancellationToken) -> Option<Gateway> {
        let mut patience = Patience::default();
        loop {
            self.pulse().turn();
            let asked = tokio::select! {
                asked = self.discord.shared.api.gateway() => asked,
                () = stopping.cancelled() => return None,
            };
            match asked {
                Ok(gateway) => return Some(gateway),
                Err(failure) => {
                    tracing::warn!(%failure, "Discord does not say where its gateway is");
                    if !patience.wait(Duration::ZERO, stopping).await {
                        return None;
                    }
                }
            }
        }
    }

    /// Starts to keep every shard connected.
    fn begin_all(&self, gateway: &Gateway, tasks: &TaskTracker, stopping: &CancellationToken) {
        let (first, last, total) = match self.discord.shared.shards {
            Shards::All => (0, gateway.shards.max(1) - 1, gateway.shards.max(1)),
            Shards::Some { first, last, total } => (first, last, total),
        };
        let limit = gateway.session_start_limit;
        if limit.remaining < last - first + 1 {
            let wait = Duration::from_millis(limit.reset_after);
            tracing::error!(
                minutes = wait.as_secs() / 60,
                "Discord allows no more sessions for now: waiting"
            );
            self.starts().not_before(Instant::now() + wait);
        }
        tracing::info!(first, last, total, limit.max_concurrency, "connecting to Discord");
        let url = self.discord.shared.gateway.as_deref().unwrap_or(&gateway.url);
        for id in first..=last {
            let place = self.seats().len();
            self.seats().push(Arc::default());
            let info = ShardInfo { id: ShardId(id), total };
            let (shared, url, stopping) = (self.clone(), url.to_owned(), stopping.clone());
            tasks.spawn(async move { shared.keep(info, place, &url, &stopping).await });
        }
    }

    /// Tells the pulse how the shards are, until all stops.
    async fn watch(&self, stopping: &CancellationToken) {
        loop {
            self.pulse().turn();
            if self.seats().iter().all(|seat| seat.stage() == Stage::Connected) {
                self.pulse().connect();
            }
            tokio::select! {
                () = sleep(LOOK) => {}
                () = stopping.cancelled() => return,
            }
        }
    }

    /// Keeps one shard connected.
    async fn keep(&self, info: ShardInfo, place: usize, url: &str, stopping: &CancellationToken) {
        loop {
            if !self.wait_to_begin(stopping).await {
                return;
            }
            // A new one each time: what was left behind may still write into its own.
            let seat = Arc::new(Seat::default());
            if let Some(kept) = self.seats().get_mut(place) {
                *kept = Arc::clone(&seat);
            }
            let leave = stopping.child_token();
            let ended = CancellationToken::new();
            let connection = Connection {
                shared: self.clone(),
                info,
                seat: Arc::clone(&seat),
                url: url.to_owned(),
                leave: leave.clone(),
            };
            seat.set(Stage::UnderWay);
            let over = ended.clone().drop_guard();
            let spawned = std::thread::Builder::new()
                .name(format!("discord-shard-{}", info.id))
                .spawn(move || {
                    // However the thread ends.
                    let _over = over;
                    connection.run();
                });
            if let Err(error) = spawned {
                tracing::error!(%error, "a shard got no thread");
            }
            let came_about = self.attend(&seat, &ended).await;
            leave.cancel();
            seat.set(Stage::Down);
            if stopping.is_cancelled() {
                // Discord is told, where that takes no longer than it may.
                let _ = timeout(LEAVE, ended.cancelled()).await;
                return;
            }
            if came_about {
                self.starts().came_about();
            } else {
                self.starts().came_to_nothing();
            }
            self.pulse().restarts.fetch_add(1, Ordering::Relaxed);
            tracing::warn!(shard = %info.id, came_about, "a shard's connection is begun anew");
        }
    }

    /// Waits for leave to begin a session, and takes it. `false` once all stops.
    async fn wait_to_begin(&self, stopping: &CancellationToken) -> bool {
        loop {
            let now = Instant::now();
            let wait = {
                let mut starts = self.starts();
                let wait = starts.wait(now);
                if wait.is_zero() {
                    starts.begin(now);
                }
                wait
            };
            if wait.is_zero() {
                self.pulse().identifies.fetch_add(1, Ordering::Relaxed);
                return true;
            }
            tokio::select! {
                () = sleep(wait) => {}
                () = stopping.cancelled() => return false,
            }
        }
    }

    /// Watches one connection until it ends, or is held to be stuck; whether it had come
    /// about in between.
    async fn attend(&self, seat: &Seat, ended: &CancellationToken) -> bool {
        let mut well = Instant::now();
        while !ended.is_cancelled() {
            if seat.stage() == Stage::Connected {
                well = Instant::now();
            } else if well.elapsed() > UNDER_WAY {
                tracing::warn!("a shard is stuck; its connection is given up");
                break;
            }
            tokio::select! {
                () = sleep(LOOK) => {}
                () = ended.cancelled() => {}
            }
        }
        seat.came_about.load(Ordering::Relaxed)
    }
}

/// One shard's connection, on a thread of its own.
struct Connection {
    shared: Shared,
    info: ShardInfo,
    seat: Arc<Seat>,
    url: String,
    leave: CancellationToken,
}

impl Connection {
    /// Runs until the session is lost, or it is to leave.
    fn run(self) {
        let url = Arc::new(Mutex::new(self.url.clone()));
        let token = self.shared.discord.shared.api.token().reveal();
        let http = Arc::new(HttpBuilder::new(token).ratelimiter_disabled(true).build());
        let served = deaf_manager(Arc::clone(&url), Arc::clone(&http)).and_then(|manager| {
            let runtime = Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(self.serve(manager, url, http));
            runtime.shutdown_background();
            Ok(())
        });
        if let Err(error) = served {
            tracing::error!(%error, "a shard got no runtime");
        }
    }

    async fn serve(&self, manager: Arc<ShardManager>, url: Arc<Mutex<String>>, http: Arc<Http>) {
        let token = self.shared.discord.shared.api.token().reveal();
        let connecting = Shard::new(url, token, self.info, INTENTS, None);
        let shard = tokio::select! {
            shard = timeout(CONNECT, connecting) => shard,
            () = self.leave.cancelled() => return,
        };
        let Ok(Ok(shard)) = shard else {
            // What serenity says of it may hold the address, which is the operator's own.
            tracing::warn!("no connection to Discord's gateway");
            return;
        };
        // The runner asks for its own restart and waits to be told that it has ended.
        manager.shutdown_finished(self.info.id);
        let handler = Arc::new(Handler {
            intake: self.shared.intake.clone(),
            pulse: Arc::clone(&self.shared.discord.shared.pulse),
            seat: Arc::clone(&self.seat),
        });
        let mut runner = ShardRunner::new(ShardRunnerOptions {
            data: Arc::default(),
            event_handlers: vec![Arc::clone(&handler) as Arc<dyn EventHandler>],
            raw_event_handlers: vec![handler],
            manager: Arc::clone(&manager),
            shard,
            http,
        });
        let messenger = ShardMessenger::new(&runner);
        let probing = async {
            loop {
                sleep(PROBE).await;
                if self.seat.stage() == Stage::Connected {
                    messenger.websocket_message(r#"{"op":1,"d":null}"#.into());
                }
            }
        };
        tokio::select! {
            ended = runner.run() => {
                if let Err(serenity::Error::Gateway(why)) = ended {
                    tracing::error!(%why, "Discord does not take this connection");
                }
                return;
            }
            () = probing => {}
            () = self.leave.cancelled() => {}
        }
        messenger.send_to_shard(ShardRunnerMessage::Shutdown(self.info.id, 1000));
        let _ = timeout(LEAVE, runner.run()).await;
    }
}

/// A manager that keeps what a runner tells it and does nothing about it: whoever would
/// begin shards for it is gone with the runtime it was begun on.
fn deaf_manager(ws_url: Arc<Mutex<String>>, http: Arc<Http>) -> std::io::Result<Arc<ShardManager>> {
    let nowhere = Builder::new_current_thread().build()?;
    let _there = nowhere.enter();
    let (manager, _) = ShardManager::new(ShardManagerOptions {
        data: Arc::default(),
        event_handlers: Vec::new(),
        raw_event_handlers: Vec::new(),
        shard_index: 0,
        shard_init: 0,
        shard_total: 0,
        ws_url,
        http,
        intents: INTENTS,
        presence: None,
    });
    Ok(manager)
}

/// What serenity calls with what comes in.
struct Handler {
    intake: Intake,
    pulse: Arc<Pulse>,
    seat: Arc<Seat>,
}

#[async_trait]
impl RawEventHandler for Handler {
    async fn raw_event(&self, _: Context, event: Event) {
        match event {
            Event::InteractionCreate(event) => self.intake.take(event.interaction),
            Event::GuildCreate(event) => {
                self.intake.learn(event.guild.id, event.guild.name.clone());
                if let Some(added) = translate::added(&event.guild, Timestamp::now()) {
                    self.intake.record(added);
                }
            }
            Event::GuildUpdate(event) => self.intake.learn(event.guild.id, event.guild.name),
            // A server that is only out of reach comes back.
            Event::GuildDelete(event) if !event.guild.unavailable => {
                self.intake.forget(event.guild.id);
                self.intake.record(translate::removed(event.guild.id, Timestamp::now()));
            }
            Event::Ready(_) | Event::Resumed(_) => self.seat.set(Stage::Connected),
            Event::Unknown(event) if event.kind == "INTERACTION_CREATE" => {
                self.pulse.unreadable.fetch_add(1, Ordering::Relaxed);
                // What it holds is somebody's and stays unsaid.
                tracing::warn!("an interaction can't be read; skipped");
            }
            _ => {}
        }
    }
}

#[async_trait]
impl EventHandler for Handler {
    async fn shard_stage_update(&self, _: Context, change: ShardStageUpdateEvent) {
        match change.new {
            ConnectionStage::Connected => self.seat.set(Stage::Connected),
            _ => self.seat.set(Stage::UnderWay),
        }
    }
}

//! What has come in: recorded, then acted on; and told to Discord in time, whatever
//! recording takes.
//!
//! The gateway gives nothing twice. So what can't be recorded yet waits here, in
//! order, and is tried again until it is, or all stops.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use bot_core::{
    bot::Suggestion, event::Incoming, message::Field, runtime::Engine, store::StoreError,
};
use futures_util::future::BoxFuture;
use serde_json::json;
use serenity::all::{GuildId, Interaction};
use tokio::{
    sync::mpsc::{Receiver, Sender, channel},
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::{
    Discord, draw,
    tokens::Asked,
    translate::{self, Meaning, translate},
};

/// An answer that is not there by then is announced. Discord waits three seconds.
const SOON: Duration = Duration::from_millis(1500);
/// How long suggestions may take; they can't be announced.
const SUGGEST: Duration = Duration::from_millis(2500);
/// The most events that wait to be recorded.
const WAITING: usize = 10_000;
/// The most events recorded together.
const BATCH: usize = 100;
/// The most suggestions Discord shows.
const SUGGESTIONS: usize = 25;

/// Where events are recorded.
pub trait Records: Send + Sync + 'static {
    /// Records events. When it returns they are durable.
    ///
    /// # Errors
    /// None was recorded.
    fn record(&self, events: Vec<Incoming>) -> BoxFuture<'_, Result<(), StoreError>>;

    /// What could be meant by a command that somebody is typing.
    fn suggest<'a>(&'a self, so_far: &'a Incoming) -> BoxFuture<'a, Vec<Suggestion>>;
}

impl Records for Engine {
    fn record(&self, events: Vec<Incoming>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move { self.accept(events).await.map(drop) })
    }

    fn suggest<'a>(&'a self, so_far: &'a Incoming) -> BoxFuture<'a, Vec<Suggestion>> {
        Box::pin(async move { Engine::suggest(self, so_far).await.unwrap_or_default() })
    }
}

/// What receiving has done so far: numbers only, nothing of anybody.
#[derive(Debug)]
pub struct Pulse {
    started: Instant,
    /// Milliseconds from the start to when the watch over the gateway last looked; 0 for never.
    turned: AtomicU64,
    /// The same of when every shard was last connected.
    connected: AtomicU64,
    pub(crate) interactions: AtomicU64,
    pub(crate) unreadable: AtomicU64,
    pub(crate) identifies: AtomicU64,
    pub(crate) restarts: AtomicU64,
    pub(crate) waiting: AtomicU64,
}

impl Default for Pulse {
    fn default() -> Self {
        Self {
            started: Instant::now(),
            turned: AtomicU64::new(0),
            connected: AtomicU64::new(0),
            interactions: AtomicU64::new(0),
            unreadable: AtomicU64::new(0),
            identifies: AtomicU64::new(0),
            restarts: AtomicU64::new(0),
            waiting: AtomicU64::new(0),
        }
    }
}

impl Pulse {
    /// How long ago every shard was last connected; `None` for never.
    pub fn connected(&self) -> Option<Duration> {
        self.since(&self.connected)
    }

    /// How long ago the watch over the gateway last looked; `None` for never.
    pub fn turned(&self) -> Option<Duration> {
        self.since(&self.turned)
    }

    /// How many interactions came in.
    pub fn interactions(&self) -> u64 {
        self.interactions.load(Ordering::Relaxed)
    }

    /// How many events of the gateway could not be read.
    pub fn unreadable(&self) -> u64 {
        self.unreadable.load(Ordering::Relaxed)
    }

    /// How many sessions were begun at the gateway. Discord allows a thousand a day.
    pub fn identifies(&self) -> u64 {
        self.identifies.load(Ordering::Relaxed)
    }

    /// How many connections were given up and made anew.
    pub fn restarts(&self) -> u64 {
        self.restarts.load(Ordering::Relaxed)
    }

    /// How many events wait to be recorded.
    pub fn waiting(&self) -> u64 {
        self.waiting.load(Ordering::Relaxed)
    }

    pub(crate) fn turn(&self) {
        self.turned.store(self.now(), Ordering::Relaxed);
    }

    pub(crate) fn connect(&self) {
        self.connected.store(self.now(), Ordering::Relaxed);
    }

    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX).max(1)
    }

    fn since(&self, moment: &AtomicU64) -> Option<Duration> {
        let at = moment.load(Ordering::Relaxed);
        (at > 0).then(|| Duration::from_millis(self.now().saturating_sub(at)))
    }
}

/// Takes in what the gateway gives, wherever it is called.
#[derive(Clone)]
pub(crate) struct Intake {
    discord: Discord,
    records: Arc<dyn Records>,
    events: Sender<Incoming>,
    /// Where tasks run: not on the gateway's threads, which may be thrown away.
    here: tokio::runtime::Handle,
}

/// Waiting after failures, longer each time, up to a minute.
#[derive(Default)]
pub(crate) struct Patience {
    failures: u32,
}

impl Patience {
    /// All is well again.
    pub(crate) fn restore(&mut self) {
        self.failures = 0;
    }

    /// Waits as long as is fit, and at least so long. `false` once all stops.
    pub(crate) async fn wait(&mut self, least: Duration, stopping: &CancellationToken) -> bool {
        let wait = Duration::from_secs(1 << self.failures.min(6)).min(Duration::from_secs(60));
        self.failures += 1;
        tokio::select! {
            () = sleep(wait.max(least)) => true,
            () = stopping.cancelled() => false,
        }
    }
}

impl Intake {
    /// Takes in on behalf of a bot; what waits is recorded by [`record`].
    pub(crate) fn new(discord: Discord, records: Arc<dyn Records>) -> (Self, Receiver<Incoming>) {
        let (events, waiting) = channel(WAITING);
        (Self { discord, records, events, here: tokio::runtime::Handle::current() }, waiting)
    }

    /// Takes an interaction in. Returns at once.
    pub(crate) fn take(&self, interaction: Interaction) {
        let pulse = &self.discord.shared.pulse;
        pulse.interactions.fetch_add(1, Ordering::Relaxed);
        // Nothing of ours is half changed: it takes a value and returns one.
        let meaning = catch_unwind(AssertUnwindSafe(|| translate(interaction)));
        match meaning {
            Ok(Meaning::Event(mut event, asked)) => {
                let space = event.conversation.place.space.as_ref();
                event.member.club = space.and_then(|space| self.discord.shared.servers.name(space));
                let ticket = self.discord.shared.tokens.keep(asked, Instant::now());
                let discord = self.discord.clone();
                self.here.spawn(async move {
                    sleep(SOON).await;
                    discord.defer_if_open(&ticket).await;
                });
                self.record(*event);
            }
            Ok(Meaning::Field { asked, field, label }) => self.open_field(asked, field, label),
            Ok(Meaning::Suggest { asked, so_far }) => {
                let intake = self.clone();
                self.here.spawn(async move {
                    let found = intake.records.suggest(&so_far);
                    let found = timeout(SUGGEST, found).await.unwrap_or_default();
                    intake.suggest(&asked, &found).await;
                });
            }
            Ok(Meaning::Nothing) => {}
            Err(_) => {
                pulse.unreadable.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// Notes what a server is called.
    pub(crate) fn learn(&self, server: GuildId, name: String) {
        self.discord.shared.servers.learn(translate::id(server.get()), name);
    }

    /// Forgets what a server was called.
    pub(crate) fn forget(&self, server: GuildId) {
        self.discord.shared.servers.forget(&translate::id(server.get()));
    }

    /// Has an event recorded.
    pub(crate) fn record(&self, event: Incoming) {
        let pulse = &self.discord.shared.pulse;
        pulse.waiting.fetch_add(1, Ordering::Relaxed);
        if self.events.try_send(event).is_err() {
            pulse.waiting.fetch_sub(1, Ordering::Relaxed);
            tracing::error!("an event is lost: too many wait to be recorded");
        }
    }

    fn open_field(&self, asked: Asked, field: Field, label: String) {
        let discord = self.discord.clone();
        self.here.spawn(async move {
            let body = json!({ "type": 9, "data": draw::window(&field, &label) });
            let api = &discord.shared.api;
            if let Err(failure) = api.answer(&asked.interaction, &asked.token, &body, None).await {
                // The button can be pressed again.
                tracing::debug!(%failure, "a field was not opened");
            }
        });
    }

    async fn suggest(&self, asked: &Asked, found: &[Suggestion]) {
        let choice = |found: &Suggestion| json!({ "name": draw::cut(&found.label, 100), "value": draw::cut(&found.value, 100) });
        let choices: Vec<_> = found.iter().take(SUGGESTIONS).map(choice).collect();
        let body = json!({ "type": 8, "data": { "choices": choices } });
        let api = &self.discord.shared.api;
        if let Err(failure) = api.answer(&asked.interaction, &asked.token, &body, None).await {
            tracing::debug!(%failure, "nothing was suggested");
        }
    }
}

/// Records what waits, in order, until all stops.
pub(crate) async fn record(
    mut waiting: Receiver<Incoming>,
    records: Arc<dyn Records>,
    pulse: Arc<Pulse>,
    stopping: CancellationToken,
) {
    let mut patience = Patience::default();
    loop {
        let mut events = Vec::with_capacity(BATCH);
        tokio::select! {
            biased; // what came before the end is recorded before it
            received = waiting.recv_many(&mut events, BATCH) => if received == 0 { return },
            () = stopping.cancelled() => return,
        }
        let count = events.len() as u64;
        while let Err(error) = records.record(events.clone()).await {
            tracing::warn!(%error, events = events.len(), "what came in can't be recorded yet");
            if !patience.wait(Duration::ZERO, &stopping).await {
                return;
            }
        }
        patience.restore();
        pulse.waiting.fetch_sub(count, Ordering::Relaxed);
    }
}

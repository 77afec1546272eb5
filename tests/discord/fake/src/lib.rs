//! A strict stand-in for Discord: its REST API over real HTTP, and its gateway over
//! real websockets, on this machine.
//!
//! [`FakeDiscord`] is the platform: it answers a bot's calls as Discord does, in
//! Discord's words, and keeps a list of what no bot should do (a text that is too
//! long, an answer that doesn't fit, a wrong intent). [`Person`] and [`Club`] are the
//! people and their servers: they use commands, press, choose and fill in, and wait
//! for what they are to see, with a deadline and a transcript in the failure. What
//! only one person sees, nobody else does.
//!
//! What it leaves to others: everything a bot for sore heels has no use for (voice,
//! reactions, webhooks of its own, components of the second kind). A route outside
//! [`ROUTES`] is refused.

mod club;
mod command;
mod component;
mod content;
#[path = "../../../support/cut.rs"]
mod cut;
mod faults;
mod gateway;
mod id;
mod interaction;
mod limits;
mod message;
mod modal;
mod permissions;
mod person;
mod place;
mod refusal;
mod rest;
mod server;
mod settings;
mod transcript;
mod world;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{net::TcpListener, sync::watch, task::JoinHandle, time::timeout};

use crate::world::World;
pub use crate::{
    club::Club,
    component::{Action, Button, Choice, Component, Enabled, Rows, Select},
    content::{Content, File, Mentions},
    faults::{Failure, Fault, Scope},
    gateway::Tear,
    id::Id,
    interaction::{DEADLINE, Kind as Use, TOKEN_LIFE},
    limits::Enforcement,
    message::{Message, Ping, State},
    modal::{Input, Modal},
    permissions::Permissions,
    person::{Deed, Outcome, Person},
    place::Kind,
    refusal::{Blame, Refusal},
    rest::{ROUTES, Recorded},
    settings::Settings,
    transcript::{Audience, Detail},
    world::{BOT, BOT_NAME, Door},
};

/// The token the bot has to show.
pub const TOKEN: &str = "MTEwMDAwMDAwMDAwMDAwMDAwMQ.Gheel0.test-token_qwertyuiopasdfghjklzxcvbnm12";

/// The longest anybody waits for anything before the test gives up. Generous: it
/// only decides how soon a hang is called one.
pub const PATIENCE: Duration = Duration::from_secs(45);

/// The platform, until it is dropped.
#[derive(Debug)]
pub struct FakeDiscord {
    shared: Arc<Shared>,
    address: SocketAddr,
    tasks: [JoinHandle<()>; 2],
}

/// What the server, the gateway and the people share.
#[derive(Debug)]
pub(crate) struct Shared {
    world: Mutex<World>,
    gateway_url: String,
    /// Raised with everything that may have changed something.
    change: watch::Sender<u64>,
}

impl Shared {
    /// Everything there is, for a moment.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        // Whoever panicked was a test; what it saw is still as it was.
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something may have changed.
    pub(crate) fn changed(&self) {
        self.change.send_modify(|changes| *changes += 1);
    }

    /// Waits until something is so, or for too long.
    pub(crate) async fn until<T>(&self, found: impl FnMut(&World) -> Option<T>) -> Option<T> {
        self.until_by(self.change.subscribe(), found).await
    }

    /// Waits until something is so that only what happens in a channel can bring about,
    /// or for too long.
    pub(crate) async fn until_in<T>(
        &self,
        channel: Id,
        found: impl FnMut(&World) -> Option<T>,
    ) -> Option<T> {
        let change = self.world().channels.get(&channel)?.changed.subscribe();
        self.until_by(change, found).await
    }

    async fn until_by<T>(
        &self,
        mut change: watch::Receiver<u64>,
        mut found: impl FnMut(&World) -> Option<T>,
    ) -> Option<T> {
        let waiting = async {
            loop {
                if let Some(found) = found(&self.world()) {
                    return found;
                }
                if change.changed().await.is_err() {
                    // It ended with the channel, or with the platform.
                    std::future::pending::<()>().await;
                }
            }
        };
        timeout(PATIENCE, waiting).await.ok()
    }
}

impl FakeDiscord {
    /// Starts on free ports, as Discord is for a small bot.
    pub async fn start() -> Self {
        Self::start_with(Settings::default()).await
    }

    /// Starts with other settings.
    ///
    /// # Panics
    /// The port is taken.
    pub async fn start_with(settings: Settings) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", settings.port)).await.expect("a free port");
        let gateway = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let at = gateway.local_addr().expect("a bound socket has an address");
        let mut world = World::new(settings);
        world.address = format!("http://{address}");
        let shared = Arc::new(Shared {
            world: Mutex::new(world),
            gateway_url: format!("ws://{at}"),
            change: watch::Sender::new(0),
        });
        let tasks = [
            tokio::spawn(server::serve(listener, Arc::clone(&shared))),
            tokio::spawn(gateway::connection::serve(gateway, Arc::clone(&shared))),
        ];
        Self { shared, address, tasks }
    }

    /// What a bot takes for the address of the API.
    pub fn url(&self) -> String {
        format!("http://{}/api/v10", self.address)
    }

    /// What a bot takes for the gateway's address.
    pub fn gateway_url(&self) -> &str {
        &self.shared.gateway_url
    }

    /// Somebody new, who has installed the bot for themselves; at first they are in
    /// their direct messages with it.
    pub fn person(&self, name: &str) -> Person {
        let mut world = self.shared.world();
        let id = world.add_person(name);
        let direct = world.people[&id].direct;
        drop(world);
        Person::new(Arc::clone(&self.shared), id, direct)
    }

    /// A server that this person made, with one channel, and with the bot.
    pub fn club(&self, name: &str, owner: &Person) -> Club {
        Club::new(Arc::clone(&self.shared), name, owner)
    }

    /// Orders something to go wrong.
    pub fn fault(&self, fault: Fault) {
        self.shared.world().faults.add(fault);
    }

    /// Something happens to all connections to the gateway.
    pub fn tear(&self, how: Tear) {
        let mut world = self.shared.world();
        world.transcript.aside(format_args!("the gateway: {how:?}"));
        world.gateway.tear(how);
    }

    /// Time passes for tokens, deadlines and limits.
    pub fn time_passes(&self, time: Duration) {
        let mut world = self.shared.world();
        world.pass(time);
        let channels: Vec<_> = world.channels.keys().copied().collect();
        for channel in channels {
            world.touch_in(channel);
        }
        drop(world);
        self.shared.changed();
    }

    /// Waits until the bot is connected by all its shards.
    ///
    /// # Panics
    /// It isn't, for too long.
    pub async fn connected(&self) {
        self.until("the bot is connected", |world| world.gateway.is_ready().then_some(())).await;
    }

    /// The shards that are connected: which of how many.
    pub fn shards(&self) -> Vec<(u64, u64)> {
        self.shared.world().gateway.connected()
    }

    /// How often the bot has identified.
    pub fn identifies(&self) -> usize {
        self.shared.world().gateway.identifies()
    }

    /// Waits until the bot has identified so many times.
    ///
    /// # Panics
    /// It hasn't, for too long.
    pub async fn identified(&self, times: usize) {
        let what = format!("the bot has identified {times} times");
        self.until(&what, |world| (world.gateway.identifies() >= times).then_some(())).await;
    }

    /// How many sessions were resumed.
    pub fn resumes(&self) -> usize {
        self.shared.world().gateway.resumes
    }

    /// How many events there was no session for.
    pub fn lost(&self) -> usize {
        self.shared.world().gateway.lost
    }

    /// Waits until a route was called so many times.
    ///
    /// # Panics
    /// It isn't, for too long.
    pub async fn called(&self, route: &'static str, times: usize) {
        self.until(&format!("{route} was called {times} times"), |world| {
            (world.count(route) >= times).then_some(())
        })
        .await;
    }

    /// How often a route was called and answered so far.
    pub fn count(&self, route: &'static str) -> usize {
        self.shared.world().count(route)
    }

    /// Every call that was made, with what was sent.
    pub fn calls(&self) -> Vec<Recorded> {
        self.shared.world().calls.iter().cloned().collect()
    }

    /// The names of the commands that are registered.
    pub fn commands(&self) -> Vec<String> {
        let world = self.shared.world();
        let names = world.commands.iter().filter_map(|(_, command)| command["name"].as_str());
        names.map(str::to_owned).collect()
    }

    /// How long each interaction waited for its answer; nothing where none came.
    pub fn waits(&self) -> Vec<Option<Duration>> {
        self.shared.world().interactions.values().map(|one| one.answered).collect()
    }

    /// How many interactions the bot has left without an answer.
    pub fn unanswered(&self) -> usize {
        self.waits().iter().filter(|wait| wait.is_none()).count()
    }

    /// How many interactions were answered more than once.
    pub fn repeated_answers(&self) -> usize {
        self.shared.world().repeated_answers
    }

    /// How many answers came when nobody waited any more.
    pub fn late_answers(&self) -> usize {
        self.shared.world().late_answers
    }

    /// How many messages were sent again with the nonce of one that was there.
    pub fn same_nonce(&self) -> usize {
        self.shared.world().same_nonce
    }

    /// How many calls were answered with 401, 403 or 429 in the last ten minutes.
    pub fn invalid_requests(&self) -> usize {
        let mut world = self.shared.world();
        let now = world.now();
        world.limits.invalid(now)
    }

    /// Waits until so many calls were answered with 401, 403 or 429.
    ///
    /// # Panics
    /// They aren't, for too long.
    pub async fn refused(&self, times: usize) {
        let what = format!("{times} calls were refused");
        self.until(&what, |world| (world.limits.refusals() >= times).then_some(())).await;
    }

    /// What was called faster than the limits allow.
    pub fn too_fast(&self) -> Vec<String> {
        self.shared.world().limits.exceeded().to_vec()
    }

    /// What the bot did that no bot should.
    pub fn mistakes(&self) -> Vec<String> {
        self.shared.world().mistakes.clone()
    }

    /// Forgives what was done so far.
    pub fn forgive(&self) {
        self.shared.world().mistakes.clear();
    }

    /// Everything that happened.
    pub fn transcript(&self) -> String {
        self.shared.world().transcript.to_string()
    }

    async fn until<T>(&self, what: &str, found: impl FnMut(&World) -> Option<T>) -> T {
        match self.shared.until(found).await {
            Some(found) => found,
            None => panic!("not within {PATIENCE:?}: {what}\n{}", self.transcript()),
        }
    }
}

impl Drop for FakeDiscord {
    /// Ends the platform. A test that goes well otherwise fails here where the bot
    /// made a mistake.
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
        let mistakes = self.mistakes();
        if !std::thread::panicking() && !mistakes.is_empty() {
            panic!("the bot made mistakes: {mistakes:#?}\n{}", self.transcript());
        }
    }
}

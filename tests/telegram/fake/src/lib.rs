//! A strict stand-in for Telegram's Bot API, over real HTTP on this machine.
//!
//! [`FakeTelegram`] is the platform: it answers a bot's calls as Telegram does, in
//! Telegram's words, and keeps a list of what no bot should do (a field that isn't
//! there, markup that can't be read, a press answered twice). [`Person`] and
//! [`Group`] are the people: they write, tap, block, join, and wait for what they
//! are to see, with a deadline and a transcript in the failure.
//!
//! What it leaves to others: everything a bot for sore heels has no use for
//! (payments, stickers of its own, stories, business accounts). A method outside
//! [`methods`] is refused.

mod body;
mod calls;
mod chat;
#[path = "../../../support/cut.rs"]
mod cut;
mod faults;
mod group;
mod html;
mod keyboard;
mod limits;
pub mod methods;
mod person;
mod refusal;
mod server;
mod transcript;
mod updates;
mod webhook;
mod world;

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use serde_json::Value;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle, time::timeout};

pub use crate::{
    chat::{Kind, Message, Previews, Role, State},
    faults::{Failure, Fault},
    group::Group,
    keyboard::{Action, Button, Keyboard},
    limits::Enforcement,
    person::{Person, Tap},
    refusal::{Blame, Refusal},
    transcript::Detail,
    world::{BOT, BOT_NAME},
};
use crate::{transcript::NO_CHAT, world::World};

/// The token the bot has to show.
pub const TOKEN: &str = "7000000001:AAF-heelbot-test-token-qwertyuiopasdfg";

/// The longest anybody waits for anything before the test gives up. Generous: it
/// only decides how soon a hang is called one.
pub const PATIENCE: Duration = Duration::from_secs(45);

/// The platform, until it is dropped.
#[derive(Debug)]
pub struct FakeTelegram {
    shared: Arc<Shared>,
    address: SocketAddr,
    tasks: [JoinHandle<()>; 2],
}

/// What the server, the webhook and the people share.
#[derive(Debug)]
pub(crate) struct Shared {
    world: Mutex<World>,
    /// Raised with every call that was answered.
    called: watch::Sender<u64>,
}

impl Shared {
    /// Everything there is, for a moment.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        // Whoever panicked was a test; what it saw is still as it was.
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FakeTelegram {
    /// Starts on a free port, with a full transcript; what is sent too often is noted.
    pub async fn start() -> Self {
        Self::start_with(0, Detail::Full, Enforcement::Noted).await
    }

    /// Starts on that port (0: a free one).
    ///
    /// # Panics
    /// The port is taken.
    pub async fn start_with(port: u16, detail: Detail, enforcement: Enforcement) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let shared = Arc::new(Shared {
            world: Mutex::new(World::new(detail, enforcement)),
            called: watch::Sender::new(0),
        });
        let tasks = [
            tokio::spawn(server::serve(listener, Arc::clone(&shared))),
            tokio::spawn(webhook::deliver(Arc::clone(&shared))),
        ];
        Self { shared, address, tasks }
    }

    /// What a bot takes for Telegram's address.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Somebody new, who speaks English and has never written to the bot.
    pub fn person(&self, name: &str) -> Person {
        let id = self.shared.world().add_person(name);
        Person::new(Arc::clone(&self.shared), id, id)
    }

    /// A group that this person made, without the bot.
    pub fn group(&self, kind: Kind, title: &str, creator: &Person) -> Group {
        let mut world = self.shared.world();
        let id = world.add_group(kind, title);
        if let Some(chat) = world.chats.get_mut(&id) {
            chat.members.insert(creator.id(), Role::Creator);
        }
        drop(world);
        Group::new(Arc::clone(&self.shared), id)
    }

    /// Orders something to go wrong.
    pub fn fault(&self, fault: Fault) {
        self.shared.world().faults.add(fault);
    }

    /// Tells the bot something that this crate has no word for; the update's number,
    /// unless the bot doesn't want its kind.
    pub fn update(&self, kind: &str, content: Value) -> Option<i64> {
        let mut world = self.shared.world();
        world.transcript.note(NO_CHAT, format_args!("an update: {kind}"));
        world.updates.push(kind, content)
    }

    /// Waits until the bot has confirmed every update.
    ///
    /// # Panics
    /// It doesn't, for too long.
    pub async fn all_received(&self) {
        self.until("every update is confirmed", |platform| {
            platform.updates.waiting.is_empty().then_some(())
        })
        .await;
    }

    /// Waits until a method was called so many times.
    ///
    /// # Panics
    /// It isn't, for too long.
    pub async fn called(&self, method: &'static str, times: usize) {
        self.until(&format!("{method} was called {times} times"), |world| {
            (world.calls.get(method) >= Some(&times)).then_some(())
        })
        .await;
    }

    /// How often updates were asked for, answered or not.
    pub fn polls(&self) -> u64 {
        self.shared.world().updates.poll
    }

    /// Waits until updates were asked for so many times, answered or not.
    ///
    /// # Panics
    /// They aren't, for too long.
    pub async fn polled(&self, times: u64) {
        let what = format!("updates were asked for {times} times");
        self.until(&what, |world| (world.updates.poll >= times).then_some(())).await;
    }

    /// How often each method was called.
    pub fn calls(&self) -> BTreeMap<&'static str, usize> {
        self.shared.world().calls.clone()
    }

    /// How many updates the bot has confirmed.
    pub fn confirmed(&self) -> usize {
        self.shared.world().updates.confirmed()
    }

    /// How many button presses were answered more than once, as after a crash.
    pub fn repeated_answers(&self) -> usize {
        self.shared.world().repeated_answers
    }

    /// The button presses that the bot has left without an answer.
    pub fn unanswered(&self) -> usize {
        self.shared.world().presses.values().filter(|press| press.answer.is_none()).count()
    }

    /// The commands registered for a scope (its `type`) and language.
    pub fn commands(&self, scope: &str, language: &str) -> Vec<String> {
        let key = (serde_json::json!({"type": scope}).to_string(), language.to_owned());
        let world = self.shared.world();
        let commands = world.commands.get(&key).and_then(Value::as_array);
        let names =
            commands.into_iter().flatten().filter_map(|command| command["command"].as_str());
        names.map(str::to_owned).collect()
    }

    /// What was sent faster than the platform's limits allow.
    pub fn too_fast(&self) -> Vec<String> {
        self.shared.world().limits.exceeded().to_vec()
    }

    /// What the bot did that no bot should.
    pub fn mistakes(&self) -> Vec<String> {
        self.shared.world().mistakes.clone()
    }

    /// Forgives what was done so far: for tests of the fake itself.
    pub fn forgive(&self) {
        self.shared.world().mistakes.clear();
    }

    /// Everything that happened, chat by chat.
    pub fn transcript(&self) -> String {
        self.shared.world().transcript.to_string()
    }

    /// Waits until something is so.
    async fn until<T>(&self, what: &str, mut found: impl FnMut(&World) -> Option<T>) -> T {
        let mut called = self.shared.called.subscribe();
        let waiting = async {
            loop {
                if let Some(found) = found(&self.shared.world()) {
                    return found;
                }
                // It ends with the platform, and then so does the test.
                let _ = called.changed().await;
            }
        };
        match timeout(PATIENCE, waiting).await {
            Ok(found) => found,
            Err(_) => panic!("not within {PATIENCE:?}: {what}\n{}", self.transcript()),
        }
    }
}

impl Drop for FakeTelegram {
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

//! How much the whole path bears: accept, respond, commit durably, deliver.
//!
//! `cargo bench -p bot-core --bench path` measures single operations on SQLite
//! and then prints steps per second, one conversation at a time and 64 at once;
//! on PostgreSQL too where `HEELBOT_TEST_POSTGRES_URL` names a server.
//! With `-- --test` everything runs once and briefly, to see that it works.

use std::{
    collections::HashMap,
    io::Write,
    sync::Arc,
    time::{Duration, Instant},
};

use bot_core::{
    bot::{self, Policy},
    event::{
        Audience, Command, Conversation, EventId, Incoming, Input, Member, Person, Place, Platform,
        PlatformId, Standing, Upload,
    },
    message::{
        Adapter, Capabilities, Commands, Delivery, Edits, Limits, NoFile, Outcome, Repeats,
        Several, Typing, Unasked, no_file, no_standing,
    },
    reminder,
    runtime::{Chance, Engine, Parts, SystemClock},
    store::{DataKey, Location, Store},
    text::Texts,
};
use futures_util::future::{BoxFuture, join_all};
use tokio::{
    runtime::Runtime,
    sync::mpsc::{UnboundedSender, unbounded_channel},
};

fn main() {
    divan::main();
    let smoke = std::env::args().any(|argument| argument == "--test");
    let steps = if smoke { 1 } else { 400 };
    let runtime = runtime();
    let mut report = Report(std::io::stdout());
    let folder = tempfile::tempdir().expect("a folder for the database");
    for at_once in [1, 64] {
        let location = Location::Sqlite(folder.path().join(format!("{at_once}.db")));
        let measured = runtime.block_on(measure(&location, at_once, steps));
        report.line("SQLite, durable commits", at_once, &measured);
    }
    match std::env::var("HEELBOT_TEST_POSTGRES_URL") {
        Ok(server) => {
            for at_once in [1, 64] {
                let location = runtime.block_on(schema(&server));
                let measured = runtime.block_on(measure(&location, at_once, steps));
                report.line("PostgreSQL", at_once, &measured);
            }
        }
        Err(_) => report.say("PostgreSQL: not measured, HEELBOT_TEST_POSTGRES_URL is not set"),
    }
}

struct Report(std::io::Stdout);

impl Report {
    fn say(&mut self, line: &str) {
        // A reader that has gone away needs no report.
        let _ = writeln!(self.0, "{line}");
    }

    fn line(&mut self, database: &str, at_once: usize, measured: &Measured) {
        let Measured { steps, took, commits } = measured;
        let rate = f64::from(*steps) / took.as_secs_f64();
        let grouped = commits.map_or_else(String::new, |commits| format!(", {commits} commits"));
        self.say(&format!(
            "{database}, {at_once} at once: {rate:.0} steps/s ({steps} steps in {took:.2?}{grouped})"
        ));
    }
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a tokio runtime")
}

/// A platform that takes everything at once, and tells each person which event
/// they got an answer to.
struct Taker(HashMap<PlatformId, UnboundedSender<EventId>>);

impl Adapter for Taker {
    fn platform(&self) -> Platform {
        Platform::Terminal
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            text_limit: 4096,
            caption_limit: 4096,
            edits: Edits::Never,
            several: Several::Together,
            typing: Typing::Anytime,
            commands: Commands::Alone,
            unasked: Unasked::There,
        }
    }

    fn limits(&self) -> Limits {
        Limits::NONE
    }

    fn repeats(&self) -> Repeats {
        Repeats::Shown
    }

    fn may_post<'a>(
        &'a self,
        _: &'a bot_core::event::Place,
        _: Option<&'a bot_core::event::PlatformId>,
    ) -> BoxFuture<'a, bot_core::message::Leave> {
        Box::pin(std::future::ready(bot_core::message::Leave::Unknown))
    }

    fn fetch<'a>(&'a self, _: &'a Upload, _: usize) -> BoxFuture<'a, Result<Vec<u8>, NoFile>> {
        no_file()
    }

    fn standing<'a>(&'a self, _: &'a PlatformId, _: &'a Person) -> BoxFuture<'a, Standing> {
        no_standing()
    }

    fn deliver(&self, delivery: Delivery) -> BoxFuture<'_, Outcome> {
        Box::pin(async move {
            let person = self.0.get(&delivery.outgoing.place.channel);
            if let (Some(person), Some(event)) = (person, delivery.answers) {
                // Someone who has said everything listens no more.
                let _ = person.send(event);
            }
            Outcome::Delivered(Some(PlatformId::new(delivery.id.to_string())))
        })
    }
}

fn key() -> DataKey {
    DataKey::from_bytes([7; 32])
}

async fn engine(location: &Location, platform: Taker) -> (Engine, Store) {
    let store = Store::open(location, key()).await.expect("the store opens");
    let engine = Engine::start(Parts {
        store: store.clone(),
        texts: Arc::new(Texts::default()),
        policy: Policy::default(),
        clock: Arc::new(SystemClock),
        chance: Chance::seeded(1),
        respond: bot::respond,
        remind: reminder::own_words,
        adapters: vec![Arc::new(platform)],
    })
    .await
    .expect("the engine starts");
    (engine, store)
}

/// What a person says, over and over: some of it begins a check, some answers a
/// question, some asks about it.
const SAID: [&str; 8] = [
    "hi, my heel hurts in the morning",
    "yes",
    "about three weeks",
    "no",
    "why?",
    "back",
    "not sure",
    "4",
];

fn name(person: usize) -> PlatformId {
    PlatformId::new(format!("person-{person}"))
}

fn says(person: usize, at: usize) -> Incoming {
    let person = name(person);
    let platform = Platform::Terminal;
    let input = match at {
        0 => Input::Command(Command::Start, String::new()),
        _ => Input::Text(SAID[at % SAID.len()].to_owned()),
    };
    Incoming {
        id: EventId::new(platform, format!("{}-{at}", person.as_str())),
        conversation: Conversation {
            place: Place { platform, space: None, channel: person.clone(), thread: None },
            person: Person { platform, id: person },
        },
        audience: Audience::Private,
        standing: Standing::Unknown,
        member: Member::default(),
        language: None,
        input,
    }
}

struct Measured {
    steps: u32,
    took: Duration,
    commits: Option<u64>,
}

/// Each of `at_once` people says the next thing once the last was answered.
async fn measure(location: &Location, at_once: usize, steps: usize) -> Measured {
    let (told, answers): (HashMap<_, _>, Vec<_>) = (0..at_once)
        .map(|person| {
            let (told, answers) = unbounded_channel();
            ((name(person), told), answers)
        })
        .unzip();
    let (engine, store) = engine(location, Taker(told)).await;
    let before = store.commits();
    let began = Instant::now();
    let people = answers.into_iter().enumerate().map(|(person, mut answers)| {
        let engine = engine.clone();
        tokio::spawn(async move {
            for at in 0..steps {
                let event = says(person, at);
                let id = event.id.clone();
                engine.accept(vec![event]).await.expect("an event is accepted");
                while answers.recv().await.expect("the platform is there") != id {}
            }
        })
    });
    for person in join_all(people).await {
        person.expect("nobody panics");
    }
    engine.idle().await;
    let took = began.elapsed();
    let commits = store.commits().zip(before).map(|(after, before)| after - before);
    engine.shutdown().await;
    store.integrity_check().await.expect("the database is whole");
    store.close().await;
    let steps = u32::try_from(at_once * steps).expect("a number of steps that can be waited for");
    Measured { steps, took, commits }
}

/// A schema of its own on the server.
async fn schema(server: &str) -> Location {
    use sqlx::{AssertSqlSafe, Connection, PgConnection};
    let name = format!("bench_{:016x}", Chance::system().next());
    let mut conn = PgConnection::connect(server).await.expect("the server is there");
    sqlx::query(AssertSqlSafe(format!("CREATE SCHEMA {name}")))
        .execute(&mut conn)
        .await
        .expect("a schema can be made");
    let joint = if server.contains('?') { '&' } else { '?' };
    Location::Postgres(format!("{server}{joint}options=-csearch_path%3D{name}"))
}

/// One durable step, from the event to the message, with nobody else about.
#[divan::bench]
fn one_step_on_sqlite(bencher: divan::Bencher<'_, '_>) {
    let runtime = runtime();
    let folder = tempfile::tempdir().expect("a folder for the database");
    let location = Location::Sqlite(folder.path().join("heelbot.db"));
    let (engine, store) = runtime.block_on(engine(&location, Taker(HashMap::new())));
    let mut at = 0;
    bencher
        .with_inputs(|| {
            at += 1;
            says(1, at)
        })
        .bench_local_values(|event| {
            runtime.block_on(async {
                engine.accept(vec![event]).await.expect("an event is accepted");
                engine.idle().await;
            });
        });
    runtime.block_on(async {
        engine.shutdown().await;
        store.close().await;
    });
}

/// Reading what a step starts from.
#[divan::bench]
fn load_on_sqlite(bencher: divan::Bencher<'_, '_>) {
    let runtime = runtime();
    let folder = tempfile::tempdir().expect("a folder for the database");
    let location = Location::Sqlite(folder.path().join("heelbot.db"));
    let (engine, store) = runtime.block_on(engine(&location, Taker(HashMap::new())));
    let event = says(1, 1);
    let conversation = event.conversation.clone();
    runtime.block_on(async {
        engine.accept(vec![event]).await.expect("an event is accepted");
        engine.idle().await;
    });
    bencher.bench_local(|| runtime.block_on(store.load(&conversation)).expect("it loads"));
    runtime.block_on(async {
        engine.shutdown().await;
        store.close().await;
    });
}

//! How much the schedules bear, with few and with very many of them: what it
//! costs to find that nothing is due, to take and complete what is, how late
//! reminders are that are due in the same second, and how much memory it takes.
//!
//! `cargo bench -p bot-core --bench schedules` measures on SQLite with 10,000
//! and 1,000,000 schedules, and on PostgreSQL where `HEELBOT_TEST_POSTGRES_URL`
//! names a server; with `-- sqlite` or `-- postgresql` on that one alone. With
//! `-- --test` everything runs once with few, to see that it works.

use std::{
    io::Write,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use bot_core::{
    bot::{Context, Policy, Snapshot, Step},
    event::{
        Audience, Conversation, EventId, Incoming, Input, Member, Person, Place, Platform,
        PlatformId, Standing, Upload,
    },
    message::{
        Adapter, Block, Capabilities, Commands, Delivery, Edits, Lane, Limits, NoFile, Outcome,
        Outgoing, Placement, Repeats, Screen, Several, Typing, Unasked, no_file, no_standing,
    },
    reminder::{self, KeptHolds, NewSchedule, Owner, Said, ScheduleChange, Timing, Words, plan},
    runtime::{Chance, Clock, Engine, Parts, SystemClock},
    schedule::{Cadence, Kind, Rule, Zone},
    store::{
        Carry, Commit, Committed, DataKey, Expected, Gate, Location, Recorded, Settlement, Store,
        Verdict, Waiting,
    },
    text::Texts,
};
use futures_util::future::{BoxFuture, join_all};
use jiff::{SignedDuration, Timestamp};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

struct Sizes {
    few: i64,
    many: i64,
    /// How many are due and completed.
    due: i64,
    /// How many are due in the same second.
    crowd: i64,
    looks: u32,
}

const FULL: Sizes = Sizes { few: 10_000, many: 1_000_000, due: 2_000, crowd: 1_000, looks: 500 };
const SMALL: Sizes = Sizes { few: 50, many: 200, due: 20, crowd: 20, looks: 5 };

fn main() {
    let asked = |word: &str| std::env::args().any(|argument| argument == word);
    let (only_sqlite, only_postgres) = (asked("sqlite"), asked("postgresql"));
    let sizes = if asked("--test") { SMALL } else { FULL };
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a tokio runtime");
    let mut report = Report(std::io::stdout());
    runtime.block_on(async {
        let folder = tempfile::tempdir().expect("a folder for the database");
        let file = |name: &str| Location::Sqlite(folder.path().join(name));
        if !only_postgres {
            measure(&mut report, "SQLite", &sizes, &file("few.db"), &file("many.db")).await;
        }
        if only_sqlite {
            return;
        }
        match std::env::var("HEELBOT_TEST_POSTGRES_URL") {
            Ok(server) => {
                let (few, many) = (schema(&server).await, schema(&server).await);
                measure(&mut report, "PostgreSQL", &sizes, &few, &many).await;
            }
            Err(_) => report.say("PostgreSQL: not measured, HEELBOT_TEST_POSTGRES_URL is not set"),
        }
    });
}

struct Report(std::io::Stdout);

impl Report {
    fn say(&mut self, line: &str) {
        // A reader that has gone away needs no report.
        let _ = writeln!(self.0, "{line}");
    }
}

async fn measure(
    report: &mut Report,
    database: &str,
    sizes: &Sizes,
    few: &Location,
    many: &Location,
) {
    let mut looks = Vec::new();
    for (location, count) in [(few, sizes.few), (many, sizes.many)] {
        let at = Timestamp::now() + SignedDuration::from_hours(24 * 30);
        fill(location, count, at).await;
        let store = open(location).await;
        let look = empty_look(&store, sizes.looks).await;
        looks.push(look.as_secs_f64());
        report.say(&format!("{database}, {count} schedules: an empty look takes {look:.2?}"));
        due(location, sizes.due, Timestamp::now() - SignedDuration::from_secs(1)).await;
        let took = complete(&store, sizes.due).await;
        let rate = f64::from(u32::try_from(sizes.due).expect("not many")) / took.as_secs_f64();
        report.say(&format!(
            "{database}, {count} schedules: {rate:.0} claimed and completed a second ({} in {took:.2?})",
            sizes.due
        ));
        store.close().await;
        crowd(report, database, count, location, sizes.crowd).await;
    }
    report.say(&format!(
        "{database}: an empty look with many takes {:.2} times as long as with few",
        looks[1] / looks[0]
    ));
}

async fn open(location: &Location) -> Store {
    Store::open(location, DataKey::from_bytes([7; 32])).await.expect("the store opens")
}

fn incoming() -> Incoming {
    let platform = Platform::Terminal;
    let place = Place { platform, space: None, channel: PlatformId::new("chat"), thread: None };
    let person = Person { platform, id: PlatformId::new("person") };
    Incoming {
        id: EventId::new(platform, "make"),
        conversation: Conversation { place, person },
        audience: Audience::Private,
        standing: Standing::Unknown,
        member: Member::default(),
        language: None,
        input: Input::Text("make".to_owned()),
    }
}

/// Makes one club's schedule through the store, and copies of it, each in a
/// chat of its own, behind its back.
async fn fill(location: &Location, count: i64, at: Timestamp) {
    let store = open(location).await;
    let event = incoming();
    let recorded = store.record(vec![event.clone()], Timestamp::now()).await.expect("recorded");
    let [Recorded::New(inbox)] = recorded[..] else { panic!("recorded twice") };
    let rule = Rule::new(
        Cadence::Daily { at: jiff::civil::time(9, 0, 0, 0) },
        Zone::named("UTC").expect("in tzdata"),
    );
    let place = event.conversation.place.clone();
    let new = NewSchedule {
        owner: Owner::Club { club: PlatformId::new("club"), place },
        // Said however late it is: a machine may be busy.
        kind: Kind::IceOff,
        timing: Timing::Rule(rule),
        words: Words { text: Some("Rest day".into()), ..Words::default() },
        holds: KeptHolds::default(),
    };
    let step = Step { schedules: vec![ScheduleChange::Add(new)], ..Step::default() };
    let commit = Commit {
        inbox,
        event: event.id.clone(),
        conversation: event.conversation.clone(),
        expected: Expected::Any,
        failed: None,
        step,
        now: Timestamp::now(),
        lease: SignedDuration::from_secs(60),
    };
    let committed = store.commit(commit).await.expect("committed");
    assert!(matches!(committed, Committed::Done(_)));
    store.close().await;
    let mut conn = connect(location).await;
    let columns = "club_id, made_by, at_platform, kind, timing, payload, state, fence,
                   revision, created, next_at, wake";
    let copy = format!(
        "INSERT INTO schedule ({columns}, at_channel)
         WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
         SELECT club_id, made_by, at_platform, kind, timing, payload, state, fence, revision,
                created, {at}, {at}, 'chat-' || n.i
         FROM schedule, n WHERE schedule.id = (SELECT min(id) FROM schedule)",
        at = at.as_millisecond()
    );
    execute(&mut conn, copy).await;
    let first = format!("UPDATE schedule SET next_at = {0}, wake = {0}", at.as_millisecond());
    execute(&mut conn, format!("{first} WHERE id = (SELECT min(id) FROM schedule)")).await;
    // As a database does now and then by itself.
    execute(&mut conn, "ANALYZE".to_owned()).await;
}

/// Lets some of them be due then.
async fn due(location: &Location, count: i64, at: Timestamp) {
    let mut conn = connect(location).await;
    let at = at.as_millisecond();
    // Once, at that instant: what comes due is what the rule says.
    let instant = Timestamp::from_millisecond(at).expect("a time of these days");
    let rule = Rule::new(Cadence::Instant { at: instant }, Zone::named("UTC").expect("in tzdata"));
    let timing = serde_json::to_string(&Timing::Rule(rule)).expect("a rule is JSON");
    let statement = format!(
        "UPDATE schedule SET timing = '{timing}', next_at = {at}, wake = {at} WHERE id IN
         (SELECT id FROM schedule WHERE wake > {at} + 600000 ORDER BY id DESC LIMIT {count})"
    );
    execute(&mut conn, statement).await;
}

enum Direct {
    Sqlite(rusqlite::Connection),
    Postgres(PgConnection),
}

async fn connect(location: &Location) -> Direct {
    match location {
        Location::Sqlite(path) => {
            Direct::Sqlite(rusqlite::Connection::open(path).expect("the database is there"))
        }
        Location::Postgres(url) => {
            Direct::Postgres(PgConnection::connect(url).await.expect("the database is there"))
        }
    }
}

async fn execute(conn: &mut Direct, statement: String) {
    match conn {
        Direct::Sqlite(conn) => conn.execute_batch(&statement).expect("it can be done"),
        Direct::Postgres(conn) => {
            sqlx::query(AssertSqlSafe(statement)).execute(conn).await.expect("it can be done");
        }
    }
}

async fn empty_look(store: &Store, looks: u32) -> Duration {
    let now = Timestamp::now();
    let began = Instant::now();
    for _ in 0..looks {
        let due = store
            .claim_schedules(64, now, SignedDuration::from_secs(60))
            .await
            .expect("the store can be asked");
        assert!(due.is_empty(), "nothing is due yet");
        store.next_wake().await.expect("the store can be asked");
    }
    began.elapsed() / looks
}

/// Lets every message through.
struct Open;

impl Gate for Open {
    fn judge(&self, _: &Waiting<'_>, _: Timestamp) -> Verdict {
        Verdict::Take
    }
}

/// Claims what is due, carries it out, takes the messages and settles them.
async fn complete(store: &Store, count: i64) -> Duration {
    let lease = SignedDuration::from_secs(60);
    let began = Instant::now();
    let mut settled = 0;
    while settled < count {
        let now = Timestamp::now();
        let claimed = store.claim_schedules(64, now, lease).await.expect("claimed");
        let plans = claimed.into_iter().map(|due| {
            let plan = plan(&due.standing, now);
            let outgoing = Outgoing {
                lane: Lane::Other,
                place: due.place.clone(),
                placement: Placement::New,
                screen: Screen {
                    blocks: vec![Block::Text("Rest day".into())],
                    ..Screen::default()
                },
            };
            (due, Carry::Out(plan, vec![Said { outgoing, if_late: None }]))
        });
        store.carry_out(plans.collect(), now).await.expect("carried out");
        let waiting = store
            .candidates(Platform::Terminal, Lane::Other, 64, now)
            .await
            .expect("the store can be asked");
        let ids = waiting.into_iter().map(|candidate| candidate.id).collect();
        let leased = store.claim(ids, now, lease, Arc::new(Open)).await.expect("taken");
        settled += i64::try_from(leased.len()).expect("few");
        let settling = leased
            .iter()
            .map(|leased| store.settle(leased, Settlement::Delivered(None), Timestamp::now()));
        for done in join_all(settling).await {
            done.expect("settled");
        }
    }
    began.elapsed()
}

/// A platform that notes when it gets something.
struct Noting(Mutex<Vec<Timestamp>>);

impl Adapter for Noting {
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

    fn deliver(&self, _: Delivery) -> BoxFuture<'_, Outcome> {
        self.0.lock().expect("nobody panics").push(Timestamp::now());
        Box::pin(async { Outcome::Delivered(None) })
    }
}

fn silent(_: &Context<'_>, _: &Snapshot, _: &Incoming) -> Step {
    Step::default()
}

/// How late those are that are due in the same second, through the whole engine.
async fn crowd(
    report: &mut Report,
    database: &str,
    schedules: i64,
    location: &Location,
    count: i64,
) {
    let at = SystemClock.now() + SignedDuration::from_secs(2);
    due(location, count, at).await;
    let platform = Arc::new(Noting(Mutex::default()));
    let store = open(location).await;
    let engine = Engine::start(Parts {
        store: store.clone(),
        texts: Arc::new(Texts::default()),
        policy: Policy::default(),
        clock: Arc::new(SystemClock),
        chance: Chance::seeded(1),
        respond: silent,
        remind: reminder::own_words,
        adapters: vec![Arc::clone(&platform) as Arc<dyn Adapter>],
    })
    .await
    .expect("the engine starts");
    let all = usize::try_from(count).expect("few");
    while platform.0.lock().expect("nobody panics").len() < all {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    engine.shutdown().await;
    store.close().await;
    let mut late: Vec<_> = platform
        .0
        .lock()
        .expect("nobody panics")
        .iter()
        .map(|got| got.duration_since(at).as_millis())
        .collect();
    late.sort_unstable();
    let memory =
        resident().map_or_else(String::new, |kib| format!(", {} MiB resident", kib / 1024));
    report.say(&format!(
        "{database}, {schedules} schedules, {count} due at once: p50 {} ms late, p99 {} ms{memory}",
        late[late.len() / 2],
        late[late.len() * 99 / 100]
    ));
}

/// What the process holds in memory, in KiB, where the system tells.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// A schema of its own on the server.
async fn schema(server: &str) -> Location {
    let name = format!("bench_{:016x}", Chance::system().next());
    let mut conn = PgConnection::connect(server).await.expect("the server is there");
    let made = sqlx::query(AssertSqlSafe(format!("CREATE SCHEMA {name}")));
    made.execute(&mut conn).await.expect("a schema can be made");
    let joint = if server.contains('?') { '&' } else { '?' };
    Location::Postgres(format!("{server}{joint}options=-csearch_path%3D{name}"))
}

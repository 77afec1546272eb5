//! Databases made for one test, and people who say something.

use std::{io::Write as _, path::Path, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use sqlx::{ConnectOptions as _, PgConnection};

pub(crate) use crate::store::doorway::{Access, Answer, Doorkeeper};
use crate::{
    bot::{SessionChange, SessionId, Step},
    event::{
        Audience, Conversation, EventId, Incoming, Input, Member, Person, Place, Platform,
        PlatformId, Standing,
    },
    message::{Block, Choice, Delivery, Lane, Mark, Outgoing, Placement, Screen},
    reminder::{ScheduleId, Words},
    schedule::Lateness,
    store::{
        Commit, Committed, DataKey, Expected, Fired, Firing, Gate, InboxId, Lease, Leased,
        Location, Recorded, Store, StoreError, Target, Verdict, Version, Waiting,
        database::server,
        dialect::Dialect,
        doorway::Doorway,
        firing, inbox, outbox, people, schedules,
        sql::{Connection, query, sqlite},
        step,
        writer::{Operation, Tx},
    },
};

/// A database of one test. It is removed with it.
pub(crate) struct Bench {
    pub(crate) location: Location,
    pub(crate) key: [u8; 32],
    _folder: Option<tempfile::TempDir>,
}

impl Bench {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::Sqlite(folder.path().join("heelbot.db"));
        Self { location, key: [7; 32], _folder: Some(folder) }
    }

    /// As [`sqlite`](Self::sqlite), in memory where the system offers it: nothing
    /// is waited for.
    pub(crate) fn sqlite_in_memory() -> Self {
        let memory = Path::new("/dev/shm");
        if !memory.is_dir() {
            return Self::sqlite();
        }
        let folder = tempfile::tempdir_in(memory).unwrap();
        let location = Location::Sqlite(folder.path().join("heelbot.db"));
        Self { location, key: [7; 32], _folder: Some(folder) }
    }

    /// A schema of its own on the server named by `HEELBOT_TEST_POSTGRES_URL`.
    pub(crate) async fn postgres() -> Option<Self> {
        let Ok(server) = std::env::var("HEELBOT_TEST_POSTGRES_URL") else {
            assert!(
                std::env::var("HEELBOT_TEST_REQUIRE_POSTGRES").as_deref() != Ok("1"),
                "HEELBOT_TEST_POSTGRES_URL is not set, and PostgreSQL is required"
            );
            static TOLD: std::sync::Once = std::sync::Once::new();
            TOLD.call_once(|| {
                // Past the test harness's capture, so that it is seen.
                let told = std::io::stderr()
                    .write_all(b"not tested on PostgreSQL: HEELBOT_TEST_POSTGRES_URL is not set\n");
                told.unwrap();
            });
            return None;
        };
        let mut random = [0; 8];
        ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut random).unwrap();
        let schema = format!("test_{:016x}", u64::from_be_bytes(random));
        let mut conn = Direct::to(&Location::Postgres(server.clone())).await;
        conn.on().batch(&format!("CREATE SCHEMA {schema}")).await.unwrap();
        let joint = if server.contains('?') { '&' } else { '?' };
        let location =
            Location::Postgres(format!("{server}{joint}options=-csearch_path%3D{schema}"));
        Some(Self { location, key: [7; 32], _folder: None })
    }

    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.location, DataKey::from_bytes(self.key)).await.unwrap()
    }

    pub(in crate::store) async fn connect(&self) -> Direct {
        Direct::to(&self.location).await
    }

    pub(in crate::store) const fn dialect(&self) -> Dialect {
        match self.location {
            Location::Sqlite(_) => Dialect::Sqlite,
            Location::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Puts bytes that do not open in the place of every session.
    pub(crate) async fn damage_sessions(&self) {
        let damage = query("UPDATE conversation SET state = $1").bind(vec![1_u8; 60]);
        damage.execute(&mut self.connect().await.on()).await.unwrap();
    }

    /// How many messages are with somebody, and how many of these were begun.
    pub(crate) async fn leased(&self) -> [i64; 2] {
        let leased = query("SELECT count(*), count(begun) FROM outbox WHERE leased = 1");
        let row = leased.fetch_one(&mut self.connect().await.on()).await.unwrap();
        [0, 1].map(|at| row.try_get(at).unwrap())
    }

    /// Every value of every row, as text: what a person who got hold of the
    /// database would see.
    pub(crate) async fn dump(&self) -> String {
        use std::fmt::Write;
        let mut conn = self.connect().await;
        let mut dump = String::new();
        let tables = [
            ("store_key", "id, key"),
            ("person", "platform, name, key, profile"),
            ("conversation", "space, channel, thread, question, state"),
            ("inbox", "event, payload, failed"),
            ("outbox", "platform, payload, outcome, reason"),
            ("schedule", "kind, timing, payload, state, reason"),
            ("occurrence", "due, kind, state, reason"),
        ];
        for (table, columns) in tables {
            let select = query(format!("SELECT {columns} FROM {table}").leak());
            for row in select.fetch_all(&mut conn.on()).await.unwrap() {
                write!(dump, "{table}:").unwrap();
                for at in 0..columns.split(',').count() {
                    let value = row
                        .try_get::<Option<String>, _>(at)
                        .map(Option::unwrap_or_default)
                        .or_else(|_| {
                            row.try_get::<Option<Vec<u8>>, _>(at).map(|blob| {
                                String::from_utf8_lossy(&blob.unwrap_or_default()).into_owned()
                            })
                        })
                        .or_else(|_| row.try_get::<i64, _>(at).map(|number| number.to_string()))
                        .unwrap();
                    write!(dump, " {value}").unwrap();
                }
                dump.push('\n');
            }
        }
        dump
    }
}

/// A connection beside the store's.
pub(in crate::store) enum Direct {
    Sqlite(rusqlite::Connection),
    Postgres(PgConnection),
}

impl Direct {
    async fn to(location: &Location) -> Self {
        match location {
            Location::Sqlite(path) => Self::Sqlite(sqlite::open(path).unwrap()),
            Location::Postgres(address) => {
                Self::Postgres(server(address).unwrap().connect().await.unwrap())
            }
        }
    }

    pub(in crate::store) fn on(&mut self) -> Connection<'_> {
        match self {
            Self::Sqlite(conn) => Connection::Sqlite(conn),
            Self::Postgres(conn) => Connection::Postgres(conn),
        }
    }
}

/// The moment tests begin at.
pub(crate) fn start() -> Timestamp {
    "2026-11-22T08:00:00Z".parse().unwrap()
}

pub(crate) fn after(seconds: i64) -> Timestamp {
    start() + SignedDuration::from_secs(seconds)
}

pub(crate) const LEASE: SignedDuration = SignedDuration::from_secs(60);

pub(crate) fn conversation(person: &str) -> Conversation {
    Conversation {
        place: Place {
            platform: Platform::Telegram,
            space: None,
            channel: PlatformId::new(format!("chat-{person}")),
            thread: None,
        },
        person: Person { platform: Platform::Telegram, id: PlatformId::new(person) },
    }
}

pub(crate) fn says(person: &str, event: impl std::fmt::Display, text: &str) -> Incoming {
    Incoming {
        id: EventId::new(Platform::Telegram, event),
        conversation: conversation(person),
        audience: Audience::Private,
        standing: Standing::Unknown,
        member: Member::default(),
        language: None,
        input: Input::Text(text.to_owned()),
    }
}

pub(crate) fn message(place: &Place, text: &str) -> Outgoing {
    Outgoing {
        lane: Lane::Reply,
        place: place.clone(),
        placement: Placement::New,
        screen: Screen { blocks: vec![Block::Text(text.to_owned())], ..Screen::default() },
    }
}

pub(crate) fn question(place: &Place, text: &str) -> Outgoing {
    let mut outgoing = message(place, text);
    let choice = Choice { label: "yes".into(), data: "yes".into(), mark: Mark::Answers };
    outgoing.screen.choices.push(choice);
    outgoing
}

pub(crate) fn text_of(leased: &Leased) -> &str {
    match leased.delivery.outgoing.screen.blocks.as_slice() {
        [Block::Text(text)] => text,
        other => panic!("not one text: {other:?}"),
    }
}

pub(crate) fn saves(session: u64) -> SessionChange {
    SessionChange::Save {
        id: SessionId::from_bits(session),
        state: Box::default(),
        expires: after(7 * 24 * 3600),
    }
}

/// A step that saves the session and says texts to the conversation.
pub(crate) fn replies(conversation: &Conversation, texts: &[&str]) -> Step {
    Step {
        session: saves(1),
        outgoing: texts.iter().map(|text| message(&conversation.place, text)).collect(),
        ..Step::default()
    }
}

pub(crate) fn commit_of(
    inbox: InboxId,
    event: &Incoming,
    expected: Version,
    step: Step,
    now: Timestamp,
) -> Commit {
    Commit {
        inbox,
        event: event.id.clone(),
        conversation: event.conversation.clone(),
        expected: Expected::Exactly(expected),
        failed: None,
        step,
        now,
        lease: LEASE,
    }
}

pub(crate) async fn version(store: &Store, conversation: &Conversation) -> Version {
    store.load(conversation).await.unwrap().session.map(|session| (session.id, session.revision))
}

/// Records one event that is new.
pub(crate) async fn record(store: &Store, event: &Incoming) -> InboxId {
    match store.record(vec![event.clone()], start()).await.unwrap()[..] {
        [Recorded::New(id)] => id,
        ref other => panic!("not new: {other:?}"),
    }
}

/// Records an event, commits a step for it, and returns what may be sent.
pub(crate) async fn take_step(store: &Store, event: &Incoming, step: Step) -> Vec<Leased> {
    let inbox = record(store, event).await;
    let expected = version(store, &event.conversation).await;
    match store.commit(commit_of(inbox, event, expected, step, start())).await.unwrap() {
        Committed::Done(leased) => leased,
        other => panic!("not committed: {other:?}"),
    }
}

/// What only tests ask of a store.
impl Store {
    /// As if the disk held this many pages; refused below what is in use.
    pub(crate) async fn limit_pages(&self, pages: u32) {
        self.shared.database.write(LimitPages(pages)).await.unwrap();
    }

    /// Another way in to the same database, as another process has it, with
    /// somebody in the door.
    pub(crate) async fn beside(&self, key: [u8; 32], keeper: Arc<dyn Doorkeeper>) -> Self {
        let data_key = DataKey::from_bytes(key);
        let mut reader = self.shared.database.reader().await.unwrap();
        let row = query("SELECT key FROM store_key WHERE id = 1")
            .fetch_one(&mut reader.conn())
            .await
            .unwrap();
        let store_key = data_key.open_store_key(&row.try_get::<Vec<u8>, _>(0).unwrap()).unwrap();
        let database = self.shared.database.beside(Doorway::kept_by(keeper));
        let known = people::Known::default();
        Self { shared: Arc::new(super::super::Shared { database, data_key, store_key, known }) }
    }

    /// The own words of every schedule there is.
    pub(crate) async fn words_of_all(&self) -> Vec<(ScheduleId, Words)> {
        let mut reader = self.shared.database.reader().await.unwrap();
        let rows = query(concat!(
            "SELECT s.id AS schedule, s.payload AS words, s.person_id AS owner, ",
            people::conversation_columns!(),
            " FROM schedule s LEFT JOIN conversation c ON c.id = s.conversation_id
                              LEFT JOIN person p ON p.id = c.person_id ORDER BY s.id"
        ))
        .fetch_all(&mut reader.conn())
        .await
        .unwrap();
        rows.iter()
            .map(|row| {
                let owner = row.try_get::<Option<i64>, _>("owner").unwrap();
                let address =
                    owner.map(|_| people::conversation_in(row, &self.shared.data_key).unwrap().1);
                let sealed: Vec<u8> = row.try_get("words").unwrap();
                let words = schedules::open(address.as_ref(), &self.shared.store_key, &sealed);
                (ScheduleId::from_number(row.try_get("schedule").unwrap()), words.unwrap())
            })
            .collect()
    }

    /// Every firing there is, or those of one schedule, with their schedule.
    pub(crate) async fn firings(&self, of: Option<ScheduleId>) -> Vec<(ScheduleId, Fired)> {
        let mut reader = self.shared.database.reader().await.unwrap();
        let rows = query(
            "SELECT schedule_id, due, kind, sent, state, reason, tries, repeats FROM occurrence
             WHERE $1 < 0 OR schedule_id = $1 ORDER BY id",
        )
        .bind(of.map_or(-1, ScheduleId::number))
        .fetch_all(&mut reader.conn())
        .await
        .unwrap();
        rows.iter()
            .map(|row| {
                let schedule = ScheduleId::from_number(row.try_get("schedule_id").unwrap());
                (schedule, schedules::fired(row).unwrap())
            })
            .collect()
    }

    /// How many messages wait to be sent, and how many events to be acted on.
    pub(crate) async fn waiting(&self) -> (i64, i64) {
        let mut reader = self.shared.database.reader().await.unwrap();
        let row = query(
            "SELECT (SELECT count(*) FROM outbox WHERE finished IS NULL),
                    (SELECT count(*) FROM inbox WHERE done IS NULL)",
        )
        .fetch_one(&mut reader.conn())
        .await
        .unwrap();
        (row.try_get(0).unwrap(), row.try_get(1).unwrap())
    }

    /// Takes up to `limit` messages of a lane; of those in doubt, all are sent again.
    pub(crate) async fn take(
        &self,
        platform: Platform,
        lane: Lane,
        limit: u32,
        now: Timestamp,
        lease: SignedDuration,
    ) -> Result<Vec<Leased>, StoreError> {
        let found = self.candidates(platform, lane, limit, now).await?;
        let ids = found.into_iter().map(|candidate| candidate.id).collect();
        self.claim(ids, now, lease, std::sync::Arc::new(Open)).await
    }
}

impl Leased {
    /// A message that was never in a database.
    pub(crate) fn imagined(lane: Lane, firing: Option<Firing>, attempt: u32, doubts: u32) -> Self {
        let outgoing = Outgoing { lane, ..message(&conversation("ann").place, "x") };
        Self {
            delivery: Delivery {
                id: 1,
                outgoing: outgoing.into(),
                edit: None,
                answers: None,
                attempt,
            },
            target: Target(1),
            firing,
            doubts,
            lease: Lease { id: 1, fence: 1, address: None, home: false, late: false, moves: 0 },
        }
    }
}

impl Target {
    /// A chat of a test.
    pub(crate) fn number(number: i64) -> Self {
        Self(number)
    }
}

/// Lets everything through that is not too late.
struct Open;

impl Gate for Open {
    fn judge(&self, waiting: &Waiting<'_>, _: Timestamp) -> Verdict {
        match waiting.firing {
            Some((_, Lateness::Missed)) => Verdict::Missed,
            _ => Verdict::Take,
        }
    }
}

struct LimitPages(u32);

impl Operation for LimitPages {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let pragma = format!("PRAGMA max_page_count = {}", self.0);
        query(pragma.leak()).fetch_one(&mut tx.conn).await?;
        Ok(())
    }
}

/// The statements a step and an idle look are made of.
pub(crate) const BUSY: [&str; 12] = [
    people::FIND,
    inbox::INSERT,
    inbox::PENDING,
    step::LOAD,
    step::TAKE,
    outbox::CANDIDATES,
    outbox::CLAIM_ON_SQLITE,
    outbox::NEXT_DUE,
    outbox::NEXT_DUE_AFTER,
    schedules::LIST,
    firing::CLAIM_DUE_ON_SQLITE,
    firing::NEXT_WAKE,
];

/// Declares each case once and makes a test of it for each database.
macro_rules! on_both {
    ($($case:ident)+) => {
        mod sqlite {
            $(#[tokio::test] async fn $case() {
                $crate::store::tests::support::on_sqlite(super::$case).await;
            })+
        }
        mod postgres {
            $(#[tokio::test] async fn $case() {
                $crate::store::tests::support::on_postgres(super::$case).await;
            })+
        }
    };
}

pub(crate) use on_both;

pub(crate) async fn on_sqlite<F: AsyncFnOnce(Bench)>(case: F) {
    case(Bench::sqlite()).await;
}

pub(crate) async fn on_postgres<F: AsyncFnOnce(Bench)>(case: F) {
    if let Some(bench) = Bench::postgres().await {
        case(bench).await;
    }
}

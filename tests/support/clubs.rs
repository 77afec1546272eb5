//! Clubs' reminders, put into the bot's store while no bot runs: no command makes one
//! yet. And what became of them.

use std::{collections::BTreeMap, path::Path};

use bot_core::{
    bot::Step,
    event::{
        Audience, Command, Conversation, EventId, Incoming, Input, Member, Person, Place,
        PlatformId, Standing,
    },
    reminder::{KeptHolds, NewSchedule, Owner, ScheduleChange, Timing, Words},
    schedule::{Cadence, Kind, Rule, Zone},
    store::{Commit, Committed, DataKey, Expected, Location, Recorded, Store},
};
use jiff::{SignedDuration, Timestamp};
use sqlx::{Connection as _, PgConnection, Row as _};
use tokio::task::JoinSet;

use crate::database::Schema;

/// What every reminder says.
pub const SAYS: &str = "Time to stretch.";

/// Where a bot keeps what it knows.
#[derive(Clone, Copy, Debug)]
pub struct Kept<'a> {
    /// The folder of its key, and of its database where that is SQLite.
    pub data: &'a Path,
    /// Its schema where it is PostgreSQL.
    pub schema: Option<&'a Schema>,
}

impl Kept<'_> {
    /// Makes a reminder for each place, all due at this moment.
    pub async fn remind_all(self, places: Vec<Place>, due: Timestamp) {
        let file = self.data.join("heelbot.db");
        let database = self.schema.is_none().then_some(file.as_path());
        let key = DataKey::kept_at(&self.data.join("data.key"), database).expect("a key");
        let location = match self.schema {
            Some(schema) => Location::Postgres(schema.url()),
            None => Location::Sqlite(file),
        };
        let store = Store::open(&location, key).await.expect("a store");
        let made: JoinSet<_> =
            places.into_iter().map(|place| remind(store.clone(), place, due)).collect();
        made.join_all().await;
        store.close().await;
    }

    /// What became of the reminders: how many have which fate.
    pub async fn fates(self) -> BTreeMap<String, usize> {
        self.count("SELECT state, count(*) FROM occurrence GROUP BY state").await
    }

    /// Runs a statement that gives names with numbers; also while a bot runs.
    pub async fn count(self, sql: &'static str) -> BTreeMap<String, usize> {
        let counted: Vec<(String, i64)> = match self.schema {
            Some(schema) => {
                let mut database = PgConnection::connect(&schema.url()).await.expect("a database");
                let rows = sqlx::query(sql).fetch_all(&mut database).await.expect("it is read");
                rows.iter().map(|row| (row.get(0), row.get(1))).collect()
            }
            None => {
                let file = self.data.join("heelbot.db");
                let database = rusqlite::Connection::open(file).expect("a database");
                let mut select = database.prepare(sql).expect("it is understood");
                let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
                rows.expect("it is read").collect::<Result<_, _>>().expect("names and numbers")
            }
        };
        let number = |count: i64| usize::try_from(count).expect("a count");
        counted.into_iter().map(|(name, count)| (name, number(count))).collect()
    }
}

/// A club makes a reminder by a step of somebody who runs it.
async fn remind(store: Store, place: Place, due: Timestamp) {
    let (platform, channel) = (place.platform, place.channel.clone());
    let id = EventId::new(platform, format_args!("club {}", channel.as_str()));
    let person = Person { platform, id: PlatformId::new("1") };
    let conversation = Conversation { place: place.clone(), person };
    let incoming = Incoming {
        id: id.clone(),
        conversation: conversation.clone(),
        audience: Audience::Shared,
        standing: Standing::Unknown,
        member: Member::default(),
        language: None,
        input: Input::Command(Command::Help, String::new()),
    };
    // A rule fires after it was made.
    let made = due - SignedDuration::from_secs(1);
    let recorded = store.record(vec![incoming], made).await.expect("it is recorded");
    let [Recorded::New(inbox)] = recorded[..] else { panic!("{recorded:?}") };
    let rule = Rule::new(Cadence::Instant { at: due }, Zone::named("UTC").expect("a zone"));
    let reminder = NewSchedule {
        owner: Owner::Club { club: place.space.clone().expect("of a club"), place },
        kind: Kind::Club,
        timing: Timing::Rule(rule),
        words: Words { text: Some(SAYS.to_owned()), ..Words::default() },
        holds: KeptHolds::default(),
    };
    let commit = Commit {
        inbox,
        event: id,
        conversation,
        expected: Expected::Any,
        failed: None,
        step: Step { schedules: vec![ScheduleChange::Add(reminder)], ..Step::default() },
        now: made,
        lease: SignedDuration::ZERO,
    };
    let committed = store.commit(commit).await.expect("it is committed");
    assert!(matches!(committed, Committed::Done(_)), "{committed:?}");
}

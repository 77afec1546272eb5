//! `kill -9` at random moments, of a real process with a real database that
//! sends to a platform over the loopback: no firing is lost, and none is said
//! twice but those that may be.
//!
//! The test starts itself again as the process that is killed. Its clock runs
//! faster, and on while it is dead.

mod platform;
mod process;

use std::{
    collections::BTreeMap,
    io::Write as _,
    net::SocketAddr,
    process::{Child, Command, Stdio},
    time::Duration,
};

use bot_core::{
    reminder::Timing,
    runtime::Chance,
    schedule::Kind,
    store::{Fired, FiredAs, Location, Store},
};
use jiff::Timestamp;
use platform::{Death, Heard, Platform};
use process::{LABELS_A_PERSON, PEOPLE, SESSIONS, data_key, firings_of, home};
use sqlx::{Connection as _, PgConnection};

const KILLS: usize = 300;
/// PostgreSQL's own recovery is not what is tested: fewer show that the same
/// statements hold there.
const KILLS_ON_POSTGRES: usize = 100;
const SEED: u64 = 20_261_123;

/// A number below `end`.
fn below(random: &Chance, end: u64) -> u64 {
    random.next() % end
}

/// What the started process is told by its environment.
const ORDERS: &str = "HEELBOT_TEST_KILL_ORDERS";

fn start(location: &Location, began: Timestamp, platform: SocketAddr) -> Child {
    let address = match location {
        Location::Sqlite(path) => path.display().to_string(),
        Location::Postgres(address) => address.clone(),
    };
    Command::new(std::env::current_exe().expect("a test is a program"))
        .args(["--exact", "the_process_that_is_killed", "--nocapture"])
        .env(ORDERS, format!("{platform} {} {address}", began.as_millisecond()))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .expect("it starts again")
}

/// Does nothing by itself: it is the process that the other tests kill.
#[test]
fn the_process_that_is_killed() {
    let Ok(orders) = std::env::var(ORDERS) else { return };
    let mut orders = orders.splitn(3, ' ');
    let mut order = || orders.next().expect("three orders");
    let platform = order().parse().expect("an address");
    let began = order().parse().map(Timestamp::from_millisecond).expect("a number");
    let location = location(order());
    process::run(platform, began.expect("in our time"), &location);
}

fn location(address: &str) -> Location {
    if address.starts_with("postgres") {
        Location::Postgres(address.to_owned())
    } else {
        Location::Sqlite(address.into())
    }
}

#[test]
fn three_hundred_kills_lose_nothing_and_double_only_what_may_be() {
    let folder = tempfile::tempdir().expect("a folder");
    killed(&Location::Sqlite(folder.path().join("heelbot.db")), KILLS);
}

#[test]
fn a_hundred_kills_lose_nothing_on_postgresql_either() {
    let Ok(server) = std::env::var("HEELBOT_TEST_POSTGRES_URL") else {
        let told = b"not tested on PostgreSQL: HEELBOT_TEST_POSTGRES_URL is not set\n";
        std::io::stderr().write_all(told).expect("standard error is there");
        return;
    };
    let schema = format!("kill_{}", Timestamp::now().as_nanosecond());
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let mut connection = PgConnection::connect(&server).await.expect("the server is there");
        sqlx::query(sqlx::AssertSqlSafe(format!("CREATE SCHEMA {schema}")))
            .execute(&mut connection)
            .await
            .expect("a schema can be made");
    });
    let joint = if server.contains('?') { '&' } else { '?' };
    let location = Location::Postgres(format!("{server}{joint}options=-csearch_path%3D{schema}"));
    killed(&location, KILLS_ON_POSTGRES);
}

/// Kills the process again and again while ten thousand firings fall due.
fn killed(location: &Location, times: usize) {
    let began = Timestamp::now();
    let platform = Platform::open(SEED);
    let random = Chance::seeded(SEED);
    let mut child = start(location, began, platform.address());
    let mut kills = 0;
    let mut in_mid_air = 0;
    while kills < times {
        // Most die after some more messages, some while they begin.
        let death = match below(&random, 4) {
            0 => Death::BeforeTheAnswer,
            1 => Death::AfterTheAnswer,
            _ => Death::Soon(Duration::from_micros(below(&random, 20_000))),
        };
        let after = if below(&random, 8) == 0 { 0 } else { 1 + below(&random, 24) };
        in_mid_air += usize::from(death == Death::BeforeTheAnswer && after > 0);
        platform.until_time_to_die(after, death);
        child.kill().expect("a child that was not waited for can be killed");
        child.wait().expect("a child can be waited for");
        platform.is_dead();
        kills += 1;
        child = start(location, began, platform.address());
    }
    platform.finish();
    let ended = child.wait().expect("a child can be waited for");
    assert!(ended.success(), "seed {SEED}: the last one ended by itself: {ended}");
    let heard = platform.heard();
    let counts = check(location, &heard);
    let told = format!("{times} kills ({in_mid_air} between message and answer): {counts:?}\n");
    std::io::stderr().write_all(told.as_bytes()).expect("standard error is there");
}

#[derive(Debug, Default)]
struct Counts {
    firings: usize,
    fates: BTreeMap<&'static str, usize>,
    repeated_ice_off: usize,
    repeated_answers: usize,
    answers: usize,
}

fn check(location: &Location, heard: &BTreeMap<String, Vec<Heard>>) -> Counts {
    let mut counts = Counts::default();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let schedules = runtime.block_on(async {
        let store = Store::open(location, data_key()).await.expect("the database opens");
        store.integrity_check().await.expect("the database is whole");
        let mut schedules = Vec::new();
        for person in 0..PEOPLE {
            let conversation = home(person);
            let listed = store.load(&conversation).await.expect("it can be read").schedules;
            for schedule in listed {
                let label = schedule.words.text.expect("every schedule has words");
                let fired = store
                    .history(&conversation.person, schedule.id, 10_000)
                    .await
                    .expect("it can be read");
                schedules.push((label, schedule.timing, fired));
            }
        }
        store.close().await;
        schedules
    });
    assert_eq!(
        schedules.len(),
        PEOPLE * LABELS_A_PERSON + SESSIONS,
        "every schedule was made once"
    );
    for (label, timing, fired) in &schedules {
        one_schedule(label, timing, fired, heard, &mut counts);
    }
    for (words, heard) in heard.iter().filter(|(words, _)| words.starts_with("done ")) {
        counts.answers += 1;
        counts.repeated_answers += heard.len() - 1;
        assert!(
            heard.len() <= 3 || heard[..heard.len() - 3].iter().all(|heard| !heard.answered),
            "{words}"
        );
    }
    counts
}

fn one_schedule(
    label: &str,
    timing: &Timing,
    fired: &[Fired],
    heard: &BTreeMap<String, Vec<Heard>>,
    counts: &mut Counts,
) {
    let expected = firings_of(timing);
    let found: BTreeMap<Timestamp, &Fired> = fired.iter().map(|fired| (fired.due, fired)).collect();
    let dues = |dues: &BTreeMap<Timestamp, Kind>| dues.keys().copied().collect::<Vec<_>>();
    assert_eq!(found.keys().copied().collect::<Vec<_>>(), dues(&expected), "seed {SEED}: {label}");
    for (due, kind) in expected {
        counts.firings += 1;
        let fate = found[&due].outcome;
        *counts.fates.entry(fate.as_str()).or_default() += 1;
        let words = process::reminder(label, due);
        let said = heard.get(&words).map_or(0, Vec::len);
        let case = format!("seed {SEED}: {words} {kind} {fate}, said {said} times");
        match fate {
            FiredAs::Delivered | FiredAs::Late => assert!(said >= 1, "{case}"),
            FiredAs::Missed | FiredAs::Skipped => assert_eq!(said, 0, "{case}"),
            FiredAs::Unknown => {}
            FiredAs::Pending | FiredAs::Held | FiredAs::Gone => panic!("{case}"),
        }
        if said > 1 {
            assert_eq!(kind, Kind::IceOff, "{case}");
            counts.repeated_ice_off += said - 1;
        }
    }
}

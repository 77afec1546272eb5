//! What only files can show: bytes on disk, rights, space, locks.

use std::{fs, path::PathBuf};

use super::support::*;
use crate::{
    bot::{Forget, Profile, SessionChange, Step},
    store::{Committed, DataKey, Location, Recorded, Settlement, Store, StoreError, sql::query},
};

fn path(bench: &Bench) -> PathBuf {
    match &bench.location {
        Location::Sqlite(path) => path.clone(),
        Location::Postgres(_) => panic!("not a file"),
    }
}

/// Everything in the folder of the database: the file, its log, its lock.
fn bytes(bench: &Bench) -> Vec<(PathBuf, Vec<u8>)> {
    fs::read_dir(path(bench).parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), fs::read(&path).unwrap()))
        .collect()
}

fn holds(bench: &Bench, word: &[u8]) -> bool {
    bytes(bench).iter().any(|(_, bytes)| bytes.windows(word.len()).any(|window| window == word))
}

#[tokio::test]
async fn no_word_and_no_key_is_in_the_files() {
    let mut bench = Bench::sqlite();
    bench.key = *b"quokka-data-key-quokka-data-key!";
    let store = bench.open().await;
    let event = says("ann", 1, "narwhal heel");
    let profile = Some(Profile { zone: Some("narwhal zone".into()), ..Profile::default() });
    let step = Step { profile, ..replies(&event.conversation, &["narwhal reply"]) };
    take_step(&store, &event, step).await;
    record(&store, &says("ann", 2, "narwhal waiting")).await;
    assert!(holds(&bench, b"chat-ann"), "the log is searched too");
    assert!(!holds(&bench, b"narwhal"));
    assert!(!holds(&bench, b"quokka"));
    store.close().await;
    assert!(holds(&bench, b"chat-ann"));
    assert!(!holds(&bench, b"narwhal"));
    assert!(!holds(&bench, b"quokka"));
}

#[tokio::test]
async fn a_forgotten_person_leaves_the_files() {
    let bench = Bench::sqlite();
    let store = bench.open().await;
    // Enough others for pages to be split and merged.
    for at in 0..300 {
        let event = says(&format!("walrus-{at}"), at, "hi");
        take_step(&store, &event, replies(&event.conversation, &["x"])).await;
    }
    assert!(holds(&bench, b"walrus-123"));
    for at in (0..300).filter(|at| at % 7 == 4) {
        let event = says(&format!("walrus-{at}"), format!("walrus-{at}-end"), "/delete");
        let goodbye = message(&event.conversation.place, "bye");
        let step = Step {
            session: SessionChange::End,
            forget: Forget::Person,
            outgoing: vec![goodbye],
            ..Step::default()
        };
        take_step(&store, &event, step).await;
    }
    assert!(!holds(&bench, b"walrus-123"), "123 = 4 mod 7 went");
    assert!(!holds(&bench, b"walrus-291"));
    assert!(holds(&bench, b"walrus-122"));
    store.integrity_check().await.unwrap();
}

#[tokio::test]
async fn a_second_process_is_refused() {
    let bench = Bench::sqlite();
    let store = bench.open().await;
    let second = Store::open(&bench.location, DataKey::from_bytes(bench.key)).await;
    assert!(matches!(second.unwrap_err(), StoreError::InUse));
    store.close().await;
    drop(store);
    bench.open().await;
}

#[tokio::test]
async fn a_full_disk_is_told_and_loses_nothing() {
    let bench = Bench::sqlite();
    let store = bench.open().await;
    let first = says("ann", "first", "hi");
    record(&store, &first).await;
    store.limit_pages(60).await;
    let text = "x".repeat(4000);
    let mut accepted = 1;
    let error = loop {
        match store.record(vec![says("ann", accepted, &text)], start()).await {
            Ok(_) => accepted += 1,
            Err(error) => break error,
        }
        assert!(accepted < 1000, "the limit is not reached");
    };
    assert!(matches!(error, StoreError::DiskFull(_)), "{error:?}");
    assert!(!format!("{error:?} {error}").contains("xxx"));
    assert_eq!(store.pending(&first.conversation).await.unwrap().len(), accepted);
    // Space again: it goes on where it was.
    store.limit_pages(10_000).await;
    let again = store.record(vec![says("ann", accepted, &text)], start()).await.unwrap();
    assert!(matches!(again[..], [Recorded::New(_)]));
    store.integrity_check().await.unwrap();
}

#[tokio::test]
async fn one_that_fails_in_a_group_fails_alone() {
    let bench = Bench::sqlite();
    let store = bench.open().await;
    record(&store, &says("ann", "first", "hi")).await;
    store.limit_pages(60).await;
    let small = (0..20).map(|at| store.record(vec![says("ann", at, "small")], start()));
    let large = store.record(vec![says("ann", "large", &"x".repeat(4_000_000))], start());
    let (small, large) = tokio::join!(futures_util::future::join_all(small), large);
    assert!(matches!(large.unwrap_err(), StoreError::DiskFull(_)));
    for small in small {
        assert!(matches!(small.unwrap()[..], [Recorded::New(_)]));
    }
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_told() {
    let bench = Bench::sqlite();
    let missing = Location::Sqlite(path(&bench).with_file_name("none").join("heelbot.db"));
    let error = Store::open(&missing, DataKey::from_bytes(bench.key)).await.unwrap_err();
    assert!(matches!(error, StoreError::CannotOpen(_)), "{error:?}");
    assert!(error.to_string().contains("folder"));
}

/// Root may write everywhere, so for root a file system that takes no writes stands in.
#[cfg(unix)]
#[tokio::test]
async fn a_folder_or_file_that_takes_no_writes_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::sqlite();
    let folder = path(&bench).parent().unwrap().to_owned();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    let is_root = fs::write(folder.join("probe"), "").is_ok();
    let location = if is_root {
        Location::Sqlite(PathBuf::from("/proc/heelbot.db"))
    } else {
        bench.location.clone()
    };
    let error = Store::open(&location, DataKey::from_bytes(bench.key)).await.unwrap_err();
    assert!(matches!(error, StoreError::ReadOnly(_) | StoreError::CannotOpen(_)), "{error:?}");
    assert!(error.to_string().contains("written to"), "{error}");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
}

#[tokio::test]
async fn a_file_that_is_no_database_is_told_and_kept() {
    let bench = Bench::sqlite();
    let text = "not a database, but somebody's notes\n".repeat(200);
    fs::write(path(&bench), &text).unwrap();
    let error = Store::open(&bench.location, DataKey::from_bytes(bench.key)).await.unwrap_err();
    assert!(matches!(error, StoreError::Corrupt(_)), "{error:?}");
    assert_eq!(fs::read_to_string(path(&bench)).unwrap(), text);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_without_its_password() {
    let location = Location::Postgres("postgres://me:wombat@127.0.0.1:9/none".into());
    let error = Store::open(&location, DataKey::from_bytes([7; 32])).await.unwrap_err();
    assert!(matches!(error, StoreError::Unreachable(_)), "{error:?}");
    assert!(!format!("{error} {error:?} {location:?}").contains("wombat"));
}

#[tokio::test]
async fn a_file_name_of_any_letters_is_opened() {
    let bench = Bench::sqlite();
    let odd = path(&bench).with_file_name("häl & 100%?#.db");
    let store =
        Store::open(&Location::Sqlite(odd.clone()), DataKey::from_bytes(bench.key)).await.unwrap();
    record(&store, &says("ann", 1, "hi")).await;
    assert!(odd.exists());
}

#[tokio::test]
async fn what_was_changed_in_the_database_does_not_open() {
    let bench = Bench::sqlite();
    let store = bench.open().await;
    for (at, person) in ["ann", "ben"].into_iter().enumerate() {
        let event = says(person, at, "hi");
        take_step(&store, &event, replies(&event.conversation, &[person])).await;
    }
    let mut conn = bench.connect().await;
    // Ben's session is put in the place of Ann's.
    query(
        "UPDATE conversation SET state = (SELECT state FROM conversation WHERE channel = 'chat-ben')",
    )
    .execute(&mut conn.on())
    .await
    .unwrap();
    let error = store.load(&conversation("ann")).await.unwrap_err();
    assert!(matches!(error, StoreError::Sealed(_)), "{error:?}");
    store.load(&conversation("ben")).await.unwrap();
}

/// What a message that does not open leaves behind: itself, set aside, and all others delivered.
#[tokio::test]
async fn a_message_that_does_not_open_stops_only_itself() {
    let bench = Bench::sqlite();
    let store = bench.open().await;
    for (at, person) in ["ann", "ben"].into_iter().enumerate() {
        let event = says(person, at, "hi");
        for leased in take_step(&store, &event, replies(&event.conversation, &[person])).await {
            store.settle(&leased, Settlement::Released, start()).await.unwrap();
        }
    }
    let mut conn = bench.connect().await;
    query("UPDATE outbox SET payload = $1 WHERE id = (SELECT min(id) FROM outbox)")
        .bind(vec![1_u8; 80])
        .execute(&mut conn.on())
        .await
        .unwrap();
    let claim = async || {
        let lane = crate::message::Lane::Reply;
        store.take(crate::event::Platform::Telegram, lane, 9, start(), LEASE).await.unwrap()
    };
    assert_eq!(claim().await.iter().map(text_of).collect::<Vec<_>>(), ["ben"]);
    assert!(claim().await.is_empty());
    assert!(bench.dump().await.contains("it does not open"));
}

/// The statements of the busy path find their rows by index, whatever the size of the tables.
#[tokio::test]
async fn no_statement_of_the_busy_path_reads_a_whole_table() {
    let bench = Bench::sqlite();
    bench.open().await.close().await;
    let mut conn = bench.connect().await;
    for statement in BUSY {
        let explain = query(format!("EXPLAIN QUERY PLAN {statement}").leak());
        let plan = (0..99)
            .fold(explain, |explain, _| explain.bind(None::<i64>))
            .fetch_all(&mut conn.on())
            .await
            .unwrap();
        for step in plan {
            let step: String = step.try_get("detail").unwrap();
            // What a part of the statement has found already is no table.
            let found = ["SCAN q", "SCAN (subquery"].iter().any(|found| step.starts_with(found));
            let reads_rows = step.starts_with("SCAN") && !found;
            assert!(!reads_rows || step.contains("INDEX"), "{step} in {statement}");
        }
    }
}

#[tokio::test]
async fn a_group_of_steps_is_committed_together() {
    let bench = Bench::sqlite();
    let store = bench.open().await;
    let mut commits = Vec::new();
    for at in 0..50 {
        let event = says(&format!("person-{at}"), at, "hi");
        let inbox = record(&store, &event).await;
        let step = replies(&event.conversation, &["x"]);
        commits.push(store.commit(commit_of(inbox, &event, None, step, start())));
    }
    let before = store.commits().unwrap();
    let done = futures_util::future::join_all(commits).await;
    assert!(done.iter().all(|done| matches!(done, Ok(Committed::Done(_)))));
    let transactions = store.commits().unwrap() - before;
    assert!((1..=5).contains(&transactions), "50 steps took {transactions} transactions");
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_can_read_a_new_database_and_its_log() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::sqlite();
    let store = bench.open().await;
    record(&store, &says("ann", 1, "hi")).await;
    let mut names = Vec::new();
    for entry in fs::read_dir(path(&bench).parent().unwrap()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{entry:?}");
        names.push(entry.file_name().into_string().unwrap());
    }
    assert!(names.iter().any(|name| name.ends_with("-wal")), "{names:?}");
}

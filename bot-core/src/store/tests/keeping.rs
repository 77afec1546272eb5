//! What is kept, for how long and by whom it can be read; and the structure it is kept in.

use super::support::*;
use crate::{
    bot::{Forget, Profile, SessionChange, Step},
    event::{Person, Platform, PlatformId},
    message::Lane,
    store::{
        Commit, Committed, DataKey, Expected, Held, Recorded, Retention, Settled, Settlement,
        Store, StoreError, dialect::Dialect, migrate, sql::query,
    },
};

on_both! {
    forgetting_removes_every_trace_but_the_goodbye
    what_is_forgotten_is_not_acted_on
    an_event_known_before_forgetting_is_known_after
    a_forgotten_person_can_start_again
    what_has_had_its_time_is_swept
    answers_go_as_soon_as_their_time_has_come
    what_was_too_late_to_be_shown_is_in_nobodys_way
    an_event_set_aside_is_in_nobodys_way
    what_is_held_is_counted
    nothing_said_is_readable
    another_data_key_is_refused
    a_newer_database_is_refused_and_unchanged
    a_database_of_the_first_version_is_brought_up_to_date
    opening_twice_changes_nothing
}

fn forgets(event: &crate::event::Incoming, goodbye: &str) -> Step {
    Step {
        session: SessionChange::End,
        forget: Forget::Person,
        outgoing: vec![message(&event.conversation.place, goodbye)],
        ..Step::default()
    }
}

async fn forgetting_removes_every_trace_but_the_goodbye(bench: Bench) {
    let store = bench.open().await;
    let (ann, ben) = (conversation("ann-unique"), conversation("ben-unique"));
    let profile = Some(Profile { zone: Some("Europe/London".into()), ..Profile::default() });
    let first = Step { profile, ..replies(&ann, &["said"]) };
    take_step(&store, &says("ann-unique", 1, "hi"), first).await;
    take_step(&store, &says("ben-unique", 2, "hi"), replies(&ben, &["said"])).await;
    let event = says("ann-unique", "ann-unique-3", "/delete");
    let leased = take_step(&store, &event, forgets(&event, "goodbye")).await;
    assert_eq!(leased.iter().map(text_of).collect::<Vec<_>>(), ["goodbye"]);
    assert_eq!(store.held(&ann.person).await.unwrap(), Held::default());
    assert_eq!(store.load(&ann).await.unwrap(), crate::bot::Snapshot::default());
    let dump = bench.dump().await;
    assert!(!dump.contains("ann-unique"), "{dump}");
    assert!(dump.contains("ben-unique"), "the others stay");
    // The goodbye survives a crash.
    store.close().await;
    drop(store);
    let store = bench.open().await;
    let again = store.take(Platform::Telegram, Lane::Reply, 9, after(60), LEASE).await.unwrap();
    let goodbye = again.iter().find(|leased| text_of(leased) == "goodbye").unwrap();
    assert_eq!(goodbye.delivery.outgoing.place, ann.place);
    let settled =
        store.settle(goodbye, Settlement::Delivered(Some(PlatformId::new("m"))), after(61));
    assert_eq!(settled.await.unwrap(), Settled::Done);
}

async fn what_is_forgotten_is_not_acted_on(bench: Bench) {
    let store = bench.open().await;
    let (event, later) = (says("ann", 1, "/delete"), says("ann", 2, "hi"));
    let inbox = record(&store, &event).await;
    let waiting = record(&store, &later).await;
    let commit = commit_of(inbox, &event, None, forgets(&event, "bye"), start());
    assert!(matches!(store.commit(commit).await.unwrap(), Committed::Done(_)));
    let commit = commit_of(waiting, &later, None, replies(&later.conversation, &["x"]), start());
    assert!(matches!(store.commit(commit).await.unwrap(), Committed::AlreadyDone));
    assert_eq!(store.held(&event.conversation.person).await.unwrap(), Held::default());
}

async fn an_event_known_before_forgetting_is_known_after(bench: Bench) {
    let store = bench.open().await;
    let event = says("ann", 1, "/delete");
    take_step(&store, &event, forgets(&event, "bye")).await;
    assert_eq!(store.record(vec![event], start()).await.unwrap(), [Recorded::Duplicate]);
}

async fn a_forgotten_person_can_start_again(bench: Bench) {
    let store = bench.open().await;
    // Another process with a memory of its own.
    let other = match &bench.location {
        crate::store::Location::Postgres(_) => bench.open().await,
        crate::store::Location::Sqlite(_) => store.clone(),
    };
    let event = says("ann", 1, "hi");
    take_step(&store, &event, replies(&event.conversation, &["x"])).await;
    other.load(&event.conversation).await.unwrap();
    store.forget(&event.conversation.person, start()).await.unwrap();
    let again = says("ann", 2, "hi again");
    take_step(&other, &again, replies(&again.conversation, &["x"])).await;
    assert_eq!(version(&other, &again.conversation).await.unwrap().1.0, 1);
    assert!(version(&store, &again.conversation).await.is_some());
}

async fn what_has_had_its_time_is_swept(bench: Bench) {
    let store = bench.open().await;
    let day = 24 * 3600;
    let event = says("ann", 1, "hi");
    let leased = take_step(&store, &event, replies(&event.conversation, &["x"])).await;
    store.settle(&leased[0], Settlement::Delivered(None), after(1)).await.unwrap();
    let sweep = |at| store.sweep(Retention::default(), after(at));
    assert_eq!(sweep(7 * day - 1).await.unwrap(), crate::store::Swept::default());
    assert!(version(&store, &event.conversation).await.is_some());
    let swept = sweep(7 * day + 2).await.unwrap();
    assert_eq!((swept.sessions, swept.events, swept.messages, swept.people), (1, 1, 1, 1));
    assert_eq!(store.held(&event.conversation.person).await.unwrap(), Held::default());
    assert!(!bench.dump().await.contains("ann"));
}

async fn answers_go_as_soon_as_their_time_has_come(bench: Bench) {
    let store = bench.open().await;
    let week = 7 * 24 * 3600;
    let event = says("ann", 1, "hi");
    take_step(&store, &event, replies(&event.conversation, &["x"])).await;
    assert_eq!(store.sweep_sessions(after(week - 1)).await.unwrap(), 0);
    assert!(version(&store, &event.conversation).await.is_some());
    assert_eq!(store.sweep_sessions(after(week)).await.unwrap(), 1);
    assert!(version(&store, &event.conversation).await.is_none());
}

async fn what_was_too_late_to_be_shown_is_in_nobodys_way(bench: Bench) {
    let store = bench.open().await;
    let (one, two) = (says("ann", 1, "hi"), says("ann", 2, "there"));
    let late = take_step(&store, &one, replies(&one.conversation, &["x"])).await.remove(0);
    let missed = Settlement::Missed("too late to be shown");
    assert_eq!(store.settle(&late, missed, after(1)).await.unwrap(), Settled::Done);
    let next = take_step(&store, &two, replies(&two.conversation, &["y"])).await;
    assert_eq!(next.len(), 1, "it does not wait for the first");
    assert!(bench.dump().await.contains("missed"));
}

async fn an_event_set_aside_is_in_nobodys_way(bench: Bench) {
    let store = bench.open().await;
    let (one, two) = (says("ann", 1, "poison"), says("ann", 2, "hi"));
    let first = record(&store, &one).await;
    let aside = Commit {
        failed: Some("the step panicked"),
        expected: Expected::Any,
        ..commit_of(first, &one, None, Step::default(), start())
    };
    assert!(matches!(store.commit(aside).await.unwrap(), Committed::Done(_)));
    take_step(&store, &two, replies(&two.conversation, &["x"])).await;
    assert!(bench.dump().await.contains("the step panicked"));
    assert_eq!(store.record(vec![one], start()).await.unwrap(), [Recorded::Duplicate]);
}

async fn what_is_held_is_counted(bench: Bench) {
    let store = bench.open().await;
    let person = Person { platform: Platform::Telegram, id: PlatformId::new("ann") };
    assert_eq!(store.held(&person).await.unwrap(), Held::default());
    let event = says("ann", 1, "hi");
    take_step(&store, &event, replies(&event.conversation, &["x", "y"])).await;
    record(&store, &says("ann", 2, "hi")).await;
    let held = Held { conversations: 1, sessions: 1, events: 1, messages: 2, schedules: 0 };
    assert_eq!(store.held(&person).await.unwrap(), held);
}

async fn nothing_said_is_readable(bench: Bench) {
    let store = bench.open().await;
    let event = says("ann", 1, "zebrafish heel");
    record(&store, &says("ben", 2, "zebrafish waiting")).await;
    let profile = Some(Profile { zone: Some("zebrafish zone".into()), ..Profile::default() });
    let step = Step { profile, ..replies(&event.conversation, &["zebrafish reply"]) };
    take_step(&store, &event, step).await;
    let dump = bench.dump().await;
    assert!(dump.contains("chat-ann"), "the dump shows what is there");
    assert!(!dump.contains("zebrafish"), "{dump}");
}

async fn another_data_key_is_refused(bench: Bench) {
    bench.open().await.close().await;
    let error = Store::open(&bench.location, DataKey::from_bytes([8; 32])).await.unwrap_err();
    assert!(matches!(error, StoreError::DataKeyDoesNotFit), "{error:?}");
    bench.open().await;
}

async fn a_newer_database_is_refused_and_unchanged(bench: Bench) {
    bench.open().await.close().await;
    let mut conn = bench.connect().await;
    let change = "UPDATE migration SET version = 99 WHERE version = 7";
    conn.on().batch(change).await.unwrap();
    let error = Store::open(&bench.location, DataKey::from_bytes(bench.key)).await.unwrap_err();
    assert!(matches!(error, StoreError::Newer { found: 99, known: 7 }), "{error:?}");
    let versions = query("SELECT CAST(sum(version) AS BIGINT) FROM migration");
    let versions = versions.fetch_one(&mut conn.on()).await.unwrap();
    assert_eq!(versions.try_get::<i64, _>(0).unwrap(), 120);
}

/// Rows as the first version left them are still good in the latest.
async fn a_database_of_the_first_version_is_brought_up_to_date(bench: Bench) {
    let dialect = bench.dialect();
    let mut conn = bench.connect().await;
    migrate::run_to(&mut conn.on(), dialect, 1).await.unwrap();
    for statement in include_str!("version_1.sql").split(";\n").filter(|s| !s.trim().is_empty()) {
        let hex = if dialect == Dialect::Sqlite { "X'" } else { "'\\x" };
        let statement = statement.replace("HEX'", hex);
        conn.on().batch(&statement).await.unwrap();
    }
    drop(conn);
    let store = bench.open().await;
    store.integrity_check().await.unwrap();
    let pending = store.pending(&conversation("ann")).await.unwrap();
    assert_eq!(pending.len(), 1);
    assert_eq!(pending[0].incoming, says("ann", 2, "second"));
    let profile = store.load(&conversation("ann")).await.unwrap().profile.unwrap();
    assert_eq!(profile.zone.as_deref(), Some("Europe/London"));
    take_step(&store, &says("ben", 3, "hi"), replies(&conversation("ben"), &["x"])).await;
    assert_eq!(
        store.record(vec![says("ann", 1, "first")], start()).await.unwrap(),
        [Recorded::Duplicate]
    );
}

async fn opening_twice_changes_nothing(bench: Bench) {
    bench.open().await.close().await;
    let before = bench.dump().await;
    bench.open().await.close().await;
    assert_eq!(Store::migrate(&bench.location).await.unwrap(), 7);
    assert_eq!(bench.dump().await, before);
    bench.open().await.integrity_check().await.unwrap();
}

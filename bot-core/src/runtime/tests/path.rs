//! What the way of an event promises, on either database.

use std::{collections::BTreeMap, time::Duration};

use jiff::SignedDuration;
use proptest::prelude::*;

use super::stage::{Act, Stage};
use crate::{
    event::{Place, Platform, PlatformId},
    message::{Held as Holds, Outcome},
    runtime::TestClock,
    store::{
        Held, Recorded, StoreError,
        tests::support::{Bench, conversation, message, on_both, says, start, text_of, version},
    },
};

on_both! {
    an_event_is_answered_and_the_session_kept
    an_event_that_comes_twice_is_answered_once
    answers_keep_the_order_of_the_events
    many_conversations_are_served_at_once
    a_message_that_has_to_wait_is_sent_later_and_in_order
    a_reply_whose_fate_is_unknown_is_sent_again
    a_platform_that_panics_stops_nothing
    a_platform_that_hangs_is_left_in_time
    a_closed_place_is_left_alone_and_others_served
    a_moved_place_is_followed
    a_refused_message_lets_the_next_pass
    a_bot_that_panics_sets_the_event_aside_and_says_so
    a_crash_after_the_commit_delays_the_answer_only
    a_crash_before_the_step_loses_nothing
    what_expired_while_nothing_ran_is_gone_before_anything_is_answered
    a_shutdown_finishes_what_is_under_way
    a_shutdown_does_not_wait_for_ever
    after_a_shutdown_nothing_is_accepted
    a_person_is_forgotten_and_told_so
    a_question_is_edited_in_place
    a_damaged_session_is_told_and_not_overwritten
}

async fn an_event_is_answered_and_the_session_kept(bench: Bench) {
    let mut stage = Stage::begin(&bench, vec![]).await;
    stage.hear([says("ann", 1, "hello")]).await;
    assert_eq!(stage.texts().await, ["hello"]);
    stage.hear([says("ann", 2, "again")]).await;
    assert_eq!(stage.texts().await, ["again"]);
    assert_eq!(version(&stage.store, &conversation("ann")).await.unwrap().1.0, 2);
    assert_eq!(stage.store.next_due(Platform::Telegram).await.unwrap(), None);
}

async fn an_event_that_comes_twice_is_answered_once(bench: Bench) {
    let mut stage = Stage::begin(&bench, vec![]).await;
    let event = says("ann", 1, "hello");
    stage.hear([event.clone(), event.clone()]).await;
    assert_eq!(stage.texts().await, ["hello"]);
    let again = stage.engine.accept(vec![event]).await.unwrap();
    assert_eq!(again, [Recorded::Duplicate]);
    assert!(stage.texts().await.is_empty());
}

async fn answers_keep_the_order_of_the_events(bench: Bench) {
    let mut stage = Stage::begin(&bench, vec![]).await;
    let expected: Vec<_> = (0..30).map(|at| at.to_string()).collect();
    for batch in expected.chunks(7) {
        stage.hear(batch.iter().map(|at| says("ann", at, at))).await;
    }
    assert_eq!(stage.texts().await, expected);
}

async fn many_conversations_are_served_at_once(bench: Bench) {
    // The first message hangs; everyone else gets an answer all the same.
    let mut stage = Stage::begin(&bench, vec![Act::Hang]).await;
    stage.hear([says("slow", "slow", "slow")]).await;
    assert_eq!(stage.get_text().await, "slow");
    stage.hear((0..20).map(|at| says(&format!("p{at}"), at, &at.to_string()))).await;
    let mut texts = Vec::new();
    for _ in 0..20 {
        texts.push(stage.get_text().await.parse::<u32>().unwrap());
    }
    texts.sort_unstable();
    assert_eq!(texts, (0..20).collect::<Vec<_>>());
}

async fn a_message_that_has_to_wait_is_sent_later_and_in_order(bench: Bench) {
    let wait =
        Act::Say(Outcome::Retry { after: Some(Duration::from_secs(20)), holds: Holds::Message });
    let mut stage = Stage::begin(&bench, vec![wait]).await;
    stage.hear([says("ann", 1, "twice one"), says("ann", 2, "two")]).await;
    assert_eq!(stage.texts().await, ["one"], "the others do not pass it");
    stage.pass(19);
    stage.hear([says("ben", 3, "three")]).await;
    assert_eq!(stage.texts().await, ["three"], "and nobody else waits");
    stage.pass(8);
    let again = stage.get().await;
    assert_eq!((again.text.as_str(), again.attempt), ("one", 1));
    assert_eq!(stage.get_text().await, "one again");
    assert_eq!(stage.get_text().await, "two");
}

async fn a_reply_whose_fate_is_unknown_is_sent_again(bench: Bench) {
    let unknown = || Act::Say(Outcome::Unknown);
    let mut stage = Stage::begin(&bench, vec![unknown(), unknown(), unknown()]).await;
    stage.hear([says("ann", 1, "hello")]).await;
    for attempt in 0..3 {
        let got = stage.get().await;
        assert_eq!((got.text.as_str(), got.attempt), ("hello", attempt));
        stage.engine.idle().await;
        stage.pass(10);
    }
    stage.pass(3600);
    stage.hear([says("ann", 2, "more")]).await;
    assert_eq!(stage.get_text().await, "more", "it is given up, and in nobody's way");
    stage.end().await;
    assert!(bench.dump().await.contains("unknown"));
}

async fn a_platform_that_panics_stops_nothing(bench: Bench) {
    let mut stage = Stage::begin(&bench, vec![Act::Panic]).await;
    stage.hear([says("ann", 1, "hello")]).await;
    assert_eq!(stage.texts().await, ["hello"]);
    stage.pass(5);
    assert_eq!(stage.get_text().await, "hello");
}

async fn a_platform_that_hangs_is_left_in_time(bench: Bench) {
    let mut stage = Stage::begin(&bench, vec![Act::Hang]).await;
    stage.hear([says("ann", 1, "hello")]).await;
    assert_eq!(stage.get_text().await, "hello");
    stage.pass(46);
    stage.engine.idle().await;
    stage.pass(5);
    let again = stage.get().await;
    assert_eq!((again.text.as_str(), again.attempt), ("hello", 1));
}

async fn a_closed_place_is_left_alone_and_others_served(bench: Bench) {
    let gone = Act::Say(Outcome::Gone("blocked by the person".into()));
    let mut stage = Stage::begin(&bench, vec![gone]).await;
    stage.hear([says("ann", 1, "twice hello")]).await;
    assert_eq!(stage.texts().await, ["hello"], "the second is not even tried");
    stage.pass(7200);
    stage.hear([says("ben", 2, "hi")]).await;
    assert_eq!(stage.texts().await, ["hi"]);
    stage.end().await;
    assert!(bench.dump().await.contains("gone blocked by the person"));
}

async fn a_moved_place_is_followed(bench: Bench) {
    let new = Place { channel: PlatformId::new("supergroup"), ..conversation("ann").place };
    let mut stage = Stage::begin(&bench, vec![Act::Say(Outcome::Moved(new))]).await;
    stage.hear([says("ann", 1, "twice hello")]).await;
    assert_eq!(stage.get().await.channel, "chat-ann");
    for text in ["hello", "hello again"] {
        let got = stage.get().await;
        assert_eq!((got.text.as_str(), got.channel.as_str()), (text, "supergroup"));
    }
}

async fn a_refused_message_lets_the_next_pass(bench: Bench) {
    let refused = Act::Say(Outcome::Refused("bad request".into()));
    let mut stage = Stage::begin(&bench, vec![refused]).await;
    stage.hear([says("ann", 1, "twice hello")]).await;
    assert_eq!(stage.texts().await, ["hello", "hello again"]);
    stage.pass(7200);
    assert!(stage.texts().await.is_empty());
}

async fn a_bot_that_panics_sets_the_event_aside_and_says_so(bench: Bench) {
    let mut stage = Stage::begin(&bench, vec![]).await;
    stage
        .hear([says("ann", 1, "hello"), says("ann", 2, "panic now"), says("ann", 3, "still?")])
        .await;
    let texts = stage.texts().await;
    assert_eq!(texts.len(), 3, "{texts:?}");
    assert_eq!((texts[0].as_str(), texts[2].as_str()), ("hello", "still?"));
    assert!(!texts[1].is_empty() && !texts[1].contains("now"));
    assert_eq!(version(&stage.store, &conversation("ann")).await.unwrap().1.0, 2);
    stage.end().await;
    assert!(bench.dump().await.contains("the bot panicked"));
}

async fn a_crash_after_the_commit_delays_the_answer_only(bench: Bench) {
    let mut stage = Stage::begin(&bench, vec![Act::Hang]).await;
    stage.hear([says("ann", 1, "twice hello")]).await;
    assert_eq!(stage.get_text().await, "hello");
    let clock = stage.crash().await;
    let mut stage = Stage::begin_at(&bench, vec![], clock).await;
    // On PostgreSQL the dead process's lease has to end first.
    stage.pass(61);
    assert_eq!(stage.get_text().await, "hello");
    assert_eq!(stage.get_text().await, "hello again");
    stage.engine.idle().await;
    stage.hear([says("ann", 1, "twice hello"), says("ann", 2, "end")]).await;
    assert_eq!(stage.get_text().await, "end", "and the event is not acted on again");
}

async fn a_crash_before_the_step_loses_nothing(bench: Bench) {
    let store = bench.open().await;
    let events: Vec<_> = (1..=3).map(|at| says("ann", at, &at.to_string())).collect();
    store.record(events, start()).await.unwrap();
    store.close().await;
    drop(store);
    let mut stage = Stage::begin(&bench, vec![]).await;
    assert_eq!(stage.texts().await, ["1", "2", "3"]);
}

async fn what_expired_while_nothing_ran_is_gone_before_anything_is_answered(bench: Bench) {
    let mut stage = Stage::begin(&bench, vec![]).await;
    stage.hear([says("ann", 1, "hello")]).await;
    assert_eq!(stage.texts().await, ["hello"]);
    stage.end().await;
    // The clock stands still from here on: no loop sweeps, only the start does.
    let later = TestClock::at(start() + SignedDuration::from_hours(25));
    let stage = Stage::begin_at(&bench, vec![], later).await;
    assert_eq!(version(&stage.store, &conversation("ann")).await, None);
}

async fn a_shutdown_finishes_what_is_under_way(bench: Bench) {
    let mut stage = Stage::begin(&bench, vec![]).await;
    stage.hear((0..10).map(|at| says(&format!("p{at}"), at, "hi"))).await;
    stage.engine.shutdown().await;
    let sent = stage.texts().await.len();
    stage.end().await;
    let mut stage = Stage::begin(&bench, vec![]).await;
    assert_eq!(stage.texts().await.len() + sent, 10, "each is answered once, then or now");
}

async fn a_shutdown_does_not_wait_for_ever(bench: Bench) {
    let mut stage = Stage::begin(&bench, vec![Act::Hang]).await;
    stage.hear([says("ann", 1, "twice hello")]).await;
    assert_eq!(stage.get_text().await, "hello");
    let engine = stage.engine.clone();
    let ending = tokio::spawn(async move { engine.shutdown().await });
    tokio::task::yield_now().await;
    stage.pass(9);
    tokio::task::yield_now().await;
    assert!(!ending.is_finished());
    // The clock is moved until the shutdown has seen ten seconds go by.
    while !ending.is_finished() {
        stage.pass(1);
        tokio::task::yield_now().await;
    }
    let clock = stage.clock.clone();
    stage.end().await;
    let mut stage = Stage::begin_at(&bench, vec![], clock).await;
    stage.pass(5);
    assert_eq!(stage.get_text().await, "hello");
    assert_eq!(stage.get_text().await, "hello again", "its lease was given back");
}

async fn after_a_shutdown_nothing_is_accepted(bench: Bench) {
    let stage = Stage::begin(&bench, vec![]).await;
    stage.engine.shutdown().await;
    let late = stage.engine.accept(vec![says("ann", 1, "hello")]).await;
    assert!(matches!(late.unwrap_err(), StoreError::Closed));
    assert!(stage.store.unfinished().await.unwrap().is_empty());
}

async fn a_person_is_forgotten_and_told_so(bench: Bench) {
    let mut stage = Stage::begin(&bench, vec![]).await;
    stage.hear([says("ann", 1, "live Europe/London"), says("ann", 2, "hello")]).await;
    assert_eq!(stage.texts().await, ["hello"]);
    stage.hear([says("ann", 3, "forget")]).await;
    assert_eq!(stage.texts().await, ["goodbye"]);
    assert_eq!(stage.store.held(&conversation("ann").person).await.unwrap(), Held::default());
    stage.hear([says("ann", 4, "hello?")]).await;
    assert_eq!(stage.texts().await, ["hello?"]);
    assert_eq!(version(&stage.store, &conversation("ann")).await.unwrap().1.0, 1);
}

async fn a_question_is_edited_in_place(bench: Bench) {
    let mut stage = Stage::begin(&bench, vec![]).await;
    stage
        .hear([says("ann", 1, "ask one"), says("ann", 2, "ask two"), says("ann", 3, "ask three")])
        .await;
    let one = stage.get().await;
    assert_eq!(one.edit, None);
    let (two, three) = (stage.get().await, stage.get().await);
    assert!(two.edit.is_some());
    assert!(three.edit.is_some() && three.edit != two.edit, "{two:?} {three:?}");
}

async fn a_damaged_session_is_told_and_not_overwritten(bench: Bench) {
    let mut stage = Stage::begin(&bench, vec![]).await;
    stage.hear([says("ann", 1, "hello")]).await;
    assert_eq!(stage.texts().await, ["hello"]);
    bench.damage_sessions().await;
    stage.hear([says("ann", 2, "more"), says("ben", 3, "hi")]).await;
    let texts = stage.texts().await;
    assert_eq!(texts.len(), 2, "{texts:?}");
    assert!(texts.contains(&"hi".to_owned()) && !texts.contains(&"more".to_owned()));
    assert!(matches!(
        stage.store.load(&conversation("ann")).await.unwrap_err(),
        StoreError::Sealed(_)
    ));
}

/// Two processes on one database take turns in a conversation.
#[tokio::test]
async fn two_engines_on_one_database_answer_each_event_once() {
    let Some(bench) = Bench::postgres().await else { return };
    let mut one = Stage::begin(&bench, vec![]).await;
    let mut two = Stage::begin(&bench, vec![]).await;
    let events = |from: u32| (from..from + 20).map(|at| says("ann", at, &at.to_string()));
    tokio::join!(one.hear(events(0)), two.hear(events(100)), two.hear(events(0)));
    let mut texts = Vec::new();
    // What waits behind the other's messages goes out by the loops.
    while texts.len() < 40 {
        texts.extend(one.texts().await);
        texts.extend(two.texts().await);
        for _ in 0..20 {
            one.store.next_due(Platform::Telegram).await.unwrap();
        }
        one.pass(1);
        two.pass(1);
    }
    let mut numbers: Vec<u32> = texts.iter().map(|text| text.parse().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..20).chain(100..120).collect::<Vec<_>>());
}

/// A message of another origin than a step is sent by the loop as well.
#[tokio::test]
async fn what_was_left_in_the_outbox_is_sent_when_the_engine_starts() {
    let bench = Bench::sqlite();
    let store = bench.open().await;
    let event = says("ann", 1, "hi");
    let step = crate::bot::Step {
        outgoing: vec![message(&event.conversation.place, "left")],
        ..crate::bot::Step::default()
    };
    let left = crate::store::tests::support::take_step(&store, &event, step).await;
    assert_eq!(text_of(&left[0]), "left");
    store.close().await;
    drop(store);
    let mut stage = Stage::begin(&bench, vec![]).await;
    assert_eq!(stage.get_text().await, "left");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Whatever comes, however often, in whatever order: one answer each, and
    /// the answers of a conversation in the order its events were taken in.
    #[test]
    fn no_event_is_lost_or_answered_twice(
        batches in prop::collection::vec(prop::collection::vec((0_u8..4, 0_u8..8), 1..8), 1..10),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let (texts, expected) = runtime.block_on(async {
            let bench = Bench::sqlite();
            let mut stage = Stage::begin(&bench, vec![]).await;
            let mut expected = BTreeMap::<u8, Vec<String>>::new();
            for batch in &batches {
                for (person, event) in batch {
                    let text = format!("{person} {event}");
                    let events = expected.entry(*person).or_default();
                    if !events.contains(&text) {
                        events.push(text);
                    }
                }
                stage
                    .hear(batch.iter().map(|(person, event)| {
                        let text = format!("{person} {event}");
                        says(&person.to_string(), &text, &text)
                    }))
                    .await;
            }
            (stage.texts().await, expected)
        });
        let mut answers = BTreeMap::<u8, Vec<String>>::new();
        for text in texts {
            answers.entry(text[..1].parse().unwrap()).or_default().push(text);
        }
        prop_assert_eq!(answers, expected);
    }
}

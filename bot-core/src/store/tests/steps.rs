//! Events and the steps they lead to: each once, in order, whole.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::support::*;
use crate::{
    bot::{Consent, Profile, SessionChange, SessionId, Step},
    event::Platform,
    store::{Committed, Recorded},
};

on_both! {
    an_event_is_recorded_once
    events_of_a_conversation_are_kept_in_order
    a_step_is_committed_whole
    a_step_that_started_from_an_old_session_conflicts
    a_step_that_started_from_another_session_conflicts
    two_steps_that_began_together_do_not_both_count
    a_later_event_waits_for_the_earlier
    an_event_is_acted_on_once
    a_conflict_spoils_nothing_for_others
    a_session_of_another_name_begins_anew_and_end_removes_it
}

async fn an_event_is_recorded_once(bench: Bench) {
    let store = bench.open().await;
    let (one, two) = (says("ann", 1, "hi"), says("ann", 2, "there"));
    let first = store.record(vec![one.clone(), two.clone(), one.clone()], start()).await.unwrap();
    assert!(matches!(first[..], [Recorded::New(_), Recorded::New(_), Recorded::Duplicate]));
    let again = store.record(vec![two, one], after(9)).await.unwrap();
    assert_eq!(again, [Recorded::Duplicate, Recorded::Duplicate]);
    assert_eq!(store.pending(&conversation("ann")).await.unwrap().len(), 2);
}

async fn events_of_a_conversation_are_kept_in_order(bench: Bench) {
    let store = bench.open().await;
    let events: Vec<_> = (0..20)
        .map(|at| says(if at % 3 == 0 { "ann" } else { "ben" }, at, &format!("text {at}")))
        .collect();
    store.record(events.clone(), start()).await.unwrap();
    for person in ["ann", "ben"] {
        let pending = store.pending(&conversation(person)).await.unwrap();
        let expected: Vec<_> =
            events.iter().filter(|event| event.conversation == conversation(person)).collect();
        assert_eq!(pending.iter().map(|pending| &pending.incoming).collect::<Vec<_>>(), expected);
        assert!(pending.is_sorted_by_key(|pending| pending.id));
    }
    assert_eq!(store.unfinished().await.unwrap(), [conversation("ann"), conversation("ben")]);
}

async fn a_step_is_committed_whole(bench: Bench) {
    let store = bench.open().await;
    let event = says("ann", 1, "hi");
    let profile = Profile {
        consent: Some(Consent { at: start(), wording: 3 }),
        language: Some("en".into()),
        zone: Some("Europe/London".into()),
        ..Profile::default()
    };
    let step = Step { profile: Some(profile.clone()), ..replies(&event.conversation, &["a", "b"]) };
    let leased = take_step(&store, &event, step).await;
    assert_eq!(leased.iter().map(text_of).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(leased[0].delivery.answers, Some(event.id.clone()));
    assert_eq!(leased[0].delivery.attempt, 0);
    store.close().await;
    drop(store);
    let snapshot = bench.open().await.load(&event.conversation).await.unwrap();
    assert_eq!(snapshot.profile, Some(profile));
    let session = snapshot.session.unwrap();
    assert_eq!((session.id, session.revision.0), (SessionId::from_bits(1), 1));
}

async fn a_step_that_started_from_an_old_session_conflicts(bench: Bench) {
    let store = bench.open().await;
    let ann = conversation("ann");
    take_step(&store, &says("ann", 1, "hi"), replies(&ann, &[])).await;
    let old = version(&store, &ann).await;
    take_step(&store, &says("ann", 2, "hi"), replies(&ann, &[])).await;
    let event = says("ann", 3, "hi");
    let inbox = record(&store, &event).await;
    let late = commit_of(inbox, &event, old, replies(&ann, &["late"]), start());
    assert!(matches!(store.commit(late).await.unwrap(), Committed::Conflict));
    assert_eq!(store.pending(&ann).await.unwrap().len(), 1, "the event is still to be acted on");
    assert_eq!(store.next_due(Platform::Telegram).await.unwrap(), None, "and nothing was said");
    let now = version(&store, &ann).await;
    let again = commit_of(inbox, &event, now, replies(&ann, &["now"]), start());
    assert!(matches!(store.commit(again).await.unwrap(), Committed::Done(_)));
    assert_eq!(version(&store, &ann).await.unwrap().1.0, 3);
}

async fn a_step_that_started_from_another_session_conflicts(bench: Bench) {
    let store = bench.open().await;
    let ann = conversation("ann");
    take_step(&store, &says("ann", 1, "hi"), replies(&ann, &[])).await;
    let (id, revision) = version(&store, &ann).await.expect("a session");
    let event = says("ann", 2, "hi");
    let inbox = record(&store, &event).await;
    // As old as the one there is, and not it.
    let other = Some((SessionId::from_bits(id.bits() ^ 1), revision));
    let stray = commit_of(inbox, &event, other, replies(&ann, &["stray"]), start());
    assert!(matches!(store.commit(stray).await.unwrap(), Committed::Conflict));
    assert_eq!(version(&store, &ann).await, Some((id, revision)));
}

async fn two_steps_that_began_together_do_not_both_count(bench: Bench) {
    let store = bench.open().await;
    let event = says("ann", 1, "hi");
    let inbox = record(&store, &event).await;
    let commit = || commit_of(inbox, &event, None, replies(&event.conversation, &["x"]), start());
    let (one, two) = tokio::join!(store.commit(commit()), store.commit(commit()));
    let done = [one.unwrap(), two.unwrap()];
    assert_eq!(done.iter().filter(|done| matches!(done, Committed::Done(_))).count(), 1);
    assert_eq!(done.iter().filter(|done| matches!(done, Committed::AlreadyDone)).count(), 1);
    assert_eq!(store.held(&event.conversation.person).await.unwrap().messages, 1);
}

async fn a_later_event_waits_for_the_earlier(bench: Bench) {
    let store = bench.open().await;
    let (one, two) = (says("ann", 1, "one"), says("ann", 2, "two"));
    let first = record(&store, &one).await;
    let second = record(&store, &two).await;
    let commit = |inbox, event, expected| {
        store.commit(commit_of(inbox, event, expected, replies(&conversation("ann"), &[]), start()))
    };
    assert!(matches!(commit(second, &two, None).await.unwrap(), Committed::NotNext));
    assert!(matches!(commit(first, &one, None).await.unwrap(), Committed::Done(_)));
    let now = version(&store, &conversation("ann")).await;
    assert!(matches!(commit(second, &two, now).await.unwrap(), Committed::Done(_)));
}

async fn an_event_is_acted_on_once(bench: Bench) {
    let store = bench.open().await;
    let event = says("ann", 1, "hi");
    let inbox = record(&store, &event).await;
    let keep = Step { session: SessionChange::Keep, ..replies(&event.conversation, &["x"]) };
    let commit = || store.commit(commit_of(inbox, &event, None, keep.clone(), start()));
    assert!(matches!(commit().await.unwrap(), Committed::Done(_)));
    assert!(matches!(commit().await.unwrap(), Committed::AlreadyDone));
    assert!(store.pending(&event.conversation).await.unwrap().is_empty());
}

async fn a_conflict_spoils_nothing_for_others(bench: Bench) {
    let store = bench.open().await;
    let wrong = Some((SessionId::from_bits(99), crate::bot::Revision(9)));
    let mut commits = Vec::new();
    for at in 0..24 {
        let event = says(&format!("person-{at}"), at, "hi");
        let inbox = record(&store, &event).await;
        let expected = if at % 2 == 0 { None } else { wrong };
        let step = replies(&event.conversation, &["x"]);
        commits.push(store.commit(commit_of(inbox, &event, expected, step, start())));
    }
    let done = futures_util::future::join_all(commits).await;
    for (at, done) in done.into_iter().enumerate() {
        let done = done.unwrap();
        assert_eq!(matches!(done, Committed::Done(_)), at % 2 == 0, "{at}: {done:?}");
        assert_eq!(matches!(done, Committed::Conflict), at % 2 == 1, "{at}: {done:?}");
    }
}

async fn a_session_of_another_name_begins_anew_and_end_removes_it(bench: Bench) {
    let store = bench.open().await;
    let ann = conversation("ann");
    for event in 1..=3 {
        take_step(&store, &says("ann", event, "hi"), replies(&ann, &[])).await;
    }
    assert_eq!(version(&store, &ann).await.unwrap().1.0, 3);
    let other = Step { session: saves(2), ..Step::default() };
    take_step(&store, &says("ann", 4, "again"), other).await;
    let (id, revision) = version(&store, &ann).await.unwrap();
    assert_eq!((id, revision.0), (SessionId::from_bits(2), 1));
    let end = Step { session: SessionChange::End, ..Step::default() };
    take_step(&store, &says("ann", 5, "stop"), end).await;
    assert_eq!(version(&store, &ann).await, None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever order and however often events come, each is recorded once.
    #[test]
    fn duplicates_in_any_order_are_recorded_once(
        batches in prop::collection::vec(prop::collection::vec(0_u8..12, 1..6), 1..12),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (new, waiting) = runtime.block_on(async {
            let bench = Bench::sqlite();
            let store = bench.open().await;
            let records = batches.iter().map(|batch| {
                let events = batch.iter().map(|at| says(&format!("p{}", at % 3), at, "hi"));
                store.record(events.collect(), start())
            });
            let answers = futures_util::future::join_all(records).await;
            let new = answers
                .into_iter()
                .flat_map(Result::unwrap)
                .filter(|answer| matches!(answer, Recorded::New(_)))
                .count();
            let mut waiting = 0;
            for conversation in store.unfinished().await.unwrap() {
                waiting += store.pending(&conversation).await.unwrap().len();
            }
            (new, waiting)
        });
        let distinct = batches.iter().flatten().collect::<BTreeSet<_>>().len();
        prop_assert_eq!(new, distinct);
        prop_assert_eq!(waiting, distinct);
    }
}

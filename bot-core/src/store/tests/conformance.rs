//! What the repository promises, on either database.

use std::{collections::BTreeSet, sync::Arc};

use jiff::Timestamp;
use proptest::prelude::*;

use super::support::*;
use crate::{
    bot::{Consent, Forget, PlaceChange, Profile, SessionChange, SessionId, Step},
    event::{Person, Place, Platform, PlatformId},
    message::{Lane, Outgoing, Placement},
    store::{
        Commit, Committed, DataKey, Expected, Gate, Held, Recorded, Retention, Settled, Settlement,
        Store, StoreError, Verdict, Waiting, dialect::Dialect, migrate, sql::query,
    },
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
    a_message_is_taken_by_one_at_a_time
    a_late_answer_does_not_count
    messages_to_a_conversation_keep_their_order
    a_crash_between_commit_and_delivery_delays_only
    a_retry_waits_for_its_time
    what_waits_behind_a_retry_does_not_hide_it
    a_released_message_is_not_counted_as_tried
    the_last_question_is_edited_in_place
    a_question_that_may_not_have_arrived_is_not_edited
    a_question_given_up_after_a_crash_is_not_edited
    a_moved_place_takes_all_conversations_along
    a_place_that_says_it_moved_takes_all_conversations_along
    a_closed_place_ends_all_that_waits_for_it
    a_refused_message_is_set_aside
    lanes_and_platforms_are_taken_apart
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

async fn a_message_is_taken_by_one_at_a_time(bench: Bench) {
    let store = bench.open().await;
    for person in 0..12 {
        let event = says(&format!("person-{person}"), person, "hi");
        take_step(&store, &event, replies(&event.conversation, &["x"])).await;
    }
    let claim = |at, limit| store.take(Platform::Telegram, Lane::Reply, limit, after(at), LEASE);
    assert!(claim(59, 100).await.unwrap().is_empty(), "the committer holds them");
    let (one, two, three) = tokio::join!(claim(60, 5), claim(60, 5), claim(60, 5));
    let claims = [one.unwrap(), two.unwrap(), three.unwrap()];
    let ids: Vec<_> = claims.iter().flatten().map(|leased| leased.delivery.id).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    let rest = claim(60, 100).await.unwrap().len();
    assert_eq!(ids.len() + rest, 12);
    assert!(claims.iter().flatten().all(|leased| leased.delivery.attempt == 1));
}

async fn a_late_answer_does_not_count(bench: Bench) {
    let store = bench.open().await;
    let event = says("ann", 1, "hi");
    let first = take_step(&store, &event, replies(&event.conversation, &["x"])).await;
    let second = store.take(Platform::Telegram, Lane::Reply, 9, after(60), LEASE).await.unwrap();
    let late = store.settle(&first[0], Settlement::Delivered(None), after(61)).await.unwrap();
    assert_eq!(late, Settled::LeaseLost);
    let settle = || store.settle(&second[0], Settlement::Delivered(None), after(62));
    assert_eq!(settle().await.unwrap(), Settled::Done);
    assert_eq!(settle().await.unwrap(), Settled::LeaseLost, "it counts once");
    assert_eq!(store.next_due(Platform::Telegram).await.unwrap(), None);
}

async fn messages_to_a_conversation_keep_their_order(bench: Bench) {
    let store = bench.open().await;
    let ann = conversation("ann");
    let leased = take_step(&store, &says("ann", 1, "hi"), replies(&ann, &["a", "b"])).await;
    let waits = take_step(&store, &says("ann", 2, "hi"), replies(&ann, &["c"])).await;
    assert!(waits.is_empty(), "a and b are on their way");
    for leased in leased.iter().rev() {
        store.settle(leased, Settlement::Again(after(5)), after(1)).await.unwrap();
    }
    let mut said = Vec::new();
    while let [next] =
        &store.take(Platform::Telegram, Lane::Reply, 9, after(10), LEASE).await.unwrap()[..]
    {
        said.push(text_of(next).to_owned());
        store.settle(next, Settlement::Delivered(None), after(10)).await.unwrap();
    }
    assert_eq!(said, ["a", "b", "c"]);
}

async fn a_crash_between_commit_and_delivery_delays_only(bench: Bench) {
    let store = bench.open().await;
    let event = says("ann", 1, "hi");
    let leased = take_step(&store, &event, replies(&event.conversation, &["x", "y"])).await;
    assert_eq!(leased.len(), 2);
    store.close().await;
    drop(store);
    let store = bench.open().await;
    assert!(store.pending(&event.conversation).await.unwrap().is_empty());
    // SQLite's one process ends the leases it held; elsewhere they end by themselves.
    let ended = store.recover(after(1)).await.unwrap();
    let at = if ended > 0 { after(1) } else { after(60) };
    assert_eq!(store.next_due(Platform::Telegram).await.unwrap(), Some(at));
    let again = store.take(Platform::Telegram, Lane::Reply, 9, at, LEASE).await.unwrap();
    assert_eq!(again.iter().map(text_of).collect::<Vec<_>>(), ["x"]);
    assert_eq!(again[0].delivery.answers, Some(event.id));
}

async fn a_retry_waits_for_its_time(bench: Bench) {
    let store = bench.open().await;
    let event = says("ann", 1, "hi");
    let leased = take_step(&store, &event, replies(&event.conversation, &["x"])).await;
    store.settle(&leased[0], Settlement::Again(after(300)), after(1)).await.unwrap();
    assert_eq!(store.recover(after(2)).await.unwrap(), 0, "it is not leased, it waits");
    let claim = |at| store.take(Platform::Telegram, Lane::Reply, 9, after(at), LEASE);
    assert!(claim(299).await.unwrap().is_empty());
    assert_eq!(store.next_due(Platform::Telegram).await.unwrap(), Some(after(300)));
    assert_eq!(claim(300).await.unwrap()[0].delivery.attempt, 1);
}

async fn what_waits_behind_a_retry_does_not_hide_it(bench: Bench) {
    let store = bench.open().await;
    let event = says("ann", 1, "hi");
    let texts = ["1", "2", "3", "4", "5", "6"];
    let leased = take_step(&store, &event, replies(&event.conversation, &texts)).await;
    store.settle(&leased[0], Settlement::Again(after(300)), after(1)).await.unwrap();
    for rest in &leased[1..] {
        store.settle(rest, Settlement::Released, after(1)).await.unwrap();
    }
    let mut said = Vec::new();
    while said.len() < texts.len() {
        let taken = store.take(Platform::Telegram, Lane::Reply, 9, after(300), LEASE).await;
        let taken = taken.unwrap();
        let [next] = &taken[..] else { panic!("after {said:?} nothing comes") };
        store.settle(next, Settlement::Delivered(None), after(300)).await.unwrap();
        said.push(text_of(next).to_owned());
    }
    assert_eq!(said, texts);
}

async fn a_released_message_is_not_counted_as_tried(bench: Bench) {
    let store = bench.open().await;
    let event = says("ann", 1, "hi");
    let leased = take_step(&store, &event, replies(&event.conversation, &["x"])).await;
    store.settle(&leased[0], Settlement::Released, after(1)).await.unwrap();
    let again = store.take(Platform::Telegram, Lane::Reply, 9, after(1), LEASE).await.unwrap();
    assert_eq!(again[0].delivery.attempt, 0);
}

async fn the_last_question_is_edited_in_place(bench: Bench) {
    let store = bench.open().await;
    let ann = conversation("ann");
    let mut event = 0;
    let mut say = async |outgoing: Outgoing, message: Option<&str>| {
        event += 1;
        let step = Step { outgoing: vec![outgoing], session: saves(1), ..Step::default() };
        let leased = take_step(&store, &says("ann", event, "hi"), step).await;
        let message = message.map(PlatformId::new);
        store.settle(&leased[0], Settlement::Delivered(message), after(1)).await.unwrap();
        leased[0].delivery.edit.as_ref().map(|id| id.as_str().to_owned())
    };
    let in_place = |text| {
        let mut outgoing = question(&ann.place, text);
        outgoing.placement = Placement::InPlace;
        outgoing
    };
    assert_eq!(say(question(&ann.place, "one?"), Some("m1")).await, None);
    assert_eq!(say(in_place("two?"), None).await.as_deref(), Some("m1"));
    assert_eq!(say(message(&ann.place, "an aside"), Some("m2")).await.as_deref(), Some("m1"));
    assert_eq!(say(in_place("three?"), Some("m3")).await.as_deref(), Some("m1"));
    assert_eq!(say(in_place("four?"), None).await.as_deref(), Some("m3"));
    let elsewhere = Place { channel: PlatformId::new("elsewhere"), ..ann.place.clone() };
    assert_eq!(say(question(&elsewhere, "there?"), Some("m9")).await, None);
    assert_eq!(say(in_place("five?"), None).await.as_deref(), Some("m3"));
}

async fn a_question_that_may_not_have_arrived_is_not_edited(bench: Bench) {
    let store = bench.open().await;
    let ann = conversation("ann");
    let mut event = 0;
    let mut say = async |placement| {
        event += 1;
        let outgoing = Outgoing { placement, ..question(&ann.place, "one?") };
        let step = Step { outgoing: vec![outgoing], session: saves(1), ..Step::default() };
        take_step(&store, &says("ann", event, "hi"), step).await.remove(0)
    };
    let shown = |name| Settlement::Delivered(Some(PlatformId::new(name)));
    let first = say(Placement::New).await;
    store.settle(&first, shown("m1"), after(1)).await.unwrap();
    let second = say(Placement::New).await;
    store.settle(&second, Settlement::Unknown, after(2)).await.unwrap();
    let third = say(Placement::InPlace).await;
    assert_eq!(third.delivery.edit, None);
    store.settle(&third, shown("m3"), after(3)).await.unwrap();
    // Where it was to be changed, the message is still there.
    let fourth = say(Placement::InPlace).await;
    store.settle(&fourth, Settlement::Unknown, after(4)).await.unwrap();
    assert_eq!(say(Placement::InPlace).await.delivery.edit, Some(PlatformId::new("m3")));
}

async fn a_question_given_up_after_a_crash_is_not_edited(bench: Bench) {
    let store = bench.open().await;
    let ann = conversation("ann");
    let step = |placement| {
        let outgoing = Outgoing { placement, ..question(&ann.place, "one?") };
        Step { outgoing: vec![outgoing], session: saves(1), ..Step::default() }
    };
    let first = take_step(&store, &says("ann", 1, "hi"), step(Placement::New)).await.remove(0);
    let shown = Settlement::Delivered(Some(PlatformId::new("m1")));
    store.settle(&first, shown, after(1)).await.unwrap();
    let second = take_step(&store, &says("ann", 2, "hi"), step(Placement::New)).await.remove(0);
    // Nobody settles it, and nobody sends it again.
    let gate = Arc::new(GivesUp);
    let left = store.claim(vec![second.delivery.id], after(90), LEASE, gate).await.unwrap();
    assert!(left.is_empty());
    let third = take_step(&store, &says("ann", 3, "hi"), step(Placement::InPlace)).await.remove(0);
    assert_eq!(third.delivery.edit, None);
}

/// Lets nothing through that may have arrived.
struct GivesUp;

impl Gate for GivesUp {
    fn judge(&self, _: &Waiting<'_>, _: Timestamp) -> Verdict {
        Verdict::Unknown
    }
}

async fn a_moved_place_takes_all_conversations_along(bench: Bench) {
    let store = bench.open().await;
    let group = |channel: &str| Place {
        platform: Platform::Telegram,
        space: None,
        channel: PlatformId::new(channel),
        thread: None,
    };
    let event = |person: &str, at: i32, channel: &str| {
        let mut event = says(person, at, "hi");
        event.conversation.place = group(channel);
        event
    };
    let (ann, ben) = (event("ann", 1, "old"), event("ben", 2, "old"));
    let leased = take_step(&store, &ann, replies(&ann.conversation, &["a1", "a2"])).await;
    take_step(&store, &ben, replies(&ben.conversation, &["b1"])).await;
    store.settle(&leased[0], Settlement::Moved(group("new")), after(1)).await.unwrap();
    assert!(store.load(&ann.conversation).await.unwrap().session.is_none());
    assert!(store.load(&event("ben", 9, "new").conversation).await.unwrap().session.is_some());
    let mut said = BTreeSet::new();
    for at in [1, 60, 61] {
        for leased in
            store.take(Platform::Telegram, Lane::Reply, 9, after(at), LEASE).await.unwrap()
        {
            assert_eq!(leased.delivery.outgoing.place, group("new"));
            said.insert(text_of(&leased).to_owned());
            store.settle(&leased, Settlement::Delivered(None), after(at)).await.unwrap();
        }
    }
    assert_eq!(said.into_iter().collect::<Vec<_>>(), ["a1", "a2", "b1"]);
}

async fn a_place_that_says_it_moved_takes_all_conversations_along(bench: Bench) {
    let store = bench.open().await;
    let group = |channel: &str| Place {
        platform: Platform::Telegram,
        space: Some(PlatformId::new(channel)),
        channel: PlatformId::new(channel),
        thread: None,
    };
    let event = |person: &str, at: i32, channel: &str| {
        let mut event = says(person, at, "hi");
        event.conversation.place = group(channel);
        event
    };
    let (ann, ben) = (event("ann", 1, "old"), event("ben", 2, "old"));
    take_step(&store, &ben, replies(&ben.conversation, &["b1"])).await;
    let moves = Step { place: PlaceChange::MovesTo(group("new")), ..Step::default() };
    take_step(&store, &ann, moves).await;
    assert!(store.load(&ben.conversation).await.unwrap().session.is_none());
    assert!(store.load(&event("ben", 9, "new").conversation).await.unwrap().session.is_some());
    let waiting = store.take(Platform::Telegram, Lane::Reply, 9, after(61), LEASE).await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].delivery.outgoing.place, group("new"));
}

async fn a_closed_place_ends_all_that_waits_for_it(bench: Bench) {
    let store = bench.open().await;
    let (ann, ben) = (says("ann", 1, "hi"), says("ben", 2, "hi"));
    let leased = take_step(&store, &ann, replies(&ann.conversation, &["a", "b"])).await;
    take_step(&store, &ben, replies(&ben.conversation, &["c"])).await;
    store.settle(&leased[0], Settlement::Gone("blocked".into()), after(1)).await.unwrap();
    let rest = store.take(Platform::Telegram, Lane::Reply, 9, after(60), LEASE).await.unwrap();
    assert_eq!(rest.iter().map(text_of).collect::<Vec<_>>(), ["c"]);
    assert!(bench.dump().await.contains("gone blocked"));
    assert!(version(&store, &ann.conversation).await.is_some(), "what they said is kept");
}

async fn a_refused_message_is_set_aside(bench: Bench) {
    let store = bench.open().await;
    let event = says("ann", 1, "hi");
    let leased = take_step(&store, &event, replies(&event.conversation, &["a", "b"])).await;
    store.settle(&leased[0], Settlement::Refused("too long".into()), after(1)).await.unwrap();
    store.settle(&leased[1], Settlement::Unknown, after(1)).await.unwrap();
    assert_eq!(store.next_due(Platform::Telegram).await.unwrap(), None);
    assert_eq!(store.held(&event.conversation.person).await.unwrap().messages, 1);
    let dump = bench.dump().await;
    assert!(dump.contains("refused too long") && dump.contains("unknown"), "{dump}");
}

async fn lanes_and_platforms_are_taken_apart(bench: Bench) {
    let store = bench.open().await;
    let event = says("ann", 1, "hi");
    let mut step = replies(&event.conversation, &[]);
    let lanes = [Lane::Other, Lane::IcePhase, Lane::Reply];
    for (at, lane) in lanes.into_iter().enumerate() {
        // Places of their own, so that none waits for another.
        let mut outgoing = message(&event.conversation.place, &format!("{lane:?}"));
        outgoing.lane = lane;
        outgoing.place.channel = PlatformId::new(format!("channel-{at}"));
        step.outgoing.push(outgoing);
    }
    for leased in take_step(&store, &event, step).await {
        store.settle(&leased, Settlement::Released, start()).await.unwrap();
    }
    let claim = |platform, lane| store.take(platform, lane, 9, after(1), LEASE);
    assert!(claim(Platform::Discord, Lane::Reply).await.unwrap().is_empty());
    let mut said = Vec::new();
    for lane in lanes {
        for leased in claim(Platform::Telegram, lane).await.unwrap() {
            assert_eq!(leased.delivery.outgoing.lane, lane);
            said.push(lane);
            store.settle(&leased, Settlement::Delivered(None), after(1)).await.unwrap();
        }
    }
    // One conversation: its oldest message goes first, whatever its lane.
    assert_eq!(said, lanes);
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
    let change = "UPDATE migration SET version = 99 WHERE version = 5";
    conn.on().batch(change).await.unwrap();
    let error = Store::open(&bench.location, DataKey::from_bytes(bench.key)).await.unwrap_err();
    assert!(matches!(error, StoreError::Newer { found: 99, known: 5 }), "{error:?}");
    let versions = query("SELECT CAST(sum(version) AS BIGINT) FROM migration");
    let versions = versions.fetch_one(&mut conn.on()).await.unwrap();
    assert_eq!(versions.try_get::<i64, _>(0).unwrap(), 109);
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
    assert_eq!(Store::migrate(&bench.location).await.unwrap(), 5);
    assert_eq!(bench.dump().await, before);
    bench.open().await.integrity_check().await.unwrap();
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

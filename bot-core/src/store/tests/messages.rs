//! Messages on their way: one at a time, in order, and what became of them.

use std::{collections::BTreeSet, sync::Arc};

use jiff::Timestamp;

use super::support::*;
use crate::{
    bot::{PlaceChange, Step},
    event::{Place, Platform, PlatformId},
    message::{Lane, Outgoing, Placement},
    store::{Gate, Settled, Settlement, Verdict, Waiting},
};

on_both! {
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
}

/// Lets nothing through that may have arrived.
struct GivesUp;

impl Gate for GivesUp {
    fn judge(&self, _: &Waiting<'_>, _: Timestamp) -> Verdict {
        Verdict::Unknown
    }
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

//! Sending through the whole engine: what is in doubt, late, too much, held
//! back, gone or moved; and what a wrong clock leads to.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures_util::future::BoxFuture;
use jiff::SignedDuration;
use tokio::sync::watch;

use super::{
    reminders::{HOUR, YEAR, daily, made, made_by, settled},
    stage::{Act, Stage},
};
use crate::{
    event::{Place, PlatformId},
    message::{Held, Limits, Outcome, Rate, Repeats},
    reminder::{NewSchedule, Owner, ScheduleId},
    runtime::TestClock,
    schedule::Kind,
    store::{
        Fired, FiredAs, Store, StoreError,
        tests::support::{
            Access, Answer, Bench, Doorkeeper, after, conversation, on_both, says, start,
        },
    },
};

/// Lets a loop that has taken messages look again only after one was settled,
/// as a pool does whose connections are all with those that settle.
struct SettleFirst {
    taken: AtomicBool,
    settled: watch::Sender<bool>,
}

impl Doorkeeper for SettleFirst {
    fn enter(&self, access: Access) -> BoxFuture<'static, Result<Answer, StoreError>> {
        match access {
            Access::Write(operation) if operation.ends_with("::Claim") => {
                self.taken.store(true, Ordering::Relaxed);
            }
            Access::Write(operation) if operation.ends_with("::Settle") => {
                self.settled.send_replace(true);
            }
            Access::Read if self.taken.load(Ordering::Relaxed) => {
                let mut settled = self.settled.subscribe();
                return Box::pin(async move {
                    settled.wait_for(|settled| *settled).await.unwrap();
                    Ok(Answer::Told)
                });
            }
            Access::Read | Access::Write(_) => {}
        }
        Box::pin(async { Ok(Answer::Told) })
    }

    fn left(&self) {}
}

#[tokio::test]
async fn what_is_on_its_way_goes_on_while_the_loop_waits_for_the_store() {
    let bench = Bench::sqlite();
    made(&bench, vec![daily(Kind::Rest, "rest")]).await;
    let store = bench.open().await;
    let keeper = SettleFirst { taken: AtomicBool::new(false), settled: watch::Sender::new(false) };
    let behind = store.beside(bench.key, Arc::new(keeper)).await;
    let clock = TestClock::at(start());
    let mut stage = Stage::begin_with(behind, vec![], clock, Limits::NONE, Repeats::Shown).await;
    stage.pass(HOUR);
    let said = async {
        let said = stage.get_text().await;
        stage.engine.idle().await;
        said
    };
    let said = tokio::time::timeout(Duration::from_secs(10), said).await;
    assert_eq!(said.expect("nobody waits for somebody who waits for them"), "rest on time");
    stage.end().await;
}

on_both! {
    a_reminder_cut_off_by_a_crash_is_not_said_again_and_ice_off_is
    a_platform_that_swallows_repeats_gets_the_same_again
    a_reminder_that_had_to_wait_says_that_it_is_late
    ice_on_that_had_to_wait_too_long_is_dropped
    the_second_message_of_a_step_is_not_in_doubt_before_its_turn
    a_fan_out_keeps_the_limit_and_leaves_room_for_replies
    what_was_sent_before_a_crash_counts_towards_the_limit
    a_chat_for_which_much_waits_keeps_no_other_waiting
    a_chat_that_is_held_back_keeps_no_other_waiting
    a_platform_that_is_held_back_gets_nothing
    a_closed_club_is_told_once_to_whoever_made_its_reminders
    a_club_whose_topic_is_gone_goes_on_beside_it_and_its_maker_is_told_once
    a_moved_club_takes_everything_along
    a_process_that_stops_leaves_its_messages_to_the_next
    a_clock_a_year_ahead_takes_nothing_away
    a_clock_an_hour_ahead_says_nothing_twice
    a_clock_a_year_behind_says_nothing_twice
}

fn retry(seconds: u64, holds: Held) -> Act {
    Act::Say(Outcome::Retry { after: Some(Duration::from_secs(seconds)), holds })
}

const fn rate(most: u32, seconds: u64) -> Option<Rate> {
    Some(Rate { most, per: Duration::from_secs(seconds) })
}

async fn begin(bench: &Bench, limits: Limits, script: Vec<Act>) -> Stage {
    Stage::begin_on(bench, script, TestClock::at(start()), limits, Repeats::Shown).await
}

fn group() -> Place {
    let space = Some(PlatformId::new("club"));
    Place { space, channel: PlatformId::new("group"), ..conversation("ann").place }
}

fn club(text: &str) -> NewSchedule {
    let owner = Owner::Club { club: PlatformId::new("club"), place: group() };
    NewSchedule { owner, ..daily(Kind::Club, text) }
}

async fn last(store: &Store, id: ScheduleId) -> Fired {
    store.history(&conversation("ann").person, id, 1).await.unwrap().remove(0)
}

async fn a_reminder_cut_off_by_a_crash_is_not_said_again_and_ice_off_is(bench: Bench) {
    let ids = made(&bench, vec![daily(Kind::Rest, "rest"), daily(Kind::IceOff, "off")]).await;
    let mut stage = Stage::begin(&bench, vec![Act::Hang, Act::Hang]).await;
    stage.pass(HOUR);
    let mut said = [stage.get_text().await, stage.get_text().await];
    said.sort();
    assert_eq!(said, ["off on time", "rest on time"]);
    let clock = stage.crash().await;
    let mut stage = Stage::begin_at(&bench, vec![], clock).await;
    // On PostgreSQL the dead process's lease has to end first.
    stage.pass(61);
    assert_eq!(stage.get_text().await, "off late");
    assert_eq!(settled(&stage.store, ids[0], 1).await, [(Kind::Rest, FiredAs::Unknown)]);
    assert_eq!(settled(&stage.store, ids[1], 1).await, [(Kind::IceOff, FiredAs::Late)]);
    let off = last(&stage.store, ids[1]).await;
    assert_eq!((off.tries, off.repeats), (2, 1), "the repeat is counted");
    let rest = last(&stage.store, ids[0]).await;
    assert_eq!((rest.tries, rest.repeats), (1, 0));
    assert!(stage.texts().await.is_empty());
    stage.end().await;
}

async fn a_platform_that_swallows_repeats_gets_the_same_again(bench: Bench) {
    let ids = made(&bench, vec![daily(Kind::Rest, "rest")]).await;
    let swallows = Repeats::Swallowed(Duration::from_secs(120));
    let clock = TestClock::at(start());
    let begin =
        async |script, clock| Stage::begin_on(&bench, script, clock, Limits::NONE, swallows).await;
    let mut stage = begin(vec![Act::Hang], clock).await;
    stage.pass(HOUR);
    assert_eq!(stage.get_text().await, "rest on time");
    let mut stage = begin(vec![Act::Hang], stage.crash().await).await;
    stage.pass(61);
    assert_eq!(stage.get_text().await, "rest late", "the platform still knows it");
    let stage = begin(vec![], stage.crash().await).await;
    stage.pass(121);
    assert_eq!(settled(&stage.store, ids[0], 1).await, [(Kind::Rest, FiredAs::Unknown)]);
    assert_eq!(last(&stage.store, ids[0]).await.repeats, 1);
    stage.end().await;
}

async fn a_reminder_that_had_to_wait_says_that_it_is_late(bench: Bench) {
    let ids = made(&bench, vec![daily(Kind::Rest, "rest")]).await;
    let mut stage = Stage::begin(&bench, vec![retry(120, Held::Message)]).await;
    stage.pass(HOUR);
    assert_eq!(stage.get_text().await, "rest on time");
    stage.engine.idle().await;
    stage.pass(151);
    assert_eq!(stage.get_text().await, "rest late");
    assert_eq!(settled(&stage.store, ids[0], 1).await, [(Kind::Rest, FiredAs::Late)]);
    let fired = last(&stage.store, ids[0]).await;
    assert_eq!((fired.tries, fired.repeats, fired.sent), (2, 0, Some(after(HOUR + 151))));
    stage.end().await;
}

async fn ice_on_that_had_to_wait_too_long_is_dropped(bench: Bench) {
    let ids = made(&bench, vec![daily(Kind::IceOn, "on")]).await;
    let mut stage = Stage::begin(&bench, vec![retry(280, Held::Message)]).await;
    stage.pass(HOUR);
    assert_eq!(stage.get_text().await, "on on time");
    stage.engine.idle().await;
    stage.pass(360);
    assert_eq!(settled(&stage.store, ids[0], 1).await, [(Kind::IceOn, FiredAs::Missed)]);
    assert_eq!(last(&stage.store, ids[0]).await.reason.as_deref(), Some("too late"));
    assert!(stage.texts().await.is_empty());
    stage.end().await;
}

async fn the_second_message_of_a_step_is_not_in_doubt_before_its_turn(bench: Bench) {
    let mut stage = Stage::begin(&bench, vec![Act::Hang]).await;
    stage.hear([says("ann", 1, "twice hello")]).await;
    assert_eq!(stage.get_text().await, "hello");
    stage.crash().await;
    assert_eq!(bench.leased().await, [2, 1]);
}

async fn a_fan_out_keeps_the_limit_and_leaves_room_for_replies(bench: Bench) {
    for person in 0..12 {
        made_by(&bench, &format!("p{person}"), vec![daily(Kind::Rest, "rest")]).await;
    }
    let mut stage = begin(&bench, Limits { overall: rate(5, 1), ..Limits::NONE }, vec![]).await;
    stage.pass(HOUR);
    for _ in 0..4 {
        assert_eq!(stage.get_text().await, "rest on time");
    }
    stage.hear([says("zoe", 1, "hi")]).await;
    assert_eq!(stage.get_text().await, "hi", "four of five is all that a fan-out takes");
    stage.engine.idle().await;
    stage.pass(1);
    for _ in 0..4 {
        assert_eq!(stage.get_text().await, "rest on time");
    }
    stage.hear([says("zoe", 2, "one"), says("zoe", 3, "two")]).await;
    assert_eq!(stage.get_text().await, "one");
    stage.engine.idle().await;
    assert!(stage.texts().await.is_empty(), "the limit holds for replies too");
    stage.pass(1);
    assert_eq!(stage.get_text().await, "two", "and they go first");
    for _ in 0..4 {
        // A reply has the place that is kept for replies: the rest is the fan-out's.
        assert_eq!(stage.get_text().await, "rest on time");
    }
    stage.end().await;
}

async fn what_was_sent_before_a_crash_counts_towards_the_limit(bench: Bench) {
    let limits = Limits { chat: rate(2, 60), ..Limits::NONE };
    let mut stage = begin(&bench, limits, vec![]).await;
    stage.hear([says("ann", 1, "twice hello")]).await;
    assert_eq!(stage.texts().await, ["hello", "hello again"]);
    let clock = stage.crash().await;
    let mut stage = Stage::begin_on(&bench, vec![], clock, limits, Repeats::Shown).await;
    stage.hear([says("ann", 2, "more"), says("ben", 3, "hi")]).await;
    assert_eq!(stage.texts().await, ["hi"]);
    stage.pass(60);
    assert_eq!(stage.get_text().await, "more");
    stage.end().await;
}

async fn a_chat_for_which_much_waits_keeps_no_other_waiting(bench: Bench) {
    made(&bench, vec![club("club"); 20]).await;
    made_by(&bench, "ben", vec![daily(Kind::Rest, "rest")]).await;
    let limits = Limits { group: rate(1, 10), ..Limits::NONE };
    let mut stage = begin(&bench, limits, vec![]).await;
    stage.pass(HOUR);
    let mut said = [stage.get_text().await, stage.get_text().await];
    said.sort();
    assert_eq!(said, ["club on time", "rest on time"]);
    for at in 1..20 {
        stage.engine.idle().await;
        assert!(stage.texts().await.is_empty(), "{at}: one in ten seconds");
        stage.pass(10);
        assert!(stage.get_text().await.starts_with("club"));
    }
    stage.end().await;
}

async fn a_chat_that_is_held_back_keeps_no_other_waiting(bench: Bench) {
    made(&bench, vec![club("one"), club("two")]).await;
    let mut stage = Stage::begin(&bench, vec![retry(100, Held::Chat)]).await;
    stage.pass(HOUR);
    assert_eq!(stage.get_text().await, "one on time");
    for (at, wait) in [(1, 0), (2, 50), (3, 49)] {
        stage.pass(wait);
        stage.hear([says("ben", at, "hi")]).await;
        assert_eq!(stage.get_text().await, "hi", "{at}");
    }
    // A slow store may have noted the refusal as late as just now.
    stage.pass(126);
    let mut said = [stage.get_text().await, stage.get_text().await];
    said.sort();
    assert_eq!(said, ["one late", "two late"]);
    stage.end().await;
}

async fn a_platform_that_is_held_back_gets_nothing(bench: Bench) {
    let mut stage = Stage::begin(&bench, vec![retry(100, Held::All)]).await;
    stage.hear([says("ann", 1, "hello")]).await;
    assert_eq!(stage.texts().await, ["hello"]);
    stage.hear([says("ben", 2, "hi")]).await;
    for _ in 0..3 {
        stage.pass(33);
        assert!(stage.texts().await.is_empty());
    }
    stage.pass(27);
    let mut said = [stage.get_text().await, stage.get_text().await];
    said.sort();
    assert_eq!(said, ["hello", "hi"]);
    stage.end().await;
}

async fn a_closed_club_is_told_once_to_whoever_made_its_reminders(bench: Bench) {
    made(&bench, vec![club("one"), club("two")]).await;
    let gone = Act::Say(Outcome::Gone("kicked".into()));
    let mut stage = Stage::begin(&bench, vec![gone]).await;
    stage.pass(HOUR);
    assert_eq!(stage.get_text().await, "one on time");
    let told = stage.get().await;
    assert_eq!(told.channel, "chat-ann");
    assert!(told.text.starts_with("2 reminders"), "{}", told.text);
    stage.engine.idle().await;
    for at in 1..4 {
        stage.pass(24 * HOUR);
        stage.hear([says("ben", at, "hi")]).await;
        assert_eq!(stage.get_text().await, "hi", "nothing else is said, nor tried");
    }
    assert!(stage.store.untold().await.unwrap().is_empty());
    stage.end().await;
}

async fn a_club_whose_topic_is_gone_goes_on_beside_it_and_its_maker_is_told_once(bench: Bench) {
    let topic = Place { thread: Some(PlatformId::new("7")), ..group() };
    let owner = Owner::Club { club: PlatformId::new("club"), place: topic };
    made(&bench, vec![NewSchedule { owner, ..club("stretch") }]).await;
    let mut stage = Stage::begin(&bench, vec![Act::Say(Outcome::Moved(group()))]).await;
    stage.pass(HOUR);
    assert_eq!(stage.get_text().await, "stretch on time");
    let mut then = [stage.get().await, stage.get().await];
    then.sort_by(|one, other| one.channel.cmp(&other.channel));
    let [told, again] = then;
    assert_eq!((told.channel.as_str(), again.channel.as_str()), ("chat-ann", "group"));
    assert!(told.text.contains("main chat"), "{}", told.text);
    assert_eq!(again.text, "stretch on time");
    stage.engine.idle().await;
    stage.pass(24 * HOUR);
    assert_eq!(stage.get().await.channel, "group");
    stage.hear([says("ann", 1, "hi")]).await;
    assert_eq!(stage.get_text().await, "hi", "nothing else is said");
    stage.end().await;
}

async fn a_moved_club_takes_everything_along(bench: Bench) {
    made(&bench, vec![club("one"), club("two")]).await;
    let to = Place { channel: PlatformId::new("supergroup"), ..group() };
    let mut stage = Stage::begin(&bench, vec![Act::Say(Outcome::Moved(to))]).await;
    stage.pass(HOUR);
    assert_eq!(stage.get().await.channel, "group");
    for day in 0..3 {
        let mut said = Vec::new();
        for _ in 0..2 {
            let got = stage.get().await;
            assert_eq!(got.channel, "supergroup", "{day}");
            said.push(got.text);
        }
        said.sort();
        assert_eq!(said, ["one on time", "two on time"]);
        stage.engine.idle().await;
        stage.pass(24 * HOUR);
    }
    stage.end().await;
}

async fn a_process_that_stops_leaves_its_messages_to_the_next(bench: Bench) {
    let ids = made(&bench, vec![daily(Kind::Rest, "rest"), daily(Kind::IceOff, "off")]).await;
    let mut stage = Stage::begin(&bench, vec![Act::Hang, Act::Hang]).await;
    stage.pass(HOUR);
    stage.get().await;
    stage.get().await;
    let engine = stage.engine.clone();
    let ending = tokio::spawn(async move { engine.shutdown().await });
    // The clock is moved until the shutdown has seen ten seconds go by.
    while !ending.is_finished() {
        stage.pass(1);
        tokio::task::yield_now().await;
    }
    let clock = stage.clock.clone();
    stage.end().await;
    let mut next = Stage::begin_at(&bench, vec![], clock).await;
    // Less than what is left of any lease.
    next.pass(3);
    assert!(next.get_text().await.starts_with("off"));
    assert_eq!(settled(&next.store, ids[0], 1).await, [(Kind::Rest, FiredAs::Unknown)]);
    next.end().await;
}

/// Waits until the schedule to be looked at next is due then.
async fn wakes(stage: &Stage, seconds: i64) {
    while stage.store.next_wake().await.unwrap() != Some(after(seconds)) {
        tokio::task::yield_now().await;
    }
}

async fn a_clock_a_year_ahead_takes_nothing_away(bench: Bench) {
    let ids = made(&bench, vec![daily(Kind::Rest, "rest")]).await;
    let mut stage = Stage::begin(&bench, vec![retry(100, Held::Chat)]).await;
    stage.clock.set(after(YEAR));
    settled(&stage.store, ids[0], 365).await;
    // A reply has to wait, by the wrong clock, until next year.
    stage.hear([says("ann", 1, "hello")]).await;
    assert_eq!(stage.texts().await, ["hello"]);
    stage.clock.set(after(600));
    stage.pass(31);
    wakes(&stage, HOUR).await;
    assert_eq!(stage.get_text().await, "hello");
    stage.pass(HOUR - 631);
    assert_eq!(stage.get_text().await, "rest on time");
    let fired = settled(&stage.store, ids[0], 1).await;
    assert_eq!(fired, [(Kind::Rest, FiredAs::Delivered)], "what was given up is given back");
    stage.end().await;
}

async fn a_clock_an_hour_ahead_says_nothing_twice(bench: Bench) {
    let ids = made(&bench, vec![daily(Kind::Rest, "rest")]).await;
    let mut stage = Stage::begin(&bench, vec![]).await;
    stage.clock.set(after(2 * HOUR));
    assert_eq!(stage.get_text().await, "rest late");
    settled(&stage.store, ids[0], 1).await;
    stage.clock.set(after(60));
    stage.pass(31);
    wakes(&stage, 25 * HOUR).await;
    stage.pass(HOUR);
    stage.hear([says("ann", 1, "hi")]).await;
    assert_eq!(stage.get_text().await, "hi");
    stage.pass(24 * HOUR - 91);
    assert_eq!(stage.get_text().await, "rest on time");
    stage.end().await;
}

async fn a_clock_a_year_behind_says_nothing_twice(bench: Bench) {
    let ids = made(&bench, vec![daily(Kind::Rest, "rest"), daily(Kind::IceOn, "on")]).await;
    let mut stage = Stage::begin(&bench, vec![]).await;
    // Rest is late, ice on is too late.
    stage.clock.set(after(HOUR + 600));
    assert_eq!(stage.get_text().await, "rest late");
    settled(&stage.store, ids[0], 1).await;
    let before = settled(&stage.store, ids[1], 1).await;
    stage.clock.set(start() - SignedDuration::from_secs(YEAR));
    stage.pass(31);
    stage.hear([says("ann", 1, "hi")]).await;
    assert_eq!(stage.get_text().await, "hi");
    stage.clock.set(after(HOUR + 1200));
    assert_eq!(settled(&stage.store, ids[1], 1).await, before);
    stage.hear([says("ann", 2, "again")]).await;
    assert_eq!(stage.get_text().await, "again");
    stage.pass(24 * HOUR - 1200);
    let mut said = [stage.get_text().await, stage.get_text().await];
    said.sort();
    assert_eq!(said, ["on on time", "rest on time"]);
    stage.end().await;
}

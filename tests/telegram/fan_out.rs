//! A thousand reminders to groups while people converse: the platform's limits are
//! kept, and nobody waits for the groups.
//!
//! No command makes a club's schedule yet. What stands for it is what such a schedule
//! leads to: a thousand messages, one a group, that are due in the outbox when the bot
//! starts, put there by one step of the store.

use std::{io::Write as _, time::Duration};

use bot_core::{
    bot::Step,
    event::{
        self, Audience, Command, Conversation, EventId, Incoming, Input, Member, Place, Platform,
        PlatformId, Standing,
    },
    message::{Block, Lane, Outgoing, Placement, Screen},
    store::{Commit, Committed, DataKey, Expected, Location, Recorded, Settled, Settlement, Store},
};
use fake_telegram::{FakeTelegram, Kind, Person};
use jiff::{SignedDuration, Timestamp};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep},
};

use crate::{
    bot::Settings,
    plain::question,
    runner::{How, answer},
};

const GROUPS: usize = 1_000;
const PEOPLE: u32 = 50;
/// One person begins after another; all of them while reminders go out.
const COMES_AFTER: Duration = Duration::from_millis(350);
/// Between a question and the tap that answers it.
const THINKS: Duration = Duration::from_secs(1);
/// What the platform takes a second.
const A_SECOND: u32 = 30;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_reminders_keep_the_limits_and_keep_nobody_waiting() {
    let telegram = FakeTelegram::start().await;
    let settings = Settings::new();
    let ada = telegram.person("Ada");
    let groups: Vec<_> = (0..GROUPS)
        .map(|number| {
            let group = telegram.group(Kind::Supergroup, &format!("Club {number}"), &ada);
            group.has_bot();
            group.id()
        })
        .collect();
    remind_all(&settings, &groups).await;

    let _bot = settings.start(&telegram);
    telegram.called("sendMessage", 1).await;
    let began = Instant::now();
    let talks: JoinSet<_> = (0..PEOPLE)
        .map(|number| converse(number, telegram.person(&format!("Runner {number}"))))
        .collect();
    let mut waits: Vec<_> = talks.join_all().await.into_iter().flatten().collect();
    for group in &groups {
        ada.at(*group).shows("Time to stretch").await;
    }
    let took = began.elapsed();

    waits.sort();
    let (usual, slowest) = (waits[waits.len() / 2], waits[waits.len() * 99 / 100]);
    let sent = u32::try_from(telegram.calls()["sendMessage"]).expect("a small number");
    let shortest = Duration::from_secs(1) * sent / A_SECOND;
    let early = telegram.too_fast();
    let told = format!(
        "{GROUPS} reminders beside {} replies: half of the replies within {usual:.0?}, 99 of 100 \
         within {slowest:.0?}; {took:.1?} in all, where the limits allow {shortest:.1?}; \
         {} too early\n",
        waits.len(),
        early.len()
    );
    // How long it takes is the machine's matter: it is told, past the harness's
    // capture. The aim: replies within 300 ms, all within a tenth of the shortest.
    std::io::stderr().write_all(told.as_bytes()).expect("written");
    assert!(early.is_empty(), "{told}{early:#?}");
    for group in &groups {
        let said = ada.at(*group).reads();
        assert_eq!(said.len(), 1, "one reminder a group: {said:?}");
    }
}

/// Comes when it is their turn and answers twelve questions at a person's pace; how
/// long each reply took.
async fn converse(number: u32, person: Person) -> Vec<Duration> {
    sleep(COMES_AFTER * number).await;
    person.sends("/start");
    let mut screen = person.screen().await;
    let mut waits = Vec::new();
    while let Some(at) = question(&screen.text) {
        sleep(THINKS).await;
        let tapped = Instant::now();
        answer(&person, at, How::Tapping);
        screen = person.screen().await;
        waits.push(tapped.elapsed());
    }
    waits
}

/// Puts a reminder for each group into the outbox, each in a conversation of its own.
async fn remind_all(settings: &Settings, groups: &[i64]) {
    let file = settings.data().join("heelbot.db");
    let key = DataKey::kept_at(&settings.data().join("data.key"), Some(&file)).expect("a key");
    let store = Store::open(&Location::Sqlite(file), key).await.expect("a store");
    let reminders: JoinSet<_> = groups.iter().map(|group| remind(store.clone(), *group)).collect();
    reminders.join_all().await;
    store.close().await;
}

async fn remind(store: Store, group: i64) {
    let chat = PlatformId::new(group.to_string());
    let place = Place {
        platform: Platform::Telegram,
        space: Some(chat.clone()),
        channel: chat,
        thread: None,
    };
    let person = event::Person { platform: Platform::Telegram, id: PlatformId::new("1") };
    let conversation = Conversation { place: place.clone(), person };
    let id = EventId::new(Platform::Telegram, format_args!("club {group}"));
    let now = Timestamp::now();
    let incoming = Incoming {
        id: id.clone(),
        conversation: conversation.clone(),
        audience: Audience::Shared,
        standing: Standing::Unknown,
        member: Member::default(),
        language: None,
        input: Input::Command(Command::Help, String::new()),
    };
    let recorded = store.record(vec![incoming], now).await.expect("it is recorded");
    let [Recorded::New(inbox)] = recorded[..] else { panic!("{recorded:?}") };
    let blocks = vec![Block::Text("Time to stretch.".to_owned())];
    let reminder = Outgoing {
        lane: Lane::Other,
        place,
        placement: Placement::New,
        screen: Screen { blocks, ..Screen::default() },
    };
    let commit = Commit {
        inbox,
        event: id,
        conversation,
        expected: Expected::Any,
        failed: None,
        step: Step { outgoing: vec![reminder], ..Step::default() },
        now,
        lease: SignedDuration::ZERO,
    };
    let committed = store.commit(commit).await.expect("it is committed");
    let Committed::Done(messages) = committed else { panic!("{committed:?}") };
    for message in messages {
        // Nobody sends it here: it is left to whoever comes.
        let left = store.settle(&message, Settlement::Released, now).await.expect("it is left");
        assert_eq!(left, Settled::Done);
    }
}

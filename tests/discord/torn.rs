//! The gateway torn down at random moments while fifty people talk: each can go on,
//! nothing is doubled, and the bot does not identify without end.
//!
//! The checks of every change tear it down a dozen times; `HEELBOT_TEST_TEARS=100`
//! does so as often as is wanted.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bot_core::runtime::Chance;
use fake_discord::{FakeDiscord, Outcome, Person, Settings as Platform, Tear};
use tokio::{
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{
    bot::Settings,
    plain::{DONE, PLAIN, question},
    runner::{closed, export, picks},
};

const PEOPLE: usize = 50;
const USUAL_TEARS: usize = 12;
/// The longest between two.
const LATEST_MILLIS: u64 = 4_000;
/// After so long without anything new somebody asks where they are.
const SILENCE: Duration = Duration::from_secs(8);
/// Silence is noticed after two of these.
const HEARTBEAT: Duration = Duration::from_secs(2);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_that_is_torn_down_again_and_again_lets_everybody_go_on() {
    let tears = match std::env::var("HEELBOT_TEST_TEARS") {
        Ok(tears) => tears.parse().expect("HEELBOT_TEST_TEARS is a number"),
        Err(_) => USUAL_TEARS,
    };
    let platform = Platform { heartbeat: HEARTBEAT, ..Platform::default() };
    let discord = FakeDiscord::start_with(platform).await;
    let settings = Settings::new();
    let bot = settings.start(&discord);
    discord.identified(1).await;
    discord.connected().await;
    let tearing = Arc::new(AtomicBool::new(true));
    let owner = discord.person("Owner");
    let club = discord.club("Heel Striders", &owner);
    let mut talks = JoinSet::new();
    for number in 0..PEOPLE {
        let person = discord.person(&format!("Runner {number}"));
        let person = if number.is_multiple_of(2) { club.seat(&person) } else { person };
        talks.spawn(talk(person, Arc::clone(&tearing)));
    }
    let chance = Chance::seeded(7);
    for _ in 0..tears {
        sleep(Duration::from_millis(chance.next() % LATEST_MILLIS)).await;
        let all = [
            Tear::Reset,
            Tear::Reconnect,
            Tear::Invalidate,
            Tear::Close(4_009),
            Tear::Close(4_000),
            Tear::Silence,
        ];
        let which = chance.next() % u64::try_from(all.len()).expect("six");
        discord.tear(all[usize::try_from(which).expect("below six")]);
        discord.connected().await;
    }
    tearing.store(false, Ordering::Release);
    talks.join_all().await;
    assert!(discord.identifies() <= 1 + tears, "{} times", discord.identifies());
    assert!(club.shown_to_all(club.channel()).is_empty());
    assert_eq!(discord.repeated_answers(), 0);
    let (status, log) = bot.stop();
    assert!(status.success(), "{log}");
}

/// Answers to the end, again and again until nothing is torn any more.
async fn talk(person: Person, tearing: Arc<AtomicBool>) {
    loop {
        insists_on(&person, "heel check").await;
        check(&person).await;
        if !tearing.load(Ordering::Acquire) {
            break;
        }
    }
    let held = loop {
        if let Ok(held) = timeout(SILENCE * 4, export(&person)).await {
            break held;
        }
    };
    assert_eq!(closed(&held).len(), PLAIN.len(), "each question once: {held}");
}

/// One check, however often the application does not respond.
async fn check(person: &Person) {
    loop {
        let Ok(screen) = timeout(SILENCE, person.screen()).await else {
            insists_on(person, "heel resume").await;
            continue;
        };
        match question(&screen.text) {
            Some(at) => {
                let _ = picks(person, &screen, PLAIN[at].1).outcome().await;
            }
            None if screen.text.contains(DONE) => return,
            None => insists_on(person, "heel resume").await,
        }
    }
}

async fn insists_on(person: &Person, line: &str) {
    while person.command(line).await.outcome().await == Outcome::Failed {}
}

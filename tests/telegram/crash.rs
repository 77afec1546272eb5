//! `kill -9` at random moments while fifty people talk: no update is lost, none is
//! acted on twice, and every person ends with a plan.
//!
//! The checks of every change kill the bot sixty times; `HEELBOT_TEST_KILLS=200`
//! does so as often as is wanted.

use std::{
    collections::BTreeSet,
    io::Write as _,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bot_core::runtime::Chance;
use fake_telegram::{Action, FakeTelegram, Message, Person};
use tokio::{
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{
    bot::Settings,
    plain::{DONE, PLAIN, question},
    runner::{How, answer, closed, export},
};

const PEOPLE: usize = 50;
const USUAL_KILLS: usize = 60;
/// From when the bot is there, as a rule; one kill in four falls into its start.
const LATEST_KILL_MILLIS: u64 = 700;
/// Of all messages so many may be seen twice, in percent. Usually it is one: most of
/// those sent again changed a message, and the second change is none.
const MOST_SEEN_TWICE_PERCENT: usize = 10;
/// After so long without a reply somebody asks where they are. A reply that three
/// kills in a row cut off is not tried once more: it may have arrived each time. How
/// often that is depends on how fast the machine is, and is printed.
const SILENCE: Duration = Duration::from_secs(30);
/// Where a check has been saved after so many steps, each answer was one of them:
/// the one that begins it, and one an answer.
const STEPS: usize = 1 + PLAIN.len();

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kills_lose_no_update_and_everybody_ends_with_a_plan() {
    let kills = match std::env::var("HEELBOT_TEST_KILLS") {
        Ok(kills) => kills.parse().expect("HEELBOT_TEST_KILLS is a number"),
        Err(_) => USUAL_KILLS,
    };
    let telegram = FakeTelegram::start().await;
    let settings = Settings::new();
    let killing = Arc::new(AtomicBool::new(true));
    let mut talks = JoinSet::new();
    for number in 0..PEOPLE {
        let person = telegram.person(&format!("Runner {number}"));
        talks.spawn(talk(person, Arc::clone(&killing)));
    }
    let random = Chance::seeded(4);
    for _ in 0..kills {
        let polls = telegram.polls();
        let bot = settings.start(&telegram);
        if !random.next().is_multiple_of(4) {
            telegram.polled(polls + 1).await;
        }
        sleep(Duration::from_millis(random.next() % LATEST_KILL_MILLIS)).await;
        bot.kill();
    }
    killing.store(false, Ordering::Relaxed);
    let bot = settings.start(&telegram);

    let (mut plans, mut silences, mut seen_twice) = (0, 0, 0);
    while let Some(talked) = talks.join_next().await {
        let Talked { person, got, asked } = talked.expect("nobody is left without a plan");
        plans += got;
        silences += asked;
        let held = export(&person).await;
        let trail = closed(&held);
        assert_eq!(trail.len(), PLAIN.len(), "each question once: {trail:?}");
        assert_eq!(held["session"]["facts"]["severity"], 4);
        seen_twice += person.reads().windows(2).filter(|pair| same(&pair[0], &pair[1])).count();
    }
    telegram.all_received().await;
    let (status, log) = bot.stop();
    assert!(status.success(), "{log}");

    let (said, repeated) = count(settings.data());
    let told = format!(
        "{kills} kills, {plans} plans, {said} messages: {repeated} sent again after a crash, \
         {seen_twice} of these seen twice, {silences} asked for\n"
    );
    // Past the harness's capture: what is measured is to be seen.
    std::io::stderr().write_all(told.as_bytes()).expect("written");
    assert!(repeated <= kills * PEOPLE, "at most the one under way to each: {told}");
    assert!(seen_twice * 100 <= said * MOST_SEEN_TWICE_PERCENT, "{told}");
    assert!(seen_twice <= repeated, "nothing is seen twice that is not counted: {told}");
}

/// Somebody who has a plan.
struct Talked {
    person: Person,
    /// How many plans they got.
    got: usize,
    /// How often they had to ask where they are.
    asked: usize,
}

/// Answers what is asked, starts over as long as there are kills, and ends with a
/// plan. Nothing is said twice to be safe, and what the bot shows once more is not
/// answered again.
async fn talk(person: Person, killing: Arc<AtomicBool>) -> Talked {
    let how = if person.id() % 2 == 0 { How::Tapping } else { How::Both };
    let (mut plans, mut asked, mut answered) = (0, 0, BTreeSet::new());
    person.sends("/start");
    loop {
        let next = || {
            person.waits_for("buttons that were not answered", |chat| {
                chat.screen().filter(|screen| !answered.contains(&first_data(screen))).cloned()
            })
        };
        let screen = match timeout(SILENCE, next()).await {
            Ok(screen) => screen,
            Err(_) => {
                asked += 1;
                person.sends("/resume");
                next().await
            }
        };
        answered.insert(first_data(&screen));
        if let Some(at) = question(&screen.text) {
            answer(&person, at, how);
        } else if screen.offers("Yes, start over") {
            person.taps("Yes, start over");
        } else if screen.text.contains("How old are you") {
            // Whoever starts over has agreed before.
            person.taps("18 to 64");
        } else {
            assert!(screen.text.contains(DONE), "{screen}\n{}", person.transcript());
            plans += 1;
            let steps = screen.data("Start over").split('.').nth(2).map(str::parse);
            // Who asked where they are took a step more.
            if asked == 0 {
                assert_eq!(steps, Some(Ok(STEPS)), "each answer once\n{}", person.transcript());
            }
            if !killing.load(Ordering::Relaxed) {
                return Talked { person, got: plans, asked };
            }
            person.taps("Start over");
        }
    }
}

/// What the first button sends: no two screens of a conversation have the same.
fn first_data(screen: &Message) -> String {
    let first = screen.keyboard.buttons().next().map(|button| &button.action);
    match first {
        Some(Action::Callback(data)) => data.clone(),
        _ => panic!("no button of ours: {screen}"),
    }
}

fn same(one: &Message, other: &Message) -> bool {
    one.text == other.text && one.keyboard == other.keyboard
}

/// What the bot has counted: its messages, and how often one was sent again without
/// knowing whether it had arrived.
fn count(data: &Path) -> (usize, usize) {
    let database = rusqlite::Connection::open(data.join("heelbot.db")).expect("a database");
    let counts = "SELECT count(*), coalesce(sum(doubts), 0) FROM outbox";
    let (all, doubts): (i64, i64) =
        database.query_row(counts, [], |row| Ok((row.get(0)?, row.get(1)?))).expect("it is read");
    let number = |count| usize::try_from(count).expect("a count");
    (number(all), number(doubts))
}

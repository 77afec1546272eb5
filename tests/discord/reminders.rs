//! Reminders on Discord: they come where they were asked for, what is closed stops
//! with its reason, and nobody else waits.

use std::time::Duration;

use fake_discord::{Failure, FakeDiscord, Fault, Permissions, Person, Scope};
use jiff::Timestamp;
use tokio::time::{Instant, sleep, timeout};

use crate::{
    bot::Settings,
    clubs::SAYS,
    runner::{How, gets_a_plan, picks},
    servers::{POST, Servers},
};

/// Far less than the thirty seconds that one channel is to wait.
const NOT_WAITING: Duration = Duration::from_secs(20);
const HELD: Duration = Duration::from_secs(30);
const REASONS: &str = "SELECT coalesce(reason, state), count(*) FROM occurrence GROUP BY 1";

/// Gets a plan, and starts the ice session that is offered with it: its first reminder
/// is due at once.
async fn starts_ice(person: &Person) {
    person.command("heel timezone place: London").await.answered().await;
    person.sees("London").await;
    let (screen, _) = gets_a_plan(person, How::Pressing).await;
    picks(person, &screen, "Ice session now").answered().await;
}

#[tokio::test]
async fn a_reminder_asked_for_in_direct_messages_comes_there() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&discord);
    let ada = discord.person("Ada");
    starts_ice(&ada).await;
    let on = ada.shows("Ice on now, for 20 minutes").await;
    picks(&ada, &on, "Done").answered().await;
    ada.sees("Off again").await;
    assert_eq!(discord.count(POST), 1, "what else was said answered her");
}

#[tokio::test]
async fn a_reminder_asked_for_in_a_server_comes_in_direct_messages_once_that_is_wanted() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&discord);
    let ada = discord.person("Ada");
    let club = discord.club("Heel Striders", &ada);
    let seat = club.seat(&ada);
    starts_ice(&seat).await;
    seat.sees("May I write to you there?").await;
    assert_eq!(discord.count(POST), 0, "nobody is written to who was not asked");
    seat.presses("Yes, write to me").answered().await;
    seat.sees("This is set").await;
    ada.shows("Ice on now, for 20 minutes").await;
    assert!(club.shown_to_all(club.channel()).is_empty());
}

#[tokio::test]
async fn whose_direct_messages_are_closed_is_left_alone_and_told_when_they_come_back() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&discord);
    let ada = discord.person("Ada");
    let seat = discord.club("Heel Striders", &ada).seat(&ada);
    ada.closes_direct_messages();
    starts_ice(&seat).await;
    seat.sees("May I write to you there?").await;
    seat.presses("Yes, write to me").answered().await;
    seat.sees("This is set").await;
    comes_to(&settings, &[("Discord answered 50007", 1)]).await;
    let tries = discord.count(POST);
    assert_eq!(tries, 1, "it is not tried again");
    seat.command("heel resume").await.answered().await;
    seat.shows("a reminder of yours stopped").await;
    assert_eq!(discord.count(POST), tries);
}

#[tokio::test]
async fn closed_channels_and_a_slow_one_keep_nobody_else_waiting() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new();
    let servers = Servers::open(&discord, 6, 1);
    let channels: Vec<_> = servers.channels().collect();
    let [deleted, hidden, mute, slow, ..] = channels[..] else { panic!("six channels") };
    deleted.0.deletes(deleted.1);
    hidden.0.denies_bot(hidden.1, Permissions::VIEW_CHANNEL);
    mute.0.denies_bot(mute.1, Permissions::SEND_MESSAGES);
    let wait = Failure::TooManyRequests { seconds: 0.0, scope: Scope::User };
    discord.fault(Fault::next(wait).of(POST).about(slow.1).lasting(HELD));
    settings.kept().remind_all(servers.places(), Timestamp::now()).await;

    let began = Instant::now();
    let _bot = settings.start(&discord);
    let (others, ada) = (&channels[4..], discord.person("Ada"));
    gets_a_plan(&ada, How::Pressing).await;
    timeout(NOT_WAITING, async {
        for (club, channel) in others {
            while club.shown_to_all(*channel).is_empty() {
                sleep(Duration::from_millis(20)).await;
            }
        }
        let gone = ["10003", "50001", "50013"].map(|code| format!("Discord answered {code}"));
        let [one, two, three] = &gone;
        // The slow one's waits.
        comes_to(&settings, &[(one, 1), (two, 1), (three, 1), ("delivered", 2), ("pending", 1)])
            .await;
    })
    .await
    .expect("nobody waits for the slow one");
    assert!(slow.0.shown_to_all(slow.1).is_empty());

    while slow.0.shown_to_all(slow.1).is_empty() {
        assert!(began.elapsed() < HELD * 2, "{}", discord.transcript());
        sleep(Duration::from_millis(100)).await;
    }
    assert!(began.elapsed() >= HELD - Duration::from_secs(1), "the wait named is kept");
    let said: Vec<_> = servers.shown().into_iter().map(|(_, shown)| shown).collect();
    assert_eq!(said.concat(), [SAYS; 3], "one each, and none where it is closed");
}

/// Waits until the firings are so: by the reason they could not be said for, or their
/// fate.
async fn comes_to(settings: &Settings, wanted: &[(&str, usize)]) {
    let wanted = wanted.iter().map(|(reason, count)| ((*reason).to_owned(), *count)).collect();
    let deadline = Instant::now() + NOT_WAITING;
    loop {
        let found = settings.kept().count(REASONS).await;
        if found == wanted {
            return;
        }
        assert!(Instant::now() < deadline, "{found:?} instead of {wanted:?}");
        sleep(Duration::from_millis(50)).await;
    }
}

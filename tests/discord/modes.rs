//! What is kept of an interview, as the operator has decided.

use fake_discord::{FakeDiscord, Person};

use crate::{
    bot::Settings,
    runner::{How, begins, closed, export, gets_a_plan},
};

const SESSIONS: &str = "SELECT 'held', count(*) FROM conversation WHERE state IS NOT NULL";

async fn sessions(settings: &Settings) -> usize {
    settings.kept().count(SESSIONS).await["held"]
}

async fn says(person: &Person, line: &str, words: &str) {
    person.command(line).await.answered().await;
    person.sees(words).await;
}

#[tokio::test]
async fn off_asks_nothing_and_reminds() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new().interview("off");
    let _bot = settings.start(&discord);
    let ada = discord.person("Ada");
    says(&ada, "heel check", "I don't ask questions about health here").await;
    says(&ada, "heel summary", "I hold nothing about you").await;
    assert_eq!(sessions(&settings).await, 0);
    says(&ada, "heel timezone place: London", "London").await;
    says(&ada, "heel ice when: now", "None of that").await;
    ada.presses("None of that").answered().await;
    ada.sees("This is set").await;
    ada.shows("Ice on now").await;
    let facts = &export(&ada).await["session"]["facts"];
    assert!(facts.as_object().is_none_or(serde_json::Map::is_empty), "{facts}");
}

#[tokio::test]
async fn ephemeral_keeps_nothing_of_an_interview_that_was_stopped() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new().interview("ephemeral");
    let _bot = settings.start(&discord);
    let ada = discord.person("Ada");
    let screen = begins(&ada).await;
    crate::runner::picks(&ada, &screen, "I agree, and I'm 18 to 64").answered().await;
    let screen = ada.sees("the signs that can't wait").await;
    assert_eq!(sessions(&settings).await, 1);
    crate::runner::writes(&ada, &screen, "stop").await.answered().await;
    ada.sees("your answers are gone").await;
    assert_eq!(sessions(&settings).await, 0);
    assert!(export(&ada).await["session"].is_null());
}

#[tokio::test]
async fn ephemeral_keeps_nothing_of_an_interview_an_hour_after_the_last_word() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new();
    let bot = settings.start(&discord);
    let ada = discord.person("Ada");
    gets_a_plan(&ada, How::Pressing).await;
    assert_eq!(sessions(&settings).await, 1);
    bot.stop();
    time_passes(&settings, 59);
    let bot = settings.start(&discord);
    discord.identified(2).await;
    says(&ada, "heel help", "What I can do").await;
    assert_eq!(sessions(&settings).await, 1, "an hour has not passed");
    bot.stop();
    time_passes(&settings, 61);
    let _bot = settings.start(&discord);
    discord.identified(3).await;
    says(&ada, "heel help", "What I can do").await;
    assert_eq!(sessions(&settings).await, 0);
    assert!(export(&ada).await["session"].is_null());
}

#[tokio::test]
async fn stored_keeps_answers_as_elsewhere() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new().interview("stored");
    let bot = settings.start(&discord);
    let ada = discord.person("Ada");
    gets_a_plan(&ada, How::Pressing).await;
    bot.stop();
    time_passes(&settings, 24 * 60);
    let _bot = settings.start(&discord);
    discord.identified(2).await;
    assert!(!closed(&export(&ada).await).is_empty());
}

/// As if the bot had last been spoken to so much earlier.
fn time_passes(settings: &Settings, minutes: i64) {
    let file = settings.data().join("heelbot.db");
    let database = rusqlite::Connection::open(file).expect("a database");
    let earlier = "UPDATE conversation SET expires = expires - ?1";
    database.execute(earlier, [minutes * 60_000]).expect("it is written");
}

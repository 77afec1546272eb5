//! What no client of today sends: commands, buttons and values of another release,
//! forged ones, empty and endless texts.

use fake_discord::{FakeDiscord, Person};
use serde_json::{Value, json};

use crate::{
    bot::Settings,
    runner::{How, begins, walks, writes},
};

fn sub(name: &str, options: Value) -> Value {
    json!({"id": "1", "name": "heel", "type": 1,
        "options": [{"type": 1, "name": name, "options": options}]})
}

fn option(name: &str, value: &str) -> Value {
    json!([{"type": 3, "name": name, "value": value}])
}

#[tokio::test]
async fn commands_of_another_release_and_values_nobody_offered_are_answered() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new();
    let bot = settings.start(&discord);
    let ada = discord.person("Ada");
    begins(&ada).await;
    for data in [
        json!({"id": "1", "name": "ankle", "type": 1}),
        json!({"id": "1", "name": "heel", "type": 1, "options": []}),
        sub("dance", json!([])),
        sub("timezone", option("place", "Middle/Earth")),
        sub("timezone", option("place", &"x".repeat(6_000))),
        sub("language", option("language", "tlh")),
        sub("reminders", option("reminder", "../../etc/passwd")),
        sub("ice", option("weather", "'; DROP TABLE people; --")),
        sub("ice", option("when", "\u{202e}\u{0}\u{feff}")),
    ] {
        let said = data.to_string();
        let outcome = ada.sends_command(data).outcome().await;
        assert!(matches!(outcome, fake_discord::Outcome::Answered(_)), "{said}");
    }
    still_there(&ada, 0).await;
    let (_, log) = bot.stop();
    assert!(!log.contains("panicked"), "{log}");
}

#[tokio::test]
async fn buttons_and_lists_that_are_not_ours_are_answered_and_harmless() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&discord);
    let ada = discord.person("Ada");
    let ada = discord.club("Heel Striders", &ada).seat(&ada);
    let consent = begins(&ada).await;
    let real = consent.data("I agree, and I'm 18").to_owned();
    let another = real.replace("h1.", "h1.z");
    for forged in ["x", "h0.old.1.p.severity.7", "h9.from.tomorrow", &another, "list", "one"] {
        ada.presses_id(&consent, forged).answered().await;
        ada.chooses_values(&consent, forged, &[]).answered().await;
        ada.chooses_values(&consent, "list", &[forged]).answered().await;
        ada.chooses_values(&consent, "one", &[forged]).answered().await;
    }
    still_there(&ada, 0).await;
}

#[tokio::test]
async fn empty_and_endless_texts_are_answered() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&discord);
    let ada = discord.person("Ada");
    begins(&ada).await;
    // A first question that is twice not answered ends it; the next one is patient.
    ada.presses("I agree, and I'm 18 to 64").answered().await;
    ada.sees("the signs that can't wait").await;
    // "@everyone" would be every one of the danger signs.
    ada.presses("None of these").answered().await;
    for text in [
        " ".to_owned(),
        "x".repeat(4_000),
        "🏃".repeat(4_000),
        "**bold** `code` @everyone <@&1> ||spoiler|| [x](https://x.example)".to_owned(),
        "\u{200b}\u{200d}\u{feff}".to_owned(),
        "%s %n {} ${x} ' OR 1=1; --".to_owned(),
    ] {
        ada.command("heel resume").await.answered().await;
        let screen = ada.screen().await;
        writes(&ada, &screen, &text).await.answered().await;
    }
    ada.command("heel resume").await.answered().await;
    let screen = ada.screen().await;
    writes(&ada, &screen, "x").await.answered().await;
    // Sent as no client would: with nothing in it, and without a field.
    let screen = ada.screen().await;
    let open = screen
        .content
        .rows
        .buttons()
        .find(|button| button.action == fake_discord::Action::Press("type".to_owned()));
    ada.presses_on(&screen, &open.expect("a field").label).answered().await;
    let modal = ada.modal().await;
    for texts in [&[""][..], &[]] {
        ada.submits(&modal, texts).answered().await;
    }
    still_there(&ada, 2).await;
}

/// The conversation is where it was, and goes on to its end.
async fn still_there(ada: &Person, answered: usize) {
    ada.command("heel resume").await.answered().await;
    let (_, answers) = walks(ada, ada.screen().await, How::Pressing).await;
    assert_eq!(answers, crate::plain::PLAIN.len() - answered);
}

#[tokio::test]
async fn what_is_typed_behind_a_command_brings_suggestions() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&discord);
    let ada = discord.person("Ada");
    let offers = ada.types("heel timezone", "place", "lond").await;
    let (_, zone) = offers.iter().find(|(name, _)| name.contains("London")).expect("London");
    let zone = zone.as_str().expect("a text");
    ada.command(&format!("heel timezone place: {zone}")).await.answered().await;
    ada.sees("London").await;
    assert!(ada.types("heel timezone", "place", "qqqqqq").await.is_empty());
    ada.types("heel timezone", "place", &"x".repeat(200)).await;
    let offers = ada.types("heel help", "topic", "stretch").await;
    let [(_, topic)] = &offers[..] else { panic!("one topic: {offers:?}") };
    let line = format!("heel help topic: {}", topic.as_str().expect("a text"));
    ada.command(&line).await.answered().await;
    ada.sees("depends on your answers").await;
}

#[tokio::test]
async fn a_language_nobody_speaks_here_gets_english() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&discord);
    for locale in ["ja", "pt-BR", "xx-YY"] {
        let person = discord.person("Kor").speaks(locale);
        begins(&person).await;
    }
}

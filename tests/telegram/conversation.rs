//! Whole conversations in the private chat, by every way of answering, on both
//! databases, by polling and by webhook.

use std::time::Duration;

use fake_telegram::{FakeTelegram, Message, Person};
use serde_json::Value as Json;
use tokio::{task::JoinSet, time::Instant};

use crate::{
    bot::{Settings, Transport},
    database::Schema,
    plain::PLAIN,
    runner::{How, closed, export, gets_a_plan, walks},
};

/// What a plain case may take: one tap a question and two more.
const MOST_TAPS: usize = 14;

async fn everybody_gets_the_same_plan(settings: Settings) {
    let telegram = FakeTelegram::start().await;
    let bot = settings.start(&telegram);
    let people = [("Ada", How::Tapping), ("Bea", How::Writing), ("Cem", How::Both)];
    let talks: JoinSet<_> =
        people.map(|(name, how)| talk(telegram.person(name), how)).into_iter().collect();
    let held = talks.join_all().await;
    // In words the age is told with the agreement, and is a question of its own.
    let trail = &closed(&held[0])[1..];
    for held in &held {
        let facts = &held["session"]["facts"];
        assert_eq!(closed(held).len(), PLAIN.len(), "{held}");
        assert_eq!((&facts["site"], &facts["severity"]), (&"under_heel".into(), &4.into()));
        assert_eq!(&closed(held)[1..], trail, "the same questions, however answered");
    }
    telegram.all_received().await;
    assert_eq!(telegram.unanswered(), 0, "every tap is answered");
    assert_eq!(telegram.repeated_answers(), 0);
    let (status, log) = bot.stop();
    assert!(status.success(), "{log}");
}

/// One person's conversation to the plan; what is held about them then.
async fn talk(person: Person, how: How) -> Json {
    let (_, taps) = gets_a_plan(&person, how).await;
    person.shows("From:").await;
    if how == How::Tapping {
        assert!(taps <= MOST_TAPS, "{taps} taps\n{}", person.transcript());
    }
    export(&person).await
}

#[tokio::test]
async fn by_taps_by_words_and_by_both_on_sqlite_by_polling() {
    everybody_gets_the_same_plan(Settings::new()).await;
}

#[tokio::test]
async fn by_taps_by_words_and_by_both_on_sqlite_by_webhook() {
    everybody_gets_the_same_plan(Settings::new().by(Transport::Webhook)).await;
}

#[tokio::test]
async fn by_taps_by_words_and_by_both_on_postgresql_by_polling() {
    let Some(schema) = Schema::new() else { return };
    everybody_gets_the_same_plan(Settings::new().on_postgres(schema)).await;
}

#[tokio::test]
async fn by_taps_by_words_and_by_both_on_postgresql_by_webhook() {
    let Some(schema) = Schema::new() else { return };
    let settings = Settings::new().on_postgres(schema).by(Transport::Webhook);
    everybody_gets_the_same_plan(settings).await;
}

#[tokio::test]
async fn a_danger_sign_told_in_words_interrupts_at_once() {
    let telegram = FakeTelegram::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&telegram);
    let ada = telegram.person("Ada");
    ada.sends("/start");
    ada.sees("I agree").await;
    ada.taps("I agree, and I'm 18 to 64");
    ada.sees("the signs that can't wait").await;
    ada.sends("my calf is swollen and I can't breathe");
    ada.sees("999").await;
}

#[tokio::test]
async fn a_danger_sign_tapped_is_ticked_and_then_interrupts() {
    let telegram = FakeTelegram::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&telegram);
    let ada = telegram.person("Ada");
    ada.sends("/start");
    ada.sees("I agree").await;
    ada.taps("I agree, and I'm 18 to 64");
    ada.sees("the signs that can't wait").await;
    ada.taps("Short of breath");
    let ticked = ada.screen().await;
    let ticks: Vec<_> = ticked
        .labels()
        .into_iter()
        .filter(|label| label.ends_with("chest pain"))
        .map(str::to_owned)
        .collect();
    assert_ne!(ticks, ["Short of breath, or chest pain"], "there is a tick: {ticked}");
    assert_eq!(ada.reads().iter().filter(|read| read.id == ticked.id).count(), 1);
    ada.taps("Done");
    ada.sees("999").await;
}

#[tokio::test]
async fn a_double_tap_and_a_stale_one_change_nothing_and_show_where_we_are() {
    let telegram = FakeTelegram::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&telegram);
    let ada = telegram.person("Ada");
    ada.sends("/start");
    let consent = ada.screen().await;
    // Twice before the bot has said anything.
    let taps = [ada.taps("I agree, and I'm 18 to 64"), ada.taps("I agree, and I'm 18 to 64")];
    for tap in &taps {
        tap.answered().await;
    }
    ada.sees("the signs that can't wait").await;

    // The first question's button, after it is gone from the screen.
    ada.taps_on(&consent, "I agree, and I'm 18 to 64").answered().await;
    // It is still the question that is asked.
    let (_, taps) = walks(&ada, ada.screen().await, How::Tapping).await;
    assert_eq!(taps, PLAIN.len() - 1);
    assert_eq!(closed(&export(&ada).await).len(), PLAIN.len());
    assert_eq!(telegram.unanswered(), 0);
}

#[tokio::test]
async fn options_tapped_before_the_screen_has_changed_are_all_ticked() {
    let telegram = FakeTelegram::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&telegram);
    let ada = telegram.person("Ada");
    ada.sends("/start");
    ada.sees("I agree").await;
    ada.taps("I agree, and I'm 18 to 64");
    let list = ada.sees("the signs that can't wait").await;
    let options = ["It began with a fall", "The skin of the heel", "One calf"];
    for option in options.iter().chain(&options[..1]) {
        ada.taps_on(&list, option);
    }
    let ticked = ada
        .waits_for("three ticks", |chat| {
            let ticks = |screen: &&Message| {
                let labels = screen.labels();
                let marks = |option: &&&str| {
                    labels
                        .iter()
                        .any(|label| label.contains(**option) && !label.starts_with(**option))
                };
                options.iter().filter(marks).count() == options.len()
            };
            chat.screen().filter(ticks).cloned()
        })
        .await;
    assert_eq!(ticked.id, list.id, "in the same message");
    ada.taps("Done");
    let next = ada.screen().await;
    assert!(!next.text.contains("earlier question"), "{next}");
}

#[tokio::test]
async fn a_tap_every_moment_is_answered_at_once_within_the_limits() {
    const TAPS: u32 = 24;
    /// At one a second, with five at once, these would take nineteen seconds.
    const FAR_BELOW: Duration = Duration::from_secs(12);
    let telegram = FakeTelegram::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&telegram);
    let ada = telegram.person("Ada");
    ada.sends("/start");
    ada.sees("I agree").await;
    ada.taps("I agree, and I'm 18 to 64");
    ada.sees("the signs that can't wait").await;
    let began = Instant::now();
    for _ in 0..TAPS {
        ada.taps("It began with a fall");
        ada.screen().await;
    }
    assert!(began.elapsed() < FAR_BELOW, "{:?}", began.elapsed());
    assert_eq!(telegram.too_fast(), Vec::<String>::new());
}

#[tokio::test]
async fn the_export_is_a_file_to_read_and_one_for_programs() {
    let telegram = FakeTelegram::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&telegram);
    let ada = telegram.person("Ada");
    gets_a_plan(&ada, How::Tapping).await;
    ada.sends("/export");
    let (_, words) = ada.file_ending(".txt").await;
    assert!(words.contains("under the heel"), "{words}");
    let (_, json) = ada.file_ending(".json").await;
    let json: Json = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["session"]["facts"]["site"], "under_heel");
}

#[tokio::test]
async fn buttons_that_are_not_ours_are_answered_and_harmless() {
    let telegram = FakeTelegram::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&telegram);
    let ada = telegram.person("Ada");
    ada.sends("/start");
    let consent = ada.screen().await;
    let real = consent.data("I agree, and I'm 18").to_owned();
    for forged in
        ["", "x", "h0.old.1.p.severity.7", "h9.from.tomorrow", &real.replace("h1.", "h1.z")]
    {
        ada.taps_data(&consent, forged).answered().await;
    }
    // The platform has forgotten the press when it is answered; it counts all the same.
    ada.taps_long_ago(&consent, &real);
    ada.sees("the signs that can't wait").await;
}

#[tokio::test]
async fn a_message_the_person_removed_is_sent_anew() {
    let telegram = FakeTelegram::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&telegram);
    let ada = telegram.person("Ada");
    ada.sends("/start");
    let consent = ada.screen().await;
    ada.deletes(&consent);
    ada.taps_on(&consent, "I agree, and I'm 18 to 64").answered().await;
    let danger = ada.sees("the signs that can't wait").await;
    assert_ne!(danger.id, consent.id);
}

#[tokio::test]
async fn a_language_nobody_speaks_here_gets_english_and_none_is_no_trouble() {
    let telegram = FakeTelegram::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&telegram);
    for language in [Some("tlh"), Some("pt-br"), None] {
        let person = telegram.person("Kor").speaks(language);
        person.sends("/start");
        person.sees("I ask runners").await;
    }
}

#[tokio::test]
async fn everything_is_sent_without_unfolding_links() {
    let telegram = FakeTelegram::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&telegram);
    let ada = telegram.person("Ada");
    gets_a_plan(&ada, How::Tapping).await;
    for message in ada.reads() {
        let link = message.text.contains("http") || message.text.contains("www.");
        assert!(!link || message.previews == fake_telegram::Previews::Disabled, "{message}");
    }
}

#[tokio::test]
async fn commands_are_registered_for_private_chats_and_a_few_for_groups() {
    let telegram = FakeTelegram::start().await;
    let settings = Settings::new();
    let bot = settings.start(&telegram);
    let ada = telegram.person("Ada");
    ada.sends("/help");
    ada.sees("/check").await;
    telegram.called("setMyCommands", 1).await;
    let private = telegram.commands("all_private_chats", "");
    for name in ["check", "help", "privacy", "delete", "stop", "export"] {
        assert!(private.iter().any(|command| command == name), "{name} in {private:?}");
    }
    // Nothing has changed: nothing is registered again.
    let before = telegram.calls()["setMyCommands"];
    bot.stop();
    let _bot = settings.start(&telegram);
    ada.sends("/help");
    ada.sees("/check").await;
    assert_eq!(telegram.calls()["setMyCommands"], before);
}

//! The club's group: nothing about anybody's health is said there, and the way to
//! the private chat is one tap.

use fake_telegram::{BOT_NAME, FakeTelegram, Kind, Role};

use crate::{
    bot::Settings,
    plain::question,
    runner::{How, walks},
};

/// Words of a health conversation, in lower case.
const HEALTH: [&str; 6] = ["hurt", "pain", "swollen", "heel bone", "how bad", "plan"];

#[tokio::test]
async fn check_in_a_group_opens_the_private_chat_and_says_nothing_of_health() {
    let telegram = FakeTelegram::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&telegram);
    let (ada, bea) = (telegram.person("Ada"), telegram.person("Bea"));
    let club = telegram.group(Kind::Supergroup, "Heel Striders", &ada);
    club.adds_bot(&ada);
    let bea = club.seat(&bea);
    bea.shows("Hello").await;
    bea.sends(&format!("/check@{BOT_NAME}"));
    let answer = bea.screen().await;

    // In private the questions begin at once, and nobody else sees them.
    let private = bea.follows(&answer);
    let first = private.screen().await;
    assert_eq!(question(&first.text), Some(0), "{first}");
    walks(&private, first, How::Tapping).await;
    bea.sends("/summary");
    bea.sends("/explain");
    bea.sends("/export");
    telegram.all_received().await;
    private.sends("/summary");
    private.sees("Date:").await;
    for message in bea.reads() {
        assert!(message.document.is_none(), "{message}");
        let text = message.text.to_lowercase();
        assert!(!HEALTH.iter().any(|word| text.contains(word)), "{message}");
    }
}

#[tokio::test]
async fn the_talk_of_a_group_is_none_of_its_business() {
    let telegram = FakeTelegram::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&telegram);
    let ada = telegram.person("Ada");
    let club = telegram.group(Kind::Supergroup, "Heel Striders", &ada);
    // An administrator hears everything.
    club.makes_bot(&ada, Role::Administrator);
    let seat = club.seat(&ada);
    let before = seat.reads().len();
    for talk in ["my heel hurts", "/check@another_bot", "yes", "4", "/unknown@another_bot"] {
        seat.sends(talk);
    }
    telegram.all_received().await;
    ada.sends("/help");
    ada.sees("/check").await;
    assert!(seat.reads().len() <= before + 1, "a greeting at most: {}", seat.transcript());
}

#[tokio::test]
async fn in_a_topic_it_answers_in_the_topic_and_beside_it_once_it_is_gone() {
    let telegram = FakeTelegram::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&telegram);
    let ada = telegram.person("Ada");
    let club = telegram.group(Kind::Forum, "Heel Striders", &ada);
    club.opens_topic(42);
    club.adds_bot(&ada);
    let seat = club.seat(&ada).in_topic(42);
    seat.shows("Hello").await;
    seat.sends("/check");
    assert_eq!(seat.screen().await.topic, Some(42));
    // The question is on its way when the topic goes.
    club.deletes_topic(42);
    seat.sends("/check");
    assert_eq!(seat.screen().await.topic, None);
}

#[tokio::test]
async fn a_group_that_becomes_a_supergroup_goes_on_there_by_either_signal() {
    let telegram = FakeTelegram::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&telegram);
    let ada = telegram.person("Ada");
    for silent in [false, true] {
        let club = telegram.group(Kind::Group, "Heel Striders", &ada);
        club.adds_bot(&ada);
        let seat = club.seat(&ada);
        seat.shows("Hello").await;
        seat.sends("/check");
        seat.screen().await;
        let new =
            if silent { club.becomes_supergroup_in_silence() } else { club.becomes_supergroup() };
        let seat = new.seat(&ada);
        seat.sends(&format!("/check@{BOT_NAME}"));
        seat.screen().await;
    }
}

#[tokio::test]
async fn an_anonymous_administrator_and_a_channel_are_no_trouble() {
    let telegram = FakeTelegram::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&telegram);
    let ada = telegram.person("Ada");
    let club = telegram.group(Kind::Supergroup, "Heel Striders", &ada);
    club.adds_bot(&ada);
    let seat = club.seat(&ada);
    seat.sends_content(
        "/check",
        serde_json::json!({
            "text": "/check",
            "from": {"id": 1_087_968_824, "is_bot": true, "first_name": "Group",
                     "username": "GroupAnonymousBot"},
            "sender_chat": {"id": club.id(), "type": "supergroup", "title": "Heel Striders"},
        }),
    );
    telegram.all_received().await;
    ada.sends("/help");
    ada.sees("/check").await;
}

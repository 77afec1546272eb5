//! Every kind of update that Telegram documents: a sensible reply or silence, no
//! error, nothing lost.

use fake_telegram::{FakeTelegram, Person};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::{
    bot::Settings,
    runner::{How, walks},
};

/// What makes a message something other than text; after the documentation of
/// `Message`.
fn contents() -> Vec<(&'static str, Value)> {
    let file = json!({"file_id": "f", "file_unique_id": "u", "file_size": 9});
    let with = |more: Value| {
        let mut all = file.clone();
        for (key, value) in more.as_object().expect("an object") {
            all[key] = value.clone();
        }
        all
    };
    let photo = with(json!({"width": 9, "height": 9}));
    let location = json!({"latitude": 51.5, "longitude": -0.1});
    vec![
        ("a photo", json!({"photo": [photo]})),
        ("a photo with a caption", json!({"photo": [photo], "caption": "my heel"})),
        (
            "a sticker",
            json!({"sticker": with(json!({"type": "regular", "width": 9, "height": 9,
                   "is_animated": false, "is_video": false}))}),
        ),
        ("a voice message", json!({"voice": with(json!({"duration": 3}))})),
        ("a recording", json!({"audio": with(json!({"duration": 3}))})),
        ("a document", json!({"document": file})),
        (
            "an animation",
            json!({"animation": with(json!({"width": 9, "height": 9, "duration": 3})),
                   "document": file}),
        ),
        ("a video", json!({"video": with(json!({"width": 9, "height": 9, "duration": 3}))})),
        ("a video note", json!({"video_note": with(json!({"length": 9, "duration": 3}))})),
        ("a contact", json!({"contact": {"phone_number": "1", "first_name": "Eve"}})),
        ("a place", json!({"location": location})),
        (
            "a venue",
            json!({"venue": {"location": location, "title": "Track", "address": "1"},
                   "location": location}),
        ),
        ("dice", json!({"dice": {"emoji": "🎲", "value": 3}})),
        (
            "a poll",
            json!({"poll": {"id": "1", "question": "run?", "options": [
                    {"text": "a", "voter_count": 0}, {"text": "b", "voter_count": 0}],
                "total_voter_count": 0, "is_closed": false, "is_anonymous": true,
                "type": "regular", "allows_multiple_answers": false}}),
        ),
        (
            "something forwarded",
            json!({"text": "/check", "forward_origin":
                {"type": "hidden_user", "sender_user_name": "Eve", "date": 1_700_000_000}}),
        ),
        (
            "a pinned message",
            json!({"pinned_message": {"message_id": 1, "date": 0,
            "chat": {"id": 1, "type": "private", "first_name": "Ada"}}}),
        ),
        (
            "a changed timer",
            json!({"message_auto_delete_timer_changed":
            {"message_auto_delete_time": 86_400}}),
        ),
        ("a kind nobody knows yet", json!({"hologram": {"depth": 3}})),
    ]
}

/// Updates that are not messages to the bot.
fn others(ada: &Person) -> Vec<(&'static str, Value)> {
    let user = json!({"id": ada.id(), "is_bot": false, "first_name": "Ada"});
    let chat = json!({"id": ada.id(), "type": "private", "first_name": "Ada"});
    let channel = json!({"id": -1_000_000_009_999_i64, "type": "channel", "title": "News"});
    let message = |chat: &Value| {
        json!({"message_id": 7_000, "date": 1_700_000_000, "chat": chat, "from": user,
               "text": "edited"})
    };
    vec![
        ("edited_message", {
            let mut edited = message(&chat);
            edited["edit_date"] = json!(1_700_000_001);
            edited
        }),
        ("channel_post", message(&channel)),
        ("edited_channel_post", message(&channel)),
        ("inline_query", json!({"id": "1", "from": user, "query": "heel", "offset": ""})),
        ("chosen_inline_result", json!({"result_id": "1", "from": user, "query": "heel"})),
        (
            "message_reaction",
            json!({"chat": chat, "message_id": 1, "user": user, "date": 1_700_000_000,
                   "old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": "👍"}]}),
        ),
        ("poll_answer", json!({"poll_id": "1", "user": user, "option_ids": [0]})),
        (
            "poll",
            json!({"id": "1", "question": "run?", "options": [], "total_voter_count": 0,
                   "is_closed": true, "is_anonymous": true, "type": "regular",
                   "allows_multiple_answers": false}),
        ),
        (
            "chat_join_request",
            json!({"chat": channel, "from": user, "user_chat_id": ada.id(),
                   "date": 1_700_000_000}),
        ),
        (
            "callback_query",
            json!({"id": "77", "from": user, "chat_instance": "1", "game_short_name": "chess"}),
        ),
        (
            "callback_query",
            json!({"id": "78", "from": user, "chat_instance": "1", "data": "h1.x",
                   "inline_message_id": "abc"}),
        ),
        (
            "callback_query",
            json!({"id": "79", "from": user, "chat_instance": "1", "data": "h1.x",
                   "message": {"chat": chat, "message_id": 1, "date": 0}}),
        ),
        ("purchased_paid_media", json!({"from": user, "paid_media_payload": "x"})),
        (
            "deleted_business_messages",
            json!({"business_connection_id": "1", "chat": chat,
            "message_ids": [1]}),
        ),
        ("message", json!({"message_id": "not a number"})),
        ("message", json!(null)),
        ("hologram", json!({"depth": 3})),
    ]
}

/// What people type that no table of words foresees.
fn texts() -> Vec<String> {
    vec![
        "x".repeat(4_096),
        "🏃".repeat(2_048),
        "\u{202e}leeh ym\u{202c}".to_owned(),
        "\u{200b}\u{200d}\u{feff}".to_owned(),
        "עקב כואב".to_owned(),
        "<b>bold</b> & <script>".to_owned(),
        "/".to_owned(),
        "/nosuchcommand".to_owned(),
        "/check@another_bot".to_owned(),
        "/CHECK".to_owned(),
        "//start".to_owned(),
        "/start \u{0}".to_owned(),
        "/start ../../etc/passwd".to_owned(),
        "%s %n {} ${x} ' OR 1=1; --".to_owned(),
    ]
}

#[tokio::test]
async fn every_kind_of_update_is_answered_or_passed_over_and_the_conversation_goes_on() {
    let telegram = FakeTelegram::start().await;
    let settings = Settings::new();
    let bot = settings.start(&telegram);
    let ada = telegram.person("Ada");
    ada.sends("/start");
    ada.screen().await;
    for (kind, content) in others(&ada) {
        telegram.update(kind, content);
    }
    // Everybody sends one of them: to one chat the bot may write once a second.
    let shapes = texts().into_iter().map(|text| (text.clone(), json!({"text": text})));
    let shapes = shapes.chain(contents().into_iter().map(|(shown, it)| (shown.to_owned(), it)));
    let talks: JoinSet<_> = shapes
        .map(|(shown, content)| goes_on_after(telegram.person("Somebody"), shown, content))
        .collect();
    talks.join_all().await;
    telegram.all_received().await;
    ada.taps("I agree, and I'm 18 to 64");
    let screen = ada.sees("the signs that can't wait").await;
    walks(&ada, screen, How::Tapping).await;
    // Presses made up above belong to no message of the bot's: forged, so an attempt
    // to answer them is no mistake.
    let forged = |mistake: &&String| !mistake.contains("query ID is invalid");
    assert_eq!(telegram.mistakes().iter().filter(forged).count(), 0, "{:?}", telegram.mistakes());
    telegram.forgive();
    let (_, log) = bot.stop();
    assert!(!log.contains("panicked"), "{log}");
}

/// Somebody sends this at the first question, and then answers it.
async fn goes_on_after(person: Person, shown: String, content: Value) {
    person.sends("/start");
    person.screen().await;
    person.sends_content(&shown, content);
    person.sends("/resume");
    // Asked in the first words or in others.
    person.sees("I agree").await;
    person.taps("I agree, and I'm 18 to 64");
    person.shows("the signs that can't wait").await;
}

#[tokio::test]
async fn what_a_person_wrote_is_shown_as_they_wrote_it_and_never_taken_for_marks() {
    let telegram = FakeTelegram::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&telegram);
    let ada = telegram.person("Ada");
    ada.sends("/timezone London");
    ada.sees("London").await;
    ada.sends("/stretch every <b>blue</b> moon");
    ada.sees("Before stretching").await;
    ada.taps("None of that");
    ada.sees("<b>blue</b>").await;
}

//! Updates as Telegram sends them, and what they come to.

use super::*;

fn me() -> Me {
    Me { id: 7, name: "heel_bot".into() }
}

fn comes_to(update: &Value) -> Translated {
    let raw = RawValue::from_string(update.to_string()).unwrap();
    translate(read(&raw).expect("a shape we know"), &me())
}

fn input(update: &Value) -> Option<Input> {
    comes_to(update).event.map(|event| event.input)
}

fn private(what: Value) -> Value {
    let mut message = json!({
        "message_id": 5, "date": 1_790_000_000,
        "from": { "id": 42, "is_bot": false, "first_name": "Ada", "language_code": "de" },
        "chat": { "id": 42, "type": "private", "first_name": "Ada" },
    });
    message.as_object_mut().unwrap().extend(what.as_object().unwrap().clone());
    json!({ "update_id": 9, "message": message })
}

fn group(what: Value) -> Value {
    let chat = json!({ "id": -1_005, "type": "supergroup", "title": "Club", "is_forum": true });
    let mut update = private(json!({ "chat": chat }));
    update["message"].as_object_mut().unwrap().extend(what.as_object().unwrap().clone());
    update
}

#[test]
fn words_in_private_are_said_to_the_bot() {
    let event = comes_to(&private(json!({ "text": "my heel hurts" }))).event.unwrap();
    assert_eq!(event.input, Input::Text("my heel hurts".into()));
    assert_eq!(event.id.as_str(), "telegram:7.9");
    assert_eq!(event.audience, Audience::Private);
    assert_eq!(event.language.as_deref(), Some("de"));
    assert_eq!(event.conversation.place.space, None);
    assert_eq!(event.conversation.place.channel.as_str(), "42");
}

#[test]
fn commands_are_read_with_what_follows_and_those_of_other_bots_are_not_ours() {
    let text = |text: &str| input(&private(json!({ "text": text })));
    let start = |rest: &str| Some(Input::Command(Command::Start, rest.into()));
    assert_eq!(text("/start"), start(""));
    assert_eq!(text("/start check"), start("check"));
    assert_eq!(text("/START@Heel_Bot  check "), start("check"));
    assert_eq!(text("/check@other_bot"), None);
    assert_eq!(text("/dance"), Some(Input::Text("/dance".into())));
    assert_eq!(input(&group(json!({ "text": "/dance" }))), None);
}

#[test]
fn a_forwarded_command_is_no_order() {
    let origin = json!({ "type": "hidden_user", "date": 1, "sender_user_name": "Eve" });
    let update = private(json!({ "text": "/delete", "forward_origin": origin }));
    assert_eq!(input(&update), Some(Input::Text("/delete".into())));
}

#[test]
fn what_carries_no_words_says_so_and_a_caption_is_words() {
    let sticker = json!({ "location": { "latitude": 1.0, "longitude": 2.0 } });
    assert_eq!(input(&private(sticker)), Some(Input::Wordless));
    let photo =
        json!([{ "file_id": "f", "file_unique_id": "u", "width": 1, "height": 1, "file_size": 1 }]);
    assert_eq!(input(&private(json!({ "photo": photo }))), Some(Input::Wordless));
    let captioned = json!({ "photo": photo, "caption": "swollen" });
    assert_eq!(input(&private(captioned)), Some(Input::Text("swollen".into())));
}

#[test]
fn a_message_with_something_new_in_it_is_still_heard() {
    let entities = json!([{ "type": "from_the_future", "offset": 0, "length": 8 }]);
    let update = private(json!({ "text": "tomorrow 8:00", "entities": entities, "chat": {
        "id": 42, "type": "private", "first_name": "Ada", "shade": { "new": 1 },
    } }));
    assert_eq!(input(&update), Some(Input::Text("tomorrow 8:00".into())));
}

#[test]
fn people_in_a_group_talk_to_each_other_unless_they_talk_to_the_bot() {
    assert_eq!(input(&group(json!({ "text": "who runs on sunday?" }))), None);
    let mention = json!([{ "type": "mention", "offset": 3, "length": 9 }]);
    let to_me = group(json!({ "text": "😀 @heel_bot hi", "entities": mention }));
    assert!(matches!(input(&to_me), Some(Input::Text(_))));
    let asked = comes_to(&group(json!({ "text": "/check" })));
    assert_eq!(asked.asks_about, Some(Membership { chat: -1_005, person: 42 }));
    let event = asked.event.unwrap();
    assert_eq!(event.audience, Audience::Shared);
    assert_eq!(event.conversation.place.space.unwrap().as_str(), "-1005");
}

#[test]
fn a_thread_is_a_topic_only_where_telegram_says_so() {
    let thread = |topic: bool| {
        let update =
            group(json!({ "text": "/check", "message_thread_id": 3, "is_topic_message": topic }));
        comes_to(&update).event.unwrap().conversation.place.thread
    };
    assert_eq!(thread(true), Some(PlatformId::new("3")));
    // Replies in other groups carry a thread too.
    assert_eq!(thread(false), None);
}

#[test]
fn who_speaks_in_the_groups_name_runs_it() {
    let own = json!({ "id": -1_005, "type": "supergroup", "title": "Club" });
    let spoken = comes_to(&group(json!({ "text": "/check", "sender_chat": own })));
    assert_eq!(spoken.asks_about, None);
    assert_eq!(spoken.event.unwrap().standing, Standing::Admin);
    let channel = json!({ "id": -1_009, "type": "channel", "title": "News" });
    let spoken = comes_to(&group(json!({ "text": "/check", "sender_chat": channel })));
    assert_eq!(spoken.event.unwrap().standing, Standing::Member);
}

#[test]
fn a_group_that_became_a_supergroup_has_moved() {
    let update = group(json!({
        "migrate_to_chat_id": -1_006,
        "chat": { "id": -5, "type": "group", "title": "Club" },
    }));
    let Some(Input::PlaceMoved(to)) = input(&update) else { panic!("not moved") };
    assert_eq!(to.channel.as_str(), "-1006");
}

#[test]
fn a_press_is_answered_whatever_it_is() {
    let press = json!({ "update_id": 9, "callback_query": {
        "id": "q1", "chat_instance": "c", "data": "h1.x",
        "from": { "id": 42, "is_bot": false, "first_name": "Ada" },
        "message": { "message_id": 5, "date": 0, "chat": { "id": 42, "type": "private", "first_name": "Ada" } },
    } });
    let pressed = comes_to(&press);
    assert_eq!(pressed.press.as_deref(), Some("q1"));
    assert_eq!(pressed.event.unwrap().input, Input::Press("h1.x".into()));
    let mut bare = press;
    bare["callback_query"].as_object_mut().unwrap().remove("message");
    let pressed = comes_to(&bare);
    assert_eq!((pressed.press.as_deref(), pressed.event), (Some("q1"), None));
}

#[test]
fn being_let_in_and_shut_out_is_told_and_being_promoted_is_not() {
    let change = |old: &str, new: &str| {
        let member = |status: &str| match status {
            "kicked" => json!({ "status": status, "until_date": 0, "user": bot() }),
            _ => json!({ "status": status, "user": bot() }),
        };
        input(&json!({ "update_id": 9, "my_chat_member": {
            "chat": { "id": 42, "type": "private", "first_name": "Ada" },
            "from": { "id": 42, "is_bot": false, "first_name": "Ada" },
            "date": 1_790_000_000, "old_chat_member": member(old), "new_chat_member": member(new),
        } }))
    };
    assert_eq!(change("kicked", "member"), Some(Input::Admitted));
    assert_eq!(change("member", "kicked"), Some(Input::ShutOut));
    assert_eq!(change("member", "left"), Some(Input::ShutOut));
    assert_eq!(change("member", "member"), None);
}

fn bot() -> Value {
    json!({ "id": 7, "is_bot": true, "first_name": "Heel", "username": "heel_bot" })
}

#[test]
fn what_nobody_knows_is_told_apart_from_what_nobody_said() {
    let unknown =
        RawValue::from_string(json!({ "update_id": 9, "novelty": {} }).to_string()).unwrap();
    assert!(read(&unknown).is_none());
    assert_eq!(number(&unknown), Some(9));
    let pinned = json!({ "new_chat_title": "Runners" });
    assert_eq!(comes_to(&group(pinned)), Translated::default());
}

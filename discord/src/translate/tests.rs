//! Interactions as Discord sends them, and what each comes to.

use serde_json::{Value, json};

use super::*;

fn person() -> Value {
    json!({ "id": "42", "username": "ann", "discriminator": "0", "avatar": null })
}

fn member(permissions: &str) -> Value {
    json!({
        "user": person(), "roles": [], "joined_at": "2024-01-01T00:00:00Z", "deaf": false,
        "mute": false, "flags": 0, "permissions": permissions,
    })
}

fn message(flags: u64, components: &Value) -> Value {
    json!({
        "id": "900", "channel_id": "7", "author": person(), "content": "", "flags": flags,
        "timestamp": "2026-11-23T08:00:00Z", "edited_timestamp": null, "tts": false,
        "mention_everyone": false, "mentions": [], "mention_roles": [], "attachments": [],
        "embeds": [], "pinned": false, "type": 0, "components": components,
    })
}

fn interaction(kind: u8, data: &Value, place: &Value) -> Value {
    let mut whole = json!({
        "id": "100", "application_id": "5", "type": kind, "token": "aW50", "version": 1,
        "locale": "en-GB", "entitlements": [], "attachment_size_limit": 1000,
        "authorizing_integration_owners": {}, "data": data, "app_permissions": "0",
    });
    for (name, value) in place.as_object().expect("fields") {
        whole[name] = value.clone();
    }
    whole
}

fn direct() -> Value {
    json!({ "channel_id": "7", "user": person(), "context": 1,
            "channel": { "id": "7", "type": 1 } })
}

fn server(permissions: &str) -> Value {
    json!({ "channel_id": "7", "guild_id": "3", "member": member(permissions), "context": 0,
            "guild_locale": "de", "channel": { "id": "7", "type": 0, "name": "general" } })
}

fn sub(name: &str, options: &Value) -> Value {
    json!({ "id": "1", "name": "heel", "type": 1,
            "options": [{ "type": 1, "name": name, "options": options }] })
}

fn read(interaction: Value) -> Meaning {
    translate(serde_json::from_value(interaction).expect("an interaction"))
}

fn event(interaction: Value) -> (Incoming, Asked) {
    match read(interaction) {
        Meaning::Event(event, asked) => (*event, asked),
        other => panic!("no event: {other:?}"),
    }
}

fn press(id: &str, place: &Value) -> Value {
    let mut whole = interaction(3, &json!({ "custom_id": id, "component_type": 2 }), place);
    whole["message"] = message(0, &json!([]));
    whole
}

#[test]
fn a_command_is_an_event_with_what_was_said_along() {
    let options = json!([{ "type": 3, "name": "when", "value": " every day at 8 " }]);
    let (event, asked) = event(interaction(2, &sub("stretch", &options), &direct()));
    assert_eq!(event.input, Input::Command(Command::Stretch, "every day at 8".into()));
    assert_eq!(event.id.as_str(), "discord:100");
    assert_eq!(event.language.as_deref(), Some("en-GB"));
    assert_eq!(event.conversation.person.id.as_str(), "42");
    assert_eq!((asked.cause, asked.seen), (Cause::Command, Seen::InTheirChat));
}

#[test]
fn a_command_of_another_release_is_what_it_says() {
    let options = json!([{ "type": 3, "name": "x", "value": "y" }]);
    let (event, _) = event(interaction(2, &sub("dance", &options), &direct()));
    assert_eq!(event.input, Input::Text("/dance y".into()));
}

#[test]
fn direct_messages_are_a_place_of_their_own_and_a_server_is_a_space() {
    let (direct, _) = event(press("x", &direct()));
    assert_eq!(direct.conversation.place.space, None);
    let (server, asked) = event(press("x", &server("0")));
    let place = server.conversation.place;
    assert_eq!(place.space.as_ref().map(PlatformId::as_str), Some("3"));
    assert_eq!((place.channel.as_str(), place.thread), ("7", None));
    assert_eq!(asked.seen, Seen::ByThemAlone);
    assert_eq!(server.audience, Audience::Private, "the answer is theirs alone");
}

#[test]
fn a_thread_is_told_from_its_channel() {
    let mut place = server("0");
    place["channel"] = json!({ "id": "7", "type": 11, "parent_id": "6" });
    let place = event(press("x", &place)).0.conversation.place;
    assert_eq!(place.channel.as_str(), "6");
    assert_eq!(place.thread.as_ref().map(PlatformId::as_str), Some("7"));
}

#[test]
fn in_other_peoples_chats_only_the_person_sees_the_answer() {
    let mut group = direct();
    group["context"] = json!(2);
    let (event_there, asked) = event(press("x", &group));
    assert_eq!(asked.seen, Seen::ByThemAlone);
    assert!(event_there.conversation.place.space.is_some(), "nothing is ever sent there unasked");
    // A field's window does not tell where it was opened; the message it was on does.
    let data = json!({ "custom_id": "type", "components": [] });
    let mut place = direct();
    place.as_object_mut().expect("fields").remove("context");
    let mut modal = interaction(5, &data, &place);
    modal["message"] = message(64, &json!([]));
    assert_eq!(event(modal).1.seen, Seen::ByThemAlone);
}

#[test]
fn rights_are_those_discord_states() {
    let standing = |permissions| event(press("x", &server(permissions))).0.standing;
    assert_eq!(standing("0"), Standing::Member);
    assert_eq!(standing("32"), Standing::Admin, "manages the server");
    assert_eq!(standing("8"), Standing::Admin, "administers it");
    assert_eq!(event(press("x", &direct())).0.standing, Standing::Unknown);
}

#[test]
fn a_press_and_what_was_chosen_come_as_they_are() {
    let (pressed, asked) = event(press("h1.abc.1.back", &direct()));
    assert_eq!(pressed.input, Input::Press("h1.abc.1.back".into()));
    assert_eq!(asked.message(), Some("900"));
    let chosen = |id: &str, values: Value| {
        let data = json!({ "custom_id": id, "component_type": 3, "values": values });
        let mut whole = interaction(3, &data, &direct());
        whole["message"] = message(0, &json!([]));
        event(whole).0.input
    };
    assert_eq!(chosen("list", json!(["a", "b"])), Input::Select(vec!["a".into(), "b".into()]));
    assert_eq!(chosen("one", json!(["a"])), Input::Press("a".into()));
    assert_eq!(chosen("older", json!(["a"])), Input::Select(vec!["a".into()]));
}

#[test]
fn a_field_is_opened_at_once_and_titled_like_its_button() {
    let button = json!([{ "type": 1, "components": [
        { "type": 2, "style": 2, "label": "Type an answer", "custom_id": "type" }] }]);
    let mut whole = press("type", &direct());
    whole["message"] = message(0, &button);
    let Meaning::Field { label, .. } = read(whole) else { panic!("no field") };
    assert_eq!(label, "Type an answer");
}

#[test]
fn what_was_typed_is_text_and_nothing_typed_is_wordless() {
    let typed = |text: &str| {
        let field = json!({ "type": 4, "custom_id": "text", "value": text });
        let data = json!({ "custom_id": "type", "components": [
            { "type": 1, "components": [field] }] });
        event(interaction(5, &data, &direct())).0.input
    };
    assert_eq!(typed("my heel"), Input::Text("my heel".into()));
    assert_eq!(typed(&"x".repeat(4000)), Input::Text("x".repeat(4000)));
    assert_eq!(typed(" \n"), Input::Wordless);
    assert_eq!(typed(""), Input::Wordless);
}

#[test]
fn what_is_being_typed_asks_for_suggestions() {
    let options = json!([{ "type": 3, "name": "place", "value": "lon", "focused": true }]);
    let Meaning::Suggest { so_far, .. } =
        read(interaction(4, &sub("timezone", &options), &server("0")))
    else {
        panic!("nothing asked");
    };
    assert_eq!(so_far.input, Input::Command(Command::Timezone, "lon".into()));
    assert_eq!(so_far.language.as_deref(), Some("en-GB"));
    // Whoever types has the rights that they have as they type.
    assert_eq!(so_far.standing, Standing::Member);
}

#[test]
fn a_server_that_removes_the_bot_shuts_it_out() {
    let event = removed(GuildId::new(3), "2026-11-23T08:00:00Z".parse().expect("an instant"));
    assert_eq!(event.input, Input::ShutOut);
    assert_eq!(event.audience, Audience::Shared);
    assert_eq!(event.conversation.place.space.as_ref().map(PlatformId::as_str), Some("3"));
}

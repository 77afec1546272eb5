//! Answers to button presses, and "typing".

use serde_json::{Value, json};

use crate::{
    body::Fields,
    refusal::Refusal,
    world::{Age, BOT, World},
};

const LONGEST_ANSWER: usize = 200;

const ACTIONS: [&str; 11] = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
];

pub fn answer(world: &mut World, fields: &Fields) -> Result<Value, Refusal> {
    let forgotten = "query is too old and response timeout expired or query ID is invalid";
    let id = fields.text("callback_query_id").unwrap_or_default();
    let text = fields.text("text").unwrap_or_default();
    if text.chars().count() > LONGEST_ANSWER {
        return Err(Refusal::mistake("MESSAGE_TOO_LONG"));
    }
    let Some(press) = world.presses.get_mut(id) else { return Err(Refusal::mistake(forgotten)) };
    if press.age == Age::TooOld {
        return Err(Refusal::bad_request(forgotten));
    }
    if press.answer.is_some() {
        // Telegram says the same. A crash between the two is the one good reason;
        // see `FakeTelegram::repeated_answers`.
        world.repeated_answers += 1;
        return Err(Refusal::bad_request(forgotten));
    }
    press.answer = Some(text.to_owned());
    let chat = press.chat;
    if let Some(chat) = world.chats.get_mut(&chat) {
        chat.touch();
    }
    let said = if text.is_empty() { String::new() } else { format!(": {text:?}") };
    world.transcript.note(chat, format_args!("bot answers the tap{said}"));
    Ok(json!(true))
}

pub fn chat_action(world: &mut World, fields: &Fields) -> Result<Value, Refusal> {
    let action = fields.text("action").unwrap_or_default();
    if !ACTIONS.contains(&action) {
        return Err(Refusal::mistake("wrong parameter action in request"));
    }
    let id = fields.chat()?;
    world.chat(id)?.writable(BOT, fields.integer("message_thread_id"))?;
    world.transcript.note(id, format_args!("bot is {action}"));
    Ok(json!(true))
}

//! Messages: sending, changing, taking away.

use serde_json::{Value, json};

use crate::{
    body::Fields,
    chat::{Kind, Message, Previews},
    html,
    keyboard::{Action, Keyboard},
    limits::Sent,
    refusal::Refusal,
    world::{BOT, World, unix_now},
};

/// UTF-16 units of a message, and of a caption.
const LONGEST_TEXT: usize = 4096;
const LONGEST_CAPTION: usize = 1024;
/// What a bot may upload, in bytes.
const LARGEST_FILE: usize = 50 << 20;
/// How long a bot may take back what it said, in seconds.
const DELETABLE: i64 = 48 * 3600;

pub fn send(world: &mut World, fields: &Fields) -> Result<Value, Refusal> {
    let (text, entities) = formatted(fields, "text", LONGEST_TEXT)?;
    if text.is_empty() {
        return Err(Refusal::mistake("message text is empty"));
    }
    add(world, fields, text, entities, None)
}

pub fn send_document(world: &mut World, fields: &Fields) -> Result<Value, Refusal> {
    let (text, entities) = formatted(fields, "caption", LONGEST_CAPTION)?;
    let Some((name, content)) = fields.file("document") else {
        return Err(Refusal::mistake("there is no document in the request"));
    };
    if content.is_empty() {
        return Err(Refusal::mistake("file must be non-empty"));
    }
    if content.len() > LARGEST_FILE {
        let what = "Request Entity Too Large".to_owned();
        return Err(Refusal::new(413, what, crate::refusal::Blame::Bot));
    }
    add(world, fields, text, entities, Some((name.clone(), content.clone())))
}

fn add(
    world: &mut World,
    fields: &Fields,
    text: String,
    entities: Vec<Value>,
    document: Option<(String, Vec<u8>)>,
) -> Result<Value, Refusal> {
    let id = fields.chat()?;
    let keyboard = Keyboard::read(fields.json("reply_markup"))?;
    let previews = previews(fields)?;
    let topic = fields.integer("message_thread_id");
    world.chat(id)?.writable(BOT, topic)?;
    if let Some(reply) = fields.json("reply_parameters") {
        let answered = reply["message_id"].as_i64();
        let there = answered.is_some_and(|id_| {
            world.chats.get(&id).is_some_and(|chat| chat.messages.contains_key(&id_))
        });
        let anyway = reply["allow_sending_without_reply"].as_bool().unwrap_or_default();
        if !there && !anyway {
            return Err(Refusal::bad_request("message to be replied not found"));
        }
    }
    world.count(id, Sent::Message)?;
    let chat = world.chat(id)?;
    let (number, revision) = (chat.number(), chat.touch());
    let message = Message {
        id: number,
        from: BOT,
        topic,
        text,
        entities,
        keyboard,
        document,
        previews,
        date: unix_now(),
        edited: None,
        revision,
    };
    world.transcript.note(id, format_args!("bot: {}", shown(&message)));
    chat_message(world, id, message)
}

/// Keeps a message, and returns it as the Bot API writes it.
fn chat_message(world: &mut World, chat: i64, message: Message) -> Result<Value, Refusal> {
    let number = message.id;
    world.chat(chat)?.messages.insert(number, message);
    let chat = &world.chats[&chat];
    Ok(chat.message_json(&chat.messages[&number], &world.people))
}

pub fn edit_text(world: &mut World, fields: &Fields) -> Result<Value, Refusal> {
    let (text, entities) = formatted(fields, "text", LONGEST_TEXT)?;
    if text.is_empty() {
        return Err(Refusal::mistake("message text is empty"));
    }
    previews(fields)?;
    edit(world, fields, |message| {
        if message.document.is_some() {
            return Err(Refusal::mistake("there is no text in the message to edit"));
        }
        message.text = text;
        message.entities = entities;
        Ok(())
    })
}

pub fn edit_markup(world: &mut World, fields: &Fields) -> Result<Value, Refusal> {
    edit(world, fields, |_| Ok(()))
}

/// Changes a message of the bot's; its buttons are always those of the call.
fn edit(
    world: &mut World,
    fields: &Fields,
    change: impl FnOnce(&mut Message) -> Result<(), Refusal>,
) -> Result<Value, Refusal> {
    let keyboard = Keyboard::read(fields.json("reply_markup"))?;
    let id = fields.chat()?;
    let number = fields.integer("message_id");
    let number = number.ok_or_else(|| Refusal::mistake("message identifier is not specified"))?;
    let chat = world.chat(id)?;
    chat.reachable(BOT)?;
    let Some(old) = chat.messages.get(&number) else {
        return Err(Refusal::bad_request("message to edit not found"));
    };
    if old.from != BOT {
        return Err(Refusal::mistake("message can't be edited"));
    }
    let mut new = old.clone();
    change(&mut new)?;
    new.keyboard = keyboard;
    if (&new.text, &new.entities, &new.keyboard) == (&old.text, &old.entities, &old.keyboard) {
        return Err(Refusal::bad_request(
            "message is not modified: specified new message content and reply markup are exactly \
             the same as a current content and reply markup of the message",
        ));
    }
    world.count(id, Sent::Edit)?;
    new.edited = Some(unix_now());
    new.revision = world.chat(id)?.touch();
    world.transcript.note(id, format_args!("bot changes {}", shown(&new)));
    chat_message(world, id, new)
}

pub fn delete(world: &mut World, fields: &Fields) -> Result<Value, Refusal> {
    let id = fields.chat()?;
    let number = fields.integer("message_id").unwrap_or_default();
    let chat = world.chat(id)?;
    chat.reachable(BOT)?;
    let Some(message) = chat.messages.get(&number) else {
        return Err(Refusal::bad_request("message to delete not found"));
    };
    let anothers_in_group = message.from != BOT && chat.kind != Kind::Private;
    if anothers_in_group || unix_now() - message.date > DELETABLE {
        return Err(Refusal::bad_request("message can't be deleted"));
    }
    chat.messages.remove(&number);
    chat.touch();
    world.transcript.note(id, format_args!("bot deletes #{number}"));
    Ok(json!(true))
}

/// The text that people read, and its markup.
fn formatted(
    fields: &Fields,
    field: &str,
    longest: usize,
) -> Result<(String, Vec<Value>), Refusal> {
    let raw = fields.text(field).unwrap_or_default();
    let (text, entities) = match fields.text("parse_mode") {
        Some(mode) if mode.eq_ignore_ascii_case("html") => {
            let parsed = html::parse(raw)
                .map_err(|what| Refusal::mistake(format_args!("can't parse entities: {what}")))?;
            (parsed.text, parsed.entities)
        }
        None => {
            let given = fields.json("entities").and_then(Value::as_array).cloned();
            (raw.to_owned(), given.unwrap_or_default())
        }
        Some(_) => return Err(Refusal::mistake("unsupported parse_mode")),
    };
    if text.encode_utf16().count() > longest {
        let what =
            if field == "text" { "message is too long" } else { "message caption is too long" };
        return Err(Refusal::mistake(what));
    }
    let visible = |letter: char| !letter.is_whitespace() && !letter.is_control();
    let text = if text.contains(visible) { text.trim_end().to_owned() } else { String::new() };
    Ok((text, entities))
}

fn previews(fields: &Fields) -> Result<Previews, Refusal> {
    const KNOWN: [&str; 5] =
        ["is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"];
    let Some(options) = fields.json("link_preview_options") else { return Ok(Previews::Shown) };
    let keys = options.as_object().into_iter().flat_map(serde_json::Map::keys);
    for key in keys {
        if !KNOWN.contains(&key.as_str()) {
            return Err(Refusal::mistake(format_args!("link_preview_options has no \"{key}\"")));
        }
    }
    let disabled = options["is_disabled"].as_bool().unwrap_or_default();
    Ok(if disabled { Previews::Disabled } else { Previews::Shown })
}

/// A message in one line.
pub fn shown(message: &Message) -> String {
    let mut line = format!("#{} {:?}", message.id, message.text);
    for button in message.keyboard.buttons() {
        let link = if matches!(button.action, Action::Url(_)) { "->" } else { "" };
        line += &format!(" [{}{link}]", button.label);
    }
    if let Some((name, content)) = &message.document {
        line += &format!(" with {name} ({} bytes)", content.len());
    }
    line
}

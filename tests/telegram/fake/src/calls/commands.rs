//! The list of commands that clients show, per scope and language.

use serde_json::{Value, json};

use crate::{body::Fields, refusal::Refusal, world::World};

const MOST: usize = 100;

const SCOPES: [&str; 7] = [
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
    "chat",
    "chat_administrators",
    "chat_member",
];

pub fn set(world: &mut World, fields: &Fields) -> Result<Value, Refusal> {
    let key = key(fields)?;
    let commands = fields.json("commands").and_then(Value::as_array);
    let commands = commands.ok_or_else(|| Refusal::mistake("expected an Array of BotCommand"))?;
    if commands.len() > MOST {
        return Err(Refusal::mistake("BOT_COMMANDS_TOO_MUCH"));
    }
    for command in commands {
        let name = command["command"].as_str().unwrap_or_default();
        let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if !(1..=32).contains(&name.len()) || !name.bytes().all(letter) {
            return Err(Refusal::mistake("BOT_COMMAND_INVALID"));
        }
        let description = command["description"].as_str().unwrap_or_default();
        if !(1..=256).contains(&description.chars().count()) {
            return Err(Refusal::mistake("BOT_COMMAND_DESCRIPTION_INVALID"));
        }
        let known = |name: &String| ["command", "description"].contains(&name.as_str());
        if !command.as_object().is_some_and(|fields| fields.keys().all(known)) {
            return Err(Refusal::mistake("a command has a name and a description, no more"));
        }
    }
    world.commands.insert(key, commands.clone().into());
    Ok(json!(true))
}

pub fn get(world: &mut World, fields: &Fields) -> Result<Value, Refusal> {
    let key = key(fields)?;
    Ok(world.commands.get(&key).cloned().unwrap_or_else(|| json!([])))
}

pub fn delete(world: &mut World, fields: &Fields) -> Result<Value, Refusal> {
    let key = key(fields)?;
    world.commands.remove(&key);
    Ok(json!(true))
}

/// The scope as JSON, and the language.
fn key(fields: &Fields) -> Result<(String, String), Refusal> {
    let scope = fields.json("scope").cloned().unwrap_or_else(|| json!({"type": "default"}));
    if !scope["type"].as_str().is_some_and(|kind| SCOPES.contains(&kind)) {
        return Err(Refusal::mistake("can't parse BotCommandScope: Unsupported type specified"));
    }
    let language = fields.text("language_code").unwrap_or_default();
    let two_letters = language.len() == 2 && language.bytes().all(|byte| byte.is_ascii_lowercase());
    if !language.is_empty() && !two_letters {
        return Err(Refusal::mistake("invalid language code specified"));
    }
    Ok((scope.to_string(), language.to_owned()))
}

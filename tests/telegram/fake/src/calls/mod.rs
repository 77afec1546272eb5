//! What each method does, once its fields are checked and no fault struck.

mod answers;
mod commands;
mod members;
mod messages;
mod receiving;

use serde_json::{Value, json};

pub use receiving::get_updates;

use crate::{
    body::Fields,
    refusal::{Blame, Refusal},
    world::{BOT, World},
};

/// Does what a method asks; `getUpdates`, which waits, is [`get_updates`].
///
/// # Errors
/// The refusal a bot is to see.
pub fn call(world: &mut World, method: &str, fields: &Fields) -> Result<Value, Refusal> {
    match method {
        "getMe" => Ok(me(world)),
        "setWebhook" => receiving::set_webhook(world, fields),
        "deleteWebhook" => Ok(receiving::delete_webhook(world, fields)),
        "getWebhookInfo" => Ok(receiving::webhook_info(world)),
        "sendMessage" => messages::send(world, fields),
        "sendDocument" => messages::send_document(world, fields),
        "editMessageText" => messages::edit_text(world, fields),
        "editMessageReplyMarkup" => messages::edit_markup(world, fields),
        "deleteMessage" => messages::delete(world, fields),
        "sendChatAction" => answers::chat_action(world, fields),
        "answerCallbackQuery" => answers::answer(world, fields),
        "setMyCommands" => commands::set(world, fields),
        "getMyCommands" => commands::get(world, fields),
        "deleteMyCommands" => commands::delete(world, fields),
        "getFile" => file(world, fields),
        "getChat" => members::chat(world, fields),
        "getChatMember" => members::member(world, fields),
        "getChatAdministrators" => members::administrators(world, fields),
        _ => Err(Refusal::new(404, "Not Found: method not found".to_owned(), Blame::Bot)),
    }
}

fn file(world: &World, fields: &Fields) -> Result<Value, Refusal> {
    /// The largest file that a bot is given.
    const LARGEST: usize = 20 << 20;
    let id = fields.text("file_id").unwrap_or_default();
    match world.files.get(id) {
        Some(file) if file.len() > LARGEST => Err(Refusal::bad_request("file is too big")),
        Some(file) => Ok(json!({
            "file_id": id, "file_unique_id": id, "file_size": file.len(),
            "file_path": format!("documents/{id}.json"),
        })),
        None => Err(Refusal::mistake("invalid file_id")),
    }
}

fn me(world: &World) -> Value {
    let mut me = world.people.get(&BOT).map_or(Value::Null, crate::world::User::json);
    for (field, value) in [
        ("can_join_groups", true),
        ("can_read_all_group_messages", false),
        ("supports_inline_queries", false),
        ("can_connect_to_business", false),
        ("has_main_web_app", false),
        ("has_topics_enabled", false),
        ("allows_users_to_create_topics", false),
    ] {
        me[field] = json!(value);
    }
    me
}

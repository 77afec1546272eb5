//! How the bot receives: held polls with offsets, or a webhook; never both.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{Shared, body::Fields, refusal::Refusal, updates::Webhook, world::World};

const USUAL_LIMIT: i64 = 100;
/// Longer polls are cut to this, in seconds.
const LONGEST_POLL: i64 = 50;

/// Waits for updates as long as the call says, or until another poll takes over.
pub async fn get_updates(shared: &Shared, fields: &Fields) -> Result<Value, Refusal> {
    let limit = fields.integer("limit").unwrap_or(USUAL_LIMIT);
    if !(1..=USUAL_LIMIT).contains(&limit) {
        return Err(Refusal::mistake("limit must be between 1 and 100"));
    }
    let limit = usize::try_from(limit).unwrap_or_default();
    let seconds = fields.integer("timeout").unwrap_or_default().clamp(0, LONGEST_POLL);
    let (ticket, mut changed) = {
        let mut world = shared.world();
        let updates = &mut world.updates;
        if let Some(kinds) = fields.json("allowed_updates") {
            updates.allowed = kinds_of(kinds)?;
        }
        if let Some(offset) = fields.integer("offset") {
            updates.confirm_below(offset);
        }
        updates.poll += 1;
        updates.wake();
        (updates.poll, updates.changed.subscribe())
    };
    // A held poll has confirmed long before it is answered.
    shared.called.send_modify(|calls| *calls += 1);
    let deadline = tokio::time::Instant::now() + Duration::from_secs(seconds.unsigned_abs());
    loop {
        {
            let world = shared.world();
            let updates = &world.updates;
            if updates.webhook.is_some() {
                return Err(Refusal::conflict(
                    "can't use getUpdates method while webhook is active; use deleteWebhook to \
                     delete the webhook first",
                ));
            }
            if updates.poll != ticket {
                return Err(Refusal::conflict(
                    "terminated by other getUpdates request; make sure that only one bot \
                     instance is running",
                ));
            }
            if !updates.waiting.is_empty() {
                let batch = updates.waiting.iter().take(limit);
                return Ok(batch.map(|(_, update)| update.clone()).collect());
            }
        }
        if tokio::time::timeout_at(deadline, changed.changed()).await.is_err() {
            return Ok(json!([]));
        }
    }
}

pub fn set_webhook(world: &mut World, fields: &Fields) -> Result<Value, Refusal> {
    let url = fields.text("url").unwrap_or_default();
    if url.is_empty() {
        return Ok(delete_webhook(world, fields));
    }
    // Telegram wants HTTPS; what runs on the same machine is spared the certificate.
    if !url.starts_with("https://") && !url.starts_with("http://127.0.0.1:") {
        return Err(Refusal::mistake("bad webhook: An HTTPS URL must be provided for webhook"));
    }
    let secret = fields.text("secret_token").map(str::to_owned);
    if let Some(secret) = &secret {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
        if !(1..=256).contains(&secret.len()) || !secret.bytes().all(plain) {
            return Err(Refusal::mistake("secret token contains unallowed characters"));
        }
    }
    let connections = fields.integer("max_connections").unwrap_or(40);
    if !(1..=100).contains(&connections) {
        return Err(Refusal::mistake("max_connections must be between 1 and 100"));
    }
    if let Some(kinds) = fields.json("allowed_updates") {
        world.updates.allowed = kinds_of(kinds)?;
    }
    if fields.is_set("drop_pending_updates") {
        world.updates.drop_all();
    }
    world.updates.webhook = Some(Webhook {
        url: url.to_owned(),
        secret,
        connections: usize::try_from(connections).unwrap_or(1),
    });
    world.updates.wake();
    Ok(json!(true))
}

pub fn delete_webhook(world: &mut World, fields: &Fields) -> Value {
    if fields.is_set("drop_pending_updates") {
        world.updates.drop_all();
    }
    world.updates.webhook = None;
    world.updates.wake();
    json!(true)
}

pub fn webhook_info(world: &World) -> Value {
    let updates = &world.updates;
    let mut info = json!({
        "url": "",
        "has_custom_certificate": false,
        "pending_update_count": updates.waiting.len(),
    });
    if let Some(webhook) = &updates.webhook {
        info["url"] = webhook.url.clone().into();
        info["max_connections"] = webhook.connections.into();
    }
    if let Some(failure) = &updates.failure {
        info["last_error_message"] = failure.clone().into();
        info["last_error_date"] = crate::world::unix_now().into();
    }
    if let Some(allowed) = &updates.allowed {
        info["allowed_updates"] = allowed.clone().into();
    }
    info
}

/// The kinds of updates there are (Bot API 10.1).
const KINDS: [&str; 25] = [
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "guest_message",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
];

/// An empty list stands for the usual kinds.
fn kinds_of(list: &Value) -> Result<Option<Vec<String>>, Refusal> {
    let kinds = list.as_array().into_iter().flatten();
    let mut wanted = Vec::new();
    for kind in kinds {
        let kind = kind.as_str().unwrap_or_default();
        if !KINDS.contains(&kind) {
            return Err(Refusal::mistake(format_args!("there are no updates of kind {kind:?}")));
        }
        wanted.push(kind.to_owned());
    }
    Ok((!wanted.is_empty()).then_some(wanted))
}

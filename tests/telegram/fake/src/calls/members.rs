//! Who is in a chat, and as what.

use serde_json::{Value, json};

use crate::{
    body::Fields,
    chat::{Kind, Role, member_json},
    refusal::Refusal,
    world::{BOT, World},
};

pub fn chat(world: &mut World, fields: &Fields) -> Result<Value, Refusal> {
    let id = fields.chat()?;
    world.chat(id)?.reachable(BOT)?;
    let chat = &world.chats[&id];
    let mut full = chat.json(&world.people);
    full["accent_color_id"] = json!(0);
    full["max_reaction_count"] = json!(11);
    full["accepted_gift_types"] = json!({
        "unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false,
        "premium_subscription": false, "gifts_from_channels": false,
    });
    if chat.kind != Kind::Private {
        full["permissions"] = json!({
            "can_send_messages": true, "can_send_audios": true, "can_send_documents": true,
            "can_send_photos": true, "can_send_videos": true, "can_send_video_notes": true,
            "can_send_voice_notes": true, "can_send_polls": true,
            "can_send_other_messages": true, "can_add_web_page_previews": true,
            "can_change_info": false, "can_invite_users": true, "can_pin_messages": false,
            "can_manage_topics": false,
        });
    }
    Ok(full)
}

pub fn member(world: &mut World, fields: &Fields) -> Result<Value, Refusal> {
    let id = fields.chat()?;
    world.chat(id)?.reachable(BOT)?;
    let user = fields.integer("user_id").unwrap_or_default();
    let Some(user) = world.people.get(&user) else {
        return Err(Refusal::bad_request("PARTICIPANT_ID_INVALID"));
    };
    Ok(member_json(user, world.chats[&id].role(user.id)))
}

pub fn administrators(world: &mut World, fields: &Fields) -> Result<Value, Refusal> {
    let id = fields.chat()?;
    let chat = world.chat(id)?;
    chat.reachable(BOT)?;
    if chat.kind == Kind::Private {
        return Err(Refusal::mistake("there are no administrators in the private chat"));
    }
    let leads = |role: &Role| matches!(role, Role::Creator | Role::Administrator);
    let leaders = world.chats[&id].members.iter().filter(|(_, role)| leads(role));
    let leaders: Vec<_> = leaders
        .filter_map(|(user, role)| Some(member_json(world.people.get(user)?, *role)))
        .collect();
    Ok(leaders.into())
}

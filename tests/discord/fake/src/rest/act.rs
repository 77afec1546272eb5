//! What each call does.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    command,
    component::array,
    content::{Draft, File},
    id::Id,
    interaction,
    message::State,
    permissions::Permissions,
    place::{Channel, Guild, Kind},
    refusal::Refusal,
    rest::Target,
    transcript::Audience,
    world::{BOT, BOT_NAME, Door, World},
};

/// A call's answer: a status of success, and a body where there is one.
pub(crate) type Answer = (u16, Value);

/// Does what a call asks.
///
/// # Errors
/// Why it does not.
pub(crate) fn act(
    world: &mut World,
    gateway: &str,
    target: &Target,
    (body, query, files): (&Value, &str, Vec<File>),
) -> Result<Answer, Refusal> {
    let done = |_| (204, Value::Null);
    let told = |body| (200, body);
    match target {
        Target::Gateway => Ok(told(json!({"url": gateway}))),
        Target::GatewayBot => Ok(told(gateway_bot(world, gateway))),
        Target::Me => Ok(told(me(world))),
        Target::Application => Ok(told(application(world))),
        Target::OpenDirect => open_direct(world, body).map(told),
        Target::ListCommands(of) => {
            let all = commands(world, *of)?;
            let whole = query.split('&').any(|part| part == "with_localizations=true");
            Ok(told(if whole { all } else { without_other_languages(all) }))
        }
        Target::SetCommands(of) => set_commands(world, *of, body).map(told),
        Target::Callback(id, token) => {
            let answer = interaction::answer(world, (*id, token), body, files)?;
            let wanted = query.split('&').any(|part| part == "with_response=true");
            Ok(if wanted { told(answer) } else { done(answer) })
        }
        Target::FollowUp(of, token) => {
            interaction::follow_up(world, (*of, token), body, files).map(told)
        }
        Target::GetAnswer(of, token, which) => {
            interaction::get(world, (*of, token), *which).map(told)
        }
        Target::EditAnswer(of, token, which) => {
            interaction::edit(world, (*of, token), *which, body, files).map(told)
        }
        Target::DeleteAnswer(of, token, which) => {
            interaction::delete(world, (*of, token), *which).map(done)
        }
        Target::Channel(id) => {
            let channel = seen(world, *id)?;
            Ok(told(world.channel_json(channel)))
        }
        Target::List(id) => list(world, *id).map(told),
        Target::Send(id) => send(world, *id, body, files).map(told),
        Target::Get(id, message) => {
            seen(world, *id)?;
            visible(world, *id, *message)?;
            Ok(told(world.message_json(*id, *message)))
        }
        Target::Edit(id, message) => edit(world, *id, *message, body, files).map(told),
        Target::Delete(id, message) => delete(world, *id, *message).map(done),
        Target::Typing(id) => {
            writable(world, *id, Permissions::NONE)?;
            Ok(done(Value::Null))
        }
        Target::Guild(id) => entered(world, *id).map(|guild| told(guild.json())),
        Target::Roles(id) => entered(world, *id).map(|guild| told(guild.roles_json())),
        Target::GuildChannels(id) => {
            entered(world, *id)?;
            let ours =
                |channel: &&Channel| channel.guild == Some(*id) && channel.kind == Kind::Text;
            let channels = world.channels.values().filter(ours);
            Ok(told(channels.map(|channel| world.channel_json(channel)).collect()))
        }
        Target::Member(id, member) => {
            let guild = entered(world, *id)?;
            if !guild.members.contains_key(member) {
                return Err(Refusal::unknown_member());
            }
            Ok(told(world.member_json(guild, *member)))
        }
    }
}

fn gateway_bot(world: &World, url: &str) -> Value {
    let left = world.gateway.identifies_left(world.now());
    json!({
        "url": url, "shards": world.settings.shards,
        "session_start_limit": {
            "total": world.settings.identifies, "remaining": left,
            "reset_after": Duration::from_secs(24 * 60 * 60).as_millis() as u64,
            "max_concurrency": world.settings.max_concurrency,
        },
    })
}

fn me(world: &World) -> Value {
    let mut me = world.user_json(BOT);
    for (name, value) in [
        ("mfa_enabled", json!(true)),
        ("verified", json!(true)),
        ("locale", json!("en-US")),
        ("email", Value::Null),
        ("premium_type", json!(0)),
        ("banner", Value::Null),
        ("accent_color", Value::Null),
        ("bio", json!("")),
    ] {
        me[name] = value;
    }
    me
}

fn application(world: &World) -> Value {
    let none: [Value; 0] = [];
    json!({
        "id": BOT, "name": BOT_NAME, "icon": null, "description": "", "summary": "",
        "type": null, "is_monetized": false, "bot": world.user_json(BOT), "flags": 0,
        "bot_public": true, "bot_require_code_grant": false, "verify_key": "0".repeat(64),
        "owner": world.user_json(BOT), "team": null, "redirect_uris": none, "rpc_origins": none,
        "integration_types_config": {"0": {}, "1": {}}, "approximate_guild_count": world.guilds.len(),
        "hook": true, "interactions_endpoint_url": null, "role_connections_verification_url": null,
    })
}

fn open_direct(world: &World, body: &Value) -> Result<Value, Refusal> {
    let person =
        Id::read(&body["recipient_id"]).ok_or_else(|| Refusal::required("recipient_id"))?;
    let user = world.people.get(&person).ok_or_else(Refusal::unknown_user)?;
    let channel = world.channels.get(&user.direct).ok_or_else(Refusal::unknown_channel)?;
    Ok(world.channel_json(channel))
}

fn own(application: Id) -> Result<(), Refusal> {
    let unknown = || Refusal::mistake(404, 10_002, "Unknown Application");
    (application == BOT).then_some(()).ok_or_else(unknown)
}

fn commands(world: &World, application: Id) -> Result<Value, Refusal> {
    own(application)?;
    Ok(world.commands.iter().map(|(_, command)| command.clone()).collect())
}

/// Names and descriptions in other languages are told only on request.
fn without_other_languages(mut value: Value) -> Value {
    match &mut value {
        Value::Array(items) => {
            items.iter_mut().for_each(|item| *item = without_other_languages(item.take()));
        }
        Value::Object(fields) => {
            fields.retain(|name, _| !name.ends_with("_localizations"));
            for name in ["options", "choices"] {
                if let Some(inner) = fields.get_mut(name) {
                    *inner = without_other_languages(inner.take());
                }
            }
        }
        _ => {}
    }
    value
}

fn set_commands(world: &mut World, application: Id, body: &Value) -> Result<Value, Refusal> {
    own(application)?;
    let list = command::check_all(body)?;
    let version = world.next_id();
    let mut all = Vec::new();
    for command in list {
        let same = |(_, old): &&(Id, Value)| old["name"] == command["name"];
        let known = world.commands.iter().find(same).map(|(id, _)| *id);
        let id = known.unwrap_or_else(|| world.next_id());
        let mut command = command.clone();
        let otherwise = [
            ("type", json!(1)),
            ("default_member_permissions", Value::Null),
            ("nsfw", json!(false)),
            ("dm_permission", json!(true)),
            ("integration_types", json!([0])),
            ("contexts", Value::Null),
            ("options", json!([])),
            ("name_localizations", Value::Null),
            ("description_localizations", Value::Null),
        ];
        for (name, value) in otherwise {
            if command[name].is_null() {
                command[name] = value;
            }
        }
        command["id"] = id.into();
        command["application_id"] = BOT.into();
        command["version"] = version.into();
        all.push((id, command));
    }
    world.commands = all;
    world.transcript.aside(format_args!("the bot registers {} commands", list.len()));
    world.touch();
    commands(world, application)
}

/// A server that the bot is in.
fn entered(world: &World, id: Id) -> Result<&Guild, Refusal> {
    let guild = world.guilds.get(&id).ok_or_else(Refusal::unknown_guild)?;
    if !guild.members.contains_key(&BOT) {
        return Err(Refusal::missing_access());
    }
    Ok(guild)
}

/// A channel that the bot can see.
fn seen(world: &World, id: Id) -> Result<&Channel, Refusal> {
    let channel = world.channels.get(&id).ok_or_else(Refusal::unknown_channel)?;
    if let Some(guild) = channel.guild {
        let guild = entered(world, guild).map_err(|_| Refusal::missing_access())?;
        if !guild.permissions(BOT, world.rules(channel)).has(Permissions::VIEW_CHANNEL) {
            return Err(Refusal::missing_access());
        }
    }
    Ok(channel)
}

/// A channel that the bot can write in.
fn writable(world: &World, id: Id, more: Permissions) -> Result<&Channel, Refusal> {
    let channel = seen(world, id)?;
    if let Some(guild) = channel.guild.and_then(|guild| world.guilds.get(&guild)) {
        let send = match channel.kind {
            Kind::Thread => Permissions::SEND_IN_THREADS,
            Kind::Text | Kind::Direct => Permissions::SEND_MESSAGES,
        };
        if !guild.permissions(BOT, world.rules(channel)).has(send | more) {
            return Err(Refusal::missing_permissions());
        }
        if channel.archived {
            return Err(Refusal::archived());
        }
    }
    if let Some(person) = channel.person.and_then(|person| world.people.get(&person)) {
        let together = world.guilds.values().any(|guild| {
            guild.members.contains_key(&BOT) && guild.members.contains_key(&person.id)
        });
        if !together && !person.installed {
            return Err(Refusal::no_mutual_guild());
        }
        if person.door == Door::Closed {
            return Err(Refusal::direct_closed());
        }
    }
    Ok(channel)
}

fn send(world: &mut World, id: Id, body: &Value, files: Vec<File>) -> Result<Value, Refusal> {
    writable(world, id, Permissions::NONE)?;
    let draft = Draft::read(body, files)?;
    let nonce = draft.nonce.clone();
    let content = draft.created()?;
    let mut more = Permissions::NONE;
    if !content.embeds.is_empty() {
        more = more | Permissions::EMBED_LINKS;
    }
    if !content.files.is_empty() {
        more = more | Permissions::ATTACH_FILES;
    }
    writable(world, id, more)?;
    if content.flags & crate::content::EPHEMERAL != 0 {
        return Err(Refusal::choice("flags", "4, 4096"));
    }
    if let Some(before) = world.sent_before(id, nonce.as_ref()) {
        return Ok(world.message_json(id, before));
    }
    let message = world.post((id, BOT), content, Audience::Channel, State::Shown, None);
    let mut json = world.message_json(id, message);
    if let Some(nonce) = nonce {
        world.remember(id, &nonce, message);
        json["nonce"] = nonce.value;
    }
    Ok(json)
}

/// A message that is not hidden from calls like these.
fn visible(world: &World, id: Id, message: Id) -> Result<Id, Refusal> {
    let found = world.channels.get(&id).and_then(|channel| channel.message(message));
    let found = found.filter(|found| found.audience == Audience::Channel);
    found.map(|found| found.author).ok_or_else(Refusal::unknown_message)
}

fn edit(
    world: &mut World,
    id: Id,
    message: Id,
    body: &Value,
    files: Vec<File>,
) -> Result<Value, Refusal> {
    seen(world, id)?;
    if visible(world, id, message)? != BOT {
        return Err(Refusal::anothers_message());
    }
    if world.channels.get(&id).is_some_and(|channel| channel.archived) {
        return Err(Refusal::archived());
    }
    let draft = Draft::read(body, files)?;
    world.change(id, message, draft)?;
    Ok(world.message_json(id, message))
}

fn delete(world: &mut World, id: Id, message: Id) -> Result<Value, Refusal> {
    seen(world, id)?;
    if visible(world, id, message)? != BOT {
        return Err(Refusal::missing_permissions());
    }
    world.remove(id, message);
    Ok(Value::Null)
}

fn list(world: &World, id: Id) -> Result<Value, Refusal> {
    let channel = seen(world, id)?;
    let shown =
        channel.messages.values().rev().filter(|message| {
            message.state != State::Deleted && message.audience == Audience::Channel
        });
    let list: Vec<_> = shown.take(50).map(|message| world.message_json(id, message.id)).collect();
    array(&json!(list), "_").map(|list| json!(list))
}

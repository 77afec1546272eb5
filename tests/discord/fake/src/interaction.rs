//! Interactions: what people do with the bot, and how it may answer.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::{
    command,
    content::{Draft, EPHEMERAL, File},
    id::Id,
    message::State,
    modal::Modal,
    place::Kind as Place,
    refusal::Refusal,
    transcript::Audience,
    world::{BOT, World, timestamp},
};

/// How long an answer may take.
pub const DEADLINE: Duration = Duration::from_secs(3);
/// How long an interaction's token is good for.
pub const TOKEN_LIFE: Duration = Duration::from_secs(15 * 60);

/// What a token begins with, before the interaction's number.
const TOKEN_BEGINS: &str = "aW50ZXJhY3Rpb246";

/// What somebody did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Used a command.
    Command,
    /// Pressed a button or chose from a list.
    Component,
    /// Typed a part of an option.
    Autocomplete,
    /// Sent a form.
    Form,
}

impl Kind {
    fn number(self) -> u64 {
        match self {
            Self::Command => 2,
            Self::Component => 3,
            Self::Autocomplete => 4,
            Self::Form => 5,
        }
    }

    /// The kinds of answer that fit.
    fn answers(self, source: Option<Id>) -> &'static [u64] {
        match (self, source) {
            (Self::Command, _) => &[MESSAGE, DEFER, MODAL],
            (Self::Component, _) => &[MESSAGE, DEFER, DEFER_UPDATE, UPDATE, MODAL],
            (Self::Autocomplete, _) => &[OFFERS],
            (Self::Form, Some(_)) => &[MESSAGE, DEFER, DEFER_UPDATE, UPDATE],
            (Self::Form, None) => &[MESSAGE, DEFER],
        }
    }
}

const MESSAGE: u64 = 4;
const DEFER: u64 = 5;
const DEFER_UPDATE: u64 = 6;
const UPDATE: u64 = 7;
const OFFERS: u64 = 8;
const MODAL: u64 = 9;

/// Something that somebody did.
#[derive(Debug)]
pub(crate) struct Interaction {
    pub id: Id,
    pub token: String,
    pub kind: Kind,
    pub person: Id,
    pub channel: Id,
    /// The message whose button it was.
    pub source: Option<Id>,
    pub began: Instant,
    /// How long the answer took.
    pub answered: Option<Duration>,
    /// The message that the first answer is.
    pub original: Option<Id>,
    /// What was offered while somebody typed.
    pub offers: Option<Vec<(String, Value)>>,
}

impl Interaction {
    /// Whether nobody waits for an answer any more.
    pub fn is_late(&self, now: Instant) -> bool {
        now.duration_since(self.began) >= DEADLINE
    }
}

/// Somebody does something: the bot is told, and may answer.
pub(crate) fn begin(
    world: &mut World,
    kind: Kind,
    (person, channel): (Id, Id),
    source: Option<Id>,
    data: Value,
) -> Id {
    let id = world.next_id();
    let token = format!("{TOKEN_BEGINS}{id}{}", "s3cretZugzwang".repeat(9));
    let (began, answered) = (world.now(), None);
    world.interactions.insert(
        id,
        Interaction {
            id,
            token: token.clone(),
            kind,
            person,
            channel,
            source,
            began,
            answered,
            original: None,
            offers: None,
        },
    );
    let event = event(world, (id, &token), kind, (person, channel), source, data);
    let guild = world.channels.get(&channel).and_then(|channel| channel.guild);
    world.tell("INTERACTION_CREATE", guild, event);
    id
}

/// The channels and roles that were chosen in a command, as the bot is told of them.
fn resolved(world: &World, options: &Value) -> Value {
    const CHANNEL: u64 = 7;
    const ROLE: u64 = 8;
    const ATTACHMENT: u64 = 11;
    let mut found = json!({});
    for option in options.as_array().into_iter().flatten() {
        let chosen = option["value"].as_str().and_then(|id| id.parse().ok()).map(Id);
        match (option["type"].as_u64(), chosen) {
            (Some(CHANNEL), Some(id)) => {
                if let Some(channel) = world.channels.get(&id) {
                    let mut json = world.channel_json(channel);
                    json["permissions"] = json!("0");
                    found["channels"][id.to_string()] = json;
                }
            }
            (Some(ROLE), Some(id)) => {
                let role =
                    world.guilds.values().find_map(|guild| guild.roles.get(&id).map(|_| guild));
                if let Some(guild) = role {
                    found["roles"][id.to_string()] = guild.role_json(id);
                }
            }
            (Some(ATTACHMENT), Some(id)) => {
                if let Some((name, file)) = world.files.get(&id) {
                    let url = format!("{}/attachments/{id}/{name}", world.address);
                    found["attachments"][id.to_string()] = json!({
                        "id": id, "filename": name, "size": file.len(), "url": url,
                        "proxy_url": url, "content_type": "application/json", "ephemeral": true,
                    });
                }
            }
            _ => {
                for (kind, all) in
                    resolved(world, &option["options"]).as_object().into_iter().flatten()
                {
                    found[kind] = all.clone();
                }
            }
        }
    }
    found
}

/// What the bot is told.
fn event(
    world: &World,
    (id, token): (Id, &str),
    kind: Kind,
    (person, place): (Id, Id),
    source: Option<Id>,
    data: Value,
) -> Value {
    let user = world.user_json(person);
    let mut event = json!({
        "id": id, "application_id": BOT, "type": kind.number(), "data": data, "token": token,
        "version": 1, "channel_id": place, "locale": world.locale(person), "entitlements": [],
        "attachment_size_limit": 10_485_760,
    });
    let Some(channel) = world.channels.get(&place) else { return event };
    event["channel"] = world.channel_json(channel);
    if kind == Kind::Command {
        event["data"]["resolved"] = resolved(world, &event["data"]["options"]);
    }
    let message = source.and_then(|source| channel.messages.get(&source));
    if let Some(message) = message {
        event["message"] = message.json(world.user_json(message.author));
    }
    match channel.guild.and_then(|guild| world.guilds.get(&guild)) {
        Some(guild) => {
            let mut member = world.member_json(guild, person);
            let may = guild.permissions(person, world.rules(channel));
            member["permissions"] = json!(may.0.to_string());
            let bot = guild.permissions(BOT, world.rules(channel));
            event["member"] = member;
            event["guild_id"] = guild.id.into();
            event["guild"] = json!({"id": guild.id, "locale": "en-US", "features": []});
            event["guild_locale"] = json!("en-US");
            event["app_permissions"] = json!(bot.0.to_string());
            event["context"] = json!(0);
            event["authorizing_integration_owners"] = json!({"0": guild.id});
            event["channel"]["permissions"] = json!(may.0.to_string());
        }
        None => {
            event["user"] = user;
            event["app_permissions"] = json!("2251799813685247");
            event["context"] = json!(1);
            event["authorizing_integration_owners"] = json!({"1": person});
        }
    }
    event
}

/// The bot's first answer.
///
/// # Errors
/// It comes too late, once more, or is wrong in itself.
pub(crate) fn answer(
    world: &mut World,
    (id, token): (Id, &str),
    body: &Value,
    files: Vec<File>,
) -> Result<Value, Refusal> {
    let now = world.now();
    let found = world.interactions.get(&id).filter(|interaction| interaction.token == token);
    let found = found.ok_or_else(Refusal::unknown_interaction)?;
    if found.answered.is_some() {
        world.repeated_answers += 1;
        return Err(Refusal::acknowledged());
    }
    if found.is_late(now) {
        world.late_answers += 1;
        return Err(Refusal::unknown_interaction());
    }
    let (kind, person, place, source) = (found.kind, found.person, found.channel, found.source);
    let took = now.duration_since(found.began);
    let how = body["type"].as_u64().unwrap_or_default();
    let fitting = kind.answers(source);
    if !fitting.contains(&how) {
        let fitting: Vec<_> = fitting.iter().map(u64::to_string).collect();
        return Err(Refusal::choice("type", &fitting.join(", ")));
    }
    let data = &body["data"];
    let whom = audience(data, person);
    let mut original = None;
    let mut offers = None;
    match how {
        MESSAGE => {
            let content = draft(data, files)?.created()?;
            original = Some(world.post((place, BOT), content, whom, State::Shown, Some(id)));
        }
        DEFER => {
            let content = crate::content::Content::default();
            original = Some(world.post((place, BOT), content, whom, State::Loading, Some(id)));
        }
        DEFER_UPDATE => original = source,
        UPDATE => {
            let message = source.ok_or_else(|| Refusal::choice("type", "4, 5"))?;
            let draft = draft(data, files)?;
            world.change(place, message, draft)?;
            original = Some(message);
        }
        MODAL => {
            let mut modal = Modal::read(data)?;
            modal.source = source;
            open(world, person, place, modal);
        }
        _ => offers = Some(command::check_offers(data)?),
    }
    if let Some(interaction) = world.interactions.get_mut(&id) {
        interaction.answered = Some(took);
        interaction.original = original;
        interaction.offers = offers;
    }
    let line = format_args!("bot answers {kind:?} with {how} after {:.3} s", took.as_secs_f64());
    world.transcript.note(place, Audience::Nobody, line);
    world.touch_in(place);
    let mut told = json!({"interaction": {"id": id, "type": kind.number()}});
    if let Some(message) = original {
        told["interaction"]["response_message_id"] = message.into();
        told["interaction"]["response_message_ephemeral"] =
            json!(matches!(whom, Audience::Only(_)));
        told["interaction"]["response_message_loading"] = json!(how == DEFER);
        told["resource"] = json!({"type": how, "message": world.message_json(place, message)});
    }
    Ok(told)
}

fn open(world: &mut World, person: Id, place: Id, mut modal: Modal) {
    modal.revision = world.touch_in(place);
    let line = format_args!("a form opens: {:?}", modal.title);
    world.transcript.note(place, Audience::Only(person), line);
    if let Some(user) = world.people.get_mut(&person) {
        user.modal = Some((place, modal));
    }
}

fn audience(data: &Value, person: Id) -> Audience {
    let flags = data["flags"].as_u64().unwrap_or_default();
    if flags & EPHEMERAL == 0 { Audience::Channel } else { Audience::Only(person) }
}

fn draft(data: &Value, files: Vec<File>) -> Result<Draft, Refusal> {
    let data = if data.is_null() { &json!({}) } else { data };
    Draft::read(data, files)
}

/// The interaction that a token belongs to.
fn by_token<'a>(
    world: &'a World,
    application: Id,
    token: &str,
) -> Result<&'a Interaction, Refusal> {
    let found = numbered(token).and_then(|id| world.interactions.get(&id));
    let found = found.filter(|found| found.token == token && application == BOT);
    let found = found.ok_or_else(Refusal::unknown_webhook)?;
    if world.now().duration_since(found.began) >= TOKEN_LIFE {
        return Err(Refusal::old_token());
    }
    // Before the first answer there is nothing that more could follow.
    found.answered.ok_or_else(Refusal::unknown_webhook)?;
    Ok(found)
}

/// The number of the interaction that a token was made for.
fn numbered(token: &str) -> Option<Id> {
    let rest = token.strip_prefix(TOKEN_BEGINS)?;
    let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
    rest[..end].parse().ok().map(Id)
}

/// Which message a webhook call names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    Original,
    Message(Id),
}

fn resolve(
    world: &World,
    (application, token): (Id, &str),
    which: Which,
) -> Result<(Id, Id), Refusal> {
    let interaction = by_token(world, application, token)?;
    let message = match which {
        Which::Original => interaction.original.ok_or_else(Refusal::unknown_message)?,
        Which::Message(id) => id,
    };
    let place = world.channels.get(&interaction.channel).ok_or_else(Refusal::unknown_channel)?;
    let found = place.message(message).filter(|found| {
        found.interaction == Some(interaction.id) || interaction.original == Some(found.id)
    });
    found.map(|found| (place.id, found.id)).ok_or_else(Refusal::unknown_message)
}

/// Changes a message that answered.
///
/// # Errors
/// It can't.
pub(crate) fn edit(
    world: &mut World,
    by: (Id, &str),
    which: Which,
    body: &Value,
    files: Vec<File>,
) -> Result<Value, Refusal> {
    let (place, message) = resolve(world, by, which)?;
    let draft = Draft::read(body, files)?;
    world.change(place, message, draft)?;
    Ok(world.message_json(place, message))
}

/// Reads a message that answered.
///
/// # Errors
/// It can't.
pub(crate) fn get(world: &World, by: (Id, &str), which: Which) -> Result<Value, Refusal> {
    let (place, message) = resolve(world, by, which)?;
    Ok(world.message_json(place, message))
}

/// Removes a message that answered.
///
/// # Errors
/// It can't.
pub(crate) fn delete(world: &mut World, by: (Id, &str), which: Which) -> Result<Value, Refusal> {
    let (place, message) = resolve(world, by, which)?;
    world.remove(place, message);
    Ok(Value::Null)
}

/// Says something more.
///
/// # Errors
/// It can't.
pub(crate) fn follow_up(
    world: &mut World,
    (application, token): (Id, &str),
    body: &Value,
    files: Vec<File>,
) -> Result<Value, Refusal> {
    let interaction = by_token(world, application, token)?;
    let (id, person, place) = (interaction.id, interaction.person, interaction.channel);
    let first = interaction.original;
    if !world
        .channels
        .get(&place)
        .is_some_and(|place| place.kind == Place::Direct || place.guild.is_some())
    {
        return Err(Refusal::unknown_channel());
    }
    let draft = Draft::read(body, files)?;
    // What follows a deferral is the deferred message.
    let waits = first.filter(|message| {
        let place = world.channels.get(&place);
        let message = place.and_then(|place| place.message(*message));
        message.is_some_and(|message| message.state == State::Loading)
    });
    if let Some(message) = waits {
        world.change(place, message, draft)?;
        return Ok(world.message_json(place, message));
    }
    let whom = audience(body, person);
    let content = draft.created()?;
    let message = world.post((place, BOT), content, whom, State::Shown, Some(id));
    Ok(world.message_json(place, message))
}

/// A message of a person.
pub(crate) fn written(world: &mut World, person: Id, channel: Id, text: &str) -> Id {
    let content = crate::content::Content { text: text.to_owned(), ..Default::default() };
    let id = world.post((channel, person), content, Audience::Channel, State::Shown, None);
    let mut event = world.message_json(channel, id);
    let place = world.channels.get(&channel);
    let guild = place.and_then(|place| place.guild);
    if let Some(guild) = guild {
        event["guild_id"] = guild.into();
    }
    event["timestamp"] = timestamp().into();
    world.tell("MESSAGE_CREATE", guild, event);
    id
}

//! One update of Telegram's to one event of ours, or to none. Pure.
//!
//! What nobody says to the bot is no event: service messages, other bots'
//! commands, what people in a group say to each other.

use bot_core::event::{
    Audience, ClubForm, Command, Conversation, EventId, Incoming, Input, Member, Person, Place,
    Platform, PlatformId, Standing, Upload,
};
use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};
use teloxide::types::{
    CallbackQuery, Chat, ChatMemberKind, ChatMemberUpdated, MediaKind, Message, MessageCommon,
    MessageEntityKind, MessageKind, Update, UpdateKind, User,
};

/// Who the bot is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Me {
    /// Its number.
    pub id: u64,
    /// Its name, without the `@`.
    #[serde(rename = "username")]
    pub name: String,
}

/// What an update comes to.
#[derive(Debug, Default, PartialEq)]
pub struct Translated {
    /// The event, where it is one.
    pub event: Option<Incoming>,
    /// The press that is to be answered, whether or not it is an event.
    pub press: Option<String>,
    /// Somebody whose rights in a chat may have changed.
    pub changed: Option<Membership>,
    /// Somebody whose rights the event needs to state.
    pub asks_about: Option<Membership>,
    /// The message a press in a group was on.
    pub pressed_on: Option<i32>,
}

/// Somebody in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Membership {
    /// The group.
    pub chat: i64,
    /// The person.
    pub person: u64,
}

/// An update's number, which alone confirms it.
pub fn number(update: &RawValue) -> Option<i64> {
    #[derive(Deserialize)]
    struct Numbered {
        update_id: i64,
    }
    serde_json::from_str::<Numbered>(update.get()).ok().map(|numbered| numbered.update_id)
}

/// Reads an update. `None` where it is of a shape we don't know.
///
/// Telegram adds to what a message can carry more often than teloxide does. A
/// message that can't be read whole is read for what the bot goes by.
pub fn read(update: &RawValue) -> Option<Update> {
    let whole: Option<Update> = serde_json::from_str(update.get()).ok();
    match whole {
        Some(whole) if is_whole(&whole, update) => Some(whole),
        _ => {
            let value: Value = serde_json::from_str(update.get()).ok()?;
            // As text: teloxide finds no kind in a value.
            let reduced: Update = serde_json::from_str(&reduced(&value)?.to_string()).ok()?;
            (!matches!(reduced.kind, UpdateKind::Error(_))).then_some(reduced)
        }
    }
}

/// Whether teloxide made of an update what it is. A message with words it can't
/// make sense of becomes a service message without a word.
fn is_whole(read: &Update, update: &RawValue) -> bool {
    match &read.kind {
        UpdateKind::Error(_) => false,
        UpdateKind::Message(message) if !matches!(message.kind, MessageKind::Common(_)) => {
            let value: Value = serde_json::from_str(update.get()).unwrap_or_default();
            let said = |name: &str| value["message"].get(name).is_some();
            !said("text") && !said("caption")
        }
        _ => true,
    }
}

/// A message or a press with nothing in it but what is looked at below.
fn reduced(update: &Value) -> Option<Value> {
    let only = |value: &Value, names: &[&str]| -> Value {
        let fields = value.as_object().into_iter().flatten();
        fields
            .filter(|(name, _)| names.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    };
    let message = |message: &Value| {
        let mut kept = only(
            message,
            &["message_id", "message_thread_id", "date", "is_topic_message", "text", "caption"],
        );
        let person = ["id", "is_bot", "first_name", "language_code", "username"];
        let chat = ["id", "type", "first_name", "title", "is_forum"];
        for (name, fields) in [("from", &person[..]), ("chat", &chat), ("sender_chat", &chat)] {
            if let Some(value) = message.get(name) {
                kept[name] = only(value, fields);
            }
        }
        // A picture by whatever name: its caption is read as the text.
        if kept.get("text").is_none() {
            let caption = kept.as_object_mut().and_then(|kept| kept.remove("caption"));
            kept["text"] = caption.unwrap_or_else(|| json!(""));
        }
        kept
    };
    let id = update.get("update_id")?;
    if let Some(value) = update.get("message") {
        return Some(json!({ "update_id": id, "message": message(value) }));
    }
    let press = update.get("callback_query")?;
    let mut kept = only(press, &["id", "from", "chat_instance", "data"]);
    kept["message"] = message(press.get("message")?);
    Some(json!({ "update_id": id, "callback_query": kept }))
}

/// What an update comes to.
pub fn translate(update: Update, me: &Me) -> Translated {
    let id = EventId::new(Platform::Telegram, format_args!("{}.{}", me.id, update.id.0));
    match update.kind {
        UpdateKind::Message(message) => said(id, &message, me),
        UpdateKind::CallbackQuery(press) => pressed(id, press),
        UpdateKind::MyChatMember(change) => own_place(id, &change),
        UpdateKind::ChatMember(change) => {
            let person = change.new_chat_member.user.id.0;
            Translated {
                changed: Some(Membership { chat: change.chat.id.0, person }),
                ..Translated::default()
            }
        }
        _ => Translated::default(),
    }
}

fn said(id: EventId, message: &Message, me: &Me) -> Translated {
    let Some(from) = &message.from else { return Translated::default() };
    let place = place(
        &message.chat,
        message.thread_id.filter(|_| message.is_topic_message).map(|thread| thread.0.0),
    );
    if let Some(to) = message.migrate_to_chat_id() {
        let to = PlatformId::new(to.0.to_string());
        let to = Place { space: Some(to.clone()), channel: to, thread: None, ..place.clone() };
        return event(id, &message.chat, place, from, Input::PlaceMoved(to));
    }
    let common = match &message.kind {
        MessageKind::Common(common) if !common.is_automatic_forward => Some(common),
        MessageKind::Dice(_) => None,
        _ => return Translated::default(),
    };
    let text = common.and_then(|common| words(common));
    let private = message.chat.is_private();
    // A file in answer to the bot may be about anything in somebody's own chat.
    let file = common.and_then(|common| club_file(common, me));
    let file = file.filter(|(_, asked)| !private || *asked == AskedBy::Command);
    let file = file.map(|(upload, _)| upload);
    let input = match (file, text) {
        (Some(upload), _) => Input::Club(Box::new(ClubForm::File(upload))),
        (None, Some(text)) => {
            match command(text, me, common.is_some_and(|c| c.forward_origin.is_some())) {
                Word::Command(command, rest) => Input::Command(command, rest),
                Word::OfAnother => return Translated::default(),
                Word::Unknown if !private => return Translated::default(),
                Word::Unknown => Input::Text(text.to_owned()),
                Word::None if private || is_to_me(common, text, me) => Input::Text(text.to_owned()),
                Word::None => return Translated::default(),
            }
        }
        (None, None) if private => Input::Wordless,
        (None, None) => return Translated::default(),
    };
    let mut translated = event(id, &message.chat, place, from, input);
    if let Some(chat) = message.sender_chat.as_ref().filter(|_| !private) {
        // Somebody who runs the group and speaks in its name; or a channel, in its own.
        translated.asks_about = None;
        if let Some(event) = &mut translated.event {
            event.conversation.person.id = PlatformId::new(chat.id.0.to_string());
            let own = chat.id == message.chat.id;
            event.member.name = None;
            event.standing = if own { Standing::Admin } else { Standing::Member };
        }
    }
    translated
}

/// The words of a message, be they below a picture.
fn words(common: &MessageCommon) -> Option<&str> {
    let words = match &common.media_kind {
        MediaKind::Text(media) => Some(media.text.as_str()),
        MediaKind::Animation(media) => media.caption.as_deref(),
        MediaKind::Audio(media) => media.caption.as_deref(),
        MediaKind::Document(media) => media.caption.as_deref(),
        MediaKind::Photo(media) => media.caption.as_deref(),
        MediaKind::Video(media) => media.caption.as_deref(),
        MediaKind::Voice(media) => media.caption.as_deref(),
        _ => None,
    };
    words.filter(|words| !words.trim().is_empty())
}

/// The file that is to make a club as it says: one that was sent with `/club`, or as a
/// reply to the bot.
fn club_file(common: &MessageCommon, me: &Me) -> Option<(Upload, AskedBy)> {
    let MediaKind::Document(media) = &common.media_kind else { return None };
    let document = &media.document;
    let is_json = document.mime_type.as_ref().is_some_and(|kind| kind.subtype() == "json")
        || document.file_name.as_ref().is_some_and(|name| name.ends_with(".json"));
    let forwarded = common.forward_origin.is_some();
    let caption = media.caption.as_deref().unwrap_or_default();
    let asked = match command(caption, me, forwarded) {
        Word::Command(Command::Club, _) => AskedBy::Command,
        _ if is_to_me(Some(common), caption, me) => AskedBy::Reply,
        _ => return None,
    };
    is_json.then(|| {
        (Upload { name: document.file.id.0.clone(), bytes: document.file.size.into() }, asked)
    })
}

/// By what a file is said to be for a club.
#[derive(Clone, Copy, PartialEq, Eq)]
enum AskedBy {
    /// `/club` stands below it.
    Command,
    /// It answers something the bot said.
    Reply,
}

/// What the first word of a message is.
#[derive(Debug, PartialEq)]
enum Word {
    /// A command of ours, and what follows it.
    Command(Command, String),
    /// A command that names another bot.
    OfAnother,
    /// A command nobody knows.
    Unknown,
    /// No command.
    None,
}

/// Reads `/word`, `/word rest` and `/word@bot rest`. What was forwarded is not
/// an order of whoever forwards it.
fn command(text: &str, me: &Me, forwarded: bool) -> Word {
    let Some(line) = text.strip_prefix('/').filter(|_| !forwarded) else { return Word::None };
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let (name, bot) = word.split_once('@').map_or((word, None), |(name, bot)| (name, Some(bot)));
    if bot.is_some_and(|bot| !bot.eq_ignore_ascii_case(&me.name)) {
        return Word::OfAnother;
    }
    match Command::parse(&name.to_lowercase()) {
        Some(command) => Word::Command(command, rest.trim().to_owned()),
        None => Word::Unknown,
    }
}

/// Whether words in a group are said to the bot: by its name, or as a reply to it.
fn is_to_me(common: Option<&MessageCommon>, text: &str, me: &Me) -> bool {
    let Some(common) = common else { return false };
    let reply = common.reply_to_message.as_ref().and_then(|replied| replied.from.as_ref());
    if reply.is_some_and(|author| author.id.0 == me.id) {
        return true;
    }
    let MediaKind::Text(media) = &common.media_kind else { return false };
    let name = format!("@{}", me.name);
    media.entities.iter().filter(|entity| entity.kind == MessageEntityKind::Mention).any(|entity| {
        let units: Vec<u16> = text.encode_utf16().skip(entity.offset).take(entity.length).collect();
        String::from_utf16_lossy(&units).eq_ignore_ascii_case(&name)
    })
}

fn pressed(id: EventId, press: CallbackQuery) -> Translated {
    let answer = Some(press.id.0.clone());
    let (Some(message), Some(data)) = (&press.message, press.data) else {
        return Translated { press: answer, ..Translated::default() };
    };
    let topic = match message {
        teloxide::types::MaybeInaccessibleMessage::Regular(message) if message.is_topic_message => {
            message.thread_id.map(|thread| thread.0.0)
        }
        _ => None,
    };
    let chat = message.chat();
    let place = place(chat, topic);
    let pressed_on = place.space.is_some().then_some(message.id().0);
    let translated = event(id, chat, place, &press.from, Input::Press(data));
    Translated { press: answer, pressed_on, ..translated }
}

/// The bot let in, shut out, or given other rights.
fn own_place(id: EventId, change: &ChatMemberUpdated) -> Translated {
    let inside = |kind: &ChatMemberKind| match kind {
        ChatMemberKind::Left | ChatMemberKind::Banned(_) => false,
        ChatMemberKind::Restricted(restricted) => restricted.is_member,
        ChatMemberKind::Owner(_) | ChatMemberKind::Administrator(_) | ChatMemberKind::Member(_) => {
            true
        }
    };
    let before = inside(&change.old_chat_member.kind);
    let input = match (before, inside(&change.new_chat_member.kind)) {
        (false, true) => Input::Admitted,
        (true, false) => Input::ShutOut,
        // Promoted, demoted: nobody asked the bot anything.
        _ => return Translated::default(),
    };
    let mut translated = event(id, &change.chat, place(&change.chat, None), &change.from, input);
    if change.chat.is_channel() {
        return Translated::default();
    }
    // Who let it in or out could do so; what else they may is not asked.
    translated.asks_about = None;
    translated
}

/// Private chats are a place of their own; groups are their own space, with a
/// topic where they have some.
fn place(chat: &Chat, topic: Option<i32>) -> Place {
    let channel = PlatformId::new(chat.id.0.to_string());
    Place {
        platform: Platform::Telegram,
        space: (!chat.is_private()).then(|| channel.clone()),
        channel,
        thread: topic
            .filter(|_| !chat.is_private())
            .map(|topic| PlatformId::new(topic.to_string())),
    }
}

fn event(id: EventId, chat: &Chat, place: Place, from: &User, input: Input) -> Translated {
    let private = chat.is_private();
    let person =
        Person { platform: Platform::Telegram, id: PlatformId::new(from.id.0.to_string()) };
    let event = Incoming {
        id,
        conversation: Conversation { place, person },
        audience: if private { Audience::Private } else { Audience::Shared },
        standing: Standing::Unknown,
        member: Member {
            name: Some(from.full_name()),
            club: chat.title().map(str::to_owned),
            roles: Vec::new(),
        },
        language: from.language_code.clone(),
        input,
    };
    let asks_about = (!private).then_some(Membership { chat: chat.id.0, person: from.id.0 });
    Translated { event: Some(event), asks_about, ..Translated::default() }
}

#[cfg(test)]
mod tests;

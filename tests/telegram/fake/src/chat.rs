//! Chats: who is in them, what was said, and how the Bot API writes it all down.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tokio::sync::watch;

use crate::{keyboard::Keyboard, refusal::Refusal, world::User};

/// What kind of chat it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A person and the bot.
    Private,
    /// A small group.
    Group,
    /// A large group.
    Supergroup,
    /// A large group with topics.
    Forum,
}

/// What a member of a group is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Who made it.
    Creator,
    /// May do everything here.
    Administrator,
    /// An ordinary one.
    Member,
    /// In it, and not allowed to write.
    Muted,
    /// Not in it.
    Left,
    /// Removed, and kept out.
    Kicked,
}

/// Whether a chat is there for the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is.
    Open,
    /// The person has never written to the bot.
    NotStarted,
    /// The person blocked the bot.
    Blocked,
    /// The person's account is gone.
    Deactivated,
    /// The group is gone.
    Deleted,
    /// The group goes on under this identifier.
    MigratedTo(i64),
}

/// A message.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its number in the chat.
    pub id: i64,
    /// Who wrote it.
    pub from: i64,
    /// Its topic.
    pub topic: Option<i64>,
    /// What it says, without markup; a document's caption.
    pub text: String,
    /// Its `MessageEntity` objects.
    pub entities: Vec<Value>,
    /// The buttons below it.
    pub keyboard: Keyboard,
    /// The file it carries: name and content.
    pub document: Option<(String, Vec<u8>)>,
    /// Whether links in it unfold.
    pub previews: Previews,
    /// When it was written, in seconds since 1970.
    pub date: i64,
    /// When it was changed last.
    pub edited: Option<i64>,
    /// The chat's revision at its last change.
    pub revision: u64,
}

/// Whether a message's links are shown with a preview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Previews {
    /// They are.
    Shown,
    /// They aren't.
    Disabled,
}

/// A chat.
#[derive(Debug)]
pub struct Chat {
    /// Its identifier.
    pub id: i64,
    /// What it is.
    pub kind: Kind,
    /// A group's name.
    pub title: String,
    /// Whether it is there.
    pub state: State,
    /// Who is in it, in a group; the bot too.
    pub members: BTreeMap<i64, Role>,
    /// The topics of a forum.
    pub topics: BTreeSet<i64>,
    /// Everything said, by number.
    pub messages: BTreeMap<i64, Message>,
    /// Raised by everything the bot does here.
    pub revision: u64,
    /// Tells who waits.
    pub changed: watch::Sender<u64>,
    next_message: i64,
}

impl Chat {
    /// An empty one.
    pub fn new(id: i64, kind: Kind, title: &str, state: State) -> Self {
        Self {
            id,
            kind,
            title: title.to_owned(),
            state,
            members: BTreeMap::new(),
            topics: BTreeSet::new(),
            messages: BTreeMap::new(),
            revision: 0,
            changed: watch::Sender::new(0),
            next_message: 1,
        }
    }

    /// The number of the next message.
    pub fn number(&mut self) -> i64 {
        let number = self.next_message;
        self.next_message += 1;
        number
    }

    /// The bot did something here.
    pub fn touch(&mut self) -> u64 {
        self.revision += 1;
        self.changed.send_replace(self.revision);
        self.revision
    }

    /// What somebody is here; in a private chat everybody is a member.
    pub fn role(&self, user: i64) -> Role {
        match self.kind {
            Kind::Private => Role::Member,
            _ => self.members.get(&user).copied().unwrap_or(Role::Left),
        }
    }

    /// Whether the bot may write here, into this topic.
    ///
    /// # Errors
    /// Why it may not.
    pub fn writable(&self, bot: i64, topic: Option<i64>) -> Result<(), Refusal> {
        self.reachable(bot)?;
        if self.role(bot) == Role::Muted {
            return Err(Refusal::bad_request(
                "not enough rights to send text messages to the chat",
            ));
        }
        match topic {
            None => Ok(()),
            Some(topic) if self.kind == Kind::Forum && self.topics.contains(&topic) => Ok(()),
            Some(_) => Err(Refusal::bad_request("message thread not found")),
        }
    }

    /// Whether the bot can see the chat at all.
    ///
    /// # Errors
    /// Why it can't.
    pub fn reachable(&self, bot: i64) -> Result<(), Refusal> {
        match self.state {
            State::Open => {}
            State::NotStarted => {
                return Err(Refusal::forbidden("bot can't initiate conversation with a user"));
            }
            State::Blocked => return Err(Refusal::forbidden("bot was blocked by the user")),
            State::Deactivated => return Err(Refusal::forbidden("user is deactivated")),
            State::Deleted => return Err(Refusal::forbidden("the group chat was deleted")),
            State::MigratedTo(to) => return Err(Refusal::migrated(to)),
        }
        let group = if self.kind == Kind::Group { "group" } else { "supergroup" };
        match self.role(bot) {
            Role::Kicked => {
                Err(Refusal::forbidden(format_args!("bot was kicked from the {group} chat")))
            }
            Role::Left => {
                Err(Refusal::forbidden(format_args!("bot is not a member of the {group} chat")))
            }
            _ => Ok(()),
        }
    }

    /// The newest message that has buttons.
    pub fn screen(&self) -> Option<&Message> {
        self.messages.values().rev().find(|message| !message.keyboard.is_empty())
    }

    /// A `Chat` object.
    pub fn json(&self, people: &BTreeMap<i64, User>) -> Value {
        match self.kind {
            Kind::Private => {
                let mut chat = json!({"id": self.id, "type": "private"});
                if let Some(user) = people.get(&self.id) {
                    chat["first_name"] = user.first_name.clone().into();
                }
                chat
            }
            Kind::Group => json!({"id": self.id, "type": "group", "title": self.title}),
            Kind::Supergroup => json!({"id": self.id, "type": "supergroup", "title": self.title}),
            Kind::Forum => {
                json!({"id": self.id, "type": "supergroup", "title": self.title, "is_forum": true})
            }
        }
    }

    /// A `Message` object.
    pub fn message_json(&self, message: &Message, people: &BTreeMap<i64, User>) -> Value {
        let mut json = json!({
            "message_id": message.id,
            "date": message.date,
            "chat": self.json(people),
        });
        if let Some(user) = people.get(&message.from) {
            json["from"] = user.json();
        }
        match &message.document {
            None => {
                json["text"] = message.text.clone().into();
                if !message.entities.is_empty() {
                    json["entities"] = message.entities.clone().into();
                }
            }
            Some((name, content)) => {
                json["document"] = json!({
                    "file_id": format!("file-{}-{}", self.id, message.id),
                    "file_unique_id": format!("unique-{}-{}", self.id, message.id),
                    "file_name": name,
                    "file_size": content.len(),
                });
                if !message.text.is_empty() {
                    json["caption"] = message.text.clone().into();
                }
            }
        }
        if let Some(topic) = message.topic {
            json["message_thread_id"] = topic.into();
            json["is_topic_message"] = true.into();
        }
        if let Some(edited) = message.edited {
            json["edit_date"] = edited.into();
        }
        if !message.keyboard.is_empty() {
            json["reply_markup"] = message.keyboard.json();
        }
        json
    }
}

/// A `ChatMember` object.
pub fn member_json(user: &User, role: Role) -> Value {
    let user = user.json();
    match role {
        Role::Creator => json!({"status": "creator", "user": user, "is_anonymous": false}),
        Role::Administrator => json!({
            "status": "administrator", "user": user, "can_be_edited": false,
            "is_anonymous": false, "can_manage_chat": true, "can_delete_messages": true,
            "can_manage_video_chats": true, "can_restrict_members": true,
            "can_promote_members": false, "can_change_info": true, "can_invite_users": true,
            "can_post_stories": false, "can_edit_stories": false, "can_delete_stories": false,
            "can_pin_messages": true, "can_manage_topics": true,
        }),
        Role::Member => json!({"status": "member", "user": user}),
        Role::Muted => json!({
            "status": "restricted", "user": user, "is_member": true, "can_send_messages": false,
            "can_send_audios": false, "can_send_documents": false, "can_send_photos": false,
            "can_send_videos": false, "can_send_video_notes": false,
            "can_send_voice_notes": false, "can_send_polls": false,
            "can_send_other_messages": false, "can_add_web_page_previews": false,
            "can_change_info": false, "can_invite_users": false, "can_pin_messages": false,
            "can_manage_topics": false, "can_edit_tag": false,
            "can_react_to_messages": false, "until_date": 0,
        }),
        Role::Left => json!({"status": "left", "user": user}),
        Role::Kicked => json!({"status": "kicked", "user": user, "until_date": 0}),
    }
}

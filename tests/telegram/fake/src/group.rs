//! Groups: who comes and goes, what the bot may do, and what becomes of them.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{
    Shared,
    chat::{Kind, Role, State, member_json},
    person::{Person, membership},
    world::{BOT, World, unix_now},
};

/// A group.
#[derive(Debug)]
pub struct Group {
    shared: Arc<Shared>,
    id: i64,
}

impl Group {
    pub(crate) fn new(shared: Arc<Shared>, id: i64) -> Self {
        Self { shared, id }
    }

    /// Its identifier.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// This person in the group; they join where they are not in it.
    pub fn seat(&self, person: &Person) -> Person {
        if let Some(chat) = self.shared.world().chats.get_mut(&self.id) {
            chat.members.entry(person.id()).or_insert(Role::Member);
        }
        person.at(self.id)
    }

    /// Has had the bot in it for long: nothing is told.
    pub fn has_bot(&self) {
        if let Some(chat) = self.shared.world().chats.get_mut(&self.id) {
            chat.members.insert(BOT, Role::Member);
        }
    }

    /// Adds the bot.
    pub fn adds_bot(&self, by: &Person) {
        self.makes_bot(by, Role::Member);
    }

    /// Makes the bot something else, and tells it.
    pub fn makes_bot(&self, by: &Person, role: Role) {
        let mut world = self.shared.world();
        let Some(chat) = world.chats.get_mut(&self.id) else { return };
        let old = chat.role(BOT);
        chat.members.insert(BOT, role);
        world.transcript.note(self.id, format_args!("the bot is {role:?} now, it was {old:?}"));
        membership(&mut world, self.id, by.id(), old, role);
    }

    /// Makes a member something else; the bot learns of it where it asked for
    /// `chat_member` updates.
    pub fn makes(&self, person: &Person, role: Role) {
        let mut world = self.shared.world();
        let Some(chat) = world.chats.get_mut(&self.id) else { return };
        let old = chat.role(person.id());
        chat.members.insert(person.id(), role);
        let user = &world.people[&person.id()];
        let update = json!({
            "chat": world.chats[&self.id].json(&world.people),
            "from": user.json(),
            "date": unix_now(),
            "old_chat_member": member_json(user, old),
            "new_chat_member": member_json(user, role),
        });
        world.updates.push("chat_member", update);
    }

    /// A topic of a forum, by its number.
    pub fn opens_topic(&self, topic: i64) {
        if let Some(chat) = self.shared.world().chats.get_mut(&self.id) {
            chat.topics.insert(topic);
        }
    }

    /// Takes a topic away.
    pub fn deletes_topic(&self, topic: i64) {
        if let Some(chat) = self.shared.world().chats.get_mut(&self.id) {
            chat.topics.remove(&topic);
        }
    }

    /// Is deleted, without a word to the bot.
    pub fn is_deleted(&self) {
        if let Some(chat) = self.shared.world().chats.get_mut(&self.id) {
            chat.state = State::Deleted;
        }
    }

    /// Becomes a supergroup, which it returns, and says so in both.
    pub fn becomes_supergroup(&self) -> Self {
        let to = self.moves();
        let mut world = self.shared.world();
        service(&mut world, self.id, "migrate_to_chat_id", to.id.into());
        service(&mut world, to.id, "migrate_from_chat_id", self.id.into());
        drop(world);
        to
    }

    /// Becomes a supergroup while the bot hears nothing: it learns it when it sends.
    pub fn becomes_supergroup_in_silence(&self) -> Self {
        self.moves()
    }

    fn moves(&self) -> Self {
        let mut world = self.shared.world();
        let (title, members) = {
            let old = &world.chats[&self.id];
            (old.title.clone(), old.members.clone())
        };
        let to = world.add_group(Kind::Supergroup, &title);
        if let Some(new) = world.chats.get_mut(&to) {
            new.members = members;
        }
        if let Some(old) = world.chats.get_mut(&self.id) {
            old.state = State::MigratedTo(to);
        }
        world.transcript.note(self.id, format_args!("the group goes on as {to}"));
        Self::new(Arc::clone(&self.shared), to)
    }
}

/// A message of the group itself, from whoever made it.
fn service(world: &mut World, chat: i64, field: &str, value: Value) {
    let Some(chat) = world.chats.get_mut(&chat) else { return };
    let number = chat.number();
    let creator = chat.members.iter().find(|(_, role)| **role == Role::Creator);
    let creator = creator.map_or(BOT, |(user, _)| *user);
    let chat = chat.json(&world.people);
    let mut message = json!({
        "message_id": number,
        "date": unix_now(),
        "chat": chat,
        "from": world.people[&creator].json(),
    });
    message[field] = value;
    world.updates.push("message", message);
}

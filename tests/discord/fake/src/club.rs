//! Servers, as a test speaks of them: people join, roles are made, channels go.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::json;

use crate::{
    Shared,
    id::Id,
    message::Message,
    permissions::Permissions,
    person::Person,
    place::{Channel, Guild, Kind, Role},
    world::{BOT, World},
};

/// A server, with its first channel.
#[derive(Debug)]
pub struct Club {
    shared: Arc<Shared>,
    id: Id,
    channel: Id,
}

impl Club {
    pub(crate) fn new(shared: Arc<Shared>, name: &str, owner: &Person) -> Self {
        let mut world = shared.world();
        let (id, channel) = (world.next_guild(), world.next_id());
        let everyone = Role {
            name: "@everyone".to_owned(),
            permissions: Permissions::ordinary(),
            mentionable: false,
        };
        let members = [owner.id(), BOT].map(|member| (member, BTreeSet::new()));
        let guild = Guild {
            id,
            name: name.to_owned(),
            owner: owner.id(),
            roles: [(id, everyone)].into(),
            members: members.into(),
            available: true,
            arrival: None,
        };
        world.guilds.insert(id, guild);
        add_channel(&mut world, channel, id, "general", None);
        let event = world.guild_event(&world.guilds[&id]);
        world.tell("GUILD_CREATE", Some(id), event);
        drop(world);
        Self { shared, id, channel }
    }

    /// Its number.
    pub fn id(&self) -> Id {
        self.id
    }

    /// Its first channel.
    pub fn channel(&self) -> Id {
        self.channel
    }

    /// Somebody has just put the bot into the server, in whose first channel newcomers
    /// are greeted.
    pub fn adds_bot(&self) {
        let mut world = self.shared.world();
        if let Some(guild) = world.guilds.get_mut(&self.id) {
            let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S.%6f+00:00").to_string();
            guild.members.entry(BOT).or_default();
            guild.arrival = Some((self.channel, now));
        }
        let event = world.guild_event(&world.guilds[&self.id]);
        world.tell("GUILD_CREATE", Some(self.id), event);
        drop(world);
        self.shared.changed();
    }

    /// The server gets another name.
    pub fn is_called(&self, name: &str) {
        let mut world = self.shared.world();
        if let Some(guild) = world.guilds.get_mut(&self.id) {
            name.clone_into(&mut guild.name);
        }
        let event = world.guild_event(&world.guilds[&self.id]);
        world.tell("GUILD_UPDATE", Some(self.id), event);
        drop(world);
        self.shared.changed();
    }

    /// That person in the first channel; they join if they are not in the server.
    pub fn seat(&self, person: &Person) -> Person {
        if let Some(guild) = self.shared.world().guilds.get_mut(&self.id) {
            guild.members.entry(person.id()).or_default();
        }
        person.at(self.channel)
    }

    /// That person leaves.
    pub fn loses(&self, person: &Person) {
        if let Some(guild) = self.shared.world().guilds.get_mut(&self.id) {
            guild.members.remove(&person.id());
        }
    }

    /// Another channel.
    pub fn new_channel(&self, name: &str) -> Id {
        let mut world = self.shared.world();
        let id = world.next_id();
        add_channel(&mut world, id, self.id, name, None);
        let event = world.channel_json(&world.channels[&id]);
        world.tell("CHANNEL_CREATE", Some(self.id), event);
        id
    }

    /// A thread in the first channel.
    pub fn new_thread(&self, name: &str) -> Id {
        let mut world = self.shared.world();
        let id = world.next_id();
        add_channel(&mut world, id, self.id, name, Some(self.channel));
        let event = world.channel_json(&world.channels[&id]);
        world.tell("THREAD_CREATE", Some(self.id), event);
        id
    }

    /// Nobody writes in a thread any more.
    pub fn archives(&self, thread: Id) {
        if let Some(channel) = self.shared.world().channels.get_mut(&thread) {
            channel.archived = true;
        }
    }

    /// A channel goes, with what is in it.
    pub fn deletes(&self, channel: Id) {
        let mut world = self.shared.world();
        let Some(gone) = world.channels.remove(&channel) else { return };
        let event = world.channel_json(&gone);
        let kind = if gone.kind == Kind::Thread { "THREAD_DELETE" } else { "CHANNEL_DELETE" };
        world.tell(kind, Some(self.id), event);
    }

    /// Another role, for nobody yet.
    pub fn new_role(&self, name: &str, permissions: Permissions) -> Id {
        let mut world = self.shared.world();
        let id = world.next_id();
        let role = Role { name: name.to_owned(), permissions, mentionable: false };
        if let Some(guild) = world.guilds.get_mut(&self.id) {
            guild.roles.insert(id, role);
        }
        let role = world.guilds[&self.id].role_json(id);
        world.tell("GUILD_ROLE_CREATE", Some(self.id), json!({"guild_id": self.id, "role": role}));
        id
    }

    /// Everybody may mention a role.
    pub fn lets_mention(&self, role: Id) {
        let mut world = self.shared.world();
        let guild = world.guilds.get_mut(&self.id);
        if let Some(role) = guild.and_then(|guild| guild.roles.get_mut(&role)) {
            role.mentionable = true;
        }
    }

    /// A person gets a role.
    pub fn gives(&self, person: &Person, role: Id) {
        let mut world = self.shared.world();
        if let Some(guild) = world.guilds.get_mut(&self.id) {
            guild.members.entry(person.id()).or_default().insert(role);
        }
    }

    /// In a channel, the bot may not do that, whatever it may elsewhere.
    pub fn denies_bot(&self, channel: Id, what: Permissions) {
        self.overwrites(channel, (Permissions::NONE, what));
    }

    /// In a channel, the bot may do that, whatever it may elsewhere.
    pub fn allows_bot(&self, channel: Id, what: Permissions) {
        self.overwrites(channel, (what, Permissions::NONE));
    }

    fn overwrites(&self, channel: Id, overwrite: (Permissions, Permissions)) {
        let mut world = self.shared.world();
        if let Some(channel) = world.channels.get_mut(&channel) {
            channel.overwrites.insert(BOT, overwrite);
        }
        let Some(channel) = world.channels.get(&channel) else { return };
        let event = world.channel_json(channel);
        world.tell("CHANNEL_UPDATE", Some(self.id), event);
    }

    /// Discord loses the server for a while.
    pub fn is_unavailable(&self) {
        let mut world = self.shared.world();
        if let Some(guild) = world.guilds.get_mut(&self.id) {
            guild.available = false;
        }
        world.tell("GUILD_DELETE", Some(self.id), json!({"id": self.id, "unavailable": true}));
    }

    /// Discord has it again.
    pub fn is_available(&self) {
        let mut world = self.shared.world();
        if let Some(guild) = world.guilds.get_mut(&self.id) {
            guild.available = true;
        }
        let event = world.guild_event(&world.guilds[&self.id]);
        world.tell("GUILD_CREATE", Some(self.id), event);
    }

    /// The bot is removed.
    pub fn removes_bot(&self) {
        let mut world = self.shared.world();
        if let Some(guild) = world.guilds.get_mut(&self.id) {
            guild.members.remove(&BOT);
        }
        world.tell("GUILD_DELETE", Some(self.id), json!({"id": self.id}));
    }

    /// Everything of the bot's that everybody in a channel could ever see, also what
    /// was deleted since.
    pub fn shown_to_all(&self, channel: Id) -> Vec<Message> {
        let world = self.shared.world();
        let messages = world.channels.get(&channel).into_iter().flat_map(|it| it.messages.values());
        let shown = messages.filter(|message| {
            message.author == BOT && message.audience == crate::transcript::Audience::Channel
        });
        shown.cloned().collect()
    }
}

fn add_channel(world: &mut World, id: Id, guild: Id, name: &str, parent: Option<Id>) {
    let kind = if parent.is_some() { Kind::Thread } else { Kind::Text };
    let mut channel = Channel::new(id, kind, name);
    channel.guild = Some(guild);
    channel.parent = parent;
    world.channels.insert(id, channel);
}

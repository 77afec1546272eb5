//! Servers and channels, who is in them, and who may do what there.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tokio::sync::watch;

use crate::{
    BOT,
    id::Id,
    message::{Message, State},
    permissions::Permissions,
};

/// What kind of channel it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text channel of a server.
    Text,
    /// A public thread in one.
    Thread,
    /// The direct messages of one person and the bot.
    Direct,
}

/// A channel.
#[derive(Debug)]
pub(crate) struct Channel {
    pub id: Id,
    pub kind: Kind,
    pub name: String,
    /// Its server; nothing for direct messages.
    pub guild: Option<Id>,
    /// The channel a thread is in.
    pub parent: Option<Id>,
    /// Whose direct messages they are.
    pub person: Option<Id>,
    /// What one role or member may do here beside what they may do everywhere: what
    /// is given, and what is taken.
    pub overwrites: BTreeMap<Id, (Permissions, Permissions)>,
    pub messages: BTreeMap<Id, Message>,
    pub archived: bool,
    /// Raised with everything that happens in it: whoever waits here need not look at
    /// what happens elsewhere.
    pub changed: watch::Sender<u64>,
}

/// A role.
#[derive(Debug)]
pub(crate) struct Role {
    pub name: String,
    pub permissions: Permissions,
    pub mentionable: bool,
}

/// A server.
#[derive(Debug)]
pub(crate) struct Guild {
    pub id: Id,
    pub name: String,
    pub owner: Id,
    pub roles: BTreeMap<Id, Role>,
    /// Everybody in it, with their roles.
    pub members: BTreeMap<Id, BTreeSet<Id>>,
    pub available: bool,
    /// Where newcomers are greeted, and when the bot came, where it came only now.
    pub arrival: Option<(Id, String)>,
}

impl Channel {
    /// An empty one.
    pub fn new(id: Id, kind: Kind, name: &str) -> Self {
        Self {
            id,
            kind,
            name: name.to_owned(),
            guild: None,
            parent: None,
            person: None,
            overwrites: BTreeMap::new(),
            messages: BTreeMap::new(),
            archived: false,
            changed: watch::Sender::new(0),
        }
    }

    /// A message that was not deleted.
    pub fn message(&self, id: Id) -> Option<&Message> {
        self.messages.get(&id).filter(|message| message.state != State::Deleted)
    }

    /// A `Channel` object; `recipient` is the user's.
    pub fn json(&self, recipient: Option<Value>) -> Value {
        let kind = match self.kind {
            Kind::Text => 0,
            Kind::Direct => 1,
            Kind::Thread => 11,
        };
        let last = self.messages.keys().next_back();
        let mut json = json!({"id": self.id, "type": kind, "flags": 0, "last_message_id": last.map(|id| Value::from(*id))});
        if let Some(recipient) = recipient {
            json["recipients"] = json!([recipient]);
            return json;
        }
        json["guild_id"] = self.guild.map_or(Value::Null, Value::from);
        json["name"] = json!(self.name);
        json["parent_id"] = self.parent.map_or(Value::Null, Value::from);
        json["rate_limit_per_user"] = json!(0);
        if self.kind == Kind::Thread {
            json["owner_id"] = crate::world::BOT.into();
            json["message_count"] = json!(self.messages.len());
            json["member_count"] = json!(1);
            json["thread_metadata"] = json!({
                "archived": self.archived, "locked": false, "auto_archive_duration": 1_440,
                "archive_timestamp": jiff::Timestamp::now().to_string(),
            });
        } else {
            let overwrite = |(id, (allow, deny)): (&Id, &(Permissions, Permissions))| json!({"id": id.to_string(), "type": u8::from(*id == BOT), "allow": allow.0.to_string(), "deny": deny.0.to_string()});
            json["position"] = json!(0);
            json["nsfw"] = json!(false);
            json["topic"] = Value::Null;
            json["permission_overwrites"] = self.overwrites.iter().map(overwrite).collect();
        }
        json
    }
}

impl Guild {
    /// What a member may do, in a channel with these overwrites.
    pub fn permissions(&self, member: Id, channel: &Channel) -> Permissions {
        let Some(roles) = self.members.get(&member) else { return Permissions::NONE };
        if self.owner == member {
            return Permissions::ALL;
        }
        let of = |id: &Id| self.roles.get(id).map_or(Permissions::NONE, |role| role.permissions);
        let base = roles.iter().map(of).fold(of(&self.id), |all, more| all | more);
        if base.has(Permissions::ADMINISTRATOR) {
            return Permissions::ALL;
        }
        let none = (Permissions::NONE, Permissions::NONE);
        let overwrite = |id: &Id| channel.overwrites.get(id).copied().unwrap_or(none);
        let (allow, deny) = overwrite(&self.id);
        let all = base.overwritten(allow, deny);
        let together =
            roles.iter().map(overwrite).fold(none, |all, one| (all.0 | one.0, all.1 | one.1));
        let (allow, deny) = overwrite(&member);
        all.overwritten(together.0, together.1).overwritten(allow, deny)
    }

    /// A `Role` object.
    pub fn role_json(&self, id: Id) -> Value {
        let Some(role) = self.roles.get(&id) else { return Value::Null };
        json!({
            "id": id, "name": role.name, "permissions": role.permissions.0.to_string(),
            "color": 0, "colors": {"primary_color": 0, "secondary_color": null, "tertiary_color": null},
            "hoist": false, "managed": false, "mentionable": role.mentionable,
            "position": if id == self.id { 0 } else { 1 }, "flags": 0, "icon": null,
            "unicode_emoji": null, "description": null,
        })
    }

    /// Every role.
    pub fn roles_json(&self) -> Value {
        self.roles.keys().map(|id| self.role_json(*id)).collect()
    }

    /// The fields of a `Guild` object that every answer has.
    pub fn json(&self) -> Value {
        let none: [Value; 0] = [];
        json!({
            "id": self.id, "name": self.name, "owner_id": self.owner, "roles": self.roles_json(),
            "icon": null, "icon_hash": null, "splash": null, "discovery_splash": null,
            "home_header": null, "banner": null, "description": null, "application_id": null,
            "afk_channel_id": null, "afk_timeout": 300, "widget_enabled": false,
            "widget_channel_id": null, "verification_level": 0,
            "default_message_notifications": 1, "explicit_content_filter": 0, "mfa_level": 0,
            "emojis": none, "stickers": none, "features": none,
            "system_channel_id": self.arrival.as_ref().map(|(channel, _)| channel),
            "system_channel_flags": 0, "rules_channel_id": null, "max_presences": null,
            "max_members": 500_000, "vanity_url_code": null, "premium_tier": 0,
            "premium_subscription_count": 0, "preferred_locale": "en-US",
            "public_updates_channel_id": null, "max_video_channel_users": 25,
            "max_stage_video_channel_users": 50, "nsfw": false, "nsfw_level": 0,
            "premium_progress_bar_enabled": false, "safety_alerts_channel_id": null,
            "incidents_data": null, "region": "deprecated",
        })
    }
}

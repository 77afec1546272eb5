//! What a session hears first: READY, and the servers of its shard.

use serde_json::{Value, json};

use crate::{
    id::Id,
    place::{Guild, Kind},
    world::{BOT, World},
};

impl World {
    /// Tells a session who it is, and of its servers.
    pub(crate) fn greet(&mut self, session: usize, url: &str) {
        let Some(found) = self.gateway.session(session) else { return };
        let ((index, total), id) = (found.shard, found.id.clone());
        let ours =
            |guild: &&Guild| guild.members.contains_key(&BOT) && guild.id.shard(total) == index;
        let guilds: Vec<Id> = self.guilds.values().filter(ours).map(|guild| guild.id).collect();
        let unavailable: Vec<_> =
            guilds.iter().map(|guild| json!({"id": guild, "unavailable": true})).collect();
        let mut user = self.user_json(BOT);
        user["verified"] = json!(true);
        user["mfa_enabled"] = json!(true);
        user["email"] = Value::Null;
        let none: [Value; 0] = [];
        let ready = json!({
            "v": 10, "user": user, "guilds": unavailable, "session_id": id,
            "resume_gateway_url": url, "shard": [index, total], "session_type": "normal",
            "application": {"id": BOT, "flags": 0}, "user_settings": {}, "relationships": none,
            "private_channels": none, "presences": none, "guild_join_requests": none,
            "geo_ordered_rtc_regions": none, "auth": {}, "_trace": none,
        });
        self.gateway.tell_session(session, "READY", ready);
        for guild in guilds {
            if self.guilds[&guild].available {
                let event = self.guild_event(&self.guilds[&guild]);
                self.gateway.tell_session(session, "GUILD_CREATE", event);
            }
        }
    }

    /// A server, as a session hears of it.
    pub(crate) fn guild_event(&self, guild: &Guild) -> Value {
        let mut event = guild.json();
        let channels = |kind: Kind| -> Value {
            let ours = |channel: &&crate::place::Channel| {
                channel.guild == Some(guild.id) && channel.kind == kind
            };
            self.channels.values().filter(ours).map(|channel| self.channel_json(channel)).collect()
        };
        let none: [Value; 0] = [];
        let joined = guild.arrival.as_ref().map(|(_, at)| at.as_str());
        event["joined_at"] = json!(joined.unwrap_or("2026-01-02T03:04:05.678000+00:00"));
        event["large"] = json!(false);
        event["unavailable"] = json!(false);
        event["member_count"] = json!(guild.members.len());
        event["members"] = json!([self.member_json(guild, BOT)]);
        event["channels"] = channels(Kind::Text);
        event["threads"] = channels(Kind::Thread);
        for empty in [
            "voice_states",
            "presences",
            "stage_instances",
            "guild_scheduled_events",
            "soundboard_sounds",
        ] {
            event[empty] = json!(none);
        }
        event
    }
}

//! Whether the bot may write somewhere: asked of Discord before a reminder is promised,
//! and now and then.

use bot_core::{
    event::{Person, Place, PlatformId, Standing},
    message::{Lack, Leave},
};
use serde_json::{Value, json};
use serenity::all::{GuildChannel, Member, PartialGuild, Permissions};

use crate::{
    Discord,
    api::{Failure, Refusal},
};

/// Discord's codes for a server's member that it does not know, and for a person.
const UNKNOWN_MEMBER: u32 = 10_007;
const UNKNOWN_USER: u32 = 10_013;

/// What a reminder needs: long texts go into an embed.
const TO_POST: Permissions = Permissions::SEND_MESSAGES.union(Permissions::EMBED_LINKS);
const TO_POST_IN_THREADS: Permissions =
    Permissions::SEND_MESSAGES_IN_THREADS.union(Permissions::EMBED_LINKS);

impl Discord {
    /// Whether the bot may post in a place and mention a role there. What Discord does not
    /// answer clearly nobody knows.
    pub(crate) async fn leave(&self, place: &Place, mention: Option<&PlatformId>) -> Leave {
        let Some(server) = &place.space else { return Leave::Unknown };
        let api = &self.shared.api;
        let channel: GuildChannel = match api.get(&["channels", place.channel.as_str()]).await {
            Ok(channel) => channel,
            // Deleted, hidden, or no longer in the server.
            Err(Failure::Refused(refusal)) if matches!(refusal.status, 403 | 404) => {
                return Leave::Lacks(Lack::Place);
            }
            Err(failure) => return unknown(&failure),
        };
        // What is posted for a club stays in its server.
        if channel.guild_id.get().to_string() != server.as_str() {
            return Leave::Lacks(Lack::Place);
        }
        match self.standing(server).await {
            Ok(Some((guild, bot))) => {
                let may = guild.user_permissions_in(&channel, &bot);
                let role = mention.map(|role| mentionable(&guild, role));
                judge(may, role, place.thread.is_some())
            }
            Ok(None) => Leave::Unknown,
            Err(failure) => unknown(&failure),
        }
    }

    /// Whether somebody is in a server. What they may do there comes with what they do there.
    pub(crate) async fn standing_of(&self, server: &PlatformId, person: &Person) -> Standing {
        let path = ["guilds", server.as_str(), "members", person.id.as_str()];
        match self.shared.api.get::<Value>(&path).await {
            Ok(_) => Standing::Member,
            Err(Failure::Refused(refusal)) if is_outside(&refusal) => Standing::Outside,
            Err(failure) => {
                tracing::debug!(%failure, "whether somebody is in a server is not known");
                Standing::Unknown
            }
        }
    }

    /// The bot's own number among the people of Discord.
    async fn me(&self) -> Result<Option<&PlatformId>, Failure> {
        if let Some(me) = self.shared.me.get() {
            return Ok(Some(me));
        }
        let me: Value = self.shared.api.get(&["users", "@me"]).await?;
        let id = me["id"].as_str();
        Ok(id.map(|id| self.shared.me.get_or_init(|| PlatformId::new(id))))
    }

    /// The server with its roles, and the bot as its member.
    async fn standing(
        &self,
        server: &PlatformId,
    ) -> Result<Option<(PartialGuild, Member)>, Failure> {
        let api = &self.shared.api;
        let Some(me) = self.me().await? else { return Ok(None) };
        let guild: PartialGuild = api.get(&["guilds", server.as_str()]).await?;
        let mut member: Value =
            api.get(&["guilds", server.as_str(), "members", me.as_str()]).await?;
        // serenity reads it as the gateway gives it, with its server.
        member["guild_id"] = json!(server.as_str());
        Ok(serde_json::from_value(member).ok().map(|member| (guild, member)))
    }
}

/// Whether Discord says that somebody is not in a server.
fn is_outside(refusal: &Refusal) -> bool {
    refusal.status == 404 && matches!(refusal.code, UNKNOWN_MEMBER | UNKNOWN_USER)
}

fn unknown(failure: &Failure) -> Leave {
    tracing::debug!(%failure, "what the bot may do in a channel is not known");
    Leave::Unknown
}

/// Whether a role can be mentioned by anybody; `None` where there is none such.
fn mentionable(guild: &PartialGuild, role: &PlatformId) -> Option<Anybody> {
    let found = guild.roles.values().find(|known| known.id.get().to_string() == role.as_str())?;
    Some(if found.mentionable { Anybody::May } else { Anybody::MayNot })
}

/// Whether anybody may mention a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Anybody {
    May,
    MayNot,
}

fn judge(may: Permissions, role: Option<Option<Anybody>>, in_thread: bool) -> Leave {
    let to_post = if in_thread { TO_POST_IN_THREADS } else { TO_POST };
    let any_role = may.contains(Permissions::MENTION_EVERYONE);
    match role {
        _ if !may.contains(Permissions::VIEW_CHANNEL) => Leave::Lacks(Lack::Place),
        _ if !may.contains(to_post) => Leave::Lacks(Lack::Post),
        Some(None) => Leave::Lacks(Lack::Role),
        Some(Some(Anybody::MayNot)) if !any_role => Leave::Lacks(Lack::Mention),
        _ => Leave::Given,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_right_that_is_missing_is_told_by_its_name() {
        let all = TO_POST | TO_POST_IN_THREADS | Permissions::VIEW_CHANNEL;
        for (may, role, in_thread, leave) in [
            (all, None, false, Leave::Given),
            (all, Some(Some(Anybody::May)), true, Leave::Given),
            (all, Some(Some(Anybody::MayNot)), false, Leave::Lacks(Lack::Mention)),
            (all, Some(None), false, Leave::Lacks(Lack::Role)),
            (all | Permissions::MENTION_EVERYONE, Some(Some(Anybody::MayNot)), false, Leave::Given),
            (all - Permissions::SEND_MESSAGES, None, true, Leave::Given),
            (all - Permissions::SEND_MESSAGES, None, false, Leave::Lacks(Lack::Post)),
            (all - Permissions::EMBED_LINKS, None, false, Leave::Lacks(Lack::Post)),
            (all - Permissions::SEND_MESSAGES_IN_THREADS, None, true, Leave::Lacks(Lack::Post)),
            (all - Permissions::VIEW_CHANNEL, None, false, Leave::Lacks(Lack::Place)),
        ] {
            assert_eq!(judge(may, role, in_thread), leave, "{may:?} {role:?}");
        }
    }
}

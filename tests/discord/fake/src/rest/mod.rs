//! The calls: which there are, how often each may be made, and what it needs.

pub(crate) mod act;

use std::time::Duration;

use serde_json::Value;

use crate::{
    id::Id,
    interaction::Which,
    limits::{Overall, Rate},
};

/// Every route there is here, as Discord's documentation writes them.
pub const ROUTES: [&str; 27] = [
    "GET /gateway",
    "GET /gateway/bot",
    "GET /users/@me",
    "GET /applications/@me",
    "GET /oauth2/applications/@me",
    "POST /users/@me/channels",
    "GET /applications/{application_id}/commands",
    "PUT /applications/{application_id}/commands",
    "POST /interactions/{interaction_id}/{interaction_token}/callback",
    "POST /webhooks/{webhook_id}/{webhook_token}",
    "GET /webhooks/{webhook_id}/{webhook_token}/messages/@original",
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original",
    "DELETE /webhooks/{webhook_id}/{webhook_token}/messages/@original",
    "GET /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}",
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}",
    "DELETE /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}",
    "GET /channels/{channel_id}",
    "GET /channels/{channel_id}/messages",
    "POST /channels/{channel_id}/messages",
    "GET /channels/{channel_id}/messages/{message_id}",
    "PATCH /channels/{channel_id}/messages/{message_id}",
    "DELETE /channels/{channel_id}/messages/{message_id}",
    "POST /channels/{channel_id}/typing",
    "GET /guilds/{guild_id}",
    "GET /guilds/{guild_id}/channels",
    "GET /guilds/{guild_id}/members/{user_id}",
    "GET /guilds/{guild_id}/roles",
];

/// A call that was made.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// Which route.
    pub route: &'static str,
    /// Its body, or `payload_json`.
    pub body: Value,
    /// The names of its files.
    pub files: Vec<String>,
    /// The status of the answer; nothing where none was given.
    pub status: Option<u16>,
}

/// Whose token a call has to bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// The bot's.
    Bot,
    /// The interaction's, in the path.
    InPath,
}

/// What a path names.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    Gateway,
    GatewayBot,
    Me,
    Application,
    OpenDirect,
    ListCommands(Id),
    SetCommands(Id),
    Callback(Id, String),
    FollowUp(Id, String),
    GetAnswer(Id, String, Which),
    EditAnswer(Id, String, Which),
    DeleteAnswer(Id, String, Which),
    Channel(Id),
    List(Id),
    Send(Id),
    Get(Id, Id),
    Edit(Id, Id),
    Delete(Id, Id),
    Typing(Id),
    Guild(Id),
    GuildChannels(Id),
    Member(Id, Id),
    Roles(Id),
}

/// A call that can be made.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    pub name: &'static str,
    pub target: Target,
    pub token: Token,
    pub rate: Rate,
    /// What the path is about first: its limits count by that.
    pub about: Option<Id>,
}

impl Route {
    /// Reads a method and a path.
    pub fn read(method: &str, path: &str) -> Option<Self> {
        let path = path.strip_prefix("/api/v10/").or_else(|| path.strip_prefix("/api/"))?;
        let parts: Vec<&str> = path.split('/').collect();
        let id = |text: &str| text.parse().ok().map(Id);
        let which = |text: &str| match text {
            "@original" => Some(Which::Original),
            _ => id(text).map(Which::Message),
        };
        let answer = |text: &str| if text == "@original" { "@original" } else { "{message_id}" };
        let (shape, target, about) = match (method, &parts[..]) {
            ("GET", ["gateway"]) => ("/gateway".to_owned(), Target::Gateway, None),
            ("GET", ["gateway", "bot"]) => ("/gateway/bot".to_owned(), Target::GatewayBot, None),
            ("GET", ["users", "@me"]) => ("/users/@me".to_owned(), Target::Me, None),
            ("GET", ["applications", "@me"]) => {
                ("/applications/@me".to_owned(), Target::Application, None)
            }
            ("GET", ["oauth2", "applications", "@me"]) => {
                ("/oauth2/applications/@me".to_owned(), Target::Application, None)
            }
            ("POST", ["users", "@me", "channels"]) => {
                ("/users/@me/channels".to_owned(), Target::OpenDirect, None)
            }
            (method @ ("GET" | "PUT"), ["applications", of, "commands"]) => {
                let of = id(of)?;
                let target =
                    if method == "GET" { Target::ListCommands } else { Target::SetCommands };
                ("/applications/{application_id}/commands".to_owned(), target(of), Some(of))
            }
            ("POST", ["interactions", of, token, "callback"]) => {
                let (of, token) = (id(of)?, (*token).to_owned());
                let shape = "/interactions/{interaction_id}/{interaction_token}/callback";
                (shape.to_owned(), Target::Callback(of, token), Some(of))
            }
            ("POST", ["webhooks", of, token]) => {
                let (of, token) = (id(of)?, (*token).to_owned());
                let shape = "/webhooks/{webhook_id}/{webhook_token}";
                (shape.to_owned(), Target::FollowUp(of, token), Some(of))
            }
            (method, ["webhooks", of, token, "messages", message]) => {
                let (of, token, which) = (id(of)?, (*token).to_owned(), which(message)?);
                let target = match method {
                    "GET" => Target::GetAnswer(of, token, which),
                    "PATCH" => Target::EditAnswer(of, token, which),
                    "DELETE" => Target::DeleteAnswer(of, token, which),
                    _ => return None,
                };
                let shape = "/webhooks/{webhook_id}/{webhook_token}/messages/";
                (format!("{shape}{}", answer(message)), target, Some(of))
            }
            (method, ["channels", of, rest @ ..]) => {
                let of = id(of)?;
                let (shape, target) = match (method, rest) {
                    ("GET", []) => ("", Target::Channel(of)),
                    ("GET", ["messages"]) => ("/messages", Target::List(of)),
                    ("POST", ["messages"]) => ("/messages", Target::Send(of)),
                    ("POST", ["typing"]) => ("/typing", Target::Typing(of)),
                    (method, ["messages", message]) => {
                        let message = id(message)?;
                        let target = match method {
                            "GET" => Target::Get(of, message),
                            "PATCH" => Target::Edit(of, message),
                            "DELETE" => Target::Delete(of, message),
                            _ => return None,
                        };
                        ("/messages/{message_id}", target)
                    }
                    _ => return None,
                };
                (format!("/channels/{{channel_id}}{shape}"), target, Some(of))
            }
            ("GET", ["guilds", of, rest @ ..]) => {
                let of = id(of)?;
                let (shape, target) = match rest {
                    [] => ("", Target::Guild(of)),
                    ["channels"] => ("/channels", Target::GuildChannels(of)),
                    ["roles"] => ("/roles", Target::Roles(of)),
                    ["members", member] => ("/members/{user_id}", Target::Member(of, id(member)?)),
                    _ => return None,
                };
                (format!("/guilds/{{guild_id}}{shape}"), target, Some(of))
            }
            _ => return None,
        };
        let name = format!("{method} {shape}");
        let name = ROUTES.into_iter().find(|known| *known == name)?;
        let (token, rate) = (target.token(), target.rate(name));
        Some(Self { name, target, token, rate, about })
    }

    /// What the call's bucket is for, beside its route.
    pub fn bucket(&self) -> String {
        match &self.target {
            Target::FollowUp(of, token)
            | Target::GetAnswer(of, token, _)
            | Target::EditAnswer(of, token, _)
            | Target::DeleteAnswer(of, token, _)
            | Target::Callback(of, token) => format!("{of}/{token}"),
            _ => self.about.map_or_else(String::new, |id| id.to_string()),
        }
    }
}

impl Target {
    fn token(&self) -> Token {
        match self {
            Self::Callback(..)
            | Self::FollowUp(..)
            | Self::GetAnswer(..)
            | Self::EditAnswer(..)
            | Self::DeleteAnswer(..)
            | Self::Gateway => Token::InPath,
            _ => Token::Bot,
        }
    }

    /// Discord tells its limits in headers only, and may change them: these are
    /// like what it is seen to tell.
    fn rate(&self, name: &'static str) -> Rate {
        let (most, seconds, overall) = match self {
            Self::Callback(..) => (5, 5, Overall::Exempt),
            Self::FollowUp(..)
            | Self::GetAnswer(..)
            | Self::EditAnswer(..)
            | Self::DeleteAnswer(..) => (5, 2, Overall::Exempt),
            Self::Send(_) | Self::Edit(..) | Self::Typing(_) => (5, 5, Overall::Counts),
            Self::Delete(..) => (5, 1, Overall::Counts),
            Self::SetCommands(_) => (2, 20, Overall::Counts),
            _ => (50, 1, Overall::Counts),
        };
        Rate { most, window: Duration::from_secs(seconds), name, overall }
    }
}

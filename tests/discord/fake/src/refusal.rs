//! What Discord answers where it doesn't do what was asked: status, code, words.

use std::fmt::Display;

use serde_json::{Map, Value, json};

/// An answer that is no success.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// Discord's own code; 0 where it has none.
    pub code: u32,
    /// Its words.
    pub message: String,
    /// The field that is wrong, the kind of mistake and its description.
    pub field: Option<(String, &'static str, String)>,
    /// Who is to blame.
    pub blame: Blame,
}

/// Whether a bot without mistakes can meet a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// It can: people leave, channels go, permissions change.
    Life,
    /// It can't: the call is wrong in itself, or breaks a promise of the protocol.
    Bot,
}

impl Refusal {
    /// Any refusal that a bot can meet.
    pub fn life(status: u16, code: u32, message: &str) -> Self {
        Self { status, code, message: message.to_owned(), field: None, blame: Blame::Life }
    }

    /// Any refusal that only a bot's mistake brings about.
    pub fn mistake(status: u16, code: u32, message: &str) -> Self {
        Self { blame: Blame::Bot, ..Self::life(status, code, message) }
    }

    /// 50035: this field is wrong.
    pub fn invalid(field: impl Display, kind: &'static str, what: impl Display) -> Self {
        let field = Some((field.to_string(), kind, what.to_string()));
        Self { field, ..Self::mistake(400, 50_035, "Invalid Form Body") }
    }

    /// 50035: this field is needed.
    pub fn required(field: impl Display) -> Self {
        Self::invalid(field, "BASE_TYPE_REQUIRED", "This field is required")
    }

    /// 50035: this field is too short or too long.
    pub fn length(field: impl Display, least: usize, most: usize) -> Self {
        let what = format_args!("Must be between {least} and {most} in length.");
        Self::invalid(field, "BASE_TYPE_BAD_LENGTH", what)
    }

    /// 50035: there is something else.
    pub fn choice(field: impl Display, choices: &str) -> Self {
        let what = format_args!("Value must be one of {{{choices}}}.");
        Self::invalid(field, "BASE_TYPE_CHOICES", what)
    }

    /// 401: the token is not the bot's.
    pub fn unauthorized() -> Self {
        Self::mistake(401, 0, "401: Unauthorized")
    }

    /// 404: there is no such path here.
    pub fn not_found() -> Self {
        Self::mistake(404, 0, "404: Not Found")
    }

    /// 10003.
    pub fn unknown_channel() -> Self {
        Self::life(404, 10_003, "Unknown Channel")
    }

    /// 10004.
    pub fn unknown_guild() -> Self {
        Self::life(404, 10_004, "Unknown Guild")
    }

    /// 10007.
    pub fn unknown_member() -> Self {
        Self::life(404, 10_007, "Unknown Member")
    }

    /// 10008.
    pub fn unknown_message() -> Self {
        Self::life(404, 10_008, "Unknown Message")
    }

    /// 10013.
    pub fn unknown_user() -> Self {
        Self::life(404, 10_013, "Unknown User")
    }

    /// 10015.
    pub fn unknown_webhook() -> Self {
        Self::mistake(404, 10_015, "Unknown Webhook")
    }

    /// 10062: never there, or too late.
    pub fn unknown_interaction() -> Self {
        Self::life(404, 10_062, "Unknown interaction")
    }

    /// 40003.
    pub fn too_fast_direct() -> Self {
        Self::life(400, 40_003, "You are opening direct messages too fast")
    }

    /// 40060: answered before.
    pub fn acknowledged() -> Self {
        Self::life(400, 40_060, "Interaction has already been acknowledged.")
    }

    /// 50001.
    pub fn missing_access() -> Self {
        Self::life(403, 50_001, "Missing Access")
    }

    /// 50005.
    pub fn anothers_message() -> Self {
        Self::mistake(403, 50_005, "Cannot edit a message authored by another user")
    }

    /// 50006.
    pub fn empty_message() -> Self {
        Self::mistake(400, 50_006, "Cannot send an empty message")
    }

    /// 50007: they have closed their direct messages.
    pub fn direct_closed() -> Self {
        Self::life(403, 50_007, "Cannot send messages to this user")
    }

    /// 50013.
    pub fn missing_permissions() -> Self {
        Self::life(403, 50_013, "Missing Permissions")
    }

    /// 50027: the fifteen minutes are over.
    pub fn old_token() -> Self {
        Self::life(401, 50_027, "Invalid Webhook Token")
    }

    /// 50083.
    pub fn archived() -> Self {
        Self::life(400, 50_083, "Thread is archived")
    }

    /// 50109: the body is no JSON.
    pub fn not_json() -> Self {
        Self::mistake(400, 50_109, "The request body contains invalid JSON.")
    }

    /// 50278: no server in common, and not installed for themselves.
    pub fn no_mutual_guild() -> Self {
        let why = "Cannot send messages to this user due to having no mutual guilds";
        Self::life(403, 50_278, why)
    }

    /// The body of the answer.
    pub fn body(&self) -> Value {
        let mut body = json!({"message": self.message, "code": self.code});
        if let Some((path, kind, what)) = &self.field {
            let leaf = json!({"_errors": [{"code": kind, "message": what}]});
            body["errors"] = path.rsplit('.').fold(leaf, |inner, name| {
                Value::Object(Map::from_iter([(name.to_owned(), inner)]))
            });
        }
        body
    }
}

//! What the Bot API answers where it doesn't do what was asked, in its own words.

use serde_json::{Value, json};

/// An answer with `"ok": false`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status, which is `error_code` as well.
    pub code: u16,
    /// The description, with its prefix.
    pub description: String,
    /// `parameters.retry_after`, in seconds.
    pub retry_after: Option<u64>,
    /// `parameters.migrate_to_chat_id`.
    pub migrate_to: Option<i64>,
    /// Who is to blame.
    pub blame: Blame,
}

/// Whether a bot without mistakes can meet a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// It can: people block it, groups move, messages vanish.
    Life,
    /// It can't: the call is wrong in itself, or breaks a promise of the protocol.
    Bot,
}

impl Refusal {
    /// 400 for what people do.
    pub fn bad_request(what: impl std::fmt::Display) -> Self {
        Self::new(400, format!("Bad Request: {what}"), Blame::Life)
    }

    /// 400 for what the bot did wrong.
    pub fn mistake(what: impl std::fmt::Display) -> Self {
        Self::new(400, format!("Bad Request: {what}"), Blame::Bot)
    }

    /// 403.
    pub fn forbidden(what: impl std::fmt::Display) -> Self {
        Self::new(403, format!("Forbidden: {what}"), Blame::Life)
    }

    /// 409: another one receives the updates.
    pub fn conflict(what: impl std::fmt::Display) -> Self {
        Self::new(409, format!("Conflict: {what}"), Blame::Life)
    }

    /// 429, with the seconds to wait.
    pub fn too_many_requests(seconds: u64) -> Self {
        let description = format!("Too Many Requests: retry after {seconds}");
        Self { retry_after: Some(seconds), ..Self::new(429, description, Blame::Life) }
    }

    /// The group's old identifier was used.
    pub fn migrated(to: i64) -> Self {
        let what = "group chat was upgraded to a supergroup chat";
        Self { migrate_to: Some(to), ..Self::bad_request(what) }
    }

    /// Any other status.
    pub fn new(code: u16, description: String, blame: Blame) -> Self {
        Self { code, description, retry_after: None, migrate_to: None, blame }
    }

    /// The body of the answer.
    pub fn body(&self) -> Value {
        let mut body =
            json!({"ok": false, "error_code": self.code, "description": self.description});
        if let Some(seconds) = self.retry_after {
            body["parameters"] = json!({"retry_after": seconds});
        }
        if let Some(chat) = self.migrate_to {
            body["parameters"] = json!({"migrate_to_chat_id": chat});
        }
        body
    }
}

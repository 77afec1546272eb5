//! Updates that wait for the bot, and the ways of fetching them: held polls with
//! offsets, or a webhook.

use std::collections::VecDeque;

use serde_json::Value;
use tokio::sync::watch;

/// Kinds of updates that are not sent unless asked for.
const ON_REQUEST: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];

/// A webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Where updates are sent.
    pub url: String,
    /// What is sent along, so that the bot knows who it is.
    pub secret: Option<String>,
    /// How many at once.
    pub connections: usize,
}

/// Updates that wait.
#[derive(Debug)]
pub struct Updates {
    /// Numbered and in their order.
    pub waiting: VecDeque<(i64, Value)>,
    /// The kinds the bot asked for; the usual ones where it named none.
    pub allowed: Option<Vec<String>>,
    /// Where they go, if they are not fetched.
    pub webhook: Option<Webhook>,
    /// The number of the poll that is entitled to an answer.
    pub poll: u64,
    /// The last failure of the webhook.
    pub failure: Option<String>,
    /// Tells who waits for more, or for another way of receiving.
    pub changed: watch::Sender<u64>,
    next: i64,
    confirmed: usize,
}

impl Default for Updates {
    fn default() -> Self {
        Self {
            waiting: VecDeque::new(),
            allowed: None,
            webhook: None,
            poll: 0,
            failure: None,
            changed: watch::Sender::new(0),
            next: 500_000_001,
            confirmed: 0,
        }
    }
}

impl Updates {
    /// Adds an update of that kind; its number, unless the bot doesn't want it.
    pub fn push(&mut self, kind: &str, content: Value) -> Option<i64> {
        let wanted = match &self.allowed {
            None => !ON_REQUEST.contains(&kind),
            Some(kinds) => kinds.iter().any(|wanted| wanted == kind),
        };
        if !wanted {
            return None;
        }
        let id = self.next;
        self.next += 1;
        let mut update = serde_json::Map::new();
        update.insert("update_id".to_owned(), id.into());
        update.insert(kind.to_owned(), content);
        self.waiting.push_back((id, Value::Object(update)));
        self.wake();
        Some(id)
    }

    /// The bot has everything below this number; counted from the end where it is
    /// negative.
    pub fn confirm_below(&mut self, offset: i64) {
        let offset = if offset < 0 { self.next + offset } else { offset };
        while self.waiting.front().is_some_and(|(id, _)| *id < offset) {
            self.waiting.pop_front();
            self.confirmed += 1;
        }
    }

    /// The bot has this one.
    pub fn confirm(&mut self, id: i64) {
        let before = self.waiting.len();
        self.waiting.retain(|(waiting, _)| *waiting != id);
        self.confirmed += before - self.waiting.len();
    }

    /// Forgets all that wait.
    pub fn drop_all(&mut self) {
        self.waiting.clear();
        self.wake();
    }

    /// How many the bot has confirmed.
    pub fn confirmed(&self) -> usize {
        self.confirmed
    }

    /// Wakes polls and the webhook.
    pub fn wake(&self) {
        self.changed.send_modify(|changes| *changes += 1);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_update_waits_until_its_offset_is_passed() {
        let mut updates = Updates::default();
        let ids: Vec<_> =
            (0..3).map(|_| updates.push("message", json!({})).expect("a usual kind")).collect();
        updates.confirm_below(ids[1]);
        let left: Vec<_> = updates.waiting.iter().map(|(id, _)| *id).collect();
        assert_eq!(left, ids[1..]);
    }

    #[test]
    fn some_kinds_come_on_request_only() {
        let mut updates = Updates::default();
        assert_eq!(updates.push("chat_member", json!({})), None);
        updates.allowed = Some(vec!["chat_member".to_owned()]);
        assert!(updates.push("chat_member", json!({})).is_some());
        assert_eq!(updates.push("message", json!({})), None);
    }
}

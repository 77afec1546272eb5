//! What people may do in a group, asked of Telegram for the event at hand and
//! remembered for a minute.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use bot_core::event::Standing;
use teloxide::types::{ChatId, Recipient, UserId};
use tokio::time::timeout;

use crate::{
    api::{Api, ChatMember},
    translate::Membership,
};

/// How long an answer holds.
const HOLDS: Duration = Duration::from_secs(60);
/// How long an event waits for one. Without it, no right follows.
const PATIENCE: Duration = Duration::from_secs(3);
/// Beyond this many the memory starts afresh.
const REMEMBERED: usize = 10_000;

/// What is remembered. Nothing that matters: it can be asked again.
#[derive(Default)]
pub struct Members(Mutex<HashMap<Membership, (Standing, Instant)>>);

impl Members {
    /// What somebody may do in a group.
    pub async fn standing(&self, api: &Api, who: Membership) -> Standing {
        let now = Instant::now();
        if let Some((standing, _)) =
            self.lock().get(&who).filter(|(_, since)| now.duration_since(*since) < HOLDS)
        {
            return *standing;
        }
        let asked = api.member(Recipient::Id(ChatId(who.chat)), UserId(who.person));
        let standing = match timeout(PATIENCE, asked).await {
            Ok(Ok(member)) => standing(member),
            Ok(Err(failure)) => {
                tracing::debug!(%failure, "a member's rights are not known");
                return Standing::Unknown;
            }
            Err(_) => return Standing::Unknown,
        };
        let mut known = self.lock();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(who, (standing, now));
        standing
    }

    /// Forgets what may have changed.
    pub fn forget(&self, who: Membership) {
        self.lock().remove(&who);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Membership, (Standing, Instant)>> {
        // A map of copies is whole whenever a panic may strike.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn standing(member: ChatMember) -> Standing {
    match member {
        ChatMember::Creator | ChatMember::Administrator => Standing::Admin,
        ChatMember::Member | ChatMember::Restricted { is_member: true, .. } => Standing::Member,
        ChatMember::Left | ChatMember::Kicked | ChatMember::Restricted { .. } => Standing::Outside,
        ChatMember::Unheard => Standing::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_may_do_follows_from_what_telegram_calls_them() {
        for (json, is) in [
            (r#"{"status": "creator", "is_anonymous": true}"#, Standing::Admin),
            (r#"{"status": "administrator", "can_be_edited": false}"#, Standing::Admin),
            (r#"{"status": "member"}"#, Standing::Member),
            (
                r#"{"status": "restricted", "is_member": true, "can_send_messages": false}"#,
                Standing::Member,
            ),
            (
                r#"{"status": "restricted", "is_member": false, "can_send_messages": true}"#,
                Standing::Outside,
            ),
            (r#"{"status": "left"}"#, Standing::Outside),
            (r#"{"status": "kicked", "until_date": 0}"#, Standing::Outside),
            (r#"{"status": "honorary"}"#, Standing::Unknown),
        ] {
            let member = serde_json::from_str(json).expect("a member");
            assert_eq!(standing(member), is, "{json}");
        }
    }
}

//! The interactions that can still be answered, each with its token. In memory only:
//! a token lets anybody answer for fifteen minutes, and then nobody.

use std::{
    collections::{HashMap, VecDeque},
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use bot_core::event::{EventId, Platform};

/// How long an interaction can be answered: a little less than Discord allows.
const LIFE: Duration = Duration::from_secs(14 * 60 + 30);

/// Who sees the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// The person, in the bot's own chat with them: a message like any other.
    InTheirChat,
    /// The person alone, where others are: a message that only they see, as long as
    /// their client runs.
    ByThemAlone,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A command was given.
    Command,
    /// A component of this message was used.
    Message(String),
}

/// An interaction, as far as its answer goes. `Debug` shows no token.
#[derive(Clone, PartialEq, Eq)]
pub struct Asked {
    /// Its number.
    pub interaction: String,
    /// The bot's application.
    pub application: String,
    /// What answers it.
    pub token: String,
    /// What was done.
    pub cause: Cause,
    /// Who sees the answer.
    pub seen: Seen,
}

impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asked")
            .field("cause", &self.cause)
            .field("seen", &self.seen)
            .finish_non_exhaustive()
    }
}

impl Asked {
    /// The event's name.
    pub fn event(&self) -> EventId {
        EventId::new(Platform::Discord, &self.interaction)
    }

    /// The message whose component was used.
    pub fn message(&self) -> Option<&str> {
        match &self.cause {
            Cause::Command => None,
            Cause::Message(message) => Some(message),
        }
    }
}

/// How far an interaction's answer has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing has been said.
    Open,
    /// Discord knows that an answer comes, and shows that where a command was given.
    Deferred,
    /// Something has been said; there may be more.
    Answered,
}

/// An interaction that can be answered.
#[derive(Debug)]
pub struct Ticket {
    /// The interaction.
    pub asked: Asked,
    /// How far it has come. Held over a call: what answers it takes turns.
    pub stage: tokio::sync::Mutex<Stage>,
}

/// All of them.
#[derive(Default)]
pub struct Tokens {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    tickets: HashMap<EventId, Arc<Ticket>>,
    /// The oldest first.
    ages: VecDeque<(Instant, EventId)>,
}

impl Tokens {
    /// Keeps an interaction until it can't be answered any more.
    pub fn keep(&self, asked: Asked, now: Instant) -> Arc<Ticket> {
        let event = asked.event();
        let ticket = Arc::new(Ticket { asked, stage: tokio::sync::Mutex::new(Stage::Open) });
        let mut kept = self.lock();
        kept.forget_old(now);
        kept.ages.push_back((now, event.clone()));
        kept.tickets.insert(event, Arc::clone(&ticket));
        ticket
    }

    /// The interaction that was this event, where it can still be answered.
    pub fn get(&self, event: &EventId, now: Instant) -> Option<Arc<Ticket>> {
        let mut kept = self.lock();
        kept.forget_old(now);
        kept.tickets.get(event).cloned()
    }

    /// Forgets an interaction that can't be answered any more.
    pub fn drop(&self, event: &EventId) {
        self.lock().tickets.remove(event);
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        // The two collections are each whole whenever a panic may strike, and an age
        // without a ticket does no harm.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn forget_old(&mut self, now: Instant) {
        while let Some((since, _)) = self.ages.front()
            && now.duration_since(*since) >= LIFE
            && let Some((_, event)) = self.ages.pop_front()
        {
            self.tickets.remove(&event);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(interaction: &str) -> Asked {
        Asked {
            interaction: interaction.into(),
            application: "1".into(),
            token: "aW50ZXJhY3Rpb24".into(),
            cause: Cause::Command,
            seen: Seen::ByThemAlone,
        }
    }

    #[test]
    fn a_token_is_kept_for_fifteen_minutes_and_no_longer() {
        let (tokens, start) = (Tokens::default(), Instant::now());
        tokens.keep(asked("7"), start);
        let event = asked("7").event();
        assert!(tokens.get(&event, start + Duration::from_secs(14 * 60)).is_some());
        assert!(tokens.get(&event, start + Duration::from_secs(15 * 60)).is_none());
        assert!(tokens.get(&event, start).is_none(), "it is gone for good");
    }

    #[test]
    fn what_expired_takes_no_room() {
        let (tokens, start) = (Tokens::default(), Instant::now());
        for number in 0..1000 {
            tokens.keep(asked(&number.to_string()), start + Duration::from_secs(number));
        }
        let kept = tokens.lock();
        assert!(kept.tickets.len() <= LIFE.as_secs() as usize, "{}", kept.tickets.len());
        assert_eq!(kept.tickets.len(), kept.ages.len());
    }

    #[test]
    fn no_token_is_shown() {
        let ticket = Tokens::default().keep(asked("7"), Instant::now());
        assert!(!format!("{ticket:?}").contains("aW50"));
    }
}

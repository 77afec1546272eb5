//! Presses in groups that wait for what the bot makes of them: it may be told to whoever
//! pressed, alone, and only in the answer to the press. In memory, for a moment: a press
//! that is never answered only stops waiting.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bot_core::event::EventId;

/// How long a press waits for words before it is answered without any.
pub const PATIENCE: Duration = Duration::from_secs(3);
/// How long the message it was on is remembered: longer than a step takes.
pub const REMEMBERED: Duration = Duration::from_secs(60);
/// Beyond this many the memory starts afresh.
const MOST: usize = 10_000;

/// A press in a group.
#[derive(Clone, Debug)]
pub struct Press {
    /// What answers it; `None` once it has been.
    pub answer: Option<String>,
    /// The message it was on, where that can still be changed.
    pub message: Option<i32>,
}

/// The presses of the last minute.
#[derive(Default)]
pub struct Presses(Mutex<HashMap<EventId, Press>>);

impl Presses {
    /// Remembers a press.
    pub fn remember(&self, event: EventId, press: Press) {
        let mut presses = self.lock();
        if presses.len() >= MOST {
            presses.clear();
        }
        presses.insert(event, press);
    }

    /// Takes the right to answer a press; `None` where it was taken before.
    pub fn take(&self, event: &EventId) -> Option<String> {
        self.lock().get_mut(event)?.answer.take()
    }

    /// The message a press was on.
    pub fn message(&self, event: &EventId) -> Option<i32> {
        self.lock().get(event)?.message
    }

    /// Forgets a press.
    pub fn forget(&self, event: &EventId) {
        self.lock().remove(event);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<EventId, Press>> {
        // A map of copies is whole whenever a panic may strike.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

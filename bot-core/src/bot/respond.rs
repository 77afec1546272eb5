//! What an event leads to: each kind of input goes to the file that deals with it.

use super::{
    step::{Context, Snapshot, Step},
    turn::Turn,
};
use crate::event::{Audience, Incoming, Input};

/// What an event leads to, given what is known and the moment.
pub fn respond(ctx: &Context<'_>, before: &Snapshot, event: &Incoming) -> Step {
    let mut turn = Turn::new(ctx, before, event);
    if event.audience == Audience::Shared {
        turn.note("not-here-private");
        return turn.finish_unseen();
    }
    match &event.input {
        Input::Command(command, rest) => turn.command(*command, rest),
        Input::Press(data) => turn.press(data),
        Input::Select(data) => turn.select(data),
        Input::Text(text) => turn.text(text),
        Input::Wordless => {
            turn.note("wordless");
            turn.begin_if_new();
        }
    }
    turn.finish()
}

impl Turn<'_> {
    /// Begins a check with somebody who has none.
    pub(super) fn begin_if_new(&mut self) {
        if !self.has_session() {
            self.begin();
        }
    }
}

//! What an event leads to: each kind of input goes to the file that deals with it.

use super::{
    club,
    step::{Context, PlaceChange, Snapshot, Step},
    turn::Turn,
};
use crate::event::{Audience, Command, Incoming, Input};
use crate::message::{Choice, Mark, Typing};

/// What an event leads to, given what is known and the moment.
pub fn respond(ctx: &Context<'_>, before: &Snapshot, event: &Incoming) -> Step {
    if let Some(asks) = club::asks(ctx, before, event) {
        return Step { asks: Some(asks), ..Step::default() };
    }
    if let Some(step) = club::respond(ctx, before, event) {
        return step;
    }
    let mut turn = Turn::new(ctx, before, event);
    match &event.input {
        Input::PlaceMoved(to) => {
            return Step { place: PlaceChange::MovesTo(to.clone()), ..Step::default() };
        }
        // Nobody is there to be told, nor to be reminded.
        Input::ShutOut => {
            let reason = match event.audience {
                Audience::Private => "blocked by the person",
                Audience::Shared => "removed from the group or server",
            };
            return Step { place: PlaceChange::Closes(reason), ..Step::default() };
        }
        // A chat that is open again: the person speaks first.
        Input::Admitted if event.audience == Audience::Private => return Step::default(),
        _ if event.audience == Audience::Shared => return turn.in_company(),
        _ => {}
    }
    match &event.input {
        // What was told along with a command is not lost on it.
        Input::Command(_, rest) if turn.names_danger(rest) => turn.text(rest),
        Input::Command(Command::Check, rest) if !rest.trim().is_empty() && !turn.has_session() => {
            turn.text(rest);
        }
        Input::Command(Command::Start, rest) => turn.opened_with(rest),
        Input::Command(command, rest) => {
            // Where nobody starts the bot, these are how somebody comes back.
            let starts_unasked = ctx.capabilities.typing == Typing::InField;
            if starts_unasked && matches!(command, Command::Check | Command::Resume | Command::Help)
            {
                turn.tell_what_stopped();
            }
            turn.command(*command, rest);
        }
        Input::Press(data) => turn.press(data),
        Input::Select(data) => turn.select(data),
        Input::Text(text) => turn.text(text),
        Input::Wordless => {
            turn.note("wordless");
            turn.begin_if_new();
        }
        // Dealt with above: they are no turn of a conversation.
        Input::Admitted | Input::ShutOut | Input::PlaceMoved(_) | Input::Club(_) => {}
    }
    turn.finish()
}

impl Turn<'_> {
    /// First contact. A link can name the command it is to begin with; links are
    /// anybody's, so it can name no more than that.
    fn opened_with(&mut self, payload: &str) {
        self.tell_what_stopped();
        match Command::parse(payload.trim()) {
            Some(command) => self.command(command, ""),
            None => self.start(),
        }
    }

    /// The answer where others look on: nothing about health, and the way to
    /// where that can be talked about.
    fn in_company(mut self) -> Step {
        let (hello, begin_with) = match &self.event.input {
            Input::Admitted => ("hello-group", Command::Start),
            Input::Command(command, _) => ("not-here-private", *command),
            _ => ("not-here-private", Command::Resume),
        };
        self.note(hello);
        let label = self.say.text("choice-private");
        let data = begin_with.to_string();
        self.finish_unseen(Choice { label, data, mark: Mark::OpensPrivate })
    }

    /// Begins a check with somebody who has none.
    pub(super) fn begin_if_new(&mut self) {
        if !self.has_session() {
            self.begin();
        }
    }
}

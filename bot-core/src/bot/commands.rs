//! What each command does. A word or a button of the same meaning ends up here too.

use jiff::tz::TimeZone;

use super::{
    document,
    reminders::Tap,
    state::View,
    turn::{Depth, Turn},
};
use crate::{
    args,
    event::Command,
    facts::Fact,
    interview::{Agreement, Effect, Interview, Stage},
    message::Block,
    text::Language,
};

impl Turn<'_> {
    pub(super) fn command(&mut self, command: Command, rest: &str) {
        match command {
            Command::Start | Command::Check => self.start(),
            Command::Resume => self.resume(),
            Command::Stop => self.stop(),
            Command::Summary => self.summary(),
            Command::Explain => self.explain(),
            Command::Export => self.export(),
            Command::Delete => self.ask_delete(),
            Command::Privacy => self.document(document::privacy(
                &self.say,
                self.ctx.policy,
                self.event.conversation.place.platform,
            )),
            Command::Help if rest.trim().is_empty() => self.document(document::help(&self.say)),
            Command::Help => self.topic(rest),
            Command::About => self.document(document::about(&self.say)),
            Command::Language => self.language(rest),
            // A club's matter, dealt with before.
            Command::Club | Command::Schedule => {}
            Command::Ice
            | Command::Rest
            | Command::Stretch
            | Command::Checkin
            | Command::Reminders
            | Command::Timezone
            | Command::Settings => self.remind_command(command, rest),
        }
    }

    /// Begins a check, or comes back to the one there is.
    pub(super) fn start(&mut self) {
        if !self.has_session() {
            self.begin();
            return;
        }
        let interview = &self.state.interview;
        let untouched = *interview == Interview::begin(interview.agreement());
        if !untouched {
            self.note(if self.stage() == Stage::Done { "welcome-done" } else { "welcome-back" });
        }
        self.look();
        self.depth = Depth::Full;
    }

    pub(super) fn resume(&mut self) {
        self.begin_if_new();
        self.look();
        self.depth = Depth::Full;
    }

    /// Looks at where the interview is.
    pub(super) fn look(&mut self) {
        self.state.view = View::Interview;
    }

    pub(super) fn stop(&mut self) {
        if !self.has_session() {
            self.note("no-question");
        } else if let View::Reminders(_) = self.state.view {
            self.tap(Tap::Leave);
        } else if self.interview().agreement() == Agreement::Open {
            // Nothing was agreed to, so nothing stays.
            self.interview().agree(Agreement::Refused);
        } else {
            self.state.view = View::Stopped;
        }
    }

    /// Takes the last reply back, or leaves the menu that is open.
    pub(super) fn back(&mut self) {
        if !self.has_session() {
            return self.begin();
        }
        if self.leave_check_in() {
            return self.look();
        }
        match &self.state.view {
            View::Crisis => return self.not_meant(),
            View::Interview if self.stage() == Stage::Confirm => self.note("heard-dropped"),
            View::Interview => {}
            View::Stopped | View::EditMenu | View::ConfirmRestart | View::ConfirmDelete => {
                return self.look();
            }
            View::Reminders(_) => return self.tap(Tap::Leave),
        }
        self.look();
        if self.interview().back() == Effect::Ignored {
            self.note("nothing-to-undo");
        }
    }

    /// Words of self-harm that were none, and what was heard beside them.
    fn not_meant(&mut self) {
        self.look();
        let disclosed = |turn: &Self| turn.state.interview.facts().has(Fact::CrisisDisclosure);
        while disclosed(self) && self.interview().back() == Effect::Taken {}
    }

    /// Why what is on the screen is asked, or said.
    pub(super) fn why(&mut self) {
        let key = match self.stage() {
            _ if !self.has_session() || self.state.view != View::Interview => None,
            Stage::Ask(asking) => Some(format!("question-{}.why", asking.question.id)),
            Stage::Interrupt => Some("why-interrupt".to_owned()),
            Stage::Confirm => Some("heard-question.why".to_owned()),
            Stage::Done | Stage::Unserved(_) => None,
        };
        match key {
            Some(key) => {
                let (title, why) = (self.say.text("why-title"), self.say.text(&key));
                self.note_block(Block::Details { title, items: vec![why] });
            }
            None => self.note("no-question"),
        }
    }

    pub(super) fn summary(&mut self) {
        if !self.has_session() {
            self.note("nothing-held");
            return;
        }
        let zone = self.profile.zone.as_deref().and_then(|name| TimeZone::get(name).ok());
        let today = self.ctx.now.to_zoned(zone.unwrap_or(TimeZone::UTC));
        let screen = document::summary(&self.say, &self.state.interview, &today);
        self.document(screen);
        self.depth = Depth::Nothing;
    }

    pub(super) fn explain(&mut self) {
        if self.has_session() && self.stage() == Stage::Done {
            let screen = document::explanation(&self.say, self.state.interview.facts());
            self.document(screen);
            self.depth = Depth::Nothing;
        } else {
            self.why();
        }
    }

    pub(super) fn export(&mut self) {
        let reminders = self.reminders_held();
        let screens = document::export(&self.say, &self.profile, self.before(), reminders);
        screens.into_iter().for_each(|screen| self.document(screen));
        self.depth = Depth::Nothing;
    }

    pub(super) fn ask_delete(&mut self) {
        if self.before().is_of_a_stranger() {
            self.note("nothing-held");
            return;
        }
        self.begin_if_new();
        self.state.view = View::ConfirmDelete;
    }

    pub(super) fn delete(&mut self) {
        self.forget();
        self.note("deleted");
    }

    pub(super) fn language(&mut self, rest: &str) {
        let wanted = rest.trim().to_lowercase();
        let found = Language::ALL.iter().find(|language| {
            language.tag() == wanted || language.own_name().to_lowercase() == wanted
        });
        let Some(language) = found else {
            let names: Vec<_> = Language::ALL.iter().map(|language| language.own_name()).collect();
            let args = args! { "names" => names.join(", ") };
            let text = self.say.with("language-choose", &args);
            self.note_block(Block::Text(text));
            return;
        };
        self.profile.language = Some(language.tag().to_owned());
        self.say.language = *language;
        let text = self.say.with("language-set", &args! { "name" => language.own_name() });
        self.note_block(Block::Text(text));
    }
}

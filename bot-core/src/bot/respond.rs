//! What an event does: commands, presses and words, one after the other.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use super::{
    button::{Act, Button},
    document,
    state::View,
    step::{Context, Snapshot, Step},
    turn::{Depth, Turn},
};
use crate::{
    args,
    event::{Audience, Command, Incoming, Input},
    facts::{Fact, Value},
    interview::{Agreement, Effect, Form, Interview, QuestionId, Reply, Stage},
    message::Block,
    text::Language,
    understanding::{self, Action, Asked},
};

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
    fn begin_if_new(&mut self) {
        if !self.has_session() {
            self.begin();
        }
    }

    fn command(&mut self, command: Command, rest: &str) {
        match command {
            Command::Start | Command::Check => self.start(),
            Command::Resume => self.resume(),
            Command::Stop => self.stop(),
            Command::Summary => self.summary(),
            Command::Explain => self.explain(),
            Command::Export => self.export(),
            Command::Delete => self.ask_delete(),
            Command::Privacy => self.read(document::privacy(&self.say, self.ctx.policy)),
            Command::Help => self.read(document::help(&self.say)),
            Command::About => self.read(document::about(&self.say)),
            Command::Language => self.language(rest),
            Command::Ice
            | Command::Rest
            | Command::Stretch
            | Command::Checkin
            | Command::Reminders
            | Command::Timezone
            | Command::Settings => self.note("not-yet"),
        }
    }

    /// Shows something to read; the open question comes again below it.
    fn read(&mut self, screen: crate::message::Screen) {
        self.document(screen);
    }

    /// Begins a check, or comes back to the one there is.
    fn start(&mut self) {
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

    fn resume(&mut self) {
        self.begin_if_new();
        self.look();
        self.depth = Depth::Full;
    }

    /// Looks at where the interview is.
    fn look(&mut self) {
        self.state.view = View::Interview;
    }

    fn stop(&mut self) {
        if !self.has_session() {
            self.note("no-question");
        } else if self.interview().agreement() == Agreement::Open {
            // Nothing was agreed to, so nothing stays.
            self.interview().agree(Agreement::Refused);
        } else {
            self.state.view = View::Stopped;
        }
    }

    fn summary(&mut self) {
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

    fn explain(&mut self) {
        if self.has_session() && self.stage() == Stage::Done {
            let screen = document::explanation(&self.say, self.state.interview.facts());
            self.document(screen);
            self.depth = Depth::Nothing;
        } else {
            self.why();
        }
    }

    fn export(&mut self) {
        let screen = document::export(&self.say, &self.profile, self.before());
        self.document(screen);
        self.depth = Depth::Nothing;
    }

    fn ask_delete(&mut self) {
        if self.before().profile.is_none() && !self.has_session() {
            self.note("nothing-held");
            return;
        }
        self.begin_if_new();
        self.state.view = View::ConfirmDelete;
    }

    fn delete(&mut self) {
        self.forget();
        self.note("deleted");
    }

    fn language(&mut self, rest: &str) {
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

    fn press(&mut self, data: &str) {
        let Some(button) = Button::read(data) else {
            self.stale();
            return;
        };
        let current = self.before().session.as_ref().is_some_and(|session| {
            session.id == button.session && session.revision == button.revision
        });
        if current { self.act(button.act) } else { self.stale() }
    }

    /// All choices of a list at once: ticks what was chosen and takes it as the answer.
    fn select(&mut self, data: &[String]) {
        let mut picked = BTreeSet::new();
        let mut heard = BTreeSet::new();
        for data in data {
            let button = Button::read(data);
            let current = self.before().session.as_ref().zip(button.as_ref()).is_some_and(
                |(session, button)| {
                    session.id == button.session && session.revision == button.revision
                },
            );
            match button.filter(|_| current).map(|button| button.act) {
                Some(Act::Pick(_, pick)) => {
                    picked.insert(pick);
                }
                Some(Act::Heard(fact)) => {
                    heard.insert(fact);
                }
                _ => return self.stale(),
            }
        }
        let least = self.least_age();
        let effect = match self.stage() {
            Stage::Confirm => {
                self.interview().keep_heard(&heard);
                self.interview().use_heard(least)
            }
            _ => self.interview().answer_with(least, &picked),
        };
        self.expect_taken(effect);
    }

    fn stale(&mut self) {
        if self.has_session() {
            self.note("stale");
        } else {
            self.begin();
        }
    }

    fn act(&mut self, act: Act) {
        let least = self.least_age();
        let open = match self.stage() {
            Stage::Ask(asking) => Some(asking.question.id),
            _ => None,
        };
        let at = |question: &QuestionId| open == Some(*question);
        let effect = match act {
            Act::Pick(question, pick) if at(&question) => self.interview().pick(least, &pick),
            Act::Done(question) if at(&question) => self.interview().done(least),
            Act::NoneOf(question) if at(&question) => self.interview().none(least),
            Act::NotSure(question) if at(&question) => {
                self.interview().leave_open(least, Reply::NotSure)
            }
            Act::Skip(question) if at(&question) => {
                self.interview().leave_open(least, Reply::Skipped)
            }
            Act::Pick(..) | Act::Done(_) | Act::NoneOf(_) | Act::NotSure(_) | Act::Skip(_) => {
                Effect::Ignored
            }
            Act::Back => return self.back(),
            Act::Why => return self.why(),
            Act::Stop => return self.stop(),
            Act::Resume => return self.look(),
            Act::GoOn => self.interview().go_on(),
            Act::Heard(fact) => self.interview().toggle_heard(fact),
            Act::UseHeard => self.interview().use_heard(least),
            Act::EditMenu => {
                self.state.view = View::EditMenu;
                return;
            }
            Act::Edit(question) => {
                self.look();
                self.interview().edit(question)
            }
            Act::Explain => return self.explain(),
            Act::Summary => return self.summary(),
            Act::Restart => {
                self.state.view = View::ConfirmRestart;
                return;
            }
            Act::RestartNow => return self.begin(),
            Act::Delete => return self.ask_delete(),
            Act::DeleteNow => return self.delete(),
        };
        self.expect_taken(effect);
    }

    fn expect_taken(&mut self, effect: Effect) {
        if effect == Effect::Ignored {
            self.note("not-here");
        }
    }

    fn back(&mut self) {
        if !self.has_session() {
            return self.begin();
        }
        if self.state.view != View::Interview {
            return self.look();
        }
        if self.interview().back() == Effect::Ignored {
            self.note("nothing-to-undo");
        }
    }

    fn why(&mut self) {
        let why = match self.stage() {
            Stage::Ask(asking) if self.has_session() => {
                Some(self.say.text(&format!("question-{}.why", asking.question.id)))
            }
            _ => None,
        };
        match why {
            Some(why) => self
                .note_block(Block::Details { title: self.say.text("why-title"), items: vec![why] }),
            None => self.note("no-question"),
        }
    }

    fn text(&mut self, text: &str) {
        if text.chars().count() > understanding::MOST_CHARS {
            let args = args! { "count" => understanding::MOST_CHARS };
            let note = self.say.with("too-long", &args);
            self.note_block(Block::Text(note));
        }
        let new = !self.has_session();
        self.begin_if_new();
        // Whoever wrote first has seen no screen that this could answer.
        let asked = if new { Vec::new() } else { self.asked() };
        let zone = self.profile.zone.as_deref().and_then(|name| TimeZone::get(name).ok());
        let now = self.ctx.now.to_zoned(zone.unwrap_or(TimeZone::UTC));
        let mut understood = understanding::understand(text, &asked, &now);
        if asked.contains(&Asked::Consent) && !understood.facts.is_empty() {
            // A whole story told where a yes was asked for: read as the story it is.
            let free = understanding::understand(text, &[], &now).facts;
            understood.facts.retain(|heard| free.iter().all(|other| other.fact != heard.fact));
            understood.facts.extend(free);
        }

        if let Some(action) = understood.action
            && action != Action::Emergency
        {
            return self.action(action, new);
        }
        let mut told: Vec<(Fact, Value)> = Vec::new();
        let mut unsure = Vec::new();
        for heard in &understood.facts {
            match heard.value {
                Some(value) => told.push((heard.fact, value)),
                None => unsure.push(heard.fact),
            }
        }
        // "No swelling" says nothing about an agreement; "I agree, I'm 34" does.
        if let Some(yes) = understood.consent.filter(|yes| *yes || told.is_empty())
            && self.agree_or_not(yes)
            && told.is_empty()
        {
            return;
        }
        let unclear: Vec<Fact> = understood
            .unclear
            .iter()
            .filter_map(|asked| match asked {
                Asked::Fact(fact) => Some(*fact),
                Asked::Consent | Asked::MedicinesAndConditions | Asked::ReminderTime => None,
            })
            .collect();
        self.take(&told, &unsure, &unclear, understood.action, new);
    }

    /// What the reply to the screen shown would be about.
    fn asked(&mut self) -> Vec<Asked> {
        if self.state.view != View::Interview {
            return vec![Asked::Consent];
        }
        match self.stage() {
            Stage::Interrupt | Stage::Confirm => vec![Asked::Consent],
            Stage::Ask(asking) => match asking.question.id {
                QuestionId::Consent => vec![Asked::Consent, Asked::Fact(Fact::Age)],
                QuestionId::Health => {
                    let mut asked = vec![Asked::MedicinesAndConditions];
                    asked.extend(asking.question.facts().into_iter().map(Asked::Fact));
                    asked
                }
                _ => {
                    let facts: BTreeSet<Fact> = asking.picks.iter().map(|pick| pick.fact).collect();
                    facts.into_iter().map(Asked::Fact).collect()
                }
            },
            Stage::Done | Stage::Unserved(_) => Vec::new(),
        }
    }

    /// A yes or no where one was asked for in so many words; whether it was used.
    fn agree_or_not(&mut self, yes: bool) -> bool {
        let least = self.least_age();
        match (self.state.view, self.stage(), yes) {
            (View::ConfirmDelete, _, true) => self.delete(),
            (View::ConfirmRestart, _, true) => self.begin(),
            (View::Stopped, _, true) | (View::ConfirmDelete | View::ConfirmRestart, _, false) => {
                self.look()
            }
            (View::Interview, Stage::Confirm, true) => {
                self.interview().use_heard(least);
            }
            (View::Interview, Stage::Confirm | Stage::Interrupt, false) => self.back(),
            (View::Interview, Stage::Interrupt, true) => {
                self.interview().go_on();
            }
            (View::Interview, Stage::Ask(asking), yes)
                if asking.question.id == QuestionId::Consent =>
            {
                let agreement = if yes { Agreement::Given } else { Agreement::Refused };
                self.interview().agree(agreement);
            }
            _ => return false,
        }
        true
    }

    fn take(
        &mut self,
        told: &[(Fact, Value)],
        unsure: &[Fact],
        unclear: &[Fact],
        action: Option<Action>,
        new: bool,
    ) {
        let least = self.least_age();
        let open = match (self.state.view, self.stage()) {
            (View::Interview, Stage::Ask(asking)) => Some(asking),
            _ => None,
        };
        let asked: Vec<Fact> = open
            .as_ref()
            .map(|asking| asking.picks.iter().map(|pick| pick.fact).collect())
            .unwrap_or_default();
        let mut taken = Effect::Ignored;
        if !told.is_empty() {
            self.look();
            taken = self.interview().hear(least, told);
            if self.interview().agreement() == Agreement::Open
                && !self.interview().heard().is_empty()
            {
                self.note("heard-later");
            }
        } else if !asked.is_empty() && asked.iter().any(|fact| unsure.contains(fact)) {
            taken = self.interview().leave_open(least, Reply::NotSure);
        }
        let doubtful = unclear
            .iter()
            .copied()
            .find(|fact| !asked.contains(fact) && crate::assessment::red_flags().contains(fact));
        if let Some(fact) = doubtful
            && self.interview().doubt(fact) == Effect::Taken
        {
            self.look();
            self.note("unclear-danger");
            return;
        }
        if taken == Effect::Taken {
            return;
        }
        if action == Some(Action::Emergency) {
            let text = self.say.with("urgent-help", &args! { "number" => self.number() });
            self.note_block(Block::Alert(text));
        } else if !new {
            let several = open.is_some_and(|asking| asking.question.form == Form::Several);
            self.note(if several { "unclear-several" } else { "unclear" });
        }
    }

    fn action(&mut self, action: Action, new: bool) {
        let least = self.least_age();
        match action {
            Action::Skip if self.state.view == View::Interview => {
                let effect = match self.stage() {
                    Stage::Interrupt => self.interview().go_on(),
                    _ => self.interview().leave_open(least, Reply::Skipped),
                };
                self.expect_taken(effect);
            }
            Action::Skip | Action::Resume => self.resume(),
            Action::Back => self.back(),
            Action::Why | Action::Explain => self.explain(),
            Action::Stop | Action::Pause => self.stop(),
            Action::Restart if new => {}
            Action::Restart => self.state.view = View::ConfirmRestart,
            Action::Help => self.command(Command::Help, ""),
            Action::Delete => self.ask_delete(),
            Action::Summary => self.summary(),
            Action::StopReminders => self.note("not-yet"),
            Action::About => self.command(Command::About, ""),
            Action::Privacy => self.command(Command::Privacy, ""),
            Action::Emergency => {}
        }
    }
}

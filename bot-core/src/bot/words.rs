//! What words do: a label typed out, a control word, a yes or no, facts told.
//!
//! What the words mean is told by [`understanding`](crate::understanding); here
//! it is set beside what the screen asked for.

use std::collections::BTreeSet;

use jiff::{Zoned, tz::TimeZone};

use super::{
    button::Button,
    screen::{self, Buttons},
    state::View,
    turn::Turn,
};
use crate::{
    args, assessment,
    event::Command,
    facts::{Fact, Value},
    interview::{Agreement, Asking, Effect, Form, QuestionId, Reply, Stage},
    message::{Block, Mark},
    understanding::{self, Action, Asked, Heard, Plain, Understood},
};

/// A number below this, told as an age, may be meant for the number of a choice.
const LEAST_PLAUSIBLE_AGE: i32 = 10;

impl Turn<'_> {
    pub(super) fn text(&mut self, text: &str) {
        if text.chars().count() > understanding::MOST_CHARS {
            let args = args! { "count" => understanding::MOST_CHARS };
            let note = self.say.with("too-long", &args);
            self.note_block(Block::Text(note));
        }
        // Whoever wrote first has seen no screen that this could answer.
        if !self.has_session() {
            if self.about_reminders(text) {
                return;
            }
            self.begin();
            return self.told(text, &[], Seen::Nothing);
        }
        if let Some(button) = self.labelled(text) {
            return self.act(button.act);
        }
        if self.about_reminders(text) {
            return;
        }
        let open = match self.stage() {
            Stage::Ask(asking) if self.state.view == View::Interview => Some(asking),
            _ => None,
        };
        let asked = self.asked();
        if let Some(asking) = open
            && (self.is_doubtful(text, &asked, &asking)
                || (asking.question.form == Form::Several && self.none_or_number(text, &asking)))
        {
            return;
        }
        self.told(text, &asked, Seen::Screen);
    }

    /// The button on the screen that bears exactly these words. A sign told in
    /// words is not a press: it may say more than its label.
    fn labelled(&mut self, text: &str) -> Option<Button> {
        let session = self.before().session.as_ref()?;
        let buttons = Buttons { session: session.id, revision: session.revision };
        self.shown(buttons)
            .into_iter()
            .flat_map(|screen| screen.choices)
            .filter(|choice| !matches!(choice.mark, Mark::Open | Mark::Picked))
            .find(|choice| same_words(&choice.label, text))
            .and_then(|choice| Button::read(&choice.data))
    }

    /// What is asked about instead of being believed: an age that may be the number
    /// of a choice, and contentment where danger signs are to be ruled out.
    fn is_doubtful(&mut self, text: &str, asked: &[Asked], asking: &Asking) -> bool {
        let here = self.here();
        let understood = understanding::understand(text, asked, &here);
        match asking.question.id {
            QuestionId::Consent | QuestionId::Age => {
                let Some(Some(Value::Amount(age))) = understood.heard(Fact::Age) else {
                    return false;
                };
                let doubtful =
                    age.high() < LEAST_PLAUSIBLE_AGE && !understanding::names_years(text);
                if doubtful {
                    self.doubt_age(age.high(), asking);
                }
                doubtful
            }
            QuestionId::Danger => {
                let absent = |sign: &Fact| understood.heard(*sign) == Some(Some(Value::No));
                let ruled_out = understanding::plain(text) == Some(Plain::No)
                    || asking.question.facts().iter().any(absent);
                let doubtful = ruled_out
                    && !understanding::denies(text)
                    && understanding::understand(text, &[], &here).facts.is_empty();
                if doubtful {
                    self.note("unclear-signs");
                }
                doubtful
            }
            _ => false,
        }
    }

    /// Asks whether an age is one, or the number of a choice.
    fn doubt_age(&mut self, age: i32, asking: &Asking) {
        let place = usize::try_from(age).ok().and_then(|place| place.checked_sub(1));
        let note = match place.and_then(|place| asking.picks.get(place)) {
            Some(pick) => {
                let choice = screen::label(&self.say, asking.question.id, pick);
                self.say.with("unclear-age-choice", &args! { "age" => age, "choice" => choice })
            }
            None => self.say.with("unclear-age", &args! { "age" => age }),
        };
        self.note_block(Block::Text(note));
    }

    /// "None" where several can be picked: nothing more than what is ticked. A
    /// bare number there is no answer at all, whatever a fact could make of it.
    fn none_or_number(&mut self, text: &str, asking: &Asking) -> bool {
        let least = self.least_age();
        let digits = |letter: char| letter.is_ascii_digit() || " ,.;+&)".contains(letter);
        if text.trim().starts_with(|letter: char| letter.is_ascii_digit())
            && text.chars().all(digits)
        {
            self.unclear();
            return true;
        }
        // What was told in words may have left the list, and "done" with it.
        let noted = self.interview().trail().last().is_some_and(|entry| {
            entry.question == asking.question.id && entry.reply == Reply::Noted
        });
        if noted && same_words(text, &self.say.text("choice-done")) {
            self.interview().done(least);
            return true;
        }
        if understanding::closes_a_list(text) {
            if noted || !asking.picked.is_empty() {
                self.interview().done(least);
            } else {
                self.unclear();
            }
            return true;
        }
        let now = self.here();
        let plain = understanding::understand(text, &[Asked::Consent], &now);
        let says_no = plain.facts.is_empty()
            && (plain.consent == Some(false) || understanding::plain(text) == Some(Plain::No));
        if !says_no || !understanding::understand(text, &[], &now).facts.is_empty() {
            return false;
        }
        if asking.picked.is_empty() {
            self.interview().none(least);
        } else {
            self.interview().done(least);
        }
        true
    }

    /// The moment, on the person's own clock.
    pub(super) fn here(&self) -> Zoned {
        let zone = self.profile.zone.as_deref().and_then(|name| TimeZone::get(name).ok());
        self.ctx.now.to_zoned(zone.unwrap_or(TimeZone::UTC))
    }

    /// What was told in reply to what was asked.
    fn told(&mut self, text: &str, asked: &[Asked], seen: Seen) {
        let now = self.here();
        let mut understood = understanding::understand(text, asked, &now);
        if asked.contains(&Asked::Consent) && !understood.facts.is_empty() {
            // A whole story told where a yes was asked for: read as the story it is.
            let free = understanding::understand(text, &[], &now).facts;
            understood.facts.retain(|heard| free.iter().all(|other| other.fact != heard.fact));
            understood.facts.extend(free);
        }
        if seen == Seen::Screen && understood.is_only_unclear() && self.stage() == Stage::Confirm {
            understood.facts = self.corrected(text, &now).into_iter().collect();
        }
        if let Some(action) = understood.action
            && action != Action::Emergency
        {
            return self.action(action, seen);
        }
        let nothing_told = understood.facts.iter().all(|heard| heard.value.is_none());
        let yes = understood.consent.or_else(|| self.soft_yes_or_no(text, &understood, &now));
        // "All good" is a welcome to most questions, but no order to delete or begin again.
        let drastic = matches!(self.state.view, View::ConfirmDelete | View::ConfirmRestart);
        let yes =
            yes.filter(|yes| !(drastic && *yes && understanding::plain(text) == Some(Plain::No)));
        // Nor does "looks good" say that an emergency was read and understood.
        let yes = yes.filter(|yes| {
            !(*yes && self.stage() == Stage::Interrupt && sounds_content(text, &now))
        });
        // "No swelling" says nothing about an agreement; "I agree, I'm 34" does.
        if let Some(yes) = yes.filter(|yes| *yes || nothing_told)
            && self.agree_or_not(yes)
            && nothing_told
        {
            return;
        }
        if self.take(&understood) {
            return;
        }
        if understood.action == Some(Action::Emergency) {
            let text = self.say.with("urgent-help", &args! { "number" => self.number() });
            self.note_block(Block::Alert(text));
        } else if text.trim_start().starts_with('/') {
            self.note("unknown-command");
        } else if seen == Seen::Screen {
            self.unclear();
        }
    }

    /// How long it has lasted, told bare where what was understood is read back:
    /// "three weeks". A bare number could as well be the number of a choice.
    fn corrected(&self, text: &str, now: &Zoned) -> Option<Heard> {
        let bare_number = !text.contains(char::is_alphabetic);
        let asked = [Asked::Fact(Fact::DurationDays)];
        let heard = understanding::understand(text, &asked, now).facts;
        let told = |heard: &Heard| heard.fact == Fact::DurationDays && heard.value.is_some();
        heard.into_iter().find(told).filter(|_| !bare_number)
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

    /// A yes or no in words too weak for an agreement, where only a list or a
    /// message of ours is to be confirmed: "ok", "not really". They are read as
    /// about a sign that no rule hangs on; a no must be a soft one, for a firm one
    /// would have been a no to the question itself.
    fn soft_yes_or_no(&self, text: &str, read: &Understood, now: &Zoned) -> Option<bool> {
        let to_confirm = matches!(self.stage(), Stage::Confirm | Stage::Interrupt);
        if self.state.view != View::Interview || !to_confirm || !read.facts.is_empty() {
            return None;
        }
        // Nobody goes on from an emergency on a "kind of".
        if self.stage() == Stage::Interrupt && understanding::plain(text) == Some(Plain::RatherYes)
        {
            return None;
        }
        let of =
            |fact: Fact| understanding::understand(text, &[Asked::Fact(fact)], now).heard(fact);
        match of(Fact::Stiffness)?? {
            Value::Yes => Some(true),
            _ if of(Fact::Fever).is_none() => Some(false),
            _ => None,
        }
    }

    /// A yes or no where one was asked for in so many words; whether it was used.
    fn agree_or_not(&mut self, yes: bool) -> bool {
        let least = self.least_age();
        match (&self.state.view, self.stage(), yes) {
            (View::ConfirmDelete, _, true) => self.delete(),
            (View::ConfirmRestart, _, true) => self.begin(),
            (View::Stopped, _, true) | (View::ConfirmDelete | View::ConfirmRestart, _, false) => {
                self.look();
            }
            (View::Interview, Stage::Confirm, true) => {
                self.interview().use_heard(least);
            }
            (View::Interview, Stage::Confirm, false) => self.back(),
            // A bare "no" takes no danger sign back: that has words of its own.
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

    /// Takes in what was told; whether there was anything in it.
    fn take(&mut self, understood: &Understood) -> bool {
        if self.state.view == View::Crisis {
            return false;
        }
        let least = self.least_age();
        let asked: Vec<Fact> = match (&self.state.view, self.stage()) {
            (View::Interview, Stage::Ask(asking)) => {
                asking.picks.iter().map(|pick| pick.fact).collect()
            }
            _ => Vec::new(),
        };
        let told: Vec<(Fact, Value)> =
            understood.facts.iter().filter_map(|heard| Some((heard.fact, heard.value?))).collect();
        let unsure = |fact: &Fact| understood.heard(*fact).is_some_and(|value| value.is_none());

        let mut taken = Effect::Ignored;
        if !told.is_empty() {
            self.look();
            taken = self.interview().hear(least, &told);
            let heard = !self.interview().heard().is_empty();
            if heard
                && matches!(self.stage(), Stage::Ask(asking) if asking.question.id == QuestionId::Consent)
            {
                self.note("heard-later");
            }
        } else if asked.iter().any(unsure) {
            taken = self.interview().leave_open(least, Reply::NotSure);
        }
        if self.doubts(understood, &asked) || taken == Effect::Taken {
            return true;
        }
        if !told.is_empty() {
            self.note("known-already");
        }
        !told.is_empty()
    }

    /// A danger sign that was mentioned unclearly, and isn't what was asked, is
    /// asked about properly.
    fn doubts(&mut self, understood: &Understood, asked: &[Fact]) -> bool {
        let doubtful = understood.unclear.iter().find_map(|unclear| match unclear {
            Asked::Fact(fact) => Some(*fact)
                .filter(|fact| !asked.contains(fact) && assessment::red_flags().contains(fact)),
            Asked::Consent | Asked::MedicinesAndConditions | Asked::ReminderTime => None,
        });
        let Some(fact) = doubtful else { return false };
        let opened = self.interview().doubt(fact) == Effect::Taken;
        if opened {
            self.look();
            self.note("unclear-danger");
        }
        opened
    }

    /// Says that the words were not understood, and what would be.
    fn unclear(&mut self) {
        let asking = match (&self.state.view, self.stage()) {
            (View::Interview, Stage::Ask(asking)) => asking,
            (View::Interview, Stage::Interrupt) => return self.note("unclear-interrupt"),
            (View::Interview, Stage::Confirm) => return self.note("unclear-heard"),
            (View::Interview, Stage::Done | Stage::Unserved(_)) => {
                return self.note("unclear-done");
            }
            (View::Reminders(_), _) => return self.note("unclear-page"),
            _ => return self.note("unclear"),
        };
        let key = match asking.question.form {
            Form::One => "unclear",
            Form::Several => "unclear-several",
        };
        let example = self.say.text(&format!("question-{}.example", asking.question.id));
        let text = format!("{} {example}", self.say.text(key));
        self.note_block(Block::Text(text));
    }

    fn action(&mut self, action: Action, seen: Seen) {
        let least = self.least_age();
        match action {
            // "Go on" is what the emergency card itself asks for.
            Action::Skip | Action::Resume
                if self.state.view == View::Interview && self.stage() == Stage::Interrupt =>
            {
                self.interview().go_on();
            }
            Action::Skip if self.state.view == View::Interview => {
                let effect = self.interview().leave_open(least, Reply::Skipped);
                self.expect_taken(effect);
            }
            Action::Skip | Action::Resume => self.resume(),
            Action::Back => self.back(),
            Action::Why | Action::Explain => self.explain(),
            Action::Stop | Action::Pause => self.stop(),
            Action::Restart if seen == Seen::Nothing => {}
            Action::Restart => self.state.view = View::ConfirmRestart,
            Action::Help => self.command(Command::Help, ""),
            Action::Delete => self.ask_delete(),
            Action::Summary => self.summary(),
            Action::StopReminders => self.stop_all(),
            Action::About => self.command(Command::About, ""),
            Action::Privacy => self.command(Command::Privacy, ""),
            Action::Emergency => {}
        }
    }
}

/// Whether words are such as "looks good", which to a sign would be a no.
fn sounds_content(text: &str, now: &Zoned) -> bool {
    let read = understanding::understand(text, &[Asked::Fact(Fact::Fever)], now);
    read.heard(Fact::Fever) == Some(Some(Value::No)) && !understanding::denies(text)
}

/// Whether two texts are the same but for case and what ends a sentence.
fn same_words(one: &str, other: &str) -> bool {
    let words = |text: &str| text.trim().trim_end_matches(['.', '!']).to_lowercase();
    words(one) == words(other)
}

/// What a person had on their screen when they wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    /// Nothing of ours.
    Nothing,
    /// The screen their words may answer.
    Screen,
}

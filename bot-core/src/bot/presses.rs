//! What a press does, and a list of choices sent in one go. One that isn't of the
//! screen the person sees now changes nothing, but for a tick on the list that is
//! still asked: somebody who taps three options taps faster than we show the first.

use std::collections::BTreeSet;

use super::{
    button::{Act, Button},
    reminders::Firing,
    state::View,
    step::Session,
    turn::Turn,
};
use crate::{
    facts::Fact,
    interview::{Effect, Form, QuestionId, Reply, Stage},
};

/// What a list of choices says in all.
#[derive(Default)]
struct Chosen {
    picks: BTreeSet<String>,
    heard: BTreeSet<Fact>,
    /// "None of these", "not sure" and the like: each alone an answer.
    alone: Vec<Act>,
}

impl Turn<'_> {
    pub(super) fn press(&mut self, data: &str) {
        if let Some(firing) = Firing::read(data) {
            return self.firing(firing);
        }
        match Button::read(data) {
            Some(button) if self.is_current(&button) || self.is_tick(&button) => {
                self.act(button.act);
            }
            _ => self.stale(),
        }
    }

    /// Whether it ticks or unticks something on the list that is asked now, however
    /// that was shown at the time. What such a button says, it says for good: the
    /// same tap twice leaves one tick.
    fn is_tick(&self, button: &Button) -> bool {
        let (Act::Pick(question, _) | Act::Untick(question, _)) = &button.act else { return false };
        let theirs = |session: &Session| session.id == button.session;
        self.before().session.as_ref().is_some_and(theirs)
            && self.state.view == View::Interview
            && matches!(self.stage(), Stage::Ask(asking)
                if asking.question.id == *question && asking.question.form == Form::Several)
    }

    fn is_current(&self, button: &Button) -> bool {
        self.before().session.as_ref().is_some_and(|session| {
            session.id == button.session && session.revision == button.revision
        })
    }

    /// All choices of a list at once: ticks what was chosen and takes it as the answer.
    pub(super) fn select(&mut self, data: &[String]) {
        let Some(chosen) = self.chosen(data) else { return self.stale() };
        let least = self.least_age();
        let picks = !chosen.picks.is_empty() || !chosen.heard.is_empty();
        match chosen.alone.as_slice() {
            [act] if !picks => {
                let act = act.clone();
                self.act(act);
            }
            // "None of these" beside others contradicts itself; what counts is asked.
            [_, ..] => self.note("chosen-mixed"),
            [] => {
                let effect = match self.stage() {
                    Stage::Confirm => {
                        self.interview().keep_heard(&chosen.heard);
                        self.interview().use_heard(least)
                    }
                    _ => self.interview().answer_with(least, &chosen.picks),
                };
                self.expect_taken(effect);
            }
        }
    }

    /// What was chosen, where all of it is of the screen shown now.
    fn chosen(&self, data: &[String]) -> Option<Chosen> {
        let asking = match self.stage() {
            Stage::Ask(asking) => Some(asking),
            _ => None,
        };
        let offers = |question: QuestionId, pick: &str| {
            asking.as_ref().is_some_and(|asking| {
                asking.question.id == question && asking.picks.iter().any(|p| p.id == pick)
            })
        };
        let several = data.len() > 1;
        let mut chosen = Chosen::default();
        for data in data {
            match Button::read(data).filter(|button| self.is_current(button))?.act {
                Act::Pick(question, pick) | Act::Untick(question, pick)
                    if offers(question, &pick) =>
                {
                    chosen.picks.insert(pick);
                }
                Act::Heard(fact) => {
                    chosen.heard.insert(fact);
                }
                // What is chosen with them is the answer.
                Act::Done(_) | Act::UseHeard if several => {}
                Act::Pick(..) | Act::Untick(..) => return None,
                act => chosen.alone.push(act),
            }
        }
        Some(chosen)
    }

    pub(super) fn stale(&mut self) {
        if self.has_session() {
            self.note("stale");
        } else {
            self.begin();
        }
    }

    pub(super) fn act(&mut self, act: Act) {
        let least = self.least_age();
        let open = match self.stage() {
            Stage::Ask(asking) => Some(asking),
            _ => None,
        };
        let at = |question: &QuestionId| {
            open.as_ref().is_some_and(|asking| asking.question.id == *question)
        };
        let ticked = |pick: &str| {
            open.as_ref().is_some_and(|asking| {
                asking.question.form == Form::Several && asking.picked.contains(pick)
            })
        };
        let effect = match act {
            Act::Pick(question, pick) if at(&question) && ticked(&pick) => Effect::Taken,
            Act::Untick(question, pick) if at(&question) && !ticked(&pick) => Effect::Taken,
            Act::Pick(question, pick) | Act::Untick(question, pick) if at(&question) => {
                self.interview().pick(least, &pick)
            }
            Act::Done(question) if at(&question) => self.interview().done(least),
            Act::NoneOf(question) if at(&question) => self.interview().none(least),
            Act::NotSure(question) if at(&question) => {
                self.interview().leave_open(least, Reply::NotSure)
            }
            Act::Skip(question) if at(&question) => {
                self.interview().leave_open(least, Reply::Skipped)
            }
            Act::Pick(..)
            | Act::Untick(..)
            | Act::Done(_)
            | Act::NoneOf(_)
            | Act::NotSure(_)
            | Act::Skip(_) => Effect::Ignored,
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
            Act::Reminders(tap) => return self.tap(tap),
        };
        self.expect_taken(effect);
    }

    pub(super) fn expect_taken(&mut self, effect: Effect) {
        if effect == Effect::Ignored {
            self.note("not-here");
        }
    }
}

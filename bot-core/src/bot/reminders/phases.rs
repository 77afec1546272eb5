//! What a press below a reminder does. One of a phase that has passed, or of a
//! reminder that is gone, changes nothing and says so.

use jiff::{SignedDuration, Timestamp};

use super::{
    firing::{Firing, FiringAct},
    page::Sketch,
    pages::asks,
};
use crate::{
    args,
    bot::{state::View, turn::Turn},
    interview::Stage,
    message::{Block, Choice, Mark},
    reminder::{About, ScheduleId, ScheduleState, Timing},
    schedule::{Cadence, Kind, Rule, ice::phases},
};

impl Turn<'_> {
    /// Whether the conversation waits for an answer, which is then asked for again.
    pub(in crate::bot) fn waits(&self) -> bool {
        match &self.state.view {
            View::Interview => self.has_session() && self.stage() != Stage::Done,
            View::Reminders(page) => asks(page),
            View::Stopped => false,
            View::EditMenu | View::ConfirmRestart | View::ConfirmDelete | View::Crisis => true,
        }
    }

    /// What a press below a reminder does.
    pub(in crate::bot) fn firing(&mut self, firing: Firing) {
        if firing.act == FiringAct::Answer {
            return self.check_in();
        }
        let Some(listed) = self.reminders.find(firing.schedule) else {
            return self.aside("reminder-not-there");
        };
        let id = listed.id;
        if let Timing::Ice { .. } = listed.timing {
            return self.ice_firing(firing);
        }
        match firing.act {
            FiringAct::Done => self.aside("reminder-done"),
            FiringAct::StopThese if listed.state == ScheduleState::Ended => {
                self.aside("reminder-over");
            }
            FiringAct::StopThese => {
                self.reminders.end(id);
                self.aside("reminder-stopped");
            }
            FiringAct::Snooze => self.snooze_firing(id),
            _ => self.aside("reminder-not-there"),
        }
    }

    fn snooze_firing(&mut self, id: ScheduleId) {
        let Some(listed) = self.reminders.find(id) else { return };
        let kind = listed.kind;
        if self.reminders.like(kind, Some(About::Snoozed)).is_some() {
            return self.aside("snoozed-already");
        }
        if !self.reminders.have_room_for(1) {
            return self.aside("snooze-no-room");
        }
        let now = self.reminders.now();
        let at = now.saturating_add(SignedDuration::from_hours(1)).unwrap_or(now);
        let timing = Timing::Rule(Rule::new(Cadence::Instant { at }, self.some_zone()));
        let time = self.show(self.zone().as_ref()).time(at);
        let sketch = Sketch { kind, timing, about: Some(About::Snoozed) };
        self.reminders.add(sketch, Some(self.say.language.tag().to_owned()));
        let text = self.say.with("snoozed", &args! { "time" => time });
        self.aside_block(Block::Text(text));
    }

    fn ice_firing(&mut self, firing: Firing) {
        let id = firing.schedule;
        let Some(listed) = self.reminders.find(id) else { return };
        let Some(next) = listed.next.filter(|_| listed.state == ScheduleState::Active) else {
            return self.aside("ice-over");
        };
        let Timing::Ice { rhythm, started } = listed.timing else { return };
        match firing.act {
            FiringAct::Gone => {
                self.warn_of_ice();
                self.reminders.end(id);
                return self.aside("ice-gone");
            }
            FiringAct::Stop | FiringAct::StopThese => {
                self.warn_of_ice();
                self.reminders.end(id);
                return self.aside("ice-stopped");
            }
            _ => {}
        }
        let following = phases(rhythm, started).into_iter().find(|phase| phase.at > firing.due);
        let Some(following) = following.filter(|phase| phase.at == next) else {
            return self.aside("ice-phase-over");
        };
        match (firing.act, Kind::from(following.step)) {
            (FiringAct::Done, kind) => self.say_next(id, kind, following.at, "ice-done"),
            // The ice isn't on, so nothing has to come off.
            (FiringAct::Skip, Kind::IceOff) => {
                self.reminders.skip_next(id);
                self.say_skipped(id);
            }
            // A round is left out whole: on, and the off that belongs to it.
            (FiringAct::Skip, Kind::IceOn) => {
                self.reminders.skip_next(id);
                self.reminders.skip_next(id);
                self.say_skipped(id);
            }
            _ => self.aside("ice-nothing-to-skip"),
        }
        self.offer_phase(firing);
    }

    fn say_skipped(&mut self, id: ScheduleId) {
        let Some(listed) = self.reminders.find(id) else { return };
        match listed.next.and_then(|next| listed.timing.from(listed.kind, next)) {
            Some((kind, at)) => self.say_next(id, kind, at, "ice-skipped"),
            None => self.aside("ice-over"),
        }
    }

    fn say_next(&mut self, _: ScheduleId, kind: Kind, at: Timestamp, key: &str) {
        let time = self.show(self.zone().as_ref()).time(at);
        let next = match kind {
            Kind::IceOff => "ice-next-off",
            Kind::IceOn => "ice-next-on",
            _ => "ice-next-end",
        };
        let next = self.say.with(next, &args! { "time" => time });
        let text = format!("{} {next}", self.say.text(key));
        self.aside_block(Block::Text(text));
    }

    /// The ways on that a phase keeps while its session lasts.
    fn offer_phase(&mut self, firing: Firing) {
        let phase = |key: &str, act| Choice {
            label: self.say.text(key),
            data: Firing { act, ..firing }.to_string(),
            mark: Mark::Answers,
        };
        let choices =
            vec![phase("choice-gone", FiringAct::Gone), phase("choice-ice-stop", FiringAct::Stop)];
        self.offer_aside(choices);
    }

    /// The latest phase of the ice session that is on, as if its button were pressed.
    pub(super) fn latest_phase(&self, act: FiringAct) -> Option<Firing> {
        let listed = self.reminders.ice()?;
        let Timing::Ice { rhythm, started } = listed.timing else { return None };
        let now = self.reminders.now();
        let latest = phases(rhythm, started).into_iter().rev().find(|phase| phase.at <= now)?;
        Some(Firing { schedule: listed.id, due: latest.at, act })
    }

    fn aside(&mut self, key: &str) {
        let block = self.say.paragraph(key);
        self.aside_block(block);
    }

    /// Says something about a reminder; what the conversation is about stays.
    fn aside_block(&mut self, block: Block) {
        self.note_block(block);
        self.step_aside();
    }
}

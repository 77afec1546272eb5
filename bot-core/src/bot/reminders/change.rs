//! A person's reminders as one step finds, changes and shows them: what is
//! shown is what the store will hold once the step is committed.

use jiff::{SignedDuration, Timestamp};

use super::page::Sketch;
use crate::{
    bot::Snapshot,
    event::Place,
    reminder::{
        About, KeptHolds, Listed, NewSchedule, Owner, ScheduleChange, ScheduleId, ScheduleState,
        Timing, Words,
    },
    schedule::{Bounds, Kind, Pause, PauseOf},
};

/// A reminder made in this step has no row yet.
const NOT_YET: ScheduleId = ScheduleId::from_number(0);

/// A person's reminders, and what becomes of them in this step.
pub(in crate::bot) struct Reminders {
    pub(super) list: Vec<Listed>,
    pub(super) holds: KeptHolds,
    changes: Vec<ScheduleChange>,
    now: Timestamp,
    /// Where new ones are said, where that is not the conversation.
    elsewhere: Option<Place>,
}

impl Reminders {
    pub(in crate::bot) fn of(before: &Snapshot, now: Timestamp) -> Self {
        // As the store keeps it.
        let now = Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now);
        Self {
            list: before.schedules.clone(),
            holds: before.holds.clone(),
            changes: Vec::new(),
            now,
            elsewhere: None,
        }
    }

    /// Has new ones said at a place of the person's alone.
    pub(in crate::bot) fn said_at(mut self, place: Option<Place>) -> Self {
        self.elsewhere = place;
        self
    }

    /// Whether new ones are said somewhere else than here.
    pub(super) const fn go_elsewhere(&self) -> bool {
        self.elsewhere.is_some()
    }

    pub(in crate::bot) fn into_changes(self) -> Vec<ScheduleChange> {
        self.changes
    }

    /// The moment of the step, as the store keeps it.
    pub(super) const fn now(&self) -> Timestamp {
        self.now
    }

    pub(super) fn find(&self, id: ScheduleId) -> Option<&Listed> {
        self.list.iter().find(|listed| listed.id == id)
    }

    /// Those that have not fired for the last time.
    pub(super) fn standing(&self) -> impl Iterator<Item = &Listed> {
        self.list.iter().filter(|listed| listed.state != ScheduleState::Ended)
    }

    /// Those whose place was closed to the bot.
    pub(super) fn gone(&self) -> impl Iterator<Item = &Listed> {
        self.list.iter().filter(|listed| matches!(listed.state, ScheduleState::Gone(_)))
    }

    /// The ice session that is on, or is to come.
    pub(super) fn ice(&self) -> Option<&Listed> {
        self.standing().find(|listed| matches!(listed.timing, Timing::Ice { .. }))
    }

    /// A standing reminder of that kind, made for that.
    pub(super) fn like(&self, kind: Kind, about: Option<About>) -> Option<&Listed> {
        self.standing().find(|listed| listed.kind == kind && listed.words.about == about)
    }

    /// Those made at an instant.
    pub(super) fn made_at(&self, at: Timestamp) -> impl Iterator<Item = &Listed> {
        self.list.iter().filter(move |listed| listed.created == at)
    }

    /// Whether so many more fit.
    pub(super) fn have_room_for(&self, more: usize) -> bool {
        self.standing().count() + more <= Bounds::PERSON.schedules
    }

    fn change(&mut self, id: ScheduleId, change: ScheduleChange) -> Option<&mut Listed> {
        let listed = self.list.iter_mut().find(|listed| listed.id == id)?;
        listed.revision += 1;
        self.changes.push(change);
        Some(listed)
    }

    /// Makes one. The caller has seen to it that there is room.
    pub(super) fn add(&mut self, sketch: Sketch, language: Option<String>) {
        let Sketch { kind, timing, about } = sketch;
        let words = Words { language, about, ..Words::default() };
        let timing = timing.in_millis();
        let next = match &timing {
            // A session's first phase is the moment it starts.
            Timing::Ice { started, .. } => Some(*started),
            Timing::Rule(_) => timing.after(kind, self.now).map(|(_, at)| at),
        };
        self.list.push(Listed {
            id: NOT_YET,
            kind,
            timing: timing.clone(),
            words: words.clone(),
            state: ScheduleState::Active,
            holds: KeptHolds::default(),
            next,
            revision: 1,
            created: self.now,
            history: Vec::new(),
        });
        self.changes.push(ScheduleChange::Add(NewSchedule {
            owner: self.elsewhere.clone().map_or(Owner::Person, Owner::PersonAt),
            kind,
            timing,
            words,
            holds: KeptHolds::default(),
        }));
    }

    pub(super) fn replace(&mut self, id: ScheduleId, timing: Timing) {
        let Some(words) = self.find(id).map(|listed| listed.words.clone()) else { return };
        let (now, timing) = (self.now, timing.in_millis());
        let change = ScheduleChange::Replace { id, timing: timing.clone(), words };
        if let Some(listed) = self.change(id, change) {
            listed.next = timing.after(listed.kind, now).map(|(_, at)| at);
            listed.state = match listed.next {
                Some(_) => ScheduleState::Active,
                None => ScheduleState::Ended,
            };
            listed.timing = timing;
        }
    }

    pub(super) fn pause(&mut self, id: ScheduleId) {
        let pause = Pause { of: PauseOf::Schedule, from: self.now, until: None };
        if let Some(listed) = self.change(id, ScheduleChange::Pause { id, until: None }) {
            listed.holds.pause_schedule(Some(pause));
        }
    }

    pub(super) fn resume(&mut self, id: ScheduleId) {
        let now = self.now;
        if let Some(listed) = self.change(id, ScheduleChange::Resume(id)) {
            listed.holds.pause_schedule(None);
            if listed.state != ScheduleState::Active {
                listed.next = listed.timing.after(listed.kind, now).map(|(_, at)| at);
                listed.state = match listed.next {
                    Some(_) => ScheduleState::Active,
                    None => ScheduleState::Ended,
                };
            }
        }
    }

    pub(super) fn skip_next(&mut self, id: ScheduleId) {
        let standing = self.find(id).is_some_and(|listed| listed.state == ScheduleState::Active);
        if !standing {
            return;
        }
        if let Some(listed) = self.change(id, ScheduleChange::SkipNext(id)) {
            let after = |at| listed.timing.after(listed.kind, at).map(|(_, at)| at);
            listed.next = listed.next.and_then(after);
            if listed.next.is_none() {
                listed.state = ScheduleState::Ended;
            }
        }
    }

    pub(super) fn end(&mut self, id: ScheduleId) {
        if let Some(listed) = self.change(id, ScheduleChange::End(id)) {
            listed.state = ScheduleState::Ended;
            listed.next = None;
        }
    }

    pub(super) fn remove(&mut self, id: ScheduleId) {
        if self.change(id, ScheduleChange::Remove(id)).is_some() {
            self.list.retain(|listed| listed.id != id);
        }
    }

    /// Removes one that makes way for another, and says how to make it again.
    pub(super) fn take(&mut self, id: ScheduleId) -> Option<Sketch> {
        let Listed { kind, timing, words, .. } = self.find(id)?.clone();
        self.remove(id);
        Some(Sketch { kind, timing, about: words.about })
    }

    pub(super) fn hold(&mut self, holds: KeptHolds) {
        if self.holds != holds {
            self.holds = holds.clone();
            self.changes.push(ScheduleChange::Hold(holds));
        }
    }

    /// The pause of all of them that stands now.
    pub(super) fn own_pause(&self) -> Option<Pause> {
        let own = |pause: &&Pause| pause.of == PauseOf::Person && pause.covers(self.now);
        self.holds.pauses.iter().find(own).copied()
    }

    /// Pauses all, or ends the pause.
    pub(super) fn pause_all(&mut self, until: Option<Option<Timestamp>>) {
        let mut holds = self.holds.clone();
        holds.pauses.retain(|pause| pause.of != PauseOf::Person);
        holds.pauses.extend(until.map(|until| Pause {
            of: PauseOf::Person,
            from: self.now,
            until,
        }));
        self.hold(holds);
    }

    /// Whether an ice session has begun and may have ice on a foot now.
    pub(super) fn ice_is_on(&self) -> bool {
        self.ice().is_some_and(|listed| match listed.timing {
            Timing::Ice { started, .. } => {
                started <= self.now.saturating_add(SignedDuration::from_secs(1)).unwrap_or(self.now)
            }
            Timing::Rule(_) => false,
        })
    }
}

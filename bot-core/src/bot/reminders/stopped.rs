//! Reminders that stopped because nobody could be told: a chat that was blocked and
//! is open again.

use super::settings::in_zone;
use crate::{
    args,
    bot::turn::Turn,
    message::Block,
    reminder::{ScheduleId, ScheduleState},
};

impl Turn<'_> {
    /// Tells somebody who is back which of their reminders stopped meanwhile, and how
    /// to have them again. They don't come back by themselves: the person may have
    /// left because of them.
    pub(in crate::bot) fn tell_what_stopped(&mut self) {
        let zone = self.zone();
        let show = self.show(zone.as_ref());
        let gone = self.reminders.gone();
        let items: Vec<String> = gone
            .map(|listed| {
                let name = show.name(listed.kind, listed.words.about);
                format!("{name}: {}", show.rule(&listed.timing))
            })
            .collect();
        if items.is_empty() {
            return;
        }
        let args = args! { "count" => items.len() };
        let blocks = [
            Block::Text(self.say.with("reminders-stopped-meanwhile", &args)),
            Block::Bullets(items),
            Block::Text(self.say.with("reminders-stopped-meanwhile.hint", &args)),
        ];
        blocks.into_iter().for_each(|block| self.note_block(block));
    }

    /// Has those that stopped fire again.
    pub(super) fn resume_gone(&mut self) {
        let gone: Vec<_> = self.reminders.gone().map(|listed| listed.id).collect();
        gone.into_iter().for_each(|id| self.resume_one(id));
    }

    /// Has one fire again, by the clock of where the person is now: while it was
    /// stopped it did not move with them.
    pub(super) fn resume_one(&mut self, id: ScheduleId) {
        let stopped = self.reminders.find(id).is_some_and(|listed| {
            matches!(listed.state, ScheduleState::Gone(_) | ScheduleState::SetAside(_))
        });
        self.reminders.resume(id);
        let zone = self.zone().filter(|_| stopped);
        let found = self.reminders.find(id).map(|listed| &listed.timing).zip(zone);
        if let Some(moved) = found.and_then(|(timing, zone)| in_zone(timing, &zone)) {
            self.reminders.replace(id, moved);
        }
    }
}

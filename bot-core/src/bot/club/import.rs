//! A file that makes a club as it says: shown first, and done once somebody confirms.

use super::{
    pages::Page,
    turn::{ClubTurn, Showing},
};
use crate::{
    args,
    bot::step::{Answer, Ask, Spot},
    club::{
        Awaited, Change, Club, Damaged, Deed, Dialog, DialogChange, Import, MOST_BYTES, Plan,
        Portable, State, Whose,
    },
    event::{Place, Upload},
    message::{Leave, NoFile},
    reminder::ScheduleChange,
    schedule::Bounds,
};

impl ClubTurn<'_> {
    /// Opens a file that was sent.
    pub(super) fn open(&mut self, upload: &Upload) {
        let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX);
        match self.ctx.answer {
            _ if upload.bytes > most => self.damaged(&Damaged::TooLong),
            Some(Answer::File(Ok(file))) => self.offer(file),
            Some(Answer::File(Err(NoFile::TooLong))) => self.damaged(&Damaged::TooLong),
            Some(Answer::File(Err(NoFile::Unreachable))) => {
                self.note("club-file-unreachable");
                self.ask(Awaited::File, "club-file-question");
            }
            _ => self.asks = Some(Ask::File(upload.clone())),
        }
    }

    /// Shows what would become of the club with a file.
    pub(super) fn offer(&mut self, file: &[u8]) {
        let read = Portable::read(file, self.here(), self.ctx.now);
        let number = u32::try_from(self.ctx.fresh.bits() & u64::from(u32::MAX)).unwrap_or(0);
        match read {
            Ok(file) => self.offered(Import { number, revision: self.club.revision, file }),
            Err(damaged) => self.damaged(&damaged),
        }
    }

    fn offered(&mut self, import: Import) {
        let plan = import.file.plan(&self.club, self.ctx.now);
        if plan.is_empty() {
            self.dialog = DialogChange::Ends;
            self.note("club-import-same");
            return self.show(Page::Panel);
        }
        self.dialog = DialogChange::Becomes(Dialog::Import(Box::new(import.clone())));
        self.show(Page::Import(Box::new(import)));
    }

    fn damaged(&mut self, damaged: &Damaged) {
        let say = &self.say;
        let flaw = |flaw| say.text(&format!("club-flaw-{flaw}"));
        let why = match damaged {
            Damaged::TooLong => {
                let args = args! { "most" => MOST_BYTES / 1024 };
                say.with("club-file-too-long", &args)
            }
            Damaged::Unreadable { line, column } => {
                say.with("club-file-unreadable", &args! { "line" => *line, "column" => *column })
            }
            Damaged::Newer(_) => say.text("club-file-newer"),
            Damaged::TooMany => {
                say.with("club-file-too-many", &args! { "most" => Bounds::CLUB.schedules })
            }
            Damaged::Reminder { number, flaw: wrong } => {
                let args = args! { "number" => *number, "flaw" => flaw(*wrong) };
                say.with("club-file-reminder", &args)
            }
            Damaged::Settings(wrong) => {
                say.with("club-file-settings", &args! { "flaw" => flaw(*wrong) })
            }
        };
        let text = say.with("club-file-refused", &args! { "why" => why });
        self.note_text(text);
        self.ask(Awaited::File, "club-file-question");
    }

    /// The file of this number, if it may be theirs and still waits.
    pub(super) fn imported(&mut self, number: u32) -> Option<Import> {
        let mut dialogs = self.club.dialogs.iter().filter(|one| one.whose != Whose::Anothers);
        let (begun, import) = dialogs.find_map(|begun| match &begun.dialog {
            Dialog::Import(import) if import.number == number => Some((begun, import)),
            _ => None,
        })?;
        self.taken = (begun.whose != Whose::Theirs).then_some(begun.id);
        Some((**import).clone())
    }

    /// Makes the club as a file says, if it is still as it was when that was shown.
    pub(super) fn import(&mut self, number: u32) {
        let Some(import) = self.imported(number) else {
            self.note("club-not-your-draft");
            self.shown = Showing::Aside;
            return;
        };
        if import.revision != self.club.revision {
            self.note("club-import-anew");
            return self.offered(Import { revision: self.club.revision, ..import });
        }
        let plan = import.file.plan(&self.club, self.ctx.now);
        let spots = spots(&plan);
        let leaves: &[Leave] = match self.ctx.answer {
            Some(Answer::Leave(leaves)) => leaves,
            _ if spots.is_empty() => &[],
            _ => {
                self.asks = Some(Ask::Leave(spots));
                return;
            }
        };
        for (spot, leave) in spots.iter().zip(leaves) {
            let key = match leave {
                Leave::Lacks(lack) => format!("club-lacks-{lack}"),
                // A file may name any place there is: nothing is posted where nobody knows
                // whose that is.
                Leave::Unknown if !self.is_known(&spot.place) => "club-lacks-answer".to_owned(),
                Leave::Unknown | Leave::Given => continue,
            };
            self.note(&key);
            self.notes.push(self.spot(spot));
            return self.show(Page::Import(Box::new(import)));
        }
        let before = Portable::of(&self.club.settings, &self.club.holds, &self.club.schedules);
        self.carry_out(&plan);
        self.dialog = DialogChange::Ends;
        self.changed(Change {
            deed: Deed::Imported,
            schedule: None,
            before: Some(State::All(Box::new(before))),
            after: Some(State::All(Box::new(import.file))),
        });
        self.note("club-import-done");
        self.show(Page::Imported);
    }

    /// Whether a place is one that the club has used, or that this event comes from.
    fn is_known(&self, place: &Place) -> bool {
        let Club { settings, schedules, .. } = &self.club;
        place == self.here()
            || settings.place.as_ref() == Some(place)
            || schedules.iter().any(|kept| kept.place == *place)
    }

    /// Does what a plan says. What goes makes room for what comes.
    pub(super) fn carry_out(&mut self, plan: &Plan) {
        self.schedules.extend(plan.removes.iter().copied().map(ScheduleChange::Remove));
        for outline in &plan.adds {
            self.make(outline);
        }
        if let Some((settings, holds)) = &plan.settings {
            (self.club.settings, self.club.holds) = (settings.clone(), holds.clone());
            self.settled = true;
        }
    }
}

/// Everywhere that something new would be posted, once each.
fn spots(plan: &Plan) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    let adds = plan.adds.iter().map(|outline| (&outline.place, &outline.words.mention));
    let settings = plan.settings.iter().map(|(settings, _)| settings);
    let usual = settings.filter_map(|one| one.place.as_ref().map(|place| (place, &one.mention)));
    for (place, mention) in adds.chain(usual) {
        let spot = Spot { place: place.clone(), mention: mention.clone() };
        if !spots.contains(&spot) {
            spots.push(spot);
        }
    }
    spots
}

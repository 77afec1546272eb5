//! A reminder in the making: from what was said to a draft that is confirmed.

use super::{
    line,
    pages::Page,
    tap::{ClubTap, Shown},
    turn::ClubTurn,
};
use crate::{
    args,
    club::{Asked, Awaited, Dialog, DialogChange, Draft, Kept, Outline},
    event::{ClubForm, PlatformId},
    reminder::{KeptHolds, ScheduleId, ScheduleState, Timing},
    schedule::{Bounds, Refusal, Zone},
};

impl ClubTurn<'_> {
    pub(super) fn add_line(&mut self, said: &str) {
        if said.trim().is_empty() {
            return self.ask(Awaited::Line, "club-add-how");
        }
        let now = self.ctx.now;
        // The words are the same whatever the zone.
        let zone = self.club.settings.zone.clone().unwrap_or(Zone::utc());
        match line::part(said, now, &zone) {
            Ok(line) => {
                let words = line::words(self.ctx.texts, self.say.language, &line.what);
                let place = self.usual_place();
                self.add(Asked { words, when: line.when, place });
            }
            Err(refusal) => self.refuse(&refusal, Awaited::Line),
        }
    }

    pub(super) fn fill(&mut self, form: &ClubForm) {
        match form {
            ClubForm::Add { mention: Some(role), .. } if self.is_everyone(role) => {
                self.note("club-not-everyone");
                self.show(Page::Panel);
            }
            ClubForm::Set { mention, managers, .. }
                if [mention, managers].into_iter().flatten().any(|role| self.is_everyone(role)) =>
            {
                self.note("club-not-everyone");
                self.show(Page::Settings);
            }
            ClubForm::Add { what, when, place, mention } => {
                let mut words = line::words(self.ctx.texts, self.say.language, what);
                words.mention = mention.clone();
                let place = place.clone().unwrap_or_else(|| self.usual_place());
                self.add(Asked { words, when: when.clone(), place });
            }
            ClubForm::Set { zone, quiet, place, mention, managers } => {
                let before = self.club.settings.clone();
                let holds = self.club.holds.clone();
                if let Some(zone) = zone
                    && !self.read_zone(zone)
                {
                    return self.show(Page::Settings);
                }
                let settings = &mut self.club.settings;
                settings.place = place.clone().or(settings.place.take());
                settings.mention = mention.clone().or(settings.mention.take());
                settings.managers = managers.clone().or(settings.managers.take());
                if let Some(quiet) = quiet
                    && !self.read_quiet(quiet)
                {
                    (self.club.settings, self.club.holds) = (before, holds);
                    return self.show(Page::Settings);
                }
                self.settle(before, holds);
            }
            ClubForm::Said(text) => self.read(text),
            ClubForm::Typed { button, text } => match ClubTap::read(button) {
                Some(ClubTap::When(Shown { id, revision })) => {
                    self.answer(Awaited::When(id, revision), text);
                }
                Some(ClubTap::Text(Shown { id, revision })) => {
                    self.answer(Awaited::Text(id, revision), text);
                }
                _ => self.stale(),
            },
            ClubForm::File(upload) => self.open(upload),
            ClubForm::Copy { number, place } => {
                match number.trim().parse().ok().and_then(|number| self.of_number(number)) {
                    Some(id) => self.copy(id, place.clone()),
                    None => self.gone(),
                }
            }
        }
    }

    /// Shows the reminder that the list shows with this number.
    pub(super) fn numbered(&mut self, number: usize) {
        match self.of_number(number) {
            Some(id) => self.show(Page::One(id)),
            None => self.gone(),
        }
    }

    fn of_number(&self, number: usize) -> Option<ScheduleId> {
        let kept = self.club.schedules.get(number.checked_sub(1)?)?;
        Some(kept.listed.id)
    }

    pub(super) fn gone(&mut self) {
        self.note("club-gone");
        self.show(Page::List(0));
    }

    /// Drafts a reminder, once the club's zone is known.
    pub(super) fn add(&mut self, asked: Asked) {
        if let Some(text) = &asked.words.text {
            if text.trim().is_empty() {
                return self.ask(Awaited::TextOf(Box::new(asked)), "club-text-question");
            }
            if text.chars().count() > Bounds::CLUB.text_chars {
                let args = args! { "most" => Bounds::CLUB.text_chars.to_string() };
                let text = self.say.with("club-text-long", &args);
                self.note_text(text);
                return self.ask(Awaited::TextOf(Box::new(asked)), "club-text-question");
            }
        }
        if self.is_full() {
            return self.full();
        }
        // Nobody is asked where their club is for the sake of what is not understood.
        let anywhere = self.club.settings.zone.clone().unwrap_or(Zone::utc());
        if let Err(refusal) = line::read(&asked.when, self.ctx.now, &anywhere) {
            return self.refuse(&refusal, Awaited::WhenOf(Box::new(asked)));
        }
        let zone = match &self.club.settings.zone {
            Some(zone) => zone.clone(),
            None if line::names_zone(&asked.when, self.ctx.now) => Zone::utc(),
            None => return self.ask(Awaited::Zone(Some(Box::new(asked))), "club-zone-question"),
        };
        self.draft(asked, &zone);
    }

    pub(super) fn draft(&mut self, asked: Asked, zone: &Zone) {
        match self.timing(&asked.when, zone) {
            Ok((timing, notes)) => {
                let Asked { mut words, place, .. } = asked;
                words.mention = words.mention.or_else(|| self.club.settings.mention.clone());
                let outline = Outline { timing, words, place, holds: KeptHolds::default() };
                self.confirm(outline, None, notes);
            }
            Err(refusal) => self.refuse(&refusal, Awaited::WhenOf(Box::new(asked))),
        }
    }

    pub(super) fn timing(&self, when: &str, zone: &Zone) -> Result<(Timing, Vec<String>), Refusal> {
        let understood = line::read(when, self.ctx.now, zone)?;
        let words = self.say.words();
        let assumed = understood.assumption.map(|assumption| words.assumption(assumption));
        let notes = assumed.into_iter().chain(words.passed_over(&understood.rule)).collect();
        Ok((Timing::Rule(understood.rule).in_millis(), notes))
    }

    pub(super) fn confirm(
        &mut self,
        outline: Outline,
        replaces: Option<(ScheduleId, u64)>,
        notes: Vec<String>,
    ) {
        let number = u32::try_from(self.ctx.fresh.bits() & u64::from(u32::MAX)).unwrap_or(0);
        let draft = Draft { number, outline, replaces, notes };
        self.dialog = DialogChange::Becomes(Dialog::Draft(Box::new(draft.clone())));
        self.show(Page::Confirm(Box::new(draft)));
    }

    /// Whether a role is the one all members of a server have: it has the server's number.
    pub(super) fn is_everyone(&self, role: &PlatformId) -> bool {
        *role == self.club_id()
    }

    pub(super) fn is_full(&self) -> bool {
        let standing = |kept: &&Kept| kept.listed.state != ScheduleState::Ended;
        let count = self.club.schedules.iter().filter(standing).count();
        count + self.club.sessions.len() >= Bounds::CLUB.schedules
    }

    pub(super) fn full(&mut self) {
        let args = args! { "most" => Bounds::CLUB.schedules.to_string() };
        let text = self.say.with("club-full", &args);
        self.note_text(text);
        self.dialog = DialogChange::Ends;
        self.show(Page::List(0));
    }

    /// Asks for a text.
    pub(super) fn ask(&mut self, awaited: Awaited, key: &'static str) {
        self.dialog = DialogChange::Becomes(Dialog::Awaits(awaited));
        self.show(Page::Ask(key));
    }

    pub(super) fn refuse(&mut self, refusal: &Refusal, awaited: Awaited) {
        let text = self.say.words().refusal(refusal);
        self.note_text(text);
        let key = match awaited {
            Awaited::Line => "club-add-how",
            _ => "club-when-question",
        };
        self.ask(awaited, key);
    }
}

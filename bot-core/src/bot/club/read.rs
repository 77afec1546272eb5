//! What is sent where a text is awaited, and the settings it may be for.

use super::{awaited, line, pages::Page, tap::Shown, turn::ClubTurn};
use crate::{
    args,
    bot::reminders::read_quiet,
    club::{Asked, Awaited, Change, Deed, DialogChange, Outline, Settings, State, Whose},
    reminder::{KeptHolds, Timing},
    schedule::{Bounds, Refusal, Zone},
};

impl ClubTurn<'_> {
    pub(super) fn read(&mut self, text: &str) {
        let Some((begun, awaited)) = awaited(&self.club) else { return self.stale() };
        let awaited = awaited.clone();
        self.taken = (begun.whose != Whose::Theirs).then_some(begun.id);
        self.answer(awaited, text);
    }

    /// Takes a text for what was asked for.
    pub(super) fn answer(&mut self, awaited: Awaited, text: &str) {
        match awaited {
            Awaited::Line => self.add_line(text),
            Awaited::Zone(then) => {
                let (settings, holds) = (self.club.settings.clone(), self.club.holds.clone());
                if !self.read_zone(text) {
                    return self.ask(Awaited::Zone(then), "club-zone-question");
                }
                self.settle(settings, holds);
                if let Some((asked, zone)) = then.zip(self.club.settings.zone.clone()) {
                    self.draft(*asked, &zone);
                }
            }
            Awaited::Quiet => {
                let (settings, holds) = (self.club.settings.clone(), self.club.holds.clone());
                if self.read_quiet(text) {
                    self.settle(settings, holds);
                } else {
                    self.ask(Awaited::Quiet, "club-quiet-question");
                }
            }
            Awaited::When(id, revision) => {
                let Some(kept) = self.unchanged(Shown { id, revision }) else { return };
                let zone = self.zone_of(&kept.listed.timing);
                match self.timing(text, &zone) {
                    Ok((timing, notes)) => {
                        let outline = Outline { timing, ..kept.outline() };
                        self.confirm(outline, Some((id, revision)), notes);
                    }
                    Err(refusal) => self.refuse(&refusal, Awaited::When(id, revision)),
                }
            }
            Awaited::Text(id, revision) => {
                let Some(kept) = self.unchanged(Shown { id, revision }) else { return };
                if text.chars().count() > Bounds::CLUB.text_chars {
                    let args = args! { "most" => Bounds::CLUB.text_chars.to_string() };
                    let text = self.say.with("club-text-long", &args);
                    self.note_text(text);
                    return self.ask(Awaited::Text(id, revision), "club-text-question");
                }
                let mut words = line::words(self.ctx.texts, self.say.language, text);
                words.mention = kept.listed.words.mention.clone();
                let outline = Outline { words, ..kept.outline() };
                self.confirm(outline, Some((id, revision)), Vec::new());
            }
            Awaited::File => self.offer(text.as_bytes()),
            Awaited::WhenOf(asked) => self.add(Asked { when: text.to_owned(), ..*asked }),
            Awaited::TextOf(asked) => {
                let mut words = line::words(self.ctx.texts, self.say.language, text);
                words.mention = asked.words.mention.clone();
                self.add(Asked { words, ..*asked });
            }
            Awaited::DraftWhen(draft) => {
                let zone = self.zone_of(&draft.outline.timing);
                match self.timing(text, &zone) {
                    Ok((timing, notes)) => {
                        let outline = Outline { timing, ..draft.outline };
                        self.confirm(outline, draft.replaces, notes);
                    }
                    Err(refusal) => self.refuse(&refusal, Awaited::DraftWhen(draft)),
                }
            }
        }
    }

    pub(super) fn zone_of(&self, timing: &Timing) -> Zone {
        match (&self.club.settings.zone, timing) {
            (Some(zone), _) => zone.clone(),
            (None, Timing::Rule(rule)) => rule.zone.clone(),
            (None, Timing::Ice { .. }) => Zone::utc(),
        }
    }

    pub(super) fn read_zone(&mut self, said: &str) -> bool {
        match Zone::find(said.trim().trim_end_matches(['.', '!'])) {
            Ok(zone) => {
                if let Some(quiet) = self.club.holds.quiet.take() {
                    self.club.holds.quiet = Some(quiet.in_zone(zone.clone()));
                }
                self.club.settings.zone = Some(zone);
                true
            }
            Err(why) => {
                let name = said.chars().take(40).collect();
                let text = self.say.words().refusal(&Refusal::InvalidZone { name, why });
                self.note_text(text);
                false
            }
        }
    }

    pub(super) fn read_quiet(&mut self, said: &str) -> bool {
        let Some(zone) = self.club.settings.zone.clone() else {
            self.note("club-zone-first");
            return false;
        };
        match read_quiet(said, self.ctx.now, &zone, self.say) {
            Ok(quiet) => {
                self.club.holds.quiet = Some(quiet);
                true
            }
            Err(text) => {
                self.note_text(text);
                false
            }
        }
    }

    /// Saves the settings as they are now.
    pub(super) fn settle(&mut self, settings: Settings, holds: KeptHolds) {
        self.dialog = DialogChange::Ends;
        let now = (self.club.settings.clone(), self.club.holds.clone());
        if (&settings, &holds) == (&now.0, &now.1) {
            self.note("club-same");
            return self.show(Page::Settings);
        }
        self.settled = true;
        self.changed(Change {
            deed: Deed::Settled,
            schedule: None,
            before: Some(State::Settings(Box::new(settings), holds)),
            after: Some(State::Settings(Box::new(now.0), now.1)),
        });
        self.note("club-settled");
        self.show(Page::Settings);
    }

    /// Notes a change; the club goes by the next revision.
    pub(super) fn changed(&mut self, change: Change) {
        self.change = Some(change);
    }

    /// The revision this step makes.
    pub(super) fn next_revision(&self) -> u64 {
        self.club.revision + 1
    }
}

//! What each button of a club's pages does.

use jiff::SignedDuration;

use super::{
    pages::Page,
    tap::{ClubTap, Setting, Shown},
    turn::{ClubTurn, Showing},
};
use crate::{
    args,
    assessment::Advice,
    bot::step::{Answer, Ask, Spot},
    club::{
        Awaited, Change, Changed, Club, Deed, Dialog, DialogChange, Draft, Kept, Outline, Portable,
        State, Whose,
    },
    event::{Place, PlatformId},
    message::{Attachment, Block, Leave, Placement},
    reminder::{
        About, Due, Fired, FiredAs, KeptHolds, NewSchedule, Owner, ScheduleChange, ScheduleId,
        ScheduleState, Timing,
    },
    schedule::{Kind, Lateness, next},
    text::Language,
};

/// How long a removal can be taken back, whatever came after it.
const UNDO: SignedDuration = SignedDuration::from_mins(10);

impl ClubTurn<'_> {
    pub(super) fn tap(&mut self, tap: ClubTap) {
        // Whoever does something else is in the middle of nothing.
        let goes_on = matches!(
            tap,
            ClubTap::Save(_) | ClubTap::Change(_) | ClubTap::Cancel(_) | ClubTap::Import(_)
        );
        if !goes_on {
            self.dialog = DialogChange::Ends;
        }
        match tap {
            ClubTap::Panel => self.show(Page::Panel),
            ClubTap::List(page) => self.show(Page::List(page)),
            ClubTap::Add => self.ask(Awaited::Line, "club-add-how"),
            ClubTap::One(id) => self.one(id),
            ClubTap::Fired(id) => self.show(Page::Fired(id)),
            ClubTap::Settings => self.show(Page::Settings),
            ClubTap::History => self.show(Page::History),
            ClubTap::Export => self.export(),
            ClubTap::File => self.ask(Awaited::File, "club-file-question"),
            ClubTap::Import(number) => self.import(number),
            ClubTap::Zone => self.ask(Awaited::Zone(None), "club-zone-question"),
            // Hours are those of a clock.
            ClubTap::Quiet if self.club.settings.zone.is_none() => {
                self.note("club-zone-first");
                self.ask(Awaited::Zone(None), "club-zone-question");
            }
            ClubTap::Quiet => self.ask(Awaited::Quiet, "club-quiet-question"),
            ClubTap::Without(setting) => self.drop_setting(setting),
            ClubTap::Languages => self.show(Page::Languages),
            ClubTap::Speaks(language) => self.speak(language),
            ClubTap::Here => {
                let (settings, holds) = (self.club.settings.clone(), self.club.holds.clone());
                self.club.settings.place = Some(self.here().clone());
                self.settle(settings, holds);
            }
            ClubTap::Save(number) => self.save(number),
            ClubTap::Change(number) => {
                if let Some(draft) = self.drafted(number) {
                    self.ask(Awaited::DraftWhen(Box::new(draft)), "club-when-question");
                }
            }
            ClubTap::Cancel(number) => {
                if self.is_waiting(number) {
                    self.dialog = DialogChange::Ends;
                    self.note("club-cancelled");
                    self.show(Page::Panel);
                }
            }
            ClubTap::When(shown) => {
                if self.unchanged(shown).is_some() {
                    self.ask(Awaited::When(shown.id, shown.revision), "club-when-question");
                }
            }
            ClubTap::Text(shown) => {
                if self.unchanged(shown).is_some() {
                    self.ask(Awaited::Text(shown.id, shown.revision), "club-text-question");
                }
            }
            ClubTap::Pause(shown) => self.set(shown, Deed::Paused),
            ClubTap::Resume(shown) => self.set(shown, Deed::Resumed),
            ClubTap::Skip(shown) => self.set(shown, Deed::Skipped),
            ClubTap::Remove(shown) => self.set(shown, Deed::Removed),
            ClubTap::MoveHere(shown) => {
                if let Some(kept) = self.unchanged(shown) {
                    let place = self.here().clone();
                    let outline = Outline { place, ..kept.outline() };
                    self.confirm(outline, Some((shown.id, shown.revision)), Vec::new());
                }
            }
            ClubTap::CopyHere(shown) => {
                if self.unchanged(shown).is_some() {
                    self.copy(shown.id, self.here().clone());
                }
            }
            ClubTap::Test(id) => self.test(id),
            ClubTap::ResumeStopped => self.resume_stopped(),
            ClubTap::Undo(revision) => self.undo(revision),
            ClubTap::Manage(_) => self.show(Page::Panel),
            ClubTap::Ice => self.show(Page::Ice),
            ClubTap::Begin(rhythm) => self.begin(rhythm),
            ClubTap::LetBegin(sessions) => self.let_begin(sessions),
            ClubTap::Stop(id) => self.stop(id),
            // Dealt with before any right was looked at, or before there was a club.
            ClubTap::Why(_)
            | ClubTap::Join(_)
            | ClubTap::Leave(_)
            | ClubTap::Mine(_)
            | ClubTap::Reach(..)
            | ClubTap::Break(_)
            | ClubTap::Rest(_)
            | ClubTap::Back(_)
            | ClubTap::Clubs => {}
        }
    }

    fn drop_setting(&mut self, setting: Setting) {
        let (settings, holds) = (self.club.settings.clone(), self.club.holds.clone());
        match setting {
            Setting::Quiet => self.club.holds.quiet = None,
            Setting::Place => self.club.settings.place = None,
            Setting::Mention => self.club.settings.mention = None,
            Setting::Managers => self.club.settings.managers = None,
        }
        self.settle(settings, holds);
    }

    /// What the club is told from now on is in this language.
    fn speak(&mut self, language: Option<Language>) {
        let (settings, holds) = (self.club.settings.clone(), self.club.holds.clone());
        self.club.settings.language = language.map(|language| language.tag().to_owned());
        self.speaks(language.map(Language::tag));
        self.settle(settings, holds);
    }

    pub(super) fn one(&mut self, id: ScheduleId) {
        if self.club.find(id).is_none() {
            return self.gone();
        }
        self.show(Page::One(id));
    }

    /// A reminder, if it is as it was shown; else what it is now, and who changed it.
    pub(super) fn unchanged(&mut self, shown: Shown) -> Option<Kept> {
        let found = self.club.find(shown.id).cloned();
        let same = found.as_ref().is_some_and(|kept| kept.listed.revision == shown.revision);
        if same {
            return found;
        }
        self.dialog = DialogChange::Ends;
        let of_it = |changed: &&Changed| changed.change.schedule == Some(shown.id);
        let last = self.club.changes.iter().find(of_it).cloned();
        match last {
            Some(changed) => {
                let what = self.changed_line(&changed);
                let text = self.say.with("club-changed-meanwhile", &args! { "what" => what });
                self.note_text(text);
            }
            None => self.note("club-stale"),
        }
        self.one(shown.id);
        None
    }

    /// Whether a draft or a file of this number waits for them.
    fn is_waiting(&mut self, number: u32) -> bool {
        let import = self.imported(number).is_some();
        import || self.drafted(number).is_some()
    }

    /// The draft of this number, if it may be theirs and still waits.
    pub(super) fn drafted(&mut self, number: u32) -> Option<Draft> {
        let dialogs = self.club.dialogs.iter().filter(|begun| begun.whose != Whose::Anothers);
        let mut drafts = dialogs.filter_map(|begun| match &begun.dialog {
            Dialog::Draft(draft) if draft.number == number => Some((begun, draft)),
            _ => None,
        });
        if let Some((begun, draft)) = drafts.next() {
            self.taken = (begun.whose != Whose::Theirs).then_some(begun.id);
            return Some((**draft).clone());
        }
        self.note("club-not-your-draft");
        self.shown = Showing::Aside;
        None
    }

    pub(super) fn save(&mut self, number: u32) {
        let Some(draft) = self.drafted(number) else { return };
        let Timing::Rule(rule) = &draft.outline.timing else { return };
        if next(rule, self.ctx.now).is_none() {
            let text = self.say.text("schedule-over");
            self.note_text(text);
            return self.ask(Awaited::DraftWhen(Box::new(draft)), "club-when-question");
        }
        let before = match draft.replaces {
            Some((id, revision)) => match self.unchanged(Shown { id, revision }) {
                Some(kept) => Some(kept),
                None => return,
            },
            None if self.is_full() => return self.full(),
            None => None,
        };
        let Some(Answer::Leave(leaves)) = self.ctx.answer else {
            let Outline { place, words, .. } = draft.outline;
            self.asks = Some(Ask::Leave(vec![Spot { place, mention: words.mention }]));
            return;
        };
        // It can still be set once that is mended.
        if let Some(Leave::Lacks(lack)) = leaves.first() {
            self.note(&format!("club-lacks-{lack}"));
            return self.show(Page::Confirm(Box::new(draft)));
        }
        self.dialog = DialogChange::Ends;
        let after = State::Schedule(Box::new(draft.outline.clone()));
        match before {
            Some(kept) => {
                let id = kept.listed.id;
                self.replace(id, &draft.outline);
                self.changed(Change {
                    deed: Deed::Edited,
                    schedule: Some(id),
                    before: Some(State::Schedule(Box::new(kept.outline()))),
                    after: Some(after),
                });
            }
            None => {
                self.make(&draft.outline);
                self.changed(Change {
                    deed: Deed::Added,
                    schedule: None,
                    before: None,
                    after: Some(after),
                });
            }
        }
        self.show(Page::Saved(Box::new(draft.outline)));
    }

    pub(super) fn make(&mut self, outline: &Outline) {
        let Outline { timing, words, place, holds } = outline.clone();
        let owner = Owner::Club { club: self.club_id(), place };
        let new = NewSchedule { owner, kind: Kind::Club, timing, words, holds };
        self.schedules.push(ScheduleChange::Add(new));
    }

    pub(super) fn replace(&mut self, id: ScheduleId, outline: &Outline) {
        let Outline { timing, words, place, .. } = outline.clone();
        self.schedules.push(ScheduleChange::MoveTo { id, place });
        self.schedules.push(ScheduleChange::Replace { id, timing, words });
    }

    pub(super) fn club_id(&self) -> PlatformId {
        // A club's events come from a place that has one.
        let place = self.here();
        place.space.clone().unwrap_or_else(|| place.channel.clone())
    }

    /// Pauses, resumes, skips or removes.
    pub(super) fn set(&mut self, shown: Shown, deed: Deed) {
        let Some(kept) = self.unchanged(shown) else { return };
        let id = shown.id;
        let state = || Some(State::Schedule(Box::new(kept.outline())));
        let (change, key, before) = match deed {
            Deed::Paused => (ScheduleChange::Pause { id, until: None }, "club-paused", None),
            Deed::Resumed => (ScheduleChange::Resume(id), "club-resumed", None),
            Deed::Skipped => (ScheduleChange::SkipNext(id), "club-skipped", None),
            _ => (ScheduleChange::Remove(id), "club-removed", state()),
        };
        self.schedules.push(change);
        let schedule = Some(id);
        self.changed(Change {
            deed,
            schedule,
            before,
            after: state().filter(|_| deed != Deed::Removed),
        });
        self.note(key);
        self.show(Page::Undoable(id));
    }

    pub(super) fn copy(&mut self, id: ScheduleId, place: Place) {
        let Some(kept) = self.club.find(id).cloned() else { return };
        if self.is_full() {
            return self.full();
        }
        let holds = KeptHolds::default();
        self.confirm(Outline { place, holds, ..kept.outline() }, None, Vec::new());
    }

    /// Says a reminder once, as it would be said now.
    pub(super) fn test(&mut self, id: ScheduleId) {
        let Some(kept) = self.club.find(id).cloned() else { return self.one(id) };
        let due = Due {
            schedule: id,
            kind: Kind::Club,
            timing: kept.listed.timing.clone(),
            due: self.ctx.now,
            lateness: Lateness::OnTime,
            place: kept.place.clone(),
            words: kept.listed.words.clone(),
            profile: None,
            club: Some(self.club.settings.clone()),
            reaches: Vec::new(),
        };
        for mut said in super::remind(self.ctx, &due) {
            said.placement = Placement::Post;
            said.screen.blocks.insert(0, Block::Text(self.say.text("club-test-marker")));
            self.says.push(said);
        }
        self.note("club-tested");
        self.show(Page::One(id));
    }

    pub(super) fn resume_stopped(&mut self) {
        let gone = |kept: &&Kept| matches!(kept.listed.state, ScheduleState::Gone(_));
        let gone: Vec<ScheduleId> =
            self.club.schedules.iter().filter(gone).map(|kept| kept.listed.id).collect();
        if gone.is_empty() {
            self.note("club-none-stopped");
        } else {
            self.schedules.extend(gone.into_iter().map(ScheduleChange::Resume));
            self.changed(Change { deed: Deed::Resumed, schedule: None, before: None, after: None });
            self.note("club-resumed-all");
        }
        self.show(Page::Done);
    }

    /// Takes back the last change; or a removal of a few minutes ago.
    pub(super) fn undo(&mut self, revision: u64) {
        let last = self.club.changes.first().is_some_and(|last| last.revision == revision);
        let found = self.club.changes.iter().find(|changed| changed.revision == revision).cloned();
        let recent = |changed: &Changed| self.ctx.now.duration_since(changed.at) <= UNDO;
        let found = found
            .filter(|changed| last || (changed.change.deed == Deed::Removed && recent(changed)));
        let Some(changed) = found else {
            self.note("club-undo-late");
            return self.show(Page::History);
        };
        let Change { deed, schedule, before, after } = changed.change;
        let undone = match (deed, schedule, &before, &after) {
            (Deed::Added, _, _, Some(State::Schedule(made))) => {
                let made = self.club.schedules.iter().rev().find(|kept| kept.outline() == **made);
                made.map(|kept| kept.listed.id).map(|id| {
                    self.schedules.push(ScheduleChange::Remove(id));
                })
            }
            (Deed::Edited, Some(id), Some(State::Schedule(was)), _) => {
                let was = was.clone();
                self.club.find(id).is_some().then(|| self.replace(id, &was))
            }
            (Deed::Paused, Some(id), ..) => {
                self.schedules.push(ScheduleChange::Resume(id));
                Some(())
            }
            (Deed::Resumed, Some(id), ..) => {
                self.schedules.push(ScheduleChange::Pause { id, until: None });
                Some(())
            }
            // Unless its time has passed.
            (Deed::Skipped, Some(id), ..) if self.is_left_out(id) => {
                self.schedules.push(ScheduleChange::Unskip(id));
                Some(())
            }
            (Deed::Removed, _, Some(State::Schedule(was)), _) => {
                let was = was.clone();
                if self.is_full() {
                    return self.full();
                }
                self.make(&was);
                Some(())
            }
            (Deed::Imported, _, Some(State::All(was)), _) => {
                let plan = was.plan(&self.club, self.ctx.now);
                self.carry_out(&plan);
                Some(())
            }
            (Deed::Settled, _, Some(State::Settings(settings, holds)), _) => {
                self.club.settings = (**settings).clone();
                self.club.holds = holds.clone();
                self.settled = true;
                Some(())
            }
            _ => None,
        };
        if undone.is_none() {
            self.note("club-cant-undo");
            return self.show(Page::History);
        }
        self.changed(Change { deed: Deed::Undone, schedule, before: after, after: before });
        self.note("club-undone");
        self.show(Page::Done);
    }

    /// Whether a firing that is still to come is left out.
    fn is_left_out(&self, id: ScheduleId) -> bool {
        let ahead = |fired: &Fired| fired.outcome == FiredAs::Skipped && fired.due > self.ctx.now;
        self.club.find(id).is_some_and(|kept| kept.listed.history.iter().any(ahead))
    }

    pub(super) fn export(&mut self) {
        let Club { settings, holds, schedules, .. } = &self.club;
        let text = Portable::of(settings, holds, schedules).write();
        self.attachment = Some(Attachment { name: "heelbot-club.json".to_owned(), text });
        self.note("club-exported");
    }

    /// Why a reminder says what it says: for everybody, and only where it is the bot's words.
    pub(super) fn why(&mut self, id: ScheduleId) {
        self.shown = Showing::Aside;
        let of_session = self.club.sessions.iter().any(|session| session.id == id);
        let about = self.club.find(id).and_then(|kept| kept.listed.words.about);
        let about = about.or(of_session.then_some(About::ClubIce));
        match about {
            Some(about) => {
                let advice = match about {
                    About::ClubIce => Advice::Ice,
                    About::ClubStretch => Advice::Stretch,
                    _ => Advice::Rest,
                };
                let why = self.say.text(&format!("club-why-{about}"));
                let args = args! { "why" => why, "sources" => self.say.sources(advice.sources()) };
                let text = self.say.with("club-why-sources", &args);
                self.note_text(text);
            }
            None => self.note("club-why-none"),
        }
    }
}

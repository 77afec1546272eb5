//! The pages of a club, as screens.

use super::{
    history::{language_line, quiet_line, sessions_line},
    tap::{ClubTap, Setting, Shown},
    turn::ClubTurn,
};
use crate::{
    args,
    bot::{reminders::Show, step::Spot},
    club::{Club, Draft, Import, Kept, Outline, Sessions, Settings},
    event::{Command, Place},
    message::{Block, Choice, Field, Mark, Tag, Typing},
    reminder::{ScheduleId, ScheduleState, Timing},
    schedule::{Quiet, Zone},
    text::Language,
};

/// How many reminders one page lists.
const A_PAGE: usize = 8;
/// How many reminders that come or go a dry run names.
const CHANGED: usize = 20;
/// The longest label of a button, in characters.
const LONGEST_LABEL: usize = 60;

/// What is shown.
pub(super) enum Page {
    /// What the bot can do here, for somebody who just put it here.
    Welcome,
    /// The first page.
    Panel,
    /// The reminders, from this page on.
    List(u32),
    /// One reminder.
    One(ScheduleId),
    /// What became of the last firings of one.
    Fired(ScheduleId),
    /// A reminder to be confirmed.
    Confirm(Box<Draft>),
    /// What would become of the club with a file.
    Import(Box<Import>),
    /// The ways on from having used one.
    Imported,
    /// What was saved.
    Saved(Box<Outline>),
    /// The way back from a change of a reminder.
    Undoable(ScheduleId),
    /// The ways on from what was done.
    Done,
    /// A question whose answer is a text.
    Ask(&'static str),
    /// The settings.
    Settings,
    /// The languages to choose from.
    Languages,
    /// What was changed, and by whom.
    History,
    /// An ice session for everybody.
    Ice,
    /// The way to another club, from somebody's own chat.
    Others,
}

/// A page in the making.
pub(super) struct Sheet<'t, 'a> {
    pub(super) turn: &'t ClubTurn<'a>,
    pub(super) show: Show<'t>,
    pub(super) blocks: Vec<Block>,
    pub(super) choices: Vec<Choice>,
}

impl<'a> ClubTurn<'a> {
    /// A page's blocks and buttons.
    pub(super) fn draw(&self, page: &Page) -> (Vec<Block>, Vec<Choice>) {
        let zone = self.club.settings.zone.clone();
        let show = self.show_in(zone.as_ref());
        let mut sheet = Sheet { turn: self, show, blocks: Vec::new(), choices: Vec::new() };
        sheet.fill(page);
        (sheet.blocks, sheet.choices)
    }

    pub(super) fn show_in<'s>(&self, zone: Option<&'s Zone>) -> Show<'s>
    where
        'a: 's,
    {
        Show { say: self.say, words: self.say.words(), zone, now: self.ctx.now }
    }
}

impl ClubTurn<'_> {
    /// Somewhere to post, as a block.
    pub(super) fn spot(&self, spot: &Spot) -> Block {
        let channel = spot.place.thread.as_ref().unwrap_or(&spot.place.channel);
        let mut tags = vec![Tag::Channel(channel.clone())];
        tags.extend(spot.mention.clone().map(Tag::Role));
        Block::Tagged { text: self.say.text("club-goes-elsewhere"), tags }
    }
}

impl<'t> Sheet<'t, '_> {
    /// Shows the times of a reminder: by the club's clock, or by its own.
    fn by<'s>(&self, timing: &'s Timing) -> Show<'s>
    where
        't: 's,
    {
        let own = match timing {
            Timing::Rule(rule) => Some(&rule.zone),
            Timing::Ice { .. } => None,
        };
        Show { zone: self.show.zone.or(own), ..self.show }
    }

    pub(super) fn heading(&mut self, key: &str) {
        self.blocks.push(Block::Heading(self.show.say.text(key)));
    }

    pub(super) fn text(&mut self, key: &str) {
        self.blocks.push(self.show.say.paragraph(key));
    }

    fn choice(&mut self, mark: Mark, key: &str, tap: ClubTap) {
        let label = self.show.say.text(key);
        self.choices.push(Choice { label, data: tap.to_string(), mark });
    }

    pub(super) fn answer(&mut self, key: &str, tap: ClubTap) {
        self.choice(Mark::Answers, key, tap);
    }

    /// A button that asks for a text: in the field it opens, where there are such.
    fn typed(&mut self, key: &str, tap: ClubTap) {
        if self.turn.ctx.capabilities.typing == Typing::Anytime {
            return self.answer(key, tap);
        }
        let label = self.show.say.text(key);
        let data = Field::Of(tap.to_string()).to_string();
        self.choices.push(Choice { label, data, mark: Mark::Types });
    }

    pub(super) fn control(&mut self, key: &str, tap: ClubTap) {
        self.choice(Mark::Control, key, tap);
    }

    fn fill(&mut self, page: &Page) {
        match page {
            Page::Welcome => {
                let steps = self.show.say.list_with("club-steps", "step", &args! {});
                self.blocks.push(Block::Bullets(steps));
                let stopped = |kept: &Kept| matches!(kept.listed.state, ScheduleState::Gone(_));
                if self.turn.club.schedules.iter().any(stopped) {
                    self.answer("choice-club-resume-stopped", ClubTap::ResumeStopped);
                }
                self.answer("choice-club-add", ClubTap::Add);
                self.control("choice-club-settings", ClubTap::Settings);
                let label = self.show.say.text("choice-private");
                let data = Command::Start.to_string();
                self.choices.push(Choice { label, data, mark: Mark::OpensPrivate });
            }
            Page::Panel => self.panel(),
            Page::List(page) => self.list(*page),
            Page::One(id) => match self.turn.club.find(*id) {
                Some(kept) => self.one(kept),
                None => self.list(0),
            },
            Page::Fired(id) => match self.turn.club.find(*id) {
                Some(kept) => self.fired(kept),
                None => self.list(0),
            },
            Page::Confirm(draft) => self.confirm(draft),
            Page::Import(import) => self.import(import),
            Page::Imported => {
                self.answer("choice-undo", ClubTap::Undo(self.turn.next_revision()));
                self.answer("choice-club-list", ClubTap::List(0));
                self.control("choice-club-panel", ClubTap::Panel);
            }
            Page::Saved(outline) => {
                self.heading("club-saved");
                self.outline(outline);
                self.answer("choice-undo", ClubTap::Undo(self.turn.next_revision()));
                self.answer("choice-club-list", ClubTap::List(0));
                self.control("choice-club-panel", ClubTap::Panel);
            }
            Page::Undoable(id) => {
                if let Some(kept) = self.turn.club.find(*id) {
                    let name = self.turn.name(&kept.listed.words);
                    let line = format!("{name} – {}", self.show.rule(&kept.listed.timing));
                    self.blocks.push(Block::Bullets(vec![line]));
                }
                self.answer("choice-undo", ClubTap::Undo(self.turn.next_revision()));
                self.answer("choice-club-list", ClubTap::List(0));
                self.control("choice-club-panel", ClubTap::Panel);
            }
            Page::Done => {
                self.answer("choice-club-list", ClubTap::List(0));
                self.answer("choice-club-history", ClubTap::History);
                self.control("choice-club-panel", ClubTap::Panel);
            }
            Page::Ask(key) => {
                self.heading(key);
                let forms = self.show.say.text("schedule-forms");
                let hint = self
                    .show
                    .say
                    .optional_with(&format!("{key}.hint"), &args! { "forms" => forms });
                self.blocks.extend(hint.map(Block::Text));
                if self.turn.is_elsewhere() {
                    self.text("club-ask-from-elsewhere");
                } else if self.turn.ctx.capabilities.typing == Typing::Anytime {
                    // What else is said in a group the bot need not see.
                    self.text("club-ask-by-reply");
                }
                self.control("choice-club-panel", ClubTap::Panel);
            }
            Page::Settings => self.settings(),
            Page::Languages => self.languages(),
            Page::History => self.history(),
            Page::Ice => self.ice(),
            Page::Others => self.control("choice-club-clubs", ClubTap::Clubs),
        }
    }

    fn panel(&mut self) {
        let settings = &self.turn.club.settings;
        let heading = settings.name.clone();
        let heading = heading.unwrap_or_else(|| self.show.say.text("club-panel"));
        self.blocks.push(Block::Heading(heading));
        let standing = |kept: &&Kept| kept.listed.state != ScheduleState::Ended;
        let count = self.turn.club.schedules.iter().filter(standing).count();
        let mut lines = vec![self.show.say.with("club-count", &args! { "count" => count })];
        lines.push(self.zone_line(settings.zone.as_ref()));
        self.blocks.push(Block::Bullets(lines));
        self.answer("choice-club-list", ClubTap::List(0));
        self.answer("choice-club-add", ClubTap::Add);
        // It begins where it is asked for.
        if !self.turn.is_elsewhere() {
            self.answer("choice-club-ice", ClubTap::Ice);
        }
        self.answer("choice-club-settings", ClubTap::Settings);
        self.answer("choice-club-history", ClubTap::History);
        self.control("choice-club-export", ClubTap::Export);
        if self.turn.is_elsewhere() {
            self.control("choice-club-clubs", ClubTap::Clubs);
        }
    }

    fn zone_line(&self, zone: Option<&Zone>) -> String {
        let say = self.show.say;
        match zone {
            Some(zone) => {
                let clock = self.show.now.to_zoned(zone.tz().clone()).strftime("%H:%M").to_string();
                say.with("club-zone-is", &args! { "zone" => zone.name(), "time" => clock })
            }
            None => say.text("club-zone-none"),
        }
    }

    fn list(&mut self, page: u32) {
        self.heading("club-list");
        let all = &self.turn.club.schedules;
        if all.is_empty() {
            self.text("club-list-none");
        }
        let page = usize::try_from(page).unwrap_or(0);
        let first = if page * A_PAGE < all.len() { page * A_PAGE } else { 0 };
        let shown: Vec<&Kept> = all.iter().skip(first).take(A_PAGE).collect();
        let mut lines = Vec::new();
        for (at, kept) in shown.iter().enumerate() {
            let name = self.turn.name(&kept.listed.words);
            let number = first + at + 1;
            let show = self.by(&kept.listed.timing);
            let standing = show.ahead(&kept.listed, &self.turn.club.holds);
            let standing = standing.into_iter().next().unwrap_or_default();
            let rule = self.show.rule(&kept.listed.timing);
            lines.push(format!("{number}. {name} – {rule}. {standing}"));
            let label: String = format!("{number}. {name}").chars().take(LONGEST_LABEL).collect();
            let data = ClubTap::One(kept.listed.id).to_string();
            self.choices.push(Choice { label, data, mark: Mark::Answers });
        }
        if !lines.is_empty() {
            self.blocks.push(Block::Bullets(lines));
        }
        let page = u32::try_from(first / A_PAGE).unwrap_or(0);
        if page > 0 {
            self.control("choice-club-earlier", ClubTap::List(page - 1));
        }
        if first + A_PAGE < all.len() {
            self.control("choice-club-later", ClubTap::List(page + 1));
        }
        self.control("choice-club-add", ClubTap::Add);
        self.control("choice-club-panel", ClubTap::Panel);
    }

    /// What a reminder will say, where and to whom.
    fn outline(&mut self, outline: &Outline) {
        let say = self.show.say;
        let mut lines = vec![self.show.rule(&outline.timing)];
        lines.extend(self.by(&outline.timing).firings(&outline.timing, self.show.now));
        self.blocks.push(Block::Bullets(lines));
        self.said(outline, say.text("club-says"));
    }

    fn said(&mut self, outline: &Outline, title: String) {
        let say = self.show.say;
        let words = &outline.words;
        let item = match (&words.text, words.about) {
            (Some(text), _) => text.clone(),
            (None, Some(about)) => {
                let name = say.text(&format!("club-about-{about}"));
                say.with("club-says-about", &args! { "name" => name })
            }
            (None, None) => String::new(),
        };
        self.blocks.push(Block::Details { title, items: vec![item] });
        let (key, mut tags) = self.whereabouts(&outline.place);
        tags.extend(words.mention.clone().map(Tag::Role));
        self.tagged(&format!("club-goes-{key}"), tags);
    }

    /// What a file would change, line by line.
    fn import(&mut self, import: &Import) {
        let say = self.show.say;
        let plan = import.file.plan(&self.turn.club, self.show.now);
        self.heading("club-import-question");
        let known = |id: &ScheduleId| self.turn.club.find(*id).map(Kept::outline);
        let new = plan.adds.iter().map(|outline| ("club-import-adds", outline.clone()));
        let gone = plan.removes.iter().filter_map(known);
        let gone = gone.map(|outline| ("club-import-removes", outline));
        let mut lines: Vec<String> = new
            .chain(gone)
            .map(|(key, outline)| {
                let name = self.turn.name(&outline.words);
                let rule = self.show.rule(&outline.timing);
                say.with(key, &args! { "what" => format!("{name} – {rule}") })
            })
            .collect();
        let more = lines.len().saturating_sub(CHANGED);
        lines.truncate(CHANGED);
        let counted = [
            ("club-import-more", more),
            ("club-import-stays", plan.stays),
            ("club-import-over", plan.over),
        ];
        let counted = counted.into_iter().filter(|(_, count)| *count > 0);
        lines.extend(counted.map(|(key, count)| say.with(key, &args! { "count" => count })));
        lines.extend(plan.settings.is_some().then(|| say.text("club-import-settings")));
        self.blocks.push(Block::Bullets(lines));
        if let Some((settings, holds)) = &plan.settings {
            self.settled(settings, holds.quiet.as_ref());
        }
        self.answer("choice-club-import", ClubTap::Import(import.number));
        self.control("choice-cancel", ClubTap::Cancel(import.number));
    }

    /// Where a place is, seen from here.
    fn whereabouts(&self, place: &Place) -> (&'static str, Vec<Tag>) {
        let channel = place.thread.as_ref().unwrap_or(&place.channel);
        let tags = vec![Tag::Channel(channel.clone())];
        if *place == self.turn.event.conversation.place {
            ("here", Vec::new())
        } else if self.turn.is_elsewhere() && *place == *self.turn.here() {
            ("there", tags)
        } else {
            ("elsewhere", tags)
        }
    }

    fn tagged(&mut self, key: &str, tags: Vec<Tag>) {
        let text = self.show.say.text(key);
        self.blocks.push(Block::Tagged { text, tags });
    }

    fn confirm(&mut self, draft: &Draft) {
        self.heading("club-confirm");
        self.outline(&draft.outline);
        self.blocks.extend(draft.notes.iter().cloned().map(Block::Text));
        self.answer("choice-save", ClubTap::Save(draft.number));
        self.answer("choice-change", ClubTap::Change(draft.number));
        self.control("choice-cancel", ClubTap::Cancel(draft.number));
    }

    fn one(&mut self, kept: &Kept) {
        let listed = &kept.listed;
        self.blocks.push(Block::Heading(self.turn.name(&listed.words)));
        let mut lines = vec![self.show.rule(&listed.timing)];
        lines.extend(self.by(&listed.timing).ahead(listed, &self.turn.club.holds));
        if let ScheduleState::Gone(_) = listed.state {
            lines.push(self.show.say.text("club-stopped-why"));
        }
        self.blocks.push(Block::Bullets(lines));
        self.said(&kept.outline(), self.show.say.text("club-says"));
        let shown = Shown { id: listed.id, revision: listed.revision };
        let paused = ClubTurn::is_paused(kept);
        let ended = listed.state == ScheduleState::Ended;
        if !ended {
            if paused || listed.state != ScheduleState::Active {
                self.answer("choice-resume-one", ClubTap::Resume(shown));
            } else {
                self.answer("choice-pause-one", ClubTap::Pause(shown));
                self.answer("choice-skip-next", ClubTap::Skip(shown));
            }
        }
        self.typed("choice-club-when", ClubTap::When(shown));
        self.typed("choice-club-text", ClubTap::Text(shown));
        self.answer("choice-club-test", ClubTap::Test(listed.id));
        if !self.turn.is_elsewhere() && kept.place != *self.turn.here() {
            self.answer("choice-club-move", ClubTap::MoveHere(shown));
            self.answer("choice-club-copy", ClubTap::CopyHere(shown));
        }
        self.answer("choice-history", ClubTap::Fired(listed.id));
        self.answer("choice-club-remove", ClubTap::Remove(shown));
        self.control("choice-club-list", ClubTap::List(0));
        self.control("choice-club-panel", ClubTap::Panel);
    }

    fn fired(&mut self, kept: &Kept) {
        self.blocks.push(Block::Heading(self.turn.name(&kept.listed.words)));
        let show = self.by(&kept.listed.timing);
        let lines: Vec<String> =
            kept.listed.history.iter().map(|fired| show.fired(fired)).collect();
        if lines.is_empty() {
            self.text("history-none");
        } else {
            self.blocks.push(Block::Bullets(lines));
        }
        self.control("choice-club-back", ClubTap::One(kept.listed.id));
    }

    fn settings(&mut self) {
        self.heading("club-settings");
        let Club { settings, holds, .. } = &self.turn.club;
        self.settled(settings, holds.quiet.as_ref());
        self.answer("choice-club-zone", ClubTap::Zone);
        self.answer("choice-club-quiet", ClubTap::Quiet);
        if holds.quiet.is_some() {
            self.answer("choice-no-quiet", ClubTap::Without(Setting::Quiet));
        }
        self.answer("choice-club-language", ClubTap::Languages);
        if !self.turn.is_elsewhere() && settings.place.as_ref() != Some(self.turn.here()) {
            self.answer("choice-club-here", ClubTap::Here);
        }
        for (is_set, key, setting) in [
            (settings.place.is_some(), "choice-club-no-place", Setting::Place),
            (settings.mention.is_some(), "choice-club-no-mention", Setting::Mention),
            (settings.managers.is_some(), "choice-club-no-managers", Setting::Managers),
        ] {
            if is_set {
                self.answer(key, ClubTap::Without(setting));
            }
        }
        match settings.sessions {
            Sessions::Managers => {
                self.answer("choice-club-all-begin", ClubTap::LetBegin(Sessions::Members));
            }
            Sessions::Members => {
                self.answer("choice-club-few-begin", ClubTap::LetBegin(Sessions::Managers));
            }
        }
        self.answer("choice-club-file", ClubTap::File);
        self.control("choice-club-panel", ClubTap::Panel);
    }

    fn languages(&mut self) {
        self.heading("club-language-question");
        for language in Language::ALL {
            let label = language.own_name().to_owned();
            let data = ClubTap::Speaks(Some(*language)).to_string();
            self.choices.push(Choice { label, data, mark: Mark::Answers });
        }
        self.answer("choice-club-any-language", ClubTap::Speaks(None));
        self.control("choice-club-settings", ClubTap::Settings);
    }

    /// What settings say.
    fn settled(&mut self, settings: &Settings, quiet: Option<&Quiet>) {
        let say = self.show.say;
        let mut lines = vec![self.zone_line(settings.zone.as_ref())];
        lines.push(quiet_line(say, quiet));
        lines.push(language_line(say, settings.language.as_deref()));
        lines.push(sessions_line(say, settings.sessions));
        self.blocks.push(Block::Bullets(lines));
        if let Some(place) = &settings.place {
            let (key, tags) = self.whereabouts(place);
            self.tagged(&format!("club-usually-{key}"), tags);
        }
        if let Some(role) = &settings.mention {
            self.tagged("club-mentions", vec![Tag::Role(role.clone())]);
        }
        if let Some(role) = &settings.managers {
            self.tagged("club-managers", vec![Tag::Role(role.clone())]);
        }
    }
}

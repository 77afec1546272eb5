//! The pages about reminders, as screens.

use jiff::Timestamp;

use super::{
    page::{Draft, Page, Want},
    settings::USUAL_QUIET,
    show::Show,
    tap::Tap,
};
use crate::{
    args,
    assessment::{self, Advice, Variant},
    bot::{button::Act, club, screen::Buttons, step::Wording, turn::Turn},
    message::{Block, Choice, Mark, Screen},
    reminder::{Listed, ScheduleId, ScheduleState, Timing},
    schedule::{PauseOf, ice::Rhythm},
};

/// The longest label of a button, in characters.
const LONGEST_LABEL: usize = 80;

/// A page in the making.
struct Sheet<'a> {
    show: Show<'a>,
    buttons: Buttons,
    blocks: Vec<Block>,
    choices: Vec<Choice>,
}

impl Sheet<'_> {
    fn heading(&mut self, key: &str) {
        self.blocks.push(Block::Heading(self.show.say.text(key)));
    }

    fn text(&mut self, key: &str) {
        self.blocks.push(self.show.say.paragraph(key));
    }

    fn answer(&mut self, key: &str, tap: Tap) {
        self.choices.push(self.buttons.answer(&self.show.say, key, Act::Reminders(tap)));
    }

    fn control(&mut self, key: &str, tap: Tap) {
        self.choices.push(self.buttons.control(&self.show.say, key, Act::Reminders(tap)));
    }
}

/// The screen of a page.
pub(in crate::bot) fn screen(turn: &Turn<'_>, buttons: Buttons, page: &Page) -> Screen {
    let zone = turn.zone();
    let show = turn.show(zone.as_ref());
    let mut sheet = Sheet { show, buttons, blocks: Vec::new(), choices: Vec::new() };
    sheet.fill(turn, page);
    Screen { blocks: sheet.blocks, choices: sheet.choices, ..Screen::default() }
}

impl Sheet<'_> {
    fn fill(&mut self, turn: &Turn<'_>, page: &Page) {
        match page {
            Page::Ice => {
                self.heading("ice-question");
                self.answer("choice-ice-article", Tap::IceNow(Rhythm::Article));
                self.answer("choice-ice-gentler", Tap::IceNow(Rhythm::Gentler));
                self.answer("choice-ice-later", Tap::IceLater);
                self.control("choice-leave", Tap::Leave);
            }
            Page::RestDays => {
                self.heading("rest-question");
                for days in [1, 2, 3, 5, 7] {
                    let label = self.show.say.with("choice-rest", &args! { "days" => days });
                    let act = Act::Reminders(Tap::Rest(days));
                    self.choices.push(self.buttons.choice(Mark::Answers, label, act));
                }
                self.control("choice-leave", Tap::Leave);
            }
            Page::CheckIn => {
                self.heading("check-in-question");
                self.answer("choice-check-in-now", Tap::CheckInNow);
                self.answer("choice-evenings", Tap::Evenings);
                self.answer("choice-two-weeks", Tap::TwoWeeks);
                self.control("choice-leave", Tap::Leave);
            }
            Page::Caution(want) => self.caution(want),
            Page::Zone(_) => {
                self.heading("zone-question");
                self.text("zone-hint");
                self.control("choice-leave", Tap::Leave);
            }
            Page::When(want, half) => {
                self.heading("when-question");
                if let (Want::Stretch(_), None) = (want, half) {
                    self.answer("choice-offer-stretch", Tap::Stretch);
                }
                match half {
                    Some(_) => {
                        self.answer("choice-morning", Tap::Morning);
                        self.answer("choice-evening", Tap::Evening);
                    }
                    None => {
                        let forms = self.show.say.text("schedule-forms");
                        let hint = self.show.say.with("when-hint", &args! { "forms" => forms });
                        self.blocks.push(Block::Text(hint));
                    }
                }
                self.control("choice-leave", Tap::Leave);
            }
            Page::Confirm(draft) => self.confirm(draft),
            Page::Direct(_) => {
                self.heading("direct-question");
                self.answer("choice-direct", Tap::Direct);
                self.answer("choice-not-direct", Tap::Leave);
            }
            Page::Made(at) | Page::MadeInstead { at, .. } => self.made(turn, *at),
            Page::List => self.list(turn),
            Page::One { id, .. } => match turn.reminders.find(*id) {
                Some(listed) => self.one(turn, &listed.clone()),
                None => self.list(turn),
            },
            Page::History(id) => match turn.reminders.find(*id) {
                Some(listed) => self.history(&listed.clone()),
                None => self.list(turn),
            },
            Page::ConfirmDelete(id) => match turn.reminders.find(*id) {
                Some(listed) => {
                    self.heading("delete-one-question");
                    let line = self.show.line(listed, &turn.reminders.holds);
                    self.blocks.push(Block::Text(line));
                    self.answer("choice-delete-one-now", Tap::DeleteNow(*id));
                    self.answer("choice-keep-one", Tap::One(*id));
                }
                None => self.list(turn),
            },
            Page::ConfirmStop => {
                self.heading("stop-all-question");
                let lines: Vec<String> = turn
                    .reminders
                    .standing()
                    .map(|listed| self.show.line(listed, &turn.reminders.holds))
                    .collect();
                self.blocks.push(Block::Bullets(lines));
                self.answer("choice-pause-all", Tap::PauseAll);
                self.answer("choice-remove-all", Tap::RemoveAll);
                self.answer("choice-keep-all", Tap::Leave);
            }
            Page::Settings => self.settings(turn),
            Page::Quiet => {
                self.heading("quiet-question");
                let hint = self.show.say.with("quiet-hint", &args! { "usual" => USUAL_QUIET });
                self.blocks.push(Block::Text(hint));
                self.answer("choice-usual-quiet", Tap::UsualQuiet);
                self.answer("choice-no-quiet", Tap::NoQuiet);
                self.control("choice-leave", Tap::Leave);
            }
            Page::Pause => {
                self.heading("pause-question");
                self.text("pause-hint");
                self.answer("choice-pause-all", Tap::PauseAll);
                self.control("choice-leave", Tap::Leave);
            }
        }
    }

    fn caution(&mut self, want: &Want) {
        let say = self.show.say;
        let advice = want.advice().unwrap_or(Advice::Rest);
        if advice == Advice::Ice {
            self.heading("ice-caution");
            let keys = assessment::advice_text(Advice::Ice, Variant::CheckFirst);
            let first = keys.steps.first().map(|key| say.text(key));
            self.blocks.extend(first.map(Block::Alert));
        } else {
            self.heading("stretch-caution");
            self.blocks.push(Block::Alert(say.text("stretch-caution-signs")));
        }
        let sources = args! { "sources" => say.sources(advice.sources()) };
        self.blocks.push(Block::Text(say.with("advice-sources", &sources)));
        self.answer("choice-none-of-that", Tap::Sure);
        self.answer("choice-some-of-that", Tap::NotSure);
        self.control("choice-leave", Tap::Leave);
    }

    fn confirm(&mut self, draft: &Draft) {
        self.heading("confirm-question");
        for sketch in &draft.sketches {
            let lines = self.show.sketch(sketch);
            self.blocks.push(Block::Bullets(lines));
        }
        self.blocks.extend(draft.notes.iter().cloned().map(Block::Text));
        if !draft.instead_of.is_empty() {
            self.text("confirm-instead");
        }
        self.answer("choice-save", Tap::Save);
        self.answer("choice-change", Tap::Change);
        self.control("choice-leave", Tap::Leave);
    }

    fn made(&mut self, turn: &Turn<'_>, at: Timestamp) {
        let made: Vec<&Listed> = turn.reminders.made_at(at).collect();
        if made.is_empty() {
            return self.list(turn);
        }
        self.heading("made");
        for listed in &made {
            let name = self.show.name(listed.kind, listed.words.about);
            let mut lines = vec![format!("{name}: {}", self.show.rule(&listed.timing))];
            lines.extend(self.show.ahead(listed, &turn.reminders.holds));
            self.blocks.push(Block::Bullets(lines));
        }
        if made.iter().any(|listed| listed.kind.is_ice()) {
            let say = self.show.say;
            let keys = assessment::advice_text(Advice::Ice, Variant::Usual);
            let how = keys.steps.first().into_iter().chain(keys.steps.last());
            let how: Vec<String> = how.map(|key| say.text(key)).collect();
            self.blocks.push(Block::Bullets(how));
            self.blocks.extend(keys.caution.map(|key| Block::Alert(say.text(&key))));
        }
        self.answer("choice-undo", Tap::Undo);
        self.answer("choice-list", Tap::List);
        self.control("choice-leave", Tap::Leave);
    }

    fn list(&mut self, turn: &Turn<'_>) {
        let reminders = &turn.reminders;
        self.heading("reminders-title");
        self.holding(turn);
        if reminders.standing().next().is_none() {
            self.text("reminders-none");
        }
        let (over, standing): (Vec<&Listed>, Vec<&Listed>) =
            reminders.list.iter().partition(|listed| listed.state == ScheduleState::Ended);
        let numbered = |(at, listed): (usize, &&Listed)| {
            format!("{}. {}", at + 1, self.show.line(listed, &reminders.holds))
        };
        let lines: Vec<String> = standing.iter().enumerate().map(numbered).collect();
        if !lines.is_empty() {
            self.blocks.push(Block::Bullets(lines));
        }
        if !over.is_empty() {
            let title = self.show.say.text("reminders-over-title");
            let items =
                over.iter().map(|listed| self.show.line(listed, &reminders.holds)).collect();
            self.blocks.push(Block::Details { title, items });
        }
        for listed in &standing {
            let act = Act::Reminders(Tap::One(listed.id));
            let label = self.label(listed);
            self.choices.push(self.buttons.choice(Mark::Answers, label, act));
        }
        if !standing.is_empty() {
            self.answer("choice-stop-all", Tap::StopAll);
        }
        for mine in turn.clubs() {
            let (blocks, choice) = club::among_ones_own(self.show.say, self.show.now, mine);
            self.blocks.extend(blocks);
            self.choices.push(choice);
        }
        let on_break = turn.breaks().any(|found| found.covers(self.show.now));
        if reminders.own_pause().is_some() || on_break || reminders.gone().next().is_some() {
            self.answer("choice-resume-all", Tap::ResumeAll);
        }
        self.answer("choice-settings", Tap::Settings);
        self.control("choice-leave", Tap::Leave);
    }

    /// What a reminder's button says.
    fn label(&self, listed: &Listed) -> String {
        let name = self.show.name(listed.kind, listed.words.about);
        let rule = self.show.rule(&listed.timing);
        let label = format!("{name}: {rule}");
        if label.chars().count() <= LONGEST_LABEL {
            return label;
        }
        let short: String = label.chars().take(LONGEST_LABEL - 1).collect();
        format!("{short}…")
    }

    fn holding(&mut self, turn: &Turn<'_>) {
        let say = self.show.say;
        if let Some(pause) = turn.reminders.own_pause() {
            let text = match pause.until {
                Some(until) => {
                    let args = args! { "until" => self.show.time(until) };
                    say.with("reminders-all-paused-until", &args)
                }
                None => say.text("reminders-all-paused"),
            };
            self.blocks.push(Block::Text(text));
        }
        for found in turn.breaks() {
            let (first, last) = (self.show.date(found.first), self.show.date(found.last));
            let key = if found.first == found.last { "break-set-day" } else { "break-set" };
            let text = say.with(key, &args! { "first" => first, "last" => last });
            self.blocks.push(Block::Text(text));
        }
    }

    fn one(&mut self, turn: &Turn<'_>, listed: &Listed) {
        let id = listed.id;
        let name = self.show.name(listed.kind, listed.words.about);
        self.blocks.push(Block::Heading(name));
        let mut lines = vec![self.show.rule(&listed.timing)];
        lines.extend(self.show.ahead(listed, &turn.reminders.holds));
        self.blocks.push(Block::Bullets(lines));
        if let Timing::Ice { .. } = listed.timing {
            if listed.state == ScheduleState::Active {
                self.answer("choice-ice-stop", Tap::End(id));
            } else {
                self.answer("choice-delete-one", Tap::Delete(id));
            }
        } else {
            self.actions(listed);
        }
        self.answer("choice-history", Tap::History(id));
        self.answer("choice-list", Tap::List);
        self.control("choice-leave", Tap::Leave);
    }

    fn actions(&mut self, listed: &Listed) {
        let id = listed.id;
        let paused = listed.holds.pauses.iter().any(|pause| {
            pause.of == PauseOf::Schedule && pause.until.is_none_or(|until| until > self.show.now)
        });
        if listed.state != ScheduleState::Ended {
            if paused || listed.state != ScheduleState::Active {
                self.answer("choice-resume-one", Tap::Resume(id));
            } else {
                self.answer("choice-pause-one", Tap::Pause(id));
            }
            self.answer("choice-move", Tap::Move(id));
        }
        if listed.state == ScheduleState::Active && !paused {
            self.answer("choice-snooze", Tap::Snooze(id));
            self.answer("choice-skip-next", Tap::SkipNext(id));
        }
        self.answer("choice-delete-one", Tap::Delete(id));
    }

    fn history(&mut self, listed: &Listed) {
        self.blocks.push(Block::Heading(self.show.name(listed.kind, listed.words.about)));
        let lines: Vec<String> =
            listed.history.iter().map(|fired| self.show.fired(fired)).collect();
        if lines.is_empty() {
            self.text("history-none");
        } else {
            self.blocks.push(Block::Bullets(lines));
        }
        self.answer("choice-one", Tap::One(listed.id));
        self.answer("choice-list", Tap::List);
        self.control("choice-leave", Tap::Leave);
    }

    fn settings(&mut self, turn: &Turn<'_>) {
        let say = self.show.say;
        self.heading("settings-title");
        let zone = turn.profile.zone.clone().unwrap_or_else(|| say.text("settings-no-zone"));
        let quiet = turn.reminders.holds.quiet.as_ref().map_or_else(
            || say.text("settings-no-quiet"),
            |quiet| {
                let clock = |at: jiff::civil::Time| at.strftime("%H:%M").to_string();
                let args = args! { "from" => clock(quiet.from()), "to" => clock(quiet.to()) };
                say.with("settings-quiet-hours", &args)
            },
        );
        let wording = match turn.profile.wording {
            Wording::Neutral => say.text("settings-neutral"),
            Wording::Plain => say.text("settings-plain"),
        };
        self.blocks.push(Block::Bullets(vec![
            say.with("settings-zone", &args! { "zone" => zone }),
            say.with("settings-quiet", &args! { "quiet" => quiet }),
            say.with("settings-wording", &args! { "wording" => wording }),
        ]));
        self.holding(turn);
        self.answer("choice-zone", Tap::Zone);
        self.answer("choice-quiet", Tap::Quiet);
        match turn.reminders.own_pause() {
            Some(_) => self.answer("choice-resume-all", Tap::ResumeAll),
            None => self.answer("choice-pause-until", Tap::PauseUntil),
        }
        if turn.breaks().next().is_some() {
            self.answer("choice-no-breaks", Tap::NoBreaks);
        }
        match turn.profile.wording {
            Wording::Neutral => self.answer("choice-plain", Tap::PlainWording),
            Wording::Plain => self.answer("choice-neutral", Tap::NeutralWording),
        }
        self.answer("choice-list", Tap::List);
        self.control("choice-leave", Tap::Leave);
    }
}

/// Whether a page asks for something, so that it is shown again until it is answered.
pub(super) const fn asks(page: &Page) -> bool {
    !matches!(
        page,
        Page::Made(_)
            | Page::MadeInstead { .. }
            | Page::List
            | Page::One { .. }
            | Page::History(_)
            | Page::Settings
    )
}

impl Turn<'_> {
    /// The person's reminders, for the list of all that is held.
    pub(in crate::bot) fn reminders_held(&self) -> Option<Block> {
        let zone = self.zone();
        let show = self.show(zone.as_ref());
        let holds = &self.reminders.holds;
        let lines = self.reminders.list.iter().map(|listed| show.line(listed, holds));
        let items: Vec<String> = lines.collect();
        let title = self.say.text("reminders-title");
        (!items.is_empty()).then_some(Block::Details { title, items })
    }

    /// Shows one reminder; the list where it is no longer there.
    pub(super) fn page_of(&mut self, id: ScheduleId) {
        let page = match self.reminders.find(id) {
            Some(listed) => Page::One { id, revision: listed.revision },
            None => Page::List,
        };
        self.page(page);
    }
}

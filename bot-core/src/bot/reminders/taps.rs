//! What each tap and each command about reminders does.

use jiff::{SignedDuration, Timestamp};

use super::{
    page::{Half, Page, Sketch, Want, When},
    settings::USUAL_QUIET,
    tap::Tap,
    want::Asked,
};
use crate::{
    args,
    assessment::{self, Advice, Level},
    bot::{button::Act, screen::Buttons, state::View, step::Wording, turn::Turn},
    message::{Block, Choice},
    reminder::{About, ScheduleId, ScheduleState, Timing},
    schedule::{Cadence, Kind, Rule, Zone, ice::Rhythm},
};

/// For how long one tap sets rest days: the article's "couple of days".
const COUPLE: u8 = 2;

/// What a finished check offers by one tap: what suits, and isn't set already.
pub(in crate::bot) fn offers(turn: &Turn<'_>, buttons: Buttons) -> Vec<Choice> {
    let say = &turn.say;
    let assessment = assessment::assess(turn.state.interview.facts());
    if assessment.level == Level::Emergency {
        return Vec::new();
    }
    let advised = |advice| assessment.plan.iter().any(|item| item.advice == advice);
    let none_like = |kind, about| turn.reminders.like(kind, about).is_none();
    let mut choices = Vec::new();
    let mut offer = |key: &str, tap| choices.push(buttons.answer(say, key, Act::Reminders(tap)));
    if advised(Advice::Ice) && turn.reminders.ice().is_none() {
        offer("choice-offer-ice", Tap::IceNow(Rhythm::Article));
    }
    if advised(Advice::Rest) && none_like(Kind::Rest, None) {
        offer("choice-offer-rest", Tap::Rest(COUPLE));
    }
    if advised(Advice::Stretch) && none_like(Kind::Stretch, None) {
        offer("choice-offer-stretch", Tap::Stretch);
    }
    if none_like(Kind::CheckIn, Some(About::TwoWeeks)) {
        offer("choice-offer-two-weeks", Tap::TwoWeeks);
    }
    choices
}

impl Turn<'_> {
    /// What a press on a page about reminders does.
    pub(in crate::bot) fn tap(&mut self, tap: Tap) {
        let page = match &self.state.view {
            View::Reminders(page) => Some(Page::clone(page)),
            _ => None,
        };
        match tap {
            Tap::IceNow(rhythm) => {
                self.want(Want::Ice { rhythm, when: When::Usual }, Asked::NotYet);
            }
            Tap::IceLater => {
                let rhythm = Rhythm::Article;
                self.want(Want::Ice { rhythm, when: When::Ask }, Asked::NotYet);
            }
            Tap::Rest(days) => self.rest(days, When::Usual),
            Tap::Stretch => self.want(Want::Stretch(When::Usual), Asked::NotYet),
            Tap::Evenings => self.want(Want::Evenings(When::Usual), Asked::NotYet),
            Tap::TwoWeeks => self.want(Want::TwoWeeks, Asked::NotYet),
            Tap::CheckInNow => self.check_in(),
            Tap::Sure | Tap::NotSure => match page {
                Some(Page::Caution(want)) if tap == Tap::Sure => {
                    self.want(want, Asked::NothingSpeaksAgainst);
                }
                Some(Page::Caution(_)) => {
                    self.note("caution-heeded");
                    self.look();
                }
                _ => self.note("not-here"),
            },
            Tap::Morning | Tap::Evening => match page {
                Some(Page::When(want, Some(half))) => {
                    let when = When::Said(said_with(&half, tap));
                    self.want(want.at(when), Asked::NothingSpeaksAgainst);
                }
                _ => self.note("not-here"),
            },
            Tap::Save => match page {
                Some(Page::Confirm(draft)) => self.save(draft),
                _ => self.note("not-here"),
            },
            Tap::Direct => match page {
                Some(Page::Direct(draft)) => self.save_direct(draft),
                _ => self.note("not-here"),
            },
            Tap::Change => match page {
                Some(Page::Confirm(draft)) => self.page(Page::When(draft.want, None)),
                _ => self.note("not-here"),
            },
            Tap::Undo => match page {
                Some(Page::Made(at)) => self.undo(at, Vec::new()),
                Some(Page::MadeInstead { at, of }) => self.undo(at, of),
                _ => self.note("not-here"),
            },
            Tap::Leave => {
                self.note("reminders-left");
                self.leave();
            }
            Tap::List => self.page(Page::List),
            Tap::StopAll => self.stop_all(),
            Tap::PauseAll => {
                self.warn_of_ice();
                self.reminders.pause_all(Some(None));
                self.note("paused-all");
                self.page(Page::List);
            }
            Tap::RemoveAll => {
                self.warn_of_ice();
                let ids: Vec<_> = self.reminders.standing().map(|listed| listed.id).collect();
                ids.into_iter().for_each(|id| self.reminders.remove(id));
                self.note("removed-all");
                self.leave();
            }
            Tap::ResumeAll => {
                self.resume_all();
                self.page(Page::List);
            }
            Tap::Settings => self.page(Page::Settings),
            Tap::Zone => self.page(Page::Zone(None)),
            Tap::Quiet => self.page(Page::Quiet),
            Tap::UsualQuiet => self.want(Want::Quiet(USUAL_QUIET.to_owned()), Asked::NotYet),
            Tap::NoQuiet => self.no_quiet(),
            Tap::NoBreaks => self.no_breaks(),
            Tap::PauseUntil => self.page(Page::Pause),
            Tap::PlainWording => self.set_wording(Wording::Plain),
            Tap::NeutralWording => self.set_wording(Wording::Neutral),
            Tap::One(id)
            | Tap::Pause(id)
            | Tap::Resume(id)
            | Tap::Move(id)
            | Tap::Snooze(id)
            | Tap::SkipNext(id)
            | Tap::History(id)
            | Tap::Delete(id)
            | Tap::DeleteNow(id)
            | Tap::End(id) => self.tap_one(tap, id),
        }
    }

    /// Takes back what was made at an instant, and brings back what made way for it.
    fn undo(&mut self, at: Timestamp, of: Vec<Sketch>) {
        let made: Vec<_> = self.reminders.made_at(at).map(|listed| listed.id).collect();
        self.warn_of_ice();
        made.into_iter().for_each(|id| self.reminders.remove(id));
        let now = self.reminders.now();
        // What has fired for the last time meanwhile has nothing to come back for.
        let back: Vec<Sketch> =
            of.into_iter().filter(|old| old.timing.after(old.kind, now).is_some()).collect();
        if back.is_empty() {
            self.note("undone");
            return self.leave();
        }
        for old in back {
            self.reminders.add(old, Some(self.say.language.tag().to_owned()));
        }
        self.note("undone-and-back");
        self.page(Page::List);
    }

    fn tap_one(&mut self, tap: Tap, id: ScheduleId) {
        let Some(listed) = self.reminders.find(id) else {
            self.note("reminder-not-there");
            return self.page(Page::List);
        };
        let by_rule = matches!(listed.timing, Timing::Rule(_));
        let active = listed.state == ScheduleState::Active;
        match tap {
            Tap::Pause(_) if by_rule && active => self.reminders.pause(id),
            Tap::Resume(_) => self.resume_one(id),
            Tap::SkipNext(_) if by_rule && active => self.reminders.skip_next(id),
            Tap::Snooze(_) if by_rule && active => return self.snooze(id),
            Tap::Move(_) if by_rule => {
                return self.want(Want::Move { id, when: When::Ask }, Asked::NotYet);
            }
            Tap::History(_) => return self.page(Page::History(id)),
            Tap::Delete(_) => return self.page(Page::ConfirmDelete(id)),
            Tap::DeleteNow(_) => {
                self.warn_of_ice();
                self.reminders.remove(id);
                self.note("deleted-one");
                return self.page(Page::List);
            }
            Tap::End(_) => {
                self.warn_of_ice();
                self.reminders.end(id);
                self.note("ice-stopped");
                return self.leave();
            }
            Tap::One(_) => {}
            _ => self.note("not-here"),
        }
        self.page_of(id);
    }

    /// The next firing comes an hour later: the same reminder where it is the only
    /// one, else one of its own in its place.
    fn snooze(&mut self, id: ScheduleId) {
        let Some(listed) = self.reminders.find(id) else { return };
        let (Timing::Rule(rule), Some(next)) = (&listed.timing, listed.next) else { return };
        let later = next.saturating_add(SignedDuration::from_hours(1)).unwrap_or(next);
        let timing = Timing::Rule(Rule::new(Cadence::Instant { at: later }, rule.zone.clone()));
        let (kind, recurs) = (listed.kind, rule.recurs());
        if recurs && !self.reminders.have_room_for(1) {
            return self.too_many();
        }
        let time = self.show(self.zone().as_ref()).time(later);
        if recurs {
            self.reminders.skip_next(id);
            let sketch = Sketch { kind, timing, about: Some(About::Snoozed) };
            self.reminders.add(sketch, Some(self.say.language.tag().to_owned()));
        } else {
            self.reminders.replace(id, timing);
        }
        let text = self.say.with("snoozed", &args! { "time" => time });
        self.note_block(Block::Text(text));
        self.page_of(id);
    }

    /// So many rest days, where that many can be set.
    pub(super) fn rest(&mut self, days: u8, when: When) {
        if (1..=14).contains(&days) {
            return self.want(Want::Rest { days, when }, Asked::NotYet);
        }
        self.note("rest-days-bounds");
        self.page(Page::RestDays);
    }

    /// Asks once whether all reminders are to stop.
    pub(in crate::bot) fn stop_all(&mut self) {
        if self.reminders.standing().next().is_none() {
            return self.note("reminders-none");
        }
        self.page(Page::ConfirmStop);
    }

    /// Ice that is on comes off, whatever becomes of its reminder.
    pub(super) fn warn_of_ice(&mut self) {
        if self.reminders.ice_is_on() {
            let text = self.say.text("ice-take-off");
            self.note_block(Block::Alert(text));
        }
    }

    /// A zone to show times by, where none is needed to fire.
    pub(super) fn some_zone(&self) -> Zone {
        self.zone().unwrap_or_else(Zone::utc)
    }
}

/// The phrase with its bare hour in the morning or in the evening.
fn said_with(half: &Half, tap: Tap) -> String {
    let ending = if tap == Tap::Morning { "am" } else { "pm" };
    let hour = half.hour.to_string();
    let mut words: Vec<String> = half.said.split_whitespace().map(str::to_owned).collect();
    match words.iter_mut().rev().find(|word| **word == hour) {
        Some(word) => word.push_str(ending),
        None => words.push(format!("{hour}{ending}")),
    }
    words.join(" ")
}

//! From what a person wants to what is saved: whether it suits them, where they
//! are, when it is to be; then one tap is carried out, words are confirmed first.

use super::{
    change::Reminders,
    draft::{self, Trouble},
    page::{Draft, Page, Sketch, Want, When},
    suits::Suits,
};
use crate::{
    args,
    assessment::Advice,
    bot::{state::View, step::Direct, turn::Turn},
    facts::Fact,
    message::Block,
    reminder::{About, ScheduleId, Timing},
    schedule::{Bounds, Kind, Zone},
};

/// Whether the person was asked about what would speak against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    NotYet,
    NothingSpeaksAgainst,
}

impl Want {
    /// The advice it follows, where the assessment can keep it back.
    pub(super) const fn advice(&self) -> Option<Advice> {
        match self {
            Self::Ice { .. } => Some(Advice::Ice),
            Self::Rest { .. } => Some(Advice::Rest),
            Self::Stretch(_) => Some(Advice::Stretch),
            Self::Evenings(_)
            | Self::TwoWeeks
            | Self::Move { .. }
            | Self::Quiet(_)
            | Self::Pause(_) => None,
        }
    }

    /// Whether it is by the clock on the wall.
    const fn needs_zone(&self) -> bool {
        !matches!(self, Self::Ice { when: When::Usual, .. })
    }

    const fn asks_when(&self) -> bool {
        match self {
            Self::Ice { when, .. }
            | Self::Rest { when, .. }
            | Self::Stretch(when)
            | Self::Evenings(when)
            | Self::Move { when, .. } => matches!(when, When::Ask),
            Self::TwoWeeks | Self::Quiet(_) | Self::Pause(_) => false,
        }
    }

    /// The same at another time.
    pub(super) fn at(self, when: When) -> Self {
        match self {
            Self::Ice { rhythm, .. } => Self::Ice { rhythm, when },
            Self::Rest { days, .. } => Self::Rest { days, when },
            Self::Stretch(_) => Self::Stretch(when),
            Self::Evenings(_) => Self::Evenings(when),
            Self::Move { id, .. } => Self::Move { id, when },
            Self::TwoWeeks | Self::Quiet(_) | Self::Pause(_) => self,
        }
    }

    /// One tap, saved at once; all else is confirmed.
    const fn is_one_tap(&self) -> bool {
        match self {
            Self::Ice { when, .. }
            | Self::Rest { when, .. }
            | Self::Stretch(when)
            | Self::Evenings(when) => matches!(when, When::Usual),
            Self::TwoWeeks => true,
            Self::Move { .. } | Self::Quiet(_) | Self::Pause(_) => false,
        }
    }

    /// A reminder of this sort that there is already, where one is enough.
    fn already(&self, reminders: &Reminders) -> Option<ScheduleId> {
        let found = match self {
            Self::Ice { .. } => reminders.ice(),
            Self::Stretch(When::Usual) => reminders.like(Kind::Stretch, None),
            Self::Evenings(When::Usual) => reminders.like(Kind::CheckIn, None),
            Self::TwoWeeks => reminders.like(Kind::CheckIn, Some(About::TwoWeeks)),
            _ => None,
        };
        found.map(|listed| listed.id)
    }
}

impl Turn<'_> {
    /// Their zone, where it is known.
    pub(super) fn zone(&self) -> Option<Zone> {
        self.profile.zone.as_deref().and_then(|name| Zone::named(name).ok())
    }

    /// Shows a page about reminders.
    pub(super) fn page(&mut self, page: Page) {
        self.begin_if_new();
        self.state.view = View::Reminders(Box::new(page));
    }

    /// Carries out what is wanted as far as it goes, and asks for what is missing.
    pub(super) fn want(&mut self, want: Want, asked: Asked) {
        if self.state.interview.facts().has(Fact::CrisisDisclosure) {
            return self.look();
        }
        self.begin_if_new();
        if let Some(id) = want.already(&self.reminders) {
            self.note("reminders-already");
            return self.page_of(id);
        }
        if let Some(advice) = want.advice() {
            match self.suits(advice) {
                Suits::No(because) => return self.refuse(advice, &because),
                // Rest needs no asking: there is nothing to be careful of.
                Suits::Ask if asked == Asked::NotYet && advice != Advice::Rest => {
                    return self.page(Page::Caution(want));
                }
                Suits::Ask | Suits::Yes => {}
            }
        }
        let Some(zone) = self.zone().or_else(|| (!want.needs_zone()).then(Zone::utc)) else {
            return self.page(Page::Zone(Some(want)));
        };
        if want.asks_when() {
            return self.page(Page::When(want, None));
        }
        match &want {
            Want::Quiet(said) => return self.set_quiet(&said.clone(), &zone),
            Want::Pause(said) => return self.set_pause(&said.clone(), &zone),
            _ => {}
        }
        match draft::draft(&want, &self.reminders, &zone, self.words()) {
            Err(Trouble { message, half }) => {
                self.note_block(Block::Text(message));
                self.page(Page::When(want, half));
            }
            Ok(draft) if !self.has_room_for(&draft) => self.too_many(),
            Ok(draft) if want.is_one_tap() => self.save(draft),
            Ok(draft) => self.page(Page::Confirm(draft)),
        }
    }

    fn has_room_for(&self, draft: &Draft) -> bool {
        let new = if draft.moves.is_some() { 0 } else { draft.sketches.len() };
        self.reminders.have_room_for(new.saturating_sub(draft.instead_of.len()))
    }

    pub(super) fn too_many(&mut self) {
        let args = args! { "most" => Bounds::PERSON.schedules };
        let text = self.say.with("reminders-too-many", &args);
        self.note_block(Block::Text(text));
        self.page(Page::List);
    }

    /// Saves what was drafted, unless the time for it has gone by.
    pub(super) fn save(&mut self, draft: Draft) {
        let now = self.reminders.now();
        let over = |sketch: &Sketch| match &sketch.timing {
            Timing::Ice { started, .. } => *started < now,
            rule @ Timing::Rule(_) => rule.after(sketch.kind, now).is_none(),
        };
        if draft.sketches.iter().any(over) {
            self.note("schedule-over");
            return self.page(Page::When(draft.want, None));
        }
        if let Some(id) = draft.moves {
            for sketch in draft.sketches {
                self.reminders.replace(id, sketch.timing);
            }
            self.note("reminders-moved");
            return self.page_of(id);
        }
        if !self.has_room_for(&draft) {
            return self.too_many();
        }
        if self.reminders.go_elsewhere() && self.profile.direct == Direct::Unasked {
            return self.page(Page::Direct(draft));
        }
        let language = Some(self.say.language.tag().to_owned());
        let of: Vec<Sketch> =
            draft.instead_of.into_iter().filter_map(|id| self.reminders.take(id)).collect();
        for sketch in draft.sketches {
            self.reminders.add(sketch, language.clone());
        }
        let page = if of.is_empty() { Page::Made(now) } else { Page::MadeInstead { at: now, of } };
        self.page(page);
    }

    /// They want what they drafted in a direct message.
    pub(super) fn save_direct(&mut self, mut draft: Draft) {
        self.profile.direct = Direct::Wanted;
        // What was to begin at once begins with their yes.
        if matches!(draft.want, Want::Ice { when: When::Usual | When::Ask, .. }) {
            let now = self.reminders.now();
            for sketch in &mut draft.sketches {
                if let Timing::Ice { started, .. } = &mut sketch.timing {
                    *started = now;
                }
            }
        }
        self.save(draft);
    }

    /// Says why something is left out for this person, and by whose word.
    fn refuse(&mut self, advice: Advice, because: &[Fact]) {
        let facts = self.state.interview.facts();
        let because = self.say.facts(because, facts).join(", ");
        let text = format!(
            "{} {} {}",
            self.say.text(&format!("withheld-{advice}")),
            self.say.with("withheld-because", &args! { "facts" => because }),
            self.say
                .with("advice-sources", &args! { "sources" => self.say.sources(advice.sources()) }),
        );
        self.note_block(Block::Text(text));
        self.leave();
    }

    /// Takes leave of the pages about reminders; of the session too, where it was
    /// begun for them alone.
    pub(super) fn leave(&mut self) {
        self.look();
        let interview = &self.state.interview;
        if *interview == crate::interview::Interview::begin(interview.agreement()) {
            self.end();
        }
    }
}

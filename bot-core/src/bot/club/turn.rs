//! One step of a club in the making.

use super::{awaited, pages::Page, tap::ClubTap};
use crate::{
    bot::{
        say::Say,
        step::{Ask, Context, PlaceChange, Snapshot, Step},
    },
    club::{
        Change, Club, ClubId, ClubStep, Dialog, DialogChange, DialogId, Kept, MemberChange,
        Presence, Right, Settings, Who,
    },
    event::{Command, Incoming, Input, Place},
    message::{Attachment, Block, Choice, Field, Lane, Mark, Outgoing, Placement, Screen, Typing},
    reminder::{ScheduleChange, Words},
    schedule::PauseOf,
    text::Language,
};

/// What follows the command that begins an ice session.
const ICE: &str = "ice";
/// What comes before the number of a reminder that is to be shown.
const SHOW: &str = "show";

/// One step of a club in the making.
pub(super) struct ClubTurn<'a> {
    pub(super) ctx: &'a Context<'a>,
    pub(super) event: &'a Incoming,
    pub(super) say: Say<'a>,
    /// The club as it will be, for the page that shows it.
    pub(super) club: Club,
    pub(super) known: bool,
    /// Where the club is, where it is managed from somebody's own chat.
    pub(super) seat: Option<Place>,
    /// The club that is managed from here from now on.
    manages: Option<ClubId>,
    pub(super) notes: Vec<Block>,
    pub(super) page: Option<Page>,
    pub(super) attachment: Option<Attachment>,
    pub(super) says: Vec<Outgoing>,
    pub(super) settled: bool,
    pub(super) schedules: Vec<ScheduleChange>,
    pub(super) change: Option<Change>,
    pub(super) dialog: DialogChange,
    /// The dialog of somebody else that this one goes on from.
    pub(super) taken: Option<DialogId>,
    pub(super) presence: Presence,
    pub(super) place: PlaceChange,
    pub(super) asks: Option<Ask>,
    /// What becomes of whoever caused the event, as a member.
    pub(super) member: Option<MemberChange>,
    pub(super) shown: Showing,
}

/// Who sees what is answered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Showing {
    /// As always there.
    Usual,
    /// Whoever pressed, alone.
    Aside,
}

impl<'a> ClubTurn<'a> {
    pub(super) fn new(ctx: &'a Context<'a>, before: &Snapshot, event: &'a Incoming) -> Self {
        let club = before.club.clone();
        let known = club.is_some();
        let mut club = club.unwrap_or_default();
        if let Some(name) = &event.member.club {
            club.settings.name = Some(name.clone());
        }
        Self {
            ctx,
            event,
            say: speaking(ctx, club.settings.language.as_deref(), event),
            club,
            known,
            seat: before.seat.clone(),
            manages: None,
            notes: Vec::new(),
            page: None,
            attachment: None,
            says: Vec::new(),
            settled: false,
            schedules: Vec::new(),
            change: None,
            dialog: DialogChange::Stays,
            taken: None,
            presence: Presence::Stays,
            place: PlaceChange::Stays,
            asks: None,
            member: None,
            shown: Showing::Usual,
        }
    }

    /// The step.
    pub(super) fn step(mut self) -> Step {
        match &self.event.input {
            Input::Admitted => self.welcome(),
            Input::ShutOut => {
                self.presence = Presence::Ends;
                self.place = PlaceChange::Closes("removed from the group or server");
            }
            _ => self.act(),
        }
        self.finish()
    }

    /// The step where there is no club.
    pub(super) fn not_here(mut self) -> Step {
        self.note("club-not-here");
        let mut step = self.finish();
        step.club = None;
        step
    }

    /// Does what is asked, if whoever asks may.
    fn act(&mut self) {
        match self.tapped() {
            // What a reminder is for may be asked by anyone, and whoever reads of a session
            // may take part.
            Some(ClubTap::Why(id)) => return self.why(id),
            Some(ClubTap::Join(id)) => return self.join(id),
            Some(ClubTap::Leave(id)) => return self.leave(id),
            Some(ClubTap::Manage(club)) => self.manages = Some(club),
            _ => {}
        }
        let begins = self.begins();
        match self.right() {
            Right::Given => {}
            refused => {
                self.note(match refused {
                    Right::None if begins => "club-ice-no-right",
                    Right::None => "club-no-right",
                    _ => "club-no-rights",
                });
                self.shown = Showing::Aside;
                // Whoever may no more is in the middle of nothing.
                self.dialog = DialogChange::Ends;
                self.manages = None;
                if self.is_elsewhere() {
                    self.show(Page::Others);
                }
                return;
            }
        }
        // Who uses it there shows that it is there, whatever was heard of it last.
        if !self.known || self.club.left.is_some() {
            self.presence = Presence::Begins;
        }
        match &self.event.input {
            Input::Command(Command::Schedule, line) => self.add_line(line),
            Input::Command(Command::Ice, _) => self.panel(ICE),
            Input::Command(_, rest) => self.panel(rest),
            Input::Club(form) => self.fill(form),
            Input::Text(text) => self.read(text),
            Input::Press(data) => match ClubTap::read(data) {
                Some(tap) => self.tap(tap),
                None => self.stale(),
            },
            _ => {}
        }
    }

    fn tapped(&self) -> Option<ClubTap> {
        match &self.event.input {
            Input::Press(data) => ClubTap::read(data),
            _ => None,
        }
    }

    /// Answers in this language, or in that of whoever asked.
    pub(super) fn speaks(&mut self, language: Option<&str>) {
        self.say = speaking(self.ctx, language, self.event);
    }

    /// Whether an ice session is asked for.
    fn begins(&self) -> bool {
        match &self.event.input {
            Input::Command(Command::Club, rest) => rest.trim() == ICE,
            Input::Command(Command::Ice, _) => true,
            _ => matches!(self.tapped(), Some(ClubTap::Ice | ClubTap::Begin(_))),
        }
    }

    /// Whether whoever caused the event may do what it asks for.
    fn right(&self) -> Right {
        match self.tapped() {
            Some(ClubTap::Stop(id)) => self.right_to_stop(id),
            _ if self.begins() => self.club.settings.let_begin(self.event),
            _ => self.club.settings.are_managed_by(self.event),
        }
    }

    pub(super) fn note(&mut self, key: &str) {
        self.notes.push(self.say.paragraph(key));
    }

    pub(super) fn note_text(&mut self, text: String) {
        self.notes.push(Block::Text(text));
    }

    pub(super) fn show(&mut self, page: Page) {
        self.page = Some(page);
    }

    pub(super) fn stale(&mut self) {
        self.note("club-stale");
        self.show(Page::Panel);
    }

    /// The bot was put into a group or server.
    fn welcome(&mut self) {
        // Where it has been all the time, it was only told so again.
        if self.known && self.club.left.is_none() {
            return;
        }
        let came_back = self.known;
        self.presence = Presence::Begins;
        self.note("hello-group");
        self.note(if came_back { "club-welcome-back" } else { "club-welcome" });
        self.show(Page::Welcome);
    }

    /// Where in the club whoever acts is: where they act, or its main place.
    pub(super) fn here(&self) -> &Place {
        self.seat.as_ref().unwrap_or(&self.event.conversation.place)
    }

    /// Whether they act from their own chat.
    pub(super) const fn is_elsewhere(&self) -> bool {
        self.seat.is_some()
    }

    /// Where a reminder goes when nobody says.
    pub(super) fn usual_place(&self) -> Place {
        self.club.settings.place.clone().unwrap_or_else(|| self.here().clone())
    }

    pub(super) fn panel(&mut self, rest: &str) {
        if let Some(number) = shown_number(rest) {
            self.dialog = DialogChange::Ends;
            return self.numbered(number);
        }
        let named = ["", ICE, "list", "settings", "history", "export", "import"];
        // In their own chat that is how an answer is told from a word about themselves.
        if !named.contains(&rest.trim()) && awaited(&self.club).is_some() {
            return self.read(rest);
        }
        self.dialog = DialogChange::Ends;
        match rest.trim() {
            "list" => self.show(Page::List(0)),
            "settings" => self.show(Page::Settings),
            "history" => self.show(Page::History),
            "export" => self.export(),
            "import" => self.tap(ClubTap::File),
            ICE => self.show(Page::Ice),
            _ => self.show(Page::Panel),
        }
    }

    fn finish(mut self) -> Step {
        let screen = self.screen();
        let mut outgoing = Vec::new();
        let place = self.event.conversation.place.clone();
        let pressed = matches!(self.event.input, Input::Press(_));
        let placement = match self.shown {
            // What the conversation there asks stays where it is.
            _ if self.is_elsewhere() => Placement::New,
            Showing::Aside if pressed => Placement::Aside,
            // Nobody asked: it is for everybody there.
            _ if self.event.input == Input::Admitted => Placement::Post,
            _ if pressed && screen.attachment.is_none() => Placement::InPlace,
            _ => Placement::New,
        };
        if !screen.blocks.is_empty() {
            outgoing.push(Outgoing { lane: Lane::Reply, place, placement, screen });
        }
        outgoing.append(&mut self.says);
        let club = ClubStep {
            found: self.known.then_some(self.club.revision),
            settings: (self.settled || self.presence == Presence::Begins)
                .then(|| (Box::new(self.named()), self.club.holds.clone())),
            schedules: self.schedules,
            change: self.change,
            who: Who::caused(self.event),
            taken: self.taken.filter(|_| self.dialog != DialogChange::Stays),
            dialog: self.dialog,
            presence: self.presence,
            seat: self.seat,
        };
        // Of a club nobody used there is nothing to keep.
        let unknown = !self.known && self.presence == Presence::Ends;
        Step {
            outgoing,
            club: (!unknown).then_some(club),
            place: self.place,
            asks: self.asks,
            member: self.member,
            manages: self.manages,
            ..Step::default()
        }
    }

    /// The settings with the name the club goes by.
    fn named(&self) -> Settings {
        let name = self.event.member.club.clone();
        let settings = self.club.settings.clone();
        Settings { name: name.or(settings.name), ..settings }
    }

    fn screen(&mut self) -> Screen {
        let mut blocks = std::mem::take(&mut self.notes);
        let (page, choices) = match self.page.take() {
            Some(page) => self.draw(&page),
            None => (Vec::new(), Vec::new()),
        };
        blocks.extend(page);
        let types = self.ctx.capabilities.typing == Typing::InField;
        let asks = matches!(self.dialog, DialogChange::Becomes(Dialog::Awaits(_)));
        let mut choices: Vec<Choice> = choices;
        if types && asks {
            let label = self.say.text("choice-type");
            choices.insert(0, Choice { label, data: Field::Club.to_string(), mark: Mark::Types });
        }
        Screen { blocks, choices, attachment: self.attachment.take(), ..Screen::default() }
    }

    /// What a reminder's words are called in a line.
    pub(super) fn name(&self, words: &Words) -> String {
        name(self.say, words)
    }

    /// Whether a reminder is paused by itself.
    pub(super) fn is_paused(kept: &Kept) -> bool {
        kept.listed.holds.pauses.iter().any(|pause| pause.of == PauseOf::Schedule)
    }
}

/// The number of the reminder that is to be shown: `show 2`.
fn shown_number(rest: &str) -> Option<usize> {
    rest.trim().strip_prefix(SHOW)?.trim().parse().ok()
}

fn speaking<'a>(ctx: &Context<'a>, language: Option<&str>, event: &Incoming) -> Say<'a> {
    let tag = language.or(event.language.as_deref());
    Say::new(ctx.texts, ctx.capabilities.commands, Language::nearest(tag.unwrap_or_default()))
}

/// What a reminder's words are called in a line.
pub(super) fn name(say: Say<'_>, words: &Words) -> String {
    match (&words.text, words.about) {
        (Some(text), _) => {
            let first = text.lines().next().unwrap_or_default();
            let short: String = first.chars().take(40).collect();
            if short.len() < text.len() { format!("{short}…") } else { short }
        }
        (None, Some(about)) => say.text(&format!("club-about-{about}")),
        (None, None) => say.text("reminder-club"),
    }
}

//! A club's ice session: somebody begins it where the club is, one message shows the phase
//! it is in, and those who joined are called at each change. Joining and leaving is
//! everybody's own matter, and nothing is said of anyone's health.

use jiff::Timestamp;

use super::{
    pages::{Page, Sheet},
    tap::ClubTap,
    turn::{ClubTurn, Showing},
};
use crate::{
    args,
    bot::{
        reminders::Show,
        say::Say,
        step::{Answer, Ask, Context, Spot},
    },
    club::{
        Awaited, Calls, Change, Deed, DialogChange, MemberChange, Part, Reached, Right, Session,
        Sessions, Settings, Whose,
    },
    event::{Audience, Command, Input, Place},
    message::{Block, Choice, Lane, Leave, Mark, Named, Outgoing, Placement, Screen},
    reminder::{
        About, Due, KeptHolds, NewSchedule, Owner, ScheduleChange, ScheduleId, Timing, Words,
    },
    schedule::{
        Kind, Lateness,
        ice::{Phase, Rhythm, Step, phases},
    },
    text::Language,
};

/// The most people one message calls. Telegram rings nobody's phone for those named far
/// down in one.
const CALLED_AT_ONCE: usize = 5;

impl ClubTurn<'_> {
    /// Whether whoever caused the event may end a session: who runs the club, and who began it.
    pub(super) fn right_to_stop(&self, id: ScheduleId) -> Right {
        match self.session(id) {
            Some(session) if session.begun_by == Whose::Theirs => Right::Given,
            _ => self.club.settings.are_managed_by(self.event),
        }
    }

    fn session(&self, id: ScheduleId) -> Option<&Session> {
        self.club.sessions.iter().find(|session| session.id == id)
    }

    /// The session that is on where the event comes from.
    pub(super) fn session_here(&self) -> Option<&Session> {
        self.club.sessions.iter().find(|session| session.place == *self.here())
    }

    /// Who may begin a session from now on.
    pub(super) fn let_begin(&mut self, sessions: Sessions) {
        let (settings, holds) = (self.club.settings.clone(), self.club.holds.clone());
        self.club.settings.sessions = sessions;
        self.settle(settings, holds);
    }

    /// Begins a session here, if there is none and the bot may post.
    pub(super) fn begin(&mut self, rhythm: Rhythm) {
        let now = self.ctx.now;
        if self.session_here().is_some() || self.is_elsewhere() {
            return self.show(Page::Ice);
        }
        // What the message says has to hold for as long as it stands: that takes a clock.
        if self.club.settings.zone.is_none() {
            self.note("club-zone-first");
            if self.club.settings.are_managed_by(self.event) == Right::Given {
                self.ask(Awaited::Zone(None), "club-zone-question");
            }
            return;
        }
        if self.club.holds.pauses.iter().any(|pause| pause.covers(now)) {
            self.note("club-ice-paused");
            return self.show(Page::Ice);
        }
        if self.is_full() {
            return self.full();
        }
        let place = self.here().clone();
        let Some(Answer::Leave(leaves)) = self.ctx.answer else {
            self.asks = Some(Ask::Leave(vec![Spot { place, mention: None }]));
            return;
        };
        if let Some(Leave::Lacks(lack)) = leaves.first() {
            self.note(&format!("club-lacks-{lack}"));
            return self.show(Page::Ice);
        }
        self.schedules.push(ScheduleChange::Add(NewSchedule {
            owner: Owner::Club { club: self.club_id(), place },
            kind: Kind::IceOn,
            timing: Timing::Ice { rhythm, started: now }.in_millis(),
            words: Words { about: Some(About::ClubIce), ..Words::default() },
            holds: KeptHolds::default(),
        }));
        self.changed(Change { deed: Deed::Began, schedule: None, before: None, after: None });
        self.note("club-ice-begun");
    }

    /// Ends a session before its time.
    pub(super) fn stop(&mut self, id: ScheduleId) {
        self.shown = Showing::Aside;
        let Some(session) = self.session(id).cloned() else {
            return self.note("club-ice-over");
        };
        let is_on = self.phase_of(&session).is_some_and(|phase| phase.step == Step::On);
        self.schedules.push(ScheduleChange::End(id));
        self.changed(Change { deed: Deed::Stopped, schedule: Some(id), before: None, after: None });
        self.note("club-ice-stopped");
        let mut blocks = vec![Block::Heading(self.say.text("club-ice-stopped-early"))];
        blocks.extend(is_on.then(|| Block::Alert(self.say.text("ice-take-off"))));
        self.says.push(Outgoing {
            lane: Lane::IcePhase,
            place: session.place,
            placement: Placement::Shows(id),
            screen: Screen { blocks, ..Screen::default() },
        });
    }

    /// The phase a session is in.
    fn phase_of(&self, session: &Session) -> Option<Phase> {
        let passed = |phase: &Phase| phase.at <= self.ctx.now;
        phases(session.rhythm, session.started).into_iter().rev().find(passed)
    }

    /// Takes part in a session.
    pub(super) fn join(&mut self, id: ScheduleId) {
        self.shown = Showing::Aside;
        let Some(session) = self.session(id).cloned() else {
            return self.note("club-ice-over");
        };
        if session.part == Part::Out && session.count >= Session::MOST {
            let args = args! { "most" => Session::MOST.to_string() };
            let text = self.say.with("club-ice-full", &args);
            return self.note_text(text);
        }
        self.member = Some(MemberChange::Joins(id, self.event.member.name.clone()));
        self.note(match self.club.prefers.at(self.ctx.now) {
            Calls::There => "club-ice-joined",
            Calls::Privately => "club-ice-joined-privately",
            Calls::Never => "club-ice-joined-silently",
        });
        let timing = Timing::Ice { rhythm: session.rhythm, started: session.started };
        let next = timing.after(Kind::IceOn, self.ctx.now);
        if let Some((kind, at)) = next {
            let zone = self.club.settings.zone.clone();
            let text = Next { kind, at }.said(&self.show_in(zone.as_ref()));
            self.note_text(text);
        }
    }

    /// Takes part no longer. It is nobody's business where that is said.
    pub(super) fn leave(&mut self, id: ScheduleId) {
        self.shown = Showing::Aside;
        self.member = Some(MemberChange::Leaves(id));
        let is_in = self.event.audience == Audience::Private
            || self.session(id).is_some_and(|session| session.part == Part::In);
        self.note(if is_in { "club-ice-left" } else { "club-ice-not-in" });
        // Whatever else they are in the middle of goes on.
        self.dialog = DialogChange::Stays;
    }
}

impl Sheet<'_, '_> {
    /// What a session is, and the buttons that begin one.
    pub(super) fn ice(&mut self) {
        let manages = self.turn.club.settings.are_managed_by(self.turn.event) == Right::Given;
        if let Some(session) = self.turn.session_here() {
            let id = session.id;
            let timing = Timing::Ice { rhythm: session.rhythm, started: session.started };
            self.heading("club-ice-is-on");
            let rule = self.show.rule(&timing);
            let joined = args! { "count" => session.count };
            let joined = self.show.say.with("club-ice-count", &joined);
            self.blocks.push(Block::Bullets(vec![rule, joined]));
            if self.turn.right_to_stop(id) == Right::Given {
                self.answer("choice-club-ice-stop", ClubTap::Stop(id));
            }
        } else {
            self.heading("club-ice-question");
            self.text("club-ice-how");
            self.text("club-ice-caution");
            self.answer("choice-ice-article", ClubTap::Begin(Rhythm::Article));
            self.answer("choice-ice-gentler", ClubTap::Begin(Rhythm::Gentler));
        }
        if manages {
            self.control("choice-club-panel", ClubTap::Panel);
        }
        if let Input::Command(Command::Ice, _) = &self.turn.event.input {
            let label = self.show.say.text("choice-private");
            let data = Command::Ice.to_string();
            self.choices.push(Choice { label, data, mark: Mark::OpensPrivate });
        }
    }
}

/// What comes next in a session.
struct Next {
    kind: Kind,
    at: Timestamp,
}

impl Next {
    fn said(&self, show: &Show<'_>) -> String {
        let key = match self.kind {
            Kind::IceOff => "ice-next-off",
            Kind::IceOn => "ice-next-on",
            _ => "ice-next-end",
        };
        let time = show.time(self.at);
        show.say.with(key, &args! { "time" => time })
    }
}

/// What a phase of a club's session says: the message that shows the session, and a call
/// for those who joined, each where they let the club reach them.
pub(super) fn phase(ctx: &Context<'_>, due: &Due) -> Vec<Outgoing> {
    let Timing::Ice { rhythm, started } = due.timing else { return Vec::new() };
    let settings = due.club.clone().unwrap_or_default();
    let language = Language::nearest(settings.language.as_deref().unwrap_or_default());
    let say = Say::new(ctx.texts, ctx.capabilities.commands, language);
    let show = Show { say, words: say.words(), zone: settings.zone.as_ref(), now: ctx.now };
    let minutes = rhythm.minutes_on();
    let heading = match due.kind {
        Kind::IceOn => say.with("remind-ice-on", &args! { "minutes" => minutes }),
        Kind::IceOff => say.text("remind-ice-off"),
        _ => say.text("remind-ice-end"),
    };
    let late = (due.lateness == Lateness::Late)
        .then(|| Block::Text(say.with("remind-late", &args! { "time" => show.time(due.due) })));
    let call: Vec<Block> = [Block::Heading(heading)].into_iter().chain(late).collect();

    let mut blocks = call.clone();
    let mut choices = Vec::new();
    let next = Timing::Ice { rhythm, started }.after(due.kind, due.due);
    if let Some((kind, at)) = next {
        blocks.push(Block::Text(Next { kind, at }.said(&show)));
        blocks.push(say.paragraph("club-ice-caution"));
        let choice = |mark, key: &str, tap: ClubTap| Choice {
            label: say.text(key),
            data: tap.to_string(),
            mark,
        };
        choices = vec![
            choice(Mark::Answers, "choice-club-ice-join", ClubTap::Join(due.schedule)),
            choice(Mark::Answers, "choice-club-ice-leave", ClubTap::Leave(due.schedule)),
            choice(Mark::Control, "choice-club-why", ClubTap::Why(due.schedule)),
            choice(Mark::Control, "choice-club-ice-stop", ClubTap::Stop(due.schedule)),
        ];
    } else {
        blocks.push(say.paragraph("club-ice-look"));
    }
    let mut says = vec![Outgoing {
        lane: Lane::IcePhase,
        place: due.place.clone(),
        placement: Placement::Shows(due.schedule),
        screen: Screen { blocks, choices, ..Screen::default() },
    }];
    let calling = Calling { due, say, settings: &settings, now: ctx.now, call };
    says.extend(calling.there());
    says.extend(calling.privately(if next.is_some() { More::Comes } else { More::Ended }));
    says
}

/// A call for those who joined.
struct Calling<'a> {
    due: &'a Due,
    say: Say<'a>,
    settings: &'a Settings,
    now: Timestamp,
    call: Vec<Block>,
}

impl Calling<'_> {
    fn reached(&self, calls: Calls) -> impl Iterator<Item = &Reached> {
        let by = move |reached: &&Reached| reached.prefers.at(self.now) == calls;
        self.due.reaches.iter().filter(by)
    }

    /// By name, where the session is.
    fn there(&self) -> Vec<Outgoing> {
        let named =
            |reached: &Reached| Named { id: reached.person.id.clone(), name: reached.name.clone() };
        let people: Vec<Named> = self.reached(Calls::There).map(named).collect();
        let call = |people: &[Named]| {
            let screen =
                Screen { blocks: self.call.clone(), people: people.to_vec(), ..Screen::default() };
            Outgoing {
                lane: Lane::IcePhase,
                place: self.due.place.clone(),
                placement: Placement::Post,
                screen,
            }
        };
        people.chunks(CALLED_AT_ONCE).map(call).collect()
    }

    /// In their own chat, with the way out while there is one.
    fn privately(&self, more: More) -> Vec<Outgoing> {
        let mut blocks = self.call.clone();
        let name = self.settings.name.as_ref().map(|name| args! { "club" => name.clone() });
        blocks.extend(name.map(|args| Block::Text(self.say.with("club-ice-from", &args))));
        let leave = Choice {
            label: self.say.text("choice-club-ice-leave"),
            data: ClubTap::Leave(self.due.schedule).to_string(),
            mark: Mark::Control,
        };
        let choices: Vec<Choice> = [leave].into_iter().filter(|_| more == More::Comes).collect();
        let screen = Screen { blocks, choices, ..Screen::default() };
        let call = |reached: &Reached| Outgoing {
            lane: Lane::IcePhase,
            place: Place::direct(&reached.person),
            placement: Placement::Post,
            screen: screen.clone(),
        };
        self.reached(Calls::Privately).map(call).collect()
    }
}

/// Whether a session has another phase.
#[derive(Clone, Copy, PartialEq, Eq)]
enum More {
    Comes,
    Ended,
}

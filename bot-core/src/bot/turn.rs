//! One step in the making: the state being changed, what is said on the way,
//! and the screen it ends on.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::{
    button::Act,
    club, document, number,
    reminders::{self, Reminders},
    result,
    say::Say,
    screen::{self, Buttons},
    state::{State, View},
    step::{
        Consent, Context, Forget, Interviews, PlaceChange, Profile, Revision, Session,
        SessionChange, Snapshot, Step,
    },
};
use crate::{
    args,
    assessment::{self, Level},
    club::Mine,
    event::{Conversation, Incoming, Input, Place},
    facts::{Fact, Value},
    interview::{Agreement, Asking, Entry, Interview, QuestionId, Reply, Stage, Unserved, Wording},
    message::{
        Block, Choice, Edits, Field, Lane, Mark, Outgoing, Placement, Screen, Typing, Unasked,
        split,
    },
    text::Language,
};

/// The version of the wording a person agrees to; a new wording gets a new number.
const CONSENT_WORDING: u32 = 1;

/// How long answers that are not to be kept wait for the next.
const EPHEMERAL: SignedDuration = SignedDuration::from_mins(60);

/// What becomes of the session apart from what is said in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Stays,
    Begins,
    Ends,
}

/// How much of a finished check is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// All of it where it is new, else what can be done with it.
    AsNeeded,
    /// All of it.
    Full,
    /// Nothing: what was said stands alone.
    Nothing,
}

/// One step in the making.
pub(super) struct Turn<'a> {
    pub(super) ctx: &'a Context<'a>,
    pub(super) event: &'a Incoming,
    pub(super) say: Say<'a>,
    pub(super) state: State,
    pub(super) profile: Profile,
    pub(super) depth: Depth,
    pub(super) reminders: Reminders,
    before: &'a Snapshot,
    notes: Vec<Block>,
    /// The ways on of what was said aside of the conversation, where something was.
    aside: Option<Vec<Choice>>,
    documents: Vec<Screen>,
    fate: Fate,
    forget: Forget,
}

impl<'a> Turn<'a> {
    /// The clubs they are in, where the event is about what reaches them.
    pub(super) fn clubs(&self) -> Vec<&'a Mine> {
        club::still(self.ctx, self.before, self.event)
    }

    pub(super) fn new(ctx: &'a Context<'a>, before: &'a Snapshot, event: &'a Incoming) -> Self {
        let profile = before.profile.clone().unwrap_or_default();
        let tag = profile.language.as_deref().or(event.language.as_deref()).unwrap_or_default();
        let say = Say::new(ctx.texts, ctx.capabilities.commands, Language::nearest(tag));
        let state =
            before.session.as_ref().map(|session| session.state.clone()).unwrap_or_default();
        Self {
            ctx,
            event,
            say,
            state,
            profile,
            depth: Depth::AsNeeded,
            reminders: Reminders::of(before, ctx.now).said_at(direct_chat(ctx, event)),
            before,
            notes: Vec::new(),
            aside: None,
            documents: Vec::new(),
            fate: Fate::Stays,
            forget: Forget::Nothing,
        }
    }

    pub(super) fn interview(&mut self) -> &mut Interview {
        &mut self.state.interview
    }

    pub(super) fn least_age(&self) -> u8 {
        self.ctx.policy.least_age
    }

    pub(super) fn stage(&self) -> Stage {
        self.state.interview.stage(self.least_age())
    }

    pub(super) fn has_session(&self) -> bool {
        self.fate != Fate::Ends && (self.before.session.is_some() || self.fate == Fate::Begins)
    }

    /// Begins a new check, in place of the one there was.
    pub(super) fn begin(&mut self) {
        let agreed = match self.profile.consent {
            Some(_) => Agreement::Given,
            None => Agreement::Open,
        };
        self.state = State { interview: Interview::begin(agreed), ..State::default() };
        self.fate = Fate::Begins;
    }

    /// Ends the session; its answers go.
    pub(super) fn end(&mut self) {
        self.state = State::default();
        self.fate = Fate::Ends;
    }

    /// Removes all that is held about the person.
    pub(super) fn forget(&mut self) {
        self.end();
        self.profile = Profile::default();
        self.forget = Forget::Person;
    }

    /// Something said above the screen.
    pub(super) fn note(&mut self, key: &str) {
        self.notes.push(self.say.paragraph(key));
    }

    pub(super) fn note_block(&mut self, block: Block) {
        self.notes.push(block);
    }

    /// What was noted is said aside: the conversation is shown below it only where
    /// it waits for an answer.
    pub(super) fn step_aside(&mut self) {
        self.aside.get_or_insert_default();
    }

    /// The ways on of what is said aside.
    pub(super) fn offer_aside(&mut self, choices: Vec<Choice>) {
        if self.aside.is_some() {
            self.aside = Some(choices);
        }
    }

    /// A message of its own, before the screen.
    pub(super) fn document(&mut self, screen: Screen) {
        self.documents.push(screen);
    }

    pub(super) fn number(&self) -> &'static str {
        number::emergency(self.event.language.as_deref())
    }

    pub(super) fn before(&self) -> &'a Snapshot {
        self.before
    }

    /// What the person looked at before the step.
    fn stage_before(&self) -> Option<Stage> {
        let session = self.before.session.as_ref()?;
        Some(session.state.interview.stage(self.least_age()))
    }

    fn level_before(&self) -> Level {
        let facts = self.before.session.as_ref().map(|session| session.state.interview.facts());
        facts.map_or(Level::SelfCare, assessment::level)
    }

    /// Whether the next question takes the place of the last in the chat's history.
    fn edits_in_place(&self) -> bool {
        self.pressed()
            && self.ctx.capabilities.edits == Edits::InPlace
            && self.fate == Fate::Stays
            && self.state.view == View::Interview
            && !matches!(self.stage(), Stage::Done | Stage::Unserved(_))
    }

    /// Whether they used something of a screen: a button, a list, or its field.
    fn pressed(&self) -> bool {
        match self.event.input {
            Input::Press(_) | Input::Select(_) => true,
            Input::Text(_) | Input::Wordless => self.types_in_field(),
            _ => false,
        }
    }

    fn types_in_field(&self) -> bool {
        self.ctx.capabilities.typing == Typing::InField
    }

    /// A line each about the replies given: a question that takes the last one's
    /// place takes along what the chat's history is to keep.
    fn answers_so_far(&self) -> Option<Block> {
        let interview = &self.state.interview;
        let line = |entry: &Entry| {
            let what = match entry.reply {
                Reply::NotSure => self.say.text("answer-not-sure"),
                Reply::Skipped => self.say.text("answer-skipped"),
                Reply::Answered | Reply::Noted => told(&self.say, entry, interview)?,
            };
            let question = self.say.text(&format!("question-{}.short", entry.question));
            Some(self.say.with("answer-line", &args! { "question" => question, "what" => what }))
        };
        let items: Vec<String> = interview.trail().iter().filter_map(line).collect();
        let title = self.say.text("answers-so-far");
        (!items.is_empty()).then_some(Block::Details { title, items })
    }

    /// Says what was just noted, and that it has become urgent where it has.
    fn say_what_changed(&mut self) {
        let trail_before =
            self.before.session.as_ref().map_or(0, |s| s.state.interview.trail().len());
        let trail = self.state.interview.trail();
        if self.edits_in_place() {
            self.notes.splice(0..0, self.answers_so_far());
        } else if self.fate != Fate::Ends && trail.len() > trail_before {
            let noted = trail.last().map(|entry| noted(&self.say, entry, &self.state.interview));
            self.notes.extend(noted.flatten().map(Block::Text));
        }
        let level = assessment::level(self.state.interview.facts());
        if level == Level::Urgent
            && self.level_before() < Level::Urgent
            && self.stage() != Stage::Done
        {
            self.notes.push(Block::Alert(self.say.text("raised-urgent")));
        }
    }

    /// The step where others look on: what was noted with this button, and nothing
    /// of the conversation.
    pub(super) fn finish_unseen(mut self, button: Choice) -> Step {
        let blocks = std::mem::take(&mut self.notes);
        let screens = vec![Screen { blocks, choices: vec![button], ..Screen::default() }];
        Step { outgoing: self.outgoing(screens), ..Step::default() }
    }

    /// The step, with the screen the person is to see now.
    pub(super) fn finish(mut self) -> Step {
        self.say_what_changed();
        self.heed_crisis();
        self.settle_check();
        let unserved = match self.stage() {
            Stage::Unserved(why) if self.has_session() => Some(why),
            _ => None,
        };
        if let Some(why) = unserved {
            self.unserved(why);
        }
        self.keep_only_what_may_be();
        self.remember_consent();

        let (session, buttons) = self.session_change();
        let mut screens = std::mem::take(&mut self.documents);
        let aside = self.aside.take().filter(|_| !self.waits());
        match (buttons, aside) {
            (_, Some(choices)) => {
                let said = self.leftover_notes().unwrap_or_default();
                screens.push(Screen { choices, ..said });
            }
            (Some(buttons), None) => screens.extend(self.current(buttons)),
            (None, None) => {}
        }
        screens.extend(self.leftover_notes());
        let profile = self.new_profile();
        let outgoing = self.outgoing(screens);
        let schedules = match self.forget {
            Forget::Nothing => self.reminders.into_changes(),
            Forget::Person => Vec::new(),
        };
        let place = PlaceChange::Stays;
        let forget = self.forget;
        Step { session, profile, forget, outgoing, schedules, place, ..Step::default() }
    }

    /// Words of harming oneself end the questions, and no other word is said.
    fn heed_crisis(&mut self) {
        let disclosed =
            self.has_session() && self.state.interview.facts().has(Fact::CrisisDisclosure);
        match &self.state.view {
            View::Interview | View::Crisis if disclosed => {
                self.state.view = View::Crisis;
                self.notes.clear();
            }
            View::Crisis => self.state.view = View::Interview,
            _ => {}
        }
    }

    fn unserved(&mut self, why: Unserved) {
        match why {
            Unserved::Refused => self.note("refused"),
            Unserved::AgeUnknown => self.note("age-unknown"),
            Unserved::TooYoung => {
                let args = args! { "years" => self.least_age(), "number" => self.number() };
                self.notes = self.urgent_words();
                self.notes.extend([
                    Block::Text(self.say.with("too-young", &args)),
                    Block::Alert(self.say.with("too-young.danger", &args)),
                ]);
            }
        }
        self.end();
    }

    /// Where the operator wants no interviews, or none that is kept: what was said goes.
    fn keep_only_what_may_be(&mut self) {
        let asks = match &self.state.view {
            View::Reminders(_) | View::ConfirmDelete => false,
            View::Interview
            | View::Stopped
            | View::EditMenu
            | View::ConfirmRestart
            | View::Crisis => true,
        };
        if !self.has_session() || !asks {
            return;
        }
        match self.interviews() {
            Interviews::Off => {
                self.notes = self.urgent_words();
                self.notes.push(Block::Text(
                    self.say.with("interview-off", &args! { "number" => self.number() }),
                ));
                self.end();
            }
            Interviews::Ephemeral if self.state.view == View::Stopped => {
                self.note("stopped-kept-nothing");
                self.end();
            }
            Interviews::Ephemeral | Interviews::Stored => {}
        }
    }

    pub(super) fn interviews(&self) -> Interviews {
        self.ctx.policy.interviews(self.event.conversation.place.platform)
    }

    /// What can't wait is said even to somebody of whom nothing is kept.
    fn urgent_words(&self) -> Vec<Block> {
        let number = self.number();
        let facts = self.state.interview.facts();
        if facts.has(Fact::CrisisDisclosure) {
            return screen::crisis_words(&self.say, number);
        }
        match assessment::level(facts) {
            level @ (Level::Emergency | Level::Urgent) => {
                let key = format!("level-{level}.meaning");
                vec![Block::Alert(self.say.with(&key, &args! { "number" => number }))]
            }
            Level::GpOrPhysio | Level::SelfCare => Vec::new(),
        }
    }

    fn remember_consent(&mut self) {
        if self.has_session()
            && self.state.interview.agreement() == Agreement::Given
            && self.profile.consent.is_none()
        {
            self.profile.consent = Some(Consent { at: self.ctx.now, wording: CONSENT_WORDING });
        }
    }

    fn new_profile(&self) -> Option<Profile> {
        let before = self.before.profile.as_ref();
        let changed = match before {
            Some(before) => *before != self.profile,
            None => self.profile != Profile::default(),
        };
        (changed && self.forget == Forget::Nothing).then(|| self.profile.clone())
    }

    /// What becomes of the session, and the buttons of what it shows.
    fn session_change(&self) -> (SessionChange, Option<Buttons>) {
        let expires = self.expires();
        let save = |id| SessionChange::Save { id, state: Box::new(self.state.clone()), expires };
        match (self.fate, &self.before.session) {
            (Fate::Ends, None) => (SessionChange::Keep, None),
            (Fate::Ends, Some(_)) => (SessionChange::End, None),
            (Fate::Begins, _) => {
                let session = self.ctx.fresh;
                (save(session), Some(Buttons { session, revision: Revision::default().next() }))
            }
            (Fate::Stays, None) => (SessionChange::Keep, None),
            (Fate::Stays, Some(before)) if before.state == self.state => {
                let buttons = Buttons { session: before.id, revision: before.revision };
                (SessionChange::Keep, Some(buttons))
            }
            (Fate::Stays, Some(before)) => {
                let buttons = Buttons { session: before.id, revision: before.revision.next() };
                (save(before.id), Some(buttons))
            }
        }
    }

    /// What the person is to see now, below what was said on the way.
    fn current(&mut self, buttons: Buttons) -> Vec<Screen> {
        let mut screens = self.shown(buttons);
        if let Some(first) = screens.first_mut() {
            let notes = std::mem::take(&mut self.notes);
            first.blocks.splice(0..0, notes);
        }
        screens
    }

    /// The screen the state stands for.
    pub(super) fn shown(&self, buttons: Buttons) -> Vec<Screen> {
        let say = self.say;
        let number = self.number();
        let state = &self.state;
        match &state.view {
            View::Reminders(page) => vec![reminders::screen(self, buttons, page)],
            View::Stopped => vec![screen::stopped(&say, buttons, &self.kept_until())],
            View::EditMenu => vec![screen::edit_menu(&say, buttons, &state.interview)],
            View::ConfirmRestart => {
                let yes = ("choice-restart-now", Act::RestartNow);
                vec![screen::confirm_act(&say, buttons, "restart-question", yes)]
            }
            View::ConfirmDelete => {
                let yes = ("choice-delete-now", Act::DeleteNow);
                vec![screen::confirm_act(&say, buttons, "delete-question", yes)]
            }
            View::Crisis => vec![screen::crisis(&say, buttons, number)],
            View::Interview => match self.stage() {
                Stage::Interrupt => {
                    vec![screen::interrupt(&say, buttons, &state.interview, number)]
                }
                Stage::Confirm => vec![screen::confirm(&say, buttons, &state.interview)],
                Stage::Ask(mut asking) => {
                    if self.greeted(&asking) {
                        asking.wording = Wording::Again;
                    }
                    let mut screen = screen::question(&say, buttons, &asking, &state.interview);
                    let whole = asking.wording != Wording::Again;
                    if asking.question.id == QuestionId::Consent
                        && whole
                        && self.interviews() == Interviews::Ephemeral
                    {
                        // The usual words promise more days than there are.
                        screen.blocks.truncate(1);
                        screen.blocks.push(say.paragraph("consent-ephemeral"));
                    }
                    vec![screen]
                }
                Stage::Done => self.done(buttons, number),
                Stage::Unserved(_) => Vec::new(),
            },
        }
    }

    /// Whether this is the first question and the person has just read the whole of it.
    fn greeted(&self, asking: &Asking) -> bool {
        let consent = QuestionId::Consent;
        asking.question.id == consent
            && self.depth != Depth::Full
            && self.fate == Fate::Stays
            && matches!(self.stage_before(), Some(Stage::Ask(before)) if before.question.id == consent)
    }

    fn done(&self, buttons: Buttons, number: &str) -> Vec<Screen> {
        let offers = reminders::offers(self, buttons);
        let closing = result::closing(&self.say, buttons, offers);
        let facts = self.state.interview.facts();
        let facts_before =
            self.before.session.as_ref().map(|session| session.state.interview.facts());
        let new = self.stage_before() != Some(Stage::Done) || facts_before != Some(facts);
        match self.depth {
            Depth::Nothing => vec![closing],
            Depth::AsNeeded if !new => vec![closing],
            Depth::AsNeeded | Depth::Full => {
                let blocks = result::blocks(&self.say, &self.state.interview, number);
                result::with_closing(blocks, closing)
            }
        }
    }

    /// When the answers of this session are deleted, if nothing else happens.
    fn expires(&self) -> Timestamp {
        let policy = self.ctx.policy;
        // A check-in that is left half way takes nothing from the check before it.
        let finished = self.stage() == Stage::Done || self.state.check_in.is_some();
        let keep = match (self.interviews(), finished) {
            (Interviews::Off | Interviews::Ephemeral, _) => EPHEMERAL,
            (Interviews::Stored, true) => policy.keep_finished,
            (Interviews::Stored, false) => policy.keep_unfinished,
        };
        // The largest instant is some seven thousand years off.
        self.ctx.now.checked_add(keep).unwrap_or(Timestamp::MAX)
    }

    /// Until when the answers of this session are kept, as a date: as it is saved
    /// by this step, or was by the one before where nothing has changed.
    fn kept_until(&self) -> String {
        let unchanged = |before: &&Session| self.fate == Fate::Stays && before.state == self.state;
        let saved = self.before.session.as_ref().filter(unchanged);
        let until = saved.map_or_else(|| self.expires(), |before| before.expires);
        let zone = self.profile.zone.as_deref().and_then(|name| TimeZone::get(name).ok());
        document::date(&until.to_zoned(zone.unwrap_or(TimeZone::UTC)))
    }

    /// Notes that found no screen to stand on.
    fn leftover_notes(&mut self) -> Option<Screen> {
        let blocks = std::mem::take(&mut self.notes);
        (!blocks.is_empty()).then(|| Screen { blocks, ..Screen::default() })
    }

    /// Messages within the platform's limits, buttons below the last of each screen.
    fn outgoing(&self, screens: Vec<Screen>) -> Vec<Outgoing> {
        let limit = self.ctx.capabilities.text_limit;
        let pressed = self.pressed() && self.ctx.capabilities.edits == Edits::InPlace;
        let alone = screens.len() == 1;
        let mut outgoing = Vec::new();
        for mut screen in screens {
            if self.types_in_field() && !screen.choices.is_empty() {
                let label = self.say.text("choice-type");
                screen.choices.push(Choice {
                    label,
                    data: Field::Answer.to_string(),
                    mark: Mark::Types,
                });
            }
            let mut pieces = split(screen.blocks, limit);
            if screen.attachment.is_some() {
                pieces = captioned(pieces, self.ctx.capabilities.caption_limit);
            }
            let last = pieces.pop().unwrap_or_default();
            let in_place = pressed && alone && pieces.is_empty() && !screen.choices.is_empty();
            for blocks in pieces {
                outgoing.push(self.message(Screen { blocks, ..Screen::default() }, Placement::New));
            }
            let placement = if in_place { Placement::InPlace } else { Placement::New };
            outgoing.push(self.message(Screen { blocks: last, ..screen }, placement));
        }
        outgoing
    }

    fn message(&self, screen: Screen, placement: Placement) -> Outgoing {
        let place = self.event.conversation.place.clone();
        Outgoing { lane: Lane::Reply, place, placement, screen }
    }
}

/// The person's own chat with the bot, where what does not answer them has to go there.
fn direct_chat(ctx: &Context<'_>, event: &Incoming) -> Option<Place> {
    let Conversation { place, person } = &event.conversation;
    let elsewhere = ctx.capabilities.unasked == Unasked::InDirectChat && place.space.is_some();
    elsewhere.then(|| Place::direct(person))
}

/// Messages of which the last goes with a file, and fits there.
fn captioned(mut messages: Vec<Vec<Block>>, limit: usize) -> Vec<Vec<Block>> {
    let mut last = split(messages.pop().unwrap_or_default(), limit);
    let Some(caption) = last.pop() else { return messages };
    let rest: Vec<Block> = last.into_iter().flatten().collect();
    if !rest.is_empty() {
        messages.push(rest);
    }
    messages.push(caption);
    messages
}

/// A line about the reply just given: what the chat's history keeps of it.
fn noted(say: &Say<'_>, entry: &Entry, interview: &Interview) -> Option<String> {
    match entry.reply {
        Reply::NotSure => Some(say.text("noted-not-sure")),
        Reply::Skipped => Some(say.text("noted-skipped")),
        Reply::Answered | Reply::Noted => {
            let what = told(say, entry, interview)?;
            Some(say.with("noted", &args! { "what" => what }))
        }
    }
}

/// What a reply told, in short phrases; `None` where that is nothing any more.
fn told(say: &Say<'_>, entry: &Entry, interview: &Interview) -> Option<String> {
    let facts = interview.facts();
    let told = entry.facts().filter_map(|fact| Some((fact, facts.get(fact)?)));
    let (present, absent): (Vec<_>, Vec<_>) = told.partition(|(_, value)| *value != Value::No);
    match (present.is_empty(), absent.len()) {
        (true, 0) => None,
        (true, 2..) if entry.reply == Reply::Answered => Some(say.text("noted-none")),
        (true, _) => Some(phrases(say, &absent)),
        (false, _) => Some(phrases(say, &present)),
    }
}

fn phrases(say: &Say<'_>, told: &[(Fact, Value)]) -> String {
    let phrases: Vec<String> =
        told.iter().map(|(fact, value)| say.fact(*fact, Some(*value))).collect();
    phrases.join(", ")
}

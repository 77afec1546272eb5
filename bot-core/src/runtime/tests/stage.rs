//! A bot, a platform and an engine for tests.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use futures_util::future::BoxFuture;
use jiff::SignedDuration;
use tokio::sync::mpsc;

use crate::{
    bot::{Context, Forget, Policy, Profile, SessionChange, Snapshot, Step},
    event::{Incoming, Input, Person, Place, Platform, PlatformId, Standing, Upload},
    message::{
        Adapter, Block, Capabilities, Commands, Delivery, Edits, Leave, Limits, NoFile, Outcome,
        Outgoing, Placement, Repeats, Several, Typing, Unasked, no_file, no_standing,
    },
    reminder::{Due, KeptHolds, NewSchedule, Owner, ScheduleChange, Timing, Words, own_words},
    runtime::{Chance, Engine, Parts, TestClock},
    schedule::{Cadence, Kind, Lateness, Rule, Zone},
    store::{
        Store,
        tests::support::{self, Bench, message, question},
    },
    text::Texts,
};

/// A bot that repeats what it is told, unless it is told to do something else.
pub(super) fn repeat(context: &Context<'_>, snapshot: &Snapshot, event: &Incoming) -> Step {
    let Input::Text(text) = &event.input else { return Step::default() };
    let place = &event.conversation.place;
    let id = snapshot.session.as_ref().map_or(context.fresh, |session| session.id);
    let saves = SessionChange::Save {
        id,
        state: Box::default(),
        expires: context.now + SignedDuration::from_hours(24),
    };
    let mut step = Step { session: saves, ..Step::default() };
    match text.split_once(' ').unwrap_or((text, "")) {
        ("panic", words) => panic!("told to: {words}"),
        ("forget", _) => {
            step.session = SessionChange::End;
            step.forget = Forget::Person;
            step.outgoing.push(message(place, "goodbye"));
        }
        ("twice", words) => {
            step.outgoing.push(message(place, words));
            step.outgoing.push(message(place, &format!("{words} again")));
        }
        ("ask", words) => {
            let mut question = question(place, words);
            question.placement = Placement::InPlace;
            step.outgoing.push(question);
        }
        ("soon", words) => {
            let zone = Zone::named("UTC").unwrap();
            let at = Cadence::Instant { at: context.now + SignedDuration::from_secs(10) };
            step.schedules.push(ScheduleChange::Add(NewSchedule {
                owner: Owner::Person,
                kind: Kind::Stretch,
                timing: Timing::Rule(Rule::new(at, zone)),
                words: Words { text: Some(words.into()), ..Words::default() },
                holds: KeptHolds::default(),
            }));
        }
        ("live", zone) => {
            step.profile = Some(Profile { zone: Some(zone.into()), ..Profile::default() });
        }
        _ => step.outgoing.push(message(place, text)),
    }
    step
}

/// Says a reminder's own words and how late they are.
fn remind(context: &Context<'_>, due: &Due) -> Vec<Outgoing> {
    let mut says = own_words(context, due);
    assert!(due.words.text.as_deref() != Some("panic"), "on purpose");
    let mark = if due.lateness == Lateness::Late { "late" } else { "on time" };
    for outgoing in &mut says {
        for block in &mut outgoing.screen.blocks {
            if let Block::Text(text) = block {
                *text = format!("{text} {mark}");
            }
        }
    }
    says
}

/// What the platform is to do with a delivery.
pub(super) enum Act {
    Say(Outcome),
    Panic,
    Hang,
}

/// A message as the platform got it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Got {
    pub(super) text: String,
    pub(super) channel: String,
    pub(super) edit: Option<String>,
    pub(super) attempt: u32,
}

/// A platform that does what its script says, then delivers everything.
pub(super) struct Scripted {
    limits: Limits,
    repeats: Repeats,
    script: Mutex<VecDeque<Act>>,
    got: mpsc::UnboundedSender<Got>,
}

impl Adapter for Scripted {
    fn platform(&self) -> Platform {
        Platform::Telegram
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            text_limit: 4096,
            caption_limit: 4096,
            edits: Edits::InPlace,
            several: Several::Toggled,
            typing: Typing::Anytime,
            commands: Commands::Alone,
            unasked: Unasked::There,
        }
    }

    fn limits(&self) -> Limits {
        self.limits
    }

    fn repeats(&self) -> Repeats {
        self.repeats
    }

    fn may_post<'a>(&'a self, _: &'a Place, _: Option<&'a PlatformId>) -> BoxFuture<'a, Leave> {
        Box::pin(std::future::ready(Leave::Unknown))
    }

    fn fetch<'a>(&'a self, _: &'a Upload, _: usize) -> BoxFuture<'a, Result<Vec<u8>, NoFile>> {
        no_file()
    }

    fn standing<'a>(&'a self, _: &'a PlatformId, _: &'a Person) -> BoxFuture<'a, Standing> {
        no_standing()
    }

    fn deliver(&self, delivery: Delivery) -> BoxFuture<'_, Outcome> {
        let text = match delivery.outgoing.screen.blocks.as_slice() {
            [Block::Text(text)] => text.clone(),
            other => panic!("not one text: {other:?}"),
        };
        let channel = delivery.outgoing.place.channel.as_str().to_owned();
        let edit = delivery.edit.map(|id| id.as_str().to_owned());
        // Nobody listens once a test has seen enough.
        let _ = self.got.send(Got { text, channel, edit, attempt: delivery.attempt });
        let id = PlatformId::new(format!("message-{}", delivery.id));
        match self.script.lock().unwrap().pop_front() {
            None => Box::pin(async { Outcome::Delivered(Some(id)) }),
            Some(Act::Say(outcome)) => Box::pin(async { outcome }),
            Some(Act::Panic) => panic!("on purpose"),
            Some(Act::Hang) => Box::pin(std::future::pending()),
        }
    }
}

/// An engine, and what its platform gets.
pub(super) struct Stage {
    pub(super) engine: Engine,
    pub(super) store: Store,
    pub(super) clock: TestClock,
    got: mpsc::UnboundedReceiver<Got>,
}

impl Stage {
    pub(super) async fn begin(bench: &Bench, script: Vec<Act>) -> Self {
        Self::begin_at(bench, script, TestClock::at(support::start())).await
    }

    pub(super) async fn begin_at(bench: &Bench, script: Vec<Act>, clock: TestClock) -> Self {
        Self::begin_on(bench, script, clock, Limits::NONE, Repeats::Shown).await
    }

    pub(super) async fn begin_on(
        bench: &Bench,
        script: Vec<Act>,
        clock: TestClock,
        limits: Limits,
        repeats: Repeats,
    ) -> Self {
        Self::begin_with(bench.open().await, script, clock, limits, repeats).await
    }

    pub(super) async fn begin_with(
        store: Store,
        script: Vec<Act>,
        clock: TestClock,
        limits: Limits,
        repeats: Repeats,
    ) -> Self {
        let (sender, got) = mpsc::unbounded_channel();
        let adapter = Scripted { limits, repeats, script: Mutex::new(script.into()), got: sender };
        let engine = Engine::start(Parts {
            store: store.clone(),
            texts: Arc::new(Texts::default()),
            policy: Policy::default(),
            clock: Arc::new(clock.clone()),
            chance: Chance::seeded(1),
            respond: repeat,
            remind,
            adapters: vec![Arc::new(adapter)],
        })
        .await
        .unwrap();
        Self { engine, store, clock, got }
    }

    pub(super) async fn hear(&self, events: impl IntoIterator<Item = Incoming>) {
        self.engine.accept(events.into_iter().collect()).await.unwrap();
    }

    /// The next message the platform gets, waited for.
    pub(super) async fn get(&mut self) -> Got {
        self.got.recv().await.unwrap()
    }

    pub(super) async fn get_text(&mut self) -> String {
        self.get().await.text
    }

    /// Every message the platform got by now, once all events are acted on.
    pub(super) async fn texts(&mut self) -> Vec<String> {
        self.engine.idle().await;
        let mut texts = Vec::new();
        while let Ok(got) = self.got.try_recv() {
            texts.push(got.text);
        }
        texts
    }

    pub(super) fn pass(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }

    /// As if the process had been killed: nothing of the stage lives on.
    pub(super) async fn crash(self) -> TestClock {
        // Closing the store is what the system does with a dead process's files;
        // the engine is told nothing.
        self.store.close().await;
        self.clock
    }

    /// Ends as a process does that finishes in good order.
    pub(super) async fn end(self) {
        self.engine.shutdown().await;
        self.store.close().await;
    }
}

//! One run: a seed, a number of clubs and people, some weeks or a year, and
//! whatever happens to them.

mod engines;
mod life;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::{SignedDuration, Timestamp, civil::Weekday};
use tokio::task::JoinHandle;

use super::{
    dice::{Dice, Throws},
    people::{Label, Wish, channel, take_effects},
    platform::{Fault, Sky, Weather},
    world::{Leave, Life, World},
};
use crate::{
    event::{Conversation, Incoming, Place, Platform},
    reminder::ScheduleId,
    runtime::Engine,
    store::{
        Fired, Recorded, Store, StoreError,
        tests::support::{Access, Answer, Bench},
    },
    text::Texts,
};

/// How much lives in a run, and how often it is disturbed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) clubs: usize,
    pub(super) people: usize,
    pub(super) start: Timestamp,
    pub(super) days: i64,
    /// From one thing that somebody does to the next, on average.
    pub(super) act_every: SignedDuration,
    /// From one crash at a moment of its own to the next, on average.
    pub(super) crash_every: SignedDuration,
    /// How often an operation of the store fails, in a million.
    pub(super) store_faults: u64,
    pub(super) weather: Weather,
    /// How many engines work on the one store.
    pub(super) workers: u32,
}

/// Whether engines end together, as one process on SQLite, or each alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Processes {
    One,
    Several,
}

/// An event, and what is known of it outside.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) conversation: Conversation,
    pub(super) wish: Wish,
    /// When the platform was first told that it is taken in.
    pub(super) taken_in: Option<Timestamp>,
    incoming: Incoming,
}

#[derive(Debug)]
pub(super) struct Someone {
    pub(super) conversation: Conversation,
    zone: &'static str,
    labels: Vec<Label>,
}

#[derive(Debug)]
pub(super) struct Club {
    name: String,
    pub(super) place: Place,
    maker: Conversation,
    zone: &'static str,
    moves: u32,
    labels: Vec<Label>,
}

/// What is done at an instant.
#[derive(Clone, Copy, Debug)]
enum Action {
    Tell(u64),
    Move { club: usize },
    Act,
    Rush,
    Disturb,
    Start(usize),
    Close { somebody: usize },
    Open { somebody: usize },
    SetClock { seconds: i64 },
    Look,
    ClearUp,
}

enum Worker {
    Down,
    Starting(Life, JoinHandle<Result<Engine, StoreError>>),
    Up(Life, Engine),
    Stopping(Life, JoinHandle<()>),
    Failed(Life),
}

impl Worker {
    const fn life(&self) -> Option<Life> {
        match self {
            Self::Down => None,
            Self::Starting(life, _)
            | Self::Up(life, _)
            | Self::Stopping(life, _)
            | Self::Failed(life) => Some(*life),
        }
    }
}

struct Accepting {
    event: u64,
    life: Life,
    done: JoinHandle<Result<Vec<Recorded>, StoreError>>,
}

/// When a place was closed, and when the schedules there went on again.
#[derive(Clone, Debug)]
pub(super) struct Closure {
    pub(super) place: Place,
    pub(super) from: Timestamp,
    pub(super) opened: Option<Timestamp>,
    /// The events that ask to go on.
    pub(super) resumed_by: Vec<u64>,
}

/// What a run leaves to be looked at.
pub(super) struct Record {
    pub(super) end: Timestamp,
    pub(super) told: BTreeMap<u64, Told>,
    pub(super) effects: BTreeMap<u64, Timestamp>,
    pub(super) fired: BTreeMap<(Label, Timestamp), Fired>,
    pub(super) closures: Vec<Closure>,
    pub(super) down: Vec<(Timestamp, Timestamp)>,
    pub(super) sky: Arc<Sky>,
    pub(super) waiting: (i64, i64),
    pub(super) places: BTreeMap<Label, Place>,
    pub(super) operations: u64,
    pub(super) workers: u32,
    /// All choices that were made, in order.
    pub(super) trace: u64,
}

const ZONES: [&str; 12] = [
    "Africa/Casablanca",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Europe/London",
    "Europe/London",
    "Pacific/Chatham",
    "UTC",
];

/// The hour at which half of all clubs say something.
const POPULAR: (&str, i8) = ("Europe/London", 8);

/// For how long all goes on without faults at the end, so that what waits arrives.
const AFTERWARDS: SignedDuration = SignedDuration::from_hours(48);
const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];
const PLATFORMS: [Platform; 2] = [Platform::Telegram, Platform::Discord];

pub(super) struct Run<'a> {
    size: Size,
    processes: Processes,
    dice: Dice,
    bench: &'a Bench,
    control: Store,
    world: Arc<World>,
    sky: Arc<Sky>,
    texts: Arc<Texts>,
    end: Timestamp,
    script: BTreeMap<(Timestamp, u64), Action>,
    entries: u64,
    lives: u32,
    workers: Vec<Worker>,
    down_since: Option<Timestamp>,
    down: Vec<(Timestamp, Timestamp)>,
    people: Vec<Someone>,
    clubs: Vec<Club>,
    acts: Throws,
    events: u64,
    told: BTreeMap<u64, Told>,
    untold: BTreeSet<u64>,
    accepting: Vec<Accepting>,
    labels: u64,
    places: BTreeMap<Label, Place>,
    ids: BTreeMap<ScheduleId, Label>,
    fired: BTreeMap<(Label, Timestamp), Fired>,
    closures: Vec<Closure>,
    operations: u64,
    /// Until then the loops' regular looks are not passed over.
    alert: Timestamp,
    trace: u64,
}

impl<'a> Run<'a> {
    pub(super) async fn prepare(
        size: Size,
        seed: u64,
        bench: &'a Bench,
        processes: Processes,
        world: Arc<World>,
    ) -> Self {
        take_effects();
        let dice = Dice::of(seed);
        let sky = Sky::over(&world, dice, size.weather);
        let mut run = Self {
            size,
            processes,
            dice,
            bench,
            control: bench.open().await,
            world,
            sky,
            texts: Arc::new(Texts::default()),
            end: size.start + SignedDuration::from_hours(24 * size.days),
            script: BTreeMap::new(),
            entries: 0,
            lives: 0,
            workers: (0..size.workers).map(|_| Worker::Down).collect(),
            down_since: Some(size.start),
            down: Vec::new(),
            people: Vec::new(),
            clubs: Vec::new(),
            acts: dice.about("acts"),
            events: 0,
            told: BTreeMap::new(),
            untold: BTreeSet::new(),
            accepting: Vec::new(),
            labels: 0,
            places: BTreeMap::new(),
            ids: BTreeMap::new(),
            fired: BTreeMap::new(),
            closures: Vec::new(),
            operations: 0,
            alert: size.start,
            trace: 0,
        };
        run.settle_people();
        run.plan();
        run
    }

    // ── The driver ────────────────────────────────────────────────────────────

    /// Lets one thing happen after another, to the end.
    pub(super) async fn through(mut self) -> Record {
        loop {
            self.world.quiet().await;
            if let Some(life) = self.world.next_doomed() {
                self.crash(life);
            } else if self.harvest().await
                || self.let_one_in()
                || self.world.wake_one()
                || self.act().await
            {
            } else if !self.advance().await {
                break;
            }
        }
        for worker in std::mem::take(&mut self.workers) {
            if let Some(life) = worker.life() {
                self.world.kill(life);
            }
        }
        self.look().await;
        let waiting = self.control.waiting().await;
        self.control.integrity_check().await.unwrap();
        Record {
            end: self.end,
            told: self.told,
            effects: take_effects(),
            fired: self.fired,
            closures: self.closures,
            down: self.down,
            sky: self.sky,
            waiting,
            places: self.places,
            operations: self.operations,
            workers: self.size.workers,
            trace: self.trace,
        }
    }

    /// Adds a choice to the trace.
    fn choose(&mut self, choice: impl std::hash::Hash) {
        self.trace = Dice::of(self.trace).about(choice).next();
    }

    /// Lets one operation of those that wait go on, whatever then becomes of it.
    fn let_one_in(&mut self) -> bool {
        let waiting = self.world.at_the_door();
        if waiting.is_empty() {
            return false;
        }
        self.operations += 1;
        let mut throws = self.dice.about(("operation", self.operations));
        // Who starts is not overtaken: no other engine is there to be disturbed.
        let starting = |life: Life| {
            self.workers
                .iter()
                .any(|worker| matches!(worker, Worker::Starting(at, _) if *at == life))
        };
        let start = waiting.iter().position(|waiting| starting(waiting.life));
        let index = start.unwrap_or_else(|| {
            if throws.happens(200_000) { throws.below(waiting.len()) } else { 0 }
        });
        let chosen = waiting[index];
        self.choose((self.operations, index, chosen.life));
        let often = if self.world.now() < self.end { self.size.store_faults } else { 0 };
        let is_write = matches!(chosen.access, Access::Write(_));
        let leave = match throws.below(20) {
            _ if !throws.happens(often) => Leave::Enter(Answer::Told),
            0 if is_write => {
                self.trouble(Fault::Crash);
                Leave::Enter(Answer::Never)
            }
            1 => {
                self.trouble(Fault::Crash);
                self.world.doom(chosen.life);
                return true;
            }
            2..=6 if is_write => {
                self.trouble(Fault::AnswerOfStoreLost);
                Leave::Enter(Answer::Lost)
            }
            _ => {
                self.trouble(Fault::Busy);
                Leave::Refused
            }
        };
        if leave == Leave::Enter(Answer::Never) {
            self.world.doom(chosen.life);
        }
        self.world.let_in(index, leave);
        true
    }

    /// Something went wrong that is not one place's.
    fn trouble(&mut self, fault: Fault) {
        self.sky.fault(fault, None);
        self.alert = self.world.now() + SignedDuration::from_mins(5);
    }

    /// Takes what tasks of ours have come to. Whether there was anything.
    async fn harvest(&mut self) -> bool {
        let mut changed = false;
        for index in 0..self.workers.len() {
            match std::mem::replace(&mut self.workers[index], Worker::Down) {
                Worker::Starting(life, start) if start.is_finished() => {
                    changed = true;
                    match start.await.unwrap() {
                        Ok(engine) => {
                            self.workers[index] = Worker::Up(life, engine);
                            self.is_up();
                        }
                        Err(_) => {
                            self.world.doom(life);
                            self.workers[index] = Worker::Failed(life);
                        }
                    }
                }
                Worker::Stopping(life, stop) if stop.is_finished() => {
                    changed = true;
                    stop.await.unwrap();
                    self.world.kill(life);
                    let again = self.world.now() + self.within(SignedDuration::from_secs(60));
                    self.at(again, Action::Start(index));
                }
                other => self.workers[index] = other,
            }
        }
        for accepting in std::mem::take(&mut self.accepting) {
            if self.world.is_dead(accepting.life) {
                self.untold.insert(accepting.event);
            } else if accepting.done.is_finished() {
                changed = true;
                if accepting.done.await.unwrap().is_ok() {
                    let shown = self.world.shown();
                    self.told.get_mut(&accepting.event).unwrap().taken_in.get_or_insert(shown);
                } else {
                    // The platform tells it again after a while.
                    let again = self.world.now() + SignedDuration::from_secs(1);
                    self.at(again, Action::Tell(accepting.event));
                }
            } else {
                self.accepting.push(accepting);
            }
        }
        let up: Vec<(Life, Engine)> = self
            .workers
            .iter()
            .filter_map(|worker| match worker {
                Worker::Up(life, engine) => Some((*life, engine.clone())),
                _ => None,
            })
            .collect();
        if up.is_empty() || self.untold.is_empty() {
            return changed;
        }
        for event in std::mem::take(&mut self.untold) {
            let (life, engine) = &up[usize::try_from(event).unwrap() % up.len()];
            let incoming = self.told[&event].incoming.clone();
            let engine = engine.clone();
            let done = tokio::spawn(async move { engine.accept(vec![incoming]).await });
            self.accepting.push(Accepting { event, life: *life, done });
        }
        true
    }

    fn is_up(&mut self) {
        let all = self.workers.iter().all(|worker| matches!(worker, Worker::Up(..)));
        if all && let Some(since) = self.down_since.take() {
            self.down.push((since, self.world.shown()));
            self.alert = self.world.now() + SignedDuration::from_mins(5);
        }
    }

    /// Moves the time on to when there is something to do. Whether there will be.
    async fn advance(&mut self) -> bool {
        let now = self.world.now();
        let (any, serious) = self.world.next_sleeper();
        let script = self.script.first_key_value().map(|((at, _), _)| *at);
        let mut next = serious.into_iter().chain(script).min();
        let passed_over = any.filter(|any| next.is_none_or(|next| *any < next));
        if let Some(tick) = passed_over {
            let due = self.store_due().await;
            let looked_for = due.is_some_and(|due| due <= now) || now < self.alert;
            next = if looked_for { Some(tick) } else { next.into_iter().chain(due).min() };
        }
        let Some(next) = next.filter(|next| *next <= self.end + AFTERWARDS) else { return false };
        self.world.move_to(next);
        true
    }

    /// When something in the store comes due, in true time.
    async fn store_due(&self) -> Option<Timestamp> {
        let mut due: Vec<Timestamp> = Vec::new();
        due.extend(self.control.next_wake().await.unwrap());
        for platform in PLATFORMS {
            due.extend(self.control.next_due(platform).await.unwrap());
        }
        due.into_iter().min().map(|due| due - self.world.skew())
    }

    /// Does what is to be done by now. Whether there was anything.
    async fn act(&mut self) -> bool {
        let now = self.world.now();
        let Some(entry) = self.script.first_entry().filter(|entry| entry.key().0 <= now) else {
            return false;
        };
        let action = entry.remove();
        match action {
            Action::Tell(event) => self.tell(event).await,
            Action::Act => {
                self.somebody_acts();
                let mean = self.size.act_every;
                let next = now + self.within(mean + mean);
                if next < self.end {
                    self.at(next, Action::Act);
                }
            }
            Action::Rush => {
                for _ in 0..3 {
                    let person = self.acts.below(self.people.len());
                    let at = now + self.within(SignedDuration::from_secs(8));
                    if !self.is_closed(&self.people[person].conversation.place) {
                        self.will_tell(at, person, Wish::Talk);
                    }
                }
            }
            Action::Disturb => {
                self.disturb();
                let mean = self.size.crash_every;
                let next = now + self.within(mean + mean);
                if next < self.end {
                    self.at(next, Action::Disturb);
                }
            }
            // The workers of one process begin together: on SQLite a start takes
            // back what an earlier process held.
            Action::Start(_) if self.processes == Processes::One => {
                for worker in 0..self.workers.len() {
                    self.start(worker).await;
                }
            }
            Action::Start(worker) => self.start(worker).await,
            Action::Close { somebody } => self.close(somebody),
            Action::Open { somebody } => self.open(somebody).await,
            Action::Move { club } => {
                let club = &mut self.clubs[club];
                club.moves += 1;
                let to = channel(club.place.platform, &club.name, club.moves);
                self.sky.move_place(&club.place, &to);
                club.place = to;
            }
            Action::SetClock { seconds } => {
                let before = self.world.skew();
                let after = SignedDuration::from_secs(seconds);
                if after == before {
                    return true;
                }
                let fault = if after > before { Fault::ClockForward } else { Fault::ClockBack };
                self.trouble(fault);
                self.world.set_skew(after);
                self.trouble(fault);
                self.sky.clock_was_set();
            }
            Action::Look => self.look().await,
            Action::ClearUp => {
                self.sky.clear_up();
                self.world.set_skew(SignedDuration::ZERO);
                self.alert = now + SignedDuration::from_mins(10);
            }
        }
        true
    }

    async fn tell(&mut self, event: u64) {
        let place = &self.told[&event].conversation.place;
        if self.closures.iter().any(|at| at.place == *place && at.opened.is_none()) {
            // Who has shut the bot out says nothing to it.
            self.told.remove(&event);
            return;
        }
        if let Wish::Remove { label, id } = &self.told[&event].wish {
            // Its history goes with it.
            if let Some(id) = id.or(self.id_of(label)) {
                self.look_at(Some(id)).await;
            }
        }
        self.untold.insert(event);
        // Platforms tell some things twice.
        if self.dice.about(("again", event)).happens(20_000) && self.told[&event].taken_in.is_none()
        {
            let again = self.world.now() + SignedDuration::from_secs(3);
            self.at(again, Action::Tell(event));
        }
    }

    // ── What is looked at ─────────────────────────────────────────────────────

    async fn look(&mut self) {
        self.learn_ids().await;
        self.look_at(None).await;
    }

    async fn learn_ids(&mut self) {
        for (id, words) in self.control.words_of_all().await {
            self.ids.entry(id).or_insert_with(|| words.text.unwrap());
        }
    }

    async fn look_at(&mut self, one: Option<ScheduleId>) {
        for (id, fired) in self.control.firings(one).await {
            if let Some(label) = self.ids.get(&id) {
                self.fired.insert((label.clone(), fired.due), fired);
            }
        }
    }
}

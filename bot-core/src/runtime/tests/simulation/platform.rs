//! Two virtual platforms: they take messages, keep what they got, count by
//! sliding windows of their own, and fail in every way platforms do.
//!
//! One of them knows nonces and swallows a message it has had; the other, as
//! Telegram, does not.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};

use super::{
    dice::Dice,
    world::{Life, World},
};
use crate::{
    event::{Person, Place, Platform, PlatformId, Standing, Upload},
    message::{
        Adapter, Block, Capabilities, Commands, Delivery, Edits, Exempt, Held, Lane, Limits,
        NoFile, Outcome, Rate, Repeats, Several, Typing, Unasked, no_file, no_standing,
    },
};

/// How often something goes wrong with a message, in a million.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weather {
    pub(super) server_error: u64,
    pub(super) too_many: u64,
    pub(super) lost_answer: u64,
    pub(super) silence: u64,
    pub(super) crash: u64,
}

impl Weather {
    pub(super) const FAIR: Self =
        Self { server_error: 0, too_many: 0, lost_answer: 0, silence: 0, crash: 0 };
    pub(super) const ROUGH: Self = Self {
        server_error: 6_000,
        too_many: 6_000,
        lost_answer: 3_000,
        silence: 1_500,
        crash: 1_500,
    };
}

/// What went wrong, by name: for the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    Crash,
    CrashWhileSending,
    LongDowntime,
    OrderlyRestart,
    Busy,
    AnswerOfStoreLost,
    ServerError,
    TooManyRequests,
    AnswerLost,
    Silence,
    PlaceClosed,
    PlaceMoved,
    ClockForward,
    ClockBack,
}

/// One request that reached a platform.
#[derive(Clone, Copy, Debug)]
pub(super) struct Request {
    /// What the machine's clock showed.
    pub(super) shown: Timestamp,
    /// Whether the message is there because of it.
    pub(super) taken: bool,
    /// Whether whoever sent it can know that it is.
    pub(super) told: bool,
}

/// What a platform allows: so many in so long.
struct Allowed {
    overall: (u32, u64),
    chat: Option<(u32, u64)>,
    group: Option<(u32, u64)>,
}

const fn allowed(platform: Platform) -> Allowed {
    match platform {
        Platform::Discord => Allowed { overall: (50, 1), chat: None, group: None },
        Platform::Telegram | Platform::Terminal => {
            Allowed { overall: (30, 1), chat: Some((1, 1)), group: Some((20, 60)) }
        }
    }
}

/// For how long a nonce is known.
const NONCES: SignedDuration = SignedDuration::from_mins(5);
/// What is promised of it.
const PROMISED: Duration = Duration::from_secs(240);
const MINUTE: SignedDuration = SignedDuration::from_secs(60);

#[derive(Default)]
struct State {
    weather: Option<Weather>,
    requests: BTreeMap<String, Vec<Request>>,
    /// Requests of late, by what is counted.
    windows: BTreeMap<(Platform, Option<PlatformId>), VecDeque<Timestamp>>,
    closed: BTreeSet<Place>,
    closed_requests: BTreeMap<Place, u32>,
    moved: BTreeMap<Place, Place>,
    nonces: BTreeMap<i64, Timestamp>,
    faults: Vec<(Timestamp, Fault, Option<Place>)>,
    beyond_limits: Vec<(Timestamp, Place)>,
    swallowed: u64,
    /// Up to here a clock that was set forward excuses what it let through.
    clock_set: Option<Timestamp>,
}

/// Both platforms.
pub(super) struct Sky {
    world: Arc<World>,
    dice: Dice,
    state: Mutex<State>,
}

impl Sky {
    pub(super) fn over(world: &Arc<World>, dice: Dice, weather: Weather) -> Arc<Self> {
        let state = Mutex::new(State { weather: Some(weather), ..State::default() });
        Arc::new(Self { world: Arc::clone(world), dice, state })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub(super) fn clear_up(&self) {
        self.state().weather = Some(Weather::FAIR);
    }

    /// From now on the bot is shut out of a place, or let in again.
    pub(super) fn close(&self, place: &Place) {
        self.state().closed.insert(place.clone());
    }

    pub(super) fn open(&self, place: &Place) {
        self.state().closed.remove(place);
    }

    pub(super) fn move_place(&self, from: &Place, to: &Place) {
        self.state().moved.insert(from.clone(), to.clone());
        self.fault(Fault::PlaceMoved, Some(from.clone()));
    }

    pub(super) fn clock_was_set(&self) {
        self.state().clock_set = Some(self.world.now() + MINUTE);
    }

    /// Writes down that something went wrong.
    pub(super) fn fault(&self, fault: Fault, place: Option<Place>) {
        let shown = self.world.shown();
        self.state().faults.push((shown, fault, place));
    }

    /// What went wrong, when by the machines' clocks, and where where it was in one place.
    pub(super) fn faults(&self) -> Vec<(Timestamp, Fault, Option<Place>)> {
        self.state().faults.clone()
    }

    pub(super) fn requests(&self) -> BTreeMap<String, Vec<Request>> {
        self.state().requests.clone()
    }

    pub(super) fn beyond_limits(&self) -> Vec<(Timestamp, Place)> {
        self.state().beyond_limits.clone()
    }

    pub(super) fn closed_requests(&self) -> BTreeMap<Place, u32> {
        self.state().closed_requests.clone()
    }

    pub(super) fn swallowed(&self) -> u64 {
        self.state().swallowed
    }

    /// What becomes of a request, and how long the answer takes.
    fn hear(&self, life: Life, delivery: &Delivery) -> (SignedDuration, Option<Outcome>) {
        let place = delivery.outgoing.place.clone();
        let said = words(delivery);
        let (now, shown) = (self.world.now(), self.world.shown());
        let mut state = self.state();
        let tries = state.requests.get(&said).map_or(0, Vec::len);
        let mut throws = self.dice.about(("request", &said, tries));
        let latency = SignedDuration::from_millis(throws.from(20, 400));
        let weather = state.weather.unwrap_or(Weather::FAIR);
        let id = Some(PlatformId::new(format!("message-{}", delivery.id)));

        let exempt = place.platform == Platform::Discord && delivery.outgoing.lane == Lane::Reply;
        let within = exempt || state.count(&place, now);
        let (taken, outcome, fault) = if state.closed.contains(&place) {
            *state.closed_requests.entry(place.clone()).or_default() += 1;
            (false, Some(Outcome::Gone("closed".into())), Some(Fault::PlaceClosed))
        } else if let Some(to) = state.moved.get(&place) {
            (false, Some(Outcome::Moved(to.clone())), Some(Fault::PlaceMoved))
        } else if !within {
            if state.clock_set.is_none_or(|until| until < now) {
                state.beyond_limits.push((now, place.clone()));
            }
            let after = Some(Duration::from_secs(1));
            let outcome = Outcome::Retry { after, holds: Held::Chat };
            (false, Some(outcome), Some(Fault::TooManyRequests))
        } else if throws.happens(weather.crash) {
            self.world.doom(life);
            let taken = throws.happens(500_000);
            (taken, None, Some(Fault::CrashWhileSending))
        } else if throws.happens(weather.server_error) {
            let outcome = Outcome::Retry { after: None, holds: Held::Message };
            (false, Some(outcome), Some(Fault::ServerError))
        } else if throws.happens(weather.too_many) {
            let after = Some(Duration::from_secs(throws.next() % 120 + 1));
            let outcome = Outcome::Retry { after, holds: Held::Chat };
            (false, Some(outcome), Some(Fault::TooManyRequests))
        } else if throws.happens(weather.lost_answer) {
            (true, Some(Outcome::Unknown), Some(Fault::AnswerLost))
        } else if throws.happens(weather.silence) {
            (throws.happens(500_000), None, Some(Fault::Silence))
        } else {
            (true, Some(Outcome::Delivered(id.clone())), None)
        };
        if let Some(fault) = fault {
            state.faults.push((shown, fault, Some(place.clone())));
        }
        let mut taken = taken;
        if taken && place.platform == Platform::Discord {
            let known = state.nonces.insert(delivery.id, now);
            if known.is_some_and(|known| now.duration_since(known) < NONCES) {
                state.swallowed += 1;
                taken = false;
            }
        }
        let told = matches!(outcome, Some(Outcome::Delivered(_)));
        let request = Request { shown, taken, told };
        state.requests.entry(said).or_default().push(request);
        (latency, outcome)
    }
}

impl State {
    /// Counts a request, and tells whether it is within the limits.
    fn count(&mut self, place: &Place, now: Timestamp) -> bool {
        let allowed = allowed(place.platform);
        let mut within = true;
        let chat = |kind: &str| Some(PlatformId::new(format!("{kind} {}", place.channel.as_str())));
        let group = allowed.group.filter(|_| place.space.is_some());
        for (counts, rate) in
            [(None, Some(allowed.overall)), (chat("chat"), allowed.chat), (chat("group"), group)]
        {
            let Some((most, seconds)) = rate else { continue };
            let long = SignedDuration::from_secs(i64::try_from(seconds).unwrap());
            let most = usize::try_from(most).unwrap();
            let window = self.windows.entry((place.platform, counts)).or_default();
            while window.front().is_some_and(|at| now.duration_since(*at) >= long) {
                window.pop_front();
            }
            within &= window.len() < most;
        }
        if within {
            for counts in [None, chat("chat"), chat("group")] {
                if let Some(window) = self.windows.get_mut(&(place.platform, counts)) {
                    window.push_back(now);
                }
            }
        }
        within
    }
}

/// The one line of a message.
fn words(delivery: &Delivery) -> String {
    match delivery.outgoing.screen.blocks.as_slice() {
        [Block::Text(text)] => text.clone(),
        // What the product says by itself: told apart by who says it.
        blocks => format!("{} {blocks:?}", delivery.id),
    }
}

/// The adapter of one engine to one platform.
pub(super) struct Side {
    pub(super) platform: Platform,
    pub(super) sky: Arc<Sky>,
    pub(super) life: Life,
}

impl Adapter for Side {
    fn platform(&self) -> Platform {
        self.platform
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            text_limit: 4096,
            caption_limit: 1024,
            edits: Edits::InPlace,
            several: Several::Toggled,
            typing: Typing::Anytime,
            commands: Commands::Alone,
            unasked: Unasked::There,
        }
    }

    fn limits(&self) -> Limits {
        let rate = |(most, seconds)| Rate { most, per: Duration::from_secs(seconds) };
        let allowed = allowed(self.platform);
        let exempt =
            if self.platform == Platform::Discord { Exempt::Answers } else { Exempt::Nothing };
        Limits {
            overall: Some(rate(allowed.overall)),
            chat: allowed.chat.map(rate),
            group: allowed.group.map(rate),
            exempt,
        }
    }

    fn repeats(&self) -> Repeats {
        match self.platform {
            Platform::Discord => Repeats::Swallowed(PROMISED),
            Platform::Telegram | Platform::Terminal => Repeats::Shown,
        }
    }

    fn may_post<'a>(
        &'a self,
        _: &'a crate::event::Place,
        _: Option<&'a crate::event::PlatformId>,
    ) -> BoxFuture<'a, crate::message::Leave> {
        Box::pin(std::future::ready(crate::message::Leave::Unknown))
    }

    fn fetch<'a>(&'a self, _: &'a Upload, _: usize) -> BoxFuture<'a, Result<Vec<u8>, NoFile>> {
        no_file()
    }

    fn standing<'a>(&'a self, _: &'a PlatformId, _: &'a Person) -> BoxFuture<'a, Standing> {
        no_standing()
    }

    fn deliver(&self, delivery: Delivery) -> BoxFuture<'_, Outcome> {
        if self.sky.world.is_dead(self.life) {
            return Box::pin(std::future::pending());
        }
        let (latency, outcome) = self.sky.hear(self.life, &delivery);
        let answer = self.sky.world.takes(self.life, latency);
        Box::pin(async move {
            answer.await;
            match outcome {
                Some(outcome) => outcome,
                // Nothing is heard any more; whoever waits gives up.
                None => std::future::pending().await,
            }
        })
    }
}

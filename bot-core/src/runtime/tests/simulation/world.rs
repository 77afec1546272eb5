//! The time, and everything that waits: operations at the store's door, sleepers
//! on the clock, answers of the platform. Nothing goes on by itself.
//!
//! All runs on one thread. When nothing can run any more and no operation is
//! with the database, the driver is woken; it lets exactly one of those who
//! wait go on. So a run is one sequence of choices, and the same choices are
//! the same run, whatever the threads of the database do meanwhile.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::oneshot;

use crate::{
    runtime::Clock,
    store::{
        StoreError,
        tests::support::{Access, Answer, Doorkeeper},
    },
};

/// One start of an engine. A new start has a new number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Life(pub(super) u32);

/// How an operation is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leave {
    Enter(Answer),
    Refused,
}

struct Waiting {
    life: Life,
    access: Access,
    leave: oneshot::Sender<Leave>,
}

/// Whose clock something waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// The machine's own, which may be wrong.
    Machine,
    /// The true time, by which the world answers.
    World,
}

struct Sleeper {
    life: Life,
    by: By,
    until: Timestamp,
    /// For how long, as it was asked for.
    nap: SignedDuration,
    wake: oneshot::Sender<()>,
}

struct State {
    now: Timestamp,
    /// What the machines' clocks show beyond the true time.
    skew: SignedDuration,
    dead: BTreeSet<Life>,
    doomed: BTreeSet<Life>,
    waiting: Vec<Waiting>,
    inside: usize,
    sleepers: BTreeMap<u64, Sleeper>,
    numbers: u64,
    quiet: bool,
    driver: Option<Waker>,
}

/// See the module.
pub(super) struct World(Mutex<State>);

/// Who waits at the door.
#[derive(Clone, Copy, Debug)]
pub(super) struct AtTheDoor {
    pub(super) life: Life,
    pub(super) access: Access,
}

/// Loops look again so often whatever they were told; with nothing due, the
/// driver need not let them.
const TICKS: [SignedDuration; 2] = [SignedDuration::from_secs(30), SignedDuration::from_secs(60)];

impl World {
    pub(super) fn at(now: Timestamp) -> Arc<Self> {
        Arc::new(Self(Mutex::new(State {
            now,
            skew: SignedDuration::ZERO,
            dead: BTreeSet::new(),
            doomed: BTreeSet::new(),
            waiting: Vec::new(),
            inside: 0,
            sleepers: BTreeMap::new(),
            numbers: 0,
            quiet: false,
            driver: None,
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // After a panic there is still something to be taken down.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The true time.
    pub(super) fn now(&self) -> Timestamp {
        self.state().now
    }

    /// What the machines' clocks show.
    pub(super) fn shown(&self) -> Timestamp {
        let state = self.state();
        state.now + state.skew
    }

    /// What the machines' clocks show at a true time.
    pub(super) fn skew(&self) -> SignedDuration {
        self.state().skew
    }

    /// Sets the machines' clocks.
    pub(super) fn set_skew(&self, skew: SignedDuration) {
        self.state().skew = skew;
    }

    /// To be called when the thread has nothing to do.
    pub(super) fn parked(&self) {
        let mut state = self.state();
        if state.inside == 0
            && let Some(driver) = state.driver.take()
        {
            state.quiet = true;
            drop(state);
            driver.wake();
        }
    }

    /// Waits until nothing goes on by itself any more.
    pub(super) fn quiet(self: &Arc<Self>) -> Quiet {
        Quiet(Arc::clone(self))
    }

    // ── The door ────────────────────────────────────────────────────────────

    pub(super) fn at_the_door(&self) -> Vec<AtTheDoor> {
        let mut state = self.state();
        state.waiting.retain(|waiting| !waiting.leave.is_closed());
        let at = |waiting: &Waiting| AtTheDoor { life: waiting.life, access: waiting.access };
        state.waiting.iter().map(at).collect()
    }

    /// Lets one of those at the door go on.
    pub(super) fn let_in(&self, index: usize, leave: Leave) {
        let mut state = self.state();
        let waiting = state.waiting.remove(index);
        if waiting.leave.send(leave).is_ok() && leave != Leave::Refused {
            state.inside += 1;
        }
    }

    // ── Sleepers ────────────────────────────────────────────────────────────

    /// When the next sleeper wakes, in true time, and whether it is more than a tick.
    pub(super) fn next_sleeper(&self) -> (Option<Timestamp>, Option<Timestamp>) {
        let state = self.state();
        let true_time = |sleeper: &Sleeper| match sleeper.by {
            By::World => sleeper.until,
            By::Machine => sleeper.until.saturating_sub(state.skew).unwrap_or(Timestamp::MAX),
        };
        let is_tick = |sleeper: &&Sleeper| TICKS.contains(&sleeper.nap);
        let sleepers = || state.sleepers.values();
        let any = sleepers().map(true_time).min();
        (any, sleepers().filter(|sleeper| !is_tick(sleeper)).map(true_time).min())
    }

    /// Wakes one whose time has come, the earliest first. Whether there was one.
    pub(super) fn wake_one(&self) -> bool {
        let mut state = self.state();
        let (now, shown) = (state.now, state.now + state.skew);
        let due = state
            .sleepers
            .iter()
            .filter(|(_, sleeper)| match sleeper.by {
                By::World => sleeper.until <= now,
                By::Machine => sleeper.until <= shown,
            })
            .min_by_key(|(number, sleeper)| (sleeper.until, **number))
            .map(|(number, _)| *number);
        let Some(sleeper) = due.and_then(|number| state.sleepers.remove(&number)) else {
            return false;
        };
        drop(state);
        // One that was not listened to any more was woken all the same.
        let _ = sleeper.wake.send(());
        true
    }

    /// Moves the true time on.
    pub(super) fn move_to(&self, then: Timestamp) {
        let mut state = self.state();
        state.now = state.now.max(then);
    }

    async fn sleep(self: Arc<Self>, life: Life, by: By, until: Timestamp) {
        loop {
            let (wake, woken) = oneshot::channel();
            let number = {
                let mut state = self.state();
                let now = match by {
                    By::World => state.now,
                    By::Machine => state.now + state.skew,
                };
                if state.dead.contains(&life) {
                    None
                } else if until <= now {
                    return;
                } else {
                    state.numbers += 1;
                    let nap = until.duration_since(now);
                    let number = state.numbers;
                    state.sleepers.insert(number, Sleeper { life, by, until, nap, wake });
                    Some(number)
                }
            };
            let Some(number) = number else { return std::future::pending().await };
            let _bed = Bed { world: &self, number };
            if woken.await.is_err() {
                // The engine has died in its sleep.
                return std::future::pending().await;
            }
        }
    }

    /// Waits, in true time, for something outside the engine.
    pub(super) fn takes(
        self: &Arc<Self>,
        life: Life,
        long: SignedDuration,
    ) -> BoxFuture<'static, ()> {
        let until = self.now().saturating_add(long).unwrap_or(Timestamp::MAX);
        Box::pin(Arc::clone(self).sleep(life, By::World, until))
    }

    // ── Death ───────────────────────────────────────────────────────────────

    /// The process is to end as soon as the driver looks.
    pub(super) fn doom(&self, life: Life) {
        self.state().doomed.insert(life);
    }

    pub(super) fn next_doomed(&self) -> Option<Life> {
        self.state().doomed.pop_first()
    }

    /// Ends an engine as `kill -9` does: nothing of it goes on.
    pub(super) fn kill(&self, life: Life) {
        let mut state = self.state();
        state.dead.insert(life);
        state.doomed.remove(&life);
        let (gone, kept) = std::mem::take(&mut state.waiting)
            .into_iter()
            .partition::<Vec<_>, _>(|waiting| waiting.life == life);
        state.waiting = kept;
        let numbers: Vec<u64> = state
            .sleepers
            .iter()
            .filter(|(_, sleeper)| sleeper.life == life)
            .map(|(number, _)| *number)
            .collect();
        let sleepers: Vec<_> =
            numbers.iter().filter_map(|number| state.sleepers.remove(number)).collect();
        drop(state);
        drop((gone, sleepers));
    }

    pub(super) fn is_dead(&self, life: Life) -> bool {
        self.state().dead.contains(&life)
    }
}

/// A sleeper's place, given up when nobody waits any more.
struct Bed<'a> {
    world: &'a World,
    number: u64,
}

impl Drop for Bed<'_> {
    fn drop(&mut self) {
        let sleeper = self.world.state().sleepers.remove(&self.number);
        drop(sleeper);
    }
}

/// See [`World::quiet`].
pub(super) struct Quiet(Arc<World>);

impl Future for Quiet {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.0.state();
        if std::mem::take(&mut state.quiet) {
            return Poll::Ready(());
        }
        state.driver = Some(cx.waker().clone());
        Poll::Pending
    }
}

/// The clock of one engine.
pub(super) struct Watch {
    pub(super) world: Arc<World>,
    pub(super) life: Life,
}

impl Clock for Watch {
    fn now(&self) -> Timestamp {
        self.world.shown()
    }

    fn sleep_until(&self, at: Timestamp) -> BoxFuture<'_, ()> {
        Box::pin(Arc::clone(&self.world).sleep(self.life, By::Machine, at))
    }

    fn sleep(&self, time: SignedDuration) -> BoxFuture<'_, ()> {
        self.world.takes(self.life, time)
    }
}

/// The way of one engine to the store.
pub(super) struct Door {
    pub(super) world: Arc<World>,
    pub(super) life: Life,
}

impl Doorkeeper for Door {
    fn enter(&self, access: Access) -> BoxFuture<'static, Result<Answer, StoreError>> {
        let (world, life) = (Arc::clone(&self.world), self.life);
        Box::pin(async move {
            let leave = {
                let mut state = world.state();
                if state.dead.contains(&life) {
                    None
                } else {
                    let (leave, given) = oneshot::channel();
                    state.waiting.push(Waiting { life, access, leave });
                    Some(given)
                }
            };
            let Some(leave) = leave else { return std::future::pending().await };
            match leave.await {
                Ok(Leave::Enter(answer)) => Ok(answer),
                Ok(Leave::Refused) => Err(StoreError::Busy(sqlx::Error::PoolTimedOut.into())),
                // The engine has died at the door.
                Err(_) => std::future::pending().await,
            }
        })
    }

    fn left(&self) {
        self.world.state().inside -= 1;
    }
}

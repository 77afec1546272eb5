//! The way of an event: recorded, acted on in its conversation's turn,
//! committed, sent.

use std::{
    collections::{BTreeMap, HashMap},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    beat::Beat,
    chance::Chance,
    clock::Clock,
    delivery::{LEASE, Outlet},
    supervise::{back_off, supervise},
};
use crate::{
    bot::{
        Context, PlaceChange, Policy, Respond, SessionId, Snapshot, Step, Suggestion,
        asks_for_changes, asks_for_club, asks_for_mine, asks_for_seat, suggest,
    },
    event::{Conversation, Incoming, Platform},
    message::{Adapter, Block, Lane, Outgoing, Placement, Screen},
    reminder::Remind,
    store::{
        Commit, Committed, Expected, InboxId, Recorded, Retention, SMALL_STEP, Store, StoreError,
    },
    text::{Args, Language, Texts},
};

/// How long what is under way may take to finish when all stops.
const LAST_ORDERS: SignedDuration = SignedDuration::from_secs(10);

/// How often the loops look again soon for a message that waits for its turn.
const QUICK_LOOKS: u32 = 60;

/// What an engine is made of.
pub struct Parts {
    /// Where everything is kept.
    pub store: Store,
    /// All that is said.
    pub texts: Arc<Texts>,
    /// What the operator decided.
    pub policy: Policy,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Random numbers: names of sessions, and the spread of new tries.
    pub chance: Chance,
    /// What events lead to.
    pub respond: Respond,
    /// What reminders say.
    pub remind: Remind,
    /// The platforms, one adapter each.
    pub adapters: Vec<Arc<dyn Adapter>>,
}

/// Takes events in and sees them through. A clone is the same engine.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

pub(super) struct Shared {
    pub(super) store: Store,
    pub(super) texts: Arc<Texts>,
    pub(super) policy: Policy,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) chance: Chance,
    respond: Respond,
    pub(super) remind: Remind,
    outlets: Vec<Arc<Outlet>>,
    work: Mutex<Work>,
    tasks: TaskTracker,
    /// Nothing new is begun.
    pub(super) stopping: CancellationToken,
    /// What is under way is left as it is.
    pub(super) abandoning: CancellationToken,
    /// Messages were left to the delivery loops.
    pub(super) outbox_changed: Notify,
    /// Schedules were made or changed.
    pub(super) schedules_changed: Notify,
    /// How often the loops look again soon: messages of ours wait behind another
    /// process's, which can't tell us when it is done.
    pub(super) quick_looks: AtomicU32,
    /// The loops' rounds, beside those of delivery.
    pub(super) scheduling: Beat,
    pub(super) upkeeping: Beat,
    /// Nothing is under way any more.
    idle: Notify,
    /// The latest time the clock has shown.
    latest: Mutex<Timestamp>,
}

/// What is under way.
#[derive(Default)]
struct Work {
    /// The events that wait, by conversation. A conversation is here while, and
    /// only while, a worker serves it.
    conversations: HashMap<Conversation, BTreeMap<InboxId, Incoming>>,
    /// How many messages are in an adapter's hands.
    sending: usize,
}

impl Work {
    fn is_done(&self) -> bool {
        self.conversations.is_empty() && self.sending == 0
    }
}

impl Engine {
    /// Starts the loops, and takes up what an earlier run left.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn start(parts: Parts) -> Result<Self, StoreError> {
        let Parts { store, texts, policy, clock, chance, respond, remind, adapters } = parts;
        let shared = Arc::new(Shared {
            store,
            texts,
            policy,
            clock,
            chance,
            respond,
            remind,
            outlets: adapters.into_iter().map(|adapter| Arc::new(Outlet::new(adapter))).collect(),
            work: Mutex::default(),
            tasks: TaskTracker::new(),
            stopping: CancellationToken::new(),
            abandoning: CancellationToken::new(),
            outbox_changed: Notify::new(),
            schedules_changed: Notify::new(),
            quick_looks: AtomicU32::new(0),
            scheduling: Beat::of("scheduler"),
            upkeeping: Beat::of("upkeep"),
            idle: Notify::new(),
            latest: Mutex::new(Timestamp::MIN),
        });
        shared.store.recover(shared.clock.now()).await?;
        shared.store.mend(shared.clock.now(), LEASE).await?;
        // What expired while nothing ran must not greet the person once more.
        shared.store.sweep(Retention::default(), shared.clock.now()).await?;
        for outlet in &shared.outlets {
            shared.remember_sent(outlet).await?;
        }
        shared.take_up().await?;
        for outlet in &shared.outlets {
            let (loops, outlet) = (Arc::clone(&shared), Arc::clone(outlet));
            shared.supervise("delivery", move || {
                Arc::clone(&loops).deliver_waiting(Arc::clone(&outlet))
            });
        }
        let scheduler = Arc::clone(&shared);
        shared.supervise("scheduler", move || Arc::clone(&scheduler).schedule());
        let upkeep = Arc::clone(&shared);
        shared.supervise("upkeep", move || Arc::clone(&upkeep).keep_up());
        Ok(Self { shared })
    }

    /// Takes events in. When it returns they are durable and may be
    /// acknowledged to their platform; they are acted on in due course. Each
    /// answer tells whether the event was new.
    ///
    /// # Errors
    /// None was taken in: the platform is to send them again.
    pub async fn accept(&self, events: Vec<Incoming>) -> Result<Vec<Recorded>, StoreError> {
        if self.shared.stopping.is_cancelled() {
            return Err(StoreError::Closed);
        }
        let recorded = self.shared.store.record(events.clone(), self.shared.clock.now()).await?;
        for (event, recorded) in events.into_iter().zip(&recorded) {
            if let Recorded::New(inbox) = recorded {
                self.shared.queue(*inbox, event);
            }
        }
        Ok(recorded)
    }

    /// What could be meant by what somebody is typing behind a command; `language` is
    /// that of their client. Nothing is changed by it.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn suggest(&self, so_far: &Incoming) -> Result<Vec<Suggestion>, StoreError> {
        let known = self.shared.snapshot(so_far).await?;
        Ok(suggest(&self.shared.texts, self.shared.clock.now(), &known, so_far))
    }

    /// The loops that have not begun a round for so long: each does several times in
    /// three minutes, whatever there is to do.
    pub fn stalled(&self, longest: Duration) -> Vec<&'static str> {
        let now = Instant::now();
        let Shared { outlets, scheduling, upkeeping, .. } = &*self.shared;
        let beats = outlets.iter().map(|outlet| &outlet.beat).chain([scheduling, upkeeping]);
        beats.filter(|beat| beat.is_stalled(now, longest)).map(|beat| beat.name).collect()
    }

    /// Waits until every event taken in was acted on and no message is being
    /// sent. One that waits for its next try is not waited for.
    pub async fn idle(&self) {
        loop {
            // Listening starts before looking: a change in between is not missed.
            let idle = self.shared.idle.notified();
            tokio::pin!(idle);
            idle.as_mut().enable();
            if self.shared.work().is_done() {
                return;
            }
            idle.await;
        }
    }

    /// Waits until every event taken in was acted on and nothing that is due on
    /// this platform waits to be sent: what an earlier run left is there as well.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn caught_up(&self, platform: Platform) -> Result<(), StoreError> {
        const SOON: SignedDuration = SignedDuration::from_millis(10);
        loop {
            self.idle().await;
            let now = self.shared.clock.now();
            if self.shared.store.next_due(platform).await?.is_none_or(|due| due > now) {
                return Ok(());
            }
            self.shared.outbox_changed.notify_waiters();
            tokio::select! {
                () = self.shared.clock.sleep(SOON) => {}
                () = self.shared.stopping.cancelled() => return Ok(()),
            }
        }
    }

    /// Stops: nothing new is begun, and what is under way has ten seconds to
    /// finish. What is then left stays in the store for the next start. The
    /// store stays open.
    pub async fn shutdown(&self) {
        self.shared.stopping.cancel();
        self.shared.tasks.close();
        tokio::select! {
            () = self.shared.tasks.wait() => return,
            () = self.shared.clock.sleep(LAST_ORDERS) => {}
        }
        tracing::warn!("not everything was finished in time; the rest waits for the next start");
        self.shared.abandoning.cancel();
        self.shared.tasks.wait().await;
    }
}

/// Why a worker goes no further with an event for now.
enum Halt {
    /// The store can't do it: later.
    Store(StoreError),
    /// All stops; the event waits for the next start.
    Stopping,
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Shared {
    fn supervise<F, R>(&self, name: &'static str, run: F)
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), StoreError>> + Send + 'static,
    {
        supervise(&self.tasks, self.stopping.clone(), Arc::clone(&self.clock), name, run);
    }

    pub(super) fn adapter(&self, platform: Platform) -> Option<&Arc<dyn Adapter>> {
        self.outlet(platform).map(|outlet| &outlet.adapter)
    }

    pub(super) fn outlet(&self, platform: Platform) -> Option<&Arc<Outlet>> {
        self.outlets.iter().find(|outlet| outlet.adapter.platform() == platform)
    }

    fn work(&self) -> MutexGuard<'_, Work> {
        // Every change is one call: the work is whole whenever a panic may strike.
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Mends what was done ahead of time, where the clock has been set back
    /// since it was last looked at.
    pub(super) async fn mend_clock(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        let latest = || self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        let before = *latest();
        if before.duration_since(now) > SMALL_STEP {
            self.store.mend(now, LEASE).await?;
            for outlet in &self.outlets {
                outlet.limiter.let_go();
            }
            self.outbox_changed.notify_waiters();
        }
        // Only now: where it could not be mended it is tried again.
        *latest() = now;
        Ok(())
    }

    fn tell_if_idle(&self, work: &Work) {
        if work.is_done() {
            self.idle.notify_waiters();
        }
    }

    /// Counts a message as being sent, until the guard is dropped.
    pub(super) fn sending(self: &Arc<Self>) -> Sending {
        self.work().sending += 1;
        Sending(Arc::clone(self))
    }

    /// Adds an event to its conversation's queue, and starts a worker where none serves it.
    pub(super) fn queue(self: &Arc<Self>, inbox: InboxId, event: Incoming) {
        let conversation = event.conversation.clone();
        let mut work = self.work();
        if let Some(queue) = work.conversations.get_mut(&conversation) {
            queue.insert(inbox, event);
            return;
        }
        work.conversations.insert(conversation.clone(), BTreeMap::from([(inbox, event)]));
        drop(work);
        self.tasks.spawn(Arc::clone(self).serve(conversation));
    }

    /// Takes the next event of a conversation, or takes leave of it.
    fn next(&self, conversation: &Conversation) -> Option<(InboxId, Incoming)> {
        let mut work = self.work();
        let next = match work.conversations.get_mut(conversation) {
            Some(queue) if !self.stopping.is_cancelled() => queue.pop_first(),
            _ => None,
        };
        if next.is_none() {
            work.conversations.remove(conversation);
            self.tell_if_idle(&work);
        }
        next
    }

    /// Acts on the events of a conversation, one at a time, until none is left.
    async fn serve(self: Arc<Self>, conversation: Conversation) {
        // Leaves the conversation even if this worker should panic: upkeep
        // takes up what it left.
        let _leave = Leave { shared: &self, conversation: &conversation };
        while let Some((inbox, event)) = self.next(&conversation) {
            let mut failures = 0;
            while let Err(halt) = self.act(inbox, &event).await {
                match halt {
                    Halt::Store(error) if error.is_transient() => {
                        tracing::warn!(inbox = inbox.number(), %error, "an event has to wait");
                        let wait = back_off(failures);
                        failures += 1;
                        tokio::select! {
                            () = self.clock.sleep(wait) => {}
                            () = self.stopping.cancelled() => return,
                        }
                    }
                    Halt::Store(error) => {
                        tracing::error!(inbox = inbox.number(), %error, "an event is left for later");
                        break;
                    }
                    Halt::Stopping => return,
                }
            }
        }
    }

    /// Sees one event through, from the session it finds to the sending of what it leads to.
    async fn act(self: &Arc<Self>, inbox: InboxId, event: &Incoming) -> Result<(), Halt> {
        loop {
            let commit = match self.snapshot(event).await {
                Ok(snapshot) => self.step(inbox, event, &snapshot).await,
                Err(error @ (StoreError::Sealed(_) | StoreError::Unreadable(_))) => {
                    tracing::error!(inbox = inbox.number(), %error, "an event is set aside");
                    self.set_aside(inbox, event, None, "what is kept does not open")
                }
                Err(error) => return Err(error.into()),
            };
            let says = !commit.step.outgoing.is_empty();
            let of_club = commit.step.club.as_ref();
            let changes_schedules = !commit.step.schedules.is_empty()
                || of_club
                    .is_some_and(|step| !step.schedules.is_empty() || step.settings.is_some());
            let closes = matches!(commit.step.place, PlaceChange::Closes(_));
            let committed = match self.store.commit(commit).await {
                // Two conversations of one person took the last free place together.
                Err(error @ StoreError::TooManySchedules { .. }) => {
                    tracing::warn!(inbox = inbox.number(), %error, "an event is set aside");
                    let aside = self.set_aside(inbox, event, None, "too many schedules");
                    self.store.commit(aside).await?
                }
                committed => committed?,
            };
            if changes_schedules && matches!(committed, Committed::Done(_)) {
                self.schedules_changed.notify_waiters();
            }
            if closes && let Err(error) = self.tell_of_closed_places().await {
                tracing::warn!(%error, "left to upkeep");
            }
            match committed {
                Committed::Done(messages) if messages.is_empty() && says => {
                    self.quick_looks.store(QUICK_LOOKS, Ordering::Relaxed);
                    self.outbox_changed.notify_waiters();
                    return Ok(());
                }
                // The step is durable; a failure to note how sending went is the loop's to mend.
                Committed::Done(messages) => {
                    if let Err(error) = self.send_at_once(messages).await {
                        tracing::warn!(inbox = inbox.number(), %error, "left to the loop");
                    }
                    return Ok(());
                }
                Committed::AlreadyDone => return Ok(()),
                Committed::Conflict => {}
                // Another process recorded an earlier one: they are done in order here.
                Committed::NotNext => {
                    for pending in self.store.pending(&event.conversation).await? {
                        if pending.id < inbox {
                            Box::pin(self.act(pending.id, &pending.incoming)).await?;
                        }
                    }
                }
            }
            if self.stopping.is_cancelled() {
                return Err(Halt::Stopping);
            }
        }
    }

    /// What is known where the event comes from.
    async fn snapshot(&self, event: &Incoming) -> Result<Snapshot, StoreError> {
        let mut snapshot = self.store.load(&event.conversation).await?;
        if let Some(chosen) = asks_for_seat(event) {
            snapshot.seat = self.store.seat(&event.conversation, chosen).await?;
            if let Some(place) = snapshot.seat.clone() {
                let person = event.conversation.person.clone();
                snapshot.club = self.store.load_club(&Conversation { place, person }).await?;
            }
        } else if asks_for_club(event) {
            snapshot.club = self.store.load_club(&event.conversation).await?;
        }
        if asks_for_changes(event) {
            snapshot.made = self.store.changes_by(&event.conversation.person).await?;
        }
        if asks_for_mine(event) {
            snapshot.mine = self.store.clubs_of(&event.conversation.person).await?;
        }
        Ok(snapshot)
    }

    /// What the event leads to. Should the bot panic, that the person is told so.
    async fn step(&self, inbox: InboxId, event: &Incoming, snapshot: &Snapshot) -> Commit {
        let Some(adapter) = self.adapter(event.conversation.person.platform) else {
            return self.set_aside(inbox, event, Some(snapshot), "no adapter for the platform");
        };
        // Who manages a club from elsewhere may do so if they may there, now.
        let seated;
        let event = match snapshot.seat.as_ref().and_then(|seat| seat.space.as_ref()) {
            None => event,
            Some(space) => {
                let standing = self.standing(space, &event.conversation.person).await;
                seated = Incoming { standing, ..event.clone() };
                &seated
            }
        };
        let context = Context {
            now: self.clock.now(),
            texts: &self.texts,
            capabilities: adapter.capabilities(),
            policy: &self.policy,
            fresh: SessionId::from_bits(self.chance.next()),
            answer: None,
        };
        // Nothing of ours is half changed by it: it gets references and returns a value.
        let respond = |context: &Context<'_>| {
            catch_unwind(AssertUnwindSafe(|| (self.respond)(context, snapshot, event)))
        };
        let mut step = respond(&context);
        if let Ok(Step { asks: Some(ask), .. }) = &step {
            let answer = self.ask(&event.conversation.person, ask).await;
            step = respond(&Context { answer: Some(&answer), ..context });
        }
        let Ok(step) = step else {
            tracing::error!(inbox = inbox.number(), "the bot panicked; an event is set aside");
            return self.set_aside(inbox, event, Some(snapshot), "the bot panicked");
        };
        Commit {
            inbox,
            event: event.id.clone(),
            conversation: event.conversation.clone(),
            expected: Expected::Exactly(
                snapshot.session.as_ref().map(|session| (session.id, session.revision)),
            ),
            failed: None,
            step,
            now: context.now,
            lease: LEASE,
        }
    }

    /// Leaves the session as it is and tells the person that something went wrong.
    fn set_aside(
        &self,
        inbox: InboxId,
        event: &Incoming,
        snapshot: Option<&Snapshot>,
        reason: &'static str,
    ) -> Commit {
        let chosen = snapshot.and_then(|snapshot| snapshot.profile.as_ref()?.language.as_deref());
        let language = chosen.or(event.language.as_deref());
        let language = language.map_or(Language::English, Language::nearest);
        let text = self.texts.get(language, "error-internal", &Args::new());
        let notice = Outgoing {
            lane: Lane::Reply,
            place: event.conversation.place.clone(),
            placement: Placement::New,
            screen: Screen { blocks: vec![Block::Text(text)], ..Screen::default() },
        };
        Commit {
            inbox,
            event: event.id.clone(),
            conversation: event.conversation.clone(),
            expected: Expected::Any,
            failed: Some(reason),
            step: Step { outgoing: vec![notice], ..Step::default() },
            now: self.clock.now(),
            lease: LEASE,
        }
    }
}

struct Leave<'a> {
    shared: &'a Shared,
    conversation: &'a Conversation,
}

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        // Ended well, the worker has left already, and another may have come.
        if std::thread::panicking() || self.shared.stopping.is_cancelled() {
            let mut work = self.shared.work();
            work.conversations.remove(self.conversation);
            self.shared.tell_if_idle(&work);
        }
    }
}

/// A message in an adapter's hands.
pub(super) struct Sending(Arc<Shared>);

impl Drop for Sending {
    fn drop(&mut self) {
        let mut work = self.0.work();
        work.sending -= 1;
        self.0.tell_if_idle(&work);
    }
}

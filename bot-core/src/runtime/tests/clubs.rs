//! A club's reminder from the line that sets it to the message that comes, by a clock that
//! the tests move: the right place, the right role, and the club's own time through the
//! change of its clocks.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use tokio::{sync::mpsc, time::timeout};

use crate::{
    bot::{remind, respond},
    event::{
        Audience, ClubForm, Conversation, EventId, Incoming, Input, Member, Person, Place,
        Platform, PlatformId, Standing, Upload,
    },
    message::{
        Adapter, Block, Capabilities, Commands, Delivery, Edits, Lack, Leave, Limits, NoFile,
        Outcome, Outgoing, Repeats, Several, Typing, Unasked, no_file,
    },
    runtime::{Chance, Engine, Parts, TestClock},
    store::{
        Store,
        tests::support::{Bench, on_both},
    },
    text::Texts,
};

on_both! {
    a_weekly_reminder_comes_where_and_when_it_should_on_telegram
    a_weekly_reminder_comes_where_and_when_it_should_on_discord
    a_firing_that_is_left_out_does_not_come_and_the_next_does
    what_can_not_be_posted_any_more_is_told_where_the_club_still_reads
}

/// A platform that keeps all it gets.
struct Keeps {
    platform: Platform,
    /// Where it lets nobody post.
    closed: Arc<Mutex<Option<PlatformId>>>,
    /// What it says of everybody in the club when it is asked.
    standing: Arc<Mutex<Standing>>,
    got: mpsc::UnboundedSender<Delivery>,
}

impl Adapter for Keeps {
    fn platform(&self) -> Platform {
        self.platform
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
        Limits::NONE
    }

    fn repeats(&self) -> Repeats {
        Repeats::Shown
    }

    fn may_post<'a>(&'a self, place: &'a Place, _: Option<&'a PlatformId>) -> BoxFuture<'a, Leave> {
        let closed = self.closed.lock().unwrap().as_ref() == Some(&place.channel);
        let leave = if closed { Leave::Lacks(Lack::Post) } else { Leave::Given };
        Box::pin(std::future::ready(leave))
    }

    fn fetch<'a>(&'a self, _: &'a Upload, _: usize) -> BoxFuture<'a, Result<Vec<u8>, NoFile>> {
        no_file()
    }

    fn standing<'a>(&'a self, _: &'a PlatformId, _: &'a Person) -> BoxFuture<'a, Standing> {
        let standing = *self.standing.lock().unwrap();
        Box::pin(std::future::ready(standing))
    }

    fn deliver(&self, delivery: Delivery) -> BoxFuture<'_, Outcome> {
        // What is changed keeps its name.
        let id = PlatformId::new(delivery.id.to_string());
        let id = delivery.edit.clone().unwrap_or(id);
        // Nobody listens once a test has seen enough.
        let _ = self.got.send(delivery);
        Box::pin(async { Outcome::Delivered(Some(id)) })
    }
}

/// A club with somebody who runs it.
pub(super) struct Club {
    engine: Engine,
    store: Store,
    clock: TestClock,
    got: mpsc::UnboundedReceiver<Delivery>,
    platform: Platform,
    closed: Arc<Mutex<Option<PlatformId>>>,
    pub(super) standing: Arc<Mutex<Standing>>,
    events: u32,
}

impl Club {
    pub(super) async fn begin(bench: &Bench, platform: Platform, at: &str) -> Self {
        let clock = TestClock::at(instant(at));
        let (sender, got) = mpsc::unbounded_channel();
        let closed = Arc::default();
        let standing = Arc::new(Mutex::new(Standing::Member));
        let keeps = Keeps {
            platform,
            closed: Arc::clone(&closed),
            standing: Arc::clone(&standing),
            got: sender,
        };
        let store = bench.open().await;
        let engine = Engine::start(Parts {
            store: store.clone(),
            texts: Arc::new(Texts::default()),
            policy: crate::bot::Policy::default(),
            clock: Arc::new(clock.clone()),
            chance: Chance::seeded(1),
            respond,
            remind,
            adapters: vec![Arc::new(keeps)],
        })
        .await
        .unwrap();
        Self { engine, store, clock, got, platform, closed, standing, events: 0 }
    }

    pub(super) fn place(&self, channel: &str, thread: Option<&str>) -> Place {
        Place {
            platform: self.platform,
            space: Some(PlatformId::new("100")),
            channel: PlatformId::new(channel),
            thread: thread.map(PlatformId::new),
        }
    }

    /// What the admin does, and what is answered.
    pub(super) async fn does(&mut self, input: Input) -> Outgoing {
        self.is_done_by("ada", Standing::Admin, input).await;
        self.comes().await
    }

    /// Somebody does something there.
    pub(super) async fn is_done_by(&mut self, who: &str, standing: Standing, input: Input) {
        self.events += 1;
        let person = Person { platform: self.platform, id: PlatformId::new(who) };
        let event = Incoming {
            id: EventId::new(self.platform, self.events),
            conversation: Conversation { place: self.place("100", None), person },
            audience: Audience::Shared,
            standing,
            member: Member { name: Some(who.to_owned()), ..Member::default() },
            language: None,
            input,
        };
        self.engine.accept(vec![event]).await.unwrap();
    }

    /// Somebody does something in their own chat, and is answered.
    pub(super) async fn in_private(&mut self, who: &str, input: Input) -> Outgoing {
        self.events += 1;
        let person = Person { platform: self.platform, id: PlatformId::new(who) };
        let place = Place { space: None, channel: PlatformId::new(who), ..self.place("100", None) };
        let event = Incoming {
            id: EventId::new(self.platform, self.events),
            conversation: Conversation { place, person },
            audience: Audience::Private,
            standing: Standing::Unknown,
            member: Member::default(),
            language: None,
            input,
        };
        self.engine.accept(vec![event]).await.unwrap();
        self.comes().await
    }

    /// What comes next.
    pub(super) async fn comes(&mut self) -> Outgoing {
        Outgoing::clone(&self.delivery().await.outgoing)
    }

    /// The same with what it changes.
    pub(super) async fn delivery(&mut self) -> Delivery {
        timeout(Duration::from_secs(20), self.got.recv()).await.expect("nothing comes").unwrap()
    }

    /// Sets a reminder.
    pub(super) async fn sets(
        &mut self,
        what: &str,
        when: &str,
        place: Place,
        mention: Option<&str>,
    ) {
        let mention = mention.map(PlatformId::new);
        let (what, when) = (what.to_owned(), when.to_owned());
        let form = ClubForm::Add { what, when, place: Some(place), mention };
        let draft = self.does(Input::Club(Box::new(form))).await;
        let saved = self.does(Input::Press(draft.screen.choices[0].data.clone())).await;
        assert!(format!("{:?}", saved.screen.blocks).contains("It is set"), "{saved:?}");
    }

    /// The clock goes on by so many minutes.
    pub(super) fn passes(&self, minutes: i64) {
        self.clock.advance(SignedDuration::from_mins(minutes));
    }

    /// Ends as a process does.
    pub(super) async fn end(self) {
        self.engine.shutdown().await;
        self.store.close().await;
    }

    /// Moves the clock to an instant.
    pub(super) fn until(&self, at: &str) {
        self.clock.set(instant(at));
    }

    /// What comes once those loops have looked that nobody wakes: minute by minute.
    async fn in_a_while(&mut self) -> Outgoing {
        for _ in 0..200 {
            self.clock.advance(SignedDuration::from_secs(61));
            if let Ok(got) = timeout(Duration::from_millis(50), self.got.recv()).await {
                return Outgoing::clone(&got.unwrap().outgoing);
            }
        }
        panic!("nothing came in three hours");
    }

    /// Minute by minute until it is known of each member whether they still are one.
    pub(super) async fn members_are_checked(&mut self) {
        for _ in 0..10 {
            let now = crate::runtime::Clock::now(&self.clock);
            if self.store.members_to_check(self.platform, now).await.unwrap().is_empty() {
                return;
            }
            self.clock.advance(SignedDuration::from_secs(61));
            let said = timeout(Duration::from_millis(50), self.got.recv()).await;
            assert!(said.is_err(), "{said:?}");
        }
        panic!("nobody asked in ten minutes");
    }

    /// Nothing comes until then.
    pub(super) async fn nothing_until(&mut self, at: &str) {
        self.until(at);
        self.engine.idle().await;
        assert!(self.got.try_recv().is_err(), "before {at}");
    }
}

fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn text(outgoing: &Outgoing) -> String {
    let [Block::Text(text)] = &outgoing.screen.blocks[..] else { panic!("{outgoing:?}") };
    text.clone()
}

/// From Sunday, before the clocks of Berlin go forward, over two Mondays.
async fn comes(bench: Bench, platform: Platform, place: fn(&Club) -> Place, mention: Option<&str>) {
    let mut club = Club::begin(&bench, platform, "2026-03-22T12:00:00Z").await;
    let place = place(&club);
    let when = "every monday 8am, Europe/Berlin";
    club.sets("Rest on {weekday} @everyone", when, place.clone(), mention).await;
    for (before, at) in [
        ("2026-03-23T06:59:59Z", "2026-03-23T07:00:00Z"),
        // The same hour there, another in the world.
        ("2026-03-30T05:59:59Z", "2026-03-30T06:00:00Z"),
    ] {
        club.nothing_until(before).await;
        club.until(at);
        let said = club.comes().await;
        assert_eq!(said.place, place, "{at}");
        assert_eq!(said.screen.mention, mention.map(PlatformId::new), "{at}");
        assert_eq!(text(&said), "Rest on Monday @everyone", "{at}");
    }
    club.end().await;
}

async fn a_weekly_reminder_comes_where_and_when_it_should_on_telegram(bench: Bench) {
    comes(bench, Platform::Telegram, |club| club.place("100", Some("7")), None).await;
}

async fn a_weekly_reminder_comes_where_and_when_it_should_on_discord(bench: Bench) {
    comes(bench, Platform::Discord, |club| club.place("205", None), Some("300")).await;
}

async fn a_firing_that_is_left_out_does_not_come_and_the_next_does(bench: Bench) {
    let mut club = Club::begin(&bench, Platform::Telegram, "2026-01-12T12:00:00Z").await;
    let place = club.place("100", None);
    club.sets("rest day", "every day 8am, UTC", place, None).await;
    let list = club.does(Input::Press("k1.list.0".to_owned())).await;
    let one = club.does(Input::Press(list.screen.choices[0].data.clone())).await;
    let skip = one.screen.choices.iter().find(|choice| choice.label == "Skip the next");
    let undo = club.does(Input::Press(skip.expect("a button").data.clone())).await;
    club.nothing_until("2026-01-13T09:00:00Z").await;
    club.until("2026-01-14T08:00:00Z");
    let first = text(&club.comes().await);
    club.until("2026-01-15T08:00:00Z");
    let second = text(&club.comes().await);
    assert_ne!(first, second, "the bot's words are others each day");
    // Too late to be taken back: that day is over.
    let answer = club.does(Input::Press(undo.screen.choices[0].data.clone())).await;
    assert!(format!("{:?}", answer.screen.blocks).contains("can't be taken"), "{answer:?}");
    club.nothing_until("2026-01-16T07:59:59Z").await;
    club.until("2026-01-16T08:00:00Z");
    club.comes().await;
    club.end().await;
}

async fn what_can_not_be_posted_any_more_is_told_where_the_club_still_reads(bench: Bench) {
    let mut club = Club::begin(&bench, Platform::Discord, "2026-01-12T12:00:00Z").await;
    let (lost, kept) = (club.place("205", None), club.place("206", None));
    club.sets("Track closed", "every friday 8am, UTC", lost.clone(), None).await;
    club.sets("Rest day", "every friday 9am, UTC", kept.clone(), None).await;
    *club.closed.lock().unwrap() = Some(lost.channel);
    // It is looked at once a day.
    club.until("2026-01-13T12:10:00Z");
    let told = club.in_a_while().await;
    assert_eq!(told.place, kept);
    assert!(text(&told).contains("one of its reminders is paused"), "{told:?}");
    *club.closed.lock().unwrap() = None;
    let resume = told.screen.choices[0].data.clone();
    club.nothing_until("2026-01-14T12:20:00Z").await;
    let answer = club.does(Input::Press(resume)).await;
    assert!(format!("{:?}", answer.screen.blocks).contains("comes again"), "{answer:?}");
    club.until("2026-01-16T08:00:00Z");
    assert_eq!(text(&club.comes().await), "Track closed");
    club.end().await;
}

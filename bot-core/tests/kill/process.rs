//! The process that is killed: engine, store, and an adapter that speaks to the
//! platform over the loopback.

use std::{collections::BTreeMap, net::SocketAddr, sync::Arc, time::Duration};

use bot_core::{
    bot::{Context, Policy, SessionChange, Snapshot, Step},
    event::{
        Audience, Conversation, EventId, Incoming, Input, Member, Person, Place, Platform,
        PlatformId, Standing, Upload,
    },
    message::{
        Adapter, Block, Capabilities, Commands, Delivery, Edits, Held, Lane, Limits, NoFile,
        Outcome, Outgoing, Placement, Repeats, Screen, Several, Typing, Unasked, no_file,
        no_standing,
    },
    reminder::{Due, KeptHolds, NewSchedule, Owner, ScheduleChange, Timing, Words, own_words},
    runtime::{Chance, Clock, Engine, Parts},
    schedule::{
        Cadence, Kind, Rule, Zone,
        ice::{Rhythm, phases},
    },
    store::{DataKey, Location, Store},
    text::Texts,
};
use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
};

pub(crate) const PEOPLE: usize = 12;
pub(crate) const LABELS_A_PERSON: usize = 8;
pub(crate) const SESSIONS: usize = 24;
/// Every schedule is said so often, a minute apart.
const TIMES: u32 = 103;
/// How much faster the clock runs: a minute is a second.
const SPEED: i32 = 60;

/// What people want, in order: every schedule, then sessions and words.
pub(crate) const FIRST_EVENTS: u64 = (PEOPLE * LABELS_A_PERSON) as u64;
const TALKS: u64 = 100;
pub(crate) const EVENTS: u64 = FIRST_EVENTS + SESSIONS as u64 + TALKS;

pub(crate) fn data_key() -> DataKey {
    DataKey::from_bytes([7; 32])
}

pub(crate) fn home(person: usize) -> Conversation {
    Conversation {
        place: Place {
            platform: Platform::Telegram,
            space: None,
            channel: PlatformId::new(format!("chat-{person}")),
            thread: None,
        },
        person: Person { platform: Platform::Telegram, id: PlatformId::new(person.to_string()) },
    }
}

/// The words of a firing.
pub(crate) fn reminder(label: &str, due: Timestamp) -> String {
    format!("{label} {}", due.as_millisecond())
}

/// Every firing a schedule has in its life.
pub(crate) fn firings_of(timing: &Timing) -> BTreeMap<Timestamp, Kind> {
    match timing {
        Timing::Ice { rhythm, started } => {
            phases(*rhythm, *started).iter().map(|phase| (phase.at, phase.step.into())).collect()
        }
        Timing::Rule(rule) => {
            let Cadence::EveryMinutes { anchor, .. } = rule.cadence else {
                panic!("nothing else is asked for")
            };
            let minute = |index| anchor + SignedDuration::from_mins(i64::from(index));
            (0..TIMES).map(|index| (minute(index), Kind::Stretch)).collect()
        }
    }
}

/// A clock that runs faster, by the system's: it goes on while nobody looks.
struct Fast {
    began: Timestamp,
}

impl Clock for Fast {
    fn now(&self) -> Timestamp {
        self.began + Timestamp::now().duration_since(self.began) * SPEED
    }

    fn sleep_until(&self, at: Timestamp) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            loop {
                let left = at.duration_since(self.now()) / SPEED;
                let Some(left) = Duration::try_from(left).ok().filter(|left| !left.is_zero())
                else {
                    return;
                };
                tokio::time::sleep(left.max(Duration::from_millis(1))).await;
            }
        })
    }
}

/// Says a message to the platform, one connection each.
struct Loopback {
    platform: SocketAddr,
}

impl Loopback {
    async fn say(&self, delivery: Delivery) -> Outcome {
        let [Block::Text(words)] = delivery.outgoing.screen.blocks.as_slice() else {
            return Outcome::Refused("not one text".into());
        };
        let Ok(mut stream) = TcpStream::connect(self.platform).await else {
            return Outcome::Retry { after: None, holds: Held::Message };
        };
        let mut answer = String::new();
        let heard = async {
            stream.write_all(format!("say {words}\n").as_bytes()).await?;
            BufReader::new(&mut stream).read_line(&mut answer).await
        };
        match (heard.await, answer.as_str()) {
            (Ok(_), "there\n") => {
                Outcome::Delivered(Some(PlatformId::new(delivery.id.to_string())))
            }
            (Ok(_), "not now\n") => {
                Outcome::Retry { after: Some(Duration::from_secs(3)), holds: Held::Chat }
            }
            _ => Outcome::Unknown,
        }
    }
}

impl Adapter for Loopback {
    fn platform(&self) -> Platform {
        Platform::Telegram
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
        Limits::NONE
    }

    fn repeats(&self) -> Repeats {
        Repeats::Shown
    }

    fn may_post<'a>(
        &'a self,
        _: &'a bot_core::event::Place,
        _: Option<&'a bot_core::event::PlatformId>,
    ) -> BoxFuture<'a, bot_core::message::Leave> {
        Box::pin(std::future::ready(bot_core::message::Leave::Unknown))
    }

    fn fetch<'a>(&'a self, _: &'a Upload, _: usize) -> BoxFuture<'a, Result<Vec<u8>, NoFile>> {
        no_file()
    }

    fn standing<'a>(&'a self, _: &'a PlatformId, _: &'a Person) -> BoxFuture<'a, Standing> {
        no_standing()
    }

    fn deliver(&self, delivery: Delivery) -> BoxFuture<'_, Outcome> {
        Box::pin(self.say(delivery))
    }
}

/// Makes what the number of the event asks for.
fn obey(context: &Context<'_>, snapshot: &Snapshot, event: &Incoming) -> Step {
    let Input::Text(number) = &event.input else { return Step::default() };
    let place = event.conversation.place.clone();
    let said = Outgoing {
        lane: Lane::Reply,
        place,
        placement: Placement::New,
        screen: Screen { blocks: vec![Block::Text(format!("done {number}"))], ..Screen::default() },
    };
    let id = snapshot.session.as_ref().map_or(context.fresh, |session| session.id);
    let expires = context.now + SignedDuration::from_hours(24);
    let number: u64 = number.parse().expect("events are numbers");
    Step {
        session: SessionChange::Save { id, state: Box::default(), expires },
        outgoing: vec![said],
        schedules: wanted(number, context.now).into_iter().collect(),
        ..Step::default()
    }
}

fn wanted(number: u64, now: Timestamp) -> Option<ScheduleChange> {
    let (kind, timing) = if number < FIRST_EVENTS {
        let offset = i64::try_from(number * 997 % 60_000).expect("below a minute");
        let anchor = now + SignedDuration::from_millis(1_000 + offset);
        let n = 1.try_into().expect("not zero");
        let zone = Zone::named("UTC").expect("in tzdata");
        let mut rule = Rule::new(Cadence::EveryMinutes { n, anchor }, zone);
        rule.count = TIMES.try_into().ok();
        (Kind::Stretch, Timing::Rule(rule))
    } else if number < FIRST_EVENTS + SESSIONS as u64 {
        (Kind::IceOn, Timing::Ice { rhythm: Rhythm::Article, started: now })
    } else {
        return None;
    };
    let words = Words { text: Some(format!("s{number}")), ..Words::default() };
    Some(ScheduleChange::Add(NewSchedule {
        owner: Owner::Person,
        kind,
        timing,
        words,
        holds: KeptHolds::default(),
    }))
}

fn remind(context: &Context<'_>, due: &Due) -> Vec<Outgoing> {
    let mut says = own_words(context, due);
    for block in says.iter_mut().flat_map(|outgoing| &mut outgoing.screen.blocks) {
        if let Block::Text(text) = block {
            *text = reminder(text, due.due);
        }
    }
    says
}

/// Runs until it is killed, or told to finish.
pub(crate) fn run(platform: SocketAddr, began: Timestamp, location: &Location) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = Store::open(location, data_key()).await.expect("the database opens");
        let clock = Arc::new(Fast { began });
        let engine = Engine::start(Parts {
            store: store.clone(),
            texts: Arc::new(Texts::default()),
            policy: Policy::default(),
            clock: Arc::<Fast>::clone(&clock),
            chance: Chance::system(),
            respond: obey,
            remind,
            adapters: vec![Arc::new(Loopback { platform })],
        })
        .await
        .expect("it starts");
        let mut orders = TcpStream::connect(platform).await.expect("the platform is there");
        orders.write_all(b"orders\n").await.expect("it listens");
        let mut lines = BufReader::new(orders).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            if line == "finish" {
                until_all_is_over(&store, &clock).await;
                break;
            }
            let number: usize = line.parse().expect("a number");
            let event = Incoming {
                id: EventId::new(Platform::Telegram, number),
                conversation: home(number % PEOPLE),
                audience: Audience::Private,
                standing: Standing::Unknown,
                member: Member::default(),
                language: None,
                input: Input::Text(line.clone()),
            };
            if engine.accept(vec![event]).await.is_ok() {
                let mut stream = TcpStream::connect(platform).await.expect("it is there");
                let taken = format!("taken {line}\n");
                stream.write_all(taken.as_bytes()).await.expect("it listens");
            }
        }
        engine.shutdown().await;
        store.close().await;
    });
}

/// Waits until no schedule fires any more and no message waits.
async fn until_all_is_over(store: &Store, clock: &Fast) {
    loop {
        let wakes = store.next_wake().await;
        let due = store.next_due(Platform::Telegram).await;
        // What cannot be read on a busy machine is read the next time.
        if let (Ok(None), Ok(None)) = (wakes, due) {
            return;
        }
        clock.sleep_until(clock.now() + SignedDuration::from_secs(10)).await;
    }
}

//! Who lives in the simulation and what they want: a bot that does as it is
//! told, and the wishes it is told.
//!
//! A wish travels as the text of an event. What it does is a
//! [`ScheduleChange`]; when it took effect is written down, because that is
//! what the person was told.

use std::{cell::RefCell, collections::BTreeMap};

use jiff::{SignedDuration, Timestamp, civil::time};
use serde::{Deserialize, Serialize};

use crate::{
    bot::{Context, SessionChange, Snapshot, Step},
    event::{
        Audience, Conversation, EventId, Incoming, Input, Member, Person, Place, Platform,
        PlatformId, Standing,
    },
    message::{Block, Outgoing},
    reminder::{
        Due, KeptHolds, NewSchedule, Owner, ScheduleChange, ScheduleId, Timing, Words, own_words,
    },
    schedule::{Kind, Quiet, Zone, ice::Rhythm},
    store::tests::support::message,
};

/// A schedule's name in the simulation; it is what its reminders say.
pub(super) type Label = String;

/// What somebody wants.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Wish {
    /// Nothing but an answer.
    Talk,
    /// A schedule of their own.
    Mine {
        label: Label,
        kind: Kind,
        timing: Timing,
    },
    /// A schedule of the club they manage.
    Clubs {
        label: Label,
        club: PlatformId,
        place: Place,
        timing: Timing,
    },
    /// An ice session, from now.
    Ice {
        label: Label,
        rhythm: Rhythm,
    },
    /// Other times for a schedule.
    Replace {
        label: Label,
        id: Option<ScheduleId>,
        timing: Timing,
    },
    Pause {
        label: Label,
        id: Option<ScheduleId>,
        until: Option<Timestamp>,
    },
    Resume {
        label: Label,
        id: Option<ScheduleId>,
    },
    SkipNext {
        label: Label,
        id: Option<ScheduleId>,
    },
    Remove {
        label: Label,
        id: Option<ScheduleId>,
    },
    /// Quiet hours for all that is theirs, from hour to hour.
    Quiet {
        from: i8,
        to: i8,
        zone: String,
    },
}

/// The place where somebody talks to the bot alone.
pub(super) fn home(platform: Platform, person: &str) -> Conversation {
    Conversation {
        place: Place {
            platform,
            space: None,
            channel: PlatformId::new(format!("chat-{person}")),
            thread: None,
        },
        person: Person { platform, id: PlatformId::new(person) },
    }
}

/// A club's channel; another one for each time it moved.
pub(super) fn channel(platform: Platform, club: &str, moves: u32) -> Place {
    Place {
        platform,
        space: Some(PlatformId::new(club)),
        channel: PlatformId::new(format!("{club}-{moves}")),
        thread: None,
    }
}

/// The event by which a wish is told.
pub(super) fn telling(conversation: &Conversation, event: u64, wish: &Wish) -> Incoming {
    Incoming {
        id: EventId::new(conversation.place.platform, event),
        conversation: conversation.clone(),
        audience: Audience::Private,
        standing: Standing::Unknown,
        member: Member::default(),
        language: None,
        input: Input::Text(format!("{event} {}", serde_json::to_string(wish).unwrap())),
    }
}

thread_local! {
    /// When events took effect. A run is all on one thread.
    static EFFECTS: RefCell<BTreeMap<u64, Timestamp>> = const { RefCell::new(BTreeMap::new()) };
}

/// Takes what was written down of this run.
pub(super) fn take_effects() -> BTreeMap<u64, Timestamp> {
    EFFECTS.take()
}

/// The bot: does as it is told, and says so.
pub(super) fn obey(context: &Context<'_>, snapshot: &Snapshot, event: &Incoming) -> Step {
    let Input::Text(text) = &event.input else { return Step::default() };
    let (number, wish) = text.split_once(' ').unwrap();
    EFFECTS.with_borrow_mut(|effects| effects.insert(number.parse().unwrap(), context.now));
    let wish: Wish = serde_json::from_str(wish).unwrap();
    let session = snapshot.session.as_ref().map_or(context.fresh, |session| session.id);
    let expires = context.now + SignedDuration::from_hours(24);
    let saved = SessionChange::Save { id: session, state: Box::default(), expires };
    Step {
        session: saved,
        outgoing: vec![message(&event.conversation.place, &format!("done {number}"))],
        schedules: change(context, snapshot, wish).into_iter().collect(),
        ..Step::default()
    }
}

fn change(context: &Context<'_>, snapshot: &Snapshot, wish: Wish) -> Option<ScheduleChange> {
    let words = |label: Label| Words { text: Some(label), ..Words::default() };
    let find = |label: &Label, id: Option<ScheduleId>| {
        let labelled = |words: &Words| words.text.as_ref() == Some(label);
        let own = snapshot.schedules.iter().find(|listed| labelled(&listed.words));
        own.map(|listed| listed.id).or(id)
    };
    let add = |owner, kind, timing, label| {
        ScheduleChange::Add(NewSchedule {
            owner,
            kind,
            timing,
            words: words(label),
            holds: KeptHolds::default(),
        })
    };
    Some(match wish {
        Wish::Talk => return None,
        Wish::Mine { label, kind, timing } => add(Owner::Person, kind, timing, label),
        Wish::Clubs { label, club, place, timing } => {
            add(Owner::Club { club, place }, Kind::Club, timing, label)
        }
        Wish::Ice { label, rhythm } => {
            let timing = Timing::Ice { rhythm, started: context.now };
            add(Owner::Person, Kind::IceOn, timing, label)
        }
        Wish::Replace { label, id, timing } => {
            ScheduleChange::Replace { id: find(&label, id)?, timing, words: words(label) }
        }
        Wish::Pause { label, id, until } => ScheduleChange::Pause { id: find(&label, id)?, until },
        Wish::Resume { label, id } => ScheduleChange::Resume(find(&label, id)?),
        Wish::SkipNext { label, id } => ScheduleChange::SkipNext(find(&label, id)?),
        Wish::Remove { label, id } => ScheduleChange::Remove(find(&label, id)?),
        Wish::Quiet { from, to, zone } => {
            let hour = |hour| time(hour, 0, 0, 0);
            let quiet = Quiet::new(hour(from), hour(to), Zone::named(&zone).unwrap());
            ScheduleChange::Hold(KeptHolds { quiet, ..KeptHolds::default() })
        }
    })
}

/// What a firing says: which schedule's, of when, and what for.
pub(super) fn remind(context: &Context<'_>, due: &Due) -> Vec<Outgoing> {
    let mut says = own_words(context, due);
    for outgoing in &mut says {
        for block in &mut outgoing.screen.blocks {
            if let Block::Text(text) = block {
                *text = reminder(text, due.due, due.kind);
            }
        }
    }
    says
}

/// The words of a reminder.
pub(super) fn reminder(label: &str, due: Timestamp, kind: Kind) -> String {
    format!("{label} {} {kind}", due.as_millisecond())
}

/// The words of an answer.
pub(super) fn answer(event: u64) -> String {
    format!("done {event}")
}

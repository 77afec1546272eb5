//! What a run left, against what should have happened.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::{
    expect::{Change, Expected, Foreseen, Story, foresee},
    people::{Label, Wish, answer, reminder},
    platform::{Fault, Request},
    run::Record,
};
use crate::{
    event::Place,
    message::Lane,
    reminder::Timing,
    schedule::{Kind, Zone},
    store::{Fired, FiredAs},
};

/// What happened, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) occurrences: u64,
    /// Those of which it is known exactly what should become of them.
    pub(super) undisturbed: u64,
    pub(super) fates: BTreeMap<&'static str, u64>,
    pub(super) answers: u64,
    pub(super) faults: BTreeMap<Fault, u64>,
    /// Messages that came twice, as is allowed for these lanes.
    pub(super) repeats: BTreeMap<Lane, u64>,
    pub(super) swallowed: u64,
    pub(super) requests: u64,
    pub(super) operations: u64,
    pub(super) beyond_limits: u64,
    /// The longest an answer and an ice phase waited, undisturbed, in milliseconds.
    pub(super) slowest_answer: i64,
    pub(super) slowest_phase: i64,
}

impl Counts {
    pub(super) fn add(&mut self, other: &Self) {
        self.occurrences += other.occurrences;
        self.undisturbed += other.undisturbed;
        self.answers += other.answers;
        self.swallowed += other.swallowed;
        self.requests += other.requests;
        self.operations += other.operations;
        self.beyond_limits += other.beyond_limits;
        self.slowest_answer = self.slowest_answer.max(other.slowest_answer);
        self.slowest_phase = self.slowest_phase.max(other.slowest_phase);
        for (fate, count) in &other.fates {
            *self.fates.entry(fate).or_default() += count;
        }
        for (fault, count) in &other.faults {
            *self.faults.entry(*fault).or_default() += count;
        }
        for (lane, count) in &other.repeats {
            *self.repeats.entry(*lane).or_default() += count;
        }
    }
}

/// So late is on time: how long a firing may be under way where nothing is wrong.
const PUNCTUAL: SignedDuration = SignedDuration::from_secs(60);
/// The longest an answer, or a phase of an ice session, may wait behind a fan-out.
const ANSWERED: SignedDuration = SignedDuration::from_secs(3);
const SAID: SignedDuration = SignedDuration::from_secs(5);

/// One finds out, some may be on their way.
const MOST_WHILE_CLOSED: usize = 6;

/// Times at which something was wrong, everywhere or in one place.
struct Trouble {
    everywhere: Vec<(Timestamp, Timestamp)>,
    places: BTreeMap<String, Vec<(Timestamp, Timestamp)>>,
    closures: BTreeMap<String, Vec<(Timestamp, Timestamp)>>,
}

/// A person's chat, or a club, wherever it moves.
fn target(place: &Place) -> String {
    let id = place.space.as_ref().unwrap_or(&place.channel);
    format!("{} {}", place.platform, id.as_str())
}

/// How long after a fault its consequences may be felt.
fn aftermath(fault: Fault) -> (i64, i64) {
    const MINUTE: i64 = 60;
    match fault {
        // A lease, a pause of a loop, a regular look.
        Fault::Crash | Fault::CrashWhileSending | Fault::OrderlyRestart | Fault::LongDowntime => {
            (0, 4 * MINUTE)
        }
        Fault::Busy | Fault::AnswerOfStoreLost => (0, 4 * MINUTE),
        // The longest wait between two tries, and a quarter more.
        Fault::ServerError => (0, 20 * MINUTE),
        Fault::TooManyRequests => (0, 4 * MINUTE),
        Fault::AnswerLost | Fault::Silence | Fault::PlaceMoved => (0, 5 * MINUTE),
        Fault::PlaceClosed => (0, 5 * MINUTE),
        // By an hour at most, either way.
        Fault::ClockForward | Fault::ClockBack => (65 * MINUTE, 65 * MINUTE),
    }
}

impl Trouble {
    fn of(record: &Record) -> Self {
        let minutes = SignedDuration::from_mins;
        let mut everywhere: Vec<_> =
            record.down.iter().map(|(from, to)| (*from, *to + minutes(4))).collect();
        let mut places: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for (at, fault, place) in record.sky.faults() {
            let (before, after) = aftermath(fault);
            let seconds = SignedDuration::from_secs;
            let span = (at - seconds(before), at + seconds(after));
            match place {
                // The engine ends as well.
                Some(place) if fault != Fault::CrashWhileSending => {
                    places.entry(target(&place)).or_default().push(span);
                }
                _ => everywhere.push(span),
            }
        }
        let mut closures: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for closure in &record.closures {
            let resumed = closure
                .resumed_by
                .iter()
                .map(|event| record.effects.get(event).copied().unwrap_or(Timestamp::MAX));
            let to = match closure.opened {
                // A session is not resumed; it is over by then.
                Some(opened) => resumed.chain([opened]).max().unwrap_or(opened) + minutes(7 * 60),
                None => Timestamp::MAX,
            };
            let span = (closure.from - minutes(5), to);
            closures.entry(target(&closure.place)).or_default().push(span);
        }
        everywhere.sort_unstable();
        Self { everywhere, places, closures }
    }

    /// Whether nothing was wrong there from one instant to another.
    fn none(&self, place: &Place, from: Timestamp, to: Timestamp) -> bool {
        let meets = |(start, end): &(Timestamp, Timestamp)| *start <= to && from <= *end;
        let target = target(place);
        let at = |spans: &BTreeMap<String, Vec<_>>| {
            spans.get(&target).is_some_and(|spans| spans.iter().any(meets))
        };
        !at(&self.places) && !at(&self.closures) && !self.everywhere.iter().any(meets)
    }

    /// Whether a place was shut at some time between two instants.
    fn is_closed(&self, place: &Place, from: Timestamp, to: Timestamp) -> bool {
        let meets = |(start, end): &(Timestamp, Timestamp)| *start <= to && from <= *end;
        self.closures.get(&target(place)).is_some_and(|spans| spans.iter().any(meets))
    }
}

/// The life of every schedule, by what was wished and when it took effect.
fn stories(record: &Record) -> BTreeMap<Label, Story> {
    let mut stories: BTreeMap<Label, Story> = BTreeMap::new();
    let mut quiet: BTreeMap<Place, Vec<(Timestamp, Change)>> = BTreeMap::new();
    let mut told: Vec<_> = record
        .told
        .iter()
        .filter_map(|(event, told)| Some((*record.effects.get(event)?, *event, told)))
        .collect();
    told.sort_by_key(|(at, event, _)| (*at, *event));
    for (at, _, told) in told {
        let times = |timing: &Timing| Change::Times(timing.clone());
        let mut begin = |label: &Label, kind: Kind, timing: Timing| {
            let place = record.places[label].clone();
            let changes = vec![(at, Change::Times(timing))];
            stories.insert(label.clone(), Story { place, kind, changes });
        };
        let (label, change) = match &told.wish {
            Wish::Talk => continue,
            Wish::Mine { label, kind, timing } => {
                begin(label, *kind, timing.clone());
                continue;
            }
            Wish::Clubs { label, timing, .. } => {
                begin(label, Kind::Club, timing.clone());
                continue;
            }
            Wish::Ice { label, rhythm } => {
                begin(label, Kind::IceOn, Timing::Ice { rhythm: *rhythm, started: at });
                continue;
            }
            Wish::Quiet { from, to, zone } => {
                let zone = Zone::named(zone).unwrap().tz().clone();
                let change = Change::Quiet(*from, *to, zone);
                quiet.entry(told.conversation.place.clone()).or_default().push((at, change));
                continue;
            }
            Wish::Replace { label, timing, .. } => (label, times(timing)),
            Wish::Pause { label, until, .. } => (label, Change::Pause(*until)),
            Wish::Resume { label, .. } => (label, Change::Resume),
            Wish::SkipNext { label, .. } => (label, Change::SkipNext),
            Wish::Remove { label, .. } => (label, Change::Remove),
        };
        if let Some(story) = stories.get_mut(label) {
            story.changes.push((at, change));
        }
    }
    for story in stories.values_mut() {
        if let Some(hours) = quiet.get(&story.place).filter(|_| story.kind != Kind::Club) {
            story.changes.extend(hours.iter().cloned());
            story.changes.sort_by_key(|(at, _)| *at);
        }
    }
    stories
}

/// Looks at all of it. An error says what is not as it should be.
pub(super) fn check(record: &Record) -> Result<Counts, String> {
    let trouble = Trouble::of(record);
    let mut requests = record.sky.requests();
    let mut counts = Counts { operations: record.operations, ..Counts::default() };
    counts.swallowed = record.sky.swallowed();
    counts.requests = requests.values().map(|all| all.len() as u64).sum();
    counts.beyond_limits = record.sky.beyond_limits().len() as u64;
    for (_, fault, _) in record.sky.faults() {
        *counts.faults.entry(fault).or_default() += 1;
    }
    let mut wrong = Vec::new();
    for (label, story) in stories(record) {
        let expected = foresee(&story, record.end);
        let resumed = skips_in_doubt(&story, &trouble);
        for (due, expected) in &expected {
            let said = requests.remove(&reminder(&label, *due, expected.kind)).unwrap_or_default();
            let fired = record.fired.get(&(label.clone(), *due));
            let doubt = resumed.contains(due);
            let context = Case { story: &story, due: *due, expected, doubt };
            if let Err(what) = occurrence(&context, &said, fired, &trouble, &mut counts) {
                wrong.push(format!(
                    "{label} due {due} ({}): {what}; {fired:?}; {said:?}; {expected:?} {:?}",
                    expected.kind, story.changes
                ));
            }
        }
        // What was never expected must not have come to be.
        let beyond: Vec<_> = record
            .fired
            .range((label.clone(), Timestamp::MIN)..=(label.clone(), record.end))
            .filter(|((_, due), _)| !expected.contains_key(due))
            .filter(|((_, due), _)| !trouble.is_closed(&story.place, *due, *due))
            .collect();
        for ((_, due), fired) in beyond {
            if !trouble.none(&story.place, *due, *due) {
                // It fired before the clock was set back to before it was changed.
                requests.remove(&reminder(&label, *due, fired.kind));
                continue;
            }
            wrong.push(format!(
                "{label} due {due}: nobody asked for it: {fired:?}; {:?}",
                story.changes
            ));
        }
    }
    let mut talks: BTreeMap<String, Vec<Timestamp>> = BTreeMap::new();
    for told in record.told.values() {
        talks.entry(target(&told.conversation.place)).or_default().extend(told.taken_in);
    }
    for (event, told) in &record.told {
        let said = requests.remove(&answer(*event)).unwrap_or_default();
        let place = &told.conversation.place;
        if let Some(taken_in) = told.taken_in
            && let talk = talks.get(&target(place)).map_or(&[][..], Vec::as_slice)
            && let patience = patience(talk, taken_in)
            && let Err(what) = answered(place, taken_in, patience, &said, &trouble, &mut counts)
        {
            wrong.push(format!("the answer to event {event}: {what}; {said:?}"));
        }
    }
    // Firings after the end, and what the product says by itself.
    for (words, said) in requests {
        let late = said.iter().any(|request| request.shown > record.end);
        let is_reminder = words.starts_with('s') && words.split(' ').count() == 3;
        if is_reminder && !late && said.iter().any(|request| request.taken) {
            wrong.push(format!("{words:?} was said, and nobody asked for it: {said:?}"));
        }
    }
    // A place that is shut is left in peace.
    for (place, requests) in record.sky.closed_requests() {
        let closed = record.closures.iter().filter(|closure| closure.place == place).count();
        if usize::try_from(requests).unwrap() > MOST_WHILE_CLOSED * closed {
            wrong.push(format!("{requests} requests to a place shut {closed} times: {place:?}"));
        }
    }
    // Of several engines each keeps the limits by itself.
    if record.workers == 1 {
        let beyond = record.sky.beyond_limits().into_iter();
        wrong.extend(beyond.map(|(at, place)| format!("beyond the limits at {at}: {place:?}")));
    }
    if record.waiting.1 != 0 {
        wrong.push(format!("{} events wait at the end", record.waiting.1));
    }
    if wrong.is_empty() {
        return Ok(counts);
    }
    let many = wrong.len();
    // One of each schedule says more than many of one.
    let mut named = BTreeSet::new();
    wrong.retain(|line| named.insert(line.split(' ').next().map(str::to_owned)));
    wrong.truncate(24);
    Err(format!("{many} things are wrong:\n{}", wrong.join("\n")))
}

/// Firings of which it depends on a disturbance whether "skip next" meant them.
fn skips_in_doubt(story: &Story, trouble: &Trouble) -> BTreeSet<Timestamp> {
    let mut doubtful = BTreeSet::new();
    let dues: Vec<Timestamp> =
        foresee(story, Timestamp::MAX.min(last_change(story))).into_keys().collect();
    for (at, change) in &story.changes {
        if !matches!(change, Change::SkipNext) {
            continue;
        }
        let hour = SignedDuration::from_hours(1);
        let before = dues.iter().rev().find(|due| **due <= *at);
        let from = before.copied().unwrap_or(*at - hour).min(*at - hour);
        if !trouble.none(&story.place, from, *at + hour) {
            doubtful.extend(before);
            doubtful.extend(dues.iter().filter(|due| *due > at).take(3));
        }
    }
    doubtful
}

fn last_change(story: &Story) -> Timestamp {
    let last = story.changes.iter().map(|(at, _)| *at).max().unwrap_or(Timestamp::MIN);
    last + SignedDuration::from_hours(24 * 90)
}

struct Case<'a> {
    story: &'a Story,
    due: Timestamp,
    expected: &'a Expected,
    doubt: bool,
}

fn occurrence(
    case: &Case<'_>,
    said: &[Request],
    fired: Option<&Fired>,
    trouble: &Trouble,
    counts: &mut Counts,
) -> Result<(), String> {
    let Case { story, due, expected, .. } = *case;
    counts.occurrences += 1;
    let taken: Vec<&Request> = said.iter().filter(|request| request.taken).collect();
    let lane = if matches!(expected.kind, Kind::IceOn | Kind::IceOff | Kind::IceEnd) {
        Lane::IcePhase
    } else {
        Lane::Other
    };
    if taken.len() > 1 {
        let in_doubt = taken[..taken.len() - 1].iter().all(|request| {
            !request.told || !trouble.none(&story.place, request.shown, request.shown + PUNCTUAL)
        });
        if expected.kind != Kind::IceOff || !in_doubt {
            return Err(format!("said {} times", taken.len()));
        }
        *counts.repeats.entry(lane).or_default() += taken.len() as u64 - 1;
    }
    let undisturbed =
        !case.doubt && !expected.touched && trouble.none(&story.place, due, expected.at + PUNCTUAL);
    let asked = said.iter().map(|request| request.shown).max().unwrap_or(expected.at);
    let last = asked.max(expected.at + SignedDuration::from_mins(30));
    let closed = trouble.is_closed(&story.place, due, last);
    let removed = story.changes.iter().any(|(_, change)| matches!(change, Change::Remove));
    let Some(fired) = fired else {
        // Its history went with it, or it was chosen anew before it was planned.
        let excused = removed
            || expected.may_be_swept
            || (expected.may_be_gone && !undisturbed)
            || closed
            || replaced_before_it_was_planned(story, due, trouble);
        return if excused { Ok(()) } else { Err("there is no trace of it".into()) };
    };
    *counts.fates.entry(fired.outcome.as_str()).or_default() += 1;
    match fired.outcome {
        // Its history was last looked at before it was over.
        FiredAs::Pending | FiredAs::Held if removed => {}
        FiredAs::Pending | FiredAs::Held => return Err("it has no fate".into()),
        FiredAs::Gone | FiredAs::Skipped if fired.reason.is_none() => {
            return Err("it has no reason".into());
        }
        FiredAs::Gone if !closed => {
            return Err("its place was open".into());
        }
        FiredAs::Delivered | FiredAs::Late if taken.is_empty() => {
            return Err("it never arrived".into());
        }
        FiredAs::Missed | FiredAs::Skipped if !taken.is_empty() => {
            return Err("it arrived all the same".into());
        }
        FiredAs::Unknown if undisturbed => return Err("nothing was wrong".into()),
        _ => {}
    }
    if !undisturbed {
        return Ok(());
    }
    counts.undisturbed += 1;
    match expected.foreseen {
        Foreseen::Sent => {
            if fired.outcome != FiredAs::Delivered {
                return Err(format!("it was to be delivered at {}", expected.at));
            }
            let waited = taken[0].shown.duration_since(expected.at);
            if waited > PUNCTUAL || waited.is_negative() {
                return Err(format!("it came {waited} after {}", expected.at));
            }
            if lane == Lane::IcePhase {
                let millis = i64::try_from(waited.as_millis()).unwrap_or(i64::MAX);
                counts.slowest_phase = counts.slowest_phase.max(millis);
                if waited > SAID {
                    return Err(format!("a phase waited {waited}"));
                }
            }
        }
        Foreseen::Skipped if fired.outcome != FiredAs::Skipped => {
            return Err("it was to be skipped".into());
        }
        Foreseen::Superseded if fired.outcome != FiredAs::Missed => {
            return Err("another was to stand for it".into());
        }
        Foreseen::Skipped | Foreseen::Superseded => {}
    }
    Ok(())
}

/// Whether the schedule got other times while something kept it from firing.
fn replaced_before_it_was_planned(story: &Story, due: Timestamp, trouble: &Trouble) -> bool {
    story.changes.iter().any(|(at, change)| {
        matches!(change, Change::Times(_))
            && *at > due
            && !trouble.none(&story.place, due, *at)
            && at.duration_since(due) < SignedDuration::from_hours(48)
    })
}

/// How long an answer may wait: a chat takes one a second, and who says much at
/// once gets their answers one after another.
fn patience(talk: &[Timestamp], taken_in: Timestamp) -> SignedDuration {
    const LATELY: SignedDuration = SignedDuration::from_secs(10);
    let lately = |at: &&Timestamp| (taken_in - LATELY..=taken_in).contains(at);
    let before = talk.iter().filter(lately).count().saturating_sub(1);
    // The limit, and how long the platform takes over each at most.
    let each = SignedDuration::from_millis(1_400);
    ANSWERED + each * i32::try_from(before).expect("few")
}

fn answered(
    place: &Place,
    taken_in: Timestamp,
    patience: SignedDuration,
    said: &[Request],
    trouble: &Trouble,
    counts: &mut Counts,
) -> Result<(), String> {
    let taken = said.iter().filter(|request| request.taken).count();
    if taken > 1 {
        *counts.repeats.entry(Lane::Reply).or_default() += taken as u64 - 1;
    }
    if taken > 3 {
        return Err(format!("said {taken} times"));
    }
    let minute = SignedDuration::from_mins(1);
    let undisturbed = trouble.none(place, taken_in - minute, taken_in + minute);
    if taken == 0 {
        let in_doubt = said.iter().filter(|request| !request.told).count() >= 3;
        let closed = trouble.is_closed(place, taken_in, taken_in + minute);
        return if in_doubt || closed { Ok(()) } else { Err("it never arrived".into()) };
    }
    counts.answers += 1;
    if !undisturbed {
        return Ok(());
    }
    if taken > 1 {
        return Err("it came twice".into());
    }
    let first = said.iter().find(|request| request.taken).expect("counted above");
    let waited = first.shown.duration_since(taken_in);
    let millis = i64::try_from(waited.as_millis()).unwrap_or(i64::MAX);
    counts.slowest_answer = counts.slowest_answer.max(millis);
    if waited > patience { Err(format!("it waited {waited}")) } else { Ok(()) }
}

//! What the repository promises of schedules and their firings, on either database.

use jiff::{SignedDuration, Timestamp, civil::time};

use super::support::*;
use crate::{
    bot::{Forget, PlaceChange, SessionChange, Step},
    event::{Place, Platform, PlatformId, Standing},
    message::{Lane, Outgoing},
    reminder::{
        KeptHolds, Listed, NewSchedule, Owner, Said, ScheduleChange, ScheduleId, ScheduleState,
        Timing, Words, plan,
    },
    schedule::{Cadence, Kind, Quiet, Rule, Zone},
    store::{
        Carried, Carry, DueSchedule, FiredAs, Happened, Leased, Retention, Settled, Settlement,
        Store, StoreError, dialect::Dialect, migrate, sql::query,
    },
};

on_both! {
    a_schedule_is_made_listed_and_removed_with_its_step
    only_its_person_changes_a_schedule
    nobody_gets_one_schedule_too_many
    a_due_schedule_is_taken_by_one_at_a_time
    a_lease_that_ends_frees_the_schedule_and_the_late_planner_does_not_count
    a_firing_its_message_and_the_next_instant_are_one_commit
    a_schedule_changed_while_it_is_planned_is_planned_again
    quiet_hours_hold_a_firing_until_they_end
    quiet_hours_that_are_changed_let_go_of_what_they_hold
    a_pause_skips_what_quiet_hours_hold
    a_pause_without_an_end_does_not_fill_the_history
    what_goes_to_a_chat_that_moved_goes_along_with_its_threads
    the_next_firing_can_be_skipped
    an_ended_schedule_fires_no_more_and_keeps_its_history
    what_is_over_is_swept_though_somebody_resumes_or_changes_it
    a_step_starts_from_the_last_firings_and_what_holds_them
    a_reply_does_not_wait_for_a_reminder
    a_closed_place_stops_the_schedule_and_resuming_starts_it
    a_chat_that_shuts_the_bot_out_stops_all_that_is_said_there_and_nothing_else
    a_server_that_shuts_the_bot_out_stops_all_that_is_said_in_its_channels
    a_schedule_can_be_said_at_another_place_of_its_person
    a_topic_that_is_gone_is_left_for_the_chat_around_it_and_its_maker_told
    a_club_s_schedule_follows_its_place_and_outlives_its_maker
    who_made_a_club_s_schedule_can_change_it_however_late
    forgetting_removes_schedules_and_their_history
    firings_with_their_fate_are_swept_by_age
    quiet_hours_outlast_the_reminders
    words_of_a_reminder_are_not_readable
    a_database_of_the_second_version_is_brought_up_to_date
    a_database_of_the_third_version_is_brought_up_to_date
    a_database_of_the_sixth_version_is_brought_up_to_date
}

/// Daily at 09:00 UTC: an hour after tests begin.
fn daily() -> Timing {
    let zone = Zone::named("UTC").unwrap();
    Timing::Rule(Rule::new(Cadence::Daily { at: time(9, 0, 0, 0) }, zone))
}

fn words(text: &str) -> Words {
    Words { text: Some(text.into()), ..Words::default() }
}

fn stretch() -> NewSchedule {
    NewSchedule {
        owner: Owner::Person,
        kind: Kind::Stretch,
        timing: daily(),
        words: words("stretch"),
        holds: KeptHolds::default(),
    }
}

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

async fn changes(store: &Store, person: &str, event: &str, changes: Vec<ScheduleChange>) {
    let step = Step { schedules: changes, ..Step::default() };
    take_step(store, &says(person, format!("{person}-{event}"), "x"), step).await;
}

async fn listed(store: &Store, person: &str) -> Vec<Listed> {
    store.load(&conversation(person)).await.unwrap().schedules
}

async fn claim_one(store: &Store, now: Timestamp) -> DueSchedule {
    let mut claimed = store.claim_schedules(10, now, LEASE).await.unwrap();
    assert_eq!(claimed.len(), 1);
    claimed.remove(0)
}

fn carry(due: &DueSchedule, now: Timestamp) -> (DueSchedule, Carry) {
    let text = due.words.text.clone().unwrap();
    let says = Outgoing { lane: Lane::Other, ..message(&due.place, &text) };
    let says = vec![Said { outgoing: says, if_late: None }];
    (due.clone(), Carry::Out(plan(&due.standing, now), says))
}

/// Takes what is due and carries it out; then the messages that wait.
async fn fire(store: &Store, now: Timestamp) -> Vec<Leased> {
    let claimed = store.claim_schedules(10, now, LEASE).await.unwrap();
    let plans = claimed.iter().map(|due| carry(due, now)).collect();
    store.carry_out(plans, now).await.unwrap();
    store.take(Platform::Telegram, Lane::Other, 10, now, LEASE).await.unwrap()
}

async fn history(store: &Store, person: &str, id: ScheduleId) -> Vec<(i64, FiredAs)> {
    let fired = store.history(&conversation(person).person, id, 10).await.unwrap();
    fired.iter().map(|fired| (fired.due.duration_since(start()).as_secs(), fired.outcome)).collect()
}

async fn a_schedule_is_made_listed_and_removed_with_its_step(bench: Bench) {
    let store = bench.open().await;
    changes(&store, "ann", "add", vec![ScheduleChange::Add(stretch())]).await;
    let found = listed(&store, "ann").await.remove(0);
    assert_eq!((found.kind, &found.timing), (Kind::Stretch, &daily()));
    assert_eq!(found.words, words("stretch"));
    assert_eq!((found.next, found.revision), (Some(after(HOUR)), 1));
    assert_eq!(store.next_wake().await.unwrap(), Some(after(HOUR)));
    assert_eq!(store.held(&conversation("ann").person).await.unwrap().schedules, 1);
    let zone = Zone::named("UTC").unwrap();
    let later = Timing::Rule(Rule::new(Cadence::Daily { at: time(10, 0, 0, 0) }, zone));
    let replace = ScheduleChange::Replace { id: found.id, timing: later, words: words("later") };
    changes(&store, "ann", "replace", vec![replace]).await;
    let replaced = listed(&store, "ann").await.remove(0);
    assert_eq!((replaced.next, replaced.revision), (Some(after(2 * HOUR)), 2));
    assert_eq!(replaced.words, words("later"));
    changes(&store, "ann", "remove", vec![ScheduleChange::Remove(found.id)]).await;
    assert_eq!(listed(&store, "ann").await, []);
    assert_eq!(store.next_wake().await.unwrap(), None);
}

async fn only_its_person_changes_a_schedule(bench: Bench) {
    let store = bench.open().await;
    changes(&store, "ann", "add", vec![ScheduleChange::Add(stretch())]).await;
    let before = listed(&store, "ann").await;
    let id = before[0].id;
    let tries = vec![
        ScheduleChange::Remove(id),
        ScheduleChange::Pause { id, until: None },
        ScheduleChange::SkipNext(id),
        ScheduleChange::Replace { id, timing: daily(), words: words("mine") },
    ];
    changes(&store, "ben", "tries", tries).await;
    assert_eq!(listed(&store, "ann").await, before);
    assert_eq!(listed(&store, "ben").await, []);
    assert_eq!(history(&store, "ben", id).await, []);
}

async fn nobody_gets_one_schedule_too_many(bench: Bench) {
    let store = bench.open().await;
    changes(&store, "ann", "ten", vec![ScheduleChange::Add(stretch()); 10]).await;
    let event = says("ann", "eleventh", "x");
    let inbox = record(&store, &event).await;
    let step = Step {
        schedules: vec![ScheduleChange::Add(stretch())],
        ..replies(&event.conversation, &["done"])
    };
    let refused = store.commit(commit_of(inbox, &event, None, step, start())).await;
    assert!(matches!(refused, Err(StoreError::TooManySchedules { most: 10 })), "{refused:?}");
    assert_eq!(store.pending(&event.conversation).await.unwrap().len(), 1, "nothing was done");
    assert_eq!(listed(&store, "ann").await.len(), 10);
}

async fn a_due_schedule_is_taken_by_one_at_a_time(bench: Bench) {
    let store = bench.open().await;
    changes(&store, "ann", "add", vec![ScheduleChange::Add(stretch())]).await;
    assert!(store.claim_schedules(10, after(HOUR - 1), LEASE).await.unwrap().is_empty());
    let (one, two) = tokio::join!(
        store.claim_schedules(10, after(HOUR), LEASE),
        store.claim_schedules(10, after(HOUR), LEASE)
    );
    assert_eq!(one.unwrap().len() + two.unwrap().len(), 1);
}

async fn a_lease_that_ends_frees_the_schedule_and_the_late_planner_does_not_count(bench: Bench) {
    let store = bench.open().await;
    changes(&store, "ann", "add", vec![ScheduleChange::Add(stretch())]).await;
    let first = claim_one(&store, after(HOUR)).await;
    let now = after(HOUR + 61);
    let second = claim_one(&store, now).await;
    let late = store.carry_out(vec![carry(&first, now)], now).await.unwrap();
    assert_eq!(late, [Carried::LeaseLost]);
    let plans = vec![carry(&second, now), carry(&second, now)];
    let done = store.carry_out(plans, now).await.unwrap();
    assert_eq!(done, [Carried::Out, Carried::LeaseLost], "and nothing counts twice");
    let id = second.id;
    assert_eq!(history(&store, "ann", id).await, [(HOUR, FiredAs::Pending)]);
}

async fn a_firing_its_message_and_the_next_instant_are_one_commit(bench: Bench) {
    let store = bench.open().await;
    changes(&store, "ann", "add", vec![ScheduleChange::Add(stretch())]).await;
    let id = listed(&store, "ann").await[0].id;
    let sent = fire(&store, after(HOUR)).await;
    assert_eq!(sent.iter().map(text_of).collect::<Vec<_>>(), ["stretch"]);
    assert_eq!(listed(&store, "ann").await[0].next, Some(after(HOUR + DAY)));
    assert_eq!(history(&store, "ann", id).await, [(HOUR, FiredAs::Pending)]);
    let settled = store.settle(&sent[0], Settlement::Delivered(None), after(HOUR + 2)).await;
    assert_eq!(settled.unwrap(), Settled::Done);
    assert_eq!(history(&store, "ann", id).await, [(HOUR, FiredAs::Delivered)]);
    let fired = store.history(&conversation("ann").person, id, 10).await.unwrap();
    assert_eq!(fired[0].sent, Some(after(HOUR + 2)));
    // A day and two hours late: the day is missed, the next is late.
    let late = fire(&store, after(HOUR + 2 * DAY + 2 * HOUR)).await;
    store.settle(&late[0], Settlement::Delivered(None), after(3 * DAY)).await.unwrap();
    assert_eq!(
        history(&store, "ann", id).await,
        [
            (HOUR + 2 * DAY, FiredAs::Late),
            (HOUR + DAY, FiredAs::Missed),
            (HOUR, FiredAs::Delivered)
        ]
    );
}

async fn a_schedule_changed_while_it_is_planned_is_planned_again(bench: Bench) {
    let store = bench.open().await;
    changes(&store, "ann", "add", vec![ScheduleChange::Add(stretch())]).await;
    let due = claim_one(&store, after(HOUR)).await;
    let pause = ScheduleChange::Pause { id: due.id, until: None };
    changes(&store, "ann", "pause", vec![pause]).await;
    let now = after(HOUR + 1);
    let carried = store.carry_out(vec![carry(&due, now)], now).await.unwrap();
    assert_eq!(carried, [Carried::LeaseLost]);
    assert!(fire(&store, after(HOUR + 61)).await.is_empty());
    assert_eq!(history(&store, "ann", due.id).await, [(HOUR, FiredAs::Skipped)]);
    changes(&store, "ann", "resume", vec![ScheduleChange::Resume(due.id)]).await;
    assert_eq!(fire(&store, after(HOUR + DAY)).await.len(), 1);
}

async fn quiet_hours_hold_a_firing_until_they_end(bench: Bench) {
    let store = bench.open().await;
    let zone = Zone::named("UTC").unwrap();
    let quiet = Quiet::new(time(8, 30, 0, 0), time(11, 0, 0, 0), zone);
    let holds = KeptHolds { quiet, ..KeptHolds::default() };
    let all = vec![ScheduleChange::Hold(holds), ScheduleChange::Add(stretch())];
    changes(&store, "ann", "add", all).await;
    let id = listed(&store, "ann").await[0].id;
    assert!(fire(&store, after(HOUR)).await.is_empty());
    assert_eq!(history(&store, "ann", id).await, [(HOUR, FiredAs::Held)]);
    assert_eq!(store.next_wake().await.unwrap(), Some(after(3 * HOUR)));
    let sent = fire(&store, after(3 * HOUR)).await;
    store.settle(&sent[0], Settlement::Delivered(None), after(3 * HOUR)).await.unwrap();
    assert_eq!(history(&store, "ann", id).await, [(HOUR, FiredAs::Delivered)]);
    assert_eq!(store.next_wake().await.unwrap(), Some(after(HOUR + DAY)));
}

async fn held_until_eleven(store: &Store) -> ScheduleId {
    let zone = Zone::named("UTC").unwrap();
    let quiet = Quiet::new(time(8, 30, 0, 0), time(11, 0, 0, 0), zone);
    let holds = KeptHolds { quiet, ..KeptHolds::default() };
    let all = vec![ScheduleChange::Hold(holds), ScheduleChange::Add(stretch())];
    changes(store, "ann", "add", all).await;
    assert!(fire(store, after(HOUR)).await.is_empty());
    listed(store, "ann").await[0].id
}

async fn quiet_hours_that_are_changed_let_go_of_what_they_hold(bench: Bench) {
    let store = bench.open().await;
    let id = held_until_eleven(&store).await;
    let none = vec![ScheduleChange::Hold(KeptHolds::default())];
    changes(&store, "ann", "none", none).await;
    assert!(store.next_wake().await.unwrap().unwrap() <= after(HOUR + 60), "it is looked at");
    let sent = fire(&store, after(HOUR + 60)).await;
    store.settle(&sent[0], Settlement::Delivered(None), after(HOUR + 60)).await.unwrap();
    assert_eq!(history(&store, "ann", id).await, [(HOUR, FiredAs::Delivered)]);
    assert_eq!(store.next_wake().await.unwrap(), Some(after(HOUR + DAY)));
}

async fn a_pause_skips_what_quiet_hours_hold(bench: Bench) {
    let store = bench.open().await;
    let id = held_until_eleven(&store).await;
    changes(&store, "ann", "pause", vec![ScheduleChange::Pause { id, until: None }]).await;
    assert!(fire(&store, after(HOUR + 60)).await.is_empty());
    assert_eq!(history(&store, "ann", id).await, [(HOUR, FiredAs::Skipped)]);
    assert_eq!(store.next_wake().await.unwrap(), Some(after(HOUR + DAY)));
}

async fn a_pause_without_an_end_does_not_fill_the_history(bench: Bench) {
    let store = bench.open().await;
    changes(&store, "ann", "add", vec![ScheduleChange::Add(stretch())]).await;
    let id = listed(&store, "ann").await[0].id;
    changes(&store, "ann", "pause", vec![ScheduleChange::Pause { id, until: None }]).await;
    while store.next_wake().await.unwrap() <= Some(after(HOUR + 800 * DAY)) {
        assert!(fire(&store, after(HOUR + 800 * DAY)).await.is_empty());
    }
    let fired = store.history(&conversation("ann").person, id, 1000).await.unwrap();
    assert_eq!(fired.len(), 366);
    assert_eq!(fired[0].due, after(HOUR + 800 * DAY), "the latest are kept");
    assert!(fired.iter().all(|fired| fired.outcome == FiredAs::Skipped));
}

async fn what_goes_to_a_chat_that_moved_goes_along_with_its_threads(bench: Bench) {
    let store = bench.open().await;
    let chat = Place { space: Some(PlatformId::new("old")), ..conversation("group").place };
    let topic = Place { thread: Some(PlatformId::new("7")), ..chat.clone() };
    let elsewhere = Place { channel: PlatformId::new("other"), ..chat.clone() };
    let all = [&chat, &topic, &elsewhere].map(|place| {
        let club = Owner::Club { club: PlatformId::new("old"), place: place.clone() };
        ScheduleChange::Add(NewSchedule { owner: club, kind: Kind::Club, ..stretch() })
    });
    changes(&store, "ann", "add", all.into()).await;
    let new = Place {
        space: Some(PlatformId::new("new")),
        channel: PlatformId::new("supergroup"),
        ..chat.clone()
    };
    let moved_topic = Place { thread: topic.thread.clone(), ..new.clone() };
    let mut sent = fire(&store, after(HOUR)).await;
    sent.sort_by_key(|leased| leased.delivery.id);
    // Two wait while the first finds out.
    for waits in &sent[1..] {
        store.settle(waits, Settlement::Released, after(HOUR)).await.unwrap();
    }
    store.settle(&sent[0], Settlement::Moved(new.clone()), after(HOUR)).await.unwrap();
    let places = async |now| {
        let mut sent = fire(&store, now).await;
        sent.sort_by_key(|leased| leased.delivery.id);
        for leased in &sent {
            store.settle(leased, Settlement::Delivered(None), now).await.unwrap();
        }
        sent.into_iter().map(|leased| leased.delivery.outgoing.place.clone()).collect::<Vec<_>>()
    };
    let expected = [new, moved_topic, elsewhere];
    assert_eq!(places(after(HOUR)).await, expected, "what waited");
    assert_eq!(places(after(HOUR + DAY)).await, expected, "what comes next");
    let mut conn = bench.connect().await;
    let clubs = query("SELECT name FROM club").fetch_all(&mut conn.on()).await.unwrap();
    let names: Vec<String> = clubs.iter().map(|row| row.try_get(0).unwrap()).collect();
    assert_eq!(names, ["new"], "it is the same club still");
}

async fn the_next_firing_can_be_skipped(bench: Bench) {
    let store = bench.open().await;
    changes(&store, "ann", "add", vec![ScheduleChange::Add(stretch())]).await;
    let id = listed(&store, "ann").await[0].id;
    changes(&store, "ann", "skip", vec![ScheduleChange::SkipNext(id)]).await;
    assert_eq!(listed(&store, "ann").await[0].next, Some(after(HOUR + DAY)));
    assert_eq!(history(&store, "ann", id).await, [(HOUR, FiredAs::Skipped)]);
    assert!(fire(&store, after(HOUR)).await.is_empty());
    assert_eq!(fire(&store, after(HOUR + DAY)).await.len(), 1);
}

async fn an_ended_schedule_fires_no_more_and_keeps_its_history(bench: Bench) {
    let store = bench.open().await;
    changes(&store, "ann", "add", vec![ScheduleChange::Add(stretch())]).await;
    let id = listed(&store, "ann").await[0].id;
    fire(&store, after(HOUR)).await;
    // Only ann can end it.
    changes(&store, "bob", "end", vec![ScheduleChange::End(id)]).await;
    assert_eq!(listed(&store, "ann").await[0].state, ScheduleState::Active);
    changes(&store, "ann", "end", vec![ScheduleChange::End(id)]).await;
    let ended = listed(&store, "ann").await.remove(0);
    assert_eq!((ended.state, ended.next), (ScheduleState::Ended, None));
    assert_eq!(ended.history.len(), 1);
    assert_eq!(store.next_wake().await.unwrap(), None);
    assert!(fire(&store, after(2 * DAY)).await.is_empty());
}

async fn what_is_over_is_swept_though_somebody_resumes_or_changes_it(bench: Bench) {
    let store = bench.open().await;
    let past = || {
        let cadence = Cadence::Instant { at: after(-HOUR) };
        Timing::Rule(Rule::new(cadence, Zone::named("UTC").unwrap()))
    };
    let over = || ScheduleChange::Add(NewSchedule { timing: past(), ..stretch() });
    changes(&store, "ann", "add", vec![over(), over()]).await;
    let both = listed(&store, "ann").await;
    let resume = ScheduleChange::Resume(both[0].id);
    let change =
        ScheduleChange::Replace { id: both[1].id, timing: past(), words: words("changed") };
    changes(&store, "ann", "again", vec![resume, change]).await;
    let both = listed(&store, "ann").await;
    assert!(both.iter().all(|listed| listed.state == ScheduleState::Ended));
    let swept = store.sweep(Retention::default(), after(91 * DAY)).await.unwrap();
    assert_eq!(swept.schedules, 2);
}

async fn a_step_starts_from_the_last_firings_and_what_holds_them(bench: Bench) {
    let store = bench.open().await;
    let zone = Zone::named("UTC").unwrap();
    let quiet = Quiet::new(time(22, 0, 0, 0), time(7, 0, 0, 0), zone);
    let holds = KeptHolds { quiet, ..KeptHolds::default() };
    let add = || ScheduleChange::Add(stretch());
    changes(&store, "ann", "add", vec![add(), add(), ScheduleChange::Hold(holds.clone())]).await;
    for day in 0..12 {
        fire(&store, after(HOUR + day * DAY)).await;
    }
    let found = store.load(&conversation("ann")).await.unwrap();
    assert_eq!(found.holds, holds);
    for schedule in &found.schedules {
        let due: Vec<_> = schedule.history.iter().map(|fired| fired.due).collect();
        let last: Vec<_> = (2..12).rev().map(|day| after(HOUR + day * DAY)).collect();
        assert_eq!(due, last);
    }
}

async fn a_reply_does_not_wait_for_a_reminder(bench: Bench) {
    let store = bench.open().await;
    changes(&store, "ann", "add", vec![ScheduleChange::Add(stretch())]).await;
    let sent = fire(&store, after(HOUR)).await;
    store.settle(&sent[0], Settlement::Again(after(2 * HOUR)), after(HOUR)).await.unwrap();
    let ann = conversation("ann");
    let replies = take_step(&store, &says("ann", "hi", "hi"), replies(&ann, &["hello"])).await;
    assert_eq!(replies.iter().map(text_of).collect::<Vec<_>>(), ["hello"]);
    store.settle(&replies[0], Settlement::Released, after(HOUR)).await.unwrap();
    let taken = store.take(Platform::Telegram, Lane::Reply, 9, after(HOUR), LEASE).await.unwrap();
    assert_eq!(taken.len(), 1);
    // The reminder keeps its own place in the order.
    let now = after(2 * HOUR);
    let waits = store.take(Platform::Telegram, Lane::Other, 9, now, LEASE).await.unwrap();
    assert_eq!(waits.iter().map(text_of).collect::<Vec<_>>(), ["stretch"], "it was first");
}

async fn a_closed_place_stops_the_schedule_and_resuming_starts_it(bench: Bench) {
    let store = bench.open().await;
    changes(&store, "ann", "add", vec![ScheduleChange::Add(stretch()); 2]).await;
    let sent = fire(&store, after(HOUR)).await;
    store.settle(&sent[0], Settlement::Gone("blocked".into()), after(HOUR)).await.unwrap();
    let found = listed(&store, "ann").await;
    for schedule in &found {
        assert_eq!(schedule.state, ScheduleState::Gone("blocked".into()));
        assert_eq!(history(&store, "ann", schedule.id).await, [(HOUR, FiredAs::Gone)]);
    }
    assert_eq!(store.next_wake().await.unwrap(), None);
    changes(&store, "ann", "resume", vec![ScheduleChange::Resume(found[0].id)]).await;
    let found = listed(&store, "ann").await;
    assert_eq!(found[0].state, ScheduleState::Active);
    assert!(found[0].next.is_some());
}

async fn a_chat_that_shuts_the_bot_out_stops_all_that_is_said_there_and_nothing_else(bench: Bench) {
    let store = bench.open().await;
    let topic = |number: &str| Place {
        thread: Some(PlatformId::new(number)),
        ..conversation("group").place
    };
    let club = |place| NewSchedule {
        owner: Owner::Club { club: PlatformId::new("club"), place },
        kind: Kind::Club,
        ..stretch()
    };
    changes(&store, "ann", "add", vec![ScheduleChange::Add(stretch())]).await;
    let clubs = [club(topic("1")), club(topic("2")), club(conversation("group").place), stretch()];
    let add = clubs.into_iter().map(ScheduleChange::Add).collect();
    changes(&store, "ben", "add", add).await;
    // One of each has come due and waits to be sent.
    assert_eq!(fire(&store, after(HOUR)).await.len(), 5);

    let closes = |reason| Step { place: PlaceChange::Closes(reason), ..Step::default() };
    take_step(&store, &says("ann", "blocks", "x"), closes("blocked")).await;
    let gone = ScheduleState::Gone("blocked".into());
    assert_eq!(listed(&store, "ann").await[0].state, gone);
    assert_eq!(listed(&store, "ben").await[0].state, ScheduleState::Active);

    let mut removed = says("cem", "removes", "x");
    removed.conversation.place = conversation("group").place;
    take_step(&store, &removed, closes("removed")).await;
    assert_eq!(listed(&store, "ben").await[0].state, ScheduleState::Active, "said elsewhere");
    let untold = store.untold().await.unwrap();
    let mut told: Vec<_> = untold.iter().map(|told| (told.happened, told.count)).collect();
    told.sort_unstable();
    // Ann can't be told where she has blocked; ben's three are in three places.
    assert_eq!(told, [(Happened::Stopped, 1); 4]);
    assert_eq!(untold.iter().filter(|told| told.place.is_some()).count(), 3);
    let waiting = store.take(Platform::Telegram, Lane::Other, 9, after(2 * HOUR), LEASE).await;
    let waiting = waiting.unwrap();
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    assert_eq!(waiting[0].delivery.outgoing.place, conversation("ben").place);
}

async fn a_server_that_shuts_the_bot_out_stops_all_that_is_said_in_its_channels(bench: Bench) {
    let store = bench.open().await;
    let channel = |space: &str, channel: &str| Place {
        space: Some(PlatformId::new(space)),
        channel: PlatformId::new(channel),
        ..conversation("ann").place
    };
    let club = |place| NewSchedule {
        owner: Owner::Club { club: PlatformId::new("club"), place },
        kind: Kind::Club,
        ..stretch()
    };
    let new = [club(channel("1", "10")), club(channel("1", "11")), club(channel("2", "20"))];
    let add = new.into_iter().map(ScheduleChange::Add).collect();
    changes(&store, "ann", "add", add).await;
    let mut removed = says("server", "removes", "x");
    removed.conversation.place = channel("1", "1");
    let closes = Step { place: PlaceChange::Closes("removed"), ..Step::default() };
    take_step(&store, &removed, closes).await;
    let due = store.claim_schedules(10, after(HOUR), LEASE).await.unwrap();
    let places: Vec<_> = due.into_iter().map(|due| due.place).collect();
    assert_eq!(places, [channel("2", "20")]);
}

async fn a_schedule_can_be_said_at_another_place_of_its_person(bench: Bench) {
    let store = bench.open().await;
    let direct = Place::direct(&conversation("ann").person);
    let new = NewSchedule { owner: Owner::PersonAt(direct.clone()), ..stretch() };
    changes(&store, "ann", "add", vec![ScheduleChange::Add(new)]).await;
    assert_eq!(listed(&store, "ann").await.len(), 1);
    let sent = fire(&store, after(HOUR)).await.remove(0);
    assert_eq!(sent.delivery.outgoing.place, direct);
    // Which channel that is, is found out by sending there.
    let there = Place { channel: PlatformId::new("77"), ..direct };
    let moved = Settlement::Moved(there.clone());
    store.settle(&sent, moved, after(HOUR)).await.unwrap();
    let again = store.take(Platform::Telegram, Lane::Other, 9, after(HOUR), LEASE).await.unwrap();
    assert_eq!(again[0].delivery.outgoing.place, there);
    store.settle(&again[0], Settlement::Delivered(None), after(HOUR)).await.unwrap();
    let next = fire(&store, after(HOUR + DAY)).await;
    assert_eq!(next[0].delivery.outgoing.place, there);
}

async fn a_topic_that_is_gone_is_left_for_the_chat_around_it_and_its_maker_told(bench: Bench) {
    let store = bench.open().await;
    let group = conversation("group").place;
    let topic = Place { thread: Some(PlatformId::new("7")), ..group.clone() };
    let club = Owner::Club { club: PlatformId::new("club"), place: topic };
    let new = NewSchedule { owner: club, kind: Kind::Club, ..stretch() };
    changes(&store, "ann", "add", vec![ScheduleChange::Add(new)]).await;
    let sent = fire(&store, after(HOUR)).await;
    store.settle(&sent[0], Settlement::Moved(group.clone()), after(HOUR)).await.unwrap();
    let [untold] = &store.untold().await.unwrap()[..] else { panic!("one maker") };
    assert_eq!((untold.happened, untold.count), (Happened::LeftTheirTopic, 1));
    assert_eq!(untold.place, Some(conversation("ann").place));
    store.tell(untold.clone(), Vec::new(), after(HOUR)).await.unwrap();
    assert!(store.untold().await.unwrap().is_empty(), "once");
    let again = fire(&store, after(HOUR)).await;
    assert_eq!(again[0].delivery.outgoing.place, group);
}

async fn a_club_s_schedule_follows_its_place_and_outlives_its_maker(bench: Bench) {
    let store = bench.open().await;
    let mut place = conversation("group").place;
    let club = Owner::Club { club: PlatformId::new("club"), place: place.clone() };
    let new = NewSchedule { owner: club, kind: Kind::Club, ..stretch() };
    changes(&store, "ann", "add", vec![ScheduleChange::Add(new)]).await;
    assert_eq!(listed(&store, "ann").await, [], "it is not a schedule of her own");
    let sent = fire(&store, after(HOUR)).await;
    place.channel = PlatformId::new("supergroup");
    store.settle(&sent[0], Settlement::Moved(place.clone()), after(HOUR)).await.unwrap();
    let again = fire(&store, after(HOUR)).await;
    assert_eq!(again[0].delivery.outgoing.place, place);
    store.settle(&again[0], Settlement::Delivered(None), after(HOUR)).await.unwrap();
    store.forget(&conversation("ann").person, after(HOUR)).await.unwrap();
    let next = claim_one(&store, after(HOUR + DAY)).await;
    assert_eq!((next.place, next.words), (place, words("stretch")));
}

async fn who_made_a_club_s_schedule_can_change_it_however_late(bench: Bench) {
    let store = bench.open().await;
    let place = conversation("group").place;
    let club = Owner::Club { club: PlatformId::new("club"), place };
    let new = NewSchedule { owner: club, kind: Kind::Club, ..stretch() };
    changes(&store, "ann", "add", vec![ScheduleChange::Add(new)]).await;
    let id = claim_one(&store, after(HOUR)).await.id;
    // Ann has no profile and no schedule of her own, and has been silent for a month.
    store.sweep(Retention::default(), after(30 * DAY)).await.unwrap();
    changes(&store, "ann", "remove", vec![ScheduleChange::Remove(id)]).await;
    assert_eq!(store.next_wake().await.unwrap(), None);
}

async fn forgetting_removes_schedules_and_their_history(bench: Bench) {
    let store = bench.open().await;
    changes(&store, "ann", "add", vec![ScheduleChange::Add(stretch())]).await;
    changes(&store, "ben", "add", vec![ScheduleChange::Add(stretch())]).await;
    assert_eq!(fire(&store, after(HOUR)).await.len(), 2);
    let event = says("ann", "end", "/delete");
    let end = Step { session: SessionChange::End, forget: Forget::Person, ..Step::default() };
    take_step(&store, &event, end).await;
    let dump = bench.dump().await;
    let rows = |table: &str| dump.lines().filter(|line| line.starts_with(table)).count();
    assert_eq!((rows("schedule:"), rows("occurrence:"), rows("outbox:")), (1, 1, 1), "{dump}");
    store.integrity_check().await.unwrap();
}

async fn firings_with_their_fate_are_swept_by_age(bench: Bench) {
    let store = bench.open().await;
    changes(&store, "ann", "add", vec![ScheduleChange::Add(stretch())]).await;
    let id = listed(&store, "ann").await[0].id;
    for day in [0, 1] {
        let now = after(HOUR + day * DAY);
        let sent = fire(&store, now).await;
        store.settle(&sent[0], Settlement::Delivered(None), now).await.unwrap();
    }
    let retention = Retention { firings: SignedDuration::from_hours(24), ..Retention::default() };
    let swept = store.sweep(retention, after(HOUR + DAY + 1)).await.unwrap();
    assert_eq!((swept.firings, swept.schedules), (1, 0));
    assert_eq!(history(&store, "ann", id).await, [(HOUR + DAY, FiredAs::Delivered)]);
    // Ann has no profile; her schedule keeps her.
    let swept = store.sweep(Retention::default(), after(30 * DAY)).await.unwrap();
    assert_eq!((swept.people, listed(&store, "ann").await.len()), (0, 1));
}

async fn quiet_hours_outlast_the_reminders(bench: Bench) {
    let store = bench.open().await;
    held_until_eleven(&store).await;
    let holds = store.load(&conversation("ann")).await.unwrap().holds;
    let id = listed(&store, "ann").await[0].id;
    changes(&store, "ann", "remove", vec![ScheduleChange::Remove(id)]).await;
    let swept = store.sweep(Retention::default(), after(60 * DAY)).await.unwrap();
    assert_eq!(swept.people, 0);
    assert_eq!(store.load(&conversation("ann")).await.unwrap().holds, holds);
    // Without any, nothing is left to be kept.
    changes(&store, "ann", "none", vec![ScheduleChange::Hold(KeptHolds::default())]).await;
    let swept = store.sweep(Retention::default(), after(120 * DAY)).await.unwrap();
    assert_eq!(swept.people, 1);
}

async fn words_of_a_reminder_are_not_readable(bench: Bench) {
    let store = bench.open().await;
    let place = conversation("group").place;
    let club = Owner::Club { club: PlatformId::new("club"), place };
    let own = NewSchedule { words: words("axolotl own"), ..stretch() };
    let theirs = NewSchedule { owner: club, words: words("axolotl club"), ..stretch() };
    let all = vec![ScheduleChange::Add(own), ScheduleChange::Add(theirs)];
    changes(&store, "ann", "add", all).await;
    assert_eq!(fire(&store, after(HOUR)).await.len(), 2);
    let dump = bench.dump().await;
    assert!(dump.contains("schedule: stretch"), "{dump}");
    assert!(!dump.contains("axolotl"));
}

/// Writes rows as a release left them, into a database of its version.
async fn write_old(bench: &Bench, version: i64, rows: &str) {
    let dialect = bench.dialect();
    let mut conn = bench.connect().await;
    migrate::run_to(&mut conn.on(), dialect, version).await.unwrap();
    for statement in rows.split(";\n").filter(|s| !s.trim().is_empty()) {
        let hex = if dialect == Dialect::Sqlite { "X'" } else { "'\\x" };
        let statement = statement.replace("HEX'", hex);
        conn.on().batch(&statement).await.unwrap();
    }
}

async fn a_database_of_the_second_version_is_brought_up_to_date(bench: Bench) {
    write_old(&bench, 2, concat!(include_str!("version_1.sql"), include_str!("version_2.sql")))
        .await;
    let store = bench.open().await;
    store.integrity_check().await.unwrap();
    let dump = bench.dump().await;
    assert!(dump.contains("outbox: telegram  delivered"), "{dump}");
    assert_eq!(store.pending(&conversation("ann")).await.unwrap().len(), 1);
    changes(&store, "ben", "add", vec![ScheduleChange::Add(stretch())]).await;
    assert_eq!(fire(&store, after(HOUR)).await.len(), 1);
}

async fn a_database_of_the_sixth_version_is_brought_up_to_date(bench: Bench) {
    let old = [
        include_str!("version_1.sql"),
        include_str!("version_2.sql"),
        include_str!("version_3.sql"),
        include_str!("version_6.sql"),
    ];
    write_old(&bench, 6, &old.concat()).await;
    let store = bench.open().await;
    store.integrity_check().await.unwrap();
    let now = after(HOUR);
    // Nobody was asked yet whether they are still in their club.
    let mut due = store.members_to_check(Platform::Telegram, now).await.unwrap();
    let member = due.pop().expect("the one there is");
    assert_eq!((member.space.as_str(), member.person.id.as_str()), ("-100", "ann"));
    store.member_checked(member.clone(), Standing::Member, now).await.unwrap();
    assert!(store.members_to_check(Platform::Telegram, now).await.unwrap().is_empty());
    store.member_checked(member, Standing::Outside, now).await.unwrap();
    let left = "SELECT (SELECT count(*) FROM club_member) + (SELECT count(*) FROM session_member)";
    let left = query(left).fetch_one(&mut bench.connect().await.on()).await.unwrap();
    assert_eq!(left.try_get::<i64, _>(0).unwrap(), 0);
}

async fn a_database_of_the_third_version_is_brought_up_to_date(bench: Bench) {
    let old = [include_str!("version_1.sql"), include_str!("version_2.sql")].concat();
    write_old(&bench, 3, &[&old, include_str!("version_3.sql")].concat()).await;
    let store = bench.open().await;
    store.integrity_check().await.unwrap();
    // What an adapter had may have arrived; what only waited has not.
    let rows = query("SELECT begun, doubts FROM outbox WHERE finished IS NULL ORDER BY id")
        .fetch_all(&mut bench.connect().await.on())
        .await
        .unwrap();
    let rows = rows.iter().map(|row| (row.try_get(0).unwrap(), row.try_get(1).unwrap()));
    let expected: [(Option<i64>, i64); 2] = [(Some(1_795_334_470_000), 0), (None, 0)];
    assert_eq!(rows.collect::<Vec<_>>(), expected);
    let dump = bench.dump().await;
    assert!(dump.contains("occurrence: 1795334460000 stretch pending"), "{dump}");
    changes(&store, "ben", "add", vec![ScheduleChange::Add(stretch())]).await;
    assert_eq!(fire(&store, after(HOUR)).await.len(), 1);
}

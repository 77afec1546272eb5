//! What the repository promises of clubs, on either database.

use jiff::{SignedDuration, civil::time};

use super::support::*;
use crate::{
    bot::{Forget, PlaceChange, Step},
    club::{
        Awaited, Change, Club, ClubStep, Deed, Dialog, DialogChange, Presence, Settings, Who, Whose,
    },
    event::{Conversation, Incoming, Place, PlatformId},
    message::{Lack, Leave},
    reminder::{KeptHolds, NewSchedule, Owner, ScheduleChange, ScheduleState, Timing, Words},
    schedule::{Cadence, Kind, Pause, PauseOf, Rule, Zone},
    store::{Committed, Happened, Retention, Store},
};

on_both! {
    a_club_is_found_as_its_last_step_left_it
    a_step_over_an_older_revision_does_not_count
    what_somebody_is_in_the_middle_of_is_theirs_alone
    who_goes_on_from_the_dialog_of_another_ends_it
    a_club_changes_no_reminder_of_another
    a_firing_that_was_left_out_can_be_taken_back
    a_reminder_can_be_made_paused
    a_group_that_gets_another_name_keeps_what_it_had
    what_somebody_changed_is_held_about_them_until_they_are_forgotten
    who_is_forgotten_leaves_no_name_in_the_history
    a_club_that_was_left_goes_after_thirty_days
    a_place_the_bot_may_no_longer_post_in_stops_its_reminders_and_is_told_once
    a_role_that_can_not_be_mentioned_is_told_once_until_it_was_well_again
    what_nobody_says_clearly_is_asked_again_in_an_hour
}

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// Somebody in the group of a club.
fn seat(person: &str, club: &str) -> Conversation {
    let space = PlatformId::new(club);
    let place = Place { space: Some(space.clone()), channel: space, ..conversation(person).place };
    Conversation { place, ..conversation(person) }
}

fn in_club(person: &str, club: &str, event: &str) -> Incoming {
    Incoming { conversation: seat(person, club), ..says(person, event, "x") }
}

fn reminder(club: &str) -> NewSchedule {
    let at = time(9, 0, 0, 0);
    let rule = Rule::new(Cadence::Daily { at }, Zone::named("UTC").unwrap());
    let owner = Owner::Club { club: PlatformId::new(club), place: seat("ann", club).place };
    let mention = Some(PlatformId::new("7"));
    let words = Words { text: Some("run".into()), mention, ..Words::default() };
    NewSchedule {
        owner,
        kind: Kind::Club,
        timing: Timing::Rule(rule),
        words,
        holds: KeptHolds::default(),
    }
}

fn step(found: Option<u64>) -> ClubStep {
    ClubStep {
        found,
        settings: None,
        schedules: Vec::new(),
        change: None,
        who: Who::Named("Ann".into()),
        dialog: DialogChange::Stays,
        taken: None,
        presence: Presence::Stays,
        seat: None,
    }
}

fn added(found: Option<u64>, club: &str) -> ClubStep {
    let change = Change { deed: Deed::Added, schedule: None, before: None, after: None };
    ClubStep {
        schedules: vec![ScheduleChange::Add(reminder(club))],
        change: Some(change),
        ..step(found)
    }
}

fn of(step: ClubStep) -> Step {
    Step { club: Some(step), ..Step::default() }
}

async fn club(store: &Store, person: &str, club: &str) -> Club {
    store.load_club(&seat(person, club)).await.unwrap().expect("a club")
}

async fn a_club_is_found_as_its_last_step_left_it(bench: Bench) {
    let store = bench.open().await;
    assert!(store.load_club(&seat("ann", "one")).await.unwrap().is_none());
    take_step(&store, &in_club("ann", "one", "1"), of(added(None, "one"))).await;
    let settings = Settings { name: Some("Striders".into()), ..Settings::default() };
    let settled = (Box::new(settings.clone()), KeptHolds::default());
    let settle = ClubStep { settings: Some(settled), ..step(Some(1)) };
    take_step(&store, &in_club("ann", "one", "2"), of(settle)).await;
    let found = club(&store, "ben", "one").await;
    assert_eq!((found.revision, found.settings), (2, settings));
    assert_eq!(found.schedules[0].place, seat("ann", "one").place);
    assert_eq!(found.schedules[0].listed.words, reminder("one").words);
    assert_eq!(found.changes[0].who, Who::Named("Ann".into()));
    assert_eq!((found.changes[0].revision, found.changes[0].change.deed), (1, Deed::Added));
}

async fn a_step_over_an_older_revision_does_not_count(bench: Bench) {
    let store = bench.open().await;
    take_step(&store, &in_club("ann", "one", "1"), of(added(None, "one"))).await;
    take_step(&store, &in_club("ann", "one", "2"), of(added(Some(1), "one"))).await;
    for found in [None, Some(0), Some(1), Some(3)] {
        let event = in_club("ben", "one", &format!("late {found:?}"));
        let inbox = record(&store, &event).await;
        let expected = version(&store, &event.conversation).await;
        let late = commit_of(inbox, &event, expected, of(added(found, "one")), start());
        let committed = store.commit(late).await.unwrap();
        assert!(matches!(committed, Committed::Conflict), "{found:?}: {committed:?}");
        // It can be made once more from what there is now.
        let again = of(ClubStep { dialog: DialogChange::Ends, ..step(Some(2)) });
        let again = commit_of(inbox, &event, expected, again, start());
        assert!(matches!(store.commit(again).await.unwrap(), Committed::Done(_)));
    }
    let found = club(&store, "ann", "one").await;
    assert_eq!((found.revision, found.schedules.len(), found.changes.len()), (2, 2, 2));
}

async fn what_somebody_is_in_the_middle_of_is_theirs_alone(bench: Bench) {
    let store = bench.open().await;
    take_step(&store, &in_club("ann", "one", "1"), of(added(None, "one"))).await;
    let asks = Dialog::Awaits(Awaited::Quiet);
    let begin = ClubStep { dialog: DialogChange::Becomes(asks.clone()), ..step(Some(1)) };
    take_step(&store, &in_club("ann", "one", "2"), of(begin)).await;
    let begun = async |person| {
        let begun = club(&store, person, "one").await.dialogs;
        begun.into_iter().map(|begun| (begun.whose, begun.dialog)).collect::<Vec<_>>()
    };
    assert_eq!(begun("ann").await, [(Whose::Theirs, asks.clone())]);
    assert_eq!(begun("ben").await, []);
    assert_eq!(begun("one").await, [(Whose::Anothers, asks.clone())], "in the club's name");
    assert_eq!(club(&store, "ann", "one").await.revision, 1, "it is no change of the club");
    let retention = Retention::default();
    // The events of that day are swept with their people; the dialog goes by itself.
    store.sweep(retention, after(2 * DAY)).await.unwrap();
    assert_eq!(begun("ann").await, []);
}

async fn who_goes_on_from_the_dialog_of_another_ends_it(bench: Bench) {
    let store = bench.open().await;
    take_step(&store, &in_club("one", "one", "1"), of(added(None, "one"))).await;
    let becomes = |dialog| DialogChange::Becomes(Dialog::Awaits(dialog));
    let begin = ClubStep { dialog: becomes(Awaited::Line), ..step(Some(1)) };
    take_step(&store, &in_club("one", "one", "2"), of(begin)).await;
    let found = club(&store, "ann", "one").await.dialogs.remove(0);
    assert_eq!(found.whose, Whose::TheClubs);
    let taken = Some(found.id);
    let go_on = ClubStep { dialog: becomes(Awaited::Quiet), taken, ..step(Some(1)) };
    take_step(&store, &in_club("ann", "one", "3"), of(go_on)).await;
    let left = club(&store, "ann", "one").await.dialogs;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].dialog, Dialog::Awaits(Awaited::Quiet));
}

async fn a_club_changes_no_reminder_of_another(bench: Bench) {
    let store = bench.open().await;
    take_step(&store, &in_club("ann", "one", "1"), of(added(None, "one"))).await;
    take_step(&store, &in_club("ben", "two", "2"), of(added(None, "two"))).await;
    let before = club(&store, "ann", "one").await;
    let id = before.schedules[0].listed.id;
    let place = seat("ben", "two").place;
    let schedules = vec![
        ScheduleChange::Pause { id, until: None },
        ScheduleChange::SkipNext(id),
        ScheduleChange::MoveTo { id, place },
        ScheduleChange::End(id),
        ScheduleChange::Remove(id),
    ];
    let forged = ClubStep { schedules, ..step(Some(1)) };
    take_step(&store, &in_club("ben", "two", "3"), of(forged)).await;
    assert_eq!(club(&store, "ann", "one").await, before);
}

async fn who_is_forgotten_leaves_no_name_in_the_history(bench: Bench) {
    let store = bench.open().await;
    take_step(&store, &in_club("ann", "one", "1"), of(added(None, "one"))).await;
    store.forget(&conversation("ann").person, start()).await.unwrap();
    let found = club(&store, "ben", "one").await;
    assert_eq!(found.changes[0].who, Who::Forgotten);
    assert_eq!(found.schedules.len(), 1, "the club's reminders stay");
}

async fn a_club_that_was_left_goes_after_thirty_days(bench: Bench) {
    let store = bench.open().await;
    take_step(&store, &in_club("ann", "one", "1"), of(added(None, "one"))).await;
    let left = ClubStep { presence: Presence::Ends, ..step(Some(1)) };
    take_step(&store, &in_club("ann", "one", "2"), of(left)).await;
    store.sweep(Retention::default(), after(29 * DAY)).await.unwrap();
    assert!(club(&store, "ann", "one").await.left.is_some());
    let swept = store.sweep(Retention::default(), after(31 * DAY)).await.unwrap();
    assert_eq!(swept.clubs, 1);
    assert!(store.load_club(&seat("ann", "one")).await.unwrap().is_none());
    assert!(store.next_wake().await.unwrap().is_none(), "its reminders went with it");
}

async fn a_firing_that_was_left_out_can_be_taken_back(bench: Bench) {
    let store = bench.open().await;
    take_step(&store, &in_club("ann", "one", "1"), of(added(None, "one"))).await;
    let before = club(&store, "ann", "one").await.schedules.remove(0).listed;
    let id = before.id;
    for (number, change, left_out) in [
        ("2", ScheduleChange::SkipNext(id), 1),
        ("3", ScheduleChange::SkipNext(id), 2),
        ("4", ScheduleChange::Unskip(id), 1),
        ("5", ScheduleChange::Unskip(id), 0),
        // There is none left to be taken back.
        ("6", ScheduleChange::Unskip(id), 0),
    ] {
        let found = club(&store, "ann", "one").await.revision;
        let changes = ClubStep { schedules: vec![change], ..step(Some(found)) };
        take_step(&store, &in_club("ann", "one", number), of(changes)).await;
        let now = club(&store, "ann", "one").await.schedules.remove(0).listed;
        let days = SignedDuration::from_hours(24 * left_out);
        assert_eq!(now.next, before.next.map(|next| next + days), "{number}");
        assert_eq!(now.history.len(), usize::try_from(left_out).unwrap(), "{number}");
        assert_eq!(store.next_wake().await.unwrap(), now.next, "{number}");
    }
}

async fn a_reminder_can_be_made_paused(bench: Bench) {
    let store = bench.open().await;
    let pause = Pause { of: PauseOf::Schedule, from: start(), until: None };
    let holds = KeptHolds { pauses: vec![pause], ..KeptHolds::default() };
    let new = NewSchedule { holds: holds.clone(), ..reminder("one") };
    let paused = ClubStep { schedules: vec![ScheduleChange::Add(new)], ..added(None, "one") };
    take_step(&store, &in_club("ann", "one", "1"), of(paused)).await;
    assert_eq!(club(&store, "ann", "one").await.schedules[0].outline().holds, holds);
}

async fn a_group_that_gets_another_name_keeps_what_it_had(bench: Bench) {
    let store = bench.open().await;
    let (old, new) = (seat("ann", "one").place, seat("ann", "two").place);
    let settings = Settings { place: Some(old.clone()), ..Settings::default() };
    let settled = Some((Box::new(settings), KeptHolds::default()));
    let made = ClubStep { settings: settled, ..added(None, "one") };
    take_step(&store, &in_club("ann", "one", "1"), of(made)).await;
    // Somebody was faster than the platform, and begun anew under the new name.
    take_step(&store, &in_club("ben", "two", "2"), of(added(None, "two"))).await;
    let moves = Step { place: PlaceChange::MovesTo(new.clone()), ..Step::default() };
    take_step(&store, &in_club("ann", "one", "3"), moves).await;
    assert!(store.load_club(&seat("ann", "one")).await.unwrap().is_none());
    let found = club(&store, "ann", "two").await;
    assert_eq!(found.settings.place, Some(new.clone()));
    assert_eq!(found.changes.len(), 1, "the history of the club that there was");
    let places: Vec<_> = found.schedules.iter().map(|kept| kept.place.clone()).collect();
    assert_eq!(places, [new.clone(), new]);
    // What was begun over either of the two does not count.
    assert!(found.revision > 2, "{}", found.revision);
}

async fn what_somebody_changed_is_held_about_them_until_they_are_forgotten(bench: Bench) {
    let store = bench.open().await;
    take_step(&store, &in_club("ann", "one", "1"), of(added(None, "one"))).await;
    take_step(&store, &in_club("ben", "one", "2"), of(added(Some(1), "one"))).await;
    let ann = seat("ann", "one").person;
    let made = store.changes_by(&ann).await.unwrap();
    assert_eq!(made.len(), 1);
    assert_eq!((made[0].change.deed, made[0].who.clone()), (Deed::Added, Who::Named("Ann".into())));
    let forget = Step { forget: Forget::Person, ..Step::default() };
    take_step(&store, &in_club("ann", "one", "3"), forget).await;
    assert_eq!(store.changes_by(&ann).await.unwrap(), []);
    assert_eq!(store.changes_by(&seat("ben", "one").person).await.unwrap().len(), 1);
}

/// A club with two reminders of one place and role, made by somebody who can be told.
async fn checked_club(bench: &Bench) -> Store {
    let store = bench.open().await;
    take_step(&store, &says("ann", "0", "x"), Step::default()).await;
    take_step(&store, &in_club("ann", "one", "1"), of(added(None, "one"))).await;
    take_step(&store, &in_club("ann", "one", "2"), of(added(Some(1), "one"))).await;
    store
}

async fn check(store: &Store, leave: Leave, at: i64) -> usize {
    let due = store.to_check(seat("ann", "one").place.platform, after(at)).await.unwrap();
    let count = due.len();
    for one in due {
        store.checked(one, leave, after(at)).await.unwrap();
    }
    count
}

/// What somebody has to be told now, and how many reminders it is about.
async fn told(store: &Store) -> Vec<(Happened, usize)> {
    let mut told = Vec::new();
    for untold in store.untold().await.unwrap() {
        told.push((untold.happened, untold.count));
        store.tell(untold, Vec::new(), start()).await.unwrap();
    }
    told
}

async fn a_place_the_bot_may_no_longer_post_in_stops_its_reminders_and_is_told_once(bench: Bench) {
    let store = checked_club(&bench).await;
    assert_eq!(check(&store, Leave::Given, 0).await, 1, "once for both");
    assert_eq!(check(&store, Leave::Given, HOUR).await, 0, "not again that day");
    assert_eq!(check(&store, Leave::Lacks(Lack::Post), DAY).await, 1);
    let untold = store.untold().await.unwrap().remove(0);
    assert!(untold.club.is_none(), "there is no other place in it");
    assert_eq!(told(&store).await, [(Happened::Stopped, 2)]);
    let found = club(&store, "ann", "one").await;
    for kept in &found.schedules {
        assert!(matches!(kept.listed.state, ScheduleState::Gone(_)), "{kept:?}");
    }
    assert_eq!(check(&store, Leave::Given, 2 * DAY).await, 0);
    assert_eq!(told(&store).await, []);
}

async fn a_role_that_can_not_be_mentioned_is_told_once_until_it_was_well_again(bench: Bench) {
    let store = checked_club(&bench).await;
    for (at, leave, expected) in [
        (0, Leave::Lacks(Lack::Mention), vec![(Happened::CannotMention, 2)]),
        (DAY, Leave::Lacks(Lack::Role), vec![]),
        (2 * DAY, Leave::Given, vec![]),
        (3 * DAY, Leave::Lacks(Lack::Role), vec![(Happened::CannotMention, 2)]),
    ] {
        assert_eq!(check(&store, leave, at).await, 1);
        assert_eq!(told(&store).await, expected, "after {at} s");
    }
    let found = club(&store, "ann", "one").await;
    assert_eq!(found.schedules[0].listed.state, ScheduleState::Active, "it goes on");
}

async fn what_nobody_says_clearly_is_asked_again_in_an_hour(bench: Bench) {
    let store = checked_club(&bench).await;
    assert_eq!(check(&store, Leave::Unknown, 0).await, 1);
    assert_eq!(check(&store, Leave::Unknown, HOUR / 2).await, 0);
    assert_eq!(check(&store, Leave::Unknown, HOUR).await, 1);
    assert_eq!(told(&store).await, []);
}

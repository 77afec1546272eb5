//! Schedules through the whole engine: fired, said, settled, and what an
//! absence of the process leads to.

use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, civil::time};

use super::stage::{Act, Stage};
use crate::{
    bot::Step,
    message::{Limits, Outcome, Repeats},
    reminder::{KeptHolds, NewSchedule, Owner, ScheduleChange, ScheduleId, Timing, Words},
    runtime::TestClock,
    schedule::{
        Cadence, Kind, Rule, Zone,
        ice::{Rhythm, phases},
    },
    store::{
        FiredAs, Store, StoreError,
        tests::support::{
            Access, Answer, Bench, Doorkeeper, after, conversation, on_both, says, start, take_step,
        },
    },
};

on_both! {
    a_reminder_is_said_when_it_is_due_and_its_fate_recorded
    a_schedule_made_by_a_step_wakes_the_scheduler
    an_ice_session_says_every_phase_in_turn_and_ends
    a_reminder_that_panics_stops_only_itself
    an_hour_down_says_ice_off_and_drops_ice_on
    a_year_down_says_at_most_one_late_message_a_schedule
    a_closed_place_is_not_tried_again
}

/// Lets nobody carry a plan out the first time, and notes what is done.
#[derive(Default)]
struct BusyOnce(Mutex<Vec<&'static str>>);

impl Doorkeeper for BusyOnce {
    fn enter(&self, access: Access) -> BoxFuture<'static, Result<Answer, StoreError>> {
        let mut refuses = false;
        if let Access::Write(operation) = access {
            let done = &mut *self.0.lock().unwrap();
            let operation = operation.rsplit("::").next().unwrap_or_default();
            refuses = operation == "CarryOut" && !done.contains(&operation);
            done.push(operation);
        }
        Box::pin(async move {
            if refuses {
                return Err(StoreError::Busy(sqlx::Error::PoolTimedOut.into()));
            }
            Ok(Answer::Told)
        })
    }

    fn left(&self) {}
}

#[tokio::test]
async fn a_plan_the_store_was_too_busy_for_does_not_wait_for_its_lease() {
    let bench = Bench::sqlite();
    made(&bench, vec![daily(Kind::Rest, "rest")]).await;
    let store = bench.open().await;
    let keeper = Arc::new(BusyOnce::default());
    let busy = store.beside(bench.key, Arc::<BusyOnce>::clone(&keeper)).await;
    let clock = TestClock::at(start());
    let mut stage = Stage::begin_with(busy, vec![], clock, Limits::NONE, Repeats::Shown).await;
    stage.pass(HOUR);
    let time = stage.clock.clone();
    let time_passes = async move {
        loop {
            time.advance(SignedDuration::from_secs(1));
            tokio::task::yield_now().await;
        }
    };
    let said = tokio::select! {
        said = stage.get_text() => said,
        () = time_passes => unreachable!("time has no end"),
    };
    assert!(said.starts_with("rest"), "{said}");
    let done = keeper.0.lock().unwrap().clone();
    let of_schedules = ["ClaimDue", "CarryOut"];
    let done: Vec<_> = done.into_iter().filter(|done| of_schedules.contains(done)).collect();
    let first = done.iter().position(|done| *done == "CarryOut").unwrap();
    assert_eq!(done[first + 1], "CarryOut", "{done:?}");
    stage.end().await;
}

pub(super) const HOUR: i64 = 3600;
pub(super) const YEAR: i64 = 365 * 24 * HOUR;

/// Daily at 09:00 UTC: an hour after tests begin.
pub(super) fn daily(kind: Kind, text: &str) -> NewSchedule {
    let rule = Rule::new(Cadence::Daily { at: time(9, 0, 0, 0) }, Zone::named("UTC").unwrap());
    new(kind, Timing::Rule(rule), text)
}

fn ice(text: &str) -> NewSchedule {
    new(Kind::IceOn, Timing::Ice { rhythm: Rhythm::Article, started: start() }, text)
}

pub(super) fn new(kind: Kind, timing: Timing, text: &str) -> NewSchedule {
    let words = Words { text: Some(text.into()), ..Words::default() };
    NewSchedule { owner: Owner::Person, kind, timing, words, holds: KeptHolds::default() }
}

/// Makes schedules as a process did that is gone by the time of the test.
pub(super) async fn made(bench: &Bench, schedules: Vec<NewSchedule>) -> Vec<ScheduleId> {
    made_by(bench, "ann", schedules).await
}

pub(super) async fn made_by(
    bench: &Bench,
    person: &str,
    schedules: Vec<NewSchedule>,
) -> Vec<ScheduleId> {
    let store = bench.open().await;
    let schedules = schedules.into_iter().map(ScheduleChange::Add).collect();
    let step = Step { schedules, ..Step::default() };
    take_step(&store, &says(person, format!("{person} makes"), "x"), step).await;
    let listed = store.load(&conversation(person)).await.unwrap().schedules;
    store.close().await;
    listed.into_iter().map(|schedule| schedule.id).collect()
}

async fn history(store: &Store, id: ScheduleId) -> Vec<(Kind, FiredAs)> {
    let fired = store.history(&conversation("ann").person, id, 1000).await.unwrap();
    fired.into_iter().rev().map(|fired| (fired.kind, fired.outcome)).collect()
}

/// Waits until a schedule has so many firings, all with their fate.
pub(super) async fn settled(store: &Store, id: ScheduleId, firings: usize) -> Vec<(Kind, FiredAs)> {
    loop {
        let fired = history(store, id).await;
        let open = fired.iter().any(|(_, outcome)| *outcome == FiredAs::Pending);
        if fired.len() >= firings && !open {
            return fired;
        }
        tokio::task::yield_now().await;
    }
}

async fn back_after(bench: &Bench, seconds: i64) -> Stage {
    Stage::begin_at(bench, vec![], TestClock::at(after(seconds))).await
}

async fn a_reminder_is_said_when_it_is_due_and_its_fate_recorded(bench: Bench) {
    let ids = made(&bench, vec![daily(Kind::Stretch, "stretch")]).await;
    let mut stage = Stage::begin(&bench, vec![]).await;
    stage.pass(HOUR);
    assert_eq!(stage.get_text().await, "stretch on time");
    assert_eq!(settled(&stage.store, ids[0], 1).await, [(Kind::Stretch, FiredAs::Delivered)]);
    stage.pass(24 * HOUR);
    assert_eq!(stage.get_text().await, "stretch on time");
    stage.end().await;
}

async fn a_schedule_made_by_a_step_wakes_the_scheduler(bench: Bench) {
    let mut stage = Stage::begin(&bench, vec![]).await;
    // Let the loop fall asleep with nothing to do.
    stage.hear([says("ann", 1, "hi")]).await;
    assert_eq!(stage.get_text().await, "hi");
    stage.hear([says("ann", 2, "soon stretch")]).await;
    stage.engine.idle().await;
    // Less than the safety tick: only having been woken makes it sleep for less.
    stage.pass(10);
    assert_eq!(stage.get_text().await, "stretch on time");
    stage.end().await;
}

async fn an_ice_session_says_every_phase_in_turn_and_ends(bench: Bench) {
    use FiredAs::Delivered;
    use Kind::{IceEnd, IceOff, IceOn};
    let ids = made(&bench, vec![ice("ice")]).await;
    let mut stage = Stage::begin(&bench, vec![]).await;
    let steps = phases(Rhythm::Article, start());
    for (said, phase) in steps.iter().enumerate() {
        let wait = phase.at.duration_since(crate::runtime::Clock::now(&stage.clock));
        stage.clock.advance(wait);
        assert_eq!(stage.get_text().await, "ice on time");
        settled(&stage.store, ids[0], said + 1).await;
    }
    let kinds = [IceOn, IceOff, IceOn, IceOff, IceOn, IceOff, IceEnd];
    assert_eq!(history(&stage.store, ids[0]).await, kinds.map(|kind| (kind, Delivered)));
    assert_eq!(stage.store.next_wake().await.unwrap(), None);
    stage.end().await;
}

async fn a_reminder_that_panics_stops_only_itself(bench: Bench) {
    made(&bench, vec![daily(Kind::Stretch, "panic"), daily(Kind::Stretch, "stretch")]).await;
    let mut stage = Stage::begin(&bench, vec![]).await;
    stage.pass(HOUR);
    assert_eq!(stage.get_text().await, "stretch on time");
    let listed = stage.store.load(&conversation("ann")).await.unwrap().schedules;
    let reason = crate::reminder::ScheduleState::SetAside("it panicked".into());
    assert_eq!(listed[0].state, reason);
    stage.end().await;
}

async fn an_hour_down_says_ice_off_and_drops_ice_on(bench: Bench) {
    let ids = made(&bench, vec![ice("ice"), daily(Kind::Rest, "rest")]).await;
    // 09:25: "on" at 08:40 and 09:20, "off" at 09:00; the rest was due at 09:00.
    let mut stage = back_after(&bench, HOUR + 26 * 60).await;
    let mut said = [stage.get_text().await, stage.get_text().await];
    said.sort();
    assert_eq!(said, ["ice late", "rest late"]);
    let ice = settled(&stage.store, ids[0], 5).await;
    let late: Vec<_> = ice.iter().filter(|(_, outcome)| *outcome == FiredAs::Late).collect();
    assert_eq!(late, [&(Kind::IceOff, FiredAs::Late)]);
    assert!(ice.contains(&(Kind::IceOn, FiredAs::Missed)));
    assert_eq!(settled(&stage.store, ids[1], 1).await, [(Kind::Rest, FiredAs::Late)]);
    assert!(stage.texts().await.is_empty());
    stage.end().await;
}

async fn a_year_down_says_at_most_one_late_message_a_schedule(bench: Bench) {
    let ids = made(&bench, vec![ice("ice"), daily(Kind::Rest, "rest")]).await;
    // An hour after the 366th firing, which is within the grace of a rest day.
    let mut stage = back_after(&bench, YEAR + 2 * HOUR).await;
    let mut said = [stage.get_text().await, stage.get_text().await];
    said.sort();
    assert_eq!(said, ["ice late", "rest late"]);
    let rest = settled(&stage.store, ids[1], 366).await;
    assert_eq!(rest.iter().filter(|(_, outcome)| *outcome == FiredAs::Missed).count(), 365);
    assert_eq!(rest[365], (Kind::Rest, FiredAs::Late));
    let ice = settled(&stage.store, ids[0], 7).await;
    assert_eq!(ice[5], (Kind::IceOff, FiredAs::Late));
    assert_eq!(ice.iter().filter(|(_, outcome)| *outcome == FiredAs::Missed).count(), 6);
    assert!(stage.texts().await.is_empty());
    stage.end().await;
}

async fn a_closed_place_is_not_tried_again(bench: Bench) {
    let ids = made(&bench, vec![daily(Kind::Rest, "rest")]).await;
    let script = vec![Act::Say(Outcome::Gone("blocked".into()))];
    let mut stage = Stage::begin(&bench, script).await;
    stage.pass(HOUR);
    assert_eq!(stage.get_text().await, "rest on time");
    assert_eq!(settled(&stage.store, ids[0], 1).await, [(Kind::Rest, FiredAs::Gone)]);
    stage.clock.advance(SignedDuration::from_hours(24));
    stage.hear([says("ann", 9, "hi")]).await;
    assert_eq!(stage.texts().await, ["hi"]);
    stage.end().await;
}

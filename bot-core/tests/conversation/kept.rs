//! Schedules as a store keeps them, in memory; and time that passes over them.

use bot_core::{
    bot::{Snapshot, remind},
    event::{Place, Platform, PlatformId},
    message::Outgoing,
    reminder::{
        Due, Fate, Fired, FiredAs, KeptHolds, Listed, ScheduleChange, ScheduleId, ScheduleState,
        Standing, Timing, plan,
    },
    schedule::{Bounds, Lateness, Pause, PauseOf, Whose},
};
use jiff::{SignedDuration, Timestamp};

use crate::runner::{Runner, check_limits};

/// Makes the changes of a step as the store does.
pub fn change(snapshot: &mut Snapshot, made: &mut i64, changes: &[ScheduleChange], now: Timestamp) {
    for change in changes {
        let list = &mut snapshot.schedules;
        let of = |id: &ScheduleId| list.iter().position(|listed| listed.id == *id);
        match change {
            ScheduleChange::Add(new) => {
                let standing = |listed: &&Listed| listed.state != ScheduleState::Ended;
                let count = list.iter().filter(standing).count();
                assert!(count < Bounds::PERSON.schedules, "one schedule too many");
                let timing = new.timing.clone().in_millis();
                let before = match timing {
                    Timing::Ice { .. } => now - SignedDuration::from_mins(5),
                    Timing::Rule(_) => now,
                };
                let next = timing.after(new.kind, before).map(|(_, at)| at);
                assert!(next.is_some(), "a schedule that never fires: {new:?}");
                *made += 1;
                list.push(Listed {
                    id: ScheduleId::from_number(*made),
                    kind: new.kind,
                    timing,
                    words: new.words.clone(),
                    state: ScheduleState::Active,
                    holds: KeptHolds::default(),
                    next,
                    revision: 1,
                    created: now,
                    history: Vec::new(),
                });
            }
            ScheduleChange::Replace { id, timing, words } => {
                let Some(at) = of(id) else { continue };
                let listed = &mut list[at];
                listed.timing = timing.clone().in_millis();
                listed.words = words.clone();
                listed.next = listed.timing.after(listed.kind, now).map(|(_, at)| at);
                listed.state = state_of(listed.next);
                listed.revision += 1;
            }
            ScheduleChange::Pause { id, until } => {
                let Some(at) = of(id) else { continue };
                let pause = Pause { of: PauseOf::Schedule, from: now, until: *until };
                list[at].holds.pause_schedule(Some(pause));
                list[at].revision += 1;
            }
            ScheduleChange::Resume(id) => {
                let Some(at) = of(id) else { continue };
                let listed = &mut list[at];
                listed.holds.pause_schedule(None);
                listed.revision += 1;
                if listed.state != ScheduleState::Active {
                    listed.next = listed.timing.after(listed.kind, now).map(|(_, at)| at);
                    listed.state = state_of(listed.next);
                }
            }
            ScheduleChange::MoveTo { .. } | ScheduleChange::Unskip(_) => {
                panic!("only a club's is changed like that")
            }
            ScheduleChange::SkipNext(id) => {
                let Some(at) = of(id) else { continue };
                let listed = &mut list[at];
                let Some(due) = listed.next else { continue };
                listed.history.insert(0, fired(listed, due, FiredAs::Skipped, None));
                listed.next = listed.timing.after(listed.kind, due).map(|(_, at)| at);
                listed.state = state_of(listed.next);
                listed.revision += 1;
            }
            ScheduleChange::End(id) => {
                let Some(at) = of(id) else { continue };
                list[at].next = None;
                list[at].state = ScheduleState::Ended;
                list[at].revision += 1;
            }
            ScheduleChange::Remove(id) => list.retain(|listed| listed.id != *id),
            ScheduleChange::Hold(holds) => snapshot.holds = holds.clone(),
        }
    }
}

fn state_of(next: Option<Timestamp>) -> ScheduleState {
    match next {
        Some(_) => ScheduleState::Active,
        None => ScheduleState::Ended,
    }
}

fn fired(listed: &Listed, due: Timestamp, outcome: FiredAs, sent: Option<Timestamp>) -> Fired {
    Fired { due, kind: listed.kind, sent, outcome, reason: None, tries: 1, repeats: 0 }
}

impl Runner {
    /// Lets time pass, minute by minute; what came in, oldest first.
    pub fn waits(&mut self, minutes: i64) -> Vec<Outgoing> {
        (0..minutes).flat_map(|_| self.waits_at_once(1)).collect()
    }

    /// Lets time pass while nothing runs; what comes in afterwards.
    pub fn waits_at_once(&mut self, minutes: i64) -> Vec<Outgoing> {
        self.now += SignedDuration::from_mins(minutes);
        let mut came = Vec::new();
        for at in 0..self.snapshot.schedules.len() {
            came.extend(self.fires(at));
        }
        for outgoing in &came {
            check_limits(&outgoing.screen);
        }
        if !came.is_empty() {
            self.screens = came.iter().map(|outgoing| outgoing.screen.clone()).collect();
        }
        came
    }

    fn fires(&mut self, at: usize) -> Vec<Outgoing> {
        let listed = self.snapshot.schedules[at].clone();
        if listed.state != ScheduleState::Active || listed.next.is_none_or(|next| next > self.now) {
            return Vec::new();
        }
        let standing = Standing {
            kind: listed.kind,
            timing: listed.timing.clone(),
            next: listed.next,
            held: None,
            holds: listed.holds.clone().together(self.snapshot.holds.clone(), Whose::Person),
        };
        let plan = plan(&standing, self.now);
        let mut said = Vec::new();
        let place = Place {
            platform: Platform::Terminal,
            space: None,
            channel: PlatformId::new("here"),
            thread: None,
        };
        for firing in &plan.firings {
            let outcome = match firing.fate {
                Fate::Send(lateness) => {
                    let due = Due {
                        schedule: listed.id,
                        kind: firing.kind,
                        timing: listed.timing.clone(),
                        due: firing.due,
                        lateness,
                        place: place.clone(),
                        words: listed.words.clone(),
                        profile: self.snapshot.profile.clone(),
                        club: None,
                        reaches: Vec::new(),
                    };
                    said.extend(remind(&self.context(), &due));
                    match lateness {
                        Lateness::Late => FiredAs::Late,
                        _ => FiredAs::Delivered,
                    }
                }
                Fate::Held(_) => FiredAs::Held,
                Fate::Missed => FiredAs::Missed,
                Fate::Skipped(_) => FiredAs::Skipped,
            };
            let sent = matches!(firing.fate, Fate::Send(_)).then_some(self.now);
            let fired = Fired {
                due: firing.due,
                kind: firing.kind,
                sent,
                outcome,
                reason: None,
                tries: 1,
                repeats: 0,
            };
            self.snapshot.schedules[at].history.insert(0, fired);
        }
        let listed = &mut self.snapshot.schedules[at];
        listed.next = plan.next;
        listed.state = state_of(plan.wake());
        said
    }

    /// The reminders that still stand.
    pub fn standing(&self) -> Vec<&Listed> {
        let standing = |listed: &&Listed| listed.state != ScheduleState::Ended;
        self.snapshot.schedules.iter().filter(standing).collect()
    }
}

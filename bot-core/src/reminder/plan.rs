//! What becomes of the firings of one schedule that have come due: at most one
//! is said, and every one has a fate.

use jiff::Timestamp;

use super::Timing;
use crate::schedule::{Decision, Holds, Kind, Lateness, Why, coalesce, decide, decide_held};

/// The most firings looked at in one go: bounds a transaction. A rule that was
/// not looked at for a year catches up in several.
const MOST: usize = 256;

/// Where a schedule stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// What it is for.
    pub kind: Kind,
    /// When it fires.
    pub timing: Timing,
    /// The first firing that has no fate yet.
    pub next: Option<Timestamp>,
    /// The firing that quiet hours hold, where there is one.
    pub held: Option<HeldFiring>,
    /// What may hold it back.
    pub holds: Holds,
}

/// A firing that waits for quiet hours to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldFiring {
    /// When it was due.
    pub due: Timestamp,
    /// When they end.
    pub until: Timestamp,
}

/// A firing and its fate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    /// What it is for.
    pub kind: Kind,
    /// When it was due.
    pub due: Timestamp,
    /// When it was to be said: when it was due, or when quiet hours ended.
    pub at: Timestamp,
    /// What becomes of it.
    pub fate: Fate,
}

/// What becomes of a firing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is said now.
    Send(Lateness),
    /// It is said when quiet hours end.
    Held(Timestamp),
    /// It is too late, or a later one stands for it.
    Missed,
    /// A pause, a break or never-ending quiet hours stood against it.
    Skipped(&'static str),
}

/// What becomes of all that has come due.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The firings, oldest first.
    pub firings: Vec<Planned>,
    /// The first firing that has no fate yet.
    pub next: Option<Timestamp>,
    /// The firing that waits for quiet hours to end.
    pub held: Option<HeldFiring>,
}

impl Plan {
    /// When the schedule has to be looked at again; `None` where it has ended.
    pub fn wake(&self) -> Option<Timestamp> {
        let held = self.held.map(|held| held.until);
        self.next.into_iter().chain(held).min()
    }
}

const fn reason(why: Why) -> &'static str {
    match why {
        Why::QuietHours { .. } => "quiet hours",
        Why::AlwaysQuiet => "always quiet",
        Why::Paused { .. } => "paused",
        Why::Break { .. } => "a break",
        Why::Skipped => "skipped",
    }
}

/// Plans all firings due by `now`.
pub fn plan(standing: &Standing, now: Timestamp) -> Plan {
    let Standing { kind, timing, next, held, holds } = standing;
    let mut due = Vec::new();
    let mut waiting = *held;
    let mut changed = None;
    if let Some(held) = held {
        let fate = |at, fate| Some(Planned { kind: *kind, due: held.due, at, fate });
        match decide_held(now, holds) {
            _ if held.until <= now => due.push((*kind, held.due, held.until)),
            Decision::HoldUntil { at, .. } if at == held.until => {}
            // What held it was changed meanwhile.
            Decision::Send => due.push((*kind, held.due, now)),
            Decision::HoldUntil { at, .. } => changed = fate(at, Fate::Held(at)),
            Decision::Skip { why } => changed = fate(now, Fate::Skipped(reason(why))),
        }
        waiting.take_if(|_| changed.is_some() || !due.is_empty());
    }
    let mut cursor = next.and_then(|next| timing.from(*kind, next));
    while let Some((phase, at)) = cursor.filter(|(_, at)| *at <= now && due.len() < MOST) {
        due.push((phase, at, at));
        cursor = timing.after(*kind, at);
    }
    let next = cursor.map(|(_, at)| at);
    let behind = next.is_some_and(|next| next <= now);

    let mut firings: Vec<Planned> = due
        .into_iter()
        .map(|(kind, due, at)| {
            let (at, fate) = match decide(at, kind, holds) {
                Decision::Send => (at, Fate::Missed),
                Decision::HoldUntil { at: until, .. } if until > now => (until, Fate::Held(until)),
                Decision::HoldUntil { at, .. } => (at, Fate::Missed),
                Decision::Skip { why } => (at, Fate::Skipped(reason(why))),
            };
            Planned { kind, due, at, fate }
        })
        .collect();

    firings.splice(0..0, changed);

    // Those that were only missed so far may have one among them that is worth saying.
    let open: Vec<usize> =
        (0..firings.len()).filter(|index| firings[*index].fate == Fate::Missed).collect();
    let instants: Vec<_> =
        open.iter().map(|index| (firings[*index].kind, firings[*index].at)).collect();
    if !behind && let Some((place, lateness)) = coalesce(&instants, now).send {
        let firing = &mut firings[open[place]];
        firing.fate = match decide(now, firing.kind, holds) {
            Decision::Send => Fate::Send(lateness),
            Decision::HoldUntil { at, .. } => {
                firing.at = at;
                Fate::Held(at)
            }
            Decision::Skip { why } => Fate::Skipped(reason(why)),
        };
    }

    // One at most waits, the latest: quiet hours end with one message.
    let latest = firings.iter().rposition(|firing| matches!(firing.fate, Fate::Held(_)));
    let mut superseded = None;
    for (index, firing) in firings.iter_mut().enumerate() {
        let Fate::Held(until) = firing.fate else { continue };
        if Some(index) == latest && !behind {
            superseded = waiting.replace(HeldFiring { due: firing.due, until });
        } else {
            firing.fate = Fate::Missed;
        }
    }
    if firings.iter().any(|firing| matches!(firing.fate, Fate::Send(_))) {
        let before = |held: &mut HeldFiring| Some(held.due) == standing.held.map(|held| held.due);
        superseded = waiting.take_if(before).or(superseded);
    }
    if let Some(held) = superseded
        && let Some(firing) = firings.iter_mut().find(|firing| firing.due == held.due)
    {
        firing.fate = Fate::Missed;
        superseded = None;
    }
    if let Some(HeldFiring { due, until }) = superseded {
        firings.insert(0, Planned { kind: *kind, due, at: until, fate: Fate::Missed });
    }
    Plan { firings, next, held: waiting }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, civil::time};

    use super::*;
    use crate::schedule::{
        Cadence, Pause, PauseOf, Quiet, Rule, Whose, Zone,
        ice::{Rhythm, phases},
    };

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    fn hours(hours: i64) -> SignedDuration {
        SignedDuration::from_hours(hours)
    }

    /// Every day at 09:00 UTC, from 1 June 2026.
    fn daily(kind: Kind) -> Standing {
        let zone = Zone::named("UTC").expect("in tzdata");
        let rule = Rule::new(Cadence::Daily { at: time(9, 0, 0, 0) }, zone);
        Standing {
            kind,
            timing: Timing::Rule(rule),
            next: Some(at("2026-06-01T09:00:00Z")),
            held: None,
            holds: Holds::default(),
        }
    }

    fn quiet(from: i8, to: i8) -> Holds {
        let zone = Zone::named("UTC").expect("in tzdata");
        let hours = Quiet::new(time(from, 0, 0, 0), time(to, 0, 0, 0), zone).expect("two times");
        Holds { quiet: vec![(Whose::Person, hours)], ..Holds::default() }
    }

    fn fates(plan: &Plan) -> Vec<Fate> {
        plan.firings.iter().map(|firing| firing.fate).collect()
    }

    #[test]
    fn a_firing_on_time_is_sent_and_the_schedule_moves_on() {
        let plan = plan(&daily(Kind::Rest), at("2026-06-01T09:00:10Z"));
        assert_eq!(fates(&plan), [Fate::Send(Lateness::OnTime)]);
        assert_eq!(plan.next, Some(at("2026-06-02T09:00:00Z")));
        assert_eq!(plan.wake(), plan.next);
    }

    #[test]
    fn nothing_is_planned_before_it_is_due() {
        let before = daily(Kind::Rest);
        let plan = plan(&before, at("2026-06-01T08:59:59Z"));
        assert_eq!((plan.firings.len(), plan.next), (0, before.next));
    }

    #[test]
    fn a_year_away_leads_to_one_late_message_or_none() {
        for (now, sent) in [("2027-05-31T10:00:00Z", 1), ("2027-06-01T08:00:00Z", 0)] {
            let mut standing = daily(Kind::Rest);
            let mut all = Vec::new();
            loop {
                let plan = plan(&standing, at(now));
                all.extend(plan.firings);
                standing.next = plan.next;
                if plan.next.is_none_or(|next| next > at(now)) {
                    break;
                }
            }
            assert_eq!(all.len(), 365);
            let late = |firing: &&Planned| firing.fate == Fate::Send(Lateness::Late);
            assert_eq!(all.iter().filter(late).count(), sent, "{now}");
            let missed = |firing: &&Planned| firing.fate == Fate::Missed;
            assert_eq!(all.iter().filter(missed).count(), 365 - sent, "{now}");
        }
    }

    #[test]
    fn an_hour_away_in_an_ice_session_says_off_and_drops_on() {
        let started = at("2026-06-01T09:00:00Z");
        let standing = Standing {
            kind: Kind::IceOn,
            timing: Timing::Ice { rhythm: Rhythm::Article, started },
            next: Some(phases(Rhythm::Article, started)[1].at),
            ..daily(Kind::IceOn)
        };
        let plan = plan(&standing, started + SignedDuration::from_mins(81));
        let said: Vec<_> = plan
            .firings
            .iter()
            .filter(|firing| matches!(firing.fate, Fate::Send(_)))
            .map(|firing| firing.kind)
            .collect();
        assert_eq!(said, [Kind::IceOff]);
        assert_eq!(plan.firings.len(), 4);
    }

    #[test]
    fn quiet_hours_hold_one_firing_and_then_it_is_sent() {
        let mut standing = Standing { holds: quiet(8, 12), ..daily(Kind::Rest) };
        let first = plan(&standing, at("2026-06-01T09:00:00Z"));
        let noon = at("2026-06-01T12:00:00Z");
        assert_eq!(fates(&first), [Fate::Held(noon)]);
        assert_eq!(first.wake(), Some(noon));
        (standing.next, standing.held) = (first.next, first.held);
        let then = plan(&standing, noon);
        assert_eq!(fates(&then), [Fate::Send(Lateness::OnTime)]);
        assert_eq!((then.held, then.firings[0].due), (None, at("2026-06-01T09:00:00Z")));
    }

    #[test]
    fn a_later_firing_stands_for_one_that_is_still_held() {
        let due = at("2026-05-31T09:00:00Z");
        let held = Some(HeldFiring { due, until: at("2026-06-01T12:00:00Z") });
        let standing = Standing { held, holds: quiet(8, 12), ..daily(Kind::Rest) };
        let plan = plan(&standing, at("2026-06-01T09:00:00Z"));
        assert_eq!(fates(&plan), [Fate::Missed, Fate::Held(at("2026-06-01T12:00:00Z"))]);
        assert_eq!(plan.firings[0].due, due);
        assert_eq!(plan.held.map(|held| held.due), Some(at("2026-06-01T09:00:00Z")));
    }

    /// Held at 09:00 until noon, looked at again at 10:30 with other holds.
    fn changed_to(holds: Holds) -> Plan {
        let held =
            Some(HeldFiring { due: at("2026-06-01T09:00:00Z"), until: at("2026-06-01T12:00:00Z") });
        let next = Some(at("2026-06-02T09:00:00Z"));
        let standing = Standing { next, held, holds, ..daily(Kind::Rest) };
        plan(&standing, at("2026-06-01T10:30:00Z"))
    }

    #[test]
    fn a_held_firing_follows_quiet_hours_that_are_changed() {
        let later = changed_to(quiet(8, 14));
        let until = at("2026-06-01T14:00:00Z");
        assert_eq!(fates(&later), [Fate::Held(until)]);
        assert_eq!(later.held, Some(HeldFiring { due: at("2026-06-01T09:00:00Z"), until }));
        let sooner = changed_to(quiet(8, 11));
        assert_eq!(sooner.wake(), Some(at("2026-06-01T11:00:00Z")));
        let gone = changed_to(Holds::default());
        assert_eq!(fates(&gone), [Fate::Send(Lateness::OnTime)], "it was held, not late");
        assert_eq!(gone.held, None);
        let same = changed_to(quiet(8, 12));
        assert_eq!((fates(&same), same.wake()), (vec![], Some(at("2026-06-01T12:00:00Z"))));
    }

    #[test]
    fn a_held_firing_is_skipped_by_a_pause_that_lasts_beyond_quiet_hours_and_by_no_other() {
        let pause = |hours_long: Option<i64>| {
            let from = at("2026-06-01T10:00:00Z");
            let until = hours_long.map(|long| from + hours(long));
            let pauses = vec![Pause { of: PauseOf::Person, from, until }];
            changed_to(Holds { pauses, ..quiet(8, 12) })
        };
        assert_eq!(fates(&pause(None)), [Fate::Skipped("paused")]);
        assert_eq!(pause(None).held, None);
        assert_eq!(fates(&pause(Some(3))), [Fate::Skipped("paused")]);
        assert_eq!(fates(&pause(Some(1))), [], "it is over by then");
    }

    #[test]
    fn a_late_firing_waits_for_quiet_hours_that_have_begun_meanwhile() {
        let standing = Standing { holds: quiet(10, 20), ..daily(Kind::Rest) };
        let plan = plan(&standing, at("2026-06-01T11:00:00Z"));
        assert_eq!(fates(&plan), [Fate::Held(at("2026-06-01T20:00:00Z"))]);
    }

    #[test]
    fn what_falls_into_a_pause_is_skipped_also_when_looked_at_later() {
        let from = at("2026-06-01T00:00:00Z");
        let pause = Pause { of: PauseOf::Schedule, from, until: Some(from + hours(24)) };
        let holds = Holds { pauses: vec![pause], ..Holds::default() };
        let standing = Standing { holds, ..daily(Kind::Rest) };
        let plan = plan(&standing, at("2026-06-02T09:00:00Z"));
        assert_eq!(fates(&plan), [Fate::Skipped("paused"), Fate::Send(Lateness::OnTime)]);
    }
}

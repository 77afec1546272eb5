//! What an outcome leads to, and what is done about a message that may have
//! arrived. All of it is decided from what is passed in.

use jiff::{SignedDuration, Timestamp};

use super::chance::Chance;
use crate::{
    message::{Held, Lane, Outcome, Repeats},
    schedule::{Kind, Lateness},
    store::{Leased, Settlement, Verdict, Waiting},
};

/// How long to wait before the next try: doubled each time, to a quarter of an
/// hour, and up to a quarter more by chance, so that those who failed together
/// do not come back together.
fn back_off(attempt: u32, chance: &Chance) -> SignedDuration {
    let wait =
        SignedDuration::from_secs(1_i64 << attempt.min(10)).min(SignedDuration::from_mins(15));
    wait + spread(wait, chance)
}

fn spread(wait: SignedDuration, chance: &Chance) -> SignedDuration {
    let most = u64::try_from(wait.as_millis() / 4).unwrap_or(0).max(1);
    SignedDuration::from_millis(i64::try_from(chance.next() % most).unwrap_or(0))
}

/// The most times a reply is sent again without knowing whether it had arrived.
const REPEATS_OF_A_REPLY: u32 = 2;
/// So for "ice off", and for what people see once whatever happens.
const REPEATS_AT_MOST: u32 = 9;
/// The most times a message follows its place.
const MOVES: u32 = 5;

/// Whether a message that may have arrived is sent again, `age` after it was
/// handed over.
///
/// A reply is: to a person who is waiting, silence does more harm than the same
/// words twice. "Ice off" is, because ice left on a foot can harm the skin.
/// Nothing else is, unless the platform swallows the second: two rest days or
/// two posts in a club tell people that the bot can't be relied on.
fn is_repeated(
    lane: Lane,
    kind: Option<Kind>,
    doubts: u32,
    age: SignedDuration,
    repeats: Repeats,
) -> bool {
    let swallowed = match repeats {
        Repeats::Shown => false,
        // Where the clock was set back nobody knows how long ago it was.
        Repeats::Swallowed(within) => {
            !age.is_negative() && SignedDuration::try_from(within).is_ok_and(|within| age <= within)
        }
    };
    let most = match (lane, kind) {
        (_, Some(Kind::IceOff)) => REPEATS_AT_MOST,
        _ if swallowed => REPEATS_AT_MOST,
        (Lane::Reply, _) => REPEATS_OF_A_REPLY,
        (Lane::IcePhase | Lane::Other, _) => 0,
    };
    doubts < most
}

/// What becomes of a message that could be taken, whatever the limits say.
pub(super) fn verdict(waiting: &Waiting<'_>, repeats: Repeats, now: Timestamp) -> Verdict {
    let is_missed = waiting.firing.is_some_and(|(_, lateness)| lateness == Lateness::Missed);
    if let Some(begun) = waiting.begun {
        let kind = waiting.firing.map(|(firing, _)| firing.kind);
        let lane = waiting.delivery.outgoing.lane;
        let age = now.duration_since(begun);
        if is_missed || !is_repeated(lane, kind, waiting.doubts, age, repeats) {
            return Verdict::Unknown;
        }
    }
    match (is_missed, waiting.doubts) {
        (false, _) => Verdict::Take,
        (true, 0) => Verdict::Missed,
        // It may have arrived at an earlier try.
        (true, _) => Verdict::Unknown,
    }
}

/// What one try leads to, which began at `began`.
pub(super) fn settlement(
    outcome: Outcome,
    leased: &Leased,
    repeats: Repeats,
    began: Timestamp,
    now: Timestamp,
    chance: &Chance,
) -> Settlement {
    let then = |wait| now.saturating_add(wait).unwrap_or(now);
    let attempt = leased.delivery.attempt;
    match outcome {
        Outcome::Delivered(message) => Settlement::Delivered(message),
        Outcome::Retry { after, holds } => {
            let wait = match after {
                None => back_off(attempt, chance),
                Some(named) => {
                    let named = SignedDuration::try_from(named);
                    let named = named.unwrap_or(SignedDuration::from_hours(1));
                    named + spread(named, chance)
                }
            };
            match holds {
                Held::Message | Held::All => Settlement::Again(then(wait)),
                Held::Chat => Settlement::HeldBack(then(wait)),
            }
        }
        Outcome::Moved(place) if leased.moves() < MOVES => Settlement::Moved(place),
        Outcome::Moved(_) => Settlement::Refused("its place moves in circles".into()),
        Outcome::Gone(reason) => Settlement::Gone(reason),
        Outcome::Refused(reason) => Settlement::Refused(reason),
        Outcome::Lapsed => Settlement::Missed("too late to be shown"),
        Outcome::Unknown => {
            let again = then(back_off(leased.doubts, chance));
            let kind = leased.firing.map(|firing| firing.kind);
            let lane = leased.delivery.outgoing.lane;
            let age = again.duration_since(began);
            if is_repeated(lane, kind, leased.doubts, age, repeats) {
                Settlement::Repeat(again)
            } else {
                Settlement::Unknown
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::store::Firing;

    fn at() -> Timestamp {
        "2026-11-22T08:00:00Z".parse().unwrap()
    }

    fn settle(outcome: Outcome, leased: &Leased, repeats: Repeats) -> Settlement {
        settlement(outcome, leased, repeats, at(), at(), &Chance::seeded(1))
    }

    fn wait(after: Option<Duration>, attempt: u32) -> SignedDuration {
        let leased = Leased::imagined(Lane::Reply, None, attempt, 0);
        let outcome = Outcome::Retry { after, holds: Held::Message };
        match settle(outcome, &leased, Repeats::Shown) {
            Settlement::Again(then) => then.duration_since(at()),
            other => panic!("not tried again: {other:?}"),
        }
    }

    #[test]
    fn tries_are_further_and_further_apart_up_to_a_bound() {
        let waits: Vec<_> = (0..20).map(|attempt| wait(None, attempt)).collect();
        for (attempt, wait) in waits.iter().enumerate() {
            let least = (1_i64 << attempt.min(10)).min(900);
            let range =
                SignedDuration::from_secs(least)..=SignedDuration::from_secs(least * 5 / 4 + 1);
            assert!(range.contains(wait), "{attempt}: {wait}");
        }
    }

    #[test]
    fn no_try_comes_before_the_time_the_platform_named() {
        for attempt in 0..20 {
            let wait = wait(Some(Duration::from_secs(40)), attempt);
            assert!(wait >= SignedDuration::from_secs(40) && wait <= SignedDuration::from_secs(50));
        }
    }

    #[test]
    fn a_chat_is_held_back_where_the_platform_names_it() {
        let leased = Leased::imagined(Lane::Other, None, 0, 0);
        let held = |holds| {
            let outcome = Outcome::Retry { after: Some(Duration::from_secs(9)), holds };
            matches!(settle(outcome, &leased, Repeats::Shown), Settlement::HeldBack(_))
        };
        assert_eq!([Held::Message, Held::Chat, Held::All].map(held), [false, true, false]);
    }

    const FEW_MINUTES: Duration = Duration::from_secs(180);

    /// How often each kind is sent again where its fate is unknown every time.
    #[test]
    fn what_may_have_arrived_is_sent_again_where_silence_does_more_harm() {
        let repeats = |lane, kind: Option<Kind>, repeats| {
            let firing = kind.map(|kind| Firing { kind, at: at() });
            (0..100)
                .take_while(|doubts| {
                    let leased = Leased::imagined(lane, firing, *doubts, *doubts);
                    let settled = settle(Outcome::Unknown, &leased, repeats);
                    assert!(matches!(settled, Settlement::Repeat(_) | Settlement::Unknown));
                    settled != Settlement::Unknown
                })
                .count()
        };
        assert_eq!(repeats(Lane::Reply, None, Repeats::Shown), 2);
        for kind in Kind::ALL.iter().copied() {
            let lane = if kind.is_ice() { Lane::IcePhase } else { Lane::Other };
            let shown = if kind == Kind::IceOff { 9 } else { 0 };
            assert_eq!(repeats(lane, Some(kind), Repeats::Shown), shown, "{kind}");
            let swallowed = repeats(lane, Some(kind), Repeats::Swallowed(FEW_MINUTES));
            assert!((7..=9).contains(&swallowed), "{kind}: while the platform knows it");
        }
        assert_eq!(repeats(Lane::Other, None, Repeats::Shown), 0, "a notice");
    }

    fn begun_and_left(kind: Kind, doubts: u32, ago: i64, repeats: Repeats) -> Verdict {
        let leased = Leased::imagined(Lane::Other, None, 1, doubts);
        let now = at() + SignedDuration::from_secs(ago);
        let waiting = Waiting {
            target: leased.target,
            delivery: &leased.delivery,
            firing: Some((Firing { kind, at: at() }, crate::schedule::late(kind, at(), now))),
            begun: Some(at()),
            doubts,
        };
        verdict(&waiting, repeats, now)
    }

    #[test]
    fn a_send_that_a_crash_cut_off_is_repeated_by_the_same_rule() {
        let swallowed = Repeats::Swallowed(FEW_MINUTES);
        assert_eq!(begun_and_left(Kind::IceOff, 0, 60, Repeats::Shown), Verdict::Take);
        assert_eq!(begun_and_left(Kind::IceOff, 9, 60, Repeats::Shown), Verdict::Unknown);
        assert_eq!(begun_and_left(Kind::Rest, 0, 60, Repeats::Shown), Verdict::Unknown);
        assert_eq!(begun_and_left(Kind::Rest, 0, 60, swallowed), Verdict::Take);
        assert_eq!(begun_and_left(Kind::Rest, 0, 181, swallowed), Verdict::Unknown);
        let set_back = begun_and_left(Kind::Rest, 0, -60, swallowed);
        assert_eq!(set_back, Verdict::Unknown, "nobody knows how long ago it was");
        // Too late to be said, but it may have been.
        assert_eq!(begun_and_left(Kind::IceOn, 0, 400, swallowed), Verdict::Unknown);
    }
}

use std::{sync::Arc, time::Duration};

use proptest::prelude::*;

use super::*;
use crate::{
    event::PlatformId,
    message::{Placement, Rate},
    store::Leased,
};

const NONE: Limits = Limits::NONE;

const fn rate(most: u32, seconds: u64) -> Option<Rate> {
    Some(Rate { most, per: Duration::from_secs(seconds) })
}

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(1_800_000_000_000 + millis).unwrap()
}

fn delivery(lane: Lane, space: Option<&str>) -> Delivery {
    let mut delivery = Leased::imagined(lane, None, 0, 0).delivery;
    Arc::make_mut(&mut delivery.outgoing).place.space = space.map(PlatformId::new);
    delivery
}

fn chat(number: i64) -> Target {
    Target::number(number)
}

fn candidates(chats: &[i64]) -> Vec<Candidate> {
    let numbered = chats.iter().zip(1..);
    numbered.map(|(target, id)| Candidate { id, target: chat(*target) }).collect()
}

/// Sends a message that is answered at once.
fn sent(
    limiter: &Limiter,
    target: Target,
    message: &Delivery,
    now: Timestamp,
) -> Result<(), Timestamp> {
    let admitted = limiter.admit(target, message, now)?;
    limiter.answered(admitted, now);
    limiter.done(admitted);
    Ok(())
}

/// When the portions of a second can go, in milliseconds.
const PORTIONS: [i64; 15] =
    [0, 67, 134, 201, 268, 335, 402, 469, 536, 603, 670, 737, 804, 871, 938];

/// How many of a lane are let through at one time, each to a chat of its own.
fn burst(limiter: &Limiter, lane: Lane, millis: i64) -> usize {
    let message = delivery(lane, None);
    (0..100).take_while(|n| limiter.admit(chat(*n), &message, at(millis)).is_ok()).count()
}

#[test]
fn a_fan_out_leaves_room_for_replies() {
    let limiter = Limiter::new(Limits { overall: rate(30, 1), ..NONE });
    let sent = PORTIONS.map(|millis| burst(&limiter, Lane::Other, millis));
    assert_eq!(sent[..12], [2; 12], "in portions");
    assert_eq!(sent[12..], [1, 0, 0], "a sixth is kept free");
    assert_eq!(burst(&limiter, Lane::IcePhase, 950), 2, "three are kept for replies");
    assert_eq!(burst(&limiter, Lane::Reply, 950), 3);
}

#[test]
fn what_replies_take_up_need_not_be_kept_free_for_them() {
    let limiter = Limiter::new(Limits { overall: rate(30, 1), ..NONE });
    let reply = delivery(Lane::Reply, None);
    for n in 0..5 {
        assert!(limiter.admit(chat(n), &reply, at(0)).is_ok());
    }
    let sent: usize = PORTIONS.iter().map(|millis| burst(&limiter, Lane::Other, *millis)).sum();
    assert_eq!(sent, 25, "all the rest");
}

#[test]
fn what_is_on_its_way_counts_until_it_is_answered_and_a_while_longer() {
    let limiter = Limiter::new(Limits { overall: rate(2, 1), ..NONE });
    let reply = delivery(Lane::Reply, None);
    let first = limiter.admit(chat(1), &reply, at(0)).unwrap();
    let second = limiter.admit(chat(2), &reply, at(0)).unwrap();
    assert_eq!(limiter.admit(chat(3), &reply, at(5000)), Err(at(5500)), "nobody knows yet");
    limiter.answered(first, at(6000));
    assert_eq!(limiter.admit(chat(3), &reply, at(6500)), Err(at(7000)));
    limiter.take_back(second);
    assert!(limiter.admit(chat(3), &reply, at(6500)).is_ok(), "it was never sent");
}

#[test]
fn a_group_has_a_limit_of_its_own_and_holds_back_nobody_else() {
    let limits = Limits { chat: rate(3, 3), group: rate(4, 60), ..NONE };
    let limiter = Limiter::new(limits);
    let group = delivery(Lane::Reply, Some("club"));
    let admit = |n, millis| sent(&limiter, chat(n), &group, at(millis));
    assert_eq!([0, 1, 2].map(|_| admit(1, 0)), [Ok(()); 3]);
    assert_eq!(admit(1, 0), Err(at(3000)));
    assert_eq!(admit(1, 3000), Ok(()));
    assert_eq!(admit(1, 3000), Err(at(60_000)));
    assert_eq!(admit(2, 3000), Ok(()));
    let private = delivery(Lane::Reply, None);
    assert_eq!([1, 2, 3].map(|_| sent(&limiter, chat(3), &private, at(0))), [Ok(()); 3]);
    assert_eq!(sent(&limiter, chat(3), &private, at(3000)), Ok(()), "not a group");
}

#[test]
fn answers_that_a_platform_does_not_count_pass_every_limit() {
    let limits = Limits { overall: rate(1, 60), exempt: Exempt::Answers, ..NONE };
    let limiter = Limiter::new(limits);
    let mut answer = delivery(Lane::Reply, None);
    assert_eq!(sent(&limiter, chat(1), &answer, at(0)), Ok(()));
    assert!(sent(&limiter, chat(1), &answer, at(0)).is_err());
    answer.answers = Some(crate::event::EventId::new(crate::event::Platform::Discord, 1));
    assert_eq!(sent(&limiter, chat(1), &answer, at(0)), Ok(()));
}

#[test]
fn a_private_message_is_changed_as_often_as_somebody_taps_and_counts_where_it_is_said_anew() {
    let limits = Limits {
        overall: rate(9, 60),
        chat: rate(2, 60),
        group: rate(4, 60),
        exempt: Exempt::PrivateEdits,
    };
    let limiter = Limiter::new(limits);
    let edit = |space: Option<&str>| {
        let mut edit = delivery(Lane::Reply, space);
        Arc::make_mut(&mut edit.outgoing).placement = Placement::InPlace;
        edit.edit = Some(PlatformId::new("7"));
        edit
    };
    let (private, of_a_group) = (edit(None), edit(Some("club")));
    assert!((0..100).all(|_| sent(&limiter, chat(1), &private, at(0)).is_ok()));
    assert_eq!([0, 1].map(|_| sent(&limiter, chat(2), &of_a_group, at(0))), [Ok(()); 2]);
    assert_eq!(sent(&limiter, chat(2), &of_a_group, at(0)), Err(at(60_000)));

    // Nothing to change is known: it will be a new message.
    let new = Delivery { edit: None, ..private.clone() };
    assert_eq!(sent(&limiter, chat(1), &new, at(0)), Ok(()));
    // The person had removed it, so it was said anew.
    limiter.said_anew(chat(1), &private, at(10));
    assert_eq!(sent(&limiter, chat(1), &new, at(20)), Err(at(60_000)));
    assert_eq!(sent(&limiter, chat(1), &private, at(20)), Ok(()));
    assert!((0..5).all(|n| sent(&limiter, chat(10 + n), &new, at(30)).is_ok()));
    assert_eq!(sent(&limiter, chat(20), &new, at(30)), Err(at(60_000)), "overall, with both");
}

#[test]
fn what_a_platform_names_waits_and_nothing_else() {
    let limiter = Limiter::new(NONE);
    let reply = delivery(Lane::Reply, None);
    limiter.hold(Held::Chat, chat(1), at(5000));
    assert_eq!(sent(&limiter, chat(1), &reply, at(0)), Err(at(5000)));
    assert_eq!(sent(&limiter, chat(2), &reply, at(0)), Ok(()));
    limiter.hold(Held::Message, chat(2), at(5000));
    assert_eq!(sent(&limiter, chat(2), &reply, at(0)), Ok(()));
    limiter.hold(Held::All, chat(2), at(9000));
    assert_eq!(sent(&limiter, chat(3), &reply, at(6000)), Err(at(9000)));
    assert_eq!(sent(&limiter, chat(1), &reply, at(9000)), Ok(()));
}

#[test]
fn chats_take_turns() {
    let limiter = Limiter::new(NONE);
    let other = delivery(Lane::Other, None);
    let waiting = candidates(&[1, 1, 1, 2, 1, 3]);
    let mut again = Again::default();
    let mut choose = |room| limiter.choose(&waiting, Lane::Other, room, at(0), &mut again);
    assert_eq!(choose(9), [1, 4, 6], "one of each chat");
    let [first, second] = [1, 2].map(|n| limiter.admit(chat(n), &other, at(0)).unwrap());
    assert_eq!(choose(9), [6], "while one is on its way no second follows");
    limiter.done(second);
    limiter.done(first);
    assert_eq!(choose(9), [6, 1, 4], "whose turn is longest ago first");
    assert_eq!(again.0, None);
}

#[test]
fn what_was_sent_before_a_start_counts() {
    let limiter = Limiter::new(Limits { chat: rate(2, 10), ..NONE });
    limiter.remember(&[(chat(1), at(-4000)), (chat(1), at(-3000)), (chat(2), at(-2000))]);
    let reply = delivery(Lane::Reply, None);
    assert_eq!(sent(&limiter, chat(1), &reply, at(0)), Err(at(6000)));
    assert_eq!(sent(&limiter, chat(2), &reply, at(0)), Ok(()));
}

#[test]
fn a_clock_that_is_set_back_does_not_stop_a_chat_for_long() {
    let limiter = Limiter::new(Limits { overall: rate(1, 1), chat: rate(1, 5), ..NONE });
    let reply = delivery(Lane::Reply, None);
    sent(&limiter, chat(1), &reply, at(1_000_000_000)).unwrap();
    assert_eq!(sent(&limiter, chat(1), &reply, at(0)), Err(at(5000)));
    assert_eq!(sent(&limiter, chat(1), &reply, at(5000)), Ok(()));
}

proptest! {
    /// Whenever messages come, however long each is on its way, and whenever
    /// between its ends the platform counts it.
    #[test]
    fn no_stretch_of_time_holds_more_than_a_limit_allows(
        asked in prop::collection::vec(
            (0_i64..400, 0_i64..4, 0_usize..3, 0_i64..3000, 0_i64..=100), 1..300,
        ),
        most in 1_u32..20,
        of_a_chat in 1_u32..4,
    ) {
        let limits = Limits { overall: rate(most, 1), chat: rate(of_a_chat, 3), ..NONE };
        let limiter = Limiter::new(limits);
        let lanes = [Lane::Reply, Lane::IcePhase, Lane::Other];
        let (mut now, mut on_the_way, mut counted) = (0, Vec::new(), Vec::new());
        for (wait, target, lane, takes, part) in asked {
            now += wait;
            on_the_way.sort_by_key(|(until, _)| *until);
            while on_the_way.first().is_some_and(|(until, _)| *until <= now) {
                let (until, admitted) = on_the_way.remove(0);
                limiter.answered(admitted, at(until));
            }
            let message = delivery(lanes[lane], None);
            if let Ok(admitted) = limiter.admit(chat(target), &message, at(now)) {
                on_the_way.push((now + takes, admitted));
                counted.push((target, now + takes * part / 100));
            }
        }
        let within = |of: &[i64], span: i64| {
            of.iter().map(|at| of.iter().filter(|b| *at <= **b && **b < at + span).count())
                .max().unwrap_or(0)
        };
        let all: Vec<_> = counted.iter().map(|(_, at)| *at).collect();
        prop_assert!(within(&all, 1000) <= usize::try_from(most).unwrap());
        for target in 0..4 {
            let of: Vec<_> =
                counted.iter().filter(|(to, _)| *to == target).map(|(_, at)| *at).collect();
            prop_assert!(within(&of, 3000) <= usize::try_from(of_a_chat).unwrap());
        }
    }
}

//! How a club reaches its members, by a clock that the tests move. An ice session from its
//! beginning to its end: one message that changes, and a call for those who joined. And each
//! member where they let it reach them.

use super::clubs::Club;
use crate::{
    event::{Command, Input, Platform, PlatformId, Standing},
    message::{Block, Delivery, Mark, Outgoing, Placement},
    store::tests::support::{Bench, on_both},
};

on_both! {
    a_session_is_one_message_and_calls_those_who_joined
    a_session_that_is_ended_says_so_where_it_was_shown
    a_session_goes_on_after_a_restart
    a_member_is_reached_as_they_chose
    who_left_a_club_sees_nothing_of_it
    what_a_member_chose_goes_with_them
    who_left_a_club_gets_no_copy_of_it
}

const START: &str = "2026-01-12T18:00:00Z";

fn heading(outgoing: &Outgoing) -> &str {
    match outgoing.screen.blocks.first() {
        Some(Block::Heading(text) | Block::Text(text)) => text,
        other => panic!("{other:?}"),
    }
}

fn button(outgoing: &Outgoing, label: &str) -> Input {
    let found = outgoing.screen.choices.iter().find(|choice| choice.label == label);
    Input::Press(found.unwrap_or_else(|| panic!("no {label}: {outgoing:?}")).data.clone())
}

fn is_shown(delivery: &Delivery) -> bool {
    matches!(delivery.outgoing.placement, Placement::Shows(_))
}

/// Begins a session; the message that shows it.
async fn begin(club: &mut Club) -> Delivery {
    let zone = Input::Command(Command::Club, "settings".to_owned());
    let settings = club.does(zone).await;
    club.does(button(&settings, "Time zone")).await;
    club.does(Input::Text("London".to_owned())).await;
    let offer = club.does(Input::Command(Command::Club, "ice".to_owned())).await;
    assert_eq!(heading(&offer), "Start an ice session for everybody here?");
    let now = button(&offer, "Now: 20 minutes on, 20 off, for two hours");
    club.is_done_by("ada", Standing::Admin, now).await;
    let (one, other) = (club.delivery().await, club.delivery().await);
    let (answer, shown) = if is_shown(&one) { (other, one) } else { (one, other) };
    assert!(heading(&answer.outgoing).starts_with("It begins"), "{answer:?}");
    assert_eq!(shown.edit, None);
    shown
}

/// A member presses, and is answered alone.
async fn presses(club: &mut Club, who: &str, on: &Delivery, label: &str) -> String {
    let press = button(&on.outgoing, label);
    club.is_done_by(who, Standing::Member, press).await;
    let answer = club.comes().await;
    assert_eq!(answer.placement, Placement::Aside);
    heading(&answer).to_owned()
}

async fn a_session_is_one_message_and_calls_those_who_joined(bench: Bench) {
    let mut club = Club::begin(&bench, Platform::Telegram, START).await;
    let shown = begin(&mut club).await;
    assert_eq!(heading(&shown.outgoing), "Ice on now, for 20 minutes.");
    assert_eq!(shown.outgoing.screen.mention, None);
    for who in ["1001", "1002", "1003"] {
        assert!(presses(&mut club, who, &shown, "Join").await.starts_with("You are in"));
    }
    assert!(presses(&mut club, "1003", &shown, "Leave").await.starts_with("You are out"));
    assert!(presses(&mut club, "1004", &shown, "Leave").await.starts_with("You were not in"));

    let message = PlatformId::new(shown.id.to_string());
    for (before, at, says, more) in [
        ("2026-01-12T18:19:59Z", "2026-01-12T18:20:00Z", "Ice off now.", true),
        ("2026-01-12T18:39:59Z", "2026-01-12T18:40:00Z", "Ice on now, for 20 minutes.", true),
        ("2026-01-12T18:59:59Z", "2026-01-12T19:00:00Z", "Ice off now.", true),
        ("2026-01-12T19:19:59Z", "2026-01-12T19:20:00Z", "Ice on now, for 20 minutes.", true),
        ("2026-01-12T19:39:59Z", "2026-01-12T19:40:00Z", "Ice off now.", true),
        ("2026-01-12T19:59:59Z", "2026-01-12T20:00:00Z", "The session is over. Well done.", false),
    ] {
        club.nothing_until(before).await;
        club.until(at);
        let (one, other) = (club.delivery().await, club.delivery().await);
        let (call, shown) = if is_shown(&one) { (other, one) } else { (one, other) };
        assert_eq!(shown.edit, Some(message.clone()), "{at}: one message, changed");
        assert_eq!(heading(&shown.outgoing), says);
        assert_eq!(shown.outgoing.screen.people, [], "who takes part is shown to nobody");
        assert_eq!(shown.outgoing.screen.choices.is_empty(), !more, "{at}");
        assert_eq!(heading(&call.outgoing), says);
        let called = call.outgoing.screen.people.iter().map(|person| person.id.as_str());
        assert_eq!(called.collect::<Vec<_>>(), ["1001", "1002"], "{at}");
        assert_eq!(call.outgoing.place, shown.outgoing.place);
    }
    club.nothing_until("2026-01-13T20:00:00Z").await;
    assert_eq!(presses(&mut club, "1005", &shown, "Join").await, "That ice session is over.");
    club.end().await;
}

async fn a_session_that_is_ended_says_so_where_it_was_shown(bench: Bench) {
    let mut club = Club::begin(&bench, Platform::Discord, START).await;
    let shown = begin(&mut club).await;
    let refused = presses(&mut club, "1001", &shown, "Stop the session").await;
    assert!(refused.starts_with("Only those who run this group"), "{refused}");
    // A second one where one is on.
    let again = club.does(Input::Command(Command::Club, "ice".to_owned())).await;
    assert_eq!(heading(&again), "An ice session is on here");
    club.is_done_by("ada", Standing::Admin, button(&shown.outgoing, "Stop the session")).await;
    let (one, other) = (club.delivery().await, club.delivery().await);
    let (answer, ended) = if is_shown(&one) { (other, one) } else { (one, other) };
    assert_eq!(heading(&answer.outgoing), "The session is over.");
    assert_eq!(answer.outgoing.placement, Placement::Aside);
    assert_eq!(heading(&ended.outgoing), "This ice session was ended.");
    assert_eq!(ended.edit, Some(PlatformId::new(shown.id.to_string())));
    assert!(format!("{:?}", ended.outgoing.screen.blocks).contains("take it off"), "{ended:?}");
    assert!(ended.outgoing.screen.choices.iter().all(|choice| choice.mark == Mark::Control));
    club.nothing_until("2026-01-12T21:00:00Z").await;
    let history = club.does(Input::Command(Command::Club, "history".to_owned())).await;
    let lines = format!("{:?}", history.screen.blocks);
    assert!(lines.contains("ada started an ice session"), "{lines}");
    assert!(lines.contains("ada ended an ice session"), "{lines}");
    club.end().await;
}

async fn a_session_goes_on_after_a_restart(bench: Bench) {
    let mut club = Club::begin(&bench, Platform::Telegram, START).await;
    let shown = begin(&mut club).await;
    presses(&mut club, "1001", &shown, "Join").await;
    club.end().await;
    // Away for an "off" and an "on": what is said is that the ice comes off.
    let mut club = Club::begin(&bench, Platform::Telegram, "2026-01-12T19:01:30Z").await;
    let (one, other) = (club.delivery().await, club.delivery().await);
    let (call, changed) = if is_shown(&one) { (other, one) } else { (one, other) };
    assert_eq!(changed.edit, Some(PlatformId::new(shown.id.to_string())));
    assert_eq!(heading(&call.outgoing), "Ice off now.");
    assert!(format!("{:?}", call.outgoing.screen.blocks).contains("This comes late"), "{call:?}");
    club.end().await;
}

/// What a firing brings, by where it goes: the club's place, or somebody's own chat.
async fn fires(club: &mut Club, count: usize) -> Vec<(String, Outgoing)> {
    let mut said = Vec::new();
    for _ in 0..count {
        let outgoing = club.comes().await;
        let direct = outgoing.place.direct_with().map(str::to_owned);
        said.push((direct.unwrap_or_else(|| "the club".to_owned()), outgoing));
    }
    said.sort_by(|(one, _), (other, _)| one.cmp(other));
    said
}

async fn a_member_is_reached_as_they_chose(bench: Bench) {
    let mut club = Club::begin(&bench, Platform::Telegram, START).await;
    let place = club.place("100", None);
    club.sets("Track is closed", "every day 19:00, UTC", place, None).await;
    for who in ["1001", "1002", "1003"] {
        club.in_private(who, Input::Command(Command::Help, String::new())).await;
    }
    for (who, label) in [
        ("1001", "A copy to me, in private"),
        ("1002", "Don't call me"),
        ("1003", "A copy to me, in private"),
    ] {
        club.is_done_by(who, Standing::Member, Input::Command(Command::Reminders, String::new()))
            .await;
        let listed = club.delivery().await;
        presses(&mut club, who, &listed, label).await;
    }
    club.until("2026-01-12T19:00:00Z");
    let said = fires(&mut club, 3).await;
    assert_eq!(
        said.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(),
        ["1001", "1003", "the club"]
    );
    let (_, copy) = &said[0];
    assert!(format!("{copy:?}").contains("Track is closed"), "{copy:?}");
    assert_eq!(said[2].1.screen.choices, [], "nothing of it where everybody reads");

    // By its button in their own chat: no more copies.
    let answer = club.in_private("1001", button(copy, "No more copies")).await;
    assert!(format!("{answer:?}").contains("They come where the club is"), "{answer:?}");
    club.until("2026-01-13T19:00:00Z");
    let said = fires(&mut club, 2).await;
    assert_eq!(said.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(), ["1003", "the club"]);

    // A session: by name, in private, or not at all.
    let shown = begin(&mut club).await;
    for who in ["1001", "1002", "1003"] {
        presses(&mut club, who, &shown, "Join").await;
    }
    club.passes(20);
    let said = fires(&mut club, 3).await;
    let named = |outgoing: &Outgoing| {
        outgoing.screen.people.iter().map(|one| one.id.as_str().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(said[0].0, "1003");
    let names: Vec<String> = said.iter().flat_map(|(_, outgoing)| named(outgoing)).collect();
    assert_eq!(names, ["1001"]);
    // Out of it from there.
    let left = club.in_private("1003", button(&said[0].1, "Leave")).await;
    assert!(heading(&left).starts_with("You are out"), "{left:?}");
    club.passes(20);
    let said = fires(&mut club, 2).await;
    assert!(said.iter().all(|(to, _)| to == "the club"), "{said:?}");
    club.end().await;
}

async fn who_left_a_club_sees_nothing_of_it(bench: Bench) {
    let mut club = Club::begin(&bench, Platform::Telegram, START).await;
    let place = club.place("100", None);
    club.sets("Track is closed", "every day 19:00, UTC", place, None).await;
    let reminders = || Input::Command(Command::Reminders, String::new());
    let stranger = club.in_private("1001", reminders()).await;
    assert!(!format!("{stranger:?}").contains("Track is closed"), "{stranger:?}");
    club.is_done_by("1001", Standing::Member, reminders()).await;
    club.delivery().await;
    let member = club.in_private("1001", reminders()).await;
    assert!(format!("{member:?}").contains("Track is closed"), "{member:?}");
    let mine = button(&member, "What reaches me: Your club");
    let page = club.in_private("1001", mine.clone()).await;
    assert!(format!("{page:?}").contains("Track is closed"), "{page:?}");
    *club.standing.lock().unwrap() = Standing::Unknown;
    for input in [reminders(), mine] {
        let left = club.in_private("1001", input).await;
        assert!(!format!("{left:?}").contains("Track is closed"), "{left:?}");
    }
    club.end().await;
}

/// A club with a reminder, of which a member gets a copy.
async fn with_a_copy(bench: &Bench) -> Club {
    let mut club = Club::begin(bench, Platform::Discord, START).await;
    let place = club.place("100", None);
    club.sets("Track is closed", "every day 19:00, UTC", place, None).await;
    club.in_private("1001", Input::Command(Command::Help, String::new())).await;
    club.is_done_by("1001", Standing::Member, Input::Command(Command::Reminders, String::new()))
        .await;
    let listed = club.delivery().await;
    presses(&mut club, "1001", &listed, "A copy to me, in private").await;
    club
}

async fn who_left_a_club_gets_no_copy_of_it(bench: Bench) {
    let mut club = with_a_copy(&bench).await;
    // Nobody is taken for gone because their platform does not answer.
    *club.standing.lock().unwrap() = Standing::Unknown;
    club.members_are_checked().await;
    club.until("2026-01-12T19:00:00Z");
    assert_eq!(fires(&mut club, 2).await.len(), 2);
    *club.standing.lock().unwrap() = Standing::Outside;
    club.nothing_until("2026-01-13T18:50:00Z").await;
    club.members_are_checked().await;
    club.until("2026-01-13T19:00:00Z");
    let said = fires(&mut club, 1).await;
    assert_eq!(said[0].0, "the club");
    club.nothing_until("2026-01-13T19:10:00Z").await;
    club.end().await;
}

async fn what_a_member_chose_goes_with_them(bench: Bench) {
    let mut club = with_a_copy(&bench).await;
    let held = club.in_private("1001", Input::Command(Command::Export, String::new())).await;
    assert!(format!("{:?}", held.screen.blocks).contains("chose what reaches you"), "{held:?}");
    club.delivery().await;
    let ask = club.in_private("1001", Input::Command(Command::Delete, String::new())).await;
    let yes = ask.screen.choices.first().expect("a button").data.clone();
    club.in_private("1001", Input::Press(yes)).await;
    club.until("2026-01-12T19:00:00Z");
    let said = fires(&mut club, 1).await;
    assert_eq!(said[0].0, "the club");
    club.nothing_until("2026-01-12T19:10:00Z").await;
    club.end().await;
}

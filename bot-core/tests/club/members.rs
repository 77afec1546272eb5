//! What is each member's own: taking part in an ice session, and how the club reaches them.

use bot_core::{
    bot::ClubTap,
    club::{Calls, Chat, ClubId, MemberChange, Preference, Session, Sessions},
    event::{Command, Input, Platform, Standing},
    message::{Lack, Leave, Placement},
    reminder::{ScheduleChange, ScheduleId},
    schedule::{Pause, PauseOf},
};
use jiff::SignedDuration;

use crate::room::{Room, Somebody};

fn ada() -> Somebody {
    Somebody::new("ada", Standing::Admin)
}

fn bob() -> Somebody {
    Somebody::new("bob", Standing::Member)
}

const JOIN: ClubTap = ClubTap::Join(ScheduleId::from_number(70));
const STOP: ClubTap = ClubTap::Stop(ScheduleId::from_number(70));

fn press(tap: ClubTap) -> Input {
    Input::Press(tap.to_string())
}

/// A club in Berlin where a session is on that Ada began.
fn on() -> Room {
    let mut room = Room::with_a_reminder(Platform::Telegram, &ada());
    room.commands(&ada(), Command::Club, "ice");
    room.presses(&ada(), "Now: 20 minutes on, 20 off, for two hours");
    assert_eq!(room.sessions.len(), 1, "{}", room.shown);
    room
}

#[test]
fn a_session_is_begun_in_two_taps_and_once() {
    let mut room = on();
    assert!(room.shown.contains("It begins"), "{}", room.shown);
    let step = room.commands(&ada(), Command::Ice, "");
    assert!(room.shown.contains("is on here"), "{}", room.shown);
    assert_eq!(step.outgoing.len(), 1);
    // From a page that was shown before.
    room.does(&ada(), press(ClubTap::Begin(bot_core::schedule::ice::Rhythm::Gentler)));
    assert_eq!(room.sessions.len(), 1);
}

#[test]
fn a_session_is_begun_where_it_can_be_said_when() {
    let mut room = Room::new(Platform::Telegram);
    room.commands(&ada(), Command::Club, "ice");
    room.presses(&ada(), "Now: 20 minutes on, 20 off, for two hours");
    assert!(room.shown.contains("Where is your club?"), "{}", room.shown);
    room.says(&ada(), "Berlin");
    room.commands(&ada(), Command::Club, "ice");
    room.leave = Leave::Lacks(Lack::Post);
    room.presses(&ada(), "Now: 20 minutes on, 20 off, for two hours");
    assert!(room.shown.contains("I may not post there"), "{}", room.shown);
    assert_eq!(room.sessions.len(), 0);
    room.leave = Leave::Given;
    room.presses(&ada(), "Now, gentler: 15 minutes every two hours, four times");
    assert_eq!(room.sessions.len(), 1);
}

#[test]
fn a_club_that_is_paused_begins_nothing() {
    let mut room = Room::with_a_reminder(Platform::Discord, &ada());
    let pause = Pause { of: PauseOf::Club, from: room.now, until: None };
    room.club.as_mut().expect("a club").holds.pauses.push(pause);
    room.commands(&ada(), Command::Club, "ice");
    room.presses(&ada(), "Now: 20 minutes on, 20 off, for two hours");
    assert!(room.shown.contains("are paused"), "{}", room.shown);
    assert_eq!(room.sessions.len(), 0);
}

#[test]
fn members_begin_sessions_where_they_are_let_and_end_their_own() {
    let mut room = Room::with_a_reminder(Platform::Telegram, &ada());
    // Their own is what they mean where they may begin none for everybody.
    room.commands(&bob(), Command::Ice, "");
    assert!(room.shown.contains("private"), "{}", room.shown);
    room.commands(&ada(), Command::Club, "settings");
    room.presses(&ada(), "Let every member start ice sessions");
    assert_eq!(room.found().settings.sessions, Sessions::Members);
    room.commands(&bob(), Command::Ice, "");
    assert!(room.shown.contains("for everybody here?"), "{}", room.shown);
    room.presses(&bob(), "Now: 20 minutes on, 20 off, for two hours");
    let eve = Somebody::new("eve", Standing::Member);
    room.does(&eve, press(STOP));
    assert!(room.shown.contains("Only those who run this group"), "{}", room.shown);
    let unknown = Somebody::new("who", Standing::Unknown);
    room.does(&unknown, press(ClubTap::Ice));
    assert!(room.shown.contains("could not find out"), "{}", room.shown);
    let step = room.does(&bob(), press(STOP));
    let club = step.club.expect("a change");
    assert_eq!(club.schedules, [ScheduleChange::End(ScheduleId::from_number(70))]);
    // And nothing else of the club is theirs for that.
    room.commands(&bob(), Command::Club, "");
    assert!(room.shown.contains("Only those who run this group"), "{}", room.shown);
}

#[test]
fn joining_and_leaving_is_told_to_whoever_presses_and_changes_no_club() {
    let mut room = on();
    let before = room.club.clone();
    for who in ["bob", "eve", "bob"] {
        let step = room.does(&Somebody::new(who, Standing::Unknown), press(JOIN));
        assert_eq!(step.outgoing[0].placement, Placement::Aside);
        assert!(room.shown.contains("You are in"), "{}", room.shown);
        assert!(room.shown.contains("Off again: today at 11:20"), "{}", room.shown);
        assert_eq!(step.outgoing.len(), 1);
    }
    assert_eq!(room.sessions[0].2, ["eve", "bob"]);
    room.does(&bob(), press(ClubTap::Leave(ScheduleId::from_number(70))));
    assert_eq!(room.sessions[0].2, ["eve"]);
    assert_eq!(room.club, before);
    // A number of another club's session.
    let step = room.does(&bob(), press(ClubTap::Join(ScheduleId::from_number(71))));
    assert_eq!(step.member, None);
    assert!(room.shown.contains("is over"), "{}", room.shown);
}

#[test]
fn a_session_that_is_full_says_so_to_the_next_and_to_nobody_who_is_in() {
    let mut room = on();
    let names: Vec<&'static str> = vec!["one"; Session::MOST as usize - 1];
    room.sessions[0].2 = names;
    room.does(&bob(), press(JOIN));
    assert!(room.shown.contains("You are in"), "{}", room.shown);
    let step = room.does(&Somebody::new("eve", Standing::Member), press(JOIN));
    assert!(room.shown.contains("50 people take part"), "{}", room.shown);
    assert_eq!(step.member, None);
    room.does(&bob(), press(JOIN));
    assert!(room.shown.contains("You are in"), "{}", room.shown);
}

#[test]
fn everybody_sees_the_reminders_and_each_chooses_alone() {
    let mut room = Room::with_a_reminder(Platform::Telegram, &ada());
    for (label, told) in [
        ("A copy to me, in private", "You get a copy"),
        ("Don't call me", "I don't call you"),
        ("Pause mine for two weeks", "until Wednesday 28 January"),
        ("Pause mine until I say", "until you end the pause"),
        ("End my pause", "I don't call you"),
        ("As it reaches everybody", "They come where the club is"),
    ] {
        let listed = room.commands(&bob(), Command::Reminders, "");
        assert!(room.shown.contains("Rest day! – every Monday at 08:00"), "{}", room.shown);
        let all = format!("{listed:?}");
        assert!(!all.contains("You get") && !all.contains("Yours are"), "of nobody: {all}");
        let before = room.club.clone();
        let step = room.presses(&bob(), label);
        assert_eq!(step.outgoing[0].placement, Placement::Aside, "{label}");
        assert!(room.shown.contains(told), "{label}: {}", room.shown);
        assert_eq!(room.club, before, "{label}");
    }
    assert_eq!(room.prefers, [("bob", Preference::default())]);
}

#[test]
fn a_copy_takes_a_chat_and_a_pause_ends_by_itself() {
    let mut room = Room::with_a_reminder(Platform::Telegram, &ada());
    room.chat = Chat::Unknown;
    room.commands(&bob(), Command::Reminders, "");
    let step = room.presses(&bob(), "A copy to me, in private");
    assert!(room.shown.contains("press Start"), "{}", room.shown);
    assert_eq!(step.member, None);
    room.commands(&bob(), Command::Reminders, "");
    let step = room.presses(&bob(), "Pause mine for two weeks");
    let Some(MemberChange::Chooses(_, prefers)) = step.member else { panic!("{step:?}") };
    let days = |days: i64| room.now + SignedDuration::from_hours(24 * days);
    assert_eq!(prefers.at(days(13)), Calls::Never);
    assert_eq!(prefers.at(days(14)), Calls::There);
}

#[test]
fn the_number_of_another_club_chooses_nothing() {
    let mut room = Room::with_a_reminder(Platform::Telegram, &ada());
    for tap in [ClubTap::Mine, ClubTap::Break, ClubTap::Rest, ClubTap::Back] {
        let step = room.does(&bob(), press(tap(ClubId::from_number(9))));
        assert_eq!(step.member, None);
        assert!(
            room.shown.contains("no such club") || room.shown.contains("don't know"),
            "{}",
            room.shown
        );
    }
}

//! What is refused keeps what was given, and what was done can be taken back.

use bot_core::{
    event::{ClubForm, Command, Platform, PlatformId, Standing},
    reminder::ScheduleChange,
};

use crate::room::{Room, Somebody};

fn ada() -> Somebody {
    Somebody::new("ada", Standing::Admin)
}

fn form(what: &str, when: &str) -> ClubForm {
    let mention = Some(PlatformId::new("42"));
    ClubForm::Add { what: what.into(), when: when.into(), place: None, mention }
}

#[test]
fn a_time_that_is_not_understood_is_asked_for_alone() {
    let ada = ada();
    for zone_first in ["every monday 8am Rest day!", ""] {
        let mut room = Room::new(Platform::Discord);
        if !zone_first.is_empty() {
            room = Room::with_a_reminder(Platform::Discord, &ada);
        }
        room.fills(&ada, form("Track is closed", "whenever"));
        assert!(room.shown.contains("When should it come?"), "{}", room.shown);
        room.says(&ada, "someday");
        assert!(room.shown.contains("When should it come?"), "{}", room.shown);
        room.says(&ada, "every friday 9am");
        if zone_first.is_empty() {
            assert!(room.shown.contains("Where is your club?"), "{}", room.shown);
            room.says(&ada, "Berlin");
        }
        room.presses(&ada, "Yes, set it");
        let kept = room.found().schedules.last().expect("a reminder");
        assert_eq!(kept.listed.words.text.as_deref(), Some("Track is closed"));
        assert_eq!(kept.listed.words.mention, Some(PlatformId::new("42")));
    }
}

#[test]
fn a_text_that_is_missing_or_too_long_is_asked_for_alone() {
    let ada = ada();
    for what in ["  ", &"x".repeat(1501)] {
        let mut room = Room::with_a_reminder(Platform::Discord, &ada);
        room.fills(&ada, form(what, "every friday 9am"));
        assert!(room.shown.contains("What should it say?"), "{}", room.shown);
        room.says(&ada, &"y".repeat(1500));
        assert!(room.shown.contains("every Friday at 09:00"), "{}", room.shown);
        room.presses(&ada, "Yes, set it");
        let kept = room.found().schedules.last().expect("a reminder");
        assert_eq!(kept.listed.words.mention, Some(PlatformId::new("42")));
    }
}

#[test]
fn a_firing_that_was_left_out_is_taken_back_by_its_button() {
    let ada = ada();
    let mut room = Room::with_a_reminder(Platform::Telegram, &ada);
    room.commands(&ada, Command::Club, "list");
    room.presses(&ada, "1. Rest day!");
    room.presses(&ada, "Skip the next");
    let step = room.presses(&ada, "Undo");
    assert!(room.shown.contains("Taken back"), "{}", room.shown);
    let id = room.found().schedules[0].listed.id;
    assert_eq!(step.club.expect("a change").schedules, [ScheduleChange::Unskip(id)]);
}

#[test]
fn everyone_is_no_role_to_mention_or_to_manage() {
    let ada = ada();
    let everyone = || Some(PlatformId::new("-100"));
    let set = |mention, managers| ClubForm::Set {
        zone: Some("Tokyo".into()),
        quiet: None,
        place: None,
        mention,
        managers,
    };
    for form in [
        set(everyone(), None),
        set(None, everyone()),
        ClubForm::Add {
            what: "x".into(),
            when: "every friday 9am".into(),
            place: None,
            mention: everyone(),
        },
    ] {
        let mut room = Room::with_a_reminder(Platform::Discord, &ada);
        let before = room.club.clone();
        room.fills(&ada, form);
        assert!(room.shown.contains("That role is everyone here"), "{}", room.shown);
        assert_eq!(room.club, before);
    }
}

#[test]
fn a_reminder_is_shown_by_its_number_and_a_word_is_no_number() {
    let ada = ada();
    let mut room = Room::with_a_reminder(Platform::Telegram, &ada);
    room.commands(&ada, Command::Club, "show 1");
    assert!(room.shown.contains("It says"), "{}", room.shown);
    for number in ["0", "2", "18446744073709551615"] {
        room.commands(&ada, Command::Club, &format!("show {number}"));
        assert!(room.shown.contains("no longer there"), "{number}: {}", room.shown);
    }
    room.commands(&ada, Command::Club, "show up");
    assert!(room.shown.contains("One reminder"), "{}", room.shown);
}

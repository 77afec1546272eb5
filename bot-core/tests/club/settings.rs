//! What a club can be told about itself, and be without again.

use bot_core::{
    club::{Deed, Settings},
    event::{ClubForm, Command, Platform, PlatformId, Standing},
};

use crate::room::{Room, Somebody};

fn ada() -> Somebody {
    Somebody::new("Ada", Standing::Admin)
}

/// A club with all of its settings.
fn settled(ada: &Somebody) -> Room {
    let mut room = Room::with_a_reminder(Platform::Discord, ada);
    let place = room.place();
    let form = ClubForm::Set {
        zone: Some("Tokyo".to_owned()),
        quiet: Some("22:00 to 07:00".to_owned()),
        place: Some(place),
        mention: Some(PlatformId::new("66")),
        managers: Some(PlatformId::new("77")),
    };
    room.fills(ada, form);
    room
}

#[test]
fn a_club_is_told_things_in_the_language_it_chose() {
    let ada = ada();
    let mut room = Room::with_a_reminder(Platform::Telegram, &ada);
    room.commands(&ada, Command::Club, "settings");
    assert!(room.shown.contains("Language: as each person's app has it"), "{}", room.shown);
    room.presses(&ada, "Language");
    room.presses(&ada, "English");
    assert!(room.shown.contains("Language: English"), "{}", room.shown);
    assert_eq!(room.found().settings.language.as_deref(), Some("en"));
    assert_eq!(room.found().changes[0].change.deed, Deed::Settled);
    room.presses(&ada, "Language");
    room.presses(&ada, "As each person's app has it");
    assert_eq!(room.found().settings.language, None);
    room.commands(&ada, Command::Club, "history");
    room.presses(&ada, "Undo the last change");
    assert_eq!(room.found().settings.language.as_deref(), Some("en"));
    room.commands(&ada, Command::Club, "history");
    let back =
        "Ada took a change back: Language: as each person's app has it, now Language: English";
    assert!(room.shown.contains(back), "{}", room.shown);
}

#[test]
fn quiet_hours_wait_for_the_clock_they_go_by() {
    let ada = ada();
    let mut room = Room::new(Platform::Telegram);
    room.commands(&ada, Command::Club, "settings");
    room.presses(&ada, "Quiet hours");
    assert!(room.shown.contains("Please set the time zone first"), "{}", room.shown);
    assert!(room.shown.contains("Please reply to this message"), "{}", room.shown);
    room.says(&ada, "Berlin");
    room.presses(&ada, "Quiet hours");
    room.says(&ada, "22:00 to 07:00");
    assert!(room.shown.contains("Quiet hours: 22:00 to 07:00"), "{}", room.shown);
}

#[test]
fn a_club_can_be_without_each_setting_but_its_clock() {
    let ada = ada();
    let mut room = settled(&ada);
    for (label, gone) in [
        ("No quiet hours", "Quiet hours: none"),
        ("No usual place", ""),
        ("Mention no role", ""),
        ("Only admins manage", ""),
    ] {
        room.commands(&ada, Command::Club, "settings");
        room.presses(&ada, label);
        assert!(room.shown.contains(gone), "{label}: {}", room.shown);
        assert!(!room.buttons.iter().any(|(shown, _)| shown == label), "{label} is still offered");
    }
    room.commands(&ada, Command::Club, "history");
    for line in [
        "changed the settings: Quiet hours: 22:00 to 07:00, now Quiet hours: none",
        "changed the settings: another role that may manage",
        "Time zone: not set yet, now Time zone: Europe/Berlin",
        "Time zone: Europe/Berlin, now Time zone: Asia/Tokyo; Quiet hours: none, now",
    ] {
        assert!(room.shown.contains(line), "{line}: {}", room.shown);
    }
    let club = room.found();
    assert_eq!(club.holds.quiet, None);
    let Settings { zone, place, mention, managers, .. } = &club.settings;
    assert_eq!((place, mention, managers), (&None, &None, &None));
    assert_eq!(zone.as_ref().map(|zone| zone.name()), Some("Asia/Tokyo"));
}

#[test]
fn whoever_manages_by_a_role_can_take_it_away_and_manages_no_more() {
    let ada = ada();
    let mut room = settled(&ada);
    let bea =
        Somebody { roles: vec![PlatformId::new("77")], ..Somebody::new("Bea", Standing::Member) };
    room.commands(&bea, Command::Club, "settings");
    room.presses(&bea, "Only admins manage");
    assert_eq!(room.found().settings.managers, None);
    room.commands(&bea, Command::Club, "settings");
    assert!(room.shown.contains("Only those who run this group"), "{}", room.shown);
}

#[test]
fn a_role_that_reminders_mention_is_shown_without_a_place_too() {
    let ada = ada();
    let mut room = settled(&ada);
    room.commands(&ada, Command::Club, "settings");
    room.presses(&ada, "No usual place");
    assert!(room.shown.contains("New reminders mention this role"), "{}", room.shown);
}

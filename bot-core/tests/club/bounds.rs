//! Where a club's reminders end.

use bot_core::event::{Command, Platform, Standing};

use crate::room::{Room, Somebody};

#[test]
fn the_fifty_first_reminder_is_refused_until_one_goes() {
    let ada = Somebody::new("ada", Standing::Admin);
    let mut room = Room::with_a_reminder(Platform::Telegram, &ada);
    for number in 2..=50 {
        room.commands(&ada, Command::Schedule, &format!("every monday 8am Number {number}"));
        room.presses(&ada, "Yes, set it");
    }
    assert_eq!(room.found().schedules.len(), 50);
    room.commands(&ada, Command::Schedule, "every monday 8am One too many");
    assert!(room.shown.contains("There are 50 reminders already"), "{}", room.shown);
    assert_eq!(room.found().schedules.len(), 50);
    room.presses(&ada, "1. Rest day!");
    room.presses(&ada, "Remove");
    room.commands(&ada, Command::Schedule, "every monday 8am It fits now");
    room.presses(&ada, "Yes, set it");
    assert_eq!(room.found().schedules.len(), 50);
    // Two who confirm the last free one: the second finds none.
    room.presses(&ada, "Undo");
    let ben = Somebody::new("ben", Standing::Admin);
    room.commands(&ada, Command::Schedule, "every monday 8am Hers");
    let hers = room.buttons[0].1.clone();
    room.commands(&ben, Command::Schedule, "every monday 8am His");
    room.presses(&ben, "Yes, set it");
    room.does(&ada, bot_core::event::Input::Press(hers));
    assert!(room.shown.contains("There are 50 reminders already"), "{}", room.shown);
    assert_eq!(room.found().schedules.len(), 50);
}

#[test]
fn what_would_never_fire_or_too_often_is_refused() {
    let ada = Somebody::new("ada", Standing::Admin);
    for line in [
        "every 5 minutes Drink",
        "on 31 february at 8am Run",
        "yesterday at 8am Run",
        "every monday 8am until 1 march 2035 Run",
    ] {
        let mut room = Room::with_a_reminder(Platform::Telegram, &ada);
        room.commands(&ada, Command::Schedule, line);
        let asked = room.buttons.iter().any(|(label, _)| label == "Yes, set it");
        assert!(!asked, "{line}: {}", room.shown);
        assert_eq!(room.found().schedules.len(), 1);
    }
}

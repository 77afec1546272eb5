//! A file makes a club as it says, once somebody has seen what that is.

use bot_core::{
    event::{ClubForm, Command, Input, Platform, Standing, Upload},
    message::{Lack, Leave},
};
use serde_json::{Value, json};

use crate::room::{Room, Somebody};

fn ada() -> Somebody {
    Somebody::new("ada", Standing::Admin)
}

/// What the club exports.
fn export(room: &mut Room) -> String {
    let step = room.commands(&ada(), Command::Club, "export");
    step.outgoing[0].screen.attachment.clone().expect("a file").text
}

fn sends(room: &mut Room, file: &str) {
    room.file = Some(file.as_bytes().to_vec());
    let bytes = u64::try_from(file.len()).expect("short");
    room.fills(&ada(), ClubForm::File(Upload { name: "f".into(), bytes }));
}

/// A club with a reminder, and a file that has two others and another zone.
fn club() -> (Room, String) {
    let ada = ada();
    let mut room = Room::with_a_reminder(Platform::Telegram, &ada);
    for line in ["every friday 9am Feet up", "every sunday 18:00 stretch"] {
        room.commands(&ada, Command::Schedule, line);
        room.presses(&ada, "Yes, set it");
    }
    let mut file: Value = serde_json::from_str(&export(&mut room)).expect("JSON");
    file["reminders"].as_array_mut().expect("a list").remove(0);
    file["settings"]["zone"] = json!("Asia/Tokyo");
    for _ in 0..2 {
        room.commands(&ada, Command::Club, "list");
        let label = room.buttons[1].0.clone();
        room.presses(&ada, &label);
        room.presses(&ada, "Remove");
    }
    assert_eq!(room.found().schedules.len(), 1);
    (room, file.to_string())
}

#[test]
fn what_would_change_is_shown_then_done_then_undone() {
    let ada = ada();
    let (mut room, file) = club();
    let before = export(&mut room);
    sends(&mut room, &file);
    for line in ["New: Feet up – every Friday", "New: Stretch", "Removed: Rest day!", "Asia/Tokyo"]
    {
        assert!(room.shown.contains(line), "{line}: {}", room.shown);
    }
    assert_eq!(export(&mut room), before, "nothing is done before somebody confirms");
    sends(&mut room, &file);
    room.presses(&ada, "Yes, use it");
    assert!(room.shown.contains("All is as the file says"), "{}", room.shown);
    let undo = room.buttons[0].1.clone();
    let mut now: Value = serde_json::from_str(&export(&mut room)).expect("JSON");
    let name = now["settings"].as_object_mut().expect("settings").remove("name");
    assert_eq!(name, Some(json!("Striders")), "a club keeps its name");
    let mut said: Value = serde_json::from_str(&file).expect("JSON");
    said["settings"].as_object_mut().expect("settings").remove("name");
    assert_eq!(now, said);
    sends(&mut room, &file);
    assert!(room.shown.contains("That is how it is already"), "{}", room.shown);
    room.does(&ada, Input::Press(undo));
    assert_eq!(export(&mut room), before);
    room.commands(&ada, Command::Club, "history");
    assert!(room.shown.contains("used a file"), "{}", room.shown);
}

#[test]
fn what_is_in_a_file_can_be_pasted() {
    let ada = ada();
    let (mut room, file) = club();
    room.commands(&ada, Command::Club, "import");
    assert!(room.shown.contains("Which file?"), "{}", room.shown);
    room.says(&ada, &file[..50]);
    assert!(room.shown.contains("I can't read that file from line 1"), "{}", room.shown);
    room.says(&ada, &file);
    room.presses(&ada, "Yes, use it");
    assert_eq!(room.found().schedules.len(), 2);
}

#[test]
fn what_can_not_be_used_changes_nothing() {
    let ada = ada();
    let (mut room, file) = club();
    let before = room.club.clone();
    let newer = file.replacen("\"heelbot\":1", "\"heelbot\":2", 1);
    let elsewhere = file.replacen("\"-100\"", "\"-200\"", 1);
    let server = file.replacen("\"space\":\"-100\"", "\"space\":\"-200\"", 1);
    for (file, why) in [
        (newer.as_str(), "newer release"),
        (&elsewhere, "Reminder 1 in that file: the place is not in this group"),
        (&server, "Reminder 1 in that file: the place is not in this group"),
        ("{}", "I can't read that file from line 1"),
        ("", "I can't read that file"),
    ] {
        sends(&mut room, file);
        assert!(room.shown.contains(why), "{why}: {}", room.shown);
        assert!(room.shown.contains("Nothing was changed"), "{}", room.shown);
    }
    // It is not even fetched.
    room.file = None;
    let upload = Upload { name: "f".into(), bytes: 10 * 1024 * 1024 };
    room.fills(&ada, ClubForm::File(upload));
    assert!(room.shown.contains("too long"), "{}", room.shown);
    room.fills(&ada, ClubForm::File(Upload { name: "f".into(), bytes: 100 }));
    assert!(room.shown.contains("could not get that file"), "{}", room.shown);
    // Where the bot may not post nothing of it comes, until it may.
    sends(&mut room, &file);
    room.leave = Leave::Lacks(Lack::Post);
    room.presses(&ada, "Yes, use it");
    assert!(room.shown.contains("I may not post there"), "{}", room.shown);
    assert_eq!(room.club, before);
    room.leave = Leave::Given;
    room.presses(&ada, "Yes, use it");
    assert_eq!(room.found().schedules.len(), 2);
}

#[test]
fn who_confirms_what_is_no_longer_so_is_shown_it_anew() {
    let (ada, ben) = (ada(), Somebody::new("ben", Standing::Admin));
    let (mut room, file) = club();
    sends(&mut room, &file);
    let import = room.buttons[0].1.clone();
    room.commands(&ben, Command::Schedule, "every tuesday 7am Hills");
    room.presses(&ben, "Yes, set it");
    room.does(&ada, Input::Press(import.clone()));
    assert!(room.shown.contains("Somebody was faster"), "{}", room.shown);
    assert!(room.shown.contains("Removed: Hills"), "{}", room.shown);
    assert_eq!(room.found().schedules.len(), 2);
    // Another manager confirms nothing of hers.
    room.does(&ben, Input::Press(import.clone()));
    assert!(room.shown.contains("waits for somebody else"), "{}", room.shown);
    room.does(&ada, Input::Press(import));
    assert_eq!(room.found().schedules.len(), 2);
    assert!(room.shown.contains("All is as the file says"), "{}", room.shown);
}

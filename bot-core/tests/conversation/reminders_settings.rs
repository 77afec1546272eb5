//! Zone, quiet hours, and the person's own pause.

use bot_core::{event::Command, reminder::Timing};

use crate::{reminders::londoner, runner::Runner};

const DAY: i64 = 24 * 60;

fn zone_of_first(ada: &Runner) -> String {
    match &ada.snapshot.schedules[0].timing {
        Timing::Rule(rule) => rule.zone.name().to_owned(),
        Timing::Ice { .. } => panic!("no rule"),
    }
}

#[test]
fn another_zone_takes_the_reminders_along_and_says_so() {
    let mut ada = londoner();
    ada.presses("Daily stretch").commands_with(Command::Timezone, "Madrid");
    ada.reads("Europe/Madrid").reads("One reminder has moved to it");
    assert_eq!(zone_of_first(&ada), "Europe/Madrid");
    ada.commands(Command::Reminders).reads("Monday 23 November at 07:30");
    ada.says("my time zone is new york").reads("America/New_York");
    assert_eq!(zone_of_first(&ada), "America/New_York");
}

#[test]
fn an_unknown_place_keeps_the_zone_there_was() {
    let mut ada = londoner();
    for said in ["Narnia", "EST", "+02:00", "usa", &"z".repeat(10_000)] {
        ada.commands_with(Command::Timezone, said);
        let zone = ada.snapshot.profile.as_ref().and_then(|profile| profile.zone.clone());
        assert_eq!(zone.as_deref(), Some("Europe/London"));
        assert!(ada.has_button("Leave it"));
    }
}

#[test]
fn a_stranger_can_set_their_zone_and_nothing_else_begins() {
    let mut ada = Runner::new();
    ada.commands_with(Command::Timezone, "tokyo").reads("Asia/Tokyo").presses("Leave it");
    assert_eq!(ada.snapshot.session, None);
    ada.reads_no("Is that all right with you");
}

#[test]
fn quiet_hours_hold_back_and_say_so() {
    let mut ada = londoner();
    ada.presses("Daily stretch").commands(Command::Settings).presses("Quiet hours");
    ada.says("9").reads("Say two times").says("9 to 7").reads("morning or in the evening");
    ada.says("7:00 to 07:00").reads("same time").says("10pm-8am").reads("22:00 to 08:00");
    ada.commands(Command::Reminders);
    ada.reads(
        "Monday 23 November at 07:30, held back by quiet hours until Monday 23 November at 08:00",
    );
    ada.says("no quiet hours").reads("Quiet hours: none");
    ada.commands(Command::Reminders).reads_no("held back");
}

#[test]
fn ice_that_was_asked_for_comes_through_quiet_hours() {
    let mut ada = londoner();
    ada.says("quiet hours 00:00 to 23:59").presses("Leave it").presses("Ice session now");
    assert_eq!(ada.waits(121).len(), 7);
}

#[test]
fn a_pause_of_ones_own_has_an_end_and_says_so() {
    let mut ada = londoner();
    ada.presses("Daily stretch").presses("Leave it");
    // A Sunday morning.
    ada.says("I'm injured, pause mine until Wednesday")
        .reads("paused until Wednesday 25 November at 00:00");
    ada.commands(Command::Reminders).reads("All your reminders are paused until Wednesday");
    assert_eq!(ada.waits(2 * DAY), []);
    assert_eq!(ada.waits(DAY).len(), 1);
    for (said, until) in [
        ("pause my reminders for 3 days", "Saturday 28 November at 09:00"),
        ("pause reminders until friday 5pm", "Friday 27 November at 17:00"),
        ("pause everything for a week", "Wednesday 2 December at 09:00"),
    ] {
        ada.says(said).reads(until).presses("Leave it");
    }
    ada.says("pause mine").reads("Until when").says("yesterday");
    assert!(ada.has_button("Pause them all"), "{}", ada.sees());
    ada.says("resume my reminders").reads("come again");
    assert_eq!(ada.snapshot.holds.pauses, []);
}

#[test]
fn a_danger_told_on_a_page_interrupts() {
    for command in [Command::Timezone, Command::Rest, Command::Reminders, Command::Settings] {
        let mut ada = londoner();
        ada.commands(command).says("my calf is swollen and I can't breathe").reads("Get help now");
    }
}

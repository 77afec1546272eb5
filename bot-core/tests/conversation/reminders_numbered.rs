//! A reminder named by its number in the list.

use bot_core::{event::Command, interview::QuestionId, reminder::ScheduleState};

use crate::{reminders::londoner, runner::Runner};

/// Somebody who looks at a list of three: a stretch, a rest day, the check-in after it.
fn listing() -> Runner {
    let mut ada = londoner();
    ada.presses("Daily stretch").presses("Leave it").presses("Two rest days");
    ada.commands(Command::Reminders).reads("1. Stretch").reads("2. Rest day").reads("3. Check-in");
    ada
}

#[test]
fn a_number_or_an_ordinal_does_what_the_buttons_do() {
    listing().says("pause 2").reads("# Rest day").reads("Paused until you resume it");
    listing().says("Pause the second one.").reads("# Rest day").reads("Paused");
    listing().says("skip 1").reads("# Stretch").reads("Next: Tuesday 24 November");
    listing().says("history of the first").reads("# Stretch").reads("hasn't come yet");
    listing().says("show the last").reads("# Check-in after your rest days");
    listing().says("snooze #1").reads("Put off: Monday 23 November at 08:30");
}

#[test]
fn deleting_by_number_shows_which_and_asks() {
    let mut ada = listing();
    ada.says("delete 2").reads("Delete this reminder?").reads("Rest day");
    assert_eq!(ada.standing().len(), 3);
    ada.says("yes").reads("Deleted");
    let kept: Vec<_> = ada.standing();
    assert_eq!(kept.len(), 2);
}

#[test]
fn moving_by_number_takes_the_time_along_and_asks() {
    let mut ada = listing();
    ada.says("move the first to 8pm").reads("every day at 20:00").says("yes").reads("Moved");
    ada.commands(Command::Reminders).says("move 1").reads("When?").says("7am").says("yes");
    ada.reads("every day at 07:00");
}

#[test]
fn a_number_that_is_not_there_changes_nothing() {
    let mut ada = listing();
    let before = ada.snapshot.schedules.clone();
    for said in ["delete 4", "pause 0", "skip the tenth", "remove 99"] {
        ada.says(said).reads("no reminder of that number").reads("1. Stretch");
    }
    assert_eq!(ada.snapshot.schedules, before);
}

#[test]
fn away_from_the_list_it_has_to_be_called_a_reminder() {
    let mut ada = listing();
    ada.presses("Leave it").says("pause reminder 1").reads("# Stretch").reads("Paused");
    let mut bob = Runner::at(QuestionId::Trend);
    bob.says("skip 2").reads_no("reminder of that number");
}

#[test]
fn what_stopped_while_the_person_moved_goes_on_by_their_new_clock() {
    let mut ada = londoner();
    ada.presses("Daily stretch").presses("Leave it");
    for schedule in &mut ada.snapshot.schedules {
        schedule.state = ScheduleState::Gone("blocked by the person".into());
        schedule.next = None;
    }
    ada.commands_with(Command::Timezone, "Tokyo").presses("Leave it");
    ada.commands(Command::Reminders)
        .says("resume 1")
        .reads("every day at 07:30")
        .reads("Asia/Tokyo");
    assert_eq!(ada.snapshot.schedules[0].state, ScheduleState::Active);
    let next = ada.snapshot.schedules[0].next.map(|at| at.to_string());
    assert_eq!(next.as_deref(), Some("2026-11-22T22:30:00Z"), "07:30 in Tokyo");
}

//! Rest days, stretches and the list of all reminders: set, seen, changed, stopped.

use bot_core::{
    event::{Audience, Command, Input},
    reminder::{FiredAs, Listed, ScheduleState},
    schedule::Kind,
};

use crate::{reminders_ice::checked, runner::Runner};

/// Somebody in London whom nothing keeps from anything.
pub fn londoner() -> Runner {
    let mut ada = checked();
    ada.commands_with(Command::Timezone, "London").presses("Leave it");
    ada
}

fn says(ada: &mut Runner, minutes: i64) -> Vec<String> {
    let came = ada.waits(minutes);
    let first = |screen| crate::runner::text(screen).lines().next().unwrap_or_default().to_owned();
    came.iter().map(|outgoing| first(&outgoing.screen)).collect()
}

const DAY: i64 = 24 * 60;

#[test]
fn every_offer_after_a_result_is_one_tap() {
    for (offer, kind) in [
        ("Two rest days", Kind::Rest),
        ("Daily stretch", Kind::Stretch),
        ("Check in again in two weeks", Kind::CheckIn),
    ] {
        let mut ada = londoner();
        ada.presses(offer).reads("Done. This is set").reads("Europe/London");
        assert_eq!(ada.standing()[0].kind, kind);
        ada.presses("Undo");
        assert!(ada.snapshot.schedules.is_empty(), "{offer}");
    }
}

#[test]
fn where_the_zone_is_needed_it_is_asked_once_and_the_tap_is_carried_on() {
    let mut ada = checked();
    ada.presses("Daily stretch").reads("Where are you?");
    ada.says("UTC+2").reads("is an offset, which does not follow the clock changes");
    ada.says("Europe/Lodon").reads("Do you mean Europe/London?");
    ada.says("new york").reads("America/New_York").reads("Done. This is set");
    assert_eq!(ada.standing()[0].kind, Kind::Stretch);
    ada.presses("Leave it").presses("Two rest days").reads("Done. This is set");
    assert_eq!(ada.standing().len(), 3);
}

#[test]
fn what_is_set_already_is_not_offered_again() {
    let mut ada = londoner();
    ada.presses("Check in again").presses("Leave it");
    assert!(!ada.has_button("Check in again"));
    assert!(ada.has_button("Daily stretch"));
}

#[test]
fn rest_days_nudge_each_morning_and_end_with_a_check_in() {
    let mut ada = londoner();
    ada.commands_with(Command::Rest, "3").reads("Is this right?").reads("3 times");
    assert!(ada.snapshot.schedules.is_empty(), "nothing is saved before it is confirmed");
    ada.presses("Yes, set it").reads("Done. This is set");
    assert_eq!(
        says(&mut ada, 5 * DAY),
        [
            "# A day of rest today, as planned.",
            "# A day of rest today, as planned.",
            "# A day of rest today, as planned.",
            "# Time for your check-in.",
        ]
    );
    assert!(ada.standing().is_empty());
}

#[test]
fn other_rest_days_take_the_place_of_those_there_are() {
    let mut ada = londoner();
    ada.presses("Two rest days").presses("Leave it");
    ada.says("rest for 5 days").reads("takes the place").says("yes");
    assert_eq!(ada.standing().len(), 2, "five rest days and one check-in");
    assert_eq!(says(&mut ada, 9 * DAY).len(), 6);
}

#[test]
fn taking_back_other_rest_days_brings_back_those_there_were() {
    let mut ada = londoner();
    ada.presses("Two rest days").presses("Leave it");
    ada.says("rest for 5 days").says("yes").presses("Undo").reads("had before is set again");
    assert_eq!(ada.standing().len(), 2);
    assert_eq!(says(&mut ada, 9 * DAY).len(), 3, "two rest days and their check-in");
}

#[test]
fn rest_days_that_are_over_by_the_time_of_an_undo_stay_over() {
    let mut ada = londoner();
    ada.presses("Two rest days").presses("Leave it").says("rest for 5 days").says("yes");
    let undo = ada.button("Undo");
    says(&mut ada, 4 * DAY);
    ada.sends(Input::Press(undo.data)).reads("Taken back. It won't come");
    assert!(ada.standing().is_empty());
}

#[test]
fn a_stretch_has_an_end_and_a_time_of_ones_own() {
    let mut ada = londoner();
    ada.commands_with(Command::Stretch, "7am").reads("every day at 07:00, until 6 December 2026");
    ada.reads("Monday 23 November at 07:00; Tuesday 24 November at 07:00");
    ada.says("6:30pm").reads("every day at 18:30").says("yes");
    assert_eq!(says(&mut ada, 20 * DAY).len(), 15);
    assert!(ada.standing().is_empty());
}

#[test]
fn a_change_of_the_clocks_is_said_before_it_is_saved() {
    let mut ada = londoner();
    ada.now = "2027-03-26T12:00:00Z".parse().expect("an instant");
    ada.commands_with(Command::Stretch, "every day at 01:30")
        .reads("the clocks change on 28 March 2027");
}

#[test]
fn an_hour_that_could_be_either_is_asked() {
    let mut ada = londoner();
    ada.commands_with(Command::Stretch, "9").reads("9 in the morning or in the evening?");
    ada.presses("In the morning").reads("every day at 09:00");
    ada.says("8").says("evening").reads("every day at 20:00").says("no");
    assert!(ada.snapshot.schedules.is_empty());
}

#[test]
fn stretching_is_refused_where_it_is_withheld() {
    let mut ada = checked();
    ada.presses("Change an answer").presses("Signs from bone").says("it hurts at night");
    while ada.has_button("Done") {
        ada.presses("Done");
    }
    assert!(!ada.has_button("Daily stretch"), "{}", ada.sees());
    ada.commands(Command::Stretch).reads("Stretching waits").reads("From: ");
    ada.says("remind me to stretch every day at 7am").reads("Stretching waits");
    assert!(ada.snapshot.schedules.is_empty());
}

#[test]
fn bad_input_saves_nothing_and_loses_nothing() {
    let mut ada = londoner();
    let long = "x ".repeat(5_000);
    for (said, reply) in [
        ("every 5 minutes", "too often"),
        ("daily at 7am until 1 jan 2020", "never happen again"),
        ("every day at 7am from 3 june 2027 until 1 june 2027", "end before it starts"),
        ("30 feb at 8am", "no 30 February"),
        ("25:00", "not a time of day"),
        ("'; DROP TABLE schedule;--", "understood"),
        (long.as_str(), "too long"),
    ] {
        let facts = ada.snapshot.session.clone().expect("a session").state.interview;
        ada.commands_with(Command::Stretch, said).reads(reply);
        assert!(ada.snapshot.schedules.is_empty(), "{said}");
        ada.presses("Leave it");
        assert_eq!(ada.snapshot.session.as_ref().expect("a session").state.interview, facts);
    }
    for said in ["0", "15", "300", "99999999999", "-1 weeks", "soon", &long] {
        ada.commands_with(Command::Rest, said);
        assert!(ada.snapshot.schedules.is_empty(), "{said}: {}", ada.sees());
        ada.presses("Leave it");
    }
}

#[test]
fn the_eleventh_reminder_is_refused_and_the_ten_stay() {
    let mut ada = londoner();
    for hour in 8..18 {
        ada.commands_with(Command::Stretch, &format!("every day at {hour}:00")).says("yes");
    }
    assert_eq!(ada.standing().len(), 10);
    ada.commands_with(Command::Stretch, "every day at 18:00").reads("the most I keep");
    ada.presses("Leave it").presses("Check in again").reads("the most I keep");
    assert_eq!(ada.standing().len(), 10);
}

#[test]
fn the_list_shows_each_with_its_rule_and_next_time() {
    let mut ada = londoner();
    ada.presses("Daily stretch").presses("My reminders");
    ada.reads("1. Stretch: every day at 07:30, until 6 December 2026, Europe/London.");
    ada.reads("Next: Monday 23 November at 07:30");
    ada.presses("Stretch: every day").reads("Tuesday 24 November at 07:30");
}

#[test]
fn a_reminder_is_paused_resumed_skipped_moved_put_off_and_deleted() {
    let mut ada = londoner();
    ada.presses("Daily stretch").presses("My reminders").presses("Stretch");
    ada.presses("Pause").reads("Paused until you resume it");
    assert_eq!(says(&mut ada, DAY), [""; 0]);
    ada.commands(Command::Reminders).presses("Stretch").says("resume").reads("Tuesday 24 November");
    ada.presses("Skip the next").reads("Next: Wednesday 25 November at 07:30");
    ada.presses("Move").says("8pm").reads("every day at 20:00, until 6 December 2026").says("yes");
    ada.reads("Moved").reads("every day at 20:00");
    ada.presses("Snooze the next").reads("Put off: today at 21:00").presses("My reminders");
    ada.reads("Stretch (put off)").presses("Stretch: every day").presses("Delete this reminder");
    ada.presses("No, keep it").presses("Delete this reminder").says("yes").reads("Deleted");
    assert_eq!(ada.standing().len(), 1);
    assert_eq!(says(&mut ada, DAY), ["# Time for your routine."]);
}

#[test]
fn the_same_tap_twice_skips_once() {
    let mut ada = londoner();
    ada.presses("Daily stretch").presses("My reminders").presses("Stretch");
    let skip = ada.button("Skip the next");
    ada.sends(Input::Press(skip.data.clone())).reads("Tuesday 24 November at 07:30");
    ada.sends(Input::Press(skip.data))
        .reads("earlier question")
        .reads("Tuesday 24 November at 07:30");
}

#[test]
fn the_history_shows_due_sent_and_outcome() {
    let mut ada = londoner();
    ada.presses("Daily stretch").presses("My reminders").presses("Stretch").presses("History");
    ada.reads("It hasn't come yet");
    ada.waits(DAY);
    ada.waits_at_once(DAY + 30);
    ada.commands(Command::Reminders).presses("Stretch").presses("History");
    ada.reads("Due Monday 23 November at 07:30: sent Monday 23 November at 07:30");
    ada.reads("Due today at 07:30: sent late, today at 09:30");
    assert_eq!(ada.snapshot.schedules[0].history[0].outcome, FiredAs::Late);
}

#[test]
fn no_more_reminders_stops_all_after_one_tap_and_says_how_to_get_them_back() {
    for said in ["no more reminders", "stop all reminders", "unsubscribe", "don't remind me"] {
        let mut ada = londoner();
        ada.presses("Daily stretch").presses("Leave it").presses("Two rest days");
        ada.says(said).reads("Stop all your reminders?");
        assert_eq!(ada.standing().len(), 3, "{said}");
        let mut paused = ada.clone();
        ada.presses("Remove them all").reads("set them again: /ice");
        assert!(ada.snapshot.schedules.is_empty());
        paused.presses("Pause them all").reads("resume my reminders");
        assert_eq!(says(&mut paused, 3 * DAY), [""; 0]);
        paused.says("resume my reminders").reads("come again");
        assert_ne!(says(&mut paused, 3 * DAY), [""; 0]);
    }
    let mut bob = Runner::at(bot_core::interview::QuestionId::Trend);
    bob.says("no more reminders").reads("You have no reminders").reads("Which way is it going");
}

#[test]
fn removing_all_while_ice_is_on_says_to_take_it_off() {
    let mut ada = checked();
    ada.presses("Ice session now");
    ada.waits(1);
    ada.says("no more reminders").presses("Remove them all").reads("take it off");
}

#[test]
fn these_can_be_stopped_where_they_come() {
    let mut ada = londoner();
    ada.presses("Daily stretch");
    ada.waits(DAY);
    ada.reads("Time for your routine").presses("Stop these").reads("no more of these");
    assert_eq!(says(&mut ada, 3 * DAY), [""; 0]);
    assert_eq!(ada.snapshot.schedules[0].state, ScheduleState::Ended);
    ada.commands(Command::Reminders).reads("Over lately");
}

#[test]
fn a_press_below_a_reminder_that_is_gone_changes_nothing() {
    let mut ada = londoner();
    ada.presses("Daily stretch");
    ada.waits(DAY);
    let (stop, later) = (ada.button("Stop these"), ada.button("In an hour"));
    ada.says("no more reminders").presses("Remove them all");
    let before = ada.snapshot.clone();
    for choice in [stop, later] {
        ada.sends(Input::Press(choice.data)).reads("isn't there any more");
        assert_eq!(ada.snapshot, before);
    }
}

#[test]
fn someone_elses_reminder_is_out_of_reach() {
    let mut ada = londoner();
    let before = ada.snapshot.clone();
    ada.sends(Input::Press("r1.999.1795424400000.stop-these".into())).reads("isn't there any more");
    assert_eq!(ada.snapshot, before);
}

#[test]
fn put_off_below_a_reminder_it_comes_again_in_an_hour() {
    let mut ada = londoner();
    ada.presses("Daily stretch");
    ada.waits(22 * 60 + 30);
    ada.presses("In an hour").reads("Put off: today at 08:30");
    assert_eq!(says(&mut ada, 60), ["# Time for your routine."]);
}

#[test]
fn by_default_no_reminder_names_a_symptom_or_a_part_of_the_body() {
    let mut ada = londoner();
    ada.presses("Daily stretch").presses("Leave it").presses("Two rest days").presses("Leave it");
    ada.presses("Check in again").presses("Leave it").presses("Ice session now");
    let private = ada.waits(20 * DAY);
    assert!(private.len() > 20);
    for outgoing in &private {
        let said = crate::runner::text(&outgoing.screen).to_lowercase();
        for word in ["pain", "heel", "foot", "calf", "sore", "ache", "stretch", "injur", "skin"] {
            assert!(!said.contains(word), "{word}: {said}");
        }
    }
}

#[test]
fn plain_wording_says_what_it_is_about() {
    let mut ada = londoner();
    ada.presses("Daily stretch").commands(Command::Settings).presses("Plain wording");
    assert_eq!(
        says(&mut ada, DAY),
        ["# Time to stretch your foot and calf, gently and without pain."]
    );
}

#[test]
fn where_others_read_along_nothing_is_said_of_reminders_and_nothing_changes() {
    let mut ada = londoner();
    ada.presses("Daily stretch");
    let before = ada.snapshot.clone();
    ada.audience = Audience::Shared;
    for command in [Command::Reminders, Command::Ice, Command::Rest, Command::Settings] {
        ada.commands_with(command, "now").reads("only in private").reads_no("07:30");
        assert_eq!(ada.snapshot, before);
    }
    ada.says("no more reminders").reads("only in private");
    assert_eq!(ada.snapshot, before);
}

#[test]
fn the_export_holds_schedules_holds_and_history() {
    let mut ada = londoner();
    ada.presses("Daily stretch").says("quiet hours 22:00 to 07:00");
    ada.waits(DAY);
    ada.commands(Command::Export);
    let held: serde_json::Value = serde_json::from_str(&ada.file(".json").text).expect("JSON");
    let phrase = &held["schedules"][0]["rule"]["phrase"];
    assert_eq!(phrase, "every day at 07:30, until 6 December 2026, Europe/London");
    assert_eq!(held["schedules"][0]["history"][0]["outcome"], "delivered");
    assert_eq!(held["holds"]["quiet"]["from"], "22:00:00");
    ada.reads("Stretch: every day at 07:30, until 6 December 2026, Europe/London");
}

#[test]
fn deleting_everything_takes_the_reminders_along() {
    let mut ada = Runner::new();
    ada.commands_with(Command::Timezone, "London");
    ada.commands(Command::Delete).reads("Delete everything").presses("Yes, delete everything");
    assert_eq!(ada.snapshot, bot_core::bot::Snapshot::default());
}

#[test]
fn who_comes_back_after_blocking_is_told_what_stopped_and_has_it_again_by_saying_so() {
    let mut ada = londoner();
    ada.presses("Daily stretch").presses("Leave it").commands(Command::Start);
    ada.reads_no("stopped");
    let active = ada.snapshot.schedules.clone();
    for schedule in &mut ada.snapshot.schedules {
        schedule.state = ScheduleState::Gone("blocked by the person".into());
        schedule.next = None;
    }
    ada.commands(Command::Start)
        .reads("a reminder of yours stopped")
        .reads("Stretch: every day at 07:30")
        .reads("/reminders");
    assert!(ada.snapshot.schedules.iter().all(|schedule| schedule.next.is_none()));

    let mut by_button = ada.clone();
    by_button.commands(Command::Reminders).presses("Resume all").reads("come again");
    ada.says("resume my reminders").reads("come again");
    for back in [ada, by_button] {
        let next = |list: &[Listed]| list.iter().map(|listed| listed.next).collect::<Vec<_>>();
        assert_eq!(next(&back.snapshot.schedules), next(&active));
    }
}

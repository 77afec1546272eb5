//! The check-in: asked, answered, and set beside what followed before.

use bot_core::{
    assessment::{Level, assess},
    event::Command,
    facts::{Amount, Fact, Value},
    interview::{QuestionId, Stage},
};

use crate::{reminders::londoner, runner::Runner};

const DAY: i64 = 24 * 60;

fn level(ada: &Runner) -> Level {
    let session = ada.snapshot.session.as_ref().expect("a session");
    assess(session.state.interview.facts()).level
}

/// Two weeks later, at the check-in that was asked for with one tap.
fn two_weeks_later() -> Runner {
    let mut ada = londoner();
    assert_eq!(level(&ada), Level::SelfCare);
    ada.presses("Check in again");
    // It comes in the evening of the fourteenth day, and is answered on the next.
    let came = ada.waits(15 * DAY);
    assert_eq!(came.len(), 1);
    ada.reads("Time for your check-in").presses("Answer now");
    assert_eq!(ada.asked(), Some(QuestionId::Danger));
    ada
}

#[test]
fn not_better_after_two_weeks_raises_the_level_with_reason_and_source() {
    let mut ada = two_weeks_later();
    ada.presses("None of these").presses("4").presses("About the same").presses("Yes, normally");
    assert_eq!(level(&ada), Level::GpOrPhysio);
    ada.reads("This has become more pressing").reads("It was: Look after it at home");
    ada.reads("From: the article").reads("# Book a GP or physiotherapist");
    assert_eq!(ada.fact(Fact::DurationDays), Some(Value::Amount(Amount::between(22, 28))));
}

#[test]
fn worse_raises_the_level() {
    let mut ada = two_weeks_later();
    ada.says("none").says("6").says("it's getting worse").presses("Yes, normally");
    assert_eq!(level(&ada), Level::GpOrPhysio);
    ada.reads("This has become more pressing");
}

#[test]
fn better_leaves_the_level_as_it_is() {
    let mut ada = two_weeks_later();
    ada.presses("None of these").presses("1").presses("Getting better").presses("Yes, normally");
    assert_eq!(level(&ada), Level::SelfCare);
    ada.reads("has not changed");
}

#[test]
fn a_danger_sign_in_a_check_in_interrupts() {
    let mut ada = two_weeks_later();
    ada.says("actually my calf is swollen and I can't breathe").reads("Get help now");
    assert_eq!(ada.stage(), Stage::Interrupt);
}

#[test]
fn a_danger_sign_left_open_is_asked_again_and_counts() {
    let mut ada = two_weeks_later();
    ada.presses("Skip").presses("Skip");
    assert!(level(&ada) >= Level::Urgent, "{}", ada.sees());
}

#[test]
fn who_never_said_how_long_it_lasts_has_it_for_two_weeks_at_least() {
    let mut ada = londoner();
    ada.presses("Change an answer").presses("How long").presses("Not sure");
    assert_eq!(ada.fact(Fact::DurationDays), None, "{}", ada.sees());
    ada.now += jiff::SignedDuration::from_hours(24 * 14);
    ada.commands_with(Command::Checkin, "now").presses("None of these").presses("4");
    ada.presses("About the same").presses("Yes, normally");
    assert_eq!(level(&ada), Level::GpOrPhysio);
}

#[test]
fn a_check_in_that_is_left_changes_nothing() {
    for leave in ["Back", "back"] {
        let mut ada = londoner();
        let before = ada.snapshot.session.clone().expect("a session").state;
        ada.now += jiff::SignedDuration::from_hours(24 * 14);
        ada.commands_with(Command::Checkin, "now").says(leave).reads("no check-in");
        assert_eq!(ada.snapshot.session.expect("a session").state, before);
    }
}

#[test]
fn an_evening_check_in_comes_each_evening_until_its_end() {
    let mut ada = londoner();
    ada.commands(Command::Checkin).presses("Each evening at 20:00").reads("every day at 20:00");
    assert_eq!(ada.waits(20 * DAY).len(), 15);
    ada.commands_with(Command::Checkin, "every evening at 9pm").reads("every day at 21:00");
}

#[test]
fn a_check_in_after_the_answers_are_gone_begins_a_check() {
    let mut ada = two_weeks_later();
    ada.snapshot.session = None;
    ada.commands_with(Command::Checkin, "now").reads("no earlier answers");
    assert!(ada.asked().is_some());
}

#[test]
fn a_check_in_in_the_middle_of_a_check_goes_on_with_it() {
    let mut ada = Runner::at(QuestionId::Trend);
    ada.commands_with(Command::Checkin, "now").reads("isn't finished yet");
    assert_eq!(ada.asked(), Some(QuestionId::Trend));
}

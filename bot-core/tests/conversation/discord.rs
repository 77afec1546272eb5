//! What is different on a platform where words come in by a field, answers are seen by
//! one person alone, and the operator decides what is kept of an interview.

use bot_core::{
    bot::{Direct, Interviews},
    event::{Command, Person, Place, Platform, PlatformId},
    message::{Mark, Several, Typing, Unasked},
    reminder::{Owner, ScheduleChange},
};
use jiff::SignedDuration;

use crate::runner::Runner;

/// Ada in a server, or in her own chat with the bot.
fn ada(interviews: Interviews, server: Option<&str>) -> Runner {
    let mut ada = Runner::new();
    ada.policy.interviews_on_discord = interviews;
    ada.capabilities.several = Several::Together;
    ada.capabilities.typing = Typing::InField;
    ada.capabilities.unasked = Unasked::InDirectChat;
    ada.place.platform = Platform::Discord;
    ada.place.space = server.map(PlatformId::new);
    ada
}

fn lasts(ada: &Runner) -> SignedDuration {
    let session = ada.snapshot.session.as_ref().expect("a session");
    session.expires.duration_since(ada.now)
}

#[test]
fn without_interviews_nothing_is_asked_or_kept_and_reminders_work() {
    let mut ada = ada(Interviews::Off, None);
    for command in [Command::Start, Command::Check, Command::Resume, Command::Summary] {
        ada.commands(command);
        assert_eq!(ada.snapshot.session, None, "{command}");
    }
    ada.commands(Command::Check).reads("I don't ask questions about health here");
    ada.says("my heel has been stiff for 3 weeks").reads("I don't ask questions");
    assert_eq!(ada.snapshot.session, None);
    ada.commands(Command::Privacy).reads("keep no answers");
    ada.commands_with(Command::Timezone, "London").reads("Europe/London");
    ada.commands_with(Command::Stretch, "every day at 8");
    assert!(ada.has_button("Yes") || ada.has_button("None"), "{}", ada.sees());
}

#[test]
fn what_can_not_wait_is_said_even_without_interviews() {
    ada(Interviews::Off, None).says("I want to kill myself").reads("116 123");
}

#[test]
fn answers_that_are_not_kept_last_an_hour() {
    let mut ada = ada(Interviews::Ephemeral, None);
    ada.commands(Command::Check).reads("an hour after your last word").reads_no("30 days");
    assert_eq!(lasts(&ada), SignedDuration::from_hours(1));
    ada.agrees();
    assert_eq!(lasts(&ada), SignedDuration::from_hours(1));
    ada.finishes();
    assert_eq!(lasts(&ada), SignedDuration::from_hours(1), "the result too");
    ada.commands(Command::Privacy).reads("an hour after your last word").reads_no("30 days");
}

#[test]
fn answers_that_are_not_kept_go_with_stop() {
    let mut ada = ada(Interviews::Ephemeral, None);
    ada.commands(Command::Check).agrees().commands(Command::Stop).reads("your answers are gone");
    assert_eq!(ada.snapshot.session, None);
}

#[test]
fn answers_that_are_stored_are_kept_as_elsewhere() {
    let mut ada = ada(Interviews::Stored, None);
    ada.commands(Command::Check).agrees();
    assert_eq!(lasts(&ada), ada.policy.keep_unfinished);
    ada.finishes();
    assert_eq!(lasts(&ada), ada.policy.keep_finished);
    ada.commands(Command::Stop);
    assert!(ada.snapshot.session.is_some());
}

#[test]
fn other_platforms_do_not_ask_what_is_kept_on_discord() {
    let mut ada = ada(Interviews::Off, None);
    ada.place.platform = Platform::Telegram;
    ada.commands(Command::Check).agrees();
    assert_eq!(lasts(&ada), ada.policy.keep_unfinished);
}

#[test]
fn words_have_a_field_wherever_something_is_asked() {
    let types = |ada: &Runner| ada.choices().filter(|choice| choice.mark == Mark::Types).count();
    let mut ada = ada(Interviews::Ephemeral, None);
    ada.commands(Command::Check);
    assert_eq!(types(&ada), 1);
    ada.agrees();
    assert_eq!(types(&ada), 1);
    ada.commands(Command::Help);
    assert!(types(&ada) <= 1);
    assert_eq!(types(&Runner::started()), 0, "not where anything can be written");
}

#[test]
fn reminders_of_a_server_come_directly_once_that_is_wanted() {
    let mut ada = ada(Interviews::Stored, Some("club"));
    ada.commands_with(Command::Timezone, "London");
    ada.commands_with(Command::Stretch, "every day at 8").presses("None of").presses("Yes, set it");
    ada.reads("May I write to you there?");
    assert!(ada.snapshot.schedules.is_empty() && ada.reminders.is_empty());
    ada.presses("Yes, write to me").reads("This is set");
    let person = Person { platform: Platform::Discord, id: PlatformId::new("ada") };
    let [ScheduleChange::Add(made)] = &ada.reminders[..] else { panic!("{:?}", ada.reminders) };
    assert_eq!(made.owner, Owner::PersonAt(Place::direct(&person)));
    ada.commands_with(Command::Rest, "2 days").reads_no("May I write to you there?");
}

#[test]
fn ice_that_was_to_begin_at_once_begins_when_its_direct_messages_are_wanted() {
    let mut ada = ada(Interviews::Stored, Some("club"));
    ada.commands_with(Command::Timezone, "London");
    ada.commands_with(Command::Ice, "now")
        .presses("None of that")
        .reads("May I write to you there?");
    ada.now += SignedDuration::from_secs(20);
    ada.presses("Yes, write to me").reads("This is set");
}

#[test]
fn nobody_is_written_to_who_said_no() {
    let mut ada = ada(Interviews::Stored, Some("club"));
    ada.commands_with(Command::Timezone, "London");
    ada.commands_with(Command::Stretch, "every day at 8").presses("None of").presses("Yes, set it");
    ada.presses("No, thank you");
    assert!(ada.snapshot.schedules.is_empty());
    let profile = ada.snapshot.profile.as_ref().expect("a profile");
    assert_eq!(profile.direct, Direct::Unasked);
}

#[test]
fn in_their_own_chat_nobody_is_asked_whether_they_may_be_written_to() {
    let mut ada = ada(Interviews::Stored, None);
    ada.commands_with(Command::Timezone, "London");
    ada.commands_with(Command::Stretch, "every day at 8").presses("None of").presses("Yes, set it");
    let [ScheduleChange::Add(made)] = &ada.reminders[..] else { panic!("{:?}", ada.reminders) };
    assert_eq!(made.owner, Owner::Person);
}

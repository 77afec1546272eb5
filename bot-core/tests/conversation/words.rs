//! Free text: echoed, corrected, and only then counted.

use bot_core::{
    event::{Command, Input},
    facts::{Fact, Value},
    interview::{QuestionId, Stage},
    message::Mark,
};

use crate::runner::Runner;

fn with_something_heard() -> Runner {
    let mut ada = Runner::at(QuestionId::Trend);
    ada.says("I'm diabetic, my arches ache and I have flat feet");
    ada.reads("Here is what I understood. Is it right?");
    assert_eq!(ada.stage(), Stage::Confirm);
    assert_eq!(ada.fact(Fact::Diabetes), None);
    ada
}

#[test]
fn what_was_told_out_of_turn_is_echoed_and_counts_once_confirmed() {
    for yes in ["yes", "ok", "yep", "correct", "That's right"] {
        let mut ada = with_something_heard();
        ada.says(yes);
        assert_eq!(ada.fact(Fact::Diabetes), Some(Value::Yes), "{yes}");
        assert_eq!(ada.asked(), Some(QuestionId::Trend), "{yes}");
    }
}

#[test]
fn a_no_to_the_echo_drops_all_of_it_and_says_so() {
    for no in ["no", "nah", "not really", "not quite", "that's wrong", "None of that", "back"] {
        let mut ada = with_something_heard();
        ada.says(no).reads("I've dropped what I understood");
        assert_eq!(ada.fact(Fact::Diabetes), None, "{no}");
        assert_eq!(ada.asked(), Some(QuestionId::Trend), "{no}");
    }
}

#[test]
fn one_thing_can_be_taken_out_and_put_in_again() {
    let mut ada = with_something_heard();
    ada.presses("diabetes");
    assert_eq!(ada.button("diabetes").mark, Mark::Open);
    ada.presses("diabetes");
    assert_eq!(ada.button("diabetes").mark, Mark::Picked);
    ada.presses("diabetes").presses("That's right");
    assert_eq!(ada.fact(Fact::Diabetes), None);
    assert_eq!(ada.fact(Fact::AchingArches), Some(Value::Yes));
}

#[test]
fn the_echo_can_be_answered_with_a_list() {
    let mut ada = with_something_heard();
    let data = ["diabetes", "That's right"].map(|label| ada.button(label).data);
    ada.sends(Input::Select(data.to_vec()));
    assert_eq!(ada.fact(Fact::Diabetes), Some(Value::Yes));
    assert_eq!(ada.fact(Fact::AchingArches), None);
}

#[test]
fn the_echo_can_be_corrected_in_words() {
    let mut ada = with_something_heard();
    ada.says("no diabetes").reads("no diabetes").says("yes");
    assert_eq!(ada.fact(Fact::Diabetes), Some(Value::No));
    assert_eq!(ada.fact(Fact::AchingArches), Some(Value::Yes));
}

#[test]
fn words_that_neither_confirm_nor_correct_change_nothing() {
    let mut ada = with_something_heard();
    ada.says("bananas").reads("Is the list right?");
    assert_eq!(ada.stage(), Stage::Confirm);
    ada.says("why?").reads("before it counts");
    assert_eq!(ada.stage(), Stage::Confirm);
}

#[test]
fn a_danger_sign_mentioned_unclearly_is_asked_about_properly() {
    let mut ada = Runner::at(QuestionId::Trend);
    ada.says("could be a bit feverish, not sure").reads("the signs that can't wait");
    ada.presses("None of these");
    assert_eq!(ada.fact(Fact::Fever), Some(Value::No));
    assert_eq!(ada.asked(), Some(QuestionId::Trend));
}

#[test]
fn what_is_known_already_is_not_asked_about_again() {
    let mut ada = Runner::at(QuestionId::Trend);
    ada.says("it hurts under the heel").reads("I have that already");
    assert_eq!(ada.asked(), Some(QuestionId::Trend));
}

#[test]
fn a_change_of_mind_in_words_is_echoed_before_it_counts() {
    let mut ada = Runner::at(QuestionId::Trend);
    ada.says("actually it hurts at the back of the heel").reads("Here is what I understood");
    let before = ada.fact(Fact::Site);
    ada.says("yes");
    assert_ne!(ada.fact(Fact::Site), before);
}

#[test]
fn german_answers_are_understood() {
    let mut ada = Runner::started();
    ada.says("ja").says("34").says("nein").says("unter der Ferse").says("5").says("2 Wochen");
    ada.says("gleich").says("ja");
    for _ in 0..5 {
        ada.says("nein");
    }
    assert_eq!(ada.stage(), Stage::Done);
}

#[test]
fn a_long_message_is_read_as_far_as_said() {
    let mut ada = Runner::at(QuestionId::Site);
    ada.says(&"my cat is on the mat ".repeat(300)).reads("first 4096 characters");
}

#[test]
fn something_without_words_is_answered_kindly() {
    let mut ada = Runner::new();
    ada.sends(Input::Wordless).reads("I can only read words").reads("Hello");
    let mut ada = Runner::at(QuestionId::Site);
    ada.sends(Input::Wordless).reads("I can only read words").reads("Where does it hurt most?");
}

#[test]
fn a_command_that_does_not_exist_is_said_not_to() {
    let mut ada = Runner::at(QuestionId::Site);
    ada.says("/dance").reads("I don't know that command").reads("Where does it hurt most?");
    ada.says("/skip").reads("Skipped");
}

#[test]
fn commands_that_are_not_there_yet_say_so() {
    use Command::{Checkin, Ice, Reminders, Rest, Settings, Stretch, Timezone};
    for command in [Ice, Rest, Stretch, Checkin, Reminders, Timezone, Settings] {
        let mut ada = Runner::at(QuestionId::Site);
        ada.commands(command).reads("part of this yet").reads("Where does it hurt most?");
    }
}

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
fn every_command_about_reminders_opens_a_page_and_leaves_it_again() {
    use Command::{Checkin, Ice, Reminders, Rest, Settings, Stretch, Timezone};
    for command in [Ice, Rest, Stretch, Checkin, Reminders, Timezone, Settings] {
        for leave in ["Leave it", "back", "stop"] {
            let mut ada = Runner::at(QuestionId::Site);
            ada.commands(command).reads_no("Where does it hurt most?").says(leave);
            ada.reads("Where does it hurt most?");
            assert!(ada.snapshot.schedules.is_empty(), "{command}");
        }
    }
}

#[test]
fn a_length_of_time_told_bare_corrects_the_echo() {
    let mut ada = Runner::new();
    ada.says("heel pain, worst in the mornings, for ten days").says("I agree, I'm 34");
    assert_eq!(ada.stage(), Stage::Confirm);
    for (said, days, read_back) in
        [("three weeks", 21, "for 3 weeks"), ("no, two months", 61, "for about 2 months")]
    {
        ada.says(said).reads("Here is what I understood").reads(read_back);
        let mut bob = ada.clone();
        bob.says("yes");
        assert_eq!(bob.fact(Fact::DurationDays), Some(Value::number(days)), "{said}");
    }
    // A number alone may be meant for a choice.
    ada.says("15").reads("for about 2 months");
}

#[test]
fn an_age_told_in_passing_is_heard() {
    for question in [QuestionId::Site, QuestionId::Severity, QuestionId::Trend] {
        let mut ada = Runner::at(question);
        ada.says("I'm 15 by the way").reads("I don't keep answers from people under");
        assert!(ada.snapshot.session.is_none(), "{question:?}");
    }
    let mut ada = Runner::at(QuestionId::Severity);
    ada.says("6, and I'm 70 by the way").says("yes");
    assert_eq!(ada.fact(Fact::Severity), Some(Value::number(6)));
    assert_eq!(ada.fact(Fact::Age), Some(Value::number(70)));
}

#[test]
fn a_number_too_small_for_an_age_is_asked_about_and_ends_nothing() {
    for question in [QuestionId::Consent, QuestionId::Age] {
        for (said, means) in [
            ("2", "2 years old, or do you mean “"),
            ("2.", "65 or over”?"),
            ("two", "65 or over”?"),
            ("option 2", "65 or over”?"),
            ("1", "1 year old, or do you mean “"),
            ("I'm 3", "16 or 17”?"),
            ("7", "7 years old? If so"),
            ("0", "0 years old? If so"),
        ] {
            let mut ada = Runner::at(question);
            ada.says(said).reads(means).says(said).reads(means);
            assert_eq!(ada.asked(), Some(question), "{said}");
            assert_eq!(ada.fact(Fact::Age), None, "{said}");
            let older = ada.choices().find(|choice| choice.label.contains("65 or over"));
            ada.sends(Input::Press(older.expect("the second choice").data.clone()));
            assert_eq!(ada.asked(), Some(QuestionId::Danger), "{said}");
        }
    }
    // Said in so many words it is believed, and from ten on a number is an age.
    for young in ["7 years old", "I'm 8 yo", "Under 16", "12"] {
        let mut ada = Runner::at(QuestionId::Age);
        ada.says(young).reads("I don't keep answers from people under");
        assert!(ada.snapshot.session.is_none(), "{young}");
    }
}

#[test]
fn thats_all_ends_a_list_and_not_the_check() {
    for all in ["that's all", "That's it.", "nothing else", "just those two thanks"] {
        let mut ada = Runner::at(QuestionId::Fascia);
        ada.presses("A stiff heel").presses("Aching arches").says(all);
        assert_eq!(ada.fact(Fact::Stiffness), Some(Value::Yes), "{all}");
        assert_eq!(ada.fact(Fact::SwellingOrRedness), Some(Value::No), "{all}");
        assert_eq!(ada.asked(), Some(QuestionId::Bone), "{all}");
        // Of a list in which nothing was picked it says nothing.
        let mut bob = Runner::at(QuestionId::Danger);
        bob.says(all).reads("I didn't catch");
        assert_eq!(bob.asked(), Some(QuestionId::Danger), "{all}");
    }
}

#[test]
fn all_good_rules_out_harmless_signs_only() {
    for content in ["all good", "looks good", "all fine thanks", "all clear", "perfect", "fine"] {
        let mut ada = Runner::at(QuestionId::Danger);
        ada.says("no worries").says(content).reads("say “none”");
        assert_eq!(ada.asked(), Some(QuestionId::Danger), "{content}");
        assert_eq!(ada.fact(Fact::Fever), None, "{content}");
        // Nor does it stand for "done" once something is ticked.
        ada.presses("Fever").says(content);
        assert_eq!(ada.asked(), Some(QuestionId::Danger), "{content}");
    }
    for none in
        ["none", "no", "none of these", "nothing like that", "nope, all good", "nada", "nein", "👎"]
    {
        let mut ada = Runner::at(QuestionId::Danger);
        ada.says(none);
        assert_eq!(ada.fact(Fact::Fever), Some(Value::No), "{none}");
        assert_eq!(ada.asked(), Some(QuestionId::Site), "{none}");
    }
    let mut ada = Runner::at(QuestionId::Fascia);
    ada.says("all good");
    assert_eq!(ada.fact(Fact::Stiffness), Some(Value::No));
    let mut ada = Runner::at(QuestionId::Danger);
    ada.says("not really");
    assert_eq!(ada.fact(Fact::Fever), None, "a soft no to a danger sign is asked again");
    ada.says("all good but my calf is swollen").reads("looked at today");
}

#[test]
fn a_list_told_in_words_and_closed_with_none_is_one_answer() {
    let mut ada = Runner::at(QuestionId::Fascia);
    let before = ada.snapshot.session.clone().expect("a session").state;
    ada.says("pain with the first steps and a stiff heel");
    ada.says("none").reads("And which of these?");
    assert_eq!(ada.fact(Fact::Stiffness), Some(Value::Yes));
    assert_eq!(ada.fact(Fact::AchingArches), Some(Value::No));
    let session = ada.snapshot.session.clone().expect("a session");
    let trail = session.state.interview.trail();
    let closed = trail.iter().filter(|entry| entry.question == QuestionId::Fascia);
    assert_eq!(closed.filter(|entry| entry.closes()).count(), 1, "{trail:?}");
    ada.says("back").reads("Which of these do you notice?");
    while ada.fact(Fact::Stiffness).is_some() {
        ada.says("back");
    }
    assert_eq!(ada.snapshot.session.expect("a session").state, before);
}

#[test]
fn an_easy_yes_is_a_yes_to_the_agreement_and_no_order_to_delete() {
    for yes in ["ok", "sure", "👍", "looks good", "all good", "fine by me"] {
        let mut ada = Runner::started();
        ada.says(yes).reads("How old are you?");
        assert_eq!(ada.asked(), Some(QuestionId::Age), "{yes}");
    }
    for no in ["not ok", "no thanks, all good", "👎", "not fine by me"] {
        let mut ada = Runner::started();
        ada.says(no);
        assert_eq!(ada.asked(), None, "{no}");
    }
    let mut ada = Runner::at(QuestionId::Walking);
    ada.commands(Command::Delete).says("all good").reads_no("is deleted");
    assert!(ada.snapshot.session.is_some());
}

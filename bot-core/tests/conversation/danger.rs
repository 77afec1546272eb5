//! Danger signs, told at any moment and in any way.

use bot_core::{
    event::Command,
    facts::{Fact, Value},
    interview::{QUESTIONS, QuestionId, Stage},
    schedule::Zone,
};

use crate::runner::Runner;

/// What people say out of turn, what of it must count at once, and what they
/// must then be told.
const OUT_OF_TURN: &[(&str, &[Fact], &str)] = &[
    (
        "actually my calf is swollen and i can't breathe",
        &[Fact::CalfSwelling, Fact::BreathlessOrChestPain],
        "Get help now",
    ),
    (
        "I think I have a fever and the heel is red hot",
        &[Fact::Fever, Fact::HotSkin],
        "Get help now",
    ),
    ("my foot is white and cold", &[Fact::PaleColdFoot], "Get help now"),
    ("I've got a fever", &[Fact::Fever], "looked at today"),
    ("my calf is really swollen", &[Fact::CalfSwelling], "looked at today"),
    ("there was a loud pop when it started", &[Fact::SuddenOnsetPop], "looked at today"),
];

#[test]
fn no_place_on_earth_is_taken_for_a_sign() {
    let places = Zone::beginning("", usize::MAX);
    assert!(places.len() > 400, "{}", places.len());
    for (name, _) in places {
        let mut ada = Runner::at(QuestionId::Walking);
        ada.commands_with(Command::Timezone, &name);
        assert_eq!(ada.asked(), Some(QuestionId::Walking), "{name}: {}", ada.sees());
    }
}

#[test]
fn a_sign_told_along_with_a_command_is_heard() {
    for command in [Command::Check, Command::Ice, Command::Rest, Command::Help, Command::Start] {
        let mut ada = Runner::new();
        ada.commands_with(command, "my calf is swollen and I can't breathe").reads("Get help now");
        let mut ada = Runner::at(QuestionId::Walking);
        ada.commands_with(command, "my foot is white and cold").reads("Get help now");
    }
    let mut ada = Runner::new();
    ada.commands_with(Command::Check, "it hurts under my heel").agrees().reads("under the heel");
}

#[test]
fn a_danger_sign_told_at_any_question_counts_at_once() {
    for question in QUESTIONS.iter().map(|question| question.id) {
        for (words, facts, told) in OUT_OF_TURN {
            let mut ada = Runner::at(question);
            // The tiptoe question is asked after a fall: a pop with it is an emergency.
            let pop_and_fall = question == QuestionId::Tiptoe && facts == &[Fact::SuddenOnsetPop];
            let told = if pop_and_fall { "Get help now" } else { *told };
            ada.says(words).reads(told);
            for fact in *facts {
                assert_eq!(ada.fact(*fact), Some(Value::Yes), "{words:?} at {question}");
            }
            if told == "Get help now" {
                assert_eq!(ada.stage(), Stage::Interrupt, "{words:?} at {question}");
                ada.presses("I've read this");
            }
            // The open question is asked again, but for one that comes before it now.
            let open = [Some(question), Some(QuestionId::Tiptoe)];
            // "Can't" may answer a question about what one can do: on the safe side.
            let answers = matches!(question, QuestionId::Tiptoe | QuestionId::Walking);
            assert!(
                answers || open.contains(&ada.asked()),
                "{words:?} at {question}:\n{}",
                ada.sees()
            );
        }
    }
}

#[test]
fn a_second_danger_sign_interrupts_like_the_first() {
    let mut ada = Runner::at(QuestionId::Severity);
    ada.says("actually my calf is swollen and i can't breathe").presses("I've read this");
    ada.says("and my foot has gone white and cold")
        .reads("Get help now")
        .reads("a pale or cold foot");
}

#[test]
fn a_danger_sign_told_with_other_things_counts_at_once_and_the_rest_is_confirmed() {
    let mut ada = Runner::at(QuestionId::Severity);
    ada.says("I've got flat feet and now a fever");
    assert_eq!(ada.fact(Fact::Fever), Some(Value::Yes));
    assert_eq!(ada.fact(Fact::ArchType), None);
    ada.reads("Here is what I understood").reads("a low arch").presses("That's right");
    assert!(ada.fact(Fact::ArchType).is_some());
}

#[test]
fn a_danger_sign_told_in_the_first_words_counts_before_anything_is_agreed() {
    let mut ada = Runner::new();
    ada.says("my calf is swollen and I can't breathe").reads("Get help now");
    ada.presses("I've read this").reads("Is that all right with you").agrees();
    assert_eq!(ada.fact(Fact::BreathlessOrChestPain), Some(Value::Yes));
}

#[test]
fn a_danger_sign_told_after_the_result_raises_it() {
    let mut ada = Runner::at(QuestionId::Health);
    ada.finishes().reads("Look after it at home");
    ada.says("now my heel is hot and I have a fever").reads("Get help now");
    ada.presses("I've read this").reads("Get help now");
    assert_eq!(ada.stage(), Stage::Done);
}

#[test]
fn a_danger_sign_told_while_stopped_or_deleting_counts_at_once() {
    for command in [Command::Stop, Command::Delete] {
        let mut ada = Runner::at(QuestionId::Walking);
        ada.commands(command).says("my calf is swollen and I can't breathe").reads("Get help now");
    }
}

#[test]
fn a_low_pain_score_never_cancels_a_danger_sign() {
    for score in ["0", "1", "2"] {
        let mut ada = Runner::started();
        ada.agrees().presses("Short of breath").presses("Done").presses("I've read this");
        ada.presses("Under the heel").presses(score).finishes();
        ada.reads("Get help now");
    }
}

#[test]
fn an_emergency_is_said_before_anything_else_and_taken_back_only_in_so_many_words() {
    let mut ada = Runner::started();
    ada.agrees().presses("The foot is pale").presses("Done");
    ada.reads("Get help now").reads("Because you told me").reads("a pale or cold foot");
    ada.says("no").reads("If it was a mistake");
    assert_eq!(ada.fact(Fact::PaleColdFoot), Some(Value::Yes));
    ada.says("why?").reads("Only someone who examines you");
    ada.says("that was a mistake").reads("the signs that can't wait");
    assert_eq!(ada.fact(Fact::PaleColdFoot), None);
}

#[test]
fn an_unknown_danger_sign_is_asked_again_in_other_words_and_then_counted_and_said() {
    for word in ["Not sure", "Skip"] {
        let mut ada = Runner::started();
        ada.agrees().presses(word).reads("Let me ask that another way");
        ada.presses(word).reads("Get help now").reads("couldn't rule this out");
        assert_eq!(ada.fact(Fact::BreathlessOrChestPain), Some(Value::Yes));
        ada.presses("I've read this").commands(Command::Summary);
        ada.reads("Could not be ruled out, counted as present");
    }
}

#[test]
fn asked_again_a_danger_sign_can_still_be_ruled_out() {
    let mut ada = Runner::started();
    ada.agrees().presses("Not sure").presses("None of these");
    assert_eq!(ada.fact(Fact::Fever), Some(Value::No));
    ada.finishes().reads("Look after it at home").reads_no("ruled out");
}

#[test]
fn one_danger_sign_told_when_asked_again_and_done_rules_the_others_out() {
    let mut ada = Runner::at(QuestionId::Danger);
    ada.says("not sure").says("fever").reads("looked at today").says("done");
    assert_eq!(ada.fact(Fact::Fever), Some(Value::Yes));
    assert_eq!(ada.fact(Fact::CalfSwelling), Some(Value::No));
    assert_eq!(ada.asked(), Some(QuestionId::Site));
}

#[test]
fn walking_left_open_is_asked_again_and_then_counts_as_not_walking() {
    let mut ada = Runner::at(QuestionId::Walking);
    ada.presses("Not sure").reads("Think of the last time you crossed a room");
    ada.presses("Not sure").reads("looked at today");
    ada.finishes().reads("couldn't rule this out");
}

#[test]
fn a_soft_no_to_the_danger_signs_is_asked_again() {
    let mut ada = Runner::at(QuestionId::Danger);
    ada.says("not really");
    assert_eq!(ada.asked(), Some(QuestionId::Danger));
    assert_eq!(ada.fact(Fact::Fever), None);
}

#[test]
fn what_was_counted_and_is_answered_later_is_no_longer_called_unknown() {
    let mut ada = Runner::started();
    ada.agrees().presses("Not sure").presses("Not sure").presses("I've read this").finishes();
    ada.presses("Change an answer").presses("Danger signs");
    for choice in ada.choices().cloned().collect::<Vec<_>>() {
        if choice.mark == bot_core::message::Mark::Picked {
            ada.presses(&choice.label);
        }
    }
    ada.presses("None of these").reads("Look after it at home").commands(Command::Summary);
    ada.reads_no("counted as present");
}

#[test]
fn the_urgent_banner_is_said_once() {
    let mut ada = Runner::at(QuestionId::Walking);
    ada.presses("With a limp").reads("looked at today");
    while let Some(_open) = ada.asked() {
        ada.answers_plainly();
        if ada.asked().is_some() {
            ada.reads_no("looked at today");
        }
    }
}

#[test]
fn a_full_interview_leaves_no_danger_sign_undecided() {
    let mut ada = Runner::at(QuestionId::Health);
    ada.finishes().commands(Command::Explain).reads_no("Rules that can't be decided");
}

#[test]
fn words_of_self_harm_stop_the_questions_at_any_moment() {
    for question in QUESTIONS.iter().map(|question| question.id) {
        let mut ada = Runner::at(question);
        ada.says("honestly I want to kill myself").reads_no("Noted").reads_no("didn't catch");
        assert!(!ada.has_button("Skip"), "{question}");
        let words = ada.sees();
        ada.says("my heel is stiff too");
        assert_eq!(ada.sees(), words, "nothing else is said");
        ada.says("bananas");
        assert_eq!(ada.sees(), words);
        ada.presses("I didn't mean that");
        assert_eq!(ada.asked(), Some(question));
    }
}

#[test]
fn after_words_of_self_harm_everything_can_still_be_deleted() {
    let mut ada = Runner::at(QuestionId::Site);
    ada.says("I want to kill myself").presses("Delete my answers");
    ada.reads("Delete everything").presses("Yes, delete everything");
    assert_eq!(ada.snapshot, bot_core::bot::Snapshot::default());
}

#[test]
fn a_call_for_an_ambulance_names_the_number() {
    let mut ada = Runner::at(QuestionId::Site);
    ada.language = Some("en-GB".into());
    ada.says("call an ambulance").reads("999");
    assert_eq!(ada.asked(), Some(QuestionId::Site));
}

#[test]
fn the_emergency_number_is_that_of_the_region() {
    for (tag, number) in [("en-GB", "999"), ("en-US", "911"), ("en-AU", "000"), ("de-DE", "112")] {
        let mut ada = Runner::started();
        ada.language = Some(tag.into());
        ada.agrees().presses("Short of breath").presses("Done").reads(number);
    }
    let mut ada = Runner::started();
    ada.agrees().presses("Short of breath").presses("Done");
    ada.reads("112").reads("999").reads("911").reads("000");
}

#[test]
fn a_half_hearted_word_does_not_go_on_from_the_emergency_card() {
    for half in
        ["kind of", "sort of", "kinda", "maybe", "probably", "looks good", "all good", "fine"]
    {
        let mut ada = Runner::at(QuestionId::Site);
        ada.says("my foot has gone white and cold").reads("Get help now");
        ada.says(half).reads("Get help now");
        assert_eq!(ada.stage(), Stage::Interrupt, "{half}");
        for read in ["yes, I've read it", "ok", "go on"] {
            let mut bob = ada.clone();
            bob.says(read);
            assert_ne!(bob.stage(), Stage::Interrupt, "{read}");
        }
        ada.says("yes, I've read it");
        assert_ne!(ada.stage(), Stage::Interrupt, "{half}");
    }
}

#[test]
fn a_cold_white_foot_told_where_a_number_is_asked_is_an_emergency_and_no_number() {
    let mut ada = Runner::at(QuestionId::Severity);
    ada.says("my foot has gone white and cold").reads("Get help now");
    assert_eq!(ada.fact(Fact::PaleColdFoot), Some(Value::Yes));
    assert_eq!(ada.fact(Fact::Severity), None);
}

//! A check from the first question to the plan, and what can be done at each question.

use bot_core::{
    bot::SessionChange,
    event::{Command, Input},
    facts::{Fact, Site, Value},
    interview::{Agreement, QUESTIONS, QuestionId, Reply, Stage, Wording},
    message::Mark,
};

use crate::runner::Runner;

/// The questions asked of somebody without a danger sign, and one after a fall.
fn asked_questions() -> impl Iterator<Item = QuestionId> {
    QUESTIONS.iter().map(|question| question.id)
}

/// Those that come after the agreement.
fn health_questions() -> impl Iterator<Item = QuestionId> {
    asked_questions().filter(|id| !matches!(id, QuestionId::Consent | QuestionId::Age))
}

#[test]
fn a_plain_case_reaches_a_plan_in_fourteen_presses() {
    let mut ada = Runner::started();
    ada.presses("I agree, and I'm 18 to 64")
        .presses("None of these")
        .presses("Under the heel")
        .presses("4")
        .presses("About a week")
        .presses("About the same")
        .presses("Yes, normally")
        .presses("Pain with the first steps")
        .presses("A stiff heel")
        .presses("Done")
        .presses("None of these")
        .presses("None of these")
        .presses("None of these")
        .presses("None of these");
    ada.reads("Look after it at home").reads("Pain with the first steps".to_lowercase().as_str());
    ada.reads("Today").reads("If it gets worse");
    assert_eq!(ada.presses, 14);
}

#[test]
fn a_check_can_be_told_in_words_alone() {
    let mut ada = Runner::new();
    ada.says("hi").reads("Hello").reads_no("didn't catch");
    ada.says("yes, I'm 34").reads("First, the signs that can't wait");
    ada.says("nope").reads("Where does it hurt most?");
    ada.says("under the heel").says("about a 4").says("10 days").says("no change");
    ada.reads("Can you walk on it?");
    ada.says("yes").says("hurts with the first steps in the morning");
    ada.reads("first steps in the morning").presses("Done");
    ada.says("none").says("none of these").says("no").says("nothing");
    ada.reads("Look after it at home");
    assert_eq!(ada.fact(Fact::MorningFirstStepPain), Some(Value::Yes));
}

#[test]
fn why_is_answered_at_every_question_and_changes_nothing() {
    for question in asked_questions() {
        let mut ada = Runner::at(question);
        let before = ada.snapshot.clone();
        ada.presses("Why do you ask?").reads("Why I ask");
        assert_eq!(ada.asked(), Some(question));
        assert_eq!(ada.snapshot, before);
        ada.says("why?").reads("Why I ask");
    }
}

#[test]
fn back_returns_to_the_question_before_from_every_question() {
    for question in health_questions() {
        let mut ada = Runner::at(question);
        let facts = ada.snapshot.session.clone();
        ada.answers_plainly();
        ada.says("back");
        assert_eq!(ada.asked(), Some(question), "{question}");
        let (now, then) = (ada.snapshot.session.expect("a session"), facts.expect("a session"));
        assert_eq!(now.state, then.state, "{question}");
    }
}

#[test]
fn stop_keeps_the_answers_at_every_question_and_go_on_comes_back_to_it() {
    for question in health_questions() {
        let mut ada = Runner::at(question);
        let before = ada.snapshot.session.clone().expect("a session").state;
        ada.presses("Stop").reads("29 November 2026");
        ada.presses("Go on");
        assert_eq!(ada.asked(), Some(question));
        ada.says("stop").says("resume");
        ada.commands(Command::Stop).commands(Command::Resume);
        assert_eq!(ada.snapshot.session.clone().expect("a session").state, before);
    }
}

#[test]
fn every_health_question_can_be_passed_over() {
    for word in ["Not sure", "Skip"] {
        for question in health_questions() {
            let mut ada = Runner::at(question);
            ada.presses(word);
            let again =
                matches!(ada.stage(), Stage::Ask(asking) if asking.wording == Wording::Again);
            assert!(again || ada.asked() != Some(question), "{question}");
            ada.finishes();
        }
    }
}

#[test]
fn who_is_not_sure_of_anything_still_reaches_advice() {
    let mut ada = Runner::started();
    ada.agrees();
    for _ in 0..30 {
        match ada.stage() {
            Stage::Ask(_) => ada.presses("Not sure"),
            Stage::Interrupt => ada.presses("I've read this"),
            _ => break,
        };
    }
    ada.reads("Get help now").reads("You left some things open").reads("pain on squeezing");
    assert_eq!(ada.stage(), Stage::Done);
}

#[test]
fn a_finished_check_says_what_was_left_open_only_if_something_was() {
    let mut ada = Runner::at(QuestionId::Structure);
    ada.presses("Skip").finishes().reads("You left some things open").reads("shape of the arch");
    let mut ben = Runner::at(QuestionId::Structure);
    ben.finishes().reads_no("You left some things open");
}

#[test]
fn an_answer_changed_from_the_result_rebuilds_what_follows() {
    let mut ada = Runner::at(QuestionId::Health);
    ada.finishes().reads("Look after it at home");
    ada.presses("Change an answer").presses("Danger signs").reads("the signs that can't wait");
    ada.presses("It began with a fall").presses("Done").reads("Can you rise onto the toes");
    ada.presses("No, I can't").reads("Get help now");
    ada.presses("I've read this");
    assert_eq!(ada.stage(), Stage::Done);
    ada.reads("Get help now").reads("an injury or a fall");
}

#[test]
fn every_answer_can_be_opened_again_from_the_result_and_left_as_it_was() {
    for leave in ["Back", "Skip"] {
        let mut ada = Runner::at(QuestionId::Health);
        ada.finishes();
        let facts = |ada: &Runner| {
            ada.snapshot.session.clone().expect("a session").state.interview.facts().clone()
        };
        let before = facts(&ada);
        ada.presses("Change an answer");
        let labels: Vec<String> = ada
            .choices()
            .map(|choice| choice.label.clone())
            .filter(|label| label != "Back")
            .collect();
        assert_eq!(labels.len(), 12, "{labels:?}");
        ada.presses("Back").reads("What next?");
        for label in labels {
            ada.presses("Change an answer").presses(&label);
            assert!(matches!(ada.stage(), Stage::Ask(_)), "{label}");
            ada.presses(leave).reads("What next?");
            assert_eq!(facts(&ada), before, "{label}");
        }
    }
}

#[test]
fn not_sure_of_an_answer_given_before_takes_it_back_and_is_asked_again() {
    let mut ada = Runner::at(QuestionId::Health);
    ada.finishes().presses("Change an answer").presses("Danger signs").presses("Not sure");
    assert_eq!(ada.fact(Fact::Fever), None);
    ada.reads("Let me ask that another way").presses("Not sure").reads("Get help now");
    assert_eq!(ada.fact(Fact::Fever), Some(Value::Yes));
}

#[test]
fn ticks_made_before_words_are_kept() {
    let mut ada = Runner::at(QuestionId::Bone);
    ada.presses("It hurts when I squeeze").says("it's numb and tingling");
    assert!(ada.has_button("Done"));
    ada.presses("Done");
    assert_eq!(ada.fact(Fact::BonePainOnSqueeze), Some(Value::Yes));
    assert_eq!(ada.fact(Fact::Numbness), Some(Value::Yes));
    assert_eq!(ada.fact(Fact::NightOrRestPain), Some(Value::No));
}

#[test]
fn no_more_after_some_were_told_takes_none_of_them_back() {
    let mut ada = Runner::at(QuestionId::Fascia);
    ada.says("it's stiff").says("no");
    assert_eq!(ada.fact(Fact::Stiffness), Some(Value::Yes));
    assert_eq!(ada.fact(Fact::AchingArches), Some(Value::No));
    assert_eq!(ada.asked(), Some(QuestionId::Bone));
}

#[test]
fn none_is_an_answer_wherever_several_can_be_picked() {
    for question in health_questions().filter(|id| Runner::at(*id).has_button("None of these")) {
        for word in ["none", "no", "nope", "None of these", "nein", "neither", "nothing"] {
            let mut by_word = Runner::at(question);
            by_word.says(word);
            let mut by_press = Runner::at(question);
            by_press.presses("None of these");
            assert_eq!(
                by_word.snapshot.session.expect("a session").state,
                by_press.snapshot.session.expect("a session").state,
                "{word:?} at {question}"
            );
        }
    }
}

#[test]
fn choices_sent_together_are_the_answer() {
    let mut ada = Runner::at(QuestionId::Fascia);
    let data = |ada: &Runner, labels: &[&str]| {
        Input::Select(labels.iter().map(|label| ada.button(label).data).collect())
    };
    let mixed = data(&ada, &["A stiff heel", "None of these"]);
    ada.sends(mixed).reads("don't go together");
    assert_eq!(ada.asked(), Some(QuestionId::Fascia));
    assert_eq!(ada.fact(Fact::Stiffness), None);

    ada.presses("A stiff heel");
    let with_done = data(&ada, &["A stiff heel", "Aching arches", "Done"]);
    ada.sends(with_done);
    assert_eq!(ada.fact(Fact::Stiffness), Some(Value::Yes));
    assert_eq!(ada.fact(Fact::AchingArches), Some(Value::Yes));
    assert_eq!(ada.asked(), Some(QuestionId::Bone));

    let none = data(&ada, &["None of these"]);
    ada.sends(none);
    assert_eq!(ada.fact(Fact::Numbness), Some(Value::No));
}

#[test]
fn a_label_typed_out_is_a_press() {
    let mut ada = Runner::at(QuestionId::Site);
    ada.says("Not sure").reads("Noted: not sure.");
    ada.says("4").says("About a week.");
    assert_eq!(ada.asked(), Some(QuestionId::Trend));
}

#[test]
fn words_that_are_no_answer_get_an_example() {
    for question in asked_questions() {
        let mut ada = Runner::at(question);
        ada.says("bananas").reads("I didn't catch").reads("For example:");
        assert_eq!(ada.asked(), Some(question));
    }
}

#[test]
fn a_bare_number_is_no_answer_where_several_can_be_picked() {
    let mut ada = Runner::at(QuestionId::Habits);
    ada.says("14").reads("I didn't catch");
    assert_eq!(ada.fact(Fact::WeeklyMileageChange), None);
}

#[test]
fn a_press_of_an_older_screen_changes_nothing_and_shows_where_we_are() {
    let mut ada = Runner::at(QuestionId::Site);
    let old = ada.button("Under the heel").data;
    ada.sends(Input::Press(old.clone())).reads("How bad is it");
    let before = ada.snapshot.clone();
    let forged = old.replace("site", "severity");
    let other = {
        let mut parts: Vec<_> = old.split('.').collect();
        parts[1] = "aaaaaaaa";
        parts.join(".")
    };
    for data in [old.clone(), other, forged, String::new(), "h2.x".into(), "x".repeat(3000)] {
        ada.sends(Input::Press(data.clone())).reads("nothing was changed").reads("How bad is it");
        assert_eq!(ada.change, SessionChange::Keep, "{data}");
        ada.sends(Input::Select(vec![data.clone()])).reads("nothing was changed");
        assert_eq!(ada.change, SessionChange::Keep, "{data}");
        assert_eq!(ada.snapshot, before);
    }
}

#[test]
fn the_same_press_twice_counts_once() {
    let mut ada = Runner::at(QuestionId::Severity);
    let press = ada.incoming(Input::Press(ada.button("7").data));
    ada.takes(&press);
    let before = ada.snapshot.clone();
    ada.takes(&press);
    ada.reads("nothing was changed").reads("How long have you had it?");
    assert_eq!(ada.snapshot, before);
}

#[test]
fn starting_over_asks_first() {
    let mut ada = Runner::at(QuestionId::Walking);
    ada.says("start over").reads("Start over?").presses("No, keep them");
    assert_eq!(ada.asked(), Some(QuestionId::Walking));
    ada.says("restart").says("yes");
    assert_eq!(ada.asked(), Some(QuestionId::Age));
    assert_eq!(ada.fact(Fact::Site), None);
}

#[test]
fn coming_back_shows_where_we_were() {
    let mut ada = Runner::at(QuestionId::Walking);
    ada.commands(Command::Start).reads("Welcome back").reads("Can you walk on it?");
    ada.finishes().commands(Command::Start).reads("Welcome back").reads("Look after it at home");
}

#[test]
fn facts_told_in_advance_skip_their_questions() {
    let mut ada = Runner::started();
    ada.says("I'm 34, it hurts under the heel, about 4 out of 10, since last week");
    ada.reads("come back to it").reads("may I keep your answers");
    ada.says("yes").reads("Here is what I understood").presses("That's right");
    assert_eq!(ada.fact(Fact::Site), Some(Value::Site(Site::UnderHeel)));
    ada.presses("None of these");
    assert_eq!(ada.asked(), Some(QuestionId::Trend));
}

#[test]
fn whoever_agreed_once_is_not_asked_again() {
    let mut ada = Runner::at(QuestionId::Health);
    ada.finishes().presses("Start over").presses("Yes, start over");
    let interview = ada.snapshot.session.as_ref().expect("a session").state.interview.clone();
    assert_eq!(interview.agreement(), Agreement::Given);
    assert_eq!(ada.asked(), Some(QuestionId::Age));
}

#[test]
fn a_skip_is_kept_apart_from_not_sure() {
    let mut ada = Runner::at(QuestionId::Site);
    ada.presses("Skip").reads("Where it hurts: skipped");
    ada.presses("Not sure").reads("How bad it is: not sure");
    let interview = ada.snapshot.session.as_ref().expect("a session").state.interview.clone();
    let replies: Vec<Reply> = interview.trail().iter().map(|entry| entry.reply).collect();
    assert_eq!(replies[2..], [Reply::Skipped, Reply::NotSure]);
}

#[test]
fn taps_quicker_than_the_screen_are_ticks_all_the_same_and_twice_is_once() {
    let mut ada = Runner::started();
    ada.agrees();
    let shown: Vec<String> = ada
        .choices()
        .filter(|choice| choice.mark == Mark::Open)
        .take(3)
        .map(|choice| choice.data.clone())
        .collect();
    assert_eq!(shown.len(), 3);
    // As it was shown before the first tap; the first of them tapped twice.
    for data in shown.iter().chain(&shown[..1]) {
        ada.sends(Input::Press(data.clone())).reads_no("earlier question");
    }
    let picked = |ada: &Runner| ada.choices().filter(|c| c.mark == Mark::Picked).count();
    assert_eq!(picked(&ada), 3);

    // What takes a tick away does so once, and from an older screen too.
    let ticked = ada.choices().find(|c| c.mark == Mark::Picked).expect("a tick").data.clone();
    ada.sends(Input::Press(ticked.clone()))
        .sends(Input::Press(ticked))
        .reads_no("earlier question");
    assert_eq!(picked(&ada), 2);

    // What ends the list is of the screen shown now, or nothing.
    let done = ada.button("Done").data;
    ada.sends(Input::Press(shown[0].clone())).sends(Input::Press(done)).reads("earlier question");
    assert_eq!(picked(&ada), 3);
    // And once it is answered, no tick reaches it.
    ada.presses("Done");
    let after = ada.snapshot.session.clone();
    ada.sends(Input::Press(shown[1].clone())).reads("earlier question");
    assert_eq!(ada.snapshot.session, after);
}

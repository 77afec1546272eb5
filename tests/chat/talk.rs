//! Whole conversations, as a newcomer has them.

use tempfile::tempdir;

use crate::{
    runner::{ANSWERS, answer_all, open_question},
    support::{Chat, heelbot_chat},
};

#[test]
fn a_script_of_lines_reaches_a_plan_in_plain_text() {
    let data = tempdir().expect("a folder");
    let mut chat = Chat::start(heelbot_chat(data.path()));
    let greeting = chat.turn().expect("a greeting");
    assert_eq!(open_question(&greeting), 0);
    let plan = answer_all(&mut chat, greeting);
    for said in ["Look after it at home", "Take a break from running", "Why: ", "From: the article"]
    {
        assert!(plan.contains(said), "{said:?} is missing in:\n{plan}");
    }
    assert!(!plan.contains('\u{1b}'), "no colour through a pipe");
    let ended = chat.end();
    assert!(ended.status.success(), "{ended:?}");
    assert_eq!(ended.errors, "");
}

#[test]
fn a_story_told_in_words_skips_what_it_answers() {
    let data = tempdir().expect("a folder");
    let mut chat = Chat::start(heelbot_chat(data.path()));
    chat.turn().expect("a greeting");
    let story = "heel pain under the heel for 10 days, worst first thing in the morning, 4/10, \
                 about the same, I can walk fine, no swelling";
    let asked = chat.say(story);
    assert_eq!(open_question(&asked), 0, "agreement comes first:\n{asked}");
    let heard = chat.say("I agree, I'm 34");
    for said in ["pain under the heel", "for 10 days", "pain of 4 out of 10"] {
        assert!(heard.contains(said), "{said:?} is missing in:\n{heard}");
    }
    let danger = chat.say("yes");
    assert_eq!(open_question(&danger), 1, "danger signs are asked all the same:\n{danger}");
    let next = chat.say("none of them");
    assert!(open_question(&next) > 4, "what was told is not asked again:\n{next}");
    answer_all(&mut chat, next);
    assert!(chat.end().status.success());
}

#[test]
fn danger_told_in_passing_is_answered_at_once() {
    let data = tempdir().expect("a folder");
    let mut chat = Chat::start(heelbot_chat(data.path()));
    chat.turn().expect("a greeting");
    chat.say("1");
    chat.say("none");
    let alarm = chat.say("actually my calf is swollen and i can't breathe");
    assert!(alarm.contains("Get help now"), "{alarm}");
    assert!(alarm.contains("999"), "{alarm}");
    assert!(chat.end().status.success());
}

#[test]
fn killed_at_any_turn_it_resumes_at_that_turn() {
    let data = tempdir().expect("a folder");
    for (turn, (_, answer)) in ANSWERS.iter().enumerate() {
        let mut chat = Chat::start(heelbot_chat(data.path()));
        let resumed = chat.turn().expect("a greeting");
        assert_eq!(open_question(&resumed), turn, "{resumed}");
        chat.say(answer);
        chat.kill();
    }
    let mut chat = Chat::start(heelbot_chat(data.path()));
    let resumed = chat.turn().expect("a greeting");
    assert_eq!(open_question(&resumed), ANSWERS.len(), "{resumed}");
    chat.end();
}

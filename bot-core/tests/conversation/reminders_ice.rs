//! Ice sessions: started, followed, left out, ended; and refused where the
//! assessment keeps ice back.

use bot_core::{event::Command, interview::QuestionId, reminder::ScheduleState, schedule::Kind};

use crate::runner::Runner;

/// Somebody whom nothing keeps from ice.
pub fn checked() -> Runner {
    let mut ada = Runner::at(QuestionId::Health);
    ada.finishes();
    ada
}

/// The first line of each message that came.
fn lines(came: &[bot_core::message::Outgoing]) -> Vec<String> {
    let line = |screen| crate::runner::text(screen).lines().next().unwrap_or_default().to_owned();
    came.iter().map(|outgoing| line(&outgoing.screen)).collect()
}

#[test]
fn a_runner_presses_ice_session_now_and_is_led_through_it() {
    let mut ada = checked();
    ada.presses("Ice session now")
        .reads("Done. This is set")
        .reads("Wrap ice or a cold pack in a cloth");
    assert!(ada.has_button("Undo"));
    let came = ada.waits(121);
    assert_eq!(
        lines(&came),
        [
            "# Ice on now, for 20 minutes.",
            "# Ice off now.",
            "# Ice on now, for 20 minutes.",
            "# Ice off now.",
            "# Ice on now, for 20 minutes.",
            "# Ice off now.",
            "# The session is over. Well done.",
        ]
    );
    assert_eq!(ada.snapshot.schedules[0].state, ScheduleState::Ended);
}

#[test]
fn one_tap_is_taken_back_with_one_tap() {
    let mut ada = checked();
    ada.presses("Ice session now").presses("Undo").reads("Taken back");
    assert!(ada.snapshot.schedules.is_empty());
    assert_eq!(ada.waits(130), []);
    assert!(ada.has_button("Ice session now"), "it is on offer again");
}

#[test]
fn only_one_session_at_a_time() {
    let mut ada = checked();
    ada.presses("Ice session now")
        .commands_with(Command::Ice, "now")
        .reads("You have that already");
    assert_eq!(ada.standing().len(), 1);
    ada.commands_with(Command::Ice, "in 20 minutes").reads("You have that already");
    assert_eq!(ada.standing().len(), 1);
}

#[test]
fn a_round_left_out_takes_its_off_along() {
    let mut ada = checked();
    ada.presses("Ice session now");
    ada.waits(1);
    // It came, and no ice was put on.
    ada.presses("Skip the next one").reads("Left out").reads("On again");
    let came = ada.waits(58);
    assert_eq!(lines(&came), ["# Ice on now, for 20 minutes."]);
    ada.waits(2);
    ada.presses("Skip the next one");
    let came = ada.waits(60);
    assert_eq!(lines(&came), ["# The session is over. Well done."]);
}

#[test]
fn done_says_what_comes_next_and_changes_nothing() {
    let mut ada = checked();
    ada.presses("Ice session now");
    ada.waits(1);
    let before = ada.snapshot.clone();
    ada.presses("Done").reads("Off again: in 19 minutes");
    assert_eq!(ada.snapshot.schedules, before.schedules);
    assert_eq!(ada.snapshot.session, before.session);
}

#[test]
fn the_session_ends_when_it_has_gone_or_is_stopped() {
    for (label, reply) in
        [("It has gone", "Good to hear"), ("Stop the session", "ended the ice session")]
    {
        let mut ada = checked();
        ada.presses("Ice session now");
        ada.waits(1);
        ada.presses(label).reads(reply).reads("If ice is on now, take it off");
        assert!(ada.standing().is_empty());
        assert_eq!(ada.waits(130), [], "{label}");
    }
}

#[test]
fn the_words_do_what_the_buttons_do() {
    let mut ada = checked();
    ada.says("start icing now").reads("Done. This is set");
    ada.waits(1);
    ada.says("done").reads("Off again");
    ada.says("skip this one").reads("Left out");
    ada.says("the pain has gone").reads("Good to hear");
    assert!(ada.standing().is_empty());
    ada.says("ice session").presses("Now, gentler").reads("15 minutes every two hours");
    ada.waits(1);
    ada.reads("Ice on now, for 15 minutes");
    ada.says("stop the ice").reads("ended the ice session");
}

#[test]
fn what_only_sounds_like_a_wish_for_ice_is_none() {
    let mut ada = checked();
    for said in ["ice doesn't help", "stretching hurts", "I iced it yesterday", "ice is cold"] {
        ada.says(said).reads_no("How do you want").reads_no("When?");
        assert!(ada.snapshot.schedules.is_empty(), "{said}");
    }
}

#[test]
fn a_press_of_a_phase_that_has_passed_changes_nothing() {
    let mut ada = checked();
    ada.presses("Ice session now");
    ada.waits(1);
    let old = ada.button("Skip the next one");
    ada.waits(20);
    let before = ada.snapshot.clone();
    ada.sends(bot_core::event::Input::Press(old.data.clone())).reads("That phase has passed");
    assert_eq!(ada.snapshot.schedules, before.schedules);
    ada.says("stop the ice");
    ada.sends(bot_core::event::Input::Press(old.data)).reads("That ice session is over");
}

#[test]
fn off_is_said_however_late_and_says_so() {
    let mut ada = checked();
    ada.presses("Ice session now");
    ada.waits(1);
    let came = ada.waits_at_once(60 * 24);
    assert_eq!(lines(&came), ["# Ice off now."]);
    ada.reads("This comes late");
}

#[test]
fn ice_is_refused_with_reason_and_source_where_it_is_withheld() {
    for (sign, reason) in [
        ("numbness in the heel", "numb"),
        ("I'm diabetic", "diabetes"),
        ("I have Raynaud's", "cold"),
    ] {
        let mut ada = checked();
        ada.says(sign);
        while ada.has_button("That's right") {
            ada.presses("That's right");
        }
        ada.finishes();
        assert!(!ada.has_button("Ice session now"), "{sign}:\n{}", ada.sees());
        ada.commands_with(Command::Ice, "now").reads("Ice is left out for you").reads(reason);
        ada.reads("From: the article");
        assert!(ada.snapshot.schedules.is_empty());
    }
}

#[test]
fn who_was_not_checked_is_asked_about_dangers_first() {
    let mut ada = Runner::new();
    ada.commands_with(Command::Ice, "now").reads("does any of this apply to you").reads("diabetes");
    assert!(ada.snapshot.schedules.is_empty());
    let mut careful = ada.clone();
    ada.presses("None of that").reads("Done. This is set");
    assert_eq!(ada.standing().len(), 1);
    careful.says("yes").reads("have it looked at");
    assert!(careful.snapshot.schedules.is_empty());
}

#[test]
fn a_session_at_a_time_asks_where_they_are_and_is_confirmed() {
    let mut ada = checked();
    ada.commands_with(Command::Ice, "at 7pm").reads("Where are you?");
    ada.says("london").reads("Europe/London").reads("Is this right?").reads("today at 19:00");
    assert!(ada.snapshot.schedules.is_empty(), "nothing is saved before it is confirmed");
    ada.says("yes").reads("Done. This is set");
    assert_eq!(ada.standing()[0].kind, Kind::IceOn);
    let came = ada.waits(10 * 60);
    assert_eq!(lines(&came), ["# Ice on now, for 20 minutes."]);
}

#[test]
fn a_session_that_is_no_single_time_is_refused() {
    let mut ada = checked();
    ada.commands_with(Command::Timezone, "London");
    ada.commands_with(Command::Ice, "every day at 7pm").reads("begins once");
    ada.says("9").reads("9 in the morning or in the evening?").presses("In the evening");
    ada.reads("today at 21:00").presses("Leave it");
    assert!(ada.snapshot.schedules.is_empty());
}

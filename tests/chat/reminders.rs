//! Reminders through the real binary, with time running fast.

use tempfile::{TempDir, tempdir};

use crate::{
    runner::answer_all,
    support::{Chat, heelbot_chat},
};

/// Ten minutes a second: a phase of an ice session lasts two.
const SPEED: &str = "600";

fn fast_chat(data: &TempDir) -> Chat {
    let mut command = heelbot_chat(data.path());
    command.args(["--speed", SPEED]);
    Chat::start(command)
}

/// Reads turn after turn until one says this.
fn wait_for(chat: &mut Chat, said: &str, already: &str) -> String {
    let mut all = already.to_owned();
    while !all.contains(said) {
        all += &chat.turn().unwrap_or_else(|rest| panic!("ended before {said:?}: {all}{rest}"));
    }
    all
}

#[test]
fn an_ice_session_begun_with_one_tap_is_followed_to_its_stop() {
    let data = tempdir().expect("a folder");
    let mut chat = fast_chat(&data);
    let greeting = chat.turn().expect("a greeting");
    answer_all(&mut chat, greeting);
    let set = chat.say("Ice session now");
    let on = wait_for(&mut chat, "Ice on now, for 20 minutes", &set);
    assert!(on.contains("Done. This is set"), "{on}");
    wait_for(&mut chat, "Ice off now", "");
    chat.send("the pain has gone");
    wait_for(&mut chat, "Good to hear", "");
    chat.send("/reminders");
    wait_for(&mut chat, "You have no reminders", "");
    assert!(chat.end().status.success());
}

#[test]
fn a_reminder_set_before_the_chat_was_closed_comes_when_it_is_opened_again() {
    let data = tempdir().expect("a folder");
    let mut chat = Chat::start(heelbot_chat(data.path()));
    chat.turn().expect("a greeting");
    chat.say("/timezone London");
    chat.say("/checkin every 10 minutes");
    let set = chat.say("yes");
    assert!(set.contains("every 10 minutes"), "{set}");
    assert!(chat.end().status.success());
    let mut chat = fast_chat(&data);
    chat.send("/reminders");
    wait_for(&mut chat, "Time for your check-in", "");
    assert!(chat.end().status.success());
}

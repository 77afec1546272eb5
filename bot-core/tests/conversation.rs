//! Conversations with the pure bot, told as people have them.

mod support;

use bot_core::event::Command;
use support::Runner;

/// A plain case by presses: the article's first pattern.
fn plain_case() -> Runner {
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
        .presses("One rest day")
        .presses("Done")
        .presses("None of these");
    ada
}

#[test]
fn a_plain_case_reaches_a_plan() {
    let ada = plain_case();
    eprintln!("{}", ada.sees());
    assert!(ada.sees().contains("Look after it at home"), "{}", ada.sees());
    assert_eq!(ada.presses, 15);
}

#[test]
fn start() {
    let mut ada = Runner::started();
    eprintln!("{}", ada.sees());
    ada.presses("I agree, and I'm 18 to 64");
    eprintln!("{}", ada.sees());
    ada.presses("Not sure");
    eprintln!("{}", ada.sees());
    ada.presses("Not sure");
    eprintln!("{}", ada.sees());
    ada.presses("I've read");
    eprintln!("{}", ada.sees());
    ada.commands(Command::Summary);
    eprintln!("{}", ada.sees());
    ada.commands(Command::Export);
    eprintln!("{}", ada.sees());
}

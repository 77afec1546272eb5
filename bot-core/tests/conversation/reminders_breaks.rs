//! Breaks between two days: said in words, kept apart from pauses.

use bot_core::event::Command;

use crate::{reminders::londoner, runner::Runner};

const DAY: i64 = 24 * 60;

/// Somebody with a stretch each morning, on Sunday 22 November at 09:00.
fn stretching() -> Runner {
    let mut ada = londoner();
    ada.presses("Daily stretch").presses("Leave it");
    ada
}

#[test]
fn no_reminder_comes_on_a_day_of_a_break_and_all_come_after_it() {
    let mut ada = stretching();
    ada.says("No reminders from Tuesday to Thursday")
        .reads("No reminders from Tuesday 24 November to Thursday 26 November");
    ada.commands(Command::Reminders).reads("No reminders from Tuesday").reads("Next: Monday");
    assert_eq!(ada.waits(DAY).len(), 1, "on Monday");
    ada.commands(Command::Reminders)
        .reads("falls into your break, which lasts through Thursday 26 November");
    assert_eq!(ada.waits(3 * DAY), [], "from Tuesday to Thursday");
    assert_eq!(ada.waits(DAY).len(), 1, "on Friday");
    ada.commands(Command::Reminders).reads_no("No reminders from");
}

#[test]
fn a_break_is_said_in_many_ways() {
    for (said, shown) in [
        (
            "pause my reminders from 24 december to 2 january",
            "from Thursday 24 December to Saturday 2 January 2027",
        ),
        ("take a break from 24 to 27 december", "from Thursday 24 December to Sunday 27 December"),
        ("break between friday and monday", "from Friday 27 November to Monday 30 November"),
        ("no reminders from monday for a week", "from Monday 23 November to Sunday 29 November"),
        ("no reminders from today until tomorrow", "from Sunday 22 November to Monday 23 November"),
        ("don't remind me on friday", "No reminders on Friday 27 November"),
        (
            "no reminders from 22 november to 23 november",
            "from Sunday 22 November to Monday 23 November",
        ),
    ] {
        stretching().says(said).reads(shown);
    }
}

#[test]
fn what_is_no_break_is_refused_and_nothing_changes() {
    let mut ada = stretching();
    for (said, answer) in [
        ("no reminders from friday", "the first and the last"),
        ("no reminders from friday 5pm to monday", "whole days"),
        ("no reminders from 24 december 2026 to 2 january 2026", ""),
        ("no reminders from 31 february to 2 march", "There is no 31 February"),
        ("no reminders from blah to blubb", ""),
        ("no reminders from monday for ever", "whole days"),
    ] {
        ada.says(said).reads(answer);
        assert!(ada.has_button("Pause them all"), "{said}: {}", ada.sees());
        assert_eq!(ada.snapshot.holds.breaks, [], "{said}");
    }
    ada.says("from 24 december to 2 january").reads("Thursday 24 December");
}

#[test]
fn a_pause_and_a_break_end_each_on_its_own() {
    let mut ada = stretching();
    ada.says("no reminders from wednesday to thursday").presses("Leave it");
    ada.says("no reminders on monday").presses("Leave it");
    ada.says("pause my reminders until tuesday").presses("Leave it");
    // It ends the pause; Monday's break lies ahead of today.
    ada.says("resume my reminders");
    assert_eq!(ada.snapshot.holds.pauses, []);
    assert_eq!(ada.snapshot.holds.breaks.len(), 2);
    assert_eq!(ada.waits(DAY), [], "on Monday");
    // Said during a break it ends that break, and no other.
    ada.says("resume my reminders");
    assert_eq!(ada.snapshot.holds.breaks.len(), 1);
    ada.commands(Command::Settings).presses("No breaks").reads("No breaks any more");
    assert_eq!(ada.snapshot.holds.breaks, []);
    assert!(!ada.has_button("No breaks"));
}

#[test]
fn a_break_moves_with_the_person() {
    let mut ada = stretching();
    ada.says("no reminders on monday").commands_with(Command::Timezone, "Tokyo");
    assert_eq!(ada.snapshot.holds.breaks[0].zone.name(), "Asia/Tokyo");
}

#[test]
fn breaks_are_bounded() {
    let mut ada = stretching();
    for day in 1..=10 {
        ada.says(&format!("no reminders on {day} december")).reads("No reminders on");
    }
    ada.says("no reminders on 11 december").reads("as many breaks ahead as I keep");
    assert_eq!(ada.snapshot.holds.breaks.len(), 10);
}

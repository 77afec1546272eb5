//! A club managed from somebody's own chat: by who runs it, as its platform says at each
//! action, and by nobody else, whatever number they name.

use super::clubs::Club;
use crate::{
    bot::ClubTap,
    club::ClubId,
    event::{Command, Input, Platform, Standing},
    message::Outgoing,
    reminder::ScheduleId,
    store::tests::support::{Bench, on_both},
};

on_both! {
    whoever_runs_a_club_manages_it_from_their_own_chat
    nobody_else_manages_it_by_whatever_number
    an_answer_is_told_from_a_word_about_oneself
}

const START: &str = "2026-01-12T18:00:00Z";

fn text(outgoing: &Outgoing) -> String {
    format!("{:?}", outgoing.screen.blocks)
}

fn command(line: &str) -> Input {
    Input::Command(Command::Club, line.to_owned())
}

fn press(tap: ClubTap) -> Input {
    Input::Press(tap.to_string())
}

/// A club with a reminder, in which each of them did something.
async fn begin(bench: &Bench, people: &[&str]) -> Club {
    let mut club = Club::begin(bench, Platform::Telegram, START).await;
    let place = club.place("100", None);
    club.sets("Track is closed", "every day 19:00, UTC", place, None).await;
    for who in people {
        let reminders = Input::Command(Command::Reminders, String::new());
        club.is_done_by(who, Standing::Member, reminders).await;
        club.delivery().await;
    }
    club
}

const MANAGE: ClubTap = ClubTap::Manage(ClubId::from_number(1));

async fn whoever_runs_a_club_manages_it_from_their_own_chat(bench: Bench) {
    let mut club = begin(&bench, &["1001"]).await;
    *club.standing.lock().unwrap() = Standing::Admin;
    let which = club.in_private("1001", command("")).await;
    assert_eq!(which.screen.choices[0].data, MANAGE.to_string(), "{which:?}");
    let panel = club.in_private("1001", press(MANAGE)).await;
    assert!(text(&panel).contains("One reminder"), "{panel:?}");
    // It is the one that was chosen from then on.
    let history = club.in_private("1001", command("history")).await;
    assert!(text(&history).contains("ada set Track is closed"), "{history:?}");
    let pause = ClubTap::read("k1.pause.1.1").expect("a tap");
    let paused = club.in_private("1001", press(pause)).await;
    assert!(text(&paused).contains("Paused until you resume it"), "{paused:?}");
    club.nothing_until("2026-01-12T20:00:00Z").await;
    club.end().await;
}

async fn nobody_else_manages_it_by_whatever_number(bench: Bench) {
    let mut club = begin(&bench, &["1001"]).await;
    let forged = || {
        [
            press(MANAGE),
            command("export"),
            command("history"),
            press(ClubTap::One(ScheduleId::from_number(1))),
            press(ClubTap::Export),
            press(ClubTap::read("k1.remove.1.1").expect("a tap")),
            Input::Command(Command::Schedule, "every monday 8am, UTC Mine".to_owned()),
        ]
    };
    // A stranger to the club, though the platform should call them an admin there.
    *club.standing.lock().unwrap() = Standing::Admin;
    for input in forged() {
        let answer = club.in_private("2002", input).await;
        assert!(!text(&answer).contains("Track is closed"), "{answer:?}");
        assert_eq!(answer.screen.attachment, None);
    }
    // Somebody who ran it, and no longer does.
    club.in_private("1001", press(MANAGE)).await;
    for standing in [Standing::Member, Standing::Unknown] {
        *club.standing.lock().unwrap() = standing;
        for input in forged() {
            let answer = club.in_private("1001", input).await;
            let refused = text(&answer);
            let refused =
                refused.contains("Only those who run") || refused.contains("could not find");
            assert!(refused, "{answer:?}");
            assert_eq!(answer.screen.attachment, None);
        }
    }
    let list = club.does(command("list")).await;
    assert!(text(&list).contains("1. Track is closed"), "{list:?}");
    assert!(!text(&list).contains("Mine"), "{list:?}");
    club.end().await;
}

async fn an_answer_is_told_from_a_word_about_oneself(bench: Bench) {
    let mut club = begin(&bench, &["1001"]).await;
    *club.standing.lock().unwrap() = Standing::Admin;
    club.in_private("1001", press(MANAGE)).await;
    let question = club.in_private("1001", press(ClubTap::Zone)).await;
    assert!(text(&question).contains("begin your answer with /club"), "{question:?}");
    let own = club.in_private("1001", Input::Text("my heel hurts in the morning".to_owned())).await;
    assert!(!text(&own).contains("Settings of this club"), "{own:?}");
    let settled = club.in_private("1001", command("Tokyo")).await;
    assert!(text(&settled).contains("Asia/Tokyo"), "{settled:?}");
    club.end().await;
}

//! `kill -9` at random moments: nothing accepted is lost, nothing doubled.
//!
//! An answer is accepted when the reply to it was seen. One that was sent and
//! not seen answered may have counted or not; the next start shows which.

use std::{path::Path, thread, time::Duration};

use bot_core::{
    runtime::Chance,
    store::{DataKey, Location, Store},
};
use tempfile::tempdir;

use crate::{
    runner::{ANSWERS, answer_all, closed, export, open_question},
    support::{Chat, heelbot_chat},
};

const KILLS: usize = 200;
const AT_ONCE: usize = 4;
/// An answer takes a few milliseconds, a start some more: kills fall before,
/// into and after both.
const LATEST_KILL_MICROS: u64 = 40_000;

#[test]
fn two_hundred_kills_lose_nothing_and_double_nothing() {
    let expected = undisturbed();
    let runs: Vec<_> = (0..AT_ONCE as u64)
        .map(|seed| {
            let expected = expected.clone();
            thread::spawn(move || disturbed(seed, KILLS / AT_ONCE, &expected))
        })
        .collect();
    for run in runs {
        run.join().expect("no conversation fails");
    }
}

/// The facts and the trail of a conversation nobody disturbs.
fn undisturbed() -> (serde_json::Value, Vec<String>) {
    let data = tempdir().expect("a folder");
    let mut chat = Chat::start(heelbot_chat(data.path()));
    let greeting = chat.turn().expect("a greeting");
    answer_all(&mut chat, greeting);
    let held = export(&mut chat, data.path());
    chat.end();
    let trail = closed(&held);
    assert_eq!(trail.len(), ANSWERS.len());
    (held["session"]["facts"].clone(), trail)
}

/// Conversations killed again and again, until `kills` are done.
fn disturbed(seed: u64, kills: usize, expected: &(serde_json::Value, Vec<String>)) {
    let random = Chance::seeded(seed);
    let mut left = kills;
    while left > 0 {
        let data = tempdir().expect("a folder");
        // The question that the last reply seen ended on.
        let mut accepted = 0;
        let mut chat = Chat::start(heelbot_chat(data.path()));
        let mut turn = chat.turn().expect("a greeting");
        loop {
            let open = open_question(&turn);
            let at_most_one_more = accepted + 1;
            assert!(
                (accepted..=at_most_one_more).contains(&open),
                "seed {seed}: accepted up to {accepted}, resumed at {open}:\n{turn}"
            );
            accepted = open;
            let Some((_, answer)) = ANSWERS.get(open) else { break };
            if left > 0 && random.next().is_multiple_of(3) {
                let wait = Duration::from_micros(random.next() % LATEST_KILL_MICROS);
                chat.send(answer);
                if let Some(seen) = chat.kill_after(wait).last_turn() {
                    accepted = open_question(&seen);
                }
                left -= 1;
                // A start may be killed as well, any number of times.
                while left > 0 && random.next().is_multiple_of(4) {
                    let wait = Duration::from_micros(random.next() % LATEST_KILL_MICROS);
                    Chat::start(heelbot_chat(data.path())).kill_after(wait);
                    left -= 1;
                }
                chat = Chat::start(heelbot_chat(data.path()));
                turn =
                    chat.turn().unwrap_or_else(|said| panic!("seed {seed}: no greeting: {said}"));
            } else {
                turn = chat.say(answer);
            }
        }
        let held = export(&mut chat, data.path());
        assert_eq!(
            (&held["session"]["facts"], &closed(&held)),
            (&expected.0, &expected.1),
            "seed {seed}"
        );
        chat.end();
        check_integrity(data.path());
    }
}

fn check_integrity(data: &Path) {
    let key = DataKey::from_file(&data.join("data.key")).expect("the key");
    let location = Location::Sqlite(data.join("heelbot.db"));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = Store::open(&location, key).await.expect("the database opens");
        store.integrity_check().await.expect("the database is whole");
        store.close().await;
    });
}

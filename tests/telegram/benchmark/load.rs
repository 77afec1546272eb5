//! People who answer: as fast as they are answered, or at a rate of their own.

use std::time::Duration;

use fake_telegram::{FakeTelegram, Message, Person};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep_until},
};

use crate::{
    plain::{PLAIN, question},
    usage::Usage,
};

/// What a run took.
#[derive(Debug)]
pub struct Measured {
    /// From the first tap to the last reply.
    pub took: Duration,
    /// Each turn, from the tap to the reply on the screen, in order of length.
    pub waits: Vec<Duration>,
}

impl Measured {
    pub fn turns(&self) -> u32 {
        u32::try_from(self.waits.len()).unwrap_or(u32::MAX)
    }

    /// Turns a second.
    pub fn rate(&self) -> f64 {
        f64::from(self.turns()) / self.took.as_secs_f64()
    }
}

/// So many people at once, twelve answers each; and what the bot had used before
/// the first of them.
pub async fn closed_loop(
    telegram: &FakeTelegram,
    people: u32,
    usage: impl Fn() -> Usage,
) -> (Measured, Usage) {
    let ready = begun(telegram, people).await;
    let before = usage();
    let began = Instant::now();
    let talks: JoinSet<_> =
        ready.into_iter().map(|(person, screen)| talk(person, screen)).collect();
    let mut waits: Vec<_> = talks.join_all().await.into_iter().flatten().collect();
    let took = began.elapsed();
    waits.sort_unstable();
    (Measured { took, waits }, before)
}

async fn talk(person: Person, mut screen: Message) -> Vec<Duration> {
    let mut waits = Vec::new();
    while let Some(at) = question(&screen.text) {
        let tapped = Instant::now();
        person.taps(PLAIN[at].1);
        screen = person.screen().await;
        waits.push(tapped.elapsed());
    }
    waits
}

/// So many people, one tap a second each, evenly spread: so many turns a second. A
/// reply that is late makes the next tap late, and its wait counts from when it was
/// due. The waits in order of length.
pub async fn open_loop(telegram: &FakeTelegram, people: u32, turns: u32) -> Vec<Duration> {
    const ROUND: Duration = Duration::from_secs(1);
    let ready = begun(telegram, people).await;
    let began = Instant::now() + ROUND;
    let talk = |(number, (person, mut screen)): (u32, (Person, Message))| async move {
        let mut waits = Vec::new();
        for turn in 0..turns {
            let due = began + ROUND * turn + ROUND * number / people;
            sleep_until(due).await;
            let Some(at) = question(&screen.text) else { break };
            person.taps(PLAIN[at].1);
            screen = person.screen().await;
            waits.push(due.elapsed());
        }
        waits
    };
    let talks: JoinSet<_> = (0..).zip(ready).map(talk).collect();
    let mut waits: Vec<_> = talks.join_all().await.into_iter().flatten().collect();
    waits.sort_unstable();
    waits
}

/// People who see the first question.
async fn begun(telegram: &FakeTelegram, people: u32) -> Vec<(Person, Message)> {
    let people: Vec<_> =
        (0..people).map(|number| telegram.person(&format!("Runner {number}"))).collect();
    let starts: JoinSet<_> = people
        .into_iter()
        .map(|person| async move {
            person.sends("/start");
            let screen = person.screen().await;
            (person, screen)
        })
        .collect();
    starts.join_all().await
}

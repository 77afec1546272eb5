//! People who answer: as fast as they are answered, or at a rate of their own.

use std::time::Duration;

use tokio::{
    task::JoinSet,
    time::{Instant, sleep_until},
};

/// Somebody in a conversation, at a question.
pub trait Talk: Send + 'static {
    /// Answers the question, and waits until the reply is on the screen; nothing where
    /// there is no question left.
    fn turn(&mut self) -> impl Future<Output = Option<()>> + Send;
}

/// What a run took.
#[derive(Debug)]
pub struct Measured {
    /// From the first answer to the last reply.
    pub took: Duration,
    /// Each turn, from the answer to the reply on the screen, in order of length.
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

/// All of them at once, each to the last question.
pub async fn closed_loop<T: Talk>(people: Vec<T>) -> Measured {
    let began = Instant::now();
    let talk = |mut person: T| async move {
        let mut waits = Vec::new();
        loop {
            let answered = Instant::now();
            if person.turn().await.is_none() {
                return waits;
            }
            waits.push(answered.elapsed());
        }
    };
    let talks: JoinSet<_> = people.into_iter().map(talk).collect();
    let mut waits: Vec<_> = talks.join_all().await.into_iter().flatten().collect();
    let took = began.elapsed();
    waits.sort_unstable();
    Measured { took, waits }
}

/// So many turns of each, one a second, the people evenly spread. A reply that is late
/// makes the next answer late, and its wait counts from when it was due. The waits in
/// order of length.
pub async fn open_loop<T: Talk>(people: Vec<T>, turns: u32) -> Vec<Duration> {
    const ROUND: Duration = Duration::from_secs(1);
    let began = Instant::now() + ROUND;
    let all = u32::try_from(people.len()).unwrap_or(u32::MAX);
    let talk = |(number, mut person): (u32, T)| async move {
        let mut waits = Vec::new();
        for turn in 0..turns {
            let due = began + ROUND * turn + ROUND * number / all;
            sleep_until(due).await;
            if person.turn().await.is_none() {
                break;
            }
            waits.push(due.elapsed());
        }
        waits
    };
    let talks: JoinSet<_> = (0..).zip(people).map(talk).collect();
    let mut waits: Vec<_> = talks.join_all().await.into_iter().flatten().collect();
    waits.sort_unstable();
    waits
}

/// The wait that so many of a hundred did not exceed; the waits are in order.
pub fn percentile(waits: &[Duration], percent: usize) -> Duration {
    let last = waits.len().saturating_sub(1);
    waits.get((waits.len() * percent / 100).min(last)).copied().unwrap_or_default()
}

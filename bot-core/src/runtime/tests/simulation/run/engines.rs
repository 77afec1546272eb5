//! How engines begin and end.

use std::sync::Arc;

use jiff::SignedDuration;

use super::{
    super::{
        people::{obey, remind},
        platform::{Fault, Side},
        world::{Door, Life, Watch},
    },
    Action, PLATFORMS, Processes, Run, Worker,
};
use crate::{
    bot::Policy,
    message::Adapter,
    runtime::{Chance, Engine, Parts},
};

impl Run<'_> {
    pub(super) fn disturb(&mut self) {
        let now = self.world.now();
        let up: Vec<usize> = (0..self.workers.len())
            .filter(|worker| matches!(self.workers[*worker], Worker::Up(..)))
            .collect();
        match self.acts.below(8) {
            0 | 1 => {
                let forward = self.acts.happens(500_000);
                let size = self.acts.from(30, 3_600);
                let seconds = if forward { size } else { -size };
                let back = now + self.within(SignedDuration::from_hours(12));
                self.at(now, Action::SetClock { seconds });
                self.at(back, Action::SetClock { seconds: 0 });
            }
            2 | 3 if !up.is_empty() => {
                let worker = up[self.acts.below(up.len())];
                self.trouble(Fault::OrderlyRestart);
                self.down_since.get_or_insert(self.world.shown());
                let stop = |worker: &mut Worker| {
                    if let Worker::Up(life, engine) = worker {
                        let (life, engine) = (*life, engine.clone());
                        let stop = tokio::spawn(async move { engine.shutdown().await });
                        *worker = Worker::Stopping(life, stop);
                    }
                };
                match self.processes {
                    Processes::One => self.workers.iter_mut().for_each(stop),
                    Processes::Several => stop(&mut self.workers[worker]),
                }
            }
            _ if !up.is_empty() => {
                if let Worker::Up(life, _) = self.workers[up[0]] {
                    self.trouble(Fault::Crash);
                    self.world.doom(life);
                }
            }
            _ => {}
        }
    }

    /// Ends an engine at once, and whatever is one process with it; it starts
    /// again soon, or after hours.
    pub(super) fn crash(&mut self, life: Life) {
        let mut throws = self.dice.about(("crash", life));
        self.down_since.get_or_insert(self.world.shown());
        let long = match throws.below(40) {
            0 => SignedDuration::from_mins(throws.from(60, 60 * 30)),
            1..=5 => SignedDuration::from_mins(throws.from(2, 59)),
            _ => SignedDuration::from_millis(throws.from(100, 30_000)),
        };
        // Nothing is down at the end, when all that waits is to arrive.
        let again = (self.world.now() + long).min(self.end);
        let again = again.max(self.world.now());
        if long > SignedDuration::from_mins(59) {
            self.trouble(Fault::LongDowntime);
        }
        for index in 0..self.workers.len() {
            let Some(at) = self.workers[index].life() else { continue };
            if at == life || self.processes == Processes::One {
                self.world.kill(at);
                self.workers[index] = Worker::Down;
                self.at(again, Action::Start(index));
            }
        }
        // It may have been killed a moment before.
        self.world.kill(life);
    }

    pub(super) async fn start(&mut self, worker: usize) {
        if !matches!(self.workers[worker], Worker::Down) {
            return;
        }
        self.lives += 1;
        let life = Life(self.lives);
        let (world, sky) = (Arc::clone(&self.world), Arc::clone(&self.sky));
        let door = Door { world: Arc::clone(&world), life };
        let store = self.control.beside(self.bench.key, Arc::new(door)).await;
        let texts = Arc::clone(&self.texts);
        let seed = self.dice.about(("engine", life)).next();
        let start = tokio::spawn(async move {
            let side = |platform| -> Arc<dyn Adapter> {
                Arc::new(Side { platform, sky: Arc::clone(&sky), life })
            };
            Engine::start(Parts {
                store,
                texts,
                policy: Policy::default(),
                clock: Arc::new(Watch { world, life }),
                chance: Chance::seeded(seed),
                respond: obey,
                remind,
                adapters: PLATFORMS.into_iter().map(side).collect(),
            })
            .await
        });
        self.workers[worker] = Worker::Starting(life, start);
    }
}

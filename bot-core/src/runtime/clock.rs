//! The time, and waiting for it.

use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// Tells the time and waits for it.
pub trait Clock: Send + Sync + 'static {
    /// The time.
    fn now(&self) -> Timestamp;

    /// Waits until it is at least this time: for as long as it takes, should
    /// the clock be set back meanwhile.
    fn sleep_until(&self, at: Timestamp) -> BoxFuture<'_, ()>;

    /// Waits for so long, whatever the clock is set to meanwhile.
    fn sleep(&self, time: SignedDuration) -> BoxFuture<'_, ()> {
        self.sleep_until(self.now().saturating_add(time).unwrap_or(Timestamp::MAX))
    }
}

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

/// The longest uninterrupted sleep: a clock that is set while we sleep is noticed by then.
const LONGEST_NAP: Duration = Duration::from_secs(30);

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep_until(&self, at: Timestamp) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            while let Some(left) = until(self.now(), at) {
                tokio::time::sleep(left.min(LONGEST_NAP)).await;
            }
        })
    }

    fn sleep(&self, time: SignedDuration) -> BoxFuture<'_, ()> {
        let time = Duration::try_from(time).unwrap_or_default();
        Box::pin(tokio::time::sleep(time))
    }
}

/// How long it is until then; `None` once it is.
fn until(now: Timestamp, at: Timestamp) -> Option<Duration> {
    let left = Duration::try_from(at.duration_since(now)).ok()?;
    (!left.is_zero()).then_some(left)
}

/// A clock that starts at the system's time and runs faster: for trying out in
/// a minute what takes an hour.
#[derive(Clone, Copy, Debug)]
pub struct ScaledClock {
    since: Instant,
    start: Timestamp,
    speed: u32,
}

impl ScaledClock {
    /// A clock that runs `speed` times as fast; 0 counts as 1.
    pub fn new(speed: u32) -> Self {
        Self { since: Instant::now(), start: Timestamp::now(), speed: speed.max(1) }
    }
}

impl Clock for ScaledClock {
    fn now(&self) -> Timestamp {
        let gone = SignedDuration::try_from(self.since.elapsed()).unwrap_or(SignedDuration::MAX);
        let gone = gone.saturating_mul(i32::try_from(self.speed).unwrap_or(i32::MAX));
        self.start.saturating_add(gone).unwrap_or(Timestamp::MAX)
    }

    fn sleep_until(&self, at: Timestamp) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            while let Some(left) = until(self.now(), at) {
                // At least a tick: a nap of nothing would spin.
                let nap = (left / self.speed).clamp(Duration::from_millis(1), LONGEST_NAP);
                tokio::time::sleep(nap).await;
            }
        })
    }
}

/// A clock that stands still until it is moved by hand. A clone is the same clock.
#[derive(Clone, Debug)]
pub struct TestClock(watch::Sender<Moved>);

#[derive(Clone, Copy, Debug)]
struct Moved {
    now: Timestamp,
    /// How much time has gone by, whatever the clock was set to.
    gone: SignedDuration,
}

impl TestClock {
    /// A clock that shows this time.
    pub fn at(now: Timestamp) -> Self {
        Self(watch::Sender::new(Moved { now, gone: SignedDuration::ZERO }))
    }

    /// Moves the clock on and wakes whoever waited for a time up to then.
    pub fn advance(&self, by: SignedDuration) {
        self.0.send_modify(|time| {
            time.now = time.now.saturating_add(by).unwrap_or(Timestamp::MAX);
            time.gone = time.gone.saturating_add(by);
        });
    }

    /// Sets the clock, without any time going by.
    pub fn set(&self, now: Timestamp) {
        self.0.send_modify(|time| time.now = now);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        self.0.borrow().now
    }

    fn sleep_until(&self, at: Timestamp) -> BoxFuture<'_, ()> {
        self.wait_for(move |time| time.now >= at)
    }

    fn sleep(&self, time: SignedDuration) -> BoxFuture<'_, ()> {
        let until = self.0.borrow().gone.saturating_add(time);
        self.wait_for(move |time| time.gone >= until)
    }
}

impl TestClock {
    fn wait_for(&self, is_over: impl Fn(&Moved) -> bool + Send + 'static) -> BoxFuture<'_, ()> {
        let mut time = self.0.subscribe();
        Box::pin(async move {
            // An error means that the clock is gone, and with it the time waited for.
            if time.wait_for(is_over).await.is_err() {
                std::future::pending().await
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_sleeper_wakes_when_the_clock_is_moved_there() {
        let start: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        let clock = TestClock::at(start);
        clock.sleep_until(start).await;
        let hour = SignedDuration::from_hours(1);
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move {
                clock.sleep_until(start + hour).await;
                clock.now()
            }
        });
        clock.advance(hour / 2);
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished());
        clock.advance(hour);
        assert_eq!(sleeper.await.unwrap(), start + hour * 3 / 2);
    }

    #[tokio::test(start_paused = true)]
    async fn the_system_clock_does_not_wait_for_the_past() {
        SystemClock.sleep_until(SystemClock.now() - SignedDuration::from_hours(1)).await;
    }

    #[test]
    fn a_scaled_clock_runs_ahead() {
        let clock = ScaledClock {
            since: Instant::now().checked_sub(Duration::from_secs(60)).unwrap(),
            start: "2026-11-22T08:00:00Z".parse().unwrap(),
            speed: 60,
        };
        let ahead = clock.now().duration_since(clock.start);
        assert!((3600..3700).contains(&ahead.as_secs()), "{ahead}");
    }
}

//! A loop that fails is started again, later each time; one that panics fails
//! like any other. It stops only when all stop.

use std::{future::Future, sync::Arc};

use jiff::SignedDuration;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::clock::Clock;
use crate::store::StoreError;

/// How long is waited before the first new start; doubled each time.
const FIRST: SignedDuration = SignedDuration::from_secs(1);
/// The longest wait; a loop that ran this long is held to be well again.
const LONGEST: SignedDuration = SignedDuration::from_secs(60);

/// How long to wait after so many failures in a row.
pub(super) fn back_off(failures: u32) -> SignedDuration {
    FIRST.saturating_mul(1 << failures.min(6)).min(LONGEST)
}

/// Keeps the loop running until it ends well or `stopping`.
pub(super) fn supervise<F, R>(
    tasks: &TaskTracker,
    stopping: CancellationToken,
    clock: Arc<dyn Clock>,
    name: &'static str,
    run: F,
) where
    F: Fn() -> R + Send + Sync + 'static,
    R: Future<Output = Result<(), StoreError>> + Send + 'static,
{
    let tracker = tasks.clone();
    tasks.spawn(async move {
        let mut failures = 0;
        while !stopping.is_cancelled() {
            let started = clock.now();
            match tracker.spawn(run()).await {
                Ok(Ok(())) => return,
                Ok(Err(error)) => tracing::error!(name, %error, "a loop failed"),
                // The message of a panic may quote what was being worked on.
                Err(_) => tracing::error!(name, "a loop panicked"),
            }
            if clock.now().duration_since(started) > LONGEST {
                failures = 0;
            }
            let wait = back_off(failures);
            failures += 1;
            tokio::select! {
                () = clock.sleep(wait) => {}
                () = stopping.cancelled() => {}
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::sync::mpsc;

    use super::*;
    use crate::runtime::TestClock;

    #[test]
    fn the_wait_grows_to_a_minute() {
        let waits: Vec<_> = (0..8).map(|failures| back_off(failures).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
    }

    #[tokio::test]
    async fn a_loop_that_fails_or_panics_is_started_again() {
        let clock = TestClock::at("2026-11-22T08:00:00Z".parse().unwrap());
        let (told, mut starts) = mpsc::unbounded_channel();
        let tasks = TaskTracker::new();
        let count = Arc::new(AtomicU32::new(0));
        supervise(&tasks, CancellationToken::new(), Arc::new(clock.clone()), "test", move || {
            let (told, count) = (told.clone(), Arc::clone(&count));
            async move {
                let start = count.fetch_add(1, Ordering::SeqCst);
                told.send(start).unwrap();
                match start {
                    0 => Err(StoreError::Closed),
                    1 => panic!("on purpose"),
                    _ => Ok(()),
                }
            }
        });
        assert_eq!(starts.recv().await, Some(0));
        clock.advance(SignedDuration::from_secs(1));
        while starts.try_recv() != Ok(1) {
            tokio::task::yield_now().await;
            clock.advance(SignedDuration::from_secs(1));
        }
        while starts.try_recv() != Ok(2) {
            tokio::task::yield_now().await;
            clock.advance(SignedDuration::from_secs(1));
        }
        tasks.close();
        tasks.wait().await;
    }
}

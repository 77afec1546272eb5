//! Whether the loops still turn, for whoever decides that a restart would help.
//!
//! By the machine's own time, not by the clock that is passed in: a loop that hangs
//! is to be seen whatever that one says.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

/// One loop's.
#[derive(Debug)]
pub(super) struct Beat {
    pub(super) name: &'static str,
    since: Instant,
    /// Milliseconds from then to the loop's last round.
    turned: AtomicU64,
}

impl Beat {
    pub(super) fn of(name: &'static str) -> Self {
        Self { name, since: Instant::now(), turned: AtomicU64::new(0) }
    }

    /// The loop begins another round.
    pub(super) fn turn(&self) {
        let millis = u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.turned.store(millis, Ordering::Relaxed);
    }

    /// Whether it has not for so long. A loop that never did hangs from the start.
    pub(super) fn is_stalled(&self, now: Instant, longest: Duration) -> bool {
        let turned = Duration::from_millis(self.turned.load(Ordering::Relaxed));
        now.saturating_duration_since(self.since).saturating_sub(turned) > longest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loop_that_has_not_turned_for_long_is_stalled_until_it_does() {
        let beat = Beat::of("test");
        let (start, longest) = (beat.since, Duration::from_secs(180));
        assert!(!beat.is_stalled(start + longest, longest));
        assert!(beat.is_stalled(start + longest + Duration::from_millis(1), longest));
        beat.turned.store(60_000, Ordering::Relaxed);
        assert!(!beat.is_stalled(start + Duration::from_secs(240), longest));
        assert!(beat.is_stalled(start + Duration::from_secs(241), longest));
        beat.turn();
        assert!(!beat.is_stalled(Instant::now(), longest));
    }
}

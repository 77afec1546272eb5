//! How soon a session may be begun at the gateway. Discord makes a bot's token void
//! after a thousand in a day, so there are some to lose at once, and then a few an
//! hour; and what never comes about is tried less and less often. Pure: time is
//! passed in.

use std::time::{Duration, Instant};

/// Sessions are begun this far apart: Discord's limit where one may begin at a time.
const APART: Duration = Duration::from_millis(5200);
/// So many may be begun one after the other.
const AT_ONCE: u32 = 120;
/// So often there is one more to be begun: 360 a day.
const ONE_MORE: Duration = Duration::from_secs(240);
/// So many beginnings in a row may come to nothing before it gets slower.
const FREE: u32 = 3;
/// The longest wait after beginnings that came to nothing.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// The beginnings so far.
#[derive(Default)]
pub struct Starts {
    last: Option<Instant>,
    /// When all that were begun will have been made up for.
    settled: Option<Instant>,
    /// How many in a row came to nothing.
    failed: u32,
    /// Not before, whatever else: Discord's own limit has been used up.
    not_before: Option<Instant>,
}

impl Starts {
    /// How long the next has to wait.
    pub fn wait(&self, now: Instant) -> Duration {
        let until = |at: Option<Instant>| {
            at.and_then(|at| at.checked_duration_since(now)).unwrap_or_default()
        };
        let slow = match self.failed.saturating_sub(FREE).min(10) {
            0 => APART,
            slower => LONGEST.min(Duration::from_secs(5 << slower)),
        };
        let apart = until(self.last.map(|last| last + slow));
        let spent = until(self.settled).saturating_sub(ONE_MORE * (AT_ONCE - 1));
        apart.max(spent).max(until(self.not_before))
    }

    /// A session is being begun.
    pub fn begin(&mut self, now: Instant) {
        self.last = Some(now);
        self.settled = Some(self.settled.map_or(now, |settled| settled.max(now)) + ONE_MORE);
    }

    /// A session that was begun has come about.
    pub fn came_about(&mut self) {
        self.failed = 0;
    }

    /// One ended before it had come about.
    pub fn came_to_nothing(&mut self) {
        self.failed = self.failed.saturating_add(1);
    }

    /// Discord allows no more until then.
    pub fn not_before(&mut self, then: Instant) {
        self.not_before = Some(then);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 3600);

    /// Begins sessions that each last so long, for so long; how many began.
    fn run(lasts: Duration, span: Duration, ends: fn(&mut Starts)) -> u32 {
        let (start, mut starts) = (Instant::now(), Starts::default());
        let mut now = start;
        let mut count = 0;
        while now.duration_since(start) < span {
            now += starts.wait(now);
            starts.begin(now);
            count += 1;
            now += lasts;
            ends(&mut starts);
        }
        count
    }

    #[test]
    fn sessions_that_never_come_about_are_begun_a_hundred_times_a_day() {
        let a_day = run(Duration::from_secs(1), DAY, Starts::came_to_nothing);
        assert!((50..150).contains(&a_day), "{a_day}");
    }

    #[test]
    fn sessions_that_are_lost_again_and_again_stay_far_below_what_discord_allows() {
        for seconds in [0, 1, 60, 300] {
            let lasts = Duration::from_secs(seconds);
            let a_day = run(lasts, DAY, Starts::came_about);
            assert!(a_day <= 500, "{seconds}: {a_day}");
        }
    }

    #[test]
    fn a_bad_hour_is_got_over_quickly() {
        let (start, mut starts) = (Instant::now(), Starts::default());
        let mut now = start;
        for _ in 0..100 {
            now += starts.wait(now);
            starts.begin(now);
            starts.came_about();
        }
        assert!(now.duration_since(start) < Duration::from_secs(600));
    }

    #[test]
    fn two_are_never_begun_within_five_seconds() {
        let mut starts = Starts::default();
        let now = Instant::now();
        assert_eq!(starts.wait(now), Duration::ZERO);
        starts.begin(now);
        assert!(starts.wait(now) >= Duration::from_secs(5));
        assert_eq!(starts.wait(now + APART), Duration::ZERO);
        starts.not_before(now + DAY);
        assert!(starts.wait(now + APART) > Duration::from_secs(80_000));
    }
}

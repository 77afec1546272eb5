//! Rate limits as Discord has them: a bucket for each route and what it is about,
//! one limit over everything, and a count of calls that were refused.

use std::{
    collections::{HashMap, VecDeque},
    time::{Duration, Instant},
};

use crate::faults::Scope;

/// At most so many in any such time, over all routes but those of interactions.
const OVERALL: (usize, Duration) = (50, Duration::from_secs(1));
/// So many refused calls in such a time, and nothing is answered any more.
const INVALID: (usize, Duration) = (10_000, Duration::from_secs(600));

/// What becomes of a call beyond the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enforcement {
    /// It is answered with 429, and noted.
    Refused,
    /// Nothing is counted.
    Off,
}

/// The limit of one route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rate {
    pub most: usize,
    pub window: Duration,
    /// The bucket's name, the same for routes that share it.
    pub name: &'static str,
    pub overall: Overall,
}

/// Whether a route counts for the limit over everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Overall {
    Counts,
    Exempt,
}

/// How full the bucket of a call is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Level {
    pub most: usize,
    pub remaining: usize,
    pub reset: Duration,
    pub bucket: String,
}

/// Why a call is refused, and for how long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Exceeded {
    pub scope: Scope,
    pub wait: Duration,
}

#[derive(Debug)]
struct Bucket {
    began: Instant,
    used: usize,
}

/// What was called lately, and what of it was too much.
#[derive(Debug)]
pub(crate) struct Limits {
    enforcement: Enforcement,
    overall: VecDeque<Instant>,
    buckets: HashMap<(&'static str, String), Bucket>,
    invalid: VecDeque<Instant>,
    exceeded: Vec<String>,
}

impl Limits {
    /// Nothing was called.
    pub fn new(enforcement: Enforcement) -> Self {
        Self {
            enforcement,
            overall: VecDeque::new(),
            buckets: HashMap::new(),
            invalid: VecDeque::new(),
            exceeded: Vec::new(),
        }
    }

    /// Counts a call about something. Its bucket, where limits are kept; or why it
    /// is too much.
    pub fn count(
        &mut self,
        rate: Rate,
        about: &str,
        now: Instant,
    ) -> Result<Option<Level>, (Exceeded, Option<Level>)> {
        if self.enforcement == Enforcement::Off {
            return Ok(None);
        }
        let bucket = self.buckets.entry((rate.name, about.to_owned()));
        let bucket = bucket.or_insert(Bucket { began: now, used: 0 });
        if now.duration_since(bucket.began) >= rate.window {
            *bucket = Bucket { began: now, used: 0 };
        }
        let reset = rate.window.saturating_sub(now.duration_since(bucket.began));
        let full = bucket.used >= rate.most;
        if !full {
            bucket.used += 1;
        }
        let remaining = rate.most - bucket.used;
        let level = Level { most: rate.most, remaining, reset, bucket: bucket_name(rate.name) };
        if full {
            let wait = reset;
            self.exceeded.push(format!("{} {about}: {wait:?} early", rate.name));
            return Err((Exceeded { scope: Scope::User, wait }, Some(level)));
        }
        if rate.overall == Overall::Counts {
            let (most, window) = OVERALL;
            while self.overall.front().is_some_and(|at| now.duration_since(*at) >= window) {
                self.overall.pop_front();
            }
            if let Some(first) = self.overall.front().filter(|_| self.overall.len() >= most) {
                let wait = window.saturating_sub(now.duration_since(*first));
                self.exceeded.push(format!("overall, {} {about}: {wait:?} early", rate.name));
                return Err((Exceeded { scope: Scope::Global, wait }, None));
            }
            self.overall.push_back(now);
        }
        Ok(Some(level))
    }

    /// Counts an answer of 401, 403 or 429.
    pub fn refused(&mut self, now: Instant) {
        self.invalid.push_back(now);
    }

    /// How many there were, as far as they are counted.
    pub fn refusals(&self) -> usize {
        self.invalid.len()
    }

    /// How many there were in the last ten minutes.
    pub fn invalid(&mut self, now: Instant) -> usize {
        while self.invalid.front().is_some_and(|at| now.duration_since(*at) >= INVALID.1) {
            self.invalid.pop_front();
        }
        self.invalid.len()
    }

    /// Whether there were so many that nothing is answered.
    pub fn is_banned(&mut self, now: Instant) -> bool {
        self.invalid(now) >= INVALID.0
    }

    /// Everything that was too much.
    pub fn exceeded(&self) -> &[String] {
        &self.exceeded
    }
}

/// A name that says nothing, as Discord's are.
fn bucket_name(name: &str) -> String {
    let number = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{number:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIVE: Rate = Rate {
        most: 5,
        window: Duration::from_secs(5),
        name: "messages",
        overall: Overall::Counts,
    };

    #[test]
    fn a_bucket_fills_and_is_empty_again_when_its_time_is_over() {
        let (mut limits, start) = (Limits::new(Enforcement::Refused), Instant::now());
        let mut at = |millis| limits.count(FIVE, "7", start + Duration::from_millis(millis));
        let left: Vec<_> = (0..5).map(|_| at(0).unwrap().unwrap().remaining).collect();
        assert_eq!(left, [4, 3, 2, 1, 0]);
        let (exceeded, level) = at(1_000).unwrap_err();
        assert_eq!((exceeded.scope, exceeded.wait), (Scope::User, Duration::from_secs(4)));
        assert_eq!(level.unwrap().remaining, 0);
        assert_eq!(at(5_000).unwrap().unwrap().remaining, 4);
    }

    #[test]
    fn the_fifty_first_call_in_a_second_is_too_much_but_for_interactions() {
        let (mut limits, start) = (Limits::new(Enforcement::Refused), Instant::now());
        let mut call = |about: usize, rate| limits.count(rate, &about.to_string(), start);
        assert!((0..50).all(|about| call(about, FIVE).is_ok()));
        let (exceeded, _) = call(50, FIVE).unwrap_err();
        assert_eq!((exceeded.scope, exceeded.wait), (Scope::Global, Duration::from_secs(1)));
        let exempt = Rate { overall: Overall::Exempt, ..FIVE };
        assert!(call(51, exempt).is_ok());
        assert_eq!(limits.exceeded().len(), 1);
    }

    #[test]
    fn ten_thousand_refused_calls_in_ten_minutes_end_it() {
        let (mut limits, start) = (Limits::new(Enforcement::Refused), Instant::now());
        for _ in 0..9_999 {
            limits.refused(start);
        }
        assert!(!limits.is_banned(start));
        limits.refused(start);
        assert!(limits.is_banned(start));
        assert!(!limits.is_banned(start + Duration::from_secs(600)));
    }
}

//! What goes wrong on the way, by order: the next so many calls that fit.

use std::time::{Duration, Instant};

use crate::refusal::{Blame, Refusal};

/// How a call fails.
#[derive(Clone, Debug)]
pub enum Failure {
    /// 429 with so many seconds to wait.
    TooManyRequests(u64),
    /// A status of 500 and above, with a page instead of JSON, as from a proxy.
    ServerError(u16),
    /// No answer ever comes; nothing was done.
    HangsBefore,
    /// It is done, and no answer ever comes.
    HangsAfter,
    /// The connection ends; nothing was done.
    CutBefore,
    /// It is done, and the connection ends.
    CutAfter,
    /// This refusal.
    Refused(Refusal),
}

/// Which calls fail, how often, and how.
#[derive(Clone, Debug)]
pub struct Fault {
    method: Option<&'static str>,
    chat: Option<i64>,
    until: Until,
    failure: Failure,
}

#[derive(Clone, Copy, Debug)]
enum Until {
    Times(usize),
    Moment(Instant),
}

impl Fault {
    /// The next call of any kind fails.
    pub fn next(failure: Failure) -> Self {
        Self { method: None, chat: None, until: Until::Times(1), failure }
    }

    /// Only calls of this method.
    pub fn of(mut self, method: &'static str) -> Self {
        self.method = Some(method);
        self
    }

    /// Only calls about this chat.
    pub fn in_chat(mut self, chat: i64) -> Self {
        self.chat = Some(chat);
        self
    }

    /// So many of them.
    pub fn times(mut self, times: usize) -> Self {
        self.until = Until::Times(times);
        self
    }

    /// All of them, for so long.
    pub fn lasting(mut self, time: Duration) -> Self {
        self.until = Until::Moment(Instant::now() + time);
        self
    }

    fn fits(&self, method: &str, chat: Option<i64>) -> bool {
        self.method.is_none_or(|only| only == method)
            && self.chat.is_none_or(|only| Some(only) == chat)
    }
}

/// The orders that are not used up.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// One more.
    pub fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// How this call fails, if it does.
    pub fn strike(&mut self, method: &str, chat: Option<i64>) -> Option<Failure> {
        let now = Instant::now();
        self.0.retain(|fault| match fault.until {
            Until::Times(left) => left > 0,
            Until::Moment(end) => now < end,
        });
        let fault = self.0.iter_mut().find(|fault| fault.fits(method, chat))?;
        match &mut fault.until {
            Until::Times(left) => *left -= 1,
            Until::Moment(end) => {
                if let Failure::TooManyRequests(_) = fault.failure {
                    let left = end.duration_since(now).as_secs_f64().ceil();
                    return Some(Failure::Refused(still_waiting(left)));
                }
            }
        }
        Some(fault.failure.clone())
    }
}

/// The wait named is what is left of it.
fn still_waiting(seconds: f64) -> Refusal {
    // Whole and small: exact.
    let seconds = Duration::from_secs_f64(seconds).as_secs();
    Refusal { blame: Blame::Life, ..Refusal::too_many_requests(seconds) }
}

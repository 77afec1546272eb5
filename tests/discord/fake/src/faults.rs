//! What goes wrong on the way, by order: the next so many calls that fit.

use std::time::{Duration, Instant};

use crate::{id::Id, refusal::Refusal, rest::ROUTES};

/// How a call fails.
#[derive(Clone, Debug)]
pub enum Failure {
    /// 429 with so many seconds to wait, for this bucket or for everything.
    TooManyRequests {
        /// The seconds.
        seconds: f64,
        /// What is to wait.
        scope: Scope,
    },
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

/// What a 429 speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The bot, on this route.
    User,
    /// The bot, everywhere.
    Global,
    /// Everybody, on this resource.
    Shared,
}

impl Scope {
    /// As `X-RateLimit-Scope` says it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Global => "global",
            Self::Shared => "shared",
        }
    }
}

/// Which calls fail, how often, and how.
#[derive(Clone, Debug)]
pub struct Fault {
    route: Option<&'static str>,
    about: Option<Id>,
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
        Self { route: None, about: None, until: Until::Times(1), failure }
    }

    /// Only calls of this route, as [`ROUTES`] writes it.
    ///
    /// # Panics
    /// There is no such route: the fault would never happen.
    pub fn of(mut self, route: &'static str) -> Self {
        assert!(ROUTES.contains(&route), "there is no route {route:?}");
        self.route = Some(route);
        self
    }

    /// Only calls whose path names this channel, server or application.
    pub fn about(mut self, id: Id) -> Self {
        self.about = Some(id);
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

    fn fits(&self, route: &str, about: Option<Id>) -> bool {
        self.route.is_none_or(|only| only == route)
            && self.about.is_none_or(|only| Some(only) == about)
    }
}

/// The orders that are not used up.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    /// One more.
    pub fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// How this call fails, if it does.
    pub fn strike(&mut self, route: &str, about: Option<Id>) -> Option<Failure> {
        let now = Instant::now();
        self.0.retain(|fault| match fault.until {
            Until::Times(left) => left > 0,
            Until::Moment(end) => now < end,
        });
        let fault = self.0.iter_mut().find(|fault| fault.fits(route, about))?;
        let mut failure = fault.failure.clone();
        match (&mut fault.until, &mut failure) {
            (Until::Times(left), _) => *left -= 1,
            (Until::Moment(end), Failure::TooManyRequests { seconds, .. }) => {
                *seconds = end.duration_since(now).as_secs_f64();
            }
            (Until::Moment(_), _) => {}
        }
        Some(failure)
    }
}

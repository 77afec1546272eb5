//! What calls have to wait for: limits that Discord's answers told of, a token it
//! does not take, and too many calls that it refused.
//!
//! Discord bans an address that makes 10,000 calls in ten minutes which end in 401,
//! 403 or 429. Long before that nothing is sent any more.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use crate::api::{Refusal, Scope};

/// The most refusals in a [`SPAN`]. Any ten minutes touch three spans.
const MOST_REFUSED: u32 = 2500;
const SPAN: Duration = Duration::from_secs(300);
/// Beyond so many closed routes those that are open again are forgotten.
const MANY: usize = 1000;
/// How long nothing is sent with a token that is not, or no longer, a bot's.
const TOKEN_REFUSED: Duration = Duration::from_secs(300);

/// Calls that share a limit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    /// Messages to a channel.
    Post(String),
    /// Changes of messages in a channel.
    Edit(String),
    /// Opening channels of direct messages.
    Direct,
    /// All other calls of the bot's own.
    Other,
}

/// Until when what is closed.
#[derive(Default)]
pub struct Routes {
    shared: Mutex<Shared>,
}

#[derive(Default)]
struct Shared {
    routes: HashMap<Route, Instant>,
    all: Option<Instant>,
    refused: u32,
    span: Option<Instant>,
}

impl Routes {
    /// How long a call has to wait, and what else has to. A call without a route is the
    /// answer to an interaction, which Discord does not count.
    pub fn closed(&self, route: Option<&Route>) -> Option<(Duration, Scope)> {
        let shared = self.lock();
        let now = Instant::now();
        let left = |until: Option<&Instant>| until?.checked_duration_since(now);
        if let Some(wait) = shared.too_many(now) {
            return Some((wait, Scope::All));
        }
        let route = route?;
        let all = left(shared.all.as_ref()).map(|wait| (wait, Scope::All));
        all.or_else(|| Some((left(shared.routes.get(route))?, Scope::Route)))
    }

    /// A limit is reached: nothing more until that has passed.
    pub fn close(&self, route: Route, wait: Duration) {
        let now = Instant::now();
        let mut shared = self.lock();
        if shared.routes.len() >= MANY {
            shared.routes.retain(|_, until| *until > now);
        }
        shared.routes.insert(route, now + wait);
    }

    /// Discord said no.
    pub fn refused(&self, route: Option<Route>, refusal: &Refusal) {
        if !matches!(refusal.status, 401 | 403 | 429) {
            return;
        }
        let now = Instant::now();
        self.lock().count(now);
        let close_all = |wait| self.lock().all = Some(now + wait);
        match (refusal.status, refusal.retry_after, route) {
            // Of an interaction's own token it says nothing about ours.
            (401, _, Some(_)) => close_all(TOKEN_REFUSED),
            (429, Some(wait), _) if refusal.scope == Scope::All => close_all(wait),
            (429, Some(wait), Some(route)) => self.close(route, wait),
            _ => {}
        }
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        // Every change is one assignment: what is inside is whole whenever a panic may strike.
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shared {
    fn count(&mut self, now: Instant) {
        if self.span.is_none_or(|began| now.duration_since(began) >= SPAN) {
            self.span = Some(now);
            self.refused = 0;
        }
        self.refused += 1;
    }

    fn too_many(&self, now: Instant) -> Option<Duration> {
        let passed = now.duration_since(self.span?);
        let wait = SPAN.checked_sub(passed).filter(|wait| !wait.is_zero())?;
        (self.refused >= MOST_REFUSED).then_some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(status: u16, scope: Scope) -> Refusal {
        Refusal { status, retry_after: Some(Duration::from_secs(9)), scope, ..Refusal::default() }
    }

    fn post(channel: &str) -> Route {
        Route::Post(channel.into())
    }

    #[test]
    fn a_limit_of_one_channel_holds_nothing_else() {
        let routes = Routes::default();
        routes.refused(Some(post("1")), &refusal(429, Scope::Route));
        assert!(matches!(routes.closed(Some(&post("1"))), Some((_, Scope::Route))));
        assert_eq!(routes.closed(Some(&post("2"))), None);
        assert_eq!(routes.closed(Some(&Route::Edit("1".into()))), None);
    }

    #[test]
    fn a_limit_over_all_and_a_refused_token_hold_all_but_answers() {
        for refusal in [refusal(429, Scope::All), refusal(401, Scope::Route)] {
            let routes = Routes::default();
            routes.refused(Some(post("1")), &refusal);
            assert!(matches!(routes.closed(Some(&post("2"))), Some((_, Scope::All))));
            assert_eq!(routes.closed(None), None);
        }
    }

    #[test]
    fn nothing_is_sent_long_before_discord_would_ban_the_address() {
        let routes = Routes::default();
        let forbidden = Refusal { status: 403, ..Refusal::default() };
        for _ in 1..MOST_REFUSED {
            routes.refused(Some(post("1")), &forbidden);
        }
        assert_eq!(routes.closed(Some(&post("2"))), None);
        routes.refused(None, &forbidden);
        assert!(matches!(routes.closed(Some(&post("2"))), Some((_, Scope::All))));
        assert!(matches!(routes.closed(None), Some((_, Scope::All))));
        const { assert!(MOST_REFUSED * 3 < 10_000) };
    }

    #[test]
    fn what_was_not_refused_for_good_reason_is_not_counted() {
        let routes = Routes::default();
        routes.refused(Some(post("1")), &refusal(500, Scope::Route));
        assert_eq!(routes.closed(Some(&post("1"))), None);
    }
}

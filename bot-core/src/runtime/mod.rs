//! When things happen: events are taken in, acted on one at a time per
//! conversation, and what they lead to is sent.
//!
//! What an event means is [`bot`](crate::bot)'s matter, what is kept
//! [`store`](crate::store)'s, how a platform is spoken to its adapter's. Time
//! and chance are passed in, so that a test moves the one and repeats the other.

mod beat;
mod chance;
mod clock;
mod delivery;
mod engine;
mod limits;
mod outcome;
mod scheduler;
mod supervise;
#[cfg(test)]
mod tests;
mod upkeep;

pub use chance::Chance;
pub use clock::{Clock, ScaledClock, SystemClock, TestClock};
pub use engine::{Engine, Parts};

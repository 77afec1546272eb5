//! How the fake is to be, from the start.

use std::time::Duration;

use crate::{limits::Enforcement, transcript::Detail};

/// How the fake is to be.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The port for calls; 0 for a free one. The gateway takes another.
    pub port: u16,
    /// The shards that `GET /gateway/bot` advises, and below which no bot is let in.
    pub shards: u64,
    /// How many shards may identify at the same time.
    pub max_concurrency: u64,
    /// In which time so many may identify.
    pub identify_window: Duration,
    /// How often a bot may identify in a day.
    pub identifies: u64,
    /// How often the bot is to show that it is alive.
    pub heartbeat: Duration,
    /// What becomes of what is sent too often.
    pub enforcement: Enforcement,
    /// How much of what happens is kept.
    pub detail: Detail,
}

impl Default for Settings {
    /// As Discord is for a small bot; but identifying again does not take five
    /// seconds.
    fn default() -> Self {
        Self {
            port: 0,
            shards: 1,
            max_concurrency: 1,
            identify_window: Duration::from_millis(100),
            identifies: 1_000,
            heartbeat: Duration::from_millis(41_250),
            enforcement: Enforcement::Refused,
            detail: Detail::Full,
        }
    }
}

//! One file a command: its arguments, and what it does with them.

pub mod assess;
pub mod chat;
pub mod club;
pub mod config;
#[cfg(feature = "discord")]
pub mod discord;
pub mod preview;
#[cfg(feature = "serve")]
pub mod run;
pub mod understand;

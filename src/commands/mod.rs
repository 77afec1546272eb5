//! One file a command: its arguments, and what it does with them.

pub mod assess;
#[expect(dead_code, reason = "offered once the engine is there to talk to")]
pub mod chat;
pub mod config;
pub mod preview;
pub mod understand;

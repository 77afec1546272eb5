//! One file a command: its arguments, and what it does with them.

pub mod assess;
pub mod chat;
pub mod config;
pub mod preview;
pub mod understand;

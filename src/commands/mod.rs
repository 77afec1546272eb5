//! One file a command: its arguments, and what it does with them.

pub mod assess;
pub mod understand;
pub mod preview;

//! What a conversation, an assessment and a reminder is. Knows no chat platform.

pub mod assessment;
pub mod bot;
pub mod club;
pub mod event;
pub mod facts;
pub mod interview;
pub mod message;
pub mod reminder;
pub mod runtime;
pub mod schedule;
pub mod store;
pub mod text;
pub mod understanding;

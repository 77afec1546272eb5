//! What a conversation, an assessment and a reminder is. Knows no chat platform.

pub mod facts;

//! The place of heelbot's Telegram adapter.
//!
//! It is empty today: nothing here connects to Telegram. When it is built, this
//! will be the only crate that knows teloxide; it will translate what Telegram
//! sends into bot-core's events, deliver bot-core's messages, and decide nothing.

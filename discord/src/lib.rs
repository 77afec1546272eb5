//! The place of heelbot's Discord adapter.
//!
//! It is empty today: nothing here connects to Discord. When it is built, this
//! will be the only crate that knows serenity; it will translate what Discord
//! sends into bot-core's events, deliver bot-core's messages, and decide nothing.

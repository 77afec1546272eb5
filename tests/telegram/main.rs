//! The real binary, talked to by people on a Telegram that lives on this machine.
//!
//! [`fake_telegram`] is the platform and its people; [`bot`] the process; `runner`
//! somebody who answers whatever is asked. The rest are conversations.

mod bot;
mod conversation;
mod crash;
mod database;
mod fan_out;
mod groups;
mod plain;
mod privacy;
mod runner;
mod shapes;
mod trouble;

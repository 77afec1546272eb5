//! The real binary, talked to by people on a Telegram that lives on this machine.
//!
//! [`fake_telegram`] is the platform and its people; [`bot`] the process; `runner`
//! somebody who answers whatever is asked. The rest are conversations.

mod bot;
mod club_members;
mod clubs;
mod conversation;
mod crash;
#[path = "../support/database.rs"]
mod database;
mod fan_out;
mod groups;
#[path = "../support/hidden.rs"]
mod hidden;
#[path = "../support/plain.rs"]
mod plain;
mod privacy;
#[path = "../support/process.rs"]
mod process;
mod runner;
mod shapes;
mod trouble;

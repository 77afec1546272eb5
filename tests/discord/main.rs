//! The real binary, talked to by people on a Discord that lives on this machine.
//!
//! [`fake_discord`] is the platform and its people; [`bot`] the process; `runner`
//! somebody who answers whatever is asked. The rest are conversations.

mod bot;
mod club_members;
mod club_rooms;
#[path = "../support/clubs.rs"]
mod clubs;
mod conversation;
mod crash;
#[path = "../support/database.rs"]
mod database;
mod fan_out;
#[path = "../support/hidden.rs"]
mod hidden;
mod modes;
mod odd;
#[path = "../support/plain.rs"]
mod plain;
mod privacy;
#[path = "../support/process.rs"]
mod process;
mod reminders;
mod runner;
mod servers;
mod torn;
mod trouble;
mod words;

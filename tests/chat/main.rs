//! The real binary, talked to through pipes.

mod bad_input;
mod crash;
mod disk;
mod full_disk;
mod harness;
mod left;
mod postgres;
mod privacy;
mod reminders;
mod runner;
#[path = "../support/mod.rs"]
mod support;
mod talk;
mod told;

//! The real binary, talked to through pipes.

mod bad_input;
mod crash;
mod harness;
mod privacy;
mod runner;
#[path = "../support/mod.rs"]
mod support;
mod talk;

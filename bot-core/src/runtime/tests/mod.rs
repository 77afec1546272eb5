//! The way of an event from end to end, with a bot that does as it is told, a
//! platform that fails on purpose and a clock that is moved by hand.

mod clubs;
mod delivery;
mod elsewhere;
mod logs;
mod path;
mod reminders;
mod sessions;
mod simulation;
mod stage;

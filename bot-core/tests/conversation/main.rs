//! Conversations with the pure bot, told as people have them.

mod any_order;
mod danger;
mod discord;
mod kept;
mod questions;
mod reminders;
mod reminders_any_order;
mod reminders_breaks;
mod reminders_check_in;
mod reminders_ice;
mod reminders_numbered;
mod reminders_settings;
mod rights;
mod runner;
mod texts;
mod words;

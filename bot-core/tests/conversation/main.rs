//! Conversations with the pure bot, told as people have them.

mod any_order;
mod danger;
mod questions;
mod rights;
mod runner;
mod texts;
mod words;

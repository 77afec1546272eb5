//! The terminal as a platform: lines a person types become [`Incoming`], and
//! messages become text.
//!
//! Like every adapter it translates and delivers, and decides nothing: what a
//! line means is for `bot-core`. What it remembers (which numbers stand for
//! which buttons) is on the person's screen anyway and dies with the process.
//!
//! [`Incoming`]: bot_core::event::Incoming

mod adapter;
mod attachments;
mod choices;
mod input;
mod lines;
mod phrases;
mod printable;
mod render;
mod session;
mod style;

pub use adapter::{Prompt, Terminal};
pub use lines::{LineEditor, Source, print_to};
pub use phrases::{Phrases, language_of};
pub use session::{Backend, EventIds, Session};
pub use style::Palette;

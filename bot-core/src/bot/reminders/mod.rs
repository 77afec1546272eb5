//! A person's own reminders: setting, changing and stopping them, the check-in
//! they lead to, and what they say.
//!
//! When a rule fires is [`schedule`](crate::schedule)'s matter; what keeps ice or
//! stretching back is the [`assessment`](crate::assessment)'s.

mod breaks;
mod change;
mod check_in;
mod draft;
mod firing;
mod numbered;
mod page;
mod pages;
mod phases;
mod remind;
mod settings;
mod show;
mod stopped;
mod suggested;
mod suits;
mod taps;
mod told;
mod want;

pub(super) use change::Reminders;
pub(super) use pages::screen;
pub(super) use settings::read_quiet;
pub(super) use show::Show;
pub(super) use show::schedules as exported;
pub(super) use suggested::suggested;
pub(super) use taps::offers;

pub use firing::{Firing, FiringAct};
pub use page::{CheckIn, Draft, Half, Page, Sketch, Want, When};
pub use remind::remind;
pub use tap::Tap;

mod tap;

//! A club's matters in the pure bot: who may do what, and what becomes of what they say.

mod bounds;
mod dialogs;
mod docs;
mod import;
mod members;
mod rights;
mod room;
mod settings;

//! What each command, button and reply does: (snapshot, event, now) -> step. Pure.
//!
//! Who sends the event and how the answer travels is the adapters' and the
//! runtime's matter; which question comes next is the interview's.

mod button;
mod club;
mod commands;
mod document;
mod menu;
mod number;
mod presses;
mod reminders;
mod respond;
mod result;
mod say;
mod screen;
mod state;
mod step;
mod suggest;
mod topics;
mod turn;
mod words;

pub use button::{Act, Button};
pub use club::{
    Chosen, ClubTap, Setting as ClubSetting, Shown, asks_for_changes, asks_for_club, asks_for_mine,
    asks_for_seat,
};
pub use menu::{Detail, Menu, detail, menus};
pub use reminders::{
    CheckIn, Draft, Firing, FiringAct, Half, Page, Sketch, Tap, Want, When, remind,
};
pub use respond::respond;
pub use state::{State, View};
pub use step::{
    Answer, Ask, Consent, Context, Direct, Forget, Interviews, PlaceChange, Policy, Profile,
    Respond, Revision, Session, SessionChange, SessionId, Snapshot, Spot, Step, Wording,
};
pub use suggest::{Suggestion, suggest};

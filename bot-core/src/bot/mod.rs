//! What each command, button and reply does: (snapshot, event, now) -> step. Pure.
//!
//! Who sends the event and how the answer travels is the adapters' and the
//! runtime's matter; which question comes next is the interview's.

mod state;
mod step;

pub use state::State;
pub use step::{
    Consent, Context, Forget, Policy, Profile, Respond, Revision, Session, SessionChange,
    SessionId, Snapshot, Step,
};

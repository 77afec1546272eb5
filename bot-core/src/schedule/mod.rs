//! When a reminder fires: rules, the phrases people type for them, the next
//! instant, what holds a firing back, the phases of an ice session, and what
//! becomes of a firing that is late.
//!
//! All of it is pure: "now" is always an argument, time zones come from the
//! bundled tzdata. What a reminder says, who may make one and how it is sent
//! are the matter of others.

mod canonical;
mod cities;
mod elapsed;
mod holds;
pub mod ice;
mod lateness;
mod messages;
mod next;
mod phrase;
mod rrule;
mod rule;
mod weekdays;
mod zone;

#[cfg(test)]
pub(crate) mod properties;

pub use canonical::canonical;
pub use holds::{Break, Decision, Holds, Pause, PauseOf, Quiet, Whose, Why, decide, decide_held};
pub use lateness::{Coalesced, Lateness, coalesce, late};
pub use messages::{TEXT_KEYS, Words};
pub use next::{ClockChange, Occurrence, Occurrences, next};
pub use phrase::{
    Assumption, Context, DateProblem, Misunderstanding, Part, PastProblem, Question, Refusal,
    RefusalKind, Understood, parse,
};
pub use rrule::rrule;
pub use rule::{Bounds, Cadence, Rule, RuleError};
pub use weekdays::Weekdays;
pub use zone::{Zone, ZoneError};

use crate::facts::named;

named! {
    /// What a firing is for. Lateness, quiet hours and pauses treat the kinds
    /// differently.
    Kind {
        /// Time to put the ice on.
        IceOn = "ice_on",
        /// Time to take the ice off: said whatever happens, because ice left on
        /// a foot can harm the skin.
        IceOff = "ice_off",
        /// The ice session is over.
        IceEnd = "ice_end",
        /// A rest day.
        Rest = "rest",
        /// Time to stretch.
        Stretch = "stretch",
        /// A question about today's pain.
        CheckIn = "check_in",
        /// A reminder that a club set up.
        Club = "club",
    }
}

impl Kind {
    /// Whether this is a phase of an ice session.
    pub const fn is_ice(self) -> bool {
        matches!(self, Self::IceOn | Self::IceOff | Self::IceEnd)
    }
}

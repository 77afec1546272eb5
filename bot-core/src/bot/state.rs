//! What is remembered of a conversation between two events.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::reminders::{CheckIn, Page};
use crate::interview::Interview;

/// What was said in a session. Sealed in the store; never logged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The interview.
    pub interview: Interview,
    /// What the person looks at, where it isn't simply where the interview is.
    #[serde(default)]
    pub view: View,
    /// When it was told how long it has lasted: the days since then are counted on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Timestamp>,
    /// The check-in under way, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_in: Option<Box<CheckIn>>,
}

/// What the person looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// Where the interview is.
    #[default]
    Interview,
    /// They left the questions; the answers wait.
    Stopped,
    /// They choose an answer to change.
    EditMenu,
    /// They are asked whether to begin anew.
    ConfirmRestart,
    /// They are asked whether to delete everything.
    ConfirmDelete,
    /// They spoke of harming themselves: no more questions.
    Crisis,
    /// They look at their reminders, or set one.
    Reminders(Box<Page>),
}

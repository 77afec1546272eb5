//! What is remembered of a conversation between two events.

use serde::{Deserialize, Serialize};

use crate::interview::Interview;

/// What was said in a session. Sealed in the store; never logged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct State {
    /// The interview.
    pub interview: Interview,
    /// What the person looks at, where it isn't simply where the interview is.
    #[serde(default)]
    pub view: View,
}

/// What the person looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
}

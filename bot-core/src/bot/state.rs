//! What is remembered of a conversation between two events.

use serde::{Deserialize, Serialize};

/// What was said in a session. Sealed in the store; never logged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {}

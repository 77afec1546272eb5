//! Snowflakes: the numbers by which Discord knows everything.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::Value;

/// A snowflake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u64);

/// Milliseconds from 1970 to the moment from which snowflakes count.
const EPOCH: u64 = 1_420_070_400_000;

/// The bits below the time.
const TIME: u32 = 22;

impl Id {
    /// One of its own kind that begins at this millisecond.
    pub(crate) fn at(millisecond: u64) -> Self {
        Self(millisecond.saturating_sub(EPOCH) << TIME)
    }

    /// The one with that number in a row, each with a time of its own.
    pub(crate) fn numbered(base: u64, number: u64) -> Self {
        Self((base + number) << TIME)
    }

    /// Reads it as Discord's clients write it: a string, or a number.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => text.parse().ok().map(Self),
            Value::Number(number) => number.as_u64().map(Self),
            _ => None,
        }
    }

    /// The shard that hears of a guild with this number.
    pub(crate) fn shard(self, of: u64) -> u64 {
        (self.0 >> TIME) % of
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl From<Id> for Value {
    fn from(id: Id) -> Self {
        Self::String(id.to_string())
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

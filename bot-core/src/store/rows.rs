//! How values stand in columns.

use jiff::Timestamp;

use super::error::StoreError;
use crate::{event::Platform, message::Lane};

/// Milliseconds since 1970: what fits a column and is fine enough for a chat.
pub(super) fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// The instant of a column; beyond the calendar's end, its end.
pub(super) fn instant(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX)
}

pub(super) fn platform(name: &str) -> Result<Platform, StoreError> {
    Platform::ALL
        .iter()
        .copied()
        .find(|platform| platform.as_str() == name)
        .ok_or(StoreError::Unreadable("a platform"))
}

/// Lanes are numbered so that an earlier one sorts first.
pub(super) const fn lane_number(lane: Lane) -> i64 {
    match lane {
        Lane::Reply => 0,
        Lane::IcePhase => 1,
        Lane::Other => 2,
    }
}

pub(super) const fn lane(number: i64) -> Result<Lane, StoreError> {
    match number {
        0 => Ok(Lane::Reply),
        1 => Ok(Lane::IcePhase),
        2 => Ok(Lane::Other),
        _ => Err(StoreError::Unreadable("a lane")),
    }
}

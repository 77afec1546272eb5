//! The gateway: sessions that hear of what happens, and the connections they have.

pub(crate) mod connection;
mod greeting;
pub(crate) mod session;

/// What happens to the bot's connections to the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tear {
    /// The connection is reset; the session can be resumed.
    Reset,
    /// The bot is asked to come again (op 7); the session can be resumed.
    Reconnect,
    /// The session has ended (op 9).
    Invalidate,
    /// The connection is closed with this code. After 4007 and 4009, and where
    /// the bot is not to come again, the session has ended.
    Close(u16),
    /// Nothing is sent any more, and nothing read.
    Silence,
}

/// Nothing is answered here but this version.
const VERSION: &str = "v=10";

/// Closing codes.
pub(crate) mod code {
    pub const UNKNOWN_OPCODE: u16 = 4_001;
    pub const DECODE_ERROR: u16 = 4_002;
    pub const NOT_AUTHENTICATED: u16 = 4_003;
    pub const AUTHENTICATION_FAILED: u16 = 4_004;
    pub const ALREADY_AUTHENTICATED: u16 = 4_005;
    pub const INVALID_SEQUENCE: u16 = 4_007;
    pub const RATE_LIMITED: u16 = 4_008;
    pub const TIMED_OUT: u16 = 4_009;
    pub const INVALID_SHARD: u16 = 4_010;
    pub const SHARDING_REQUIRED: u16 = 4_011;
    pub const INVALID_VERSION: u16 = 4_012;
    pub const INVALID_INTENTS: u16 = 4_013;
    pub const DISALLOWED_INTENTS: u16 = 4_014;
}

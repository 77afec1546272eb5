//! What members and the bot may do: Discord's bits, and how roles and a channel's
//! overwrites come together.

use std::ops::{BitOr, Not};

/// A set of permissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions(pub u64);

impl Permissions {
    /// None.
    pub const NONE: Self = Self(0);
    /// All of them, without regard to overwrites.
    pub const ADMINISTRATOR: Self = Self(1 << 3);
    /// Change the server.
    pub const MANAGE_GUILD: Self = Self(1 << 5);
    /// See the channel.
    pub const VIEW_CHANNEL: Self = Self(1 << 10);
    /// Write in it.
    pub const SEND_MESSAGES: Self = Self(1 << 11);
    /// Show embeds.
    pub const EMBED_LINKS: Self = Self(1 << 14);
    /// Attach files.
    pub const ATTACH_FILES: Self = Self(1 << 15);
    /// Read what was written before.
    pub const READ_HISTORY: Self = Self(1 << 16);
    /// Mention everyone, and roles that are not to be mentioned.
    pub const MENTION_EVERYONE: Self = Self(1 << 17);
    /// Use slash commands.
    pub const USE_COMMANDS: Self = Self(1 << 31);
    /// Write in threads.
    pub const SEND_IN_THREADS: Self = Self(1 << 38);
    /// Everything there is.
    pub const ALL: Self = Self((1 << 53) - 1);

    /// What everybody may do in a new server.
    pub fn ordinary() -> Self {
        Self::VIEW_CHANNEL
            | Self::SEND_MESSAGES
            | Self::EMBED_LINKS
            | Self::ATTACH_FILES
            | Self::READ_HISTORY
            | Self::USE_COMMANDS
            | Self::SEND_IN_THREADS
    }

    /// Whether all of these are among them.
    pub fn has(self, wanted: Self) -> bool {
        self.0 & wanted.0 == wanted.0
    }

    /// Without those that an overwrite takes, with those that it gives.
    pub(crate) fn overwritten(self, allow: Self, deny: Self) -> Self {
        Self((self.0 & !deny.0) | allow.0)
    }
}

impl BitOr for Permissions {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Not for Permissions {
    type Output = Self;

    fn not(self) -> Self {
        Self(!self.0 & Self::ALL.0)
    }
}

//! How a text names a command. In the files it is `{ COMMAND("ice") }`, or
//! `{ COMMAND("ice", when: "at 7pm") }` with something to do it by.

/// How people give commands on a platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Commands {
    /// Each by itself, and any words behind it: `/ice at 7pm`.
    Alone,
    /// Under the one command of the bot, in named fields: `/heel ice when: at 7pm`.
    Grouped,
}

impl Commands {
    /// The command that the others are under.
    pub const GROUP: &str = "heel";
    /// The command that a club's are under.
    pub const CLUB: &str = "club";

    pub(super) const ALL: [Self; 2] = [Self::Alone, Self::Grouped];

    /// A command as a person gives it; details by the name of their field.
    pub(super) fn write<'a>(
        self,
        name: &str,
        details: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> String {
        let mut written = match self {
            Self::Alone => format!("/{name}"),
            // What is a club's has a command of its own.
            Self::Grouped if name == "club" => format!("/{} panel", Self::CLUB),
            Self::Grouped if name == "schedule" => format!("/{} schedule add", Self::CLUB),
            Self::Grouped => format!("/{} {name}", Self::GROUP),
        };
        for (field, value) in details {
            written.push(' ');
            if self == Self::Grouped {
                written += field;
                written += ": ";
            }
            written += value;
        }
        written
    }
}

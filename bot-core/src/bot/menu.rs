//! The commands that a messenger lists while somebody types.

use crate::{
    event::{Audience, Command},
    text::{Args, Language, Texts},
};

/// What is listed in private, in the order people need it.
const PRIVATE: &[Command] = &[
    Command::Check,
    Command::Resume,
    Command::Ice,
    Command::Rest,
    Command::Stretch,
    Command::Checkin,
    Command::Reminders,
    Command::Summary,
    Command::Timezone,
    Command::Language,
    Command::Settings,
    Command::Privacy,
    Command::Export,
    Command::Delete,
    Command::Stop,
    Command::Help,
    Command::About,
];

/// What is listed where others look on: what leads to a private chat, and what is the club's.
const SHARED: &[Command] = &[Command::Check, Command::Club, Command::Schedule, Command::Help];

/// A list of commands for the people of one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Menu {
    /// Where it is shown.
    pub audience: Audience,
    /// The language as a BCP 47 tag; `None` for everybody whose language has no
    /// list of its own.
    pub language: Option<&'static str>,
    /// The commands, and what each does.
    pub commands: Vec<(Command, String)>,
}

/// What can be said along with a command, where a messenger has a field for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detail {
    /// The field's name; what it is for is the text `option-<name>`.
    pub name: &'static str,
    /// Whether there is something to [suggest](super::suggest()) while somebody types.
    pub suggested: bool,
}

/// What can be said along with a command.
pub const fn detail(command: Command) -> Option<Detail> {
    let (name, suggested) = match command {
        Command::Ice | Command::Rest | Command::Stretch | Command::Checkin => ("when", false),
        Command::Reminders => ("reminder", true),
        Command::Timezone => ("place", true),
        Command::Language => ("language", true),
        Command::Help => ("topic", true),
        _ => return None,
    };
    Some(Detail { name, suggested })
}

/// Every list there is.
pub fn menus(texts: &Texts) -> Vec<Menu> {
    let mut menus = Vec::new();
    for (audience, commands) in [(Audience::Private, PRIVATE), (Audience::Shared, SHARED)] {
        for language in Language::ALL {
            let text = |command: &Command| {
                texts.get(*language, &format!("command-{command}"), &Args::new())
            };
            menus.push(Menu {
                audience,
                language: (*language != Language::English).then(|| language.tag()),
                commands: commands.iter().map(|command| (*command, text(command))).collect(),
            });
        }
    }
    menus
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_listed_says_what_it_does() {
        let menus = menus(&Texts::default());
        assert_eq!(menus.len(), 2 * Language::ALL.len());
        for (command, text) in menus.into_iter().flat_map(|menu| menu.commands) {
            // Telegram takes 1 to 256 characters; a missing text is shown as its key.
            assert!((4..=256).contains(&text.chars().count()), "{command}: {text}");
            assert!(!text.starts_with("command-"), "{text}");
        }
    }
}

//! The terminal's own few words, in the person's language.

use std::sync::Arc;

use bot_core::text::{Args, Language, Texts};

/// The texts, and the language they are wanted in.
#[derive(Clone, Debug)]
pub struct Phrases {
    texts: Arc<Texts>,
    language: Language,
}

impl Phrases {
    /// The terminal's words in one language.
    pub fn new(texts: Arc<Texts>, language: Language) -> Self {
        Self { texts, language }
    }

    /// The text of a key, which carries the prefix `terminal-`.
    pub fn say(&self, key: &str, args: &Args<'_>) -> String {
        self.texts.get(self.language, key, args)
    }
}

/// The language the terminal is set to, as a BCP 47 tag, from the variables
/// POSIX names for it, the strongest first. `C` and `POSIX` are no language.
pub fn language_of(env: impl Fn(&str) -> Option<String>) -> Option<String> {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| env(name).filter(|value| !value.is_empty()))
        .map(|locale| locale.split(['.', '@']).next().unwrap_or_default().replace('_', "-"))
        .filter(|tag| !matches!(tag.as_str(), "" | "C" | "POSIX"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_strongest_locale_variable_without_its_encoding() {
        type Set = &'static [(&'static str, &'static str)];
        let cases: [(Set, Option<&str>); 6] = [
            (&[], None),
            (&[("LANG", "C.UTF-8")], None),
            (&[("LANG", "en_GB.UTF-8")], Some("en-GB")),
            (&[("LANG", "de_DE@euro")], Some("de-DE")),
            (&[("LANG", "fr_FR.UTF-8"), ("LC_ALL", "pt_BR")], Some("pt-BR")),
            (&[("LANG", "es_ES"), ("LC_MESSAGES", "")], Some("es-ES")),
        ];
        for (set, expected) in cases {
            let env = |name: &str| {
                set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            };
            assert_eq!(language_of(env).as_deref(), expected, "{set:?}");
        }
    }
}

//! The texts of every language, ready to be looked up.

use std::{borrow::Cow, collections::BTreeMap};

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

/// Declares the languages: a tag, the language's own name, its files.
macro_rules! languages {
    ($($variant:ident $tag:literal $name:literal [$($file:literal),+ $(,)?])+) => {
        /// A language the bot speaks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Language { $(#[doc = $name] $variant),+ }

        impl Language {
            /// Every language.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its BCP 47 tag.
            pub const fn tag(self) -> &'static str {
                match self { $(Self::$variant => $tag),+ }
            }

            /// What it calls itself.
            pub const fn own_name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            fn files(self) -> &'static [&'static str] {
                match self {
                    $(Self::$variant => &[
                        $(include_str!(concat!("../../locales/", $tag, "/", $file))),+
                    ]),+
                }
            }
        }
    };
}

languages! {
    English "en" "English" [
        "conversation.ftl",
        "commands.ftl",
        "questions.ftl",
        "names.ftl",
        "facts.ftl",
        "triage.ftl",
        "patterns.ftl",
        "advice.ftl",
        "sources.ftl",
        "schedule.ftl",
        "reminders.ftl",
        "terminal.ftl",
    ]
}

impl Language {
    /// The language nearest to a tag, whatever its region or script; English
    /// where none is near.
    pub fn nearest(tag: &str) -> Self {
        let wanted = tag.replace('_', "-").parse::<LanguageIdentifier>().ok();
        Self::ALL
            .iter()
            .copied()
            .find(|known| {
                wanted.as_ref().is_some_and(|wanted| wanted.language == known.identifier().language)
            })
            .unwrap_or(Self::English)
    }

    fn identifier(self) -> LanguageIdentifier {
        self.tag().parse().expect("the tags above are well formed; a test reads each")
    }
}

/// Every text in every language.
pub struct Texts {
    bundles: BTreeMap<Language, FluentBundle<FluentResource>>,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Texts").finish_non_exhaustive()
    }
}

impl Default for Texts {
    /// Reads the compiled-in files.
    ///
    /// # Panics
    /// Where one is not Fluent; a test reads them all.
    fn default() -> Self {
        let bundles = Language::ALL.iter().map(|language| (*language, bundle(*language))).collect();
        Self { bundles }
    }
}

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
    // Isolation marks are for mixed writing directions inside a line; terminals
    // and lock screens show them as boxes.
    bundle.set_use_isolating(false);
    for file in language.files() {
        let resource = FluentResource::try_new((*file).to_owned())
            .unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", language.tag()));
        bundle
            .add_resource(resource)
            .unwrap_or_else(|errors| panic!("{}: {errors:?}", language.tag()));
    }
    bundle
}

impl Texts {
    /// The text of `key`, which may name an attribute: `consent.agree`.
    ///
    /// A key no language has gives the key itself, and the operator a line in
    /// the log: a person in a conversation is better served by an odd word than
    /// by silence.
    pub fn get(&self, language: Language, key: &str, args: &FluentArgs<'_>) -> String {
        self.find(language, key, args)
            .or_else(|| self.find(Language::English, key, args))
            .unwrap_or_else(|| {
                tracing::error!(key, "a text is missing");
                key.to_owned()
            })
    }

    /// Whether English has the text.
    pub fn has(&self, key: &str) -> bool {
        self.find(Language::English, key, &FluentArgs::new()).is_some()
    }

    /// The text of `key` in exactly this language, where it has it. An argument
    /// that the text names and the caller lacks is reported.
    fn find(&self, language: Language, key: &str, args: &FluentArgs<'_>) -> Option<String> {
        let (name, attribute) = match key.split_once('.') {
            Some((name, attribute)) => (name, Some(attribute)),
            None => (key, None),
        };
        let bundle = self.bundles.get(&language)?;
        let message = bundle.get_message(name)?;
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute)?.value(),
            None => message.value()?,
        };
        let mut errors = Vec::new();
        let text: Cow<'_, str> = bundle.format_pattern(pattern, Some(args), &mut errors);
        if !errors.is_empty() {
            tracing::error!(key, language = language.tag(), "a text lacks an argument");
            debug_assert!(args.iter().next().is_none(), "{key}: {errors:?}");
        }
        Some(text.into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_found_by_its_nearest_tag() {
        assert_eq!(Language::nearest("en-GB"), Language::English);
        assert_eq!(Language::nearest("en_US"), Language::English);
        assert_eq!(Language::nearest("tlh"), Language::English);
        assert_eq!(Language::nearest("?"), Language::English);
    }

    #[test]
    fn every_file_of_every_language_is_read() {
        let texts = Texts::default();
        for language in Language::ALL {
            assert!(texts.bundles.contains_key(language));
        }
    }
}

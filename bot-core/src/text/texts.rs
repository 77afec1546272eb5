//! The texts of every language, ready to be looked up.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use super::Commands;

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
        "clubs.ftl",
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
    bundles: BTreeMap<(Language, Commands), FluentBundle<Arc<FluentResource>>>,
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
        let bundles = Language::ALL.iter().flat_map(|language| bundles(*language)).collect();
        Self { bundles }
    }
}

type Bundle = ((Language, Commands), FluentBundle<Arc<FluentResource>>);

/// One bundle for each way commands are given; the texts are read once.
fn bundles(language: Language) -> impl Iterator<Item = Bundle> {
    let read = |file: &&str| {
        let text = FluentResource::try_new((*file).to_owned());
        Arc::new(text.unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", language.tag())))
    };
    let resources: Vec<_> = language.files().iter().map(read).collect();
    Commands::ALL.into_iter().map(move |commands| {
        let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
        // Isolation marks are for mixed writing directions inside a line; terminals
        // and lock screens show them as boxes.
        bundle.set_use_isolating(false);
        bundle
            .add_function("COMMAND", move |names, details| command(commands, names, details))
            .unwrap_or_else(|error| panic!("{}: {error}", language.tag()));
        for resource in &resources {
            bundle
                .add_resource(Arc::clone(resource))
                .unwrap_or_else(|errors| panic!("{}: {errors:?}", language.tag()));
        }
        ((language, commands), bundle)
    })
}

/// What `COMMAND` stands for in a text.
fn command<'a>(
    commands: Commands,
    names: &[FluentValue<'a>],
    details: &FluentArgs<'_>,
) -> FluentValue<'a> {
    let [FluentValue::String(name)] = names else { return FluentValue::Error };
    let details = details.iter().map(|(field, value)| match value {
        FluentValue::String(value) => (field, value.as_ref()),
        _ => (field, ""),
    });
    commands.write(name, details).into()
}

impl Texts {
    /// The text of `key`, which may name an attribute: `consent.agree`. The commands
    /// in it are written as most platforms have them.
    pub fn get(&self, language: Language, key: &str, args: &FluentArgs<'_>) -> String {
        self.get_with(Commands::Alone, language, key, args)
    }

    /// The text of `key`, with the commands in it written like this.
    ///
    /// A key no language has gives the key itself, and the operator a line in
    /// the log: a person in a conversation is better served by an odd word than
    /// by silence.
    pub fn get_with(
        &self,
        commands: Commands,
        language: Language,
        key: &str,
        args: &FluentArgs<'_>,
    ) -> String {
        self.find((language, commands), key, args)
            .or_else(|| self.find((Language::English, commands), key, args))
            .unwrap_or_else(|| {
                tracing::error!(key, "a text is missing");
                key.to_owned()
            })
    }

    /// Whether English has the text.
    pub fn has(&self, key: &str) -> bool {
        let (name, attribute) = parts(key);
        let bundle = self.bundles.get(&(Language::English, Commands::Alone));
        bundle.and_then(|bundle| bundle.get_message(name)).is_some_and(|message| match attribute {
            Some(attribute) => message.get_attribute(attribute).is_some(),
            None => message.value().is_some(),
        })
    }

    /// The text of `key` in exactly this language, where it has it. An argument
    /// that the text names and the caller lacks is reported.
    fn find(
        &self,
        spoken: (Language, Commands),
        key: &str,
        args: &FluentArgs<'_>,
    ) -> Option<String> {
        let (name, attribute) = parts(key);
        let bundle = self.bundles.get(&spoken)?;
        let message = bundle.get_message(name)?;
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute)?.value(),
            None => message.value()?,
        };
        let mut errors = Vec::new();
        let text: Cow<'_, str> = bundle.format_pattern(pattern, Some(args), &mut errors);
        if !errors.is_empty() {
            tracing::error!(key, language = spoken.0.tag(), "a text lacks an argument");
            debug_assert!(errors.is_empty(), "{key}: {errors:?}");
        }
        Some(text.into_owned())
    }
}

/// A key's message, and the attribute of it where one is named.
fn parts(key: &str) -> (&str, Option<&str>) {
    match key.split_once('.') {
        Some((name, attribute)) => (name, Some(attribute)),
        None => (key, None),
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
    fn a_text_names_commands_as_the_platform_has_them() {
        let texts = Texts::default();
        let ice =
            |commands| texts.get_with(commands, Language::English, "help-ice", &FluentArgs::new());
        assert!(ice(Commands::Alone).starts_with("/ice: "), "{}", ice(Commands::Alone));
        assert!(ice(Commands::Alone).contains("(\"/ice at 7pm\")"), "{}", ice(Commands::Alone));
        assert!(ice(Commands::Grouped).contains("(\"/heel ice when: at 7pm\")"));
    }

    #[test]
    fn every_file_of_every_language_is_read() {
        let texts = Texts::default();
        for language in Language::ALL {
            assert!(texts.bundles.contains_key(&(*language, Commands::Alone)));
        }
    }
}

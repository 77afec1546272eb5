//! Words: texts in the person's language, and the blocks made of them.

use crate::{
    assessment::{self, Source},
    facts::{Fact, Facts, Value},
    message::Block,
    schedule::Words,
    text::{Args, Commands, Language, Texts},
};

/// The texts in one person's language.
#[derive(Clone, Copy, Debug)]
pub struct Say<'a> {
    texts: &'a Texts,
    commands: Commands,
    /// The language spoken.
    pub language: Language,
}

impl<'a> Say<'a> {
    /// Speaks `language`, to people who give commands like this.
    pub const fn new(texts: &'a Texts, commands: Commands, language: Language) -> Self {
        Self { texts, commands, language }
    }

    /// The texts of times and phrases.
    pub const fn words(&self) -> Words<'a> {
        Words { texts: self.texts, language: self.language }
    }

    /// A text without arguments.
    pub fn text(&self, key: &str) -> String {
        self.with(key, &Args::new())
    }

    /// A text with arguments.
    pub fn with(&self, key: &str, args: &Args<'_>) -> String {
        self.texts.get_with(self.commands, self.language, key, args)
    }

    /// A text that not every message has.
    pub fn optional(&self, key: &str) -> Option<String> {
        self.optional_with(key, &Args::new())
    }

    /// A text with arguments that not every message has.
    pub fn optional_with(&self, key: &str, args: &Args<'_>) -> Option<String> {
        self.texts.has(key).then(|| self.with(key, args))
    }

    /// The attributes `<key>.<name>-1`, `-2`, ... as far as they go.
    pub fn list_with(&self, key: &str, name: &str, args: &Args<'_>) -> Vec<String> {
        (1..).map_while(|at| self.optional_with(&format!("{key}.{name}-{at}"), args)).collect()
    }

    /// A paragraph.
    pub fn paragraph(&self, key: &str) -> Block {
        Block::Text(self.text(key))
    }

    /// What is known of a fact, as a short phrase: "no fever".
    pub fn fact(&self, fact: Fact, value: Option<Value>) -> String {
        let (key, args) = assessment::fact_text(fact, value);
        self.with(&key, &args)
    }

    /// Facts as short phrases, each once.
    pub fn facts(&self, list: &[Fact], facts: &Facts) -> Vec<String> {
        list.iter().map(|fact| self.fact(*fact, facts.get(*fact))).collect()
    }

    /// What facts are about, without their values: "fever".
    pub fn names(&self, list: &[Fact]) -> Vec<String> {
        list.iter().map(|fact| self.text(&format!("name-{fact}"))).collect()
    }

    /// A source by publisher and title, with its address where it has one.
    pub fn source(&self, source: Source) -> String {
        let key = format!("source-{source}");
        let title = format!("{}, {}", self.text(&format!("{key}.publisher")), self.text(&key));
        match source.url() {
            Some(url) => format!("{title}, {url}"),
            None => title,
        }
    }

    /// Sources by their short names, one after the other.
    pub fn sources(&self, sources: &[Source]) -> String {
        let short = |source: &Source| self.text(&format!("source-{source}.short"));
        sources.iter().map(short).collect::<Vec<_>>().join("; ")
    }
}

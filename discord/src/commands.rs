//! The command people type, with all it can do: made from what bot-core lists, and
//! registered where what Discord has is something else.

use bot_core::{
    bot::{Detail, detail, menus},
    event::Audience,
    text::{Args, Commands, Language, Texts},
};
use serde_json::{Map, Value, json};
use tokio_util::sync::CancellationToken;

use crate::{Discord, Unusable, api::Failure, draw::cut, receive::Patience};

/// The one command; what it does is its sub-commands.
const NAME: &str = Commands::GROUP;
/// The most letters of a description.
const DESCRIPTION: usize = 100;

/// Kinds of commands and options, by Discord's numbers.
mod kind {
    pub const CHAT_INPUT: u8 = 1;
    pub const SUB_COMMAND: u8 = 1;
    pub const SUB_COMMAND_GROUP: u8 = 2;
    pub const STRING: u8 = 3;
    pub const CHANNEL: u8 = 7;
    pub const ROLE: u8 = 8;
    pub const ATTACHMENT: u8 = 11;
}

/// Whether commands had to be registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registered {
    /// Discord had them already.
    Before,
    /// They are from now on.
    Now,
}

impl Discord {
    /// Registers the commands, where Discord has others.
    ///
    /// # Errors
    /// Discord has not taken them, or nobody knows.
    pub async fn register(&self, texts: &Texts) -> Result<Registered, Unusable> {
        Ok(self.register_once(texts).await?)
    }

    /// The same at the start: whatever fails is tried again, later each time, until
    /// `stopping`.
    pub async fn keep_registered(&self, texts: &Texts, stopping: &CancellationToken) {
        let mut patience = Patience::default();
        while let Err(failure) = self.register_once(texts).await {
            tracing::warn!(%failure, "the commands can't be registered yet");
            let least = match &failure {
                Failure::Refused(refusal) => refusal.retry_after.unwrap_or_default(),
                Failure::TooSoon { wait, .. } => *wait,
                Failure::NotSent | Failure::Lost => std::time::Duration::ZERO,
            };
            if !patience.wait(least, stopping).await {
                return;
            }
        }
    }

    async fn register_once(&self, texts: &Texts) -> Result<Registered, Failure> {
        let application = self.meet().await?;
        let wanted = commands(texts);
        let there = Value::Array(self.shared.api.commands(&application.id).await?);
        if covers(&there, &wanted) {
            return Ok(Registered::Before);
        }
        self.shared.api.register(&application.id, &wanted).await?;
        tracing::info!("the commands were registered");
        Ok(Registered::Now)
    }
}

/// The languages Discord has names for, as it writes them.
fn locale(language: Language) -> &'static str {
    match language.tag() {
        "en" => "en-GB",
        "es" => "es-ES",
        "sv" => "sv-SE",
        "pt" => "pt-BR",
        "zh" => "zh-CN",
        tag => tag,
    }
}

/// A text of every language but English, which stands for all others.
fn localized(text: impl Fn(Language) -> String) -> Value {
    let others = Language::ALL.iter().filter(|language| **language != Language::English);
    let texts: Map<String, Value> = others
        .map(|language| (locale(*language).to_owned(), json!(cut(&text(*language), DESCRIPTION))))
        .collect();
    Value::Object(texts)
}

/// All commands as Discord wants them.
fn commands(texts: &Texts) -> Value {
    let describe = |key: &str| {
        let text = |language| texts.get(language, key, &Args::new());
        (cut(&text(Language::English), DESCRIPTION), localized(text))
    };
    let listed = menus(texts)
        .into_iter()
        .find(|menu| menu.audience == Audience::Private && menu.language.is_none());
    let options: Vec<Value> = listed
        .into_iter()
        .flat_map(|menu| menu.commands)
        .map(|(command, _)| {
            let (description, others) = describe(&format!("command-{command}"));
            let options: Vec<Value> =
                detail(command).iter().map(|detail| option(detail, describe)).collect();
            json!({
                "type": kind::SUB_COMMAND,
                "name": command.as_str(),
                "description": description,
                "description_localizations": others,
                "options": options,
            })
        })
        .collect();
    let (description, others) = describe("command-heel");
    let club = club(&describe);
    json!([club, {
        "type": kind::CHAT_INPUT,
        "name": NAME,
        "description": description,
        "description_localizations": others,
        "options": options,
        // In servers and for oneself; there, with the bot, and in other chats.
        "integration_types": [0, 1],
        "contexts": [0, 1, 2],
    }])
}

/// The kinds of channels a reminder can go to: text, news, and threads.
const CHANNELS: [u8; 5] = [0, 5, 10, 11, 12];

/// The command of those who run a server.
fn club(describe: &impl Fn(&str) -> (String, Value)) -> Value {
    let named = |kind: u8, name: &str, key: &str, options: Value| {
        let (description, others) = describe(key);
        json!({
            "type": kind,
            "name": name,
            "description": description,
            "description_localizations": others,
            "options": options,
        })
    };
    let field = |kind: u8, name: &str, needed: Needed, suggested: bool| {
        let (description, others) = describe(&format!("option-club-{name}"));
        let mut field = json!({
            "type": kind,
            "name": name,
            "description": description,
            "description_localizations": others,
            "required": needed == Needed::Always,
        });
        match kind {
            kind::STRING => field["autocomplete"] = json!(suggested),
            kind::CHANNEL => field["channel_types"] = json!(CHANNELS),
            _ => {}
        }
        field
    };
    let sub = |name: &str, options: Value| {
        named(kind::SUB_COMMAND, name, &format!("command-club-{name}"), options)
    };
    let add = json!([
        field(kind::STRING, "what", Needed::Always, true),
        field(kind::STRING, "when", Needed::Always, false),
        field(kind::CHANNEL, "channel", Needed::Sometimes, false),
        field(kind::ROLE, "mention", Needed::Sometimes, false),
    ]);
    let copy = json!([
        field(kind::STRING, "reminder", Needed::Always, true),
        field(kind::CHANNEL, "channel", Needed::Always, false),
    ]);
    let show = json!([field(kind::STRING, "reminder", Needed::Always, true)]);
    let schedule =
        json!([sub("add", add), sub("list", json!([])), sub("show", show), sub("copy", copy),]);
    let settings = json!([
        field(kind::STRING, "zone", Needed::Sometimes, true),
        field(kind::STRING, "quiet", Needed::Sometimes, false),
        field(kind::CHANNEL, "channel", Needed::Sometimes, false),
        field(kind::ROLE, "mention", Needed::Sometimes, false),
        field(kind::ROLE, "managers", Needed::Sometimes, false),
    ]);
    let subs = json!([
        sub("panel", json!([])),
        named(kind::SUB_COMMAND_GROUP, "schedule", "command-schedule", schedule),
        sub("settings", settings),
        sub("ice", json!([])),
        sub("history", json!([])),
        sub("export", json!([])),
        sub("import", json!([field(kind::ATTACHMENT, "file", Needed::Always, false)])),
    ]);
    let mut club = named(kind::CHAT_INPUT, Commands::CLUB, "command-club", subs);
    // A club is a server.
    club["integration_types"] = json!([0]);
    club["contexts"] = json!([0]);
    club
}

/// Whether a field has to be filled in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needed {
    Always,
    Sometimes,
}

fn option(detail: &Detail, describe: impl Fn(&str) -> (String, Value)) -> Value {
    let (description, others) = describe(&format!("option-{}", detail.name));
    json!({
        "type": kind::STRING,
        "name": detail.name,
        "description": description,
        "description_localizations": others,
        "required": false,
        "autocomplete": detail.suggested,
        "max_length": 200,
    })
}

/// Whether what is there is what is wanted. Discord adds numbers of its own, and
/// leaves out what is as usual.
fn covers(there: &Value, wanted: &Value) -> bool {
    match (there, wanted) {
        (Value::Object(there), Value::Object(wanted)) => wanted
            .iter()
            .all(|(name, wanted)| covers(there.get(name).unwrap_or(&Value::Null), wanted)),
        (Value::Array(there), Value::Array(wanted)) => {
            there.len() == wanted.len()
                && there.iter().zip(wanted).all(|(there, wanted)| covers(there, wanted))
        }
        (Value::Null, wanted) => is_usual(wanted),
        (there, wanted) => there == wanted,
    }
}

fn is_usual(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use bot_core::event::Command;

    use super::*;

    #[test]
    fn every_command_is_within_discords_limits() {
        let commands = commands(&Texts::default());
        let heel = &commands[1];
        let subs = heel["options"].as_array().expect("a list");
        assert!((10..=25).contains(&subs.len()), "{}", subs.len());
        let mut letters = 0;
        for described in subs.iter().chain([heel]) {
            let name = described["name"].as_str().expect("a name");
            let text = described["description"].as_str().expect("a description");
            assert!((1..=32).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_lowercase()));
            assert!((4..=100).contains(&text.chars().count()), "{name}: {text}");
            assert!(!text.starts_with("command-") && !text.starts_with("option-"), "{text}");
            letters += name.len() + text.len();
            for option in described["options"].as_array().into_iter().flatten() {
                let text = option["description"].as_str().expect("a description");
                assert!(!text.starts_with("option-"), "{text}");
                letters += text.len();
            }
        }
        assert!(letters < 8000, "{letters}");
    }

    #[test]
    fn every_command_but_the_first_greeting_can_be_given() {
        let commands = commands(&Texts::default()).to_string();
        for command in ["check", "resume", "ice", "timezone", "reminders", "delete", "help"] {
            assert!(Command::parse(command).is_some());
            assert!(commands.contains(&format!("\"name\":\"{command}\"")), "{command}");
        }
    }

    #[test]
    fn a_person_can_install_the_bot_for_themselves() {
        let commands = commands(&Texts::default());
        assert_eq!(commands[1]["integration_types"], json!([0, 1]));
        assert_eq!(commands[1]["contexts"], json!([0, 1, 2]));
    }

    #[test]
    fn what_discord_adds_and_leaves_out_is_no_change() {
        let wanted = json!([{ "name": "a", "required": false, "options": [], "x": { "de": "y" } }]);
        let same = json!([{ "id": "1", "version": "2", "name": "a", "x": { "de": "y" } }]);
        assert!(covers(&same, &wanted));
        for changed in [
            json!([]),
            json!([{ "name": "b", "x": { "de": "y" } }]),
            json!([{ "name": "a", "required": true, "x": { "de": "y" } }]),
            json!([{ "name": "a" }]),
            json!([{ "name": "a", "x": { "de": "y" } }, { "name": "old" }]),
        ] {
            assert!(!covers(&changed, &wanted), "{changed}");
        }
    }
}

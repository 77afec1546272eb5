//! Everything the fake knows, behind one lock: people, chats, updates that wait,
//! button presses, commands, faults, limits, the transcript.

use std::{
    collections::{BTreeMap, HashMap},
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::{Value, json};

use crate::{
    chat::{Chat, Kind, State},
    faults::Faults,
    limits::{Enforcement, Limits, Sent, Target},
    refusal::Refusal,
    transcript::{Detail, Transcript},
    updates::Updates,
};

/// Somebody with an account; the bot too.
#[derive(Clone, Debug)]
pub struct User {
    /// The identifier, which is that of the private chat as well.
    pub id: i64,
    /// The name.
    pub first_name: String,
    /// The language of the person's client, where it tells.
    pub language: Option<String>,
    /// The public name.
    pub username: Option<String>,
}

impl User {
    /// A `User` object.
    pub fn json(&self) -> Value {
        let mut json =
            json!({"id": self.id, "is_bot": self.id == BOT, "first_name": self.first_name});
        if let Some(language) = &self.language {
            json["language_code"] = language.clone().into();
        }
        if let Some(username) = &self.username {
            json["username"] = username.clone().into();
        }
        json
    }
}

/// A press of a button that reached the bot.
#[derive(Clone, Debug)]
pub struct Press {
    /// Where.
    pub chat: i64,
    /// Whether it can still be answered.
    pub age: Age,
    /// What the bot answered: a text to be shown, or an empty one.
    pub answer: Option<String>,
}

/// Whether a press can still be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// It can.
    Fresh,
    /// The platform has forgotten it.
    TooOld,
}

/// The bot's identifier.
pub const BOT: i64 = 7_000_000_001;
/// The bot's public name.
pub const BOT_NAME: &str = "heel_test_bot";

/// Everything the fake knows.
#[derive(Debug)]
pub struct World {
    /// Everybody.
    pub people: BTreeMap<i64, User>,
    /// Every chat.
    pub chats: BTreeMap<i64, Chat>,
    /// The files that people have sent, by their identifier.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What the bot is to be told.
    pub updates: Updates,
    /// Presses by their identifier.
    pub presses: HashMap<String, Press>,
    /// The commands registered, by scope (its JSON) and language.
    pub commands: BTreeMap<(String, String), Value>,
    /// What is to go wrong.
    pub faults: Faults,
    /// What was sent when.
    pub limits: Limits,
    /// What becomes of what is sent too often.
    pub enforcement: Enforcement,
    /// What happened.
    pub transcript: Transcript,
    /// What the bot did that no bot should.
    pub mistakes: Vec<String>,
    /// Presses that were answered once more.
    pub repeated_answers: usize,
    /// How often each method was called.
    pub calls: BTreeMap<&'static str, usize>,
    next_person: i64,
    next_group: i64,
    next_press: u64,
}

impl World {
    /// Only the bot.
    pub fn new(detail: Detail, enforcement: Enforcement) -> Self {
        let bot = User {
            id: BOT,
            first_name: "Heel".to_owned(),
            language: None,
            username: Some(BOT_NAME.to_owned()),
        };
        Self {
            people: BTreeMap::from([(BOT, bot)]),
            chats: BTreeMap::new(),
            files: BTreeMap::new(),
            updates: Updates::default(),
            presses: HashMap::new(),
            commands: BTreeMap::new(),
            faults: Faults::default(),
            limits: Limits::default(),
            enforcement,
            transcript: Transcript::new(detail),
            mistakes: Vec::new(),
            repeated_answers: 0,
            calls: BTreeMap::new(),
            next_person: 5_551_000_001,
            next_group: 1,
            next_press: 1,
        }
    }

    /// Somebody new, who has not written to the bot.
    pub fn add_person(&mut self, first_name: &str) -> i64 {
        let id = self.next_person;
        self.next_person += 1;
        let language = Some("en".to_owned());
        let user = User { id, first_name: first_name.to_owned(), language, username: None };
        self.people.insert(id, user);
        self.chats.insert(id, Chat::new(id, Kind::Private, first_name, State::NotStarted));
        id
    }

    /// A new group without members.
    pub fn add_group(&mut self, kind: Kind, title: &str) -> i64 {
        let number = self.next_group;
        self.next_group += 1;
        let id = if kind == Kind::Group { -number } else { -1_000_000_000_000 - number };
        self.chats.insert(id, Chat::new(id, kind, title, State::Open));
        id
    }

    /// A new press, and its identifier.
    pub fn add_press(&mut self, chat: i64, age: Age) -> String {
        let id = (4_000_000_000_000 + self.next_press).to_string();
        self.next_press += 1;
        self.presses.insert(id.clone(), Press { chat, age, answer: None });
        id
    }

    /// Somebody's name.
    pub fn name(&self, user: i64) -> &str {
        self.people.get(&user).map_or("somebody", |user| &user.first_name)
    }

    /// The chat, as the bot may name it.
    ///
    /// # Errors
    /// There is none.
    pub fn chat(&mut self, id: i64) -> Result<&mut Chat, Refusal> {
        self.chats.get_mut(&id).ok_or_else(|| Refusal::bad_request("chat not found"))
    }

    /// Counts something sent against the limits.
    ///
    /// # Errors
    /// It is too much, and limits are enforced.
    pub fn count(&mut self, chat: i64, sent: Sent) -> Result<(), Refusal> {
        if self.enforcement == Enforcement::Off {
            return Ok(());
        }
        let target = if chat < 0 { Target::Group } else { Target::Private };
        let wait = self.limits.count(chat, target, sent, std::time::Instant::now());
        match (wait, self.enforcement) {
            (Some(wait), Enforcement::Refused) => {
                Err(Refusal::too_many_requests(wait.as_secs() + 1))
            }
            _ => Ok(()),
        }
    }
}

/// Seconds since 1970.
pub fn unix_now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

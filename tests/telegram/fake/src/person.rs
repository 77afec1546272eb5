//! People, as a test speaks of them: ada sends, ada taps, ada sees.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    PATIENCE, Shared,
    chat::{Chat, Kind, Message, Previews, Role, State, member_json},
    keyboard::{Action, Keyboard},
    world::{Age, BOT, BOT_NAME, World, unix_now},
};

/// Somebody in a chat: at first in the private one with the bot.
#[derive(Debug)]
pub struct Person {
    shared: Arc<Shared>,
    id: i64,
    chat: i64,
    topic: Option<i64>,
    /// The chat's revision when they last did something: what the bot did since is
    /// news to them.
    seen: AtomicU64,
}

/// A button that was tapped.
#[derive(Debug)]
pub struct Tap<'a> {
    person: &'a Person,
    id: String,
}

impl Person {
    pub(crate) fn new(shared: Arc<Shared>, id: i64, chat: i64) -> Self {
        Self { shared, id, chat, topic: None, seen: AtomicU64::new(0) }
    }

    /// Their identifier.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// The chat they are in.
    pub fn chat_id(&self) -> i64 {
        self.chat
    }

    /// The same person in that chat.
    pub fn at(&self, chat: i64) -> Self {
        Self::new(Arc::clone(&self.shared), self.id, chat)
    }

    /// The same person in that topic of the chat.
    pub fn in_topic(mut self, topic: i64) -> Self {
        self.topic = Some(topic);
        self
    }

    /// Sets the language of their client; nothing to tell none.
    pub fn speaks(self, language: Option<&str>) -> Self {
        if let Some(user) = self.shared.world().people.get_mut(&self.id) {
            user.language = language.map(str::to_owned);
        }
        self
    }

    /// Writes something.
    pub fn sends(&self, text: &str) -> i64 {
        let mut content = json!({"text": text});
        if let Some(command) = text.split_whitespace().next().filter(|word| word.starts_with('/')) {
            let length = command.encode_utf16().count();
            content["entities"] = json!([{"type": "bot_command", "offset": 0, "length": length}]);
        }
        self.sends_content(text, content)
    }

    /// Replies to a message of the bot's, as people do where the bot hears nothing else.
    pub fn replies(&self, to: &Message, text: &str) -> i64 {
        self.replies_with(to, text, json!({}))
    }

    /// The same with more in it, such as the chat in whose name it is said.
    pub fn replies_with(&self, to: &Message, text: &str, more: Value) -> i64 {
        let mut content = more;
        content["text"] = json!(text);
        content["reply_to_message"] = reply(to, self.chat);
        self.sends_content(text, content)
    }

    /// Replies to a message of the bot's with a file.
    pub fn replies_with_file(&self, to: &Message, name: &str, file: &[u8]) -> i64 {
        let id = {
            let mut world = self.shared.world();
            let id = format!("file{}", world.files.len());
            world.files.insert(id.clone(), file.to_vec());
            id
        };
        let document = json!({
            "file_id": id, "file_unique_id": id, "file_name": name, "file_size": file.len(),
            "mime_type": "application/json",
        });
        let content = json!({ "document": document, "reply_to_message": reply(to, self.chat) });
        self.sends_content(name, content)
    }

    /// Sends something else: the fields that make a message of it. Its number.
    pub fn sends_content(&self, shown: &str, content: Value) -> i64 {
        let mut world = self.shared.world();
        let name = world.name(self.id).to_owned();
        world.transcript.note(self.chat, format_args!("{name}: {shown}"));
        let Some(chat) = world.chats.get_mut(&self.chat) else { return 0 };
        self.seen.store(chat.revision, Ordering::Relaxed);
        if chat.state == State::NotStarted {
            chat.state = State::Open;
        }
        let message = Message {
            id: chat.number(),
            from: self.id,
            topic: self.topic,
            text: shown.to_owned(),
            entities: Vec::new(),
            keyboard: Keyboard::default(),
            document: None,
            previews: Previews::Shown,
            date: unix_now(),
            edited: None,
            revision: 0,
        };
        let number = message.id;
        let heard = chat.state == State::Open && reaches_bot(chat, shown, &content);
        let chat = &world.chats[&self.chat];
        let mut json = chat.message_json(&message, &world.people);
        if let (Some(json), Some(content)) = (json.as_object_mut(), content.as_object()) {
            json.remove("text");
            json.extend(content.clone());
        }
        if let Some(chat) = world.chats.get_mut(&self.chat) {
            chat.messages.insert(number, message);
        }
        if heard {
            world.updates.push("message", json);
        }
        number
    }

    /// Taps the button that says this on the newest message that has buttons.
    ///
    /// # Panics
    /// There is no such button.
    pub fn taps(&self, label: &str) -> Tap<'_> {
        let screen = self.screen_now();
        let screen = screen.unwrap_or_else(|| self.fails(&format!("no buttons; not {label:?}")));
        self.taps_on(&screen, label)
    }

    /// Taps a button as it was on a message at some time; the platform sends the
    /// tap even where the message has changed since.
    ///
    /// # Panics
    /// There was no such button.
    pub fn taps_on(&self, message: &Message, label: &str) -> Tap<'_> {
        let wanted = label.to_lowercase();
        let labels = || message.keyboard.buttons();
        let exact = labels().find(|button| plain(&button.label) == wanted);
        let button =
            exact.or_else(|| labels().find(|button| plain(&button.label).contains(&wanted)));
        match button.map(|button| &button.action) {
            Some(Action::Callback(data)) => self.presses(message, data, Age::Fresh),
            Some(Action::Url(url)) => self.fails(&format!("{label:?} opens {url}")),
            None => self.fails(&format!("no button {label:?} on {:?}", message.text)),
        }
    }

    /// Sends a tap with this data, whatever the message offers.
    pub fn taps_data(&self, message: &Message, data: &str) -> Tap<'_> {
        self.presses(message, data, Age::Fresh)
    }

    /// Taps what the platform has forgotten when the bot comes to answer.
    pub fn taps_long_ago(&self, message: &Message, data: &str) -> Tap<'_> {
        self.presses(message, data, Age::TooOld)
    }

    fn presses(&self, message: &Message, data: &str, age: Age) -> Tap<'_> {
        let mut world = self.shared.world();
        let id = world.add_press(self.chat, age);
        let name = world.name(self.id).to_owned();
        let label = message.keyboard.buttons().find_map(|button| match &button.action {
            Action::Callback(of) if of == data => Some(button.label.as_str()),
            _ => None,
        });
        let label = label.unwrap_or(data);
        world.transcript.note(self.chat, format_args!("{name} taps [{label}]"));
        let Some(chat) = world.chats.get(&self.chat) else { return Tap { person: self, id } };
        self.seen.store(chat.revision, Ordering::Relaxed);
        let now = chat.messages.get(&message.id).unwrap_or(message);
        let update = json!({
            "id": id,
            "from": world.people[&self.id].json(),
            "message": chat.message_json(now, &world.people),
            "chat_instance": format!("{}", self.chat.unsigned_abs() + 9_000),
            "data": data,
        });
        world.updates.push("callback_query", update);
        Tap { person: self, id }
    }

    /// Follows the link of a button, as clients do: opens the private chat and
    /// sends `/start` with the payload there.
    ///
    /// # Panics
    /// There is no button with a link to this bot.
    pub fn follows(&self, message: &Message) -> Self {
        let link = format!("https://t.me/{BOT_NAME}?start=");
        let payload = message.keyboard.buttons().find_map(|button| match &button.action {
            Action::Url(url) => url.strip_prefix(&link),
            Action::Callback(_) => None,
        });
        let payload =
            payload.unwrap_or_else(|| self.fails("no button that opens the private chat"));
        let private = self.at(self.id);
        private.sends(&format!("/start {payload}"));
        private
    }

    /// Blocks the bot.
    pub fn blocks(&self) {
        self.turns(State::Blocked, (Role::Member, Role::Kicked));
    }

    /// Lets the bot write again.
    pub fn unblocks(&self) {
        self.turns(State::Open, (Role::Kicked, Role::Member));
    }

    fn turns(&self, state: State, (old, new): (Role, Role)) {
        let mut world = self.shared.world();
        if let Some(chat) = world.chats.get_mut(&self.id) {
            chat.state = state;
        }
        world.transcript.note(self.id, format_args!("the bot is {new:?} now"));
        membership(&mut world, self.id, self.id, old, new);
    }

    /// Removes a message of the bot's from their chat.
    pub fn deletes(&self, message: &Message) {
        let mut world = self.shared.world();
        world.transcript.note(self.chat, format_args!("#{} is removed", message.id));
        if let Some(chat) = world.chats.get_mut(&self.chat) {
            chat.messages.remove(&message.id);
        }
    }

    /// Waits for something of the bot's since they last did something that says
    /// this, on its face or on a button.
    ///
    /// # Panics
    /// Nothing does, for too long.
    pub async fn sees(&self, words: &str) -> Message {
        let since = self.seen.load(Ordering::Relaxed);
        self.waits_for(&format!("{words:?}"), |chat| {
            news(chat, since).find(|message| says(message, words)).cloned()
        })
        .await
    }

    /// Waits until something of the bot's in the chat says this, new or not.
    ///
    /// # Panics
    /// Nothing does, for too long.
    pub async fn shows(&self, words: &str) -> Message {
        self.waits_for(&format!("{words:?}"), |chat| {
            news(chat, 0).find(|message| says(message, words)).cloned()
        })
        .await
    }

    /// Waits for buttons that are new since they last did something.
    ///
    /// # Panics
    /// There are none, for too long.
    pub async fn screen(&self) -> Message {
        let since = self.seen.load(Ordering::Relaxed);
        self.waits_for("new buttons", |chat| {
            chat.screen().filter(|screen| screen.revision > since).cloned()
        })
        .await
    }

    /// Waits for a file that is new since they last did something, whose name ends
    /// so; its name and text.
    ///
    /// # Panics
    /// None comes, for too long.
    pub async fn file_ending(&self, ending: &str) -> (String, String) {
        let since = self.seen.load(Ordering::Relaxed);
        let (name, content) = self
            .waits_for(&format!("a file ...{ending}"), |chat| {
                let mut files = news(chat, since).filter_map(|new| new.document.clone());
                files.find(|(name, _)| name.ends_with(ending))
            })
            .await;
        (name, String::from_utf8_lossy(&content).into_owned())
    }

    /// Everything of the bot's that is in the chat now, from above.
    pub fn reads(&self) -> Vec<Message> {
        let world = self.shared.world();
        let messages =
            world.chats.get(&self.chat).into_iter().flat_map(|chat| chat.messages.values());
        messages.filter(|message| message.from == BOT).cloned().collect()
    }

    /// The newest message that has buttons.
    pub fn screen_now(&self) -> Option<Message> {
        self.shared.world().chats.get(&self.chat).and_then(Chat::screen).cloned()
    }

    /// What happened in the chat.
    pub fn transcript(&self) -> String {
        self.shared.world().transcript.of(self.chat)
    }

    /// Waits until something is so in the chat.
    ///
    /// # Panics
    /// It isn't, for too long.
    pub async fn waits_for<T>(&self, what: &str, mut found: impl FnMut(&Chat) -> Option<T>) -> T {
        let changed =
            self.shared.world().chats.get(&self.chat).map(|chat| chat.changed.subscribe());
        let Some(mut changed) = changed else { self.fails("there is no such chat") };
        let waiting = async {
            loop {
                if let Some(found) = self.shared.world().chats.get(&self.chat).and_then(&mut found)
                {
                    return found;
                }
                // It ends with the platform, and then so does the test.
                let _ = changed.changed().await;
            }
        };
        match timeout(PATIENCE, waiting).await {
            Ok(found) => found,
            Err(_) => self.fails(&format!("not within {PATIENCE:?}: {what}")),
        }
    }

    fn fails(&self, what: &str) -> ! {
        let name = self.shared.world().name(self.id).to_owned();
        panic!("{name} ({}): {what}\n{}", self.id, self.transcript())
    }
}

impl Tap<'_> {
    /// Waits until the bot has answered; what it says, if anything.
    ///
    /// # Panics
    /// It doesn't, for too long.
    pub async fn answered(&self) -> String {
        let answer = || {
            let world = self.person.shared.world();
            world.presses.get(&self.id).and_then(|press| press.answer.clone())
        };
        let mut called = self.person.shared.called.subscribe();
        let waiting = async {
            loop {
                if let Some(answer) = answer() {
                    return answer;
                }
                // As in `waits_for`.
                let _ = called.changed().await;
            }
        };
        match timeout(PATIENCE, waiting).await {
            Ok(answer) => answer,
            Err(_) => self.person.fails("the tap is not answered"),
        }
    }
}

impl Message {
    /// The labels of its buttons.
    pub fn labels(&self) -> Vec<&str> {
        self.keyboard.buttons().map(|button| button.label.as_str()).collect()
    }

    /// Whether a button says this.
    pub fn offers(&self, label: &str) -> bool {
        let wanted = label.to_lowercase();
        self.keyboard.buttons().any(|button| plain(&button.label).contains(&wanted))
    }

    /// What the button that says this sends.
    ///
    /// # Panics
    /// There is none, or it opens a link.
    pub fn data(&self, label: &str) -> &str {
        let wanted = label.to_lowercase();
        let button = self.keyboard.buttons().find(|button| plain(&button.label).contains(&wanted));
        match button.map(|button| &button.action) {
            Some(Action::Callback(data)) => data,
            _ => panic!("no button {label:?} on {self}"),
        }
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.text, self.labels())
    }
}

/// A label without a tick or other sign in front.
fn plain(label: &str) -> String {
    label.trim_start_matches(|sign: char| !sign.is_alphanumeric()).to_lowercase()
}

fn says(message: &Message, words: &str) -> bool {
    message.text.contains(words) || message.labels().iter().any(|label| label.contains(words))
}

/// What the bot said or changed since that revision, the newest first.
fn news(chat: &Chat, since: u64) -> impl Iterator<Item = &Message> {
    chat.messages.values().rev().filter(move |message| message.revision > since)
}

/// Whether the bot gets to see a message: everything in private; in groups commands
/// that may be meant for it, replies to it, what concerns the group itself, and
/// everything where it is an administrator.
fn reaches_bot(chat: &Chat, text: &str, content: &Value) -> bool {
    if chat.kind == Kind::Private {
        return true;
    }
    let command = text.split_whitespace().next().filter(|word| word.starts_with('/'));
    let ours = command.is_some_and(|command| {
        command.split_once('@').is_none_or(|(_, name)| name.eq_ignore_ascii_case(BOT_NAME))
    });
    let reply = content["reply_to_message"]["from"]["id"].as_i64() == Some(BOT);
    match chat.role(BOT) {
        Role::Administrator | Role::Creator => true,
        Role::Member | Role::Muted => ours || reply,
        Role::Left | Role::Kicked => false,
    }
}

/// Tells the bot that it is something else in a chat now.
pub(crate) fn membership(world: &mut World, chat: i64, by: i64, old: Role, new: Role) {
    let bot = &world.people[&BOT];
    let Some(chat) = world.chats.get(&chat) else { return };
    let update = json!({
        "chat": chat.json(&world.people),
        "from": world.people[&by].json(),
        "date": unix_now(),
        "old_chat_member": member_json(bot, old),
        "new_chat_member": member_json(bot, new),
    });
    world.updates.push("my_chat_member", update);
}

/// What makes a message an answer to one of the bot's.
fn reply(to: &Message, chat: i64) -> Value {
    json!({
        "message_id": to.id, "date": unix_now(), "text": to.text,
        "chat": {"id": chat, "type": "supergroup", "title": "-"},
        "from": {"id": BOT, "is_bot": true, "first_name": "heelbot"},
    })
}

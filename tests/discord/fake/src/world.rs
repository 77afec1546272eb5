//! Everything the fake knows, behind one lock: people, servers, channels,
//! interactions, the gateway's sessions, commands, faults, limits, the transcript.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use serde_json::{Value, json};

use crate::{
    content::{Content, Draft, Nonce},
    faults::Faults,
    gateway::session::Gateway,
    id::Id,
    interaction::Interaction,
    limits::Limits,
    message::{Message, Ping, State},
    modal::Modal,
    permissions::Permissions,
    place::{Channel, Guild, Kind},
    refusal::Refusal,
    rest::Recorded,
    settings::Settings,
    transcript::{Audience, Detail, Transcript},
};

/// The bot: its user and its application.
pub const BOT: Id = Id(1_100_000_000_000_000_001);
/// The bot's name.
pub const BOT_NAME: &str = "heel-test-bot";
/// The number of the application's own list of commands.
const PEOPLE: u64 = 50_000_000_000;
const GUILDS: u64 = 60_000_000_000;
/// The calls kept to be looked at; the earliest make room.
const KEPT: usize = 20_000;
/// How long a nonce is remembered.
const NONCE_LIFE: Duration = Duration::from_secs(5 * 60);

/// Somebody with an account; the bot too.
#[derive(Debug)]
pub(crate) struct User {
    pub id: Id,
    pub name: String,
    pub locale: String,
    /// Their direct messages with the bot.
    pub direct: Id,
    pub door: Door,
    /// Whether they have installed the bot for themselves.
    pub installed: bool,
    /// The form in front of them, and where.
    pub modal: Option<(Id, Modal)>,
}

/// Whether somebody takes direct messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// They do.
    Open,
    /// They don't.
    Closed,
}

/// Everything the fake knows.
#[derive(Debug)]
pub(crate) struct World {
    pub settings: Settings,
    pub people: BTreeMap<Id, User>,
    pub guilds: BTreeMap<Id, Guild>,
    pub channels: BTreeMap<Id, Channel>,
    pub interactions: HashMap<Id, Interaction>,
    pub commands: Vec<(Id, Value)>,
    pub gateway: Gateway,
    pub faults: Faults,
    pub limits: Limits,
    pub transcript: Transcript,
    /// The files that people have at hand to send with a command.
    pub files: BTreeMap<Id, (String, Vec<u8>)>,
    /// Where all of this is.
    pub address: String,
    /// What the bot did that no bot should.
    pub mistakes: Vec<String>,
    /// Interactions that were answered once more.
    pub repeated_answers: usize,
    /// Answers that came too late.
    pub late_answers: usize,
    /// The latest calls.
    pub calls: VecDeque<Recorded>,
    /// How often each route was called and answered.
    counts: HashMap<&'static str, usize>,
    nonces: HashMap<(Id, String), (Instant, Id)>,
    /// Messages that were sent again with the same nonce.
    pub same_nonce: usize,
    revision: u64,
    last: u64,
    /// How far the clock was moved on.
    ahead: Duration,
}

impl World {
    /// Only the bot.
    pub fn new(settings: Settings) -> Self {
        Self {
            people: BTreeMap::new(),
            guilds: BTreeMap::new(),
            channels: BTreeMap::new(),
            interactions: HashMap::new(),
            commands: Vec::new(),
            gateway: Gateway::new(&settings),
            faults: Faults::default(),
            limits: Limits::new(settings.enforcement),
            transcript: Transcript::new(settings.detail),
            settings,
            files: BTreeMap::new(),
            address: String::new(),
            mistakes: Vec::new(),
            repeated_answers: 0,
            late_answers: 0,
            calls: VecDeque::new(),
            counts: HashMap::new(),
            nonces: HashMap::new(),
            same_nonce: 0,
            revision: 0,
            last: 0,
            ahead: Duration::ZERO,
        }
    }

    /// The moment by the fake's clock.
    pub fn now(&self) -> Instant {
        Instant::now() + self.ahead
    }

    /// Moves the clock on.
    pub fn pass(&mut self, time: Duration) {
        self.ahead += time;
    }

    /// A new number, larger than all before.
    pub fn next_id(&mut self) -> Id {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = Id::at(u64::try_from(since.as_millis()).unwrap_or_default()).0;
        self.last = now.max(self.last + 1);
        Id(self.last)
    }

    /// Something has changed; when, among all changes.
    pub fn touch(&mut self) -> u64 {
        self.revision += 1;
        self.revision
    }

    /// Something has changed in a channel; when, among all changes.
    pub fn touch_in(&mut self, channel: Id) -> u64 {
        let revision = self.touch();
        if let Some(channel) = self.channels.get(&channel) {
            channel.changed.send_replace(revision);
        }
        revision
    }

    /// When the last change was.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Somebody new.
    pub fn add_person(&mut self, name: &str) -> Id {
        let number = u64::try_from(self.people.len()).unwrap_or_default();
        let id = Id::numbered(PEOPLE, number);
        let direct = self.next_id();
        let mut channel = Channel::new(direct, Kind::Direct, name);
        channel.person = Some(id);
        self.channels.insert(direct, channel);
        let user = User {
            id,
            name: name.to_owned(),
            locale: "en-GB".to_owned(),
            direct,
            door: Door::Open,
            installed: true,
            modal: None,
        };
        self.people.insert(id, user);
        id
    }

    /// A new server's number: each on the next shard.
    pub fn next_guild(&self) -> Id {
        Id::numbered(GUILDS, u64::try_from(self.guilds.len()).unwrap_or_default())
    }

    /// Somebody's name.
    pub fn name(&self, user: Id) -> &str {
        if user == BOT {
            "bot"
        } else {
            self.people.get(&user).map_or("somebody", |user| &user.name)
        }
    }

    /// The language of somebody's client.
    pub fn locale(&self, user: Id) -> &str {
        self.people.get(&user).map_or("en-US", |user| &user.locale)
    }

    /// A `User` object.
    pub fn user_json(&self, id: Id) -> Value {
        let name = if id == BOT { BOT_NAME } else { self.name(id) };
        let mut json = json!({
            "id": id, "username": name.to_lowercase(), "discriminator": "0", "avatar": null,
            "global_name": if id == BOT { None } else { Some(name) }, "public_flags": 0,
            "flags": 0, "avatar_decoration_data": null, "collectibles": null, "clan": null,
            "primary_guild": null, "display_name_styles": null,
        });
        if id == BOT {
            json["bot"] = json!(true);
            json["discriminator"] = json!("0001");
        }
        json
    }

    /// A `Member` object.
    pub fn member_json(&self, guild: &Guild, id: Id) -> Value {
        let roles: Vec<Value> =
            guild.members.get(&id).into_iter().flatten().map(|role| Value::from(*role)).collect();
        json!({
            "user": self.user_json(id), "roles": roles, "joined_at": "2026-01-02T03:04:05.678000+00:00",
            "nick": null, "avatar": null, "banner": null, "premium_since": null, "deaf": false,
            "mute": false, "flags": 0, "pending": false, "communication_disabled_until": null,
            "unusual_dm_activity_until": null,
        })
    }

    /// A `Channel` object.
    pub fn channel_json(&self, channel: &Channel) -> Value {
        channel.json(channel.person.map(|person| self.user_json(person)))
    }

    /// A `Message` object.
    pub fn message_json(&self, channel: Id, message: Id) -> Value {
        let found = self.channels.get(&channel).and_then(|channel| channel.messages.get(&message));
        found.map_or(Value::Null, |found| found.json(self.user_json(found.author)))
    }

    /// The channel whose overwrites count: for a thread, the one it is in.
    pub fn rules<'a>(&'a self, channel: &'a Channel) -> &'a Channel {
        channel.parent.and_then(|parent| self.channels.get(&parent)).unwrap_or(channel)
    }

    /// Tells the bot something, by the shard of that server.
    pub fn tell(&mut self, kind: &'static str, guild: Option<Id>, data: Value) {
        self.gateway.tell(kind, guild, data);
        self.touch();
    }

    /// Keeps a call, where calls are kept; and counts it where it has been answered.
    pub fn record(&mut self, call: Recorded) {
        if call.status.is_some() {
            *self.counts.entry(call.route).or_default() += 1;
        }
        if self.settings.detail == Detail::Nothing {
            return;
        }
        if self.calls.len() == KEPT {
            self.calls.pop_front();
        }
        self.calls.push_back(call);
    }

    /// The call that was kept last has been answered.
    pub fn answered(&mut self, route: &'static str, status: u16) {
        *self.counts.entry(route).or_default() += 1;
        if let Some(recorded) = self.calls.back_mut() {
            recorded.status = Some(status);
        }
    }

    /// How often a route was called and answered.
    pub fn count(&self, route: &str) -> usize {
        self.counts.get(route).copied().unwrap_or_default()
    }

    /// Puts a message into a channel; its number.
    pub fn post(
        &mut self,
        (channel, author): (Id, Id),
        content: Content,
        audience: Audience,
        state: State,
        interaction: Option<Id>,
    ) -> Id {
        let id = self.next_id();
        let pings = self.pings(channel, author, &content);
        let message = Message {
            id,
            channel,
            author,
            text: content.words(),
            content,
            pings,
            audience,
            state,
            revision: self.touch_in(channel),
            sent: timestamp(),
            edited: None,
            interaction,
        };
        let name = self.name(author).to_owned();
        match state {
            State::Loading => {
                self.transcript.note(channel, audience, format_args!("{name} is thinking"));
            }
            _ => self.transcript.note(channel, audience, format_args!("{name}: {message}")),
        }
        if let Some(place) = self.channels.get_mut(&channel) {
            place.messages.insert(id, message);
        }
        id
    }

    /// Whom a new message calls.
    fn pings(&self, channel: Id, author: Id, content: &Content) -> Vec<Ping> {
        let Some(channel) = self.channels.get(&channel) else { return Vec::new() };
        let Some(guild) = channel.guild.and_then(|guild| self.guilds.get(&guild)) else {
            return Vec::new();
        };
        let may = guild.permissions(author, self.rules(channel));
        let may = may.has(Permissions::MENTION_EVERYONE);
        let text = &content.text;
        let all = text.contains("@everyone") || text.contains("@here");
        let everyone = (all && may && content.mentions.everyone()).then_some(Ping::Everyone);
        let roles = guild.roles.iter().filter(|(id, role)| {
            text.contains(&format!("<@&{id}>"))
                && (may || role.mentionable)
                && content.mentions.role(**id)
        });
        everyone.into_iter().chain(roles.map(|(id, _)| Ping::Role(*id))).collect()
    }

    /// Changes a message of the bot's.
    ///
    /// # Errors
    /// It is not there, or would be empty.
    pub fn change(&mut self, channel: Id, message: Id, draft: Draft) -> Result<(), Refusal> {
        let revision = self.touch_in(channel);
        let place = self.channels.get_mut(&channel).ok_or_else(Refusal::unknown_channel)?;
        let found = place.messages.get_mut(&message);
        let found = found.filter(|found| found.state != State::Deleted);
        let found = found.ok_or_else(Refusal::unknown_message)?;
        found.content = draft.applied(&found.content)?;
        found.text = found.content.words();
        found.revision = revision;
        found.edited = Some(timestamp());
        if found.state == State::Loading {
            found.state = State::Shown;
        }
        let line = format!("bot changes it: {found}");
        let audience = if found.is_there() { found.audience } else { Audience::Nobody };
        self.transcript.note(channel, audience, format_args!("{line}"));
        Ok(())
    }

    /// Removes a message.
    pub fn remove(&mut self, channel: Id, message: Id) {
        self.touch_in(channel);
        let place = self.channels.get_mut(&channel);
        if let Some(found) = place.and_then(|place| place.messages.get_mut(&message)) {
            found.state = State::Deleted;
            let audience = found.audience;
            self.transcript.note(channel, audience, format_args!("a message is deleted"));
        }
    }

    /// The message that was sent before with this nonce, where that is to count.
    pub fn sent_before(&mut self, channel: Id, nonce: Option<&Nonce>) -> Option<Id> {
        let nonce = nonce.filter(|nonce| nonce.enforced)?;
        let now = self.now();
        self.nonces.retain(|_, (at, _)| now.duration_since(*at) < NONCE_LIFE);
        let key = (channel, nonce.value.to_string());
        let found = self.nonces.get(&key).map(|(_, message)| *message)?;
        self.same_nonce += 1;
        Some(found)
    }

    /// Remembers the nonce of a message.
    pub fn remember(&mut self, channel: Id, nonce: &Nonce, message: Id) {
        self.nonces.insert((channel, nonce.value.to_string()), (self.now(), message));
    }
}

/// This moment, as Discord writes it.
pub(crate) fn timestamp() -> String {
    format!("{:.6}", jiff::Timestamp::now()).replace('Z', "+00:00")
}

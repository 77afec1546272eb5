//! Sessions: who may begin one, what it hears, and what it hears again when it is
//! resumed.

use std::{
    collections::{BTreeMap, VecDeque},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use crate::{
    TOKEN,
    gateway::{Tear, code},
    id::Id,
    settings::Settings,
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// The events a session keeps for when it is resumed.
const KEPT: usize = 20_000;

const GUILDS: u64 = 1;
const GUILD_MESSAGES: u64 = 1 << 9;
const DIRECT_MESSAGES: u64 = 1 << 12;
/// Members, presences, the content of messages: not without leave.
const PRIVILEGED: u64 = 1 << 1 | 1 << 8 | 1 << 15;
const KNOWN: u64 = (1 << 26) - 1;

/// What a connection is to do.
#[derive(Debug)]
pub(crate) enum Order {
    Send(Value),
    Close(u16),
    Reset,
    Silence,
}

/// Why a session can't begin, or go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Denied {
    /// The connection ends.
    Close(u16),
    /// Op 9.
    Invalid,
}

/// A connection, as the sessions know it.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub number: u64,
    pub orders: UnboundedSender<Order>,
}

#[derive(Debug)]
pub(crate) struct Session {
    pub id: String,
    /// Which of how many.
    pub shard: (u64, u64),
    intents: u64,
    sequence: u64,
    log: VecDeque<(u64, Value)>,
    line: Option<Line>,
}

/// Everything there is of the gateway.
#[derive(Debug)]
pub(crate) struct Gateway {
    sessions: Vec<Session>,
    /// When each bucket of shards last identified.
    buckets: BTreeMap<u64, Instant>,
    identifies: Vec<Instant>,
    settings: Settings,
    next: u64,
    /// Sessions that were resumed.
    pub resumes: usize,
    /// Events that nobody was there to hear.
    pub lost: usize,
    /// Whether the bot's token was taken from it.
    token_is_gone: bool,
}

/// Whether it is the bot's, alone or as it stands in a header: both are taken.
fn is_token(given: &Value) -> bool {
    given.as_str().is_some_and(|given| given.strip_prefix("Bot ").unwrap_or(given) == TOKEN)
}

impl Gateway {
    /// Nobody is connected.
    pub fn new(settings: &Settings) -> Self {
        Self {
            sessions: Vec::new(),
            buckets: BTreeMap::new(),
            identifies: Vec::new(),
            settings: settings.clone(),
            next: 0,
            resumes: 0,
            lost: 0,
            token_is_gone: false,
        }
    }

    /// A number for a connection.
    pub fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// Begins a session.
    ///
    /// # Errors
    /// The bot may not, or not so.
    pub fn identify(&mut self, line: Line, data: &Value, now: Instant) -> Result<usize, Denied> {
        if !is_token(&data["token"]) || self.token_is_gone {
            return Err(Denied::Close(code::AUTHENTICATION_FAILED));
        }
        if !data["properties"].is_object() {
            return Err(Denied::Close(code::DECODE_ERROR));
        }
        let intents = data["intents"].as_u64().filter(|intents| intents & !KNOWN == 0);
        let intents = intents.ok_or(Denied::Close(code::INVALID_INTENTS))?;
        if intents & PRIVILEGED != 0 {
            return Err(Denied::Close(code::DISALLOWED_INTENTS));
        }
        let shard = (data["shard"][0].as_u64(), data["shard"][1].as_u64());
        let shard = match (&data["shard"], shard) {
            (Value::Null, _) => (0, 1),
            (_, (Some(index), Some(total))) if index < total => (index, total),
            _ => return Err(Denied::Close(code::INVALID_SHARD)),
        };
        if shard.1 < self.settings.shards {
            return Err(Denied::Close(code::SHARDING_REQUIRED));
        }
        self.identifies.push(now);
        if self.identifies_today(now) > self.settings.identifies {
            self.token_is_gone = true;
            return Err(Denied::Close(code::AUTHENTICATION_FAILED));
        }
        let bucket = shard.0 % self.settings.max_concurrency.max(1);
        let last = self.buckets.insert(bucket, now);
        if last.is_some_and(|last| now.duration_since(last) < self.settings.identify_window) {
            return Err(Denied::Invalid);
        }
        self.sessions.retain(|session| session.shard != shard || session.line.is_some());
        let id = format!("{:032x}", self.number());
        let (sequence, log) = (0, VecDeque::new());
        self.sessions.push(Session { id, shard, intents, sequence, log, line: Some(line) });
        Ok(self.sessions.len() - 1)
    }

    fn identifies_today(&self, now: Instant) -> u64 {
        let today = self.identifies.iter().filter(|at| now.duration_since(**at) < DAY);
        u64::try_from(today.count()).unwrap_or(u64::MAX)
    }

    /// How often a bot may still identify today.
    pub fn identifies_left(&self, now: Instant) -> u64 {
        self.settings.identifies.saturating_sub(self.identifies_today(now))
    }

    /// How often a bot has identified.
    pub fn identifies(&self) -> usize {
        self.identifies.len()
    }

    /// A session by its place.
    pub fn session(&self, at: usize) -> Option<&Session> {
        self.sessions.get(at)
    }

    /// Goes on with a session: what it missed is sent again.
    ///
    /// # Errors
    /// It can't.
    pub fn resume(&mut self, line: Line, data: &Value) -> Result<(), Denied> {
        if !is_token(&data["token"]) || self.token_is_gone {
            return Err(Denied::Close(code::AUTHENTICATION_FAILED));
        }
        let id = data["session_id"].as_str().unwrap_or_default();
        let found = self.sessions.iter_mut().find(|session| session.id == id);
        let session = found.ok_or(Denied::Invalid)?;
        let heard = data["seq"].as_u64().unwrap_or_default();
        if heard > session.sequence {
            return Err(Denied::Close(code::INVALID_SEQUENCE));
        }
        for (_, event) in session.log.iter().filter(|(sequence, _)| *sequence > heard) {
            // A connection that has ended meanwhile hears it when it is resumed.
            let _ = line.orders.send(Order::Send(event.clone()));
        }
        session.line = Some(line);
        session.hears("RESUMED", Value::Null);
        self.resumes += 1;
        Ok(())
    }

    /// Tells one session something.
    pub fn tell_session(&mut self, at: usize, kind: &str, data: Value) {
        if let Some(session) = self.sessions.get_mut(at) {
            session.hears(kind, data);
        }
    }

    /// Tells every session that is to hear of that server, or of direct messages.
    pub fn tell(&mut self, kind: &str, guild: Option<Id>, data: Value) {
        let mut heard = false;
        for session in &mut self.sessions {
            let (index, total) = session.shard;
            if guild.map_or(0, |guild| guild.shard(total)) == index {
                heard = true;
                let wanted = match kind {
                    "INTERACTION_CREATE" => true,
                    "MESSAGE_CREATE" if guild.is_none() => session.intents & DIRECT_MESSAGES != 0,
                    "MESSAGE_CREATE" => session.intents & GUILD_MESSAGES != 0,
                    _ => session.intents & GUILDS != 0,
                };
                if wanted {
                    session.hears(kind, data.clone());
                }
            }
        }
        if !heard {
            self.lost += 1;
        }
    }

    /// The connection has ended; with an orderly end the session has, too.
    pub fn hang_up(&mut self, number: u64, orderly: bool) {
        let of =
            |session: &Session| session.line.as_ref().is_some_and(|line| line.number == number);
        if orderly {
            self.sessions.retain(|session| !of(session));
        } else if let Some(session) = self.sessions.iter_mut().find(|session| of(session)) {
            session.line = None;
        }
    }

    /// The session has ended.
    pub fn end(&mut self, number: u64) {
        self.hang_up(number, true);
    }

    /// Whether every shard has a session that is connected.
    pub fn is_ready(&self) -> bool {
        let connected = |index: u64| {
            self.sessions.iter().any(|session| session.shard.0 == index && session.line.is_some())
        };
        let total = self.sessions.last().map_or(1, |session| session.shard.1);
        (0..total).all(connected)
    }

    /// The shards that are connected.
    pub fn connected(&self) -> Vec<(u64, u64)> {
        let connected = self.sessions.iter().filter(|session| session.line.is_some());
        connected.map(|session| session.shard).collect()
    }

    /// Something happens to all connections.
    pub fn tear(&mut self, how: Tear) {
        let op =
            |op: u64, data: Value| Order::Send(json!({"op": op, "d": data, "s": null, "t": null}));
        for session in &mut self.sessions {
            let Some(line) = &session.line else { continue };
            let order = match how {
                Tear::Reset => Order::Reset,
                Tear::Reconnect => op(7, Value::Null),
                Tear::Invalidate => op(9, json!(false)),
                Tear::Close(code) => Order::Close(code),
                Tear::Silence => Order::Silence,
            };
            // One that has ended can't be torn.
            let _ = line.orders.send(order);
        }
        match how {
            Tear::Invalidate | Tear::Close(4_003 | 4_004 | 4_005 | 4_007 | 4_009..=4_014) => {
                self.sessions.clear();
            }
            Tear::Reset | Tear::Silence => {
                for session in &mut self.sessions {
                    session.line = None;
                }
            }
            Tear::Reconnect | Tear::Close(_) => {}
        }
    }
}

impl Session {
    /// One more event: sent where there is a connection, kept for a resumed one.
    fn hears(&mut self, kind: &str, data: Value) {
        self.sequence += 1;
        let event = json!({"op": 0, "t": kind, "s": self.sequence, "d": data});
        if let Some(line) = &self.line {
            // As above.
            let _ = line.orders.send(Order::Send(event.clone()));
        }
        if self.log.len() == KEPT {
            self.log.pop_front();
        }
        self.log.push_back((self.sequence, event));
    }
}

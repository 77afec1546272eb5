//! What happened in each chat, in lines to read when a test fails.

use std::{
    collections::{BTreeMap, VecDeque},
    fmt,
    time::Instant,
};

/// The lines kept of each chat; earlier ones make room.
const KEPT: usize = 120;

/// The lines of every chat.
#[derive(Debug)]
pub struct Transcript {
    began: Instant,
    chats: BTreeMap<i64, VecDeque<String>>,
    detail: Detail,
}

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Every line.
    Full,
    /// None: for measuring.
    Nothing,
}

/// The chat of calls that concern none.
pub const NO_CHAT: i64 = 0;

impl Transcript {
    /// An empty one, whose clock begins now.
    pub fn new(detail: Detail) -> Self {
        Self { began: Instant::now(), chats: BTreeMap::new(), detail }
    }

    /// One more line.
    pub fn note(&mut self, chat: i64, line: fmt::Arguments<'_>) {
        if self.detail == Detail::Nothing {
            return;
        }
        let lines = self.chats.entry(chat).or_default();
        if lines.len() == KEPT {
            lines.pop_front();
        }
        let seconds = self.began.elapsed().as_secs_f64();
        lines.push_back(format!("{seconds:8.3} {line}"));
    }

    /// The lines of one chat.
    pub fn of(&self, chat: i64) -> String {
        let lines = self.chats.get(&chat).into_iter().flatten();
        lines.fold(String::new(), |all, line| all + line + "\n")
    }
}

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (chat, lines) in &self.chats {
            writeln!(f, "--- chat {chat}")?;
            for line in lines {
                writeln!(f, "{line}")?;
            }
        }
        Ok(())
    }
}

//! What happened, in lines to read when a test fails; each with who could see it.

use std::{collections::VecDeque, fmt, time::Instant};

use crate::id::Id;

/// The lines kept; earlier ones make room.
const KEPT: usize = 4_000;

/// Who could see something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Whoever may see the channel.
    Channel,
    /// One person, and nobody beside them.
    Only(Id),
    /// Nobody: it happened between the bot and the platform.
    Nobody,
}

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Every line.
    Full,
    /// None: for measuring.
    Nothing,
}

#[derive(Debug)]
struct Line {
    seconds: f64,
    channel: Option<Id>,
    audience: Audience,
    text: String,
}

/// Every line, from the first.
#[derive(Debug)]
pub(crate) struct Transcript {
    began: Instant,
    lines: VecDeque<Line>,
    detail: Detail,
}

impl Transcript {
    /// An empty one, whose clock begins now.
    pub fn new(detail: Detail) -> Self {
        Self { began: Instant::now(), lines: VecDeque::new(), detail }
    }

    /// One more line about a channel.
    pub fn note(&mut self, channel: Id, audience: Audience, text: fmt::Arguments<'_>) {
        self.push(Some(channel), audience, text);
    }

    /// One more line about no channel.
    pub fn aside(&mut self, text: fmt::Arguments<'_>) {
        self.push(None, Audience::Nobody, text);
    }

    fn push(&mut self, channel: Option<Id>, audience: Audience, text: fmt::Arguments<'_>) {
        if self.detail == Detail::Nothing {
            return;
        }
        if self.lines.len() == KEPT {
            self.lines.pop_front();
        }
        let seconds = self.began.elapsed().as_secs_f64();
        self.lines.push_back(Line { seconds, channel, audience, text: text.to_string() });
    }

    /// What one person could see in a channel.
    pub fn seen(&self, person: Id, channel: Id) -> String {
        self.told(|line| {
            line.channel == Some(channel)
                && (line.audience == Audience::Channel || line.audience == Audience::Only(person))
        })
    }

    /// What happened in a channel, and between the bot and the platform.
    pub fn about(&self, channel: Id) -> String {
        self.told(|line| line.channel.is_none_or(|of| of == channel))
    }

    fn told(&self, wanted: impl Fn(&Line) -> bool) -> String {
        let lines = self.lines.iter().filter(|line| wanted(line));
        lines.fold(String::new(), |all, line| all + &line.to_string() + "\n")
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let only = if matches!(self.audience, Audience::Only(_)) { "(only they see) " } else { "" };
        write!(f, "{:8.3} {only}{}", self.seconds, self.text)
    }
}

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

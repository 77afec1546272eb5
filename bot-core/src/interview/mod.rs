//! The interview: which question comes next, and what a reply does to what is
//! known. Pure.
//!
//! The state is the facts and the trail of questions asked; the next question
//! is derived from them each time, never stored. So facts told in advance skip
//! their questions, an edited answer rebuilds what follows, and a new release
//! of the questions can't break a running conversation.
//!
//! Words and buttons are the [`bot`](crate::bot)'s matter, what the facts mean
//! is the [`assessment`](crate::assessment)'s.

mod next;
mod question;
mod reply;
mod trail;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::facts::{Fact, Facts, Value};

pub use next::{Asking, Stage, Unserved, Wording};
pub use question::{Form, Pick, QUESTIONS, Question, QuestionId};
pub use reply::Effect;
pub use trail::{Entry, Reply};

/// An interview in progress, or finished.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Interview {
    /// Whether the person agreed to their answers being kept.
    agreed: Agreement,
    /// What is known.
    facts: Facts,
    /// The questions asked, in order.
    #[serde(deserialize_with = "trail::read_known")]
    trail: Vec<Entry>,
    /// What is picked on the open question, where a pick was made since it opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    picked: Option<BTreeSet<String>>,
    /// What was understood from free text and waits to be confirmed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    heard: Vec<Heard>,
    /// A question opened again by the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    editing: Option<QuestionId>,
    /// The emergency rules whose message the person has read and gone on from.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    seen: BTreeSet<String>,
}

/// Whether a person agreed to their answers being kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// Not yet.
    #[default]
    Open,
    /// They agreed.
    Given,
    /// They said no.
    Refused,
}

/// Something understood from free text, waiting to be confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Heard {
    /// The fact it is about.
    pub fact: Fact,
    /// What was understood.
    pub value: Value,
    /// Whether it is still to count.
    pub counts: Counts,
}

/// Whether something heard is still to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Counts {
    /// It will.
    Yes,
    /// The person took it out.
    No,
}

impl Serialize for Heard {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let facts: Facts = [(self.fact, self.value)].into_iter().collect();
        (facts, self.counts == Counts::Yes).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Heard {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (facts, counts) = <(Facts, bool)>::deserialize(deserializer)?;
        let (fact, value) = facts
            .iter()
            .next()
            .ok_or_else(|| serde::de::Error::custom("an unknown fact was heard"))?;
        Ok(Self { fact, value, counts: if counts { Counts::Yes } else { Counts::No } })
    }
}

impl Interview {
    /// A new interview with somebody who has, or hasn't yet, agreed to their
    /// answers being kept.
    pub fn begin(agreed: Agreement) -> Self {
        Self { agreed, ..Self::default() }
    }

    /// What is known.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Whether the person agreed to their answers being kept.
    pub fn agreement(&self) -> Agreement {
        self.agreed
    }

    /// The questions asked, in order.
    pub fn trail(&self) -> &[Entry] {
        &self.trail
    }

    /// What was heard and waits to be confirmed.
    pub fn heard(&self) -> &[Heard] {
        &self.heard
    }

    /// Facts that count as present because the person couldn't rule them out.
    pub fn presumed(&self) -> impl Iterator<Item = Fact> + '_ {
        let counted = self.trail.iter().flat_map(|entry| entry.presumed.iter().copied());
        // They may have been answered since.
        counted.filter(|fact| self.facts.get(*fact) == fact.alarming())
    }

    /// Facts nobody knows because their question was passed over, or answered "not
    /// sure", in the end.
    pub fn left_open(&self) -> Vec<Fact> {
        QUESTIONS
            .iter()
            .filter(|question| {
                let last = self.trail.iter().rfind(|e| e.question == question.id && e.closes());
                last.is_some_and(|entry| entry.reply != Reply::Answered)
            })
            .flat_map(|question| question.facts())
            .filter(|fact| self.facts.get(*fact).is_none())
            .collect()
    }

    /// Questions that can be opened again: each that was asked or whose facts
    /// are known, in the order of the table.
    pub fn editable(&self) -> impl Iterator<Item = QuestionId> + '_ {
        QUESTIONS
            .iter()
            .filter(|question| {
                question.id != QuestionId::Consent && (question.relevant)(&self.facts)
            })
            .filter(|question| self.is_settled(question))
            .map(|question| question.id)
    }
}

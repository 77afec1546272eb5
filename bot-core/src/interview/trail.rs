//! The questions asked so far, with what each reply changed, so that "back"
//! restores exactly what was known before.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use super::question::QuestionId;
use crate::facts::{Fact, Facts, Value};

/// What a person did with a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// Answered it.
    Answered,
    /// Is not sure.
    NotSure,
    /// Passed it over.
    Skipped,
    /// Told something while it was asked; it is still open.
    Noted,
}

/// One reply to one question.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Entry {
    /// What was asked.
    pub question: QuestionId,
    /// What the person did.
    pub reply: Reply,
    /// Facts counted as present because the person couldn't rule them out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub presumed: Vec<Fact>,
    /// What was known before of the facts it changed.
    #[serde(default)]
    was: Facts,
    /// The facts it changed of which nothing was known.
    #[serde(default)]
    fresh: Vec<Fact>,
}

impl Entry {
    /// A reply that changes nothing yet.
    pub fn new(question: QuestionId, reply: Reply) -> Self {
        Self { question, reply, presumed: Vec::new(), was: Facts::default(), fresh: Vec::new() }
    }

    /// Whether the question is closed by it.
    pub fn closes(&self) -> bool {
        self.reply != Reply::Noted
    }

    /// Records `value` (or that nothing is known) in `facts` and how to take it back.
    pub fn change(&mut self, facts: &mut Facts, fact: Fact, value: Option<Value>) {
        let before = facts.get(fact);
        if before == value {
            return;
        }
        match value {
            // Values come from the question table or from `understanding`, both
            // of which give a fact only what it takes.
            Some(value) => {
                if facts.set(fact, value).is_err() {
                    return;
                }
            }
            None => {
                facts.forget(fact);
            }
        }
        let first_change = self.was.get(fact).is_none() && !self.fresh.contains(&fact);
        match before {
            Some(before) if first_change => {
                self.was = std::mem::take(&mut self.was).with(fact, before)
            }
            None if first_change => self.fresh.push(fact),
            _ => {}
        }
    }

    /// Whether it changed anything.
    pub fn changed(&self) -> bool {
        !self.was.is_empty() || !self.fresh.is_empty()
    }

    /// The facts it changed.
    pub fn facts(&self) -> impl Iterator<Item = Fact> + '_ {
        let known = self.was.iter().map(|(fact, _)| fact);
        self.fresh.iter().copied().chain(known)
    }

    /// Takes its changes back.
    pub fn undo(&self, facts: &mut Facts) {
        for fact in &self.fresh {
            facts.forget(*fact);
        }
        for (fact, value) in self.was.iter() {
            *facts = std::mem::take(facts).with(fact, value);
        }
    }
}

/// Reads a trail, leaving out questions this release doesn't know.
pub(super) fn read_known<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<Entry>, D::Error> {
    let entries = Vec::<Box<RawValue>>::deserialize(deserializer)?;
    Ok(entries.iter().filter_map(|entry| serde_json::from_str(entry.get()).ok()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_takes_back_what_it_changed_and_no_more() {
        let before = Facts::default().with(Fact::Fever, Value::No).with(Fact::Numbness, Value::Yes);
        let mut facts = before.clone();
        let mut entry = Entry::new(QuestionId::Danger, Reply::Answered);
        entry.change(&mut facts, Fact::Fever, Some(Value::Yes));
        entry.change(&mut facts, Fact::Fever, None);
        entry.change(&mut facts, Fact::HotSkin, Some(Value::Yes));
        entry.change(&mut facts, Fact::HotSkin, Some(Value::No));
        assert_ne!(facts, before);
        entry.undo(&mut facts);
        assert_eq!(facts, before);
    }
}

//! Whether what is wanted suits the person, by the rules of the assessment.

use crate::{
    assessment::{self, Advice, Variant},
    bot::turn::Turn,
    facts::Fact,
    interview::Stage,
};

/// Whether something suits a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Suits {
    /// As far as anybody has said, it does.
    Yes,
    /// Nobody has asked yet about what would speak against it.
    Ask,
    /// It doesn't, because of these.
    No(Vec<Fact>),
}

impl Turn<'_> {
    /// Whether an item of advice suits the person, as far as they have told.
    pub(super) fn suits(&self, advice: Advice) -> Suits {
        let checked = self.has_session() && self.stage() == Stage::Done;
        let facts = self.state.interview.facts();
        let assessment = assessment::assess(facts);
        if let Some(held) = assessment.withheld.iter().find(|held| held.advice == advice) {
            let mut told: Vec<Fact> = held.because.clone();
            told.retain(|fact| facts.get(*fact).is_some());
            // What isn't known keeps nothing back here: it is asked about.
            return if told.is_empty() { Suits::Ask } else { Suits::No(told) };
        }
        let item = assessment.plan.iter().find(|item| item.advice == advice);
        match item {
            Some(item) if checked && item.variant != Variant::CheckFirst => Suits::Yes,
            _ => Suits::Ask,
        }
    }
}

//! Where an interview is: derived from the facts and the trail.

use std::collections::BTreeSet;

use super::{
    Agreement, Interview,
    question::{Pick, QUESTIONS, Question, QuestionId},
    trail::Entry,
};
use crate::{
    assessment::{self, Level},
    facts::{Fact, Value},
    message::Progress,
};

/// Where an interview is.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// A danger sign makes this an emergency: said before anything else.
    Interrupt,
    /// The interview can't go on.
    Unserved(Unserved),
    /// What was understood from free text is to be confirmed.
    Confirm,
    /// A question is open.
    Ask(Asking),
    /// Every question is settled.
    Done,
}

/// Why no health answers are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unserved {
    /// The person did not agree to their answers being kept.
    Refused,
    /// They are younger than the operator serves.
    TooYoung,
    /// They would not say how old they are.
    AgeUnknown,
}

/// An open question.
#[derive(Clone, Debug, PartialEq)]
pub struct Asking {
    /// Which one.
    pub question: &'static Question,
    /// In which words.
    pub wording: Wording,
    /// What can be picked.
    pub picks: Vec<Pick>,
    /// What is picked so far, by name.
    pub picked: BTreeSet<String>,
    /// How far along it is.
    pub progress: Progress,
}

impl PartialEq for Question {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// In which words a question is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wording {
    /// The usual ones.
    First,
    /// Other words, about what could still be a danger sign: who still can't
    /// say is counted as having it.
    Again,
}

impl Interview {
    /// Where the interview is, where health answers are kept from `least_age`
    /// years on.
    pub fn stage(&self, least_age: u8) -> Stage {
        if let Some(why) = self.unserved(least_age) {
            return Stage::Unserved(why);
        }
        if self.unseen_emergencies().next().is_some() {
            return Stage::Interrupt;
        }
        let live = self.live();
        if self.agreed == Agreement::Open {
            return Stage::Ask(self.asking(Question::of(QuestionId::Consent), least_age, &live));
        }
        if !self.heard.is_empty() {
            return Stage::Confirm;
        }
        let question = match self.editing {
            Some(id) => Some(Question::of(id)),
            None => self.open_question(&live),
        };
        question.map_or(Stage::Done, |question| Stage::Ask(self.asking(question, least_age, &live)))
    }

    /// The emergency rules that fire and whose message the person hasn't gone on from.
    pub(super) fn unseen_emergencies(&self) -> impl Iterator<Item = String> + '_ {
        let reasons = match assessment::level(&self.facts) {
            Level::Emergency => assessment::reasons(&self.facts),
            _ => Vec::new(),
        };
        reasons
            .into_iter()
            .filter(|reason| reason.level == Level::Emergency)
            .map(|reason| reason.rule.to_string())
            .filter(|rule| !self.seen.contains(rule))
    }

    fn unserved(&self, least_age: u8) -> Option<Unserved> {
        if self.agreed == Agreement::Refused {
            return Some(Unserved::Refused);
        }
        let unanswered = |id| self.closing(id).filter(|entry| !answered(entry)).count();
        match self.facts.amount(Fact::Age) {
            Some(years) if years.high() < i32::from(least_age) => Some(Unserved::TooYoung),
            None if unanswered(QuestionId::Age) > 1 => Some(Unserved::AgeUnknown),
            _ if self.agreed == Agreement::Open && unanswered(QuestionId::Consent) > 1 => {
                Some(Unserved::Refused)
            }
            _ => None,
        }
    }

    /// The first question that is relevant and not settled, or that could still
    /// hide a danger sign.
    fn open_question(&self, live: &[Fact]) -> Option<&'static Question> {
        QUESTIONS
            .iter()
            .filter(|question| {
                question.id != QuestionId::Consent && (question.relevant)(&self.facts)
            })
            .find(|question| {
                !self.is_settled(question)
                    || question.picks.iter().any(|pick| live.contains(&pick.fact))
            })
    }

    /// Unknown facts of questions already closed that would raise the level to
    /// urgent or emergency if they were present.
    pub(super) fn live(&self) -> Vec<Fact> {
        let unknown: Vec<Fact> = QUESTIONS
            .iter()
            .filter(|question| {
                (question.relevant)(&self.facts) && self.closing(question.id).next().is_some()
            })
            .flat_map(Question::facts)
            .filter(|fact| self.facts.get(*fact).is_none())
            .collect();
        if unknown.is_empty() { unknown } else { assessment::live_red_flags(&self.facts, &unknown) }
    }

    /// Whether a question needs no asking: its facts are known, or it was closed.
    pub(super) fn is_settled(&self, question: &Question) -> bool {
        let known = question.picks.iter().all(|pick| self.facts.get(pick.fact).is_some());
        known || (question.id != QuestionId::Age && self.closing(question.id).next().is_some())
    }

    fn closing(&self, id: QuestionId) -> impl Iterator<Item = &Entry> {
        self.trail.iter().filter(move |entry| entry.question == id && entry.closes())
    }

    fn asking(&self, question: &'static Question, least_age: u8, live: &[Fact]) -> Asking {
        let mut picks = question.picks_for(least_age);
        let again = match question.id {
            QuestionId::Consent | QuestionId::Age => self.closing(question.id).next().is_some(),
            _ => self.editing.is_none() && picks.iter().any(|pick| live.contains(&pick.fact)),
        };
        let wording = if again { Wording::Again } else { Wording::First };
        if !live.is_empty() && again {
            picks.retain(|pick| live.contains(&pick.fact));
        }
        let picked = self.picked.clone().unwrap_or_else(|| {
            let known = |pick: &&Pick| {
                self.facts.get(pick.fact).is_some_and(|value| says(value, pick.value))
            };
            picks.iter().filter(known).map(|pick| pick.id.to_owned()).collect()
        });
        Asking { question, wording, picked, picks, progress: self.progress(question) }
    }

    /// Consent and age count as one step, whichever of them is asked.
    fn progress(&self, current: &Question) -> Progress {
        let steps = QUESTIONS
            .iter()
            .filter(|question| question.id != QuestionId::Age && (question.relevant)(&self.facts));
        let before = steps.clone().take_while(|question| question.id < current.id);
        let at = if current.id == QuestionId::Age { 1 } else { 1 + before.count() };
        let count = |steps: usize| u8::try_from(steps).unwrap_or(u8::MAX);
        Progress { at: count(at), of: count(steps.count().max(at)) }
    }
}

fn answered(entry: &Entry) -> bool {
    entry.reply == super::trail::Reply::Answered
}

/// Whether what is known says what a pick says: the same, or a number in its range.
pub(super) fn says(known: Value, pick: Value) -> bool {
    match (known, pick) {
        (Value::Amount(known), Value::Amount(pick)) => {
            known.low() >= pick.low() && known.high() <= pick.high()
        }
        _ => known == pick,
    }
}

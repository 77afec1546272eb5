//! What each reply does to an interview.

use std::collections::BTreeSet;

use super::{
    Agreement, Counts, Heard, Interview,
    next::{Asking, Stage, Wording, says},
    question::{Form, Pick, Question, QuestionId},
    trail::{Entry, Reply},
};
use crate::{
    assessment::{self, Level},
    facts::{Amount, Fact, Facts, Value},
};

/// What came of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It counted.
    Taken,
    /// It doesn't belong to where the interview is; nothing changed.
    Ignored,
}

impl Interview {
    /// A pick of the open question: an answer, or one more tick.
    pub fn pick(&mut self, least_age: u8, id: &str) -> Effect {
        let Stage::Ask(asking) = self.stage(least_age) else { return Effect::Ignored };
        let Some(pick) = asking.picks.iter().find(|pick| pick.id == id).copied() else {
            return Effect::Ignored;
        };
        match asking.question.form {
            Form::One => self.answer(&asking, &[pick]),
            Form::Several => {
                let mut picked = asking.picked;
                if !picked.remove(id) {
                    untick_rivals(&asking.picks, &pick, &mut picked);
                    picked.insert(id.to_owned());
                }
                self.picked = Some(picked);
            }
        }
        Effect::Taken
    }

    /// "Done" on a question of several picks: what is ticked is the answer.
    pub fn done(&mut self, least_age: u8) -> Effect {
        let picked = match self.stage(least_age) {
            Stage::Ask(asking) if asking.question.form == Form::Several => asking.picked,
            _ => return Effect::Ignored,
        };
        self.answer_with(least_age, &picked)
    }

    /// "None of these" on a question of several picks.
    pub fn none(&mut self, least_age: u8) -> Effect {
        self.answer_with(least_age, &BTreeSet::new())
    }

    /// All picks of a question of several in one go.
    pub fn answer_with(&mut self, least_age: u8, ids: &BTreeSet<String>) -> Effect {
        match self.stage(least_age) {
            Stage::Ask(asking) if asking.question.form == Form::Several => {
                let mut kept = BTreeSet::new();
                for pick in &asking.picks {
                    if ids.contains(pick.id) {
                        untick_rivals(&asking.picks, pick, &mut kept);
                        kept.insert(pick.id.to_owned());
                    }
                }
                let picks: Vec<Pick> =
                    asking.picks.iter().filter(|pick| kept.contains(pick.id)).copied().collect();
                self.answer(&asking, &picks);
                Effect::Taken
            }
            _ => Effect::Ignored,
        }
    }

    /// The person isn't sure, or passes the question over. Asked in other words
    /// already, what could be a danger sign counts as present.
    pub fn leave_open(&mut self, least_age: u8, reply: Reply) -> Effect {
        let Stage::Ask(asking) = self.stage(least_age) else { return Effect::Ignored };
        if self.editing.is_some() && reply == Reply::Skipped {
            // The answer there was stays.
            self.editing = None;
            self.picked = None;
            return Effect::Taken;
        }
        let mut entry = Entry::new(asking.question.id, reply);
        self.keep_ticked(&asking, &mut entry);
        if asking.wording == Wording::Again {
            let live = self.live();
            for fact in asking.question.facts().into_iter().filter(|fact| live.contains(fact)) {
                if let Some(value) = fact.alarming() {
                    entry.change(&mut self.facts, fact, Some(value));
                    entry.presumed.push(fact);
                }
            }
        }
        self.close(entry);
        Effect::Taken
    }

    /// What was ticked before "not sure" was pressed is known all the same; what
    /// was unticked no longer is. Who opened a question again to say that they are
    /// not sure takes back all they answered to it.
    fn keep_ticked(&mut self, asking: &Asking, entry: &mut Entry) {
        let ticked = |pick: &&Pick| asking.picked.contains(pick.id);
        let reopened = self.editing.is_some();
        let untouched = self.picked.is_none();
        for pick in asking.picks.iter().filter(|pick| !ticked(pick) || (reopened && untouched)) {
            let known = self.facts.get(pick.fact);
            if reopened || known.is_some_and(|known| says(known, pick.value)) {
                entry.change(&mut self.facts, pick.fact, None);
            }
        }
        for pick in asking.picks.iter().filter(ticked).filter(|_| !(reopened && untouched)) {
            // "34" told before is not made "18 to 64".
            if self.facts.get(pick.fact).is_none_or(|known| !says(known, pick.value)) {
                entry.change(&mut self.facts, pick.fact, Some(pick.value));
            }
        }
    }

    /// Takes the last reply back: what was known before it is known again.
    pub fn back(&mut self) -> Effect {
        if !self.heard.is_empty() {
            self.heard.clear();
            return Effect::Taken;
        }
        if self.editing.take().is_some() {
            self.picked = None;
            return Effect::Taken;
        }
        let Some(entry) = self.trail.pop() else { return Effect::Ignored };
        entry.undo(&mut self.facts);
        self.picked = None;
        self.forget_seen();
        Effect::Taken
    }

    /// Agrees, or refuses, that answers are kept.
    pub fn agree(&mut self, agreed: Agreement) -> Effect {
        self.agreed = agreed;
        if agreed == Agreement::Refused {
            *self = Self { agreed, ..Self::default() };
        }
        Effect::Taken
    }

    /// Goes on from the emergency message.
    pub fn go_on(&mut self) -> Effect {
        let unseen: Vec<String> = self.unseen_emergencies().collect();
        if unseen.is_empty() {
            return Effect::Ignored;
        }
        self.seen.extend(unseen);
        Effect::Taken
    }

    /// Opens a question again.
    pub fn edit(&mut self, id: QuestionId) -> Effect {
        if !self.editable().any(|editable| editable == id) {
            return Effect::Ignored;
        }
        self.editing = Some(id);
        self.picked = None;
        Effect::Taken
    }

    /// Asks these questions once more. What was told as present stays ticked;
    /// what was ruled out or only presumed has to be ruled out again, and an answer
    /// of one pick is forgotten.
    pub fn revisit(&mut self, questions: &[QuestionId]) {
        let presumed: Vec<Fact> = self.presumed().collect();
        for question in questions.iter().map(|id| Question::of(*id)) {
            for fact in question.facts() {
                let stays = question.form == Form::Several
                    && self.facts.has(fact)
                    && !presumed.contains(&fact);
                if !stays {
                    self.facts.forget(fact);
                }
            }
        }
        self.trail.retain(|entry| !questions.contains(&entry.question));
        self.editing = None;
        self.picked = None;
        self.forget_seen();
    }

    /// Counts on how long it has lasted, in days.
    pub fn days_pass(&mut self, days: i32) {
        if days <= 0 {
            return;
        }
        let later = |day: i32| day.saturating_add(days).min(Fact::MOST_DAYS);
        // Where it isn't known how long it had lasted, it is so long at least.
        let lasted = match self.facts.amount(Fact::DurationDays) {
            Some(lasted) => Amount::between(later(lasted.low()), later(lasted.high())),
            None => Amount::between(later(0), Fact::MOST_DAYS),
        };
        self.facts =
            std::mem::take(&mut self.facts).with(Fact::DurationDays, Value::Amount(lasted));
    }

    /// Takes in what was understood from free text.
    ///
    /// A danger sign counts at once; so does a plain answer to the open
    /// question. Anything else waits to be confirmed. What is known already is
    /// not asked about again.
    pub fn hear(&mut self, least_age: u8, told: &[(Fact, Value)]) -> Effect {
        let asking = match self.stage(least_age) {
            Stage::Ask(asking) => Some(asking),
            _ => None,
        };
        let id = asking.as_ref().map_or(QuestionId::Danger, |asking| asking.question.id);
        let asked = asking.as_ref().map(|asking| asking.question.facts()).unwrap_or_default();
        let is_news =
            |fact: Fact, value: Value| asked.contains(&fact) || self.facts.get(fact) != Some(value);
        let told: Vec<(Fact, Value)> =
            told.iter().copied().filter(|(fact, value)| is_news(*fact, *value)).collect();
        if told.is_empty() {
            return Effect::Ignored;
        }
        if told.iter().all(|(fact, _)| asked.contains(fact)) {
            self.take(id, &told);
            return Effect::Taken;
        }
        let mut at_once = self.dangers(&told);
        // Nothing is kept of who is too young, so that can't wait either.
        at_once.extend(told.iter().filter(|told| is_too_young(told, least_age)).map(|told| told.0));
        let (now, rest): (Vec<_>, Vec<_>) =
            told.into_iter().partition(|(fact, _)| at_once.contains(fact));
        if !now.is_empty() {
            self.heard.retain(|heard| !at_once.contains(&heard.fact));
            self.take(id, &now);
        }
        self.heard.retain(|heard| rest.iter().all(|(fact, _)| *fact != heard.fact));
        let new = rest.iter().map(|(fact, value)| Heard {
            fact: *fact,
            value: *value,
            counts: Counts::Yes,
        });
        self.heard.extend(new);
        Effect::Taken
    }

    /// Takes something heard out, or in again.
    pub fn toggle_heard(&mut self, fact: Fact) -> Effect {
        let Some(heard) = self.heard.iter_mut().find(|heard| heard.fact == fact) else {
            return Effect::Ignored;
        };
        heard.counts = match heard.counts {
            Counts::Yes => Counts::No,
            Counts::No => Counts::Yes,
        };
        Effect::Taken
    }

    /// Of what was heard, exactly these are to count.
    pub fn keep_heard(&mut self, kept: &BTreeSet<Fact>) {
        for heard in &mut self.heard {
            heard.counts = if kept.contains(&heard.fact) { Counts::Yes } else { Counts::No };
        }
    }

    /// Confirms what was heard.
    pub fn use_heard(&mut self, least_age: u8) -> Effect {
        let told: Vec<(Fact, Value)> = std::mem::take(&mut self.heard)
            .into_iter()
            .filter(|heard| heard.counts == Counts::Yes)
            .map(|heard| (heard.fact, heard.value))
            .collect();
        let open = match self.stage(least_age) {
            Stage::Ask(asking) => asking.question.id,
            _ => QuestionId::Danger,
        };
        self.take(open, &told);
        Effect::Taken
    }

    /// Opens the question of a danger sign that was mentioned unclearly.
    pub fn doubt(&mut self, fact: Fact) -> Effect {
        let question = super::QUESTIONS.iter().find(|question| question.facts().contains(&fact));
        match question {
            Some(question) if self.facts.get(fact) != fact.alarming() => self.edit(question.id),
            _ => Effect::Ignored,
        }
    }

    /// Records what was told while `id` was open; closes it where that answers it.
    fn take(&mut self, id: QuestionId, told: &[(Fact, Value)]) {
        let mut entry = Entry::new(id, Reply::Noted);
        for (fact, value) in told {
            entry.change(&mut self.facts, *fact, Some(*value));
        }
        let question = Question::of(id);
        let facts = question.facts();
        let answers = facts.iter().all(|fact| self.facts.get(*fact).is_some())
            && told.iter().any(|(fact, _)| facts.contains(fact))
            && id != QuestionId::Consent;
        if answers {
            entry.reply = Reply::Answered;
        }
        if answers || entry.changed() {
            self.close(entry);
        }
    }

    /// What of the told makes an urgent or emergency rule hold that did not hold before.
    fn dangers(&self, told: &[(Fact, Value)]) -> Vec<Fact> {
        let mut facts: Facts = self.facts.clone();
        for (fact, value) in told {
            // What a fact can't take was never understood as it.
            if facts.set(*fact, *value).is_err() {
                return Vec::new();
            }
        }
        let before = assessment::reasons(&self.facts);
        assessment::reasons(&facts)
            .iter()
            .filter(|reason| reason.level >= Level::Urgent)
            .filter(|reason| before.iter().all(|old| old.rule != reason.rule))
            .flat_map(|reason| reason.facts.iter().copied())
            .filter(|fact| told.iter().any(|(other, _)| other == fact))
            .collect()
    }

    fn answer(&mut self, asking: &Asking, picks: &[Pick]) {
        let mut entry = Entry::new(asking.question.id, Reply::Answered);
        if asking.question.form == Form::Several {
            for left in asking.picks.iter().filter(|pick| picks.iter().all(|p| p.fact != pick.fact))
            {
                let known = self.facts.get(left.fact);
                match left.unpicked {
                    Some(value) => entry.change(&mut self.facts, left.fact, Some(value)),
                    None if known == Some(left.value) => {
                        entry.change(&mut self.facts, left.fact, None)
                    }
                    None => {}
                }
            }
        }
        for pick in picks {
            // "34" told before is not made "18 to 64" by agreeing.
            if self.facts.get(pick.fact).is_none_or(|known| !says(known, pick.value)) {
                entry.change(&mut self.facts, pick.fact, Some(pick.value));
            }
        }
        if asking.question.id == QuestionId::Consent {
            self.agreed = Agreement::Given;
        }
        self.close(entry);
    }

    fn close(&mut self, entry: Entry) {
        if entry.closes() {
            self.editing = None;
            self.picked = None;
        } else {
            self.tick_noted(&entry);
        }
        self.trail.push(entry);
        self.forget_seen();
    }

    /// What was told while a question is open joins the ticks made on it.
    fn tick_noted(&mut self, entry: &Entry) {
        let Some(picked) = &mut self.picked else { return };
        let told: Vec<Fact> = entry.facts().collect();
        for pick in Question::of(entry.question).picks.iter().filter(|p| told.contains(&p.fact)) {
            match self.facts.get(pick.fact) {
                Some(known) if says(known, pick.value) => picked.insert(pick.id.to_owned()),
                _ => picked.remove(pick.id),
            };
        }
    }

    /// An emergency that no longer holds would have to be said again.
    fn forget_seen(&mut self) {
        if self.seen.is_empty() {
            return;
        }
        let firing: BTreeSet<String> =
            assessment::reasons(&self.facts).iter().map(|reason| reason.rule.to_string()).collect();
        self.seen.retain(|rule| firing.contains(rule));
    }
}

fn is_too_young((fact, value): &(Fact, Value), least_age: u8) -> bool {
    matches!(value, Value::Amount(years) if *fact == Fact::Age && years.high() < i32::from(least_age))
}

/// A fact has one value: ticking one of several unticks the others.
fn untick_rivals(picks: &[Pick], pick: &Pick, picked: &mut BTreeSet<String>) {
    for rival in picks.iter().filter(|other| other.fact == pick.fact && other.id != pick.id) {
        picked.remove(rival.id);
    }
}

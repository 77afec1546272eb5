//! Why: every triage rule with the state it is in, and the summary a GP or
//! physiotherapist can read.

use super::{
    RULES_VERSION,
    sources::Source,
    triage::{self, Level, NOT_RULED_OUT, NOT_RULED_OUT_SOURCES, RULES, RuleId, level},
};
use crate::facts::{Fact, Facts, Kind, Value, named};

named! {
    /// What became of a rule.
    State {
        /// It holds.
        Fired = "fired",
        /// It doesn't hold.
        NotFired = "not_fired",
        /// Facts it needs aren't known.
        Undecided = "undecided",
    }
}

/// One rule, as it stands with these facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// Which rule.
    pub rule: RuleId,
    /// The level it calls for where it holds.
    pub level: Level,
    /// What became of it.
    pub state: State,
    /// The facts that make it hold; empty unless it fired.
    pub for_: Vec<Fact>,
    /// The facts that rule it out; empty unless it didn't fire.
    pub against: Vec<Fact>,
    /// The facts it still needs; empty unless it is undecided.
    pub unknown: Vec<Fact>,
    /// What it rests on.
    pub sources: &'static [Source],
}

/// Every rule with its state, most urgent first, the one for missing answers last.
pub fn explain(facts: &Facts) -> Vec<Explained> {
    let mut explained: Vec<_> = RULES
        .iter()
        .map(|rule| {
            let state = match rule.condition.holds(facts) {
                Some(true) => State::Fired,
                Some(false) => State::NotFired,
                None => State::Undecided,
            };
            let decided_by = rule.condition.decided_by(facts);
            explained(rule.id, rule.level, state, decided_by, rule.sources)
        })
        .collect();
    let open = triage::not_ruled_out(facts);
    let state = if open.is_empty() { State::NotFired } else { State::Fired };
    explained.push(self::explained(
        NOT_RULED_OUT,
        Level::GpOrPhysio,
        state,
        open,
        NOT_RULED_OUT_SOURCES,
    ));
    explained
}

fn explained(
    rule: RuleId,
    level: Level,
    state: State,
    decided_by: Vec<Fact>,
    sources: &'static [Source],
) -> Explained {
    let mut explained = Explained {
        rule,
        level,
        state,
        for_: Vec::new(),
        against: Vec::new(),
        unknown: Vec::new(),
        sources,
    };
    match state {
        State::Fired => explained.for_ = decided_by,
        State::NotFired => explained.against = decided_by,
        State::Undecided => explained.unknown = decided_by,
    }
    explained
}

/// What a GP or physiotherapist is told: answers, not conclusions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Counts and choices that are known, in the order facts are declared.
    pub told: Vec<(Fact, Value)>,
    /// Signs that are present.
    pub yes: Vec<Fact>,
    /// Signs that are absent.
    pub no: Vec<Fact>,
    /// Facts that aren't known.
    pub unknown: Vec<Fact>,
    /// The level the rules gave.
    pub level: Level,
    /// By which rules.
    pub rules_version: &'static str,
}

/// The summary of these facts.
pub fn summary(facts: &Facts) -> Summary {
    let mut summary = Summary {
        told: Vec::new(),
        yes: Vec::new(),
        no: Vec::new(),
        unknown: Vec::new(),
        level: level(facts),
        rules_version: RULES_VERSION,
    };
    for fact in Fact::ALL.iter().copied() {
        match (fact.kind(), facts.get(fact)) {
            (_, None) => summary.unknown.push(fact),
            (Kind::Sign, Some(Value::Yes)) => summary.yes.push(fact),
            (Kind::Sign, Some(_)) => summary.no.push(fact),
            (_, Some(value)) => summary.told.push((fact, value)),
        }
    }
    summary
}

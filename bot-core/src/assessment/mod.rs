//! What follows from the facts: how urgent it is, which patterns they match,
//! what to do and what to leave, and why. Pure; the same facts give the same
//! assessment, and [`RULES_VERSION`] says by which rules.
//!
//! The rules are tables: `triage` (levels), `patterns`, `advice`. Asking for
//! facts is the interview's matter, and so is saying all this to a person.
//! Nobody with a licence has reviewed the rules; every one names its sources.

mod advice;
mod condition;
mod explain;
mod patterns;
mod plan;
mod sources;
mod texts;
mod triage;

pub use advice::{Advice, Variant, When};
pub use condition::Condition;
pub use explain::{Explained, State, Summary, explain, summary};
pub use patterns::{Match, Pattern};
pub use plan::{PlanItem, Withheld};
pub use sources::Source;
pub use texts::{AdviceText, advice_text, fact_text, text_keys};
pub use triage::{
    Level, NOT_RULED_OUT, RULES, Reason, Rule, RuleId, level, live_red_flags, reasons, red_flags,
};

use crate::facts::Facts;

/// The rules' version: the day they were last changed, and the how-manieth change of it.
pub const RULES_VERSION: &str = "2026-11-22.1";

/// All that follows from one person's facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// How urgent it is.
    pub level: Level,
    /// Every triage rule that holds, most urgent first.
    pub reasons: Vec<Reason>,
    /// The pattern to name first, where the answers match any.
    pub leading: Option<Pattern>,
    /// Every pattern matched, the leading one first.
    pub patterns: Vec<Match>,
    /// What to do, in the order of time.
    pub plan: Vec<PlanItem>,
    /// What is kept out of the plan, and why.
    pub withheld: Vec<Withheld>,
}

/// Everything that follows from the facts.
pub fn assess(facts: &Facts) -> Assessment {
    let level = level(facts);
    let reasons = triage::reasons(facts);
    let (plan, withheld) = plan::plan(facts, level, &reasons);
    Assessment {
        level,
        leading: patterns::leading(facts),
        patterns: patterns::matches(facts),
        reasons,
        plan,
        withheld,
    }
}

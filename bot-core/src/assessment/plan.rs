//! What to do, when, and what to leave: the advice chosen for one person.
//!
//! The level comes first: an emergency leaves one thing to do, an urgent matter
//! only what can't harm while someone is found to look at it.

use super::{
    advice::{ADVICE, Advice, MINOR, Row, Variant, When},
    patterns::POSSIBLE_FRACTURE,
    sources::Source,
    triage::{Level, Reason},
};
use crate::facts::{
    Fact::{self, *},
    Facts,
};

/// One item of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanItem {
    /// What to do.
    pub advice: Advice,
    /// In which form.
    pub variant: Variant,
    /// When.
    pub when: When,
    /// What in the answers speaks for it; never empty.
    pub because: Vec<Fact>,
    /// What it rests on; never empty.
    pub sources: &'static [Source],
}

/// An item that is kept out of the plan, and said to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// What is left out.
    pub advice: Advice,
    /// What in the answers speaks against it, or isn't known; never empty.
    pub because: Vec<Fact>,
}

/// What there is to say where nothing speaks for an item in particular.
const COMPLAINT: &[Fact] = &[
    MorningFirstStepPain,
    Stiffness,
    AchingArches,
    SwellingOrRedness,
    Site,
    Severity,
    DurationDays,
    Trend,
    CanBearWeight,
];

pub(super) fn plan(
    facts: &Facts,
    level: Level,
    reasons: &[Reason],
) -> (Vec<PlanItem>, Vec<Withheld>) {
    let (mut plan, mut withheld) = (Vec::new(), Vec::new());
    for row in ADVICE {
        let against = against(row, facts, level, reasons);
        if !against.is_empty() {
            withheld.push(Withheld { advice: row.advice, because: against });
        } else if row.applies.is_met(facts) && fits(row.advice, level) {
            let item = item(row, facts, level, reasons);
            if !item.because.is_empty() {
                plan.push(item);
            }
        }
    }
    plan.sort_by_key(|item| item.when);
    (plan, withheld)
}

/// Whether an item can be in a plan of this level at all.
const fn fits(advice: Advice, level: Level) -> bool {
    match level {
        Level::Emergency => matches!(advice, Advice::SeeProfessional),
        Level::Urgent => matches!(advice, Advice::SeeProfessional | Advice::Rest | Advice::Ice),
        Level::GpOrPhysio | Level::SelfCare => true,
    }
}

/// What keeps an item out; empty where nothing does, or where it isn't worth a word.
fn against(row: &Row, facts: &Facts, level: Level, reasons: &[Reason]) -> Vec<Fact> {
    if row.never_if.is_met(facts) {
        return row.never_if.decided_by(facts);
    }
    if !row.applies.is_met(facts) {
        return Vec::new();
    }
    if row.not_yet_if.is_met(facts) {
        return row.not_yet_if.decided_by(facts);
    }
    if fits(row.advice, level) || row.advice == Advice::AskPharmacist {
        return Vec::new();
    }
    level_facts(level, reasons)
}

/// The facts that make the level what it is.
fn level_facts(level: Level, reasons: &[Reason]) -> Vec<Fact> {
    let mut facts = Vec::new();
    for reason in reasons.iter().filter(|reason| reason.level == level) {
        for fact in &reason.facts {
            if !facts.contains(fact) {
                facts.push(*fact);
            }
        }
    }
    facts
}

fn item(row: &Row, facts: &Facts, level: Level, reasons: &[Reason]) -> PlanItem {
    let mut item = PlanItem {
        advice: row.advice,
        variant: variant(row, facts),
        when: row.when,
        because: because(row, facts),
        sources: row.sources,
    };
    match row.advice {
        Advice::SeeProfessional => {
            (item.when, item.variant) = match level {
                Level::Emergency if facts.has(CrisisDisclosure) => (When::Today, Variant::Crisis),
                Level::Emergency if facts.has(NsaidOverdose) => {
                    (When::Today, Variant::GoNowWithPacket)
                }
                Level::Emergency => (When::Today, Variant::GoNow),
                Level::Urgent => (When::Today, Variant::SpeakToday),
                Level::GpOrPhysio if MINOR.is_met(facts) => {
                    (When::ThisWeek, Variant::BookWithAdult)
                }
                Level::GpOrPhysio => (When::ThisWeek, Variant::Book),
                Level::SelfCare => (When::IfItGetsWorse, Variant::IfWorse),
            };
            if let Some(reason) = reasons.iter().find(|reason| reason.level == level) {
                item.because = level_facts(level, reasons);
                item.sources = reason.sources;
            }
        }
        Advice::Rest if level >= Level::Urgent => item.variant = Variant::NoRunningUntilSeen,
        Advice::Rest if POSSIBLE_FRACTURE.is_met(facts) => {
            item.variant = match level {
                Level::SelfCare => Variant::NoRunningUntilSettled,
                _ => Variant::NoRunningUntilSeen,
            };
        }
        _ => {}
    }
    item
}

fn variant(row: &Row, facts: &Facts) -> Variant {
    row.variants
        .iter()
        .find(|(condition, _)| condition.is_met(facts))
        .map_or(Variant::Usual, |(_, variant)| *variant)
}

fn because(row: &Row, facts: &Facts) -> Vec<Fact> {
    let mut because: Vec<Fact> = Vec::new();
    for condition in row.because.iter().filter(|condition| condition.is_met(facts)) {
        for fact in condition.decided_by(facts) {
            if !because.contains(&fact) {
                because.push(fact);
            }
        }
    }
    if because.is_empty() {
        because.extend(
            COMPLAINT
                .iter()
                .find(|fact| facts.get(**fact).is_some() && facts.sign(**fact) != Some(false)),
        );
    }
    because
}

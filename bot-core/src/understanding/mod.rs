//! Free text to facts and control actions.
//!
//! What a person types, as a first message, a reply or out of turn, is read for
//! what it says about this person now: denied, past, feared and other people's
//! signs are not facts. It refuses to guess: what can't be told is unclear, and a
//! danger sign is rather unclear than absent.
//!
//! Pure: rules and tables only, every pattern linear and compiled once, at most
//! [`MOST_CHARS`] characters read. What is asked next, what counts after it was
//! confirmed and what follows from it are the interview's and the assessment's.

mod amounts;
mod choices;
mod clauses;
mod clock;
mod control;
mod durations;
mod medicines;
mod numbers;
mod reply;
mod running;
mod signs;
mod situations;
mod text;
mod yes_no;

use std::collections::BTreeMap;

use jiff::{Zoned, civil::Time};

use crate::facts::{Fact, Facts, Kind, Value, Walking, named};
use clauses::{Stance, Turn};

/// How many characters of a message are read.
pub const MOST_CHARS: usize = text::MOST_CHARS;

/// What a reply may answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Asked {
    /// A fact; a screen may ask for several.
    Fact(Fact),
    /// Whether health answers may be kept.
    Consent,
    /// Medicines and conditions: diabetes, pregnancy, blood thinners, reasons
    /// against anti-inflammatories and against ice, on one screen.
    MedicinesAndConditions,
    /// At what time of the day to remind.
    ReminderTime,
}

impl Asked {
    /// The name in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fact(fact) => fact.as_str(),
            Self::Consent => "consent",
            Self::MedicinesAndConditions => "medicines_and_conditions",
            Self::ReminderTime => "reminder_time",
        }
    }

    /// What is asked by that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Consent, Self::MedicinesAndConditions, Self::ReminderTime]
            .into_iter()
            .find(|asked| asked.as_str() == name)
            .or_else(|| Fact::parse(name).map(Self::Fact))
    }
}

/// What the screen about medicines and conditions asks for.
pub const MEDICINES_AND_CONDITIONS: &[Fact] = &[
    Fact::Diabetes,
    Fact::Pregnant,
    Fact::TakesAnticoagulant,
    Fact::NsaidContraindication,
    Fact::IceCaution,
];

/// One fact heard in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Which fact.
    pub fact: Fact,
    /// Its value; `None` where the person says they don't know.
    pub value: Option<Value>,
}

named! {
    /// What a message asks the bot to do.
    Action {
        /// Leave the question unanswered.
        Skip = "skip",
        /// Return to the question before.
        Back = "back",
        /// Say why the question is asked.
        Why = "why",
        /// Explain the question or the result.
        Explain = "explain",
        /// Leave the questions.
        Stop = "stop",
        /// Begin again.
        Restart = "restart",
        /// Go on where it was left.
        Resume = "resume",
        /// Say what can be done.
        Help = "help",
        /// Delete everything held about the person.
        Delete = "delete",
        /// Show the summary.
        Summary = "summary",
        /// Send no more reminders.
        StopReminders = "stop_reminders",
        /// Say what the bot is.
        About = "about",
        /// Say what happens to the answers.
        Privacy = "privacy",
        /// Danger signs that together are an emergency, or a call for help.
        Emergency = "emergency",
        /// Wait a while.
        Pause = "pause",
    }
}

/// What a text says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Understood {
    /// The facts heard, one entry a fact, in the order facts are declared.
    pub facts: Vec<Heard>,
    /// What was asked, or named, and can't be told.
    pub unclear: Vec<Asked>,
    /// What the bot is asked to do.
    pub action: Option<Action>,
    /// The answer to the question for consent.
    pub consent: Option<bool>,
    /// The answer to the question for a reminder's time of day.
    pub reminder_time: Option<Time>,
}

impl Understood {
    /// What was heard of `fact`; `Some(None)` where the person doesn't know.
    pub fn heard(&self, fact: Fact) -> Option<Option<Value>> {
        self.facts.iter().find(|heard| heard.fact == fact).map(|heard| heard.value)
    }

    /// Whether nothing was heard or wanted.
    pub fn is_only_unclear(&self) -> bool {
        self.facts.is_empty()
            && self.action.is_none()
            && self.consent.is_none()
            && self.reminder_time.is_none()
    }

    /// Whether nothing was heard, wanted or left unclear.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a reply says that is an answer and nothing else, whatever was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plain {
    /// "yes", "that's right".
    Yes,
    /// "kind of", "probably".
    RatherYes,
    /// "no"; to a list: "none of these".
    No,
    /// "not really".
    RatherNo,
    /// "no idea".
    DoesNotKnow,
}

/// Reads a plain answer; `None` where the reply says more than that, or is torn.
///
/// ```
/// use bot_core::understanding::{Plain, plain};
///
/// assert_eq!(plain("none of them!"), Some(Plain::No));
/// assert_eq!(plain("no swelling"), None);
/// ```
pub fn plain(text: &str) -> Option<Plain> {
    match yes_no::read(&text::normalise(text))? {
        yes_no::Reply::Yes => Some(Plain::Yes),
        yes_no::Reply::SoftYes => Some(Plain::RatherYes),
        yes_no::Reply::No => Some(Plain::No),
        yes_no::Reply::SoftNo => Some(Plain::RatherNo),
        yes_no::Reply::DoesNotKnow => Some(Plain::DoesNotKnow),
        yes_no::Reply::Torn => None,
    }
}

/// Whether the text denies anything in so many words: "none", "nothing like that".
/// "Looks good" does not, whatever it was said of.
pub fn denies(text: &str) -> bool {
    yes_no::denies(&text::normalise(text))
}

/// Whether a number in the text is said to be of years: "8 years old", "8yo". A bare
/// "2" may as well be the second of the choices.
pub fn names_years(text: &str) -> bool {
    amounts::names_years(&text::normalise(text))
}

/// Whether the text says that a list has no more to it: "that's all". Nothing
/// is said by it of a list in which nothing was picked.
pub fn closes_a_list(text: &str) -> bool {
    reply::closes_a_list(&text::normalise(text))
}

/// Whether a soft or missing answer about `fact` must be asked again: it may be
/// what makes the result urgent or an emergency.
pub const fn is_red_flag(fact: Fact) -> bool {
    matches!(
        fact,
        Fact::InjuryOrFall
            | Fact::SuddenOnsetPop
            | Fact::Deformity
            | Fact::Fever
            | Fact::HotSkin
            | Fact::CalfSwelling
            | Fact::BreathlessOrChestPain
            | Fact::BladderBowelOrSaddle
            | Fact::PaleColdFoot
            | Fact::NsaidOverdose
            | Fact::BlackStoolsOnNsaid
            | Fact::CanBearWeight
            | Fact::CanTiptoe
            | Fact::CrisisDisclosure
    )
}

/// Reads a message. `asked` is what it answers, empty for a first message or one
/// out of turn; `now` is when and where it was written.
///
/// ```
/// use bot_core::{facts::{Fact, Value}, understanding::{Asked, understand}};
///
/// let now = "2025-06-12T10:00[Europe/London]".parse().unwrap();
/// let read = understand("bout 3 wks, not swollen", &[Asked::Fact(Fact::DurationDays)], &now);
/// assert_eq!(read.heard(Fact::DurationDays), Some(Some(Value::number(21))));
/// assert_eq!(read.heard(Fact::SwellingOrRedness), Some(Some(Value::No)));
/// ```
pub fn understand(text: &str, asked: &[Asked], now: &Zoned) -> Understood {
    let text = numbers::in_digits(&text::normalise(text));
    let aside = amounts::age_in_passing(&text)
        .filter(|_| !asked.is_empty() && !asked.contains(&Asked::Fact(Fact::Age)));
    // What is asked for a number must not take the age for it.
    let text = match &aside {
        Some((_, rest)) => rest.clone(),
        None => text,
    };
    let plain = clauses::with_checklists_joined(&signs::without_idioms(&text));
    let turn = if asked.is_empty() { Turn::Message } else { Turn::Reply };
    let clauses = clauses::clauses(&plain, turn);

    let mut findings = Findings::default();
    for (fact, stance) in signs::read(&clauses)
        .into_iter()
        .chain(situations::read(&clauses))
        .chain(medicines::read(&clauses, &plain))
    {
        findings.add(fact, stance);
    }
    for (fact, value) in choices::read(&clauses).into_iter().chain(choices::read_idiomatic(&text)) {
        // "no change" is about what was asked, not about the pain.
        if fact != Fact::Trend || turn == Turn::Message {
            findings.value(fact, value);
        }
    }
    amounts_told(&text, asked, now, &mut findings);
    if let Some((age, _)) = aside {
        findings.value(Fact::Age, Value::Amount(age));
    }

    let wanted = facts_of(asked);
    let mut understood = Understood::default();
    if let Some(action) = control::read(&text).filter(|_| !reply::answers(&text, &wanted)) {
        understood.action = Some(action);
        // "Pause for a week" is about the pause.
        findings.values.remove(&Fact::DurationDays);
    } else {
        reply::resolve(&text, asked, &wanted, now, &mut findings, &mut understood);
    }
    findings.into_understood(&wanted, &mut understood);
    if is_emergency(&understood, &wanted) {
        understood.action = Some(Action::Emergency);
    }
    understood
}

fn facts_of(asked: &[Asked]) -> Vec<Fact> {
    let mut facts = Vec::new();
    for asked in asked {
        match asked {
            Asked::Fact(fact) => facts.push(*fact),
            Asked::MedicinesAndConditions => facts.extend(MEDICINES_AND_CONDITIONS),
            Asked::Consent | Asked::ReminderTime => {}
        }
    }
    facts
}

/// Numbers told unasked. A reply to another question for a number is not searched
/// for them: "6 weeks" is no age.
fn amounts_told(text: &str, asked: &[Asked], now: &Zoned, findings: &mut Findings) {
    let turn = if asked.is_empty() { Turn::Message } else { Turn::Reply };
    let clauses = clauses::clauses(text, turn);
    let parts: Vec<&str> = clauses
        .iter()
        .filter(|clause| clause.about == clauses::About::Patient)
        .map(|clause| clause.text)
        .collect();
    let asks_number = asked.iter().any(|asked| {
        matches!(asked, Asked::Fact(fact) if matches!(fact.kind(), Kind::Amount { .. }))
            || *asked == Asked::ReminderTime
    });
    let mut told = |fact: Fact, amount: Option<crate::facts::Amount>| {
        if let Some(amount) = amount {
            findings.value(fact, Value::Amount(amount));
        }
    };
    let first = asked.is_empty();
    if !first && !asks_number {
        told(Fact::Age, amounts::age_of_speaker(text));
    }
    if first || !asks_number {
        told(Fact::DurationDays, durations::told(&parts, now).filter(|_| first || parts.len() > 1));
    }
    if first {
        told(Fact::Severity, amounts::severity_told(text, &parts));
        told(
            Fact::Age,
            amounts::age_told(text)
                .or_else(|| amounts::decade_told(text))
                .or_else(|| amounts::age_alone(&parts)),
        );
        told(Fact::RestDaysPerWeek, parts.iter().find_map(|part| running::rest_told(part)));
        told(Fact::LongestRunJump, running::jump(text));
        told(Fact::WeeklyMileageChange, parts.iter().find_map(|part| running::change_told(part)));
    }
}

/// All that was found of each fact, before it is weighed.
#[derive(Default)]
struct Findings {
    stances: BTreeMap<Fact, Vec<Stance>>,
    values: BTreeMap<Fact, Option<Value>>,
    unclear: Vec<Fact>,
}

impl Findings {
    fn add(&mut self, fact: Fact, stance: Stance) {
        self.stances.entry(fact).or_default().push(stance);
    }

    fn value(&mut self, fact: Fact, value: Value) {
        if fact.takes(value) {
            self.values.entry(fact).or_insert(Some(value));
        }
    }

    /// What the words about a sign come to. A sign present in one clause is
    /// present; one that is both denied and doubtful is unclear if it is a danger.
    fn weigh(&self, fact: Fact) -> Weighed {
        let Some(stances) = self.stances.get(&fact) else { return Weighed::Nothing };
        let has = |stance: Stance| stances.contains(&stance);
        let able = fact == Fact::CanTiptoe;
        if able && has(Stance::Absent) {
            return Weighed::Value(Some(Value::No));
        }
        if has(Stance::Present) {
            return Weighed::Value(Some(Value::Yes));
        }
        if has(Stance::Doubtful) {
            return Weighed::Unclear;
        }
        if has(Stance::DoesNotKnow) {
            return Weighed::Value(None);
        }
        if has(Stance::SoftlyAbsent) {
            return if is_red_flag(fact) {
                Weighed::Unclear
            } else {
                Weighed::Value(Some(Value::No))
            };
        }
        if has(Stance::Absent) {
            return Weighed::Value(Some(Value::No));
        }
        Weighed::Nothing
    }

    /// Whether anything at all was told for certain.
    fn any_told(&self) -> bool {
        self.stances.keys().any(|fact| matches!(self.weigh(*fact), Weighed::Value(Some(_))))
    }

    fn into_understood(mut self, wanted: &[Fact], understood: &mut Understood) {
        let facts: Vec<Fact> = self.stances.keys().copied().collect();
        for fact in facts {
            if self.values.contains_key(&fact) || self.unclear.contains(&fact) {
                continue;
            }
            match self.weigh(fact) {
                Weighed::Value(Some(value)) => {
                    self.values.insert(fact, Some(value));
                }
                // Not knowing is only an answer to what was asked.
                Weighed::Value(None) if wanted.contains(&fact) => {
                    self.values.insert(fact, None);
                }
                Weighed::Unclear | Weighed::Value(None) => {
                    if wanted.contains(&fact) || is_red_flag(fact) {
                        self.unclear.push(fact);
                    }
                }
                Weighed::Nothing => {}
            }
        }
        understood.facts =
            self.values.into_iter().map(|(fact, value)| Heard { fact, value }).collect();
        self.unclear.sort();
        self.unclear.dedup();
        let named = self.unclear.into_iter().filter(|fact| understood.heard(*fact).is_none());
        let named: Vec<Asked> = named.map(Asked::Fact).collect();
        understood.unclear.extend(
            named
                .into_iter()
                .filter(|asked| !understood.unclear.contains(asked))
                .collect::<Vec<_>>(),
        );
    }
}

enum Weighed {
    Value(Option<Value>),
    Unclear,
    Nothing,
}

/// Whether what was said is an emergency by itself (section "emergency" of the
/// triage table), beyond a plain answer to what was asked.
fn is_emergency(understood: &Understood, wanted: &[Fact]) -> bool {
    let facts: Facts =
        understood.facts.iter().filter_map(|heard| Some((heard.fact, heard.value?))).collect();
    let volunteered = |fact: &Fact| !wanted.contains(fact);
    let alone = [
        Fact::CrisisDisclosure,
        Fact::BreathlessOrChestPain,
        Fact::PaleColdFoot,
        Fact::BladderBowelOrSaddle,
        Fact::NsaidOverdose,
    ];
    if alone
        .iter()
        .any(|fact| facts.has(*fact) && (volunteered(fact) || *fact == Fact::CrisisDisclosure))
    {
        return true;
    }
    let onset = [Fact::InjuryOrFall, Fact::SuddenOnsetPop];
    let grave = |fact: &Fact| match fact {
        Fact::CanBearWeight => facts.get(*fact) == Some(Value::Walking(Walking::No)),
        Fact::CanTiptoe => facts.sign(*fact) == Some(false),
        Fact::Severity => facts.amount(*fact).is_some_and(|amount| amount.high() >= 8),
        _ => facts.has(*fact),
    };
    let together = |ones: &[Fact], others: &[Fact]| {
        ones.iter().filter(|one| grave(one)).any(|one| {
            others
                .iter()
                .filter(|other| grave(other))
                .any(|other| volunteered(one) || volunteered(other))
        })
    };
    together(&onset, &[Fact::Deformity, Fact::CanBearWeight, Fact::CanTiptoe, Fact::Severity])
        || together(&[Fact::SuddenOnsetPop], &[Fact::CalfSwelling])
        || together(&[Fact::Fever], &[Fact::HotSkin, Fact::SwellingOrRedness])
}

//! The language the rules are written in: conditions over facts, evaluated in
//! Kleene's three-valued logic, so that "unknown" is never read as "no".
//!
//! A condition is data. The same value decides whether a rule holds, names the
//! facts that made it hold, and names those that still could.

use crate::facts::{Fact, Facts, Value};

/// What has to be so for a rule, a pattern or an item of advice.
#[derive(Clone, Copy, Debug)]
pub enum Condition {
    /// The sign is present.
    Is(Fact),
    /// The sign is absent; unknown is not absent.
    Not(Fact),
    /// Nothing is known of the fact. Holds or doesn't, never unknown.
    Unknown(Fact),
    /// The count may be this much or more: a range counts by its higher end, the
    /// safer one for a complaint.
    Reaches(Fact, i32),
    /// The count may be less than this: a range counts by its lower end.
    MayBeUnder(Fact, i32),
    /// The count is this much or more; a range that straddles the bound is unknown.
    AtLeast(Fact, i32),
    /// The count is between the two, both included; a range that straddles an end is unknown.
    Within(Fact, i32, i32),
    /// The choice is one of these.
    OneOf(Fact, &'static [Value]),
    /// Every one holds.
    All(&'static [Condition]),
    /// At least one holds.
    Any(&'static [Condition]),
    /// At least two hold.
    TwoOf(&'static [Condition]),
    /// The other is not known to hold. Never unknown itself, and names no facts.
    Unless(&'static Condition),
}

use Condition::{
    All, Any, AtLeast, Is, MayBeUnder, Not, OneOf, Reaches, TwoOf, Unknown, Unless, Within,
};

/// Never holds: the empty alternative.
pub(super) const NEVER: Condition = Any(&[]);
/// Always holds: the empty requirement.
pub(super) const ALWAYS: Condition = All(&[]);

impl Condition {
    /// Whether it holds; `None` where that hangs on facts that aren't known.
    pub fn holds(&self, facts: &Facts) -> Option<bool> {
        match *self {
            Is(fact) => facts.sign(fact),
            Not(fact) => facts.sign(fact).map(|present| !present),
            Unknown(fact) => Some(facts.get(fact).is_none()),
            Reaches(fact, bound) => facts.amount(fact).map(|amount| amount.high() >= bound),
            MayBeUnder(fact, bound) => facts.amount(fact).map(|amount| amount.low() < bound),
            AtLeast(fact, bound) => facts.amount(fact)?.at_least(bound),
            Within(fact, least, most) => {
                let amount = facts.amount(fact)?;
                let over = amount.at_least(most + 1);
                match (amount.at_least(least), over) {
                    (Some(false), _) | (_, Some(true)) => Some(false),
                    (Some(true), Some(false)) => Some(true),
                    _ => None,
                }
            }
            OneOf(fact, values) => facts.get(fact).map(|value| values.contains(&value)),
            All(conditions) => at_least(conditions.len(), conditions, facts),
            Any(conditions) => at_least(1, conditions, facts),
            TwoOf(conditions) => at_least(2, conditions, facts),
            Unless(condition) => Some(condition.holds(facts) != Some(true)),
        }
    }

    /// Whether it is known to hold.
    pub fn is_met(&self, facts: &Facts) -> bool {
        self.holds(facts) == Some(true)
    }

    /// The facts that put the condition in the state it is in: those that make it
    /// hold, those that rule it out, or those that leave it open.
    pub fn decided_by(&self, facts: &Facts) -> Vec<Fact> {
        let mut found = Vec::new();
        self.collect(facts, self.holds(facts), &mut found);
        found
    }

    fn collect(&self, facts: &Facts, state: Option<bool>, found: &mut Vec<Fact>) {
        if self.holds(facts) != state {
            return;
        }
        if let Some(fact) = self.fact() {
            if !found.contains(&fact) {
                found.push(fact);
            }
            return;
        }
        for part in self.parts() {
            part.collect(facts, state, found);
        }
    }

    /// Every fact the condition names.
    pub fn facts(&self) -> Vec<Fact> {
        self.fact().into_iter().chain(self.parts().iter().flat_map(Condition::facts)).collect()
    }

    const fn fact(&self) -> Option<Fact> {
        match *self {
            Is(fact)
            | Not(fact)
            | Unknown(fact)
            | Reaches(fact, _)
            | MayBeUnder(fact, _)
            | AtLeast(fact, _)
            | Within(fact, _, _)
            | OneOf(fact, _) => Some(fact),
            All(_) | Any(_) | TwoOf(_) | Unless(_) => None,
        }
    }

    const fn parts(&self) -> &'static [Self] {
        match *self {
            All(parts) | Any(parts) | TwoOf(parts) => parts,
            _ => &[],
        }
    }
}

fn at_least(wanted: usize, conditions: &[Condition], facts: &Facts) -> Option<bool> {
    let (mut met, mut open) = (0, 0);
    for condition in conditions {
        match condition.holds(facts) {
            Some(true) => met += 1,
            Some(false) => {}
            None => open += 1,
        }
    }
    if met >= wanted {
        Some(true)
    } else if met + open < wanted {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Amount;

    fn facts(known: &[(Fact, bool)]) -> Facts {
        known.iter().map(|(fact, present)| (*fact, Value::sign(*present))).collect()
    }

    const FEVER_AND_HOT_OR_NUMB: Condition =
        All(&[Is(Fact::Fever), Any(&[Is(Fact::HotSkin), Is(Fact::Numbness)])]);

    #[test]
    fn unknown_is_neither_yes_nor_no() {
        let condition = FEVER_AND_HOT_OR_NUMB;
        assert_eq!(condition.holds(&Facts::default()), None);
        assert_eq!(condition.holds(&facts(&[(Fact::Fever, true)])), None);
        assert_eq!(condition.holds(&facts(&[(Fact::Fever, false)])), Some(false));
        let warm = facts(&[(Fact::Fever, true), (Fact::Numbness, true)]);
        assert_eq!(condition.holds(&warm), Some(true));
    }

    #[test]
    fn the_deciding_facts_are_those_of_the_state_it_is_in() {
        let condition = FEVER_AND_HOT_OR_NUMB;
        let open = facts(&[(Fact::Fever, true), (Fact::HotSkin, false)]);
        assert_eq!(condition.decided_by(&open), [Fact::Numbness]);
        let out = facts(&[(Fact::Fever, false), (Fact::HotSkin, true)]);
        assert_eq!(condition.decided_by(&out), [Fact::Fever]);
        let met = facts(&[(Fact::Fever, true), (Fact::HotSkin, true)]);
        assert_eq!(condition.decided_by(&met), [Fact::Fever, Fact::HotSkin]);
    }

    #[test]
    fn a_range_counts_by_the_end_the_condition_names() {
        let about = Facts::default()
            .with(Fact::DurationDays, Value::Amount(Amount::between(10, 20)))
            .with(Fact::Age, Value::Amount(Amount::between(16, 20)));
        assert_eq!(Reaches(Fact::DurationDays, 14).holds(&about), Some(true));
        assert_eq!(AtLeast(Fact::DurationDays, 14).holds(&about), None);
        assert_eq!(MayBeUnder(Fact::Age, 18).holds(&about), Some(true));
        assert_eq!(Within(Fact::Age, 18, 65).holds(&about), None);
        assert_eq!(Within(Fact::Age, 16, 65).holds(&about), Some(true));
        assert_eq!(Within(Fact::Age, 30, 65).holds(&about), Some(false));
    }

    #[test]
    fn two_of_three_needs_two() {
        let two = TwoOf(&[Is(Fact::Fever), Is(Fact::HotSkin), Is(Fact::Numbness)]);
        assert_eq!(two.holds(&facts(&[(Fact::Fever, true)])), None);
        assert_eq!(two.holds(&facts(&[(Fact::Fever, true), (Fact::Numbness, true)])), Some(true));
        let none_left = facts(&[(Fact::Fever, false), (Fact::Numbness, false)]);
        assert_eq!(two.holds(&none_left), Some(false));
    }
}

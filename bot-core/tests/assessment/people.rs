//! People to assess: someone well but for a sore heel, and anyone at all.

use bot_core::facts::{Amount, Fact, Facts, Kind, Site, Trend, Value, Walking};
use proptest::prelude::*;

/// A grown-up with a mild, recent pain under the heel who has answered
/// everything, without a danger sign or a condition.
pub fn mildly_sore() -> Facts {
    let mut facts = Facts::default()
        .with(Fact::Age, Value::number(36))
        .with(Fact::Site, Value::Site(Site::UnderHeel))
        .with(Fact::Severity, Value::number(3))
        .with(Fact::DurationDays, Value::number(5))
        .with(Fact::Trend, Value::Trend(Trend::Same))
        .with(Fact::CanBearWeight, Value::Walking(Walking::Yes))
        .with(Fact::RestDaysPerWeek, Value::number(3))
        .with(Fact::WeeklyMileageChange, Value::number(0))
        .with(Fact::LongestRunJump, Value::number(0));
    for fact in Fact::ALL.iter().copied().filter(|fact| fact.kind() == Kind::Sign) {
        facts = facts.with(fact, Value::sign(fact == Fact::CanTiptoe));
    }
    facts
}

/// The same with some facts changed.
pub fn sore_with(changes: &[(Fact, Value)]) -> Facts {
    changes.iter().fold(mildly_sore(), |facts, (fact, value)| facts.with(*fact, *value))
}

/// Any value a fact can take.
fn any_value(fact: Fact) -> BoxedStrategy<Value> {
    match fact.kind() {
        Kind::Sign => any::<bool>().prop_map(Value::sign).boxed(),
        Kind::Choice(values) => prop::sample::select(values).boxed(),
        Kind::Amount { least, most } => {
            // Rules turn at small numbers; the far end of the range rarely matters.
            let end = || prop_oneof![4 => least..=most.min(80), 1 => least..=most];
            (end(), end())
                .prop_map(|(one, other)| Value::Amount(Amount::between(one, other)))
                .boxed()
        }
    }
}

/// Anyone: each fact known or not, whatever its value.
pub fn anyone() -> impl Strategy<Value = Facts> {
    let facts: Vec<_> = Fact::ALL
        .iter()
        .map(|fact| {
            let fact = *fact;
            let present = any_value(fact).prop_map(move |value| Some((fact, value)));
            // Most people lack most signs, or every walk would end in an emergency.
            let usual = Just(mildly_sore().get(fact).map(|value| (fact, value)));
            prop_oneof![3 => usual, 1 => present, 1 => Just(None)]
        })
        .collect();
    facts.prop_map(|facts| facts.into_iter().flatten().collect())
}

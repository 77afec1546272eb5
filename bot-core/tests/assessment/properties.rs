//! What holds for anyone, whatever is known of them.

use bot_core::{
    assessment::{
        Advice, Level, State, Variant, advice_text, assess, explain, fact_text, level,
        live_red_flags, red_flags, text_keys,
    },
    facts::{Fact, Facts, Value, Walking},
};
use proptest::{prelude::*, sample::select};

use crate::people::anyone;

/// The value of a red flag that alarms least.
fn harmless(fact: Fact) -> Value {
    match fact {
        Fact::CanBearWeight => Value::Walking(Walking::Yes),
        Fact::CanTiptoe => Value::Yes,
        Fact::Severity => Value::number(0),
        _ => Value::No,
    }
}

/// The facts with every unknown red flag taken for the value given.
fn filled(facts: &Facts, value: impl Fn(Fact) -> Value) -> Facts {
    red_flags()
        .iter()
        .filter(|fact| facts.get(**fact).is_none())
        .fold(facts.clone(), |filled, fact| filled.with(*fact, value(*fact)))
}

fn feared(fact: Fact) -> Value {
    fact.alarming().expect("each red flag has an alarming value")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn an_alarming_answer_never_lowers_the_level(facts in anyone(), fact in select(Fact::ALL)) {
        if let Some(value) = fact.alarming() {
            prop_assert!(level(&facts.clone().with(fact, value)) >= level(&facts), "{fact}");
        }
    }

    #[test]
    fn a_low_pain_score_never_cancels_a_red_flag(facts in anyone(), flag in select(red_flags())) {
        let alarming = facts.with(flag, feared(flag));
        let mut unscored = alarming.clone();
        unscored.forget(Fact::Severity);
        let calm = alarming.with(Fact::Severity, Value::number(0));
        if flag != Fact::Severity && level(&unscored) >= Level::Urgent {
            prop_assert_eq!(level(&calm), level(&unscored));
        }
    }

    #[test]
    fn an_unknown_danger_sign_is_never_taken_for_absent(facts in anyone()) {
        // Nobody is asked whether they think of harming themselves; not having
        // said so leaves nothing open.
        let silent = facts.get(Fact::CrisisDisclosure).is_none();
        let facts = if silent { facts.with(Fact::CrisisDisclosure, Value::No) } else { facts };
        let best = level(&filled(&facts, harmless));
        let worst = level(&filled(&facts, feared));
        let found = level(&facts);
        if best >= Level::Urgent {
            prop_assert_eq!(found, best);
        } else if worst >= Level::Urgent {
            prop_assert_eq!(found, Level::GpOrPhysio);
        } else {
            prop_assert!(best <= found && found <= worst);
        }
        let live = live_red_flags(&facts, red_flags());
        prop_assert_eq!(!live.is_empty(), worst > found && worst >= Level::Urgent);
        for fact in live {
            prop_assert!(facts.get(fact).is_none());
        }
    }

    #[test]
    fn counting_the_live_red_flags_alone_reaches_the_feared_level(facts in anyone()) {
        let live = live_red_flags(&facts, red_flags());
        if !live.is_empty() {
            let counted = live.iter().fold(facts.clone(), |all, fact| all.with(*fact, feared(*fact)));
            prop_assert_eq!(level(&counted), level(&filled(&facts, feared)));
        }
    }

    #[test]
    fn the_cheap_level_is_the_level_of_the_assessment_and_of_its_first_reasons(facts in anyone()) {
        let found = assess(&facts);
        prop_assert_eq!(found.level, level(&facts));
        let highest = found.reasons.iter().map(|reason| reason.level).max();
        prop_assert_eq!(found.level, highest.unwrap_or(Level::SelfCare));
        prop_assert!(found.reasons.is_sorted_by(|one, next| one.level >= next.level));
    }

    #[test]
    fn everything_said_has_a_reason_and_a_source(facts in anyone()) {
        let found = assess(&facts);
        for reason in &found.reasons {
            prop_assert!(!reason.facts.is_empty() && !reason.sources.is_empty(), "{reason:?}");
        }
        for item in &found.plan {
            prop_assert!(!item.because.is_empty() && !item.sources.is_empty(), "{item:?}");
        }
        for withheld in &found.withheld {
            prop_assert!(!withheld.because.is_empty(), "{withheld:?}");
        }
        for matched in &found.patterns {
            prop_assert!(!matched.for_.is_empty() && !matched.sources.is_empty(), "{matched:?}");
            prop_assert!(matched.for_.iter().all(|fact| !matched.against.contains(fact)));
        }
        prop_assert_eq!(found.leading, found.patterns.first().map(|matched| matched.pattern));
    }

    #[test]
    fn nothing_withheld_is_planned_and_seeing_someone_always_is(facts in anyone()) {
        let found = assess(&facts);
        for withheld in &found.withheld {
            prop_assert!(found.plan.iter().all(|item| item.advice != withheld.advice));
        }
        let planned: Vec<_> = found.plan.iter().map(|item| item.advice).collect();
        prop_assert!(planned.contains(&Advice::SeeProfessional));
        prop_assert!(planned.iter().all(|one| planned.iter().filter(|it| *it == one).count() == 1));
        prop_assert!(found.plan.is_sorted_by_key(|item| item.when));
        match found.level {
            Level::Emergency => prop_assert_eq!(planned, [Advice::SeeProfessional]),
            Level::Urgent => prop_assert!(planned.iter().all(|advice| matches!(
                advice,
                Advice::SeeProfessional | Advice::Rest | Advice::Ice
            ))),
            Level::GpOrPhysio | Level::SelfCare => {}
        }
    }

    #[test]
    fn the_explanation_agrees_with_the_reasons(facts in anyone()) {
        let explained = explain(&facts);
        for reason in assess(&facts).reasons {
            let rule = explained.iter().find(|rule| rule.rule == reason.rule).expect("explained");
            prop_assert_eq!(rule.state, State::Fired);
            prop_assert_eq!(&rule.for_, &reason.facts);
        }
    }

    #[test]
    fn every_text_that_is_needed_has_a_key(facts in anyone()) {
        let keys: std::collections::HashSet<_> = text_keys().collect();
        let found = assess(&facts);
        for item in &found.plan {
            let text = advice_text(item.advice, item.variant);
            let wanted = match item.variant {
                Variant::Usual => format!("advice-{}", item.advice),
                variant => format!("advice-{}-{variant}", item.advice),
            };
            prop_assert_eq!(&text.title, &wanted);
            prop_assert!(text.steps.iter().chain(&text.caution).all(|key| keys.contains(key)));
        }
        for withheld in &found.withheld {
            let key = format!("withheld-{}", withheld.advice);
            prop_assert!(keys.contains(&key), "{key}");
        }
        for fact in Fact::ALL {
            let key = fact_text(*fact, facts.get(*fact)).0;
            prop_assert!(keys.contains(&key), "{key}");
        }
    }

    #[test]
    fn the_public_form_of_facts_gets_the_same_level(facts in anyone()) {
        // Ranges are written by their higher end, except an age, which counts by its lower.
        let mut facts = facts;
        facts.forget(Fact::Age);
        for fact in Fact::ALL.iter().copied().filter(|fact| fact.is_other()) {
            if facts.get(fact).is_none() {
                facts = facts.with(fact, Value::No);
            }
        }
        let read = Facts::from_json(&facts.to_json()).expect("the public form reads back");
        prop_assert_eq!(level(&read), level(&facts));
    }
}

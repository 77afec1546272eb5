//! Whatever is typed: nothing panics, and the work has a bound.

use bot_core::{
    facts::Fact,
    understanding::{Asked, MOST_CHARS, is_red_flag, understand},
};
use jiff::Zoned;
use proptest::prelude::*;

fn now() -> Zoned {
    "2025-06-12T10:00[Europe/London]".parse().expect("an instant")
}

fn asked() -> impl Strategy<Value = Vec<Asked>> {
    let facts = prop::sample::select(Fact::ALL).prop_map(Asked::Fact);
    let others = prop::sample::select(vec![
        Asked::Consent,
        Asked::MedicinesAndConditions,
        Asked::ReminderTime,
    ]);
    prop::collection::vec(prop_oneof![facts, others], 0..4)
}

/// Words of the tables in any order, which reach further than random characters.
fn words() -> impl Strategy<Value = String> {
    const WORDS: &[&str] = &[
        "no",
        "not",
        "swollen",
        "numb",
        ",",
        "or",
        "and",
        "but",
        "fever",
        "38.6",
        "since",
        "last",
        "tuesday",
        "31",
        "feb",
        "99999999999999999999",
        "weeks",
        "10/10",
        "/",
        "-1",
        "half",
        "a",
        "my",
        "mum",
        "pop",
        "from",
        "to",
        "0",
        "k",
        "%",
        "born",
        "2999",
        "?",
        ".",
        "\u{0}",
        "½",
        "🤷",
        "in",
    ];
    prop::collection::vec(prop::sample::select(WORDS), 0..40).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_to_any_question_is_survived(text in prop_oneof![any::<String>(), words(), "\\PC{0,60}"], asked in asked()) {
        let read = understand(&text, &asked, &now());
        for heard in &read.facts {
            prop_assert!(heard.value.is_none_or(|value| heard.fact.takes(value)));
        }
        let mut facts: Vec<_> = read.facts.iter().map(|heard| heard.fact).collect();
        facts.dedup();
        prop_assert_eq!(facts.len(), read.facts.len(), "a fact is heard once");
    }

    #[test]
    fn what_stands_after_the_bound_changes_nothing(tail in "[a-z ]{0,200}") {
        let text = format!("{:<width$}", "my heel is swollen. ", width = MOST_CHARS);
        let longer = format!("{text}{tail} and i can't breathe");
        prop_assert_eq!(understand(&text, &[], &now()), understand(&longer, &[], &now()));
    }

    #[test]
    fn a_denied_danger_sign_is_never_present(
        sign in prop::sample::select(vec![
            ("fever", Fact::Fever), ("pop", Fact::SuddenOnsetPop), ("fall", Fact::InjuryOrFall),
            ("chest pain", Fact::BreathlessOrChestPain), ("calf swelling", Fact::CalfSwelling),
        ]),
        before in prop::sample::select(vec!["no", "never had any", "without any", "there is no", "I have no"]),
    ) {
        let read = understand(&format!("{before} {}", sign.0), &[], &now());
        prop_assert_eq!(read.heard(sign.1), Some(Some(bot_core::facts::Value::No)));
        prop_assert!(is_red_flag(sign.1));
    }
}

#[test]
fn a_megabyte_and_every_control_character_are_survived() {
    let controls: String = (0..0x20).chain(0x7f..0xa0).filter_map(char::from_u32).collect();
    for unit in
        ["a", "no ", "1 ", "swollen, ", "ﷺ", "👍🏽", "\u{301}", "((((", "0.5 and a half ", &controls]
    {
        let text = unit.repeat(1_000_000 / unit.len());
        let read = understand(&text, &[Asked::Fact(Fact::Severity)], &now());
        assert!(read.facts.len() <= Fact::ALL.len());
    }
}

#[test]
fn the_same_text_is_always_read_the_same() {
    let text = "3 wks of heel pain, worst first thing, not swollen, no fever. 5ish";
    assert_eq!(understand(text, &[], &now()), understand(text, &[], &now()));
    assert!(understand("", &[], &now()).is_empty());
}

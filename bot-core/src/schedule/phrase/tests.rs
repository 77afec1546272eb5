//! The worked cases, and tables of phrases of the same kinds.

use jiff::Timestamp;
use serde_json::Value as Json;

use super::{super::next::next, *};

const DST: &str = include_str!("../../../../tests/data/dst.jsonl");
const PHRASES: &str = include_str!("../../../../tests/data/phrases.jsonl");

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn read(phrase: &str, zone: &str, now: &str) -> Result<Understood, Refusal> {
    let zone = Zone::named(zone).expect("in tzdata");
    parse(phrase, &Context { now: at(now), zone: &zone, bounds: &Bounds::CLUB })
}

/// The first instant of a phrase, or the kind of its refusal.
fn answer(phrase: &str, zone: &str, now: &str) -> String {
    match read(phrase, zone, now) {
        Ok(understood) => next(&understood.rule, at(now))
            .map_or_else(|| "never".to_owned(), |found| found.at.to_string()),
        Err(refusal) => refusal.kind().to_string(),
    }
}

fn cases(data: &str) -> Vec<Json> {
    data.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn field<'j>(case: &'j Json, name: &str) -> &'j str {
    case[name].as_str().unwrap_or_default()
}

#[test]
fn every_rule_text_of_the_clock_change_cases_is_understood() {
    let cases = cases(DST);
    assert_eq!(cases.len(), 30);
    for case in &cases {
        let found = answer(field(case, "rule_text"), field(case, "tz"), field(case, "after"));
        assert_eq!(found, field(case, "expected_next"), "{case}");
    }
}

#[test]
fn every_worked_phrase_is_answered_as_expected() {
    let cases = cases(PHRASES);
    assert_eq!(cases.len(), 45);
    for case in &cases {
        let found = answer(field(case, "rule"), field(case, "tz"), field(case, "after"));
        let expected = match field(case, "expected_error") {
            "" => field(case, "expected_next"),
            "not understood" | "not a time" => "not_understood",
            "no such date" => "no_such_date",
            "in the past" => "in_the_past",
            _ => "ambiguous",
        };
        assert_eq!(found, expected, "{case}");
    }
}

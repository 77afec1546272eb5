//! The worked cases: what a person said, the facts in it, and what should follow.

use std::path::Path;

use bot_core::{
    assessment::{Level, assess},
    facts::Facts,
};
use serde_json::Value as Json;

fn cases() -> Vec<Json> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/vignettes.jsonl");
    let text = std::fs::read_to_string(path).expect("the worked cases are part of the project");
    text.lines().map(|line| serde_json::from_str(line).expect("every line is JSON")).collect()
}

#[test]
fn every_worked_case_gets_a_level_that_is_accepted_and_the_right_pattern() {
    let cases = cases();
    assert!(cases.len() >= 27);
    let mut wrong = Vec::new();
    for case in &cases {
        let facts = Facts::from_json(&case["facts"]).expect("facts");
        let found = assess(&facts);
        let accepted: Vec<_> = case["accepted_triage"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|level| Level::parse(level.as_str().expect("a name")).expect("a level"))
            .collect();
        if !accepted.contains(&found.level) {
            wrong.push(format!("{}: {} is not among {accepted:?}", case["id"], found.level));
        }
        let leading = found.leading.map(bot_core::assessment::Pattern::as_str);
        if leading != case["leading"].as_str() {
            wrong.push(format!("{}: leads with {leading:?}, not {}", case["id"], case["leading"]));
        }
        for also in case["also"].as_array().expect("a list") {
            if !found.patterns.iter().any(|m| Some(m.pattern.as_str()) == also.as_str()) {
                wrong.push(format!("{}: does not match {also}", case["id"]));
            }
        }
        for withheld in &found.withheld {
            if found.plan.iter().any(|item| item.advice == withheld.advice) {
                wrong.push(format!("{}: {} is withheld and planned", case["id"], withheld.advice));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

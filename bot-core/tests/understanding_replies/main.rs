//! Replies as people type them, question by question, beside what they mean.
//!
//! A row is a reply and its meaning: a value of the fact asked for, `null` for
//! "doesn't know", `unclear`, or all facts as an object where others are told.

mod agreement;
mod amounts;
mod choices;
mod signs;
mod yes_no;

use bot_core::{
    facts::Value,
    understanding::{Asked, Understood, understand},
};
use jiff::Zoned;
use serde_json::{Map, Value as Json};

/// A Thursday.
const NOW: &str = "2025-06-12T10:00[UTC]";

fn now() -> Zoned {
    NOW.parse().expect("an instant")
}

fn facts(read: &Understood) -> Json {
    let facts: Map<_, _> = read
        .facts
        .iter()
        .map(|heard| (heard.fact.to_string(), heard.value.map_or(Json::Null, Value::to_json)))
        .collect();
    Json::Object(facts)
}

/// Checks a table and reports every row that is read otherwise.
fn check(question: &str, rows: &[(&str, &str)]) {
    let asked = Asked::parse(question).expect("a question");
    let mut otherwise = Vec::new();
    for (text, meaning) in rows {
        let read = understand(text, &[asked], &now());
        let right = if *meaning == "unclear" {
            read.unclear.contains(&asked) && read.facts.is_empty() && read.action.is_none()
        } else {
            let meaning: Json = serde_json::from_str(meaning).expect("a meaning in JSON");
            let whole = if meaning.is_object() {
                meaning
            } else {
                Json::Object(Map::from_iter([(question.to_owned(), meaning)]))
            };
            facts(&read) == whole && read.unclear.is_empty() && read.action.is_none()
        };
        if !right {
            let action = read.action;
            otherwise.push(format!(
                "{text:?} -> {} unclear {:?} {action:?}, not {meaning}",
                facts(&read),
                read.unclear
            ));
        }
    }
    assert!(otherwise.is_empty(), "{question}:\n{}", otherwise.join("\n"));
}

fn check_all(question: &str, texts: &[&str], meaning: &str) {
    let rows: Vec<_> = texts.iter().map(|text| (*text, meaning)).collect();
    check(question, &rows);
}

/// A soft or strange reply leaves a danger sign unclear or unknown.
fn never_absent(question: &str, texts: &[&str]) {
    let asked = Asked::parse(question).expect("a question");
    for text in texts {
        let read = understand(text, &[asked], &now());
        let unknown = read.facts.iter().all(|heard| heard.value.is_none());
        assert!(unknown && read.action.is_none(), "{question} {text:?}: {read:?}");
        assert!(!read.facts.is_empty() || read.unclear == [asked], "{question} {text:?}: {read:?}");
    }
}

//! The worked replies and messages under `tests/data`, read as the product reads
//! them, with the shares that must be right.

use std::{fs, path::Path};

use bot_core::{
    facts::{Fact, Value},
    understanding::{Asked, Understood, understand},
};
use jiff::{Timestamp, Zoned, tz::TimeZone};
use serde_json::{Map, Value as Json};

fn lines(name: &str) -> Vec<Json> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data").join(name);
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).expect("one JSON object a line")).collect()
}

fn instant(text: &str) -> Zoned {
    text.parse::<Timestamp>().expect("an instant").to_zoned(TimeZone::UTC)
}

fn facts(read: &Understood) -> Map<String, Json> {
    let mut facts: Map<_, _> = read
        .facts
        .iter()
        .map(|heard| (heard.fact.to_string(), heard.value.map_or(Json::Null, Value::to_json)))
        .collect();
    if let Some(given) = read.consent {
        facts.insert("consent".to_owned(), Json::Bool(given));
    }
    facts
}

fn is(read: &Understood, question: Option<Asked>, expected: &Json) -> bool {
    if expected["unclear"] == true {
        return question.is_some_and(|asked| read.unclear.contains(&asked))
            && facts(read).is_empty();
    }
    if let Some(action) = expected.get("action") {
        return read.action.map(|action| action.as_str()) == action.as_str();
    }
    expected["facts"].as_object() == Some(&facts(read))
}

#[test]
fn single_replies_are_read_as_expected() {
    let mut right = 0;
    let mut otherwise = Vec::new();
    let replies = lines("freetext.jsonl");
    for reply in &replies {
        let question =
            reply["question"].as_str().map(|name| Asked::parse(name).expect("a question"));
        let now = instant(reply["now"].as_str().expect("an instant"));
        let asked: Vec<_> = question.into_iter().collect();
        let read = understand(reply["text"].as_str().expect("a text"), &asked, &now);
        let also = reply["also_accepted"].as_array().into_iter().flatten();
        let accepted: Vec<_> = also.chain([&reply["expected"]]).collect();
        if accepted.iter().any(|expected| is(&read, question, expected)) {
            right += 1;
        } else {
            otherwise.push(format!("{} {}: {read:?}", reply["id"], reply["text"]));
        }
        for heard in &read.facts {
            let turned = match heard.value {
                Some(Value::Yes) => Json::Bool(false),
                Some(Value::No) => Json::Bool(true),
                _ => continue,
            };
            let name = heard.fact.as_str();
            let opposite = accepted.iter().all(|expected| expected["facts"][name] == turned);
            assert!(!opposite, "{} reads {name} the other way round", reply["text"]);
        }
    }
    assert!(
        right * 100 >= replies.len() * 95,
        "{right} of {} are right: {otherwise:#?}",
        replies.len()
    );
}

#[test]
fn first_messages_tell_what_they_state() {
    // A Saturday, so that "Thursday" is two days ago.
    let now = instant("2025-06-14T10:00:00Z");
    let (mut stated, mut right, mut wrong) = (0, 0, 0);
    let mut otherwise = Vec::new();
    for vignette in lines("vignettes.jsonl") {
        let read = understand(vignette["text"].as_str().expect("a text"), &[], &now);
        let heard = facts(&read);
        let names: Vec<_> = vignette["stated"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(Json::as_str)
            .collect();
        stated += names.len();
        for name in &names {
            match heard.get(*name) {
                Some(value) if *value == vignette["facts"][*name] => right += 1,
                Some(value) => {
                    wrong += 1;
                    otherwise.push(format!("{} {name}: {value} is wrong", vignette["id"]));
                }
                None => otherwise.push(format!("{} {name}: not read", vignette["id"])),
            }
        }
        for (name, value) in heard.iter().filter(|(name, _)| !names.contains(&name.as_str())) {
            let fact = Fact::parse(name).expect("a fact");
            let known = if fact.is_other() {
                let other = vignette["facts"]["other"].as_array().expect("a list");
                Json::Bool(other.iter().any(|item| item == name.as_str()))
            } else {
                vignette["facts"][name.as_str()].clone()
            };
            if !known.is_null() && !value.is_null() && known != *value {
                wrong += 1;
                otherwise.push(format!("{} {name}: {value} contradicts {known}", vignette["id"]));
            }
        }
    }
    assert!(right * 100 >= stated * 90, "{right} of {stated} are right: {otherwise:#?}");
    assert!(wrong * 100 <= stated * 2, "{wrong} of {stated} are wrong: {otherwise:#?}");
}

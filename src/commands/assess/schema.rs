//! The JSON Schema of what `heelbot assess` reads and writes, made of the same
//! tables that read and write it.

use bot_core::{
    assessment::{Advice, Level, NOT_RULED_OUT, Pattern, RULES, Source, When},
    facts::{Fact, FactErrorKind, Kind, Value},
};
use serde_json::{Map, Value as Json, json};

/// Input under `$defs/input`, output under `$defs/output`, a bad line's answer
/// under `$defs/error`.
pub(super) fn schema() -> Json {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "heelbot assess",
        "description": "One line of input, of output, or the answer to a bad line. \
            Lists of facts hold names of facts; source holds codes of sources.",
        "oneOf": [
            {"$ref": "#/$defs/input"},
            {"$ref": "#/$defs/output"},
            {"$ref": "#/$defs/error"},
        ],
        "$defs": {
            "input": input(),
            "output": output(),
            "error": error(),
            "fact": {"enum": Fact::ALL.iter().map(|fact| fact.as_str()).collect::<Vec<_>>()},
            "facts": {"type": "array", "items": {"$ref": "#/$defs/fact"}, "uniqueItems": true},
            "level": {"enum": Level::ALL.iter().map(|level| level.as_str()).collect::<Vec<_>>()},
            "pattern": {
                "enum": Pattern::ALL.iter().map(|pattern| pattern.as_str()).collect::<Vec<_>>(),
            },
            "advice": {
                "enum": Advice::ALL.iter().map(|advice| advice.as_str()).collect::<Vec<_>>(),
            },
            "source": {
                "type": "array",
                "items": {
                    "enum": Source::ALL.iter().map(|source| source.as_str()).collect::<Vec<_>>(),
                },
                "minItems": 1,
            },
        },
    })
}

fn input() -> Json {
    let mut facts = Map::new();
    for fact in Fact::ALL.iter().copied().filter(|fact| !fact.is_other()) {
        facts.insert(fact.as_str().to_owned(), values(fact));
    }
    let other: Vec<_> =
        Fact::ALL.iter().filter(|fact| fact.is_other()).map(|fact| fact.as_str()).collect();
    facts.insert(
        "other".to_owned(),
        json!({
            "description": "What is present; what a list leaves out is absent. Null or no list: unknown.",
            "type": ["array", "null"],
            "items": {"enum": other},
        }),
    );
    object(
        &["facts"],
        json!({
            "id": {"description": "Anything; it comes back."},
            "facts": {
                "description": "A fact that is missing or null is unknown, which is never the same as no.",
                "type": "object",
                "properties": facts,
                "additionalProperties": false,
            },
        }),
    )
}

fn values(fact: Fact) -> Json {
    match fact.kind() {
        Kind::Sign => json!({"type": ["boolean", "null"]}),
        Kind::Amount { least, most } => {
            json!({"type": ["integer", "null"], "minimum": least, "maximum": most})
        }
        Kind::Choice(values) => {
            let names = values.iter().copied().map(Value::to_json).chain([Json::Null]);
            json!({"enum": names.collect::<Vec<_>>()})
        }
    }
}

fn output() -> Json {
    let facts = json!({"$ref": "#/$defs/facts"});
    let source = json!({"$ref": "#/$defs/source"});
    let some_facts = json!({"$ref": "#/$defs/facts", "minItems": 1});
    let rules: Vec<_> =
        RULES.iter().map(|rule| rule.id).chain([NOT_RULED_OUT]).map(|id| id.as_str()).collect();
    let whens: Vec<_> = When::ALL.iter().map(|when| when.as_str()).collect();
    closed(json!({
        "id": {},
        "triage": {"$ref": "#/$defs/level"},
        "leading": {"anyOf": [{"$ref": "#/$defs/pattern"}, {"type": "null"}]},
        "patterns": list(json!({
            "id": {"$ref": "#/$defs/pattern"},
            "for": some_facts,
            "against": facts,
        })),
        "reasons": list(json!({
            "rule": {"enum": rules},
            "level": {"$ref": "#/$defs/level"},
            "facts": some_facts,
            "source": source,
        })),
        "plan": list(json!({
            "id": {"$ref": "#/$defs/advice"},
            "when": {"enum": whens},
            "because": some_facts,
            "source": source,
        })),
        "withheld": list(json!({
            "id": {"$ref": "#/$defs/advice"},
            "because": some_facts,
        })),
        "rules_version": {"type": "string"},
    }))
}

fn error() -> Json {
    use FactErrorKind::{OutOfRange, UnknownFact, WrongType};
    let kinds = [UnknownFact, WrongType, OutOfRange].map(FactErrorKind::as_str);
    let kinds: Vec<_> = kinds.into_iter().chain(["not_json", "bad_key"]).collect();
    let error = object(
        &["kind", "message"],
        json!({
            "kind": {"enum": kinds},
            "message": {"type": "string"},
            "path": {"type": "string"},
        }),
    );
    closed(json!({"id": {}, "error": error}))
}

fn list(properties: Json) -> Json {
    json!({"type": "array", "items": closed(properties)})
}

/// An object that has all of these keys and no others.
fn closed(properties: Json) -> Json {
    let required: Vec<String> =
        properties.as_object().into_iter().flat_map(Map::keys).cloned().collect();
    let required: Vec<&str> = required.iter().map(String::as_str).collect();
    object(&required, properties)
}

fn object(required: &[&str], properties: Json) -> Json {
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_is_in_the_schema_where_json_has_it() {
        let schema = schema();
        let facts = &schema["$defs"]["input"]["properties"]["facts"]["properties"];
        assert_eq!(facts["severity"]["maximum"], 10);
        assert_eq!(facts["fever"]["type"], json!(["boolean", "null"]));
        assert!(facts["site"]["enum"].as_array().is_some_and(|names| names.contains(&Json::Null)));
        assert!(facts.get("red_s").is_none());
        let other = facts["other"]["items"]["enum"].as_array().expect("a list");
        assert!(other.contains(&json!("red_s")) && !other.contains(&json!("fever")));
    }
}

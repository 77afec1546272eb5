//! `heelbot understand`: what a text says, as the conversation would read it.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use bot_core::{
    facts::{Fact, FactErrorKind, Kind, Value},
    understanding::{Action, Asked, Understood, understand},
};
use clap::Args as ClapArgs;
use jiff::{Timestamp, Zoned, tz::TimeZone};
use serde_json::{Map, Value as Json, json};

use crate::jsonl::{LineError, answer_lines};

/// Read a text as the conversation would: facts, what is unclear, what is asked of the bot
///
/// Nothing is stored and nothing is sent. Signs that are denied, past, feared or
/// somebody else's are not facts of this person; what can't be told is listed as
/// unclear instead of being guessed.
#[derive(Debug, ClapArgs)]
#[command(after_long_help = "\
Examples:
  heelbot understand \"bout 3 wks, worst getting out of bed, not swollen. 5/10\"
  heelbot understand --question fever 38.6
  heelbot understand --question duration_days --now 2025-06-12T10:00:00Z \"since monday\"
  heelbot understand --jsonl < replies.jsonl

Each line of --jsonl is an object with `id` and `text`, and where it applies
`question` and `now`. The answer to each is one line with `id`, `facts`, `unclear`
and `action`; a line that can't be read is answered with `id` and `error`, the rest
goes on, and the exit code is 1 at the end.

In `facts`, null is \"doesn't know\"; a fact that isn't there was not spoken of.
Facts of the list `other` stand under `other` where they are present; one that is
missing there was denied or not spoken of.")]
pub struct Args {
    /// What the person wrote; read from the lines of standard input with --jsonl
    #[arg(required_unless_present_any = ["jsonl", "schema"], conflicts_with_all = ["jsonl", "schema"])]
    text: Option<String>,

    /// What the text answers: a fact, `consent`, `medicines_and_conditions` or
    /// `reminder_time`. Without it the text is a first message or out of turn
    #[arg(long, value_name = "QUESTION", value_parser = question, conflicts_with_all = ["jsonl", "schema"])]
    question: Option<Asked>,

    /// When it was written, which "since monday" counts from (RFC 3339; default: now)
    #[arg(long, value_name = "INSTANT", value_parser = instant, conflicts_with_all = ["jsonl", "schema"])]
    now: Option<Zoned>,

    /// Read one JSON object a line from standard input
    #[arg(long, conflicts_with = "schema")]
    jsonl: bool,

    /// Print the JSON Schema of a line in and a line out
    #[arg(long)]
    schema: bool,
}

/// Does what was asked.
///
/// # Errors
/// Where reading or writing itself fails.
pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let mut output = io::stdout().lock();
    if args.schema {
        writeln!(output, "{:#}", schema())?;
        return Ok(ExitCode::SUCCESS);
    }
    let Some(text) = args.text else {
        return Ok(answer_lines(io::stdin().lock(), output, answer)?);
    };
    let now = args.now.unwrap_or_else(Zoned::now);
    let asked: Vec<_> = args.question.into_iter().collect();
    writeln!(output, "{:#}", Json::Object(to_json(&understand(&text, &asked, &now))))?;
    Ok(ExitCode::SUCCESS)
}

const NO_QUESTION: &str =
    "is not a question; it takes a fact, consent, medicines_and_conditions or reminder_time";

fn question(name: &str) -> Result<Asked, String> {
    Asked::parse(name).ok_or_else(|| NO_QUESTION.to_owned())
}

/// An instant, with the wall clock of its own offset.
fn instant(text: &str) -> Result<Zoned, String> {
    let not_an_instant = |error: jiff::Error| format!("is not an RFC 3339 instant: {error}");
    let timestamp: Timestamp = text.parse().map_err(not_an_instant)?;
    let offset =
        jiff::fmt::temporal::Pieces::parse(text).ok().and_then(|pieces| pieces.to_numeric_offset());
    Ok(timestamp.to_zoned(offset.map_or(TimeZone::UTC, TimeZone::fixed)))
}

fn answer(line: &Json) -> Result<Json, LineError> {
    let Json::Object(line) = line else {
        return Err(LineError::bad_key("", "each line takes one JSON object"));
    };
    if let Some(key) =
        line.keys().find(|key| !["id", "text", "question", "now"].contains(&key.as_str()))
    {
        return Err(LineError::bad_key(
            key,
            "is not a key; a line takes id, text, question and now",
        ));
    }
    let text = match line.get("text") {
        Some(Json::String(text)) => text,
        Some(_) => return Err(LineError::bad_key("text", "takes a string")),
        None => return Err(LineError::bad_key("text", "is missing")),
    };
    let asked = match line.get("question") {
        None | Some(Json::Null) => None,
        Some(Json::String(name)) => Some(Asked::parse(name).ok_or_else(|| LineError {
            kind: FactErrorKind::UnknownFact.as_str(),
            message: NO_QUESTION.to_owned(),
            path: Some("question".to_owned()),
        })?),
        Some(_) => return Err(LineError::bad_key("question", "takes a string or null")),
    };
    let now = match line.get("now") {
        None | Some(Json::Null) => Zoned::now(),
        Some(Json::String(text)) => {
            instant(text).map_err(|message| LineError::bad_key("now", &message))?
        }
        Some(_) => return Err(LineError::bad_key("now", "takes an RFC 3339 instant or null")),
    };
    let asked: Vec<_> = asked.into_iter().collect();
    let mut reply = to_json(&understand(text, &asked, &now));
    reply.insert("id".to_owned(), line.get("id").cloned().unwrap_or(Json::Null));
    Ok(Json::Object(reply))
}

fn to_json(read: &Understood) -> Map<String, Json> {
    let mut facts = Map::new();
    let mut other = Vec::new();
    for heard in &read.facts {
        if !heard.fact.is_other() {
            let value = match heard.value {
                // "Over 65" has no other end that anyone named.
                Some(Value::Amount(age)) if heard.fact == Fact::Age => json!(age.low()),
                value => value.map_or(Json::Null, Value::to_json),
            };
            facts.insert(heard.fact.to_string(), value);
        } else if heard.value == Some(Value::Yes) {
            other.push(heard.fact.as_str());
        }
    }
    if !other.is_empty() {
        facts.insert("other".to_owned(), json!(other));
    }
    if let Some(given) = read.consent {
        facts.insert("consent".to_owned(), json!(given));
    }
    if let Some(time) = read.reminder_time {
        facts.insert("reminder_time".to_owned(), json!(time.strftime("%H:%M").to_string()));
    }
    let unclear: Vec<_> = read.unclear.iter().map(|asked| asked.as_str()).collect();
    let action = read.action.map(Action::as_str);
    let Json::Object(object) = json!({"facts": facts, "unclear": unclear, "action": action}) else {
        return Map::new();
    };
    object
}

fn schema() -> Json {
    let questions: Vec<_> = Fact::ALL
        .iter()
        .map(|fact| fact.as_str())
        .chain(
            [Asked::Consent, Asked::MedicinesAndConditions, Asked::ReminderTime].map(Asked::as_str),
        )
        .collect();
    let mut facts = Map::new();
    for fact in Fact::ALL.iter().filter(|fact| !fact.is_other()) {
        facts.insert(fact.to_string(), fact_schema(*fact));
    }
    let other: Vec<_> =
        Fact::ALL.iter().filter(|fact| fact.is_other()).map(|fact| fact.as_str()).collect();
    facts.insert("other".to_owned(), json!({"type": "array", "items": {"enum": other}}));
    facts.insert("consent".to_owned(), json!({"type": "boolean"}));
    facts.insert(
        "reminder_time".to_owned(),
        json!({"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"}),
    );
    let actions: Vec<_> =
        Action::ALL.iter().map(|action| json!(action.as_str())).chain([Json::Null]).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "heelbot understand --jsonl",
        "$defs": {
            "input": {
                "description": "one line of standard input",
                "type": "object",
                "required": ["text"],
                "additionalProperties": false,
                "properties": {
                    "id": {"description": "any value; it comes back with the answer"},
                    "text": {"type": "string", "description": "the first 4,096 characters are read"},
                    "question": {"enum": questions.iter().map(|name| json!(name)).chain([Json::Null]).collect::<Vec<_>>()},
                    "now": {"type": ["string", "null"], "format": "date-time"},
                },
            },
            "output": {
                "description": "one line of standard output",
                "oneOf": [
                    {
                        "type": "object",
                        "required": ["id", "facts", "unclear", "action"],
                        "additionalProperties": false,
                        "properties": {
                            "id": true,
                            "facts": {"type": "object", "additionalProperties": false, "properties": facts},
                            "unclear": {"type": "array", "items": {"enum": questions}},
                            "action": {"enum": actions},
                        },
                    },
                    {
                        "type": "object",
                        "required": ["id", "error"],
                        "properties": {
                            "id": true,
                            "error": {
                                "type": "object",
                                "required": ["kind", "message"],
                                "properties": {
                                    "kind": {"type": "string"},
                                    "message": {"type": "string"},
                                    "path": {"type": "string"},
                                },
                            },
                        },
                    },
                ],
            },
        },
    })
}

fn fact_schema(fact: Fact) -> Json {
    match fact.kind() {
        Kind::Sign => json!({"type": ["boolean", "null"]}),
        Kind::Amount { least, most } => {
            json!({"type": ["integer", "null"], "minimum": least, "maximum": most})
        }
        Kind::Choice(values) => {
            let names = values.iter().map(|value| value.to_json()).chain([Json::Null]);
            json!({"enum": names.collect::<Vec<_>>()})
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: Json) -> Result<Json, (&'static str, Option<String>)> {
        answer(&line).map_err(|error| (error.kind, error.path))
    }

    #[test]
    fn a_line_is_answered_with_facts_doubts_and_action() {
        let line = json!({"id": 7, "text": "6 or 7", "question": "severity"});
        assert_eq!(
            read(line),
            Ok(json!({"id": 7, "facts": {"severity": 7}, "unclear": [], "action": null}))
        );
        let line = json!({"id": "a", "text": "forget me"});
        assert_eq!(
            read(line),
            Ok(json!({"id": "a", "facts": {}, "unclear": [], "action": "delete"}))
        );
    }

    #[test]
    fn items_of_other_stand_in_a_list() {
        let line = json!({"id": 1, "text": "my poo is black and i take ibuprofen"});
        assert_eq!(
            read(line).expect("it is understood")["facts"]["other"],
            json!(["black_stools_on_nsaid"])
        );
    }

    #[test]
    fn days_are_counted_where_the_text_was_written() {
        // Half past midnight of the 12th there is still the 11th in UTC.
        let line = json!({
            "id": 1, "text": "since yesterday", "question": "duration_days",
            "now": "2025-06-12T00:30:00+02:00",
        });
        assert_eq!(read(line).expect("it is understood")["facts"]["duration_days"], 1);
        let line = json!({
            "id": 1, "text": "since 10 june", "question": "duration_days",
            "now": "2025-06-12T00:30:00+02:00",
        });
        assert_eq!(read(line).expect("it is understood")["facts"]["duration_days"], 2);
    }

    #[test]
    fn mistakes_in_a_line_are_named() {
        let mistake = |key: &str| Err(("bad_key", Some(key.to_owned())));
        assert_eq!(read(json!({"id": 1})), mistake("text"));
        assert_eq!(read(json!({"id": 1, "text": 4})), mistake("text"));
        assert_eq!(read(json!({"id": 1, "text": "a", "now": "soon"})), mistake("now"));
        assert_eq!(read(json!({"id": 1, "text": "a", "question": 3})), mistake("question"));
        assert_eq!(read(json!({"id": 1, "text": "a", "asked": "fever"})), mistake("asked"));
        assert_eq!(
            read(json!({"id": 1, "text": "a", "question": "mood"})),
            Err(("unknown_fact", Some("question".to_owned())))
        );
    }
}

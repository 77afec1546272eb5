//! `heelbot assess`: facts in as JSON; level, patterns, plan and reasons out as
//! JSON. For reviewing the rules in bulk, and for use by other programs.

mod schema;

use std::{
    io::{self, BufReader, Read, Write},
    process::ExitCode,
};

use bot_core::{
    assessment::{Assessment, Match, PlanItem, RULES_VERSION, Reason, Source, Withheld, assess},
    facts::{Fact, FactError, Facts},
};
use serde_json::{Value as Json, json};

use crate::jsonl::{self, LineError};

/// Derive level, patterns and plan from facts, with the rules that say so.
///
/// Reads one JSON object, {"id": anything, "facts": {...}}, from standard input
/// and writes the assessment, indented. A fact that is missing or null is
/// unknown, which is never the same as no; `other` lists what is present.
///
/// A mistake (an unknown fact, a wrong type, a number out of range) is answered
/// with {"id", "error": {"kind", "message", "path"}}, and the exit code is 1.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLE)]
pub struct Args {
    /// Read one object a line and answer each with one line; a bad line is
    /// answered with its error, and the rest goes on.
    #[arg(long)]
    jsonl: bool,

    /// Print the JSON Schema of what is read and what is written, and stop.
    #[arg(long, conflicts_with = "jsonl")]
    schema: bool,
}

const EXAMPLE: &str = r#"Example:
  echo '{"id": 1, "facts": {"severity": 3, "fever": false, "other": []}}' | heelbot assess
  heelbot assess --jsonl < cases.jsonl > assessed.jsonl

What is written:
  triage         self_care, gp_or_physio, urgent or emergency
  leading        the pattern to name first, or null
  patterns       each pattern matched, with the facts for and against it
  reasons        each triage rule that holds, its level, facts and sources
  plan           what to do: when, because of which facts, from which sources
  withheld       what is kept out of the plan, and the facts that keep it out
  rules_version  by which rules

It points the way; it does not diagnose, and no clinician has reviewed it."#;

/// Answers what is on standard input.
///
/// # Errors
/// Where reading or writing itself fails.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let (input, output) = (io::stdin().lock(), io::stdout().lock());
    Ok(if args.schema {
        print(output, &schema::schema())?;
        ExitCode::SUCCESS
    } else if args.jsonl {
        jsonl::answer_lines(BufReader::new(input), io::BufWriter::new(output), answer)?
    } else {
        answer_one(input, output)?
    })
}

fn answer_one(mut input: impl Read, output: impl Write) -> io::Result<ExitCode> {
    let mut text = Vec::new();
    input.read_to_end(&mut text)?;
    let object = serde_json::from_slice::<Json>(&text);
    let reply = match &object {
        Ok(object) => answer(object).map_err(|error| error.to_json(&object["id"])),
        Err(error) => Err(LineError::not_json(error).to_json(&Json::Null)),
    };
    let (reply, code) = match reply {
        Ok(reply) => (reply, ExitCode::SUCCESS),
        Err(error) => (error, ExitCode::FAILURE),
    };
    print(output, &reply)?;
    Ok(code)
}

fn print(mut output: impl Write, json: &Json) -> io::Result<()> {
    writeln!(output, "{json:#}")?;
    output.flush()
}

/// The reply to one object.
fn answer(object: &Json) -> Result<Json, LineError> {
    let Json::Object(keys) = object else {
        return Err(LineError {
            kind: "not_json",
            message: "takes one JSON object with the keys id and facts".to_owned(),
            path: None,
        });
    };
    if let Some(key) = keys.keys().find(|key| !matches!(key.as_str(), "id" | "facts")) {
        return Err(LineError::bad_key(key, "is no key here; there are id and facts"));
    }
    let facts = keys.get("facts").ok_or_else(|| {
        LineError::bad_key("facts", "is missing; an empty object says that nothing is known")
    })?;
    let facts = Facts::from_json(facts).map_err(line_error)?;
    Ok(reply(&object["id"], &assess(&facts)))
}

fn line_error(error: FactError) -> LineError {
    LineError { kind: error.kind.as_str(), message: error.message, path: Some(error.path) }
}

fn reply(id: &Json, assessment: &Assessment) -> Json {
    json!({
        "id": id,
        "triage": assessment.level.as_str(),
        "leading": assessment.leading.map(|pattern| pattern.as_str()),
        "patterns": assessment.patterns.iter().map(pattern).collect::<Vec<_>>(),
        "reasons": assessment.reasons.iter().map(reason).collect::<Vec<_>>(),
        "plan": assessment.plan.iter().map(item).collect::<Vec<_>>(),
        "withheld": assessment.withheld.iter().map(withheld).collect::<Vec<_>>(),
        "rules_version": RULES_VERSION,
    })
}

fn pattern(found: &Match) -> Json {
    json!({
        "id": found.pattern.as_str(),
        "for": names(&found.for_),
        "against": names(&found.against),
    })
}

fn reason(reason: &Reason) -> Json {
    json!({
        "rule": reason.rule.as_str(),
        "level": reason.level.as_str(),
        "facts": names(&reason.facts),
        "source": codes(reason.sources),
    })
}

fn item(item: &PlanItem) -> Json {
    json!({
        "id": item.advice.as_str(),
        "when": item.when.as_str(),
        "because": names(&item.because),
        "source": codes(item.sources),
    })
}

fn withheld(withheld: &Withheld) -> Json {
    json!({ "id": withheld.advice.as_str(), "because": names(&withheld.because) })
}

fn names(facts: &[Fact]) -> Vec<&'static str> {
    facts.iter().map(|fact| fact.as_str()).collect()
}

fn codes(sources: &[Source]) -> Vec<&'static str> {
    sources.iter().map(|source| source.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(object: Json) -> (&'static str, Option<String>) {
        let error = answer(&object).expect_err("a mistake");
        (error.kind, error.path)
    }

    #[test]
    fn facts_come_back_as_an_assessment() {
        let line = json!({"id": ["any", 1], "facts": {"breathless_or_chest_pain": true}});
        let reply = answer(&line).expect("an assessment");
        assert_eq!(reply["id"], json!(["any", 1]));
        assert_eq!(reply["triage"], "emergency");
        assert_eq!(reply["leading"], "other_refer");
        assert_eq!(reply["reasons"][0]["facts"], json!(["breathless_or_chest_pain"]));
        assert_eq!(reply["plan"][0]["id"], "see_professional");
        assert_eq!(reply["plan"].as_array().map(Vec::len), Some(1));
        assert_eq!(reply["rules_version"], RULES_VERSION);
    }

    #[test]
    fn a_mistake_is_named_with_its_place() {
        let path = |path: &str| Some(path.to_owned());
        assert_eq!(mistake(json!({"id": 1})), ("bad_key", path("facts")));
        assert_eq!(mistake(json!({"facts": {}, "fact": 1})), ("bad_key", path("fact")));
        assert_eq!(mistake(json!({"facts": 1})), ("wrong_type", path("facts")));
        let misspelt = json!({"facts": {"fevre": true}});
        assert_eq!(mistake(misspelt), ("unknown_fact", path("facts.fevre")));
        let too_much = json!({"facts": {"severity": 11}});
        assert_eq!(mistake(too_much), ("out_of_range", path("facts.severity")));
        assert_eq!(mistake(json!([])), ("not_json", None));
    }

    #[test]
    fn one_object_is_answered_indented_and_a_mistake_fails() {
        let mut output = Vec::new();
        let code = answer_one(r#"{"id": 7, "facts": {}}"#.as_bytes(), &mut output).expect("memory");
        assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::SUCCESS));
        assert!(output.starts_with(b"{\n  "));

        output.clear();
        let code = answer_one(&b"{\"id\": 7, "[..], &mut output).expect("memory");
        assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::FAILURE));
        let reply: Json = serde_json::from_slice(&output).expect("an error is JSON too");
        assert_eq!(reply["error"]["kind"], "not_json");
    }
}

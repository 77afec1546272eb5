//! `heelbot preview`: what a rule means and when it fires next.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use anyhow::{Context as _, bail};
use bot_core::{
    schedule::{
        Bounds, Context, Occurrence, Refusal, Rule, Understood, Words, Zone, canonical, parse,
        rrule,
    },
    text::{Language, Texts},
};
use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Value as Json, json};

use crate::jsonl::{LineError, answer_lines};

/// How many firings are shown where nobody says.
const USUAL_COUNT: usize = 3;
/// The most firings that are shown.
const MOST_COUNT: usize = 1_000;

/// Show what a reminder's rule means and when it fires next; nothing is sent
///
/// Reads what people type: "tomorrow at 6am", "in 20 minutes", "every monday
/// and thursday 18:30", "weekdays at 7", "every 3 days at 8am until 1 may",
/// "on the 1st of every month at 9:00, 10 times". Shows how it was understood,
/// the next firings, and where a change of the clocks moves one.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  heelbot preview \"every monday and thursday 18:30\" --zone London
  heelbot preview \"daily at 01:30\" --zone Europe/London --after 2026-03-28T12:00:00Z
  heelbot preview --jsonl < rules.jsonl")]
pub struct Args {
    /// The rule, in words
    #[arg(required_unless_present_any = ["jsonl", "schema"])]
    rule: Option<String>,
    /// The time zone: an IANA name such as Europe/London, or a city
    #[arg(long, required_unless_present_any = ["jsonl", "schema"])]
    zone: Option<String>,
    /// The instant that counts as now, such as 2026-01-14T10:00:00Z [default: the clock's]
    #[arg(long, value_name = "INSTANT")]
    after: Option<Timestamp>,
    /// How many firings, 1 to 1000
    #[arg(long, default_value_t = USUAL_COUNT, value_parser = count_argument)]
    count: usize,
    /// Read {"id", "rule", "tz", "after", "count"} from standard input, one
    /// object a line, and answer each with a line; --schema describes both
    #[arg(long, conflicts_with_all = ["rule", "zone", "after"])]
    jsonl: bool,
    /// Print the JSON Schema of the lines in and out
    #[arg(long, conflicts_with_all = ["rule", "zone", "after", "jsonl"])]
    schema: bool,
}

fn count_argument(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|count| (1..=MOST_COUNT).contains(count));
    count.ok_or_else(|| format!("takes a number from 1 to {MOST_COUNT}"))
}

/// Shows what a rule means.
///
/// # Errors
/// Where the rule or the zone is refused, with what to say instead.
pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let mut out = io::stdout().lock();
    if args.schema {
        writeln!(out, "{:#}", schema())?;
        return Ok(ExitCode::SUCCESS);
    }
    let texts = Texts::default();
    let words = Words { texts: &texts, language: Language::English };
    if args.jsonl {
        let answer = |line: &Json| answer(line, Timestamp::now(), words);
        return Ok(answer_lines(io::stdin().lock(), out, answer)?);
    }
    let rule = args.rule.context("say a rule, for example \"tomorrow at 6am\"")?;
    let zone = args.zone.context("say a zone, for example --zone London")?;
    let after = args.after.unwrap_or_else(Timestamp::now);
    match preview(&rule, &zone, after, args.count) {
        Ok(preview) => out.write_all(preview.to_text(words).as_bytes())?,
        Err(refusal) => bail!(words.refusal(&refusal)),
    }
    Ok(ExitCode::SUCCESS)
}

/// What is shown of a rule.
struct Preview {
    understood: Understood,
    next: Vec<Occurrence>,
}

fn preview(phrase: &str, zone: &str, after: Timestamp, count: usize) -> Result<Preview, Refusal> {
    let zone = find_zone(zone)?;
    let context = Context { now: after, zone: &zone, bounds: &Bounds::CLUB };
    let understood = parse(phrase, &context)?;
    let next = understood.rule.after(after).take(count).collect();
    Ok(Preview { understood, next })
}

fn find_zone(name: &str) -> Result<Zone, Refusal> {
    Zone::find(name).map_err(|why| {
        let name = name.chars().take(64).collect();
        Refusal::InvalidZone { name, why }
    })
}

impl Preview {
    fn rule(&self) -> &Rule {
        &self.understood.rule
    }

    fn notes(&self, words: Words<'_>) -> Vec<String> {
        let assumed = self.understood.assumption.map(|assumed| words.assumption(assumed));
        let changes = self.next.iter().filter_map(|found| words.change(found));
        assumed.into_iter().chain(words.passed_over(self.rule())).chain(changes).collect()
    }

    fn to_json(&self, id: &Json, words: Words<'_>) -> Json {
        let next: Vec<String> = self.next.iter().map(|found| found.at.to_string()).collect();
        json!({
            "id": id,
            "rule": canonical(self.rule()),
            "rrule": rrule(self.rule()),
            "next": next,
            "notes": self.notes(words),
        })
    }

    fn to_text(&self, words: Words<'_>) -> String {
        let mut lines = vec![canonical(self.rule())];
        let zone: &TimeZone = self.rule().zone.tz();
        for found in &self.next {
            let local = found.at.to_zoned(zone.clone());
            lines.push(format!(
                "  {}   {}",
                local.strftime("%a %e %b %Y  %H:%M:%S  UTC%:z"),
                found.at
            ));
        }
        lines.extend(self.notes(words).into_iter().map(|note| format!("note: {note}")));
        lines.join("\n") + "\n"
    }
}

/// Answers one line of `--jsonl`. Keys that are not ours are passed over, so
/// that a file of worked cases can be fed as it is.
fn answer(line: &Json, now: Timestamp, words: Words<'_>) -> Result<Json, LineError> {
    let rule = text(line, "rule")?.ok_or_else(|| LineError::bad_key("rule", "is missing"))?;
    let zone = text(line, "tz")?.ok_or_else(|| LineError::bad_key("tz", "is missing"))?;
    let after = match text(line, "after")? {
        None => now,
        Some(after) => after.parse().map_err(|_| {
            LineError::bad_key("after", "takes an instant such as 2026-01-14T10:00:00Z")
        })?,
    };
    let count = match &line["count"] {
        Json::Null => Some(USUAL_COUNT),
        count => count.as_u64().and_then(|count| usize::try_from(count).ok()),
    };
    let count = count.filter(|count| (1..=MOST_COUNT).contains(count)).ok_or_else(|| {
        LineError::bad_key("count", &format!("takes a whole number from 1 to {MOST_COUNT}"))
    })?;
    match preview(rule, zone, after, count) {
        Ok(preview) => Ok(preview.to_json(&line["id"], words)),
        Err(refusal) => Err(LineError {
            kind: refusal.kind().as_str(),
            message: words.refusal(&refusal),
            path: None,
        }),
    }
}

fn text<'j>(line: &'j Json, key: &str) -> Result<Option<&'j str>, LineError> {
    match &line[key] {
        Json::Null => Ok(None),
        Json::String(text) => Ok(Some(text)),
        _ => Err(LineError::bad_key(key, "takes a text")),
    }
}

fn schema() -> Json {
    let kinds: Vec<&str> = bot_core::schedule::RefusalKind::ALL
        .iter()
        .map(|kind| kind.as_str())
        .chain(["not_json", "bad_key"])
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "heelbot preview --jsonl",
        "$defs": {
            "in": {
                "description": "one line of standard input",
                "type": "object",
                "required": ["rule", "tz"],
                "properties": {
                    "id": {"description": "anything; comes back in the answer"},
                    "rule": {"type": "string", "description": "a rule in words"},
                    "tz": {"type": "string", "description": "an IANA name or a city"},
                    "after": {
                        "type": ["string", "null"],
                        "format": "date-time",
                        "description": "the instant that counts as now; the clock's where it is missing",
                    },
                    "count": {
                        "type": ["integer", "null"],
                        "minimum": 1,
                        "maximum": MOST_COUNT,
                        "default": USUAL_COUNT,
                    },
                },
            },
            "out": {
                "description": "one line of standard output",
                "oneOf": [{"$ref": "#/$defs/preview"}, {"$ref": "#/$defs/refusal"}],
            },
            "preview": {
                "type": "object",
                "required": ["id", "rule", "rrule", "next", "notes"],
                "additionalProperties": false,
                "properties": {
                    "id": {},
                    "rule": {"type": "string", "description": "the rule as understood, which reads back to the same rule"},
                    "rrule": {"type": ["string", "null"], "description": "lines of RFC 5545; null where it cannot say the rule"},
                    "next": {"type": "array", "items": {"type": "string", "format": "date-time"}, "description": "strictly after `after`, in UTC; fewer than asked where the rule ends"},
                    "notes": {"type": "array", "items": {"type": "string"}},
                },
            },
            "refusal": {
                "type": "object",
                "required": ["id", "error"],
                "additionalProperties": false,
                "properties": {
                    "id": {},
                    "error": {
                        "type": "object",
                        "required": ["kind", "message"],
                        "properties": {
                            "kind": {"enum": kinds},
                            "message": {"type": "string"},
                            "path": {"type": "string", "description": "the key that is wrong"},
                        },
                    },
                },
            },
        },
        "$ref": "#/$defs/out",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_the_clocks_is_noted_in_text_and_json() {
        let texts = Texts::default();
        let words = Words { texts: &texts, language: Language::English };
        let after = "2026-03-28T12:00:00Z".parse().expect("an instant");
        let preview = preview("daily at 01:30", "london", after, 2).expect("a rule");
        assert_eq!(
            preview.to_text(words),
            "every day at 01:30, Europe/London\n  \
             Sun 29 Mar 2026  02:30:00  UTC+01:00   2026-03-29T01:30:00Z\n  \
             Mon 30 Mar 2026  01:30:00  UTC+01:00   2026-03-30T00:30:00Z\n\
             note: the clocks change on 29 March 2026: 01:30 becomes 02:30\n"
        );
        assert_eq!(
            preview.to_json(&json!(7), words),
            json!({
                "id": 7,
                "rule": "every day at 01:30, Europe/London",
                "rrule": "RRULE:FREQ=DAILY;BYHOUR=1;BYMINUTE=30;BYSECOND=0",
                "next": ["2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"],
                "notes": ["the clocks change on 29 March 2026: 01:30 becomes 02:30"],
            })
        );
    }

    #[test]
    fn a_bad_line_says_which_key_is_wrong() {
        let texts = Texts::default();
        let words = Words { texts: &texts, language: Language::English };
        let now = Timestamp::UNIX_EPOCH;
        let cases = [
            (json!({"tz": "UTC"}), "bad_key", Some("rule")),
            (json!({"rule": 3, "tz": "UTC"}), "bad_key", Some("rule")),
            (json!({"rule": "noon"}), "bad_key", Some("tz")),
            (json!({"rule": "noon", "tz": "UTC", "after": "noon"}), "bad_key", Some("after")),
            (json!({"rule": "noon", "tz": "UTC", "count": 0}), "bad_key", Some("count")),
            (json!({"rule": "noon", "tz": "UTC", "count": 1001}), "bad_key", Some("count")),
            (json!({"rule": "noon", "tz": "Mars/Base"}), "invalid_zone", None),
            (json!({"rule": "every 5 minutes", "tz": "UTC"}), "too_often", None),
        ];
        for (line, kind, path) in cases {
            let error = answer(&line, now, words).expect_err("it is a bad line");
            assert_eq!((error.kind, error.path.as_deref()), (kind, path), "{line}");
        }
    }
}

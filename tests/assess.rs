//! `heelbot assess` as another program meets it: lines in, lines out.

use std::{
    io::Write,
    process::{Command, Output, Stdio},
    thread,
};

use serde_json::{Value as Json, json};

fn heelbot(args: &[&str], input: String) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_heelbot"))
        .arg("assess")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    // Written beside the reading, or both sides wait once a pipe is full. What is
    // not read any more, as with --schema, need not be written.
    let writer = thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("the writer ends");
    output
}

fn lines(output: &Output) -> Vec<Json> {
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("every line is JSON"))
        .collect()
}

/// Whether the object has exactly the keys that the schema of its kind asks for.
fn assert_keys(object: &Json, schema: &Json) {
    let mut found: Vec<_> = object.as_object().expect("an object").keys().cloned().collect();
    let mut wanted: Vec<String> =
        serde_json::from_value(schema["required"].clone()).expect("a list of keys");
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
}

#[test]
fn every_worked_case_is_answered_in_order_in_the_shape_of_the_schema() {
    let cases: Vec<Json> = include_str!("data/vignettes.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("every line is JSON"))
        .collect();
    let input = cases
        .iter()
        .map(|case| json!({"id": case["id"], "facts": case["facts"]}).to_string() + "\n")
        .collect();
    let output = heelbot(&["--jsonl"], input);
    assert!(output.status.success());
    let replies = lines(&output);
    assert_eq!(replies.len(), cases.len());

    let schema = heelbot(&["--schema"], String::new());
    let schema: Json = serde_json::from_slice(&schema.stdout).expect("the schema is JSON");
    let shape = &schema["$defs"]["output"];
    for (case, reply) in cases.iter().zip(&replies) {
        assert_eq!(reply["id"], case["id"]);
        assert_keys(reply, shape);
        for list in ["patterns", "reasons", "plan", "withheld"] {
            for item in reply[list].as_array().expect("a list") {
                assert_keys(item, &shape["properties"][list]["items"]);
            }
        }
    }
}

#[test]
fn a_bad_line_is_answered_with_its_error_and_the_rest_goes_on() {
    let input = [
        r#"{"id": 1, "facts": {}}"#,
        r#"{"id": 2, "facts": {"severity": "bad"}}"#,
        r#"{"id": 3, "facts": {"other": ["gout"]}}"#,
        r#"{"id": 4, "facts": {}, "text": "hello"}"#,
        "no JSON",
        r#"{"id": 6, "facts": {"fever": true}}"#,
    ];
    let output = heelbot(&["--jsonl"], input.join("\n"));
    assert_eq!(output.status.code(), Some(1));
    let replies = lines(&output);
    let errors: Vec<_> = replies.iter().map(|reply| reply["error"]["path"].as_str()).collect();
    let wanted = [None, Some("facts.severity"), Some("facts.other[0]"), Some("text"), None, None];
    assert_eq!(errors, wanted);
    assert_eq!(replies[3]["id"], 4);
    assert_eq!(replies[4]["error"]["kind"], "not_json");
    assert_eq!(replies[5]["triage"], "urgent");
}

//! `heelbot preview --jsonl` over the worked cases, through the real program.

use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

use serde_json::{Value as Json, json};

fn heelbot(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_heelbot"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("it was piped");
    stdin.write_all(input.as_bytes()).expect("it reads its input");
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

fn lines(text: &[u8]) -> Vec<Json> {
    let text = str::from_utf8(text).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn the_worked_cases_are_answered_line_by_line() {
    let phrases = lines(include_bytes!("data/phrases.jsonl"));
    let clocks = lines(include_bytes!("data/dst.jsonl"));
    let cases: Vec<&Json> = phrases.iter().chain(&clocks).collect();
    let mut input = String::new();
    for case in &cases {
        let rule = case.get("rule_text").unwrap_or(&case["rule"]);
        let line = json!({
            "id": case["id"], "rule": rule, "tz": case["tz"], "after": case["after"], "count": 2,
        });
        input.push_str(&format!("{line}\n"));
    }
    let output = heelbot(&["preview", "--jsonl"], &input);
    // Some of the phrases are there to be refused.
    assert_eq!(output.status.code(), Some(1));
    let answers = lines(&output.stdout);
    assert_eq!(answers.len(), 75);
    for (case, answer) in cases.iter().zip(&answers) {
        assert_eq!(answer["id"], case["id"]);
        match case.get("expected_next") {
            Some(expected) => {
                assert_eq!(&answer["next"][0], expected, "{answer}");
                assert!(answer["rule"].is_string() && answer["notes"].is_array(), "{answer}");
            }
            None => assert!(answer["error"]["kind"].is_string(), "{answer}"),
        }
    }
}

#[test]
fn one_rule_is_shown_as_text_and_a_refusal_fails() {
    let after = ["--after", "2026-01-14T10:00:00Z"];
    let shown = heelbot(
        &[
            &["preview", "every mon & thu 6.30pm", "--zone", "manchester", "--count", "1"][..],
            &after,
        ]
        .concat(),
        "",
    );
    assert_eq!(shown.status.code(), Some(0));
    assert_eq!(
        String::from_utf8(shown.stdout).expect("UTF-8"),
        "every Monday and Thursday at 18:30, Europe/London\n  \
         Thu 15 Jan 2026  18:30:00  UTC+00:00   2026-01-15T18:30:00Z\n"
    );
    let refused = heelbot(&[&["preview", "9", "--zone", "london"][..], &after].concat(), "");
    assert_eq!(refused.status.code(), Some(1));
    let message = String::from_utf8(refused.stderr).expect("UTF-8");
    assert!(message.contains("9am or 9pm"), "{message}");
}

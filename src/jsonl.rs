//! One JSON object a line in, one a line out: the shape that `assess`,
//! `understand` and `preview` share.
//!
//! A bad line is answered with its `id` (where it has one) and an `error`; the
//! lines after it are still answered, and the exit code says that one failed.

use std::{
    io::{self, BufRead, Write},
    process::ExitCode,
};

use serde_json::{Value as Json, json};

/// What is wrong with one line.
#[derive(Debug, PartialEq, Eq)]
pub struct LineError {
    /// A name for programs, such as `unknown_fact`.
    pub kind: &'static str,
    /// A sentence for people.
    pub message: String,
    /// Where in the line it is, such as `facts.severity`.
    pub path: Option<String>,
}

impl LineError {
    /// A line that is not the JSON object it should be.
    pub fn not_json(error: &serde_json::Error) -> Self {
        Self { kind: "not_json", message: format!("not a JSON object: {error}"), path: None }
    }

    /// A key of the wrong type or one that should not be there.
    pub fn bad_key(path: &str, message: &str) -> Self {
        Self { kind: "bad_key", message: message.to_owned(), path: Some(path.to_owned()) }
    }

    /// The error as JSON, beside the `id` of its line.
    pub fn to_json(&self, id: &Json) -> Json {
        let mut error = json!({"kind": self.kind, "message": self.message});
        if let Some(path) = &self.path {
            error["path"] = json!(path);
        }
        json!({"id": id, "error": error})
    }
}

/// Answers every line of `input` in order; blank lines are passed over.
///
/// # Errors
/// Where reading or writing itself fails.
pub fn answer_lines(
    mut input: impl BufRead,
    mut output: impl Write,
    answer: impl Fn(&Json) -> Result<Json, LineError>,
) -> io::Result<ExitCode> {
    let mut code = ExitCode::SUCCESS;
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        if !line.trim_ascii().is_empty() {
            let reply = match serde_json::from_slice::<Json>(&line) {
                Ok(object @ Json::Object(_)) => {
                    answer(&object).map_err(|error| error.to_json(&object["id"]))
                }
                Ok(_) => Err(LineError {
                    kind: "not_json",
                    message: "each line takes one JSON object".to_owned(),
                    path: None,
                }
                .to_json(&Json::Null)),
                Err(error) => Err(LineError::not_json(&error).to_json(&Json::Null)),
            };
            let reply = reply.unwrap_or_else(|error| {
                code = ExitCode::FAILURE;
                error
            });
            writeln!(output, "{reply}")?;
        }
        line.clear();
    }
    output.flush()?;
    Ok(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_line_is_answered_and_the_rest_goes_on() {
        let input = "{\"id\": 1}\n\nnonsense\n[2]\n{\"id\": 3, \"bad\": 1}\n{\"id\": 4}\n";
        let mut output = Vec::new();
        let code = answer_lines(input.as_bytes(), &mut output, |line| match line.get("bad") {
            None => Ok(json!({"id": line["id"]})),
            Some(_) => Err(LineError::bad_key("bad", "no such key")),
        })
        .expect("memory does not fail");
        let lines: Vec<Json> = String::from_utf8(output)
            .expect("JSON is UTF-8")
            .lines()
            .map(|line| serde_json::from_str(line).expect("every line is JSON"))
            .collect();
        assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::FAILURE));
        assert_eq!(lines.len(), 5);
        assert_eq!(lines[0], json!({"id": 1}));
        assert_eq!(lines[1]["error"]["kind"], "not_json");
        assert_eq!(lines[2]["error"]["kind"], "not_json");
        assert_eq!(lines[3]["error"]["path"], "bad");
        assert_eq!(lines[3]["id"], 3);
        assert_eq!(lines[4], json!({"id": 4}));
    }
}

//! Taking settings one by one out of the two layers, and remembering what is
//! wrong with any of them.

use std::ops::RangeInclusive;

use toml::{Table, Value};

use super::Problem;

/// The layers: the environment over the file.
pub struct Settings<'a> {
    env: &'a dyn Fn(&str) -> Option<String>,
    /// What of the file has not been taken yet.
    file: Table,
    problems: Vec<Problem>,
}

impl<'a> Settings<'a> {
    /// Both layers. A file that is not TOML is a problem, and then empty.
    pub fn new(file: Option<&str>, env: &'a dyn Fn(&str) -> Option<String>) -> Self {
        let mut problems = Vec::new();
        let file = file.unwrap_or_default().parse().unwrap_or_else(|error: toml::de::Error| {
            // The error's own text quotes the line, and that may hold a password.
            let line = error
                .span()
                .map_or(1, |span| 1 + file.unwrap_or_default()[..span.start].matches('\n').count());
            problems.push(Problem {
                setting: super::FILE.to_owned(),
                message: format!("not TOML at line {line}: {}", error.message()),
            });
            Table::new()
        });
        Self { env, file, problems }
    }

    /// A text, and the name of the setting it comes from.
    pub fn text(&mut self, key: &str, variable: &str) -> Option<(String, String)> {
        let in_file = self.take(key);
        if let Some(text) = self.variable(variable) {
            return Some((variable.to_owned(), text));
        }
        match in_file? {
            Value::String(text) if !text.is_empty() => Some((key.to_owned(), text)),
            _ => {
                self.problem(key.to_owned(), "takes a text in quotes, and not an empty one");
                None
            }
        }
    }

    /// A variable that has no key in the file.
    pub fn variable(&self, name: &str) -> Option<String> {
        (self.env)(name).filter(|text| !text.is_empty())
    }

    /// A whole number within bounds; the usual one where none is set.
    pub fn number(
        &mut self,
        key: &str,
        variable: &str,
        usual: i64,
        bounds: RangeInclusive<i64>,
    ) -> i64 {
        let in_file = self.take(key);
        let (setting, number) = match (self.variable(variable), in_file) {
            (Some(text), _) => (variable, text.trim().parse().ok()),
            (None, Some(value)) => (key, value.as_integer()),
            (None, None) => return usual,
        };
        number.filter(|number| bounds.contains(number)).unwrap_or_else(|| {
            let (least, most) = (bounds.start(), bounds.end());
            self.problem(
                setting.to_owned(),
                &format!("takes a whole number from {least} to {most}"),
            );
            usual
        })
    }

    /// A setting that there must be; what stands for it until the problem is told.
    pub fn required<T: Default>(&mut self, value: Option<T>, setting: &str, missing: &str) -> T {
        value.unwrap_or_else(|| {
            self.problem(setting.to_owned(), missing);
            T::default()
        })
    }

    /// Remembers a problem.
    pub fn problem(&mut self, setting: String, message: &str) {
        self.problems.push(Problem { setting, message: message.to_owned() });
    }

    /// # Errors
    /// Every problem so far, and every key of the file that nobody asked for: a
    /// misspelt setting must not be a silent default.
    pub fn finish(mut self) -> Result<(), Vec<Problem>> {
        let unknown = leaves("", &self.file);
        for key in unknown {
            self.problem(key, "no such setting");
        }
        if self.problems.is_empty() { Ok(()) } else { Err(self.problems) }
    }

    /// Takes `table.key` or `key` out of the file.
    fn take(&mut self, key: &str) -> Option<Value> {
        match key.split_once('.') {
            None => self.file.remove(key),
            Some((table, key)) => self.file.get_mut(table)?.as_table_mut()?.remove(key),
        }
    }
}

/// The keys of all values in a table, as they would be written before a `=`.
fn leaves(prefix: &str, table: &Table) -> Vec<String> {
    let nested = |(key, value): (&String, &Value)| match value {
        Value::Table(table) => leaves(&format!("{prefix}{key}."), table),
        _ => vec![format!("{prefix}{key}")],
    };
    table.iter().flat_map(nested).collect()
}

/// Whether a text is an address by one of these schemes.
pub fn is_address(text: &str, schemes: &[&str]) -> bool {
    let host = schemes.iter().find_map(|scheme| text.strip_prefix(scheme));
    host.is_some_and(|host| !host.is_empty() && !host.starts_with('/'))
        && !text.contains(char::is_whitespace)
}

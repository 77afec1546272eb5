//! Forms: read from a callback, checked, and filled in.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::{
    component::{LONGEST_ID, array, custom_id, text},
    id::Id,
    refusal::Refusal,
};

const LONGEST_TITLE: usize = 45;
const LONGEST_LABEL: usize = 45;
const LONGEST_TEXT: usize = 4_000;
const LONGEST_PLACEHOLDER: usize = 100;
const MOST_INPUTS: usize = 5;

const ROW: u64 = 1;
const INPUT: u64 = 4;

/// A form in front of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modal {
    /// What it says above.
    pub title: String,
    /// What is to be filled in.
    pub inputs: Vec<Input>,
    /// What the bot calls it.
    pub custom_id: String,
    /// The message whose button opened it.
    pub(crate) source: Option<Id>,
    /// When it came, among everything that was shown.
    pub(crate) revision: u64,
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// What it says.
    pub label: String,
    /// What is in it from the start.
    pub value: String,
    /// What it says while it is empty.
    pub placeholder: String,
    /// The shortest and the longest text it takes.
    pub length: (usize, usize),
    pub(crate) custom_id: String,
}

impl Modal {
    /// Reads the data of a callback.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn read(data: &Value) -> Result<Self, Refusal> {
        let empty = Map::new();
        let fields = data.as_object().unwrap_or(&empty);
        let needed = |name: &str, most| {
            text(fields, "data", name, (1, most))?
                .ok_or_else(|| Refusal::required(format_args!("data.{name}")))
        };
        let (title, name) = (needed("title", LONGEST_TITLE)?, needed("custom_id", LONGEST_ID)?);
        let rows = array(&data["components"], "data.components")?;
        if !(1..=MOST_INPUTS).contains(&rows.len()) {
            return Err(Refusal::length("data.components", 1, MOST_INPUTS));
        }
        let mut ids = BTreeSet::new();
        let inputs = rows.iter().enumerate().map(|(at, row)| {
            let path = format!("data.components.{at}");
            let inner = array(&row["components"], &path)?;
            match (row["type"].as_u64(), inner) {
                (Some(ROW), [input]) => {
                    Input::read(input, &format!("{path}.components.0"), &mut ids)
                }
                (Some(ROW), _) => Err(Refusal::length(path + ".components", 1, 1)),
                _ => Err(Refusal::choice(path + ".type", "1, 18")),
            }
        });
        let inputs = inputs.collect::<Result<_, _>>()?;
        Ok(Self { title, custom_id: name, inputs, source: None, revision: 0 })
    }

    /// What the bot is told when it is sent with these texts, one for each field.
    pub(crate) fn submitted(&self, texts: &[&str]) -> Value {
        let row = |(input, text): (&Input, &&str)| {
            let field =
                json!({"type": INPUT, "id": 2, "custom_id": input.custom_id, "value": text});
            json!({"type": ROW, "id": 1, "components": [field]})
        };
        let rows: Vec<_> = self.inputs.iter().zip(texts).map(row).collect();
        json!({"custom_id": self.custom_id, "components": rows})
    }
}

impl Input {
    fn read(value: &Value, path: &str, ids: &mut BTreeSet<String>) -> Result<Self, Refusal> {
        let empty = Map::new();
        let fields = value.as_object().unwrap_or(&empty);
        if fields.get("type").and_then(Value::as_u64) != Some(INPUT) {
            return Err(Refusal::choice(format_args!("{path}.type"), "4"));
        }
        if !matches!(fields.get("style").and_then(Value::as_u64), Some(1 | 2)) {
            return Err(Refusal::choice(format_args!("{path}.style"), "1, 2"));
        }
        let custom_id = custom_id(fields, path, ids)?;
        let label = text(fields, path, "label", (1, LONGEST_LABEL))?;
        let label = label.ok_or_else(|| Refusal::required(format_args!("{path}.label")))?;
        let bound = |name: &str, least: usize, otherwise: usize| match fields.get(name) {
            None | Some(Value::Null) => Ok(otherwise),
            Some(value) => {
                let number = value.as_u64().and_then(|number| usize::try_from(number).ok());
                number.filter(|number| (least..=LONGEST_TEXT).contains(number)).ok_or_else(|| {
                    let what = format_args!("Must be between {least} and {LONGEST_TEXT}.");
                    Refusal::invalid(format_args!("{path}.{name}"), "NUMBER_TYPE_BOUNDS", what)
                })
            }
        };
        let required = fields.get("required").and_then(Value::as_bool).unwrap_or(true);
        let least = bound("min_length", 0, usize::from(required))?;
        let most = bound("max_length", 1, LONGEST_TEXT)?;
        let placeholder = text(fields, path, "placeholder", (0, LONGEST_PLACEHOLDER))?;
        let value = text(fields, path, "value", (0, most))?;
        Ok(Self {
            label,
            value: value.unwrap_or_default(),
            placeholder: placeholder.unwrap_or_default(),
            length: (least, most),
            custom_id,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(change: impl FnOnce(&mut Value)) -> Result<Modal, String> {
        let input = json!({"type": 4, "style": 1, "custom_id": "t", "label": "In your words"});
        let mut data = json!({
            "title": "Where does it hurt?",
            "custom_id": "h1.x",
            "components": [{"type": 1, "components": [input]}],
        });
        change(&mut data);
        Modal::read(&data).map_err(|refusal| refusal.field.expect("a field").0)
    }

    #[test]
    fn titles_and_labels_have_45_characters_at_most() {
        assert!(form(|data| data["title"] = json!("x".repeat(45))).is_ok());
        assert_eq!(form(|data| data["title"] = json!("x".repeat(46))).unwrap_err(), "data.title");
        let label = |long: usize| {
            form(move |data| {
                data["components"][0]["components"][0]["label"] = json!("x".repeat(long))
            })
        };
        assert!(label(45).is_ok());
        assert_eq!(label(46).unwrap_err(), "data.components.0.components.0.label");
        assert!(form(|data| data["custom_id"] = json!("")).is_err());
    }

    #[test]
    fn one_field_a_row_and_five_at_most() {
        let rows = |count: usize| {
            form(move |data| {
                let mut row = data["components"][0].clone();
                let row = |at| {
                    row["components"][0]["custom_id"] = json!(format!("t{at}"));
                    row.clone()
                };
                data["components"] = (0..count).map(row).collect();
            })
        };
        assert_eq!(rows(5).unwrap().inputs.len(), 5);
        assert_eq!(rows(6).unwrap_err(), "data.components");
        assert_eq!(rows(0).unwrap_err(), "data.components");
        let two = form(|data| {
            let input = data["components"][0]["components"][0].clone();
            data["components"][0]["components"] = json!([input, input]);
        });
        assert_eq!(two.unwrap_err(), "data.components.0.components");
    }

    #[test]
    fn what_is_in_a_field_from_the_start_fits_it() {
        let with = |value: usize| {
            form(move |data| {
                let input = &mut data["components"][0]["components"][0];
                input["max_length"] = json!(10);
                input["value"] = json!("x".repeat(value));
            })
        };
        assert_eq!(with(10).unwrap().inputs[0].length, (1, 10));
        assert_eq!(with(11).unwrap_err(), "data.components.0.components.0.value");
    }
}

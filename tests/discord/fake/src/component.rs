//! Buttons and lists below a message: read from `components`, and checked as
//! Discord checks them.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::refusal::Refusal;

const MOST_ROWS: usize = 5;
const MOST_BUTTONS: usize = 5;
const MOST_OPTIONS: usize = 25;
pub(crate) const LONGEST_ID: usize = 100;
const LONGEST_LABEL: usize = 80;
const LONGEST_OPTION: usize = 100;
const LONGEST_PLACEHOLDER: usize = 150;

const ROW: u64 = 1;
const BUTTON: u64 = 2;
const SELECT: u64 = 3;
const LINK: u64 = 5;

/// What can be done to a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Component {
    /// A button.
    Button(Button),
    /// A list to choose from.
    Select(Select),
}

/// A button.
#[derive(Clone, Debug, PartialEq)]
pub struct Button {
    /// What it says.
    pub label: String,
    /// What it does.
    pub action: Action,
    /// Whether it can be pressed.
    pub state: Enabled,
}

/// What a press of a button does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Tells the bot this.
    Press(String),
    /// Opens this.
    Link(String),
}

/// Whether something can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enabled {
    /// It can.
    Yes,
    /// It is grey.
    No,
}

/// A list to choose from.
#[derive(Clone, Debug, PartialEq)]
pub struct Select {
    /// What the bot calls it.
    pub custom_id: String,
    /// What it says while nothing is chosen.
    pub placeholder: String,
    /// What can be chosen.
    pub options: Vec<Choice>,
    /// The fewest and the most that can be chosen.
    pub amount: (usize, usize),
    /// Whether it can be used.
    pub state: Enabled,
}

/// Something that can be chosen from a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What it says.
    pub label: String,
    /// What the bot is told.
    pub value: String,
    /// Whether it is chosen from the start.
    pub chosen: bool,
}

/// Everything below a message, in rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// The rows from above.
    pub rows: Vec<Vec<Component>>,
    json: Vec<Value>,
}

impl Rows {
    /// Reads `components`.
    ///
    /// # Errors
    /// What is wrong with them.
    pub(crate) fn read(value: &Value) -> Result<Self, Refusal> {
        let list = array(value, "components")?;
        if list.len() > MOST_ROWS {
            return Err(Refusal::length("components", 0, MOST_ROWS));
        }
        let mut ids = BTreeSet::new();
        let rows = list.iter().enumerate().map(|(at, row)| {
            let path = format!("components.{at}");
            if row["type"].as_u64() != Some(ROW) {
                return Err(Refusal::choice(format_args!("{path}.type"), "1"));
            }
            let inner = array(&row["components"], &format!("{path}.components"))?;
            if !(1..=MOST_BUTTONS).contains(&inner.len()) {
                let path = format!("{path}.components");
                return Err(Refusal::length(path, 1, MOST_BUTTONS));
            }
            let row = inner.iter().enumerate().map(|(at, component)| {
                Component::read(component, &format!("{path}.components.{at}"), &mut ids)
            });
            let row = row.collect::<Result<Vec<_>, _>>()?;
            if row.len() > 1 && row.iter().any(|one| matches!(one, Component::Select(_))) {
                let what = "A select takes a row of its own";
                return Err(Refusal::invalid(path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", what));
            }
            Ok(row)
        });
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        Ok(Self { rows, json: numbered(list) })
    }

    /// As Discord writes them.
    pub(crate) fn json(&self) -> Value {
        Value::Array(self.json.clone())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Every button, row by row.
    pub fn buttons(&self) -> impl Iterator<Item = &Button> {
        self.rows.iter().flatten().filter_map(|component| match component {
            Component::Button(button) => Some(button),
            Component::Select(_) => None,
        })
    }

    /// Every list, row by row.
    pub fn selects(&self) -> impl Iterator<Item = &Select> {
        self.rows.iter().flatten().filter_map(|component| match component {
            Component::Select(select) => Some(select),
            Component::Button(_) => None,
        })
    }
}

impl Component {
    fn read(value: &Value, path: &str, ids: &mut BTreeSet<String>) -> Result<Self, Refusal> {
        let fields = value.as_object().ok_or_else(|| {
            Refusal::invalid(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used.")
        })?;
        match fields.get("type").and_then(Value::as_u64) {
            Some(BUTTON) => Button::read(fields, path, ids).map(Self::Button),
            Some(SELECT) => Select::read(fields, path, ids).map(Self::Select),
            _ => Err(Refusal::choice(format_args!("{path}.type"), "2, 3, 5, 6, 7, 8")),
        }
    }
}

impl Button {
    fn read(
        fields: &Map<String, Value>,
        path: &str,
        ids: &mut BTreeSet<String>,
    ) -> Result<Self, Refusal> {
        let label = text(fields, path, "label", (0, LONGEST_LABEL))?.unwrap_or_default();
        if label.trim().is_empty() && fields.get("emoji").is_none_or(Value::is_null) {
            let what = "A button needs a label or an emoji";
            return Err(Refusal::invalid(path, "BUTTON_COMPONENT_INVALID_LABEL", what));
        }
        let url = text(fields, path, "url", (1, 512))?;
        let style = fields.get("style").and_then(Value::as_u64);
        let action = match (style, url) {
            (Some(LINK), Some(url)) => {
                let known = ["https://", "http://", "discord://"];
                if !known.iter().any(|scheme| url.starts_with(scheme)) {
                    let what = "Scheme must be one of ('http', 'https', 'discord').";
                    return Err(Refusal::invalid(
                        format_args!("{path}.url"),
                        "URL_TYPE_INVALID_SCHEME",
                        what,
                    ));
                }
                if fields.contains_key("custom_id") {
                    let what = "A custom id and url cannot both be specified";
                    return Err(Refusal::invalid(
                        path,
                        "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                        what,
                    ));
                }
                Action::Link(url)
            }
            (Some(LINK), None) => return Err(Refusal::required(format_args!("{path}.url"))),
            (Some(1..=4), None) => Action::Press(custom_id(fields, path, ids)?),
            (Some(1..=4), Some(_)) => {
                let what = "A custom id and url cannot both be specified";
                return Err(Refusal::invalid(
                    path,
                    "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                    what,
                ));
            }
            _ => return Err(Refusal::choice(format_args!("{path}.style"), "1, 2, 3, 4, 5, 6")),
        };
        Ok(Self { label, action, state: enabled(fields) })
    }
}

impl Select {
    fn read(
        fields: &Map<String, Value>,
        path: &str,
        ids: &mut BTreeSet<String>,
    ) -> Result<Self, Refusal> {
        let custom_id = custom_id(fields, path, ids)?;
        let placeholder =
            text(fields, path, "placeholder", (0, LONGEST_PLACEHOLDER))?.unwrap_or_default();
        let at = format!("{path}.options");
        let list = fields.get("options").unwrap_or(&Value::Null);
        let list = array(list, &at)?;
        if !(1..=MOST_OPTIONS).contains(&list.len()) {
            return Err(Refusal::length(at, 1, MOST_OPTIONS));
        }
        let mut values = BTreeSet::new();
        let mut options = Vec::new();
        for (index, option) in list.iter().enumerate() {
            let path = format!("{at}.{index}");
            let option = Choice::read(option, &path)?;
            if !values.insert(option.value.clone()) {
                let what = "The specified option value is already used";
                return Err(Refusal::invalid(
                    path + ".value",
                    "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                    what,
                ));
            }
            options.push(option);
        }
        let number = |name: &str, otherwise: u64| {
            fields.get(name).and_then(Value::as_u64).unwrap_or(otherwise)
        };
        let (least, most) = (number("min_values", 1), number("max_values", 1));
        // Neither is larger than 25 below.
        let amount = (usize::try_from(least).unwrap_or(99), usize::try_from(most).unwrap_or(99));
        if amount.0 > MOST_OPTIONS
            || !(1..=options.len()).contains(&amount.1)
            || amount.0 > amount.1
        {
            let what =
                format_args!("min_values {least} and max_values {most} don't fit the options");
            return Err(Refusal::invalid(format_args!("{path}.max_values"), "BASE_TYPE_MAX", what));
        }
        if options.iter().filter(|option| option.chosen).count() > amount.1 {
            let what = "Number of default options exceeds max_values";
            return Err(Refusal::invalid(at, "SELECT_COMPONENT_TOO_MANY_DEFAULT", what));
        }
        Ok(Self { custom_id, placeholder, options, amount, state: enabled(fields) })
    }
}

impl Choice {
    fn read(value: &Value, path: &str) -> Result<Self, Refusal> {
        let empty = Map::new();
        let fields = value.as_object().unwrap_or(&empty);
        let needed = |name| {
            text(fields, path, name, (1, LONGEST_OPTION))?
                .ok_or_else(|| Refusal::required(format_args!("{path}.{name}")))
        };
        text(fields, path, "description", (0, LONGEST_OPTION))?;
        let chosen = fields.get("default").and_then(Value::as_bool).unwrap_or_default();
        Ok(Self { label: needed("label")?, value: needed("value")?, chosen })
    }
}

/// The list at that path.
pub(crate) fn array<'a>(value: &'a Value, path: &str) -> Result<&'a [Value], Refusal> {
    match value {
        Value::Array(list) => Ok(list),
        Value::Null => Ok(&[]),
        _ => Err(Refusal::invalid(
            path,
            "LIST_TYPE_CONVERT",
            "Only iterables may be used in a ListType.",
        )),
    }
}

/// A text whose length is within these bounds; nothing where there is none.
pub(crate) fn text(
    fields: &Map<String, Value>,
    path: &str,
    name: &str,
    (least, most): (usize, usize),
) -> Result<Option<String>, Refusal> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => {
            if !(least..=most).contains(&text.chars().count()) {
                return Err(Refusal::length(join(path, name), least, most));
            }
            Ok(Some(text.clone()))
        }
        Some(_) => {
            let what = "Could not interpret as string.";
            Err(Refusal::invalid(join(path, name), "STRING_TYPE_CONVERT", what))
        }
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

pub(crate) fn custom_id(
    fields: &Map<String, Value>,
    path: &str,
    ids: &mut BTreeSet<String>,
) -> Result<String, Refusal> {
    let id = text(fields, path, "custom_id", (1, LONGEST_ID))?;
    let id = id.ok_or_else(|| Refusal::required(format_args!("{path}.custom_id")))?;
    if !ids.insert(id.clone()) {
        let what = "Component custom id cannot be duplicated";
        let path = format!("{path}.custom_id");
        return Err(Refusal::invalid(path, "COMPONENT_CUSTOM_ID_DUPLICATED", what));
    }
    Ok(id)
}

fn enabled(fields: &Map<String, Value>) -> Enabled {
    match fields.get("disabled").and_then(Value::as_bool) {
        Some(true) => Enabled::No,
        _ => Enabled::Yes,
    }
}

/// The rows with the numbers that Discord gives their components.
fn numbered(list: &[Value]) -> Vec<Value> {
    let mut next = 0;
    let mut number = || {
        next += 1;
        json!(next)
    };
    let mut rows = list.to_vec();
    for row in &mut rows {
        row["id"] = number();
        for component in row["components"].as_array_mut().into_iter().flatten() {
            component["id"] = number();
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: Value) -> Result<Rows, String> {
        Rows::read(&rows).map_err(|refusal| refusal.field.expect("a field").0)
    }

    fn one(component: Value) -> Result<Rows, String> {
        rows(json!([{"type": 1, "components": [component]}]))
    }

    fn button(id: &str) -> Value {
        json!({"type": 2, "style": 1, "label": "Under the heel", "custom_id": id})
    }

    fn select(options: usize, most: usize) -> Value {
        let option = |n| json!({"label": format!("o{n}"), "value": format!("v{n}")});
        let options: Vec<_> = (0..options).map(option).collect();
        json!({"type": 3, "custom_id": "s", "options": options, "max_values": most})
    }

    #[test]
    fn five_rows_of_five_buttons_are_the_most() {
        let row = |row: usize, width: usize| {
            let buttons: Vec<_> = (0..width).map(|at| button(&format!("{row}.{at}"))).collect();
            json!({"type": 1, "components": buttons})
        };
        let many = |height, width| rows((0..height).map(|at| row(at, width)).collect());
        assert_eq!(many(5, 5).unwrap().buttons().count(), 25);
        assert_eq!(many(6, 1).unwrap_err(), "components");
        assert_eq!(many(1, 6).unwrap_err(), "components.0.components");
        assert_eq!(many(1, 0).unwrap_err(), "components.0.components");
    }

    #[test]
    fn what_a_button_is_called_is_short_there_and_its_own() {
        let at = "components.0.components.0.custom_id";
        assert!(one(button(&"é".repeat(100))).is_ok());
        assert_eq!(one(button(&"é".repeat(101))).unwrap_err(), at);
        assert_eq!(one(button("")).unwrap_err(), at);
        let twice = rows(json!([{"type": 1, "components": [button("a"), button("a")]}]));
        assert_eq!(twice.unwrap_err(), "components.0.components.1.custom_id");
    }

    #[test]
    fn a_label_is_there_and_at_most_eighty_long() {
        let mut long = button("a");
        long["label"] = json!("x".repeat(80));
        assert!(one(long.clone()).is_ok());
        long["label"] = json!("x".repeat(81));
        assert_eq!(one(long.clone()).unwrap_err(), "components.0.components.0.label");
        long["label"] = json!(" ");
        assert_eq!(one(long).unwrap_err(), "components.0.components.0");
    }

    #[test]
    fn a_link_has_an_address_and_no_name() {
        let link = |url| json!({"type": 2, "style": 5, "label": "Read", "url": url});
        assert!(one(link("https://example.org")).is_ok());
        assert_eq!(one(link("ftp://x")).unwrap_err(), "components.0.components.0.url");
        let mut both = link("https://example.org");
        both["custom_id"] = json!("a");
        assert_eq!(one(both).unwrap_err(), "components.0.components.0");
    }

    #[test]
    fn a_list_has_25_options_at_most_and_its_bounds_fit_them() {
        assert!(one(select(25, 25)).is_ok());
        assert_eq!(one(select(26, 1)).unwrap_err(), "components.0.components.0.options");
        assert_eq!(one(select(0, 1)).unwrap_err(), "components.0.components.0.options");
        assert_eq!(one(select(2, 3)).unwrap_err(), "components.0.components.0.max_values");
        let beside = rows(json!([{"type": 1, "components": [select(2, 1), button("a")]}]));
        assert_eq!(beside.unwrap_err(), "components.0");
        let mut twice = select(2, 1);
        twice["options"][1]["value"] = json!("v0");
        assert_eq!(one(twice).unwrap_err(), "components.0.components.0.options.1.value");
    }
}

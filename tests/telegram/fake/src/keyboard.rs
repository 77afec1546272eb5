//! Inline keyboards: read from `reply_markup`, and checked as Telegram checks them.

use serde_json::{Value, json};

use crate::refusal::Refusal;

/// Buttons below a message, in rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keyboard {
    /// The rows from above.
    pub rows: Vec<Vec<Button>>,
}

/// A button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What it says.
    pub label: String,
    /// What it does.
    pub action: Action,
}

/// What a press of a button does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Sends this to the bot.
    Callback(String),
    /// Opens this.
    Url(String),
}

const MOST_BUTTONS: usize = 100;
const MOST_IN_A_ROW: usize = 8;

impl Keyboard {
    /// Reads `reply_markup`; nothing where there is none.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(markup: Option<&Value>) -> Result<Self, Refusal> {
        let Some(markup) = markup else { return Ok(Self::default()) };
        let invalid = |what: &str| {
            Refusal::mistake(format_args!("can't parse reply keyboard markup JSON object: {what}"))
        };
        let object = markup.as_object().ok_or_else(|| invalid("object expected"))?;
        if object.keys().any(|key| key != "inline_keyboard") {
            return Err(invalid("only inline keyboards are known here"));
        }
        let rows = object.get("inline_keyboard").and_then(Value::as_array);
        let rows =
            rows.ok_or_else(|| invalid("field \"inline_keyboard\" must be of type Array"))?;
        let row = |row: &Value| {
            let buttons = row
                .as_array()
                .ok_or_else(|| invalid("expected an Array of Arrays of InlineKeyboardButton"))?;
            if buttons.len() > MOST_IN_A_ROW {
                return Err(Refusal::mistake("reply markup has too many buttons in a row"));
            }
            buttons.iter().map(Button::read).collect::<Result<Vec<_>, _>>()
        };
        let rows = rows.iter().map(row).collect::<Result<Vec<_>, _>>()?;
        if rows.iter().map(Vec::len).sum::<usize>() > MOST_BUTTONS {
            return Err(Refusal::mistake("reply markup is too long"));
        }
        Ok(Self { rows: rows.into_iter().filter(|row| !row.is_empty()).collect() })
    }

    /// Whether there is no button.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Every button, row by row.
    pub fn buttons(&self) -> impl Iterator<Item = &Button> {
        self.rows.iter().flatten()
    }

    /// As the Bot API writes it.
    pub fn json(&self) -> Value {
        let button = |button: &Button| match &button.action {
            Action::Callback(data) => json!({"text": button.label, "callback_data": data}),
            Action::Url(url) => json!({"text": button.label, "url": url}),
        };
        let rows: Vec<Vec<_>> =
            self.rows.iter().map(|row| row.iter().map(button).collect()).collect();
        json!({"inline_keyboard": rows})
    }
}

impl Button {
    fn read(button: &Value) -> Result<Self, Refusal> {
        let unread = |what: &str| {
            Refusal::mistake(format_args!("can't parse inline keyboard button: {what}"))
        };
        let object = button.as_object().ok_or_else(|| unread("object expected"))?;
        let text = |name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
        let label = text("text").ok_or_else(|| unread("field \"text\" must be of type String"))?;
        if label.trim().is_empty() {
            return Err(Refusal::mistake("inline keyboard button text must be non-empty"));
        }
        if let Some(unknown) =
            object.keys().find(|key| !["text", "callback_data", "url"].contains(&key.as_str()))
        {
            return Err(unread(&format!("no field \"{unknown}\" is known here")));
        }
        let action = match (text("callback_data"), text("url")) {
            (Some(data), None) if (1..=64).contains(&data.len()) => Action::Callback(data),
            (Some(_), None) => return Err(Refusal::mistake("BUTTON_DATA_INVALID")),
            (None, Some(url)) if is_link(&url) => Action::Url(url),
            (None, Some(url)) => {
                return Err(Refusal::mistake(format_args!(
                    "inline keyboard button URL '{url}' is invalid: Unsupported URL protocol"
                )));
            }
            _ => {
                return Err(Refusal::mistake("text buttons are unallowed in the inline keyboard"));
            }
        };
        Ok(Self { label, action })
    }
}

fn is_link(url: &str) -> bool {
    ["https://", "http://", "tg://"].iter().any(|scheme| url.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(button: Value) -> Result<Keyboard, Refusal> {
        Keyboard::read(Some(&json!({"inline_keyboard": [[button]]})))
    }

    #[test]
    fn data_is_counted_in_bytes() {
        assert!(one(json!({"text": "a", "callback_data": "é".repeat(32)})).is_ok());
        let refused = one(json!({"text": "a", "callback_data": "é".repeat(33)})).unwrap_err();
        assert_eq!(refused.description, "Bad Request: BUTTON_DATA_INVALID");
        assert!(one(json!({"text": "a", "callback_data": ""})).is_err());
    }

    #[test]
    fn a_button_has_a_label_and_does_one_thing() {
        assert!(one(json!({"text": " ", "callback_data": "x"})).is_err());
        assert!(one(json!({"text": "a"})).is_err());
        assert!(one(json!({"text": "a", "url": "ftp://x"})).is_err());
        assert!(one(json!({"text": "a", "url": "https://t.me/x?start=check"})).is_ok());
        assert!(one(json!({"text": "a", "callback_data": "x", "colour": 1})).is_err());
    }
}

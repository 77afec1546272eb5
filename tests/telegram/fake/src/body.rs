//! A call's fields, from a query, a form, JSON or multipart, checked against the
//! method's table.

use std::collections::BTreeMap;

use axum::{
    body::{Body, to_bytes},
    extract::{FromRequest, Multipart},
    http::{Request, header::CONTENT_TYPE},
};
use serde_json::Value;

use crate::{
    methods::{Kind, Method, Presence},
    refusal::Refusal,
};

/// The longest body that is read, in bytes.
const LONGEST: usize = 64 << 20;

/// What came with a call before it is checked.
#[derive(Debug, Default)]
pub struct Raw {
    values: BTreeMap<String, Value>,
    files: BTreeMap<String, (String, Vec<u8>)>,
}

/// The checked fields of a call.
#[derive(Debug, Default)]
pub struct Fields {
    values: BTreeMap<&'static str, Value>,
    files: BTreeMap<&'static str, (String, Vec<u8>)>,
}

impl Raw {
    /// Reads a request to its end.
    ///
    /// # Errors
    /// The body is not what it says it is.
    pub async fn read(request: Request<Body>) -> Result<Self, Refusal> {
        let mut raw = Self::default();
        if let Some(query) = request.uri().query() {
            raw.values.extend(form(query));
        }
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.unwrap_or_default().to_ascii_lowercase();
        if kind.starts_with("multipart/form-data") {
            raw.read_multipart(request).await?;
            return Ok(raw);
        }
        let unread = |_| Refusal::mistake("the body can't be read");
        let bytes = to_bytes(request.into_body(), LONGEST).await.map_err(unread)?;
        if bytes.is_empty() {
            return Ok(raw);
        }
        if kind.starts_with("application/json") {
            let object = serde_json::from_slice(&bytes)
                .map_err(|_| Refusal::mistake("can't parse JSON object"))?;
            let Value::Object(object) = object else {
                return Err(Refusal::mistake("can't parse JSON object"));
            };
            raw.values.extend(object.into_iter().filter(|(_, value)| !value.is_null()));
        } else if kind.starts_with("application/x-www-form-urlencoded") {
            let text = std::str::from_utf8(&bytes)
                .map_err(|_| Refusal::mistake("strings must be encoded in UTF-8"))?;
            raw.values.extend(form(text));
        } else {
            return Err(Refusal::mistake(format_args!("content type {kind:?} is not known")));
        }
        Ok(raw)
    }

    async fn read_multipart(&mut self, request: Request<Body>) -> Result<(), Refusal> {
        let unread = |what: &dyn std::fmt::Display| {
            Refusal::mistake(format_args!("can't read the multipart body: {what}"))
        };
        let mut parts =
            Multipart::from_request(request, &()).await.map_err(|error| unread(&error))?;
        while let Some(part) = parts.next_field().await.map_err(|error| unread(&error))? {
            let name = part.name().unwrap_or_default().to_owned();
            let file = part.file_name().map(str::to_owned);
            let content = part.bytes().await.map_err(|error| unread(&error))?.to_vec();
            if let Some(file) = file {
                self.files.insert(name, (file, content));
            } else {
                let text = String::from_utf8(content)
                    .map_err(|_| Refusal::mistake("strings must be encoded in UTF-8"))?;
                self.values.insert(name, Value::from(text));
            }
        }
        Ok(())
    }

    /// Checks each field against the method's table.
    ///
    /// # Errors
    /// A field that the method doesn't have, lacks, or can't read.
    pub fn check(mut self, method: &'static Method) -> Result<Fields, Refusal> {
        let mut fields = Fields::default();
        for (name, value) in std::mem::take(&mut self.values) {
            let Some((name, kind, _)) = method.field(&name) else {
                return Err(Refusal::mistake(format_args!(
                    "{} has no field \"{name}\"",
                    method.name
                )));
            };
            if kind == Kind::File {
                fields.files.insert(name, self.attached(&value)?);
            } else {
                let value = typed(kind, value).ok_or_else(|| {
                    Refusal::mistake(format_args!("field \"{name}\" must be a {kind:?}"))
                })?;
                fields.values.insert(name, value);
            }
        }
        for (name, file) in self.files {
            match method.field(&name) {
                Some((name, Kind::File, _)) => fields.files.insert(name, file),
                _ => {
                    return Err(Refusal::mistake(format_args!(
                        "{} takes no file \"{name}\"",
                        method.name
                    )));
                }
            };
        }
        for (name, kind, presence) in method.fields {
            let there = match kind {
                Kind::File => fields.files.contains_key(name),
                _ => fields.values.contains_key(name),
            };
            if *presence == Presence::Required && !there {
                return Err(match *name {
                    "text" => Refusal::mistake("message text is empty"),
                    "chat_id" => Refusal::mistake("chat_id is empty"),
                    _ => Refusal::mistake(format_args!("field \"{name}\" is missing")),
                });
            }
        }
        Ok(fields)
    }

    /// The part that `attach://name` names.
    fn attached(&mut self, value: &Value) -> Result<(String, Vec<u8>), Refusal> {
        let name = value.as_str().and_then(|text| text.strip_prefix("attach://"));
        name.and_then(|name| self.files.remove(name))
            .ok_or_else(|| Refusal::mistake("wrong remote file identifier specified"))
    }
}

impl Fields {
    /// A whole number.
    pub fn integer(&self, name: &str) -> Option<i64> {
        self.values.get(name).and_then(Value::as_i64)
    }

    /// A text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).and_then(Value::as_str)
    }

    /// An object or a list.
    pub fn json(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// Whether it is there and true.
    pub fn is_set(&self, name: &str) -> bool {
        self.values.get(name).is_some_and(|value| value == &Value::from(true))
    }

    /// A file's name and content.
    pub fn file(&self, name: &str) -> Option<&(String, Vec<u8>)> {
        self.files.get(name)
    }

    /// The chat that the call is about.
    ///
    /// # Errors
    /// It names none.
    pub fn chat(&self) -> Result<i64, Refusal> {
        match self.values.get("chat_id") {
            None => Err(Refusal::mistake("chat_id is empty")),
            Some(chat) => chat.as_i64().ok_or_else(|| Refusal::bad_request("chat not found")),
        }
    }
}

/// The value as the kind has it; forms and multipart carry everything as text.
fn typed(kind: Kind, value: Value) -> Option<Value> {
    let text = value.as_str();
    match kind {
        Kind::Text => text.is_some().then_some(value),
        Kind::Integer => match text {
            Some(text) => text.parse::<i64>().ok().map(Value::from),
            None => value.is_i64().then_some(value),
        },
        Kind::Boolean => match text {
            Some(text) => Some(Value::from(["true", "True", "1"].contains(&text))),
            None => value.is_boolean().then_some(value),
        },
        Kind::Chat => match text {
            Some(text) => match text.parse::<i64>() {
                Ok(id) => Some(Value::from(id)),
                Err(_) => text.starts_with('@').then_some(value),
            },
            None => value.is_i64().then_some(value),
        },
        Kind::Json => match text {
            Some(text) => serde_json::from_str(text).ok(),
            None => (value.is_object() || value.is_array()).then_some(value),
        },
        Kind::File => None,
    }
}

fn form(text: &str) -> impl Iterator<Item = (String, Value)> + '_ {
    text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (percent_decoded(name), Value::from(percent_decoded(value)))
    })
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let hex = text.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (byte, hex) {
            (b'%', Some(value)) => {
                decoded.push(value);
                at += 2;
            }
            (b'+', _) => decoded.push(b' '),
            _ => decoded.push(*byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use axum::http::Method as Verb;

    use super::*;

    async fn checked(kind: &str, body: &str) -> Result<Fields, Refusal> {
        let request = Request::builder()
            .method(Verb::POST)
            .uri("/")
            .header(CONTENT_TYPE, kind)
            .body(Body::from(body.to_owned()))
            .unwrap();
        let method = Method::named("SENDMESSAGE").expect("any case will do");
        Raw::read(request).await?.check(method)
    }

    #[tokio::test]
    async fn the_same_call_in_three_forms() {
        let multipart = "--x\r\ncontent-disposition: form-data; name=\"chat_id\"\r\n\r\n7\r\n\
             --x\r\ncontent-disposition: form-data; name=\"text\"\r\n\r\nhi & bye\r\n--x--\r\n";
        for (kind, body) in [
            ("application/json", r#"{"chat_id": 7, "text": "hi & bye", "parse_mode": null}"#),
            ("application/x-www-form-urlencoded", "chat_id=7&text=hi+%26%20bye"),
            ("multipart/form-data; boundary=x", multipart),
        ] {
            let fields = checked(kind, body).await.expect(kind);
            assert_eq!(fields.chat(), Ok(7), "{kind}");
            assert_eq!(fields.text("text"), Some("hi & bye"), "{kind}");
        }
    }

    #[tokio::test]
    async fn unknown_missing_and_mistyped_fields_are_refused() {
        for (body, told) in [
            (r#"{"chat_id": 7, "text": "x", "colour": 1}"#, "sendMessage has no field \"colour\""),
            (r#"{"chat_id": 7}"#, "message text is empty"),
            (r#"{"text": "x"}"#, "chat_id is empty"),
            (r#"{"chat_id": 7, "text": 5}"#, "field \"text\" must be a Text"),
            ("[]", "can't parse JSON object"),
        ] {
            let refused = checked("application/json", body).await.unwrap_err();
            assert_eq!(refused.description, format!("Bad Request: {told}"));
        }
    }
}

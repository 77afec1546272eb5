//! What is in a message: read from the body of a call, and checked as Discord
//! checks it.

use serde_json::{Map, Value, json};

use crate::{
    component::{Rows, array, text},
    id::Id,
    refusal::Refusal,
};

const LONGEST: usize = 2_000;
const MOST_EMBEDS: usize = 10;
const LONGEST_EMBEDS: usize = 6_000;
const MOST_FIELDS: usize = 25;
const MOST_FILES: usize = 10;
const LONGEST_NONCE: usize = 25;

/// Only the person who used the bot sees it.
pub(crate) const EPHEMERAL: u64 = 1 << 6;
/// Links are not unfolded.
pub(crate) const SUPPRESS_EMBEDS: u64 = 1 << 2;
/// Nobody is told by a sound.
const SUPPRESS_NOTIFICATIONS: u64 = 1 << 12;

/// What a message holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Content {
    /// The text.
    pub text: String,
    /// The embeds, as they were sent.
    pub embeds: Vec<Value>,
    /// The buttons and lists.
    pub rows: Rows,
    /// The files.
    pub files: Vec<File>,
    /// Whom it may mention.
    pub mentions: Mentions,
    pub(crate) flags: u64,
}

/// A file of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Whom a message may mention.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Mentions {
    /// Nothing was said: whoever is named, everyone too.
    #[default]
    Unsaid,
    /// Kinds, and these roles and people.
    Said {
        /// `users`, `roles`, `everyone`: all of a kind.
        parse: Vec<String>,
        /// These roles.
        roles: Vec<Id>,
        /// These people.
        users: Vec<Id>,
    },
}

/// What a call says of a message: of what it leaves out, nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub text: Option<String>,
    pub embeds: Option<Vec<Value>>,
    pub rows: Option<Rows>,
    pub files: Option<Vec<File>>,
    pub mentions: Option<Mentions>,
    pub flags: Option<u64>,
    pub nonce: Option<Nonce>,
}

/// What keeps a message from being sent twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Nonce {
    pub value: Value,
    pub enforced: bool,
}

impl Draft {
    /// Reads the body of a call.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(body: &Value, files: Vec<File>) -> Result<Self, Refusal> {
        let fields = body.as_object().ok_or_else(Refusal::not_json)?;
        let content = match fields.get("content") {
            Some(Value::Null) => Some(String::new()),
            _ => text(fields, "", "content", (0, LONGEST))?,
        };
        let rows = fields.get("components").map(Rows::read).transpose()?;
        let embeds = fields.get("embeds").map(read_embeds).transpose()?;
        let mentions = match fields.get("allowed_mentions") {
            None | Some(Value::Null) => None,
            Some(mentions) => Some(Mentions::read(mentions)?),
        };
        let allowed = EPHEMERAL | SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS;
        let flags = fields.get("flags").and_then(Value::as_u64);
        if flags.is_some_and(|flags| flags & !allowed != 0) {
            return Err(Refusal::choice("flags", "4, 64, 4096"));
        }
        if files.len() > MOST_FILES {
            return Err(Refusal::length("attachments", 0, MOST_FILES));
        }
        let listed = fields.get("attachments");
        if let Some(listed) = listed.filter(|_| !files.is_empty()) {
            let listed = array(listed, "attachments")?;
            if listed.len() != files.len() {
                let what = "Every file is to be listed, and only what is sent";
                return Err(Refusal::invalid("attachments", "ATTACHMENT_NOT_FOUND", what));
            }
        }
        // A list without files drops those there are.
        let files = (listed.is_some() || !files.is_empty()).then_some(files);
        let nonce = Nonce::read(fields)?;
        Ok(Self { text: content, embeds, rows, files, mentions, flags, nonce })
    }

    /// The new message.
    ///
    /// # Errors
    /// There is nothing in it.
    pub fn created(self) -> Result<Content, Refusal> {
        self.applied(&Content::default())
    }

    /// What becomes of a message.
    ///
    /// # Errors
    /// Nothing would be left in it.
    pub fn applied(self, old: &Content) -> Result<Content, Refusal> {
        let old = old.clone();
        let new = Content {
            text: self.text.unwrap_or(old.text),
            embeds: self.embeds.unwrap_or(old.embeds),
            rows: self.rows.unwrap_or(old.rows),
            files: self.files.unwrap_or(old.files),
            mentions: self.mentions.unwrap_or_default(),
            flags: self.flags.unwrap_or(old.flags),
        };
        let nothing = new.text.trim().is_empty() && new.embeds.is_empty() && new.files.is_empty();
        if nothing && new.rows.is_empty() { Err(Refusal::empty_message()) } else { Ok(new) }
    }
}

impl Nonce {
    fn read(fields: &Map<String, Value>) -> Result<Option<Self>, Refusal> {
        let enforced = fields.get("enforce_nonce").and_then(Value::as_bool).unwrap_or_default();
        let value = match fields.get("nonce") {
            None | Some(Value::Null) if enforced => return Err(Refusal::required("nonce")),
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(nonce)) if nonce.chars().count() > LONGEST_NONCE => {
                return Err(Refusal::length("nonce", 0, LONGEST_NONCE));
            }
            Some(value @ (Value::String(_) | Value::Number(_))) => value.clone(),
            Some(_) => {
                return Err(Refusal::invalid("nonce", "NONCE_TYPE", "An integer or string."));
            }
        };
        Ok(Some(Self { value, enforced }))
    }
}

impl Mentions {
    fn read(value: &Value) -> Result<Self, Refusal> {
        let list = |name: &str| {
            let path = format!("allowed_mentions.{name}");
            array(&value[name], &path).map(<[Value]>::to_vec)
        };
        let ids = |name| -> Result<Vec<Id>, Refusal> {
            Ok(list(name)?.iter().filter_map(Id::read).collect())
        };
        let parse: Vec<String> =
            list("parse")?.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        let (roles, users) = (ids("roles")?, ids("users")?);
        if parse.iter().any(|kind| !["users", "roles", "everyone"].contains(&kind.as_str())) {
            return Err(Refusal::choice(
                "allowed_mentions.parse.0",
                "'users', 'roles', 'everyone'",
            ));
        }
        let both = |kind: &str, ids: &[Id]| !ids.is_empty() && parse.iter().any(|it| it == kind);
        if both("roles", &roles) || both("users", &users) {
            let what = "parse and the list of ids are mutually exclusive";
            return Err(Refusal::invalid(
                "allowed_mentions",
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                what,
            ));
        }
        Ok(Self::Said { parse, roles, users })
    }

    /// Whether everyone may be mentioned.
    pub(crate) fn everyone(&self) -> bool {
        match self {
            Self::Unsaid => true,
            Self::Said { parse, .. } => parse.iter().any(|kind| kind == "everyone"),
        }
    }

    /// Whether that role may be mentioned.
    pub(crate) fn role(&self, id: Id) -> bool {
        match self {
            Self::Unsaid => true,
            Self::Said { parse, roles, .. } => {
                roles.contains(&id) || parse.iter().any(|kind| kind == "roles")
            }
        }
    }
}

impl Content {
    /// Everything to be read: the text, and that of the embeds.
    pub(crate) fn words(&self) -> String {
        let mut all = vec![self.text.as_str()];
        for embed in &self.embeds {
            all.extend(
                [&embed["author"]["name"], &embed["title"], &embed["description"]]
                    .map(|part| part.as_str().unwrap_or_default()),
            );
            for field in embed["fields"].as_array().into_iter().flatten() {
                all.extend(
                    [&field["name"], &field["value"]].map(|part| part.as_str().unwrap_or_default()),
                );
            }
            all.push(embed["footer"]["text"].as_str().unwrap_or_default());
        }
        all.retain(|part| !part.is_empty());
        shown(&all.join("\n"))
    }
}

/// Text as clients show it: without the marks that make it bold, and the backslashes
/// that make others none.
fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => shown.push(letters.next_if(char::is_ascii_punctuation).unwrap_or(letter)),
            '*' if letters.next_if_eq(&'*').is_some() => {}
            letter => shown.push(letter),
        }
    }
    shown
}

/// The embeds of a message.
fn read_embeds(value: &Value) -> Result<Vec<Value>, Refusal> {
    let list = array(value, "embeds")?;
    if list.len() > MOST_EMBEDS {
        return Err(Refusal::length("embeds", 0, MOST_EMBEDS));
    }
    let mut total = 0;
    for (at, embed) in list.iter().enumerate() {
        total += embed_length(embed, &format!("embeds.{at}"))?;
    }
    if total > LONGEST_EMBEDS {
        let what = format_args!("Embed size exceeds maximum size of {LONGEST_EMBEDS}");
        return Err(Refusal::invalid("embeds", "MAX_EMBED_SIZE_EXCEEDED", what));
    }
    Ok(list.to_vec())
}

/// How much of the limit over all embeds one takes.
fn embed_length(embed: &Value, path: &str) -> Result<usize, Refusal> {
    let mut total = 0;
    let mut part = |of: &Value, path: &str, name: &str, least, most| {
        let empty = Map::new();
        let found = text(of.as_object().unwrap_or(&empty), path, name, (least, most))?;
        total += found.as_deref().map_or(0, |text| text.chars().count());
        Ok::<_, Refusal>(found)
    };
    part(embed, path, "title", 0, 256)?;
    part(embed, path, "description", 0, 4_096)?;
    part(&embed["footer"], &format!("{path}.footer"), "text", 0, 2_048)?;
    part(&embed["author"], &format!("{path}.author"), "name", 0, 256)?;
    let fields = array(&embed["fields"], &format!("{path}.fields"))?;
    if fields.len() > MOST_FIELDS {
        return Err(Refusal::length(format_args!("{path}.fields"), 0, MOST_FIELDS));
    }
    for (at, field) in fields.iter().enumerate() {
        let path = format!("{path}.fields.{at}");
        for (name, most) in [("name", 256), ("value", 1_024)] {
            if part(field, &path, name, 1, most)?.is_none() {
                return Err(Refusal::required(format_args!("{path}.{name}")));
            }
        }
    }
    Ok(total)
}

/// A file, as a message tells of it.
pub(crate) fn attachment(id: Id, file: &File) -> Value {
    json!({
        "id": id, "filename": file.name, "size": file.bytes.len(),
        "url": format!("https://cdn.discordapp.com/attachments/{id}/{}", file.name),
        "proxy_url": format!("https://media.discordapp.net/attachments/{id}/{}", file.name),
        "content_type": "application/octet-stream",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(body: Value) -> (u32, String) {
        let refusal = match Draft::read(&body, Vec::new()) {
            Ok(draft) => draft.created().expect_err("refused"),
            Err(refusal) => refusal,
        };
        (refusal.code, refusal.field.map_or_else(String::new, |field| field.0))
    }

    fn taken(body: Value) -> Content {
        Draft::read(&body, Vec::new()).and_then(Draft::created).unwrap()
    }

    #[test]
    fn a_text_has_two_thousand_characters_at_most_and_is_not_empty() {
        assert_eq!(taken(json!({"content": "🏃".repeat(2_000)})).text.chars().count(), 2_000);
        assert_eq!(refused(json!({"content": "x".repeat(2_001)})), (50_035, "content".to_owned()));
        assert_eq!(refused(json!({"content": " \n"})), (50_006, String::new()));
        assert_eq!(refused(json!({"content": 5})), (50_035, "content".to_owned()));
    }

    #[test]
    fn embeds_have_limits_each_and_together() {
        let embed = |name: &str, long: usize| {
            let mut embed = json!({"title": "t"});
            embed[name] = json!("x".repeat(long));
            json!({"embeds": [embed]})
        };
        taken(embed("description", 4_096));
        assert_eq!(refused(embed("description", 4_097)).1, "embeds.0.description");
        assert_eq!(refused(embed("title", 257)).1, "embeds.0.title");
        let two =
            |long: usize| json!({"embeds": vec![json!({"description": "x".repeat(long)}); 2]});
        taken(two(3_000));
        assert_eq!(refused(two(3_001)).1, "embeds");
        assert_eq!(refused(json!({"embeds": vec![json!({"title": "t"}); 11]})).1, "embeds");
        let field = |field: Value| json!({"embeds": [{"fields": [field]}]});
        assert_eq!(refused(field(json!({"name": "n", "value": ""}))).1, "embeds.0.fields.0.value");
        assert_eq!(refused(field(json!({"value": "v"}))).1, "embeds.0.fields.0.name");
    }

    #[test]
    fn a_nonce_is_short_and_there_where_it_is_enforced() {
        let nonce = |nonce: &str| json!({"content": "x", "nonce": nonce, "enforce_nonce": true});
        taken(nonce(&"n".repeat(25)));
        assert_eq!(refused(nonce(&"n".repeat(26))).1, "nonce");
        assert_eq!(refused(json!({"content": "x", "enforce_nonce": true})).1, "nonce");
    }

    #[test]
    fn whom_a_message_mentions_is_said_in_one_way() {
        let mentions = |mentions: Value| json!({"content": "x", "allowed_mentions": mentions});
        let said = taken(mentions(json!({"parse": [], "roles": ["7"]}))).mentions;
        assert!(said.role(Id(7)) && !said.role(Id(8)) && !said.everyone());
        assert!(taken(json!({"content": "x"})).mentions.everyone());
        assert_eq!(
            refused(mentions(json!({"parse": ["roles"], "roles": ["7"]}))).1,
            "allowed_mentions"
        );
        assert_eq!(refused(mentions(json!({"parse": ["all"]}))).1, "allowed_mentions.parse.0");
    }

    #[test]
    fn people_see_what_marks_mean_and_not_the_marks() {
        let body =
            json!({"content": "**Where?** \\*here\\* 1\\. a\\\\b", "embeds": [{"title": "t"}]});
        assert_eq!(taken(body).words(), "Where? *here* 1. a\\b\nt");
    }

    #[test]
    fn flags_that_are_not_for_bots_are_refused() {
        assert_eq!(taken(json!({"content": "x", "flags": 64})).flags, 64);
        assert_eq!(refused(json!({"content": "x", "flags": 1})).1, "flags");
    }
}

//! A screen as Discord shows it: text with its marks, and components. Pure.
//!
//! Whatever a block holds is text: what Discord would take for a mark is escaped.
//! Text that has grown too long for a message by that goes into an embed, which
//! holds twice as much.

use bot_core::{
    event::PlatformId,
    message::{Block, Choice, Field, Mark, Progress, Screen, Tag},
};
use serde_json::{Value, json};

/// The longest text of a message, in characters.
const CONTENT: usize = 2000;
/// Of these, what blocks are split to. Escaped it is at most twice as long, and fits an
/// embed's 4,096.
pub const TEXT: usize = 1900;
/// The most rows of components.
const ROWS: usize = 5;
/// The most buttons in a row.
const BUTTONS: usize = 5;
/// The most options of a list.
const OPTIONS: usize = 25;
/// The longest label of a button.
const LABEL: usize = 80;
/// The longest title of a window, and label of a field.
const TITLE: usize = 45;
/// The longest text in a field.
const FIELD: usize = 4000;

/// Links show no preview.
const SUPPRESS_EMBEDS: u64 = 1 << 2;

/// The list of which several are picked.
pub const LIST: &str = "list";
/// The list of which one is picked: buttons that had no room.
pub const ONE: &str = "one";
/// The field in a window.
pub const FIELD_INPUT: &str = "text";

/// A message: what is in it, whoever sees it. Everything is named, so that it
/// replaces whatever was there before.
pub fn message(screen: &Screen) -> Value {
    let text = text(screen);
    let role = screen.mention.as_ref().filter(|role| is_id(role));
    // In an embed a mention tells nobody: it stays outside.
    let people: Vec<&PlatformId> =
        screen.people.iter().map(|person| &person.id).filter(|id| is_id(id)).collect();
    let called = people.iter().map(|id| format!("<@{}>", id.as_str()));
    let mentions: Vec<String> =
        role.map(|role| format!("<@&{}>", role.as_str())).into_iter().chain(called).collect();
    let mention = mentions.join(" ");
    let above = if mention.is_empty() { 0 } else { mention.chars().count() + 1 };
    let fits = above + text.chars().count() <= CONTENT;
    let embeds = if fits { json!([]) } else { json!([{ "description": text }]) };
    let content = match (mention.is_empty(), fits) {
        (false, true) => format!("{mention}\n{text}"),
        (false, false) => mention,
        (true, true) => text.clone(),
        (true, false) => String::new(),
    };
    let mut allowed = json!({ "parse": [] });
    if let Some(role) = role {
        allowed["roles"] = json!([role.as_str()]);
    }
    if !people.is_empty() {
        allowed["users"] = people.iter().map(|id| id.as_str()).collect();
    }
    json!({
        "content": content,
        "embeds": embeds,
        "components": components(screen),
        "flags": if fits { SUPPRESS_EMBEDS } else { 0 },
        "allowed_mentions": allowed,
    })
}

/// Whether it is a number of Discord's, which alone may stand in a mark.
fn is_id(id: &PlatformId) -> bool {
    !id.as_str().is_empty() && id.as_str().bytes().all(|byte| byte.is_ascii_digit())
}

/// The window with a field to type in that a button opens.
pub fn window(field: &Field, label: &str) -> Value {
    json!({
        "custom_id": field.to_string(),
        "title": cut(label, TITLE),
        "components": [{ "type": 1, "components": [{
            "type": 4,
            "custom_id": FIELD_INPUT,
            "style": 2,
            "label": cut(label, TITLE),
            "required": true,
            "max_length": FIELD,
        }]}],
    })
}

/// The text of a screen.
fn text(screen: &Screen) -> String {
    let mut parts: Vec<String> = screen.progress.iter().map(progress).collect();
    parts.extend(screen.blocks.iter().map(block));
    parts.join("\n\n")
}

/// In every language the same.
fn progress(progress: &Progress) -> String {
    format!("-# {} / {}", progress.at, progress.of)
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(text) => bold(text),
        Block::Text(text) => escape(text),
        Block::Alert(text) => format!("⚠ {}", bold(text)),
        Block::Bullets(items) => lines(items, "• "),
        Block::Details { title, items } => {
            let title = format!("> {}\n", bold(title));
            title + &lines(items, "> ")
        }
        Block::Tagged { text, tags } => {
            let tags = tags.iter().map(tag);
            std::iter::once(escape(text)).chain(tags).collect::<Vec<_>>().join(" ")
        }
    }
}

/// What is named; whom that would tell is said with the message, and it is nobody.
fn tag(tag: &Tag) -> String {
    let (mark, id) = match tag {
        Tag::Channel(id) => ("#", id),
        Tag::Role(id) => ("@&", id),
    };
    if is_id(id) { format!("<{mark}{}>", id.as_str()) } else { String::new() }
}

/// A blank text has nothing to be bold.
fn bold(text: &str) -> String {
    if text.trim().is_empty() { String::new() } else { format!("**{}**", escape(text.trim())) }
}

fn lines(items: &[String], bullet: &str) -> String {
    items.iter().map(|item| format!("{bullet}{}", escape(item))).collect::<Vec<_>>().join("\n")
}

/// Text that shows as it is. An address is left alone: what is in it is no mark there,
/// and a backslash would become part of it.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    let mut rest = text;
    let mut begins_line = true;
    while let Some(letter) = rest.chars().next() {
        if let Some(length) = address(rest).filter(|_| !escaped.ends_with(char::is_alphanumeric)) {
            escaped.push_str(&rest[..length]);
            rest = &rest[length..];
            begins_line = false;
            continue;
        }
        let marks = match letter {
            '\\' | '*' | '_' | '~' | '`' | '|' | '<' | '>' | '#' | '[' | ']' | '@' => true,
            // Lists, and small print.
            '-' | '+' => begins_line,
            // "1. " would be counted anew.
            '.' => {
                let line = rest_of_line(&escaped);
                !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit())
            }
            _ => false,
        };
        if marks {
            escaped.push('\\');
        }
        escaped.push(letter);
        begins_line = letter == '\n' || (begins_line && letter == ' ');
        rest = &rest[letter.len_utf8()..];
    }
    escaped
}

/// What stands on the last line so far.
fn rest_of_line(text: &str) -> &str {
    text.rsplit('\n').next().unwrap_or_default().trim_start()
}

/// How long the address is that a text begins with.
fn address(text: &str) -> Option<usize> {
    let begins = ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme));
    let ends =
        |letter: char| !(letter.is_ascii_alphanumeric() || "-._~:/?#&'=+%,;!".contains(letter));
    begins.then(|| text.find(ends).unwrap_or(text.len()))
}

/// The components below a screen, answers above controls.
fn components(screen: &Screen) -> Vec<Value> {
    let of = |marks: &[Mark]| -> Vec<&Choice> {
        screen.choices.iter().filter(|choice| marks.contains(&choice.mark)).collect()
    };
    let ticks = of(&[Mark::Open, Mark::Picked]);
    let answers = of(&[Mark::Answers]);
    // The bot is where the person is: there is no other chat to open.
    let controls = of(&[Mark::Control, Mark::Types]);
    let mut rows = Vec::new();
    if !ticks.is_empty() {
        let most = ticks.len().min(OPTIONS);
        rows.push(list(LIST, &ticks, most));
    }
    let room = ROWS - rows.len();
    if answers.len().div_ceil(BUTTONS) + controls.len().div_ceil(BUTTONS) <= room {
        rows.extend(answers.chunks(BUTTONS).map(buttons));
        rows.extend(controls.chunks(BUTTONS).map(buttons));
    } else if answers.len() + controls.len() <= room * BUTTONS {
        let together = [answers, controls].concat();
        rows.extend(together.chunks(BUTTONS).map(buttons));
    } else {
        rows.extend((!answers.is_empty()).then(|| list(ONE, &answers, 1)));
        let room = ROWS - rows.len();
        rows.extend(controls.chunks(BUTTONS).take(room).map(buttons));
    }
    rows
}

fn list(id: &str, choices: &[&Choice], most: usize) -> Value {
    let option = |choice: &&Choice| {
        json!({
            "label": cut(&choice.label, LABEL),
            "value": choice.data,
            "default": choice.mark == Mark::Picked,
        })
    };
    let options: Vec<Value> = choices.iter().take(OPTIONS).map(option).collect();
    let menu = json!({
        "type": 3,
        "custom_id": id,
        "options": options,
        "min_values": 1,
        "max_values": most,
    });
    json!({ "type": 1, "components": [menu] })
}

fn buttons(choices: &[&Choice]) -> Value {
    let button = |choice: &&Choice| {
        json!({
            "type": 2,
            "style": if choice.mark == Mark::Answers { 1 } else { 2 },
            "label": cut(&choice.label, LABEL),
            "custom_id": choice.data,
        })
    };
    let row: Vec<Value> = choices.iter().map(button).collect();
    json!({ "type": 1, "components": row })
}

/// At most so many characters.
pub fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(most - 1).collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests;

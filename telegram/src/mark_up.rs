//! A screen as Telegram shows it: text with HTML marks, and a keyboard. Pure.
//!
//! Whatever a block holds is text: what Telegram would take for a mark is escaped.

use bot_core::message::{Block, Choice, Mark, Named, Progress, Screen};
use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup};

use crate::translate::Me;

/// The most letters of the labels in one row of buttons; a phone shows about as many.
const ROW: usize = 26;
/// The most buttons in a row.
const BUTTONS: usize = 5;
/// What of 4,096 units is left for the line that says how far along it is, and
/// for what stands between blocks.
pub const RESERVE: usize = 64;

/// The text of a screen.
pub fn text(screen: &Screen) -> String {
    let mut parts: Vec<String> = screen.progress.iter().map(progress).collect();
    parts.extend(screen.blocks.iter().map(block));
    let people: Vec<String> = screen.people.iter().filter_map(person).collect();
    parts.extend((!people.is_empty()).then(|| people.join(", ")));
    parts.join("\n\n")
}

/// Somebody by a name that tells them of the message.
fn person(person: &Named) -> Option<String> {
    let id: u64 = person.id.as_str().parse().ok()?;
    let name = person.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    // Nobody is told by a link without a letter in it.
    Some(format!("<a href=\"tg://user?id={id}\">{}</a>", escape(name.unwrap_or("·"))))
}

/// A screen's paragraphs without any marks, in at most so many characters.
pub fn plain(screen: &Screen, most: usize) -> String {
    let paragraph = |block: &Block| match block {
        Block::Heading(text)
        | Block::Text(text)
        | Block::Alert(text)
        | Block::Tagged { text, .. } => text.clone(),
        Block::Bullets(items) => items.join("\n"),
        Block::Details { title, items } => format!("{title}\n{}", items.join("\n")),
    };
    let text = screen.blocks.iter().map(paragraph).collect::<Vec<_>>().join("\n\n");
    if text.chars().count() <= most {
        return text;
    }
    let cut: String = text.chars().take(most - 1).collect();
    format!("{cut}…")
}

/// In every language the same.
fn progress(progress: &Progress) -> String {
    format!("<i>{} / {}</i>", progress.at, progress.of)
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(text) => format!("<b>{}</b>", escape(text)),
        // Channels and roles are Discord's: the text says enough by itself.
        Block::Text(text) | Block::Tagged { text, .. } => escape(text),
        Block::Alert(text) => format!("⚠ <b>{}</b>", escape(text)),
        Block::Bullets(items) => lines(items, "• "),
        Block::Details { title, items } => format!(
            "<blockquote expandable><b>{}</b>\n{}</blockquote>",
            escape(title),
            lines(items, "")
        ),
    }
}

fn lines(items: &[String], bullet: &str) -> String {
    items.iter().map(|item| format!("{bullet}{}", escape(item))).collect::<Vec<_>>().join("\n")
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// The buttons of a screen, answers above controls; `None` without any.
pub fn keyboard(screen: &Screen, me: &Me) -> Option<InlineKeyboardMarkup> {
    let (controls, answers): (Vec<_>, Vec<_>) =
        screen.choices.iter().partition(|choice| choice.mark == Mark::Control);
    let mut rows = rows(&answers, me);
    rows.extend(self::rows(&controls, me));
    (!rows.is_empty()).then(|| InlineKeyboardMarkup::new(rows))
}

/// Short labels side by side, long ones in a row of their own.
fn rows(choices: &[&Choice], me: &Me) -> Vec<Vec<InlineKeyboardButton>> {
    let mut rows: Vec<Vec<InlineKeyboardButton>> = Vec::new();
    let mut used = ROW;
    for choice in choices {
        let button = button(choice, me);
        // What a button takes beside its label.
        let width = button.text.chars().count() + 2;
        match rows.last_mut() {
            Some(row) if used + width <= ROW && row.len() < BUTTONS => row.push(button),
            _ => {
                rows.push(vec![button]);
                used = 0;
            }
        }
        used += width;
    }
    rows
}

fn button(choice: &Choice, me: &Me) -> InlineKeyboardButton {
    let label = &choice.label;
    match choice.mark {
        Mark::OpensPrivate => match link(&choice.data, me) {
            Some(link) => InlineKeyboardButton::url(label, link),
            None => InlineKeyboardButton::callback(label, &choice.data),
        },
        Mark::Picked => InlineKeyboardButton::callback(format!("✓ {label}"), &choice.data),
        // A field is never asked for where anything can be written.
        Mark::Open | Mark::Answers | Mark::Control | Mark::Types => {
            InlineKeyboardButton::callback(label, &choice.data)
        }
    }
}

/// The address that opens the private chat and has the person send `/start payload`.
fn link(payload: &str, me: &Me) -> Option<reqwest::Url> {
    format!("https://t.me/{}?start={payload}", me.name).parse().ok()
}

#[cfg(test)]
mod tests {
    use bot_core::message::split;
    use proptest::prelude::*;
    use teloxide::types::InlineKeyboardButtonKind;

    use super::*;

    fn me() -> Me {
        Me { id: 7, name: "heel_bot".into() }
    }

    fn choice(label: &str, mark: Mark) -> Choice {
        Choice { label: label.into(), data: format!("d-{label}"), mark }
    }

    fn labels(choices: Vec<Choice>) -> Vec<Vec<String>> {
        let keyboard = keyboard(&Screen { choices, ..Screen::default() }, &me()).unwrap();
        let row = |row: Vec<InlineKeyboardButton>| row.into_iter().map(|b| b.text).collect();
        keyboard.inline_keyboard.into_iter().map(row).collect()
    }

    /// What is left when Telegram has taken the marks for marks.
    fn shown(html: &str) -> String {
        let mut text = String::new();
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            text.push_str(&rest[..at]);
            rest = &rest[at + rest[at..].find('>').expect("a mark ends") + 1..];
        }
        text.push_str(rest);
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    }

    #[test]
    fn each_block_has_its_marks() {
        let screen = Screen {
            progress: Some(Progress { at: 3, of: 12 }),
            blocks: vec![
                Block::Heading("Where?".into()),
                Block::Alert("Ring 112".into()),
                Block::Bullets(vec!["a".into(), "b".into()]),
                Block::Details { title: "Why".into(), items: vec!["x".into(), "y".into()] },
            ],
            ..Screen::default()
        };
        let expected = "<i>3 / 12</i>\n\n<b>Where?</b>\n\n⚠ <b>Ring 112</b>\n\n• a\n• b\n\n\
                        <blockquote expandable><b>Why</b>\nx\ny</blockquote>";
        assert_eq!(text(&screen), expected);
    }

    #[test]
    fn what_looks_like_a_mark_is_text() {
        let blocks = vec![Block::Text("a < b & \"<b>\" &lt;".into())];
        let text = text(&Screen { blocks, ..Screen::default() });
        assert_eq!(text, "a &lt; b &amp; \"&lt;b&gt;\" &amp;lt;");
    }

    #[test]
    fn short_answers_share_rows_and_controls_stand_below() {
        let numbers: Vec<_> = (0..=10).map(|n| choice(&n.to_string(), Mark::Answers)).collect();
        let mut choices = vec![choice("Back", Mark::Control)];
        choices.extend(numbers);
        choices.push(choice("Under the heel, in the middle", Mark::Open));
        choices.push(choice("Arch", Mark::Picked));
        let rows = labels(choices);
        assert_eq!(rows[0], ["0", "1", "2", "3", "4"]);
        assert_eq!(rows[2], ["10"]);
        assert_eq!(rows[3], ["Under the heel, in the middle"]);
        assert_eq!(rows[4], ["✓ Arch"]);
        assert_eq!(rows[5], ["Back"]);
    }

    #[test]
    fn the_private_chat_opens_with_what_was_wanted() {
        let choices =
            vec![Choice { label: "Open".into(), data: "check".into(), mark: Mark::OpensPrivate }];
        let keyboard = keyboard(&Screen { choices, ..Screen::default() }, &me()).unwrap();
        let InlineKeyboardButtonKind::Url(url) = &keyboard.inline_keyboard[0][0].kind else {
            panic!("no link");
        };
        assert_eq!(url.as_str(), "https://t.me/heel_bot?start=check");
    }

    proptest! {
        #[test]
        fn a_message_that_was_split_fits_and_reads_as_it_was(
            texts in prop::collection::vec("[ -~é😀⚠]{0,600}", 1..9),
            items in prop::collection::vec("[ -~é😀]{1,90}", 1..40),
        ) {
            let mut blocks: Vec<_> = texts.into_iter().map(Block::Alert).collect();
            blocks.push(Block::Bullets(items.clone()));
            blocks.push(Block::Details { title: "more".into(), items });
            for blocks in split(blocks, 4096 - RESERVE) {
                let progress = Some(Progress { at: 12, of: 12 });
                let screen = Screen { progress, blocks: blocks.clone(), ..Screen::default() };
                let seen = shown(&text(&screen));
                prop_assert!(seen.encode_utf16().count() <= 4096);
                for block in blocks {
                    if let Block::Alert(words) = block {
                        prop_assert!(seen.contains(&words));
                    }
                }
            }
        }
    }
}

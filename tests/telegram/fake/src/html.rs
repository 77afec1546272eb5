//! HTML as the Bot API reads it: the few tags it knows, and its words for what
//! it can't read. Offsets in errors are bytes, those of entities UTF-16 units.

use serde_json::{Value, json};

/// A text with its markup taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// What people read.
    pub text: String,
    /// `MessageEntity` objects, in the order in which they end.
    pub entities: Vec<Value>,
}

/// Each tag with the type of its entity. `span` needs a class, `a` an address.
const TAGS: &[(&str, &str)] = &[
    ("a", "text_link"),
    ("b", "bold"),
    ("strong", "bold"),
    ("i", "italic"),
    ("em", "italic"),
    ("u", "underline"),
    ("ins", "underline"),
    ("s", "strikethrough"),
    ("strike", "strikethrough"),
    ("del", "strikethrough"),
    ("span", "spoiler"),
    ("tg-spoiler", "spoiler"),
    ("tg-emoji", "custom_emoji"),
    ("code", "code"),
    ("pre", "pre"),
    ("blockquote", "blockquote"),
];

struct Open {
    tag: String,
    kind: &'static str,
    address: Option<String>,
    begins: usize,
}

/// Takes the markup out.
///
/// # Errors
/// What can't be read, worded as the Bot API words it after
/// "can't parse entities: ".
pub fn parse(html: &str) -> Result<Parsed, String> {
    let mut parsed = Parsed::default();
    let mut units = 0;
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    while let Some(letter) = html[at..].chars().next() {
        if letter == '&'
            && let Some((decoded, length)) = decode(&html[at..])
        {
            parsed.text.push(decoded);
            units += decoded.len_utf16();
            at += length;
        } else if letter != '<' {
            parsed.text.push(letter);
            units += letter.len_utf16();
            at += letter.len_utf8();
        } else if html[at + 1..].starts_with('/') {
            at = end_tag(html, at, units, &mut open, &mut parsed.entities)?;
        } else {
            let (tag, end) = start_tag(html, at, units)?;
            open.push(tag);
            at = end;
        }
    }
    if let Some(left) = open.pop() {
        return Err(format!("Can't find end tag corresponding to start tag \"{}\"", left.tag));
    }
    Ok(parsed)
}

/// The tag that begins at `at`, and where the text goes on.
fn start_tag(html: &str, at: usize, units: usize) -> Result<(Open, usize), String> {
    let unclosed = || format!("Unclosed start tag at byte offset {at}");
    let rest = &html[at + 1..];
    let ends = |letter: char| letter.is_ascii_whitespace() || letter == '>';
    let tag = rest[..rest.find(ends).ok_or_else(unclosed)?].to_ascii_lowercase();
    let Some((_, kind)) = TAGS.iter().find(|(known, _)| *known == tag) else {
        return Err(format!("Unsupported start tag \"{tag}\" at byte offset {at}"));
    };
    let mut kind = *kind;
    let (mut class, mut address) = (None, None);
    let mut next = at + 1 + tag.len();
    loop {
        next = skip_spaces(html, next);
        let rest = &html[next..];
        if rest.is_empty() {
            return Err(unclosed());
        }
        if rest.starts_with('>') {
            break;
        }
        let stops = |letter: char| letter.is_ascii_whitespace() || "=>".contains(letter);
        let name = &rest[..rest.find(stops).ok_or_else(unclosed)?];
        if name.is_empty() {
            return Err(format!("Empty attribute name in the tag \"{tag}\" at byte offset {at}"));
        }
        next = skip_spaces(html, next + name.len());
        let mut value = String::new();
        if html[next..].starts_with('=') {
            (value, next) = attribute(html, skip_spaces(html, next + 1), &tag, at)?;
        }
        match (tag.as_str(), name.to_ascii_lowercase().as_str()) {
            ("span", "class") => class = Some(value),
            ("a", "href") => address = Some(value),
            ("blockquote", "expandable") => kind = "expandable_blockquote",
            _ => {}
        }
    }
    if tag == "span" && class.as_deref() != Some("tg-spoiler") {
        return Err(format!("Tag \"span\" must have class \"tg-spoiler\" at byte offset {at}"));
    }
    Ok((Open { tag, kind, address, begins: units }, next + 1))
}

/// The value that begins at `at`, and where the tag goes on.
fn attribute(html: &str, at: usize, tag: &str, begins: usize) -> Result<(String, usize), String> {
    let rest = &html[at..];
    let Some(quote) = rest.chars().next() else {
        return Err(format!("Unclosed start tag \"{tag}\" at byte offset {begins}"));
    };
    if !"\"'".contains(quote) {
        let part = |letter: char| letter.is_ascii_alphanumeric() || ".-".contains(letter);
        let length = rest.find(|letter| !part(letter)).unwrap_or(rest.len());
        let end = at + length;
        let closed =
            html[end..].starts_with(|next: char| next.is_ascii_whitespace() || next == '>');
        if !closed {
            return Err(format!("Unexpected end of name token at byte offset {at}"));
        }
        return Ok((rest[..length].to_ascii_lowercase(), end));
    }
    let Some(length) = rest[1..].find(quote) else {
        return Err(format!("Unclosed start tag at byte offset {begins}"));
    };
    let mut value = String::new();
    let mut raw = &rest[1..=length];
    while let Some(letter) = raw.chars().next() {
        let (decoded, taken) = decode(raw).unwrap_or((letter, letter.len_utf8()));
        value.push(decoded);
        raw = &raw[taken..];
    }
    Ok((value, at + length + 2))
}

fn end_tag(
    html: &str,
    at: usize,
    units: usize,
    open: &mut Vec<Open>,
    entities: &mut Vec<Value>,
) -> Result<usize, String> {
    let Some(started) = open.pop() else {
        return Err(format!("Unexpected end tag at byte offset {at}"));
    };
    let rest = &html[at + 2..];
    let ends = |letter: char| letter.is_ascii_whitespace() || letter == '>';
    let name = rest[..rest.find(ends).unwrap_or(rest.len())].to_ascii_lowercase();
    let close = skip_spaces(html, at + 2 + name.len());
    if !html[close..].starts_with('>') {
        return Err(format!("Unclosed end tag at byte offset {at}"));
    }
    if !name.is_empty() && name != started.tag {
        return Err(format!(
            "Unmatched end tag at byte offset {at}, expected \"</{}>\", found \"</{name}>\"",
            started.tag
        ));
    }
    if units > started.begins {
        let length = units - started.begins;
        let mut entity = json!({"type": started.kind, "offset": started.begins, "length": length});
        match (started.kind, started.address) {
            ("text_link", Some(address)) => entity["url"] = Value::from(address),
            // A link to nowhere is shown as plain text.
            ("text_link", None) => return Ok(close + 1),
            _ => {}
        }
        entities.push(entity);
    }
    Ok(close + 1)
}

/// The character a text begins with in an encoded form, and the length of that form.
fn decode(text: &str) -> Option<(char, usize)> {
    const NAMED: [(&str, char); 4] =
        [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&'), ("&quot;", '"')];
    if let Some((name, letter)) = NAMED.iter().find(|(name, _)| text.starts_with(name)) {
        return Some((*letter, name.len()));
    }
    let digits = text.strip_prefix("&#")?;
    let end = digits.find(';').filter(|end| *end <= 8)?;
    let code = match digits[..end].strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits[..end].parse().ok()?,
    };
    let letter = char::from_u32(code).filter(|letter| *letter != '\0')?;
    Some((letter, "&#".len() + end + 1))
}

fn skip_spaces(text: &str, at: usize) -> usize {
    at + text[at..].len()
        - text[at..].trim_start_matches(|next: char| next.is_ascii_whitespace()).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_taken_out_and_counted_in_utf16_units() {
        let parsed =
            parse("🏃 <b>runs</b> &lt;3 <blockquote expandable>more</blockquote>").unwrap();
        assert_eq!(parsed.text, "🏃 runs <3 more");
        assert_eq!(
            parsed.entities,
            [
                json!({"type": "bold", "offset": 3, "length": 4}),
                json!({"type": "expandable_blockquote", "offset": 11, "length": 4}),
            ]
        );
    }

    #[test]
    fn an_address_is_decoded() {
        let parsed = parse(r#"<a href="https://x.org/?a=1&amp;b=2">x</a>"#).unwrap();
        assert_eq!(parsed.entities[0]["url"], "https://x.org/?a=1&b=2");
    }

    #[test]
    fn what_is_no_markup_stays() {
        assert_eq!(
            parse("a > b & c &nbsp; &#12345678;").unwrap().text,
            "a > b & c &nbsp; &#12345678;"
        );
    }

    /// As Telegram words them.
    #[test]
    fn what_cannot_be_read_is_told() {
        for (html, told) in [
            ("a < b", "Unsupported start tag \"\" at byte offset 2"),
            ("a <b", "Unclosed start tag at byte offset 2"),
            ("é <p>x</p>", "Unsupported start tag \"p\" at byte offset 3"),
            ("<b>x", "Can't find end tag corresponding to start tag \"b\""),
            ("x</b>", "Unexpected end tag at byte offset 1"),
            ("<i>x</em>", "Unmatched end tag at byte offset 4, expected \"</i>\", found \"</em>\""),
            ("<i>x</i", "Unclosed end tag at byte offset 4"),
            ("<i =a>x</i>", "Empty attribute name in the tag \"i\" at byte offset 0"),
            ("<a href=\"x>y</a>", "Unclosed start tag at byte offset 0"),
            ("<span>x</span>", "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0"),
        ] {
            assert_eq!(parse(html), Err(told.to_owned()), "{html}");
        }
    }
}

//! Text as people type it, brought into the one form the tables are written
//! for: lower case, plain ASCII, contractions spelt out, known emoji as words.
//!
//! Accents are dropped on purpose ("sí" and "si" are the same reply), so every
//! pattern of this room is ASCII. What no pattern can know, such as another
//! script, becomes `*`: it is seen to be there and never understood by accident.

use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

/// How many characters of a text are read; the rest is passed over.
pub(super) const MOST_CHARS: usize = 4_096;

/// Compiles a pattern of this room.
///
/// The texts are ASCII, so classes and word boundaries are too: the automata
/// stay small and never leave the fast path.
pub(super) fn pattern(text: &str) -> Regex {
    let ascii = text
        .replace(r"\b", r"(?-u:\b)")
        .replace(r"\d", "[0-9]")
        .replace(r"\w", "[a-z0-9]")
        .replace(r"\s", "[ \n]");
    Regex::new(&ascii).expect("the patterns are fixed, and the tests compile them")
}

/// A pattern that must cover the whole text.
pub(super) fn whole(text: &str) -> Regex {
    pattern(&format!("^(?:{text})$"))
}

/// Declares patterns that are compiled once, when first needed.
macro_rules! patterns {
    ($($(#[$meta:meta])* $name:ident = $text:expr;)+) => {
        $($(#[$meta])* static $name: ::std::sync::LazyLock<::regex::Regex> =
            ::std::sync::LazyLock::new(|| $crate::understanding::text::pattern($text));)+
    };
}
pub(super) use patterns;

/// Emoji that carry an answer, as a word the tables know.
const EMOJI: &[(&str, &str)] = &[
    ("👍👌✅✔☑💯🙌🆗🙆", "emojiyes"),
    ("👎❌✖🚫🙅⛔", "emojino"),
    ("🤷🤔❓", "emojidunno"),
    ("🔟", "10"),
];

/// Short forms, spelt out: each stands between word boundaries.
const SPELT_OUT: &[(&str, &str)] = &[
    (r"(do|does|did|is|are|was|were|has|have|had|could|would|should|ai)nt", "${1}n't"),
    (r"(do|does|did|is|are|was|were|has|have|had|could|would|should|ca|wo) n't", "${1}n't"),
    (r"cant|cannot|can not", "can't"),
    (r"wont", "won't"),
    (r"im|i am", "i'm"),
    (r"ive|i have", "i've"),
    (r"bout|abt|approx\.?|approximately|roughly|circa|around", "about"),
    (r"ca\.", "about"),
    (r"w/o", "without"),
    (r"w/", "with "),
    (r"wee bit|lil bit|lil|smidge|tad", "bit"),
    (r"any more|anymoar", "anymore"),
    (r"cos|coz|cuz|bc|'cause|cause", "because"),
    (r"kinda|kind of|sorta|sort of", "kindof"),
    (r"dunno|dont no|donno|duno|idk|idunno|dk", "don't know"),
    (r"ache?ing", "aching"),
    (r"swolen|swoolen|swollan|swelled up|swole", "swollen"),
    (r"sweling|swellling", "swelling"),
    (r"achillies|achiles|achilees|achillis", "achilles"),
    (r"red-s|reds", "relative energy deficiency"),
    (r"planter|plantar fascitis|plantar faciitis|pf", "plantar"),
    (r"fortnight", "2 weeks"),
    (r"calve", "calf"),
    (r"(my|right|left|both|the|under|sore) heal(s?)", "$1 heel$2"),
    (r"heal(s?) (pain|hurts?|hurting|ache|is|are|sore|spur|bone)", "heel$1 $2"),
    (r"diabetis|diabeties|diabetese", "diabetes"),
    (r"nubm|numd", "numb"),
    (r"temprature|temperture|tempature", "temperature"),
    (r"brusied|bruzed", "bruised"),
    (r"moring|mornin|mornign|mornins", "morning"),
];

static SHORT_FORMS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    SPELT_OUT
        .iter()
        .map(|(short, long)| {
            // `w/` and `ca.` end in a sign, where a word boundary would ask for a letter.
            let ends_in_word = !short.ends_with(['/', '.']);
            let edge = if ends_in_word { r"\b" } else { "" };
            (pattern(&format!(r"\b(?:{short}){edge}")), *long)
        })
        .collect()
});

/// The text in the form the patterns read.
pub(super) fn normalise(text: &str) -> String {
    let mut plain = String::with_capacity(text.len().min(MOST_CHARS));
    for character in text.chars().take(MOST_CHARS) {
        match character {
            // NFKC would write 3½ as 31⁄2.
            '½' => plain.push_str(".5"),
            '¼' => plain.push_str(".25"),
            '¾' => plain.push_str(".75"),
            _ => [character].into_iter().nfkd().for_each(|part| push_plain(&mut plain, part)),
        }
    }
    let mut plain = squeeze(&plain);
    for (short, long) in SHORT_FORMS.iter() {
        if short.is_match(&plain) {
            plain = short.replace_all(&plain, *long).into_owned();
        }
    }
    plain.truncate(4 * MOST_CHARS);
    plain
}

fn push_plain(plain: &mut String, character: char) {
    match character {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => plain.push('\n'),
        character if character.is_ascii_graphic() => plain.push(character.to_ascii_lowercase()),
        character if character.is_whitespace() || character.is_control() => plain.push(' '),
        '‘' | '’' | 'ʼ' | '′' | '´' | '‛' => plain.push('\''),
        '“' | '”' | '«' | '»' | '„' | '″' => plain.push('"'),
        '–' | '—' | '―' => plain.push_str(" - "),
        '‐' | '‑' | '−' => plain.push('-'),
        '…' => plain.push_str("..."),
        '÷' | '⁄' => plain.push('/'),
        'ß' | 'ẞ' => plain.push_str("ss"),
        'æ' | 'Æ' => plain.push_str("ae"),
        'œ' | 'Œ' => plain.push_str("oe"),
        'ø' | 'Ø' => plain.push('o'),
        'ı' => plain.push('i'),
        '°' | 'º' | '¿' | '¡' => plain.push(' '),
        // Joiners, variation selectors, skin tones, key caps and accents say nothing here.
        '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{AD}' => {}
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {}
        '\u{FE00}'..='\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{20E3}' => {}
        '\u{300}'..='\u{36F}' => {}
        '٠'..='٩' => push_digit(plain, character, '٠'),
        '۰'..='۹' => push_digit(plain, character, '۰'),
        '०'..='९' => push_digit(plain, character, '०'),
        '♀' | '♂' => {}
        other => match EMOJI.iter().find(|(emoji, _)| emoji.contains(other)) {
            Some((_, word)) => {
                plain.push(' ');
                plain.push_str(word);
                plain.push(' ');
            }
            None if other.is_alphanumeric() => plain.push('*'),
            None => plain.push(' '),
        },
    }
}

fn push_digit(plain: &mut String, digit: char, zero: char) {
    let value = digit as u32 - zero as u32;
    plain.extend(char::from_digit(value, 10));
}

/// Drops repeated blanks and letters drawn out for emphasis ("yesss", "nooo").
fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    let mut last = '\0';
    for character in text.trim().chars() {
        run = if character == last { run + 1 } else { 1 };
        if run == 3 && character.is_ascii_alphabetic() {
            out.pop();
        }
        let drawn_out = run >= 3 && character.is_ascii_alphabetic();
        let blank = run >= 2 && character == ' ';
        if !drawn_out && !blank {
            out.push(character);
        }
        last = character;
    }
    out.replace('&', " and ").replace("  ", " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_for_many_ways_of_typing() {
        for (typed, read) in [
            ("YESSS!!", "yes!!"),
            ("Sí", "si"),
            ("I don’t know", "i don't know"),
            ("dont", "don't"),
            ("３½ wks", "3.5 wks"),
            ("7️⃣", "7"),
            ("no\u{200B}pe", "nope"),
            ("👍🏽", "emojiyes"),
            ("weiß", "weiss"),
            ("да", "**"),
            ("ca. 3", "about 3"),
            ("pins & needles", "pins and needles"),
        ] {
            assert_eq!(normalise(typed).trim(), read, "{typed}");
        }
    }

    #[test]
    fn reading_stops_at_the_bound() {
        let long = format!("{}no", "a ".repeat(MOST_CHARS));
        assert!(!normalise(&long).contains("no"));
        assert!(normalise(&"ﷺ".repeat(1_000_000)).len() <= 4 * MOST_CHARS);
    }
}

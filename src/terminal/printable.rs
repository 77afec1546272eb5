//! Text that can't do anything to a terminal but be read.

/// The text without the characters that would move the cursor, ring, recolour
/// or turn the reading direction. Line breaks stay; a tab becomes a space.
///
/// What a person typed comes back on the screen when it is echoed, and so do
/// names of files: without this, both could write anywhere on it.
pub fn printable(text: &str) -> String {
    text.chars()
        .filter_map(|letter| match letter {
            '\n' | '\u{2028}' | '\u{2029}' => Some('\n'),
            '\t' => Some(' '),
            _ if letter.is_control() || turns_direction(letter) => None,
            _ => Some(letter),
        })
        .collect()
}

/// Overrides, embeddings and isolates of the writing direction: they can make
/// a line read differently from what it says.
fn turns_direction(letter: char) -> bool {
    matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escape_sequences_lose_what_makes_them_work() {
        assert_eq!(printable("a\x1b[2Jb\x07\u{9b}31m"), "a[2Jb31m");
        assert_eq!(printable("one\r\ntwo\tthree"), "one\ntwo three");
        assert_eq!(printable("\u{202E}abc"), "abc");
        assert_eq!(printable("naïve 👩‍⚕️ ñ"), "naïve 👩‍⚕️ ñ");
    }

    proptest! {
        #[test]
        fn no_control_character_survives(text: String) {
            let left = printable(&text);
            prop_assert!(left.chars().all(|letter| letter == '\n' || !letter.is_control()));
        }
    }
}

//! Text into tokens: runs of digits, runs of letters, single signs.

use unicode_normalization::UnicodeNormalization;

/// The phrase as the grammar sees it: compatibility forms folded, lower case.
pub(super) fn normal(text: &str) -> String {
    text.nfkc()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '\u{2018}' | '\u{2019}' => '\'',
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            ';' => ',',
            c => c,
        })
        .collect()
}

/// One piece of a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'t> {
    /// What it is.
    pub(super) kind: Kind,
    /// Its letters.
    pub(super) text: &'t str,
    /// Whether nothing stands between it and the token before.
    pub(super) glued: bool,
    /// Where it begins in the text, in bytes.
    pub(super) from: usize,
}

/// The kinds of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A run of digits; the highest number there is where it is too long.
    Number(u32),
    /// A run of letters, with apostrophes inside.
    Word,
    /// Anything else, one character each.
    Sign(char),
}

pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut glued = false;
    while let Some(c) = rest.chars().next() {
        let length = if c.is_whitespace() {
            glued = false;
            rest = &rest[c.len_utf8()..];
            continue;
        } else if c.is_ascii_digit() {
            run(rest, |c| c.is_ascii_digit())
        } else if c.is_alphabetic() {
            run(rest, |c| c.is_alphabetic() || c == '\'')
        } else {
            c.len_utf8()
        };
        let (piece, after) = rest.split_at(length);
        let kind = match c {
            c if c.is_ascii_digit() => Kind::Number(piece.parse().unwrap_or(u32::MAX)),
            c if c.is_alphabetic() => Kind::Word,
            c => Kind::Sign(c),
        };
        tokens.push(Token { kind, text: piece, glued, from: text.len() - rest.len() });
        rest = after;
        glued = true;
    }
    tokens
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

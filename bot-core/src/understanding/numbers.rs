//! Number words of five languages, written as digits.
//!
//! "three and a half weeks" becomes "3.5 weeks", "vierunddreissig" becomes
//! "34". A word that is also something else ("once", "one", "un") is taken for
//! a number only where a unit follows it or it stands alone.

use std::{collections::HashMap, sync::LazyLock};

use regex::{Captures, Regex};

use super::text::{pattern, patterns};

const ENGLISH: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const ENGLISH_TENS: [&str; 10] =
    ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const GERMAN: [&str; 20] = [
    "null", "eins", "zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun", "zehn",
    "elf", "zwolf", "dreizehn", "vierzehn", "funfzehn", "sechzehn", "siebzehn", "achtzehn",
    "neunzehn",
];
const GERMAN_TENS: [&str; 10] = [
    "", "", "zwanzig", "dreissig", "vierzig", "funfzig", "sechzig", "siebzig", "achtzig", "neunzig",
];
const SPANISH: [&str; 30] = [
    "cero",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciseis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidos",
    "veintitres",
    "veinticuatro",
    "veinticinco",
    "veintiseis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
];
const SPANISH_TENS: [&str; 10] = [
    "",
    "",
    "veinte",
    "treinta",
    "cuarenta",
    "cincuenta",
    "sesenta",
    "setenta",
    "ochenta",
    "noventa",
];
const FRENCH: [&str; 20] = [
    "zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
    "douze", "treize", "quatorze", "quinze", "seize", "dix sept", "dix huit", "dix neuf",
];
/// Seventies and nineties are counted on from the sixties and eighties.
const FRENCH_TENS: [&str; 10] = [
    "",
    "",
    "vingt",
    "trente",
    "quarante",
    "cinquante",
    "soixante",
    "soixante",
    "quatre vingt",
    "quatre vingt",
];
const PORTUGUESE: [&str; 20] = [
    "zero",
    "um",
    "dois",
    "tres",
    "quatro",
    "cinco",
    "seis",
    "sete",
    "oito",
    "nove",
    "dez",
    "onze",
    "doze",
    "treze",
    "catorze",
    "quinze",
    "dezesseis",
    "dezessete",
    "dezoito",
    "dezenove",
];
const PORTUGUESE_TENS: [&str; 10] = [
    "",
    "",
    "vinte",
    "trinta",
    "quarenta",
    "cinquenta",
    "sessenta",
    "setenta",
    "oitenta",
    "noventa",
];
const SPELT_OTHERWISE: &[(&str, usize)] = &[
    ("duas", 2),
    ("zwo", 2),
    ("fuenf", 5),
    ("zwoelf", 12),
    ("fuenfzehn", 15),
    ("fuenfzig", 50),
    ("dezasseis", 16),
    ("dezassete", 17),
    ("dezanove", 19),
    ("quatorze", 14),
    ("fourty", 40),
    ("quatre vingts", 80),
    ("ein", 1),
    ("eine", 1),
    ("einer", 1),
    ("einem", 1),
    ("einen", 1),
    ("une", 1),
    ("una", 1),
    ("uma", 1),
    ("hundred", 100),
    ("a hundred", 100),
    ("one hundred", 100),
    ("hundert", 100),
    ("cien", 100),
    ("cent", 100),
    ("cem", 100),
    ("oh", 0),
    ("nil", 0),
    ("nought", 0),
];

/// Words that are numbers only before a unit or alone.
const ALSO_OTHER_WORDS: &[&str] = &[
    "one", "once", "un", "une", "una", "uno", "um", "uma", "ein", "eine", "einer", "einem",
    "einen", "eins", "elf", "sept", "oh", "null", "cent", "nil",
];

static NUMBERS: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
    let mut words = HashMap::new();
    for number in 0..100 {
        let (tens, unit) = (number / 10, number % 10);
        let plain = |low: &[&str], tens_words: &[&str; 10], link: &str| match low.get(number) {
            Some(word) => (*word).to_owned(),
            None if unit == 0 => tens_words[tens].to_owned(),
            None => format!("{}{link}{}", tens_words[tens], low[unit]),
        };
        words.insert(plain(&ENGLISH, &ENGLISH_TENS, " "), number);
        words.insert(plain(&SPANISH, &SPANISH_TENS, " y "), number);
        words.insert(plain(&PORTUGUESE, &PORTUGUESE_TENS, " e "), number);
        let german = match GERMAN.get(number) {
            Some(word) => (*word).to_owned(),
            None if unit == 0 => GERMAN_TENS[tens].to_owned(),
            None => format!("{}und{}", GERMAN[unit].trim_end_matches('s'), GERMAN_TENS[tens]),
        };
        words.insert(german.replace("sechund", "sechsund"), number);
        if let Some(word) = FRENCH.get(number) {
            words.insert((*word).to_owned(), number);
        } else {
            let rest = if matches!(tens, 7 | 9) { 10 + unit } else { unit };
            let link = if matches!(rest, 1 | 11) && tens < 8 { " et " } else { " " };
            let tens = FRENCH_TENS[tens];
            let rest = if rest == 0 { "" } else { FRENCH[rest] };
            words.insert(format!("{tens}{link}{rest}").trim().to_owned(), number);
        }
    }
    words.extend(SPELT_OTHERWISE.iter().map(|(word, number)| ((*word).to_owned(), *number)));
    words
});

/// The most words one number is written in: "quatre vingt dix neuf".
const MOST_WORDS: usize = 4;

static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"[a-z]+"));

patterns! {
    /// What makes an ambiguous word before it a number.
    UNIT_FOLLOWS = r"^(?:[ -]|ish|\s*/)*(?:or (?:two|three|four|five|six|seven|eight|nine|ten)|and a half|to (?:two|three|four)|ish|out of|/|von|sur|sobre|de (?:10|dez|diez)|days?|weeks?|wks?|months?|years?|yrs?|hours?|hrs?|rest|off|times?|tage?n?|wochen?|monate?n?|monats|jahre?n?|dias?|semanas?|mes(?:es)?|anos?|jours?|semaines?|mois|ans?|annees?)\b";
    HALF = r"\b(\d+) (?:and|y|et|e|und)(?: an?| 1| media?| demie?| meia)? ?(?:half|demie?|media?|meia|halbe?)\b";
    WEEK_AND_A_HALF = r"\b(?:(?:a|an|1) )?(day|week|month|year)s? and (?:a )?half\b";
    GERMAN_HALF = r"\b(ander|zwei|drei|vier|funf)(?:t|ein)halb";
}

/// The text with its number words as digits.
pub(super) fn in_digits(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    let words: Vec<_> = WORD.find_iter(text).collect();
    let mut at = 0;
    while at < words.len() {
        let start = words[at].start();
        let found = (at..words.len().min(at + MOST_WORDS)).rev().find_map(|last| {
            // Words of one number are one blank or hyphen apart.
            let near = words[at..=last]
                .windows(2)
                .all(|pair| matches!(&text[pair[0].end()..pair[1].start()], " " | "-" | " - "));
            let phrase = || text[start..words[last].end()].replace('-', " ").replace("  ", " ");
            let number = near.then(phrase).and_then(|phrase| NUMBERS.get(&phrase));
            number.map(|number| (last, *number))
        });
        match found {
            Some((last, number)) if is_number(text, start, words[last].end()) => {
                out.push_str(&text[copied..start]);
                out.push_str(&number.to_string());
                copied = words[last].end();
                at = last + 1;
            }
            _ => at += 1,
        }
    }
    out.push_str(&text[copied..]);
    let out = HALF.replace_all(&out, "$1 and a half");
    let out = WEEK_AND_A_HALF.replace_all(&out, "1 and a half ${1}s");
    GERMAN_HALF.replace_all(&out, german_half).into_owned()
}

/// "anderthalb" is one and a half, "dreieinhalb" three and a half.
fn german_half(found: &Captures<'_>) -> String {
    let whole = NUMBERS.get(&found[1]).copied().unwrap_or(1);
    format!("{whole} and a half")
}

fn is_number(text: &str, start: usize, end: usize) -> bool {
    if !ALSO_OTHER_WORDS.contains(&&text[start..end]) {
        return true;
    }
    let alone = |part: &str| !part.chars().any(|c| c.is_ascii_alphanumeric());
    (alone(&text[..start]) && alone(&text[end..]))
        || UNIT_FOLLOWS.is_match(&text[end..])
        || before_scale(&text[..start])
}

/// Whether what comes before asks for a number of the pain scale.
fn before_scale(before: &str) -> bool {
    BEFORE_SCALE.is_match(before)
}

patterns! {
    BEFORE_SCALE = r"(?:pain|schmerz(?:en)?|dolor|douleur|dor|about|maybe|like|solid|say|un|une|a|ein|eine|to|or|-|ungefahr|etwa|environ|unos)[ -]*$";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_words_of_five_languages_become_digits() {
        for (words, digits) in [
            ("thirty-four", "34"),
            ("vierunddreissig", "34"),
            ("sechsundsiebzig", "76"),
            ("einundzwanzig", "21"),
            ("treinta y cuatro", "34"),
            ("veintidos", "22"),
            ("soixante et onze", "71"),
            ("quatre-vingt-dix-neuf", "99"),
            ("trinta e quatro", "34"),
            ("three and a half weeks", "3 and a half weeks"),
            ("a week and a half", "1 and a half weeks"),
            ("dreieinhalb wochen", "3 and a half wochen"),
            ("siete", "7"),
            ("sept", "7"),
            ("one week", "1 week"),
        ] {
            assert_eq!(in_digits(words), digits);
        }
    }

    #[test]
    fn a_word_that_only_looks_like_a_number_is_left() {
        for text in
            ["left one yes right one no", "only once at parkrun", "since sept", "no one knows"]
        {
            assert_eq!(in_digits(text), text);
        }
    }
}

//! One line that says when and what: "every monday 8am Rest day!".

use crate::{
    reminder::{About, Words},
    schedule::{Bounds, Context, Misunderstanding, Refusal, Understood, Zone, parse},
    text::Language,
    text::{Args, Texts},
};

/// The most words that a "when" is looked for in.
const MOST_WORDS: usize = 24;

/// When, as it was said, and what is left of the line.
pub(super) struct Line {
    pub(super) when: String,
    pub(super) what: String,
}

/// Reads a phrase for a club.
pub(super) fn read(phrase: &str, now: jiff::Timestamp, zone: &Zone) -> Result<Understood, Refusal> {
    parse(phrase, &Context { now, zone, bounds: &Bounds::CLUB })
}

/// Parts a line into when and what: as many of its first words as make a phrase, or else
/// of its last.
pub(super) fn part(line: &str, now: jiff::Timestamp, zone: &Zone) -> Result<Line, Refusal> {
    let ends: Vec<usize> = word_ends(line).take(MOST_WORDS).collect();
    let mut refusal = None;
    for end in ends.iter().rev() {
        let (when, what) = line.split_at(*end);
        match read(when, now, zone) {
            Ok(_) => {
                return Ok(Line { when: when.trim().to_owned(), what: what.trim().to_owned() });
            }
            // A phrase that goes wrong is not cut until it goes well: "until 1 march 2035"
            // is no end in this year and a text that begins with a number.
            Err(
                wrong @ (Refusal::InThePast(_) | Refusal::NoSuchDate(_) | Refusal::TooOften { .. }),
            ) => return Err(wrong),
            // What is nearly a phrase tells more than what is none.
            Err(Refusal::NotUnderstood(_)) => {}
            Err(near) => refusal = refusal.or(Some(near)),
        }
    }
    let starts = line.char_indices().filter(|(at, letter)| {
        !letter.is_whitespace() && line[..*at].ends_with(char::is_whitespace)
    });
    for (start, _) in starts {
        let (what, when) = line.split_at(start);
        if read(when, now, zone).is_ok() {
            return Ok(Line { when: when.trim().to_owned(), what: what.trim().to_owned() });
        }
    }
    let first = ends.get(5).or(ends.last()).map_or("", |end| &line[..*end]);
    Err(refusal.unwrap_or_else(|| {
        read(first, now, zone).err().unwrap_or(Refusal::NotUnderstood(Misunderstanding::Empty))
    }))
}

/// Where the words of a line end.
fn word_ends(line: &str) -> impl Iterator<Item = usize> {
    let after = |at: usize| line[at..].chars().next().is_none_or(char::is_whitespace);
    let before = |at: usize| line[..at].chars().last().is_some_and(|c| !c.is_whitespace());
    let ends = line.char_indices().map(|(at, _)| at).chain([line.len()]);
    ends.filter(move |at| before(*at) && after(*at))
}

/// Whether a phrase names its time zone itself.
pub(super) fn names_zone(phrase: &str, now: jiff::Timestamp) -> bool {
    let in_zone =
        |name: &str| Zone::named(name).ok().and_then(|zone| read(phrase, now, &zone).ok());
    // What is the same wherever the clock is, says where that is.
    match (in_zone("Europe/London"), in_zone("Asia/Tokyo")) {
        (Some(one), Some(other)) => one.rule.zone == other.rule.zone,
        _ => false,
    }
}

/// What a club's reminder says: one of those there are, by its name, or a text of its own.
pub(super) fn words(texts: &Texts, language: Language, what: &str) -> Words {
    let known = About::OF_CLUBS.iter().find(|about| {
        let name = texts.get(language, &format!("club-about-{about}"), &Args::new());
        let what = what.trim().to_lowercase();
        what == name.to_lowercase() || what == about.as_str().replace('_', " ")
    });
    Words {
        text: known.is_none().then(|| what.trim().to_owned()),
        about: known.copied(),
        ..Words::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parted(line: &str) -> Option<(String, String)> {
        let now = "2026-01-14T10:00:00Z".parse().expect("an instant");
        let zone = Zone::named("Europe/London").expect("in tzdata");
        part(line, now, &zone).ok().map(|line| (line.when, line.what))
    }

    #[test]
    fn a_line_is_parted_where_the_phrase_ends() {
        for (line, when, what) in [
            ("every monday 8am Rest day!", "every monday 8am", "Rest day!"),
            ("Every Monday at 8am 10 easy miles", "Every Monday at 8am", "10 easy miles"),
            ("tomorrow 18:30 Track closed", "tomorrow 18:30", "Track closed"),
            (
                "weekdays at 7:15 until 1 march  Stretch",
                "weekdays at 7:15 until 1 march",
                "Stretch",
            ),
            ("Rest day! every monday 8am", "every monday 8am", "Rest day!"),
            ("every sunday 09:00", "every sunday 09:00", ""),
            ("every monday 8am Κυριακή 🏃 שלום", "every monday 8am", "Κυριακή 🏃 שלום"),
        ] {
            assert_eq!(parted(line), Some((when.to_owned(), what.to_owned())), "{line}");
        }
    }

    #[test]
    fn a_line_without_a_time_is_refused() {
        for line in ["", "   ", "Rest day!", "be nice to each other", "\u{200f}"] {
            assert_eq!(parted(line), None, "{line}");
        }
    }

    #[test]
    fn a_phrase_can_name_its_zone() {
        let now = "2026-01-14T10:00:00Z".parse().expect("an instant");
        assert!(names_zone("every monday 8am, Europe/Berlin", now));
        assert!(!names_zone("every monday 8am", now));
    }
}

//! Which typed key stands for which button of the messages on the screen.
//!
//! Numbers run on from message to message, so that a reminder which arrives
//! above the prompt can't change what "2" means while a person is typing it;
//! a reply begins with 1 again.

use bot_core::{
    event::EventId,
    message::{Choice, Mark},
};

/// So many answers, and people type the first letter of one.
const FEW: usize = 3;

/// What is typed to pick a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The number shown before it.
    Number(u32),
    /// The number its label begins with; none is shown before it.
    OwnNumber(u32),
    /// The letter marked in its label.
    Letter(char),
    /// Its label alone.
    Label,
}

/// A choice, and what is typed to pick it. Its label in full works too, except
/// where it is one of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyed {
    /// The choice.
    pub choice: Choice,
    /// What is typed.
    pub key: Key,
}

impl Keyed {
    fn has_number(&self, wanted: u32) -> bool {
        matches!(self.key, Key::Number(number) | Key::OwnNumber(number) if number == wanted)
    }

    fn has_word(&self, word: &str) -> bool {
        match self.key {
            Key::Letter(letter) if is_letter(word, letter) => true,
            // A sign told in words is for the bot to understand and to echo.
            _ => !is_one_of_several(&self.choice) && same_words(&self.choice.label, word),
        }
    }
}

/// One of several that may be picked together.
pub fn is_one_of_several(choice: &Choice) -> bool {
    matches!(choice.mark, Mark::Open | Mark::Picked)
}

/// The choices that can be picked now: those of the last reply, and of
/// whatever came in since.
#[derive(Debug, Default)]
pub struct Shown {
    /// The event the last reply answered.
    answered: Option<EventId>,
    /// By message, the newest last.
    messages: Vec<Vec<Keyed>>,
}

/// Why a message is shown.
#[derive(Clone, Copy, Debug)]
pub enum Cause<'a> {
    /// It answers the person, and this event of theirs where that is known.
    Reply(Option<&'a EventId>),
    /// It came by itself.
    Unasked,
}

impl Shown {
    /// Takes a message's choices in and gives each its key.
    pub fn show(&mut self, choices: &[Choice], cause: Cause<'_>) -> Vec<Keyed> {
        // Several messages may answer one event: they belong together.
        if let Cause::Reply(event) = cause
            && (event.is_none() || self.answered.as_ref() != event)
        {
            self.messages.clear();
            self.answered = event.cloned();
        }
        let mut keyed = Vec::new();
        self.give_numbers(choices, &mut keyed);
        self.give_letters(choices, &mut keyed);
        if !keyed.is_empty() {
            self.messages.push(keyed.clone());
        }
        keyed
    }

    /// The choices of these numbers, all in one message; the newest that has
    /// them all.
    pub fn numbered(&self, numbers: &[u32]) -> Option<Vec<&Choice>> {
        self.messages.iter().rev().find_map(|message| {
            numbers
                .iter()
                .map(|number| message.iter().find(|keyed| keyed.has_number(*number)))
                .map(|found| found.map(|keyed| &keyed.choice))
                .collect()
        })
    }

    /// The choice picked by a letter, or by its label.
    pub fn worded(&self, word: &str) -> Option<&Choice> {
        let mut newest_first = self.messages.iter().rev().flatten();
        newest_first.find(|keyed| keyed.has_word(word)).map(|keyed| &keyed.choice)
    }

    fn keys(&self) -> impl Iterator<Item = Key> {
        self.messages.iter().flatten().map(|keyed| keyed.key)
    }

    fn give_numbers(&self, choices: &[Choice], keyed: &mut Vec<Keyed>) {
        let answers: Vec<_> =
            choices.iter().filter(|choice| choice.mark != Mark::Control).collect();
        let own: Vec<_> = answers.iter().map(|choice| leading_number(&choice.label)).collect();
        // On a scale from 0 to 10 an "8" must mean eight and not the eighth.
        let labels_are_numbers = own.iter().flatten().count() * 2 > answers.len();
        let mut last = self
            .keys()
            .filter_map(|key| match key {
                Key::Number(number) | Key::OwnNumber(number) => Some(number),
                Key::Letter(_) | Key::Label => None,
            })
            .max()
            .unwrap_or(0);
        for (choice, number) in answers.into_iter().zip(&own) {
            let key = if !labels_are_numbers {
                last += 1;
                Key::Number(last)
            } else {
                match number {
                    Some(number) if own.iter().flatten().filter(|n| *n == number).count() == 1 => {
                        Key::OwnNumber(*number)
                    }
                    _ => Key::Label,
                }
            };
            keyed.push(Keyed { choice: choice.clone(), key });
        }
    }

    fn give_letters(&self, choices: &[Choice], keyed: &mut Vec<Keyed>) {
        let initial = |choice: &Choice| choice.label.chars().find_map(lower);
        let mut taken: Vec<char> = self
            .keys()
            .filter_map(|key| match key {
                Key::Letter(letter) => Some(letter),
                _ => None,
            })
            .collect();
        // The first letter of an answer is short for the answer: "n" is no, and
        // must never be "not sure". Nobody abbreviates the items of a long list.
        taken.extend(['y', 'n']);
        if keyed.len() <= FEW {
            taken.extend(keyed.iter().filter_map(|keyed| initial(&keyed.choice)));
        }
        for choice in choices.iter().filter(|choice| choice.mark == Mark::Control) {
            let letter = choice.label.chars().filter_map(lower).find(|l| !taken.contains(l));
            taken.extend(letter);
            let key = letter.map_or(Key::Label, Key::Letter);
            keyed.push(Keyed { choice: choice.clone(), key });
        }
    }
}

/// The letter in lower case, where it is one that has a lower case of its own.
pub fn lower(letter: char) -> Option<char> {
    let mut lower = letter.to_lowercase();
    match (letter.is_alphabetic(), lower.next(), lower.next()) {
        (true, Some(letter), None) => Some(letter),
        _ => None,
    }
}

fn is_letter(word: &str, letter: char) -> bool {
    let mut letters = word.chars();
    letters.next().and_then(lower) == Some(letter) && letters.next().is_none()
}

/// Whether a label and a typed word are the same but for case, spaces and what
/// ends a sentence.
fn same_words(label: &str, word: &str) -> bool {
    let words = |text: &str| {
        let text = text.to_lowercase();
        let text = text.trim_end_matches(['.', '!', '?', '…']);
        text.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    let label = words(label);
    !label.is_empty() && label == words(word)
}

/// The whole number a label begins with.
fn leading_number(label: &str) -> Option<u32> {
    let label = label.trim_start();
    let digits = label.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(label.len());
    label[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use bot_core::event::Platform;

    use super::*;
    use crate::terminal::render::tests::{answers, choice, controls};

    fn keys(keyed: &[Keyed]) -> Vec<Key> {
        keyed.iter().map(|keyed| keyed.key).collect()
    }

    fn event(name: &str) -> EventId {
        EventId::new(Platform::Terminal, name)
    }

    #[test]
    fn a_reply_counts_from_one_and_what_comes_unasked_counts_on() {
        let mut shown = Shown::default();
        let two = answers(&["This", "That"]);
        let first = event("1");
        shown.show(&two, Cause::Reply(Some(&first)));
        assert_eq!(keys(&shown.show(&two, Cause::Unasked)), [Key::Number(3), Key::Number(4)]);
        // A second message of the same reply counts on too.
        let more = shown.show(&two, Cause::Reply(Some(&first)));
        assert_eq!(keys(&more), [Key::Number(5), Key::Number(6)]);
        let second = event("2");
        let next = shown.show(&two, Cause::Reply(Some(&second)));
        assert_eq!(keys(&next), [Key::Number(1), Key::Number(2)]);
        assert_eq!(shown.numbered(&[3]), None);
    }

    #[test]
    fn a_reply_without_choices_leaves_no_number_to_pick() {
        let mut shown = Shown::default();
        shown.show(&answers(&["This", "That"]), Cause::Reply(Some(&event("1"))));
        shown.show(&[], Cause::Unasked);
        assert!(shown.numbered(&[1]).is_some());
        shown.show(&[], Cause::Reply(Some(&event("2"))));
        assert_eq!(shown.numbered(&[1]), None);
    }

    #[test]
    fn labels_that_are_numbers_are_their_own_keys() {
        let mut shown = Shown::default();
        let keyed =
            shown.show(&answers(&["None", "1", "2 days", "3 or more", "10"]), Cause::Reply(None));
        assert_eq!(
            keys(&keyed),
            [
                Key::Label,
                Key::OwnNumber(1),
                Key::OwnNumber(2),
                Key::OwnNumber(3),
                Key::OwnNumber(10),
            ]
        );
    }

    #[test]
    fn one_number_among_words_changes_nothing() {
        let mut shown = Shown::default();
        let keyed =
            shown.show(&answers(&["Under a week", "2 weeks", "Longer"]), Cause::Reply(None));
        assert_eq!(keys(&keyed), [Key::Number(1), Key::Number(2), Key::Number(3)]);
    }

    #[test]
    fn a_controls_letter_is_its_own_and_never_short_for_an_answer() {
        let mut shown = Shown::default();
        let mut choices = answers(&["Yes", "No", "Sometimes"]);
        choices.extend(controls(&["Back", "Skip", "Not sure", "Why?", "Stop", "…"]));
        let keyed = shown.show(&choices, Cause::Reply(None));
        assert_eq!(
            keys(&keyed)[3..],
            [
                Key::Letter('b'),
                Key::Letter('k'),
                Key::Letter('o'),
                Key::Letter('w'),
                Key::Letter('t'),
                Key::Label,
            ]
        );
    }

    #[test]
    fn beside_a_long_list_the_letters_are_always_the_same() {
        let mut shown = Shown::default();
        let mut choices = answers(&["Back of the heel", "Sole", "Toes", "Outer side"]);
        choices.extend(controls(&["Not sure", "Skip", "Back", "Stop"]));
        let keyed = shown.show(&choices, Cause::Reply(None));
        assert_eq!(
            keys(&keyed)[4..],
            [Key::Letter('o'), Key::Letter('s'), Key::Letter('b'), Key::Letter('t')]
        );
    }

    #[test]
    fn a_label_is_matched_whatever_its_case_and_ending() {
        let mut shown = Shown::default();
        shown.show(&controls(&["Why do you ask?"]), Cause::Reply(None));
        for typed in ["why do you ask", "WHY  do you ask?", "w"] {
            assert!(shown.worded(typed).is_some(), "{typed}");
        }
        for typed in ["why", "", "ww"] {
            assert!(shown.worded(typed).is_none(), "{typed}");
        }
    }

    #[test]
    fn every_choice_is_kept_answers_first() {
        let mut shown = Shown::default();
        let mixed = [
            choice("Stop", Mark::Control),
            choice("Numb", Mark::Open),
            choice("None of these", Mark::Answers),
        ];
        let labels: Vec<_> = shown
            .show(&mixed, Cause::Unasked)
            .into_iter()
            .map(|keyed| keyed.choice.label)
            .collect();
        assert_eq!(labels, ["Numb", "None of these", "Stop"]);
    }
}

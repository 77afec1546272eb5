//! A runner with nothing urgent: what they are asked, what they tap, what they
//! would write instead.

/// A question by its first words, the button that answers it, the words that do.
type Answer = (&'static str, &'static str, &'static str);

/// The questions of a plain case in their order.
pub const PLAIN: [Answer; 12] = [
    ("I ask runners with a sore heel", "I agree, and I'm 18 to 64", "yes, that's fine, I'm 41"),
    ("the signs that can't wait", "None of these", "none of these"),
    ("Where does it hurt most", "Under the heel", "under the heel"),
    ("How bad is it at its worst", "4", "four out of ten"),
    ("How long have you had it", "A few days", "five days"),
    ("Which way is it going", "Getting better", "it's getting better"),
    ("Can you walk on it", "Yes, normally", "yes, normally"),
    ("Which of these do you notice", "None of these", "none of these"),
    ("And which of these", "None of these", "none"),
    ("Does any of this describe you", "None of these", "no, none of them"),
    ("And your running in the last", "None of these", "nothing like that"),
    ("Last one: does any of this", "None of these", "none of these"),
];

/// Shown when there is nothing left to ask.
pub const DONE: &str = "What next?";

/// The question a text asks, by its place in [`PLAIN`]; nothing where it asks none of
/// them.
pub fn question(text: &str) -> Option<usize> {
    PLAIN.iter().position(|(question, ..)| text.contains(question))
}

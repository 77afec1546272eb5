//! Agreeing and not agreeing that answers are kept: an easy yes is one, and a no
//! is never taken for it.

use bot_core::understanding::{Asked, understand};

use crate::now;

fn agreed(text: &str) -> Option<bool> {
    understand(text, &[Asked::Consent], &now()).consent
}

#[test]
fn an_easy_yes_is_a_yes() {
    for yes in [
        "ok",
        "okay",
        "sure",
        "sure thing",
        "👍",
        "👌",
        "looks good",
        "sounds good to me",
        "all good",
        "fine",
        "fine by me",
        "that's fine",
        "works for me",
        "no problem",
        "no worries",
        "I don't mind",
        "go for it",
        "ok then",
        "yeah fine",
        "sure, I'm 34",
        "ok, 34",
        "claro que sí",
        "I agree",
        "yes please",
    ] {
        assert_eq!(agreed(yes), Some(true), "{yes}");
    }
}

#[test]
fn a_no_is_never_a_yes() {
    for no in [
        "not ok",
        "no thanks, all good",
        "all good, no thanks",
        "ok no",
        "no",
        "not fine by me",
        "it's not all right",
        "👎",
        "don't bother",
        "I'd rather not",
        "no, I'm fine",
        "nah I'm good",
        "not sure I'm ok with that",
        "fine, but don't keep it",
        "I do mind",
        "I'm fine thanks",
        "not good",
        "that's not fine",
        "no way",
        "sure, if I must not",
    ] {
        assert_ne!(agreed(no), Some(true), "{no}");
    }
}

#[test]
fn a_shrug_is_asked_again() {
    for shrug in ["whatever", "I guess", "maybe", "probably", "if I must", "not sure", "I suppose"]
    {
        assert_eq!(agreed(shrug), None, "{shrug}");
    }
}

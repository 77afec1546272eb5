//! What a button sends back: session, revision and choice, in at most 64 bytes,
//! the same string on every platform.
//!
//! ```text
//! h1.<session>.<revision>.<act>      h1.mfrggzdf.12.p.severity.7
//! ```
//!
//! A press is anybody's text until it has been read here: another release's
//! buttons, a forged string, another person's button. No answer is in it that
//! the screen did not show.

use super::{
    reminders::Tap,
    step::{Revision, SessionId},
};
use crate::{facts::Fact, interview::QuestionId};

/// The format's name; a new one gets another.
const FORMAT: &str = "h1";

/// A button's data, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// The session it was shown in.
    pub session: SessionId,
    /// The revision it was shown at.
    pub revision: Revision,
    /// What it asks for.
    pub act: Act,
}

/// What a press asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Picks an answer, or ticks it.
    Pick(QuestionId, String),
    /// Takes a tick away.
    Untick(QuestionId, String),
    /// What is ticked is the answer.
    Done(QuestionId),
    /// None of these.
    NoneOf(QuestionId),
    /// Not sure.
    NotSure(QuestionId),
    /// Skip.
    Skip(QuestionId),
    /// Takes the last reply back.
    Back,
    /// Why is this asked?
    Why,
    /// Leaves the questions.
    Stop,
    /// Comes back to them.
    Resume,
    /// Goes on from the emergency message.
    GoOn,
    /// Takes something heard out, or in again.
    Heard(Fact),
    /// What was heard is right.
    UseHeard,
    /// Shows which answers can be changed.
    EditMenu,
    /// Opens a question again.
    Edit(QuestionId),
    /// Shows the rules that fired.
    Explain,
    /// Shows the summary for a GP or physio.
    Summary,
    /// Asks whether to begin anew.
    Restart,
    /// Begins anew.
    RestartNow,
    /// Asks whether to delete everything.
    Delete,
    /// Deletes everything.
    DeleteNow,
    /// Something about reminders.
    Reminders(Tap),
}

/// The acts that are one word.
const WORDS: &[(&str, Act)] = &[
    ("back", Act::Back),
    ("why", Act::Why),
    ("stop", Act::Stop),
    ("resume", Act::Resume),
    ("go", Act::GoOn),
    ("use", Act::UseHeard),
    ("edit", Act::EditMenu),
    ("explain", Act::Explain),
    ("summary", Act::Summary),
    ("restart", Act::Restart),
    ("restart-now", Act::RestartNow),
    ("delete", Act::Delete),
    ("delete-now", Act::DeleteNow),
];

impl Button {
    /// The longest data, in bytes: Telegram's limit, the smaller of the two.
    pub const MOST_BYTES: usize = 64;

    /// Reads a button's data; `None` where it isn't one of ours.
    pub fn read(data: &str) -> Option<Self> {
        if data.len() > Self::MOST_BYTES {
            return None;
        }
        let mut parts = data.splitn(4, '.');
        if parts.next()? != FORMAT {
            return None;
        }
        let session = parts.next()?.parse().ok()?;
        let revision = Revision(parts.next()?.parse().ok()?);
        let act = read_act(parts.next()?)?;
        Some(Self { session, revision, act })
    }
}

impl std::fmt::Display for Button {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{FORMAT}.{}.{}.", self.session, self.revision.0)?;
        match &self.act {
            Act::Pick(question, pick) => write!(f, "p.{question}.{pick}"),
            Act::Untick(question, pick) => write!(f, "t.{question}.{pick}"),
            Act::Done(question) => write!(f, "d.{question}"),
            Act::NoneOf(question) => write!(f, "n.{question}"),
            Act::NotSure(question) => write!(f, "u.{question}"),
            Act::Skip(question) => write!(f, "s.{question}"),
            Act::Heard(fact) => write!(f, "h.{fact}"),
            Act::Edit(question) => write!(f, "e.{question}"),
            Act::Reminders(tap) => write!(f, "r.{tap}"),
            word => {
                let word = WORDS.iter().find(|(_, act)| act == word).map_or("", |(word, _)| word);
                f.write_str(word)
            }
        }
    }
}

fn read_act(text: &str) -> Option<Act> {
    if let Some((_, act)) = WORDS.iter().find(|(word, _)| *word == text) {
        return Some(act.clone());
    }
    let (kind, rest) = text.split_once('.')?;
    Some(match kind {
        "p" | "t" => {
            let (question, pick) = rest.split_once('.')?;
            let (question, pick) = (QuestionId::parse(question)?, pick.to_owned());
            if kind == "p" { Act::Pick(question, pick) } else { Act::Untick(question, pick) }
        }
        "d" => Act::Done(QuestionId::parse(rest)?),
        "n" => Act::NoneOf(QuestionId::parse(rest)?),
        "u" => Act::NotSure(QuestionId::parse(rest)?),
        "s" => Act::Skip(QuestionId::parse(rest)?),
        "h" => Act::Heard(Fact::parse(rest)?),
        "e" => Act::Edit(QuestionId::parse(rest)?),
        "r" => Act::Reminders(Tap::read(rest)?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{interview::QUESTIONS, reminder::ScheduleId};

    fn every_act() -> Vec<Act> {
        let mut acts: Vec<Act> = WORDS.iter().map(|(_, act)| act.clone()).collect();
        acts.extend(Fact::ALL.iter().map(|fact| Act::Heard(*fact)));
        let far = ScheduleId::from_number(i64::MIN);
        acts.extend(Tap::all(far, u8::MAX).into_iter().map(Act::Reminders));
        for question in QUESTIONS {
            let id = question.id;
            acts.extend([
                Act::Done(id),
                Act::NoneOf(id),
                Act::NotSure(id),
                Act::Skip(id),
                Act::Edit(id),
            ]);
            for pick in question.picks {
                let pick = pick.id.to_owned();
                acts.extend([Act::Pick(id, pick.clone()), Act::Untick(id, pick)]);
            }
        }
        acts
    }

    #[test]
    fn every_button_fits_and_reads_back() {
        for act in every_act() {
            let session = SessionId::from_bits(u64::MAX);
            let button = Button { session, revision: Revision(u64::from(u32::MAX)), act };
            let data = button.to_string();
            assert!(data.len() <= Button::MOST_BYTES, "{data}");
            assert_eq!(Button::read(&data), Some(button), "{data}");
        }
    }

    proptest! {
        #[test]
        fn foreign_data_is_not_a_button(data in "\\PC{0,80}") {
            prop_assert!(Button::read(&data).is_none());
        }

        #[test]
        fn damaged_data_is_refused_or_reads_as_what_it_says(cut in 0_usize..40, with in "\\PC{0,9}") {
            let whole = "h1.mfrggzdf.12.p.severity.7";
            let cut = cut.min(whole.len());
            let data = format!("{}{with}", &whole[..cut]);
            if let Some(button) = Button::read(&data) {
                // A longer spelling of a number (012) is the only other way to say the same.
                prop_assert_eq!(Button::read(&button.to_string()), Some(button));
            }
        }
    }
}

//! The screens of the conversation: a question, an interruption, a list to
//! confirm, a menu. The result has a file of its own.

use super::{
    button::{Act, Button},
    say::Say,
    step::{Revision, SessionId},
};
use crate::{
    args,
    assessment::{self, Level},
    facts::{Fact, Value},
    interview::{Asking, Counts, Form, Interview, Pick, QuestionId, Wording},
    message::{Block, Choice, Mark, Screen},
};

/// Makes the buttons of one session at one revision.
#[derive(Clone, Copy, Debug)]
pub(super) struct Buttons {
    pub(super) session: SessionId,
    pub(super) revision: Revision,
}

impl Buttons {
    pub(super) fn choice(self, mark: Mark, label: String, act: Act) -> Choice {
        let button = Button { session: self.session, revision: self.revision, act };
        Choice { label, data: button.to_string(), mark }
    }

    pub(super) fn control(self, say: &Say<'_>, key: &str, act: Act) -> Choice {
        self.choice(Mark::Control, say.text(key), act)
    }

    pub(super) fn answer(self, say: &Say<'_>, key: &str, act: Act) -> Choice {
        self.choice(Mark::Answers, say.text(key), act)
    }
}

/// An open question with its answers and controls.
pub(super) fn question(
    say: &Say<'_>,
    buttons: Buttons,
    asking: &Asking,
    interview: &Interview,
) -> Screen {
    let id = asking.question.id;
    let key = format!("question-{id}");
    let blocks = match asking.wording {
        Wording::First => {
            let hint = say.optional(&format!("{key}.hint")).map(Block::Text);
            [Block::Heading(say.text(&key))].into_iter().chain(hint).collect()
        }
        Wording::Again => vec![Block::Heading(say.text(&format!("{key}.again")))],
    };

    let mut choices: Vec<Choice> = asking
        .picks
        .iter()
        .map(|pick| {
            let picks = Act::Pick(id, pick.id.to_owned());
            let (mark, act) = match asking.question.form {
                Form::One => (Mark::Answers, picks),
                Form::Several if asking.picked.contains(pick.id) => {
                    (Mark::Picked, Act::Untick(id, pick.id.to_owned()))
                }
                Form::Several => (Mark::Open, picks),
            };
            buttons.choice(mark, label(say, id, pick), act)
        })
        .collect();
    if asking.question.form == Form::Several {
        choices.push(if asking.picked.is_empty() {
            buttons.answer(say, "choice-none", Act::NoneOf(id))
        } else {
            buttons.answer(say, "choice-done", Act::Done(id))
        });
    }
    if id == QuestionId::Consent {
        choices.push(buttons.answer(say, "question-consent.o-refuse", Act::Stop));
        choices.push(buttons.control(say, "choice-why", Act::Why));
    } else {
        choices.push(buttons.control(say, "choice-not-sure", Act::NotSure(id)));
        choices.push(buttons.control(say, "choice-skip", Act::Skip(id)));
        if !interview.trail().is_empty() {
            choices.push(buttons.control(say, "choice-back", Act::Back));
        }
        choices.push(buttons.control(say, "choice-why", Act::Why));
        choices.push(buttons.control(say, "choice-stop", Act::Stop));
    }
    Screen { progress: Some(asking.progress), blocks, choices, ..Screen::default() }
}

/// What a pick is called.
pub(super) fn label(say: &Say<'_>, question: QuestionId, pick: &Pick) -> String {
    let (low, high) = match pick.value {
        Value::Amount(amount) => (amount.low(), amount.high()),
        _ => (0, 0),
    };
    let args = args! { "low" => low, "high" => high, "below" => high + 1 };
    say.with(&format!("question-{question}.o-{}", pick.id), &args)
}

/// An emergency: what to do, why, and the ways on.
pub(super) fn interrupt(
    say: &Say<'_>,
    buttons: Buttons,
    interview: &Interview,
    number: &str,
) -> Screen {
    let facts = interview.facts();
    let presumed: Vec<Fact> = interview.presumed().collect();
    let reasons = assessment::assess(facts).reasons;
    let (mut told, mut counted) = (Vec::new(), Vec::new());
    for reason in reasons.iter().filter(|reason| reason.level == Level::Emergency) {
        for fact in &reason.facts {
            let list = if presumed.contains(fact) { &mut counted } else { &mut told };
            if !list.contains(fact) {
                list.push(*fact);
            }
        }
    }
    let mut blocks = vec![
        Block::Heading(say.text("level-emergency")),
        Block::Alert(say.with("level-emergency.meaning", &args! { "number" => number })),
    ];
    if !told.is_empty() {
        blocks.push(say.paragraph("reasons-told"));
        blocks.push(Block::Bullets(say.facts(&told, facts)));
    }
    if !counted.is_empty() {
        blocks.push(say.paragraph("interrupt-presumed"));
        blocks.push(Block::Bullets(say.facts(&counted, facts)));
    }
    let choices = vec![
        buttons.answer(say, "choice-go-on", Act::GoOn),
        buttons.answer(say, "choice-mistake", Act::Back),
        buttons.control(say, "choice-stop", Act::Stop),
    ];
    Screen { blocks, choices, ..Screen::default() }
}

/// What was understood from free text, to be confirmed.
pub(super) fn confirm(say: &Say<'_>, buttons: Buttons, interview: &Interview) -> Screen {
    let mut choices: Vec<Choice> = interview
        .heard()
        .iter()
        .map(|heard| {
            let mark = match heard.counts {
                Counts::Yes => Mark::Picked,
                Counts::No => Mark::Open,
            };
            buttons.choice(mark, say.fact(heard.fact, Some(heard.value)), Act::Heard(heard.fact))
        })
        .collect();
    choices.push(buttons.answer(say, "choice-use-heard", Act::UseHeard));
    choices.push(buttons.control(say, "choice-drop-heard", Act::Back));
    choices.push(buttons.control(say, "choice-stop", Act::Stop));
    let blocks = vec![
        Block::Heading(say.text("heard-question")),
        Block::Text(say.text("heard-question.hint")),
    ];
    Screen { blocks, choices, ..Screen::default() }
}

/// Which answer to change.
pub(super) fn edit_menu(say: &Say<'_>, buttons: Buttons, interview: &Interview) -> Screen {
    let mut choices: Vec<Choice> = interview
        .editable()
        .map(|id| buttons.answer(say, &format!("question-{id}.short"), Act::Edit(id)))
        .collect();
    choices.push(buttons.control(say, "choice-back", Act::Resume));
    Screen { blocks: vec![Block::Heading(say.text("edit-question"))], choices, ..Screen::default() }
}

/// A question of ours with a yes and a no.
pub(super) fn confirm_act(
    say: &Say<'_>,
    buttons: Buttons,
    question: &str,
    yes: (&str, Act),
) -> Screen {
    Screen {
        blocks: vec![Block::Heading(say.text(question))],
        choices: vec![
            buttons.answer(say, yes.0, yes.1),
            buttons.answer(say, "choice-keep", Act::Resume),
        ],
        ..Screen::default()
    }
}

/// They left the questions.
pub(super) fn stopped(say: &Say<'_>, buttons: Buttons, until: &str) -> Screen {
    Screen {
        blocks: vec![
            Block::Text(say.with("stopped", &args! { "until" => until })),
            say.paragraph("stopped.hint"),
        ],
        choices: vec![
            buttons.answer(say, "choice-resume", Act::Resume),
            buttons.answer(say, "choice-delete", Act::Delete),
        ],
        ..Screen::default()
    }
}

/// They spoke of harming themselves: one fixed message, no more questions. Words
/// can be misread, so there is a way back; it is not the first thing offered.
pub(super) fn crisis(say: &Say<'_>, buttons: Buttons, number: &str) -> Screen {
    Screen {
        blocks: crisis_words(say, number),
        choices: vec![
            buttons.control(say, "choice-misread", Act::Back),
            buttons.control(say, "choice-delete", Act::Delete),
        ],
        ..Screen::default()
    }
}

/// What is said to somebody who spoke of harming themselves.
pub(super) fn crisis_words(say: &Say<'_>, number: &str) -> Vec<Block> {
    let key = "advice-see_professional-crisis";
    let lines = say.list_with(key, "do", &args! { "number" => number });
    let heading = Block::Heading(say.text(key));
    std::iter::once(heading).chain(lines.into_iter().map(Block::Text)).collect()
}

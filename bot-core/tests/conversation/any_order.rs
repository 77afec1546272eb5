//! Whatever comes, in whatever order: nothing panics, no answer is lost or
//! doubled, and there is always a way on to a plan.

use bot_core::{
    bot::{Act, Button, Session, SessionChange, State},
    event::{Command, Input},
    facts::Facts,
    interview::{Form, Stage},
};
use proptest::prelude::*;

use crate::runner::Runner;

/// What people say, among it what changes much.
const PHRASES: &[&str] = &[
    "yes",
    "no",
    "ok",
    "not sure",
    "not really",
    "skip",
    "back",
    "why",
    "stop",
    "resume",
    "start over",
    "delete",
    "none",
    "done",
    "help",
    "summary",
    "that was a mistake",
    "34",
    "I'm 14",
    "3 weeks",
    "under the heel",
    "my calf is swollen and I can't breathe",
    "I think I have a fever",
    "maybe a bit feverish",
    "no fever",
    "I'm diabetic and I have flat feet",
    "I want to kill myself",
    "1 3",
    "/dance",
];

#[derive(Clone, Debug)]
enum Event {
    /// A button of the screen shown now, counted round.
    Press(usize),
    /// A button of some screen before.
    PressOld(usize),
    /// Some of the buttons shown now, together.
    Select(Vec<usize>),
    Phrase(&'static str),
    Text(String),
    Command(Command),
    Wordless,
    /// The last event once more.
    Again,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        12 => any::<usize>().prop_map(Event::Press),
        2 => any::<usize>().prop_map(Event::PressOld),
        2 => prop::collection::vec(any::<usize>(), 1..5).prop_map(Event::Select),
        5 => prop::sample::select(PHRASES).prop_map(Event::Phrase),
        // What is echoed must not look like a text that misses an argument.
        1 => "\\PC{0,40}"
            .prop_filter("looks like a gap", |text| !text.contains("{$"))
            .prop_map(Event::Text),
        2 => prop::sample::select(Command::ALL).prop_map(Event::Command),
        1 => Just(Event::Wordless),
        1 => Just(Event::Again),
    ]
}

/// All buttons ever shown, the newest last.
struct History {
    old: Vec<String>,
    last: Input,
}

/// One of a list, counted round.
fn of<'a>(list: &[&'a str], at: usize) -> &'a str {
    list.get(at % list.len().max(1)).copied().unwrap_or("")
}

fn input(runner: &Runner, history: &History, event: &Event) -> Input {
    let shown: Vec<&str> = runner.choices().map(|choice| choice.data.as_str()).collect();
    match event {
        Event::Press(at) => Input::Press(of(&shown, *at).to_owned()),
        Event::PressOld(at) => {
            let old: Vec<&str> = history.old.iter().map(String::as_str).collect();
            Input::Press(of(&old, *at).to_owned())
        }
        Event::Select(list) => {
            Input::Select(list.iter().map(|at| of(&shown, *at).to_owned()).collect())
        }
        Event::Phrase(text) => Input::Text((*text).to_owned()),
        Event::Text(text) => Input::Text(text.clone()),
        Event::Command(command) => Input::Command(*command, String::new()),
        Event::Wordless => Input::Wordless,
        Event::Again => history.last.clone(),
    }
}

fn state(runner: &Runner) -> Option<State> {
    runner.snapshot.session.as_ref().map(|session| session.state.clone())
}

/// Whether a press is of the screen shown now.
fn is_current(runner: &Runner, data: &str) -> bool {
    let session = runner.snapshot.session.as_ref();
    Button::read(data).zip(session).is_some_and(|(button, session)| {
        button.session == session.id && button.revision == session.revision
    })
}

/// Whether a press ticks or unticks something on the list that is asked now,
/// however that was shown at the time.
fn is_tick(before: &Session, data: &str, least_age: u8) -> bool {
    let Some(Button { session, act: Act::Pick(of, _) | Act::Untick(of, _), .. }) =
        Button::read(data)
    else {
        return false;
    };
    session == before.id
        && matches!(before.state.interview.stage(least_age), Stage::Ask(asking)
            if asking.question.id == of && asking.question.form == Form::Several)
}

/// Only the facts of the open question change by an answer pressed.
fn check_answer(before: &State, after: &State, least_age: u8) {
    let open = match before.interview.stage(least_age) {
        Stage::Ask(asking) => asking.question.facts(),
        _ => Vec::new(),
    };
    let others = |facts: &Facts| -> Facts {
        facts.iter().filter(|(fact, _)| !open.contains(fact)).collect()
    };
    assert_eq!(others(before.interview.facts()), others(after.interview.facts()));
    let (was, is) = (before.interview.trail(), after.interview.trail());
    assert!(is.starts_with(was) && is.len() <= was.len() + 1, "one reply, one entry");
}

fn happens(runner: &mut Runner, history: &mut History, event: &Event) {
    let input = input(runner, history, event);
    let before = runner.snapshot.session.clone();
    let current = match &input {
        Input::Press(data) => Some(is_current(runner, data)),
        Input::Select(list) => Some(list.iter().all(|data| is_current(runner, data))),
        _ => None,
    };
    runner.sends(input.clone());

    let after = runner.snapshot.session.clone();
    if let (Some(before), Some(after)) = (&before, &after)
        && before.id == after.id
    {
        assert!(after.revision == before.revision || after.state != before.state);
        assert!(after.revision != before.revision || after.state == before.state);
    }
    if let (Some(false), Some(before)) = (current, &before) {
        match (&input, &after) {
            (Input::Press(data), Some(after)) if is_tick(before, data, runner.policy.least_age) => {
                let (was, is) = (&before.state.interview, &after.state.interview);
                assert_eq!((was.facts(), was.trail()), (is.facts(), is.trail()), "ticks alone");
            }
            _ => assert_eq!(runner.change, SessionChange::Keep, "{input:?}"),
        }
    }
    if let (Input::Press(data), Some(true)) = (&input, current)
        && let (Some(before), Some(after)) = (&before, &after)
        && let Some(Button { act, .. }) = Button::read(data)
        && matches!(
            act,
            Act::Pick(..)
                | Act::Untick(..)
                | Act::Done(_)
                | Act::NoneOf(_)
                | Act::NotSure(_)
                | Act::Skip(_)
        )
    {
        check_answer(&before.state, &after.state, runner.policy.least_age);
    }
    history.old.extend(runner.choices().map(|choice| choice.data.clone()));
    history.last = input;
}

/// From wherever a person is, they come to a plan by what the screens offer.
fn reaches_a_plan(runner: &mut Runner) {
    runner.commands(Command::Resume);
    if runner.has_button("I didn't mean that") {
        runner.presses("I didn't mean that");
    }
    runner.finishes();
    assert!(runner.has_button("Why this advice?"), "{}", runner.sees());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn nothing_is_lost_or_doubled_and_a_plan_is_always_in_reach(
        events in prop::collection::vec(event(), 0..40),
    ) {
        let mut runner = Runner::new();
        let mut history = History { old: Vec::new(), last: Input::Wordless };
        for event in &events {
            happens(&mut runner, &mut history, event);
        }
        reaches_a_plan(&mut runner);
    }

    #[test]
    fn the_same_presses_lead_to_the_same_place(
        presses in prop::collection::vec(any::<usize>(), 0..30),
    ) {
        let walk = || {
            let mut runner = Runner::started();
            let mut history = History { old: Vec::new(), last: Input::Wordless };
            for press in &presses {
                happens(&mut runner, &mut history, &Event::Press(*press));
            }
            state(&runner)
        };
        prop_assert_eq!(walk(), walk());
    }
}

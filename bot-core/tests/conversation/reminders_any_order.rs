//! Whatever is pressed and said about reminders, in whatever order: nothing
//! panics, no reminder is out of sight, and the bounds hold.

use bot_core::{
    event::{Command, Input},
    message::{Choice, Mark},
    schedule::Bounds,
};
use proptest::prelude::*;

use crate::{reminders_ice::checked, runner::Runner};

/// What people say about reminders, and beside them.
const PHRASES: &[&str] = &[
    "yes",
    "no",
    "9",
    "evening",
    "london",
    "tokyo",
    "UTC+3",
    "tomorrow at 6am",
    "in 20 minutes",
    "weekdays at 7",
    "every 5 minutes",
    "every 10 minutes",
    "on the 31st of every month at 9:00",
    "3",
    "3 days",
    "ice session",
    "start icing now",
    "ice at 7pm",
    "the pain has gone",
    "skip this one",
    "stop the ice",
    "rest for 4 days",
    "remind me to stretch every day at 8am",
    "check in every evening at 8pm",
    "my reminders",
    "pause mine until monday",
    "resume my reminders",
    "quiet hours 22:00 to 07:00",
    "no quiet hours",
    "no more reminders",
    "stop",
    "back",
    "I have a fever and my foot is hot",
    "start over",
];

#[derive(Clone, Debug)]
enum Event {
    Press(usize),
    PressOld(usize),
    Phrase(&'static str),
    Command(Command, &'static str),
    Wait(i64),
    WaitAtOnce(i64),
}

fn event() -> impl Strategy<Value = Event> {
    use Command::{Checkin, Ice, Reminders, Rest, Settings, Stretch, Timezone};
    let commands = &[Checkin, Ice, Reminders, Rest, Settings, Stretch, Timezone];
    prop_oneof![
        10 => any::<usize>().prop_map(Event::Press),
        2 => any::<usize>().prop_map(Event::PressOld),
        6 => prop::sample::select(PHRASES).prop_map(Event::Phrase),
        3 => (prop::sample::select(commands), prop::sample::select(PHRASES))
            .prop_map(|(command, rest)| Event::Command(command, rest)),
        2 => prop::sample::select(commands).prop_map(|command| Event::Command(command, "")),
        2 => (1_i64..90).prop_map(Event::Wait),
        1 => (1_i64..60_000).prop_map(Event::WaitAtOnce),
    ]
}

fn pressed(choices: &[Choice], at: usize) -> Option<Input> {
    // What deletes or starts over is tried elsewhere.
    let choices: Vec<&Choice> =
        choices.iter().filter(|choice| !choice.data.contains(".delete")).collect();
    Some(Input::Press(choices.get(at % choices.len().max(1))?.data.clone()))
}

fn check(ada: &Runner) {
    assert!(ada.standing().len() <= Bounds::PERSON.schedules);
    let mut list = ada.clone();
    list.commands(Command::Reminders);
    let shown = list.choices().filter(|choice| choice.data.contains(".r.one.")).count();
    assert_eq!(shown, ada.standing().len(), "out of sight:\n{}", list.sees());
    for choice in list.choices().filter(|choice| choice.mark == Mark::Answers) {
        assert!(!choice.label.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_reminder_is_out_of_sight_and_the_bounds_hold(
        events in prop::collection::vec(event(), 1..40),
    ) {
        let mut ada = checked();
        let mut old: Vec<Choice> = Vec::new();
        for event in events {
            let shown: Vec<Choice> = ada.choices().cloned().collect();
            let input = match event {
                Event::Press(at) => pressed(&shown, at),
                Event::PressOld(at) => pressed(&old, at),
                Event::Phrase(text) => Some(Input::Text(text.to_owned())),
                Event::Command(command, rest) => Some(Input::Command(command, rest.to_owned())),
                Event::Wait(minutes) => {
                    ada.waits(minutes);
                    None
                }
                Event::WaitAtOnce(minutes) => {
                    ada.waits_at_once(minutes);
                    None
                }
            };
            if let Some(input) = input {
                ada.sends(input);
            }
            old.extend(ada.choices().cloned());
            check(&ada);
        }
    }
}

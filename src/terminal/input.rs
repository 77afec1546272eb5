//! A typed line, and what is on the screen, to what the person did. Pure.
//!
//! It reads only what a screen itself asks for: numbers, the words of its
//! controls, commands. All other words are for the bot to understand.

use bot_core::event::{Command, Input};

use super::choices::{Shown, is_one_of_several};

/// What joins numbers in a line: "1, 3 and 5".
const JOINING_WORDS: &[&str] = &["and", "und", "et", "y", "e"];

/// What the line means to the bot.
pub fn translate(line: &str, shown: &Shown) -> Input {
    let line = line.trim();
    if let Some(command) = command(line) {
        return command;
    }
    if let Some(pick) = numbers(line).and_then(|numbers| pick(&numbers, shown)) {
        return pick;
    }
    match shown.worded(line) {
        Some(choice) => Input::Press(choice.data.clone()),
        None => Input::Text(line.to_owned()),
    }
}

/// `/word and what follows`. A word that is no command goes to the bot as it
/// was typed: which commands there are, it says on every platform alike, in
/// the person's language.
fn command(line: &str) -> Option<Input> {
    let line = line.strip_prefix('/')?;
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let command = Command::parse(&word.to_lowercase())?;
    Some(Input::Command(command, rest.trim().to_owned()))
}

/// The numbers of a line that holds nothing else, each once.
fn numbers(line: &str) -> Option<Vec<u32>> {
    let mut numbers = Vec::new();
    let tokens = line
        .split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '+' | '&'))
        .filter(|token| !token.is_empty());
    for token in tokens {
        if !numbers.is_empty() && JOINING_WORDS.contains(&token.to_lowercase().as_str()) {
            continue;
        }
        // "2." and "2)", as in a list.
        let digits = token.strip_suffix(['.', ')']).unwrap_or(token);
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let number = digits.parse().ok()?;
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    (!numbers.is_empty()).then_some(numbers)
}

/// One number presses its button, whatever that does. Several are all that is
/// picked, where the screen offers several; elsewhere they are just words.
fn pick(numbers: &[u32], shown: &Shown) -> Option<Input> {
    let choices = shown.numbered(numbers)?;
    match choices.as_slice() {
        [choice] => Some(Input::Press(choice.data.clone())),
        choices if choices.iter().any(|choice| is_one_of_several(choice)) => {
            Some(Input::Select(choices.iter().map(|choice| choice.data.clone()).collect()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use bot_core::message::{Choice, Mark};
    use proptest::prelude::*;

    use super::*;
    use crate::terminal::{
        choices::Cause,
        render::tests::{answers, choice, controls},
    };

    fn on(choices: &[Choice]) -> Shown {
        let mut shown = Shown::default();
        shown.show(choices, Cause::Reply(None));
        shown
    }

    /// What a line becomes, in short: the fixtures' data is the label.
    fn read(line: &str, choices: &[Choice]) -> String {
        match translate(line, &on(choices)) {
            Input::Text(text) => format!("text:{text}"),
            Input::Command(command, rest) => format!("command:{command}:{rest}"),
            Input::Press(data) => format!("press:{data}"),
            Input::Select(data) => format!("select:{}", data.join("+")),
            Input::Wordless => "wordless".to_owned(),
            Input::Admitted | Input::ShutOut | Input::PlaceMoved(_) | Input::Club(_) => {
                unreachable!("nobody types it")
            }
        }
    }

    fn check(choices: &[Choice], cases: &[(&str, &str)]) {
        for (line, expected) in cases {
            assert_eq!(read(line, choices), *expected, "{line:?}");
        }
    }

    #[test]
    fn a_number_or_a_controls_word_is_a_press_and_the_rest_is_text() {
        let mut choices = answers(&["Under the heel", "Back of the heel"]);
        choices.extend(controls(&["Back", "Not sure", "Stop"]));
        check(
            &choices,
            &[
                ("1", "press:Under the heel"),
                (" 2 ", "press:Back of the heel"),
                ("2.", "press:Back of the heel"),
                ("1)", "press:Under the heel"),
                ("02", "press:Back of the heel"),
                ("3", "text:3"),
                ("0", "text:0"),
                ("-1", "text:-1"),
                ("1 2", "text:1 2"),
                ("1.5", "text:1.5"),
                ("4294967297", "text:4294967297"),
                ("1 week", "text:1 week"),
                ("back", "press:Back"),
                ("NOT SURE", "press:Not sure"),
                ("b", "text:b"),
                ("a", "press:Back"),
                ("s", "press:Stop"),
                ("no", "text:no"),
                ("n", "text:n"),
                ("y", "text:y"),
                ("back of the heel", "press:Back of the heel"),
                ("back of my heel", "text:back of my heel"),
                ("it hurts when I run", "text:it hurts when I run"),
            ],
        );
    }

    #[test]
    fn one_number_is_a_press_and_several_are_all_that_is_picked() {
        let mut choices = vec![
            choice("Numb", Mark::Open),
            choice("Swollen", Mark::Picked),
            choice("Hot", Mark::Open),
            choice("None of these", Mark::Answers),
        ];
        choices.extend(controls(&["Done"]));
        check(
            &choices,
            &[
                ("1 3", "select:Numb+Hot"),
                ("1,3", "select:Numb+Hot"),
                ("3, 1 and 2", "select:Hot+Numb+Swollen"),
                ("1 1 1", "press:Numb"),
                ("2", "press:Swollen"),
                ("4", "press:None of these"),
                // That it contradicts itself is the bot's to say.
                ("1 4", "select:Numb+None of these"),
                ("1 9", "text:1 9"),
                ("and", "text:and"),
                ("1, hot", "text:1, hot"),
                ("done", "press:Done"),
                ("none of these", "press:None of these"),
                ("swollen", "text:swollen"),
            ],
        );
    }

    #[test]
    fn on_a_scale_the_number_typed_is_the_label_not_the_place() {
        let scale: Vec<String> = (0..=10).map(|n| n.to_string()).collect();
        let scale = answers(&scale.iter().map(String::as_str).collect::<Vec<_>>());
        check(&scale, &[("0", "press:0"), ("8", "press:8"), ("10", "press:10"), ("11", "text:11")]);

        let bands = answers(&["0 none", "1-3 mild", "4-6 moderate", "7-10 severe"]);
        check(&bands, &[("4", "press:4-6 moderate"), ("5", "text:5"), ("7", "press:7-10 severe")]);

        let ages = answers(&["18 to 64", "65 or over", "16 or 17", "Under 16"]);
        check(&ages, &[("38", "text:38"), ("1", "text:1"), ("under 16", "press:Under 16")]);

        let days = answers(&["None", "1 day", "2 days"]);
        check(&days, &[("1", "press:1 day"), ("none", "press:None"), ("3", "text:3")]);
    }

    #[test]
    fn where_nothing_is_numbered_numbers_are_text() {
        check(&controls(&["Back", "Stop"]), &[("38", "text:38"), ("1", "text:1")]);
        check(&[], &[("1", "text:1"), ("1 2", "text:1 2"), ("back", "text:back")]);
    }

    #[test]
    fn a_slash_is_a_command_where_the_bot_knows_it() {
        check(
            &answers(&["Yes"]),
            &[
                ("/help", "command:help:"),
                ("/Help", "command:help:"),
                ("  /ice  at 7pm ", "command:ice:at 7pm"),
                ("/helpme", "text:/helpme"),
                ("/", "text:/"),
                ("/ help", "text:/ help"),
                ("help", "text:help"),
            ],
        );
    }

    #[test]
    fn a_number_finds_the_question_under_a_later_reminder() {
        let mut shown = on(&answers(&["Yes", "No"]));
        shown.show(&answers(&["Done", "Later"]), Cause::Unasked);
        assert_eq!(translate("2", &shown), Input::Press("No".to_owned()));
        assert_eq!(translate("3", &shown), Input::Press("Done".to_owned()));
    }

    proptest! {
        #[test]
        fn no_line_is_too_odd(line: String) {
            translate(&line, &on(&answers(&["Yes", "No"])));
            translate(&format!("/{line}"), &on(&controls(&["Back"])));
        }
    }
}

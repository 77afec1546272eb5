//! The same questions, plan and words as on Telegram and in the terminal.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use fake_discord::FakeDiscord;
use fake_telegram::{FakeTelegram, Person as Telegrammer};

use crate::{
    bot::Settings,
    plain::{PLAIN, question},
    runner::{begins, picks},
};

/// The words of a text, without marks and how it is laid out.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// What Discord's people can pick that Telegram's can, too: everything but the
/// field to type in.
fn answers(mut labels: Vec<String>) -> Vec<String> {
    labels.retain(|label| label != "Type an answer");
    labels.sort();
    labels
}

/// What the advice begins with.
const ADVICE: &str = "Look after it at home";

/// The words of each screen in turn, and its answers.
type Told = Vec<(Vec<String>, Vec<String>)>;

async fn on_telegram() -> Told {
    let telegram = FakeTelegram::start().await;
    let data = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_heelbot"));
    command
        .arg("run")
        .env_clear()
        .env("HOME", data.path())
        .env("HEELBOT_DATA_DIR", data.path())
        .env("HEELBOT_LISTEN", "127.0.0.1:0")
        .env("HEELBOT_TELEGRAM_TOKEN", fake_telegram::TOKEN)
        .env("HEELBOT_TELEGRAM_API_URL", telegram.url());
    let _bot = crate::process::Bot::start(command);
    let ada = telegram.person("Ada").speaks(Some("en-GB"));
    ada.sends("/check");
    let mut told = Told::new();
    loop {
        let screen = ada.screen().await;
        let labels = screen.labels().into_iter().map(plain).collect();
        told.push((words(&all(&ada, question(&screen.text), &screen.text)), answers(labels)));
        let Some(at) = question(&screen.text) else { return told };
        ada.taps(PLAIN[at].1);
    }
}

/// The question, or, at the end, all there is to read.
fn all(person: &Telegrammer, question: Option<usize>, text: &str) -> String {
    if question.is_some() {
        return text.to_owned();
    }
    let texts: Vec<_> = person.reads().into_iter().map(|message| message.text).collect();
    texts.join("\n")
}

async fn on_discord() -> Told {
    let discord = FakeDiscord::start().await;
    // Where answers are kept as long as on Telegram, the consent says so.
    let settings = Settings::new().interview("stored");
    let _bot = settings.start(&discord);
    let ada = discord.person("Ada");
    let mut screen = begins(&ada).await;
    let mut told = Told::new();
    loop {
        let labels = screen.labels().into_iter().map(plain).collect();
        let at = question(&screen.text);
        let text = match at {
            Some(_) => screen.text.clone(),
            None => {
                let all = ada.reads();
                all.iter().map(|message| message.text.as_str()).collect::<Vec<_>>().join("\n")
            }
        };
        told.push((words(&text), answers(labels)));
        let Some(at) = at else { return told };
        picks(&ada, &screen, PLAIN[at].1).answered().await;
        screen = ada.screen().await;
    }
}

/// Everything a terminal shows to somebody who types the same answers.
fn in_the_terminal() -> Vec<String> {
    let data = tempfile::tempdir().expect("a folder");
    let mut chat = Command::new(env!("CARGO_BIN_EXE_heelbot"))
        .args(["chat", "--data"])
        .arg(data.path())
        .env_clear()
        .env("HOME", data.path())
        .env("LANG", "en_GB.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the chat starts");
    let mut input = chat.stdin.take().expect("piped above");
    for (_, label, _) in PLAIN {
        writeln!(input, "{label}").expect("the chat reads");
    }
    drop(input);
    let output = chat.wait_with_output().expect("the chat ends with its input");
    // Keys to press are marked within words: [W]hy.
    words(&String::from_utf8_lossy(&output.stdout).replace(['[', ']'], ""))
}

/// What comes after these words, where they are next to each other.
fn after<'a>(all: &'a [String], these: &[String]) -> Option<&'a [String]> {
    let at = (0..=all.len()).find(|at| all[*at..].starts_with(these))?;
    Some(&all[at + these.len()..])
}

/// A label without a tick or other sign in front.
fn plain(label: &str) -> String {
    label.trim_start_matches(|sign: char| !sign.is_alphanumeric()).to_owned()
}

#[tokio::test]
async fn questions_answers_and_plan_are_word_for_word_those_of_telegram() {
    let (telegram, discord) = (on_telegram().await, on_discord().await);
    assert_eq!(discord.len(), telegram.len());
    for (discord, telegram) in discord.iter().zip(&telegram) {
        assert_eq!(discord, telegram);
    }
}

#[tokio::test]
async fn questions_answers_and_plan_are_word_for_word_those_of_the_terminal() {
    let discord = on_discord().await;
    let terminal = in_the_terminal();
    let mut rest = &terminal[..];
    for (at, (text, answers)) in discord.iter().enumerate() {
        // What is above a question that takes the place of another, its number and the
        // answers before it, has scrolled by in a terminal.
        let begins = words(PLAIN.get(at).map_or(ADVICE, |(question, ..)| question));
        let from = after(text, &begins).expect("the question");
        let text = &text[text.len() - from.len() - begins.len()..];
        let found = after(rest, text);
        rest = found.unwrap_or_else(|| panic!("{text:?} is not in {rest:?}"));
        for answer in answers {
            assert!(after(rest, &words(answer)).is_some(), "{answer:?} is not in {rest:?}");
        }
    }
}

//! The fake by hand: a bot connects, and whoever is at the keyboard is everybody.
//!
//! ```text
//! cargo run -p fake-telegram            then start the bot with the settings it prints
//! ada: /start                           ada writes
//! ada taps i agree                      ada taps the button that says so
//! ```

use std::{
    collections::BTreeMap,
    io::{self, Write as _},
};

use fake_telegram::{Detail, Enforcement, FakeTelegram, Person, TOKEN};
use tokio::io::{AsyncBufReadExt, BufReader};

const PORT: u16 = 8_081;

#[tokio::main]
async fn main() -> io::Result<()> {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok()).unwrap_or(PORT);
    let telegram = FakeTelegram::start_with(port, Detail::Full, Enforcement::Refused).await;
    let mut out = io::stdout();
    writeln!(out, "HEELBOT_TELEGRAM_API_URL={}", telegram.url())?;
    writeln!(out, "HEELBOT_TELEGRAM_TOKEN={TOKEN}")?;
    writeln!(out, "Write \"ada: /start\" or \"ada taps i agree\"; an empty line shows the chats.")?;

    let mut people: BTreeMap<String, Person> = BTreeMap::new();
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        let said = line.split_once(": ").map(|(name, text)| (name, Action::Says(text)));
        let tapped = || line.split_once(" taps ").map(|(name, label)| (name, Action::Taps(label)));
        if let Some((name, action)) = said.or_else(tapped) {
            let person = people.entry(name.to_owned()).or_insert_with(|| telegram.person(name));
            match action {
                Action::Says(text) => {
                    person.sends(text);
                }
                Action::Taps(label) => match person.screen_now() {
                    Some(screen) if screen.offers(label) => {
                        person.taps(label);
                    }
                    _ => writeln!(out, "There is no button {label:?}.")?,
                },
            }
        } else {
            write!(out, "{}", telegram.transcript())?;
            for mistake in telegram.mistakes() {
                writeln!(out, "A mistake: {mistake}")?;
            }
        }
    }
    Ok(())
}

enum Action<'a> {
    Says(&'a str),
    Taps(&'a str),
}
